#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/document_builder.h"
#include "lockstep/base/json.h"

namespace lockstep {

/// What parseJson is in WASM, where nlohmann's parser with its floating-point numbers would be a third of what a page
/// downloads. Compiled natively too, so that tests, sanitizers and fuzzers hold the two to the same answers.
Result<Document> parseSmall(std::string_view text);

/// What a reader did last: nothing yet, or it opened an array or object, or read a key or a whole value.
enum class JsonStep : std::uint8_t { none, opened, key, value };

/// Reads what follows `at` into a document that another reader began; `last` is what it did last. Where the builder
/// refused that, returns the problem.
Result<Document> parseRest(std::string_view text, std::size_t at, DocumentBuilder builder, JsonStep last);

}  // namespace lockstep
