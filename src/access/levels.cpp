#include "access/levels.h"

#include <algorithm>

namespace lockstep {

namespace {

std::vector<std::string_view> onceEach(std::vector<std::string_view> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

}  // namespace

/// Keeps the grants that give the highest level of those that count.
struct LevelIndex::Collector {
  std::optional<Time> now;
  std::string_view on{}, onCollection{};  // where they are
  Held held{};

  static void take(void* into, const Source& source) { static_cast<Collector*>(into)->add(source); }

  void add(const Source& source) {
    const auto until = source.share != nullptr ? source.share->until : std::nullopt;
    if (until && now && *now < *until && (!held.changesAt || *until < *held.changesAt)) held.changesAt = until;
    if (!source.counts(now) || source.level < held.level) return;
    if (source.level > held.level) held.grants.clear();
    held.level = source.level;
    Grant& grant = held.grants.emplace_back();
    grant.on = on;
    grant.collection = onCollection;
    grant.level = source.level;
    grant.until = until;
    if (!source.collection.empty()) {
      grant.kind = Grant::Kind::collection;
      grant.collection = source.collection;
    } else if (source.share != nullptr) {
      grant.kind = Grant::Kind::share;
      grant.with = source.share->with;
    } else {
      grant.kind = Grant::Kind::owner;
    }
  }
};

Held LevelIndex::explain(std::string_view path, std::optional<Time> now) const {
  Collector collector{now};
  if (account_ == nullptr) return {};
  for (const Asset* asset : account_->wayTo(path)) {
    if (stopsAt(*asset)) collector.held = {};
    collector.on = asset->path;
    eachAt(*asset, &Collector::take, &collector);
  }
  return std::move(collector.held);
}

Held LevelIndex::onCollection(std::string_view id, std::optional<Time> now) const {
  Collector collector{now};
  const Collection* collection = account_ == nullptr ? nullptr : account_->collection(id);
  if (collection == nullptr) return {};
  collector.onCollection = id;
  eachOn(id, collection->owner, {}, &Collector::take, &collector);
  return std::move(collector.held);
}

/// Calls `add` with the id of every item that is shared with the user or a group of theirs, or is their own.
template <class Add>
void LevelIndex::eachHeld(Add add) const {
  const auto addAll = [&](const Ids& ids) {
    for (const auto& id : ids) add(id);
  };
  addAll(account_->sharedWith({false, user_}));
  for (const auto& group : account_->groupsOf(user_)) addAll(account_->sharedWith({true, group}));
  addAll(account_->ownedBy(user_));
}

std::vector<std::string_view> LevelIndex::paths() const {
  std::vector<std::string_view> paths;
  if (account_ == nullptr) return paths;
  const auto addAsset = [&](std::string_view id) {
    if (const Asset* asset = account_->asset(id); asset != nullptr && asset->path != "/") paths.push_back(asset->path);
  };
  eachHeld(addAsset);
  for (const auto id : collections())
    for (const auto& item : account_->collection(id)->items) addAsset(item);
  for (const Asset* asset : account_->closedBelow("/")) addAsset(asset->id);
  return onceEach(std::move(paths));
}

std::vector<std::string_view> LevelIndex::collections() const {
  std::vector<std::string_view> ids;
  if (account_ == nullptr) return ids;
  eachHeld([&](std::string_view id) {
    if (const Collection* collection = account_->collection(id)) ids.push_back(collection->id);
  });
  return onceEach(std::move(ids));
}

}  // namespace lockstep
