"""Results do not depend on the number of ranks, to the last bit."""
import os
import signal
import subprocess
import sys
import time

import h5py

from nnft_run import MPIRUN, NNFT, config, digest, main, run, same_by_h5diff

CASES = {
    "erf conditional": config(networks=7013, experiments=3, orders=(2, 4, 6), seed=5),
    "relu direct": config("relu", points=((0.2,), (0.5,), (0.9,)), networks=4500, experiments=3,
                          estimator="direct", orders=(2, 4, 6)),
    "tanh, two outputs": config("tanh", widths=(4,), points=((0.3, -1.0), (0.5, 0.7)), d_out=2,
                                networks=2500, experiments=2),
    "gauss, single precision": config("gauss", networks=4100, experiments=2, estimator="direct",
                                      precision='"single"'),
    # widths share one sample; bins are sequences of points that no rank owns
    "erf, quasi-random": config(networks=7013, experiments=3, orders=(2, 4, 6), estimator="rqmc"),
    "gauss, importance": config("gauss", networks=4500, experiments=2, orders=(2, 4, 6), estimator="importance"),
}


def test_same_bits_for_1_2_3_4_7_ranks():
    for name, text in CASES.items():
        reference = run(text, ranks=1)
        for ranks in (2, 3, 4, 7):
            path = run(text, ranks=ranks)
            assert digest(path) == digest(reference), f"{name}: {ranks} ranks differ"
            assert same_by_h5diff(path, reference), f"{name}: h5diff sees {ranks} ranks"


def test_the_comparison_sees_another_seed():
    a = run(config(seed=1))
    b = run(config(seed=2))
    assert digest(a) != digest(b)
    assert not same_by_h5diff(a, b)


def test_fused_instruction_sets_agree():
    from nnft_run import nnft
    if "avx512" not in nnft("--version").stdout:
        return  # one fused level only: nothing to compare
    for estimator in ("conditional", "direct", "rqmc"):
        text = config(networks=3000, orders=(2, 4, 6), estimator=estimator)
        assert digest(run(text, "--isa", "avx2")) == digest(run(text, "--isa", "avx512")), estimator
    assert digest(run(text, "--isa", "portable")) != digest(run(text, "--isa", "avx2"))


def pid_of_a_rank(launcher):
    """A process of the program that mpirun has started, itself or by a process of its own."""
    parents, programs = {}, []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as stat:
                name, rest = stat.read().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue  # it has just ended
        parents[int(entry)] = int(rest.split()[1])
        if name == "nnft":
            programs.append(int(entry))
    for program in programs:
        ancestor = program
        while ancestor in parents:
            ancestor = parents[ancestor]
            if ancestor == launcher:
                return program
    raise AssertionError("mpirun has no rank")


def test_same_bits_when_a_rank_stands_still_and_the_others_take_over_its_blocks():
    text = config(widths=(50,), networks=2_000_000, experiments=2, orders=(2, 4))
    want = run(text, ranks=2)
    folder = os.path.dirname(want)
    process = subprocess.Popen([*MPIRUN, "-n", "2", NNFT, "run", "c.toml", "-o", "still.h5"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, cwd=folder)
    process.stderr.readline()
    process.stderr.readline()
    rank = pid_of_a_rank(process.pid)
    time.sleep(0.1)
    os.kill(rank, signal.SIGSTOP)
    time.sleep(0.4)
    os.kill(rank, signal.SIGCONT)
    output = process.communicate(timeout=300)[1]
    assert process.returncode == 0, output
    still = os.path.join(folder, "still.h5")
    assert digest(still) == digest(want)
    with h5py.File(still, "r") as file:
        least, _, most = file["performance/networks"][:]
    blocks = 10  # far more than one, by which equal shares may differ, far less than were dealt anew
    assert most - least > blocks * 2000, f"the ranks drew {least} and {most}: as were dealt first"


if __name__ == "__main__":
    main(sys.modules[__name__])
