#pragma once

#include <memory>

#include "server/api/steps.h"

namespace lockstep::server {

/// More at once are refused: a page asks for the answers of its own user.
constexpr std::size_t mostDecisions = 10'000;

/// Whether a body asks for a table: every one of its actions on every one of its resources.
bool isTable(const Value& body);

/// The number of cells that a table asks for.
std::size_t cellsOf(const Value& body);

/// Decides a table for the body's principal, in steps of at most so many cells. Each cell is the place, among the
/// answers, of what `decide` says of that action on that resource; the first answer is always "allowed", so that 0 is a
/// yes and nothing else is.
Step tableStep(const Call& call, std::shared_ptr<const Document> body, std::size_t cellsAtOnce);

}  // namespace lockstep::server
