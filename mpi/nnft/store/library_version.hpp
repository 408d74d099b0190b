#pragma once
#include <string>

namespace nnft::store {

[[nodiscard]] std::string hdf5_version(); //!< of the library that files are written with

} // namespace nnft::store
