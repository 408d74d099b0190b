#pragma once
#include <filesystem>

namespace nnft::store {

/*!
 * Whether a result could be put there: a folder in which files can be made, no directory or device
 * of that name or of the name with .part, no file that is write-protected. Makes a file beside it and removes it again.
 * Throws InvalidInput "<file>: cannot be written (<reason>). Choose another -o or output.file."
 */
void require_writable(std::filesystem::path const& file);

/*!
 * Puts a finished file in the place of another. A crash at any moment leaves the old file or the
 * new one: the bytes are on the disk before the name is. Throws std::system_error. \pre both are in
 * the same folder, and part is closed everywhere
 */
void replace_file(std::filesystem::path const& part, std::filesystem::path const& file);

} // namespace nnft::store
