#!/usr/bin/env python3
"""Writes a result file in the layout of mpi/FORMAT.md without running nnft: exact theory plus noise.

ReLU-net (one sign of inputs, sigma_b = 0) and Cos-net in one input dimension have moments in closed form,
so that the file is physically sensible: G4c = 5/N Wick for ReLU-net, vertex integrals x^4 L^5/80.
"""
import functools
import itertools
import math
import sys

import h5py
import numpy as np

WIDTHS = (2, 3, 4, 5, 10, 20, 50, 100, 500, 1000)
CUTOFFS = (7, 10, 15, 20, 30, 40, 50, 70, 100, 200, 500, 1e3, 2e3, 5e3, 7e3, 1e4, 2e4, 4e4, 6e4, 8e4, 1e5)
POINTS = {"relu": np.array([.2, .4, .6, .8, 1., 1.2]), "cos": np.array([-1., -.6, -.2, .2, .6, 1.])}
ORDER = {"g2": 2, "g4": 4, "g6": 6, "g4_connected": 4, "g6_connected": 6}


def pairings(places):
    if not places:
        yield []
        return
    for i in range(1, len(places)):
        for rest in pairings(places[1:i] + places[i + 1:]):
            yield [(places[0], places[i])] + rest


@functools.lru_cache(maxsize=None)
def neuron_moment(net, x):
    """<s(x1)...s(xn)> of one neuron; x is a sorted tuple."""
    x = np.array(x)
    if net == "relu":
        return 0.5 * np.prod(np.arange(len(x) - 1, 0, -2)) * np.prod(x)
    signs = [e for e in itertools.product((-1, 1), repeat=len(x)) if sum(e) == 0]
    return 0.5 ** len(x) * sum(np.exp(-0.5 * np.dot(e, x) ** 2) for e in signs)


def layout(order, n_points):
    return np.array(list(itertools.combinations_with_replacement(range(n_points), order)), dtype=np.int32)


def exact_correlators(net, x, width, orders):
    """Gaussian-process and exact connected and full functions, one row a component."""
    m = lambda *p: neuron_moment(net, tuple(np.sort(x[list(p)])))  # noqa: E731
    gp, exact = {}, {}
    for order in orders:
        rows = layout(order, len(x)).tolist()
        wick = np.array([sum(np.prod([m(*p) for p in ps]) for ps in pairings(r)) for r in rows])
        gp[f"g{order}"] = wick
        exact[f"g{order}"] = wick.copy()
        if order == 4:
            connected = np.array([3 * m(*r) for r in rows]) - wick
            exact["g4_connected"] = connected / width
            exact["g4"] += exact["g4_connected"]
    if 6 in orders:
        four = dict(zip(map(tuple, layout(4, len(x)).tolist()), exact["g4_connected"]))
        rows = layout(6, len(x)).tolist()
        pairs = list(itertools.combinations(range(6), 2))
        rest = lambda r, p: [r[i] for i in range(6) if i not in p]  # noqa: E731
        connected = np.array([15 * m(*r) - 3 * sum(m(r[a], r[b]) * m(*rest(r, (a, b))) for a, b in pairs)
                              for r in rows]) + 2 * gp["g6"]
        tree = np.array([sum(m(r[a], r[b]) * four[tuple(rest(r, (a, b)))] for a, b in pairs) for r in rows])
        exact["g6_connected"] = connected / width**2
        exact["g6"] = gp["g6"] + tree + exact["g6_connected"]
        exact["tree"] = gp["g6"] + tree
    return gp, exact


class Writer:
    def __init__(self, group):
        self.group = group

    def __call__(self, path, values, text, **attributes):
        node = self.group.create_dataset(path, data=values)
        node.attrs["description"] = text
        for name, value in attributes.items():
            node.attrs[name] = value


