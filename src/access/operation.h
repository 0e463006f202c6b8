#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "access/request.h"

namespace lockstep {

/// The context fields that an action needs to be carried out. A request that lacks one is partial: `decide` answers
/// what it can and names the field in `unverified`; `apply` refuses with `context_missing`.
enum class Need : std::uint32_t {
  none = 0, to = 1, with = 2, level = 4, name = 8, email = 16, role = 32, member = 64, asset = 128, collection = 256, comment = 512,
  version = 1024, plan = 2048, feature = 4096, limit = 8192, value = 16384, number = 32768, kind = 65536
};
constexpr Need operator|(Need a, Need b) { return static_cast<Need>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b)); }
constexpr bool operator&(Need a, Need b) { return (static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b)) != 0; }

/// What kind of name `context.name` is, if the action takes one.
enum class Naming : std::uint8_t { none, file, folder, person, group, collection };

/// What the engine itself knows of an action: what it takes to do it. A policy says who may; an action that is not
/// listed here is a permission and nothing more.
struct Operation {
  std::string_view action;
  Need needs = Need::none;
  Naming naming = Naming::none;
  bool renames = false;  ///< `name` replaces the resource's own
};

const Operation& operationOf(std::string_view action);

/// The first needed field that the context lacks, in the order of `Need`; "" when there is none. `from` says where to
/// go on, so that all can be listed.
struct MissingFields {
  std::array<std::string_view, 17> names;
  std::size_t count = 0;
};
MissingFields missingFields(const Operation& operation, const Context& context);

}  // namespace lockstep
