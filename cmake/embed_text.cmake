# lockstep_embed_text(TARGET FILE NAMESPACE::FUNCTION)
#
# A static library with one function, `std::string_view NAMESPACE::FUNCTION()`, which returns the
# text of FILE. Written at build time, so that an edit of FILE needs no new configure.

set(LOCKSTEP_WRITE_EMBEDDED ${CMAKE_CURRENT_LIST_DIR}/write_embedded.cmake)

function(lockstep_embed_text target file function)
  cmake_path(ABSOLUTE_PATH file OUTPUT_VARIABLE input)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DFUNCTION=${function}
      -P ${LOCKSTEP_WRITE_EMBEDDED}
    DEPENDS ${input} ${LOCKSTEP_WRITE_EMBEDDED}
    COMMENT "Embedding ${file}"
    VERBATIM)
  add_library(${target} STATIC ${output})
  target_compile_features(${target} PRIVATE cxx_std_20)
  # 65,536 characters are what a compiler must accept; ours accept more.
  target_compile_options(${target} PRIVATE -Wno-overlength-strings)
endfunction()
