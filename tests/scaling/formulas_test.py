"""Efficiencies and cost model of the scaling studies against numbers worked out by hand and planted parameters."""
import os
import sys
import tempfile
import unittest
from dataclasses import asdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "jobs/scaling"))
from nnftscaling import efficiency, measure, model
from nnftscaling.model import CostModel

MODEL = CostModel(startup_base=0.25, startup_level=0.125, rest=0.5, network=1e-6, local_byte=2e-9, latency=3e-3,
                  tree_byte=5e-9, sums=1_000_000, members=2, block=2000)


def line(study="strong", ranks=1, repetition=0, wall=10.0, **others):
    base = dict(study=study, net="erf", ranks=ranks, nodes=1, networks=4_000_000, repetition=repetition, wall_seconds=wall,
                startup_seconds=0.5, sampling_seconds=wall - 1, reduction_seconds=0.25, networks_per_second=1e6,
                imbalance=0.001, cpu_seconds=9.5, load=1.0, members=2, blocks=2000, reduced_bytes=1_000_000)
    assert set(others) <= set(base)
    return {**base, **others}


def line_of(planted, ranks, networks, study="strong"):
    """What a run would be if the model were true."""
    sampling, reduction = planted.sampling(networks, ranks), planted.reduction(ranks)
    return line(study, ranks, networks=networks, startup_seconds=planted.startup(ranks), sampling_seconds=sampling,
                reduction_seconds=reduction, wall=planted.time(networks, ranks), reduced_bytes=planted.sums,
                members=planted.members, blocks=int(networks / planted.block))


class Efficiencies(unittest.TestCase):
    def test_strong_and_weak_by_hand(self):
        # 10 s on one rank, 6.25 s on two: 10/(2 6.25) = 0.8; weak 10/12.5 = 0.8; CPU seconds are those of all ranks
        one = line(wall=10, cpu_seconds=9.0)
        self.assertEqual(efficiency.efficiency("strong", one, line(ranks=2, wall=6.25), "wall_seconds"), 0.8)
        self.assertEqual(efficiency.efficiency("weak", one, line(ranks=2, wall=12.5), "wall_seconds"), 0.8)
        self.assertEqual(efficiency.efficiency("strong", one, line(ranks=2, cpu_seconds=12.0), "cpu_seconds"), 0.75)
        self.assertEqual(efficiency.efficiency("weak", one, line(ranks=2, cpu_seconds=24.0), "cpu_seconds"), 0.75)

    def test_the_smallest_number_of_ranks_need_not_be_one(self):
        self.assertEqual(efficiency.efficiency("strong", line(ranks=4, wall=8), line(ranks=16, wall=2.5), "wall_seconds"), 0.8)

    def test_runs_are_compared_within_their_repetition(self):
        # the machine becomes three times slower from one repetition to the next; the efficiency stays 0.8
        lines = [line(repetition=r, wall=10 * 3**r) for r in range(3)]
        lines += [line(ranks=2, repetition=r, wall=6.25 * 3**r) for r in range(3)]
        lines += [line(ranks=2, repetition=7, wall=1)]  # without a partner
        of = efficiency.efficiencies(efficiency.groups(lines, "strong")["erf", 4_000_000], "strong")
        np.testing.assert_allclose(of[1]["wall_seconds"], 1)
        np.testing.assert_allclose(of[2]["wall_seconds"], 0.8)

    def test_studies_that_are_run_again_are_compared_within_themselves(self):
        # the second study is ten times slower; another problem stands apart
        lines = [line(wall=t * w, ranks=p) for t in (1, 10) for p, w in ((1, 10), (2, 6.25))]
        lines += [line(wall=7, networks=8_000_000)]
        found = efficiency.groups(lines, "strong")
        self.assertEqual(list(found), [("erf", 4_000_000), ("erf", 8_000_000)])
        np.testing.assert_allclose(efficiency.efficiencies(found["erf", 4_000_000], "strong")[2]["wall_seconds"], 0.8)

    def test_the_same_problem(self):
        weak = [line("weak", ranks, networks=1000 * ranks) for ranks in (1, 2, 4)]
        self.assertEqual([list(of) for of in efficiency.groups(weak, "weak").values()], [[1, 2, 4]])

    def test_what_was_not_measured_has_no_efficiency(self):
        lines = [line(cpu_seconds=None), line(ranks=2, cpu_seconds=None)]
        of = efficiency.efficiencies(efficiency.groups(lines, "strong")["erf", 4_000_000], "strong")
        self.assertIsNone(of[2]["cpu_seconds"])

    def test_spread_is_min_median_max(self):
        self.assertEqual(efficiency.spread([5, 1, 3, None, 9]), (1, 4, 9))


