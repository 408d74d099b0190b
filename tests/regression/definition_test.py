"""A small run recomputed in NumPy, network by network, from the definitions of the specification.

`nnft sample` gives the parameters; everything else is done here once more: outputs, moments,
k-statistics, jackknife, conditional kernels.
"""
import itertools
import json
import math
import os
import sys
import tempfile

import h5py
import numpy as np

from nnft_run import config, main, nnft, run

POINTS = ((0.3,), (-0.8,))
NETWORKS = 18  # one batch of sixteen and a part of the next; one block
EXPERIMENTS = 2


def sampled(text):
    """Parameters of all networks of a run, [experiment][network], as one process prints each."""
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text)
    networks = []
    for experiment in range(EXPERIMENTS):
        networks.append([])
        for k in range(NETWORKS):
            process = nnft("sample", "c.toml", "--experiment", experiment, "--network", k,
                           folder=folder)
            assert process.returncode == 0, process.stderr
            networks[-1].append(json.loads(process.stdout))
    return networks


def hidden(architecture, network, sigma_b, sigma_w):
    x = np.array(POINTS)
    z = np.array(network["b0"])[:, None] + np.array(network["W0"]) @ x.T
    if architecture == "erf":
        return np.vectorize(math.erf)(z)
    if architecture == "relu":
        return np.maximum(z, 0)
    if architecture == "gauss":
        return np.exp(z) / np.exp(sigma_b**2 + sigma_w**2 * (x**2).sum(axis=1))
    if architecture == "cos":
        return np.cos(z)
    return np.tanh(z)


def cumulant_4(f, rows):
    """Unbiased connected 4-point function of samples f [n, points] (k-statistics)."""
    n = len(f)
    value = []
    for i, j, k, l in rows:
        m4 = np.mean(f[:, i] * f[:, j] * f[:, k] * f[:, l])
        products = 0
        for (a, b), (c, d) in (((i, j), (k, l)), ((i, k), (j, l)), ((i, l), (j, k))):
            mean_a = np.mean(f[:, a] * f[:, b])
            mean_b = np.mean(f[:, c] * f[:, d])
            products += (n * mean_a * mean_b - m4) / (n - 1)
        value.append(m4 - products)
    return np.array(value)


def jackknife_error(estimator, f):
    """Delete-one-bin over experiments; every experiment is one bin here (one block each)."""
    whole = estimator(np.concatenate(f))
    g = len(f)
    without = [estimator(np.concatenate(f[:e] + f[e + 1:])) for e in range(g)]
    pseudo = np.array([g * whole - (g - 1) * w for w in without])
    return whole, np.sqrt(pseudo.var(axis=0, ddof=1) / g)


def test_direct_estimator():
    for architecture in ("erf", "gauss", "cos"):  # the others: unit test of the kernels
        text = config(architecture, widths=(3,), points=POINTS, networks=NETWORKS,
                      experiments=EXPERIMENTS, estimator="direct")
        bias = 0 if architecture in ("relu", "cos") else 1
        samples = []
        for experiment in sampled(text):
            rows = []
            for network in experiment:
                s = hidden(architecture, network, bias, 1)
                f = np.array(network["b1"]) + s.T @ np.array(network["W1"])[:, 0]
                assert np.allclose(f, network["outputs"][0], rtol=1e-12, atol=1e-13)
                rows.append(f)
            samples.append(np.array(rows))
        with h5py.File(run(text)) as file:
            four = file["layout/order_4"][()]
            group = file["ensembles/0000/measured"]
            assert [tuple(r) for r in four] == list(
                itertools.combinations_with_replacement(range(2), 4))
            full = lambda f: np.mean(np.prod(f[:, four], axis=2), axis=0)
            for name, estimator in (("g4", full), ("g4_connected", lambda f: cumulant_4(f, four))):
                value, error = jackknife_error(estimator, samples)
                scale = np.abs(value).max()
                assert np.allclose(group[name][()], value, rtol=1e-11, atol=1e-11 * scale), name
                assert np.allclose(group[name + "_error"][()], error, rtol=1e-9), name
                own = np.array([estimator(f) for f in samples])
                stored = file[f"ensembles/0000/experiments/{name}"][()]
                assert np.allclose(stored, own, rtol=1e-10, atol=1e-11 * scale), name


def test_conditional_estimator():
    text = config("erf", widths=(3,), points=POINTS, networks=NETWORKS, experiments=EXPERIMENTS)
    x = np.array(POINTS)[:, 0]
    a = 1 + np.outer(x, x)
    kernel = 1 + 2 / np.pi * np.arcsin(2 * a / np.sqrt(np.outer(1 + 2 * np.diag(a),
                                                               1 + 2 * np.diag(a))))
    z = []
    for experiment in sampled(text):
        for network in experiment:
            s = hidden("erf", network, 1, 1)
            z.append(1 + s.T @ s / 3 - kernel)
    z = np.array(z)
    with h5py.File(run(text)) as file:
        group = file["ensembles/0000/measured"]
        four = file["layout/order_4"][()]
        pairings = ((0, 1, 2, 3), (0, 2, 1, 3), (0, 3, 1, 2))
        for row, p in enumerate(four):
            connected = sum(np.mean(z[:, p[a], p[b]] * z[:, p[c], p[d]]) for a, b, c, d in pairings)
            khat = z + kernel
            full = sum(np.mean(khat[:, p[a], p[b]] * khat[:, p[c], p[d]]) for a, b, c, d in pairings)
            assert abs(group["g4_connected"][row] - connected) < 1e-12
            assert abs(group["g4"][row] - full) < 1e-11


if __name__ == "__main__":
    main(sys.modules[__name__])
