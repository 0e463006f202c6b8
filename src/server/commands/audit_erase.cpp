// `lockstep audit erase`: a person's data leaves the audit log, and the chain can still be verified.
#include <algorithm>
#include <iostream>

#include "lockstep/base/json.h"
#include "lockstep/base/reader.h"
#include "server/commands/audit_commands.h"
#include "server/commands/command_failure.h"
#include "server/store/store.h"
#include "server/wire/clock.h"

namespace lockstep::server {

namespace {

/// An entry names so many erased ones at most.
constexpr std::size_t erasedAtOnce = 500, entriesReadAtOnce = 1000;

/// Returns whether a value contains one of the strings as a value of its own, at any depth.
bool contains(const Value& value, const std::vector<std::string>& strings) {
  if (value.isString()) return std::find(strings.begin(), strings.end(), value.string()) != strings.end();
  const auto items = value.items();
  if (std::any_of(items.begin(), items.end(), [&](const Value& item) { return contains(item, strings); })) return true;
  const auto members = value.members();
  return std::any_of(members.begin(), members.end(),
                     [&](const Value::Member& member) { return contains(member.value, strings); });
}

/// Returns whether details are about a person: as the actor, as the principal, or anywhere in the request.
bool isAbout(std::string_view details, const std::vector<std::string>& strings) {
  const auto value = parseJson(details);
  if (!value) return false;
  if (contains(value->root(), strings)) return true;
  if (const Value* request = value->root().find("request"))
    if (const auto read = parseJson(request->string()); read && contains(read->root(), strings)) return true;
  // The beginning of a request that was cut is no JSON.
  const Value* cut = value->root().find("requestCut");
  const Value* start = cut != nullptr ? cut->find("start") : nullptr;
  return start != nullptr && std::any_of(strings.begin(), strings.end(), [&](const std::string& each) {
           return start->string().find(each) != std::string_view::npos;
         });
}

Result<std::vector<std::int64_t>> entriesAbout(Store& store, const std::string& account,
                                               const std::vector<std::string>& strings) {
  std::vector<std::int64_t> found;
  for (std::int64_t after = 0;;) {
    const auto entries = store.audit(account, after, entriesReadAtOnce);
    if (!entries) return entries.problems();
    if (entries->empty()) return found;
    for (const auto& entry : *entries)
      if (entry.details && isAbout(*entry.details, strings)) found.push_back(entry.sequence);
    after = entries->back().sequence;
  }
}

}  // namespace

int eraseAudit(const std::string& data, const std::string& account, const std::string& user,
               std::vector<std::string> strings) {
  const auto store = Store::openExisting(data);
  if (!store) return failCommand("audit", store.problems());
  const auto last = (*store)->auditBefore(account, INT64_MAX, 1);
  if (!last) return failCommand("audit", last.problems());
  if (last->empty())
    return failCommand("audit", {{"account_unknown", "", "There is no log of an account `" + account + "`."}});
  if (!user.empty()) strings.insert(strings.end(), {user, "user:" + user});
  const auto found = entriesAbout(**store, account, strings);
  if (!found) return failCommand("audit", found.problems());
  for (std::size_t done = 0; done < found->size(); done += erasedAtOnce) {
    const auto from = found->begin() + static_cast<std::ptrdiff_t>(done);
    const std::vector<std::int64_t> these(
        from, from + static_cast<std::ptrdiff_t>(std::min(erasedAtOnce, found->size() - done)));
    const auto erased = (*store)->write<bool>(account, [&](Transaction& transaction) {
      if (!transaction.isThere()) transaction.continueLog();
      for (const auto sequence : these) transaction.eraseDetails(sequence);
      transaction.addAudit({clockNow(), "lockstep", serverRequest("audit.erase"), {}, {}, these});
      transaction.commit();
      return true;
    });
    if (!erased) return failCommand("audit", erased.problems());
  }
  std::cout << account << ": the details of " << found->size() << (found->size() == 1 ? " entry" : " entries")
            << " erased\n";
  return 0;
}

}  // namespace lockstep::server
