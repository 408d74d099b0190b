#pragma once
#include <Eigen/Core>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nnft::result {

using Attribute = std::variant<std::string, std::int64_t, double, std::vector<std::int64_t>,
                               std::vector<double>, std::vector<std::string>>;

//! An array of the result file, row-major, with what it means.
struct Dataset {
  using Values = std::variant<std::vector<double>, std::vector<std::int64_t>,
                              std::vector<std::int32_t>, std::vector<std::uint8_t>>;
  std::vector<std::uint64_t> shape;
  Values values;
  std::string description; //!< what it is, its normalisation and units
  std::map<std::string, Attribute> attributes;

  bool operator==(Dataset const&) const = default;
};

/*!
 * What a run has to say, as a tree of named groups, datasets and attributes: the file without the
 * file. Analyses fill it, a store writes and reads it; neither knows the other.
 */
struct Group {
  std::map<std::string, Attribute> attributes;
  std::map<std::string, Dataset> datasets;
  std::map<std::string, Group> groups;

  //! The group at a path such as "ensembles/0000/measured", made where it does not exist.
  Group& at(std::string_view path);
  //! The group at a path, or nullptr.
  [[nodiscard]] Group const* find(std::string_view path) const;
  //! The dataset at a path such as "measured/g4", or nullptr.
  [[nodiscard]] Dataset const* dataset(std::string_view path) const;

  bool operator==(Group const&) const = default;
};

[[nodiscard]] Dataset dataset_of(Eigen::VectorXd const& values, std::string description);
[[nodiscard]] Dataset dataset_of(Eigen::MatrixXd const& values, std::string description);
[[nodiscard]] Dataset dataset_of(std::vector<double> const& values, std::string description);

//! The doubles of a dataset as a matrix; a vector becomes one column. Throws
//! std::bad_variant_access if it holds no doubles.
[[nodiscard]] Eigen::MatrixXd matrix_of(Dataset const& dataset);

} // namespace nnft::result
