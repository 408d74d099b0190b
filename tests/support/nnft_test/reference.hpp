#pragma once
#include "nnft/ensemble/architecture.hpp"
#include "nnft/ensemble/input_set.hpp"

#include <string>
#include <vector>

#define BOOST_BIND_GLOBAL_PLACEHOLDERS // else Boost 1.74's own use of them prints a message
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push // g++ 12 at -O1 with sanitizers: false positive inside of Boost
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>

namespace nnft::test {

using Json = boost::property_tree::ptree;

//! The reference numbers "finite-width": exact theory in double precision from independent Python.
inline Json const& finite_width_reference() {
  static Json const tree = [] {
    Json json;
    boost::property_tree::read_json(std::string(NNFT_REFERENCE_FOLDER) + "/finite-width.json",
                                    json);
    return json;
  }();
  return tree;
}

inline std::vector<double> numbers(Json const& list) {
  std::vector<double> values;
  for (auto const& entry : list)
    values.push_back(entry.second.get_value<double>());
  return values;
}

inline std::vector<int> integers(Json const& list) {
  std::vector<int> values;
  for (auto const& entry : list)
    values.push_back(entry.second.get_value<int>());
  return values;
}

//! The architecture of an entry with net, d_in, sb, sw, sb1, sw1 (and N where it has one).
inline Architecture architecture_of(Json const& entry) {
  Architecture a;
  a.activation = activation_named(entry.get<std::string>("net")).value();
  a.d_in = entry.get<int>("d_in");
  a.width = entry.get<std::int64_t>("N", 1);
  a.sigma_w = entry.get<double>("sw");
  a.sigma_b = a.activation == Activation::cos ? 0 : entry.get<double>("sb");
  a.sigma_w_out = entry.get<double>("sw1");
  a.sigma_b_out = entry.get<double>("sb1");
  return a;
}

//! The points of a list of lists.
inline InputSet inputs_of(Json const& points) {
  InputSet inputs;
  for (auto const& entry : points) {
    auto const x = numbers(entry.second);
    inputs.x.conservativeResize(static_cast<Eigen::Index>(x.size()), inputs.x.cols() + 1);
    inputs.x.col(inputs.x.cols() - 1) =
        Eigen::Map<Eigen::VectorXd const>(x.data(), static_cast<Eigen::Index>(x.size()));
  }
  return inputs;
}

} // namespace nnft::test
