#include "lockstep/policy/operation.h"

#include <algorithm>
#include <iterator>

namespace lockstep {

namespace {

constexpr Operation operations[] = {
    {},
#define OPERATION(id, action, effect, takes, kind, needs, naming, creates) \
  {[] {                                                                    \
     using enum Takes;                                                     \
     return takes;                                                         \
   }(),                                                                    \
   kind##Kind,                                                             \
   [] {                                                                    \
     using enum Need;                                                      \
     return needs;                                                         \
   }(),                                                                    \
   Naming::naming,                                                         \
   creates,                                                                \
   Naming::naming != Naming::none && !(creates)},
#include "lockstep/policy/operations.def"
#undef OPERATION
};

constexpr std::string_view names[] = {
    "",
#define OPERATION(id, action, effect, takes, kind, needs, naming, creates) action,
#include "lockstep/policy/operations.def"
#undef OPERATION
};

constexpr std::string_view deep[] = {"asset.copy", "asset.move", "asset.delete", "asset.download_zip",
                                     "collection.download_zip"};

struct EffectName {
  std::string_view name;
  Does does;
};
constexpr EffectName effectsByName[] = {{"create:", Does::create},
                                        {"rename", Does::renameResource},
                                        {"move", Does::moveResource},
                                        {"copy", Does::copyResource},
                                        {"delete", Does::deleteResource},
                                        {"share", Does::shareResource},
                                        {"unshare", Does::unshareResource},
                                        {"collect", Does::collect},
                                        {"uncollect", Does::uncollect},
                                        {"relate:", Does::relate},
                                        {"set:", Does::setAttribute},
                                        {"link.create", Does::createLink},
                                        {"link.edit", Does::editLink},
                                        {"link.delete", Does::deleteLink},
                                        {"user.add", Does::addUser},
                                        {"user.edit", Does::editUser},
                                        {"user.set_role", Does::setRole},
                                        {"user.remove", Does::removeUser},
                                        {"user.provision", Does::provisionUser},
                                        {"group.create", Does::createGroup},
                                        {"group.rename", Does::renameGroup},
                                        {"group.add_member", Does::addMember},
                                        {"group.remove_member", Does::removeMember},
                                        {"group.delete", Does::deleteGroup},
                                        {"key.create", Does::createKey},
                                        {"key.edit", Does::editKey},
                                        {"key.roll", Does::rollKey},
                                        {"key.delete", Does::deleteKey},
                                        {"role.create", Does::createRole},
                                        {"role.edit", Does::editRole},
                                        {"role.delete", Does::deleteRole},
                                        {"account.set_plan", Does::setPlan},
                                        {"account.set_feature", Does::setFeature},
                                        {"account.set_limit", Does::setLimit}};

}  // namespace

Does effectOf(std::string_view name) {
  for (const EffectName& effect : effectsByName)
    if (effect.name == name) return effect.does;
  return Does::nothing;
}

std::string effectNames() {
  std::string names;
  for (const EffectName& effect : effectsByName) {
    if (!names.empty()) names += ", ";
    names += effect.name;
    if (effect.name.ends_with(':'))
      names += effect.does == Does::create ? "KIND" : effect.does == Does::relate ? "RELATION" : "ATTRIBUTE";
  }
  return names;
}

const std::uint8_t countOfDoes = std::size(operations);

const Operation& operationOf(Does does) { return operations[static_cast<std::size_t>(does)]; }

Does doesOf(std::string_view action) {
  for (std::uint8_t i = 1; i < countOfDoes; ++i)
    if (names[i] == action && !action.empty()) return static_cast<Does>(i);
  return Does::nothing;
}

bool isDeep(std::string_view action) { return std::find(std::begin(deep), std::end(deep), action) != std::end(deep); }

}  // namespace lockstep
