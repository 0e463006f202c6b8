// Renaming, moving and copying.
#include <algorithm>
#include <map>

#include "access/resolve.h"
#include "change/edit.h"
#include "lockstep/account/path.h"

namespace lockstep::effects {

namespace {

/// The listed assets at and below a path, from the top down.
std::vector<Asset> within(const Edit& edit, const std::string& path) {
  std::vector<Asset> assets;
  if (const Asset* asset = edit.facts.assetAt(path)) assets.push_back(*asset);
  for (const Asset* asset : edit.facts.below(path)) assets.push_back(*asset);
  return assets;
}

std::string moved(const std::string& path, const std::string& from, const std::string& to) {
  return to + path.substr(from.size());
}

/// What stood at and below a place before something came there: as listed, and the folders on the way to it.
class Occupied {
 public:
  Occupied(const Edit& edit, const std::string& from, const std::string& to) {
    for (const Asset& asset : within(edit, to))
      if (!isWithin(asset.path, from)) kinds_.emplace(asset.path, asset.kind);
  }
  std::optional<KindId> at(const std::string& path) const {
    if (const auto listed = kinds_.find(path); listed != kinds_.end()) return listed->second;
    const auto inside = kinds_.lower_bound(path + "/");
    return inside != kinds_.end() && isWithin(inside->first, path) ? std::optional(folderKind) : std::nullopt;
  }

 private:
  std::map<std::string, KindId> kinds_;
};

/// The new paths of a moved or copied asset. Assets that the principal may not see are passed by, with their contents.
class Course {
 public:
  Course(Edit& edit, const std::string& from, const std::string& to) : edit_(edit), from_(from), to_(to) {
    to_ = edit.stepAside(to);
  }

  /// Of assets at and below `from`, folders before what lies in them.
  std::string to(const std::string& path) {
    std::string place = to_;
    for (std::size_t end = from_.size(); end < path.size();) {
      end = std::min(path.find('/', end + 1), path.size());
      const auto [known, isNew] = places_.try_emplace(path.substr(0, end));
      if (isNew) known->second = edit_.stepAside(joinPath(place, lastSegment(known->first)));
      place = known->second;
    }
    return place;
  }

 private:
  Edit& edit_;
  const std::string from_;
  std::string to_;
  std::map<std::string, std::string> places_;  // by the path that something comes from
};

/// Onto an existing name: the one that is there keeps its owner and shares and joins the other's collections.
void mergeInto(Edit& edit, const Asset& asset, const std::string& path) {
  const auto holders = edit.facts.collectionsOf(asset.id).texts();
  for (const auto& id : holders) {
    const std::string there = edit.listed(path, asset.kind).id;
    if (edit.facts.collectionsOf(there).contains(id)) continue;
    Collection collection = *edit.facts.collection(id);
    collection.items.push_back(there);
    edit.put(std::move(collection));
  }
  edit.removeAsset(asset.id);
}

std::string target(const Edit& edit) {
  const std::string folder = normalPath(*edit.context.to).value_or("/");
  const bool isItem = edit.request.resource.isUnlisted;
  return joinPath(folder, isItem ? unlistedId(edit.request.resource) : std::string(lastSegment(edit.path())));
}

}  // namespace

/// Owner, shares, collections and links are bound to the asset, not to its path.
std::optional<Refusal> renameAsset(Edit& edit) {
  const std::string from = edit.path();
  const std::string asked = joinPath(parentPath(from), *edit.context.name);
  if (from == asked) return std::nullopt;
  const std::string to = edit.stepAside(asked);
  for (auto& asset : within(edit, from)) {
    asset.path = moved(asset.path, from, to);
    edit.put(std::move(asset));
  }
  return std::nullopt;
}

std::optional<Refusal> moveAsset(Edit& edit) {
  const std::string from = edit.path(), to = target(edit);
  if (from == to) return std::nullopt;
  auto assets = within(edit, from);
  // Where it moves up onto a folder that it lies in, another asset may have the target path until it has moved too;
  // the other's is the shorter.
  std::stable_sort(assets.begin(), assets.end(),
                   [](const Asset& a, const Asset& b) { return a.path.size() < b.path.size(); });
  const Occupied there(edit, from, to);
  Course course(edit, from, to);
  for (const auto& asset : assets) {
    // Public links do not survive a move, nor those of what lies inside.
    edit.eraseLinksOn(asset.id);
    const std::string path = course.to(asset.path);
    if (there.at(path)) {
      mergeInto(edit, asset, path);
      continue;
    }
    // Owner, shares and collections go along; what came from the old parents is lost by itself.
    Asset placed = asset;
    placed.path = path;
    edit.put(std::move(placed));
  }
  return std::nullopt;
}

std::optional<Refusal> copyAsset(Edit& edit) {
  const std::string from = edit.path(), to = target(edit);
  if (from == to) return std::nullopt;
  auto assets = within(edit, from);
  // A copy has an owner to be noted even where its source is not listed.
  const bool isSecond = edit.facts.policy().format() == 2;
  const bool sourceListed = !assets.empty() && assets.front().path == from;
  const bool hasOwner = !edit.maker().empty() && (!isSecond || edit.action().maker);
  if (!sourceListed && hasOwner) {
    Asset unlisted;
    unlisted.path = from;
    unlisted.kind = isSecond ? edit.kind() : edit.facts.kindAt(from, edit.said());
    if (isSecond && (unlisted.kind == anyKind || !normalPath(to))) return Refusal{"", Reason::path_invalid};
    assets.insert(assets.begin(), unlisted);
  }
  const Occupied there(edit, from, to);
  Course course(edit, from, to);
  for (const auto& source : assets) {
    // Onto an existing name it is a new version: owner and shares there persist.
    const std::string path = course.to(source.path);
    if (there.at(path)) continue;
    // The copier owns the copy; shares, links and collections are not copied.
    Asset copy;
    copy.id = edit.newId("a");
    copy.kind = source.kind;
    copy.path = path;
    if (edit.facts.policy().format() == 1) copy.owner = edit.maker();
    copy.attributes = source.attributes;
    // What lies in it may be of a kind without that relation.
    if (const auto maker = edit.action().maker;
        maker && !edit.maker().empty() && edit.facts.policy().levelOf(copy.kind, *maker).any())
      copy.relations[*maker] = {edit.maker()};
    copy.published = source.published;
    copy.passes = source.passes;
    edit.put(std::move(copy));
  }
  return std::nullopt;
}

}  // namespace lockstep::effects
