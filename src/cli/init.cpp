// lockstep init: a policy to begin with, an account and scenarios, and on request an app around them.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/examples.h"
#include "cli/input.h"

namespace lockstep {

namespace {

constexpr std::string_view shared = "shared";

struct InitArguments {
  std::string from, app, folder = ".";
};

/// The names of the examples or apps in `files`, each once.
std::vector<std::string> namesOf(std::span<const ExampleFile> files) {
  std::vector<std::string> names;
  for (const ExampleFile& file : files)
    if (file.example != shared && (names.empty() || names.back() != file.example)) names.emplace_back(file.example);
  return names;
}

/// The files to write: those of the example, and of the app if one is named.
std::vector<const ExampleFile*> filesOf(const InitArguments& arguments) {
  std::vector<const ExampleFile*> files;
  for (const ExampleFile& file : exampleFiles())
    if (file.example == arguments.from) files.push_back(&file);
  if (arguments.app.empty()) return files;
  for (const ExampleFile& file : appFiles())
    if (file.example == shared || file.example == arguments.app) files.push_back(&file);
  return files;
}

/// Writes a new file. Returns the exit code.
int writeNew(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (out.good()) return exitAllowed;
  std::cerr << path.string() << ": cannot be written; give a folder that can with --to\n";
  return exitInvalid;
}

/// Prints what to do next with the files.
void printNext(const InitArguments& arguments) {
  const std::filesystem::path folder = arguments.folder;
  if (!arguments.app.empty()) {
    std::cout << "\nNext:\n";
    if (arguments.folder != ".") std::cout << "  cd " << folder.string() << "\n";
    std::cout << "  npm install\n  npm test\n  npm start\n";
    return;
  }
  const std::string policy = (folder / "policy.json").string();
  std::cout << "\nNext:\n  lockstep lint " << policy << "\n  lockstep test --policy " << policy << " "
            << (folder / (arguments.from + ".scenarios.json")).string() << "\n  lockstep types " << policy << "\n";
}

int init(const InitArguments& arguments) {
  const std::filesystem::path folder = arguments.folder;
  const std::vector<const ExampleFile*> files = filesOf(arguments);
  std::error_code error;
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
  printNext(arguments);
  return exitAllowed;
}

}  // namespace

void addInit(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<InitArguments>();
  const auto names = namesOf(exampleFiles());
  arguments->from = names.front();
  CLI::App* command = app.add_subcommand("init", "Write a policy to begin with, an account and scenarios");
  CLI::Option* from = command->add_option("--from", arguments->from, "The example to begin with")
                          ->check(CLI::IsMember(names))
                          ->capture_default_str();
  command->add_option("--app", arguments->app, "An app around the first example: a server, a page and tests")
      ->check(CLI::IsMember(namesOf(appFiles())))
      ->excludes(from);
  command->add_option("--to", arguments->folder, "The folder; it is made if it is not there")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->footer(
      "Exit code 0: written, 2: a file is there already, or cannot be written.\n"
      "Examples: lockstep init --to permissions\n"
      "          npx lockstep init --app react --to notes");
  command->callback([arguments, &exit] { exit = init(*arguments); });
}

}  // namespace lockstep
