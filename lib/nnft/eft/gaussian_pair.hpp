#pragma once

namespace nnft::eft {

//! How many Gaussian factors exp(-a (.)^2/2) join a vertex u with b, u with v, and v with c.
struct GaussianFactors {
  double to_b, line, to_c;
};

//! int int exp(-(a/2) [n (u - b)^2 + l (u - v)^2 + m (v - c)^2]) du dv over [-L, L]^2, and the same
//! with u^2, v^2 and u^2 v^2 in the integrand; `flow` is L d plain/dL, 0 for infinite L.
struct GaussianPair {
  double plain, u2, v2, u2v2, flow;
};

//! Closed form where the box holds everything, else one quadrature over u with the inner integral
//! by error functions; about 1e-14 of the value. L may be infinite.
[[nodiscard]] GaussianPair gaussian_pair(GaussianFactors factors, double a, double b, double c,
                                         double cutoff);

} // namespace nnft::eft
