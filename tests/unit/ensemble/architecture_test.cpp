#include "nnft/core/error.hpp"
#include "nnft/ensemble/architecture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <gmock/gmock.h>
#include <limits>
#include <set>

namespace nnft {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Activation, NamesReadBack) {
  for (auto const activation : all_activations())
    EXPECT_EQ(activation_named(name_of(activation)), activation);
  EXPECT_FALSE(activation_named("erff"));
  EXPECT_FALSE(activation_named(""));
}

TEST(Validated, RefusesWhatNoNetworkHas) {
  auto const refused = [](std::function<void(Architecture&)> const& change, char const* key) {
    Architecture a;
    change(a);
    EXPECT_THAT([&] { static_cast<void>(validated(a)); },
                ThrowsMessage<InvalidInput>(HasSubstr(key)))
        << key;
  };
  double const infinity = std::numeric_limits<double>::infinity();
  refused([](Architecture& a) { a.width = 0; }, "ensemble.width");
  refused([](Architecture& a) { a.d_in = 0; }, "ensemble.d_in");
  refused([](Architecture& a) { a.d_out = -1; }, "ensemble.d_out");
  refused([](Architecture& a) { a.depth = 2; }, "ensemble.depth");
  refused([](Architecture& a) { a.sigma_w = 0; }, "ensemble.sigma_w");
  refused([](Architecture& a) { a.sigma_b = -1; }, "ensemble.sigma_b");
  refused([&](Architecture& a) { a.sigma_w_out = infinity; }, "ensemble.sigma_w_out");
  refused([](Architecture& a) { a.sigma_b_out = std::nan(""); }, "ensemble.sigma_b_out");
  refused([](Architecture& a) { a.activation = Activation::cos; }, "ensemble.sigma_b");
}

TEST(EnsembleId, DependsOnEveryField) {
  std::set<std::uint64_t> ids{ensemble_id({})};
  auto const add = [&](std::function<void(Architecture&)> const& change) {
    Architecture a;
    change(a);
    ids.insert(ensemble_id(a));
  };
  add([](Architecture& a) { a.activation = Activation::tanh; });
  add([](Architecture& a) { a.d_in = 2; });
  add([](Architecture& a) { a.d_out = 2; });
  add([](Architecture& a) { a.depth = 2; });
  add([](Architecture& a) { a.width = 2; });
  add([](Architecture& a) { a.sigma_w = std::nextafter(1.0, 2.0); });
  add([](Architecture& a) { a.sigma_b = 2; });
  add([](Architecture& a) { a.sigma_w_out = 2; });
  add([](Architecture& a) { a.sigma_b_out = 2; });
  EXPECT_EQ(ids.size(), 10U);
}

} // namespace
} // namespace nnft
