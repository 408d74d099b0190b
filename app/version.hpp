#pragma once
#include <string>

namespace nnft::app {

[[nodiscard]] std::string program_version(); //!< "0.1.0"
[[nodiscard]] std::string git_revision();    //!< of the sources, "unknown" outside a clone
[[nodiscard]] std::string compiler();        //!< "GCC 12.2.0"

} // namespace nnft::app
