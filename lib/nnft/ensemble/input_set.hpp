#pragma once
#include "nnft/ensemble/architecture.hpp"

#include <Eigen/Core>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nnft {

//! The points x at which the field is observed.
struct InputSet {
  std::string name; //!< "hms", "hms_positive", ... or "" for the user's own
  Eigen::MatrixXd
      x; //!< d_in rows, one point a column; equal columns are allowed (repeated indices)

  [[nodiscard]] int d_in() const { return static_cast<int>(x.rows()); }
  [[nodiscard]] int size() const { return static_cast<int>(x.cols()); }
};

/*!
 * A named input set, or nothing if there is none of that name and dimension (d_in = 1, 2, 3).
 *
 * "hms":          the sets of Halverson, Maiti and Stoner (arXiv 2008.08601) for that activation;
 *                 Cos-net and Tanh-net take those of Erf-net
 * "hms_positive": those of ReLU-net for every activation: positive coordinates of order one,
 *                 recommended for the cutoff scan of Erf-net
 */
[[nodiscard]] std::optional<InputSet> preset_inputs(std::string_view name, Activation activation,
                                                    int d_in);

//! For each point the index of the first point equal to it: {0, 1, 0} for points a, b, a.
[[nodiscard]] std::vector<int> first_equal_point(InputSet const& inputs);

} // namespace nnft
