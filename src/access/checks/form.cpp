// Step 1 of R-2: is the request well formed? Nothing here reads the account, so that no answer reveals its contents.
#include <algorithm>

#include "access/evaluation.h"
#include "access/set_value.h"
#include "base/text.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

/// Whether the action is on the kind that the request names, if it names one.
bool takesKind(const Evaluation& e) {
  const Action& action = *e.action;
  if (e.policy().format() == 1) return e.resource.kindName.empty() || e.resource.assetKind != anyKind;
  if (action.isPublic) return true;
  if (e.resource.kind == Resource::Kind::path && e.resource.id == "/") return action.root != RootRule::closed;
  if (action.rootOnly && e.resource.kind == Resource::Kind::path) return false;
  const KindId kind = statedKind(e);
  if (kind == anyKind) return e.resource.kindName.empty();
  return std::find(action.kinds.begin(), action.kinds.end(), kind) != action.kinds.end();
}

bool takesResource(const Evaluation& e) {
  const Action& action = *e.action;
  switch (e.resource.kind) {
    // No resource: an action on the account, or one on a person, group or key that is not named yet.
    case Resource::Kind::account:
      return action.isOn(On::account) || action.isOn(On::library) || action.isOn(On::self) || action.isOn(On::user) ||
             action.isOn(On::group) || action.isOn(On::apiKey) || action.isOn(On::role);
    case Resource::Kind::path: return action.isOn(On::asset) && takesKind(e);
    case Resource::Kind::collection: return hasExtras && action.isOn(On::collection) && takesKind(e);
    case Resource::Kind::item:
      return e.policy().format() == 2 && statedKind(e) != anyKind && action.isOn(On::asset) && takesKind(e);
    case Resource::Kind::role: return hasExtras && action.isOn(On::role);
    case Resource::Kind::user: return action.isOn(On::user) || action.isOn(On::self);
    case Resource::Kind::group: return action.isOn(On::group);
    // What lies below a link is an asset too, to who opens it. Who runs the link names it alone: its target decides,
    // not a path that comes with it.
    case Resource::Kind::link:
      if (e.asker() == Principal::Kind::visitor || action.isPublic || e.policy().format() == 2)
        return action.isOn(On::link) || action.isOn(On::asset);
      return action.isOn(On::link) && !e.resource.path;
    case Resource::Kind::apiKey: return hasExtras && action.isOn(On::apiKey);
    case Resource::Kind::malformed: return false;
  }
  return false;
}

/// A path of the request in normal form; `folder` where it must be one, which may lie 50 deep at most.
bool readPath(Evaluation& e, std::string_view given, std::string_view field, bool folder, std::string& out) {
  auto normal = normalPath(given);
  if (!normal || (folder && pathDepth(*normal) > deepestFolder)) {
    e.problem(field, Reason::path_invalid);
    return false;
  }
  out = std::move(*normal);
  return true;
}

template <class Known>
void checkWord(Evaluation& e, std::string_view field, const std::optional<std::string>& word, Known known) {
  if (word && !known(*word)) e.problem(field, Reason::context_missing);
}

void checkWords(Evaluation& e) {
  const Context& c = e.context;
  const Policy& policy = e.policy();
  checkWord(e, "level", c.level, [&](const auto& word) { return policy.level(word).has_value(); });
  checkWord(e, "plan", c.plan, [&](const auto& word) { return !word.empty() && policy.plan(word).has_value(); });
  checkWord(e, "feature", c.feature, [&](const auto& word) { return policy.feature(word).has_value(); });
  checkWord(e, "limit", c.limit, [&](const auto& word) { return policy.limit(word).has_value(); });
  checkWord(e, "version", c.version, [](const auto& word) { return word == "current" || word == "noncurrent"; });
  checkWord(e, "media", c.media, [](const auto& word) { return word == "none" || word == "read" || word == "write"; });
  checkWord(e, "kind", c.kind, [](const auto& word) { return word == "standard" || word == "restricted"; });
  // `value` is a flag to some actions and a number to others.
  const bool isPlain = c.flag || c.number || !c.value;
  if ((e.operation->needs & Need::value && c.number) || (e.operation->needs & Need::number && c.flag) ||
      (!isPlain && !(e.operation->needs & Need::given)))
    e.problem("value", Reason::context_missing);
  if (c.startsAt && c.endsAt && *c.endsAt < *c.startsAt) e.problem("endsAt", Reason::context_missing);
  checkDates(e);
}

/// Each field that the request names must be declared by the policy, with a value of its type.
void checkEach(Evaluation& e, const NamedValues& values, const std::vector<Attribute>& declared,
               std::string_view list) {
  for (const NamedValue& value : values) {
    const Attribute* known = declaredAs(e.policy(), declared, value.name);
    if (known != nullptr && fitsDeclared(value.value, *known)) continue;
    e.problem(joined({list, value.name}), Reason::context_missing,
              known != nullptr ? std::string_view("The value is not of the type that the policy declares.")
                               : std::string_view("The policy declares no attribute of this name here."));
  }
}

