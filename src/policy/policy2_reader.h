#pragma once

#include <initializer_list>

#include "policy/policy_reader.h"

namespace lockstep {

/// Compiles a policy document in format 2. Its parts are in policy2_words.cpp (plans, levels, kinds, attributes,
/// conditions, limits), policy2_actions.cpp and policy2_roles.cpp.
class PolicyReader2 : public PolicyReader {
 public:
  PolicyReader2();
  Result<Policy> read(const Value& document);

 private:
  // Words.
  void readPlans(Reader& reader);
  void readLevels(Reader& reader);
  void readLevelList(Reader& reader, const Value& value);
  void readLevelMap(Reader& reader, const Value& value);
  void readLevel2(const Value& value, const Place& at, std::size_t level,
                  std::vector<std::vector<std::size_t>>& direct);
  void closeLevels(const Place& at, const std::vector<std::vector<std::size_t>>& direct);
  void readKindNames(Reader& reader);
  void readKinds(Reader& reader);
  void checkCollected(const Place& place);
  void readKind(const Value& value, const Place& at, KindId id);
  void readKindPlaces(Reader& entry, const Place& at, Kind& kind);
  bool isGivenOn(std::string_view level, KindId kind) const;
  void readKindList(Reader& entry, const Place& at, std::string_view key, std::vector<KindId>& kinds, bool* root);
  void readRelations(Reader& entry, const Place& at, Kind& kind);
  void readAttributes(Reader& entry, std::string_view key, std::vector<Attribute>& attributes);
  bool readType(const Value& value, const Place& at, Attribute& attribute);
  AttributeId attributeNamed(std::string_view name);
  RelationId relationNamed(std::string_view name);
  void readConditions(Reader& reader);
  void readCondition(std::string_view name, const Value& value, const Place& at);
  void addVariables();
  void addVariable(Variable::Of of, std::string name, ValueType type, std::vector<std::string> words = {});
  static void refuseEmpty(Reader& reader, std::initializer_list<std::string_view> keys);
  std::vector<ConditionId> readConditionList(Reader& reader, const Place& at, std::string_view key);
  void readLimits(Reader& reader);
  void readLimitEntry(std::string_view name, const Value& value, const Place& at);
  void readCount(Reader& entry, const Place& at, Limit& limit);
  void readPlanValues(Reader& entry, const Place& at, Limit& limit);
  void readMessages(Reader& reader);

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
