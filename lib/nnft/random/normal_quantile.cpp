#include "nnft/random/normal_quantile.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace nnft {
namespace {

using Coefficients = std::array<double, 8>;

double polynomial(double x, Coefficients const& c) {
  double sum = c.back();
  for (auto i = c.size() - 1; i-- > 0;)
    sum = sum * x + c[i];
  return sum;
}

//! Logarithm of a positive number: m 2^k with m in [1/sqrt 2, sqrt 2), 2 artanh((m - 1)/(m + 1)).
double logarithm(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < 0.5 * std::numbers::sqrt2) {
    mantissa *= 2;
    --exponent;
  }
  double const s = (mantissa - 1) / (mantissa + 1);
  double sum = 0;
  for (int k = 23; k >= 1; k -= 2) // s^2 < 0.0295
    sum = sum * s * s + 2.0 / k;
  return exponent * std::numbers::ln2 + s * sum;
}

// Center: |p - 1/2| <= 0.425.
constexpr Coefficients a{3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
                         13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                         33430.575583588128105, 2509.0809287301226727};
constexpr Coefficients b{1.0,
                         42.313330701600911252,
                         687.18700749205790830,
                         5394.1960214247511077,
                         21213.794301586595867,
                         39307.895800092710610,
                         28729.085735721942674,
                         5226.4952788528545610};
// Tail: sqrt(-log p) <= 5.
constexpr Coefficients c{1.42343711074968357734,     4.63033784615654529590,
                         5.76949722146069140550,     3.64784832476320460504,
                         1.27045825245236838258,     0.241780725177450611770,
                         2.27238449892691845833e-02, 7.74545014278341407640e-04};
constexpr Coefficients d{1.0,
                         2.05319162663775882187,
                         1.67638483018380384940,
                         0.689767334985100004550,
                         0.148103976427480074590,
                         1.51986665636164571966e-02,
                         5.47593808499534494600e-04,
                         1.05075007164441684324e-09};
// Beyond.
constexpr Coefficients e{6.65790464350110377720,     5.46378491116411436990,
                         1.78482653991729133580,     0.296560571828504891230,
                         2.65321895265761230930e-02, 1.24266094738807843860e-03,
                         2.71155556874348757815e-05, 2.01033439929228813265e-07};
constexpr Coefficients f{1.0,
                         0.599832206555887937690,
                         0.136929880922735805310,
                         1.48753612908506148525e-02,
                         7.86869131145613259100e-04,
                         1.84631831751005468180e-05,
                         1.42151175831644588870e-07,
                         2.04426310338993978564e-15};

//! Distance from the median of the point that cuts off a tail of probability p < 1/2.
double distance(double p) {
  double const q = 0.5 - p;
  if (q <= 0.425) {
    double const r = 0.180625 - q * q;
    return q * polynomial(r, a) / polynomial(r, b);
  }
  double const r = std::sqrt(-logarithm(p));
  if (r <= 5) return polynomial(r - 1.6, c) / polynomial(r - 1.6, d);
  return polynomial(r - 5, e) / polynomial(r - 5, f);
}

} // namespace

double normal_quantile(std::uint64_t word) {
  bool const upper = (word >> 63U) != 0;
  double const p = (static_cast<double>(upper ? ~word : word) + 0.5) * 0x1p-64;
  return upper ? distance(p) : -distance(p);
}

} // namespace nnft
