#pragma once

#include <string>

#include "lockstep/access/access.h"

namespace lockstep {

/// What decisions without context read of a resource of format 2 beside its path and levels: its kind, the results of
/// the conditions that read no context, and the levels of the relations that a request states. As bytes to compare.
/// `resource` is resolved; `path` is its path in normal form, or empty.
std::string classFacts(const Access& access, const Resource& resource, const std::string& path, Time now);

/// Returns whether a decision about an action depends on a condition that reads the context or the time.
bool readsRequest(const Access& access, const Action& action, ActionId id);

}  // namespace lockstep
