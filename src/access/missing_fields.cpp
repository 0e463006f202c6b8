#include "access/missing_fields.h"

namespace lockstep {

namespace {

bool has(const Context& context, const ContextField& field) {
  if (field.string != nullptr) return (context.*field.string).has_value();
  if (field.need == Need::with) return context.with.has_value();
  if (field.need == Need::given) return context.value.has_value();
  return field.need == Need::value ? context.flag.has_value() : context.number.has_value();
}

}  // namespace

MissingFields missingFields(Need needs, const Context& context) {
  MissingFields missing;
  for (const ContextField& field : fieldsOfContext)
    if (needs & field.need && !has(context, field)) missing.names[missing.count++] = field.name;
  return missing;
}

}  // namespace lockstep
