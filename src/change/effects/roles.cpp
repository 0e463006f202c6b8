// Roles that customers make for themselves.
#include "access/role_fields.h"
#include "change/edit.h"

namespace lockstep::effects {

/// The name is the id that users have, unless the request gives another.
std::optional<Refusal> createRole(Edit& edit) {
  AccountRole role;
  role.id = edit.context.id.value_or(*edit.context.name);
  takeRoleFields(role, edit.context, edit.facts.policy());
  edit.put(std::move(role));
  return std::nullopt;
}

std::optional<Refusal> editRole(Edit& edit) {
  const AccountRole& known = *edit.facts.roles().find(edit.request.resource.id);
  AccountRole role = known;
  takeRoleFields(role, edit.context, edit.facts.policy());
  if (role != known) edit.put(std::move(role));
  return std::nullopt;
}

/// What was shared with the role ends with it.
std::optional<Refusal> deleteRole(Edit& edit) {
  const std::string id = edit.request.resource.id;
  const auto shared = edit.facts.sharedWith(Subject::role(id)).texts();
  for (const auto& item : shared) edit.eraseShare(item, Subject::role(id));
  edit.eraseRole(id);
  return std::nullopt;
}

}  // namespace lockstep::effects
