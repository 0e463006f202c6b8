#pragma once

#include "server/routes.h"

namespace lockstep::server {

/// More at once are refused: a page asks for its own person's answers, not for everybody's.
constexpr std::size_t mostDecisions = 10'000;

/// Whether a body asks for a table: every one of its actions on every one of its resources.
bool isTable(const Value& body);

/// Decides a table for the body's principal. Each cell is the place, among the answers, of what `decide` says of that
/// action on that resource; the first answer is always "allowed", so that 0 is a yes and nothing else is.
Result<std::string> decideTable(const Value& body, const Account& facts, const Call& call);

}  // namespace lockstep::server
