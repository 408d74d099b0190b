#pragma once
#include "nnft/moments/collected_sums.hpp"

#include <boost/serialization/split_free.hpp>
#include <boost/serialization/vector.hpp>

#include <utility>
#include <vector>

// Boost.Serialization of sums and of the networks behind them. Each struct is taken apart by a
// structured binding: a member that is added to it and forgotten here does not compile.
namespace boost::serialization {

template <class Archive>
void serialize(Archive& archive, nnft::NetworkSpan& span, unsigned /*version*/) {
  auto& [experiment, first, end] = span;
  archive& experiment& first& end;
}

template <class Archive>
void save(Archive& archive, nnft::Coverage const& coverage, unsigned /*version*/) {
  archive << coverage.spans();
}
template <class Archive>
void load(Archive& archive, nnft::Coverage& coverage, unsigned /*version*/) {
  std::vector<nnft::NetworkSpan> spans;
  archive >> spans;
  coverage = nnft::Coverage(std::move(spans)); // throws InvalidInput for what is none
}
template <class Archive>
void serialize(Archive& archive, nnft::Coverage& coverage, unsigned version) {
  split_free(archive, coverage, version);
}

template <class Archive>
void serialize(Archive& archive, nnft::CollectedSums& sums, unsigned /*version*/) {
  auto& [scale_exponents, limbs, networks, coverage] = sums;
  archive& scale_exponents& limbs& networks& coverage;
}

} // namespace boost::serialization
