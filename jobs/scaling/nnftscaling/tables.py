"""The tables of a study, in Markdown."""
from . import efficiency, model

MODEL_RANKS = (100, 1000, 10_000, 100_000)
MODEL_NETWORKS = (1e10, 1e11, 1e12)
MODEL_SECONDS = 60  # of sampling a rank, in the model's weak scaling
WANTED = 0.97


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def three(spread, form="{:.3f}"):
    """min / median / max"""
    return "" if spread is None else " / ".join(form.format(v) for v in spread)


def values(lines, field, form):
    return three(efficiency.spread(line[field] for line in lines), form)


def measured(lines, study):
    rows = []
    for (net, _), by_ranks in efficiency.groups(lines, study).items():
        e = efficiency.efficiencies(by_ranks, study)
        for ranks, runs in by_ranks.items():
            rows.append((net, str(ranks), str(runs[0]["nodes"]), f"{runs[0]['networks']:.3g}", str(len(runs)),
                         values(runs, "wall_seconds", "{:.2f}"), three(e[ranks]["wall_seconds"]),
                         three(e[ranks]["sampling_seconds"]), three(e[ranks]["cpu_seconds"]),
                         values(runs, "imbalance", "{:.4f}"), values(runs, "load", "{:.1f}")))
    return table(("net", "ranks", "nodes", "networks", "runs", "wall s", "efficiency", "of sampling", "in CPU time",
                  "imbalance", "load"), rows)


def parts(lines):
    rows = []
    for (net, _), by_ranks in efficiency.groups(lines, "strong").items():
        for ranks, runs in by_ranks.items():
            rows.append((net, str(ranks), f"{runs[0]['networks']:.3g}", values(runs, "startup_seconds", "{:.2f}"),
                         values(runs, "sampling_seconds", "{:.2f}"), values(runs, "reduction_seconds", "{:.4f}"),
                         values(runs, "networks_per_second", "{:.3g}")))
    return table(("net", "ranks", "networks", "start-up s", "sampling s", "reduction s", "networks/s"), rows)


def reductions(lines):
    kinds = {}
    for line in lines:
        kinds.setdefault((line["ranks"], line["reduced_bytes"]), []).append(line)
    rows = [(str(ranks), f"{size / 1e6:.3g}", str(len(runs)), values(runs, "reduction_seconds", "{:.5f}"))
            for (ranks, size), runs in sorted(kinds.items())]
    return table(("ranks", "MB", "runs", "seconds"), rows)


def parameters(models):
    rows = [(net, f"{m.startup_base:.3g}", f"{m.startup_level:.3g}", f"{m.rest:.3g}", f"{m.network * 1e6:.3g}",
             f"{m.local_byte * 1e9:.3g}", f"{m.latency:.3g}", f"{m.tree_byte * 1e9:.3g}", f"{m.sums / 1e6:.3g}")
            for net, m in models.items()]
    return table(("net", "start-up s", "s a level", "rest s", "µs a network", "sums: ns a byte", "latency s a level",
                  "tree: ns a byte and level", "MB reduced"), rows)


def extrapolated(models):
    rows = []
    for net, m in models.items():
        for ranks in MODEL_RANKS:
            strong = [f"{m.time(n, ranks):.3g} s, {m.strong(n, ranks):.3f}" for n in MODEL_NETWORKS]
            weak = m.weak(MODEL_SECONDS / m.network, ranks)
            rows.append((net, f"{ranks:,}", f"{m.startup(ranks):.2f}", f"{m.reduction(ranks):.3g}", *strong,
                         f"{weak:.3f}", f"{m.least_sampling(ranks, WANTED):.0f}"))
    return table(("net (MODEL)", "ranks", "start-up s", "reduction s",
                  *(f"{n:.0e} networks: time, efficiency" for n in MODEL_NETWORKS),
                  f"weak efficiency, {MODEL_SECONDS} s a rank", f"seconds of sampling for {WANTED}"), rows)


def text(lines, source):
    """The whole page."""
    models = models_of(lines)
    pieces = [f"# Scaling, from {source}", "Three numbers are min / median / max over repetitions."]
    for study in ("strong", "weak"):
        if efficiency.groups(lines, study):
            pieces += [f"## {study.capitalize()} scaling, measured", measured(lines, study)]
    pieces += ["## Where the time goes, measured (strong)", parts(lines), "## Reduction, measured", reductions(lines)]
    if models:
        pieces += ["## MODEL: parameters from these runs", parameters(models),
                   "## MODEL, not measured: more ranks than this machine has", extrapolated(models)]
    return "\n\n".join(pieces) + "\n"


def models_of(lines):
    models = {net: model.fit(lines, net) for net in sorted({line["net"] for line in lines})}
    return {net: m for net, m in models.items() if m is not None}
