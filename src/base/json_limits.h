#pragma once

#include <set>
#include <string>

#include "base/json.h"

namespace lockstep {

// What a hostile text may not have, whoever reads it.
inline constexpr std::size_t deepestJson = 64;
inline constexpr std::size_t mostKeys = 4096;

/// The keys that one object has so far. Few are looked through one by one; from many on they are in a set, or a hostile
/// object would make it quadratic.
class KeysSoFar {
 public:
  /// Why `key` may not follow, or "".
  std::string refuse(const Value& object, const std::string& key) {
    const auto& members = object.members();
    if (members.size() == mostKeys) return "more than " + std::to_string(mostKeys) + " keys in one object";
    bool twice = false;
    if (members.size() < 32) {
      twice = object.find(key) != nullptr;
    } else {
      if (many_.empty())
        for (const auto& member : members) many_.insert(member.key);
      twice = !many_.insert(key).second;
    }
    return twice ? "the key \"" + key.substr(0, 100) + "\" stands twice in one object" : "";
  }

 private:
  std::set<std::string, std::less<>> many_;
};

}  // namespace lockstep
