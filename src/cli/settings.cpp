// Options from the environment and from a configuration file.
#include "cli/settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "cli/input.h"

namespace lockstep {

namespace {

constexpr const char* onCommandLine = "command line";

/// Returns the long name of an option without its dashes; empty where it has none.
std::string nameOf(const CLI::Option& option) { return option.get_lnames().empty() ? "" : option.get_lnames().front(); }

/// Returns whether an option may also be set by the environment or a file.
bool isSetting(const CLI::Option& option) { return option.get_configurable() && !nameOf(option).empty(); }

bool isList(const CLI::Option& option) { return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll; }
bool isFlag(const CLI::Option& option) { return option.get_expected_max() == 0; }

/// Returns the message of a parse error, without the option at its start.
std::string reasonOf(const CLI::ParseError& error, const CLI::Option& option, const std::string& value) {
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr)
    return "`" + value + "` must be " +
           (isFlag(option) ? "true or false" : "a value of type " + option.get_type_name());
  const std::string text = error.what(), before = option.get_name() + ": ";
  return text.starts_with(before) ? text.substr(before.size()) : text;
}

/// Explains a variable that Kubernetes sets for a Service named `lockstep` in every pod of its namespace.
std::string hintFor(const std::string& value) {
  return value.starts_with("tcp://")
             ? ". Kubernetes sets this variable for a Service of this name: set enableServiceLinks: false in the pod"
             : "";
}

std::string quoted(const std::string& text) {
  const bool isNumber =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return isNumber ? text : "\"" + text + "\"";
}

/// Returns whether another option excludes this one, so that its default does not apply.
bool isExcluded(const CLI::Option& option) {
  const auto& others = option.get_excludes();
  return option.count() == 0 &&
         std::any_of(others.begin(), others.end(), [](const CLI::Option* other) { return other->count() > 0; });
}

/// Returns a value in the syntax of a configuration file.
std::string written(const CLI::Option& option) {
  if (isFlag(option)) return option.count() > 0 && option.as<bool>() ? "true" : "false";
  if (option.count() == 0)
    return option.get_default_str().empty() || isExcluded(option) ? "" : quoted(option.get_default_str());
  const auto& values = option.results();
  if (!isList(option)) return quoted(withoutPassword(values.back()));
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : ", ") + quoted(value);
  return "[" + out + "]";
}

}  // namespace

// ---- Where the data is ----

void addData(CLI::App& command, DataArguments& arguments) {
  CLI::Option* address =
      command.add_option("--data", arguments.address, "Database: a file of SQLite, or postgresql://…")
          ->capture_default_str();
  command.add_option("--data-file", arguments.file, "File with the value of --data, to keep a password out of sight")
      ->type_name("FILE")
      ->excludes(address);
}

std::optional<std::string> addressOf(const DataArguments& arguments) {
  if (arguments.file.empty()) return arguments.address;
  auto text = readFile(arguments.file);
  if (!text) return std::nullopt;
  CLI::detail::trim(*text);
  if (!text->empty() && text->find('\n') == std::string::npos) return text;
  std::cerr << "--data-file " << arguments.file << ": must contain one line, the address of the database\n";
  return std::nullopt;
}

std::string withoutPassword(const std::string& address) {
  const auto scheme = address.find("://");
  if (scheme == std::string::npos) return address;
  std::string out = address;
  // Parameters first, since masking the user part moves them.
  for (std::size_t at = out.find('?'); at != std::string::npos; at = out.find('&', at + 1)) {
    const auto equals = out.find('=', at);
    const auto end = std::min(out.find('&', at + 1), out.size());
    if (equals < end && out.substr(at + 1, equals - at - 1).ends_with("password"))
      out.replace(equals + 1, end - equals - 1, "***");
  }
  // A password may contain unescaped `:` and `@`, so the first `:` and the last `@` delimit it.
  const auto from = scheme + 3;
  const auto host = out.rfind('@');
  const auto colon = out.find(':', from);
  if (host != std::string::npos && host >= from && colon < host) out.replace(colon + 1, host - colon - 1, "***");
  return out;
}

