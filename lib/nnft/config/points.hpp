#pragma once
#include "nnft/config/settings.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <filesystem>

namespace nnft::config {

inline constexpr int most_points = 1000;
inline constexpr double largest_coordinate = 1e12;

//! The input set of [inputs]: points, preset (the default: "hms") or file.
//! \param folder  where the configuration lies; a relative `inputs.file` starts there
[[nodiscard]] InputSet read_inputs(Settings const& settings, std::filesystem::path const& folder,
                                   Activation activation, int d_in);

//! A list of points, d_in coordinates each, under any key.
[[nodiscard]] InputSet points_of_list(Settings const& settings, std::string_view key, int d_in);

/*!
 * Points from a table in a text: one point a line, coordinates separated by commas or blanks, `#`
 * begins a comment, empty lines do not count.
 *
 * Throws InvalidInput "<file>:<line>: <line's text> (<why>). <what to do>." \return d_in x n_points
 */
[[nodiscard]] Eigen::MatrixXd parse_points(std::string_view text, std::string_view file, int d_in);

} // namespace nnft::config
