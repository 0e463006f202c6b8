// What a snapshot contains, what it must not contain, and when it is refused or stale.
#include <doctest/doctest.h>

#include <algorithm>

#include "alike.h"
#include "given.h"

namespace lockstep {

namespace {

/// Everything that is not Rita's to know has a name of its own, so that a leak is a text that can be looked for.
Account acme() {
  return given::account(
      R"("limits":{"users":20},"groups":[{"id":"g1","name":"Design Team","members":["rita"]},{"id":"g2","name":"Board Room","members":[]}],
    "assets":[{"id":"f1","kind":"folder","path":"/shared"},{"id":"f2","kind":"folder","path":"/topsecret"},{"id":"a1","kind":"file","path":"/topsecret/merger.pdf","owner":"ada"},
              {"id":"a2","kind":"file","path":"/loose/collected.png","owner":"dev"},{"id":"f3","kind":"folder","path":"/shared-not"}],
    "collections":[{"id":"c1","name":"Brand","items":["a2"]},{"id":"c2","name":"Takeover","items":["a1"]}],
    "shares":[{"on":"f1","with":{"group":"g1"},"level":"view"},{"on":"f2","with":{"group":"g2"},"level":"manage"},{"on":"c1","with":{"user":"rita"},"level":"view"}],
    "links":[{"id":"link-of-secret","on":"f2"},{"id":"link-of-shared","on":"f1"}],"apiKeys":[{"id":"key-one","kind":"standard"}],
    "comments":[{"id":"comment-of-ada","on":"a1","author":"ada"},{"id":"comment-of-rita","on":"a2","author":"rita"}])");
}

std::string snapshotOf(std::string_view user) {
  return snapshot(acme(), Principal::user(std::string(user)), given::noon);
}

Context now(Time at) {
  Context context;
  context.now = at;
  return context;
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const auto at = text.find(old);
  REQUIRE_MESSAGE(at != std::string::npos, old);
  return text.replace(at, old.size(), fresh);
}

}  // namespace

TEST_CASE("a restricted user's snapshot names nothing that is not theirs to know") {
  const std::string text = snapshotOf("rita");
  for (const std::string secret :
       {"topsecret", "merger", "Takeover", "Board Room", "link-of", "key-one", "comment-of-ada", "shared-not",
        "ada@acme.test", "dev@acme.test", "\"ada\"", "\"dev\"", "Vera", "Dev", "g2", "a1"})
    CHECK_MESSAGE(!given::contains(text, secret), secret << "\n" << text);
  for (const std::string own : {"/shared", "Brand", "/loose/collected.png", "rita@acme.test", "Design Team"})
    CHECK_MESSAGE(given::contains(text, own), own);
}

TEST_CASE("finance and view-only snapshots hold no people and finance none of the library") {
  const std::string fin = snapshotOf("fin"), vera = snapshotOf("vera");
  for (const std::string secret : {"topsecret", "/shared", "Brand", "rita", "Rita", "acme.test\",\"role\":\"account",
                                   "link-of", "key-one", "Design Team"})
    CHECK_MESSAGE(!given::contains(fin, secret), secret);
  for (const std::string secret : {"ada@", "rita@", "Rita", "link-of", "key-one", "Design Team"})
    CHECK_MESSAGE(!given::contains(vera, secret), secret);
}

TEST_CASE("who may share knows whom, without their e-mails; who runs users knows all") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/own","owner":"rita"}],"groups":[{"id":"g1","name":"Design Team"}])");
  const Account two = [&] {
    Account more = account;
    more.put(User{"remy", "Remy", "remy@acme.test", "media_library_restricted_access",
                  given::policy().role("media_library_restricted_access")});
    return more;
  }();
  const std::string rita = snapshot(two, Principal::user("rita"), given::noon);
  CHECK(given::contains(rita, "Remy"));
  CHECK(given::contains(rita, "Design Team"));
  CHECK_FALSE(given::contains(rita, "remy@"));
  CHECK_FALSE(given::contains(rita, "Vera"));
  CHECK(given::contains(snapshot(two, Principal::user("ada"), given::noon), "remy@acme.test"));
  CHECK_FALSE(given::contains(snapshot(two, Principal::user("dev"), given::noon), "remy@acme.test"));
}