// ---- Settings ----

std::string variableOf(const std::string& option) {
  std::string out = "LOCKSTEP_";
  for (const char c : option) out += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::shared_ptr<Settings> Settings::of(CLI::App& command) {
  std::shared_ptr<Settings> settings(new Settings(command));
  command.parse_complete_callback([settings] { settings->complete(); });
  return settings;
}

void Settings::complete() {
  for (const CLI::Option* option : command_.get_options())
    if (option->count() > 0) sources_[option] = onCommandLine;
  readEnvironment();
  readFile();
  // Exclusions also hold across sources.
  for (const CLI::Option* option : command_.get_options())
    for (const CLI::Option* other : option->get_excludes())
      if (option->count() > 0 && other->count() > 0)
        throw CLI::ExcludesError(option->get_name() + " (" + sources_[option] + ")",
                                 other->get_name() + " (" + sources_[other] + ")");
}

void Settings::take(CLI::Option& option, const std::string& value, const std::string& source) {
  try {
    if (isFlag(option))
      option.add_result(option.get_flag_value(nameOf(option), value));
    else
      option.add_result(value);
    option.run_callback();
  } catch (const CLI::ParseError& error) {
    throw CLI::ValidationError(source, reasonOf(error, option, value) + hintFor(value));
  }
  sources_[&option] = source;
}

void Settings::readEnvironment() {
  for (CLI::Option* option : command_.get_options()) {
    if (!isSetting(*option) || option->count() > 0) continue;
    const std::string variable = variableOf(nameOf(*option));
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr || *value == '\0') continue;
    if (!isList(*option)) {
      take(*option, value, variable);
      continue;
    }
    for (const auto& one : CLI::detail::split_up(value, ',')) take(*option, one, variable);
  }
}

void Settings::readFile() {
  const CLI::Option* config = command_.get_option_no_throw("--config");
  if (config == nullptr || config->count() == 0) return;
  const std::string file = config->results().back();
  std::ifstream in(file);
  if (!in) throw CLI::FileError("--config " + file + ": cannot be read");
  std::ostringstream text;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    CLI::detail::trim(line);
    // CLI11 would cut a value at a `#`.
    if (line.find('#', 1) != std::string::npos && line.front() != '#')
      throw CLI::FileError(file + ": line " + std::to_string(number) +
                           ": a comment must be a line of its own, and a value may have no #");
    text << line << "\n";
  }
  std::istringstream lines(text.str());
  std::map<const CLI::Option*, bool> isGivenBefore;
  for (CLI::Option* option : command_.get_options()) isGivenBefore[option] = option->count() > 0;
  for (const auto& item : CLI::ConfigTOML().from_config(lines)) {
    CLI::Option* option = item.parents.empty() ? command_.get_option_no_throw("--" + item.name) : nullptr;
    if (option == nullptr || option == config || !isSetting(*option))
      throw CLI::FileError(file + ": " + item.fullname() + " is no option of " + command_.get_name());
    if (isGivenBefore[option]) continue;
    if (!isList(*option) && (item.inputs.size() != 1 || option->count() > 0))
      throw CLI::FileError(file + ": " + item.name + " must have one value");
    for (const auto& value : item.inputs) take(*option, value, file + ": " + item.name);
  }
}

std::string Settings::text() const {
  std::string out;
  for (const CLI::Option* option : command_.get_options()) {
    const std::string name = nameOf(*option);
    if (!isSetting(*option) || name == "config") continue;
    const auto source = sources_.find(option);
    const std::string value = written(*option);
    out += "# " + (source != sources_.end() ? source->second : "default") + "\n";
    out += value.empty() ? "# " + name + " is not set\n" : name + " = " + value + "\n";
  }
  return out;
}

}  // namespace lockstep
