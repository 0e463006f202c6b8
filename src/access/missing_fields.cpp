#include "access/missing_fields.h"

namespace lockstep {

MissingFields missingFields(Need needs, const Context& c) {
  MissingFields missing;
  auto need = [&](Need field, bool present, std::string_view name) {
    if (needs & field && !present) missing.names[missing.count++] = name;
  };
  need(Need::to, c.to.has_value(), "to");
  need(Need::with, c.with.has_value(), "with");
  need(Need::level, c.level.has_value(), "level");
  need(Need::name, c.name.has_value(), "name");
  need(Need::email, c.email.has_value(), "email");
  need(Need::role, c.role.has_value(), "role");
  need(Need::member, c.member.has_value(), "member");
  need(Need::asset, c.asset.has_value(), "asset");
  need(Need::collection, c.collection.has_value(), "collection");
  need(Need::comment, c.comment.has_value(), "comment");
  need(Need::version, c.version.has_value(), "version");
  need(Need::plan, c.plan.has_value(), "plan");
  need(Need::feature, c.feature.has_value(), "feature");
  need(Need::limit, c.limit.has_value(), "limit");
  need(Need::value, c.flag.has_value(), "value");
  need(Need::number, c.number.has_value(), "value");
  need(Need::kind, c.kind.has_value(), "kind");
  return missing;
}

}  // namespace lockstep
