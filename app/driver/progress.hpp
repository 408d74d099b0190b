#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "console.hpp"

namespace nnft::app {

//! An amount of sampling.
struct Work {
  double networks = 0;
  double neurons = 0; //!< what it costs: networks times width
};

//! One line every few seconds: how far, how fast, time left. Counts this rank's work since it last
//! knew that of all, and takes the others to be as fast, so that no message is needed.
class Progress {
 public:
  Progress(Console const& console, Work all, int ranks);

  //! \param networks that all ranks will draw of it
  void start_member(std::string name, std::int64_t width, std::int64_t networks);
  void advance(std::int64_t networks);
  //! All ranks have drawn so many networks of this member.
  void know(std::int64_t networks);
  void finish();
  //! Of networks of this member.
  [[nodiscard]] double neurons_of(std::int64_t networks) const {
    return static_cast<double>(networks) * width_;
  }

 private:
  using Clock = std::chrono::steady_clock;
  void print(double seconds) const;

  Console const& console_;
  Work all_;
  int ranks_;
  std::string name_;
  double width_ = 1;
  Work member_;  // what all ranks will draw of this member
  Work earlier_; // and of those before it
  Work known_;   // what all ranks had drawn when it was last known
  Work mine_;    // what this rank has drawn since
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_;
};

} // namespace nnft::app
