#pragma once
#include "nnft/result/record.hpp"

#include <boost/crc.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace nnft::store {

using Attributes = std::map<std::string, result::Attribute>;

//! CRC-64/XZ (ECMA-182 polynomial, reflected): finds every error that spans at most 64 bits, and
//! all but 2^-64 of the others. "123456789" gives 0x995dc9bbdf1939fa.
[[nodiscard]] std::uint64_t crc64(std::string_view bytes);

//! The same of bytes that come in pieces.
class Crc64 {
 public:
  void add(std::string_view bytes) { crc_.process_bytes(bytes.data(), bytes.size()); }
  [[nodiscard]] std::uint64_t value() const { return crc_.checksum(); }

 private:
  boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true>
      crc_;
};

//! Of the bytes of a file from an offset to its end. Throws std::system_error if it cannot be read.
[[nodiscard]] std::uint64_t crc64_of_file(std::filesystem::path const& file, std::uint64_t offset);

//! Of names, types and values, NaN included bit for bit.
[[nodiscard]] std::uint64_t checksum_of(Attributes const& attributes);
//! Of shape, type, values, description and attributes.
[[nodiscard]] std::uint64_t checksum_of(result::Dataset const& dataset);

} // namespace nnft::store
