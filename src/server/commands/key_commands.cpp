// `lockstep key`: keys for back ends, made beside the running servers.
#include <iostream>

#include "lockstep/base/reader.h"
#include "server/commands/command_failure.h"
#include "server/commands/commands.h"
#include "server/store/store.h"
#include "server/wire/clock.h"

namespace lockstep::server {

int createToken(const std::string& data, const std::string& name, const std::string& account, bool readsMetricsAlone,
                bool mayMakeDatabase) {
  const auto store = mayMakeDatabase ? Store::open(data) : Store::openExisting(data);
  if (!store) return failCommand("key", store.problems());
  const auto made =
      makeServiceKey(name, account, clockNow(), readsMetricsAlone ? KeyScope::metrics : KeyScope::everything);
  if (!made) return failCommand("key", made.problems());
  const auto kept = (*store)->addServiceKey(made->record);
  if (!kept) return failCommand("key", kept.problems());
  std::cout << made->text << "\n";
  return 0;
}

int listTokens(const std::string& data) {
  const auto store = Store::openExisting(data);
  if (!store) return failCommand("key", store.problems());
  const auto keys = (*store)->serviceKeys();
  if (!keys) return failCommand("key", keys.problems());
  for (const auto& key : *keys)
    std::cout << key.id << "  " << formatTime(key.createdAt) << "  "
              << (key.account.empty() ? "every account" : key.account)
              << (key.scope == KeyScope::metrics ? "  metrics alone  " : "  ") << key.name
              << (key.revokedAt ? "  revoked " + formatTime(*key.revokedAt) : "") << "\n";
  return 0;
}

int revokeToken(const std::string& data, const std::string& id) {
  const auto store = Store::openExisting(data);
  if (!store) return failCommand("key", store.problems());
  const auto revoked = (*store)->revokeServiceKey(id, clockNow());
  if (!revoked) return failCommand("key", revoked.problems());
  if (*revoked) return 0;
  std::cerr << "key: there is no key " << id << " that is not revoked already\n";
  return 1;
}

}  // namespace lockstep::server
