#include "access/set_value.h"

#include <algorithm>

namespace lockstep {

std::optional<LevelSet> passingLevels(const AttributeValue& value, const Policy& policy) {
  if (value.type == ValueType::boolean) return value.number != 0 ? everyLevel : LevelSet();
  if (value.type != ValueType::strings) return std::nullopt;
  LevelSet passes;
  for (const auto& name : value.strings) {
    const auto& levels = policy.levels();
    const auto at = std::find(levels.begin(), levels.end(), name);
    if (at == levels.end()) return std::nullopt;
    passes |= LevelSet::of(static_cast<std::uint16_t>(1U << (at - levels.begin())));
  }
  return passes;
}

}  // namespace lockstep
