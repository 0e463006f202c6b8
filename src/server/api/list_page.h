#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "server/api/routes.h"

namespace lockstep::server {

constexpr std::int64_t usualPage = 50, largestPage = 200;

/// Where a page of a list begins and how long it is. A cursor is the key of the last entry of the page before.
struct ListPage {
  std::string after;
  std::size_t size = usualPage;
};

/// Reads `limit` and `cursor` of a request.
Result<ListPage> listPageOf(const Call& call);

/// A page that is being filled, with entries in the order of their keys.
class Listing {
 public:
  explicit Listing(ListPage page) : page_(std::move(page)) {}

  /// The key after which the page begins.
  const std::string& after() const { return page_.after; }
  /// Adds an entry that comes after the key at which the page begins. Returns whether there is room for more.
  bool add(const std::string& key, const std::function<Value()>& entry);
  /// The answer: the entries under `name`, and the cursor of the next page where there is one.
  HttpResponse response(std::string_view name) &&;

 private:
  ListPage page_;
  Value items_ = Value::array();
  std::string last_, next_;
};

}  // namespace lockstep::server
