#pragma once

#include "lockstep/account/account.h"
#include "lockstep/base/reader.h"

namespace lockstep {

/// Fills `role.role`: what the role allows of the actions within the policy's bounds.
void compileRole(AccountRole& role, const Policy& policy);
/// Returns what a role states beyond the policy's bounds: a field, or nothing.
std::string_view fieldBeyond(const AccountRole& role, const Policy& policy);

/// Reads the roles of an account. A role beyond the policy's bounds is a problem.
void readAccountRoles(Reader& reader, Account& account, Problems& problems);
Value toValue(const AccountRole& role, const Policy& policy);

}  // namespace lockstep
