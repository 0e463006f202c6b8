#include "lockstep/account/holder.h"

#include <algorithm>

#include "lockstep/account/account.h"

namespace lockstep {

namespace {

/// Returns the groups that contain the user, and every group that contains one of them. Groups contain no circle.
std::shared_ptr<const Ids> groupsAround(const Account& account, const Ids& direct) {
  auto all = std::make_shared<Ids>();
  std::vector<const std::string*> found;
  const auto add = [&](const std::string& group) {
    if (all->contains(group)) return;
    all->insert(group);
    found.push_back(&group);
  };
  for (const auto& group : direct) add(group);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (const auto& parent : account.groupsAbove(*found[i])) add(parent);
  return all;
}

}  // namespace

Holder::Holder(const Account& account, std::string_view user) : id_(user), direct_(&account.groupsOf(user)) {
  if (account.hasNestedGroups() && !direct_->empty()) nested_ = groupsAround(account, *direct_);
  const User* const known = account.user(user);
  isUser_ = known != nullptr;
  if (known != nullptr) account.eachRole(*known, [this](const Role& role) { roles_.push_back(&role); });
}

const Ids& Holder::groups() const {
  static const Ids none;
  if (nested_ != nullptr) return *nested_;
  return direct_ != nullptr ? *direct_ : none;
}

bool Holder::isIn(Subject::Kind kind, std::string_view id) const {
  if (kind == Subject::Kind::user) return id == id_;
  // In format 1 shares are with users and groups alone.
  if (!hasFormat2 || kind == Subject::Kind::group) return groups().contains(id);
  switch (kind) {
    case Subject::Kind::user:
    case Subject::Kind::group: break;
    case Subject::Kind::role:
      return std::any_of(roles_.begin(), roles_.end(), [id](const Role* role) { return role->name == id; });
    case Subject::Kind::everyone: return isUser_;
  }
  return false;
}

}  // namespace lockstep
