#pragma once
#include <filesystem>
#include <string_view>

namespace nnft::store {

//! The file that is replaced where a link is named, also one that leads to nothing yet.
[[nodiscard]] std::filesystem::path behind_links(std::filesystem::path file);

/*!
 * Whether a result could be put there: a folder in which files can be made, no directory or device
 * of that name or of those that are needed beside it (.part, .checkpoint, .lock, ...), no file that
 * is write-protected. Makes a file beside it
 * and removes it again. Throws InvalidInput "<file>: cannot be written (<reason>). Choose another
 * -o or output.file."
 */
void require_writable(std::filesystem::path const& file);

/*!
 * Puts a finished file in the place of another. A crash at any moment leaves the old file or the
 * new one: the bytes are on the disk before the name is. Throws std::system_error. \pre both are in
 * the same folder, and part is closed everywhere
 */
void replace_file(std::filesystem::path const& part, std::filesystem::path const& file);

/*!
 * Writes a small file from the calling process alone: "<file>.part" whole and on the disk, then
 * replace_file(). With `previous`, the older file is kept under that name; a crash then leaves the
 * old file under one of the two names, or the new one. Throws std::system_error; "<file>.part" is
 * removed and the older file still there under one of its names.
 */
void write_file(std::filesystem::path const& file, std::string_view bytes,
                std::filesystem::path const& previous = {});

//! Removes a file if it is there, and waits until that is on the disk. Throws std::system_error.
void remove_file(std::filesystem::path const& file);

} // namespace nnft::store
