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

Result<Policy> readPolicy2(const Value& document) { return PolicyReader2().read(document); }

}  // namespace lockstep
