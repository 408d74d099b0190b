"""Four ranks: a run that saves itself, is stopped, goes on, is extended and merged. Short: the sanitizers watch it, too."""
import os
import signal
import subprocess
import sys
import tempfile
import time

from nnft_run import MPIRUN, NNFT, config, digest, main, nnft

TEXT = config(widths=(3, 20), networks=9_000, experiments=2, bins=4, orders=(2, 4, 6), seed=3,
              extra="[output]\ncheckpoint_every = 0.05\n")
OTHER = config("gauss", widths=(5,), networks=6_000, experiments=2, bins=4, estimator="rqmc",
               until='{quantity = "g4_connected", relative_error = 1e-9, max_networks = 9_000}')


def folder_with(text):
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text)
    return folder


def judge(status, output, expected, words):
    assert status == expected, f"{words}: status {status}: {output}"
    for report in ("Sanitizer", "runtime error"):
        assert report not in output, f"{words}: {output}"


def ok(folder, *words, ranks=4, status=0):
    process = nnft(*words, ranks=ranks, folder=folder)
    judge(process.returncode, process.stderr, status, words)


def stop_by_signal(folder, name, *more):
    words = [*MPIRUN, "-n", "4", NNFT, "run", "c.toml", "-o", name, *more]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder)
    output = process.stderr.readline()  # the banner: the run listens from its next line on
    output += process.stderr.readline()
    while not os.path.exists(os.path.join(folder, name + ".checkpoint")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGUSR1)
    output += process.communicate(timeout=60)[1]
    judge(process.returncode, output, 3, words)


def same(folder, name):
    assert digest(os.path.join(folder, name)) == digest(os.path.join(folder, "want.h5")), name


def goes_on_to_what_is_wanted(folder):
    ok(folder, "run", "c.toml", "-o", "want.h5", "--quiet")
    ok(folder, "run", "c.toml", "-o", "r.h5", "--max-time", "0.01", status=3)
    ok(folder, "run", "c.toml", "-o", "r.h5", "--quiet")
    same(folder, "r.h5")


def test_stopped_extended_and_merged():
    folder = folder_with(TEXT)
    goes_on_to_what_is_wanted(folder)
    ok(folder, "run", "c.toml", "-o", "first.h5", "--quiet", "--set", "sampling.networks=3000")
    ok(folder, "run", "c.toml", "-o", "first.h5", "--quiet", "--set", "sampling.networks=4000")
    ok(folder, "run", "c.toml", "-o", "rest.h5", "--quiet", "--set", "sampling.networks=5000", "--set",
       "sampling.first_network=4000")
    ok(folder, "merge", "rest.h5", "first.h5", "-o", "merged.h5", "--quiet")
    ok(folder, "check", "merged.h5", ranks=0)
    same(folder, "merged.h5")


def test_a_signal():
    folder = folder_with(TEXT)
    stop_by_signal(folder, "long.h5", "--set", "sampling.networks=1e9")
    ok(folder, "check", "long.h5.checkpoint", ranks=0)


def test_quasi_random_until():
    folder = folder_with(OTHER)
    goes_on_to_what_is_wanted(folder)


def test_refusals():
    folder = folder_with(TEXT)
    ok(folder, "run", "c.toml", "-o", "r.h5", "--set", "ensemble.widht=3", status=2)


if __name__ == "__main__":
    main(sys.modules[__name__])
