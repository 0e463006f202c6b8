#pragma once

#include <cstddef>
#include <functional>
#include <memory>
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
  /// Whether there are entries after the page.
  bool isCut() const { return !next_.empty(); }
  /// The entries, as a JSON array.
  Value items() && { return std::move(items_); }
  /// The answer: the entries under `name`, and the cursor of the next page where there is one.
  HttpResponse response(std::string_view name) &&;

 private:
  ListPage page_;
  Value items_ = Value::array();
  std::string last_, next_;
};

/// A page of a list that is filled in steps.
class ListFilling {
 public:
  ListFilling(const Call& call, ListPage page) : call_(call), listing_(std::move(page)) {}
  ListFilling(const ListFilling&) = delete;
  ListFilling& operator=(const ListFilling&) = delete;
  virtual ~ListFilling() = default;

  /// Adds entries. Returns whether the page is complete.
  virtual bool step(const Account& facts) = 0;
  Listing& listing() { return listing_; }

 protected:
  const Call& call() const { return call_; }

 private:
  const Call call_;
  Listing listing_;
};

/// A list whose entries have an `id`, by its name, which is also the end of its address.
struct NamedList {
  std::string_view name;
  std::unique_ptr<ListFilling> (*fill)(const Call& call, ListPage page);
};
/// Returns the list of a name, or nullptr.
const NamedList* listNamed(std::string_view name);
/// Returns a page of a list, as the call asks for it.
HttpResponse pageOf(const NamedList& list, const Call& call);

/// Returns plan, features and limits as they hold for the caller, and how many there are of what is counted for them.
Value termsOf(const Call& call, const Account& facts);

/// The lists of list_library.cpp and lists.cpp.
extern const NamedList assetList, commentList, userList, groupList, collectionList, linkList, apiKeyList;

}  // namespace lockstep::server
