#include "lockstep/account/delta.h"

#include "account/facts_json.h"
#include "base/text.h"

namespace lockstep {

namespace {

/// Entries of `after` that are new or differ, and ids that are gone, by walking two sorted tables side by side.
template <class T, class Differs>
void compare(const Table<T>& before, const Table<T>& after, Account& put, std::vector<std::string>& gone,
             Differs differs) {
  auto old = before.begin();
  for (const auto& [id, entry] : after) {
    for (; old != before.end() && old->first < id; ++old) gone.push_back(old->first);
    const bool known = old != before.end() && old->first == id;
    if (!known || differs(old->second, entry)) put.put(entry);
    if (known) ++old;
  }
  for (; old != before.end(); ++old) gone.push_back(old->first);
}

void compareShares(const Account& before, const Account& after, Delta& delta) {
  after.eachShare([&](const Share& share) {
    const Share* const at = before.sharesOn(share.on).find(share.with);
    if (at == nullptr || at->level != share.level || at->until != share.until || at->when != share.when ||
        at->named != share.named)
      delta.put.put(share);
  });
  before.eachShare([&](const Share& share) {
    if (!after.sharesOn(share.on).contains(share.with)) delta.shares.emplace_back(share.on, share.with);
  });
}

/// What undoes that the entries of `put` were put and the `gone` ones erased.
template <class T>
void invert(const Table<T>& before, const Table<T>& put, const std::vector<std::string>& gone, Account& back,
            std::vector<std::string>& away) {
  for (const auto& [id, entry] : put) {
    if (const T* old = before.find(id))
      back.put(*old);
    else
      away.push_back(id);
  }
  for (const auto& id : gone)
    if (const T* old = before.find(id)) back.put(*old);
}

/// A list of the ids of removed entries, by its name in the document.
struct GoneIds {
  std::string_view key;
  std::vector<std::string> Delta::*ids;
  void (Account::*erase)(std::string_view id);

