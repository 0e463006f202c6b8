#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "lockstep/access/request.h"
#include "lockstep/policy/operation.h"

namespace lockstep {

/// The needed fields that a context lacks, in the order of `fieldsOfContext`.
struct MissingFields {
  std::array<std::string_view, 19> names;
  std::size_t count = 0;
};
MissingFields missingFields(Need needs, const Context& context);

}  // namespace lockstep
