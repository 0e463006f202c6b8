// Writes principals and resources.
#include "account/facts2_json.h"
#include "lockstep/access/request.h"

namespace lockstep {

namespace {

void writeNamedValues(Value& out, const NamedValues& values) {
  if (!hasFormat2 || values.empty()) return;
  Value& list = out.add("attributes", Value::object());
  for (const NamedValue& value : values) list.add(value.name, toValue(value.value));
}

void writeNamedUsers(Value& out, const decltype(Resource::relations)& relations) {
  if (relations.empty()) return;
  Value& list = out.add("relations", Value::object());
  for (const auto& [relation, users] : relations) {
    Value& ids = list.add(relation, Value::array());
    for (const auto& user : users) ids.push(user);
  }
}

}  // namespace

Value toValue(const Principal& principal) {
  Value out = Value::object();
  switch (principal.kind) {
    case Principal::Kind::user:
      out.add("user", principal.id);
      writeNamedValues(out, principal.attributes);
      break;
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
    case Resource::Kind::role: out.add("role", resource.id); break;
    case Resource::Kind::item:
      out.add(resource.kindName, resource.id);
      if (resource.in) out.add("in", *resource.in);
      break;
  }
  if (resource.path) out.add("path", *resource.path);
  const bool isNamed = resource.kind == Resource::Kind::item;
  if (!isNamed && !resource.kindName.empty()) out.add("kind", resource.kindName);
  writeNamedValues(out, resource.attributes);
  writeNamedUsers(out, resource.relations);
  return out;
}

}  // namespace lockstep
