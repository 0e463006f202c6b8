#include "change/apply.h"

#include "access/message.h"
#include "change/edit.h"

namespace lockstep {

namespace {

struct NamedEffect {
  std::string_view action;
  Effect effect;
  On resource = On::account;  ///< what must be named for it: a user, group, link or key
};

constexpr NamedEffect namedEffects[] = {
    {"user.add", effects::addUser},
    {"user.edit", effects::editUser, On::user},
    {"user.set_role", effects::setRole, On::user},
    {"user.remove", effects::removeUser, On::user},
    {"user.provision", effects::provisionUser},
    {"group.create", effects::createGroup},
    {"group.rename", effects::renameGroup, On::group},
    {"group.add_member", effects::addMember, On::group},
    {"group.remove_member", effects::removeMember, On::group},
    {"group.delete", effects::deleteGroup, On::group},
    {"folder.create", effects::createFolder},
    {"folder.rename", effects::renameAsset},
    {"file.upload", effects::uploadFile},
    {"file.rename", effects::renameAsset},
    {"file.publish", effects::publishFile},
    {"asset.move", effects::moveAsset},
    {"asset.copy", effects::copyAsset},
    {"asset.delete", effects::deleteAsset},
    {"media_library.delete_all", effects::deleteLibrary},
    {"comment.add", effects::addComment},
    {"comment.delete", effects::deleteComment},
    {"comment.delete_thread", effects::deleteThread},
    {"asset.share", effects::share},
    {"asset.unshare", effects::unshare},
    {"asset.add_to_collection", effects::addToCollection},
    {"collection.create", effects::createCollection},
    {"collection.rename", effects::renameCollection},
    {"collection.delete", effects::deleteCollection},
    {"collection.add_asset", effects::addToCollection},
    {"collection.remove_asset", effects::removeFromCollection},
    {"collection.share", effects::share},
    {"collection.unshare", effects::unshare},
    {"link.create", effects::createLink},
    {"link.edit", effects::editLink},
    {"link.delete", effects::deleteLink},
    {"account.set_plan", effects::setPlan},
    {"account.set_feature", effects::setFeature},
    {"account.set_limit", effects::setLimit},
    {"mfa.enforce", effects::enforceMfa},
    {"api_key.create", effects::createKey},
    {"api_key.edit", effects::editKey, On::apiKey},
    {"api_key.roll", effects::rollKey, On::apiKey},
    {"api_key.delete", effects::deleteKey, On::apiKey},
};

const NamedEffect* effectOf(std::string_view action) {
  for (const auto& named : namedEffects)
    if (named.action == action) return &named;
  return nullptr;
}

void refuse(Decision& decision, const Policy& policy, const Messages& messages, std::string_view field, Reason reason) {
  decision.allowed = false;
  if (decision.reason == Reason::none) decision.reason = reason;
  decision.because.clear();
  decision.show = policy.show(decision.reason);
  decision.problems.push_back({std::string(nameOf(reason)), std::string(field), problemMessage(nameOf(reason), field, decision, policy, messages)});
  // The server alone gives ids.
  if (field != "id") {
    Remedy& remedy = decision.remedies.emplace_back();
    remedy.kind = Remedy::Kind::changeField;
    remedy.field = field;
  }
  decision.message = messageFor(decision, policy, messages);
}

/// An id that the request gives to what it makes must be new, of whatever kind it is.
bool isTaken(const Account& facts, const std::string& id) {
  return facts.user(id) || facts.group(id) || facts.asset(id) || facts.collection(id) || facts.link(id) || facts.apiKey(id) || facts.comment(id);
}

bool makesSomething(std::string_view action) {
  return action == "user.add" || action == "user.provision" || action == "group.create" || action == "folder.create" || action == "file.upload" ||
         action == "asset.copy" || action == "comment.add" || action == "collection.create" || action == "link.create" || action == "api_key.create" ||
         action == "api_key.roll";
}

/// What a partial request leaves open is refused when it is to be carried out.
void checkWhole(Decision& decision, const Account& account, const Request& request, const NamedEffect& named, const Messages& messages) {
  const Policy& policy = account.policy();
  if (named.resource != On::account && request.resource.kind == Resource::Kind::account) refuse(decision, policy, messages, "resource", Reason::context_missing);
  const MissingFields missing = missingFields(operationOf(request.action), request.context);
  for (std::size_t i = 0; i < missing.count; ++i) refuse(decision, policy, messages, missing.names[i], Reason::context_missing);
  const auto& id = request.context.id;
  if (!decision.allowed || !id || !makesSomething(request.action)) return;
  if (id->empty() || id->size() > 200) refuse(decision, policy, messages, "id", Reason::name_invalid);
  else if (isTaken(account, *id)) refuse(decision, policy, messages, "id", Reason::name_taken);
}

}  // namespace

Value toValue(const Applied& applied) {
  Value out = Value::object();
  out.add("decision", toValue(applied.decision, applied.delta.put.policy()));
  out.add("delta", applied.delta.from == applied.delta.to ? Value() : toValue(applied.delta));
  return out;
}

Result<Applied> apply(Account& account, const Request& request, const Messages& messages) {
  Edit edit(account, request);
  Decision decision = decide(account, request, messages);
  const NamedEffect* named = effectOf(request.action);
  if (decision.allowed && named != nullptr) checkWhole(decision, account, request, *named, messages);
  if (decision.allowed && named != nullptr) {
    if (const auto refusal = named->effect(edit)) refuse(decision, account.policy(), messages, refusal->field, refusal->reason);
  }
  if (edit.changed) ++account.revision;
  decision.revision = account.revision;
  decision.warnings = std::move(edit.warnings);
  edit.delta.to = account.revision;
  edit.delta.put.plan = account.plan;
  edit.delta.put.featureOverrides = account.featureOverrides;
  edit.delta.put.limitOverrides = account.limitOverrides;
  Delta inverse = inverseOf(edit.delta, edit.was);
  return Applied{std::move(decision), std::move(edit.delta), std::move(inverse)};
}

}  // namespace lockstep
