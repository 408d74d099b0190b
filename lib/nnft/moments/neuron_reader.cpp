#include "nnft/moments/contraction.hpp"
#include "nnft/moments/moment_reader.hpp"

#include <cmath>

namespace nnft {
namespace {

using Samples = Eigen::ArrayXd;

/*!
 * Rewrites moments of single neurons as those of Z = Khat - K of networks of N independent neurons:
 * E Z = <Q>, sum_3 E ZZ = (1/N) sum_3 <QQ>, sum_15 E ZZZ = (1/N^2) sum_15 <QQQ>. Where K is only an
 * estimate, <QQ> and <QQQ> are about the mean of the sample, and full functions get the products of
 * <Q> besides (to second order in one over the number of neurons).
 */
class NeuronReader final : public MomentReader {
 public:
  NeuronReader(LayoutSet const& layouts, Eigen::MatrixXd const& weight_kernel,
               NeuronScales const& scales, KernelKnowledge knowledge)
      : layouts_(layouts), monomials_(layouts.highest_order(), layouts.of(2).n_points(), 1),
        scales_(scales), knowledge_(knowledge),
        networks_(make_conditional_reader(layouts, weight_kernel.array() + scales.bias_variance,
                                          KernelKnowledge::exact)) {
    int const n = layouts.of(2).n_points();
    for (int i = 0; i < n; ++i)
      for (int k = i; k < n; ++k) {
        kernel_.push_back(weight_kernel(i, k) / scales.output_variance);
        pairs_.push_back({i, k});
      }
    for (int order = 2; order <= layouts.highest_order(); order += 2)
      pairings_.push_back(allowed_pairings(layouts.of(order)));
  }

  Eigen::MatrixXd read(Quantity quantity, Eigen::ArrayXd const& networks,
                       Eigen::MatrixXd const& means) const override {
    bool const add_means = knowledge_ == KernelKnowledge::estimated && !is_connected(quantity);
    Eigen::MatrixXd z(means.rows(), first_moment(layouts_, layouts_.highest_order() + 2));
    Eigen::Index column = 0;
    for (std::size_t k = 0; k < pairings_.size(); ++k)
      for (auto const& of_row : pairings_[k]) {
        Samples sum = Samples::Zero(means.rows());
        for (auto const& p : of_row) {
          if (k == 0) sum += mean(p[0], means);
          if (k == 1) sum += second({p[0], p[1]}, networks, means, add_means);
          if (k == 2) sum += third(p, networks, means, add_means);
        }
        z.col(column++) =
            std::pow(scales_.output_variance, static_cast<double>(k + 1)) * sum.matrix();
      }
    return networks_->read(quantity, networks, z);
  }

 private:
  //! Mean of the product of s over the first `n` pairs.
  Samples moment(std::initializer_list<int> pairs, Eigen::MatrixXd const& means) const {
    std::vector<int> points;
    for (int const p : pairs)
      for (int const point : pairs_[static_cast<std::size_t>(p)])
        points.push_back(point);
    int const order = 2 * static_cast<int>(pairs.size());
    return means.col(first_moment(monomials_, order) + monomials_.of(order).index(points));
  }

  Samples mean(int pair, Eigen::MatrixXd const& means) const {
    return moment({pair}, means) - kernel(pair);
  }

  Samples second(std::array<int, 2> const& p, Samples const& n, Eigen::MatrixXd const& means,
                 bool add_means) const {
    Samples const centred = centred_2(p[0], p[1], n, means);
    if (!add_means) return centred / scales_.width;
    return centred * (1 / scales_.width - 1 / n) + mean(p[0], means) * mean(p[1], means);
  }

  Samples third(PairTriple const& p, Samples const& n, Eigen::MatrixXd const& means,
                bool add_means) const {
    Samples sum = centred_3(p, n, means) / (scales_.width * scales_.width);
    if (!add_means) return sum;
    for (std::size_t i = 0; i < 3; ++i)
      sum += mean(p[i], means) * centred_2(p[(i + 1) % 3], p[(i + 2) % 3], n, means) *
             (1 / scales_.width - 1 / n);
    return sum + mean(p[0], means) * mean(p[1], means) * mean(p[2], means);
  }

  // <(A - a)(B - b)> with the exact means a, b; or n/(n - 1) times the centred moment of the
  // sample.
  Samples centred_2(int p, int q, Samples const& n, Eigen::MatrixXd const& means) const {
    Samples const ab = moment({p, q}, means);
    Samples const a = moment({p}, means);
    Samples const b = moment({q}, means);
    if (knowledge_ == KernelKnowledge::estimated) return n / (n - 1) * (ab - a * b);
    return ab - kernel(p) * b - kernel(q) * a + kernel(p) * kernel(q);
  }

  Samples centred_3(PairTriple const& p, Samples const& n, Eigen::MatrixXd const& means) const {
    std::array<Samples, 3> single;
    std::array<Samples, 3> pair; // without the i-th
    for (std::size_t i = 0; i < 3; ++i) {
      single[i] = moment({p[i]}, means);
      pair[i] = moment({p[(i + 1) % 3], p[(i + 2) % 3]}, means);
    }
    Samples sum = moment({p[0], p[1], p[2]}, means);
    if (knowledge_ == KernelKnowledge::estimated) {
      for (std::size_t i = 0; i < 3; ++i)
        sum -= single[i] * pair[i];
      sum += 2 * single[0] * single[1] * single[2];
      return n * n / ((n - 1) * (n - 2)) * sum;
    }
    std::array<double, 3> const k{kernel(p[0]), kernel(p[1]), kernel(p[2])};
    for (std::size_t i = 0; i < 3; ++i)
      sum += k[(i + 1) % 3] * k[(i + 2) % 3] * single[i] - k[i] * pair[i];
    return sum - k[0] * k[1] * k[2];
  }

  double kernel(int pair) const { return kernel_[static_cast<std::size_t>(pair)]; }

  LayoutSet layouts_;
  LayoutSet monomials_;
  NeuronScales scales_;
  KernelKnowledge knowledge_;
  std::unique_ptr<MomentReader> networks_;
  std::vector<double> kernel_; // <s s> by pair
  std::vector<std::array<int, 2>> pairs_;
  std::vector<std::vector<std::vector<PairTriple>>> pairings_; // [order/2 - 1][row]
};

} // namespace

std::unique_ptr<MomentReader> make_neuron_reader(LayoutSet const& layouts,
                                                 Eigen::MatrixXd const& weight_kernel,
                                                 NeuronScales const& scales,
                                                 KernelKnowledge knowledge) {
  return std::make_unique<NeuronReader>(layouts, weight_kernel, scales, knowledge);
}

} // namespace nnft
