#pragma once
#include "nnft/moments/collected_sums.hpp"
#include "nnft/moments/packed_limbs.hpp"

#include <boost/serialization/split_free.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <boost/serialization/version.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Boost.Serialization of sums and of the networks behind them. Each struct is taken apart by a
// structured binding: a member that is added to it and forgotten here does not compile.

BOOST_CLASS_VERSION(nnft::CollectedSums, 1) // 0: limbs as they are; 1: packed

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
void save(Archive& archive, nnft::CollectedSums const& sums, unsigned /*version*/) {
  auto const& [scale_exponents, limbs, networks, coverage] = sums;
  auto const n_limbs = static_cast<std::uint64_t>(limbs.size());
  auto const packed = nnft::packed_limbs(limbs);
  archive << scale_exponents << n_limbs << packed << networks << coverage;
}
template <class Archive> void load(Archive& archive, nnft::CollectedSums& sums, unsigned version) {
  auto& [scale_exponents, limbs, networks, coverage] = sums;
  archive >> scale_exponents;
  if (version == 0) {
    archive >> limbs;
  } else {
    std::uint64_t n_limbs = 0;
    std::string packed;
    archive >> n_limbs >> packed;
    limbs = nnft::unpacked_limbs(packed, n_limbs);
  }
  archive >> networks >> coverage;
}
template <class Archive>
void serialize(Archive& archive, nnft::CollectedSums& sums, unsigned version) {
  split_free(archive, sums, version);
}

} // namespace boost::serialization