class Model(unittest.TestCase):
    def test_levels_count_doublings(self):
        for ranks in range(1, 300):
            reached, doublings = 1, 0
            while reached < ranks:
                reached, doublings = 2 * reached, doublings + 1
            self.assertEqual(model.levels(ranks), doublings)
        self.assertEqual(model.levels(100_000), 17)

    def test_parts_by_hand(self):
        # 8 ranks: 3 levels; bytes 1e6 + 8 8 2 = 1000128
        self.assertAlmostEqual(MODEL.startup(8), 0.625, 15)
        self.assertAlmostEqual(MODEL.reduction(8), 1000128 * 2e-9 + 3 * (3e-3 + 1000128 * 5e-9), 15)
        # 40,000 networks: 10 blocks of each of two widths, 4 ranks: one rank has 3 of 10
        self.assertAlmostEqual(MODEL.sampling(40_000, 4), 0.04 * 3 / 10, 15)
        self.assertAlmostEqual(MODEL.time(40_000, 1), 0.25 + 0.5 + 1000016 * 2e-9 + 0.04, 15)

    def test_one_rank_is_efficient_and_blocks_bound_the_ranks(self):
        self.assertEqual(MODEL.strong(1e9, 1), 1)
        self.assertEqual(MODEL.weak(1e7, 1), 1)
        # beyond as many ranks as blocks nothing is won
        self.assertEqual(MODEL.sampling(40_000, 10), MODEL.sampling(40_000, 1000))

    def test_efficiencies_by_hand(self):
        # without overhead, the blocks alone: 10 on 4 ranks are worth 10/(4 3)
        bare = CostModel(**{**asdict(MODEL), "startup_base": 0, "startup_level": 0, "rest": 0, "local_byte": 0, "latency": 0,
                            "tree_byte": 0})
        self.assertAlmostEqual(bare.strong(40_000, 4), 10 / 12, 15)
        self.assertAlmostEqual(bare.weak(40_000, 4), 1, 15)
        serial = CostModel(**{**asdict(bare), "rest": 1.0})  # Amdahl: 4 s and 1 s serial, 4 ranks: 5/(4 2)
        self.assertAlmostEqual(serial.strong(4e6, 4), 5 / 8, 12)

    def test_least_sampling_gives_the_wanted_share(self):
        seconds = MODEL.least_sampling(1000, 0.97)
        self.assertAlmostEqual(seconds / (seconds + MODEL.overhead(1000)), 0.97, 14)

    def test_planted_parameters_are_found(self):
        small = CostModel(**{**asdict(MODEL), "sums": 250_000})
        lines = [line_of(MODEL, p, 4_096_000) for p in (1, 2, 4, 8)]
        lines += [line_of(small, p, 4_096_000, "reduction") for p in (1, 2, 4, 8)]
        for name, value in asdict(MODEL).items():
            np.testing.assert_allclose(asdict(model.fit(lines, "erf"))[name], value, rtol=1e-9, err_msg=name)
        self.assertIsNone(model.fit(lines, "relu"))

    def test_slower_repetitions_do_not_change_the_model(self):
        lines = [line_of(MODEL, p, 4_096_000) for p in (1, 2, 4)]
        slow = [{**one, **{key: 2 * one[key] for key in one if key.endswith("_seconds")}} for one in lines]
        self.assertEqual(model.fit(lines, "erf"), model.fit(lines + slow, "erf"))

    def test_coefficients_are_those_of_non_negative_least_squares(self):
        # Karush-Kuhn-Tucker: x >= 0, gradient >= 0, and one of the two vanishes
        random = np.random.default_rng(1)
        clipped = 0
        for _ in range(50):
            columns, values = random.normal(size=(6, 3)), random.uniform(1, 2, 6)
            x = model.fitted(columns, values)
            design = columns / values[:, None]
            gradient = design.T @ (design @ x - 1)
            self.assertTrue(np.all(x >= 0) and np.all(gradient > -1e-9))
            self.assertLess(np.max(np.abs(x * gradient)), 1e-9)
            clipped += np.any(x == 0)
        self.assertGreater(clipped, 10)


class Table(unittest.TestCase):
    def setUp(self):
        self.path = os.path.join(tempfile.mkdtemp(prefix="nnft-scaling-"), "a.csv")

    def test_what_is_written_is_read(self):
        lines = [line(wall=12.5), line("weak", 2, cpu_seconds=None)]
        measure.append(self.path, lines[:1])
        measure.append(self.path, lines[1:])
        self.assertEqual(measure.read(self.path), lines)

    def test_damage_is_named(self):
        measure.append(self.path, [line()])
        with open(self.path, "a") as file:
            file.write("strong,erf,two\n")
        with self.assertRaisesRegex(measure.BadInput, "a.csv:3: "):
            measure.read(self.path)
        with open(self.path, "w") as file:
            file.write("a,b\n1,2\n")
        with self.assertRaisesRegex(measure.BadInput, "not the columns"):
            measure.read(self.path)
        with self.assertRaisesRegex(measure.BadInput, "cannot be read"):
            measure.read(self.path + "x")


if __name__ == "__main__":
    unittest.main()
