#pragma once
#include "nnft/store/checksum.hpp"
#include "nnft/store/hdf5.hpp"

#include <cstdint>
#include <string>

namespace nnft::store {

//! Adds an attribute to an open group or dataset. Strings are UTF-8 of variable length, which h5py
//! gives as str; numbers are scalars or one-dimensional arrays.
void write_attribute(hid_t object, std::string const& name, result::Attribute const& value);

//! All attributes of an open group or dataset. Throws Hdf5Error for a type that we do not write and
//! for values that take more than `largest` bytes.
[[nodiscard]] Attributes read_attributes(hid_t object, std::uint64_t largest);

} // namespace nnft::store
