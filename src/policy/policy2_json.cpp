// Format 2: the document, whose parts are read in files of their own, and its sentences.
#include "policy/policy2_reader.h"

namespace lockstep {

namespace {

/// A pattern may end in `*`.
bool matchesPrefix(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

}  // namespace

PolicyReader2::PolicyReader2() { matches_ = matchesPrefix; }

/// Each part may name what earlier parts defined, so they are read in this order.
Result<Policy> PolicyReader2::read(const Value& document) {
  const Place root;
  Reader reader(document, root, problems_);
  if (!document.isObject()) return problems_;
  reader.format("lockstep-policy/2");
  tables_.id = reader.text("id");
  tables_.version = reader.text("version");
  reader.optionalText("title");
  tables_.switches.rootHolds = true;
  tables_.switches.limitedFolders = true;
  readPlans(reader);
  readFeatures(reader);
  readKindNames(reader);
  readLevels(reader);
  readKinds(reader);
  if (const Value* users = reader.field("users")) {
    const Place place{&root, "users"};
    Reader entry(*users, place, problems_);
    readAttributes(entry, "attributes", tables_.userAttributes);
    entry.finish();
  }
  readAttributes(reader, "context", tables_.contextFields);
  addVariables();
  readConditions(reader);
  readLimits(reader);
  readActions(reader);
  readRoles(reader);
  checkRoleNames(reader);
  readCustomRoles(reader);
  readScopes(reader);
  readShow(reader);
  readTitles(reader);
  readMessages(reader);
  reader.finish();
  return finish(document);
}

void PolicyReader2::refuseEmpty(Reader& reader, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (const Value* list = reader.field(key); list != nullptr && list->isArray() && list->items().empty())
      reader.report("value_invalid", key, "Name at least one, or leave it out.");
}

void PolicyReader2::readMessages(Reader& reader) {
  const Place list{&reader.place(), "messages"};
  for (const auto& [code, value] : reader.map("messages")) {
    const Place at{&list, code};
    const bool isKnown = reasonNamed(code) || idOf(tables_.conditions, code) || code.starts_with("allowed") ||
                         code == "plan_switched_off" || code == "level_ends" || code == "level_misplaced";
    if (!isKnown)
      report("reason_unknown", at, "There is no reason and no condition of that name.");
    else if (!value.isString())
      report("type_invalid", at, "Must be a string.");
    else
      tables_.messages[std::string(code)] = value.string();
  }
}

Result<Policy> readPolicy2(const Value& document) { return PolicyReader2().read(document); }

}  // namespace lockstep
