#include "nnft/config/names.hpp"

#include <gmock/gmock.h>

#include "plan_source.hpp"

namespace nnft::config {
namespace {

std::string verdict(std::string const& text) {
  return test::complaint_of([&] { refuse_unknown_names(parsed_document(text, "f.toml")); });
}

TEST(Names, EveryNameOfTheReferenceIsKnown) {
  EXPECT_EQ(verdict("title = 1\n[ensemble]\narchitecture = 1\nd_in = 1\nd_out = 1\nwidth = 1\n"
                    "depth = 1\nsigma_w = 1\nsigma_b = 1\nsigma_w_out = 1\nsigma_b_out = 1\n"
                    "[inputs]\npoints = 1\npreset = 1\nfile = 1\n[sampling]\nnetworks = 1\n"
                    "experiments = 1\nseed = 1\nfirst_network = 1\nestimator = 1\nprecision = 1\n"
                    "bins = 1\nuntil = {quantity = 1, relative_error = 1, max_networks = "
                    "1}\n[correlators]\norders = 1\n[eft]\nquartic = 1\nsextic = 1\n"
                    "cutoff = 1\nweights = 1\ntest_points = 1\n[cutoff_scan]\ncutoffs = {from = 1, "
                    "to = 1, points = 1}\n"
                    "[output]\nfile = 1\ncheckpoint_every = 1\nmax_memory = 1\n"),
            "accepted");
}

TEST(Names, ErrorsNameTheNearest) {
  EXPECT_EQ(verdict("\n[sampling]\nsead = 1\n"),
            "f.toml:3: sampling.sead = 1 (unknown key). The nearest known name is sampling.seed.");
  EXPECT_EQ(verdict("[samplign]\nx = 1\n"),
            "f.toml:1: samplign = {x = 1} (unknown table). The nearest "
            "known table is [sampling].");
  EXPECT_EQ(verdict("titel = 1\n"),
            "f.toml:1: titel = 1 (unknown key). The nearest known name is title.");
  EXPECT_EQ(verdict("[cutoff_scan]\ncutoffs = {from = 1, too = 2}\n"),
            "f.toml:2: cutoff_scan.cutoffs.too = 2 (unknown key). The nearest known name is "
            "cutoff_scan.cutoffs.to.");
  EXPECT_EQ(verdict("[sampling.until]\nquantiti = \"g4\"\n"),
            "f.toml:2: sampling.until.quantiti = \"g4\" (unknown key). The nearest known name is "
            "sampling.until.quantity.");
}

TEST(Names, ErrorsNameTheRightTable) {
  EXPECT_EQ(verdict("networks = 1\n"),
            "f.toml:1: networks = 1 (unknown key). Write sampling.networks if that is meant.");
  EXPECT_EQ(
      verdict("[ensemble]\npoints = [[1]]\n"),
      "f.toml:2: ensemble.points = [[1]] (unknown key). Write inputs.points if that is meant.");
  EXPECT_EQ(verdict("[ensemble]\nestimater = 1\n"),
            "f.toml:2: ensemble.estimater = 1 (unknown key). "
            "The nearest known name is sampling.estimator.");
}

TEST(Names, WithoutANearNameErrorsListWhatThereIs) {
  EXPECT_EQ(
      verdict("[correlators]\nzzzzzzz = 1\n"),
      "f.toml:2: correlators.zzzzzzz = 1 (unknown key). The keys of [correlators] are orders.");
  EXPECT_EQ(verdict("[zzzzzzzzz]\n"),
            "f.toml:1: zzzzzzzzz = {} (unknown table). The tables are ensemble, inputs, sampling, "
            "correlators, eft, cutoff_scan, output.");
  EXPECT_EQ(verdict("\"a\\nb\" = 1\n"),
            "f.toml:1: a\\nb = 1 (unknown key). The tables are ensemble, "
            "inputs, sampling, correlators, eft, cutoff_scan, output.");
}

TEST(Names, ATableIsATable) {
  EXPECT_EQ(verdict("ensemble = 3\n"), "f.toml:1: ensemble = 3 (is an integer, not a table). Write "
                                       "[ensemble] on a line and its keys below.");
  EXPECT_EQ(
      verdict("[[ensemble]]\nwidth = 3\n"),
      "f.toml:1: ensemble = [{width = 3}] (is a list, not a table). Write [ensemble] on a line "
      "and its keys below.");
}

} // namespace
} // namespace nnft::config
