#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "cli/builtin_policy.h"
#include "lockstep/lockstep.h"

namespace lockstep::given {

/// A text file of the repository; the tests run in its root.
inline std::string file(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The built-in policy; another, from a file, where LOCKSTEP_POLICY names one (tests/mutants).
inline const Policy& policy() {
  static const char* const other = std::getenv("LOCKSTEP_POLICY");
  static const Policy parsed = Policy::parse(other != nullptr ? file(other) : std::string(builtinPolicy())).value();
  return parsed;
}

/// The built-in one, in which a folder may stop what comes from above.
inline Policy policyWithLimitedFolders() {
  constexpr std::string_view off = "\"limitedFolders\": false";
  std::string text(builtinPolicy());
  return Policy::parse(text.replace(text.find(off), off.size(), "\"limitedFolders\": true")).value();
}

/// An account of ours: enterprise, an administrator, a restricted user, and what the test adds.
inline Account account(std::string_view more = "", std::string_view plan = "enterprise") {
  const std::string json =
      R"({"format":"lockstep-account/1","id":"acme","revision":7,"plan":")" + std::string(plan) +
      R"(","users":[{"id":"ada","name":"Ada","email":"ada@acme.test","role":"account_administrator"},)"
      R"({"id":"rita","name":"Rita","email":"rita@acme.test","role":"media_library_restricted_access"},)"
      R"({"id":"dev","name":"Dev","email":"dev@acme.test","role":"developer"},)"
      R"({"id":"vera","name":"Vera","email":"vera@acme.test","role":"media_library_view_only_access"},)"
      R"({"id":"fin","name":"Fin","email":"fin@acme.test","role":"finance"}])" +
      std::string(more.empty() ? "" : ",") + std::string(more) + "}";
  return Account::parse(json, policy()).value();
}

inline Request request(std::string_view json) { return parseRequest(json).value(); }
inline Decision ask(const Account& account, std::string_view json) { return decide(account, request(json)); }
inline Decision carryOut(Account& account, std::string_view json) { return apply(account, request(json)).decision; }
/// Noon of a day in 2026 at which the tests ask.
inline constexpr Time noon = 1768478400;  // 2026-01-15T12:00:00Z

/// Whether one of the problems is this one.
inline bool told(const Problems& problems, std::string_view code, std::string_view field) {
  for (const auto& problem : problems)
    if (problem.code == code && problem.field == field && !problem.message.empty()) return true;
  return false;
}
/// All problems in one text, for a test that fails.
inline std::string listed(const Problems& problems) {
  std::string out;
  for (const auto& problem : problems) out += problem.field + " " + problem.code + ": " + problem.message + "\n";
  return out;
}
inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace lockstep::given
