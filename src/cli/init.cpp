// lockstep init: a policy to begin with, an account and scenarios.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/examples.h"
#include "cli/input.h"

namespace lockstep {

namespace {

struct InitArguments {
  std::string from, folder = ".";
};

/// The names of the examples, each once.
std::vector<std::string> exampleNames() {
  std::vector<std::string> names;
  for (const ExampleFile& file : exampleFiles())
    if (names.empty() || names.back() != file.example) names.emplace_back(file.example);
  return names;
}

/// Writes a new file. Returns the exit code.
int writeNew(const std::filesystem::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (out.good()) return exitAllowed;
  std::cerr << path.string() << ": cannot be written; give a folder that can with --to\n";
  return exitInvalid;
}

int init(const InitArguments& arguments) {
  const std::filesystem::path folder = arguments.folder;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::vector<const ExampleFile*> files;
  for (const ExampleFile& file : exampleFiles())
    if (file.example == arguments.from) files.push_back(&file);
  for (const ExampleFile* file : files) {
    if (!std::filesystem::exists(folder / file->name, error)) continue;
    std::cerr << (folder / file->name).string() << ": is there already; give another folder with --to\n";
    return exitInvalid;
  }
  for (const ExampleFile* file : files) {
    const auto path = folder / file->name;
    if (const int code = writeNew(path, file->text); code != exitAllowed) return code;
    std::cout << "Wrote " << path.string() << "\n";
  }
  const std::string policy = (folder / "policy.json").string();
  std::cout << "\nNext:\n  lockstep lint " << policy << "\n  lockstep test --policy " << policy << " "
            << (folder / (arguments.from + ".scenarios.json")).string() << "\n  lockstep types " << policy << "\n";
  return exitAllowed;
}

}  // namespace

void addInit(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<InitArguments>();
  const auto names = exampleNames();
  arguments->from = names.front();
  CLI::App* command = app.add_subcommand("init", "Write a policy to begin with, an account and scenarios");
  command->add_option("--from", arguments->from, "The example to begin with")
      ->check(CLI::IsMember(names))
      ->capture_default_str();
  command->add_option("--to", arguments->folder, "The folder; it is made if it is not there")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->footer(
      "Exit code 0: written, 2: a file is there already, or cannot be written.\n"
      "Example: lockstep init --to permissions");
  command->callback([arguments, &exit] { exit = init(*arguments); });
}

}  // namespace lockstep
