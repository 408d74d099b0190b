# Run at every build: cmake -DSOURCE=... -DOUTPUT=... -P GitRevision.cmake
#
# Writes a source file that knows the revision of the clone that is being built, "-dirty" if it has changes, "unknown"
# outside a clone. The file is touched only when that changes, so that nothing is compiled for nothing.
find_package(Git QUIET)
set(revision "unknown")
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=12
                  WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE description
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(description)
    set(revision ${description})
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[#include "version.hpp"

namespace nnft::app {

std::string git_revision() { return "@revision@"; }

} // namespace nnft::app
]] @ONLY)
