// Step 1 of R-2: is the request well formed? Nothing here looks at the account, so that no answer can tell what exists.
#include "access/question.h"
#include "account/path.h"

namespace lockstep {

namespace {

bool takesResource(const Question& q) {
  const Action& action = *q.action;
  switch (q.resource.kind) {
    // No resource: an action on the account, or one on a person, group or key that is not named yet.
    case Resource::Kind::account:
      return action.isOn(On::account) || action.isOn(On::library) || action.isOn(On::self) || action.isOn(On::user) || action.isOn(On::group) || action.isOn(On::apiKey);
    case Resource::Kind::path: return action.isOn(On::asset);
    case Resource::Kind::collection: return action.isOn(On::collection);
    case Resource::Kind::user: return action.isOn(On::user) || action.isOn(On::self);
    case Resource::Kind::group: return action.isOn(On::group);
    // What lies below a link is an asset too, to who opens it. Who runs the link names it alone: its target decides,
    // not a path that comes with it.
    case Resource::Kind::link:
      if (q.asker() == Principal::Kind::visitor || action.isPublic) return action.isOn(On::link) || action.isOn(On::asset);
      return action.isOn(On::link) && !q.resource.path;
    case Resource::Kind::apiKey: return action.isOn(On::apiKey);
    case Resource::Kind::malformed: return false;
  }
  return false;
}

/// A path of the request in normal form; `folder` where it must be one, which may lie 50 deep at most.
bool readPath(Question& q, std::string_view given, std::string_view field, bool folder, std::string& out) {
  auto normal = normalPath(given);
  if (!normal || (folder && pathDepth(*normal) > deepestFolder)) {
    q.problem(field, Reason::path_invalid);
    return false;
  }
  out = std::move(*normal);
  return true;
}

template <class Known>
void checkWord(Question& q, std::string_view field, const std::optional<std::string>& word, Known known) {
  if (word && !known(*word)) q.problem(field, Reason::context_missing);
}

void checkWords(Question& q) {
  const Context& c = q.context;
  const Policy& policy = q.policy();
  checkWord(q, "level", c.level, [&](const auto& word) { return policy.level(word).has_value(); });
  checkWord(q, "plan", c.plan, [&](const auto& word) { return policy.plan(word).has_value(); });
  checkWord(q, "feature", c.feature, [&](const auto& word) { return policy.feature(word).has_value(); });
  checkWord(q, "limit", c.limit, [&](const auto& word) { return policy.limit(word).has_value(); });
  checkWord(q, "version", c.version, [](const auto& word) { return word == "current" || word == "noncurrent"; });
  checkWord(q, "media", c.media, [](const auto& word) { return word == "none" || word == "read" || word == "write"; });
  checkWord(q, "kind", c.kind, [](const auto& word) { return word == "standard" || word == "restricted"; });
  // `value` is a flag to some actions and a number to others.
  if ((q.operation->needs & Need::value && c.number) || (q.operation->needs & Need::number && c.flag)) q.problem("value", Reason::context_missing);
  if (c.startsAt && c.endsAt && *c.endsAt < *c.startsAt) q.problem("endsAt", Reason::context_missing);
  checkDates(q);
}

}  // namespace

bool checkForm(Question& q) {
  const Context& c = q.context;
  for (const auto& problem : c.problems) q.problem(problem.field, Reason::context_missing, problem.message);
  if (!takesResource(q)) q.problem("", Reason::resource_mismatch);
  const bool folder = q.action->kind == AssetKind::folder;
  if (q.resource.kind == Resource::Kind::path && readPath(q, q.resource.id, "path", folder, q.path)) {
    const bool wrongKind = q.resource.assetKind != AssetKind::any && q.action->kind != AssetKind::any && q.resource.assetKind != q.action->kind;
    if (wrongKind) q.problem("", Reason::resource_mismatch);
    // A folder made here would lie one deeper.
    if (q.operation->naming == Naming::folder && !q.operation->renames && c.name && pathDepth(q.path) + 1 > deepestFolder) q.problem("name", Reason::path_invalid);
  }
  if (q.resource.kind == Resource::Kind::link && q.resource.path) readPath(q, *q.resource.path, "path", false, q.path);
  if (c.to) readPath(q, *c.to, "to", true, q.to);
  if (c.asset) readPath(q, *c.asset, "asset", false, q.assetPath);
  checkWords(q);
  if (q.answer.reason != Reason::none) return false;

  if (q.resource.kind == Resource::Kind::account && !q.action->isOnAccount()) q.unverified("resource");
  const MissingFields missing = missingFields(q.action->needs(), c);
  // A link that is the resource needs no id.
  for (std::size_t i = 0; i < missing.count; ++i)
    if (missing.names[i] != "id" || q.resource.kind != Resource::Kind::link) q.unverified(missing.names[i]);
  return true;
}

}  // namespace lockstep
