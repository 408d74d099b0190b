#pragma once
#include "nnft/result/record.hpp"
#include "nnft/store/crc64.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace nnft::store {

using Attributes = std::map<std::string, result::Attribute>;

//! CRC-64 of the bytes of a file from an offset to its end. Throws std::system_error if it cannot
//! be read.
[[nodiscard]] std::uint64_t crc64_of_file(std::filesystem::path const& file, std::uint64_t offset);

//! Of names, types and values, NaN included bit for bit.
[[nodiscard]] std::uint64_t checksum_of(Attributes const& attributes);
//! Of shape, type, values, description and attributes.
[[nodiscard]] std::uint64_t checksum_of(result::Dataset const& dataset);

} // namespace nnft::store
