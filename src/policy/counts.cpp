#include "lockstep/policy/counts.h"

namespace lockstep {

Counts countsOf(std::string_view limit) {
  for (std::size_t i = 1; i < countsNames.size(); ++i)
    if (countsNames[i] == limit) return static_cast<Counts>(i);
  return Counts::nothing;
}

std::string countedNames() {
  std::string names;
  for (std::size_t i = 1; i < countsNames.size(); ++i) {
    if (!isCounted(static_cast<Counts>(i))) continue;
    names += names.empty() ? "`" : ", `";
    names += countsNames[i];
    names += "`";
  }
  return names;
}

}  // namespace lockstep
