# What is installed of the libraries that the command line and the server need. The library and its tests need none of them.

# lockstep_decide(PART WANTED MISSING RESULT)
#
# Sets RESULT to whether PART is built. WANTED is ON, OFF or AUTO; MISSING lists the libraries that are not installed.
function(lockstep_decide part wanted missing result)
  set(${result} OFF PARENT_SCOPE)
  if(wanted AND NOT missing)
    set(${result} ON PARENT_SCOPE)
  elseif(wanted)
    list(JOIN missing ", " names)
    set(message "The ${part} needs what is not installed: ${names}.")
    if(NOT wanted STREQUAL "AUTO")
      message(FATAL_ERROR "${message} docs/cpp.md builds without it.")
    endif()
    message(STATUS "${message} It is left out.")
  endif()
endfunction()

# Adds NAME to the list `missing` unless FOUND.
macro(lockstep_need name found)
  if(NOT ${found})
    list(APPEND missing "${name}")
  endif()
endmacro()

# ---- The server ----

set(LOCKSTEP_HAS_SERVER OFF)
if(LOCKSTEP_BUILD_SERVER AND NOT EMSCRIPTEN)
  find_package(OpenSSL 3.0 QUIET COMPONENTS Crypto)
  find_package(Threads QUIET)
  find_package(PostgreSQL QUIET)
  find_package(Boost 1.81 QUIET COMPONENTS url)  # Asio and Beast are headers alone
  find_package(ZLIB QUIET)
  find_library(LOCKSTEP_BROTLI brotlidec)
  find_library(LOCKSTEP_SOCI_CORE soci_core)
  find_library(LOCKSTEP_SOCI_SQLITE soci_sqlite3)
  find_library(LOCKSTEP_SOCI_POSTGRESQL soci_postgresql)
  set(missing "")
  lockstep_need("OpenSSL 3" OPENSSL_FOUND)
  lockstep_need("threads" Threads_FOUND)
  lockstep_need("PostgreSQL's libpq" PostgreSQL_FOUND)
  lockstep_need("Boost 1.81" Boost_FOUND)
  lockstep_need("zlib" ZLIB_FOUND)
  lockstep_need("Brotli" LOCKSTEP_BROTLI)
  lockstep_need("SOCI" LOCKSTEP_SOCI_CORE)
  lockstep_need("SOCI for SQLite" LOCKSTEP_SOCI_SQLITE)
  lockstep_need("SOCI for PostgreSQL" LOCKSTEP_SOCI_POSTGRESQL)
  lockstep_decide(server "${LOCKSTEP_BUILD_SERVER}" "${missing}" LOCKSTEP_HAS_SERVER)
endif()

# ---- The command line ----

set(LOCKSTEP_HAS_CLI OFF)
if(LOCKSTEP_BUILD_CLI)
  lockstep_find_header(CLI CLI.hpp)
  set(missing "")
  lockstep_need("CLI11" LOCKSTEP_CLI_INCLUDE_DIR)
  lockstep_decide("command line" "${LOCKSTEP_BUILD_CLI}" "${missing}" LOCKSTEP_HAS_CLI)
endif()