TEST_CASE("a principal that is not there gets a snapshot of nothing, which denies everything") {
  const std::string text = snapshotOf("ghost");
  CHECK_FALSE(given::contains(text, "users"));
  const auto access = Access::open(given::policy(), text);
  REQUIRE(access.ok());
  for (const auto& action : given::policy().actions())
    CHECK_FALSE(access->can(action.name, action.isOn(On::asset) ? Resource::at("/shared") : Resource{}));
}

TEST_CASE("a visitor's snapshot holds the link and what it leads to, and nothing beside") {
  const Account account = acme();
  const Principal visitor{Principal::Kind::visitor, "link-of-shared"};
  const std::string text = snapshot(account, visitor, given::noon);
  for (const std::string secret : {"topsecret", "link-of-secret", "rita", "users", "Brand", "loose"})
    CHECK_MESSAGE(!given::contains(text, secret), secret);
  const auto access = Access::open(given::policy(), text);
  REQUIRE(access.ok());
  Resource link{Resource::Kind::link, "link-of-shared", "/shared/x.png", anyKind};
  CHECK(access->can("file.download", link));
  link.path = "/topsecret/merger.pdf";
  CHECK(access->decide("file.download", link).reason == Reason::outside_link);
  link = {Resource::Kind::link, "link-of-secret", {}, anyKind};
  CHECK(access->decide("link.open", link).reason == Reason::link_unknown);
}

TEST_CASE(
    "what a link shows of drafts is decided by its snapshot as by the account, or left open, and no draft that it "
    "hides is named") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/press"},{"id":"a1","kind":"file","path":"/press/draft.png","published":false},{"id":"a2","kind":"file","path":"/press/out.png"}],
    "links":[{"id":"l1","on":"f1"},{"id":"l2","on":"f1","exposeUnpublished":true},{"id":"l3","on":"a1"}])");
  for (const auto& [id, allowed] : {std::pair<const char*, bool>{"l1", false}, {"l2", true}, {"l3", true}}) {
    const Principal visitor{Principal::Kind::visitor, id};
    const std::string text = snapshot(account, visitor, given::noon);
    const Resource opened{Resource::Kind::link, id, "/press/draft.png", anyKind};
    const Decision decision = Access::open(given::policy(), text)->decide("asset.view", opened);
    CHECK(decision.allowed);
    CHECK((decision.unverified == std::vector<std::string>{"unpublished"}) == !allowed);
    CHECK(Access(account, visitor).can("asset.view", opened) == allowed);
    CHECK(given::contains(text, "draft") == (std::string_view(id) == "l3"));
    CHECK_FALSE(given::contains(text, "\"published\""));
  }
}

