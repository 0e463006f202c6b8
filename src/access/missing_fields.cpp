#include "access/missing_fields.h"

namespace lockstep {

namespace {

struct Field {
  Need need;
  std::string_view name;
  std::optional<std::string> Context::*field = nullptr;  ///< absent for the fields that are no strings
};

constexpr Field fields[] = {
    {Need::to, "to", &Context::to},
    {Need::with, "with"},
    {Need::level, "level", &Context::level},
    {Need::name, "name", &Context::name},
    {Need::email, "email", &Context::email},
    {Need::role, "role", &Context::role},
    {Need::member, "member", &Context::member},
    {Need::asset, "asset", &Context::asset},
    {Need::collection, "collection", &Context::collection},
    {Need::comment, "comment", &Context::comment},
    {Need::version, "version", &Context::version},
    {Need::plan, "plan", &Context::plan},
    {Need::feature, "feature", &Context::feature},
    {Need::limit, "limit", &Context::limit},
    {Need::value, "value"},
    {Need::number, "value"},
    {Need::kind, "kind", &Context::kind},
    {Need::id, "id", &Context::id},
};

bool has(const Context& context, const Field& field) {
  if (field.field != nullptr) return (context.*field.field).has_value();
  if (field.need == Need::with) return context.with.has_value();
  return field.need == Need::value ? context.flag.has_value() : context.number.has_value();
}

}  // namespace

MissingFields missingFields(Need needs, const Context& context) {
  MissingFields missing;
  for (const Field& field : fields)
    if (needs & field.need && !has(context, field)) missing.names[missing.count++] = field.name;
  return missing;
}

}  // namespace lockstep
