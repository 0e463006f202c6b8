# lockstep_openapi(OUTPUT FILE SCHEMA…)
#
# Writes OUTPUT at build time: the OpenAPI document FILE with the schemas that it refers to.

set(LOCKSTEP_WRITE_OPENAPI ${CMAKE_CURRENT_LIST_DIR}/write_openapi.cmake)

function(lockstep_openapi output file)
  cmake_path(ABSOLUTE_PATH file OUTPUT_VARIABLE input)
  set(schemas "")
  foreach(schema IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH schema)
    list(APPEND schemas ${schema})
  endforeach()
  list(JOIN schemas "|" joined)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} "-DSCHEMAS=${joined}" -P ${LOCKSTEP_WRITE_OPENAPI}
    DEPENDS ${input} ${schemas} ${LOCKSTEP_WRITE_OPENAPI}
    COMMENT "Writing the OpenAPI document"
    VERBATIM)
endfunction()
