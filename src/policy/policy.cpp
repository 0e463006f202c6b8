#include "policy/policy.h"

#include <algorithm>
#include <array>

namespace lockstep {

namespace {

template <class List>
std::optional<std::uint16_t> placeOf(const List& list, std::string_view name) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].name == name) return static_cast<std::uint16_t>(i);
  return std::nullopt;
}

std::optional<std::uint16_t> placeOfText(const std::vector<std::string>& list, std::string_view name) {
  const auto at = std::find(list.begin(), list.end(), name);
  if (at == list.end()) return std::nullopt;
  return static_cast<std::uint16_t>(at - list.begin());
}

}  // namespace

bool Action::isOn(On what) const { return std::find(on.begin(), on.end(), what) != on.end(); }

Need Action::needs() const {
  Need needs = operationOf(does).needs;
  if (toLevel > 0) needs = needs | Need::to;
  if (assetLevel > 0) needs = needs | Need::asset;
  if (collectionLevel > 0) needs = needs | Need::collection;
  if (ownComment) needs = needs | Need::comment;
  if (versions == Versions::noncurrent) needs = needs | Need::version;
  return needs;
}

std::optional<ActionId> Policy::Tables::action(std::string_view name) const {
  const auto at = std::partition_point(actionsByName.begin(), actionsByName.end(), [&](ActionId each) { return actions[each].name < name; });
  return at != actionsByName.end() && actions[*at].name == name ? std::optional(*at) : std::nullopt;
}

std::optional<ActionId> Policy::action(std::string_view name) const {
  return tables_->action(name);
}

std::optional<RoleId> Policy::role(std::string_view name) const { return placeOf(tables_->roles, name); }
std::optional<FeatureId> Policy::feature(std::string_view name) const { return placeOf(tables_->features, name); }
std::optional<LimitId> Policy::limit(std::string_view name) const { return placeOf(tables_->limits, name); }
std::optional<PlanId> Policy::plan(std::string_view name) const { return placeOfText(tables_->plans, name); }

std::optional<Level> Policy::level(std::string_view name) const {
  const auto at = placeOfText(tables_->levels, name);
  if (!at) return std::nullopt;
  return static_cast<Level>(*at + 1);
}

std::optional<ActionId> Policy::area(std::string_view name) const {
  for (const auto& [area, action] : tables_->areas)
    if (area == name) return action;
  return std::nullopt;
}

const Scope* Policy::keyScope(std::string_view name) const {
  const auto at = placeOf(tables_->keyScopes, name);
  return at ? &tables_->keyScopes[*at] : nullptr;
}

std::string_view Policy::levelName(Level level) const {
  return level == 0 || level > tables_->levels.size() ? std::string_view() : std::string_view(tables_->levels[level - 1u]);
}

std::string_view Policy::title(std::string_view id) const {
  for (const auto& [of, title] : tables_->titles)
    if (of == id) return title;
  return id;
}

std::string_view nameOf(Show show) {
  constexpr std::array<std::string_view, 3> names = {"enabled", "disabled", "hidden"};
  return names[static_cast<std::size_t>(show)];
}

}  // namespace lockstep
