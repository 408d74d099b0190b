#!/usr/bin/env python3
"""The report against the file that it is made from: report_test.py REPORT_SCRIPT. The files are synthetic."""
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import h5py
import numpy as np

from synthetic_result import ORDER, write_result

SCRIPT = Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(SCRIPT.parent))
os.environ["MPLBACKEND"] = "Agg"
from nnftreport import ensemble_figures, figures
from nnftreport.result_file import read_result
from nnftreport.summary import deviation_summary


def report(*words):
    return subprocess.run([sys.executable, SCRIPT, *map(str, words)], capture_output=True, text=True, check=False)


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="nnft-report-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def made(self, *files):
        """The report's folder and summary; the run must have gone well and quietly."""
        done = report(*files, "-o", self.folder / "out")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.strip(), str(self.folder / "out/index.html"))
        return self.folder / "out", json.loads((self.folder / "out/summary.json").read_text())


class Outputs(Folder):
    def test_every_figure_as_png_and_pdf_and_a_page_that_needs_nothing_else(self):
        write_result(self.folder / "a.h5", widths=(2, 20), heavy="g6_connected")
        out, summary = self.made(self.folder / "a.h5")
        for kind in ("falloff", "couplings", "prediction", "agreement-0000", "agreement-0001", "scan-0000", "scan-0001"):
            self.assertIn(kind, summary["figures"])
        for name in summary["figures"]:
            self.assertEqual((out / f"{name}.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual((out / f"{name}.pdf").read_bytes()[:5], b"%PDF-")
        page = (out / "index.html").read_text()
        self.assertEqual(page.count('src="data:image/png;base64,'), len(summary["figures"]))
        self.assertEqual(re.findall(r'(?:src|href)="(?!data:)', page), [])
        self.assertNotIn("<script", page)
        self.assertEqual(sorted(p.suffix for p in out.iterdir() if p.suffix not in (".png", ".pdf")), [".html", ".json"])

    def test_a_heavy_tail_is_loud(self):
        write_result(self.folder / "a.h5", widths=(5,), heavy="g6_connected")
        out, _ = self.made(self.folder / "a.h5")
        page = (out / "index.html").read_text()
        self.assertRegex(page, r'class="alarm"><span class="bad">HEAVY TAIL</span>: a\.h5, .*has not converged at width 5 ')
        self.assertIn("4 comparisons of measured with exact", page)  # g2, g4, g6 and connected g4 are trusted

    def test_no_alarm_without_a_heavy_tail(self):
        write_result(self.folder / "a.h5", widths=(5,), orders=(2, 4))
        out, _ = self.made(self.folder / "a.h5")
        self.assertNotIn("HEAVY TAIL", (out / "index.html").read_text())

    def test_several_files_side_by_side(self):
        write_result(self.folder / "a.h5", widths=(20,), orders=(2, 4))
        write_result(self.folder / "b.h5", "cos", widths=(5, 10), orders=(2, 4))
        out, summary = self.made(self.folder / "a.h5", self.folder / "b.h5")
        self.assertEqual([f["file"] for f in summary["files"]], ["a.h5", "b.h5"])
        for name in ("comparison", "0-a-falloff", "1-b-falloff", "1-b-scan-0001"):
            self.assertTrue((out / f"{name}.png").exists(), name)


class Numbers(Folder):
    def test_the_summary_has_the_numbers_of_the_file(self):
        write_result(self.folder / "a.h5", "cos", widths=(2, 20), heavy="g6")
        _, summary = self.made(self.folder / "a.h5")
        entry = summary["files"][0]
        with h5py.File(self.folder / "a.h5") as file:
            self.assertEqual(entry["attributes"]["physics_hash"], file.attrs["physics_hash"])
            self.assertEqual(entry["attributes"]["format_version"], file.attrs["format_version"].tolist())
            self.assertEqual(entry["performance"]["networks_per_second"], 1.5e6)
            self.assertEqual(len(entry["ensembles"]), 2)
            for ensemble in entry["ensembles"]:
                self.check_ensemble(ensemble, file[f"ensembles/{ensemble['name']}"])
            self.assertEqual(entry["falloff"][0], {k: v for k, v in file["falloff/0000"].attrs.items()})

    def check_ensemble(self, entry, group):
        for name, value in group.attrs.items():
            self.assertEqual(entry["attributes"][name], value)
        for quantity in ORDER:
            attributes = group[f"comparison/{quantity}_pull"].attrs
            for name in ("chi2", "dof", "p_value", "max_pull"):
                self.assertEqual(entry["comparison"][quantity][name], attributes[name])
            tail = group["comparison/tail_warning"].attrs
            self.assertEqual(entry["comparison"][quantity]["tail"]["verdict"], tail[f"{quantity}_verdict"])
            self.assertEqual(entry["comparison"][quantity]["tail"]["effective_sample_size"],
                             tail[f"{quantity}_effective_sample_size"])
        for name in ("m2", "m4", "m6", "m4_background", "m6_background"):
            self.assertAlmostEqual(entry["deviation"][name], np.mean(group[f"deviation/{name}"][:]), delta=1e-15)
        self.assertEqual(entry["eft"]["names"], ["quartic_constant"])
        self.assertEqual(entry["eft"]["couplings"], group["eft/couplings"][:].tolist())
        self.assertEqual(entry["eft"]["errors"], [math.sqrt(group["eft/covariance"][0, 0])])
        self.assertEqual(entry["eft"]["mape_g4"], group["eft"].attrs["mape_g4"])
        self.assertEqual(entry["g6_prediction"]["delta_mean"], np.mean(group["eft/delta"][:]))
        self.assertEqual(entry["g6_prediction"]["gp_over_g6_mean"], np.mean(group["gp/g6"][:] / group["measured/g6"][:]))
        for name, value in group["cutoff_scan"].attrs.items():
            self.assertEqual(entry["cutoff_scan"][name], value)
        for name in ("cutoff", "quartic", "quartic_error", "quartic_mean", "quartic_spread", "beta_quartic", "chi2"):
            self.assertEqual(entry["cutoff_scan"][name], group[f"cutoff_scan/{name}"][:].tolist())

    def test_components_without_a_gaussian_process_take_no_part_in_means(self):
        # as with several outputs, where rows of odd labels vanish: the numbers of the other rows stay what they are
        write_result(self.folder / "a.h5", "cos", widths=(2, 20), orders=(2, 4))
        shutil.copy(self.folder / "a.h5", self.folder / "b.h5")
        with h5py.File(self.folder / "b.h5", "a") as file:
            for ensemble in file["ensembles"].values():
                for path in ("gp/g4", "exact/g4", "exact/g4_connected", "measured/g4", "measured/g4_connected", "measured/g4_error",
                             "deviation/m4", "deviation/m4_background"):
                    values = ensemble[path][:]
                    del ensemble[path]
                    ensemble[path] = np.concatenate([values, np.zeros(3 * len(values))])
        before, after = (read_result(self.folder / name).ensembles for name in ("a.h5", "b.h5"))
        for value_of in (figures.measured_deviation(4, False), figures.measured_deviation(4, True), figures.background(4),
                         figures.exact_deviation(4, False), figures.error_of_deviation(4, False)):
            for a, b in zip(before, after):
                self.assertAlmostEqual(value_of(b) / value_of(a), 1, delta=1e-12)
        for a, b in zip(before, after):
            self.assertAlmostEqual(deviation_summary(b)["m4"] / figures.measured_deviation(4, False)(a), 1, delta=1e-12)

    def test_an_infinite_cutoff_stays_valid_json(self):
        write_result(self.folder / "a.h5", "cos", widths=(5,), orders=(2, 4))
        with h5py.File(self.folder / "a.h5", "a") as file:
            file["ensembles/0000/cutoff_scan/cutoff"][-1] = np.inf
        _, summary = self.made(self.folder / "a.h5")
        self.assertEqual(summary["files"][0]["ensembles"][0]["cutoff_scan"]["cutoff"][-1], "inf")


class Pictures(Folder):
    """What a reader sees, looked at before it becomes pixels."""

    def test_titles_stay_inside_of_their_figures(self):
        write_result(self.folder / "a.h5", widths=(5,))
        with h5py.File(self.folder / "a.h5", "a") as file:
            file["ensembles/0000"].attrs.update(sigma_w=1.2345, sigma_b=0.12345, sigma_w_out=0.98765, sigma_b_out=0.56789, d_out=3)
        members = read_result(self.folder / "a.h5").ensembles
        for figure in (figures.falloff_figure(members, {}), figures.prediction_figure(members),
                       ensemble_figures.agreement_figure(members[0]), ensemble_figures.scan_figure(members[0])):
            box = figure._suptitle.get_window_extent(figure.canvas.get_renderer())
            self.assertGreaterEqual(box.x0, 0)
            self.assertLessEqual(box.x1, figure.bbox.width)
            self.assertIn("0.56789", figure._suptitle.get_text())

    def test_one_width_shows_everything_in_its_legend(self):
        write_result(self.folder / "a.h5", widths=(5,), orders=(2, 4))
        axis = figures.falloff_figure(read_result(self.folder / "a.h5").ensembles, {}).axes[0]
        for line in axis.lines:
            if len(line.get_xdata()) == 1 and not line.get_label().startswith("_"):
                self.assertNotEqual(line.get_marker(), "None", line.get_label())
        self.assertEqual([c.get_label() for c in axis.containers if len(c) == 1 and c[0].get_width() > 0],
                         ["background: spread of one experiment"])


class Absent(Folder):
    """What does not apply is absent from the file, and then from the report."""

    def figures_without(self, *paths, **kind):
        write_result(self.folder / "a.h5", **kind)
        with h5py.File(self.folder / "a.h5", "a") as file:
            for path in paths:
                del file[path]
        return self.made(self.folder / "a.h5")[1]["figures"]

    def test_theory_alone(self):
        figures = self.figures_without(widths=(2, 5), sampled=False)
        self.assertEqual(figures, ["falloff", "couplings", "fits", "prediction", "scan-0000", "scan-0001"])

    def test_order_two_alone(self):
        self.assertEqual(self.figures_without(widths=(5,), orders=(2,)), [])

    def test_one_width_without_exact_theory(self):
        figures = self.figures_without("ensembles/0000/exact", "ensembles/0000/comparison", widths=(5,), orders=(2, 4))
        self.assertEqual(figures, ["falloff", "scan-0000"])

    def test_no_scan_and_no_fit(self):
        figures = self.figures_without("ensembles/0000/cutoff_scan", "ensembles/0000/eft", widths=(5,), orders=(2, 4))
        self.assertEqual(figures, ["falloff", "agreement-0000"])

    def test_no_component_in_use(self):
        write_result(self.folder / "a.h5", "cos", widths=(5,), orders=(2, 4))
        with h5py.File(self.folder / "a.h5", "a") as file:
            scan = file["ensembles/0000/cutoff_scan"]
            scan["used"][:] = 0
            for name in ("quartic", "quartic_error", "quartic_mean", "quartic_median", "quartic_spread", "beta_quartic"):
                del scan[name]
                scan[name] = np.empty(0)
        self.assertEqual(self.made(self.folder / "a.h5")[1]["figures"], ["falloff", "agreement-0000"])

    def test_no_circumstances(self):
        figures = self.figures_without("performance", "ensembles/0000/deviation", widths=(5,), orders=(2, 4))
        self.assertIn("falloff", figures)

    def test_no_tail_diagnostic_and_no_spread(self):
        figures = self.figures_without("ensembles/0000/comparison/tail_warning", "ensembles/0000/cutoff_scan/quartic_tensor",
                                       "ensembles/0000/cutoff_scan/used", "ensembles/0000/deviation/m4_background",
                                       widths=(5,), orders=(2, 4))
        self.assertEqual(figures, ["falloff", "agreement-0000", "scan-0000"])


class Mistakes(Folder):
    def refused(self, file, pattern, output=None):
        before = sorted(self.folder.rglob("*"))
        done = report(file, "-o", output or self.folder / "out")
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertRegex(done.stderr, pattern)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertEqual(sorted(self.folder.rglob("*")), before)

    def test_no_such_file(self):
        self.refused(self.folder / "no.h5", r"^nnft: .*no\.h5: cannot be read \(")

    def test_not_hdf5(self):
        (self.folder / "text.h5").write_text("no HDF5")
        self.refused(self.folder / "text.h5", r"^nnft: .*text\.h5: cannot be read \(")

    def test_damaged(self):
        write_result(self.folder / "a.h5", widths=(5,), orders=(2, 4))
        whole = (self.folder / "a.h5").read_bytes()
        (self.folder / "a.h5").write_bytes(whole[: len(whole) // 2])
        self.refused(self.folder / "a.h5", r"^nnft: .*a\.h5: cannot be read \(")

    def test_contents_that_cannot_be(self):
        whole = self.folder / "whole.h5"
        write_result(whole, widths=(5,), orders=(2, 4))
        file = self.folder / "a.h5"
        for path, values in (("ensembles/0000/measured/g4_connected", np.zeros(3)), ("ensembles/0000/cutoff_scan/used", np.zeros(7)),
                             ("ensembles/0000/eft/couplings", np.zeros((2, 2, 2)))):
            shutil.copy(whole, file)
            with h5py.File(file, "a") as damaged:
                del damaged[path]
                damaged[path] = values
            done = report(file, "-o", self.folder / "out")
            self.assertEqual((done.returncode, done.stdout), (2, ""), f"{path}: {done.stderr}")
            self.assertRegex(done.stderr, r"^nnft: .*a\.h5: cannot be drawn \(.*\)\. Try nnft info\.\n$")

    def test_something_else(self):
        with h5py.File(self.folder / "other.h5", "w") as file:
            file.attrs["filetype"] = "nnft-checkpoint"
        self.refused(self.folder / "other.h5", r"^nnft: .*other\.h5: filetype = nnft-checkpoint")

    def test_of_a_later_format(self):
        write_result(self.folder / "a.h5", widths=(5,), orders=(2,))
        with h5py.File(self.folder / "a.h5", "a") as file:
            file.attrs["format_version"] = [2, 0]
        self.refused(self.folder / "a.h5", r"^nnft: .*a\.h5: format_version = 2\.0 \(this program reads 1\.x\)")

    def test_folder_that_cannot_be(self):
        write_result(self.folder / "a.h5", widths=(5,), orders=(2,))
        (self.folder / "taken").write_text("a file")
        self.refused(self.folder / "a.h5", r"^nnft: .*taken: cannot be written \(", self.folder / "taken")

    def test_no_folder_asked_for(self):
        done = report("a.h5")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^nnft: report: .*--output")


if __name__ == "__main__":
    unittest.main()
