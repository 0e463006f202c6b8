// The audit log as a list: each entry goes to those who may read its area.
#include <set>
#include <shared_mutex>

#include "lockstep/base/reader.h"
#include "server/api/list_page.h"
#include "server/api/list_permissions.h"
#include "server/wire/encoding.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// How many entries one answer looks at, at most. A page that ends there is short and names the next.
constexpr std::size_t mostLookedAt = 5000;
/// A page ends with the entry that takes it beyond so many bytes. Entries are read so many at once.
constexpr std::size_t mostBytes = 1 << 20, readAtOnce = 32;

std::string_view nounOf(std::string_view action) { return action.substr(0, action.find('.')); }

/// The areas of the log that a caller reads.
class ReadableAreas {
 public:
  ReadableAreas(const Access& access, Context context) : policy_(access.policy()) {
    const auto may = [&](std::string_view action) { return access.decide(action, {}, context).allowed; };
    readsLibrary_ = may(listPermissions::libraryAudit);
    for (const auto& [area, action] : policy_.areas()) {
      context.area = area;
      if (may(listPermissions::audit)) areas_.insert(area);
    }
  }

  /// An entry of no known area is for those who read all of them.
  bool reads(std::string_view action) const {
    if (areas_.size() == policy_.areas().size()) return true;
    return isOfLibrary(action) ? readsLibrary_ : areas_.contains(areaOf(action));
  }

 private:
  bool isOfLibrary(std::string_view name) const {
    if (listPermissions::isLibraryNoun(nounOf(name))) return true;
    const auto known = policy_.action(name);
    if (!known) return false;
    const Action& action = policy_.actions()[*known];
    return action.isOn(On::asset) || action.isOn(On::collection) || action.isOn(On::library) || action.isOn(On::link);
  }

  std::string areaOf(std::string_view name) const {
    for (const auto& [area, action] : policy_.areas())
      if (nounOf(policy_.actions()[action].name) == nounOf(name)) return area;
    return std::string(listPermissions::areaOfNoun(nounOf(name)));
  }

  const Policy policy_;
  bool readsLibrary_ = false;
  std::set<std::string> areas_;
};

void addMembers(Value& item, const Value& object) {
  for (const auto& [key, member] : object.members()) item.add(key, member.copy());
}

/// Adds details. The database keeps a request as the string that was received; here it is JSON.
void addDetails(Value& item, const Value& details) {
  for (const auto& [key, member] : details.members()) {
    if (key == "request") {
      const auto request = parseJson(member.string());
      item.add(key, request ? request->root().copy() : member.copy());
    } else {
      item.add(key, member.copy());
    }
  }
}

Value itemOf(const AuditEntry& entry, const Value& value) {
  Value item = Value::object();
  addMembers(item, value);
  if (entry.details)
    if (const auto details = parseJson(*entry.details)) addDetails(item, details->root());
  item.add("hash", entry.hash);
  return item;
}

/// Adds entries to a page, the newest first, until it is full or the log ends; returns the cursor of the next page.
Result<std::string> fillPage(const Call& call, const ListPage& page, const std::optional<ReadableAreas>& areas,
                             Value& items) {
  std::int64_t before = readDigits(page.after).value_or(INT64_MAX);
  std::size_t bytes = 0;
  const auto isFull = [&] { return items.items().size() == page.size || bytes >= mostBytes; };
  for (std::size_t lookedAt = 0; lookedAt < mostLookedAt && !isFull(); lookedAt += readAtOnce) {
    const auto entries = call.service.store.auditBefore(call.account, before, readAtOnce);
    if (!entries) return entries.problems();
    for (const auto& entry : *entries) {
      if (isFull()) break;
      before = entry.sequence;
      bytes += entry.text.size() + (entry.details ? entry.details->size() : 0);
      const auto value = parseJson(entry.text);
      if (!value) continue;
      const Value* action = value->root().find("action");
      if (!areas || areas->reads(action != nullptr ? action->string() : "")) items.push(itemOf(entry, value->root()));
    }
    if (entries->size() < readAtOnce && (entries->empty() || before == entries->back().sequence)) return std::string();
  }
  return toBase64Url(std::to_string(before));
}

}  // namespace

HttpResponse getAudit(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto page = listPageOf(call);
  if (!page) return problemResponse(page.problems());
  std::optional<ReadableAreas> areas;  // none: all, for the host
  if (!call.caller.isHost) {
    Context context;
    context.now = call.now;
    const std::shared_lock reading((*live)->mutex);
    const Access access((*live)->facts, call.caller.principal());
    const Decision may = access.decide(listPermissions::audit, {}, context);
    if (!may.allowed) return refusedResponse(toValue(may, access.policy()));
    areas.emplace(access, std::move(context));
  }
  Value body = Value::object();
  const auto next = fillPage(call, *page, areas, body.add("audit", Value::array()));
  if (!next) return problemResponse(next.problems());
  if (!next->empty()) body.add("next", *next);
  return jsonResponse(body);
}

}  // namespace lockstep::server
