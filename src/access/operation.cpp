#include "access/operation.h"

namespace lockstep {

namespace {

constexpr Operation plainOperation{};

constexpr Operation operations[] = {
    {"folder.create", Need::name, Naming::folder},
    {"folder.rename", Need::name, Naming::folder, true},
    {"file.upload", Need::name, Naming::file},
    {"file.rename", Need::name, Naming::file, true},
    {"asset.copy", Need::to},
    {"asset.move", Need::to},
    {"asset.share", Need::with | Need::level},
    {"asset.unshare", Need::with},
    {"asset.add_to_collection", Need::collection},
    {"version.restore", Need::version},
    {"version.delete", Need::version},
    {"comment.edit", Need::comment},
    {"comment.delete", Need::comment},
    {"collection.create", Need::name, Naming::collection},
    {"collection.rename", Need::name, Naming::collection, true},
    {"collection.add_asset", Need::asset},
    {"collection.remove_asset", Need::asset},
    {"collection.share", Need::with | Need::level},
    {"collection.unshare", Need::with},
    {"user.add", Need::name | Need::email | Need::role, Naming::person},
    {"user.edit", Need::none, Naming::person, true},
    {"user.set_role", Need::role},
    {"user.provision", Need::email | Need::role, Naming::person},
    {"group.create", Need::name, Naming::group},
    {"group.rename", Need::name, Naming::group, true},
    {"group.add_member", Need::member},
    {"group.remove_member", Need::member},
    {"api_key.create", Need::kind},
    {"account.set_plan", Need::plan},
    {"account.set_feature", Need::feature | Need::value},
    {"account.set_limit", Need::limit | Need::number},
    {"mfa.enforce", Need::value},
};

}  // namespace

const Operation& operationOf(std::string_view action) {
  for (const auto& operation : operations)
    if (operation.action == action) return operation;
  return plainOperation;
}

MissingFields missingFields(const Operation& operation, const Context& c) {
  MissingFields missing;
  auto need = [&](Need field, bool present, std::string_view name) {
    if (operation.needs & field && !present) missing.names[missing.count++] = name;
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
