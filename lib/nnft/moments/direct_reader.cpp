#include "nnft/moments/moment_reader.hpp"
#include "nnft/moments/pairings.hpp"

#include <algorithm>
#include <vector>

namespace nnft {
namespace {

//! Points and labels of some places of a component.
struct Places {
  std::vector<int> points;
  std::vector<int> labels;
};

template <std::size_t N> Places take(CorrelatorLayout const& layout, std::ptrdiff_t row,
                                     std::array<int, N> const& places, std::size_t begin,
                                     std::size_t end) {
  Places taken;
  for (std::size_t i = begin; i < end; ++i) {
    auto const at = static_cast<std::size_t>(places[i]);
    taken.points.push_back(layout.points(row)[at]);
    taken.labels.push_back(layout.labels(row)[at]);
  }
  return taken;
}

bool same_label(Places const& pair) {
  return pair.labels[0] == pair.labels[1];
}

struct WeightedRow {
  std::ptrdiff_t row = 0;
  double weight = 1;
};
using Mixture = std::vector<WeightedRow>;

/*!
 * The moment of a product of two label-averaged moments: renaming one factor against the other,
 * its single label falls on each label of the other with probability 1/d_out, else on a new one.
 *
 * \param pair two places with one label
 */
Mixture product_moment(CorrelatorLayout const& layout, Places const& pair, Places const& other) {
  std::vector<int> distinct = other.labels;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  auto points = pair.points;
  points.insert(points.end(), other.points.begin(), other.points.end());
  auto const with_label = [&](int label) {
    std::vector<int> labels{label, label};
    labels.insert(labels.end(), other.labels.begin(), other.labels.end());
    return layout.index(points, labels);
  };
  double const share = 1.0 / layout.d_out();
  Mixture mixture;
  for (int const label : distinct)
    mixture.push_back({with_label(label), share});
  double const rest = 1 - share * static_cast<double>(distinct.size());
  if (static_cast<int>(distinct.size()) < layout.d_out())
    mixture.push_back({with_label(distinct.back() + 1), rest});
  return mixture;
}

//! E[A] E[B]: rows of the factors and the mixture that is <AB>.
struct ProductOfTwo {
  std::ptrdiff_t a = 0; //!< row of order 2
  std::ptrdiff_t b = 0; //!< row of the other order
  Mixture ab;
};

//! E[A] E[B] E[C], all of order 2.
struct ProductOfThree {
  std::array<std::ptrdiff_t, 3> factor{};
  std::array<Mixture, 3> pair; //!< <BC>, <AC>, <AB>
  Mixture abc;
};

std::vector<std::vector<ProductOfTwo>> products_of_4(LayoutSet const& layouts) {
  auto const& two = layouts.of(2);
  auto const& four = layouts.of(4);
  std::vector<std::vector<ProductOfTwo>> all(static_cast<std::size_t>(four.size()));
  for (std::ptrdiff_t row = 0; row < four.size(); ++row)
    for (auto const& pairing : pairings_of_4) {
      auto const a = take(four, row, pairing, 0, 2);
      auto const b = take(four, row, pairing, 2, 4);
      if (!same_label(a) || !same_label(b)) continue;
      all[static_cast<std::size_t>(row)].push_back(
          {two.index(a.points), two.index(b.points), product_moment(four, a, b)});
    }
  return all;
}

std::vector<std::vector<ProductOfTwo>> splits_of_6(LayoutSet const& layouts) {
  auto const& six = layouts.of(6);
  std::vector<std::vector<ProductOfTwo>> all(static_cast<std::size_t>(six.size()));
  for (std::ptrdiff_t row = 0; row < six.size(); ++row)
    for (auto const& split : pairs_out_of_6) {
      auto const pair = take(six, row, split, 0, 2);
      auto const rest = take(six, row, split, 2, 6);
      if (!same_label(pair)) continue;
      all[static_cast<std::size_t>(row)].push_back({layouts.of(2).index(pair.points),
                                                    layouts.of(4).index(rest.points, rest.labels),
                                                    product_moment(six, pair, rest)});
    }
  return all;
}

// <ABC>: B is renamed against C, then A against both.
Mixture product_moment(LayoutSet const& layouts, Places const& a, Places const& b,
                       Places const& c) {
  Mixture mixture;
  auto const& four = layouts.of(4);
  for (auto const& [row, weight] : product_moment(four, b, c)) {
    Places const bc{{four.points(row).begin(), four.points(row).end()},
                    {four.labels(row).begin(), four.labels(row).end()}};
    for (auto const& part : product_moment(layouts.of(6), a, bc))
      mixture.push_back({part.row, part.weight * weight});
  }
  return mixture;
}

std::vector<std::vector<ProductOfThree>> products_of_6(LayoutSet const& layouts) {
  auto const& two = layouts.of(2);
  auto const& four = layouts.of(4);
  auto const& six = layouts.of(6);
  std::vector<std::vector<ProductOfThree>> all(static_cast<std::size_t>(six.size()));
  for (std::ptrdiff_t row = 0; row < six.size(); ++row)
    for (auto const& pairing : pairings_of_6) {
      auto const a = take(six, row, pairing, 0, 2);
      auto const b = take(six, row, pairing, 2, 4);
      auto const c = take(six, row, pairing, 4, 6);
      if (!same_label(a) || !same_label(b) || !same_label(c)) continue;
      all[static_cast<std::size_t>(row)].push_back(
          {{two.index(a.points), two.index(b.points), two.index(c.points)},
           {product_moment(four, b, c), product_moment(four, a, c), product_moment(four, a, b)},
           product_moment(layouts, a, b, c)});
    }
  return all;
}

class DirectReader final : public MomentReader {
 public:
  explicit DirectReader(LayoutSet const& layouts) : layouts_(layouts) {
    if (layouts.highest_order() >= 4) products_of_4_ = products_of_4(layouts);
    if (layouts.highest_order() < 6) return;
    splits_of_6_ = splits_of_6(layouts);
    products_of_6_ = products_of_6(layouts);
  }

