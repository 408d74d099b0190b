#include "nnft/eft/shell_cubature.hpp"

#include "nnft/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace nnft::eft {
namespace {

constexpr std::size_t max_cells = 200000;
constexpr double nearby = 2; // directions that pass a face within this |v| make their mark on it

void sort_unique(std::vector<double>& edges) {
  std::sort(edges.begin(), edges.end());
  auto const same = [](double a, double b) { return b - a < 1e-12; };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
  edges.front() = -1;
  edges.back() = 1;
}

std::vector<FaceEdges> faces_with(int d, std::vector<double> const& edges) {
  std::vector<FaceEdges> faces;
  for (int axis = 0; axis < d; ++axis)
    for (int const sign : {-1, 1})
      faces.push_back({axis, sign, {edges, edges}});
  return faces;
}

void add_direction(FaceEdges& face, Eigen::VectorXd const& x) {
  double const height = face.sign * x[face.axis];
  if (!(height > 0)) return;
  std::array<double, 2> v{};
  std::size_t n = 0;
  for (Eigen::Index k = 0; k < x.size(); ++k)
    if (k != face.axis) v[n++] = x[k] / height;
  if (std::any_of(v.begin(), v.begin() + n, [](double c) { return std::abs(c) > nearby; })) return;
  for (std::size_t k = 0; k < n; ++k)
    if (std::abs(v[k]) < 1) face.v[k].push_back(v[k]);
}

} // namespace

std::vector<FaceEdges> plain_faces(int d) {
  return faces_with(d, {-1, 0, 1});
}

std::vector<FaceEdges> faces_split_at_points(Eigen::MatrixXd const& x) {
  auto faces = faces_with(static_cast<int>(x.rows()), {-1, 1});
  for (auto& face : faces) {
    for (Eigen::Index i = 0; i < x.cols(); ++i) {
      add_direction(face, x.col(i));
      add_direction(face, -x.col(i));
    }
    for (auto& edges : face.v)
      sort_unique(edges);
  }
  return faces;
}

std::vector<Cell> cells_of(std::vector<FaceEdges> const& faces, double t0, double t1) {
  std::vector<Cell> cells;
  int const d = static_cast<int>(faces.size() / 2);
  for (auto const& face : faces) {
    std::vector<Cell> parts{{face.axis, face.sign, t0, t1}};
    for (int k = 0; k < d - 1; ++k) {
      auto const dim = static_cast<std::size_t>(k);
      std::vector<Cell> finer;
      for (Cell cell : parts)
        for (std::size_t e = 0; e + 1 < face.v[dim].size(); ++e) {
          cell.lower[dim] = face.v[dim][e];
          cell.upper[dim] = face.v[dim][e + 1];
          finer.push_back(cell);
        }
      parts = std::move(finer);
    }
    cells.insert(cells.end(), parts.begin(), parts.end());
  }
  return cells;
}

ShellCubature::ShellCubature(KernelRows const& rows, VertexProducts const& products,
                             CubatureRule rule)
    : rows_(rows), products_(products),
      tolerance_(rule.tolerance), t_rules_{gauss_legendre(rule.coarse_t),
                                           gauss_legendre(rule.fine_t)},
      v_rules_{gauss_legendre(rule.coarse_v), gauss_legendre(rule.fine_v)}, d_(rows.d_in()) {}

