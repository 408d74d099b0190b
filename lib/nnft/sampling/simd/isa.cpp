#include "nnft/sampling/simd/isa.hpp"

#include <array>

namespace nnft {
namespace {

constexpr std::array<std::string_view, 3> names{"portable", "avx2", "avx512"};

} // namespace

std::string_view name_of(Isa isa) {
  return names[static_cast<std::size_t>(isa)];
}

std::optional<Isa> isa_named(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Isa>(i);
  return std::nullopt;
}

Isa detected_isa() {
#ifdef __x86_64__
  bool const fma = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  bool const wide = __builtin_cpu_supports("avx512f") != 0 &&
                    __builtin_cpu_supports("avx512dq") != 0 &&
                    __builtin_cpu_supports("avx512vl") != 0;
  if (fma && wide) return Isa::avx512;
  if (fma) return Isa::avx2;
#endif
  return Isa::portable;
}

std::string_view arithmetic_of(Isa isa) {
  return isa == Isa::portable ? "portable" : "fma";
}

} // namespace nnft
