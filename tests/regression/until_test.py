"""sampling.until: the run ends at a look that shows enough; the answer depends on no rank and no interruption."""
import os
import sys
import tempfile

import h5py
import numpy as np

from nnft_run import config, digest, main, nnft, run

MOST = 200_000


def text(relative_error, networks=1000, most=MOST, quantity="g4_connected", widths=(3, 5)):
    until = f'{{quantity = "{quantity}", relative_error = {relative_error}, max_networks = {most}}}'
    return config(widths=widths, networks=networks, experiments=4, bins=4, orders=(2, 4), until=until,
                  extra="[output]\ncheckpoint_every = 0.2\n")


def looks(networks, most, bins=4, block=2000):
    """The rule of the reference page, written again."""
    result, n = [], max(networks, bins * block)
    n = -(-n // block) * block
    while n < most:
        result.append(n)
        n = -(-(n + n // 4) // block) * block
    return result + [most]


def relative_error(path):
    worst = 0
    with h5py.File(path) as file:
        for ensemble in file["ensembles"].values():
            value, error = ensemble["measured/g4_connected"][()], ensemble["measured/g4_connected_error"][()]
            worst = max(worst, np.median(sorted(abs(error / value))[len(value) // 2]))
    return worst


def test_it_ends_at_the_first_look_that_shows_enough():
    path = run(text(0.004), ranks=2)
    with h5py.File(path) as file:
        until = dict(file["until"].attrs)
    assert until["verdict"] == "reached" and until["networks"] in looks(1000, MOST)[1:], until
    assert abs(until["relative_error"] / relative_error(path) - 1) < 1e-12 and until["relative_error"] <= 0.004
    # the bits of a run with that many networks; the look before did not suffice
    before = looks(1000, MOST)[looks(1000, MOST).index(until["networks"]) - 1]
    fixed = run(text(0.004).replace("networks = 1000", f"networks = {until['networks']}"))
    with h5py.File(path) as a, h5py.File(fixed) as b:
        for name in ("state/0001/limbs", "ensembles/0000/measured/g4", "ensembles/0001/exact/g4"):
            assert np.array_equal(a[name][()], b[name][()]), name
    assert relative_error(run(config(widths=(3, 5), networks=before, experiments=4, bins=4))) > 0.004


def test_it_depends_on_no_rank_and_no_interruption():
    want = digest(run(text(0.0025)))
    assert digest(run(text(0.0025), ranks=3)) == want
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text(0.0025))
    status, stops = 3, 0
    while status == 3 and stops < 200:
        ranks = 1 + stops % 3
        process = nnft("run", "c.toml", "-o", "r.h5", "--max-time", "0.001", ranks=ranks, folder=folder)
        status, stops = process.returncode, stops + 1
        if stops == 8:
            process = nnft("run", "c.toml", "-o", "r.h5", folder=folder)
            status = process.returncode
    assert status == 0 and stops > 3, (status, stops, process.stderr)
    assert digest(os.path.join(folder, "r.h5")) == want
    assert nnft("check", "r.h5", folder=folder).returncode == 0


def test_a_cap_below_what_an_interrupted_run_sampled_for():
    for until in (True, False):  # what was interrupted looks at 180,000, or has that fixed number
        folder = tempfile.mkdtemp(prefix="nnft-")
        first = text(1e-7, networks=180_000, most=180_000, widths=(120,))
        with open(os.path.join(folder, "c.toml"), "w") as file:
            file.write(first if until else first.replace("until", "# until"))
        stopped = nnft("run", "c.toml", "-o", "r.h5", "--max-time", "0.4", folder=folder)
        assert stopped.returncode == 3, stopped.stderr
        last = text(1e-7, networks=150_000, most=150_000, widths=(120,))
        with open(os.path.join(folder, "c.toml"), "w") as file:
            file.write(last)
        going_on = nnft("run", "c.toml", "-o", "r.h5", folder=folder)
        if going_on.returncode == 2 and "more than 150000" in going_on.stderr:
            continue  # a fast machine: the first experiment was beyond the cap, which is refused
        assert going_on.returncode == 0, going_on.stderr
        assert digest(os.path.join(folder, "r.h5")) == digest(run(last))
        assert nnft("check", "r.h5", folder=folder).returncode == 0


def test_it_can_be_analysed_again():
    path = run(text(0.004))
    process = nnft("analyze", path, "-o", path + ".new.h5", "--set", "cutoff_scan.cutoffs=[3.0]")
    assert process.returncode == 0, process.stderr
    assert nnft("check", path + ".new.h5").returncode == 0
    with h5py.File(path) as old, h5py.File(path + ".new.h5") as new:
        assert dict(old["until"].attrs) == dict(new["until"].attrs)
        assert new["ensembles/0000"].attrs["networks"] == old["until"].attrs["networks"]


def test_what_is_not_reached_is_said_and_more_may_be_asked_for():
    folder = tempfile.mkdtemp(prefix="nnft-")
    path = run(text(1e-6, most=20_001), folder=folder)
    with h5py.File(path) as file:
        assert file["until"].attrs["verdict"] == "not reached"
        assert file["until"].attrs["networks"] == 20_001
        assert "optional stopping" in file["until"].attrs["note"]
    process = nnft("run", "c.toml", "-o", "r.h5", folder=folder)
    assert process.returncode == 0 and "finished" in process.stdout
    assert "not reached" in nnft("info", "r.h5", folder=folder).stdout
    more = run(text(0.004), folder=folder)  # what is there counts as a look
    with h5py.File(more) as file:
        reached = file["until"].attrs["networks"]
        assert reached in looks(1000, MOST) and reached >= 20_001


if __name__ == "__main__":
    main(sys.modules[__name__])
