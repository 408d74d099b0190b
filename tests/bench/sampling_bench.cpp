// Networks and neurons a second of one core: drawing and evaluating alone, and with all moments.
#include "nnft/config/plan_text.hpp"
#include "nnft/sampling/block_plan.hpp"
#include "nnft/sampling/block_summer.hpp"
#include "nnft/sampling/network_sampler.hpp"
#include "nnft/theory/kernel.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <ctime>

#include "bench_nets.hpp"
#include "shortest.hpp"

namespace nnft {
namespace {

struct Setup {
  Activation activation;
  int d_in;
  std::int64_t width;
  Precision precision;
  Isa isa;

  [[nodiscard]] Architecture architecture() const {
    return bench::paper_net(activation, d_in, width);
  }
  [[nodiscard]] InputSet inputs() const { return preset_inputs("hms", activation, d_in).value(); }
  [[nodiscard]] std::string name() const {
    return fmt::format(
        "{}{}/width:{}/{}/{}", name_of(activation), d_in == 1 ? "" : fmt::format("/d_in:{}", d_in),
        width, precision == Precision::single_precision ? "single" : "double", name_of(isa));
  }
};

void count(benchmark::State& state, std::int64_t networks_a_pass, std::int64_t width) {
  auto const networks = static_cast<double>(state.iterations() * networks_a_pass);
  state.counters["networks/s"] = benchmark::Counter(networks, benchmark::Counter::kIsRate);
  state.counters["neurons/s"] =
      benchmark::Counter(networks * static_cast<double>(width), benchmark::Counter::kIsRate);
}

//! Draws sixteen networks and evaluates them, pass after pass.
class Drawing {
 public:
  explicit Drawing(Setup const& s)
      : sampler_(s.architecture(), s.inputs(), 1,
                 s.precision == Precision::single_precision ? simd::Real::float32
                                                            : simd::Real::float64,
                 s.isa),
        out_(static_cast<std::size_t>(s.inputs().size()) * simd::batch_size) {}

  void operator()() {
    sampler_.outputs(ExperimentId{0}, NetworkId{first_}, out_.data(), simd::batch_size);
    benchmark::DoNotOptimize(out_.data());
    first_ += simd::batch_size;
  }

 private:
  NetworkSampler sampler_;
  std::vector<double> out_;
  std::int64_t first_ = 0;
};

void draw(benchmark::State& state, Setup const& s) {
  Drawing drawing(s);
  for (auto _ : state)
    drawing();
  count(state, simd::batch_size, s.width);
}

//! `of_drawing`: seconds of drawing and evaluating the same networks alone, over CPU seconds of
//! all.
void sum(benchmark::State& state, Setup const& s, Estimator estimator, int highest_order) {
  auto const a = s.architecture();
  auto const inputs = s.inputs();
  SamplingPlan sampling;
  sampling.estimator = estimator;
  sampling.precision = s.precision;
  LayoutSet const layouts(highest_order, inputs.size(), 1);
  auto const summer =
      make_block_summer({a, inputs, sampling, s.isa, Kernel(a).weight_part(inputs)}, layouts);
  std::vector<double> sums(static_cast<std::size_t>(summer->n_moments()));
  std::int64_t const networks = networks_per_block(estimator, s.width);
  std::int64_t first = 0;
  auto const pass = [&] {
    (*summer)({ExperimentId{0}, BlockId{0}, NetworkId{first}, networks, 0}, sums);
    benchmark::DoNotOptimize(sums.data());
    first += networks;
  };
  std::clock_t const begin = std::clock();
  for (auto _ : state)
    pass();
  double const seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  count(state, networks, s.width);
  Drawing drawing(s);
  double const alone = bench::shortest([&] { drawing(); }) / simd::batch_size;
  state.counters["of_drawing"] =
      alone * static_cast<double>(networks * state.iterations()) / seconds;
}

void register_setup(Setup const& s) {
  benchmark::RegisterBenchmark(("draw/" + s.name()).c_str(),
                               [s](benchmark::State& state) { draw(state, s); });
  for (auto const estimator : {Estimator::direct, Estimator::conditional, Estimator::neuron,
                               Estimator::rqmc, Estimator::importance})
    for (int const order : {4, 6}) {
      if (goes_by_neurons(estimator) && s.width != 1) continue;
      if (estimator == Estimator::importance && s.activation != Activation::gauss) continue;
      benchmark::RegisterBenchmark(
          fmt::format("{}/order:{}/{}", estimator_names()[static_cast<std::size_t>(estimator)],
                      order, s.name())
              .c_str(),
          [=](benchmark::State& state) { sum(state, s, estimator, order); });
    }
}

bool const registered = [] {
  for (auto const activation : all_activations())
    for (int const d_in : {1, 2, 3})
      for (std::int64_t const width : {1, 2, 100, 1000})
        for (auto const precision : {Precision::single_precision, Precision::double_precision})
          for (auto const isa : {Isa::portable, Isa::avx2, Isa::avx512})
            if (isa <= detected_isa()) register_setup({activation, d_in, width, precision, isa});
  return true;
}();

} // namespace
} // namespace nnft
