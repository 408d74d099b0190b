"""What happens to a result that exists: finished, extended, analysed again, refused, replaced."""
import os
import sys
import tempfile

import h5py
import numpy as np

from nnft_run import config, digest, main, nnft, run


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def rerun(folder, text, *words, ranks=1):
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text)
    return nnft("run", "c.toml", "-o", "r.h5", "--quiet", *words, ranks=ranks, folder=folder)


def finished(text):
    folder = tempfile.mkdtemp(prefix="nnft-")
    path = run(text, folder=folder)
    return folder, path, contents(path)


def test_a_finished_run_is_left_alone():
    folder, path, before = finished(config())
    process = rerun(folder, config(), ranks=2)
    assert process.returncode == 0 and "finished" in process.stdout, process.stdout
    assert contents(path) == before


def test_more_networks_continue_to_the_bits_of_one_run():
    # 5000 = 2 1/2 blocks: the partial block gives way to the whole one
    for estimator in ("direct", "conditional", "rqmc"):
        for first, then in ((5000, 9000), (2000, 6000), (4999, 5000)):
            small = config(networks=first, estimator=estimator, orders=(2, 4, 6))
            large = config(networks=then, estimator=estimator, orders=(2, 4, 6))
            folder, path, _ = finished(small)
            process = rerun(folder, large, ranks=3)
            assert process.returncode == 0, process.stderr
            assert digest(path) == digest(run(large)), f"{estimator} {first} -> {then}"


def test_other_cutoffs_are_scanned_without_sampling():
    folder, path, _ = finished(config())
    other = config(extra="[cutoff_scan]\ncutoffs = [3.0, 30.0]\n")
    assert rerun(folder, other).returncode == 0
    assert digest(path) == digest(run(other))
    with h5py.File(path) as file:
        assert file["ensembles/0000/cutoff_scan/cutoff"].shape == (2,)
        assert file["performance"].attrs["networks_per_second"] == 0


def test_other_physics_and_fewer_networks_are_refused():
    folder, path, before = finished(config())
    cases = {"sigma_w": config().replace("[inputs]", "sigma_w = 1.1\n[inputs]"),
             "networks": config(networks=500), "seed": config(seed=7),
             "experiments": config(experiments=5), "estimator": config(estimator="direct"),
             "orders": config(orders=(2, 4, 6)), "first": config(first_network=2000)}
    for name, text in cases.items():
        process = rerun(folder, text, ranks=2)
        lines = [l for l in process.stderr.splitlines() if l.startswith("nnft:")]
        assert process.returncode == 2 and len(lines) == 1, f"{name}: {process.stderr}"
        assert "r.h5" in lines[0] and "--fresh" in lines[0], lines
        assert contents(path) == before, name


def test_fresh_replaces_a_result_but_no_foreign_file():
    folder, path, before = finished(config())
    assert rerun(folder, config(seed=8), "--fresh").returncode == 0
    assert contents(path) != before
    with open(path, "w") as file:
        file.write("my notes\n")
    process = rerun(folder, config(), "--fresh")
    assert process.returncode == 2 and contents(path) == b"my notes\n", process.stderr


def test_links_are_followed_also_to_what_is_not_yet_there():
    folder = tempfile.mkdtemp(prefix="nnft-")
    os.mkdir(os.path.join(folder, "elsewhere"))
    os.symlink("elsewhere/real.h5", os.path.join(folder, "link.h5"))
    for _ in range(2):  # made, then found finished
        assert os.path.samefile(run(config(), folder=folder, out="link.h5"), os.path.join(folder, "elsewhere", "real.h5"))
        assert os.path.islink(os.path.join(folder, "link.h5"))
    other = run(config(seed=9), folder=folder, out="other.h5")
    for words in (("merge", "link.h5", other), ("analyze", "link.h5")):
        os.symlink("elsewhere/new.h5", os.path.join(folder, "new.h5"))
        assert nnft(*words, "-o", "new.h5", ranks=2, folder=folder).returncode == 0
        assert os.path.islink(os.path.join(folder, "new.h5")), words
        os.remove(os.path.join(folder, "new.h5"))
        os.remove(os.path.join(folder, "elsewhere", "new.h5"))


def test_theory_does_not_take_the_place_of_a_measurement():
    folder, path, before = finished(config())
    process = nnft("theory", "c.toml", "-o", "r.h5", folder=folder)
    assert process.returncode == 2 and contents(path) == before, process.stderr


def test_first_network_draws_the_later_part_of_the_same_ensemble():
    whole = run(config(networks=6000, orders=(2, 4)))
    first = run(config(networks=4000, orders=(2, 4)))
    rest = run(config(networks=2000, orders=(2, 4), first_network=4000))
    for m in ("0000", "0001"):
        limbs = []
        for path in (whole, first, rest):
            with h5py.File(path) as file:
                limbs.append(file[f"state/{m}/limbs"][()].astype(object))
        weights = [2 ** (32 * i) for i in range(6)]
        totals = [(l * weights).sum(axis=(-1)) for l in limbs]
        assert (totals[0] == totals[1] + totals[2]).all()


if __name__ == "__main__":
    main(sys.modules[__name__])
