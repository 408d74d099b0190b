#include "nnft/mpi/agreement.hpp"

#include "nnft/mpi/check.hpp"

namespace nnft::mpi {

struct Agreement::Question {
  explicit Question(MPI_Comm parent) : team(parent) {}

  Communicator team; //!< own messages: other collective calls may come between
  MPI_Request request = MPI_REQUEST_NULL;
  int word = 0;
  int answer = 0;
};

Agreement::Agreement(Communicator const& team)
    : question_(std::make_unique<Question>(team.handle())) {}

Agreement::~Agreement() {
  // An exception has left in the middle of a question, which the others may still answer: its
  // memory and its communicator stay until the program ends.
  if (question_->request != MPI_REQUEST_NULL) static_cast<void>(question_.release());
}

std::optional<int> Agreement::ask(int word) {
  auto& q = *question_;
  if (q.request == MPI_REQUEST_NULL) {
    q.word = word;
    check(MPI_Iallreduce(&q.word, &q.answer, 1, MPI_INT, MPI_MAX, q.team.handle(), &q.request),
          "MPI_Iallreduce");
  }
  // A test moves the question one step of its tree at most: the next step need not wait for the
  // next piece of work.
  constexpr int steps = 4;
  int done = 0;
  for (int step = 0; step < steps && done == 0; ++step)
    check(MPI_Test(&q.request, &done, MPI_STATUS_IGNORE), "MPI_Test");
  if (done == 0) return std::nullopt;
  return q.answer;
}

} // namespace nnft::mpi
