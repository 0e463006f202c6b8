#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep {

/// What kind of resource an action is asked on. `library` and `self` are, like `account`, asked without a resource.
enum class On : std::uint8_t { account, library, self, asset, collection, link, user, group, apiKey };
struct OnName {
  std::string_view name;
  On on;
};
inline constexpr std::array<OnName, 9> onNames = {{{"account", On::account}, {"library", On::library}, {"self", On::self},
                                                   {"asset", On::asset}, {"collection", On::collection}, {"link", On::link},
                                                   {"user", On::user}, {"group", On::group}, {"apiKey", On::apiKey}}};
enum class AssetKind : std::uint8_t { any, file, folder };

/// A set of kinds of resource; `none` is no resource at all.
enum class Takes : std::uint16_t {
  none = 1U << static_cast<unsigned>(On::account) | 1U << static_cast<unsigned>(On::library),
  asset = 1U << static_cast<unsigned>(On::asset),
  collection = 1U << static_cast<unsigned>(On::collection),
  link = 1U << static_cast<unsigned>(On::link),
  user = 1U << static_cast<unsigned>(On::user),
  group = 1U << static_cast<unsigned>(On::group),
  apiKey = 1U << static_cast<unsigned>(On::apiKey)
};
constexpr Takes operator|(Takes a, Takes b) { return static_cast<Takes>(static_cast<unsigned>(a) | static_cast<unsigned>(b)); }
constexpr bool has(Takes set, On on) { return (static_cast<unsigned>(set) >> static_cast<unsigned>(on) & 1U) != 0; }

/// The context fields that an action needs to be carried out. A request that lacks one is partial: `decide` answers
/// what it can and names the field in `unverified`; `apply` refuses with `context_missing`.
enum class Need : std::uint32_t {
  none = 0, to = 1, with = 2, level = 4, name = 8, email = 16, role = 32, member = 64, asset = 128, collection = 256, comment = 512,
  version = 1024, plan = 2048, feature = 4096, limit = 8192, value = 16384, number = 32768, kind = 65536, id = 131072
};
constexpr Need operator|(Need a, Need b) { return static_cast<Need>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b)); }
constexpr bool operator&(Need a, Need b) { return (static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b)) != 0; }

/// What kind of name `context.name` is, if the action takes one.
enum class Naming : std::uint8_t { none, file, folder, person, group, collection };

/// What an action does when it is applied; `nothing`: it is a permission and nothing more.
enum class Does : std::uint8_t {
  nothing,
#define OPERATION(id, action, effect, takes, kind, needs, naming, makes) id,
#include "policy/operations.def"
#undef OPERATION
};

struct Operation {
  Takes takes = Takes::none;
  AssetKind kind = AssetKind::any;
  Need needs = Need::none;
  Naming naming = Naming::none;
  bool makes = false;    ///< makes something, whose id the request may give
  bool renames = false;  ///< `name` replaces the resource's own
};

const Operation& operationOf(Does does);
/// How many values `Does` has.
extern const std::uint8_t countOfDoes;
/// What the action of that name does.
Does doesOf(std::string_view action);
/// Whether the action of that name takes a folder with all that lies in it.
bool isDeep(std::string_view action);

}  // namespace lockstep
