#include "nnft/mpi/communicator.hpp"

#include "nnft/core/contract.hpp"
#include "nnft/mpi/check.hpp"

#include <climits>

#include <algorithm>

// clang-tidy 14 does not know that int64_t is long: NOLINT(mpi-type-mismatch) where it compares
// them
namespace nnft::mpi {
namespace {

constexpr int message_tag = 1;

MPI_Comm duplicate(MPI_Comm parent) {
  MPI_Comm comm = MPI_COMM_NULL;
  check(MPI_Comm_dup(parent, &comm), "MPI_Comm_dup");
  return comm;
}

//! Calls act(piece) for consecutive pieces of at most `length` elements.
template <class T, class Act> void for_pieces(std::span<T> all, std::size_t length, Act&& act) {
  while (!all.empty()) {
    auto const piece = all.first(std::min(all.size(), length));
    act(piece);
    all = all.subspan(piece.size());
  }
}

} // namespace

Communicator::Communicator(MPI_Comm parent, std::size_t piece)
    : Communicator(Owned{}, duplicate(parent), piece) {}

Communicator::Communicator(Owned /*tag*/, MPI_Comm comm, std::size_t piece)
    : comm_(comm), piece_(piece) {
  NNFT_EXPECT(piece >= 1 && piece <= INT_MAX);
  check(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
  check(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
}

Communicator::~Communicator() {
  MPI_Comm_free(&comm_);
}

Communicator Communicator::split(int colour) const {
  NNFT_EXPECT(colour >= 0);
  MPI_Comm comm = MPI_COMM_NULL;
  check(MPI_Comm_split(comm_, colour, rank_, &comm), "MPI_Comm_split");
  return {Owned{}, comm, piece_};
}

int Communicator::ranks_on_this_node() const {
  MPI_Comm comm = MPI_COMM_NULL;
  check(MPI_Comm_split_type(comm_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &comm),
        "MPI_Comm_split_type");
  return Communicator(Owned{}, comm, piece_).size();
}

void Communicator::sum_to_root(std::span<std::int64_t> inout) const {
  for_pieces(inout, piece_, [&](std::span<std::int64_t> piece) {
    void const* from = rank_ == 0 ? MPI_IN_PLACE : piece.data();
    // NOLINTNEXTLINE(mpi-type-mismatch)
    check(MPI_Reduce(from, piece.data(), static_cast<int>(piece.size()), MPI_INT64_T, MPI_SUM, 0,
                     comm_),
          "MPI_Reduce");
  });
}

std::int64_t Communicator::sum(std::int64_t mine) const {
  std::int64_t total = 0;
  // NOLINTNEXTLINE(mpi-type-mismatch)
  check(MPI_Allreduce(&mine, &total, 1, MPI_INT64_T, MPI_SUM, comm_), "MPI_Allreduce");
  return total;
}

Spread Communicator::spread(double mine) const {
  Spread result;
  check(MPI_Allreduce(&mine, &result.min, 1, MPI_DOUBLE, MPI_MIN, comm_), "MPI_Allreduce");
  check(MPI_Allreduce(&mine, &result.max, 1, MPI_DOUBLE, MPI_MAX, comm_), "MPI_Allreduce");
  check(MPI_Allreduce(&mine, &result.mean, 1, MPI_DOUBLE, MPI_SUM, comm_), "MPI_Allreduce");
  result.mean /= size_;
  return result;
}

bool Communicator::all_agree(bool mine) const {
  int const agree = mine ? 1 : 0;
  int all = 0;
  check(MPI_Allreduce(&agree, &all, 1, MPI_INT, MPI_MIN, comm_), "MPI_Allreduce");
  return all == 1;
}

void Communicator::barrier() const {
  check(MPI_Barrier(comm_), "MPI_Barrier");
}

void Communicator::broadcast(std::string& bytes, int root) const {
  std::uint64_t length = bytes.size();
  // NOLINTNEXTLINE(mpi-type-mismatch)
  check(MPI_Bcast(&length, 1, MPI_UINT64_T, root, comm_), "MPI_Bcast");
  bytes.resize(length);
  for_pieces(std::span<char>(bytes), piece_, [&](std::span<char> piece) {
    check(MPI_Bcast(piece.data(), static_cast<int>(piece.size()), MPI_BYTE, root, comm_),
          "MPI_Bcast");
  });
}

std::vector<std::string> Communicator::gather(std::string_view mine) const {
  std::uint64_t const length = mine.size();
  std::vector<std::uint64_t> lengths(rank_ == 0 ? static_cast<std::size_t>(size_) : 0);
  // NOLINTNEXTLINE(mpi-type-mismatch)
  check(MPI_Gather(&length, 1, MPI_UINT64_T, lengths.data(), 1, MPI_UINT64_T, 0, comm_),
        "MPI_Gather");
  if (rank_ != 0) {
    send(mine, 0);
    return {};
  }
  std::vector<std::string> all(lengths.size());
  all[0] = mine;
  for (std::size_t r = 1; r < all.size(); ++r) {
    all[r].resize(lengths[r]);
    receive(all[r], static_cast<int>(r));
  }
  return all;
}

std::string Communicator::scatter(std::span<std::string_view const> parts) const {
  NNFT_EXPECT(rank_ != 0 || parts.size() == static_cast<std::size_t>(size_));
  std::vector<std::uint64_t> lengths;
  if (rank_ == 0)
    for (auto const part : parts)
      lengths.push_back(part.size());
  std::uint64_t length = 0;
  // NOLINTNEXTLINE(mpi-type-mismatch)
  check(MPI_Scatter(lengths.data(), 1, MPI_UINT64_T, &length, 1, MPI_UINT64_T, 0, comm_),
        "MPI_Scatter");
  if (rank_ == 0) {
    for (int r = 1; r < size_; ++r)
      send(parts[static_cast<std::size_t>(r)], r);
    return std::string(parts[0]);
  }
  std::string mine(length, '\0');
  receive(mine, 0);
  return mine;
}

void Communicator::send(std::string_view bytes, int to) const {
  for_pieces(std::span<char const>(bytes), piece_, [&](std::span<char const> piece) {
    check(MPI_Send(piece.data(), static_cast<int>(piece.size()), MPI_BYTE, to, message_tag, comm_),
          "MPI_Send");
  });
}

void Communicator::receive(std::span<char> bytes, int from) const {
  for_pieces(bytes, piece_, [&](std::span<char> piece) {
    check(MPI_Recv(piece.data(), static_cast<int>(piece.size()), MPI_BYTE, from, message_tag, comm_,
                   MPI_STATUS_IGNORE),
          "MPI_Recv");
  });
}

} // namespace nnft::mpi
