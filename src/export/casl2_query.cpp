// Conditions of format 2 as CASL's: comparisons of a subject's fields with constants.
#include "export/casl2_query.h"

#include <algorithm>

#include "base/text.h"
#include "lockstep/account/holder.h"

namespace lockstep {

namespace {

using Op = Formula::Op;
constexpr std::size_t mostWays = 256;

/// A value that is known when rules are written, or a field of the subject, or neither: a fact that is absent.
struct CaslValue {
  enum class Is { absent, constant, field };
  Is is = Is::absent;
  std::string field{};
  AttributeValue value{};
};

CaslValue constantOf(AttributeValue value) { return {CaslValue::Is::constant, {}, std::move(value)}; }
CaslValue textOf(std::string text) { return constantOf({ValueType::string, 0, std::move(text)}); }

CaslValue ofResource(const std::string& name, const CaslFacts& facts) {
  if (!facts.kind) return {};
  const Policy& policy = facts.account.policy();
  const Kind& kind = policy.kinds()[*facts.kind];
  if (name == "kind") return textOf(kind.name);
  const bool isRelation = std::any_of(kind.relations.begin(), kind.relations.end(),
                                      [&](const auto& each) { return policy.relations()[each.id] == name; });
  const bool isAttribute = std::any_of(kind.attributes.begin(), kind.attributes.end(),
                                       [&](const auto& each) { return policy.attributes()[each.id] == name; });
  if (!isRelation && !isAttribute) return {};
  return {CaslValue::Is::field, "facts." + name};
}

CaslValue ofPrincipal(const std::string& name, const CaslFacts& facts) {
  if (name == "id") return textOf(facts.user != nullptr ? facts.user->id : facts.principal.id);
  if (facts.user == nullptr) return {};
  if (name == "email") return facts.user->email.empty() ? CaslValue() : textOf(facts.user->email);
  const Holder holder(facts.account, facts.user->id);
  AttributeValue set{ValueType::strings};
  if (name == "roles")
    for (const Role* role : holder.roles()) set.strings.push_back(role->name);
  if (name == "groups")
    for (const auto& group : holder.groups()) set.strings.push_back(group);
  if (name == "roles" || name == "groups") return constantOf(std::move(set));
  for (const auto& [id, value] : facts.user->attributes)
    if (facts.account.policy().attributes()[id] == name) return constantOf(value);
  return {};
}

CaslValue valueOf(const Term& term, const CaslFacts& facts) {
  if (!term.isFact) return constantOf({term.type, term.number, term.text});
  const Policy& policy = facts.account.policy();
  const Variable& variable = policy.variables()[term.variable];
  switch (variable.of) {
    case Variable::Of::resource: return ofResource(variable.name, facts);
    case Variable::Of::principal: return ofPrincipal(variable.name, facts);
    case Variable::Of::now: return facts.now ? constantOf({ValueType::time, *facts.now}) : CaslValue();
    case Variable::Of::accountPlan: {
      const auto& plan = policy.plans()[facts.account.plan];
      return plan.empty() ? CaslValue() : textOf(plan);
    }
    case Variable::Of::context: break;
  }
  return {};
}

CaslQueries decided(bool isTrue) { return isTrue ? CaslQueries::always() : CaslQueries(); }

std::string jsonOf(const AttributeValue& value) {
  if (value.type == ValueType::boolean) return value.number != 0 ? "true" : "false";
  if (value.type == ValueType::string) return toJson(Value(value.string));
  return value.type == ValueType::strings ? CaslQuery::listOf(value.strings) : decimal(value.number);
}

CaslQueries there(CaslQuery query, const std::string& field) {
  query.require(field, "$exists", "true");
  CaslQueries one;
  one.ways.push_back(std::move(query));
  return one;
}

CaslQueries compared(const Formula& formula, const CaslValue& left, const CaslValue& right) {
  if (left.is == CaslValue::Is::constant && right.is == CaslValue::Is::constant) {
    const int text = left.value.string.compare(right.value.string);
    const std::int64_t a = left.value.number, b = right.value.number;
    const bool isLess = a < b || (a == b && text < 0), isEqual = a == b && text == 0;
    const auto relation = isLess ? Program::less : isEqual ? Program::equal : Program::greater;
    return decided((formula.relation & relation) != 0);
  }
  // Two fields are not compared.
  if (left.is == right.is) return {};
  const bool isFlipped = right.is == CaslValue::Is::field;
  const CaslValue &field = isFlipped ? right : left, &constant = isFlipped ? left : right;
  auto relation = formula.relation;
  const bool isUnequal = relation == (Program::less | Program::greater), isEqual = relation == Program::equal;
  if (isFlipped && !isUnequal && !isEqual) {
    relation = static_cast<std::uint16_t>(relation & Program::equal);
    if (formula.relation & Program::less) relation |= Program::greater;
    if (formula.relation & Program::greater) relation |= Program::less;
  }
  constexpr std::int64_t safest = (std::int64_t{1} << 53) - 1;
  const bool isSafe = constant.value.number >= -safest && constant.value.number <= safest;
  const bool isText = constant.value.type == ValueType::string;
  if (!isSafe || relation == 0 || (isText && !isEqual && !isUnequal)) return {};
  constexpr const char* signs[] = {"", "$lt", "$eq", "$lte", "$gt", "$nin", "$gte", "$exists"};
  const std::string json = jsonOf(constant.value);
  CaslQuery query;
  query.require(field.field, signs[relation], relation == 7 ? "true" : isUnequal ? "[" + json + "]" : json);
  return there(std::move(query), field.field);
}

CaslQueries member(const Formula& formula, const CaslValue& item, const CaslValue& set) {
  if (item.is == CaslValue::Is::constant && set.is == CaslValue::Is::constant) {
    const auto& all = set.value.strings;
    return decided((std::find(all.begin(), all.end(), item.value.string) != all.end()) != formula.isNegated);
  }
  if (item.is == set.is) return {};
  CaslQuery query;
  const bool isField = item.is == CaslValue::Is::field;
  const std::string listed =
      CaslQuery::listOf(isField ? set.value.strings : std::vector<std::string>{item.value.string});
  const std::string& field = isField ? item.field : set.field;
  query.require(field, formula.isNegated ? "$nin" : isField ? "$in" : "$all", listed);
  return there(std::move(query), field);
}

/// That a set is not the same is expressed by a string that it lacks, and no more.
CaslQueries same(const Formula& formula, const CaslValue& set, std::vector<CaslValue> others) {
  std::vector<std::string> texts;
  for (const auto& other : others) {
    if (other.is != CaslValue::Is::constant) return {};
    if (other.value.type == ValueType::strings)
      texts.insert(texts.end(), other.value.strings.begin(), other.value.strings.end());
    else
      texts.push_back(other.value.string);
  }
  const auto sorted = [](std::vector<std::string> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  };
  texts = sorted(std::move(texts));
  if (set.is == CaslValue::Is::constant) return decided((sorted(set.value.strings) == texts) != formula.isNegated);
  CaslQueries ways;
  if (formula.isNegated) {
    for (const auto& text : texts) {
      CaslQuery query;
      query.require(set.field, "$nin", CaslQuery::listOf({text}));
      ways.add(there(std::move(query), set.field));
    }
    return ways;
  }
  CaslQuery query;
  query.require(set.field, "$size", std::to_string(texts.size()));
  if (!texts.empty()) query.require(set.field, "$all", CaslQuery::listOf(texts));
  return there(std::move(query), set.field);
}

CaslQueries atomOf(const Formula& formula, const CaslFacts& facts) {
  std::vector<CaslValue> values;
  for (const auto& term : formula.terms) values.push_back(valueOf(term, facts));
  const bool isKnown = formula.op == Op::known, isAbsent = formula.op == Op::absent;
  if (isKnown || isAbsent) {
    if (values[0].is != CaslValue::Is::field) {
      // Of the context nothing is known.
      const Variable& variable = facts.account.policy().variables()[formula.terms[0].variable];
      if (variable.of == Variable::Of::context) return {};
      return decided((values[0].is == CaslValue::Is::constant) == isKnown);
    }
    return CaslQueries::one(values[0].field, "$exists", isKnown ? "true" : "false");
  }
  for (const auto& value : values)
    if (value.is == CaslValue::Is::absent) return {};
  if (formula.op == Op::compare) return compared(formula, values[0], values[1]);
  if (formula.op == Op::member) return member(formula, values[0], values[1]);
  const CaslValue set = values.front();
  values.erase(values.begin());
  if (values.size() == 1 && values[0].is == CaslValue::Is::field && set.is == CaslValue::Is::constant)
    return same(formula, values[0], {set});
  return same(formula, set, std::move(values));
}

}  // namespace

std::string CaslQuery::listOf(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const auto& text : texts) list.push(text);
  return toJson(list);
}

