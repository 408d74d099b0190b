#pragma once
#include "nnft/eft/cutoff_scan.hpp"
#include "nnft/eft/exchange_integrals.hpp"
#include "nnft/eft/six_point.hpp"

#include <Eigen/Core>

#include <optional>

namespace nnft::eft {

//! The 6-point function and its coupling as functions of the cutoff. Vectors are [n_cutoffs].
struct SixPointScan {
  //! What the quartic coupling predicts, as a ratio to G6, mean over components: with lambda_r of
  //! every component (independent of the cutoff: each absorbs its own change), and with their mean.
  Eigen::VectorXd delta_tensor, delta_tensor_error;
  Eigen::VectorXd delta, delta_error, delta_spread;

  //! kappa with the mean lambda in the exchange part, and what it does to the prediction.
  struct Sextic {
    Eigen::VectorXd kappa, error, spread, contact_only, cubature_error;
    Eigen::VectorXd delta, delta_error;
    Eigen::VectorXd beta, beta_error, beta_cubature_error; //!< sextic_beta
    Eigen::VectorXd local_slopes; //!< of log|kappa|, one fewer than finite cutoffs
    std::optional<double> slope;  //!< of the line through log|kappa|; two finite cutoffs needed
    //! Standard error of the line (curvature), statistical error and that of randomised exchange
    //! integrals in quadrature, at least 1e-12.
    double slope_error = 0;
    Eigen::MatrixXd deviations, replicates; //!< of kappa, [n_bins or n_replicates, n_cutoffs]
    double slope_expected = 0;              //!< slope_at_large_cutoffs of six legs
  };
  std::optional<Sextic> sextic; //!< where the exchange integrals exist
};

//! The functions that a scan of six points needs, measured or exact.
struct SixPointNumbers {
  Estimate const& g4_connected;
  Estimate const* g6_connected; //!< may be null where there are no exchange integrals
  Estimate const& g6;
};

//! What it needs to know besides.
struct SixPointTheory {
  LayoutSet const& layouts;
  VertexIntegrals const& integrals;  //!< of the scan; with I6 where `exchange` is given
  ExchangeIntegrals const* exchange; //!< constant term alone, at the same cutoffs; may be null
  SixPointPredictor const& predict;
};

//! \param scan of the same g4_connected and integrals, with components in use
[[nodiscard]] SixPointScan six_point_scan(Architecture const& architecture, CutoffScan const& scan,
                                          SixPointNumbers const& numbers,
                                          SixPointTheory const& theory);

} // namespace nnft::eft
