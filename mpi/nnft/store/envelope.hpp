#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace nnft::store {

//! Bytes before the payload.
inline constexpr std::size_t envelope_size = 256;
//! What a checkpoint calls itself in its first line.
inline constexpr std::string_view checkpoint_filetype = "nnft-checkpoint";
//! A reader takes any minor of its major.
inline constexpr std::int64_t checkpoint_major = 1;
inline constexpr std::int64_t checkpoint_minor = 1; // 1.0: limbs not packed

//! What an envelope says and holds.
struct Enveloped {
  std::string physics_hash; //!< sixteen hexadecimal digits
  std::string payload;
};

/*!
 * A payload behind 256 bytes of text, padded with NUL: type, format, hash of the physics, length of
 * the payload, CRC-64/XZ of these lines and the payload.
 */
[[nodiscard]] std::string enveloped(Enveloped const& content);

/*!
 * Reads a file and returns what was put into the envelope, checked to the last bit before anybody
 * looks at the payload. Memory is taken by the size that the file has, after its first line and
 * length were found right, never by what it says. Throws FormatError for a file that is missing, no
 * regular file, foreign, truncated, longer, changed, or of another major format.
 */
[[nodiscard]] Enveloped read_envelope(std::filesystem::path const& file);

} // namespace nnft::store
