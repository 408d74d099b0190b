# nnft_add_test(<name> SOURCES <file>... [LINK <target>...] [NP <n>...] [LABELS <label>...] [TIMEOUT <s>])
#
# One executable, one ctest entry per rank count: <name> when NP is absent, else <name>.np<n>.
#
# nnft_add_script_test(<name> COMMAND <word>... [LABELS <label>...] [TIMEOUT <s>] [PROCESSORS <n>])
#
# A test that is a script: bash, Python, CMake. NNFT_PYTHON is the interpreter that has h5py and NumPy.
find_package(GTest REQUIRED)

# Debian's own Python comes first: its packages are those that the project installs.
find_program(NNFT_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(NNFT_PYTHON NAMES python3 REQUIRED)
find_program(NNFT_BASH NAMES bash REQUIRED)

# mpirun as tests need it: as root, in containers, more ranks than cores, several at once.
set(NNFT_MPIRUN ${NNFT_BASH} ${PROJECT_SOURCE_DIR}/jobs/open-mpi-env.sh ${MPIEXEC_EXECUTABLE})

function(nnft_add_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT;PROCESSORS" "COMMAND;LABELS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT arg_PROCESSORS)
    set(arg_PROCESSORS 1)
  endif()
  if(NNFT_SANITIZE)
    math(EXPR arg_TIMEOUT "5 * ${arg_TIMEOUT}")
  endif()
  add_test(NAME ${name} COMMAND ${arg_COMMAND})
  set_tests_properties(${name} PROPERTIES
    LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} PROCESSORS ${arg_PROCESSORS})
endfunction()

function(nnft_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINK;NP;LABELS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} nnft_warnings nnft_test_support GTest::gmock)
  if(NOT arg_NP)
    target_link_libraries(${name} PRIVATE GTest::gmock_main)
    nnft_add_script_test(${name} COMMAND ${name} LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
    if(NNFT_SANITIZE) # the slow unwinder of the presets is for leaks inside of MPI
      set_tests_properties(${name} PROPERTIES ENVIRONMENT "ASAN_OPTIONS=fast_unwind_on_malloc=1")
    endif()
  endif()
  foreach(np IN LISTS arg_NP)
    nnft_add_script_test(${name}.np${np}
      COMMAND ${NNFT_MPIRUN} ${MPIEXEC_NUMPROC_FLAG} ${np} ${MPIEXEC_PREFLAGS}
              $<TARGET_FILE:${name}> ${MPIEXEC_POSTFLAGS}
      LABELS mpi ${arg_LABELS} TIMEOUT ${arg_TIMEOUT} PROCESSORS ${np})
  endforeach()
endfunction()
