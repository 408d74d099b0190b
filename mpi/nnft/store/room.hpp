#pragma once
#include <cstdint>
#include <filesystem>

namespace nnft::store {

/*!
 * Whether a file of that many bytes can be written there, by this process and within its limits.
 * Reserves the space and gives it back, where the file system can do that; asks how much is free
 * where it cannot. Makes the file, empty, if it is not there.
 */
[[nodiscard]] bool has_room(std::filesystem::path const& file, std::uint64_t bytes);

//! Reserves space for a file that is there, so that no write of so many bytes fails; its length is
//! then that. \return false where that is not possible; the file may then be anything
bool reserve(std::filesystem::path const& file, std::uint64_t bytes);

} // namespace nnft::store
