#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "export/sources2.h"
#include "lockstep/access/request.h"
#include "lockstep/base/json.h"

namespace lockstep {

/// Conditions of a CASL rule, which all have to be met: by field and operator.
class CaslQuery {
 public:
  /// A list of strings, as JSON.
  static std::string listOf(const std::vector<std::string>& texts);

  /// Adds a condition, whose value is JSON. Two of one field and operator are kept as lists that are tested apart.
  void require(const std::string& field, const std::string& sign, const std::string& json);
  /// Adds all of another. Returns false if no subject can meet both, or CASL cannot express both.
  bool add(const CaslQuery& other);
  bool isEmpty() const { return fields_.empty(); }
  std::string json() const;

 private:
  bool merge(const std::string& field, const std::string& sign, const std::string& json);

  std::map<std::string, std::map<std::string, std::string>> fields_;
};

/// Alternative queries: one has to be met.
struct CaslQueries {
  std::vector<CaslQuery> ways{};

  static CaslQueries always();
  static CaslQueries one(const std::string& field, const std::string& sign, const std::string& json);
  void add(const CaslQueries& other);
  /// Each way of this with each of another. What would be too long is left out, and so denied.
  CaslQueries both(const CaslQueries& other) const;
};

/// What is known when rules are written.
struct CaslFacts {
  const Account& account;
  const Principal& principal;
  const User* user = nullptr;
  std::optional<KindId> kind{};  ///< of the subject
  std::optional<Time> now{};
};

/// Returns when a formula holds, as far as CASL can express it.
CaslQueries queriesOf(const Formula& formula, const CaslFacts& facts);

}  // namespace lockstep
