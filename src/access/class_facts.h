#pragma once

#include <optional>
#include <string>

#include "lockstep/access/access.h"

namespace lockstep {

/// What decisions without context read of a resource of format 2 beside its path and levels: its kind, the results of
/// the conditions that read it, what may be given, and the levels of the relations that a request states. As bytes to
/// compare. `resource` is resolved; `path` is its path in normal form, or empty, and
/// `asset` is listed there, or nullptr. `changesAt` becomes the first moment
/// at which a condition may have another result, if that is earlier.
std::string classFacts(const Access& access, const Resource& resource, const std::string& path, const Asset* asset,
                       Time now, bool hasConditionalShares, std::optional<Time>& changesAt);

}  // namespace lockstep
