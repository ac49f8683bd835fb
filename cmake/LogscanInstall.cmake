# cmake --install: the command (component runtime), the library with its headers, package config and pkg-config (dev).
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/logscan)

if(BUILD_SHARED_LIBS)
  set(LOGSCAN_IS_STATIC OFF)
else()
  set(LOGSCAN_IS_STATIC ON)
endif()

install(TARGETS logscan EXPORT logscanTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
if(LOGSCAN_BUILD_APPS)
  install(TARGETS logscan_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
  set(pages ${PROJECT_BINARY_DIR}/apps/logscan/pages)
  install(FILES ${pages}/logscan.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime)
  install(FILES ${pages}/logscan-rules.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT runtime)
  install(FILES ${pages}/logscan.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME logscan
    COMPONENT runtime)
  install(FILES ${pages}/_logscan DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT runtime)
  install(FILES ${pages}/logscan.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT runtime)
endif()

install(EXPORT logscanTargets NAMESPACE logscan:: DESTINATION ${config_dir} COMPONENT dev)
configure_package_config_file(cmake/logscanConfig.cmake.in logscanConfig.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(logscanConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/logscanConfig.cmake ${PROJECT_BINARY_DIR}/logscanConfigVersion.cmake cmake/FindxxHash.cmake cmake/FindPCAP.cmake
  DESTINATION ${config_dir} COMPONENT dev)

# The installed tree can be moved: the prefix is found from where the .pc file lies.
file(RELATIVE_PATH LOGSCAN_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/logscan.pc.in logscan.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/logscan.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT dev)
