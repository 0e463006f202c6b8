#pragma once

#include <optional>
#include <string>

#include "lockstep/access/access.h"

namespace lockstep {

/// The place of a resource: its path in normal form or an empty string, the listed assets on the way to it, and the
/// asset that is listed there or nullptr.
struct ClassedPlace {
  const std::string& path;
  const PathIndex::Way& way;
  const Asset* asset;
};

/// Returns what decisions without context read of a resource of format 2 beside its path and levels, as bytes to
/// compare: its kind or those that may be there, the results of the conditions that read it, what may be given, and the
/// levels of the relations that a request states. `resource` is resolved. `changesAt` becomes the first moment at which
/// a condition may have another result, if that is earlier.
std::string classFacts(const Access& access, const Resource& resource, const ClassedPlace& place, Time now,
                       bool hasConditionalShares, std::optional<Time>& changesAt);

}  // namespace lockstep
