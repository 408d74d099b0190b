// Seconds of the exact theory and of the vertex integrals of the papers' input sets.
#include "nnft/eft/vertex_integrals.hpp"
#include "nnft/theory/neuron_moments.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench_nets.hpp"

namespace nnft {
namespace {

std::vector<double> const paper_cutoffs{7,    10,   15,   20,   30,  40,  50,  70,  100, 200, 500,
                                        1000, 2000, 5000, 7000, 1e4, 2e4, 4e4, 6e4, 8e4, 1e5};

bool const registered = [] {
  for (auto const activation : all_activations())
    for (int const d_in : {1, 2, 3}) {
      auto const a = bench::paper_net(activation, d_in, 1);
      auto const inputs = preset_inputs("hms", activation, d_in).value();
      auto const name = fmt::format("{}/d_in:{}/width:2/", name_of(activation), d_in);
      benchmark::RegisterBenchmark(("neuron_moments/" + name).c_str(), [=](auto& state) {
        for (auto _ : state)
          benchmark::DoNotOptimize(neuron_moments(a, inputs, 6));
      })->Unit(benchmark::kMillisecond);
      if (activation == Activation::tanh) continue; // its quadrature does not resolve the largest
      benchmark::RegisterBenchmark(("vertex_integrals/" + name).c_str(), [=](auto& state) {
        for (auto _ : state)
          benchmark::DoNotOptimize(
              eft::vertex_integrals(a, inputs, paper_cutoffs, eft::SexticIntegrals::leave_out));
      })->Unit(benchmark::kMillisecond);
    }
  return true;
}();

} // namespace
} // namespace nnft
