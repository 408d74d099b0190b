#include "nnft/config/plan_text.hpp"

#include "nnft/core/hash.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace nnft {
namespace {

constexpr std::array<std::string_view, 5> estimators{"direct", "conditional", "neuron", "rqmc",
                                                     "importance"};
constexpr std::array<std::string_view, 2> precisions{"single", "double"};
// The rule of networks_per_block() in words: a change there must change this text.
constexpr std::string_view block_rule = "largest of 2000, 400, 80, 16 with at most 2000000 neurons";
constexpr std::string_view binary_block_rule = "2048";
constexpr std::array<std::string_view, 3> quartic_terms{"constant", "quadratic", "nonlocal"};
constexpr std::array<std::string_view, 3> weightings{"uniform", "diagonal", "full"};

std::string_view name_of(Estimator e) {
  return estimators[static_cast<std::size_t>(e)];
}
std::string_view name_of(Precision p) {
  return precisions[static_cast<std::size_t>(p)];
}

// Shortest text that reads back to the same double.
template <class T> std::string number(T value) {
  return fmt::format("{}", value);
}

// "1", "[1, 2]": a list of one is a scalar.
template <class T> std::string scalar_or_list(std::vector<T> const& values) {
  if (values.size() == 1) return number(values.front());
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string point_list(Eigen::MatrixXd const& x) {
  std::string text;
  for (Eigen::Index i = 0; i < x.cols(); ++i)
    text += fmt::format("{}[{}]", i > 0 ? ", " : "",
                        fmt::join(x.col(i).data(), x.col(i).data() + x.rows(), ", "));
  return '[' + text + ']';
}

std::string toml_text(std::string_view text) {
  std::string result = "\"";
  for (char const c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string ensemble_toml(EnsemblePlan const& e) {
  auto text = fmt::format("[ensemble]\narchitecture = \"{}\"\nd_in = {}\nd_out = {}\ndepth = {}\n"
                          "width = [{}]\nsigma_w = {}\n",
                          name_of(e.activation), e.d_in, e.d_out, e.depth, fmt::join(e.width, ", "),
                          scalar_or_list(e.sigma_w));
  if (e.activation != Activation::cos) // its hidden bias is uniform
    text += fmt::format("sigma_b = {}\n", scalar_or_list(e.sigma_b));
  if (!e.sigma_w_out.empty())
    text += fmt::format("sigma_w_out = {}\n", scalar_or_list(e.sigma_w_out));
  if (!e.sigma_b_out.empty())
    text += fmt::format("sigma_b_out = {}\n", scalar_or_list(e.sigma_b_out));
  return text;
}

std::string inputs_toml(RunPlan const& plan) {
  auto const& inputs = plan.inputs;
  auto const points = point_list(inputs.x);
  if (inputs.name.empty()) return fmt::format("\n[inputs]\npoints = {}\n", points);
  return fmt::format("\n[inputs]\npreset = {} # {}\n", toml_text(inputs.name), points);
}

std::string until_toml(SamplingPlan const& s) {
  if (!s.until) return "";
  return fmt::format("until = {{quantity = \"{}\", relative_error = {}, max_networks = {}}}\n",
                     name_of(s.until->quantity), s.until->relative_error, s.until->max_networks);
}

std::string sampling_toml(SamplingPlan const& s) {
  return fmt::format("\n[sampling]\n{}experiments = {}\nseed = {}\nfirst_network = {}\n"
                     "estimator = \"{}\"\nprecision = \"{}\"\nbins = {}\n",
                     s.networks > 0 ? fmt::format("networks = {}\n", s.networks) : "",
                     s.experiments, s.seed, s.first_network, name_of(s.estimator),
                     name_of(s.precision), s.bins) +
         until_toml(s);
}

std::string analysis_toml(RunPlan const& plan) {
  auto text = fmt::format("\n[correlators]\norders = [{}]\n", fmt::join(plan.orders, ", "));
  if (!plan.eft) return text;
  std::vector<std::string> terms;
  for (auto const term : plan.eft->quartic)
    terms.push_back(toml_text(quartic_terms[static_cast<std::size_t>(term)]));
  text += fmt::format("\n[eft]\nquartic = [{}]\nsextic = {}\ncutoff = {}\nweights = \"{}\"\n",
                      fmt::join(terms, ", "), plan.eft->sextic, plan.eft->cutoff,
                      weightings[static_cast<std::size_t>(plan.eft->weights)]);
  if (plan.eft->test.size() > 0)
    text += fmt::format("test_points = {}\n", point_list(plan.eft->test.x));
  return text + fmt::format("\n[cutoff_scan]\ncutoffs = [{}]\n", fmt::join(plan.cutoffs, ", "));
}

// What the output layer of the members has; "as sigma_w" only where that is a list.
std::string output_layer(std::vector<double> const& own, std::vector<double> const& hidden,
                         std::string_view hidden_name) {
  if (!own.empty()) return scalar_or_list(own);
  return hidden.size() == 1 ? number(hidden.front()) : fmt::format("as {}", hidden_name);
}

std::map<std::string, std::string, std::less<>> values_of(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  while (!text.empty()) {
    auto const line = text.substr(0, text.find('\n'));
    auto const equals = line.find(" = ");
    if (equals != std::string_view::npos)
      values.emplace(line.substr(0, equals), line.substr(equals + 3));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return values;
}

// At most some 60 characters of a value, from shortly before it departs from the other.
std::string excerpt(std::string const& value, std::string const& other) {
  constexpr std::size_t width = 60;
  if (value.size() <= width) return value;
  auto const departs = std::mismatch(value.begin(), value.end(), other.begin(), other.end()).first;
  auto const place = static_cast<std::size_t>(departs - value.begin());
  std::size_t const begin = place < width / 2 ? 0 : place - width / 3;
  return (begin > 0 ? "..." : "") + value.substr(begin, width) +
         (begin + width < value.size() ? "..." : "");
}

} // namespace

std::span<std::string_view const> estimator_names() {
  return estimators;
}
std::span<std::string_view const> precision_names() {
  return precisions;
}
std::span<std::string_view const> quartic_names() {
  return quartic_terms;
}
std::span<std::string_view const> weighting_names() {
  return weightings;
}

std::string to_toml(RunPlan const& plan) {
  return fmt::format("title = {}\n\n", toml_text(plan.title)) + ensemble_toml(plan.ensemble) +
         inputs_toml(plan) + sampling_toml(plan.sampling) + analysis_toml(plan);
}

std::string physics_text(RunPlan const& plan, Machinery const& machinery) {
  auto const& e = plan.ensemble;
  std::string text;
  auto const add = [&](std::string_view key, auto const& value) {
    text += fmt::format("{} = {}\n", key, value);
  };
  add("ensemble.architecture", name_of(e.activation));
  add("ensemble.d_in", e.d_in);
  add("ensemble.d_out", e.d_out);
  add("ensemble.depth", e.depth);
  add("ensemble.width", scalar_or_list(e.width));
  add("ensemble.sigma_w", scalar_or_list(e.sigma_w));
  add("ensemble.sigma_b", scalar_or_list(e.sigma_b));
  add("ensemble.sigma_w_out", output_layer(e.sigma_w_out, e.sigma_w, "sigma_w"));
  add("ensemble.sigma_b_out", output_layer(e.sigma_b_out, e.sigma_b, "sigma_b"));
  add("inputs.points", point_list(plan.inputs.x));
  add("correlators.orders", fmt::format("[{}]", fmt::join(plan.orders, ", ")));
  add("sampling.estimator", name_of(plan.sampling.estimator));
  add("sampling.precision", name_of(plan.sampling.precision));
  add("sampling.bins", plan.sampling.bins);
  add("block rule", plan.sampling.estimator == Estimator::rqmc ? binary_block_rule : block_rule);
  add("generator", machinery.generator);
  add("instruction set", machinery.isa);
  return text;
}

std::string physics_hash(RunPlan const& plan, Machinery const& machinery) {
  return hexadecimal(hash64(physics_text(plan, machinery)));
}

std::vector<std::string> physics_differences(std::string_view file_text,
                                             std::string_view plan_text) {
  auto const theirs = values_of(file_text);
  auto const ours = values_of(plan_text);
  std::vector<std::string> differences;
  auto const value_in = [](auto const& values, std::string const& key) {
    auto const found = values.find(key);
    return found == values.end() ? std::string("absent") : found->second;
  };
  auto keys = theirs;
  keys.insert(ours.begin(), ours.end());
  for (auto const& [key, unused] : keys) {
    auto const a = value_in(theirs, key);
    auto const b = value_in(ours, key);
    if (a != b)
      differences.push_back(fmt::format("{}: {} in the file, {} in the configuration", key,
                                        excerpt(a, b), excerpt(b, a)));
  }
  return differences;
}

} // namespace nnft