/// Names that effects read from the context, and no policy declares.
bool isOfEffect(const Evaluation& e, std::string_view name) {
  const bool isRole = e.action->does == Does::createRole || e.action->does == Does::editRole;
  return isRole && (name == "allow" || name == "except" || name == "mayGive" || name == "title");
}

/// What is set fits the attribute, of a kind that the action is on, or says which levels pass.
void checkSet(Evaluation& e) {
  const Action& action = *e.action;
  if (!hasExtras) return;
  const bool passes = action.does == Does::setInherit;
  if ((action.does != Does::setAttribute && !passes) || !e.context.value) return;
  const bool fits = passes ? passingLevels(*e.context.value, e.policy()).has_value()
                           : std::any_of(action.kinds.begin(), action.kinds.end(), [&](KindId kind) {
                               const Attribute* declared = e.policy().attributeOf(kind, action.attribute);
                               return declared != nullptr && fitsDeclared(*e.context.value, *declared);
                             });
  if (!fits) e.problem("value", Reason::context_missing, "The value is not of the type that the policy declares.");
}

/// Fields that requests have in any policy fit what this one declares of them.
void checkKnown(Evaluation& e) {
  const Policy& policy = e.policy();
  for (const Attribute& declared : policy.contextFields()) {
    const std::string& name = policy.attributes()[declared.id];
    if (const auto known = knownField(e.context, name, declared); known && !known->isKnown)
      e.problem(name, Reason::context_missing, "The value is not of the type that the policy declares.");
  }
}

void checkDeclared(Evaluation& e) {
  const Policy& policy = e.policy();
  for (const NamedValue& field : e.context.fields) {
    const Attribute* known = declaredAs(policy, policy.contextFields(), field.name);
    if (policy.format() == 2 && isOfEffect(e, field.name)) continue;
    if (known == nullptr)
      e.problem(field.problem.field, Reason::context_missing, field.problem.message);
    else if (!fitsDeclared(field.value, *known))
      e.problem(field.problem.field, Reason::context_missing, "The value is not of the type that the policy declares.");
  }
  if (policy.format() == 2) {
    checkKnown(e);
    checkSet(e);
  }
  const KindId kind = statedKind(e);
  if (!e.resource.attributes.empty() && kind != anyKind)
    checkEach(e, e.resource.attributes, policy.kinds()[kind].attributes, "/resource/attributes/");
  checkEach(e, e.access.principal().attributes, policy.userAttributes(), "/principal/attributes/");
  if (policy.format() == 2 || !e.context.with) return;
  if (e.context.with->kind == Subject::Kind::role || e.context.with->kind == Subject::Kind::everyone)
    e.problem("with", Reason::context_missing, "Give { \"user\": id } or { \"group\": id }.");
}

}  // namespace

bool fitsDeclared(const Evaluation& e) {
  const KindId kind = statedKind(e);
  if (kind == anyKind) return true;
  const auto& declared = e.policy().kinds()[kind].attributes;
  return std::all_of(e.resource.attributes.begin(), e.resource.attributes.end(), [&](const NamedValue& given) {
    const Attribute* known = declaredAs(e.policy(), declared, given.name);
    return known != nullptr && fitsDeclared(given.value, *known);
  });
}

bool checkForm(Evaluation& e) {
  const Context& c = e.context;
  for (const auto& problem : c.problems) e.problem(problem.field, Reason::context_missing, problem.message);
  if (!takesResource(e)) e.problem("", Reason::resource_mismatch);
  // A slice may lack what the resource is said to be in.
  if (e.resource.kind == Resource::Kind::malformed && e.resource.in) unlessKnown(e, Reason::resource_mismatch);
  const bool folder = e.action->kind == folderKind;
  checkDeclared(e);
  if (hasFormat2 && e.resource.isUnlisted && e.resource.kind == Resource::Kind::path) {
    e.path = e.resource.id;
  } else if (e.resource.kind == Resource::Kind::path && readPath(e, e.resource.id, "path", folder, e.path)) {
    const bool wrongKind =
        e.resource.assetKind != anyKind && e.action->kind != anyKind && e.resource.assetKind != e.action->kind;
    if (wrongKind) e.problem("", Reason::resource_mismatch);
    // A folder made here would lie one deeper.
    if (e.operation->naming == Naming::folder && !e.operation->renames && c.name &&
        pathDepth(e.path) + 1 > deepestFolder)
      e.problem("name", Reason::path_invalid);
  }
  if (e.resource.kind == Resource::Kind::link && e.resource.path) readPath(e, *e.resource.path, "path", false, e.path);
  if (c.to) readPath(e, *c.to, "to", true, e.to);
  if (c.asset) readPath(e, *c.asset, "asset", false, e.assetPath);
  checkWords(e);
  if (e.answer.reason != Reason::none) return false;

  if (e.resource.kind == Resource::Kind::account && !e.action->isOnAccount()) e.unverified("resource");
  const MissingFields missing = missingFields(e.action->needs(), c);
  // A link that is the resource needs no id.
  for (std::size_t i = 0; i < missing.count; ++i)
    if (missing.names[i] != "id" || e.resource.kind != Resource::Kind::link) e.unverified(missing.names[i]);
  return true;
}

}  // namespace lockstep
