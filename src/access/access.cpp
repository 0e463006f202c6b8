#include "access/access.h"

#include <iterator>

#include "access/question.h"
#include "access/who_can.h"

namespace lockstep {

Access::Access(const Account& account, Principal principal)
    : account_(std::shared_ptr<const Account>(), &account), principal_(std::move(principal)) {
  resolvePrincipal();
}

Access::Access(std::shared_ptr<Account> slice, Principal principal, std::optional<Time> expiresAt)
    : account_(slice), slice_(std::move(slice)), principal_(std::move(principal)), expiresAt_(expiresAt) {
  resolvePrincipal();
}

void Access::resolvePrincipal() {
  user_ = nullptr, role_ = nullptr, apiKey_ = nullptr, levels_ = {};
  if (principal_.kind == Principal::Kind::apiKey) apiKey_ = account_->apiKey(principal_.id);
  if (principal_.kind == Principal::Kind::user) user_ = account_->user(principal_.id);
  if (user_ == nullptr || !user_->roleId) return;
  role_ = &policy().roles()[*user_->roleId];
  // Shares, groups and owner marks of other roles sleep.
  if (role_->shared) levels_ = LevelIndex(*account_, user_->id);
}

Decision Access::decide(std::string_view action, const Resource& resource, const Context& context) const {
  Question q{*this, resource, context};
  q.answer.revision = facts().revision;
  if (const auto id = policy().action(action)) {
    q.actionId = *id;
    q.action = &policy().actions()[*id];
    q.operation = &operationOf(q.action->does);
    q.answer.allowed = q.run(0);
  } else {
    q.deny(Reason::unknown_action);
  }
  explain(q);
  return std::move(q.answer);
}

bool Access::can(std::string_view action, const Resource& resource, const Context& context) const {
  return decide(action, resource, context).allowed;
}

std::vector<std::string_view> Access::actions(const Resource& resource, const Context& context) const {
  std::vector<std::string_view> allowed;
  for (const auto& action : policy().actions())
    if (can(action.name, resource, context)) allowed.push_back(action.name);
  return allowed;
}

void Question::problem(std::string_view field, Reason reason, std::string_view message) {
  for (const auto& known : answer.problems)
    if (known.field == field && known.code == nameOf(reason) && message.empty()) return;
  answer.problems.push_back({std::string(nameOf(reason)), std::string(field), std::string(message)});
  if (answer.reason == Reason::none || reason < answer.reason) answer.reason = reason;
}

bool Question::run(std::size_t from) {
  constexpr bool (*checks[])(Question&) = {checkForm, checkPrincipal, checkRole, checkGates, checkLevels, checkLasting, checkConditions, checkCounts, checkLive, checkFreshness};
  for (check = from; check < std::size(checks); ++check)
    if (!checks[check](*this)) return false;
  return true;
}

Question Question::again() const {
  Question same{access, resource, context};
  same.action = action;
  same.actionId = actionId;
  same.operation = operation;
  same.path = path;
  same.to = to;
  same.assetPath = assetPath;
  same.link = link;
  same.collection = collection;
  same.user = user;
  return same;
}

Grant& Question::because(Grant::Kind kind, std::string_view name) {
  Grant& added = answer.because.emplace_back();
  added.kind = kind;
  added.name = name;
  return added;
}

Remedy& Question::remedy(Remedy::Kind kind) {
  Remedy& added = answer.remedies.emplace_back();
  added.kind = kind;
  return added;
}

Decision decide(const Account& account, const Request& request, const Messages& messages) {
  Access access(account, request.principal);
  access.setMessages(messages);
  Decision decision = access.decide(request.action, request.resource, request.context);
  nameGivers(decision, access, request.context.now);
  return decision;
}

}  // namespace lockstep
