#include "server/auth/signing_keys.h"

#include <iterator>

#include "lockstep/disclosure/snapshot.h"
#include "server/wire/whole_file.h"

namespace lockstep::server {

namespace {

Result<SigningKey> keyOfFile(const std::string& file) {
  const auto pem = wholeFile(file);
  if (!pem) return Problem{"file_unreadable", file, "Cannot be read."};
  auto key = SigningKey::fromPem(*pem);
  if (key) return key;
  const Problem& fault = key.problems().front();
  return Problem{fault.code, file, fault.message};
}

}  // namespace

Result<std::unique_ptr<SigningKeys>> SigningKeys::ofFiles(const std::vector<std::string>& files) {
  std::vector<TimedSigningKey> keys;
  // The first file signs from now on. The others have signed before it, or will after a restart.
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    auto key = keyOfFile(*file);
    if (!key) return key.problems();
    keys.push_back({std::move(*key), 0});
  }
  return std::unique_ptr<SigningKeys>(new SigningKeys(std::move(keys), nullptr));
}

Result<std::unique_ptr<SigningKeys>> SigningKeys::ofStore(Store& store) {
  auto keys = readStore(store);
  if (!keys) return keys.problems();
  if (keys->empty()) {
    const auto made = SigningKey::generate();
    if (!made) return made.problems();
    const auto added = store.addSigningKey({"snapshots", made->toPem(), 0});
    if (!added) return added.problems();
    // Two instances may start at once: the first key stays.
    keys = readStore(store);
    if (!keys) return keys.problems();
  }
  return std::unique_ptr<SigningKeys>(new SigningKeys(std::move(*keys), &store));
}

Result<std::vector<TimedSigningKey>> SigningKeys::readStore(Store& store) {
  const auto rows = store.signingKeys();
  if (!rows) return rows.problems();
  std::vector<TimedSigningKey> keys;
  for (const auto& row : *rows) {
    auto key = SigningKey::fromPem(row.pem);
    if (!key) return key.problems();
    keys.push_back({std::move(*key), row.signsFrom});
  }
  return keys;
}

SigningKey SigningKeys::current(Time now) const {
  const std::lock_guard lock(mutex_);
  const TimedSigningKey* current = &keys_.front();
  for (const auto& each : keys_)
    if (each.signsFrom <= now) current = &each;
  return current->key;
}

std::vector<Value> SigningKeys::published(Time now) const {
  const std::lock_guard lock(mutex_);
  std::vector<Value> jwks;
  for (auto each = keys_.begin(); each != keys_.end(); ++each) {
    const auto next = std::next(each);
    const bool isPast = store_ != nullptr && next != keys_.end() && next->signsFrom + snapshotLifetime <= now;
    if (!isPast) jwks.push_back(each->key.publicJwk());
  }
  return jwks;
}

Problems SigningKeys::readAgain() {
  if (store_ == nullptr) return {};
  auto keys = readStore(*store_);
  if (!keys) return keys.problems();
  const std::lock_guard lock(mutex_);
  if (!keys->empty()) keys_ = std::move(*keys);
  return {};
}

}  // namespace lockstep::server
