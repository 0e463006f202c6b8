// Answers for administrators: who may do this here, and what does a user have.
#include <doctest/doctest.h>

#include <algorithm>

#include "given.h"
#include "level_words.h"
#include "second.h"

namespace lockstep {

namespace {

Account acme() {
  return given::account(
      R"("groups":[{"id":"g1","name":"Design","members":["rita"]}],"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"a1","kind":"file","path":"/m/x.png","owner":"rita"},{"id":"f2","kind":"folder","path":"/z","owner":"vera"}],
    "collections":[{"id":"c1","name":"Brand","owner":"rita"}],"shares":[{"on":"f1","with":{"group":"g1"},"level":"view"}])");
}

std::vector<std::string> names(const std::vector<Allowed>& allowed) {
  std::vector<std::string> users;
  for (const auto& one : allowed) users.push_back(one.user);
  return users;
}

}  // namespace

TEST_CASE("who can names every user who may, in order, with the chain") {
  const Account account = acme();
  CHECK(names(whoCan(account, "asset.view", Resource::at("/m"))) ==
        std::vector<std::string>{"ada", "dev", "rita", "vera"});
  CHECK(names(whoCan(account, "asset.delete", Resource::at("/m"))) == std::vector<std::string>{"ada", "dev"});
  const auto deleters = whoCan(account, "asset.delete", Resource::at("/m/x.png"));
  CHECK(names(deleters) == std::vector<std::string>{"ada", "dev", "rita"});
  CHECK(toJson(toValue(deleters.at(2), given::policy())) ==
        R"({"user":"rita","because":[{"kind":"owner","on":"/m/x.png","level":"manage"}]})");
  CHECK(names(whoCan(account, "user.add", {})).empty());  // the limit is reached
  CHECK(names(whoCan(account, "billing.view", {})) == std::vector<std::string>{"ada", "fin"});
  CHECK(whoCan(account, "asset.fly", Resource::at("/m")).empty());
}

TEST_CASE("who can agrees with decide for every action and user") {
  const Account account = acme();
  for (const auto& action : given::policy().actions()) {
    const Resource resource = action.isOn(On::asset) ? Resource::at("/m/x.png") : Resource{};
    const auto allowed = names(whoCan(account, action.name, resource));
    for (const auto& entry : account.users()) {
      const std::string& id = entry.first;
      const bool named = std::find(allowed.begin(), allowed.end(), id) != allowed.end();
      CHECK_MESSAGE(named == Access(account, Principal::user(id)).can(action.name, resource), action.name << " " << id);
    }
  }
}

TEST_CASE("a person's matrix has a row for every place where they hold something") {
  const auto cells = matrixOf(acme(), "rita", given::noon);
  REQUIRE(cells.size() == 3);
  CHECK(cells[0].place == "/m");
  CHECK(cells[0].level == given::levelNamed("view"));
  CHECK(cells[1].place == "/m/x.png");
  CHECK(cells[1].level == given::levelNamed("manage"));
  CHECK(cells[2].place == "c1");
  CHECK(cells[2].kind == "collection");
  CHECK(std::find(cells[1].actions.begin(), cells[1].actions.end(), "asset.delete") != cells[1].actions.end());
  CHECK(std::find(cells[0].actions.begin(), cells[0].actions.end(), "asset.delete") == cells[0].actions.end());
  CHECK(given::contains(
      toJson(toValue(cells[1], given::policy())),
      R"({"user":"rita","path":"/m/x.png","level":"manage","because":[{"kind":"owner","on":"/m/x.png","level":"manage"}],"actions":["asset.view",)"));
}

TEST_CASE("a person's matrix has the places that are shared with a group of theirs") {
  const Account account = given::account(
      R"("groups":[{"id":"g1","name":"Design","members":["rita"]}],"assets":[{"id":"f1","kind":"folder","path":"/m"}],
      "shares":[{"on":"f1","with":{"group":"g1"},"level":"view"}])");
  const auto cells = matrixOf(account, "rita", given::noon);
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].place == "/m");
  CHECK(cells[0].level == given::levelNamed("view"));
}

TEST_CASE("a blanket role has one row for everything, and dormant marks are shown (H-2)") {
  const auto cells = matrixOf(acme(), "vera", given::noon);
  REQUIRE(cells.size() == 1);
  CHECK(cells[0].place == "/");
  CHECK(cells[0].level == given::levelNamed("view"));
  CHECK(cells[0].dormant);
  CHECK_FALSE(matrixOf(acme(), "dev", given::noon).at(0).dormant);
  CHECK(matrixOf(acme(), "ghost", given::noon).empty());
}

TEST_CASE("the matrix of a place has every user with a grant there") {
  const auto cells = matrixAt(acme(), Resource::at("/m/x.png"), given::noon);
  std::string who;
  for (const auto& cell : cells) who += cell.user + ":" + std::to_string(given::rankOf(cell.level)) + " ";
  CHECK(who == "ada:3 dev:3 rita:3 vera:1 ");
  // R-152: with or without slashes at its ends, it is one place.
  for (const std::string path : {"m/x.png", "m/x.png/", "/m/x.png/"}) {
    const auto same = matrixAt(acme(), Resource::at(path), given::noon);
    REQUIRE(same.size() == cells.size());
    for (std::size_t i = 0; i < same.size(); ++i)
      CHECK(toJson(toValue(same[i], given::policy())) == toJson(toValue(cells[i], given::policy())));
  }
  CHECK(matrixAt(acme(), Resource::at("/m/../m/x.png"), given::noon).empty());
  const auto collection = matrixAt(acme(), Resource{Resource::Kind::collection, "c1", {}, anyKind}, given::noon);
  CHECK(collection.size() == 4);
  CHECK(collection.at(2).because.at(0).kind == Grant::Kind::owner);
}

TEST_CASE("the matrix of a resource that is named by its kind and id is that of its place") {
  const Account a = second::account(second::policy(), R"("resources":[{"id":"a","kind":"box","path":"/a"}],
      "collections":[{"id":"s","kind":"shelf","name":"S"}],
      "shares":[{"on":"a","with":{"user":"ann"},"level":"write"},{"on":"s","with":{"user":"ann"},"level":"read"}])");
  const auto item = [](const char* kind, const char* id) {
    Resource resource;
    resource.kind = Resource::Kind::item;
    resource.kindName = kind;
    resource.id = id;
    return resource;
  };
  const auto rows = [&](const Resource& resource) {
    std::string all;
    for (const Cell& cell : matrixAt(a, resource, given::noon))
      all += cell.user + " " + (cell.kind.empty() ? "path" : cell.kind) + " " + cell.place + " " +
             a.policy().levelName(cell.level) + ";";
    return all;
  };
  CHECK(rows(item("box", "a")) == "ann path /a write;eve path /a admin;");
  CHECK(rows(item("box", "a")) == rows(Resource::at("/a")));
  CHECK(rows(item("shelf", "s")) == "ann shelf s read;eve shelf s admin;");
  // What is not listed has the levels from where it is.
  Resource note = item("note", "n/1");
  note.in = "/a";
  CHECK(rows(note) == "ann note n/1 write;eve note n/1 admin;");
  const auto cells = matrixAt(a, note, given::noon);
  REQUIRE(cells.size() == 2);
  CHECK(cells[0].actions == std::vector<std::string_view>{"note.view", "note.edit"});
  CHECK(given::contains(toJson(toValue(cells[0], a.policy())), R"({"user":"ann","note":"n/1","level":"write")"));
}

}  // namespace lockstep
