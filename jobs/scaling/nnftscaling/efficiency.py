"""Parallel efficiencies of measured runs.

Strong scaling (the same work on P ranks): E(P) = P0 T(P0)/(P T(P)). Weak scaling (work in proportion to P): E(P) = T(P0)/T(P).
P0 is the smallest number of ranks. A run is compared with the run of P0 ranks of the same repetition, which was made next
to it: slow drifts of a shared machine cancel. The same with CPU seconds C, which neighbours on the machine change little:
strong C(P0)/C(P), weak (P/P0) C(P0)/C(P); it counts what ranks do in addition, not what they wait.
"""
import statistics
from collections import defaultdict


def efficiency(study, reference, run, what):
    """Of one run against the one of P0 ranks. \\p what: wall_seconds, sampling_seconds or cpu_seconds; None if not measured"""
    if reference[what] is None or run[what] is None:
        return None
    more = run["ranks"] / reference["ranks"]
    in_all = what == "cpu_seconds"  # the others are seconds of each rank
    if study == "strong":
        return reference[what] / (run[what] * (1 if in_all else more))
    return reference[what] * (more if in_all else 1) / run[what]


def spread(values):
    """(min, median, max), or None where there is nothing."""
    values = [v for v in values if v is not None]
    return (min(values), statistics.median(values), max(values)) if values else None


def problem(line):
    """What stays the same when ranks change: networks in all, or of each rank."""
    return line["networks"] if line["study"] == "strong" else line["networks"] / line["ranks"]


def groups(lines, study):
    """{(net, problem): {ranks: [line, ...]}} of one study, ranks ascending."""
    found = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line["study"] == study:
            found[line["net"], problem(line)][line["ranks"]].append(line)
    return {key: dict(sorted(by_ranks.items())) for key, by_ranks in found.items()}


def by_repetition(lines):
    """{(repetition, n): line}: the n-th line of a repetition, where a study was run again."""
    found, times = {}, defaultdict(int)
    for line in lines:
        found[line["repetition"], times[line["repetition"]]] = line
        times[line["repetition"]] += 1
    return found


def efficiencies(by_ranks, study):
    """{ranks: {"wall_seconds": spread, "sampling_seconds": spread, "cpu_seconds": spread}}"""
    references = by_repetition(by_ranks[min(by_ranks)])
    return {ranks: {what: spread(efficiency(study, references[key], line, what)
                                 for key, line in by_repetition(lines).items() if key in references)
                    for what in ("wall_seconds", "sampling_seconds", "cpu_seconds")}
            for ranks, lines in by_ranks.items()}
