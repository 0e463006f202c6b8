// A policy's tables as one flat list of texts and whole numbers (lockstep-compiled/3). A page reads it with a tenth of the
// code that reading and checking the rules takes.
//
// `tables` below says what stands in the list, once for writing and reading.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "policy/bounds.h"
#include "policy/policy.h"

namespace lockstep {

namespace {

/// Raise it whenever `tables` writes anything else than before.
constexpr std::string_view format = "lockstep-compiled/3";
constexpr std::int64_t any = std::int64_t{1} << 53;

class Writer {
 public:
  static constexpr bool reads = false;

  std::int64_t number(std::int64_t value, std::int64_t /*highest*/) { return out.push(value).integer(); }
  void text(const std::string& value) { out.push(value); }
  std::size_t size(std::size_t value, std::int64_t /*highest*/) { return out.push(static_cast<std::int64_t>(value)), value; }

  Value out = Value::array();
};

class ListReader {
 public:
  static constexpr bool reads = true;

  explicit ListReader(std::span<const Value> list) : list_(list) {}

  /// From 0 to `highest`; anything else is 0 and makes the list no good.
  std::int64_t number(std::int64_t /*before*/, std::int64_t highest) {
    const Value& value = next();
    if (!value.isInteger() || value.integer() < 0 || value.integer() > highest) return good_ = false, 0;
    return value.integer();
  }
  void text(std::string& value) {
    const Value& given = next();
    if (!given.isString()) good_ = false;
    value = given.string();
  }
  /// How many entries follow, each of at least one value: no list is longer than the text that it stands in.
  std::size_t size(std::size_t /*before*/, std::int64_t highest) { return static_cast<std::size_t>(number(0, std::min(highest, static_cast<std::int64_t>(list_.size() - at_)))); }

  bool isGood() const { return good_ && at_ == list_.size(); }

 private:
  const Value& next() {
    static const Value nothing;
    if (at_ < list_.size()) return list_[at_++];
    good_ = false;
    return nothing;
  }

  std::span<const Value> list_;
  std::size_t at_ = 0;
  bool good_ = true;
};

template <class Pass, class T>
void number(Pass& pass, T& value, std::int64_t highest) {
  value = static_cast<T>(pass.number(static_cast<std::int64_t>(value), highest));
}
template <class Pass>
void flag(Pass& pass, bool& value) { number(pass, value, 1); }

/// The place of something in a list of `count`.
template <class Pass, class T>
void place(Pass& pass, T& value, std::size_t count) {
  number(pass, value, static_cast<std::int64_t>(count) - 1);
}
/// One more than the place, or 0.
template <class Pass>
void place(Pass& pass, std::optional<std::uint16_t>& value, std::size_t count) {
  std::uint32_t given = value ? *value + 1u : 0u;
  number(pass, given, static_cast<std::int64_t>(count));
  value = given > 0 ? std::optional(static_cast<std::uint16_t>(given - 1)) : std::nullopt;
}

template <class Pass, class T, class Each>
void list(Pass& pass, std::vector<T>& entries, std::int64_t highest, Each each) {
  const std::size_t size = pass.size(entries.size(), highest);
  if constexpr (Pass::reads) entries.resize(size);  // it was empty
  for (T& entry : entries) each(entry);
}
template <class Pass>
void places(Pass& pass, std::vector<std::uint16_t>& entries, std::size_t count) {
  list(pass, entries, any, [&](std::uint16_t& entry) { place(pass, entry, count); });
}
template <class Pass>
void texts(Pass& pass, std::vector<std::string>& entries, std::int64_t highest) {
  list(pass, entries, highest, [&](std::string& entry) { pass.text(entry); });
}

/// Thirty-two at a time.
template <class Pass>
void bits(Pass& pass, Bitset& set, std::size_t count) {
  if constexpr (Pass::reads) set = Bitset(count);
  for (std::size_t first = 0; first < count; first += 32) {
    std::uint32_t word = 0;
    for (std::size_t bit = 0; bit < 32; ++bit) word |= static_cast<std::uint32_t>(set.has(first + bit)) << bit;
    number(pass, word, UINT32_MAX);
    if constexpr (Pass::reads)
      for (std::size_t bit = 0; bit < 32 && first + bit < count; ++bit)
        if ((word >> bit & 1) != 0) set.set(first + bit);
  }
}

}  // namespace

class PolicyTables {
 public:
  using Tables = Policy::Tables;

