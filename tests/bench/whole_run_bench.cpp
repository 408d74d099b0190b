// Whole runs of the program on one rank: start-up, sampling with all moments to order 6, exact
// sums, theory, analysis and the file, in CPU seconds of the process.
#include "nnft/sampling/network_sampler.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

#include "bench_nets.hpp"
#include "shortest.hpp"

namespace nnft::bench {
namespace {

struct Setup {
  Activation activation;
  std::int64_t width;
  std::string_view precision;
  std::string_view estimator;
  Isa isa;
};

//! A folder that goes with the object.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() / fmt::format("nnft_bench_{}", getpid())) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  [[nodiscard]] std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

double child_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  auto const seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

//! CPU seconds of a run of so many networks in each of two experiments.
double run_seconds(Setup const& s, std::int64_t networks, Folder const& folder) {
  auto const config = folder.path() / "run.toml";
  double const bias = paper_net(s.activation, 1, 1).sigma_b_out;
  std::ofstream(config) << fmt::format(
      "[ensemble]\narchitecture = \"{}\"\nwidth = {}\nsigma_b = {}\n"
      "[inputs]\npreset = \"hms\"\n"
      "[sampling]\nnetworks = {}\nexperiments = 2\nprecision = \"{}\"\nestimator = \"{}\"\n"
      "[correlators]\norders = [2, 4, 6]\n",
      name_of(s.activation), s.width, bias, networks, s.precision, s.estimator);
  auto const command = fmt::format(
      "{} run {} --quiet --fresh --isa {} -o {} > {}", NNFT_PROGRAM, config.string(),
      name_of(s.isa), (folder.path() / "run.h5").string(), (folder.path() / "log").string());
  double const before = child_seconds();
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  return child_seconds() - before;
}

//! Seconds of one core that the kernel alone takes for a neuron: drawn and evaluated.
double kernel_seconds(Setup const& s) {
  auto const a = paper_net(s.activation, 1, s.width);
  auto const inputs = preset_inputs("hms", s.activation, 1).value();
  auto const real = s.precision == "single" ? simd::Real::float32 : simd::Real::float64;
  NetworkSampler sampler(a, inputs, 1, real, s.isa);
  std::vector<double> out(6 * simd::batch_size);
  std::int64_t first = 0;
  auto const draw = [&] {
    sampler.outputs(ExperimentId{0}, NetworkId{first}, out.data(), simd::batch_size);
    benchmark::DoNotOptimize(out.data());
    first += simd::batch_size;
  };
  return shortest(draw) / static_cast<double>(simd::batch_size * s.width);
}

/*!
 * `neurons/s`: of the long run beyond a short one, CPU time; `of_kernel`: seconds that the kernel
 * alone takes for those over theirs; `rest_seconds`: all that does not grow with the networks.
 */
void whole_run(benchmark::State& state, Setup const& s) {
  Folder const folder;
  auto const long_run = static_cast<std::int64_t>(2e8 / static_cast<double>(s.width));
  auto const short_run = long_run / 10;
  double seconds_long = 0;
  double seconds_short = 0;
  for (auto _ : state) {
    double const seconds = run_seconds(s, long_run, folder);
    state.SetIterationTime(seconds);
    seconds_long += seconds;
    seconds_short += run_seconds(s, short_run, folder);
  }
  double const neurons = 2 * static_cast<double>((long_run - short_run) * s.width) *
                         static_cast<double>(state.iterations());
  double const a_neuron = (seconds_long - seconds_short) / neurons;
  state.counters["neurons/s"] = 1 / a_neuron;
  state.counters["of_kernel"] = kernel_seconds(s) / a_neuron;
  state.counters["rest_seconds"] =
      (seconds_short - a_neuron * neurons / 9) / static_cast<double>(state.iterations());
}

bool const registered = [] {
  for (auto const activation : {Activation::erf, Activation::relu, Activation::gauss})
    for (std::int64_t const width : {100, 1000})
      for (auto const* const precision : {"single", "double"})
        for (auto const* const estimator : {"direct", "conditional"})
          for (auto const isa : {Isa::avx2, Isa::avx512}) {
            if (isa > detected_isa()) continue;
            Setup const s{activation, width, precision, estimator, isa};
            benchmark::RegisterBenchmark(fmt::format("whole_run/{}/{}/width:{}/{}/{}", estimator,
                                                     name_of(activation), width, precision,
                                                     name_of(isa))
                                             .c_str(),
                                         [s](benchmark::State& state) { whole_run(state, s); })
                ->UseManualTime()
                ->Iterations(1)
                ->Unit(benchmark::kSecond);
          }
  return true;
}();

} // namespace
} // namespace nnft::bench
