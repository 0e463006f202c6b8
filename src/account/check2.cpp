// What must hold between the facts of an account in format 2.
#include <algorithm>

#include "account/facts2_json.h"
#include "base/text.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

/// How many groups that were not looked at contain a group.
struct Counted {
  std::string id{};
  std::size_t above = 0;
};

void checkUsers(const Relations& relations, const Account& account, const Place& at, Problems& problems) {
  // A slice lacks users whom its principal may not know.
  if (account.isSlice) return;
  for (const auto& [relation, users] : relations)
    for (const auto& user : users)
      if (account.user(user) == nullptr)
        report(problems, "reference_unknown", at, joined({"There is no user \"", user, "\"."}));
}

void checkResources(Reader& reader, const Account& account, Problems& problems) {
  const Place list{&reader.place(), "resources"};
  std::size_t index = 0;
  for (const Value& entry : reader.list("resources")) {
    const Place at{&list, {}, index++};
    const Value* id = entry.find("id");
    const Asset* asset = id != nullptr && id->isString() ? account.asset(id->string()) : nullptr;
    if (asset == nullptr) continue;
    checkUsers(asset->relations, account, Place{&at, "relations"}, problems);
    if (!asset->path.empty() && !account.isSlice && !fitsPlace(account, *asset))
      report(problems, "place_invalid", Place{&at, "path"}, "The policy's kind is not in this place: see its `in`.");
  }
}

void checkCollections(Reader& reader, const Account& account, Problems& problems) {
  const Place list{&reader.place(), "collections"};
  std::size_t index = 0;
  for (const Value& entry : reader.list("collections")) {
    const Place at{&list, {}, index++};
    const Value* id = entry.find("id");
    const Collection* collection = id != nullptr && id->isString() ? account.collection(id->string()) : nullptr;
    if (collection == nullptr) continue;
    checkUsers(collection->relations, account, Place{&at, "relations"}, problems);
    const auto& collects = account.policy().kinds()[collection->kind].collects;
    for (const auto& item : collection->items)
      if (const Asset* asset = account.asset(item);
          asset != nullptr && std::find(collects.begin(), collects.end(), asset->kind) == collects.end())
        report(problems, "kind_invalid", Place{&at, "items"}, joined({"The collection does not hold \"", item, "\"."}));
  }
}

/// Counts down from the groups that no group contains: what is never reached is in a circle.
void checkCircles(Reader& reader, const Account& account) {
  std::vector<const Group*> open;
  std::size_t seen = 0;
  Table<Counted> left;
  for (const auto& [id, group] : account.groups()) {
    const std::size_t above = account.groupsAbove(id).size();
    left.insert({id, above});
    if (above == 0) open.push_back(&group);
  }
  while (!open.empty()) {
    const Group* group = open.back();
    open.pop_back();
    ++seen;
    for (const auto child : onceEach({group->groups.begin(), group->groups.end()}))
      if (Counted* count = left.find(child); count != nullptr && --count->above == 0)
        open.push_back(account.group(child));
  }
  if (seen < account.groups().size())
    reader.report("group_cycle", "groups", "A group contains itself through other groups. Remove one of the members.");
}

void checkGroups(Reader& reader, const Account& account, Problems& problems) {
  const Place list{&reader.place(), "groups"};
  std::size_t index = 0;
  for (const Value& entry : reader.list("groups")) {
    const Place at{&list, {}, index++};
    const Value* id = entry.find("id");
    const Group* group = id != nullptr && id->isString() ? account.group(id->string()) : nullptr;
    if (group == nullptr) continue;
    for (const auto& child : group->groups)
      if (account.group(child) == nullptr)
        report(problems, "reference_unknown", Place{&at, "members"}, joined({"There is no group \"", child, "\"."}));
  }
}

constexpr std::string_view levelPlace = "The policy does not give this level on this kind: see `on`.";

/// A level may be given on the kinds that the policy names for it alone.
void checkShares(Reader& reader, const Account& account, Problems& problems) {
  const Place list{&reader.place(), "shares"};
  std::size_t index = 0;
  for (const Value& entry : reader.list("shares")) {
    const Place at{&list, {}, index++};
    const Value* on = entry.find("on");
    if (on == nullptr || !on->isString()) continue;
    LevelSet given;
    account.sharesOn(on->string()).each([&](const Share& share) { given |= share.level; });
    if (!account.mayGive(given, on->string())) report(problems, "level_place", Place{&at, "level"}, levelPlace);
  }
}

void checkLinks(Reader& reader, const Account& account, Problems& problems) {
  const Place list{&reader.place(), "links"};
  std::size_t index = 0;
  for (const Value& entry : reader.list("links")) {
    const Place at{&list, {}, index++};
    const Value* id = entry.find("id");
    const Link* link = id != nullptr && id->isString() ? account.link(id->string()) : nullptr;
    if (link != nullptr && !link->on.empty() && !account.mayGive(link->level, link->on))
      report(problems, "level_place", Place{&at, "level"}, levelPlace);
  }
}

}  // namespace

bool fitsPlace(const Account& account, const Asset& asset) {
  const Kind& kind = account.policy().kinds()[asset.kind];
  const std::string_view parent = parentPath(asset.path);
  if (parent == "/") return kind.inRoot;
  const Asset* place = account.assetAt(parent);
  return place == nullptr || std::find(kind.in.begin(), kind.in.end(), place->kind) != kind.in.end();
}

void checkFacts2(Reader& reader, const Account& account, Problems& problems) {
  checkResources(reader, account, problems);
  checkCollections(reader, account, problems);
  checkGroups(reader, account, problems);
  checkShares(reader, account, problems);
  checkLinks(reader, account, problems);
  checkCircles(reader, account);
}

}  // namespace lockstep
