// Names and conditions of format 2 in Cedar.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "export/cedar2.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

using Op = Formula::Op;

bool isCedarWord(std::string_view name) {
  constexpr std::array<std::string_view, 10> reserved = {"true", "false", "if",   "then", "else",
                                                         "in",   "is",    "like", "has",  "__cedar"};
  const bool isWord = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                      std::all_of(name.begin(), name.end(), [](char c) { return isLetterOrDigit(c) || c == '_'; });
  return isWord && std::find(reserved.begin(), reserved.end(), name) == reserved.end();
}

std::string member(const std::string& of, std::string_view name) {
  return isCedarWord(name) ? of + "." + std::string(name) : of + "[" + cedarText(name) + "]";
}

/// A fact in Cedar: its value, and a guard that is true where it is there. An empty value: it is never there.
struct CedarFact {
  std::string value, guard;
};

class CedarCondition {
 public:
  CedarCondition(const Account& account, bool hasPlace)
      : account_(account), policy_(account.policy()), hasPlace_(hasPlace) {}

  std::string write(const Formula& formula) const {
    switch (formula.op) {
      case Op::no: return "false";
      case Op::yes: return "true";
      case Op::all: return join(formula, " && ");
      case Op::any: return join(formula, " || ");
      case Op::known: return known(factOf(formula.terms[0]));
      case Op::absent: return "!(" + known(factOf(formula.terms[0])) + ")";
      default: return guarded(formula);
    }
  }

 private:
  std::string join(const Formula& formula, const char* sign) const {
    std::string out;
    for (const auto& part : formula.parts) out += (out.empty() ? "" : sign) + write(part);
    return "(" + out + ")";
  }

  static std::string known(const CedarFact& fact) {
    return fact.value.empty() ? "false" : fact.guard.empty() ? "true" : fact.guard;
  }

  /// A part of an entity, in one of its records.
  static CedarFact in(const std::string& of, const std::string& record, const std::string& name) {
    const std::string whole = of + "." + record;
    return {member(whole, name),
            of + " has " + record + " && " + whole + " has " + (isCedarWord(name) ? name : cedarText(name))};
  }

  CedarFact ofResource(const std::string& name) const {
    if (!hasPlace_) return {};
    if (name == "kind") return {"resource.kind", "resource has kind"};
    // A name may be a relation on one kind and an attribute on another.
    return in("resource", "facts", name);
  }

  static CedarFact ofPrincipal(const std::string& name) {
    for (const char* own : {"id", "email", "roles", "groups"})
      if (name == own) return {"principal." + name, "principal has " + name};
    return in("principal", "profile", name);
  }

  CedarFact factOf(const Term& term) const {
    const Variable& variable = policy_.variables()[term.variable];
    switch (variable.of) {
      case Variable::Of::resource: return ofResource(variable.name);
      case Variable::Of::principal: return ofPrincipal(variable.name);
      case Variable::Of::context:
        return {member("context", variable.name),
                "context has " + (isCedarWord(variable.name) ? variable.name : cedarText(variable.name))};
      case Variable::Of::now: return {"context.now", "context has now"};
      case Variable::Of::accountPlan: break;
    }
    const auto& plan = policy_.plans()[account_.plan];
    return plan.empty() ? CedarFact() : CedarFact{cedarText(plan), ""};
  }

  std::string valueOf(const Term& term) const {
    if (term.isFact) return factOf(term).value;
    switch (term.type) {
      case ValueType::boolean: return term.number != 0 ? "true" : "false";
      case ValueType::integer: return decimal(term.number);
      case ValueType::time: return "datetime(" + cedarText(formatTime(term.number)) + ")";
      default: return cedarText(term.text);
    }
  }

  std::string guarded(const Formula& formula) const {
    std::vector<std::string> parts;
    for (const auto& term : formula.terms) {
      if (!term.isFact) continue;
      const CedarFact fact = factOf(term);
      if (fact.value.empty()) return "false";
      if (!fact.guard.empty() && std::find(parts.begin(), parts.end(), fact.guard) == parts.end())
        parts.push_back(fact.guard);
    }
    const std::string test = relation(formula);
    if (test == "false") return test;
    parts.push_back(test);
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : " && ") + part;
    return parts.size() == 1 ? out : "(" + out + ")";
  }

  std::string relation(const Formula& formula) const {
    if (formula.op == Op::compare) return compared(formula);
    const std::string first = valueOf(formula.terms[0]), last = valueOf(formula.terms.back());
    std::string test = last + ".contains(" + first + ")";
    if (formula.op == Op::same) {
      const bool isSet = formula.terms.size() == 2 && formula.terms[1].type == ValueType::strings;
      std::string listed;
      for (std::size_t i = 1; i < formula.terms.size(); ++i) listed += (i == 1 ? "" : ", ") + valueOf(formula.terms[i]);
      test = first + " == " + (isSet ? last : "[" + listed + "]");
    }
    return formula.isNegated ? "!(" + test + ")" : test;
  }

  /// Cedar does not order strings.
  std::string compared(const Formula& formula) const {
    const bool isOrder = formula.relation != Program::equal && formula.relation != (Program::less | Program::greater);
    if (isOrder && formula.terms[0].type == ValueType::string) return "false";
    const char* sign = "==";
    switch (formula.relation) {
      case 0: return "false";
      case Program::less: sign = "<"; break;
      case Program::greater: sign = ">"; break;
      case Program::less | Program::equal: sign = "<="; break;
      case Program::greater | Program::equal: sign = ">="; break;
      case Program::less | Program::greater: sign = "!="; break;
      case Program::less | Program::equal | Program::greater: return "true";
      default: break;
    }
    if (formula.terms[0].type == ValueType::boolean && !formula.terms[1].isFact && formula.relation == Program::equal)
      return (formula.terms[1].number != 0 ? "" : "!") + valueOf(formula.terms[0]);
    return valueOf(formula.terms[0]) + " " + sign + " " + valueOf(formula.terms[1]);
  }

  const Account& account_;
  const Policy& policy_;
  bool hasPlace_;
};

}  // namespace

std::string cedarType(const Policy& policy, KindId kind) {
  constexpr std::array<std::string_view, 10> taken = {"User", "UserGroup", "Role",    "ApiKey", "KeyScope",
                                                      "Host", "Account",   "Visitor", "Action", "Root"};
  const std::string& name = policy.kinds()[kind].name;
  if (!isCedarWord(name)) return "Kind" + decimal(static_cast<std::int64_t>(indexOf(kind)));
  return std::find(taken.begin(), taken.end(), name) == taken.end() ? name : name + "_";
}

std::string cedarPlace(const Policy& policy, const Asset* place) {
  return place == nullptr ? cedarEntity("Root", "/") : cedarEntity(cedarType(policy, place->kind), place->id);
}

std::string cedarCondition(const Formula& formula, const Account& account, bool hasPlace) {
  return CedarCondition(account, hasPlace).write(formula);
}

std::string cedarLevel(std::size_t level, const Policy& policy) { return "can " + policy.levels()[level]; }

}  // namespace lockstep
