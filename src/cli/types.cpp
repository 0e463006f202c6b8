// lockstep types: the names of a policy as a TypeScript module.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"

namespace lockstep {

namespace {

/// Returns a string as a literal of TypeScript.
std::string tsLiteral(std::string_view text) { return toJson(Value(std::string(text))); }

const std::string& tsNameOf(const std::string& name) { return name; }
template <class Entry>
const std::string& tsNameOf(const Entry& entry) {
  return entry.name;
}

template <class List>
std::vector<std::string> tsNames(const List& list) {
  std::vector<std::string> names;
  for (const auto& entry : list)
    if (!tsNameOf(entry).empty()) names.push_back(tsNameOf(entry));
  return names;
}

std::string tsUnion(const std::vector<std::string>& names, std::string_view indent = "\n  | ") {
  std::string out;
  for (const auto& name : names) out.append(indent).append(tsLiteral(name));
  return names.empty() ? "never" : out;
}

/// Begins with a capital letter and has no characters but letters and digits: `my-policy` is `MyPolicy`.
std::string tsTypeName(std::string_view id) {
  std::string name;
  bool isStart = true;
  for (const char c : id) {
    const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool isDigit = c >= '0' && c <= '9';
    if (isLetter || (isDigit && !name.empty()))
      name += isStart && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    isStart = !isLetter && !isDigit;
  }
  return name;
}

std::string tsTypeOf(const Attribute& attribute) {
  switch (attribute.type) {
    case ValueType::boolean: return "boolean";
    case ValueType::integer: return "number";
    case ValueType::time: return "Date | string";
    case ValueType::strings: return "readonly string[]";
    case ValueType::string: break;
  }
  if (attribute.words.empty()) return "string";
  std::string words;
  for (const auto& word : attribute.words) words += (words.empty() ? "" : " | ") + tsLiteral(word);
  return words;
}

/// Returns attributes as the type of an object.
std::string tsAttributes(const std::vector<Attribute>& attributes, const Policy& policy) {
  if (attributes.empty()) return "Record<never, never>";
  std::string out = "{";
  for (const Attribute& attribute : attributes)
    out += " readonly " + tsLiteral(policy.attributes()[attribute.id]) + "?: " + tsTypeOf(attribute) + ";";
  return out + " }";
}

std::string tsKinds(const Policy& policy) {
  std::string out;
  for (const Kind& kind : policy.kinds())
    if (!kind.name.empty())
      out += "    readonly " + tsLiteral(kind.name) + ": " + tsAttributes(kind.attributes, policy) + ";\n";
  return out.empty() ? "Record<never, never>" : "{\n" + out + "  }";
}

struct TypesArguments {
  std::string file, name;
};

/// Prints the names; format 1 has kinds that every policy has, which are no names of its own.
void printTypes(const Policy& policy, const std::string& name) {
  const bool isSecond = policy.format() == 2;
  const std::string of = "of the policy `" + policy.id() + "`";
  const auto type = [&](const char* what, const std::string& plural, const std::vector<std::string>& names) {
    std::cout << "\n/** The " << plural << " " << of << ". */\nexport type " << what << " = " << tsUnion(names)
              << ";\n";
  };
  type("Action", "actions", tsNames(policy.actions()));
  type("Role", "roles", tsNames(policy.roles()));
  type("Level", "levels", policy.levels());
  type("Plan", "plans", tsNames(policy.plans()));
  type("Feature", "features", tsNames(policy.features()));
  type("Limit", "limits", tsNames(policy.limits()));
  const std::vector<std::string> none;
  type("Kind", "kinds of resources", isSecond ? tsNames(policy.kinds()) : none);
  type("Relation", "relations", isSecond ? tsNames(policy.relations()) : none);
  type("Condition", "conditions", tsNames(policy.conditions()));
  std::cout << "\n/** The names " << of << ", for the type parameter of opened objects. */\nexport interface " << name
            << " {\n";
  const auto member = [](const std::string& comment, const std::string& key, const std::string& what) {
    std::cout << "  /** " << comment << " */\n  readonly " << key << ": " << what << ";\n";
  };
  member("Its actions.", "action", "Action");
  member("Its roles.", "role", "Role");
  member("Its levels.", "level", "Level");
  member("Its plans.", "plan", "Plan");
  member("Its features.", "feature", "Feature");
  member("Its limits.", "limit", "Limit");
  member("Its kinds of resources.", "kind", "Kind");
  member("Its relations.", "relation", "Relation");
  member("Its conditions.", "condition", "Condition");
  member("The attributes of its resources, by kind.", "attributes",
         isSecond ? tsKinds(policy) : "Record<never, never>");
  member("The attributes of its users.", "userAttributes", tsAttributes(policy.userAttributes(), policy));
  member("The fields of a request's context that it declares.", "context",
         tsAttributes(policy.contextFields(), policy));
  std::cout << "}\n";
}

int types(const TypesArguments& arguments) {
  const auto policy = loadPolicy(arguments.file);
  if (!policy) return exitInvalid;
  const std::string name = arguments.name.empty() ? tsTypeName(policy->id()) + "Policy" : arguments.name;
  if (tsTypeName(name) != name) {
    std::cerr << "--name " << name << ": must be a name of a type, of letters and digits, such as MyPolicy\n";
    return exitInvalid;
  }
  std::cout << "// Printed by `lockstep types` from the policy " << policy->id() << " " << policy->version()
            << ". Print it again after a change.\n";
  printTypes(*policy, name);
  return exitAllowed;
}

}  // namespace

void addTypes(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<TypesArguments>();
  CLI::App* command = app.add_subcommand("types", "Print the names of a policy as a TypeScript module");
  command->add_option("POLICY", arguments->file, "Policy file; the built-in one by default");
  command
      ->add_option("--name", arguments->name, "Name of the type that has all of them; by default from the policy's id")
      ->type_name("NAME");
  command->footer(
      "Pass the type to an entry point: loadAccess<NotesPolicy>(…). A misspelt action then does not compile.\n"
      "Example: lockstep types policy.json > policy.ts");
  command->callback([arguments, &exit] { exit = types(*arguments); });
}

}  // namespace lockstep
