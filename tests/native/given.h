#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "cli/builtin_policy.h"
#include "lockstep.h"

namespace lockstep::given {

inline const Policy& policy() {
  static const Policy parsed = Policy::parse(builtinPolicy()).value();
  return parsed;
}

/// An account of ours: enterprise, an administrator, a restricted user, and what the test adds.
inline Account account(std::string_view more = "", std::string_view plan = "enterprise") {
  const std::string json = R"({"format":"lockstep-account/1","id":"acme","revision":7,"plan":")" + std::string(plan) +
                           R"(","users":[{"id":"ada","name":"Ada","email":"ada@acme.test","role":"account_administrator"},)"
                           R"({"id":"rita","name":"Rita","email":"rita@acme.test","role":"media_library_restricted_access"},)"
                           R"({"id":"dev","name":"Dev","email":"dev@acme.test","role":"developer"},)"
                           R"({"id":"vera","name":"Vera","email":"vera@acme.test","role":"media_library_view_only_access"},)"
                           R"({"id":"fin","name":"Fin","email":"fin@acme.test","role":"finance"}])" + std::string(more.empty() ? "" : ",") + std::string(more) + "}";
  return Account::parse(json, policy()).value();
}

inline Request request(std::string_view json) { return parseRequest(json).value(); }

/// A text file of the repository; the tests run in its root.
inline std::string file(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace lockstep::given