TEST_CASE("what a link on a collection shows of drafts is decided by its snapshot as by the account, or left open") {
  constexpr std::string_view files =
      R"("assets":[{"id":"r","kind":"folder","path":"/"},{"id":"f1","kind":"folder","path":"/press"},{"id":"f2","kind":"folder","path":"/press/inner"},{"id":"a1","kind":"file","path":"/press/inner/draft.png","published":false},
    {"id":"a2","kind":"file","path":"/press/out.png"},{"id":"a3","kind":"file","path":"/press-not/draft.png","published":false},{"id":"a4","kind":"file","path":"/alone.png","published":false},{"id":"a5","kind":"file","path":"/other/draft.png","published":false}],
    "collections":[{"id":"c1","name":"One","items":["f1","a2","a4"]},{"id":"c2","name":"All","items":["r"]},{"id":"c3","name":"Other","items":["a5"]}],"links":[{"id":"l1","on":"c1"},{"id":"l2","on":"c2"},{"id":"l3","on":"c3"}])";
  const Account account = given::account(files);
  for (const std::string id : {"l1", "l2", "l3"}) {
    const Principal visitor{Principal::Kind::visitor, id};
    const Access whole(account, visitor);
    const auto access = Access::open(given::policy(), snapshot(account, visitor, given::noon));
    REQUIRE_MESSAGE(access.ok(), given::listed(access.problems()));
    for (const std::string path : {"/press/inner/draft.png", "/press/inner/new.png", "/press/out.png",
                                   "/press-not/draft.png", "/alone.png", "/other/draft.png"}) {
      const Resource opened{Resource::Kind::link, id, path, anyKind};
      CHECK_MESSAGE(alike(whole.decide("asset.view", opened), access->decide("asset.view", opened)), id << " " << path);
    }
    const std::string text = snapshot(account, visitor, given::noon);
    for (const std::string hidden : {"draft", "alone", "press-not"})
      CHECK_MESSAGE(!given::contains(text, hidden), id << " " << hidden);
  }
  Account shown = account;
  Link link = *account.link("l1");
  link.exposeUnpublished = true;
  shown.put(link);
  const std::string text = snapshot(shown, {Principal::Kind::visitor, "l1"}, given::noon);
  CHECK(given::contains(text, "/alone.png"));
  CHECK_FALSE(given::contains(text, "\"published\""));
  const auto access = Access::open(given::policy(), text);
  const Decision decision =
      access->decide("asset.view", {Resource::Kind::link, "l1", "/press/inner/draft.png", anyKind});
  CHECK(decision.allowed);
  // Nothing of drafts: only that no file may be listed above.
  CHECK(decision.unverified == std::vector<std::string>{"resource_mismatch"});
}

TEST_CASE("a snapshot names its principal, its policy, its revision and its end") {
  const std::string text = snapshotOf("rita");
  for (const std::string part : {R"("format":"lockstep-snapshot/1")", R"("account":"acme")", R"("revision":7)",
                                 R"("issuedAt":"2026-01-15T12:00:00Z")", R"("expiresAt":"2026-01-15T13:00:00Z")",
                                 R"("principal":{"user":"rita"})", R"("plan":"enterprise")"})
    CHECK_MESSAGE(given::contains(text, part), part);
  CHECK(given::contains(text, "\"digest\":\"" + given::policy().digest() + "\""));
  CHECK(Access::open(given::policy(), text)->expiresAt() == given::noon + 3600);
}

TEST_CASE("a snapshot of another policy is refused") {
  std::string other(builtinPolicy());
  other.replace(other.find("\"users\": 5"), 10, "\"users\": 6");
  const auto policy = Policy::parse(other);
  REQUIRE(policy.ok());
  const auto access = Access::open(*policy, snapshotOf("rita"));
  REQUIRE(!access.ok());
  CHECK(given::told(access.problems(), "policy_differs", "/policy/digest"));
}

TEST_CASE("a snapshot that was tampered with is refused with the place") {
  const std::string text = snapshotOf("rita");
  const auto refused = [&](std::string_view old, std::string_view fresh, const char* code, const char* field) {
    const auto access = Access::open(given::policy(), with(text, old, fresh));
    REQUIRE_MESSAGE(!access.ok(), fresh);
    CHECK_MESSAGE(given::told(access.problems(), code, field), given::listed(access.problems()));
  };
  refused("lockstep-snapshot/1", "lockstep-snapshot/9", "format_unknown", "/format");
  refused("\"issuedAt\":\"2026", "\"issuedAt\":\"20x6", "value_invalid", "/issuedAt");
  refused("\"expiresAt\":\"2026-01", "\"expiresAt\":\"2026-21", "value_invalid", "/expiresAt");
  refused("{\"user\":\"rita\"}", "{\"user\":\"rita\",\"system\":true}", "value_invalid", "/principal");
  refused("\"principal\"", "\"principle\"", "field_unknown", "/principle");
  refused("\"revision\":7", "\"revision\":-7", "type_invalid", "/revision");
  refused("\"plan\":\"enterprise\"", "\"plan\":\"gold\"", "plan_unknown", "/plan");
  for (const std::string junk : {"", "{}", "[]", "null", "{\"format\":\"lockstep-snapshot/1\"}"})
    CHECK_FALSE(Access::open(given::policy(), junk).ok());
  CHECK_FALSE(Access::open(given::policy(), text.substr(0, text.size() - 1)).ok());
}

