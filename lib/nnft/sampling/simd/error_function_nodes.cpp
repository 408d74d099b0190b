#include "nnft/sampling/simd/error_function_nodes.hpp"

#include <boost/align/aligned_allocator.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <vector>

namespace nnft::simd {
namespace {

//! A pair does not cross a cache line.
using Pairs = std::vector<double, boost::alignment::aligned_allocator<double, 64>>;

//! In quadruple precision of integer arithmetic, so that the bits are the same on all machines.
Pairs make_nodes() {
  using Quad = boost::multiprecision::cpp_bin_float_quad;
  constexpr int n_nodes = n_error_function_nodes;
  Pairs pairs(2 * n_nodes);
  auto const put = [&](int node, Quad const& value, Quad const& slope) {
    auto const first = 2 * static_cast<std::size_t>((node + n_nodes) % n_nodes);
    pairs[first] = static_cast<double>(value);
    pairs[first + 1] = static_cast<double>(slope);
  };
  for (int n = 0; n <= last_error_function_node; ++n) {
    Quad const x = Quad(n) / error_function_nodes_per_unit;
    Quad const value = boost::math::erf(x);
    Quad const slope = boost::math::constants::two_div_root_pi<Quad>() * exp(-x * x);
    put(-n, -value, slope);
    put(n, value, slope);
  }
  return pairs;
}

} // namespace

double const* error_function_nodes() {
  static Pairs const pairs = make_nodes();
  return pairs.data();
}

} // namespace nnft::simd
