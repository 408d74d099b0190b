#include "nnft/eft/exchange_integrals.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/moments/layout.hpp"
#include "nnft/moments/pairings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace nnft::eft {
namespace {

// The ten ways to cut six places in two: {a, b, c | d, e, f} with a = 0.
constexpr std::array<std::array<std::size_t, 6>, 10> splits_of_6{{{0, 1, 2, 3, 4, 5},
                                                                  {0, 1, 3, 2, 4, 5},
                                                                  {0, 1, 4, 2, 3, 5},
                                                                  {0, 1, 5, 2, 3, 4},
                                                                  {0, 2, 3, 1, 4, 5},
                                                                  {0, 2, 4, 1, 3, 5},
                                                                  {0, 2, 5, 1, 3, 4},
                                                                  {0, 3, 4, 1, 2, 5},
                                                                  {0, 3, 5, 1, 2, 4},
                                                                  {0, 4, 5, 1, 2, 3}}};

// Three external legs of a vertex.
struct Legs {
  std::array<int, 3> points{}, labels{};
};

// J_abc,e/24 of a unit coupling: at most three columns of the Currents with their factors.
struct Source {
  std::array<std::pair<Eigen::Index, double>, 3> column{};
  std::size_t size = 0;

  void add(Eigen::Index index, double factor) {
    if (factor != 0) column[size++] = {index, factor};
  }
};

// Joins the vertices of one cutoff.
class Joiner {
 public:
  Joiner(Currents const& currents, std::vector<QuarticTerm> const& terms, Eigen::RowVectorXd pairs)
      : currents_(currents), terms_(terms), pairs_(std::move(pairs)),
        two_(2, currents.n_points(), 1) {}

  [[nodiscard]] Eigen::VectorXd bubbles(Eigen::MatrixXd const& bubble) const {
    CorrelatorLayout const four(4, currents_.n_points(), 1);
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(four.size());
    for (std::ptrdiff_t r = 0; r < four.size(); ++r)
      for (auto const& p : pairings_of_4) {
        auto const x = four.points(r);
        auto const point = [&](std::size_t k) { return x[static_cast<std::size_t>(p[k])]; };
        sums[r] += bubble(pair_index(point(0), point(1)), pair_index(point(2), point(3)));
      }
    return sums;
  }

  [[nodiscard]] Eigen::MatrixXd forms(Eigen::MatrixXd const& exchange,
                                      CorrelatorLayout const& six) const {
    auto const n = static_cast<Eigen::Index>(terms_.size());
    Eigen::MatrixXd forms = Eigen::MatrixXd::Zero(six.size(), n * n);
    for (std::ptrdiff_t r = 0; r < six.size(); ++r)
      for (auto const& s : splits_of_6)
        forms.row(r) += split(legs_of(six, r, {s[0], s[1], s[2]}),
                              legs_of(six, r, {s[3], s[4], s[5]}), exchange);
    return forms;
  }

 private:
  static Legs legs_of(CorrelatorLayout const& six, std::ptrdiff_t row,
                      std::array<std::size_t, 3> const& places) {
    Legs legs;
    for (std::size_t k = 0; k < 3; ++k) {
      legs.points[k] = six.points(row)[places[k]];
      legs.labels[k] = six.labels(row)[places[k]];
    }
    return legs;
  }

  // Pairs a <= b in lexicographic order: the rows of the layout of order 2.
  [[nodiscard]] Eigen::Index pair_index(int a, int b) const { return two_.index(std::array{a, b}); }

  [[nodiscard]] Source source(QuarticTerm term, Legs const& legs, int line) const {
    auto const& x = legs.points;
    Source source;
    double local = 0;
    for (std::size_t odd = 0; odd < 3; ++odd) { // the leg that is not paired with another one
      std::size_t const i = (odd + 1) % 3;
      std::size_t const j = (odd + 2) % 3;
      if (legs.labels[i] != legs.labels[j] || legs.labels[odd] != line) continue;
      local += 1.0 / 3;
      if (term == QuarticTerm::nonlocal)
        source.add(currents_.single(x[odd]), pairs_[pair_index(x[i], x[j])] / 3);
    }
    if (term == QuarticTerm::constant) source.add(currents_.triple(x), local);
    if (term == QuarticTerm::quadratic) source.add(currents_.quadratic_triple(x), local);
    return source;
  }

