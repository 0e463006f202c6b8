#include "lockstep/access/access.h"

#include <iterator>

#include "access/evaluation.h"
#include "access/resolve.h"

namespace lockstep {

Access::Access(const Account& account, Principal principal) : account_(&account), principal_(std::move(principal)) {
  resolvePrincipal();
}

Access::Access(std::unique_ptr<Account> slice, Principal principal, std::optional<Time> expiresAt)
    : account_(slice.get()), slice_(std::move(slice)), principal_(std::move(principal)), expiresAt_(expiresAt) {
  resolvePrincipal();
}

void Access::resolvePrincipal() {
  user_ = nullptr;
  role_ = nullptr;
  roles_.clear();
  apiKey_ = nullptr;
  levels_ = {};
  if (principal_.kind == Principal::Kind::apiKey) apiKey_ = account_->apiKey(principal_.id);
  if (principal_.kind == Principal::Kind::user) user_ = account_->user(principal_.id);
  if (policy().format() == 2 && principal_.kind == Principal::Kind::user && user_ == nullptr)
    user_ = account_->userOfEmail(principal_.id);
  if (user_ == nullptr) return;
  account_->eachRole(*user_, [this](const Role& role) { roles_.push_back(&role); });
  if (roles_.empty()) return;
  role_ = roles_.front();
  // Shares, groups and owner marks of other roles sleep.
  if (!role_->blanket) levels_ = LevelIndex(*account_, user_->id);
}

namespace {

/// Runs the checks for the action of that name.
void evaluate(Evaluation& e, std::string_view action) {
  e.answer.revision = e.facts().revision;
  if (const auto id = e.policy().action(action)) {
    e.actionId = *id;
    e.action = &e.policy().actions()[*id];
    e.operation = operationOf(e.action->does);
    e.answer.allowed = e.run(0);
    e.changesAt(e.sharesChangeAt);
  } else {
    e.deny(Reason::unknown_action);
  }
}

}  // namespace

Decision Access::decide(std::string_view action, const Resource& resource, const Context& context) const {
  const Resolved resolved(*account_, resource, context);
  Evaluation e{*this, resolved.resource(), resolved.context()};
  evaluate(e, action);
  explain(e);
  compose(e);
  return std::move(e.answer);
}

Decision Access::decideWithoutMessages(std::string_view action, const Resource& resource,
                                       const Context& context) const {
  const Resolved resolved(*account_, resource, context);
  Evaluation e{*this, resolved.resource(), resolved.context()};
  evaluate(e, action);
  explain(e);
  return std::move(e.answer);
}

bool Access::can(std::string_view action, const Resource& resource, const Context& context) const {
  const Resolved resolved(*account_, resource, context);
  Evaluation e{*this, resolved.resource(), resolved.context()};
  evaluate(e, action);
  return e.answer.allowed;
}

std::vector<std::string_view> Access::actions(const Resource& resource, const Context& context) const {
  std::vector<std::string_view> allowed;
  for (const auto& action : policy().actions())
    if (can(action.name, resource, context)) allowed.push_back(action.name);
  return allowed;
}

void Evaluation::problem(std::string_view field, Reason reason, std::string_view message) {
  for (const auto& known : answer.problems)
    if (known.field == field && known.code == nameOf(reason) && message.empty()) return;
  answer.problems.push_back({std::string(nameOf(reason)), std::string(field), std::string(message)});
  if (answer.reason == Reason::none || reason < answer.reason) answer.reason = reason;
}

bool Evaluation::run(std::size_t from) {
  constexpr bool (*checks[])(Evaluation&) = {checkForm,       checkPrincipal, checkRole, checkGates,
                                             checkLevels,     checkOpens,     checkWhen, checkLasting,
                                             checkConditions, checkCounts,    checkLive, checkFreshness};
  for (check = from; check < std::size(checks); ++check)
    if (!checks[check](*this)) return false;
  return true;
}

Evaluation Evaluation::again() const {
  Evaluation same{access, resource, context};
  same.action = action;
  same.actionId = actionId;
  same.operation = operation;
  same.path = path;
  same.to = to;
  same.assetPath = assetPath;
  same.link = link;
  same.collection = collection;
  same.user = user;
  same.role = role;
  return same;
}

Grant& Evaluation::because(Grant::Kind kind, std::string_view name) {
  Grant& added = answer.because.emplace_back();
  added.kind = kind;
  added.name = name;
  return added;
}

Remedy& Evaluation::remedy(Remedy::Kind kind) {
  Remedy& added = answer.remedies.emplace_back();
  added.kind = kind;
  return added;
}

}  // namespace lockstep
