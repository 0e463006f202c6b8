// Requests of the AuthZEN Authorization API as requests of the engine.
#include "server/api/authzen_request.h"

#include <algorithm>

#include "lockstep/access/message.h"
#include "policy/plain_value.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

constexpr std::string_view userTypes[] = {"user", "identity"};

/// Names of resources that no kind of a policy has.
struct WordOf {
  std::string_view type;
  Resource::Kind kind;
};
constexpr WordOf wordsOf[] = {{"group", Resource::Kind::group}, {"role", Resource::Kind::role},
                              {"link", Resource::Kind::link},   {"key", Resource::Kind::apiKey},
                              {"path", Resource::Kind::path},   {"collection", Resource::Kind::collection}};

/// Fields of effects beside `fieldsOfContext`.
constexpr std::string_view fieldsOfEffects[] = {"count", "endsAt",  "exposeUnpublished", "hasPassword",
                                                "item",  "members", "startsAt",          "until"};

/// Fields that describe what would be made or set, and by which no place and no condition is judged.
constexpr std::string_view descriptions[] = {"email", "feature", "id", "kind", "limit", "name", "plan", "value"};

template <class List>
bool contains(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

std::string_view typeInJson(ValueType type) {
  switch (type) {
    case ValueType::boolean: return "Must be true or false, as the policy declares it.";
    case ValueType::integer: return "Must be a whole number, as the policy declares it.";
    case ValueType::string: return "Must be a string that the policy allows here.";
    case ValueType::strings: return "Must be a list of strings, as the policy declares it.";
    case ValueType::time: return "Must be a date such as 2026-01-15T12:00:00Z, as the policy declares it.";
  }
  return "";
}

const Attribute* declaredIn(const Policy& policy, const std::vector<Attribute>& list, std::string_view name) {
  const auto at = std::find_if(list.begin(), list.end(),
                               [&](const Attribute& each) { return policy.attributes()[each.id] == name; });
  return at == list.end() ? nullptr : &*at;
}

/// Returns the property of a name; null where it is absent.
const Value* propertyOf(const Value* properties, std::string_view name) {
  const Value* value = properties != nullptr ? properties->find(name) : nullptr;
  return value != nullptr && value->kind() != Value::Kind::null ? value : nullptr;
}

Resource malformed() {
  Resource resource;
  resource.kind = Resource::Kind::malformed;
  return resource;
}

}  // namespace

bool isUserType(std::string_view type) { return contains(userTypes, type); }

AuthzenPart partOf(const Value& object, std::string_view key, const Place& parent) {
  return {propertyOf(&object, key), Place{&parent, key}};
}

AuthzenReader::Entity AuthzenReader::entity(const AuthzenPart& part, bool isSought) {
  Entity entity;
  if (part.value == nullptr) {
    report(problems_, "field_missing", part.place, "Must be an object with `type` and `id`.");
    return entity;
  }
  Reader reader(*part.value, part.place, problems_);
  entity.type = reader.text("type");
  if (!isSought) entity.id = reader.text("id");
  entity.properties = reader.field("properties");
  if (entity.properties != nullptr && !entity.properties->isObject())
    reader.report("type_invalid", "properties", "Must be an object.");
  return entity;
}

NamedValues AuthzenReader::attributes(const Entity& from, const Place& place, const std::vector<Attribute>& declared) {
  NamedValues values;
  const Place list{&place, "properties"};
  for (const Attribute& attribute : declared) {
    const std::string& name = policy_.attributes()[attribute.id];
    const Value* given = propertyOf(from.properties, name);
    if (given == nullptr) continue;
    auto value = plainValue(*given);
    if (value && valueAs(*value, attribute))
      values.push_back({name, std::move(*value)});
    else
      report(problems_, "type_invalid", Place{&list, name}, typeInJson(attribute.type));
  }
  return values;
}

