#include "account/groups_above.h"

#include <vector>

namespace lockstep {

void addGroupsAbove(std::set<std::string, std::less<>>& groups, std::span<const Account* const> accounts) {
  std::vector<std::string> open(groups.begin(), groups.end());
  while (!open.empty()) {
    const std::string id = std::move(open.back());
    open.pop_back();
    for (const Account* facts : accounts)
      for (const auto& above : facts->groupsAbove(id))
        if (groups.insert(above).second) open.push_back(above);
  }
}

}  // namespace lockstep
