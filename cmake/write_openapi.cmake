# Run with cmake -P; see openapi.cmake.
#
# The document is INPUT; its schemas are its own and those of the files SCHEMAS, so that each format is described once. A file and
# each definition in it become schemas of the same names, with a capital letter.

# Reads a schema whose references are to places in the document: not every tool looks for an $id.
function(read_schema file names result)
  file(READ "${file}" schema)
  foreach(name IN LISTS names)
    capital("${name}" component)
    string(REGEX REPLACE "\"(urn:lockstep:[a-z]+:[12])?#/\\$defs/${name}\"" "\"#/components/schemas/${component}\"" schema "${schema}")
  endforeach()
  set(${result} "${schema}" PARENT_SCOPE)
endfunction()

function(capital name result)
  string(SUBSTRING "${name}" 0 1 first)
  string(SUBSTRING "${name}" 1 -1 rest)
  string(TOUPPER "${first}" first)
  set(${result} "${first}${rest}" PARENT_SCOPE)
endfunction()

# Two things of one name would be one schema.
function(add_component component schema)
  string(JSON existing ERROR_VARIABLE absent GET "${document}" components schemas "${component}")
  if(NOT absent)
    message(FATAL_ERROR "Two schemas would be called ${component} in the OpenAPI document. Rename one.")
  endif()
  string(JSON document SET "${document}" components schemas "${component}" "${schema}")
  set(document "${document}" PARENT_SCOPE)
endfunction()

# The names of the definitions of a schema.
function(definitions_of schema result)
  set(names "")
  string(JSON count LENGTH "${schema}" $defs)
  math(EXPR last "${count} - 1")
  foreach(index RANGE ${last})
    string(JSON name MEMBER "${schema}" $defs ${index})
    list(APPEND names ${name})
  endforeach()
  set(${result} "${names}" PARENT_SCOPE)
endfunction()

file(READ "${INPUT}" document)
string(REPLACE "|" ";" SCHEMAS "${SCHEMAS}")

set(all_names "")
foreach(file IN LISTS SCHEMAS)
  file(READ "${file}" schema)
  definitions_of("${schema}" names)
  list(APPEND all_names ${names})
endforeach()

foreach(file IN LISTS SCHEMAS)
  read_schema("${file}" "${all_names}" schema)
  definitions_of("${schema}" names)
  foreach(name IN LISTS names)
    string(JSON definition GET "${schema}" $defs ${name})
    capital("${name}" component)
    add_component(${component} "${definition}")
  endforeach()
  foreach(key $schema $id $defs)
    string(JSON schema REMOVE "${schema}" ${key})
  endforeach()
  get_filename_component(name "${file}" NAME_WE)
  capital("${name}" component)
  # A request over HTTP may leave out who asks, so the document has one of its own.
  if(NOT component MATCHES "^Request2?$")
    add_component(${component} "${schema}")
  endif()
endforeach()

file(WRITE "${OUTPUT}.new" "${document}\n")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
