#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "export/cedar_words.h"
#include "export/sources2.h"

namespace lockstep {

/// Returns the type of the entities of a kind: its name, where Cedar allows that.
std::string cedarType(const Policy& policy, KindId kind);
/// Returns the entity of a listed place; nullptr: the root.
std::string cedarPlace(const Policy& policy, const Asset* place);

/// Writes a formula in Cedar; what Cedar lacks is `false`. `hasPlace`: the resource is a place or collection.
std::string cedarCondition(const Formula& formula, const Account& account, bool hasPlace);

/// The groups of an action: by its level.
std::string cedarLevel(std::size_t level, const Policy& policy);
inline constexpr std::string_view cedarWithoutLevel = "without a level";

/// Cedar's policies and entities of an account of format 2.
std::string cedarPolicies2(const Account& account);
std::string cedarEntities2(const Account& account);

}  // namespace lockstep
