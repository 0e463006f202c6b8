#pragma once

#include <optional>
#include <string>

#include "lockstep/access/request.h"
#include "lockstep/account/account.h"

namespace lockstep {

/// CASL's raw rules of an account of format 2, for one principal, and for every user, key and the host. Without `now`
/// whatever may have ended has.
std::string caslRules2(const Account& account, const Principal& principal, std::optional<Time> now);
std::string caslRulesOfAll2(const Account& account, std::optional<Time> now);

}  // namespace lockstep
