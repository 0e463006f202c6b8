#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/access/decision.h"
#include "lockstep/access/levels.h"
#include "lockstep/access/message.h"
#include "lockstep/access/request.h"
#include "lockstep/account/account.h"

namespace lockstep {

/// Decides for one principal over an account or a slice of it. The browser opens it over a snapshot, the server over
/// the account itself, with the same code. Denies by default. Never throws. Reads no clock: `now` is a field of the
/// context.
class Access {
 public:
  /// Opens a snapshot (lockstep-snapshot/1), which may be hostile. Refuses a snapshot with the digest of another
  /// policy.
  static Result<Access> open(const Policy& policy, std::string_view snapshot);
  /// Decides over `account`, which must outlive this object and must not change meanwhile.
  Access(const Account& account, Principal principal);
  Access(const Account&& account, Principal principal) = delete;
  /// Decides over a slice of its own. From `expiresAt` on, destructive actions are denied.
  Access(std::unique_ptr<Account> slice, Principal principal, std::optional<Time> expiresAt);
  /// Not copyable: an update of one copy would invalidate pointers of the other into the slice that they share.
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;
  Access(Access&&) noexcept = default;
  Access& operator=(Access&&) noexcept = default;

  /// Returns whether the principal may do `action`: `decide` without its explanation.
  bool can(std::string_view action, const Resource& resource = {}, const Context& context = {}) const;
  /// Decides a request and returns the answer with its reason, message and remedies.
  Decision decide(std::string_view action, const Resource& resource = {}, const Context& context = {}) const;
  /// The same decision without sentences: for callers who need no `message`.
  Decision decideWithoutMessages(std::string_view action, const Resource& resource = {},
                                 const Context& context = {}) const;
  /// Returns the actions that are allowed on a resource in this context, in the policy's order.
  std::vector<std::string_view> actions(const Resource& resource = {}, const Context& context = {}) const;

  /// Replaces the built-in sentences, by reason code, with sentences in another language or tone.
  void setMessages(Messages messages) { messages_ = std::move(messages); }

  /// Applies a delta (lockstep-delta/1) to an object that was opened over a snapshot. On a gap, or for a delta of
  /// another account or policy, returns the problems and changes nothing.
  [[nodiscard]] Problems update(std::string_view delta);

  /// The account or slice that answers are based on. Valid until the next update.
  const Account& facts() const { return *account_; }
  /// The policy that decides.
  const Policy& policy() const { return account_->policy(); }
  /// The principal that answers are for.
  const Principal& principal() const { return principal_; }
  /// The user that the principal is; null if it is none.
  const User* user() const { return user_; }
  /// The first role of that user; null without one.
  const Role* role() const { return role_; }
  /// The roles of that user, which the policy has.
  const std::vector<const Role*>& roles() const { return roles_; }
  /// The API key that the principal is; null if it is none.
  const ApiKey* apiKey() const { return apiKey_; }
  /// The sentences that replace the built-in ones.
  const Messages& messages() const { return messages_; }
  /// The levels of a user whose level comes from shares.
  const LevelIndex& levels() const { return levels_; }
  /// The moment at which the snapshot was issued; nothing over an account.
  std::optional<Time> issuedAt() const { return issuedAt_; }
  /// The moment from which destructive actions are denied; nothing over an account.
  std::optional<Time> expiresAt() const { return expiresAt_; }
  /// Returns whether the snapshot was issued after `now`. It lacks the grants that had ended when it was issued.
  bool isIssuedAfter(std::optional<Time> now) const { return issuedAt_ && now && *now < *issuedAt_; }
  /// Returns whether the principal's level comes from shares.
  bool isShared() const { return role_ != nullptr && !role_->blanket; }

 private:
  void resolvePrincipal();

  const Account* account_;
  std::unique_ptr<Account> slice_;  // the same account, if this object owns it and may change it
  Principal principal_;
  std::optional<Time> issuedAt_, expiresAt_;
  const User* user_ = nullptr;
  const Role* role_ = nullptr;
  std::vector<const Role*> roles_;
  const ApiKey* apiKey_ = nullptr;
  LevelIndex levels_;
  Messages messages_;
};

}  // namespace lockstep