void CaslQuery::require(const std::string& field, const std::string& sign, const std::string& json) {
  fields_[field].emplace(sign, json);
}

/// Lists of what must be there, or must not be, become one. Of other values the second has to be the same.
bool CaslQuery::merge(const std::string& field, const std::string& sign, const std::string& json) {
  auto& known = fields_[field];
  const auto at = known.find(sign);
  if (at == known.end()) {
    known.emplace(sign, json);
    return true;
  }
  if (at->second == json) return true;
  if (sign != "$nin" && sign != "$all") return false;
  at->second =
      at->second.substr(0, at->second.size() - 1) + (at->second == "[]" || json == "[]" ? "" : ",") + json.substr(1);
  return true;
}

bool CaslQuery::add(const CaslQuery& other) {
  for (const auto& [field, signs] : other.fields_)
    for (const auto& [sign, json] : signs)
      if (!merge(field, sign, json)) return false;
  return true;
}

std::string CaslQuery::json() const {
  std::string out;
  for (const auto& [field, signs] : fields_) {
    std::string tests;
    for (const auto& [sign, json] : signs) tests += (tests.empty() ? "" : ",") + toJson(Value(sign)) + ":" + json;
    out += (out.empty() ? "" : ",") + toJson(Value(field)) + ":{" + tests + "}";
  }
  return "{" + out + "}";
}

