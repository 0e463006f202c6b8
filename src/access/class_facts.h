#pragma once

#include <string>

#include "lockstep/access/access.h"

namespace lockstep {

/// What decisions without context read of a resource of format 2 beside its path and levels: its kind, the results of
/// the conditions that read no context, and the levels of the relations that a request states. As bytes to compare.
std::string classFacts(const Access& access, const Resource& resource, Time now);

/// Returns whether a decision about an action depends on a condition that reads the context or the time.
bool readsRequest(const Access& access, const Action& action, ActionId id);

}  // namespace lockstep
