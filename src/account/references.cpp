#include "account/facts_json.h"
#include "base/text.h"

namespace lockstep {

namespace {

/// A field that holds ids, one or a list of them: of the entries of `list`, or of the object `field` in each.
struct Reference {
  std::string_view list, field, inner, what;
  bool (*isThere)(const Account& account, std::string_view id);
};

bool isUser(const Account& account, std::string_view id) { return account.user(id) != nullptr; }
bool isGroup(const Account& account, std::string_view id) { return account.group(id) != nullptr; }
bool isAsset(const Account& account, std::string_view id) { return account.asset(id) != nullptr; }
bool isItem(const Account& account, std::string_view id) {
  return isAsset(account, id) || account.collection(id) != nullptr;
}
bool isShared(const Account& account, std::string_view id) {
  const bool isRoot = id == "/" && account.policy().format() == 2;
  return isRoot || isItem(account, id);
}
bool isRole(const Account& account, std::string_view id) { return account.roleNamed(id) != nullptr; }

constexpr Reference references[] = {
    {"groups", "members", {}, "user", isUser},
    {"assets", "owner", {}, "user", isUser},
    {"collections", "owner", {}, "user", isUser},
    {"collections", "items", {}, "asset", isAsset},
    {"shares", "on", {}, "asset or collection", isShared},
    {"shares", "with", "user", "user", isUser},
    {"shares", "with", "group", "group", isGroup},
    {"shares", "with", "role", "role", isRole},
    {"links", "on", {}, "asset or collection", isItem},
    {"comments", "on", {}, "asset", isAsset},
    {"comments", "author", {}, "user", isUser},
};

void check(const Reference& reference, const Value& entry, const Place& place, const Account& account,
           Problems& problems) {
  const Value* value = entry.find(reference.field);
  if (value != nullptr && !reference.inner.empty()) value = value->find(reference.inner);
  if (value == nullptr) return;
  const auto ids = value->isArray() ? value->items() : std::span(value, 1);
  for (const auto& id : ids) {
    if (!id.isString() || reference.isThere(account, id.string())) continue;
    report(problems, "reference_unknown", Place{&place, reference.field},
           joined({"There is no ", reference.what, " \"", id.string(), "\"."}));
  }
}

}  // namespace

void checkReferences(Reader& reader, const Account& account, Problems& problems) {
  for (const Reference& reference : references) {
    const Place list{&reader.place(), reference.list};
    std::size_t index = 0;
    for (const auto& entry : reader.list(reference.list))
      check(reference, entry, Place{&list, {}, index++}, account, problems);
  }
}

}  // namespace lockstep
