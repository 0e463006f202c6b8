#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "export/sources2.h"

namespace lockstep {

/// A name as OpenFGA takes it: letters, digits, `_` and `-`, and none of its own words.
std::string fgaName(std::string_view name);
/// An id without the characters that OpenFGA gives a meaning, which are written as `%` and two digits.
std::string fgaId(std::string_view id);

/// The names of a policy in OpenFGA, each different from the others on its type, and the conditions that are used.
class FgaWords {
 public:
  explicit FgaWords(const Account& account) : account_(account), policy_(account.policy()) {}

  std::string kind(KindId kind) const;
  std::string level(std::size_t level) const;
  std::string relation(RelationId relation) const { return fgaName("is_" + policy_.relations()[relation]); }
  /// Returns the name of a condition; `ends`: it also has an end, which comes with the tuple.
  std::string condition(const Formula& formula, bool ends);
  /// Returns the conditions that were named.
  std::string conditions() const;

 private:
  std::string write(const Formula& formula, std::map<std::string, std::string>& parameters) const;
  std::string atom(const Formula& formula, std::map<std::string, std::string>& parameters) const;
  std::string value(const Term& term, std::map<std::string, std::string>& parameters) const;
  std::string nameOfFact(const Term& term) const;

  const Account& account_;
  const Policy& policy_;
  std::map<std::string, std::string> names_;  // by what a condition says
  std::vector<std::string> order_;
};

}  // namespace lockstep
