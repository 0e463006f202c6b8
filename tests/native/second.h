#pragma once

// Policies and accounts in format 2 from JSON, and questions about them.

#include <doctest/doctest.h>

#include "alike.h"
#include "given.h"

namespace lockstep::second {

/// The parts of a policy's document that a test changes, as JSON. Boxes contain boxes and notes; a shelf has notes.
struct Words {
  std::string levels = R"(["read","write","admin"])";
  std::string kinds =
      R"({"box":{"in":["/","box"],"relations":{"owner":"admin","reader":"read"},
          "attributes":{"closed":"bool","points":"int"}},
          "note":{"in":["box"],"relations":{"author":"write"},"attributes":{"closed":"bool"}},
          "shelf":{"collects":["note"],"gives":"read"}})";
  std::string actions =
      R"({"box.view":{"on":"box","level":"read"},"box.edit":{"on":"box","level":"write"},
          "box.rule":{"on":"box","level":"admin"},"note.view":{"on":"note","level":"read"},
          "note.edit":{"on":"note","level":"write"},"note.rule":{"on":"note","level":"admin"},
          "shelf.view":{"on":"shelf","level":"read"}})";
  std::string roles = R"({"member":{"allow":["*"]},"boss":{"level":"admin","allow":["*"]}})";
  std::string more = "";  ///< further fields, each after a comma
};

inline std::string documentOf(const Words& words) {
  return R"({"format":"lockstep-policy/2","id":"boxes","version":"1","levels":)" + words.levels + R"(,"kinds":)" +
         words.kinds + R"(,"actions":)" + words.actions + R"(,"roles":)" + words.roles + words.more + "}";
}
inline Policy policy(const Words& words = {}) {
  const auto read = Policy::parse(documentOf(words));
  REQUIRE_MESSAGE(read.ok(), given::listed(read.problems()));
  return *read;
}
/// Checks that a policy is refused for a problem at a place.
inline void refused(const Words& words, std::string_view code, std::string_view field) {
  const auto read = Policy::parse(documentOf(words));
  CHECK_MESSAGE(given::told(read.problems(), code, field), code << " " << field << "\n"
                                                                << given::listed(read.problems()));
}

/// Ann, Bob and Cid are members, and Eve is the boss.
inline constexpr std::string_view people =
    R"([{"id":"ann","email":"ann@acme.test","role":"member"},{"id":"bob","email":"bob@acme.test","role":"member"},
        {"id":"cid","role":"member"},{"id":"eve","role":"boss"}])";
/// An account's document with some fields; without `users` it has those people.
inline std::string accountDocument(std::string_view fields) {
  const bool hasUsers = fields.find("\"users\":") != std::string_view::npos;
  return R"({"format":"lockstep-account/2","id":"acme","revision":3)" +
         (hasUsers ? std::string() : ",\"users\":" + std::string(people)) + (fields.empty() ? "" : ",") +
         std::string(fields) + "}";
}
inline Account account(const Policy& policy, std::string_view fields) {
  auto read = Account::parse(accountDocument(fields), policy);
  REQUIRE_MESSAGE(read.ok(), given::listed(read.problems()));
  return std::move(read).value();
}
/// Checks that an account is refused for a problem at a place.
inline void refused(const Policy& policy, std::string_view fields, std::string_view code, std::string_view field) {
  const auto read = Account::parse(accountDocument(fields), policy);
  CHECK_MESSAGE(given::told(read.problems(), code, field), code << " " << field << "\n"
                                                                << given::listed(read.problems()));
}

/// A request of a user at noon. A resource is a path, an object or nothing; a context is members without braces.
inline Request request(std::string_view user, std::string_view action, std::string_view resource = "",
                       std::string_view context = "") {
  std::string json = R"({"principal":{"user":")" + std::string(user) + R"("},"action":")" + std::string(action) + "\"";
  if (resource.starts_with('/')) json += R"(,"resource":")" + std::string(resource) + "\"";
  if (resource.starts_with('{')) json += R"(,"resource":)" + std::string(resource);
  json += R"(,"context":{"now":"2026-01-15T12:00:00Z")" + std::string(context.empty() ? "" : ",") +
          std::string(context) + "}}";
  return given::request(json);
}

/// The same request of the page that has a snapshot of the user, made at noon, and the compiled policy.
inline Decision onPage(const Account& account, const Request& request) {
  const auto compiled = Policy::open(account.policy().compiled());
  REQUIRE_MESSAGE(compiled.ok(), given::listed(compiled.problems()));
  const auto page = Access::open(*compiled, snapshot(account, request.principal, given::noon));
  REQUIRE_MESSAGE(page.ok(), given::listed(page.problems()));
  return page->decide(request.action, request.resource, request.context);
}
/// Decides over the account, and checks that a snapshot of it says the same or that it cannot know.
inline Decision decided(const Account& account, const Request& request) {
  const Decision whole = decide(account, request), sliced = onPage(account, request);
  CHECK_MESSAGE(alike(whole, sliced), toJson(toValue(request.principal))
                                          << " " << request.action << " " << toJson(toValue(request.resource)) << ": "
                                          << nameOf(whole.reason) << ", on the page " << nameOf(sliced.reason));
  return whole;
}
inline Decision decided(const Account& account, std::string_view user, std::string_view action,
                        std::string_view resource = "", std::string_view context = "") {
  return decided(account, request(user, action, resource, context));
}
/// `allowed`, or the reason why not.
inline std::string answerOf(const Decision& decision) {
  return decision.allowed ? "allowed" : std::string(nameOf(decision.reason));
}
inline std::string answer(const Account& account, std::string_view user, std::string_view action,
                          std::string_view resource = "", std::string_view context = "") {
  return answerOf(decided(account, user, action, resource, context));
}
/// The levels that a user has at a box or on a note, as a denial names them; "" for none.
inline std::string have(const Account& account, std::string_view user, std::string_view action,
                        std::string_view resource) {
  const Decision decision = decided(account, user, action, resource);
  return account.policy().levelName(decision.have);
}
/// Carries a request out; the account opens again, and says the same.
inline std::string done(Account& account, std::string_view user, std::string_view action,
                        std::string_view resource = "", std::string_view context = "") {
  const Applied applied = apply(account, request(user, action, resource, context));
  const auto again = Account::parse(toJson(account.toValue()), account.policy());
  CHECK_MESSAGE(again.ok(), action << "\n" << given::listed(again.problems()));
  if (again) CHECK(toJson(again->toValue()) == toJson(account.toValue()));
  return answerOf(applied.decision);
}
/// The account as JSON, to look something up in.
inline bool has(const Account& account, std::string_view json) {
  return given::contains(toJson(account.toValue()), json);
}

}  // namespace lockstep::second
