// Format 2: conditions, and the variables that they read.
#include "policy/policy2_reader.h"

namespace lockstep {

void PolicyReader2::addVariable(Variable::Of of, std::string name, ValueType type, std::vector<std::string> words) {
  tables_.variables.push_back({of, std::move(name), type, std::move(words)});
}

void PolicyReader2::addVariables() {
  using Of = Variable::Of;
  std::vector<std::string> kinds, plans;
  for (const Kind& kind : tables_.kinds)
    if (!kind.name.empty()) kinds.push_back(kind.name);
  for (const auto& plan : tables_.plans)
    if (!plan.empty()) plans.push_back(plan);
  addVariable(Of::resource, "kind", ValueType::string, std::move(kinds));
  for (const Kind& kind : tables_.kinds) {
    for (const Attribute& attribute : kind.attributes)
      addVariable(Of::resource, tables_.attributes[attribute.id], attribute.type, attribute.words);
    for (const Relation& relation : kind.relations)
      addVariable(Of::resource, tables_.relations[relation.id], ValueType::strings);
  }
  for (const char* name : {"id", "email"}) addVariable(Of::principal, name, ValueType::string);
  for (const char* name : {"roles", "groups"}) addVariable(Of::principal, name, ValueType::strings);
  for (const Attribute& attribute : tables_.userAttributes)
    addVariable(Of::principal, tables_.attributes[attribute.id], attribute.type, attribute.words);
  for (const Attribute& field : tables_.contextFields)
    addVariable(Of::context, tables_.attributes[field.id], field.type, field.words);
  addVariable(Of::accountPlan, "", ValueType::string, std::move(plans));
  addVariable(Of::now, "", ValueType::time);
}

void PolicyReader2::readConditions(Reader& reader) {
  readEntries(reader, "conditions",
              [&](std::string_view name, const Value& value, const Place& at) { readCondition(name, value, at); });
}

void PolicyReader2::readCondition(std::string_view name, const Value& value, const Place& at) {
  Reader entry(value, at, problems_);
  Condition condition;
  condition.name = name;
  condition.message = entry.optionalText("message").value_or("");
  if (const auto show = entry.optionalText("show")) {
    if (*show != "hidden" && *show != "disabled")
      entry.report("value_invalid", "show", "Must be \"hidden\" or \"disabled\".");
    condition.show = *show == "hidden" ? Show::hidden : Show::disabled;
  }
  constexpr std::string_view key = "if";
  if (const auto source = entry.required(key)) {
    auto program = compileCondition(*source, ConditionScope{tables_.variables});
    for (const auto& problem : program.problems()) entry.report(problem.code, key, problem.message);
    if (program) condition.program = std::move(*program);
  }
  entry.finish();
  tables_.conditions.add(std::move(condition));
}

std::vector<ConditionId> PolicyReader2::readConditionList(Reader& reader, const Place& at, std::string_view key) {
  std::vector<ConditionId> conditions;
  const Value* value = reader.field(key);
  if (value == nullptr) return conditions;
  forEachText(*value, Place{&at, key}, [&](std::string_view name, const Place& place) {
    if (const auto condition = idOf(tables_.conditions, name))
      conditions.push_back(*condition);
    else
      report("condition_unknown", place, quote(name, " is not one of the conditions."));
  });
  return conditions;
}

}  // namespace lockstep
