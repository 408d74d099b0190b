#pragma once
#include <cstdint>
#include <filesystem>

namespace nnft::store {

//! Bytes before the HDF5 part of a file (its "user block").
inline constexpr std::uint64_t seal_size = 512;

/*!
 * Writes the seal of a closed file into its first 512 bytes: what the file is, its length and the
 * CRC-64 of all that follows, as text. Throws std::system_error if it cannot be written.
 */
void write_seal(std::filesystem::path const& file);

/*!
 * Checks that a file is what was sealed, before a library is let loose on its contents: a file that
 * passes is the one that was written, up to the last bit. Throws FormatError for one that is
 * missing, not a regular file, foreign, truncated, longer, or damaged.
 */
void require_seal(std::filesystem::path const& file);

/*!
 * Whether a file may be given up for a new result: it begins like one of ours, whole or damaged, or
 * ends before that can be told (an empty one). Throws FormatError for a foreign file.
 */
void require_own_result(std::filesystem::path const& file);

} // namespace nnft::store
