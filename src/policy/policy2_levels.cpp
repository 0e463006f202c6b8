// Format 2: levels, what each includes, and the kinds on which it is given.
#include "policy/policy2_reader.h"

namespace lockstep {

void PolicyReader2::readLevels(Reader& reader) {
  const Value* value = reader.field("levels");
  if (value == nullptr) return;
  if (value->isArray())
    readLevelList(reader);
  else
    readLevelMap(reader);
}

/// A list is ascending: each level includes those before it.
void PolicyReader2::readLevelList(Reader& reader) {
  readNames(reader, "levels", tables_.levels);
  if (tables_.levels.size() > mostLevels) reader.report("value_invalid", "levels", "At most 16 levels.");
  const std::size_t count = tables_.levels.size();
  for (std::size_t i = 0; i < count; ++i)
    tables_.includes.push_back(LevelSet::of(static_cast<std::uint16_t>(i < mostLevels ? (2U << i) - 1 : 0)));
  tables_.levelFeatures.resize(count);
  tables_.levelKinds.resize(count);
}

void PolicyReader2::readLevelMap(Reader& reader) {
  const Place place{&reader.place(), "levels"};
  tables_.hasLevelMap = true;
  readEntries(reader, "levels", [&](std::string_view name, const Value&, const Place& at) {
    if (tables_.levels.size() == mostLevels) return report("value_invalid", at, "At most 16 levels.");
    tables_.levels.emplace_back(name);
  });
  const std::size_t count = tables_.levels.size();
  tables_.levelFeatures.resize(count);
  tables_.levelKinds.resize(count);
  std::vector<std::vector<std::size_t>> direct(count);
  for (const auto& [name, value] : reader.map("levels"))
    if (const auto level = placeNamed(tables_.levels, name)) readLevel2(value, Place{&place, name}, *level, direct);
  closeLevels(place, direct);
}

void PolicyReader2::readLevel2(const Value& value, const Place& at, std::size_t level,
                               std::vector<std::vector<std::size_t>>& direct) {
  const auto include = [&](std::string_view name, const Place& place) {
    if (const auto other = placeNamed(tables_.levels, name))
      direct[level].push_back(*other);
    else
      report("level_unknown", place, quote(name, " is not one of the levels."));
  };
  if (value.isArray()) return forEachText(value, at, include);
  Reader entry(value, at, problems_);
  if (const Value* includes = entry.field("includes")) forEachText(*includes, Place{&at, "includes"}, include);
  refuseEmpty(entry, {"on"});
  readKindList(entry, at, "on", tables_.levelKinds[level], nullptr);
  tables_.levelFeatures[level] = readFeature(entry, "feature");
  tables_.hasLevelFeatures |= tables_.levelFeatures[level].has_value();
  entry.finish();
}

/// Adds what the included levels include, until nothing is added.
void PolicyReader2::closeLevels(const Place& at, const std::vector<std::vector<std::size_t>>& direct) {
  const std::size_t count = direct.size();
  std::vector<LevelSet> sets(count);
  for (std::size_t i = 0; i < count; ++i)
    for (const std::size_t other : direct[i]) sets[i] |= LevelSet::of(static_cast<std::uint16_t>(1U << other));
  for (std::size_t round = 0; round < count; ++round)
    for (std::size_t i = 0; i < count; ++i)
      for (unsigned other = 0; other < count; ++other)
        if (sets[i].has(other)) sets[i] |= sets[other];
  for (std::size_t i = 0; i < count; ++i) {
    if (sets[i].has(static_cast<unsigned>(i)))
      report("level_cycle", Place{&at, tables_.levels[i]}, "The level includes itself. Remove one of the inclusions.");
    tables_.includes.push_back(sets[i] | LevelSet::of(static_cast<std::uint16_t>(1U << i)));
  }
}

bool PolicyReader2::isGivenOn(std::string_view level, KindId kind) const {
  const auto place = placeNamed(tables_.levels, level);
  if (!place) return true;
  const auto& kinds = tables_.levelKinds[*place];
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace lockstep
