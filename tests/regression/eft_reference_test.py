"""`theory` against the reference numbers of the effective field theory: lambda, six_pt, fits, kappa, integrals, mn_curves.

The numbers are independent Python (tests/support/reference). Tolerances: 1e-10 of the value, or what is said beside
the comparison; statistics of Erf-net at inputs of both signs cancel (5e-7), and so do the last digits of a slope.
"""
import json
import os
import sys

import h5py
import numpy as np

from nnft_run import main, run

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support/reference/finite-width.json")) as _file:
    REFERENCE = json.load(_file)


def cutoff(value):
    return float(value)  # "inf", too


def theory(entry, widths, orders, extra=""):
    sigma_b = "" if entry["net"] == "cos" else f"sigma_b = {float(entry['sb'])!r}"
    return run(f"""
[ensemble]
architecture = "{entry['net']}"
d_in = {entry['d_in']}
width = {list(widths)}
sigma_w = {float(entry['sw'])!r}
{sigma_b}
sigma_w_out = {float(entry['sw1'])!r}
sigma_b_out = {float(entry['sb1'])!r}
[inputs]
points = {json.dumps([[float(c) for c in p] for p in entry['x']])}
[correlators]
orders = {list(orders)}
{extra}
""", verb="theory", ranks=0)


def scan_at(cutoffs):
    return "[cutoff_scan]\ncutoffs = [" + ", ".join("inf" if np.isinf(c) else repr(float(c)) for c in cutoffs) + "]\n"


def close(value, expected, tolerance, what, floor=0.0):
    assert abs(value - expected) <= tolerance * max(abs(expected), floor), f"{what}: {value!r}, expected {expected!r}"


def row_of(file, indices):
    layout = file[f"layout/order_{len(indices)}"][()]
    return int(np.flatnonzero((layout == sorted(indices)).all(axis=1))[0])


def both_signs(entry):
    return entry["net"] == "erf" and np.min(entry["x"]) < 0


def test_lambda():
    for entry in REFERENCE["lambda"]:
        cutoffs = [cutoff(t["L"]) for t in entry["tensors"]]
        loose = 5e-7 if both_signs(entry) else 1e-9
        with h5py.File(theory(entry, [entry["N"]], (2, 4), scan_at(cutoffs))) as file:
            scan = file["ensembles/0000/cutoff_scan"]
            tensor = scan["quartic_tensor"][()]
            for c, t in enumerate(entry["tensors"]):
                what = f"{entry['net']} d = {entry['d_in']} L = {t['L']}"
                size = abs(t["mean"]) + t["std_ddof0"]
                close(tensor[c].mean(), t["mean"], loose, what, size)  # vanishing components count as 0 there
                close(tensor[c].std(), t["std_ddof0"], loose, what, size)
                close(tensor[c].min(), t["min"], loose, what, 1e-3 * size)
                close(tensor[c].max(), t["max"], loose, what, 1e-3 * size)
                if not both_signs(entry):
                    assert scan["quartic_negative"][c] == t["n_neg"] and scan["quartic_positive"][c] == t["n_pos"], what
                for element in t["first"]:
                    close(tensor[c, row_of(file, element["idx"])], element["lam"], 1e-9, what)
            if "regression_all_elements" in entry:
                reference = entry["regression_all_elements"]
                close(scan.attrs["slope"], reference["slope"], loose, "slope", 1)
                close(scan.attrs["intercept"] / np.log(10), reference["intercept"], 10 * loose, "intercept", 1)
                close(scan.attrs.get("r_squared", 0), reference["R2"], 10 * loose, "R^2", 1)
                slopes = scan["quartic_local_slope"][()]
                assert np.allclose(slopes, entry["local_slopes_of_mean"], rtol=1e-5 if both_signs(entry) else 1e-8,
                                   atol=1e-9), slopes


def test_six_point_predictions():
    for entry in REFERENCE["six_pt"]:
        cutoffs = [cutoff(r["L"]) for r in entry["rows"]]
        with h5py.File(theory(entry, [entry["N"]], (2, 4, 6), scan_at(cutoffs))) as file:
            e = file["ensembles/0000"]
            gp = np.mean(e["gp/g6"][()] / e["exact/g6"][()])
            close(gp, entry["mean_GP_over_G6"], 1e-10, entry["net"])
            used = e["cutoff_scan/used"][()]
            part = used.sum() / len(used)  # the reference's mean counts components that vanish
            for c, row in enumerate(entry["rows"]):
                close(e["cutoff_scan/delta_tensor"][c], row["delta_tensor"], 1e-10, entry["net"])
                mean = gp + (e["cutoff_scan/delta"][c] - gp) * part
                close(mean, row["delta_lambar"], 5e-7 if both_signs(entry) else 1e-9, entry["net"])
            tensor = e["cutoff_scan/delta_tensor"][()]
            assert np.ptp(tensor) < 1e-12, tensor  # renormalisation group invariance