def measure(rng, gp, exact, networks, experiments):
    """Exact values plus correlated noise, an experiment at a time; 2 relative variances a network for G4c."""
    found = {}
    for name, values in exact.items():
        if name not in ORDER:
            continue
        size = np.abs(values) + 1e-3 * np.abs(values).max()
        sigma = size * np.sqrt({2: .5, 4: 2., 6: 60.}[ORDER[name]] / networks)
        if not name.endswith("connected"):
            sigma = np.abs(gp[name]) * np.sqrt(8. / networks) * np.sqrt(1. / 20)
        common = rng.standard_normal((experiments, 1))
        own = rng.standard_normal((experiments, len(values)))
        each = values + sigma * (np.sqrt(.3) * common + np.sqrt(.7) * own)
        covariance = np.outer(sigma, sigma) * (.3 + .7 * np.eye(len(values))) / experiments
        found[name] = (each, covariance)
    return found


def write_measured(put, measured, exact, heavy):
    tail = {}
    for name, (each, covariance) in measured.items():
        value, error = each.mean(0), np.sqrt(np.diag(covariance))
        put(f"measured/{name}", value, "pooled over all experiments")
        put(f"measured/{name}_error", error, "standard error")
        put(f"measured/{name}_covariance", covariance, "covariance of the pooled estimate")
        put(f"experiments/{name}", each, "each experiment's own estimate")
        difference = value - exact[name]
        pull = np.divide(difference, error, out=np.zeros_like(error), where=error > 0)
        chi2 = difference @ np.linalg.pinv(covariance) @ difference
        dof = len(value)
        z = ((chi2 / dof) ** (1 / 3) - (1 - 2 / (9 * dof))) / np.sqrt(2 / (9 * dof))  # Wilson and Hilferty
        put(f"comparison/{name}_pull", pull, "(measured - exact)/error", chi2=chi2, dof=dof,
            p_value=0.5 * math.erfc(z / np.sqrt(2)), max_pull=np.abs(pull).max())
        tail[f"{name}_effective_sample_size"] = 35.0 if name == heavy else 2.0e5
        tail[f"{name}_verdict"] = "heavy tail" if name == heavy else "converged"
    put.group.require_group("comparison/tail_warning").attrs.update(tail)


def write_deviation(put, gp, measured):
    for order in (2, 4, 6):
        name = f"g{order}"
        if name not in measured:
            continue
        each = measured[name][0]
        deviation = np.abs(each.mean(0) - gp[name]) / np.abs(gp[name])
        put(f"deviation/m{order}", deviation, "|G - G_GP|/|G_GP|", mean=deviation.mean())
        if order > 2:
            background = each.std(0) / np.abs(gp[name])
            put(f"deviation/m{order}_background", background, "spread over experiments", mean=background.mean())


def write_scan(put, net, x, g4c, error):
    rows = layout(4, len(x))
    cutoffs = np.array(CUTOFFS)
    if net == "relu":
        integral = np.prod(x[rows], axis=1)[:, None] / 16 * cutoffs**5 / 5
    else:
        spread = (x[rows] ** 2).sum(1) - x[rows].sum(1) ** 2 / 4
        integral = (np.exp(-spread / 2) * np.sqrt(np.pi / 2) / 16)[:, None] * np.ones(len(cutoffs))
    tensor = (-g4c[:, None] / (24 * integral)).T
    used = (g4c != 0).astype(np.uint8)
    weighted = np.average(tensor, axis=1)
    logs = np.log(np.abs(tensor))
    grid = np.log(cutoffs)
    slope = np.polyfit(grid, logs.mean(1), 1)[0]
    local = np.gradient(np.log(np.abs(weighted)), grid)
    put("cutoff_scan/cutoff", cutoffs, "cutoff")
    put("cutoff_scan/quartic_tensor", tensor, "-G4_connected/(24 I4)")
    put("cutoff_scan/used", used, "0 where G4_connected vanishes exactly")
    put("cutoff_scan/quartic", weighted, "weighted mean")
    put("cutoff_scan/quartic_error", np.abs(weighted) * np.mean(error / np.abs(g4c)), "its error")
    put("cutoff_scan/quartic_mean", tensor.mean(1), "mean")
    put("cutoff_scan/quartic_median", np.median(tensor, axis=1), "median")
    put("cutoff_scan/quartic_spread", tensor.std(1), "standard deviation")
    put("cutoff_scan/chi2", np.full(len(cutoffs), 118.), "is lambda one constant?")
    put("cutoff_scan/dof", np.full(len(cutoffs), 125, dtype=np.int32), "its degrees of freedom")
    put("cutoff_scan/beta_quartic", local * weighted, "d lambda/d log Lambda")
    put.group["cutoff_scan"].attrs.update(slope=slope, slope_error=1e-12, r_squared=1.0, slope_of_mean=slope,
                                          slope_expected=-5. if net == "relu" else 0., slope_last=slope)
    return weighted[8], np.abs(weighted[8]) * 1e-3


