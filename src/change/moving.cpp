// Renaming, moving and copying.
#include <algorithm>
#include <map>

#include "account/path.h"
#include "change/edit.h"

namespace lockstep::effects {

namespace {

/// The listed assets at and below a path, from the top down.
std::vector<Asset> within(const Edit& edit, const std::string& path) {
  std::vector<Asset> assets;
  if (const Asset* asset = edit.facts.assetAt(path)) assets.push_back(*asset);
  for (const Asset* asset : edit.facts.below(path)) assets.push_back(*asset);
  return assets;
}

std::string moved(const std::string& path, const std::string& from, const std::string& to) { return to + path.substr(from.size()); }

bool tooDeep(const std::vector<Asset>& assets, const std::string& from, const std::string& to) {
  for (const auto& asset : assets)
    if (pathDepth(moved(asset.path, from, to)) > deepestFolder + (asset.kind == AssetKind::file ? 1 : 0)) return true;
  return false;
}

/// What stood at and below a place before something came there: as listed, and the folders on the way to it.
class Occupied {
 public:
  Occupied(const Edit& edit, const std::string& from, const std::string& to) {
    for (const Asset& asset : within(edit, to))
      if (!isWithin(asset.path, from)) kinds_.emplace(asset.path, asset.kind);
  }
  std::optional<AssetKind> at(const std::string& path) const {
    if (const auto listed = kinds_.find(path); listed != kinds_.end()) return listed->second;
    const auto inside = kinds_.lower_bound(path + "/");
    return inside != kinds_.end() && isWithin(inside->first, path) ? std::optional(AssetKind::folder) : std::nullopt;
  }

 private:
  std::map<std::string, AssetKind> kinds_;
};

/// A nested file would fall onto a folder of that name, or the other way round.
bool kindsClash(const Occupied& there, const std::vector<Asset>& assets, const std::string& from, const std::string& to) {
  return std::any_of(assets.begin(), assets.end(), [&](const Asset& asset) { return there.at(moved(asset.path, from, to)).value_or(asset.kind) != asset.kind; });
}

/// Onto an existing name: the one that is there keeps its owner and shares and joins the other's collections.
void mergeInto(Edit& edit, const Asset& asset, const std::string& path) {
  const auto holders = edit.facts.collectionsOf(asset.id).texts();
  for (const auto& id : holders) {
    const std::string there = edit.listed(path).id;
    if (edit.facts.collectionsOf(there).contains(id)) continue;
    Collection collection = *edit.facts.collection(id);
    collection.items.push_back(there);
    edit.put(std::move(collection));
  }
  edit.removeAsset(asset.id);
}

std::string target(const Edit& edit) {
  const std::string folder = normalPath(*edit.context.to).value_or("/");
  return joinPath(folder, lastSegment(edit.path()));
}

}  // namespace

/// Owner, shares, collections and links are bound to the asset, not to its path.
std::optional<Refusal> renameAsset(Edit& edit) {
  const std::string from = edit.path();
  const std::string to = joinPath(parentPath(from), *edit.context.name);
  if (from == to) return std::nullopt;
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
  // Where it moves up onto a folder that it lies in, a path that one comes to may be another's until that one has gone;
  // the other's is the shorter.
  std::stable_sort(assets.begin(), assets.end(), [](const Asset& a, const Asset& b) { return a.path.size() < b.path.size(); });
  const Occupied there(edit, from, to);
  if (tooDeep(assets, from, to)) return Refusal{"to", Reason::path_invalid};
  if (kindsClash(there, assets, from, to)) return Refusal{"to", Reason::name_taken};
  for (const auto& asset : assets) {
    // Public links do not survive a move, nor those of what lies inside.
    edit.eraseLinksOn(asset.id);
    const std::string path = moved(asset.path, from, to);
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
  const bool sourceListed = !assets.empty() && assets.front().path == from;
  if (!sourceListed && !edit.maker().empty()) {
    Asset unlisted;
    unlisted.path = from;
    const bool dotted = lastSegment(from).find('.') != std::string_view::npos;
    unlisted.kind = dotted ? AssetKind::file : AssetKind::folder;
    assets.insert(assets.begin(), unlisted);
  }
  if (tooDeep(assets, from, to)) return Refusal{"to", Reason::path_invalid};
  const Occupied there(edit, from, to);
  if (kindsClash(there, assets, from, to)) return Refusal{"to", Reason::name_taken};
  for (const auto& source : assets) {
    // Onto an existing name it is a new version: owner and shares there persist.
    const std::string path = moved(source.path, from, to);
    if (there.at(path)) continue;
    // The copier owns the copy; shares, links and collections are not copied.
    Asset copy;
    copy.id = edit.newId("a");
    copy.kind = source.kind;
    copy.path = path;
    copy.owner = edit.maker();
    copy.published = source.published;
    copy.inherit = source.inherit;
    edit.put(std::move(copy));
  }
  return std::nullopt;
}

}  // namespace lockstep::effects
