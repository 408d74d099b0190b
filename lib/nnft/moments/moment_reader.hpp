#pragma once
#include "nnft/moments/layout.hpp"
#include "nnft/moments/quantity.hpp"

#include <Eigen/Core>

#include <memory>

namespace nnft {

/*!
 * Turns additive moments of an estimator into n-point functions. Moments lie one after the other:
 * the rows of order 2, of order 4, of order 6 of the layouts.
 */
class MomentReader {
 public:
  MomentReader() = default;
  MomentReader(MomentReader const&) = delete;
  MomentReader& operator=(MomentReader const&) = delete;
  virtual ~MomentReader() = default;

  /*!
   * \param networks [n_samples] networks behind each sample, >= 3
   * \param means    [n_samples, n_moments] mean moments of each sample
   * \return         [n_samples, n_k] the quantity, in the rows of its layout
   */
  [[nodiscard]] virtual Eigen::MatrixXd read(Quantity quantity, Eigen::ArrayXd const& networks,
                                             Eigen::MatrixXd const& means) const = 0;
};

/*!
 * Moments are products of outputs, <f...f>. Connected functions are unbiased k-statistics for an
 * unknown kernel (specification 3.3): products of means are replaced by their unbiased estimates
 * [AB] = (n^2 A B - n <AB>)/(n(n-1)) and so on.
 */
[[nodiscard]] std::unique_ptr<MomentReader> make_direct_reader(LayoutSet const& layouts);

enum class KernelKnowledge : std::uint8_t { exact, estimated };

/*!
 * Moments are contractions of Z = Khat - K over the pairings that the labels allow: E Z, sum_3 E
 * ZZ, sum_15 E ZZZ, Khat = the kernel of one network given its hidden layer (specification 3.3).
 * Full functions are E Wick(K + Z); connected ones the contractions themselves where K is exact,
 * their k-statistics where K is only an estimate.
 *
 * \param kernel [n_points, n_points], the K that was subtracted, output bias included
 */
[[nodiscard]] std::unique_ptr<MomentReader> make_conditional_reader(LayoutSet const& layouts,
                                                                    Eigen::MatrixXd const& kernel,
                                                                    KernelKnowledge knowledge);

//! How one neuron enters the correlators of networks of a width.
struct NeuronScales {
  double output_variance = 1; //!< sigma_w_out^2
  double bias_variance = 0;   //!< sigma_b_out^2
  double width = 1;
};

/*!
 * Moments are products of the outputs of single neurons, <s s>, <s s s s>, ..., in the rows of the
 * layouts of one output, whatever width and labels the networks have. Of Q = sigma_w_out^2 s s -
 * K_W,
 *
 *     G4_connected = (1/N) sum_3 <QQ>,      G6_connected = (1/N^2) sum_15 <QQQ>
 *
 * over the pairings that the labels allow (specification 2.1, 3.3), exact at every width N; where
 * K_W is only an estimate, k-statistics of s s. Full functions are Wick(K) with these and <Q>.
 *
 * \param weight_kernel [n_points, n_points] K_W, without the output bias
 */
[[nodiscard]] std::unique_ptr<MomentReader> make_neuron_reader(LayoutSet const& layouts,
                                                               Eigen::MatrixXd const& weight_kernel,
                                                               NeuronScales const& scales,
                                                               KernelKnowledge knowledge);

//! Where the moments of an order begin; of(highest + 2) is their number.
[[nodiscard]] std::ptrdiff_t first_moment(LayoutSet const& layouts, int order);

} // namespace nnft