TEST_CASE("past its validity a snapshot goes on reading and fails closed for what destroys") {
  const Account account = given::account(R"("assets":[{"id":"f1","kind":"folder","path":"/own","owner":"rita"}])");
  const auto access = Access::open(given::policy(), snapshot(account, Principal::user("rita"), given::noon, 60));
  REQUIRE(access.ok());
  const Resource own = Resource::at("/own/x.png");
  CHECK(access->can("asset.delete", own, now(given::noon + 59)));
  const Decision stale = access->decide("asset.delete", own, now(given::noon + 60));
  CHECK(stale.reason == Reason::snapshot_stale);
  CHECK(stale.show == Show::disabled);
  CHECK(access->can("asset.view", own, now(given::noon + 60)));
  CHECK(access->can("file.upload", Resource::at("/own"), now(given::noon + 99999)));
  // Without a clock it says that it did not look.
  const Decision unclocked = access->decide("asset.delete", own);
  CHECK(unclocked.allowed);
  CHECK(unclocked.unverified == std::vector<std::string>{"now"});
  // What is denied anyway keeps its own reason.
  CHECK(access->decide("asset.delete", Resource::at("/other"), now(given::noon + 60)).reason == Reason::not_shared);
}

TEST_CASE("a name that a restricted user may not see is answered as free, and as taken where they see it") {
  const auto access = Access::open(given::policy(), snapshotOf("rita"));
  Context context;
  context.name = "Takeover";
  const Decision hidden = access->decide("collection.create", {}, context);
  CHECK(hidden.allowed);
  CHECK(hidden.unverified.empty());
  CHECK(
      decide(acme(), given::request(
                         R"({"principal":{"user":"rita"},"action":"collection.create","context":{"name":"Takeover"}})"))
          .allowed);
  context.name = "brand";
  CHECK(access->decide("collection.create", {}, context).reason == Reason::name_taken);
}

TEST_CASE("counts replace what is not listed") {
  const Account account = given::account(
      R"("limits":{"links":1},"assets":[{"id":"f1","kind":"folder","path":"/own","owner":"rita"},{"id":"f2","kind":"folder","path":"/other"}],"links":[{"id":"l1","on":"f2"}])");
  const auto access = Access::open(given::policy(), snapshot(account, Principal::user("rita"), given::noon));
  const Decision decision = access->decide("link.create", Resource::at("/own"));
  CHECK(decision.reason == Reason::limit_reached);
  CHECK(decision.count == 1);
}

TEST_CASE("an API key's snapshot holds the key alone") {
  const std::string text = snapshot(acme(), {Principal::Kind::apiKey, "key-one"}, given::noon);
  for (const std::string secret : {"topsecret", "rita", "users", "Brand", "link-of"})
    CHECK_MESSAGE(!given::contains(text, secret), secret);
  const auto access = Access::open(given::policy(), text);
  CHECK(access->can("asset.delete", Resource::at("/anything"), now(given::noon)));
  CHECK(access->decide("user.add").reason == Reason::key_scope);
}