def write_ensemble(group, rng, net, x, width, orders, sampled, heavy):
    put = Writer(group)
    group.attrs.update(architecture=net, d_in=1, d_out=1, width=width, depth=1, sigma_w=1., sigma_w_out=1.,
                       sigma_b=0., sigma_b_out=0.)
    gp, exact = exact_correlators(net, x, width, orders)
    for name, values in gp.items():
        put(f"gp/{name}", values, "infinite width, Wick")
    for name, values in exact.items():
        if name in ORDER:
            put(f"exact/{name}", values, "exact at this width")
    group["exact"].attrs.update(method="closed form", accuracy=1e-14)
    best = exact
    measured = {}
    if sampled:
        group.attrs.update(networks=10**5, experiments=10, estimator="conditional", block=2000)
        measured = measure(rng, gp, exact, 10**5, 10)
        write_measured(put, measured, exact, heavy)
        best = {name: each.mean(0) for name, (each, _) in measured.items()}
        write_deviation(put, gp, measured)
    if 4 in orders:
        error = np.sqrt(np.diag(measured["g4_connected"][1])) if sampled else 0 * exact["g4_connected"]
        value, sigma = write_scan(put, net, x, best["g4_connected"], error)
        put("eft/couplings", np.array([value]), "couplings")
        group["eft"].attrs.update(names=["quartic_constant"], chi2=118., dof=125, p_value=.66, rank=1, condition=1.,
                                  cutoff=100., mape_g4_connected=.3, mape_g4=.01)
        put("eft/covariance", np.array([[sigma**2]]), "covariance of the couplings")
    if 6 in orders:
        put("eft/g6_prediction", exact["tree"], "from the quartic coupling")
        put("eft/delta", exact["tree"] / best["g6"], "prediction / G6")
    return measured


def write_result(path, net="relu", widths=WIDTHS, orders=(2, 4, 6), sampled=True, heavy="", seed=1):
    rng = np.random.default_rng(seed)
    x = POINTS[net]
    with h5py.File(path, "w") as file:
        file.attrs.update(filetype="nnft-result", format_version=[1, 0], program_version="0.1.0", git_revision="0123456",
                          config=f'title = "{net}-net, synthetic"\n', title=f"{net}-net, synthetic",
                          physics_hash="00c0ffee", seed=2020, generator="philox4x64-10", isa="avx2")
        file["inputs/points"] = x[:, None]
        for order in orders:
            file[f"layout/order_{order}"] = layout(order, len(x))
        for i, width in enumerate(widths):
            write_ensemble(file.create_group(f"ensembles/{i:04}"), rng, net, x, width, orders, sampled, heavy)
        if len(widths) > 1 and sampled and 4 in orders:
            falloff = file.create_group("falloff/0000")
            for name, exponent in {"m4": -1., "m6": -1.2, "g4_connected": -1., "g6_connected": -2.}.items():
                if name in ("m6", "g6_connected") and 6 not in orders:
                    continue
                falloff.attrs[f"{name}_exponent"] = exponent + rng.normal() * .002
                falloff.attrs[f"{name}_exponent_error"] = .002
                falloff.attrs[f"{name}_exponent_expected"] = exponent
        file.create_group("performance").attrs.update(started_utc="2026-01-01T00:00:00Z", ranks=2, hosts="a",
                                                      networks_per_second=1.5e6, imbalance=1.02)


if __name__ == "__main__":
    write_result(sys.argv[1], *sys.argv[2:3])
