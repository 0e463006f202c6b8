#pragma once

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "lockstep/base/reader.h"
#include "lockstep/policy/policy.h"
#include "policy/bounds.h"

namespace lockstep {

/// The parts of a policy's document that both formats have. Each part may name what earlier parts defined.
class PolicyReader {
 protected:
  using Tables = Policy::Tables;

  PolicyReader() = default;

  void report(std::string_view code, const Place& at, std::string_view message) {
    lockstep::report(problems_, code, at, message);
  }
  /// Reports a part that is valid but surely wrong.
  void doubt(std::string_view code, const Place& at, std::string_view message) {
    lockstep::report(tables_.doubts, code, at, message);
  }

  void readNames(Reader& reader, std::string_view key, std::vector<std::string>& names);
  void readFeatures(Reader& reader);
  void readFeatureList(const Value& value, const Place& place, std::vector<FeatureId>& out);
  std::optional<FeatureId> readFeature(Reader& reader, std::string_view key);
  void readScopes(Reader& reader);
  void readShow(Reader& reader);
  void readTitles(Reader& reader);
  /// Adds an action, so that it is found by its name.
  void addAction(Action action);
  std::uint32_t readAtLeast(Reader& entry);
  /// Returns the level of a field, with all that it includes.
  LevelSet readLevel(Reader& reader, std::string_view key);
  /// Returns the policy, or the problems.
  Result<Policy> finish(const Value& document);

  /// Calls `each` with every entry of a map whose keys are ids.
  template <class Each>
  void readEntries(Reader& reader, std::string_view key, Each each) {
    const Place place{&reader.place(), key};
    const auto members = reader.map(key);
    if (members.size() > mostNamed) return reader.report("value_invalid", key, "At most 2000 entries.");
    for (const auto& [name, value] : members) {
      const Place at{&place, name};
      if (!isId(name))
        report("value_invalid", at, "The name must be of letters, digits, _, - and dots.");
      else
        each(name, value, at);
    }
  }

  /// `had`: what the patterns take from; one that takes nothing is doubtful.
  IdSet<ActionId> readPatterns(Reader& reader, const Place& at, std::string_view key,
                               const IdSet<ActionId>* had = nullptr) {
    const Value* value = reader.field(key);
    const auto fits = [&](ActionId action) { return had == nullptr || had->has(action); };
    const auto unfit = [&](const Place& place) {
      doubt("pattern_needless", place, "The role has no such action anyway.");
    };
    return value == nullptr ? IdSet<ActionId>(tables_.actions.size()) : expand(*value, Place{&at, key}, fits, unfit);
  }

  /// Returns the actions that the patterns name and that fit; calls `unfit` for a pattern without a fitting action.
  template <class Fits, class Unfit>
  IdSet<ActionId> expand(const Value& patterns, const Place& place, Fits fits, Unfit unfit) {
    IdSet<ActionId> set(tables_.actions.size());
    if (!patterns.isArray()) {
      report("type_invalid", place, "Must be a list of actions or patterns such as \"user.*\".");
      return set;
    }
    forEachText(patterns, place, [&](std::string_view pattern, const Place& at) {
      bool hit = false, fit = false;
      for (ActionId id : tables_.actions.ids()) {
        if (!matches_(pattern, tables_.actions[id].name)) continue;
        hit = true;
        if (!fits(id)) continue;
        fit = true;
        set.add(id);
      }
      if (!hit)
        doubt("pattern_empty", at, quote(pattern, " matches no action."));
      else if (!fit)
        unfit(at);
    });
    return set;
  }

  /// Reads a string, or a list of strings.
  template <class Each>
  void forEachText(const Value& value, const Place& place, Each each) {
    if (value.isString()) return each(value.string(), place);
    if (!value.isArray()) return report("type_invalid", place, "Must be a string or a list of strings.");
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const Place at{&place, {}, i};
      if (value.items()[i].isString())
        each(value.items()[i].string(), at);
      else
        report("type_invalid", at, "Must be a string.");
    }
  }

  template <class T>
  T readWord(Reader& reader, std::string_view key, std::initializer_list<std::pair<std::string_view, T>> words,
             T absent) {
    const auto text = reader.optionalText(key);
    if (!text) return absent;
    std::string choices;
    for (const auto& [word, value] : words) {
      if (word == *text) return value;
      choices += choices.empty() ? "" : " or ";
      choices += "\"" + std::string(word) + "\"";
    }
    reader.report("value_invalid", key, "Must be " + choices + ", or be left out.");
    return absent;
  }

  template <class Use>
  void readLimit(std::string_view name, const Place& place, Use use) {
    if (const auto id = idOf(tables_.limits, name))
      use(*id);
    else
      report("limit_unknown", place, quote(name, " is not one of the limits."));
  }

  static bool isId(std::string_view text);
  static std::optional<std::size_t> placeNamed(const std::vector<std::string>& list, std::string_view name) {
    const auto at = std::find(list.begin(), list.end(), name);
    return at == list.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - list.begin()));
  }
  static const std::string& nameIn(const std::string& name) { return name; }
  template <class Entry>
  static const std::string& nameIn(const Entry& entry) {
    return entry.name;
  }
  template <class Id, class Entry>
  static std::optional<Id> idOf(const IdList<Id, Entry>& list, std::string_view name) {
    for (Id id : list.ids())
      if (nameIn(list[id]) == name) return id;
    return std::nullopt;
  }

  Tables tables_;
  Problems problems_;
  bool (*matches_)(std::string_view pattern, std::string_view name) = nullptr;
};

/// Reads the document of a policy in format 1 or in format 2.
Result<Policy> readPolicy1(const Value& document);
Result<Policy> readPolicy2(const Value& document);

}  // namespace lockstep
