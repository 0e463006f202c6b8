// Reads requests, principals, resources and contexts.
#include "account/facts2_json.h"
#include "account/facts_json.h"
#include "base/text.h"
#include "lockstep/access/request.h"
#include "policy/plain_value.h"

namespace lockstep {

namespace {

/// Several levels are joined by `+`. Returns false, and reads nothing, unless the field is a list of levels.
bool readLevelList(Reader& reader, const ContextField& field, Context& context) {
  if (field.need != Need::level) return false;
  const Value* given = reader.field(field.name);
  if (given == nullptr || !given->isArray()) return false;
  std::string names;
  for (const Value& item : given->items()) names += (names.empty() ? "" : "+") + std::string(item.string());
  context.level = names;
  return true;
}

void readNamedValues(Reader& reader, std::string_view key, NamedValues& into, Problems& problems) {
  const Place list{&reader.place(), key};
  const auto members = reader.map(key);
  into.reserve(into.size() + members.size());
  for (const auto& [name, value] : members) {
    if (auto read = plainValue(value))
      into.push_back({std::string(name), std::move(*read)});
    else if (value.kind() != Value::Kind::null)
      report(problems, "type_invalid", Place{&list, name},
             "Must be true or false, a whole number, a string or a list.");
  }
}

void readNamedUsers(Reader& reader, Resource& resource, Problems& problems) {
  const Place list{&reader.place(), "relations"};
  for (const auto& [name, value] : reader.map("relations")) {
    std::vector<std::string> users;
    const auto items = value.isArray() ? value.items() : std::span(&value, 1);
    for (const Value& item : items) {
      if (!item.isString())
        report(problems, "type_invalid", Place{&list, name}, "Must be a user id or a list of them.");
      else if (hasFormat2)
        users.emplace_back(item.string());
    }
    if (hasFormat2) resource.relations.emplace_back(name, std::move(users));
  }
}

/// Reads `{ "KIND": "ID" }`, and what a request may say of something that is not listed. Returns the number of
/// resources that are named; `given` are named already.
int readItem(Reader& reader, Resource& resource, int given, Problems& problems) {
  if (const auto in = reader.optionalText("in")) resource.in = *in;
  readNamedValues(reader, "attributes", resource.attributes, problems);
  readNamedUsers(reader, resource, problems);
  int named = 0;
  for (const Value::Member* member : reader.unread()) {
    if (given + named > 0 || !member->value.isString()) {
      reader.report("field_unknown", member->key,
                    joined({"There is no field \"", member->key, "\" here; look for a misspelling."}));
      continue;
    }
    resource.kind = Resource::Kind::item;
    resource.kindName = member->key;
    resource.id = member->value.string();
    ++named;
  }
  return named;
}

}  // namespace

Principal readPrincipal(const Value& value, const Place& place, Problems& problems) {
  Reader reader(value, place, problems);
  const auto user = reader.optionalText("user");
  const auto key = reader.optionalText("apiKey");
  const bool visitor = reader.flag("visitor").value_or(false);
  const bool system = reader.flag("system").value_or(false);
  const auto link = reader.optionalText("link");
  const auto verified = reader.flag("passwordVerified");
  NamedValues attributes;
  if (user) readNamedValues(reader, "attributes", attributes, problems);
  reader.finish();
  if (int{user.has_value()} + key.has_value() + visitor + system != 1 || ((link || verified) && !visitor))
    report(problems, "value_invalid", place,
           "Give one of { \"user\": id }, { \"apiKey\": id }, { \"visitor\": true }, { \"system\": true }.");
  if (user) return {Principal::Kind::user, std::string(*user), false, std::move(attributes)};
  if (key) return {Principal::Kind::apiKey, std::string(*key)};
  if (system && problems.empty()) return Principal::system();
  return {Principal::Kind::visitor, std::string(link.value_or("")), verified.value_or(false)};
}

Resource readResource(const Value& value, const Place& place, Problems& problems) {
  Resource resource;
  if (value.isString()) return Resource::at(value.string());
  Reader reader(value, place, problems);
  struct Field {
    std::string_view name;
    Resource::Kind kind;
  };
  int given = 0;
  for (const Field& field : {Field{"collection", Resource::Kind::collection},
                             {"user", Resource::Kind::user},
                             {"group", Resource::Kind::group},
                             {"link", Resource::Kind::link},
                             {"apiKey", Resource::Kind::apiKey},
                             {"key", Resource::Kind::apiKey},
                             {"role", Resource::Kind::role}}) {
    const auto id = reader.optionalText(field.name);
    if (!id) continue;
    resource.kind = field.kind;
    resource.id = *id;
    ++given;
  }
  if (const auto path = reader.optionalText("path")) {
    if (given == 0) {
      resource.kind = Resource::Kind::path;
      resource.id = *path;
      ++given;
    } else if (resource.kind == Resource::Kind::link) {
      resource.path = *path;
    } else {
      ++given;
    }
  }
  if (const auto kind = reader.optionalText("kind")) {
    resource.assetKind = *kind == "folder" ? folderKind : *kind == "file" ? fileKind : anyKind;
    resource.kindName = *kind;
    if (kind->empty()) reader.report("value_invalid", "kind", "Must be the name of a kind.");
  }
  given += readItem(reader, resource, given, problems);
  reader.finish();
  if (given != 1 && value.isObject())
    report(problems, "value_invalid", place, "Give one resource: a path, collection, user, group, link or apiKey.");
  return resource;
}

namespace {

/// Keeps the fields that the policy may declare, each with the problem that it is if the policy does not.
void readOtherFields(Reader& reader, Context& context) {
  for (const Value::Member* member : reader.unread()) {
    if (member->value.kind() == Value::Kind::null) continue;
    Problem problem{"field_unknown", Place{&reader.place(), member->key}.pointer(),
                    joined({"There is no field \"", member->key, "\" here; look for a misspelling."})};
    if (auto read = plainValue(member->value))
      context.fields.push_back({std::string(member->key), std::move(*read), std::move(problem)});
    else
      context.problems.push_back(std::move(problem));
  }
}

/// Reads a context into an empty one.
void readInto(Context& context, const Value& value, const Place& place) {
  Reader reader(value, place, context.problems);
  for (const ContextField& each : fieldsOfContext)
    if (each.string != nullptr && !readLevelList(reader, each, context))
      context.*each.string = reader.optionalText(each.name);
  struct Flag {
    std::string_view key;
    std::optional<bool> Context::*field;
  };
  for (const Flag& flag : {Flag{"hasPassword", &Context::hasPassword},
                           {"passwordVerified", &Context::passwordVerified},
                           {"exposeUnpublished", &Context::exposeUnpublished}})
    context.*flag.field = reader.flag(flag.key);
  struct Date {
    std::string_view key;
    std::optional<Time> Context::*field;
    bool Context::*none = nullptr;
  };
  for (const Date& date : {Date{"startsAt", &Context::startsAt, &Context::noStart},
                           {"endsAt", &Context::endsAt, &Context::noEnd},
                           {"until", &Context::until},
                           {"now", &Context::now, &Context::noNow}}) {
    if (date.none != nullptr && reader.isNull(date.key)) context.*date.none = true;
    context.*date.field = reader.time(date.key);
  }
  context.count = reader.number("count");
  if (reader.field("with") != nullptr)
    context.with = readSubject(reader, "with", context.problems, SubjectForm::request);
  reader.ids("members", context.members);
  if (const Value* given = reader.field("value")) {
    context.value = plainValue(*given);
    if (given->isBoolean())
      context.flag = given->boolean();
    else if (isCount(*given))
      context.number = given->integer();
    if (!context.value) reader.report("type_invalid", "value", "Must be true, false or a whole number.");
  }
  readOtherFields(reader, context);
}

}  // namespace

Context readContext(const Value& value, const Place& place) {
  Context context;
  readInto(context, value, place);
  return context;
}

Request readRequest(Reader& reader, Problems& problems, const Principal* own) {
  Request request;
  if (const Value* principal = reader.field("principal"))
    request.principal = readPrincipal(*principal, Place{&reader.place(), "principal"}, problems);
  else if (own != nullptr)
    request.principal = *own;
  else
    reader.report("field_missing", "principal", "Say who asks.");
  request.action = reader.text("action");
  if (const Value* resource = reader.field("resource"))
    request.resource = readResource(*resource, Place{&reader.place(), "resource"}, problems);
  if (const Value* context = reader.field("context"))
    request.context = readContext(*context, Place{&reader.place(), "context"});
  return request;
}

Result<Principal> parsePrincipal(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Principal principal = readPrincipal(document->root(), root, problems);
  if (!problems.empty()) return problems;
  return principal;
}

Result<Request> parseRequest(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(document->root(), root, problems);
  Request request = readRequest(reader, problems);
  reader.finish();
  if (!problems.empty()) return problems;
  return request;
}

Result<std::vector<Request>> parseRequests(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  if (!document->root().isArray()) problems.push_back({"type_invalid", "", "Must be a list of requests."});
  std::vector<Request> requests;
  const Place root;
  std::size_t index = 0;
  for (const auto& item : document->root().items()) {
    if (areMany(problems)) break;
    const Place at{&root, {}, index++};
    Reader reader(item, at, problems);
    requests.push_back(readRequest(reader, problems));
    reader.finish();
  }
  if (!problems.empty()) return problems;
  return requests;
}

Request requestIn(std::string_view json) {
  Request request;
  request.principal = Principal::user({});  // no user has an empty id
  const auto document = parseJson(json);
  if (!document || !document->root().isObject()) {
    request.resource.kind = Resource::Kind::malformed;
    return request;
  }
  const Place root;
  Reader reader(document->root(), root, request.context.problems);
  const Value* principal = reader.field("principal");
  const Value* action = reader.field("action");
  const Value* resource = reader.field("resource");
  if (const Value* context = reader.field("context")) {
    const Place place{&root, "context"};
    readInto(request.context, *context, place);
  }
  reader.finish();

  if (action != nullptr && action->isString()) request.action = action->string();
  if (principal != nullptr) {
    Problems problems;
    const Place place{&root, "principal"};
    auto read = readPrincipal(*principal, place, problems);
    if (problems.empty()) request.principal = std::move(read);
  }
  if (resource != nullptr) {
    Problems problems;
    const Place place{&root, "resource"};
    request.resource = readResource(*resource, place, problems);
    if (!problems.empty()) request.resource.kind = Resource::Kind::malformed;
  }
  return request;
}

}  // namespace lockstep
