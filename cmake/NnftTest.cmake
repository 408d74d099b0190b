# nnft_add_test(<name> SOURCES <file>... [LINK <target>...] [NP <n>...] [LABELS <label>...] [TIMEOUT <s>])
#
# One executable, one ctest entry per rank count: <name> when NP is absent, else <name>.np<n>.
find_package(GTest REQUIRED)

function(nnft_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINK;NP;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} nnft_warnings nnft_test_support GTest::gmock)
  if(NOT arg_NP)
    target_link_libraries(${name} PRIVATE GTest::gmock_main)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
  endif()
  foreach(np IN LISTS arg_NP)
    add_test(NAME ${name}.np${np}
             COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${np} ${MPIEXEC_PREFLAGS}
                     $<TARGET_FILE:${name}> ${MPIEXEC_POSTFLAGS})
    set_tests_properties(${name}.np${np} PROPERTIES
      LABELS "mpi;${arg_LABELS}" PROCESSORS ${np} TIMEOUT ${arg_TIMEOUT}
      ENVIRONMENT "${NNFT_MPI_TEST_ENVIRONMENT}")
  endforeach()
endfunction()
