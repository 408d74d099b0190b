// Networks and neurons a second of one core: drawing and evaluating alone, and with all moments.
#include "nnft/sampling/block_plan.hpp"
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/network_sampler.hpp"
#include "nnft/theory/kernel.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace nnft {
namespace {

struct Setup {
  Activation activation;
  std::int64_t width;
  Precision precision;
  Isa isa;
  Estimator estimator;
};

Architecture architecture_of(Setup const& s) {
  double const bias = s.activation == Activation::relu || s.activation == Activation::cos ? 0 : 1;
  return {s.activation, 1, 1, 1, s.width, 1, bias, 1, bias};
}

void count(benchmark::State& state, std::int64_t networks_a_pass, std::int64_t width) {
  auto const networks = static_cast<double>(state.iterations() * networks_a_pass);
  state.counters["networks/s"] = benchmark::Counter(networks, benchmark::Counter::kIsRate);
  state.counters["neurons/s"] =
      benchmark::Counter(networks * static_cast<double>(width), benchmark::Counter::kIsRate);
}

void draw(benchmark::State& state, Setup const& s) {
  auto const a = architecture_of(s);
  auto const inputs = preset_inputs("hms", a.activation, 1).value();
  auto const real =
      s.precision == Precision::single_precision ? simd::Real::float32 : simd::Real::float64;
  NetworkSampler sampler(a, inputs, 1, real, s.isa);
  std::vector<double> out(6 * simd::batch_size);
  std::int64_t first = 0;
  for (auto _ : state) {
    sampler.outputs(ExperimentId{0}, NetworkId{first}, out.data(), simd::batch_size);
    benchmark::DoNotOptimize(out.data());
    first += simd::batch_size;
  }
  count(state, simd::batch_size, s.width);
}

void sum(benchmark::State& state, Setup const& s, int highest_order) {
  auto const a = architecture_of(s);
  auto const inputs = preset_inputs("hms", a.activation, 1).value();
  SamplingPlan sampling;
  sampling.estimator = s.estimator;
  sampling.precision = s.precision;
  LayoutSet const layouts(highest_order, inputs.size(), 1);
  auto const summer =
      make_block_summer({a, inputs, sampling, s.isa, Kernel(a).weight_part(inputs)}, layouts);
  std::vector<double> sums(static_cast<std::size_t>(summer->n_moments()));
  std::int64_t const networks = block_size(s.width);
  std::int64_t first = 0;
  for (auto _ : state) {
    (*summer)({ExperimentId{0}, BlockId{0}, NetworkId{first}, networks, 0}, sums);
    benchmark::DoNotOptimize(sums.data());
    first += networks;
  }
  count(state, networks, s.width);
}

void register_setup(Setup const& s) {
  auto const name =
      fmt::format("{}/width:{}/{}/{}", name_of(s.activation), s.width,
                  s.precision == Precision::single_precision ? "single" : "double", name_of(s.isa));
  benchmark::RegisterBenchmark(("draw/" + name).c_str(),
                               [s](benchmark::State& state) { draw(state, s); });
  for (auto const estimator : {Estimator::direct, Estimator::conditional})
    for (int const order : {4, 6}) {
      auto with = s;
      with.estimator = estimator;
      benchmark::RegisterBenchmark(
          fmt::format("{}/order:{}/{}", estimator == Estimator::direct ? "direct" : "conditional",
                      order, name)
              .c_str(),
          [with, order](benchmark::State& state) { sum(state, with, order); });
    }
}

bool const registered = [] {
  for (auto const activation : all_activations())
    for (std::int64_t const width : {2, 100, 1000})
      for (auto const precision : {Precision::single_precision, Precision::double_precision})
        for (auto const isa : {Isa::portable, Isa::avx2, Isa::avx512})
          if (isa <= detected_isa())
            register_setup({activation, width, precision, isa, Estimator::direct});
  return true;
}();

} // namespace
} // namespace nnft
