// parseJson in a page's module: the small reader alone. Native builds use json_nlohmann.cpp instead.
#include "base/json_parser.h"
#include "lockstep/base/json.h"

namespace lockstep {

Result<Document> parseJson(std::string_view text) { return parseSmall(text); }

}  // namespace lockstep
