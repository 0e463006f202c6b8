#include "lockstep/account/indexes.h"

namespace lockstep {

const Ids& IdsByKey::of(std::string_view key) const {
  static const Ids none;
  const Keyed* const known = keys_.find(key);
  return known == nullptr ? none : known->ids;
}

void IdsByKey::add(std::string_view key, const std::string& id) {
  if (!key.empty()) keys_.at(key).ids.insert(id);
}

void IdsByKey::remove(std::string_view key, std::string_view id) {
  Keyed* const known = keys_.find(key);
  if (known == nullptr) return;
  known->ids.erase(id);
  if (known->ids.empty()) keys_.erase(key);
}

}  // namespace lockstep
