#include "nnft/store/row_dealer.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string_view>
#include <type_traits>
#include <vector>

namespace nnft::store {
namespace {

//! Whole chunks for every rank, as even as they can be; all rows for rank 0 if there is one chunk.
Rows rows_of_rank(int rank, int n_ranks, std::uint64_t n_rows, std::uint64_t chunk_rows) {
  auto const n_chunks = (n_rows + chunk_rows - 1) / chunk_rows;
  if (n_chunks == 1) return rank == 0 ? Rows{0, n_rows} : Rows{};
  auto const start = [&](int r) {
    auto const ranks = static_cast<std::uint64_t>(n_ranks);
    auto const at = static_cast<std::uint64_t>(r);
    auto const chunks = n_chunks / ranks * at + std::min(n_chunks % ranks, at);
    return std::min(chunks * chunk_rows, n_rows);
  };
  return {start(rank), start(rank + 1) - start(rank)};
}

} // namespace

std::uint64_t value_bytes(result::Dataset const& dataset) {
  return std::visit(
      [](auto const& values) {
        return std::uint64_t{sizeof(typename std::decay_t<decltype(values)>::value_type)};
      },
      dataset.values);
}

char const* bytes_of(result::Dataset const& dataset) {
  return std::visit(
      [](auto const& values) {
        return static_cast<char const*>(static_cast<void const*>(values.data()));
      },
      dataset.values);
}

RowDealer::RowDealer(mpi::Communicator const& team, result::Dataset const& sketch,
                     std::uint64_t chunk_rows, result::Dataset const* values)
    : rows_(rows_of_rank(team.rank(), team.size(), sketch.shape[0], chunk_rows)) {
  char const* const all = values == nullptr ? nullptr : bytes_of(*values);
  data_ = all;
  if (sketch.shape[0] <= chunk_rows || team.size() == 1) return;
  auto const row_bytes = std::accumulate(sketch.shape.begin() + 1, sketch.shape.end(),
                                         value_bytes(sketch), std::multiplies<>());
  std::vector<std::string_view> parts;
  if (values != nullptr)
    for (int r = 0; r < team.size(); ++r) {
      auto const rows = rows_of_rank(r, team.size(), sketch.shape[0], chunk_rows);
      parts.emplace_back(all + rows.first * row_bytes, rows.count * row_bytes);
    }
  mine_ = team.scatter(parts);
  data_ = mine_.data();
}

} // namespace nnft::store
