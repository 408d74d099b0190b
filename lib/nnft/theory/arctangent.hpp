#pragma once
#include <cmath>

namespace nnft {

/*!
 * atan(x) without branches, for loops that a compiler turns into vector instructions.
 *
 * The rational function of S. Moshier's Cephes library (double/atan.c, public domain in its
 * netlib distribution): |x| <= 0.66 as it is, pi/4 + atan((x - 1)/(x + 1)) up to tan(3 pi/8), pi/2
 * - atan(1/x) beyond. Within 3 ulp of the true value everywhere, infinities included.
 */
inline double arctangent(double x) {
  constexpr double pi = 3.14159265358979323846;
  constexpr double rest = 6.123233995736765886130e-17; // pi/2 - (double)(pi/2)
  double const a = std::abs(x);
  bool const large = a > 2.41421356237309504880; // tan(3 pi/8)
  bool const middle = a > 0.66;
  double const above = middle ? a - 1 : a;
  double const below = middle ? a + 1 : 1;
  double const y = (large ? -1 : above) / (large ? a : below);
  double const start = middle ? pi / 4 : 0;
  double const start_rest = middle ? rest / 2 : 0;
  double const z = y * y;
  double const p = (((-8.750608600031904122785e-1 * z - 1.615753718733365076637e1) * z -
                     7.500855792314704667340e1) *
                        z -
                    1.228866684490136173410e2) *
                       z -
                   6.485021904942025371773e1;
  double const q = ((((z + 2.485846490142306297962e1) * z + 1.650270098316988542046e2) * z +
                     4.328810604912902668951e2) *
                        z +
                    4.853903996359136964868e2) *
                       z +
                   1.945506571482613964425e2;
  double const small = y * (z * p / q) + y;
  double const value = (large ? pi / 2 : start) + (small + (large ? rest : start_rest));
  return std::copysign(value, x);
}

} // namespace nnft