  Eigen::MatrixXd read(Quantity quantity, Eigen::ArrayXd const& networks,
                       Eigen::MatrixXd const& means) const override {
    auto const order = order_of(quantity);
    Eigen::MatrixXd result =
        means.middleCols(first_moment(layouts_, order), layouts_.of(order).size());
    if (!is_connected(quantity)) return result;
    for (Eigen::Index row = 0; row < result.cols(); ++row)
      result.col(row) +=
          (order == 4 ? disconnected_4(row, networks, means) : disconnected_6(row, networks, means))
              .matrix();
    return result;
  }

 private:
  using Samples = Eigen::ArrayXd;

  Samples moment(int order, std::ptrdiff_t row, Eigen::MatrixXd const& means) const {
    return means.col(first_moment(layouts_, order) + row);
  }
  Samples moment(int order, Mixture const& mixture, Eigen::MatrixXd const& means) const {
    Samples sum = Samples::Zero(means.rows());
    for (auto const& [row, weight] : mixture)
      sum += weight * moment(order, row, means);
    return sum;
  }

  // Unbiased E[A] E[B]: (n A B - <AB>)/(n - 1).
  Samples product(ProductOfTwo const& p, int order, Samples const& n,
                  Eigen::MatrixXd const& means) const {
    return (n * moment(2, p.a, means) * moment(order - 2, p.b, means) -
            moment(order, p.ab, means)) /
           (n - 1);
  }

  // Unbiased E[A] E[B] E[C]: (n^2 ABC - n (A<BC> + B<AC> + C<AB>) + 2 <ABC>)/((n - 1)(n - 2)).
  Samples product(ProductOfThree const& p, Samples const& n, Eigen::MatrixXd const& means) const {
    std::array<Samples, 3> factor;
    for (std::size_t i = 0; i < 3; ++i)
      factor[i] = moment(2, p.factor[i], means);
    Samples mixed = Samples::Zero(n.size());
    for (std::size_t i = 0; i < 3; ++i)
      mixed += factor[i] * moment(4, p.pair[i], means);
    return (n * n * factor[0] * factor[1] * factor[2] - n * mixed + 2 * moment(6, p.abc, means)) /
           ((n - 1) * (n - 2));
  }

  Samples disconnected_4(Eigen::Index row, Samples const& n, Eigen::MatrixXd const& means) const {
    Samples sum = Samples::Zero(n.size());
    for (auto const& p : products_of_4_[static_cast<std::size_t>(row)])
      sum -= product(p, 4, n, means);
    return sum;
  }

  Samples disconnected_6(Eigen::Index row, Samples const& n, Eigen::MatrixXd const& means) const {
    Samples sum = Samples::Zero(n.size());
    for (auto const& p : splits_of_6_[static_cast<std::size_t>(row)])
      sum -= product(p, 6, n, means);
    for (auto const& p : products_of_6_[static_cast<std::size_t>(row)])
      sum += 2 * product(p, n, means);
    return sum;
  }

  LayoutSet layouts_;
  std::vector<std::vector<ProductOfTwo>> products_of_4_;   // by row of order 4
  std::vector<std::vector<ProductOfTwo>> splits_of_6_;     // by row of order 6
  std::vector<std::vector<ProductOfThree>> products_of_6_; // by row of order 6
};

} // namespace

std::unique_ptr<MomentReader> make_direct_reader(LayoutSet const& layouts) {
  return std::make_unique<DirectReader>(layouts);
}

} // namespace nnft
