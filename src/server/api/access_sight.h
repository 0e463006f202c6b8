#pragma once

#include "lockstep/access/access.h"

namespace lockstep::server {

/// Decides whether a user may see who has access to a file, a folder or another resource of the tree. A policy says it
/// by `asset.view_access`; one of format 2 without that action by those that share the resource, or take a share of it
/// back. Where a kind cannot be shared, those of the nearest place above decide.
Decision decideAccessSight(const Access& access, const Resource& resource, const Context& context);

}  // namespace lockstep::server
