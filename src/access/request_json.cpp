#include "access/request.h"
#include "account/facts_json.h"

namespace lockstep {

Principal readPrincipal(const Value& value, const Place& place, Problems& problems) {
  Reader reader(value, place, problems);
  const auto user = reader.optionalText("user");
  const auto key = reader.optionalText("apiKey");
  const bool visitor = reader.flag("visitor").value_or(false);
  const bool system = reader.flag("system").value_or(false);
  const auto link = reader.optionalText("link");
  const auto verified = reader.flag("passwordVerified");
  reader.finish();
  if (int{user.has_value()} + key.has_value() + visitor + system != 1 || ((link || verified) && !visitor))
    report(problems, "value_invalid", place, "Give one of { \"user\": id }, { \"apiKey\": id }, { \"visitor\": true }, { \"system\": true }.");
  if (user) return {Principal::Kind::user, std::string(*user)};
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
  for (const Field& field : {Field{"collection", Resource::Kind::collection}, {"user", Resource::Kind::user}, {"group", Resource::Kind::group},
                             {"link", Resource::Kind::link}, {"apiKey", Resource::Kind::apiKey}}) {
    if (const auto id = reader.optionalText(field.name)) resource.kind = field.kind, resource.id = *id, ++given;
  }
  if (const auto path = reader.optionalText("path")) {
    if (given == 0) resource.kind = Resource::Kind::path, resource.id = *path, ++given;
    else if (resource.kind == Resource::Kind::link) resource.path = *path;
    else ++given;
  }
  if (const auto kind = reader.optionalText("kind")) {
    resource.assetKind = *kind == "folder" ? AssetKind::folder : AssetKind::file;
    if (*kind != "folder" && *kind != "file") reader.report("value_invalid", "kind", "Must be \"file\" or \"folder\".");
  }
  reader.finish();
  if (given != 1 && value.isObject()) report(problems, "value_invalid", place, "Give one resource: a path, collection, user, group, link or apiKey.");
  return resource;
}

Context readContext(const Value& value, const Place& place) {
  Context context;
  Reader reader(value, place, context.problems);
  for (const ContextField& each : fieldsOfContext)
    if (each.string != nullptr) context.*each.string = reader.optionalText(each.name);
  struct Flag {
    std::string_view key;
    std::optional<bool> Context::*field;
  };
  for (const Flag& flag : {Flag{"hasPassword", &Context::hasPassword}, {"passwordVerified", &Context::passwordVerified}, {"exposeUnpublished", &Context::exposeUnpublished}})
    context.*flag.field = reader.flag(flag.key);
  struct Date {
    std::string_view key;
    std::optional<Time> Context::*field;
    bool Context::*none = nullptr;
  };
  for (const Date& date : {Date{"startsAt", &Context::startsAt, &Context::noStart}, {"endsAt", &Context::endsAt, &Context::noEnd}, {"until", &Context::until}, {"now", &Context::now, &Context::noNow}}) {
    if (date.none != nullptr && reader.isNull(date.key)) context.*date.none = true;
    context.*date.field = reader.time(date.key);
  }
  context.count = reader.number("count");
  if (reader.field("with") != nullptr) context.with = readSubject(reader, "with", context.problems);
  reader.ids("members", context.members);
  if (const Value* given = reader.field("value")) {
    if (given->isBoolean()) context.flag = given->boolean();
    else if (isCount(*given)) context.number = given->integer();
    else reader.report("type_invalid", "value", "Must be true, false or a whole number.");
  }
  reader.finish();
  return context;
}

Request readRequest(Reader& reader, Problems& problems, const Principal* own) {
  Request request;
  if (const Value* principal = reader.field("principal")) request.principal = readPrincipal(*principal, Place{&reader.place(), "principal"}, problems);
  else if (own != nullptr) request.principal = *own;
  else reader.report("field_missing", "principal", "Say who asks.");
  request.action = reader.text("action");
  if (const Value* resource = reader.field("resource")) request.resource = readResource(*resource, Place{&reader.place(), "resource"}, problems);
  if (const Value* context = reader.field("context")) request.context = readContext(*context, Place{&reader.place(), "context"});
  return request;
}

Result<Principal> parsePrincipal(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Principal principal = readPrincipal(*document, root, problems);
  if (!problems.empty()) return problems;
  return principal;
}

Result<Request> parseRequest(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(*document, root, problems);
  Request request = readRequest(reader, problems);
  reader.finish();
  if (!problems.empty()) return problems;
  return request;
}

Result<std::vector<Request>> parseRequests(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  if (!document->isArray()) problems.push_back({"type_invalid", "", "Must be a list of requests."});
  std::vector<Request> requests;
  const Place root;
  std::size_t index = 0;
  for (const auto& item : document->items()) {
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
  if (!document || !document->isObject()) {
    request.resource.kind = Resource::Kind::malformed;
    return request;
  }
  const Place root;
  Reader reader(*document, root, request.context.problems);
  const Value* principal = reader.field("principal");
  const Value* action = reader.field("action");
  const Value* resource = reader.field("resource");
  if (const Value* context = reader.field("context")) {
    const Place place{&root, "context"};
    request.context = readContext(*context, place);
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

Value toValue(const Principal& principal) {
  Value out = Value::object();
  switch (principal.kind) {
    case Principal::Kind::user: out.add("user", principal.id); break;
    case Principal::Kind::apiKey: out.add("apiKey", principal.id); break;
    case Principal::Kind::system: out.add("system", true); break;
    case Principal::Kind::visitor:
      out.add("visitor", true);
      if (!principal.id.empty()) out.add("link", principal.id);
      if (principal.passwordVerified) out.add("passwordVerified", true);
      break;
  }
  return out;
}

Value toValue(const Resource& resource) {
  Value out = Value::object();
  switch (resource.kind) {
    case Resource::Kind::account:
    case Resource::Kind::malformed: break;
    case Resource::Kind::path: out.add("path", resource.id); break;
    case Resource::Kind::collection: out.add("collection", resource.id); break;
    case Resource::Kind::user: out.add("user", resource.id); break;
    case Resource::Kind::group: out.add("group", resource.id); break;
    case Resource::Kind::link: out.add("link", resource.id); break;
    case Resource::Kind::apiKey: out.add("apiKey", resource.id); break;
  }
  if (resource.path) out.add("path", *resource.path);
  return out;
}

}  // namespace lockstep
