#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace nnft {

inline constexpr int max_order = 6;

/*!
 * The unique components of the n-point function of one order, in the order of the result file.
 *
 * A component is a set of places (point, output label). Rows have points i1 <= ... <= ik, in
 * lexicographic order, and within equal points labels in lexicographic order: C(n_points + k - 1,
 * k) rows for d_out = 1 (21, 126, 462 for six points and k = 2, 4, 6). For d_out > 1 a row is an
 * orbit under common permutation of points with labels and renaming of labels; its labels have
 * restricted-growth form (0, then each at most one above all before it) and are the smallest of the
 * orbit. Orbits that vanish by symmetry (a label that occurs an odd number of times) are rows too.
 */
class CorrelatorLayout {
 public:
  //! \pre order is 2, 4 or 6, n_points >= 1, d_out >= 1
  CorrelatorLayout(int order, int n_points, int d_out);

  [[nodiscard]] int order() const { return order_; }
  [[nodiscard]] int n_points() const { return n_points_; }
  [[nodiscard]] int d_out() const { return d_out_; }
  [[nodiscard]] std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(rows_.size()); }

  //! Point indices of a row, `order` of them, ascending.
  [[nodiscard]] std::span<int const> points(std::ptrdiff_t row) const;
  //! Output labels of a row in restricted-growth form; all 0 for d_out = 1.
  [[nodiscard]] std::span<int const> labels(std::ptrdiff_t row) const;

  //! Row of a component given in any order, with any names for the labels.
  //! \pre every point and label is in range; labels is empty (all equal) or as long as points
  [[nodiscard]] std::ptrdiff_t index(std::span<int const> points,
                                     std::span<int const> labels = {}) const;

 private:
  struct Component {
    std::array<int, max_order> points{};
    std::array<int, max_order> labels{};
  };
  [[nodiscard]] Component canonical(std::span<int const> points, std::span<int const> labels) const;
  [[nodiscard]] std::uint64_t key(Component const& component) const;
  void add_rows_of(Component const& points_only, std::size_t depth, int used_labels,
                   Component partial);

  int order_;
  int n_points_;
  int d_out_;
  std::vector<Component> rows_;
  std::map<std::uint64_t, std::ptrdiff_t> row_of_;
};

//! The layouts of orders 2, 4, ..., up to the highest order asked for.
class LayoutSet {
 public:
  //! \pre highest_order is 2, 4 or 6
  LayoutSet(int highest_order, int n_points, int d_out);
  [[nodiscard]] int highest_order() const { return highest_order_; }
  //! \pre order is 2, 4 or 6 and at most the highest
  [[nodiscard]] CorrelatorLayout const& of(int order) const;

 private:
  int highest_order_;
  std::vector<CorrelatorLayout> layouts_;
};

} // namespace nnft
