"""analyze: other fits and scans of stored sums, in a new file, with the bits of a run that asked for them."""
import os
import sys

import h5py
import numpy as np

from nnft_run import config, digest, main, nnft, run, same_by_h5diff

SIX = {"orders": (2, 4, 6), "networks": 4000}
CHANGES = (
    ("eft.quartic=[\"constant\",\"nonlocal\"]", "[eft]\nquartic = [\"constant\", \"nonlocal\"]\n"),
    ("eft.sextic=true", "[eft]\nsextic = true\n"),
    ("eft.weights=full", "[eft]\nweights = \"full\"\n"),
    ("eft.test_points=0.7", "[eft]\ntest_points = 0.7\n"),
    ("eft.cutoff=20", "[eft]\ncutoff = 20.0\n"),
    ("cutoff_scan.cutoffs=[3.0,30.0]", "[cutoff_scan]\ncutoffs = [3.0, 30.0]\n"),
)


def analyze(path, *words, ranks=0, out="new.h5"):
    folder = os.path.dirname(path)
    return nnft("analyze", path, "-o", out, "--quiet", *words, ranks=ranks, folder=folder), os.path.join(folder, out)


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def test_without_changes_it_is_the_result_again():
    path = run(config(**SIX))
    before = contents(path)
    process, new = analyze(path, ranks=2)
    assert process.returncode == 0, process.stderr
    assert digest(new) == digest(path) and same_by_h5diff(new, path)
    assert contents(path) == before
    with h5py.File(new) as file:  # how the sums were made is still known
        assert "analyzed_utc" in file["performance"].attrs and "networks_per_second" in file["performance"].attrs


def test_changes_give_the_bits_of_a_run_with_them():
    path = run(config(**SIX))
    for i, (word, text) in enumerate(CHANGES):
        process, new = analyze(path, "--set", word, ranks=i % 3, out=f"{i}.h5")
        assert process.returncode == 0, process.stderr
        assert digest(new) == digest(run(config(extra=text, **SIX))), word


def test_a_chain_of_analyses_loses_nothing():
    path = run(config(**SIX))
    process, first = analyze(path, "--set", "cutoff_scan.cutoffs=[5.0]", "--set", "title=other", out="a.h5")
    assert process.returncode == 0, process.stderr
    process, back = analyze(first, "--set", "cutoff_scan.cutoffs=[7,10,15,20,30,40,50,70,100,200,500,1e3,2e3,5e3,"
                            "7e3,1e4,2e4,4e4,6e4,8e4,1e5]", "--set", "title=", out="b.h5")
    assert process.returncode == 0, process.stderr
    assert digest(back) == digest(path)


def test_theory_is_analysed_too():
    path = run(config(orders=(2, 4, 6)), verb="theory")
    process, new = analyze(path, "--set", "eft.cutoff=20")
    assert process.returncode == 0, process.stderr
    assert digest(new) == digest(run(config(orders=(2, 4, 6), extra="[eft]\ncutoff = 20.0\n"), verb="theory"))


def test_merged_results_keep_their_seeds():
    extra = "[cutoff_scan]\ncutoffs = [3.0, 30.0]\n"
    merged = []
    for text in ("", extra):
        folder = os.path.dirname(run(config(seed=1, extra=text), out="a.h5"))
        run(config(seed=2, extra=text), folder=folder, out="b.h5")
        process = nnft("merge", "a.h5", "b.h5", "-o", "m.h5", "--quiet", folder=folder)
        assert process.returncode == 0, process.stderr
        merged.append(os.path.join(folder, "m.h5"))
    process, new = analyze(merged[0], "--set", "cutoff_scan.cutoffs=[3.0,30.0]")
    assert process.returncode == 0, process.stderr
    assert digest(new) == digest(merged[1])
    with h5py.File(new) as file:
        assert list(file.attrs["seeds"]) == [1, 2]


def test_refusals_are_one_line_of_status_2_and_touch_nothing():
    path = run(config())
    folder = os.path.dirname(path)
    foreign = os.path.join(folder, "foreign.h5")
    with open(foreign, "w") as file:
        file.write("not a result")
    damaged = os.path.join(folder, "damaged.h5")
    with open(damaged, "wb") as file:
        file.write(contents(path)[:-7])
    before = contents(path)
    cases = (
        ((path, "-o", "x.h5", "--set", "ensemble.width=[4]"), "ensemble.width"),
        ((path, "-o", "x.h5", "--set", "inputs.points=[[1.0]]"), "inputs.points"),
        ((path, "-o", "x.h5", "--set", "sampling.networks=10"), "sampling"),
        ((path, "-o", "x.h5", "--set", "eft.cutof=3"), "eft.cutoff"),
        ((path, "-o", "x.h5", "--set", "eft.sextic=true"), "6-point"),
        ((path, "-o", path), "exists"),
        ((path, "-o", foreign, "--fresh"), "foreign.h5"),
        ((foreign, "-o", "x.h5"), "foreign.h5"),
        ((damaged, "-o", "x.h5"), "damaged.h5"),
        (("nowhere.h5", "-o", "x.h5"), "nowhere.h5"),
        ((path, "-o", "no/folder/x.h5"), "no/folder"),
        ((path,), "-o"),
    )
    for ranks in (0, 2):
        for words, expected in cases:
            process = nnft("analyze", *words, "--quiet", ranks=ranks, folder=folder)
            ours = [line for line in process.stderr.splitlines() if line.startswith("nnft: ")]
            assert process.returncode == 2, (words, process.returncode, process.stderr)
            assert len(ours) == 1 and expected in ours[0], (words, process.stderr)
            assert not os.path.exists(os.path.join(folder, "x.h5"))
    assert contents(path) == before
    with open(foreign) as file:
        assert file.read() == "not a result"


def test_fresh_replaces_a_result():
    path = run(config())
    _, new = analyze(path)
    process, _ = analyze(path, "--fresh", "--set", "eft.cutoff=7")
    assert process.returncode == 0, process.stderr
    with h5py.File(new) as file:
        assert file["ensembles/0000/eft"].attrs["cutoff"] == 7


def test_couplings_of_all_weights_agree_where_lambda_is_a_constant():
    # ReLU-net, d_in = 1: all components are one number
    path = run(config("relu", points=((0.2,), (0.5,), (1.0,)), networks=20000))
    for weights in ("uniform", "diagonal", "full"):
        _, new = analyze(path, "--set", f"eft.weights={weights}", out=f"{weights}.h5")
        with h5py.File(new) as file:
            for ensemble in file["ensembles"].values():
                eft = ensemble["eft"]
                assert eft.attrs["weights"] == weights
                assert abs(eft["pull"][0]) < 5
                assert np.isclose(eft["couplings"][0], ensemble["cutoff_scan/quartic"][8], rtol=1e-9)


def test_weights_from_the_sample_are_warned_of_where_lambda_is_no_constant():
    path = run(config(networks=20000))
    for weights, warned in (("uniform", False), ("diagonal", True), ("full", True)):
        process, _ = analyze(path, "--set", f"eft.weights={weights}", out=f"{weights}.h5")
        assert process.returncode == 0, process.stderr
        assert ("no couplings fit all components" in process.stderr) == warned, process.stderr


if __name__ == "__main__":
    main(sys.modules[__name__])
