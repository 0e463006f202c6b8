// An account: its copies, what its plan enables, and look-ups by name and path. account_rows.cpp has the changes.
#include "lockstep/account/account.h"

#include <algorithm>

#include "account/names.h"
#include "lockstep/account/path.h"

namespace lockstep {

template <class Call>
void Account::eachEntry(Call call) const {
  if (hasExtras && policy_.format() == 2) roles_.each(call);
  users_.each(call);
  groups_.each(call);
  assets_.each(call);
  if (hasExtras) {
    collections_.each(call);
    links_.each(call);
    apiKeys_.each(call);
    comments_.each(call);
    shares_.each([&](const SharedItem& item) { item.shares.each(call); });
  }
}

Account::Account(const Account& other)
    : id(other.id),
      epoch(other.epoch),
      revision(other.revision),
      plan(other.plan),
      featureOverrides(other.featureOverrides),
      limitOverrides(other.limitOverrides),
      knownCounts(other.knownCounts),
      isSlice(other.isSlice),
      complete(other.complete),
      policy_(other.policy_) {
  other.eachEntry([this](const auto& entry) { put(entry); });
  // A malformed delta can leave two entries with one path or name: copy which of them the index points to.
  assetByPath_ = PathIndex();
  for (const auto& [assetId, asset] : other.assets_)
    if (other.assetAt(asset.path) == &asset) assetByPath_.insert(*assets_.find(assetId));
  userByEmail_.assign(other.userByEmail_, users_);
  groupByName_.assign(other.groupByName_, groups_);
  collectionByName_.assign(other.collectionByName_, collections_);
}

void Account::takeAll(Account&& other) {
  other.eachEntry([this](auto& entry) { put(std::move(entry)); });
}

bool Account::hasFeature(FeatureId feature, PlanId onPlan) const {
  if (const auto on = featureOverrides.find(feature)) return *on != 0;
  const Feature& known = policy_.features()[feature];
  if (onPlan >= known.plan) return true;
  return std::any_of(known.with.begin(), known.with.end(), [this, onPlan](FeatureId other) {
    const auto on = featureOverrides.find(other);
    return on != nullptr ? *on != 0 : onPlan >= policy_.features()[other].plan;
  });
}

std::int64_t Account::maximum(LimitId limit) const {
  if (const auto own = limitOverrides.find(limit)) return *own;
  const Limit& known = policy_.limits()[limit];
  for (const auto& [onPlan, value] : known.plans)
    if (onPlan == plan) return value;
  return known.value;
}

LevelSet Account::enabled(LevelSet given) const {
  const auto& features = policy_.levelFeatures();
  if (!policy_.hasLevelFeatures()) return given;
  const auto isOff = [&](unsigned i) { return features[i] && !hasFeature(*features[i]); };
  LevelSet left;
  bool isWhole = true;
  for (unsigned i = 0; i < features.size(); ++i) {
    if (!given.has(i) || policy_.isIncluded(given, i)) continue;
    isWhole = isWhole && !isOff(i);
    if (!isOff(i)) left |= policy_.levelAt(i);
  }
  return isWhole ? given : left;
}

LevelSet Account::enabledOf(const Share& share) const {
  if (!share.named.any() || !policy_.hasLevelFeatures()) return enabled(share.level);
  const auto& features = policy_.levelFeatures();
  LevelSet levels;
  for (unsigned i = 0; i < features.size(); ++i)
    if (share.named.has(i) && (!features[i] || hasFeature(*features[i]))) levels |= policy_.levelAt(i);
  return levels;
}

bool Account::mayGive(LevelSet level, std::string_view item) const {
  const Asset* const known = asset(item);
  const Collection* const holder = known == nullptr ? collection(item) : nullptr;
  return mayGiveOn(level, known != nullptr ? known->kind : holder != nullptr ? holder->kind : anyKind);
}

bool Account::mayGiveOn(LevelSet level, KindId kind) const {
  for (unsigned i = 0; i < policy_.levels().size(); ++i) {
    const auto& kinds = policy_.levelKinds(i);
    const bool isGiven = level.has(i) && !policy_.isIncluded(level, i);
    if (isGiven && !kinds.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return false;
  }
  return true;
}

const User* Account::userOfEmail(std::string_view email) const { return userByEmail_.get(foldedEmail(email)); }
const Group* Account::groupNamed(std::string_view name) const { return groupByName_.get(foldedGroupName(name)); }
const Collection* Account::collectionNamed(std::string_view name) const {
  return hasExtras ? collectionByName_.get(foldedName(name)) : nullptr;
}

const Shares& Account::sharesOn(std::string_view item) const {
  static const Shares none;
  const auto known = hasExtras ? shares_.find(item) : nullptr;
  return known == nullptr ? none : known->shares;
}

std::vector<const Asset*> Account::closedBelow(std::string_view folder) const {
  if (!hasExtras || !policy_.switches().limitedFolders) return {};
  return closedByPath_.below(folder);
}

bool Account::isBelowFile(const PathIndex::Way& way, std::string_view path) const {
  return std::any_of(way.begin(), way.end(), [&](const Asset* asset) {
    return policy_.isLeaf(asset->kind) && asset->path.size() < path.size();
  });
}

std::optional<KindId> Account::kindAt(std::string_view path, const Asset* listed) const {
  if (policy_.format() == 2) return listed != nullptr ? std::optional(listed->kind) : std::nullopt;
  if (path == "/") return folderKind;
  std::optional<KindId> kind = listed != nullptr ? std::optional(listed->kind) : std::nullopt;
  if (isSlice || kind.value_or(anyKind) != anyKind) return kind;
  return assetByPath_.inOrder().below(path, 1).empty() ? kind : folderKind;
}

KindId Account::kindAt(std::string_view path, KindId said) const {
  const KindId known = kindAt(path).value_or(anyKind);
  if (known != anyKind) return known;
  if (said != anyKind || policy_.format() == 2) return said;
  return lastSegment(path).find('.') != std::string_view::npos ? fileKind : anyKind;
}

const Role* Account::roleNamed(std::string_view name) const {
  if (const auto role = policy_.role(name)) return &policy_.roles()[*role];
  const AccountRole* own = hasFormat2 && hasExtras ? roles_.find(name) : nullptr;
  return own != nullptr ? &own->role : nullptr;
}

bool Account::has(std::string_view anyId) const {
  return (hasFormat2 && hasExtras && roles_.find(anyId) != nullptr) || user(anyId) || group(anyId) || asset(anyId) ||
         collection(anyId) || link(anyId) || apiKey(anyId) || comment(anyId);
}

}  // namespace lockstep
