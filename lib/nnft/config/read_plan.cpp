#include "nnft/config/read_plan.hpp"

#include "nnft/config/limits.hpp"
#include "nnft/config/messages.hpp"
#include "nnft/config/plan_text.hpp"
#include "nnft/config/points.hpp"
#include "nnft/config/quantities.hpp"
#include "nnft/config/settings.hpp"
#include "nnft/config/text_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace nnft {
namespace {

using config::CountRange;
using config::Node;
using config::RealRange;
using config::Settings;

constexpr RealRange scale_range{1e-12, 1e12};
constexpr RealRange bias_range{0, 1e12};
constexpr std::array<double, 21> paper_cutoffs{7,    10,  15,  20,  30,   40,   50,
                                               70,   100, 200, 500, 1000, 2000, 5000,
                                               7000, 1e4, 2e4, 4e4, 6e4,  8e4,  1e5};

// The integrals over the whole space exist for kernels that fall off.
RealRange cutoff_range(Activation activation) {
  bool const falls_off = activation == Activation::gauss || activation == Activation::cos;
  return {1e-15, 1e15,
          falls_off ? "" : "the vertex integral over all space exists for gauss and cos only"};
}

Activation read_activation(Settings const& settings) {
  constexpr std::string_view key = "ensemble.architecture";
  std::vector<std::string_view> names;
  for (auto const activation : all_activations())
    names.push_back(name_of(activation));
  if (settings.find(key) == nullptr)
    settings.refuse(key, "is missing", "Set it to one of " + config::joined(names));
  return all_activations()[settings.choice(key, names, 0)];
}

EnsemblePlan read_ensemble(Settings const& settings) {
  constexpr CountRange dimensions{1, 1'000'000};
  EnsemblePlan plan;
  plan.activation = read_activation(settings);
  plan.d_in = static_cast<int>(settings.count("ensemble.d_in", dimensions, 1));
  plan.d_out = static_cast<int>(settings.count("ensemble.d_out", dimensions, 1));
  plan.depth = static_cast<int>(
      settings.count("ensemble.depth", {1, 1, "this version has one hidden layer"}, 1));
  plan.width = settings.counts(
      "ensemble.width", {1, std::int64_t{1} << 31U, "the random stream numbers no more neurons"});
  if (plan.width.empty())
    settings.refuse("ensemble.width", "is missing", "Set it to the number of hidden neurons");
  bool const cos = plan.activation == Activation::cos;
  if (cos && settings.find("ensemble.sigma_b") != nullptr)
    settings.refuse("ensemble.sigma_b", "the hidden bias of Cos-net is uniform on (-pi, pi)",
                    "Leave it out; ensemble.sigma_b_out is the output bias");
  double const bias = cos || plan.activation == Activation::relu ? 0 : 1;
  plan.sigma_w = settings.reals("ensemble.sigma_w", scale_range, {1});
  plan.sigma_b = settings.reals("ensemble.sigma_b", bias_range, {bias});
  plan.sigma_w_out = settings.reals("ensemble.sigma_w_out", scale_range, {});
  plan.sigma_b_out = settings.reals("ensemble.sigma_b_out", bias_range, {});
  return plan;
}

//! Networks of the first look at least: every bin of every experiment has one whole block.
std::int64_t fewest_networks(RunPlan const& run) {
  std::int64_t block = 1;
  for (auto const width : run.ensemble.width)
    block = std::max(block, networks_per_block(run.sampling.estimator, width));
  return block * run.sampling.bins;
}

std::optional<UntilPlan> read_until(Settings const& settings, RunPlan const& run) {
  constexpr std::string_view key = "sampling.until";
  constexpr std::string_view advice =
      "Write {quantity = \"g4_connected\", relative_error = 1e-3, max_networks = \"1e9\"}";
  auto const* node = settings.find(key);
  if (node == nullptr) return std::nullopt;
  if (!std::holds_alternative<config::Table>(node->value))
    settings.refuse(key, "is no table", advice);
  for (auto const* part : {"quantity", "relative_error", "max_networks"})
    if (settings.find(fmt::format("{}.{}", key, part)) == nullptr)
      settings.refuse(key, fmt::format("has no {}", part), advice);
  std::vector<std::string_view> names;
  names.reserve(all_quantities.size());
  for (auto const quantity : all_quantities)
    names.push_back(name_of(quantity));
  UntilPlan until;
  until.quantity = all_quantities[settings.choice("sampling.until.quantity", names, 0)];
  if (!run.has_order(order_of(until.quantity)))
    settings.refuse("sampling.until.quantity", "its order is not in correlators.orders",
                    fmt::format("Add {} to correlators.orders", order_of(until.quantity)));
  until.relative_error = settings.real("sampling.until.relative_error", {1e-12, 1}, 0);
  until.max_networks = settings.count("sampling.until.max_networks", {1}, 0);
  if (until.max_networks < run.sampling.networks)
    settings.refuse("sampling.until.max_networks", "is less than sampling.networks, the first look",
                    "Allow more, or look earlier");
  auto const fewest = fewest_networks(run);
  if (until.max_networks < fewest)
    settings.refuse("sampling.until.max_networks",
                    fmt::format("errors of errors are small enough to stop by only where each of "
                                "the {} bins has a block: at {} networks",
                                run.sampling.bins, fewest),
                    "Allow more networks, or use fewer bins");
  return until;
}

SamplingPlan read_sampling(Settings const& settings, PlanUse use) {
  if (use == PlanUse::sampling && settings.find("sampling.networks") == nullptr)
    settings.refuse("sampling.networks", "is missing",
                    "Set the number of networks of each ensemble and experiment, such as 1e6");
  SamplingPlan plan;
  plan.networks = settings.count("sampling.networks", {1}, 0);
  plan.experiments = static_cast<int>(settings.count("sampling.experiments", {2, 100'000}, 10));
  plan.seed = static_cast<std::uint64_t>(settings.count("sampling.seed", {}, 2020));
  plan.first_network = settings.count("sampling.first_network", {}, 0);
  plan.estimator =
      static_cast<Estimator>(settings.choice("sampling.estimator", estimator_names(), 1));
  plan.precision =
      static_cast<Precision>(settings.choice("sampling.precision", precision_names(), 1));
  plan.bins = static_cast<int>(settings.count("sampling.bins", {2, 100'000}, 32));
  return plan;
}

std::vector<int> read_orders(Settings const& settings) {
  constexpr std::string_view key = "correlators.orders";
  constexpr std::string_view advice = "Give a subset of [2, 4, 6]";
  auto const* node = settings.find(key);
  if (node == nullptr) return {2, 4};
  std::vector<int> orders;
  for (auto const& element : config::list_of(*node, key, advice)) {
    auto const order = config::count_of(element, key, {2, 6, "orders are 2, 4 and 6"});
    if (order % 2 != 0) config::refuse(element, key, "odd orders vanish", advice);
    if (std::find(orders.begin(), orders.end(), order) != orders.end())
      settings.refuse(key, fmt::format("has {} twice", order), "Keep one of the two");
    orders.push_back(static_cast<int>(order));
  }
  std::sort(orders.begin(), orders.end());
  return orders;
}

// A list of points, or a factor for those of the run.
InputSet read_test_points(Settings const& settings, RunPlan const& run) {
  constexpr std::string_view key = "eft.test_points";
  auto const* node = settings.find(key);
  if (node == nullptr) return {};
  if (std::holds_alternative<config::List>(node->value))
    return config::points_of_list(settings, key, run.ensemble.d_in);
  InputSet scaled{"", settings.real(key, {1e-6, 1e6}, 1) * run.inputs.x};
  if (scaled.x.cwiseAbs().maxCoeff() > config::largest_coordinate)
    settings.refuse(key, "moves a point beyond 1e12", "Use a smaller factor");
  return scaled;
}

EftPlan read_eft(Settings const& settings, RunPlan const& run) {
  auto const range = cutoff_range(run.ensemble.activation);
  EftPlan plan;
  std::vector<QuarticTerm> terms;
  for (auto const term : settings.choices("eft.quartic", quartic_names(), {0}))
    terms.push_back(static_cast<QuarticTerm>(term));
  plan.quartic = std::move(terms);
  plan.sextic = settings.flag("eft.sextic", false);
  if (plan.sextic && !run.has_order(6))
    settings.refuse("eft.sextic", "it needs the 6-point function",
                    "Add 6 to correlators.orders or set it to false");
  double const unbounded = range.infinite.empty() ? INFINITY : 100;
  plan.cutoff = settings.real("eft.cutoff", range, unbounded);
  plan.weights = static_cast<Weighting>(settings.choice("eft.weights", weighting_names(), 0));
  plan.test = read_test_points(settings, run);
  return plan;
}

constexpr std::string_view cutoffs_key = "cutoff_scan.cutoffs";
constexpr std::string_view cutoffs_advice =
    "Write increasing cutoffs, [10, 100, 1000], or {from = 10, to = 1e5, points = 13}";

std::vector<double> cutoff_grid(Settings const& settings, RealRange range) {
  constexpr std::int64_t most_points = 1000;
  for (auto const* part : {"from", "to", "points"})
    if (auto const key = fmt::format("{}.{}", cutoffs_key, part); settings.find(key) == nullptr)
      settings.refuse(cutoffs_key, fmt::format("has no {}", part), cutoffs_advice);
  range.infinite = "a logarithmic grid is finite";
  double const from = settings.real(fmt::format("{}.from", cutoffs_key), range, 0);
  double const to = settings.real(fmt::format("{}.to", cutoffs_key), range, 0);
  auto const points = settings.count(fmt::format("{}.points", cutoffs_key), {2, most_points}, 0);
  if (!(from < to)) settings.refuse(cutoffs_key, "from is not below to", cutoffs_advice);
  std::vector<double> cutoffs(static_cast<std::size_t>(points));
  for (std::size_t i = 0; i < cutoffs.size(); ++i)
    cutoffs[i] =
        from * std::pow(to / from, static_cast<double>(i) / static_cast<double>(points - 1));
  cutoffs.back() = to;
  if (std::adjacent_find(cutoffs.begin(), cutoffs.end(), std::greater_equal<>()) != cutoffs.end())
    settings.refuse(cutoffs_key, "its cutoffs are too near to each other", "Ask for fewer points");
  return cutoffs;
}

std::vector<double> read_cutoffs(Settings const& settings, Activation activation) {
  auto const* node = settings.find(cutoffs_key);
  if (node == nullptr) return {paper_cutoffs.begin(), paper_cutoffs.end()};
  auto const range = cutoff_range(activation);
  if (std::holds_alternative<config::Table>(node->value)) return cutoff_grid(settings, range);
  std::vector<double> cutoffs;
  auto const& list = config::list_of(*node, cutoffs_key, cutoffs_advice);
  if (list.size() > 1000) settings.refuse(cutoffs_key, "has more than 1000 cutoffs", "Give fewer");
  for (auto const& element : list) {
    double const cutoff = config::real_of(element, cutoffs_key, range);
    if (!cutoffs.empty() && !(cutoff > cutoffs.back()))
      config::refuse(element, cutoffs_key, fmt::format("follows {}", cutoffs.back()),
                     "Order the cutoffs from small to large, each once");
    cutoffs.push_back(cutoff);
  }
  return cutoffs;
}

void read_analysis(Settings const& settings, RunPlan& plan) {
  plan.orders = read_orders(settings);
  if (plan.has_order(4)) {
    plan.eft = read_eft(settings, plan);
    plan.cutoffs = read_cutoffs(settings, plan.ensemble.activation);
    return;
  }
  for (auto const* table : {"eft", "cutoff_scan"})
    if (settings.find(table) != nullptr)
      settings.refuse(table, "it needs the 4-point function",
                      "Add 4 to correlators.orders or leave the table out");
}

double read_duration(Settings const& settings, std::string_view key, double fallback) {
  auto const* node = settings.find(key);
  if (node == nullptr) return fallback;
  if (auto const* text = std::get_if<std::string>(&node->value))
    return parse_duration(*text, settings.subject(key));
  return settings.real(key, {1e-3, 1e9}, fallback);
}

std::int64_t read_memory(Settings const& settings, std::string_view key) {
  auto const* node = settings.find(key);
  if (node == nullptr) return 0;
  if (std::holds_alternative<std::string>(node->value))
    return parse_bytes(std::get<std::string>(node->value), settings.subject(key));
  return settings.count(key, {1, std::int64_t{1} << 60U}, 0); // bytes
}

OutputPlan read_output(Settings const& settings, std::filesystem::path const& file) {
  OutputPlan plan;
  if (settings.find("output.file") != nullptr) {
    std::filesystem::path const name = settings.text("output.file", "");
    if (!name.has_filename()) settings.refuse("output.file", "names no file", "Give it a name");
    plan.file = file.parent_path() / name;
    if (plan.file.lexically_normal() == file.lexically_normal())
      settings.refuse("output.file", "is the configuration itself", "Give it another name");
  } else if (file.has_filename()) {
    plan.file = file;
    if (file.extension() == ".h5") plan.file += ".h5"; // never the configuration itself
    plan.file.replace_extension(".h5");
  }
  plan.checkpoint_every = read_duration(settings, "output.checkpoint_every", plan.checkpoint_every);
  plan.max_memory = read_memory(settings, "output.max_memory");
  return plan;
}

} // namespace

std::string read_text(std::filesystem::path const& file) {
  auto loaded = config::load_text(file);
  if (!loaded.failure.empty())
    config::refuse(config::printable(file.string(), 1000) + ": cannot be read", "", loaded.failure,
                   "Name a file that exists and that you may read");
  return std::move(loaded.text);
}

RunPlan read_plan(PlanSource const& source) {
  Settings const settings(source.text, config::printable(source.file.string(), 1000),
                          source.overrides);
  RunPlan plan;
  plan.title = settings.text("title", "");
  plan.ensemble = read_ensemble(settings);
  plan.inputs = config::read_inputs(settings, source.file.parent_path(), plan.ensemble.activation,
                                    plan.ensemble.d_in);
  plan.sampling = read_sampling(settings, source.use);
  read_analysis(settings, plan);
  plan.sampling.until = read_until(settings, plan);
  plan.output = read_output(settings, source.file);
  config::refuse_absurd_sizes(settings, plan);
  return plan;
}

} // namespace nnft
