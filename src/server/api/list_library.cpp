// Lists of files and folders, comments and shares. A snapshot contains only those that decide something. The policy
// says who reads each entry; the people in an entry are those of the caller's slice.
#include <memory>

#include "account/facts_json.h"
#include "lockstep/account/path.h"
#include "lockstep/cache/decision_cache.h"
#include "server/api/access_sight.h"
#include "server/api/known.h"
#include "server/api/list_page.h"
#include "server/api/list_permissions.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// So many rows are looked at in one step.
constexpr std::size_t libraryRowsAtOnce = 256;

Context contextOf(const Call& call) {
  Context context;
  context.now = call.now;
  return context;
}

/// Decides an action at many paths; paths with equal answers are decided once.
class Opening {
 public:
  Opening(const Known& known, std::string_view action, Time now)
      : access_(known.access()), name_(action), action_(access_.policy().action(action)), cache_(access_) {
    context_.now = now;
    cache_.begin(now);
  }

  bool opens(const std::string& path) {
    if (!action_) return false;
    const auto of = cache_.equivalenceClass(path);
    if (of == DecisionCache::unclassed) return access_.can(name_, Resource::at(path), context_);
    return (cache_.ask(of, *action_) & DecisionCache::allowed) != 0;
  }

 private:
  const Access& access_;
  const std::string_view name_;
  const std::optional<ActionId> action_;
  Context context_;
  DecisionCache cache_;
};

/// The files and folders that are listed and that the caller may see. An owner is named where the caller may see who
/// has access, and to those who know the user.
class AssetPage : public ListFilling {
 public:
  AssetPage(const Call& call, ListPage page) : ListFilling(call, page), after_(page.after), size_(page.size) {}

  bool step(const Account& facts) override {
    if (!known_) {
      known_.emplace(facts, call());
      opening_.emplace(*known_, listPermissions::assets, call().now);
    }
    auto at = facts.assets().after(after_);
    // One more than the page has says that there is a next one.
    for (std::size_t most = libraryRowsAtOnce; most > 0 && at != facts.assets().end() && found_.size() <= size_;
         --most, ++at) {
      if (opening_->opens(at->second.path)) found_.push_back(&at->second);
      after_ = at->first;
    }
    if (at != facts.assets().end() && found_.size() <= size_) return false;
    addFound(facts);
    return true;
  }

 private:
  void addFound(const Account& facts) {
    Opening access(*known_, listPermissions::accessToAsset, call().now);
    RowIds owners;
    for (const Asset* asset : found_) owners.users.insert(asset->owner);
    const std::optional<Account> people = known_->isHost() ? std::nullopt : std::optional(known_->rows(owners));
    for (const Asset* asset : found_)
      listing().add(asset->id, [&] {
        Asset shown = *asset;
        shown.kind = facts.kindAt(asset->path, anyKind);
        const bool isOwn = known_->access().user() != nullptr && known_->access().user()->id == shown.owner;
        const bool isKnown = !people || (people->user(shown.owner) != nullptr && access.opens(shown.path));
        if (!isOwn && !isKnown) shown.owner.clear();
        return toValue(shown, facts.policy());
      });
  }

  std::string after_;
  const std::size_t size_;
  std::optional<Known> known_;
  std::optional<Opening> opening_;
  std::vector<const Asset*> found_;
};

/// Comments where the caller may read them, each with the name of who wrote it.
class CommentPage : public ListFilling {
 public:
  CommentPage(const Call& call, ListPage page) : ListFilling(call, page), after_(page.after) {}

  bool step(const Account& facts) override {
    if (!known_) {
      known_.emplace(facts, call());
      opening_.emplace(*known_, listPermissions::comments, call().now);
    }
    auto at = facts.comments().after(after_);
    bool hasRoom = true;
    for (std::size_t most = libraryRowsAtOnce; most > 0 && at != facts.comments().end() && hasRoom; --most, ++at) {
      const Asset* asset = facts.asset(at->second.on);
      if (asset != nullptr && opening_->opens(asset->path)) hasRoom = add(facts, at->second);
      after_ = at->first;
    }
    return at == facts.comments().end() || !hasRoom;
  }

 private:
  bool add(const Account& facts, const Comment& comment) {
    return listing().add(comment.id, [&] {
      Value value = toValue(comment);
      if (const User* author = facts.user(comment.author)) value.add("name", author->name);
      return value;
    });
  }

  std::string after_;
  std::optional<Known> known_;
  std::optional<Opening> opening_;
};

/// The shares of the caller's snapshot; or those on one thing or with one user or group, for who may see them.
class SharePage {
 public:
  SharePage(const Call& call, ListPage page) : call_(call), listing_(std::move(page)) {}

  HttpResponse response(const Account& facts) {
    const Known known(facts, call_);
    std::optional<Decision> refused;
    if (const auto path = call_.http.parameter("path"))
      refused = addAt(known, *path);
    else if (const auto collection = call_.http.parameter("collection"))
      refused = addOf(known, *collection);
    else if (const auto user = call_.http.parameter("user"))
      addWith(known, Subject::user(*user));
    else if (const auto group = call_.http.parameter("group"))
      addWith(known, Subject::group(*group));
    else
      addOwn(known);
    if (refused) return refusedResponse(toValue(*refused, facts.policy()));
    return std::move(listing_).response("shares");
  }

 private:
  static const char* sortOf(Subject::Kind kind) {
    switch (kind) {
      case Subject::Kind::group: return "group";
      case Subject::Kind::role: return "role";
      case Subject::Kind::everyone: return "everyone";
      case Subject::Kind::user: break;
    }
    return "user";
  }

