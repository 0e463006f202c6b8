// A JSON text: both readers take and refuse the same, and what is written is read again as it was.
#include "acme.h"
#include "base/json_parser.h"

using namespace lockstep;
using fuzz::hold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const auto value = parseJson(text), small = parseSmall(text);
  hold(value.ok() == small.ok());
  if (!value) {
    hold(value.problems().size() == 1 && small.problems().size() == 1);
    return 0;
  }
  const std::string written = toJson(value->root());
  hold(toJson(small->root()) == written);
  for (const auto write : {toJson, indentedJson, sortedJson}) {
    const std::string other = write(value->root());
    const auto again = parseJson(other);
    hold(again.ok() && write(again->root()) == other);
  }
  // Writing the canonical form again changes nothing.
  const std::string canonical = canonicalJson(value->root());
  const auto again = parseJson(canonical);
  hold(again.ok() && canonicalJson(again->root()) == canonical && canonicalJson(small->root()) == canonical);
  hold(toJson(value->root().copy()) == written);
  return 0;
}
