// An account text: refused with reasons, or facts that are written and read again as they were, and decided alike over
// whole and slice.
#include "acme.h"
#include "alike.h"

using namespace lockstep;
using fuzz::hold;

namespace {

/// Everyone here who may ask, few of each kind, and one who is not there.
std::vector<Principal> askers(const Account& account) {
  std::vector<Principal> out = {Principal::user("nobody"), Principal::system()};
  const auto addFew = [&](const auto& table, Principal::Kind kind) {
    for (auto entry = table.begin(); entry != table.end() && std::distance(table.begin(), entry) < 4; ++entry)
      out.push_back({kind, entry->first});
  };
  addFew(account.users(), Principal::Kind::user);
  addFew(account.apiKeys(), Principal::Kind::apiKey);
  addFew(account.links(), Principal::Kind::visitor);
  return out;
}

/// Places of this account: the root, few that are listed, and one below each folder.
std::vector<Resource> places(const Account& account) {
  std::vector<Resource> out = {Resource{}, Resource::at("/")};
  for (const auto& [id, asset] : account.assets()) {
    out.push_back(Resource::at(asset.path));
    out.push_back(Resource::at(asset.path + "/below"));
    if (out.size() > 8) break;
  }
  if (!account.collections().empty())
    out.push_back({Resource::Kind::collection, account.collections().begin()->first, {}, anyKind});
  if (!account.links().empty()) out.push_back({Resource::Kind::link, account.links().begin()->first, {}, anyKind});
  return out;
}

void holdAlike(const Account& account, std::size_t start) {
  Context context;
  context.now = fuzz::noon;
  const auto& actions = account.policy().actions();
  for (const Principal& principal : askers(account)) {
    const Access whole(account, principal);
    const auto sliced = Access::open(account.policy(), snapshot(account, principal, fuzz::noon));
    hold(sliced.ok());
    // Some of the actions, others for another text.
    for (const Resource& resource : places(account))
      for (ActionId action : actions.ids())
        if (indexOf(action) % 9 == start % 9)
          hold(alike(whole.decide(actions[action].name, resource, context),
                     sliced->decide(actions[action].name, resource, context)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto account = Account::parse(fuzz::text(data, size), fuzz::policy());
  if (!account) {
    hold(!account.problems().empty());
    return 0;
  }
  const std::string written = toJson(account->toValue());
  const auto again = Account::parse(written, fuzz::policy());
  hold(again.ok() && toJson(again->toValue()) == written);
  // The way back: a delta from nothing makes the same facts.
  Account empty(fuzz::policy());
  empty.id = account->id;
  applyDelta(deltaBetween(empty, *account), empty);
  hold(toJson(empty.toValue()) == written);
  holdAlike(*account, size);
  return 0;
}
