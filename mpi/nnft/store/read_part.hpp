#pragma once
#include "nnft/result/record.hpp"
#include "nnft/store/checksum.hpp"
#include "nnft/store/hdf5.hpp"

#include <cstdint>
#include <string>

namespace nnft::store {

//! Largest object that is believed: deflate makes at most 1032 bytes of one, the rest is room.
[[nodiscard]] std::uint64_t largest_object(std::uint64_t file_size);

//! The attributes of the group at a path of an open file; "" is the root. Throws Hdf5Error.
[[nodiscard]] Attributes read_group_attributes(hid_t file, std::string const& path,
                                               std::uint64_t largest);
//! The dataset at a path of an open file. Throws Hdf5Error.
[[nodiscard]] result::Dataset read_dataset(hid_t file, std::string const& path,
                                           std::uint64_t largest);

} // namespace nnft::store