def test_fits():
    names = ("constant", "quadratic", "nonlocal")
    for entry in REFERENCE["fits"]:
        bound = "inf" if np.isinf(cutoff(entry["L"])) else repr(float(entry["L"]))
        for model in entry["models"]:
            terms = json.dumps(names[:len(model["params"])])
            extra = f"[eft]\nquartic = {terms}\ncutoff = {bound}\ntest_points = {np.sqrt(0.5)!r}\n" + scan_at([7.0])
            with h5py.File(theory(entry, [entry["N"]], (2, 4), extra)) as file:
                eft = file["ensembles/0000/eft"]
                what = f"{entry['net']} {terms}"
                assert eft.attrs["rank"] == model["rank"], what
                condition = model["scaled_condition"]
                if condition < 1e12:  # else it is rounding
                    close(eft.attrs["condition"], condition, 1e-5, what)
                usable = condition if model["rank"] == len(model["params"]) else 1
                for value, expected in zip(eft["couplings"][()], model["coef_min_norm_scaled"]):
                    close(value, expected, max(1e-9, 1e-11 * usable), what)
                close(eft.attrs["mape_g4_connected"], model["train_MAPE_percent"], 1e-5, what, 1e-4)
                close(eft.attrs["mape_g4_connected_test"], model["test_MAPE_percent"], 1e-4, what, 1e-4)
                assert eft.attrs["mape_g4"] <= eft.attrs["mape_g4_connected"]
                free = eft["free_directions"].shape[0] if "free_directions" in eft else 0
                assert free == len(model["params"]) - model["rank"], what


def test_kappa():
    for entry in REFERENCE["kappa"]:
        bound = "inf" if np.isinf(cutoff(entry["L"])) else repr(float(entry["L"]))
        extra = f"[eft]\nsextic = true\ncutoff = {bound}\n" + scan_at([7.0, cutoff(entry["L"])])
        with h5py.File(theory(entry, [entry["N"]], (2, 4, 6), extra)) as file:
            e = file["ensembles/0000"]
            # the reference is one component; those of Gauss-net differ by 1e-3 at inputs of size 0.01
            tolerance = 1e-10 if entry["net"] == "relu" else 2e-3
            close(e["eft/couplings"][-1], entry["kappa"], tolerance, entry["net"])
            close(e["eft"].attrs["sextic_contact_only"], entry["kappa_contact_only"], tolerance, entry["net"])
            close(e["cutoff_scan/sextic"][1], entry["kappa"], tolerance, entry["net"])
            assert e["eft"].attrs["names"][-1] == "sextic"


def test_integrals():
    for entry in REFERENCE["integrals"]:
        if entry["net"] == "tanh":
            continue
        cutoffs = [cutoff(c) for c in entry["cutoffs"]]
        with h5py.File(theory(entry, [7], (2, 4), scan_at(cutoffs))) as file:
            e = file["ensembles/0000"]
            for element in (q for q in entry["elements"] if len(q["idx"]) == 4):
                r = row_of(file, element["idx"])
                i4 = np.array(element["I4"])
                use = np.abs(i4) > 1e-9 * np.abs(i4).max()
                expected = -e["exact/g4_connected"][r] / (24 * i4[use])
                assert np.allclose(e["cutoff_scan/quartic_tensor"][()][use, r], expected, rtol=1e-8, atol=0), element


def test_mn_curves():
    for entry in REFERENCE["mn_curves"]:
        orders = (2, 4, 6) if "m6" in entry else (2, 4)
        with h5py.File(theory(entry, entry["N"], orders, scan_at([7.0]))) as file:
            for k, e in enumerate(file["ensembles"].values()):
                what = f"{entry['net']} d = {entry['d_in']} N = {entry['N'][k]}"
                close(e["deviation/m4"].attrs["mean"], entry["m4"][k], 1e-10, what)
                if "m6" not in entry:
                    continue
                gp, g6, g6c = e["gp/g6"][()], e["exact/g6"][()], e["exact/g6_connected"][()]
                close(e["deviation/m6"].attrs["mean"], entry["m6"][k], 1e-10, what)
                close(np.mean(np.abs(g6 - g6c - gp) / np.abs(gp)), entry["m6_tree_lambda_only"][k], 1e-10, what)
                close(e["deviation/g6_connected"].attrs["mean"], entry["connected6_over_GP6"][k], 1e-9, what)
                close(np.mean(gp / g6), entry["delta_GP"][k], 1e-10, what)
                if entry["net"] != "cos":  # no order that a vertex of vanishing components would miss
                    close(e["cutoff_scan/delta_tensor"][0], entry["delta_lambda_tensor"][k], 1e-10, what)


if __name__ == "__main__":
    main(sys.modules[__name__])
