#include "cli/input.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "cli/builtin_policy.h"

namespace lockstep {

std::optional<std::string> readFile(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad() || !in.is_open()) {
    std::cerr << name << ": cannot be read; give the name of a file that is there\n";
    return std::nullopt;
  }
  return text;
}

void printProblems(const std::string& source, const Problems& problems) {
  for (const auto& problem : problems)
    std::cerr << source << ": " << (problem.field.empty() ? "" : problem.field + ": ") << problem.message << " ("
              << problem.code << ")\n";
}

std::optional<std::string> readPolicy(const std::string& file) {
  auto text = file.empty() ? std::optional<std::string>(builtinPolicy()) : readFile(file);
  if (!text) return std::nullopt;
  const auto policy = Policy::parse(*text);
  if (policy) return text;
  printProblems(file, policy.problems());
  return std::nullopt;
}

std::optional<Policy> loadPolicy(const std::string& file) {
  const auto text = readPolicy(file);
  return text ? std::optional(Policy::parse(*text).value()) : std::nullopt;
}

std::optional<Account> loadAccount(const std::string& file, const Policy& policy) {
  const auto text = readFile(file);
  if (!text) return std::nullopt;
  auto account = Account::parse(*text, policy);
  if (account) return std::move(*account);
  printProblems(file, account.problems());
  return std::nullopt;
}

