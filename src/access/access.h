#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/decision.h"
#include "access/levels.h"
#include "access/message.h"
#include "access/request.h"
#include "account/account.h"

namespace lockstep {

/// What decides: one principal over one slice of an account. The browser opens it over a snapshot, the server over
/// the account itself; the code that answers is the same. Denies by default, never throws, reads no clock: `now`
/// comes in with the context.
class Access {
 public:
  /// Opens a snapshot (lockstep-snapshot/1), which may be hostile; refused unless its policy's digest is `policy`'s.
  static Result<Access> open(const Policy& policy, std::string_view snapshot);
  /// Over an account that outlives the access object and does not change meanwhile.
  Access(const Account& account, Principal principal);
  /// Over a slice of its own; `expiresAt` is where destructive actions begin to fail closed.
  Access(std::shared_ptr<Account> slice, Principal principal, std::optional<Time> expiresAt);
  /// Never copied: two would have one slice, and an update of one would take from under the other what it points to.
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;
  Access(Access&&) noexcept = default;
  Access& operator=(Access&&) noexcept = default;

  bool can(std::string_view action, const Resource& resource = {}, const Context& context = {}) const;
  Decision decide(std::string_view action, const Resource& resource = {}, const Context& context = {}) const;
  /// The actions allowed on a resource as far as can be said without context, in the policy's order.
  std::vector<std::string_view> actions(const Resource& resource = {}, const Context& context = {}) const;

  /// Sentences of the host's own, in its language, in place of the built-in ones (by reason code).
  void setMessages(Messages messages) { messages_ = std::move(messages); }

  /// Brings a snapshot's access object from one revision to the next (lockstep-delta/1). Refused as a whole on any
  /// gap, or when it is of another account or policy; then nothing has changed.
  Problems update(std::string_view delta);

  const Account& facts() const { return *account_; }
  const Policy& policy() const { return account_->policy(); }
  const Principal& principal() const { return principal_; }
  const User* user() const { return user_; }
  const Role* role() const { return role_; }
  const ApiKey* apiKey() const { return apiKey_; }
  const Messages& messages() const { return messages_; }
  const LevelIndex& levels() const { return levels_; }
  /// When its snapshot was issued; nothing over an account.
  std::optional<Time> issuedAt() const { return issuedAt_; }
  std::optional<Time> expiresAt() const { return expiresAt_; }
  /// Whether a snapshot was issued after this time. It does not hold what had ended when it was issued.
  bool isIssuedAfter(std::optional<Time> now) const { return issuedAt_ && now && *now < *issuedAt_; }
  /// Whether the principal's level comes from shares.
  bool isShared() const { return role_ != nullptr && role_->shared; }

 private:
  void resolvePrincipal();

  std::shared_ptr<const Account> account_;
  std::shared_ptr<Account> slice_;  // the same, where it is ours to change
  Principal principal_;
  std::optional<Time> issuedAt_, expiresAt_;
  const User* user_ = nullptr;
  const Role* role_ = nullptr;
  const ApiKey* apiKey_ = nullptr;
  LevelIndex levels_;
  Messages messages_;
};

/// Decides one request over the whole account; `messages` are sentences of the host's own.
Decision decide(const Account& account, const Request& request, const Messages& messages = {});

}  // namespace lockstep
