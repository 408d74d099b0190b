#include "nnft/moments/contraction.hpp"
#include "nnft/moments/moment_reader.hpp"

namespace nnft {
namespace {

//! A pair taken out of a 6-point component and the row of the other four.
struct PairAndRest {
  int pair = 0;
  std::ptrdiff_t rest = 0; //!< row of order 4
};

std::vector<std::vector<PairAndRest>> pairs_and_rests(LayoutSet const& layouts) {
  auto const& six = layouts.of(6);
  auto const& four = layouts.of(4);
  std::vector<std::vector<PairAndRest>> all(static_cast<std::size_t>(six.size()));
  for (std::ptrdiff_t row = 0; row < six.size(); ++row)
    for (auto const& split : pairs_out_of_6) {
      auto const point = [&](std::size_t i) {
        return six.points(row)[static_cast<std::size_t>(split[i])];
      };
      auto const label = [&](std::size_t i) {
        return six.labels(row)[static_cast<std::size_t>(split[i])];
      };
      if (label(0) != label(1)) continue;
      std::array<int, 4> const points{point(2), point(3), point(4), point(5)};
      std::array<int, 4> const labels{label(2), label(3), label(4), label(5)};
      all[static_cast<std::size_t>(row)].push_back(
          {pair_index(six.n_points(), point(0), point(1)), four.index(points, labels)});
    }
  return all;
}

class ConditionalReader final : public MomentReader {
 public:
  ConditionalReader(LayoutSet const& layouts, Eigen::MatrixXd const& kernel,
                    KernelKnowledge knowledge)
      : layouts_(layouts), knowledge_(knowledge) {
    int const n = layouts.of(2).n_points();
    for (int i = 0; i < n; ++i)
      for (int k = i; k < n; ++k) {
        kernel_.push_back(kernel(i, k));
        std::array<int, 2> const points{i, k};
        row_of_pair_.push_back(layouts.of(2).index(points));
      }
    for (int order = 2; order <= layouts.highest_order(); order += 2)
      pairings_.push_back(allowed_pairings(layouts.of(order)));
    if (layouts.highest_order() == 6) splits_ = pairs_and_rests(layouts);
  }

  Eigen::MatrixXd read(Quantity quantity, Eigen::ArrayXd const& networks,
                       Eigen::MatrixXd const& means) const override {
    Eigen::MatrixXd result(means.rows(), layouts_.of(order_of(quantity)).size());
    for (Eigen::Index row = 0; row < result.cols(); ++row)
      result.col(row) = component(quantity, row, networks, means);
    return result;
  }

 private:
  using Samples = Eigen::ArrayXd;

  double k(int pair) const { return kernel_[static_cast<std::size_t>(pair)]; }
  Samples z(int pair, Eigen::MatrixXd const& means) const {
    return means.col(row_of_pair_[static_cast<std::size_t>(pair)]);
  }
  std::vector<PairTriple> const& pairings(int order, Eigen::Index row) const {
    return pairings_[static_cast<std::size_t>(order / 2 - 1)][static_cast<std::size_t>(row)];
  }
  Samples moment(int order, Eigen::Index row, Eigen::MatrixXd const& means) const {
    return means.col(first_moment(layouts_, order) + row);
  }

  Samples component(Quantity quantity, Eigen::Index row, Samples const& n,
                    Eigen::MatrixXd const& means) const {
    switch (quantity) {
    case Quantity::g2:
      return full_2(row, means);
    case Quantity::g4:
      return full_4(row, means);
    case Quantity::g6:
      return full_6(row, means);
    case Quantity::g4_connected:
      return connected_4(row, n, means);
    case Quantity::g6_connected:
      return connected_6(row, n, means);
    }
    return {};
  }

  Samples full_2(Eigen::Index row, Eigen::MatrixXd const& means) const {
    Samples sum = moment(2, row, means);
    for (auto const& p : pairings(2, row))
      sum += k(p[0]);
    return sum;
  }

  // Wick(K + Z) to second order: KK + (KZ + ZK) + ZZ.
  Samples full_4(Eigen::Index row, Eigen::MatrixXd const& means) const {
    Samples sum = moment(4, row, means);
    for (auto const& p : pairings(4, row))
      sum += k(p[0]) * k(p[1]) + k(p[0]) * z(p[1], means) + k(p[1]) * z(p[0], means);
    return sum;
  }

  // KKK + (KKZ, three ways) + K times the contraction of ZZ over the other four + ZZZ.
  Samples full_6(Eigen::Index row, Eigen::MatrixXd const& means) const {
    Samples sum = moment(6, row, means);
    for (auto const& p : pairings(6, row))
      sum += k(p[0]) * k(p[1]) * k(p[2]) + k(p[0]) * k(p[1]) * z(p[2], means) +
             k(p[0]) * k(p[2]) * z(p[1], means) + k(p[1]) * k(p[2]) * z(p[0], means);
    for (auto const& split : splits_[static_cast<std::size_t>(row)])
      sum += k(split.pair) * moment(4, split.rest, means);
    return sum;
  }

  Samples connected_4(Eigen::Index row, Samples const& n, Eigen::MatrixXd const& means) const {
    Samples sum = moment(4, row, means);
    if (knowledge_ == KernelKnowledge::exact) return sum;
    for (auto const& p : pairings(4, row))
      sum -= z(p[0], means) * z(p[1], means);
    return sum * n / (n - 1);
  }

  Samples connected_6(Eigen::Index row, Samples const& n, Eigen::MatrixXd const& means) const {
    Samples sum = moment(6, row, means);
    if (knowledge_ == KernelKnowledge::exact) return sum;
    for (auto const& split : splits_[static_cast<std::size_t>(row)])
      sum -= z(split.pair, means) * moment(4, split.rest, means);
    for (auto const& p : pairings(6, row))
      sum += 2 * z(p[0], means) * z(p[1], means) * z(p[2], means);
    return sum * n * n / ((n - 1) * (n - 2));
  }

  LayoutSet layouts_;
  KernelKnowledge knowledge_;
  std::vector<double> kernel_;                                 // by pair
  std::vector<std::ptrdiff_t> row_of_pair_;                    // row of order 2 with equal labels
  std::vector<std::vector<std::vector<PairTriple>>> pairings_; // by order, row
  std::vector<std::vector<PairAndRest>> splits_;               // by row of order 6
};

} // namespace

std::ptrdiff_t first_moment(LayoutSet const& layouts, int order) {
  std::ptrdiff_t first = 0;
  for (int lower = 2; lower < order; lower += 2)
    first += layouts.of(lower).size();
  return first;
}

std::unique_ptr<MomentReader> make_conditional_reader(LayoutSet const& layouts,
                                                      Eigen::MatrixXd const& kernel,
                                                      KernelKnowledge knowledge) {
  return std::make_unique<ConditionalReader>(layouts, kernel, knowledge);
}

} // namespace nnft
