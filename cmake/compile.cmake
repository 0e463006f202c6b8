# How everything of ours is compiled, whichever the compiler.

# A compiler cache saves minutes on a second checkout; em++ is a script that ccache does not know.
find_program(LOCKSTEP_CCACHE ccache)
if(LOCKSTEP_CCACHE AND NOT EMSCRIPTEN AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LOCKSTEP_CCACHE})
endif()

set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)

function(lockstep_compile_options target)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  # Our own programs and tests also see the headers that are not installed.
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_features(${target} PRIVATE cxx_std_20)
  # GCC 12 takes an empty optional for one that is read, and an assignment of a short text for one
  # that overlaps itself.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>)
  if(LOCKSTEP_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(LOCKSTEP_SANITIZE)
    target_compile_options(${target} PRIVATE ${sanitizers})
    target_link_options(${target} PUBLIC ${sanitizers})
  endif()
endfunction()

# Compiles SIZE source files of a target at once (0: all), where LOCKSTEP_UNITY is on. The headers of the standard library, Boost and
# CLI11 and what the compiler makes of their inline functions are most of the work, and are then done once for these files. Names in
# unnamed namespaces must differ within them. The preset `sanitize` compiles each file by itself, so that each includes what it uses.
function(lockstep_unity target size)
  if(LOCKSTEP_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
  endif()
endfunction()

# Compiles a library the same way whether it is static or shared: a static one can be linked into a shared library, such as an
# extension of another language. Before 1.0 a minor version may change the interface, so a shared one is named after it.
function(lockstep_linkable_everywhere target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON DEFINE_SYMBOL ""
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  # GCC inlines no function that another library could replace, unless it may assume that none does.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>)
endfunction()

# Looks for <folder/header> of a header-only library, and sets LOCKSTEP_<folder>_INCLUDE_DIR. CMake itself would not look in
# /usr/include for em++.
macro(lockstep_find_header folder header)
  find_path(LOCKSTEP_${folder}_INCLUDE_DIR ${folder}/${header} NO_CMAKE_FIND_ROOT_PATH
    PATHS /usr/include /usr/local/include ${ARGN})
endmacro()

# Lets a target include <folder/header> from a header-only library of the system. It is used in
# .cpp files alone, so it is no dependency of an installed lockstep.
#
# em++ has a C library of its own and must not see /usr/include; it gets a folder in the build tree
# that links to the one library and to nothing else.
function(lockstep_header_only target folder header)
  lockstep_find_header(${folder} ${header} REQUIRED)
  set(directory ${LOCKSTEP_${folder}_INCLUDE_DIR})
  if(EMSCRIPTEN)
    set(link_directory ${PROJECT_BINARY_DIR}/include)
    file(MAKE_DIRECTORY ${link_directory})
    file(CREATE_LINK ${directory}/${folder} ${link_directory}/${folder} SYMBOLIC)
    set(directory ${link_directory})
  endif()
  target_include_directories(${target} SYSTEM PRIVATE ${directory})
endfunction()
