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


def stat_of(process):
    """Name of a process, and the words behind it in its line of /proc; None if it has ended."""
    try:
        with open(f"/proc/{process}/stat") as stat:
            name, rest = stat.read().split("(", 1)[1].rsplit(")", 1)
    except OSError:
        return None
    return name, rest.split()


def ranks_of(launcher):
    """The processes of the program that mpirun has started, itself or by a process of its own."""
    parents, programs = {}, []
    for process in map(int, filter(str.isdigit, os.listdir("/proc"))):
        if stat := stat_of(process):
            parents[process] = int(stat[1][1])
            if stat[0] == "nnft":
                programs.append(process)

    def descends(process):
        while process in parents:
            process = parents[process]
            if process == launcher:
                return True
        return False

    return list(filter(descends, programs))


def processor_seconds(process):
    stat = stat_of(process)
    assert stat, "a rank has ended"
    return sum(map(int, stat[1][11:13])) / os.sysconf("SC_CLK_TCK")  # user and system


def wait_until(condition, why):
    end = time.monotonic() + 100
    while not condition():
        assert time.monotonic() < end, why
        time.sleep(0.01)


def works(rank):
    """Whether it gets a twentieth of a processor; one that has no blocks left and waits for the others takes less."""
    before = processor_seconds(rank)
    time.sleep(1)
    return processor_seconds(rank) - before > 0.05


def test_same_bits_when_a_rank_stands_still_and_the_others_take_over_its_blocks():
    text = config(widths=(50,), networks=5_000_000, experiments=2, orders=(2, 4))
    want = run(text, ranks=2)
    folder = os.path.dirname(want)
    process = subprocess.Popen([*MPIRUN, "-n", "2", NNFT, "run", "c.toml", "-o", "still.h5"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, cwd=folder)
    process.stderr.readline()
    process.stderr.readline()
    still, other = ranks = ranks_of(process.pid)
    wait_until(lambda: min(map(processor_seconds, ranks)) > 0.2, "the ranks do not begin")
    os.kill(still, signal.SIGSTOP)
    try:
        wait_until(lambda: not works(other), "the other rank does not come to the end of its share")
    finally:
        os.kill(still, signal.SIGCONT)
    output = process.communicate(timeout=300)[1]
    assert process.returncode == 0, output
    path = os.path.join(folder, "still.h5")
    assert digest(path) == digest(want)
    with h5py.File(path, "r") as file:
        least, _, most = file["performance/networks"][:]
    assert most - least > 10 * 2000, f"the ranks drew {least} and {most}: ten blocks or less apart, as they were dealt first"


if __name__ == "__main__":
    main(sys.modules[__name__])
