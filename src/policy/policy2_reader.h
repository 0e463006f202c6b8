#pragma once

#include <initializer_list>

#include "policy/policy_reader.h"

namespace lockstep {

/// Compiles a policy document in format 2. Each part is in the file of its name: policy2_levels.cpp and so on.
class PolicyReader2 : public PolicyReader {
 public:
  PolicyReader2();
  Result<Policy> read(const Value& document);

 private:
  /// Reports lists of nothing, which would be fields without effect.
  static void refuseEmpty(Reader& reader, std::initializer_list<std::string_view> keys);
  template <std::size_t size>
  static bool isListed(const std::string_view (&names)[size], std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  }
  void readMessages(Reader& reader);

  // Levels.
  void readLevels(Reader& reader);
  void readLevelList(Reader& reader);
  void readLevelMap(Reader& reader);
  void readLevel2(const Value& value, const Place& at, std::size_t level,
                  std::vector<std::vector<std::size_t>>& direct);
  void closeLevels(const Place& at, const std::vector<std::vector<std::size_t>>& direct);
  /// Returns whether a level may be given on a kind: on those of its `on`, or on any.
  bool isGivenOn(std::string_view level, KindId kind) const;

  // Kinds.
  void readKindNames(Reader& reader);
  void readKinds(Reader& reader);
  void checkCollected(const Place& place);
  void readKind(const Value& value, const Place& at, KindId id);
  void readKindPlaces(Reader& entry, const Place& at, Kind& kind);
  /// Reads names of kinds; `/` is the root where `root` is given.
  void readKindList(Reader& entry, const Place& at, std::string_view key, std::vector<KindId>& kinds, bool* root);

  // Relations and attributes.
  void readRelations(Reader& entry, const Place& at, Kind& kind);
  void readAttributes(Reader& entry, std::string_view key, std::vector<Attribute>& attributes);
  bool readType(const Value& value, const Place& at, Attribute& attribute);
  AttributeId attributeNamed(std::string_view name);
  RelationId relationNamed(std::string_view name);

  // Conditions.
  void readConditions(Reader& reader);
  void readCondition(std::string_view name, const Value& value, const Place& at);
  void addVariables();
  void addVariable(Variable::Of of, std::string name, ValueType type, std::vector<std::string> words = {});
  std::vector<ConditionId> readConditionList(Reader& reader, const Place& at, std::string_view key);

  // Plans and limits.
  void readPlans(Reader& reader);
  void readLimits(Reader& reader);
  void readLimitEntry(std::string_view name, const Value& value, const Place& at);
  void readCount(Reader& entry, const Place& at, Limit& limit);
  void readPlanValues(Reader& entry, const Place& at, Limit& limit);

  // Actions.
  void readActions(Reader& reader);
  void readAction(const Value& value, const Place& at, Action& action);
  void readOn(Reader& reader, const Place& at, Action& action);
  void readDoes(Reader& reader, const Place& at, Action& action);
  void readDoesWord(std::string_view word, const Place& at, Action& action);
  void checkCreates(const Place& at, const Action& action);
  void readMaker(Reader& reader, Action& action);
  void readLimitsOf(Reader& reader, const Place& at, Action& action);
  void checkFields(Reader& reader, const Place& at, Action& action);
  bool isPlaced(const Action& action) const;
  bool fitsPlaces(const Action& action) const;
  LevelSet levelIn(KindId kind, RelationId relation) const;
  bool hasAttribute(KindId kind, AttributeId attribute) const;

  // Roles.
  void readRoles(Reader& reader);
  void readRole(std::string_view name, const Value& value, const Place& at);
  void readAllow(Reader& entry, const Place& at, Role& role);
  void readMayGive(Reader& entry, const Place& at, Role& role);
  void checkRoleNames(Reader& reader);
  void readCustomRoles(Reader& reader);
};

}  // namespace lockstep