TEST_CASE("how much a visitor or a key may do at once is in their snapshots, and no other limit") {
  const Account account = given::account(
      R"("limits":{"zipItems":10,"publishFiles":200,"users":77},"assets":[{"id":"f1","kind":"folder","path":"/m"}],"links":[{"id":"l1","on":"f1"}],"apiKeys":[{"id":"k1","kind":"standard"}])");
  const auto sees = [&](const Principal& principal, std::string_view action, const Resource& resource,
                        std::int64_t count) {
    const std::string text = snapshot(account, principal, given::noon);
    CHECK(!given::contains(text, "\"users\""));
    Context context = now(given::noon);
    context.count = count;
    return Access::open(given::policy(), text)->decide(action, resource, context).reason;
  };
  const Resource link{Resource::Kind::link, "l1", {}, anyKind};
  CHECK(sees({Principal::Kind::visitor, "l1"}, "asset.download_zip", link, 20) == Reason::limit_reached);
  CHECK(sees({Principal::Kind::visitor, "l1"}, "asset.download_zip", link, 10) == Reason::none);
  CHECK(sees({Principal::Kind::apiKey, "k1"}, "file.publish", Resource::at("/m/x.png"), 150) == Reason::none);
  CHECK(sees({Principal::Kind::apiKey, "k1"}, "file.publish", Resource::at("/m/x.png"), 201) == Reason::limit_reached);
}

TEST_CASE("what opens by the trusted field `owner` alone is unverified in a snapshot") {
  const Account account = given::account(
      R"("groups":[{"id":"g1","name":"G"}],"assets":[{"id":"a1","kind":"file","path":"/x/y.png"}],"comments":[{"id":"m1","on":"a1","author":"rita"}])");
  const auto access = Access::open(given::policy(), snapshot(account, Principal::user("rita"), given::noon));
  const auto doubt = [&](std::string_view action, Context context) {
    context.owner = "rita";
    return access->decide(action, Resource::at("/x/y.png"), context).unverified;
  };
  Context sharing, own, link;
  sharing.with = Subject::group("g1"), sharing.level = "view";
  own.comment = "m1";
  link.id = "l1";
  const auto names = [](const std::vector<std::string>& all, std::string_view code) {
    return std::find(all.begin(), all.end(), code) != all.end();
  };
  CHECK(names(doubt("asset.share", sharing), "not_restricted"));
  CHECK(names(doubt("comment.edit", own), "not_author"));
  CHECK(names(doubt("link.create", {}), "limit_reached"));
  CHECK(names(doubt("link.edit", link), "link_unknown"));
}

TEST_CASE("of a chain are left the collections, links and holders that the reader may know") {
  const Account account = given::account(
      R"("groups":[{"id":"g1","name":"Ours","members":["rita"]},{"id":"g2","name":"Theirs"}],"assets":[{"id":"f1","kind":"folder","path":"/m"}],
    "collections":[{"id":"c1","name":"Ours"},{"id":"c2","name":"Theirs"}],"links":[{"id":"l1","on":"f1"}],"shares":[{"on":"f1","with":{"group":"g1"},"level":"view"},{"on":"c1","with":{"user":"rita"},"level":"view"}])");
  const auto grant = [](Grant::Kind kind, std::string collection, std::string name, Subject with) {
    Grant made;
    made.kind = kind, made.collection = std::move(collection), made.name = std::move(name), made.with = std::move(with);
    return made;
  };
  const std::vector<Grant> chain = {grant(Grant::Kind::role, "", "developer", {}),
                                    grant(Grant::Kind::owner, "", "", {}),
                                    grant(Grant::Kind::collection, "c1", "", {}),
                                    grant(Grant::Kind::share, "", "", Subject::group("g1")),
                                    grant(Grant::Kind::share, "", "", Subject::user("rita")),
                                    grant(Grant::Kind::collection, "c2", "", {}),
                                    grant(Grant::Kind::share, "c2", "", Subject::user("rita")),
                                    grant(Grant::Kind::publicLink, "", "l1", {}),
                                    grant(Grant::Kind::share, "", "", Subject::group("g2")),
                                    grant(Grant::Kind::share, "", "", Subject::user("fin"))};
  std::vector<Grant> ofRita = chain, ofAda = chain;
  keepKnown(ofRita, sliceFor(account, Principal::user("rita"), given::noon));
  CHECK(ofRita.size() == 5);
  keepKnown(ofAda, sliceFor(account, Principal::user("ada"), given::noon));
  CHECK(ofAda.size() == chain.size());
}

}  // namespace lockstep
