# Run with cmake -P; see embed_examples.cmake.

foreach(list IN ITEMS EXAMPLES APP_FILES)
  string(REPLACE "|" ";" ${list} "${${list}}")
endforeach()

# Appends the entry of a file to the list `entries`.
function(append_entry entries example name file)
  file(READ "${file}" text)
  # The package that writes an app is the one that the app installs.
  string(REPLACE "\"lockstep\": \"0.0.0\"" "\"lockstep\": \"${VERSION}\"" text "${text}")
  # Some compilers limit one literal to 16 KB, so a long text is several of them side by side.
  set(literals "")
  string(LENGTH "${text}" length)
  set(start 0)
  while(start LESS length)
    string(SUBSTRING "${text}" ${start} 8000 piece)
    string(APPEND literals "\n     R\"lockstep(${piece})lockstep\"")
    math(EXPR start "${start} + 8000")
  endwhile()
  set(${entries} "${${entries}}    {\"${example}\", \"${name}\",${literals}},\n" PARENT_SCOPE)
endfunction()

set(examples "")
foreach(file IN LISTS EXAMPLES)
  get_filename_component(name "${file}" NAME)
  get_filename_component(folder "${file}" DIRECTORY)
  get_filename_component(example "${folder}" NAME)
  append_entry(examples ${example} ${name} ${file})
endforeach()

set(apps "")
foreach(file IN LISTS APP_FILES)
  file(RELATIVE_PATH name ${APPS} ${file})
  string(REGEX MATCH "^([^/]+)/(.+)$" whole ${name})
  set(app ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  append_entry(apps ${app} ${name} ${file})
endforeach()

file(WRITE "${OUTPUT}.new" "// Generated from policies/examples and examples/apps by cmake/write_examples.cmake.
#include \"cli/examples.h\"

namespace lockstep {

std::span<const ExampleFile> exampleFiles() {
  static constexpr ExampleFile files[] = {
${examples}  };
  return files;
}

std::span<const ExampleFile> appFiles() {
  static constexpr ExampleFile files[] = {
${apps}  };
  return files;
}

}  // namespace lockstep
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
