// Lists for screens, page by page. Everybody sees the entries of their own snapshot: what a person may know is said in one
// place (slice.cpp). A snapshot needs no file, share or comment that decides nothing, so those are asked of the policy.
#include <functional>
#include <shared_mutex>

#include "access/verdicts.h"
#include "account/facts_json.h"
#include "account/path.h"
#include "server/encoding.h"
#include "server/list_page.h"
#include "server/opens.h"
#include "server/problem_response.h"

namespace lockstep::server {

namespace {

/// Takes entries in the order of their keys until the page is full.
class Listing {
 public:
  explicit Listing(ListPage page) : page_(std::move(page)) {}

  /// Calls `each` with the entries of a table that may be on the page, by their id, until it gives false.
  template <class T, class Each>
  void walk(const Table<T>& table, Each each) const {
    for (auto at = table.after(page_.after); at != table.end() && each(at->second); ++at) {}
  }
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
  ListPage page_;
  Value items_ = Value::array();
  std::string last_, next_;
};

/// An account as the caller reads it: `known` is their slice, or all of it for the host.
struct Reading {
  const Account& all;
  const Account& known;
  const Access access;
  Context context;

  bool isHost() const { return &all == &known; }
  /// Shares may sleep with somebody whose role needs none: the reader may not know of them.
  bool knows(const Subject& who) const { return who.isGroup ? known.group(who.id) != nullptr : known.user(who.id) != nullptr; }
};

/// At which of many paths an action is allowed; those of which the same holds are decided once.
class Opening {
 public:
  Opening(const Reading& reading, std::string_view action) : reading_(reading), name_(action), action_(reading.all.policy().action(action)), verdicts_(reading.access) {
    verdicts_.begin(reading.context.now.value_or(0));
  }

  bool opens(const std::string& path) {
    if (!action_) return false;
    const auto of = verdicts_.classOf(path);
    if (of == Verdicts::unclassed) return reading_.access.can(name_, Resource::at(path), reading_.context);
    return (verdicts_.ask(of, *action_) & Verdicts::allowed) != 0;
  }

 private:
  const Reading& reading_;
  const std::string_view name_;
  const std::optional<ActionId> action_;
  Verdicts verdicts_;
};

/// Lists what `fill` takes; where it is refused as a whole, `fill` gives the decision.
HttpResponse list(const Call& call, std::string_view name, const std::function<std::optional<Decision>(const Reading&, Listing&)>& fill) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto page = listPageOf(call);
  if (!page) return problemResponse(page.problems());
  Listing listing(*page);
  const std::shared_lock held((*live)->mutex);
  const Account& all = (*live)->facts;
  const Account slice = call.caller.isHost ? Account(all.policy()) : sliceFor(all, call.caller.principal(), call.now);
  Reading reading{all, call.caller.isHost ? all : slice, Access(all, call.caller.principal()), {}};
  reading.context.now = call.now;
  if (const auto refused = fill(reading, listing)) return refusedResponse(toValue(*refused, all.policy()));
  return std::move(listing).response(name, all.revision);
}

/// A table of the caller's snapshot.
template <class T>
HttpResponse listTable(const Call& call, std::string_view name, const Table<T>& (Account::*table)() const) {
  return list(call, name, [table](const Reading& reading, Listing& listing) {
    listing.walk((reading.known.*table)(), [&](const T& entry) { return listing.add(entry.id, [&] { return toValue(entry); }); });
    return std::nullopt;
  });
}

std::string keyOf(std::string_view place, const Share& share) { return std::string(place) + "\n" + (share.with.isGroup ? "group" : "user") + "\n" + share.with.id; }

/// A share that has ended is there until it is taken away, and says so.
Value shareValue(const Share& share, const Reading& reading) {
  Value value = toValue(share, reading.all.policy());
  if (share.hasEnded(reading.context.now.value_or(0))) value.add("ended", true);
  return value;
}

/// Who was given access to a file or folder: there, and on each folder above it, which stands with its path.
/// Adds the shares on an item with the users and groups that the reader knows; `path` is that of an asset. Returns whether
/// the list has room for more.
bool addShares(const Reading& reading, const std::string& item, const std::string* path, Listing& listing) {
  bool hasRoom = true;
  reading.all.sharesOn(item).each([&](const Share& share) {
    const auto entry = [&] {
      Value value = shareValue(share, reading);
      if (path != nullptr) value.add("path", *path);
      return value;
    };
    if (hasRoom && reading.knows(share.with)) hasRoom = listing.add(keyOf(path != nullptr ? *path : item, share), entry);
  });
  return hasRoom;
}

std::optional<Decision> addSharesAt(const Reading& reading, const std::string& path, Listing& listing) {
  Decision may = reading.access.decide(opens::accessToAsset, Resource::at(path), reading.context);
  if (!may.allowed) return may;
  for (const Asset* asset : reading.all.wayTo(normalPath(path).value_or("")))
    if (!addShares(reading, asset->id, &asset->path, listing)) break;
  return std::nullopt;
}

std::optional<Decision> addSharesOf(const Reading& reading, const std::string& collection, Listing& listing) {
  Decision may = reading.access.decide(opens::accessToCollection, Resource{Resource::Kind::collection, collection, {}, AssetKind::any}, reading.context);
  if (!may.allowed) return may;
  addShares(reading, collection, nullptr, listing);
  return std::nullopt;
}

}  // namespace

