#pragma once

namespace nnft::eft {

//! int_{-L}^{L} e^{-g^2 (y - b)^2} dy, the same with y^2 in the integrand, and L times the
//! derivative of the first with respect to L.
struct GaussianLine {
  double plain, y2, flow;
};

//! By error functions (complementary ones where the centre lies outside), by quadrature where
//! g L < 1 and the terms of y2 would cancel. L may be infinite.
[[nodiscard]] GaussianLine gaussian_line(double g, double b, double cutoff);

} // namespace nnft::eft
