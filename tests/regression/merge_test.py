"""Merging: the bits of one run over the union; what does not fit is refused, nothing is replaced."""
import os
import sys
import tempfile

import h5py
import numpy as np

from nnft_run import config, digest, main, nnft, run, same_by_h5diff


def part(folder, name, networks, first=0, ranks=1, **keys):
    text = config(networks=networks, orders=(2, 4, 6), first_network=first, **keys)
    return run(text, folder=folder, out=name, ranks=ranks)


def merge(folder, *names, out="m.h5", words=()):
    return nnft("merge", *names, "-o", out, *words, folder=folder)


def merged(folder, *names, out="m.h5", words=()):
    process = merge(folder, *names, out=out, words=words)
    assert process.returncode == 0, process.stderr
    assert nnft("check", out, folder=folder).returncode == 0
    return os.path.join(folder, out)


def refused(folder, *names, reason, out="m.h5", words=()):
    before = set(os.listdir(folder))
    process = merge(folder, *names, out=out, words=words)
    lines = [l for l in process.stderr.splitlines() if l.startswith("nnft:")]
    assert process.returncode == 2 and len(lines) == 1, process.stderr
    assert reason in lines[0], lines[0]
    assert set(os.listdir(folder)) == before


def test_uneven_shards_in_any_order_have_the_bits_of_one_run():
    for estimator in ("direct", "conditional"):
        folder = tempfile.mkdtemp(prefix="nnft-")
        # blocks of 2000 (widths 3 and 17): three whole ones, one, two and a bit
        part(folder, "a.h5", 6000, 2000, ranks=3, estimator=estimator)
        part(folder, "b.h5", 2000, 8000, estimator=estimator)
        part(folder, "c.h5", 4001, 10000, ranks=2, estimator=estimator)
        whole = part(folder, "w.h5", 12001, 2000, ranks=2, estimator=estimator)
        path = merged(folder, "c.h5", "a.h5", "b.h5")
        assert digest(path) == digest(whole), estimator
        assert same_by_h5diff(path, whole)
        two = merged(folder, "b.h5", "a.h5", out="ab.h5")
        assert digest(merged(folder, "c.h5", two, out="abc.h5")) == digest(whole)


def test_a_merged_result_is_continued_like_a_run():
    folder = tempfile.mkdtemp(prefix="nnft-")
    part(folder, "a.h5", 2000)
    part(folder, "b.h5", 1500, 2000)
    merged(folder, "a.h5", "b.h5")
    longer = run(config(networks=9000, orders=(2, 4, 6), first_network=0), folder=folder, out="m.h5")
    assert digest(longer) == digest(run(config(networks=9000, orders=(2, 4, 6), first_network=0)))


def test_other_seeds_add_their_experiments():
    folder = tempfile.mkdtemp(prefix="nnft-")
    for name, seed in (("a.h5", 5), ("b.h5", 1), ("c.h5", 9)):
        part(folder, name, 2500, seed=seed)
    path = merged(folder, "a.h5", "b.h5", "c.h5")
    assert digest(merged(folder, "c.h5", "b.h5", "a.h5", out="n.h5")) == digest(path)
    with h5py.File(path) as m:
        assert list(m.attrs["seeds"]) == [1, 5, 9] and list(m.attrs["seed_experiments"]) == [4, 4, 4]
        assert m["ensembles/0000"].attrs["experiments"] == 12
        for i, name in enumerate(("b.h5", "a.h5", "c.h5")):  # in the order of seeds
            with h5py.File(os.path.join(folder, name)) as file:
                for data in ("state/0001/limbs", "ensembles/0001/experiments/g4"):
                    same = m[data][4 * i:4 * i + 4] == file[data][()]
                    assert np.all(same), (name, data)
        pooled = m["ensembles/0000/measured/g2"][()]
        mean = m["ensembles/0000/experiments/g2"][()].mean(axis=0)
        assert np.allclose(pooled, mean, rtol=1e-13)  # equal numbers of networks
    # a run cannot go on from several seeds, and says so
    process = nnft("run", "c.toml", "-o", "m.h5", folder=folder)
    assert process.returncode == 2 and "several seeds" in process.stderr, process.stderr


def test_grids_of_seeds_and_ranges():
    folder = tempfile.mkdtemp(prefix="nnft-")
    for seed in (1, 2):
        part(folder, f"{seed}a.h5", 2000, seed=seed)
        part(folder, f"{seed}b.h5", 500, 2000, seed=seed)
        part(folder, f"{seed}.h5", 2500, seed=seed)
    grid = merged(folder, "1a.h5", "2b.h5", "1b.h5", "2a.h5")
    assert digest(grid) == digest(merged(folder, "1.h5", "2.h5", out="n.h5"))


def test_what_does_not_fit_is_refused():
    folder = tempfile.mkdtemp(prefix="nnft-")
    part(folder, "a.h5", 3000)
    part(folder, "b.h5", 2000, 2000)
    part(folder, "far.h5", 2000, 8000)
    part(folder, "seed.h5", 2000, seed=7)
    part(folder, "physics.h5", 2000, 4000, widths=(3, 18))
    part(folder, "bins.h5", 2000, 4000, bins=16)
    part(folder, "fit.h5", 2000, 4000, extra="[eft]\ncutoff = 50\n")
    run(config(orders=(2, 4, 6)), folder=folder, out="theory.h5", verb="theory")
    refused(folder, "a.h5", "b.h5", reason="overlap")
    refused(folder, "a.h5", "a.h5", reason="overlap")
    refused(folder, "b.h5", "far.h5", reason="ends before 4000")
    refused(folder, "a.h5", "seed.h5", reason="need the same networks")
    refused(folder, "b.h5", "physics.h5", reason="ensemble.width: [3, 18] here, [3, 17] in b.h5")
    refused(folder, "b.h5", "bins.h5", reason="sampling.bins")
    refused(folder, "b.h5", "fit.h5", reason="cutoff = 50")
    refused(folder, "b.h5", "theory.h5", reason="theory")
    refused(folder, "b.h5", "none.h5", reason="none.h5")
    refused(folder, "a.h5", "b.h5", reason="one of the files", out="a.h5")
    refused(folder, "b.h5", "far.h5", reason="exists", out="a.h5")
    with open(os.path.join(folder, "m.h5"), "w") as file:
        file.write("my notes\n")
    refused(folder, "b.h5", "far.h5", reason="not a result", words=("--fresh",))


if __name__ == "__main__":
    main(sys.modules[__name__])