void AuthzenReader::addRelations(const Entity& from, const Place& place, const Kind& kind, Resource& resource) {
  const Place list{&place, "properties"};
  for (const Relation& relation : kind.relations) {
    const std::string& name = policy_.relations()[relation.id];
    const Value* given = propertyOf(from.properties, name);
    if (given == nullptr) continue;
    auto& users = resource.relations.emplace_back(name, std::vector<std::string>()).second;
    for (const Value& item : given->isArray() ? given->items() : std::span(given, 1)) {
      if (!item.isString()) {
        report(problems_, "type_invalid", Place{&list, name}, "Must be a user's id or e-mail, or a list of them.");
        break;
      }
      const bool isId = facts_.user(item.string()) != nullptr;
      const User* user = isId ? nullptr : facts_.userOfEmail(item.string());
      users.emplace_back(user != nullptr ? std::string_view(user->id) : item.string());
    }
  }
}

/// `in` is where something that is not listed lies, unless the kind has a property of this name.
void AuthzenReader::addPlace(const Entity& from, const Place& place, const Kind& kind, Resource& resource) {
  const Value* in = propertyOf(from.properties, "in");
  if (in == nullptr || !kind.isPlace() || declaredIn(policy_, kind.attributes, "in") != nullptr) return;
  const auto isIn = [&](const Relation& relation) { return policy_.relations()[relation.id] == "in"; };
  if (std::any_of(kind.relations.begin(), kind.relations.end(), isIn)) return;
  const Place list{&place, "properties"};
  if (in->isString())
    resource.in = in->string();
  else
    report(problems_, "type_invalid", Place{&list, "in"}, "Must be a path, or the id of what it is in.");
}

Resource AuthzenReader::ofFormat1(const Entity& from, KindId kind) const {
  if (policy_.kinds()[kind].isCollection()) return {Resource::Kind::collection, std::string(from.id), {}, anyKind};
  const Asset* listed = facts_.asset(from.id);
  const std::string_view path = listed != nullptr ? std::string_view(listed->path) : from.id;
  Resource resource = Resource::at(path);
  resource.assetKind = kind;
  return path.starts_with('/') || from.id.empty() ? resource : malformed();
}

Resource AuthzenReader::ofKind(const Entity& from, const Place& place, KindId id) {
  const Kind& kind = policy_.kinds()[id];
  if (policy_.format() == 1) return ofFormat1(from, id);
  Resource resource;
  resource.kind = Resource::Kind::item;
  resource.kindName = kind.name;
  resource.id = from.id;
  addRelations(from, place, kind, resource);
  addPlace(from, place, kind, resource);
  resource.attributes = attributes(from, place, kind.attributes);
  // A property that is a relation is no attribute.
  std::erase_if(resource.attributes, [&](const NamedValue& value) {
    return std::any_of(resource.relations.begin(), resource.relations.end(),
                       [&](const auto& relation) { return relation.first == value.name; });
  });
  checkTrusted(!resource.attributes.empty() || !resource.relations.empty() || resource.in.has_value(), place);
  return resource;
}

Resource AuthzenReader::ofWord(const Entity& from) const {
  Resource resource;
  if (from.type == "account") return from.id == call_.account ? resource : malformed();
  if (isUserType(from.type)) {
    resource.kind = Resource::Kind::user;
  } else {
    const auto* at = std::find_if(std::begin(wordsOf), std::end(wordsOf),
                                  [&](const WordOf& word) { return word.type == from.type; });
    resource.kind = at != std::end(wordsOf) ? at->kind : Resource::Kind::malformed;
  }
  resource.id = from.id;
  return resource;
}

Resource AuthzenReader::resource(const AuthzenPart& part, Sought sought) {
  const Entity from = entity(part, sought == Sought::resource);
  const auto kind = policy_.kind(from.type);
  return kind && *kind != anyKind ? ofKind(from, part.place, *kind) : ofWord(from);
}

void AuthzenReader::checkTrusted(bool isStated, const Place& place) {
  if (isStated && !call_.caller.isHost)
    report(problems_, "host_field", Place{&place, "properties"}, "Only the host's own service key may give this.");
}

void AuthzenReader::keepToOwn(const Principal& principal, const Place& place) {
  if (call_.caller.isHost) return;
  const User* user = facts_.user(principal.id);
  if (user == nullptr) user = facts_.userOfEmail(principal.id);
  if (user == nullptr || user->id != call_.caller.user)
    report(problems_, "principal_foreign", place, "You can ask for yourself alone.");
  checkTrusted(!principal.attributes.empty(), place);
}

