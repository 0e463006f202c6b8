include(CMakePackageConfigHelpers)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/lockstep)
set(include_directory ${CMAKE_INSTALL_INCLUDEDIR})
set(data_directory ${CMAKE_INSTALL_DATADIR}/lockstep)

# ---- The library and its headers ----

install(TARGETS lockstep EXPORT lockstep-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/ DESTINATION ${include_directory} FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
install(FILES ${PROJECT_BINARY_DIR}/include/lockstep/version.h DESTINATION ${include_directory}/lockstep)

# ---- What it reads, and its licence ----

# As in the npm package: the large tables of scenarios stay in the repository.
install(
  DIRECTORY policies schemas
  DESTINATION ${data_directory}
  FILES_MATCHING
  PATTERN "*.json"
  PATTERN "table.scenarios.json" EXCLUDE
  PATTERN "records.scenarios.json" EXCLUDE)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# ---- find_package(lockstep) ----

install(EXPORT lockstep-targets NAMESPACE lockstep:: DESTINATION ${package_directory})
configure_package_config_file(cmake/lockstep-config.cmake.in ${PROJECT_BINARY_DIR}/lockstep-config.cmake
  INSTALL_DESTINATION ${package_directory} PATH_VARS data_directory)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lockstep-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/lockstep-config.cmake ${PROJECT_BINARY_DIR}/lockstep-config-version.cmake
  DESTINATION ${package_directory})

# ---- pkg-config: its paths are relative, so the prefix can be moved ----

set(pkgconfig_directory ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${pkgconfig_directory} OUTPUT_VARIABLE prefix_from_pkgconfig)
foreach(directory CMAKE_INSTALL_LIBDIR include_directory data_directory)
  cmake_path(APPEND pc_${directory} "\${prefix}" ${${directory}})
endforeach()
configure_file(cmake/lockstep.pc.in ${PROJECT_BINARY_DIR}/lockstep.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/lockstep.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# ---- The command line ----

if(LOCKSTEP_HAS_CLI AND NOT EMSCRIPTEN)
  install(TARGETS lockstep_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  # It finds a shared library where it is installed beside it.
  if(BUILD_SHARED_LIBS)
    cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_FULL_BINDIR} OUTPUT_VARIABLE libraries_from_programs)
    set_target_properties(lockstep_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${libraries_from_programs}")
  endif()
endif()
