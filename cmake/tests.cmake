# What ctest runs, each test with one label: unit, scenarios, c-api, misuse, architecture or server. The suites that need Node and
# its packages are those of tools/test.mjs.

enable_testing()

# lockstep_add_test(NAME LABEL COMMAND…)
function(lockstep_add_test name label)
  add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 600)
endfunction()

# ---- Programs ----

# doctest takes it for a success when no test has the name.
set(no_test "test cases: +0 ")

lockstep_add_test(unit unit lockstep_tests --source-file-exclude=*/scenarios_test.cpp)
lockstep_add_test(scenarios scenarios lockstep_tests --source-file=*/scenarios_test.cpp)
set_tests_properties(unit scenarios PROPERTIES FAIL_REGULAR_EXPRESSION ${no_test})
lockstep_add_test(c-api c-api lockstep_c_tests)
if(LOCKSTEP_HAS_SERVER)
  lockstep_add_test(server server lockstep_server_tests)
endif()

# ---- Sources ----

if(NOT EMSCRIPTEN)
  file(GLOB misuses RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS tests/native/misuse/*.cpp)
  foreach(misuse IN LISTS misuses)
    cmake_path(GET misuse STEM name)
    lockstep_add_test(misuse.${name} misuse
      ${CMAKE_COMMAND} -DCOMPILER=${CMAKE_CXX_COMPILER} -DFILE=${misuse} -P tests/native/check_misuse.cmake)
  endforeach()

  find_program(LOCKSTEP_NODE node)
  if(LOCKSTEP_NODE)
    lockstep_add_test(architecture architecture ${LOCKSTEP_NODE} --test tests/tools/architecture.test.mjs)
  else()
    message(STATUS "ctest leaves out the test of the architecture, which needs Node.")
  endif()
endif()
