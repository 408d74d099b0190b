#pragma once
#include "nnft/config/run_plan.hpp"

#include <boost/serialization/array_wrapper.hpp>
#include <boost/serialization/split_free.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>

#include <filesystem>
#include <optional>
#include <string>

// Boost.Serialization of a run plan and of what it is made of. Each struct is taken apart by a
// structured binding: a member that is added to it and forgotten here does not compile.
namespace boost::serialization {

template <class Archive>
void save(Archive& archive, std::filesystem::path const& path, unsigned /*version*/) {
  std::string const text = path.string();
  archive << text;
}
template <class Archive>
void load(Archive& archive, std::filesystem::path& path, unsigned /*version*/) {
  std::string text;
  archive >> text;
  path = text;
}
template <class Archive>
void serialize(Archive& archive, std::filesystem::path& path, unsigned version) {
  split_free(archive, path, version);
}

template <class Archive, class T>
void save(Archive& archive, std::optional<T> const& value, unsigned /*version*/) {
  bool const present = value.has_value();
  archive << present;
  if (present) archive << *value;
}
template <class Archive, class T>
void load(Archive& archive, std::optional<T>& value, unsigned /*version*/) {
  bool present = false;
  archive >> present;
  value.reset();
  if (present) archive >> value.emplace();
}
template <class Archive, class T>
void serialize(Archive& archive, std::optional<T>& value, unsigned version) {
  split_free(archive, value, version);
}

template <class Archive>
void serialize(Archive& archive, Eigen::MatrixXd& matrix, unsigned /*version*/) {
  Eigen::Index rows = matrix.rows();
  Eigen::Index columns = matrix.cols();
  archive& rows& columns;
  matrix.resize(rows, columns); // keeps the values if the size stays
  if (matrix.size() > 0)
    archive& make_array(matrix.data(), static_cast<std::size_t>(matrix.size()));
}

template <class Archive>
void serialize(Archive& archive, nnft::InputSet& inputs, unsigned /*version*/) {
  auto& [name, x] = inputs;
  archive& name& x;
}

template <class Archive>
void serialize(Archive& archive, nnft::EnsemblePlan& plan, unsigned /*version*/) {
  auto& [activation, d_in, d_out, depth, width, sigma_w, sigma_b, sigma_w_out, sigma_b_out] = plan;
  archive& activation& d_in& d_out& depth& width;
  archive& sigma_w& sigma_b& sigma_w_out& sigma_b_out;
}

template <class Archive>
void serialize(Archive& archive, nnft::UntilPlan& plan, unsigned /*version*/) {
  auto& [quantity, relative_error, max_networks] = plan;
  archive& quantity& relative_error& max_networks;
}

template <class Archive>
void serialize(Archive& archive, nnft::SamplingPlan& plan, unsigned /*version*/) {
  auto& [networks, experiments, seed, first_network, estimator, precision, bins, until] = plan;
  archive& networks& experiments& seed& first_network& estimator& precision& bins& until;
}

template <class Archive>
void serialize(Archive& archive, nnft::EftPlan& plan, unsigned /*version*/) {
  auto& [quartic, sextic, cutoff, weights, test] = plan;
  archive& quartic& sextic& cutoff& weights& test;
}

template <class Archive>
void serialize(Archive& archive, nnft::OutputPlan& plan, unsigned /*version*/) {
  auto& [file, checkpoint_every, max_memory] = plan;
  archive& file& checkpoint_every& max_memory;
}

template <class Archive>
void serialize(Archive& archive, nnft::RunPlan& plan, unsigned /*version*/) {
  auto& [title, ensemble, inputs, sampling, orders, eft, cutoffs, output] = plan;
  archive& title& ensemble& inputs& sampling& orders& eft& cutoffs& output;
}

} // namespace boost::serialization