Principal AuthzenReader::subject(const AuthzenPart& part, Sought sought) {
  const bool isSought = sought == Sought::subject;
  const Entity from = entity(part, isSought);
  // No user has an empty id.
  Principal principal = Principal::user({});
  if (isUserType(from.type)) {
    principal.id = from.id;
    principal.attributes = attributes(from, part.place, policy_.userAttributes());
  }
  if (!isSought && part.value != nullptr) keepToOwn(principal, part.place);
  return principal;
}

std::string AuthzenReader::action(const AuthzenPart& part) {
  if (part.value == nullptr) {
    report(problems_, "field_missing", part.place, "Must be an object with `name`.");
    return {};
  }
  Reader reader(*part.value, part.place, problems_);
  if (const Value* properties = reader.field("properties"); properties != nullptr && !properties->isObject())
    reader.report("type_invalid", "properties", "Must be an object.");
  return std::string(reader.text("name"));
}

bool AuthzenReader::mayState(std::string_view name, const Action* action) const {
  if (declaredIn(policy_, policy_.contextFields(), name) != nullptr) return true;
  if (action == nullptr || (action->does == Does::nothing && action->needs() == Need::none)) return false;
  // Trusted fields are for the server's own routes.
  if (name == "owner" || (name == "id" && operationOf(action->does).creates)) return false;
  return contains(fieldsOfEffects, name) || std::any_of(std::begin(fieldsOfContext), std::end(fieldsOfContext),
                                                        [&](const ContextField& field) { return field.name == name; });
}

Context AuthzenReader::context(std::string_view name, const AuthzenPart& actionPart, const AuthzenPart& contextPart) {
  const Place root;
  if (contextPart.value != nullptr && !contextPart.value->isObject())
    report(problems_, "type_invalid", contextPart.place, "Must be an object.");
  const auto id = policy_.action(name);
  const Action* action = id ? &policy_.actions()[*id] : nullptr;
  Value stated = Value::object();
  const auto add = [&](const Value* from) {
    if (from == nullptr) return;
    for (const auto& [key, value] : from->members())
      if (value.kind() != Value::Kind::null && mayState(key, action) && stated.find(key) == nullptr)
        stated.add(key, value.copy());
  };
  add(actionPart.value != nullptr ? propertyOf(actionPart.value, "properties") : nullptr);
  add(contextPart.value);
  const Place place{&root, "context"};
  Context context = readContext(stated, place);
  for (const auto& problem : context.problems) problems_.push_back(problem);
  for (const NamedValue& field : context.fields) {
    const Attribute* declared = declaredIn(policy_, policy_.contextFields(), field.name);
    if (declared != nullptr && !valueAs(field.value, *declared))
      report(problems_, "type_invalid", Place{&place, field.name}, typeInJson(declared->type));
  }
  context.now = call_.now;
  return context;
}

Decision decideWhole(const Access& access, std::string_view action, const Resource& resource, const Context& context) {
  Decision decision = access.decide(action, resource, context);
  const bool isOpen = std::any_of(decision.unverified.begin(), decision.unverified.end(),
                                  [](const std::string& field) { return !contains(descriptions, field); });
  if (!decision.allowed || !isOpen) return decision;
  decision.allowed = false;
  decision.reason = Reason::context_missing;
  decision.show = access.policy().show(decision.reason);
  decision.because.clear();
  decision.message = messageFor(decision, access.policy());
  return decision;
}

std::pair<int, const Problem&> authzenStatusOf(const Problems& problems) {
  for (const std::string_view code : {"principal_foreign", "host_field"})
    for (const auto& problem : problems)
      if (problem.code == code) return {403, problem};
  return {400, problems.front()};
}

HttpResponse authzenProblem(const Problems& problems) {
  const auto [status, problem] = authzenStatusOf(problems);
  return problemResponse(status, problem.code, problem.message, problems);
}

}  // namespace lockstep::server
