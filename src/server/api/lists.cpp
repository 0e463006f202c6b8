// Lists for screens, page by page. A user sees the entries of their own snapshot: slice.cpp decides what they may know,
// and is asked about the rows of a page alone. Files, comments and shares are in list_library.cpp.
#include <memory>
#include <shared_mutex>

#include "account/facts_json.h"
#include "server/api/known.h"
#include "server/api/list_page.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// So many rows are looked at in one step.
constexpr std::size_t rowsAtOnce = 256;

/// One of the account's tables as a list: which one, and the set of its ids in `RowIds`.
template <class T>
struct Listed {
  const Table<T>& (Account::*table)() const;
  RowIds::Set RowIds::*rows;
  /// The ids of the rows that the caller may know at most; nothing: they may be any.
  std::optional<std::vector<std::string>> (*among)(const Known& known);
  Value (*toValue)(const T& entry, const Policy& policy, Time now);
};

template <class T>
class TablePage : public ListFilling {
 public:
  TablePage(const Call& call, const Listed<T>& listed, ListPage page)
      : ListFilling(call, page), listed_(listed), after_(page.after) {}

  bool step(const Account& facts) override {
    if (!known_) known_.emplace(facts, call());
    return known_->isHost() ? addHosts(facts) : addKnown(facts);
  }

 private:
  bool add(const T& entry) {
    return listing().add(entry.id, [&] { return listed_.toValue(entry, known_->facts().policy(), call().now); });
  }

  bool addHosts(const Account& facts) {
    const Table<T>& table = (facts.*listed_.table)();
    for (auto at = table.after(listing().after()); at != table.end() && add(at->second); ++at) {
    }
    return true;
  }

  bool addKnown(const Account& facts) {
    const Table<T>& table = (facts.*listed_.table)();
    RowIds wanted;
    RowIds::Set& rows = wanted.*listed_.rows;
    bool isEnd = true;
    if (const auto few = listed_.among(*known_)) {
      rows.insert(few->begin(), few->end());
    } else {
      auto at = table.after(after_);
      for (std::size_t most = rowsAtOnce; most > 0 && at != table.end(); --most, ++at)
        rows.insert(rows.end(), at->first);
      isEnd = at == table.end();
      if (!rows.empty()) after_ = *rows.rbegin();
    }
    if (rows.empty()) return true;
    const Account found = known_->rows(wanted);
    for (const auto& [id, entry] : (found.*listed_.table)())
      if (!add(entry)) return true;
    return isEnd;
  }

  const Listed<T> listed_;
  std::string after_;
  std::optional<Known> known_;
};

using Ids = std::optional<std::vector<std::string>>;

Ids none() { return std::vector<std::string>(); }

Ids usersAmong(const Known& known) {
  if (known.visibility().users || known.visibility().shareable) return std::nullopt;
  return known.access().user() == nullptr ? none() : std::vector{known.access().user()->id};
}

Ids groupsAmong(const Known& known) {
  if (known.visibility().groups || known.visibility().shareable) return std::nullopt;
  if (known.access().user() == nullptr) return none();
  const auto& own = known.facts().groupsOf(known.access().user()->id);
  return std::vector<std::string>(own.begin(), own.end());
}

/// Cuts all that is shared with a user, which may be a small part of the account.
Ids collectionsAmong(const Known& known) {
  if (!known.visibility().isShared) return known.visibility().collections ? std::nullopt : none();
  const Account library = known.library();
  std::vector<std::string> ids;
  for (const auto& [id, collection] : library.collections()) ids.push_back(id);
  return ids;
}

Ids linksAmong(const Known& known) { return known.visibility().links.empty() ? none() : std::nullopt; }
Ids apiKeysAmong(const Known& known) { return known.visibility().apiKeys ? std::nullopt : none(); }

template <class T>
Value asIs(const T& entry, const Policy&, Time) {
  return toValue(entry);
}

/// The same of entries whose levels or attributes the policy names.
template <class T>
Value withNames(const T& entry, const Policy& policy, Time) {
  return toValue(entry, policy);
}

/// Links that have ended are there until the host deletes them, and say so.
Value linkValue(const Link& link, const Policy& policy, Time now) {
  Value value = toValue(link, policy);
  if (link.hasEnded(now)) value.add("ended", true);
  return value;
}

constexpr Listed<User> usersTable{&Account::users, &RowIds::users, usersAmong, withNames<User>};
constexpr Listed<Group> groupsTable{&Account::groups, &RowIds::groups, groupsAmong, asIs<Group>};
constexpr Listed<Collection> collectionsTable{&Account::collections, &RowIds::collections, collectionsAmong,
                                              withNames<Collection>};
constexpr Listed<Link> linksTable{&Account::links, &RowIds::links, linksAmong, linkValue};
constexpr Listed<ApiKey> apiKeysTable{&Account::apiKeys, &RowIds::apiKeys, apiKeysAmong, asIs<ApiKey>};

template <const auto& listed, class T>
std::unique_ptr<ListFilling> fillTable(const Call& call, ListPage page) {
  return std::make_unique<TablePage<T>>(call, listed, std::move(page));
}

}  // namespace

const NamedList userList{"users", fillTable<usersTable, User>};
const NamedList groupList{"groups", fillTable<groupsTable, Group>};
const NamedList collectionList{"collections", fillTable<collectionsTable, Collection>};
const NamedList linkList{"links", fillTable<linksTable, Link>};
const NamedList apiKeyList{"apiKeys", fillTable<apiKeysTable, ApiKey>};

HttpResponse getUsers(const Call& call) { return pageOf(userList, call); }
HttpResponse getGroups(const Call& call) { return pageOf(groupList, call); }
HttpResponse getCollections(const Call& call) { return pageOf(collectionList, call); }
HttpResponse getLinks(const Call& call) { return pageOf(linkList, call); }
HttpResponse getApiKeys(const Call& call) { return pageOf(apiKeyList, call); }

namespace {

/// `known` is the caller's slice; its rows are not read.
Value termsValue(const Account& known) {
  const Policy& policy = known.policy();
  Value body = Value::object();
  body.add("plan", policy.plans()[known.plan]);
  Value& features = body.add("features", Value::object());
  for (FeatureId id : policy.features().ids()) features.add(policy.features()[id].name, known.hasFeature(id));
  Value& limits = body.add("limits", Value::object());
  for (LimitId id : policy.limits().ids()) limits.add(policy.limits()[id].name, known.maximum(id));
  writeCounts(body, known);
  return body;
}

}  // namespace

Value termsOf(const Call& call, const Account& facts) {
  if (call.caller.isHost) return termsValue(facts);
  const Known known(facts, call);
  return termsValue(termsFor(facts, known.visibility()));
}

HttpResponse getTerms(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  return inSteps(call, *live, [call]() -> Step {
    return [call](const Account& facts) -> std::optional<HttpResponse> { return jsonResponse(termsOf(call, facts)); };
  });
}

}  // namespace lockstep::server
