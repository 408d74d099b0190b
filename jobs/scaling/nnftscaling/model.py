"""A MODEL of the cost of a run on P ranks, with parameters from measured runs. Not a measurement.

    T(n, P)  = startup(P) + rest + sampling(n, P) + reduction(P)
    startup  = s0 + s1 levels(P)                        launcher, MPI_Init, agreement on the plan
    sampling = n t ceil(B/P)/B                          n networks of t seconds; each width's B blocks are dealt whole
    reduction = b(P) c + levels(P) (l + b(P)/w)         canonical sums; a binomial tree that passes all bytes on at each level
    levels(P) = ceil(log2 P),  b(P) = sums + 8 P members    sums of all members, and one count a rank and member

The tree is the slow way to reduce: MPI libraries cut long messages so that bytes count once or twice, not levels(P) times.
`rest` is theory, fits and the file. Smallest measured times are taken: what neighbours on the machine add is no cost of nnft.
"""
import itertools
import math
from dataclasses import dataclass

import numpy as np


def levels(ranks):
    return (ranks - 1).bit_length()  # ceil(log2 ranks), exact


@dataclass(frozen=True)
class CostModel:
    startup_base: float  # s0, seconds
    startup_level: float  # s1, seconds a level
    rest: float  # seconds
    network: float  # t, core seconds a network, mean over widths
    local_byte: float  # c, seconds a byte
    latency: float  # l, seconds a level, all calls of a run together
    tree_byte: float  # 1/w, seconds a byte and level
    sums: int  # bytes
    members: int
    block: float  # networks

    def startup(self, ranks):
        return self.startup_base + self.startup_level * levels(ranks)

    def bytes_of(self, ranks):
        return self.sums + 8 * ranks * self.members

    def reduction(self, ranks):
        b = self.bytes_of(ranks)
        return b * self.local_byte + levels(ranks) * (self.latency + b * self.tree_byte)

    def sampling(self, networks, ranks):
        blocks = math.ceil(networks / (self.block * self.members))
        return networks * self.network * math.ceil(blocks / ranks) / blocks

    def overhead(self, ranks):
        return self.startup(ranks) + self.rest + self.reduction(ranks)

    def time(self, networks, ranks):
        return self.overhead(ranks) + self.sampling(networks, ranks)

    def strong(self, networks, ranks):
        """Efficiency of n networks on P ranks against one rank."""
        return self.time(networks, 1) / (ranks * self.time(networks, ranks))

    def weak(self, networks, ranks):
        """Efficiency of n networks a rank against one rank."""
        return self.time(networks, 1) / self.time(networks * ranks, ranks)

    def least_sampling(self, ranks, wanted):
        """Seconds of sampling a rank from which on sampling is `wanted` of the whole time."""
        return self.overhead(ranks) * wanted / (1 - wanted)


def fitted(columns, values):
    """Coefficients >= 0 of least relative squares: sum_i (sum_j columns_ij x_j/values_i - 1)^2 is smallest."""
    design = np.asarray(columns, float) / np.asarray(values, float)[:, None]
    best, least = np.zeros(design.shape[1]), math.inf
    for n in range(1, design.shape[1] + 1):
        for kept in map(list, itertools.combinations(range(design.shape[1]), n)):
            x = np.linalg.lstsq(design[:, kept], np.ones(len(design)), rcond=None)[0]
            misfit = float(np.sum((design[:, kept] @ x - 1) ** 2))
            if np.all(x >= 0) and misfit < least * (1 - 1e-12):
                best, least = np.zeros(design.shape[1]), misfit
                best[kept] = x
    return best


def smallest(lines, key, value):
    """{key(line): smallest value(line)}"""
    found = {}
    for line in lines:
        found[key(line)] = min(found.get(key(line), math.inf), value(line))
    return found


def rest_of(line):
    return line["wall_seconds"] - line["startup_seconds"] - line["sampling_seconds"] - line["reduction_seconds"]


def fit_reduction(lines):
    """(c, l, 1/w) from runs of several numbers of ranks and bytes."""
    seen = smallest(lines, lambda r: (r["ranks"], r["reduced_bytes"] + 8 * r["ranks"] * r["members"]),
                    lambda r: max(r["reduction_seconds"], 1e-9))
    return fitted([(b, levels(ranks), levels(ranks) * b) for ranks, b in seen], list(seen.values()))


def fit(lines, net):
    """The model of one net; None without strong runs of it. Start-up and reduction know no net: they are fitted to all runs."""
    strong = [line for line in lines if line["study"] == "strong" and line["net"] == net]
    if not strong:
        return None
    fewest = min(line["ranks"] for line in strong)
    first = [line for line in strong if line["ranks"] == fewest]
    startup = smallest(lines, lambda r: r["ranks"], lambda r: r["startup_seconds"])
    base, level = fitted([(1, levels(ranks)) for ranks in startup], list(startup.values()))
    local_byte, latency, tree_byte = fit_reduction(lines)
    one = first[0]
    return CostModel(
        startup_base=base, startup_level=level, rest=max(0.0, min(map(rest_of, strong))),
        network=min(line["sampling_seconds"] * line["ranks"] / line["networks"] for line in first),
        local_byte=local_byte, latency=latency, tree_byte=tree_byte,
        sums=one["reduced_bytes"], members=one["members"], block=one["networks"] / one["blocks"])