  static double joined(Source const& u, Source const& v, Eigen::MatrixXd const& exchange) {
    double sum = 0;
    for (std::size_t i = 0; i < u.size; ++i)
      for (std::size_t j = 0; j < v.size; ++j)
        sum += u.column[i].second * v.column[j].second *
               exchange(u.column[i].first, v.column[j].first);
    return sum;
  }

  [[nodiscard]] Eigen::RowVectorXd split(Legs const& left, Legs const& right,
                                         Eigen::MatrixXd const& exchange) const {
    auto const n = terms_.size();
    Eigen::RowVectorXd forms = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(n * n));
    auto lines = left.labels; // an odd number of legs leaves one of their labels to the line
    std::sort(lines.begin(), lines.end());
    auto const end = std::unique(lines.begin(), lines.end());
    for (auto line = lines.begin(); line != end; ++line)
      for (std::size_t t = 0; t < n; ++t)
        for (std::size_t s = 0; s < n; ++s)
          forms[static_cast<Eigen::Index>(t * n + s)] +=
              (joined(source(terms_[t], left, *line), source(terms_[s], right, *line), exchange) +
               joined(source(terms_[s], left, *line), source(terms_[t], right, *line), exchange)) /
              2;
    return forms;
  }

  Currents const& currents_;
  std::vector<QuarticTerm> const& terms_;
  Eigen::RowVectorXd pairs_;
  CorrelatorLayout two_;
};

} // namespace

ExchangeIntegrals::AtCutoff ExchangeIntegrals::mean(std::size_t cutoff) const {
  AtCutoff sum = replicates.front()[cutoff];
  for (std::size_t r = 1; r < replicates.size(); ++r) {
    sum.forms += replicates[r][cutoff].forms;
    sum.bubble += replicates[r][cutoff].bubble;
    sum.forms_flow += replicates[r][cutoff].forms_flow;
  }
  auto const n = static_cast<double>(replicates.size());
  return {sum.forms / n, sum.bubble / n, sum.forms_flow / n};
}

ExchangeIntegrals ExchangeIntegrals::only(std::size_t replicate) const {
  return {cutoffs, terms, method, {replicates[replicate]}};
}

ExchangeIntegralsOutcome exchange_integrals(Architecture const& architecture,
                                            InputSet const& inputs, VertexIntegrals const& vertices,
                                            LayoutSet const& layouts,
                                            std::vector<QuarticTerm> const& terms,
                                            CubatureEffort effort) {
  Currents const currents(inputs.size(), terms);
  auto const sums = two_vertex_sums(architecture, inputs, vertices.cutoffs, currents, effort);
  if (sums.replicates.empty()) return {{}, sums.reason};
  ExchangeIntegrals integrals{vertices.cutoffs, terms, sums.method, {}};
  bool const flows = terms == std::vector{QuarticTerm::constant};
  for (auto const& replicate : sums.replicates) {
    integrals.replicates.emplace_back();
    for (std::size_t c = 0; c < replicate.size(); ++c) {
      Joiner const join(currents, terms, vertices.pairs.row(static_cast<Eigen::Index>(c)));
      integrals.replicates.back().push_back(
          {terms.empty() ? Eigen::MatrixXd() : join.forms(replicate[c].exchange, layouts.of(6)),
           join.bubbles(replicate[c].bubble),
           flows ? join.forms(replicate[c].exchange_flow, layouts.of(6)) : Eigen::MatrixXd()});
    }
  }
  return {std::move(integrals), {}};
}

ExchangePart exchange_part(ExchangeIntegrals const& integrals, std::size_t cutoff,
                           Eigen::VectorXd const& couplings) {
  auto const n = couplings.size();
  NNFT_EXPECT(n == static_cast<Eigen::Index>(integrals.terms.size()));
  auto const forms = integrals.mean(cutoff).forms;
  ExchangePart part{Eigen::VectorXd::Zero(forms.rows()), Eigen::MatrixXd::Zero(forms.rows(), n)};
  for (Eigen::Index t = 0; t < n; ++t)
    for (Eigen::Index s = 0; s < n; ++s)
      part.gradient.col(t) += 2 * 24 * 24 * couplings[s] * forms.col(t * n + s);
  part.value = part.gradient * couplings / 2;
  return part;
}

} // namespace nnft::eft