  /// Returns the name under a policy; empty: its accounts have no such entries.
  std::string_view keyUnder(const Policy& policy) const {
    if (policy.format() == 1) return key == "roles" ? std::string_view() : key;
    return ids == &Delta::assets ? resourcesKey(policy) : key;
  }
};
constexpr GoneIds goneIds[] = {
    {"users", &Delta::users, &Account::eraseUser},
    {"groups", &Delta::groups, &Account::eraseGroup},
    {"assets", &Delta::assets, &Account::eraseAsset},
    {"collections", &Delta::collections, &Account::eraseCollection},
    {"links", &Delta::links, &Account::eraseLink},
    {"apiKeys", &Delta::apiKeys, &Account::eraseApiKey},
    {"comments", &Delta::comments, &Account::eraseComment},
    {"roles", &Delta::roles, &Account::eraseRole},
};

void writeGone(Value& out, std::string_view key, const std::vector<std::string>& ids) {
  if (ids.empty()) return;
  Value& list = out.add(key, Value::array());
  for (const auto& id : ids) list.push(id);
}

void readGoneShares(Reader& reader, Delta& delta, Problems& problems) {
  const Place list{&reader.place(), "shares"};
  std::size_t index = 0;
  for (const auto& item : reader.list("shares")) {
    const Place at{&list, {}, index++};
    Reader entry(item, at, problems);
    auto& [on, with] = delta.shares.emplace_back();
    entry.text("on", on);
    with = readSubject(entry, "with", problems, formOf(delta.put.policy()));
    entry.finish();
  }
}

/// Fields that are no table are copied or moved whole.
template <class From>
void takeTerms(Account& to, From&& from) {
  to.plan = from.plan;
  to.complete = from.complete;
  to.featureOverrides = std::forward<From>(from).featureOverrides;
  to.limitOverrides = std::forward<From>(from).limitOverrides;
  to.knownCounts = std::forward<From>(from).knownCounts;
}

}  // namespace

Delta deltaBetween(const Account& before, const Account& after) {
  Delta delta(after.policy());
  delta.from = before.revision;
  delta.to = after.revision;
  delta.put.id = after.id;
  delta.put.epoch = after.epoch;
  takeTerms(delta.put, after);
  compare(before.users(), after.users(), delta.put, delta.users, std::not_equal_to<User>());
  compare(before.groups(), after.groups(), delta.put, delta.groups, std::not_equal_to<Group>());
  compare(before.assets(), after.assets(), delta.put, delta.assets, std::not_equal_to<Asset>());
  compare(before.collections(), after.collections(), delta.put, delta.collections, std::not_equal_to<Collection>());
  compare(before.links(), after.links(), delta.put, delta.links, std::not_equal_to<Link>());
  compare(before.apiKeys(), after.apiKeys(), delta.put, delta.apiKeys, std::not_equal_to<ApiKey>());
  compare(before.roles(), after.roles(), delta.put, delta.roles, std::not_equal_to<AccountRole>());
  compare(before.comments(), after.comments(), delta.put, delta.comments, std::not_equal_to<Comment>());
  compareShares(before, after, delta);
  return delta;
}

Delta inverseOf(const Delta& change, const Account& before) {
  Delta back(before.policy());
  back.from = change.to;
  back.to = change.from;
  back.put.id = before.id;
  back.put.epoch = before.epoch;
  takeTerms(back.put, before);
  invert(before.users(), change.put.users(), change.users, back.put, back.users);
  invert(before.groups(), change.put.groups(), change.groups, back.put, back.groups);
  invert(before.assets(), change.put.assets(), change.assets, back.put, back.assets);
  invert(before.collections(), change.put.collections(), change.collections, back.put, back.collections);
  invert(before.links(), change.put.links(), change.links, back.put, back.links);
  invert(before.apiKeys(), change.put.apiKeys(), change.apiKeys, back.put, back.apiKeys);
  invert(before.roles(), change.put.roles(), change.roles, back.put, back.roles);
  invert(before.comments(), change.put.comments(), change.comments, back.put, back.comments);
  const auto restore = [&](const std::string& on, const Subject& with, bool wasPut) {
    if (const Share* old = before.sharesOn(on).find(with))
      back.put.put(*old);
    else if (wasPut)
      back.shares.emplace_back(on, with);
  };
  change.put.eachShare([&](const Share& share) { restore(share.on, share.with, true); });
  for (const auto& [on, with] : change.shares) restore(on, with, false);
  return back;
}

Value toValue(const Delta& delta) {
  Value out = Value::object();
  out.add("format", "lockstep-delta/1");
  out.add("policy", delta.put.policy().digest());
  out.add("account", delta.put.id);
  if (!delta.put.epoch.empty()) out.add("epoch", delta.put.epoch);
  out.add("from", delta.from);
  out.add("to", delta.to);
  if (delta.expiresAt) out.add("expiresAt", formatTime(*delta.expiresAt));
  writeTerms(out, delta.put);
  writeCounts(out, delta.put);
  writeFacts(out, delta.put);
  Value gone = Value::object();
  for (const GoneIds& each : goneIds) writeGone(gone, each.keyUnder(delta.put.policy()), delta.*each.ids);
  if (!delta.shares.empty()) {
    Value& list = gone.add("shares", Value::array());
    for (const auto& [on, with] : delta.shares) {
      Value& share = list.push(Value::object());
      share.add("on", on);
      share.add("with", toValue(with));
    }
  }
  if (!gone.members().empty()) out.add("gone", std::move(gone));
  return out;
}

Result<Delta> readDelta(std::string_view json, const Account& facts) {
  Delta delta(facts.policy());
  if (auto problems = readDelta(json, facts, delta); !problems.empty()) return problems;
  return delta;
}

Problems readDelta(std::string_view json, const Account& facts, Delta& delta) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(document->root(), root, problems);
  if (!document->root().isObject()) return problems;
  delta.put.isSlice = true;
  reader.format("lockstep-delta/1");
  const auto policy = reader.text("policy");
  reader.optionalText("account", delta.put.id);
  reader.optionalText("epoch", delta.put.epoch);
  delta.from = reader.number("from").value_or(-1);
  delta.to = reader.number("to").value_or(-1);
  reader.time("expiresAt", delta.expiresAt);
  readTerms(reader, delta.put);
  readCounts(reader, delta.put);
  readFacts(reader, delta.put, problems);
  if (const Value* gone = reader.field("gone")) {
    const Place place{&root, "gone"};
    Reader entry(*gone, place, problems);
    for (const GoneIds& each : goneIds)
      if (const auto key = each.keyUnder(facts.policy()); !key.empty()) entry.ids(key, delta.*each.ids);
    if (hasExtras) readGoneShares(entry, delta, problems);
    entry.finish();
  }
  reader.finish();
  if (!problems.empty()) return problems;
  if (policy != facts.policy().digest())
    return {{"delta_foreign", "/policy", "The delta is of another policy; load a new snapshot."}};
  if (delta.put.id != facts.id) return {{"delta_foreign", "/account", "The delta is of another account."}};
  // A delta of before there were epochs has none.
  if (!delta.put.epoch.empty() && delta.put.epoch != facts.epoch)
    return {{"history_differs", "/epoch", "The delta is of another history; load a new snapshot."}};
  if (delta.from != facts.revision || delta.to < delta.from)
    return {{"delta_gap", "/from",
             joined({"The delta starts at revision ", decimal(delta.from), ", but this is revision ",
                     decimal(facts.revision), "; load a new snapshot."})}};
  return {};
}

void applyDelta(Delta&& delta, Account& facts) {
  for (const GoneIds& each : goneIds)
    for (const auto& id : delta.*each.ids) (facts.*each.erase)(id);
  for (const auto& [on, with] : delta.shares) facts.eraseShare(on, with);
  facts.takeAll(std::move(delta.put));
  takeTerms(facts, std::move(delta.put));
  facts.revision = delta.to;
}

void applyDelta(const Delta& delta, Account& facts) { applyDelta(Delta(delta), facts); }

void writeCounts(Value& out, const Account& account) {
  if (account.knownCounts.empty()) return;
  Value& counts = out.add("counts", Value::object());
  for (const auto& [limit, count] : account.knownCounts) counts.add(account.policy().limits()[limit].name, count);
}

void readCounts(Reader& reader, Account& account) {
  if (!hasExtras) return;
  for (const auto& [name, value] : reader.map("counts")) {
    const auto limit = account.policy().limit(name);
    if (!limit || !isCount(value))
      reader.report("value_invalid", "counts", quote(name, " must be a limit of the policy and a whole number."));
    else
      account.knownCounts[*limit] = value.integer();
  }
}

}  // namespace lockstep
