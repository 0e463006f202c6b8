# cpack -G DEB: the command line with the server, as a Debian package with a service of systemd.
#
# `tools/build.mjs deb` makes it; what it installs is in cmake/packaging/.

find_program(LOCKSTEP_DPKG dpkg)
if(NOT LOCKSTEP_DPKG)
  return()
endif()

set(packaging ${PROJECT_SOURCE_DIR}/cmake/packaging)

# Not part of `cmake --install`, which is for those who build with the library.
set(for_package COMPONENT server EXCLUDE_FROM_ALL)
install(TARGETS lockstep_cli RUNTIME DESTINATION usr/bin ${for_package})
install(FILES ${packaging}/lockstep.service DESTINATION lib/systemd/system ${for_package})
install(FILES ${packaging}/serve.env DESTINATION etc/lockstep PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ ${for_package})
install(FILES docs/server.md docs/operations.md docs/scale.md CHANGELOG.md DESTINATION usr/share/doc/lockstep ${for_package})
install(FILES LICENSE DESTINATION usr/share/doc/lockstep RENAME copyright ${for_package})
install(FILES ${packaging}/credentials.conf DESTINATION usr/share/doc/lockstep/examples ${for_package})

# Without this, cpack builds everything, the tests too.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

file(WRITE ${PROJECT_BINARY_DIR}/packaging/conffiles "/etc/lockstep/serve.env\n")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lockstep)
set(CPACK_PACKAGE_CONTACT "The Lockstep authors <maintainers@lockstep.invalid>")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_COMPONENTS_ALL server)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME lockstep)
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION admin)
set(CPACK_COMPONENT_SERVER_DESCRIPTION "Permission server\n Decides who may do what, says why, applies changes and keeps pages current, over\n HTTP, with SQLite or PostgreSQL. The same engine runs in the page as WebAssembly.")
# Depends is derived from the libraries that the program is linked with.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "adduser")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
  ${PROJECT_BINARY_DIR}/packaging/conffiles ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm)
include(CPack)
