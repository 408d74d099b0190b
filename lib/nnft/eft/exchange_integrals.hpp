#pragma once
#include "nnft/eft/two_vertices.hpp"
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/moments/layout.hpp"

#include <Eigen/Core>

#include <optional>
#include <string>
#include <vector>

namespace nnft::eft {

/*!
 * Two quartic vertices at tree level and at one loop, for given external points and output labels
 * (specification sections 5 and 7). With lambda(u) = lambda0 + lambda2 |u|^2 and P_ij as in
 * quartic_tree, a vertex with external legs a, b, c passes on to a line of label e
 *
 *   J_abc,e(u) = 8 lambda(u) (d_ab d_ce + d_ac d_be + d_bc d_ae) K_a K_b K_c
 *                + 8 lambdaNL (d_ab d_ce P_ab K_c + d_ac d_be P_ac K_b + d_bc d_ae P_bc K_a) ,
 *
 * for one output 24 lambda(u) K_a K_b K_c + ..., and the exchange part of the connected 6-point
 * function is
 *
 *   sum over the 10 splits abc|def and over e of int int J_abc,e(u) K_W(u, v) J_def,e(v) du dv
 *     = 24^2 sum_tt' lambda_t lambda_t' forms_tt' ,    forms_00 = E6 of the specification.
 *
 * The bubble is B = sum over 3 pairings of int int K_a K_b(u) K_W(u, v)^2 K_c K_d(v) du dv; with
 * the local vertex lambda (f.f)^2 and n outputs the next order of G4c with equal labels is
 * 32 (n + 8) lambda^2 B.
 */
struct ExchangeIntegrals {
  struct AtCutoff {
    Eigen::MatrixXd forms;  //!< [n_6, n_terms^2], column t n_terms + t'; empty without terms
    Eigen::VectorXd bubble; //!< [n_4], rows of one label
    //! L d forms/dL, for the constant term alone, else empty: [n_6, 1].
    Eigen::MatrixXd forms_flow;
  };
  std::vector<double> cutoffs;
  std::vector<QuarticTerm> terms;
  std::string method;
  //! [n_replicates][n_cutoffs]: several where the cubature is randomised, independent and unbiased.
  std::vector<std::vector<AtCutoff>> replicates;

  [[nodiscard]] AtCutoff mean(std::size_t cutoff) const; //!< over replicates
  //! The same with one replicate alone, whose scatter is the error of the cubature.
  [[nodiscard]] ExchangeIntegrals only(std::size_t replicate) const;
};

//! The integrals, or why there are none.
struct ExchangeIntegralsOutcome {
  std::optional<ExchangeIntegrals> integrals;
  std::string reason; //!< one sentence where there are none
};

/*!
 * \param vertices integrals over one vertex at all cutoffs wanted; P_ij of the non-local term
 * \param layouts  of the points, to order 6 where there are terms
 * \param terms    of the action; the constant one need not be first. Empty: the bubble alone
 */
[[nodiscard]] ExchangeIntegralsOutcome
exchange_integrals(Architecture const& architecture, InputSet const& inputs,
                   VertexIntegrals const& vertices, LayoutSet const& layouts,
                   std::vector<QuarticTerm> const& terms, CubatureEffort effort = {8, 1024});

//! The exchange part of G6c for given couplings, and how it changes with them.
struct ExchangePart {
  Eigen::VectorXd value;    //!< [n_6]
  Eigen::MatrixXd gradient; //!< [n_6, n_terms]
};

[[nodiscard]] ExchangePart exchange_part(ExchangeIntegrals const& integrals, std::size_t cutoff,
                                         Eigen::VectorXd const& couplings);

} // namespace nnft::eft
