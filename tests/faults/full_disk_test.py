"""Disks that are full after so many bytes: no run reports success with lost data, and the next one goes on.

NNFT_LIMITS is the number of limits, spread over all that a run writes.
"""
import os
import shutil
import subprocess
import sys
import tempfile

from faulty_run import attempt, copy_of
from nnft_run import config, digest, main, nnft, run

LIMITS = int(os.environ["NNFT_LIMITS"])
TEXT = config(widths=(3, 17), points=((-0.5,), (0.4,), (1.0,), (1.4,)), networks=4000, experiments=2,
              orders=(2, 4, 6))


def state():
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(TEXT)
    return folder


def judge(folder, process, want, where):
    """\return whether the run succeeded"""
    path = os.path.join(folder, "r.h5")
    if process.returncode == 0:
        assert digest(path) == want, f"{where}: success with other data"
        return True
    assert process.returncode in (1, 2), f"{where}: {process.returncode} {process.stderr}"
    lines = [l for l in process.stderr.splitlines() if l.startswith("nnft: ")]
    assert lines and "r.h5" in lines[0], f"{where}: {process.stderr}"
    assert not os.path.exists(path), where
    return False


def test_a_limit_anywhere():
    want = digest(run(TEXT))
    start = state()
    size = os.path.getsize(run(TEXT))
    outcomes = []
    for i in range(LIMITS):
        limit = int(1.3 * size * i / (LIMITS - 1))
        folder = copy_of(start)
        process = attempt(folder, bytes=limit)
        outcomes.append(judge(folder, process, want, f"{limit} bytes"))
        if i % 8 == 0:
            again = nnft("run", "c.toml", "-o", "r.h5", folder=folder)
            assert again.returncode == 0 and digest(os.path.join(folder, "r.h5")) == want, limit
        shutil.rmtree(folder)
    print(f"{LIMITS} limits up to {limit} bytes: {outcomes.count(False)} too small")
    assert True in outcomes and False in outcomes


def test_two_ranks():
    want = digest(run(TEXT))
    for limit in (5_000, 60_000, 150_000):  # of each rank
        folder = copy_of(state())
        judge(folder, attempt(folder, ranks=2, bytes=limit), want, f"{limit} bytes")


def test_a_small_file_system():
    want = digest(run(TEXT))
    folder = state()
    small = os.path.join(folder, "small")
    os.mkdir(small)
    outcomes = []
    sizes = range(2, 120, max(3, 400 // LIMITS))
    for ranks, pages in [(i % 4 + 1, pages) for i, pages in enumerate(sizes)] + [(2, 44), (2, 70), (4, 60)]:
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={pages * 4096}", "none", small],
                               capture_output=True, text=True)
        if mount.returncode != 0:
            print(f"NOT TESTED: no file system can be mounted here ({mount.stderr.strip()})")
            return
        try:
            process = nnft("run", "../c.toml", "-o", "r.h5", "--quiet", folder=small, ranks=ranks, timeout=30)
            outcomes.append(judge(small, process, want, f"{pages} pages, {ranks} ranks"))
        finally:
            subprocess.run(["umount", "-l", small], check=True)
    print(f"{len(outcomes)} file systems: {outcomes.count(False)} too small")
    assert True in outcomes and False in outcomes


if __name__ == "__main__":
    main(sys.modules[__name__])
