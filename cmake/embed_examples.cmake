# lockstep_embed_examples(TARGET EXAMPLES FOLDER NAME… APPS FOLDER NAME…)
#
# A static library with the files that `lockstep init` writes: `lockstep::exampleFiles()`, the policy, account and scenarios of each
# example NAME in its FOLDER, and `lockstep::appFiles()`, what each app NAME has beside those and in the folder `shared`. Written at
# build time, so that an edit needs no new configure.

set(LOCKSTEP_WRITE_EXAMPLES ${CMAKE_CURRENT_LIST_DIR}/write_examples.cmake)

function(lockstep_embed_examples target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "EXAMPLES;APPS")
  list(POP_FRONT arg_EXAMPLES folder)
  cmake_path(ABSOLUTE_PATH folder)
  set(examples "")
  foreach(name IN LISTS arg_EXAMPLES)
    list(APPEND examples ${folder}/${name}/policy.json ${folder}/${name}/account.json ${folder}/${name}/${name}.scenarios.json)
  endforeach()
  list(POP_FRONT arg_APPS folder)
  cmake_path(ABSOLUTE_PATH folder OUTPUT_VARIABLE apps)
  set(files "")
  foreach(name IN ITEMS shared ${arg_APPS})
    file(GLOB found CONFIGURE_DEPENDS ${apps}/${name}/* ${apps}/${name}/src/*)
    list(APPEND files ${found})
  endforeach()
  # Without what an app leaves that was tried in its own folder.
  list(FILTER files EXCLUDE REGEX "/(src|node_modules|dist|package-lock.json)$")
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  list(JOIN examples "|" joined)
  list(JOIN files "|" app_files)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DEXAMPLES=${joined}" "-DAPPS=${apps}" "-DAPP_FILES=${app_files}"
      -DVERSION=${PROJECT_VERSION} -DOUTPUT=${output} -P ${LOCKSTEP_WRITE_EXAMPLES}
    DEPENDS ${examples} ${files} ${LOCKSTEP_WRITE_EXAMPLES}
    COMMENT "Embedding the examples of lockstep init"
    VERBATIM)
  add_library(${target} STATIC ${output})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(${target} PRIVATE -Wno-overlength-strings)
endfunction()
