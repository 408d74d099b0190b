#include "nnft/mpi/broadcast_plan.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "mpi_main.hpp"

namespace nnft::mpi {
namespace {

using test::world;

RunPlan full_plan() {
  RunPlan plan;
  plan.title = "λ of the Cos-net";
  plan.ensemble = {Activation::cos, 3,   2,     1,         {2, 1'000'000'000'000},
                   {0.1, 1e-300},   {0}, {2.5}, {0.3, 0.7}};
  plan.inputs.name = "hms";
  plan.inputs.x.resize(3, 4);
  for (Eigen::Index i = 0; i < 12; ++i)
    plan.inputs.x(i) = 1.0 / static_cast<double>(3 + i);
  plan.sampling = {1'000'000,
                   7,
                   std::numeric_limits<std::uint64_t>::max() >> 1,
                   2000,
                   Estimator::direct,
                   Precision::single_precision,
                   16,
                   UntilPlan{Quantity::g6, 1e-3, 1'000'000'000'000}};
  plan.orders = {2, 4, 6};
  plan.eft = EftPlan{{QuarticTerm::nonlocal, QuarticTerm::quadratic},
                     true,
                     std::numeric_limits<double>::infinity(),
                     Weighting::full,
                     {"", Eigen::MatrixXd::Constant(3, 2, 0.7)}};
  plan.cutoffs = {7, 1e5, std::numeric_limits<double>::infinity()};
  plan.output = {"some/folder with space/r.h5", 0.3, 123'456'789'012};
  return plan;
}

//! Taken apart by structured bindings: a member that is forgotten here does not compile.
void expect_equal(RunPlan const& a, RunPlan const& b) {
  auto const& [title, ensemble, inputs, sampling, orders, eft, cutoffs, output] = a;
  EXPECT_EQ(title, b.title);
  auto const& [activation, d_in, d_out, depth, width, sw, sb, sw_out, sb_out] = ensemble;
  EXPECT_EQ(activation, b.ensemble.activation);
  EXPECT_EQ(d_in, b.ensemble.d_in);
  EXPECT_EQ(d_out, b.ensemble.d_out);
  EXPECT_EQ(depth, b.ensemble.depth);
  EXPECT_EQ(width, b.ensemble.width);
  EXPECT_EQ(sw, b.ensemble.sigma_w);
  EXPECT_EQ(sb, b.ensemble.sigma_b);
  EXPECT_EQ(sw_out, b.ensemble.sigma_w_out);
  EXPECT_EQ(sb_out, b.ensemble.sigma_b_out);
  auto const& [name, x] = inputs;
  EXPECT_EQ(name, b.inputs.name);
  ASSERT_EQ(x.rows(), b.inputs.x.rows());
  ASSERT_EQ(x.cols(), b.inputs.x.cols());
  EXPECT_EQ(x, b.inputs.x);
  auto const& [networks, experiments, seed, first, estimator, precision, bins, until] = sampling;
  EXPECT_EQ(networks, b.sampling.networks);
  EXPECT_EQ(experiments, b.sampling.experiments);
  EXPECT_EQ(seed, b.sampling.seed);
  EXPECT_EQ(first, b.sampling.first_network);
  EXPECT_EQ(estimator, b.sampling.estimator);
  EXPECT_EQ(precision, b.sampling.precision);
  EXPECT_EQ(bins, b.sampling.bins);
  ASSERT_EQ(until.has_value(), b.sampling.until.has_value());
  if (until) {
    auto const& [quantity, relative_error, max_networks] = *until;
    EXPECT_EQ(quantity, b.sampling.until->quantity);
    EXPECT_EQ(relative_error, b.sampling.until->relative_error);
    EXPECT_EQ(max_networks, b.sampling.until->max_networks);
  }
  EXPECT_EQ(orders, b.orders);
  ASSERT_EQ(eft.has_value(), b.eft.has_value());
  if (eft) {
    auto const& [quartic, sextic, cutoff, weights, test] = *eft;
    EXPECT_EQ(quartic, b.eft->quartic);
    EXPECT_EQ(sextic, b.eft->sextic);
    EXPECT_EQ(cutoff, b.eft->cutoff);
    EXPECT_EQ(weights, b.eft->weights);
    EXPECT_EQ(test.x, b.eft->test.x);
  }
  EXPECT_EQ(cutoffs, b.cutoffs);
  auto const& [file, every, memory] = output;
  EXPECT_EQ(file, b.output.file);
  EXPECT_EQ(every, b.output.checkpoint_every);
  EXPECT_EQ(memory, b.output.max_memory);
}

TEST(BroadcastPlan, EveryFieldArrives) {
  RunPlan plan = world().rank() == 0 ? full_plan() : RunPlan{};
  broadcast_plan(world(), plan);
  expect_equal(full_plan(), plan);
}

TEST(BroadcastPlan, WhatIsAbsentOnRootBecomesAbsent) {
  RunPlan plan = world().rank() == 0 ? RunPlan{} : full_plan();
  broadcast_plan(world(), plan);
  expect_equal(RunPlan{}, plan);
}

} // namespace
} // namespace nnft::mpi
