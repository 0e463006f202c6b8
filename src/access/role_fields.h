#pragma once

#include "lockstep/access/request.h"
#include "lockstep/account/account.h"

namespace lockstep {

/// Takes the fields of a role that a request states: `name` (its title), `level`, `allow`, `except`, `mayGive`.
void takeRoleFields(AccountRole& role, const Context& context, const Policy& policy);

}  // namespace lockstep