namespace {

/// Splits "kind:rest"; without a colon the kind is empty.
std::pair<std::string, std::string> splitKind(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

std::optional<Principal> readWho(const std::string& text) {
  const auto [kind, id] = splitKind(text);
  if (kind.empty() && id == "system") return Principal::system();
  if (kind.empty() && id == "visitor") return Principal{};
  if (kind.empty() || kind == "user") return Principal::user(id);
  if (kind == "key") return Principal{Principal::Kind::apiKey, id};
  std::cerr << "--as " << text << ": must be a user's id, key:ID, visitor or system\n";
  return std::nullopt;
}

namespace {

/// `team:ENG` names a resource by its kind, where the policy has kinds of its own.
bool isKindOf(const std::optional<Policy>& policy, const std::string& kind) {
  return policy && policy->format() == 2 && !kind.empty() && policy->kind(kind).has_value();
}

}  // namespace

std::optional<Resource> readWhat(const std::string& text, const std::optional<Policy>& policy) {
  if (text.empty()) return Resource{};
  if (text[0] == '/') return Resource::at(text);
  const auto [kind, id] = splitKind(text);
  Resource resource;
  resource.id = id;
  if (isKindOf(policy, kind)) {
    resource.kind = Resource::Kind::item;
    resource.kindName = kind;
  } else if (kind == "collection")
    resource.kind = Resource::Kind::collection;
  else if (kind == "user")
    resource.kind = Resource::Kind::user;
  else if (kind == "group")
    resource.kind = Resource::Kind::group;
  else if (kind == "key")
    resource.kind = Resource::Kind::apiKey;
  else if (kind == "role" && policy && policy->format() == 2)
    resource.kind = Resource::Kind::role;
  else if (kind == "link") {
    resource.kind = Resource::Kind::link;
    if (const auto slash = id.find(":/"); slash != std::string::npos) {
      resource.path = id.substr(slash + 1);
      resource.id = id.substr(0, slash);
    }
  } else {
    std::cerr << "RESOURCE " << text
              << ": must be a path such as /a/b, or collection:ID, user:ID, group:ID, key:ID, link:ID or link:ID:/path"
              << (policy && policy->format() == 2 ? ", or KIND:ID with a kind of the policy\n" : "\n");
    return std::nullopt;
  }
  return resource;
}

std::optional<Time> readNow(const std::string& text) {
  if (text.empty())
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  const auto time = parseTime(text);
  if (!time) std::cerr << "--now " << text << ": must be a date such as 2026-01-15T12:00:00Z\n";
  return time;
}

const std::map<std::string, std::string>& contextFields() {
  static const std::map<std::string, std::string> fields = {
      {"to", "Destination folder of a move or copy"},
      {"asset", "Path of the asset to add to or take from a collection"},
      {"collection", "Id of the collection to add an asset to"},
      {"with", "User or group to share with: user:ID or group:ID"},
      {"level", "Level to give"},
      {"name", "Name to give"},
      {"email", "E-mail of a user"},
      {"role", "Role to give"},
      {"member", "Id of a group's member"},
      {"id", "Id of the new thing"},
      {"comment", "Id of a comment"},
      {"version", "current or noncurrent"},
      {"owner", "Id of the user who owns a file that the account does not list"},
      {"area", "Area of the audit log"},
      {"plan", "Plan to change to"},
      {"feature", "Feature to switch"},
      {"limit", "Limit to change"},
      {"value", "true, false or a number"},
      {"count", "Number of items in one operation"},
      {"startsAt", "When a link begins to work"},
      {"endsAt", "When a link or a key ends"},
      {"until", "When a share ends"},
      {"hasPassword", "Whether a link has a password: true or false"},
      {"passwordVerified", "Whether the visitor gave the link's password: true or false"},
      {"exposeUnpublished", "Whether a link shows drafts: true or false"},
      {"kind", "Kind of API key: standard or restricted"},
      {"media", "Media access of an API key: none, read or write"},
  };
  return fields;
}

namespace {

bool isDigits(std::string_view text) {
  return !text.empty() && text.size() < 16 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Adds a field that every policy has.
void addField(Value& object, const std::string& name, const std::string& text) {
  const bool flagged =
      name == "hasPassword" || name == "passwordVerified" || name == "exposeUnpublished" || name == "value";
  const bool counted = name == "count" || name == "value";
  if (flagged && (text == "true" || text == "false")) {
    object.add(name, text == "true");
  } else if (counted && isDigits(text)) {
    object.add(name, std::int64_t{std::stoll(text)});
  } else if (name == "with") {
    const auto [kind, id] = splitKind(text);
    object.add(name, Value::object()).add(kind.empty() ? "user" : kind, id);
  } else {
    object.add(name, text);
  }
}

/// Returns a value of the declared type, or what is right instead.
std::optional<Value> typed(const std::string& text, const Attribute& declared, std::string& right) {
  switch (declared.type) {
    case ValueType::boolean:
      if (text == "true" || text == "false") return Value(text == "true");
      right = "`true` or `false`";
      return std::nullopt;
    case ValueType::integer: {
      const bool isNegative = text.starts_with('-');
      if (isDigits(std::string_view(text).substr(isNegative ? 1 : 0))) return Value(std::int64_t{std::stoll(text)});
      right = "a whole number";
      return std::nullopt;
    }
    case ValueType::time:
      if (parseTime(text)) return Value(text);
      right = "a date such as 2026-01-15T12:00:00Z";
      return std::nullopt;
    case ValueType::string:
    case ValueType::strings: break;
  }
  const auto& words = declared.words;
  if (words.empty() || std::find(words.begin(), words.end(), text) != words.end()) return Value(text);
  for (const auto& word : words) right += (right.empty() ? "one of `" : "`, `") + word;
  right += "`";
  return std::nullopt;
}

bool refuseContext(const std::string& given, const std::string& right) {
  std::cerr << "--context " << given << ": must be " << right << "\n";
  return false;
}

/// Adds a field that the policy declares. Prints what is wrong and returns false where it cannot.
bool addDeclared(Value& object, const std::string& given, const Policy& policy) {
  const auto equals = given.find('=');
  if (equals == std::string::npos || equals == 0) return refuseContext(given, "NAME=VALUE, such as amount=900");
  const std::string name = given.substr(0, equals), text = given.substr(equals + 1);
  const auto& fields = policy.contextFields();
  const auto declared = std::find_if(fields.begin(), fields.end(),
                                     [&](const Attribute& field) { return policy.attributes()[field.id] == name; });
  if (declared == fields.end()) {
    std::string names;
    for (const Attribute& field : fields) names += (names.empty() ? "" : ", ") + policy.attributes()[field.id];
    return refuseContext(given, names.empty() ? "left out: the policy declares no fields of the context"
                                              : "a field that the policy declares: " + names);
  }
  std::string right;
  auto value = typed(text, *declared, right);
  if (!value) return refuseContext(given, right);
  const Value* known = object.find(name);
  if (declared->type != ValueType::strings) {
    if (known != nullptr) return refuseContext(given, "given once");
    object.add(name, std::move(*value));
    return true;
  }
  Value& list = known != nullptr ? const_cast<Value&>(*known) : object.add(name, Value::array());
  list.push(std::move(*value));
  return true;
}

}  // namespace

std::optional<Context> readContext(const ContextArguments& arguments, const Policy& policy, Time now) {
  Value object = Value::object();
  for (const auto& [name, text] : arguments.fields) addField(object, name, text);
  for (const auto& given : arguments.declared)
    if (!addDeclared(object, given, policy)) return std::nullopt;
  Context context = readContext(object, Place());
  context.now = now;
  if (context.problems.empty()) return context;
  for (const auto& problem : context.problems)
    std::cerr << "--" << problem.field.substr(1, problem.field.find('/', 1) - 1) << ": " << problem.message << "\n";
  return std::nullopt;
}

}  // namespace lockstep
