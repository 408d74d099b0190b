#include "nnft/result/record.hpp"

#include "nnft/core/contract.hpp"

#include <utility>

namespace nnft::result {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::pair<std::string_view, std::string_view> split_first(std::string_view path) {
  auto const slash = path.find('/');
  if (slash == std::string_view::npos) return {path, {}};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

} // namespace

Group& Group::at(std::string_view path) {
  Group* here = this;
  while (!path.empty()) {
    auto const [head, rest] = split_first(path);
    here = &here->groups[std::string(head)];
    path = rest;
  }
  return *here;
}

Group const* Group::find(std::string_view path) const {
  Group const* here = this;
  while (!path.empty()) {
    auto const [head, rest] = split_first(path);
    auto const next = here->groups.find(std::string(head));
    if (next == here->groups.end()) return nullptr;
    here = &next->second;
    path = rest;
  }
  return here;
}

Dataset const* Group::dataset(std::string_view path) const {
  auto const slash = path.rfind('/');
  bool const nested = slash != std::string_view::npos;
  Group const* group = nested ? find(path.substr(0, slash)) : this;
  if (group == nullptr) return nullptr;
  auto const entry = group->datasets.find(std::string(nested ? path.substr(slash + 1) : path));
  return entry == group->datasets.end() ? nullptr : &entry->second;
}

Dataset dataset_of(Eigen::VectorXd const& values, std::string description) {
  return {{static_cast<std::uint64_t>(values.size())},
          std::vector<double>(values.begin(), values.end()),
          std::move(description),
          {}};
}

Dataset dataset_of(std::vector<double> const& values, std::string description) {
  return {{values.size()}, values, std::move(description), {}};
}

Dataset dataset_of(Eigen::MatrixXd const& values, std::string description) {
  std::vector<double> flat(static_cast<std::size_t>(values.size()));
  Eigen::Map<RowMajor>(flat.data(), values.rows(), values.cols()) = values;
  return {{static_cast<std::uint64_t>(values.rows()), static_cast<std::uint64_t>(values.cols())},
          std::move(flat),
          std::move(description),
          {}};
}

Eigen::MatrixXd matrix_of(Dataset const& dataset) {
  auto const& flat = std::get<std::vector<double>>(dataset.values);
  auto const rows = static_cast<Eigen::Index>(dataset.shape.at(0));
  auto const columns = static_cast<Eigen::Index>(dataset.shape.size() > 1 ? dataset.shape[1] : 1);
  NNFT_EXPECT(rows * columns == static_cast<Eigen::Index>(flat.size()));
  return Eigen::Map<RowMajor const>(flat.data(), rows, columns);
}

} // namespace nnft::result
