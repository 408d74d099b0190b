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

Progress::Progress(Console const& console, Work all, int ranks)
    : console_(console), all_(all), ranks_(ranks), next_(begin_ + interval) {}

void Progress::start_member(std::string name, std::int64_t width, std::int64_t networks) {
  name_ = std::move(name);
  width_ = static_cast<double>(width);
  earlier_.networks += member_.networks;
  earlier_.neurons += member_.neurons;
  member_ = {static_cast<double>(networks), neurons_of(networks)};
  know(0);
}

void Progress::know(std::int64_t networks) {
  known_ = {earlier_.networks + static_cast<double>(networks),
            earlier_.neurons + neurons_of(networks)};
  mine_ = {};
}

void Progress::advance(std::int64_t networks) {
  mine_.networks += static_cast<double>(networks);
  mine_.neurons += neurons_of(networks);
  auto const now = Clock::now();
  if (now < next_) return;
  next_ = now + interval;
  print(std::chrono::duration<double>(now - begin_).count());
}

void Progress::print(double seconds) const {
  double const networks = std::min(known_.networks + mine_.networks * ranks_, all_.networks);
  double const neurons = std::min(known_.neurons + mine_.neurons * ranks_, all_.neurons);
  console_.notice(fmt::format("sampling {:5.1f} %  {:.3g} of {:.3g} networks  {:.3g} neurons/s  "
                              "about {} left  ({})",
                              100 * neurons / all_.neurons, networks, all_.networks,
                              neurons / seconds,
                              short_time((all_.neurons - neurons) * seconds / neurons), name_));
}

void Progress::finish() {
  double const seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  console_.notice(fmt::format("sampled {:.3g} networks in {:.1f} s ({:.3g} networks/s)",
                              all_.networks, seconds, all_.networks / seconds));
}

} // namespace nnft::app
