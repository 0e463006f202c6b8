#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/account/facts.h"
#include "lockstep/account/sorted_index.h"

namespace lockstep {

class Account;

/// A user as shares name one: by id, by the groups that contain the user directly or through other groups, by roles,
/// and as everyone.
class Holder {
 public:
  /// No user.
  Holder() = default;
  /// The user with an id. `account` must outlive this and must not change meanwhile.
  Holder(const Account& account, std::string_view user);

  /// Returns whether a share with `subject` is with the user.
  bool isIn(const Subject& subject) const { return isIn(subject.kind, subject.id); }
  /// Calls `call(kind, id)` with each subject that the user is in.
  template <class Call>
  void eachSubject(Call call) const {
    call(Subject::Kind::user, std::string_view(id_));
    for (const auto& group : groups()) call(Subject::Kind::group, std::string_view(group));
    for (const Role* role : roles_) call(Subject::Kind::role, std::string_view(role->name));
    if (isUser_) call(Subject::Kind::everyone, everyoneId);
  }
  /// The number of subjects that the user is in.
  std::size_t size() const { return 2 + groups().size() + roles_.size(); }
  /// The ids of the groups that contain the user.
  const Ids& groups() const;
  /// The roles of the user that the policy or the account has.
  const std::vector<const Role*>& roles() const { return roles_; }

 private:
  bool isIn(Subject::Kind kind, std::string_view id) const;

  std::string id_;
  bool isUser_ = false;
  const Ids* direct_ = nullptr;
  std::shared_ptr<const Ids> nested_;  // where groups contain groups
  std::vector<const Role*> roles_;
};

}  // namespace lockstep
