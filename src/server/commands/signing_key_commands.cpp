// Replacing the keys that sign snapshots, beside the running servers.
#include <iostream>

#include "lockstep/base/reader.h"
#include "server/auth/signing_keys.h"
#include "server/commands/command_failure.h"
#include "server/commands/commands.h"
#include "server/wire/clock.h"

namespace lockstep::server {

int rotateSigningKey(const std::string& data) {
  const auto store = Store::openExisting(data);
  if (!store) return failCommand("signing-key", store.problems());
  // Without a first key, the new one would sign at once.
  const auto before = SigningKeys::ofStore(**store);
  if (!before) return failCommand("signing-key", before.problems());
  const auto made = SigningKey::generate();
  if (!made) return failCommand("signing-key", made.problems());
  const Time signsFrom = clockNow() + SigningKeys::notice;
  const auto added = (*store)->addSigningKey({made->id(), made->toPem(), signsFrom});
  if (!added) return failCommand("signing-key", added.problems());
  std::cout << made->id() << "\tsigns from " << formatTime(signsFrom) << "\n";
  return 0;
}

int listSigningKeys(const std::string& data) {
  const auto store = Store::openExisting(data);
  if (!store) return failCommand("signing-key", store.problems());
  const auto rows = (*store)->signingKeys();
  if (!rows) return failCommand("signing-key", rows.problems());
  for (const auto& row : *rows) {
    const auto key = SigningKey::fromPem(row.pem);
    if (!key) return failCommand("signing-key", key.problems());
    std::cout << key->id() << "\tsigns from " << formatTime(row.signsFrom) << "\n";
  }
  return 0;
}

}  // namespace lockstep::server
