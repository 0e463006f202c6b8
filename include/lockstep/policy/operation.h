#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lockstep/policy/formats.h"
#include "lockstep/policy/ids.h"

namespace lockstep {

/// What kind of resource an action is asked on. `library` and `self` are, like `account`, asked without a resource.
enum class On : std::uint8_t { account, library, self, asset, collection, link, user, group, apiKey, role };
/// The name that policies have for a kind of resource.
struct OnName {
  /// The name.
  std::string_view name;
  /// The kind.
  On on;
};
/// The kinds of resource by their names.
inline constexpr std::array<OnName, 9> onNames = {{{"account", On::account},
                                                   {"library", On::library},
                                                   {"self", On::self},
                                                   {"asset", On::asset},
                                                   {"collection", On::collection},
                                                   {"link", On::link},
                                                   {"user", On::user},
                                                   {"group", On::group},
                                                   {"apiKey", On::apiKey}}};

/// A set of kinds of resource; `none` is no resource at all.
enum class Takes : std::uint16_t {
  none = 1U << static_cast<unsigned>(On::account) | 1U << static_cast<unsigned>(On::library),
  asset = 1U << static_cast<unsigned>(On::asset),
  collection = 1U << static_cast<unsigned>(On::collection),
  link = 1U << static_cast<unsigned>(On::link),
  user = 1U << static_cast<unsigned>(On::user),
  group = 1U << static_cast<unsigned>(On::group),
  apiKey = 1U << static_cast<unsigned>(On::apiKey),
  role = 1U << static_cast<unsigned>(On::role)
};
/// The union of two sets of kinds.
constexpr Takes operator|(Takes a, Takes b) {
  return static_cast<Takes>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
/// Returns whether a set contains a kind.
constexpr bool has(Takes set, On on) { return (static_cast<unsigned>(set) >> static_cast<unsigned>(on) & 1U) != 0; }

/// The context fields that an action needs to be carried out. A request that lacks one is partial: `decide` answers
/// without it and names the field in `unverified`; `apply` refuses with `context_missing`.
enum class Need : std::uint32_t {
  none = 0,
  to = 1,
  with = 2,
  level = 4,
  name = 8,
  email = 16,
  role = 32,
  member = 64,
  asset = 128,
  collection = 256,
  comment = 512,
  version = 1024,
  plan = 2048,
  feature = 4096,
  limit = 8192,
  value = 16384,
  number = 32768,
  kind = 65536,
  id = 131072,
  given = 262144
};
/// The union of two sets of fields.
constexpr Need operator|(Need a, Need b) {
  return static_cast<Need>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
/// Returns whether two sets of fields have one in common.
constexpr bool operator&(Need a, Need b) {
  return (static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b)) != 0;
}

/// What kind of name `context.name` is, if the action takes one.
enum class Naming : std::uint8_t { none, file, folder, person, group, collection, title, key, id, ofKind };

/// What an action does when it is applied; `nothing`: it is a permission and nothing more.
enum class Does : std::uint8_t {
  nothing,
#define OPERATION(id, action, effect, takes, kind, needs, naming, creates) id,
#include "lockstep/policy/operations.def"
#undef OPERATION
};

/// What an operation takes and does, beside its effect.
struct Operation {
  /// The kinds of resource that it is on.
  Takes takes = Takes::none;
  /// The kind of asset that it is on.
  KindId kind = anyKind;
  /// The context fields that it needs.
  Need needs = Need::none;
  /// The kind of `context.name`.
  Naming naming = Naming::none;
  bool creates = false;  ///< makes something, whose id the request may give
  bool renames = false;  ///< `name` replaces the resource's own
};

/// Returns what an operation takes.
const Operation& operationOf(Does does);
/// How many values `Does` has.
extern const std::uint8_t countOfDoes;
/// What the action of that name does.
Does doesOf(std::string_view action);
/// Whether the action of that name takes a folder with all that lies in it, in format 1.
bool isDeep(std::string_view action);
/// Returns the effect of a name in format 2, without its `:WORD`.
Does effectOf(std::string_view name);
/// The names of the effects in format 2, in a sentence.
std::string effectNames();

}  // namespace lockstep
