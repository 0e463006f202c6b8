#include "change/policy_effects.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "lockstep/disclosure/who_can.h"

namespace lockstep {

namespace {

using Names = std::set<std::string, std::less<>>;

/// What the users of one account may do, each somewhere.
class Abilities {
 public:
  Abilities(const Account& account, Time now) : account_(account) {
    context_.now = now;
    addExamples();
  }

  const Names& of(const User& user) {
    static const Names none;
    if (!user.roleId) return none;
    // Users of a role with one level everywhere may do the same.
    if (!account_.policy().roles()[*user.roleId].shared) {
      const auto at = byRole_.find(*user.roleId);
      return at != byRole_.end() ? at->second : byRole_.emplace(*user.roleId, found(user)).first->second;
    }
    return shared_ = found(user);
  }

 private:
  /// One place of each kind, for what needs no share.
  void addExamples() {
    examples_ = {Resource{}, Resource::at("/")};
    for (const KindId kind : {fileKind, folderKind}) {
      const auto at = std::find_if(account_.assets().begin(), account_.assets().end(),
                                   [&](const auto& entry) { return entry.second.kind == kind; });
      if (at != account_.assets().end()) examples_.push_back(Resource::at(at->second.path));
    }
    addFirst(Resource::Kind::collection, account_.collections());
    addFirst(Resource::Kind::user, account_.users());
    addFirst(Resource::Kind::group, account_.groups());
    addFirst(Resource::Kind::link, account_.links());
    addFirst(Resource::Kind::apiKey, account_.apiKeys());
  }
  template <class T>
  void addFirst(Resource::Kind kind, const Table<T>& table) {
    if (!table.empty()) examples_.push_back({kind, std::string((*table.begin()).first), {}, anyKind});
  }

  Names found(const User& user) const {
    const Access access(account_, Principal::user(user.id));
    Names names;
    for (const auto& place : examples_)
      for (const auto action : access.actions(place, context_)) names.emplace(action);
    if (access.isShared())
      for (const auto& cell : matrixOf(account_, user.id, context_.now))
        names.insert(cell.actions.begin(), cell.actions.end());
    return names;
  }

  const Account& account_;
  Context context_;
  std::vector<Resource> examples_;
  std::map<RoleId, Names> byRole_;
  Names shared_;
};

}  // namespace

std::vector<PolicyEffect> policyEffects(const Account& before, const Account& after, Time now) {
  Abilities had(before, now), has(after, now);
  std::vector<PolicyEffect> effects;
  for (const auto& [id, user] : before.users()) {
    const User* then = after.user(id);
    const Names &old = had.of(user), &fresh = has.of(then != nullptr ? *then : user);
    PolicyEffect effect{id, {}, {}};
    std::set_difference(fresh.begin(), fresh.end(), old.begin(), old.end(), std::back_inserter(effect.gained));
    std::set_difference(old.begin(), old.end(), fresh.begin(), fresh.end(), std::back_inserter(effect.lost));
    if (!effect.gained.empty() || !effect.lost.empty()) effects.push_back(std::move(effect));
  }
  return effects;
}

}  // namespace lockstep
