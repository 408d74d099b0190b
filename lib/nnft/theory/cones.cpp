#include "nnft/theory/cones.hpp"

#include "nnft/core/contract.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <utility>

namespace nnft {
namespace {

constexpr double equal_directions = 1e-7;
constexpr double on_plane = 2e-8; // a null vector of a subset with singular value 1e-8

struct Ray {
  Eigen::VectorXd direction;
  std::vector<bool> on; // which of the planes it lies in
};

using Face = std::vector<int>; // indices of rays

Eigen::Index rank_of(Eigen::MatrixXd const& m, double tolerance) {
  Eigen::JacobiSVD<Eigen::MatrixXd> const svd(m);
  return (svd.singularValues().array() > tolerance).count();
}

class Triangulation {
 public:
  explicit Triangulation(Eigen::MatrixXd const& normals) : normals_(normals) {
    std::vector<int> subset;
    collect_rays(subset, 0);
    Face all(rays_.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = static_cast<int>(i);
    auto const r = static_cast<int>(normals.rows());
    if (static_cast<int>(rays_.size()) >= r && rank_of(matrix(all), equal_directions) == r)
      pull(all, r, {});
  }
  [[nodiscard]] std::vector<Eigen::MatrixXd> cones() && { return std::move(cones_); }

 private:
  // Every subset of r - 1 normals, in lexicographic order.
  void collect_rays(std::vector<int>& subset, int next) {
    if (static_cast<Eigen::Index>(subset.size()) == normals_.rows() - 1) {
      add_ray_of(subset);
      return;
    }
    for (int i = next; i < normals_.cols(); ++i) {
      subset.push_back(i);
      collect_rays(subset, i + 1);
      subset.pop_back();
    }
  }

  void add_ray_of(std::vector<int> const& subset) {
    auto const r = normals_.rows();
    Eigen::VectorXd direction = Eigen::VectorXd::Ones(1);
    if (r > 1) {
      Eigen::MatrixXd const planes = normals_(Eigen::all, subset).transpose();
      Eigen::JacobiSVD<Eigen::MatrixXd> const svd(planes, Eigen::ComputeFullV);
      if (svd.singularValues()[r - 2] < on_plane / 2) return;
      direction = svd.matrixV().col(r - 1);
    }
    for (double const sign : {1.0, -1.0}) {
      Eigen::VectorXd const heights = sign * (normals_.transpose() * direction);
      if (heights.minCoeff() < -on_plane) continue;
      auto const same = [&](Ray const& known) {
        return (known.direction - sign * direction).norm() < equal_directions;
      };
      if (std::any_of(rays_.begin(), rays_.end(), same)) continue;
      Ray ray{sign * direction, {}};
      for (double const height : heights)
        ray.on.push_back(height < on_plane);
      for (int const i : subset)
        ray.on[static_cast<std::size_t>(i)] = true;
      rays_.push_back(std::move(ray));
    }
  }

  [[nodiscard]] Eigen::MatrixXd matrix(Face const& face) const {
    Eigen::MatrixXd m(normals_.rows(), static_cast<Eigen::Index>(face.size()));
    for (std::size_t k = 0; k < face.size(); ++k)
      m.col(static_cast<Eigen::Index>(k)) = rays_[static_cast<std::size_t>(face[k])].direction;
    return m;
  }

  // Facets of a face of `rank`: maximal sets of its rays that lie in one plane.
  [[nodiscard]] std::vector<Face> facets(Face const& face, int rank) const {
    std::vector<Face> found;
    for (std::size_t plane = 0; plane < static_cast<std::size_t>(normals_.cols()); ++plane) {
      Face inside;
      for (int const ray : face)
        if (rays_[static_cast<std::size_t>(ray)].on[plane]) inside.push_back(ray);
      if (static_cast<int>(inside.size()) < rank - 1 || inside.size() == face.size()) continue;
      if (std::find(found.begin(), found.end(), inside) != found.end()) continue;
      if (rank_of(matrix(inside), equal_directions) == rank - 1) found.push_back(inside);
    }
    return found;
  }

  void pull(Face const& face, int rank, Face const& joined) {
    if (static_cast<int>(face.size()) == rank) {
      Face simplex = joined;
      simplex.insert(simplex.end(), face.begin(), face.end());
      cones_.push_back(matrix(simplex));
      return;
    }
    int const apex = face.front();
    Face with_apex = joined;
    with_apex.push_back(apex);
    for (auto const& facet : facets(face, rank))
      if (std::find(facet.begin(), facet.end(), apex) == facet.end())
        pull(facet, rank - 1, with_apex);
  }

  Eigen::MatrixXd const& normals_;
  std::vector<Ray> rays_;
  std::vector<Eigen::MatrixXd> cones_;
};

} // namespace

std::vector<Eigen::MatrixXd> simplicial_cones(Eigen::MatrixXd const& normals) {
  NNFT_EXPECT(normals.rows() >= 1 && normals.cols() >= normals.rows());
  return Triangulation(normals).cones();
}

std::vector<Eigen::MatrixXd> bisected(std::vector<Eigen::MatrixXd> cones, double max_angle) {
  NNFT_EXPECT(max_angle > 0 && max_angle < 3.14);
  double const least_cosine = std::cos(max_angle);
  std::vector<Eigen::MatrixXd> done;
  while (!cones.empty()) {
    Eigen::MatrixXd const rays = std::move(cones.back());
    cones.pop_back();
    Eigen::MatrixXd const cosines = rays.transpose() * rays;
    Eigen::Index i = 0;
    Eigen::Index j = 0;
    if (cosines.minCoeff(&i, &j) >= least_cosine) {
      done.push_back(rays);
      continue;
    }
    Eigen::VectorXd const middle = (rays.col(i) + rays.col(j)).normalized();
    for (auto const replaced : {i, j}) {
      cones.push_back(rays);
      cones.back().col(replaced) = middle;
    }
  }
  return done;
}

} // namespace nnft
