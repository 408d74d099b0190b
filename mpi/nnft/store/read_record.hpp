#pragma once
#include "nnft/result/record.hpp"
#include "nnft/store/format_error.hpp"

#include <filesystem>

namespace nnft::store {

//! What a file of ours calls itself in its attribute "filetype".
inline constexpr char const* result_filetype = "nnft-result";
//! [major, minor]. A reader takes any minor of its major.
inline constexpr std::int64_t result_major = 1;
inline constexpr std::int64_t result_minor = 1;

/*!
 * The tree of a result file, bit for bit. Read by the calling process alone.
 *
 * The seal (length and CRC-64 of the whole file) is checked before HDF5 sees a byte. Throws
 * FormatError, which names file and reason, for a file that is missing, foreign, truncated, damaged
 * in a single bit, or of another major format.
 */
[[nodiscard]] result::Group read_record(std::filesystem::path const& file);

} // namespace nnft::store
