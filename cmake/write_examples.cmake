# Run with cmake -P; see embed_examples.cmake.

string(REPLACE "|" ";" FILES "${FILES}")
set(entries "")
foreach(file IN LISTS FILES)
  file(READ "${file}" text)
  get_filename_component(name "${file}" NAME)
  get_filename_component(folder "${file}" DIRECTORY)
  get_filename_component(example "${folder}" NAME)
  # Some compilers limit one literal to 16 KB, so a long text is several of them side by side.
  set(literals "")
  string(LENGTH "${text}" length)
  set(start 0)
  while(start LESS length)
    string(SUBSTRING "${text}" ${start} 8000 piece)
    string(APPEND literals "\n     R\"lockstep(${piece})lockstep\"")
    math(EXPR start "${start} + 8000")
  endwhile()
  string(APPEND entries "    {\"${example}\", \"${name}\",${literals}},\n")
endforeach()

file(WRITE "${OUTPUT}.new" "// Generated from policies/examples by cmake/write_examples.cmake.
#include \"cli/examples.h\"

namespace lockstep {

std::span<const ExampleFile> exampleFiles() {
  static constexpr ExampleFile files[] = {
${entries}  };
  return files;
}

}  // namespace lockstep
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
