# cmake -DCOMPILER=g++ -DFILE=tests/native/misuse/NAME.cpp -P tests/native/check_misuse.cmake
#
# Checks, in the root of the repository, that FILE compiles as it is, and that with MISUSE defined its first error is in the line
# that says `// expect: REASON`, and matches REASON.

cmake_minimum_required(VERSION 3.25)

function(compile status_result error_result)
  execute_process(
    COMMAND ${COMPILER} -std=c++20 -fsyntax-only -fno-diagnostics-color -Wall -Wextra -Werror -Isrc -Iinclude ${ARGN} ${FILE}
    RESULT_VARIABLE status ERROR_VARIABLE errors)
  set(${status_result} "${status}" PARENT_SCOPE)
  set(${error_result} "${errors}" PARENT_SCOPE)
endfunction()

file(READ ${FILE} source)
string(REGEX MATCH "^(.*)// expect: ([^\n]+)" unused "${source}")
set(before "${CMAKE_MATCH_1}")
set(reason "${CMAKE_MATCH_2}")
if(reason STREQUAL "")
  message(FATAL_ERROR "${FILE} names no reason: // expect: REASON")
endif()
string(REGEX REPLACE "[^\n]" "" newlines "${before}")
string(LENGTH "${newlines}" line)
math(EXPR line "${line} + 1")

compile(status errors)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${COMPILER} does not compile ${FILE}:\n${errors}")
endif()
compile(status errors -DMISUSE)
if(status EQUAL 0)
  message(FATAL_ERROR "${COMPILER} compiles ${FILE} with MISUSE.")
endif()
string(REGEX MATCH "[^\n]* error: [^\n]*" first "${errors}")
string(FIND "${first}" "${FILE}:${line}:" place)
if(NOT place EQUAL 0 OR NOT first MATCHES "${reason}")
  message(FATAL_ERROR "${COMPILER} refuses ${FILE} in another line than ${line}, or not for \"${reason}\":\n${errors}")
endif()
