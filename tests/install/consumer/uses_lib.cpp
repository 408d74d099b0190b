#include "nnft/ensemble/input_set.hpp"
#include "nnft/moments/layout.hpp"

#include <iostream>

// The papers' six points of Erf-net have C(6 + 4 - 1, 4) = 126 four-point functions.
int main() {
  auto const inputs = nnft::preset_inputs("hms", nnft::Activation::erf, 1);
  if (!inputs) return 1;
  std::cout << nnft::CorrelatorLayout(4, inputs->size(), 1).size() << '\n';
}
