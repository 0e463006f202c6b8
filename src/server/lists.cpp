// Lists for screens, page by page. Everybody sees the entries of their own snapshot and no others: what a person may
// know is said in one place (slice.cpp).
#include <functional>
#include <shared_mutex>

#include "account/facts_json.h"
#include "server/encoding.h"
#include "server/problem_response.h"
#include "server/routes.h"

namespace lockstep::server {

namespace {

constexpr std::int64_t usualPage = 50, largestPage = 200;

/// Where a page begins and how long it is. A cursor is the key of the last entry of the page before.
struct Page {
  std::string after;
  std::size_t size = usualPage;
};

Result<Page> pageOf(const Call& call) {
  Page page;
  if (const auto size = call.http.parameter("limit")) {
    const auto number = readDigits(*size).value_or(0);
    if (number < 1 || number > largestPage) return Problem{"value_invalid", "limit", "Must be 1 to " + std::to_string(largestPage) + "."};
    page.size = static_cast<std::size_t>(number);
  }
  if (const auto cursor = call.http.parameter("cursor")) {
    const auto key = fromBase64Url(*cursor);
    if (!key || key->size() > 2000) return Problem{"value_invalid", "cursor", "Give the `next` of the page before, as it is."};
    page.after = *key;
  }
  return page;
}

/// Takes entries in the order of their keys until the page is full.
class Listing {
 public:
  explicit Listing(Page page) : page_(std::move(page)) {}

  /// Whether there is room for more.
  bool add(const std::string& key, const std::function<Value()>& entry) {
    if (key <= page_.after) return true;
    if (items_.items().size() == page_.size) return next_ = last_, false;
    items_.push(entry());
    last_ = key;
    return true;
  }
  HttpResponse response(std::string_view name, std::int64_t revision) && {
    Value body = Value::object();
    body.add(name, std::move(items_));
    if (!next_.empty()) body.add("next", toBase64Url(next_));
    HttpResponse response = jsonResponse(body);
    response.headers.emplace_back("Lockstep-Revision", std::to_string(revision));
    return response;
  }

 private:
  Page page_;
  Value items_ = Value::array();
  std::string last_, next_;
};

/// Lists what `fill` takes from the caller's slice, or from the whole account for the host.
HttpResponse list(const Call& call, std::string_view name, const std::function<void(const Account&, Listing&)>& fill) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto page = pageOf(call);
  if (!page) return problemResponse(page.problems());
  Listing listing(*page);
  const std::shared_lock reading((*live)->mutex);
  const Account& facts = (*live)->facts;
  if (call.caller.isHost) fill(facts, listing);
  else fill(sliceFor(facts, call.caller.principal()), listing);
  return std::move(listing).response(name, facts.revision);
}

template <class T>
void addTable(const Table<T>& table, Listing& listing) {
  for (const auto& [id, entry] : table)
    if (!listing.add(id, [&entry = entry] { return toValue(entry); })) return;
}

}  // namespace

HttpResponse getUsers(const Call& call) {
  return list(call, "users", [](const Account& facts, Listing& listing) { addTable(facts.users(), listing); });
}

HttpResponse getGroups(const Call& call) {
  return list(call, "groups", [](const Account& facts, Listing& listing) { addTable(facts.groups(), listing); });
}

HttpResponse getCollections(const Call& call) {
  return list(call, "collections", [](const Account& facts, Listing& listing) { addTable(facts.collections(), listing); });
}

HttpResponse getLinks(const Call& call) {
  return list(call, "links", [](const Account& facts, Listing& listing) { addTable(facts.links(), listing); });
}

HttpResponse getShares(const Call& call) {
  return list(call, "shares", [](const Account& facts, Listing& listing) {
    bool hasRoom = true;
    facts.eachShare([&](const Share& share) {
      const std::string key = share.on + "\n" + (share.with.isGroup ? "group" : "user") + "\n" + share.with.id;
      if (hasRoom) hasRoom = listing.add(key, [&] { return toValue(share, facts.policy()); });
    });
  });
}

/// Newest first. Who may read it, and which areas, the policy says.
HttpResponse getAudit(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto page = pageOf(call);
  if (!page) return problemResponse(page.problems());
  if (!call.caller.isHost) {
    Context context;
    context.now = call.now;
    context.area = "user_management";
    const std::shared_lock reading((*live)->mutex);
    const Decision may = Access((*live)->facts, call.caller.principal()).decide("audit_log.view", {}, context);
    if (!may.allowed) return refusedResponse(toValue(may, (*live)->facts.policy()));
  }
  const std::int64_t before = readDigits(page->after).value_or(INT64_MAX);
  const auto entries = call.service.store.auditBefore(call.account, before, page->size);
  if (!entries) return problemResponse(entries.problems());
  Value body = Value::object();
  Value& items = body.add("audit", Value::array());
  for (const auto& entry : *entries) {
    auto value = parseJson(entry.text);
    if (!value) continue;
    Value item = Value::object();
    for (const auto& [key, member] : value->members()) item.add(key, member.copy());
    item.add("hash", entry.hash);
    items.push(std::move(item));
  }
  if (entries->size() == page->size) body.add("next", toBase64Url(std::to_string(entries->back().sequence)));
  return jsonResponse(body);
}

}  // namespace lockstep::server
