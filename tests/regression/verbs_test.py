"""Every verb does what its help says."""
import json
import os
import sys
import tempfile

import h5py
import numpy as np

from nnft_run import config, main, nnft, run


def test_help_and_version():
    text = nnft("--help").stdout
    for verb in ("run", "plan", "theory", "sample", "analyze", "info", "presets", "report"):
        assert verb in text
        process = nnft(verb, "--help")
        assert process.returncode == 0 and "Usage" in process.stdout, verb
    assert nnft("run", "--help", ranks=2).stdout.count("Usage") == 1  # rank 0 alone speaks
    version = nnft("--version")
    assert version.returncode == 0
    for word in ("nnft", "MPI", "HDF5", "compiler", "instruction set"):
        assert word in version.stdout, word


def test_presets_run():
    names = [line.split()[0] for line in nnft("presets").stdout.splitlines()]
    assert {"hms-erf", "hms-relu", "hms-gauss", "hms-cos", "quickstart"} <= set(names)
    for name in names:
        folder = tempfile.mkdtemp(prefix="nnft-")
        with open(os.path.join(folder, "p.toml"), "w") as file:
            file.write(nnft("presets", name).stdout)
        process = nnft("run", "p.toml", "-o", "r.h5", "--quiet", "--set", "sampling.networks=32",
                       "--set", "ensemble.width=[3,10]", ranks=2, folder=folder)
        assert process.returncode == 0, f"{name}: {process.stderr}"


def test_plan_prints_configuration_and_cost():
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(config(networks='"1e9"'))
    process = nnft("plan", "c.toml", "--ranks", "64", folder=folder)
    assert process.returncode == 0, process.stderr
    for word in ("[ensemble]", "core-hours", "64 ranks", "memory", "block"):
        assert word in process.stdout, word
    assert os.listdir(folder) == ["c.toml"]


def plan_rows(text):
    """width -> the words of its row of costs"""
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text)
    process = nnft("plan", "c.toml", folder=folder, timeout=60)
    assert process.returncode == 0, process.stderr
    lines = process.stdout.split("# cost")[1].splitlines()
    return {words[0]: words for words in map(str.split, lines) if words and words[0].isdigit()}


def test_plan_marks_errors_that_no_sample_shows():
    # Gauss-net with sigma_b = 1: the variance of the 6-point function lies where nothing is drawn
    rows = plan_rows(config("gauss", widths=(4, 5, 50), orders=(2, 4, 6)))
    for words in rows.values():
        assert words[-1].endswith("!") and words[-2].endswith("!"), words
    rows = plan_rows(config("erf", widths=(5,), orders=(2, 4)))
    assert not any(w.endswith("!") for w in rows["5"]), rows


def test_plan_does_not_stall_on_a_wide_network():
    rows = plan_rows(config(widths=(2**31,), networks=3))
    assert rows[str(2**31)][-1] == "-", rows


def test_theory_has_the_layout_of_a_run_without_measurements():
    text = config(orders=(2, 4, 6))
    theory = run(text, verb="theory")
    measured = run(text)
    with h5py.File(theory) as t, h5py.File(measured) as m:
        e = t["ensembles/0000"]
        assert {"gp", "exact", "deviation", "eft", "cutoff_scan"} == set(e)
        for name in ("gp/g6", "exact/g6_connected", "exact/g4"):
            assert np.array_equal(e[name][()], m[f"ensembles/0000/{name}"][()])
        scan = m["ensembles/0000/cutoff_scan"]
        used = e["cutoff_scan/used"][()] > 0
        ratio = scan["quartic_tensor"][()][:, used] / e["cutoff_scan/quartic_tensor"][()][:, used]
        assert np.allclose(ratio, ratio[0])  # the cutoff enters through the integrals alone


def test_sample_replays_a_network():
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(config(d_out=2))
    process = nnft("sample", "c.toml", "--ensemble", "1", "--network", "123", folder=folder)
    network = json.loads(process.stdout)
    assert np.array(network["W0"]).shape == (17, 1) and np.array(network["W1"]).shape == (17, 2)
    assert np.array(network["outputs"]).shape == (2, 3)


def test_info_says_what_a_file_is():
    text = nnft("info", run(config())).stdout
    for word in ("physics_hash", "nnft-result", "g4_connected", "falloff"):
        assert word in text, word


def test_report_draws():
    folder = tempfile.mkdtemp(prefix="nnft-")
    path = run(config(orders=(2, 4, 6), networks=4000), folder=folder)
    process = nnft("report", path, "-o", os.path.join(folder, "report"))
    assert process.returncode == 0, process.stderr
    made = os.listdir(os.path.join(folder, "report"))
    assert "index.html" in made and "summary.json" in made
    assert any(f.endswith(".png") for f in made) and any(f.endswith(".pdf") for f in made)


def test_report_refuses_damage():
    folder = tempfile.mkdtemp(prefix="nnft-")
    path = run(config(), folder=folder)
    with open(path, "rb") as file:
        whole = bytearray(file.read())
    for place in (100, len(whole) // 3, len(whole) // 2, len(whole) - 9):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        with open(path, "wb") as file:
            file.write(damaged)
        process = nnft("report", path, "-o", os.path.join(folder, "report"))
        assert process.returncode == 2, f"byte {place}: {process.stderr}"
        assert len(process.stderr.splitlines()) == 1 and "is damaged (" in process.stderr, process.stderr
    assert not os.path.exists(os.path.join(folder, "report"))


def test_report_draws_the_flow_and_the_outputs():
    folder = tempfile.mkdtemp(prefix="nnft-")
    paths = [run(config(points=((0.2,), (0.7,)), orders=(2, 4, 6), networks=2000, d_out=d_out,
                        extra="[eft]\nsextic = true\n[cutoff_scan]\ncutoffs = [0.1, 1.0, 10.0, 100.0]\n"),
                 folder=folder, out=f"{d_out}.h5") for d_out in (2, 3)]
    process = nnft("report", *paths, "-o", os.path.join(folder, "report"))
    assert process.returncode == 0 and not process.stderr, process.stderr
    made = os.listdir(os.path.join(folder, "report"))
    for name in ("outputs.png", "0-2-fits.png", "1-3-scan-six-0001.png", "0-2-scan-dimensionless-0000.pdf"):
        assert name in made, (name, made)


def test_what_does_not_apply_is_absent():
    with h5py.File(run(config(orders=(2,)))) as file:
        assert set(file["ensembles/0000/measured"]) == {"g2", "g2_error", "g2_covariance"}
        assert "eft" not in file["ensembles/0000"] and "order_4" not in file["layout"]
    with h5py.File(run(config(orders=(6,)))) as file:
        assert "g4" not in file["ensembles/0000/measured"]
        assert "g6_connected" in file["ensembles/0000/measured"]

    def no_nan(name, thing):
        if isinstance(thing, h5py.Dataset) and thing.dtype.kind == "f":
            assert not np.isnan(thing[()]).any(), name
            assert "description" in thing.attrs, name

    with h5py.File(run(config("relu", points=((0.0,), (0.5,), (-0.5,)), orders=(2, 4, 6)))) as file:
        file.visititems(no_nan)


if __name__ == "__main__":
    main(sys.modules[__name__])