  template <class Pass>
  static void pass(Pass& pass, Tables& tables) {
    pass.text(tables.id);
    pass.text(tables.version);
    pass.text(tables.digest);
    texts(pass, tables.plans, mostNamed);
    texts(pass, tables.levels, mostLevels);
    list(pass, tables.features, mostNamed, [&](Feature& feature) { pass.text(feature.name); });
    for (Feature& feature : tables.features) {
      place(pass, feature.plan, tables.plans.size());
      places(pass, feature.with, tables.features.size());
    }
    list(pass, tables.limits, mostNamed, [&](Limit& limit) {
      pass.text(limit.name);
      number(pass, limit.value, any);
      number(pass, limit.counts, countsNames.size() - 1);
    });
    flag(pass, tables.switches.strictCollectionReshare);
    flag(pass, tables.switches.limitedFolders);
    list(pass, tables.actions, mostNamed, [&](Action& action) { passAction(pass, action, tables); });
    places(pass, tables.actionsByName, tables.actions.size());
    list(pass, tables.roles, mostNamed, [&](Role& role) { passRole(pass, role, tables); });
    list(pass, tables.keyScopes, mostNamed, [&](Scope& scope) {
      pass.text(scope.name);
      bits(pass, scope.allow, tables.actions.size());
    });
    bits(pass, tables.visitor, tables.actions.size());
    list(pass, tables.areas, mostNamed, [&](auto& area) {
      pass.text(area.first);
      place(pass, area.second, tables.actions.size());
    });
    list(pass, tables.titles, any, [&](auto& title) {
      pass.text(title.first);
      pass.text(title.second);
    });
    passShow(pass, tables.show);
  }

  static Policy read(std::shared_ptr<Tables> tables) { return Policy(std::move(tables)); }

 private:
  template <class Pass>
  static void passAction(Pass& pass, Action& action, const Tables& tables) {
    pass.text(action.name);
    number(pass, action.does, countOfDoes - 1);
    list(pass, action.on, any, [&](On& on) { number(pass, on, static_cast<std::int64_t>(On::apiKey)); });
    for (Level* level : {&action.level, &action.toLevel, &action.assetLevel, &action.collectionLevel}) number(pass, *level, static_cast<std::int64_t>(tables.levels.size()));
    number(pass, action.kind, static_cast<std::int64_t>(AssetKind::folder));
    number(pass, action.root, static_cast<std::int64_t>(RootRule::closed));
    number(pass, action.versions, static_cast<std::int64_t>(Versions::any));
    places(pass, action.features, tables.features.size());
    places(pass, action.limits, tables.limits.size());
    place(pass, action.batch, tables.limits.size());
    for (bool* each : {&action.host, &action.isPublic, &action.destructive, &action.ownComment, &action.byArea}) flag(pass, *each);
  }

  template <class Pass>
  static void passRole(Pass& pass, Role& role, const Tables& tables) {
    pass.text(role.name);
    number(pass, role.level, static_cast<std::int64_t>(tables.levels.size()));
    flag(pass, role.shared);
    place(pass, role.feature, tables.features.size());
    bits(pass, role.allow, tables.actions.size());
    bits(pass, role.own, tables.actions.size());
    number(pass, role.atLeast, UINT32_MAX);
  }

  /// The names of the reasons that hide: they may stand in another order in another version of the engine.
  template <class Pass>
  static void passShow(Pass& pass, std::vector<Show>& show) {
    std::vector<std::string> hidden;
    for (std::size_t reason = 0; reason < show.size(); ++reason)
      if (show[reason] == Show::hidden) hidden.emplace_back(reasonNames[reason]);
    texts(pass, hidden, any);
    if constexpr (Pass::reads) {
      show.assign(reasonNames.size(), Show::disabled);
      show[0] = Show::enabled;
      for (const auto& name : hidden)
        if (const auto reason = reasonNamed(name)) show[static_cast<std::size_t>(*reason)] = Show::hidden;
    }
  }
};

std::string Policy::compiled() const {
  Writer writer;
  writer.text(std::string(format));
  Tables tables = *tables_;
  PolicyTables::pass(writer, tables);
  return toJson(writer.out);
}

Result<Policy> Policy::open(std::string_view compiled) {
  const auto document = parseJson(compiled);
  if (!document) return document.problems();
  ListReader reader(document->items());
  std::string given;
  reader.text(given);
  if (given != format) return Problem{"format_unknown", "/0", joined({"Must be \"", format, "\": compile the policy with this version of Lockstep."})};
  auto tables = std::make_shared<Tables>();
  PolicyTables::pass(reader, *tables);
  const bool isWhole = reader.isGood() && !tables->plans.empty() && !tables->levels.empty() && !tables->actions.empty() && !tables->roles.empty();
  if (!isWhole) return Problem{"value_invalid", "", "Is not what compiling a policy gives: compile it again."};
  return PolicyTables::read(std::move(tables));
}

}  // namespace lockstep
