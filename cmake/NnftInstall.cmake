# cmake --install: headers, libraries, the program with its report and presets, and the package for
# find_package(nnft) with the targets nnft::lib and, where it was built, nnft::mpi.
include(CMakePackageConfigHelpers)

set(NNFT_PACKAGE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/nnft)
set(NNFT_INSTALL_TARGETS nnft_lib)
install(DIRECTORY lib/nnft DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

set(NNFT_PACKAGE_HAS_MPI OFF)
if(TARGET nnft_mpi)
  set(NNFT_PACKAGE_HAS_MPI ON)
  list(APPEND NNFT_INSTALL_TARGETS nnft_mpi)
  install(DIRECTORY mpi/nnft DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
  install(FILES cmake/FindNnftParallelHdf5.cmake DESTINATION ${NNFT_PACKAGE_FOLDER})
endif()

install(TARGETS ${NNFT_INSTALL_TARGETS} EXPORT nnft ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
                                                    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT nnft FILE nnftTargets.cmake NAMESPACE nnft:: DESTINATION ${NNFT_PACKAGE_FOLDER})

if(TARGET nnft)
  install(TARGETS nnft RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(DIRECTORY app/report/ DESTINATION ${CMAKE_INSTALL_DATADIR}/nnft/report FILES_MATCHING PATTERN "*.py")
  install(DIRECTORY jobs/presets/ DESTINATION ${CMAKE_INSTALL_DATADIR}/nnft/presets FILES_MATCHING PATTERN "*.toml")
endif()

configure_package_config_file(cmake/nnftConfig.cmake.in ${PROJECT_BINARY_DIR}/nnftConfig.cmake
  INSTALL_DESTINATION ${NNFT_PACKAGE_FOLDER})
# Before 1.0 a new minor version may change interfaces.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/nnftConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/nnftConfig.cmake ${PROJECT_BINARY_DIR}/nnftConfigVersion.cmake
        DESTINATION ${NNFT_PACKAGE_FOLDER})
