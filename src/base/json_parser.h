#pragma once

#include <string_view>

#include "lockstep/base/json.h"

namespace lockstep {

/// What parseJson is in WASM, where nlohmann's parser with its floating-point numbers would be a third of what a page
/// downloads. Compiled natively too, so that tests, sanitizers and fuzzers hold the two to the same answers.
Result<Document> parseSmall(std::string_view text);

}  // namespace lockstep