  static std::string keyOf(std::string_view place, const Share& share) {
    return std::string(place) + "\n" + sortOf(share.with.kind) + "\n" + share.with.id;
  }

  /// A share that has ended is there until it is taken away, and says so.
  Value valueOf(const Share& share, const Policy& policy) const {
    Value value = toValue(share, policy);
    if (share.hasEnded(call_.now)) value.add("ended", true);
    return value;
  }

  void addOwn(const Known& known) {
    if (!known.isHost() && !known.visibility().isShared) return;
    const std::optional<Account> own = known.isHost() ? std::nullopt : std::optional(known.library());
    bool hasRoom = true;
    (own ? *own : known.facts()).eachShare([&](const Share& share) {
      if (hasRoom)
        hasRoom = listing_.add(keyOf(share.on, share), [&] { return toValue(share, known.facts().policy()); });
    });
  }

  /// Who was given access to a file or folder: there, and on each folder above it, which is named by its path.
  std::optional<Decision> addAt(const Known& known, const std::string& path) {
    Decision may = decideAccessSight(known.access(), Resource::at(path), contextOf(call_));
    if (!may.allowed) return may;
    // In format 2 something may be shared on the root, which is no resource.
    const std::string root = "/";
    if (known.facts().policy().format() == 2 && !addOn(known, root, &root)) return std::nullopt;
    for (const Asset* asset : known.facts().wayTo(normalPath(path).value_or("")))
      if (!addOn(known, asset->id, &asset->path)) break;
    return std::nullopt;
  }

  std::optional<Decision> addOf(const Known& known, const std::string& collection) {
    Decision may =
        known.access().decide(listPermissions::accessToCollection,
                              Resource{Resource::Kind::collection, collection, {}, anyKind}, contextOf(call_));
    if (!may.allowed) return may;
    addOn(known, collection, nullptr);
    return std::nullopt;
  }

  /// What was given to one user or group that the caller knows: each share where the caller may see who has access.
  void addWith(const Known& known, const Subject& who) {
    const bool isGroup = who.kind == Subject::Kind::group;
    RowIds wanted;
    (isGroup ? wanted.groups : wanted.users).insert(who.id);
    if (!known.isHost()) {
      const Account people = known.rows(wanted);
      if (isGroup ? people.group(who.id) == nullptr : people.user(who.id) == nullptr) return;
    }
    bool hasRoom = true;
    for (const std::string& item : known.facts().sharedWith(who)) {
      const Asset* asset = known.facts().asset(item);
      const Share* share = known.facts().sharesOn(item).find(who);
      if (!hasRoom || share == nullptr || !maySeeAccess(known, item, asset)) continue;
      hasRoom = listing_.add(keyOf(item, *share), [&] {
        Value value = valueOf(*share, known.facts().policy());
        if (asset != nullptr) value.add("path", asset->path);
        return value;
      });
    }
  }

  bool maySeeAccess(const Known& known, const std::string& item, const Asset* asset) const {
    if (known.isHost()) return true;
    if (asset != nullptr) return decideAccessSight(known.access(), Resource::at(asset->path), contextOf(call_)).allowed;
    const Resource collection{Resource::Kind::collection, item, {}, anyKind};
    return known.access().decide(listPermissions::accessToCollection, collection, contextOf(call_)).allowed;
  }

  /// Adds the shares on an item with the users and groups whom the caller knows, and with roles and everyone: a user
  /// whose role needs no shares may still have some. `path` is that of an asset. Returns whether the list has
  /// room for more.
  bool addOn(const Known& known, const std::string& item, const std::string* path) {
    const Shares& shares = known.facts().sharesOn(item);
    RowIds holders;
    shares.each([&](const Share& share) {
      if (share.with.kind == Subject::Kind::group) holders.groups.insert(share.with.id);
      if (share.with.kind == Subject::Kind::user) holders.users.insert(share.with.id);
    });
    const std::optional<Account> people = known.isHost() ? std::nullopt : std::optional(known.rows(holders));
    const auto isKnown = [&](const Subject& who) {
      if (!people) return true;
      if (who.kind == Subject::Kind::group) return people->group(who.id) != nullptr;
      return who.kind != Subject::Kind::user || people->user(who.id) != nullptr;
    };
    bool hasRoom = true;
    shares.each([&](const Share& share) {
      if (!hasRoom || !isKnown(share.with)) return;
      hasRoom = listing_.add(keyOf(path != nullptr ? *path : item, share), [&] {
        Value value = valueOf(share, known.facts().policy());
        if (path != nullptr) value.add("path", *path);
        return value;
      });
    });
    return hasRoom;
  }

  const Call call_;
  Listing listing_;
};

template <class Page>
std::unique_ptr<ListFilling> fillLibrary(const Call& call, ListPage page) {
  return std::make_unique<Page>(call, std::move(page));
}

}  // namespace

const NamedList assetList{"assets", fillLibrary<AssetPage>};
const NamedList commentList{"comments", fillLibrary<CommentPage>};

HttpResponse getAssets(const Call& call) { return pageOf(assetList, call); }
HttpResponse getComments(const Call& call) { return pageOf(commentList, call); }
HttpResponse getShares(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto page = listPageOf(call);
  if (!page) return problemResponse(page.problems());
  return inSteps(call, *live, [call, page = *page]() -> Step {
    return [call, page](const Account& facts) -> std::optional<HttpResponse> {
      return SharePage(call, page).response(facts);
    };
  });
}

}  // namespace lockstep::server