Eigen::VectorXd ShellCubature::integrate(Cell const& cell, Nodes in_t, Nodes in_v) const {
  auto const& t_rule = t_rules_[static_cast<std::size_t>(in_t)];
  auto const& v_rule = v_rules_[static_cast<std::size_t>(in_v)];
  Eigen::Index const n_t = cell.is_surface() ? 1 : t_rule.node.size();
  Eigen::Index const n_v = v_rule.node.size();
  Eigen::Index const n_face = d_ == 1 ? 1 : d_ == 2 ? n_v : n_v * n_v;
  Eigen::MatrixXd direction(d_, n_face);
  Eigen::VectorXd face_weight = Eigen::VectorXd::Ones(n_face);
  direction.row(cell.axis).setConstant(cell.sign);
  Eigen::Index stride = 1;
  std::size_t dim = 0;
  for (int k = 0; k < d_; ++k) {
    if (k == cell.axis) continue;
    double const half = (cell.upper[dim] - cell.lower[dim]) / 2;
    double const middle = (cell.upper[dim] + cell.lower[dim]) / 2;
    for (Eigen::Index m = 0; m < n_face; ++m) {
      Eigen::Index const node = (m / stride) % n_v;
      direction(k, m) = middle + half * v_rule.node[node];
      face_weight[m] *= half * v_rule.weight[node];
    }
    stride *= n_v;
    ++dim;
  }
  Eigen::VectorXd const v2 = direction.colwise().squaredNorm();
  Eigen::MatrixXd y(d_, n_t * n_face);
  Eigen::VectorXd weights(n_t * n_face);
  Eigen::VectorXd y2(n_t * n_face);
  for (Eigen::Index k = 0; k < n_t; ++k) {
    double const half = (cell.t1 - cell.t0) / 2;
    double const t = cell.is_surface() ? cell.t0 : (cell.t1 + cell.t0) / 2 + half * t_rule.node[k];
    double const w = std::pow(t, d_ - 1) * (cell.is_surface() ? 1 : half * t_rule.weight[k]);
    y.middleCols(k * n_face, n_face) = t * direction;
    weights.segment(k * n_face, n_face) = w * face_weight;
    y2.segment(k * n_face, n_face) = t * t * v2;
  }
  nodes_used_ += y.cols();
  return products_(rows_(y), weights, y2);
}

std::vector<Cell> ShellCubature::halves(Cell const& cell, Eigen::VectorXd const& fine,
                                        Eigen::VectorXd const& allowed) const {
  bool split_t = !cell.is_surface();
  bool split_v = d_ > 1;
  if (split_t && split_v) {
    auto const off = [&](Eigen::VectorXd const& other) {
      return ((fine - other).array().abs() > allowed.array() / 2).any();
    };
    bool const off_t = off(integrate(cell, Nodes::coarse, Nodes::fine));
    bool const off_v = off(integrate(cell, Nodes::fine, Nodes::coarse));
    split_t = off_t || !off_v;
    split_v = off_v || !off_t;
  }
  std::vector<Cell> parts{cell};
  auto const halve = [&parts](auto lower, auto upper) {
    std::size_t const n = parts.size();
    for (std::size_t i = 0; i < n; ++i) {
      Cell second = parts[i];
      double const middle = (lower(second) + upper(second)) / 2;
      upper(parts[i]) = middle;
      lower(second) = middle;
      parts.push_back(second);
    }
  };
  if (split_t)
    halve([](Cell& c) -> double& { return c.t0; }, [](Cell& c) -> double& { return c.t1; });
  if (split_v)
    for (std::size_t k = 0; k + 1 < static_cast<std::size_t>(d_); ++k)
      halve([k](Cell& c) -> double& { return c.lower[k]; },
            [k](Cell& c) -> double& { return c.upper[k]; });
  return parts;
}

Eigen::VectorXd ShellCubature::operator()(std::vector<Cell> cells) const {
  std::vector<Eigen::VectorXd> coarse;
  Eigen::VectorXd total = Eigen::VectorXd::Zero(products_.size());
  for (Cell const& cell : cells) {
    coarse.push_back(integrate(cell, Nodes::coarse, Nodes::coarse));
    total += coarse.back();
  }
  Eigen::VectorXd const allowed = tolerance_ * products_.bound(total);
  total.setZero();
  std::size_t visited = 0;
  while (!cells.empty()) {
    Cell const cell = cells.back();
    Eigen::VectorXd const rough = coarse.back();
    cells.pop_back();
    coarse.pop_back();
    if (++visited > max_cells)
      throw NotConverged("vertex integral: more than " + std::to_string(max_cells) +
                         " cells (the legs vary too fast). Use other points or smaller cutoffs.");
    Eigen::VectorXd const fine = integrate(cell, Nodes::fine, Nodes::fine);
    if (((fine - rough).array().abs() <= allowed.array()).all()) {
      total += fine;
      continue;
    }
    for (Cell const& part : halves(cell, fine, allowed)) {
      cells.push_back(part);
      coarse.push_back(integrate(part, Nodes::coarse, Nodes::coarse));
    }
  }
  return total;
}

} // namespace nnft::eft
