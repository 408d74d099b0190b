#pragma once
#include "nnft/eft/exchange_integrals.hpp"
#include "nnft/moments/estimate.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace nnft::eft {

/*!
 * The coupling of kappa f^6, component by component (specification section 5),
 *
 *   G6c = -c_r kappa I6 + exchange,   kappa_r = (exchange_r - G6c_r)/(c_r I6_r) ,
 *
 * c_r = 720 for equal labels, in general 48 times the pairings of labels that kappa (f.f)^3 allows;
 * the exchange part is that of all quartic terms (exchange_integrals.hpp; (24 lambda)^2 E6 for the
 * constant one alone and one output). Vertices are Wick ordered, as for lambda.
 */
struct SexticCoupling {
  Eigen::VectorXd tensor;         //!< [n_6], kappa_r; 0 in rows not in use
  std::vector<std::uint8_t> used; //!< [n_6]; 0: an odd number of a label, or no contact term
  double kappa = 0;               //!< mean over rows in use
  double spread = 0;              //!< their standard deviation, ddof = 0
  double contact_only = 0;        //!< what kappa would be without the exchange part
  double cubature_error = 0;      //!< of kappa, where the exchange integrals are randomised
  //! kappa with every replicate of the exchange integrals alone; empty where these are exact
  Eigen::VectorXd replicates;
  Eigen::VectorXd deviations; //!< [n_bins] of kappa, as in Estimate; empty for exact numbers
  Eigen::VectorXd contact;    //!< [n_6], c_r kappa I6 in rows in use
  Eigen::VectorXd g6_connected_model; //!< [n_6], exchange - contact in rows in use
  //! [n_bins, n_6], deviations of g6_connected_model; 0 rows for exact numbers
  Eigen::MatrixXd model_deviations;
};

//! 48 times the pairings of equal labels, row by row of a layout of order 6: 720 for equal labels.
[[nodiscard]] Eigen::VectorXd sextic_label_factors(CorrelatorLayout const& layout);

//! The quartic couplings that go into the exchange part, with their deviations.
struct QuarticInput {
  Eigen::VectorXd couplings;  //!< [n_terms], in the order of ExchangeIntegrals::terms
  Eigen::MatrixXd deviations; //!< [n_bins, n_terms]; 0 rows for exact numbers
};

/*!
 * \param contact [n_6 of one label], I6 at the cutoff of the couplings, 0 where it is not known
 *                (VertexIntegrals::contact)
 * \param cutoff  index of that cutoff in `exchange`
 */
[[nodiscard]] SexticCoupling
sextic_coupling(Estimate const& g6_connected, CorrelatorLayout const& layout,
                QuarticInput const& quartic, Eigen::VectorXd const& contact,
                ExchangeIntegrals const& exchange, std::size_t cutoff = 0);

} // namespace nnft::eft
