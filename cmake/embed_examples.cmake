# lockstep_embed_examples(TARGET FOLDER NAME…)
#
# A static library with `lockstep::exampleFiles()`, the policy, account and scenarios of each example NAME in FOLDER. Written at build
# time, so that an edit needs no new configure.

set(LOCKSTEP_WRITE_EXAMPLES ${CMAKE_CURRENT_LIST_DIR}/write_examples.cmake)

function(lockstep_embed_examples target folder)
  cmake_path(ABSOLUTE_PATH folder)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  set(files "")
  foreach(name IN LISTS ARGN)
    list(APPEND files ${folder}/${name}/policy.json ${folder}/${name}/account.json ${folder}/${name}/${name}.scenarios.json)
  endforeach()
  list(JOIN files "|" joined)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${joined}" -DOUTPUT=${output} -P ${LOCKSTEP_WRITE_EXAMPLES}
    DEPENDS ${files} ${LOCKSTEP_WRITE_EXAMPLES}
    COMMENT "Embedding the examples of ${folder}"
    VERBATIM)
  add_library(${target} STATIC ${output})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(${target} PRIVATE -Wno-overlength-strings)
endfunction()