CaslQueries CaslQueries::always() {
  CaslQueries all;
  all.ways.emplace_back();
  return all;
}

CaslQueries CaslQueries::one(const std::string& field, const std::string& sign, const std::string& json) {
  CaslQueries one = always();
  one.ways[0].require(field, sign, json);
  return one;
}

void CaslQueries::add(const CaslQueries& other) {
  for (const auto& way : other.ways)
    if (ways.size() < mostWays) ways.push_back(way);
}

CaslQueries CaslQueries::both(const CaslQueries& other) const {
  CaslQueries all;
  for (const auto& one : ways)
    for (const auto& second : other.ways) {
      CaslQuery way = one;
      if (way.add(second) && all.ways.size() < mostWays) all.ways.push_back(std::move(way));
    }
  return all;
}

CaslQueries queriesOf(const Formula& formula, const CaslFacts& facts) {
  if (formula.op == Op::no || formula.op == Op::yes) return decided(formula.op == Op::yes);
  if (formula.op != Op::all && formula.op != Op::any) return atomOf(formula, facts);
  CaslQueries whole = decided(formula.op == Op::all);
  for (const auto& part : formula.parts) {
    const CaslQueries queries = queriesOf(part, facts);
    if (formula.op == Op::any)
      whole.add(queries);
    else
      whole = whole.both(queries);
  }
  return whole;
}

}  // namespace lockstep
