# Run with cmake -P; see embed_text.cmake.

file(READ "${INPUT}" text)
string(REGEX MATCH "^(.*)::([^:]+)$" unused "${FUNCTION}")
set(namespace "${CMAKE_MATCH_1}")
set(name "${CMAKE_MATCH_2}")

# Some compilers limit one literal to 16 KB, so a long text is several of them side by side.
set(literals "")
string(LENGTH "${text}" length)
set(start 0)
while(start LESS length)
  string(SUBSTRING "${text}" ${start} 8000 piece)
  string(APPEND literals "    R\"lockstep(${piece})lockstep\"\n")
  math(EXPR start "${start} + 8000")
endwhile()

file(WRITE "${OUTPUT}.new" "// Generated from a text file by cmake/write_embedded.cmake.
#include <string_view>

namespace ${namespace} {

std::string_view ${name}();

std::string_view ${name}() {
  static constexpr std::string_view text =
${literals}    ;
  return text;
}

}  // namespace ${namespace}
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
