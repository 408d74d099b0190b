#include "nnft/store/library_version.hpp"

#include <hdf5.h>

namespace nnft::store {

std::string hdf5_version() {
  return H5_VERS_INFO;
}

} // namespace nnft::store
