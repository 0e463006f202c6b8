#include "lockstep/change/apply.h"

#include "access/resolve.h"
#include "change/edit.h"
#include "lockstep/access/message.h"
#include "lockstep/disclosure/decide.h"

namespace lockstep {

namespace {

constexpr Effect effectsByDoes[] = {
    nullptr,
#define OPERATION(id, action, effect, takes, kind, needs, naming, creates) effects::effect,
#include "lockstep/policy/operations.def"
#undef OPERATION
};

void refuse(Decision& decision, const Policy& policy, const Messages& messages, std::string_view field, Reason reason) {
  decision.allowed = false;
  if (decision.reason == Reason::none) decision.reason = reason;
  decision.because.clear();
  decision.show = policy.show(decision.reason);
  decision.problems.push_back({std::string(nameOf(reason)), std::string(field),
                               problemMessage(nameOf(reason), field, decision, policy, messages)});
  // The server alone gives ids.
  if (field != "id") {
    Remedy& remedy = decision.remedies.emplace_back();
    remedy.kind = Remedy::Kind::changeField;
    remedy.field = field;
  }
  decision.message = messageFor(decision, policy, messages);
}

/// What a request names, as the kind that an action is on.
std::optional<On> kindOf(const Resource& resource) {
  switch (resource.kind) {
    case Resource::Kind::account: return On::account;
    case Resource::Kind::path: return On::asset;
    case Resource::Kind::collection: return On::collection;
    case Resource::Kind::user: return On::user;
    case Resource::Kind::group: return On::group;
    case Resource::Kind::link: return On::link;
    case Resource::Kind::apiKey: return On::apiKey;
    case Resource::Kind::role: return On::role;
    case Resource::Kind::item: return On::asset;
    case Resource::Kind::malformed: break;
  }
  return std::nullopt;
}

/// Refuses what a partial request leaves open, and a resource that the operation cannot take whatever the policy says.
void checkWhole(Decision& decision, const Account& account, const Request& request, Does does,
                const Messages& messages) {
  const Policy& policy = account.policy();
  const auto open = decision.unverified;
  for (const auto& field : open) refuse(decision, policy, messages, field, Reason::context_missing);
  if (!decision.allowed || does == Does::nothing) return;
  const auto on = kindOf(request.resource);
  if (!on || !has(operationOf(does).takes, *on)) refuse(decision, policy, messages, "", Reason::resource_mismatch);
}

}  // namespace

Value toValue(const Applied& applied) {
  Value out = Value::object();
  out.add("decision", toValue(applied.decision, applied.delta.put.policy()));
  out.add("delta", applied.delta.from == applied.delta.to ? Value() : toValue(applied.delta));
  return out;
}

Applied apply(Account& account, const Request& given, const Messages& messages) {
  const Resolved resolved(account, given.resource, given.context);
  const Request request{given.principal, given.action, resolved.resource(), resolved.context()};
  RandomBytes chance{};
  const bool canMakeIds = fillRandom(chance);
  Edit edit(account, request, chance);
  Decision decision = decide(account, request, messages);
  const auto action = account.policy().action(request.action);
  const Does does = action ? Does(account.policy().actions()[*action].does) : Does::nothing;
  if (decision.allowed) checkWhole(decision, account, request, does, messages);
  if (decision.allowed && !canMakeIds) refuse(decision, account.policy(), messages, "id", Reason::context_missing);
  if (decision.allowed) {
    edit.settleKind();
    if (does == Does::nothing)
      edit.warnings.emplace_back("no_effect");
    else if (const auto refusal = effectsByDoes[static_cast<std::size_t>(does)](edit))
      refuse(decision, account.policy(), messages, refusal->field, refusal->reason);
  }
  if (edit.changed) ++account.revision;
  decision.revision = account.revision;
  decision.warnings = std::move(edit.warnings);
  edit.delta.to = account.revision;
  edit.delta.put.plan = account.plan;
  edit.delta.put.complete = account.complete;
  edit.delta.put.featureOverrides = account.featureOverrides;
  edit.delta.put.limitOverrides = account.limitOverrides;
  Delta inverse = inverseOf(edit.delta, edit.was);
  return Applied{std::move(decision), std::move(edit.delta), std::move(inverse), std::move(edit.renamed)};
}

}  // namespace lockstep
