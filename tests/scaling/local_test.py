"""A tiny scaling study on 1 and 2 ranks, from end to end: CSV, tables, plot. No speed is asserted."""
import math
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "jobs/scaling"))
from nnftscaling import efficiency, measure

SIZE = dict(RANKS="1 2", REPETITIONS="1", NETS="relu", NETWORKS="8000", BINS="2 4")
COLUMNS = ("study,net,ranks,nodes,networks,repetition,wall_seconds,startup_seconds,sampling_seconds,reduction_seconds,"
           "networks_per_second,imbalance,cpu_seconds,load,members,blocks,reduced_bytes")


def script(name, *words, **environment):
    return subprocess.run([*name, *map(str, words)], capture_output=True, text=True, cwd=ROOT,
                          env={**os.environ, **environment})


class Study(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="nnft-scaling-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.done = script(["bash", "jobs/scaling/local.sh"], "-o", cls.folder, **SIZE)
        assert cls.done.returncode == 0, cls.done.stderr
        cls.lines = measure.read(cls.folder / "scaling.csv")

    def test_one_line_a_run(self):
        self.assertEqual((self.folder / "scaling.csv").read_text().splitlines()[0], COLUMNS)
        self.assertEqual([(r["study"], r["ranks"], r["networks"]) for r in self.lines],
                         # 2 widths x 4 experiments; weak: 4000 a rank; reduction: 2000 a bin
                         [("strong", 1, 64_000), ("strong", 2, 64_000), ("weak", 1, 32_000), ("weak", 2, 64_000),
                          ("reduction", 1, 32_000), ("reduction", 1, 64_000), ("reduction", 2, 32_000),
                          ("reduction", 2, 64_000)])

    def test_what_is_reduced_is_what_six_points_have(self):
        # C(7,2) + C(9,4) + C(11,6) moments of six limbs, and a count, in 4 experiments x bins, for 2 widths
        moments = math.comb(7, 2) + math.comb(9, 4) + math.comb(11, 6)
        for run, bins in zip(self.lines, (8, 8, 8, 8, 2, 4, 2, 4)):
            self.assertEqual(run["reduced_bytes"], 2 * 4 * bins * (6 * moments + 1) * 8)
            self.assertEqual((run["members"], run["blocks"]), (2, run["networks"] // 2000))

    def test_times_fit_into_each_other(self):
        for run in self.lines:
            inside = run["startup_seconds"] + run["sampling_seconds"] + run["reduction_seconds"]
            self.assertTrue(0 < run["startup_seconds"] and 0 < run["sampling_seconds"] and inside < run["wall_seconds"], run)
            self.assertTrue(run["networks_per_second"] > 0 and run["imbalance"] >= 0 and run["cpu_seconds"] > 0, run)

    def test_efficiencies_are_numbers(self):
        for study, networks in (("strong", 64_000), ("weak", 32_000)):
            of = efficiency.efficiencies(efficiency.groups(self.lines, study)["relu", networks], study)
            self.assertEqual(list(of), [1, 2])
            for spreads in of.values():
                for spread in spreads.values():
                    self.assertTrue(all(math.isfinite(v) and v > 0 for v in spread), of)

    def test_tables_and_plots(self):
        text = (self.folder / "scaling.md").read_text()
        for words in ("## Strong scaling, measured", "## Weak scaling, measured", "## MODEL, not measured", "| 100,000 |"):
            self.assertIn(words, text)
        self.assertNotIn("nan", text)
        self.assertEqual((self.folder / "scaling.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual((self.folder / "scaling.pdf").read_bytes()[:5], b"%PDF-")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         ["scaling.csv", "scaling.md", "scaling.pdf", "scaling.png"])

    def test_collecting_twice_adds_nothing(self):
        folder = self.folder.with_name(self.folder.name + "-cluster")
        self.addCleanup(shutil.rmtree, folder)
        (folder / "pieces").mkdir(parents=True)
        for i, run in enumerate(self.lines):
            measure.append(folder / f"pieces/{i}.csv", [run])
        for _ in range(2):
            done = script(["bash", "jobs/scaling/collect.sh"], folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(measure.read(folder / "scaling.csv"), self.lines)

    def test_what_cannot_be_used_is_one_line_and_status_2(self):
        python = [sys.executable, "-B", "jobs/scaling/scaling.py"]
        for done in (script(["bash", "jobs/scaling/local.sh"], "--nonsense"),
                     script(["bash", "jobs/scaling/collect.sh"], self.folder),
                     script(["bash", "jobs/scaling/submit.sh"], "sideways", self.folder, 1),
                     script(python, "report", self.folder / "none.csv", "-o", self.folder)):
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertRegex(done.stderr, r"^nnft: scaling: [^\n]*\n$")

    def test_a_run_that_fails_leaves_no_line(self):
        csv = self.folder.with_name(self.folder.name + ".csv")
        done = script([sys.executable, "-B", "jobs/scaling/scaling.py"], "run", csv, "--study", "strong", "--repetition", 0,
                      "--result", self.folder / "none.h5", "--", os.environ["NNFT"], "run", "none.toml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("none.toml", done.stderr)
        self.assertFalse(csv.exists())


if __name__ == "__main__":
    unittest.main()
