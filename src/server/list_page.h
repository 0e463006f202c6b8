#pragma once

#include <cstddef>
#include <string>

#include "server/routes.h"

namespace lockstep::server {

constexpr std::int64_t usualPage = 50, largestPage = 200;

/// Where a page of a list begins and how long it is. A cursor is the key of the last entry of the page before.
struct ListPage {
  std::string after;
  std::size_t size = usualPage;
};

/// Reads `limit` and `cursor` of a request.
Result<ListPage> listPageOf(const Call& call);

}  // namespace lockstep::server
