// Names and conditions in OpenFGA.
#include "export/openfga_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "lockstep/base/json.h"

namespace lockstep {

namespace {

using Op = Formula::Op;
using Parameters = std::map<std::string, std::string>;

constexpr std::array<std::string_view, 15> fgaReserved = {"self",  "this",   "define", "type",      "from",
                                                          "and",   "or",     "but",    "not",       "with",
                                                          "model", "schema", "module", "relations", "condition"};

std::string_view fgaType(ValueType type) {
  constexpr std::array<std::string_view, 5> names = {"bool", "int", "string", "list<string>", "timestamp"};
  return names[static_cast<std::size_t>(type)];
}

std::string fgaText(std::string_view text) { return toJson(Value(text)); }

}  // namespace

std::string fgaName(std::string_view name) {
  constexpr std::size_t longest = 50;
  std::string out;
  for (char c : name) out += isLetterOrDigit(c) || c == '_' || c == '-' ? c : '_';
  if (std::find(fgaReserved.begin(), fgaReserved.end(), out) != fgaReserved.end()) out += '_';
  return out.substr(0, longest);
}

std::string fgaId(std::string_view id) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (char c : id) {
    const bool isPlain = isLetterOrDigit(c) || std::string_view("_.-/@+=|").find(c) != std::string_view::npos;
    if (isPlain)
      out += c;
    else
      out += std::string("%") + digits[(static_cast<unsigned char>(c) >> 4) & 15] + digits[c & 15];
  }
  return out;
}

std::string FgaWords::kind(KindId kind) const {
  constexpr std::array<std::string_view, 5> taken = {"user", "group", "role", "account", "root"};
  const std::string name = fgaName(policy_.kinds()[kind].name);
  return std::find(taken.begin(), taken.end(), name) == taken.end() ? name : name + "_";
}

std::string FgaWords::level(std::size_t level) const {
  constexpr std::array<std::string_view, 4> taken = {"account", "parent", "holds_closed", "awake"};
  const std::string name = fgaName(policy_.levels()[level]);
  return std::find(taken.begin(), taken.end(), name) == taken.end() ? name : name + "_";
}

std::string FgaWords::nameOfFact(const Term& term) const {
  std::string name = lockstep::nameOf(policy_.variables()[term.variable]);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::string FgaWords::value(const Term& term, Parameters& parameters) const {
  if (term.isFact) {
    if (policy_.variables()[term.variable].of == Variable::Of::accountPlan)
      return fgaText(policy_.plans()[account_.plan]);
    const std::string name = nameOfFact(term);
    parameters[name] = fgaType(term.type);
    return name;
  }
  switch (term.type) {
    case ValueType::boolean: return term.number != 0 ? "true" : "false";
    case ValueType::integer: return decimal(term.number);
    case ValueType::time: return "timestamp(" + fgaText(formatTime(term.number)) + ")";
    default: return fgaText(term.text);
  }
}

std::string FgaWords::atom(const Formula& formula, Parameters& parameters) const {
  if (formula.op == Op::compare) {
    constexpr std::array<const char*, 8> signs = {"", "<", "==", "<=", ">", "!=", ">=", ""};
    if (formula.relation % 7 == 0) return formula.relation == 0 ? "false" : "true";
    return value(formula.terms[0], parameters) + " " + signs[formula.relation] + " " +
           value(formula.terms[1], parameters);
  }
  const std::string first = value(formula.terms[0], parameters);
  std::string listed;
  const bool isSet = formula.terms.back().type == ValueType::strings && formula.terms.size() == 2;
  for (std::size_t i = 1; i < formula.terms.size(); ++i)
    listed += (i == 1 ? "" : ", ") + value(formula.terms[i], parameters);
  if (!isSet) listed = "[" + listed + "]";
  std::string test = first + " in " + listed;
  if (formula.op == Op::same)
    test = first + ".all(x, x in " + listed + ") && " + listed + ".all(x, x in " + first + ")";
  return formula.isNegated ? "!(" + test + ")" : formula.op == Op::same ? "(" + test + ")" : test;
}

std::string FgaWords::write(const Formula& formula, Parameters& parameters) const {
  if (formula.op == Op::no || formula.op == Op::yes) return formula.op == Op::yes ? "true" : "false";
  if (formula.op == Op::known || formula.op == Op::absent) {
    if (policy_.variables()[formula.terms[0].variable].of == Variable::Of::accountPlan)
      return formula.op == Op::known ? "true" : "false";
    const std::string name = "has_" + nameOfFact(formula.terms[0]);
    parameters[name] = "bool";
    return (formula.op == Op::known ? "" : "!") + name;
  }
  if (formula.op != Op::all && formula.op != Op::any) return atom(formula, parameters);
  std::string out;
  for (const auto& part : formula.parts)
    out += (out.empty() ? "" : formula.op == Op::all ? " && " : " || ") + write(part, parameters);
  return "(" + out + ")";
}

std::string FgaWords::condition(const Formula& formula, bool ends) {
  Parameters parameters;
  std::string text = formula.op == Op::yes ? "" : write(formula, parameters);
  if (ends) {
    parameters["now"] = parameters["until"] = "timestamp";
    text = "now < until" + (text.empty() ? "" : " && " + text);
  }
  // A condition has at least one parameter, also one that reads the plan alone.
  if (parameters.empty()) parameters["now"] = "timestamp";
  std::string listed;
  for (const auto& [name, type] : parameters) listed += (listed.empty() ? "" : ", ") + name + ": " + type;
  const std::string whole = "(" + listed + ") {\n  " + text + "\n}\n";
  if (const auto known = names_.find(whole); known != names_.end()) return known->second;
  const std::string name = text == "now < until" ? "not_ended" : "condition_" + std::to_string(order_.size() + 1);
  order_.push_back("\ncondition " + name + whole);
  return names_[whole] = name;
}

std::string FgaWords::conditions() const {
  std::string out;
  for (const auto& each : order_) out += each;
  return out;
}

}  // namespace lockstep
