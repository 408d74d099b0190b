"""Runs of the program for tests: as a user would, through the command line and files.

NNFT names the program, NNFT_MPIRUN the words that start MPI (both set by CTest).
"""
import hashlib
import os
import shlex
import subprocess
import sys
import tempfile

import h5py
import numpy as np

NNFT = os.environ["NNFT"]
MPIRUN = shlex.split(os.environ["NNFT_MPIRUN"])


def nnft(*words, ranks=0, folder=None, timeout=300):
    """The finished process; plain for ranks = 0, else under mpirun."""
    launcher = MPIRUN + ["-n", str(ranks)] if ranks else []
    return subprocess.run(launcher + [NNFT, *map(str, words)], capture_output=True, text=True,
                          timeout=timeout, cwd=folder)


def run(text, *words, ranks=1, folder=None, verb="run", out="r.h5"):
    """Runs a configuration and returns the path of the result; the test ends if it fails."""
    folder = folder or tempfile.mkdtemp(prefix="nnft-")
    config = os.path.join(folder, "c.toml")
    with open(config, "w") as file:
        file.write(text)
    path = os.path.join(folder, out)
    process = nnft(verb, config, "-o", path, "--quiet", *words, ranks=ranks, folder=folder)
    assert process.returncode == 0, f"status {process.returncode}: {process.stderr}"
    return path


def config(architecture="erf", widths=(3, 17), points=((-0.5,), (0.4,), (1.0,)), networks=1000,
           experiments=4, estimator="conditional", orders=(2, 4), d_out=1, extra="", **sampling):
    d_in = len(points[0])
    lines = "\n".join(f"{key} = {value}" for key, value in sampling.items())
    return f"""
[ensemble]
architecture = "{architecture}"
d_in = {d_in}
d_out = {d_out}
width = {list(widths)}
[inputs]
points = {[list(p) for p in points]}
[sampling]
networks = {networks}
experiments = {experiments}
estimator = "{estimator}"
{lines}
[correlators]
orders = {list(orders)}
{extra}
"""


def digest(path):
    """Hash of all datasets and attributes but those of /performance."""
    total = hashlib.sha256()

    def add(name, thing):
        if name.startswith("performance"):
            return
        total.update(name.encode())
        for key in sorted(thing.attrs):
            total.update(f"{key}={thing.attrs[key]!r}".encode())
        if isinstance(thing, h5py.Dataset):
            total.update(np.ascontiguousarray(thing[()]).tobytes())

    with h5py.File(path) as file:
        add("", file)
        names = []
        file.visit(names.append)
        for name in sorted(names):
            add(name, file[name])
    return total.hexdigest()


def same_by_h5diff(a, b):
    """True if h5diff finds no difference outside /performance."""
    process = subprocess.run(["h5diff", "--exclude-path", "/performance", a, b],
                             capture_output=True, text=True)
    return process.returncode == 0 and not process.stdout.strip()


def main(module):
    """Calls every test_* function of a module; status 1 if one fails."""
    failed = 0
    tests = [(name, f) for name, f in vars(module).items() if name.startswith("test_")]
    for name, function in tests:
        try:
            function()
            print("ok    ", name)
        except Exception as problem:  # the next test runs all the same
            failed += 1
            print("FAILED", name, type(problem).__name__, problem)
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not tests else 0)
