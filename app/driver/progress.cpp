#include "driver/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace nnft::app {
namespace {

constexpr std::chrono::seconds interval{3};

std::string short_time(double seconds) {
  auto const s = std::int64_t{std::llround(seconds)};
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{} h {:02} min", s / 3600, s % 3600 / 60);
}

} // namespace

Progress::Progress(Console const& console, std::int64_t networks_of_all, int ranks)
    : console_(console), networks_of_all_(networks_of_all), ranks_(ranks),
      next_(begin_ + interval) {}

void Progress::start_member(std::string name) {
  name_ = std::move(name);
}

void Progress::advance(std::int64_t networks) {
  done_ += networks;
  auto const now = Clock::now();
  if (now < next_) return;
  next_ = now + interval;
  print(std::chrono::duration<double>(now - begin_).count());
}

void Progress::print(double seconds) const {
  auto const all = static_cast<double>(networks_of_all_);
  double const done = std::min(static_cast<double>(done_) * ranks_, all);
  double const rate = done / seconds;
  console_.notice(fmt::format("sampling {:5.1f} %  {:.3g} of {:.3g} networks  {:.3g} networks/s  "
                              "about {} left  ({})",
                              100 * done / all, done, all, rate, short_time((all - done) / rate),
                              name_));
}

void Progress::finish() {
  double const seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  console_.notice(fmt::format("sampled {:.3g} networks in {:.1f} s ({:.3g} networks/s)",
                              static_cast<double>(networks_of_all_), seconds,
                              static_cast<double>(networks_of_all_) / seconds));
}

} // namespace nnft::app
