#include <doctest/doctest.h>

#include "given.h"
#include "lockstep/access/message.h"

namespace lockstep {

TEST_CASE("every reason has a sentence of its own, with all its parameters filled") {
  Decision decision;
  for (std::size_t i = 1; i < reasonNames.size(); ++i) {
    decision.reason = static_cast<Reason>(i);
    const std::string message = messageFor(decision, given::policy());
    CHECK_MESSAGE(message != reasonNames[i], reasonNames[i]);
    CHECK_MESSAGE(message.find('{') == std::string::npos, message);
    CHECK_MESSAGE(message.back() == '.', message);
  }
}

TEST_CASE("a denial names the level that is needed, the one that is held, and the place") {
  const auto account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/archive"}],"shares":[{"on":"f1","with":{"user":"rita"},"level":"view"}])");
  const auto decision = decide(
      account,
      given::request(R"({"principal":{"user":"rita"},"action":"asset.delete","resource":{"path":"/archive/x.png"}})"));
  CHECK(decision.message == "Needs “Can manage” on /archive/x.png; you have “Can view”.");
  CHECK(decision.remedies.at(0).kind == Remedy::Kind::ask);
  CHECK(decision.remedies.at(0).level == "manage");
}

TEST_CASE("a limit names itself, its count and its maximum; a gate its feature and plan") {
  const auto full = given::account();
  CHECK(decide(full, given::request(R"({"principal":{"user":"ada"},"action":"user.add"})")).message ==
        "The limit is reached: 5 of 5 users.");
  CHECK(decide(given::account("", "free"), given::request(R"({"principal":{"user":"ada"},"action":"user.add"})"))
            .message == "User management needs the Paid plan.");
}

TEST_CASE("a host's own sentences take the place of the built-in ones, parameters and all") {
  const auto account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/archive"}],"shares":[{"on":"f1","with":{"user":"rita"},"level":"view"}])");
  Access access(account, Principal::user("rita"));
  access.setMessages({{"level_too_low", "Für {at} ist „{need}“ nötig."}});
  CHECK(access.decide("asset.delete", Resource::at("/archive")).message == "Für /archive ist „Can manage“ nötig.");
  CHECK(access.decide("asset.delete", Resource::at("/elsewhere")).message == "This was not shared with you.");
}

TEST_CASE(
    "a host's sentences are read; a code or a parameter that no message has, and what is no text, is refused with its "
    "place") {
  const auto read = parseMessages(R"({"level_too_low":"{at} braucht {need}.","unpublished":"Nicht veröffentlicht."})");
  REQUIRE(read.ok());
  CHECK(read->end() - read->begin() == 2);
  REQUIRE(read->find("unpublished") != nullptr);
  CHECK(*read->find("unpublished") == "Nicht veröffentlicht.");
  CHECK(parseMessages("{}")->empty());
  const auto wrong = parseMessages(R"({"level_to_low":"…","unpublished":7,"level_too_low":"Ask {boss}."})");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.problems().size() == 3);
  CHECK_MESSAGE(given::told(wrong.problems(), "field_unknown", "/level_to_low"), given::listed(wrong.problems()));
  CHECK(given::told(wrong.problems(), "type_invalid", "/unpublished"));
  CHECK(given::told(wrong.problems(), "value_invalid", "/level_too_low"));
  for (const auto* const text : {"", "[]", "7", "{\"unpublished\":", "null"})
    CHECK_FALSE_MESSAGE(parseMessages(text).ok(), text);
}

}  // namespace lockstep
