#pragma once

#include <string_view>

namespace lockstep {

/// The policy that is built into the tools: policies/imagekit.json, byte for byte.
std::string_view builtinPolicy();

}  // namespace lockstep
