#include "policy/operation.h"

#include <algorithm>
#include <iterator>

namespace lockstep {

namespace {

constexpr Operation operations[] = {
    {},
#define OPERATION(id, action, effect, takes, kind, needs, naming, makes) \
  {[] { using enum Takes; return takes; }(), AssetKind::kind, [] { using enum Need; return needs; }(), Naming::naming, makes, Naming::naming != Naming::none && !(makes)},
#include "policy/operations.def"
#undef OPERATION
};

constexpr std::string_view names[] = {
    "",
#define OPERATION(id, action, effect, takes, kind, needs, naming, makes) action,
#include "policy/operations.def"
#undef OPERATION
};

constexpr std::string_view deep[] = {"asset.copy", "asset.move", "asset.delete", "asset.download_zip", "collection.download_zip"};

}  // namespace

const std::uint8_t countOfDoes = std::size(operations);

const Operation& operationOf(Does does) { return operations[static_cast<std::size_t>(does)]; }

Does doesOf(std::string_view action) {
  for (std::uint8_t i = 1; i < countOfDoes; ++i)
    if (names[i] == action) return static_cast<Does>(i);
  return Does::nothing;
}

bool isDeep(std::string_view action) { return std::find(std::begin(deep), std::end(deep), action) != std::end(deep); }

}  // namespace lockstep
