#pragma once
#include <span>
#include <string>
#include <string_view>

namespace nnft::config {

//! The text on one line that a terminal can show: control characters and bytes that are not UTF-8
//! become \n, \t, \xNN; what is longer than `limit` bytes ends in "...".
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 60);

//! printable() between quotation marks.
[[nodiscard]] std::string quoted(std::string_view text);

//! Throws InvalidInput "<subject> = <value> (<why>). <advice>."; no value, no " = ".
//! `subject` is "erf.toml:3: ensemble.width", "--set: ensemble.width" or "--max-time".
[[noreturn]] void refuse(std::string_view subject, std::string_view value, std::string_view why,
                         std::string_view advice);

//! Number of insertions, deletions, replacements and swaps of neighbours that turn a into b.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

//! The candidate with the least edit distance from `name`; "" if even that is a different word
//! (more than two edits and more than a third of the letters).
[[nodiscard]] std::string_view nearest(std::string_view name,
                                       std::span<std::string_view const> candidates);

//! "a, b, c"
[[nodiscard]] std::string joined(std::span<std::string_view const> names);

} // namespace nnft::config