HttpResponse getUsers(const Call& call) { return listTable(call, "users", &Account::users); }
HttpResponse getGroups(const Call& call) { return listTable(call, "groups", &Account::groups); }
HttpResponse getCollections(const Call& call) { return listTable(call, "collections", &Account::collections); }
HttpResponse getApiKeys(const Call& call) { return listTable(call, "apiKeys", &Account::apiKeys); }

/// Links that have ended are there until the host deletes them, and say so.
HttpResponse getLinks(const Call& call) {
  return list(call, "links", [&call](const Reading& reading, Listing& listing) {
    listing.walk(reading.known.links(), [&](const Link& link) {
      const auto entry = [&] {
        Value value = toValue(link);
        if (link.hasEnded(call.now)) value.add("ended", true);
        return value;
      };
      return listing.add(link.id, entry);
    });
    return std::nullopt;
  });
}

/// The files and folders that are listed and that the caller may see. An owner is named where the caller may see who has
/// access, and to those who know the user.
HttpResponse getAssets(const Call& call) {
  return list(call, "assets", [](const Reading& reading, Listing& listing) {
    Opening opening(reading, opens::assets), access(reading, opens::accessToAsset);
    listing.walk(reading.all.assets(), [&](const Asset& asset) {
      const auto entry = [&] {
        Asset told = asset;
        told.kind = reading.all.kindAt(asset.path, AssetKind::any);
        const bool isOwn = reading.access.user() != nullptr && reading.access.user()->id == told.owner;
        const bool isKnown = reading.known.user(told.owner) != nullptr && (reading.isHost() || access.opens(told.path));
        if (!isOwn && !isKnown) told.owner.clear();
        return toValue(told);
      };
      return !opening.opens(asset.path) || listing.add(asset.id, entry);
    });
    return std::nullopt;
  });
}

/// Comments where the caller may read them, each with the name of who wrote it.
HttpResponse getComments(const Call& call) {
  return list(call, "comments", [](const Reading& reading, Listing& listing) {
    Opening opening(reading, opens::comments);
    listing.walk(reading.all.comments(), [&](const Comment& comment) {
      const Asset* asset = reading.all.asset(comment.on);
      const auto entry = [&] {
        Value value = toValue(comment);
        if (const User* author = reading.all.user(comment.author)) value.add("name", author->name);
        return value;
      };
      return asset == nullptr || !opening.opens(asset->path) || listing.add(comment.id, entry);
    });
    return std::nullopt;
  });
}

/// The shares of the caller's snapshot; or those on one thing, for who may see them.
HttpResponse getShares(const Call& call) {
  return list(call, "shares", [&call](const Reading& reading, Listing& listing) -> std::optional<Decision> {
    if (const auto path = call.http.parameter("path")) return addSharesAt(reading, std::string(*path), listing);
    if (const auto collection = call.http.parameter("collection")) return addSharesOf(reading, std::string(*collection), listing);
    bool hasRoom = true;
    reading.known.eachShare([&](const Share& share) {
      if (hasRoom) hasRoom = listing.add(keyOf(share.on, share), [&] { return toValue(share, reading.all.policy()); });
    });
    return std::nullopt;
  });
}

/// Plan, features and limits as they hold for the caller, and how many there are of what is counted for them.
HttpResponse getTerms(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const std::shared_lock reading((*live)->mutex);
  const Account known = sliceFor((*live)->facts, call.caller.principal(), call.now);
  const Policy& policy = known.policy();
  Value body = Value::object();
  body.add("plan", policy.plans()[known.plan]);
  Value& features = body.add("features", Value::object());
  for (std::size_t i = 0; i < policy.features().size(); ++i) features.add(policy.features()[i].name, known.hasFeature(static_cast<FeatureId>(i)));
  Value& limits = body.add("limits", Value::object());
  for (std::size_t i = 0; i < policy.limits().size(); ++i) limits.add(policy.limits()[i].name, known.maximum(static_cast<LimitId>(i)));
  writeCounts(body, known);
  HttpResponse response = jsonResponse(body);
  response.headers.emplace_back("Lockstep-Revision", std::to_string(known.revision));
  return response;
}

}  // namespace lockstep::server
