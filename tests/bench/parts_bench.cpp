// The kernels against the sum of their own parts, and the parts against the machine.
#include "nnft/ensemble/input_set.hpp"
#include "nnft/sampling/network_sampler.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <functional>

#include "bench_nets.hpp"
#include "parts.hpp"
#include "shortest.hpp"

namespace nnft {
namespace simd {

// One definition an instruction set, each in a translation unit of its own.
namespace portable {
std::unique_ptr<bench::Parts> make_parts(Real real);
} // namespace portable
#ifdef __x86_64__
namespace avx2 {
std::unique_ptr<bench::Parts> make_parts(Real real);
} // namespace avx2
namespace avx512 {
std::unique_ptr<bench::Parts> make_parts(Real real);
} // namespace avx512
#endif

} // namespace simd

namespace bench {

std::unique_ptr<Parts> make_parts(Isa isa, simd::Real real) {
#ifdef __x86_64__
  if (isa == Isa::avx512) return simd::avx512::make_parts(real);
  if (isa == Isa::avx2) return simd::avx2::make_parts(real);
#endif
  static_cast<void>(isa);
  return simd::portable::make_parts(real);
}

namespace {

struct Level {
  Isa isa;
  simd::Real real;
};

std::string name(Level const& level) {
  return fmt::format("{}/{}", level.real == simd::Real::float32 ? "single" : "double",
                     name_of(level.isa));
}

void run_part(benchmark::State& state, Level const& level, std::function<void(Parts&)> const& part,
              int items = Parts::items) {
  auto const parts = make_parts(level.isa, level.real);
  for (auto _ : state)
    part(*parts);
  state.counters["items/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * items,
                                                 benchmark::Counter::kIsRate);
}

int normals_a_neuron(Activation activation) {
  // weight and output weight; a hidden bias; Cos-net draws a phase, which costs its words
  return activation == Activation::relu ? 2 : 3;
}

/*!
 * Draws and evaluates networks of width 100 at six points; `of_parts` is the time that its parts
 * take alone, normals, activations and two multiply-adds an activation, over the time that it
 * takes.
 */
void run_kernel(benchmark::State& state, Level const& level, Activation activation) {
  constexpr std::int64_t width = 100;
  auto const a = paper_net(activation, 1, width);
  auto const inputs = preset_inputs("hms", activation, 1).value();
  NetworkSampler sampler(a, inputs, 1, level.real, level.isa);
  std::vector<double> out(static_cast<std::size_t>(inputs.size()) * simd::batch_size);
  std::int64_t first = 0;
  auto const draw = [&] {
    sampler.outputs(ExperimentId{0}, NetworkId{first}, out.data(), simd::batch_size);
    benchmark::DoNotOptimize(out.data());
    first += simd::batch_size;
  };
  for (auto _ : state)
    draw();
  auto const parts = make_parts(level.isa, level.real);
  auto const neuron = static_cast<simd::Neuron>(activation);
  double const points = inputs.size();
  double const multiply_adds =
      shortest([&] { parts->multiply_adds(); }) * Parts::items / Parts::items_of_arithmetic;
  double const a_neuron = normals_a_neuron(activation) * shortest([&] { parts->normals(); }) +
                          points * shortest([&] { parts->activation(neuron); }) +
                          2 * points * multiply_adds;
  double const kernel = shortest(draw) / (width * simd::batch_size);
  state.counters["of_parts"] = a_neuron / Parts::items / kernel;
  state.counters["neurons/s"] = 1 / kernel;
}

void register_level(Level const& level) {
  auto const add = [&](std::string const& what, auto run) {
    benchmark::RegisterBenchmark((what + "/" + name(level)).c_str(), std::move(run));
  };
  auto const part = [&](std::string const& what, std::function<void(Parts&)> const& pass) {
    add("part/" + what, [level, pass](benchmark::State& state) { run_part(state, level, pass); });
  };
  part("words", [](Parts& p) { p.words(); });
  part("normals", [](Parts& p) { p.normals(); });
  add("part/multiply_adds", [level](benchmark::State& state) {
    run_part(
        state, level, [](Parts& p) { p.multiply_adds(); }, Parts::items_of_arithmetic);
  });
  part("copies", [](Parts& p) { p.copies(); });
  for (auto const activation : all_activations()) {
    std::string const net(name_of(activation));
    auto const neuron = static_cast<simd::Neuron>(activation);
    part("activation/" + net, [neuron](Parts& p) { p.activation(neuron); });
    add("kernel/" + net,
        [level, activation](benchmark::State& state) { run_kernel(state, level, activation); });
  }
}

bool const registered = [] {
  for (auto const isa : {Isa::portable, Isa::avx2, Isa::avx512})
    for (auto const real : {simd::Real::float32, simd::Real::float64})
      if (isa <= detected_isa()) register_level({isa, real});
  return true;
}();

} // namespace
} // namespace bench
} // namespace nnft
