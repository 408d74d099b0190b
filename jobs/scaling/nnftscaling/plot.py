"""One figure: measured efficiencies, and beside them, marked as such, the model."""
import numpy as np
from nnftreport import style
from nnftreport.style import plt

from . import efficiency
from .tables import MODEL_NETWORKS, MODEL_SECONDS

NET_COLOUR = dict(zip(("erf", "relu", "gauss", "cos", "tanh"), style.FILE_COLOURS))


CURVES = (("wall_seconds", "o-", "whole run"), ("sampling_seconds", "s--", "sampling"), ("cpu_seconds", "x:", "in CPU time"))


def draw_measured(axis, lines, study):
    for (net, networks), by_ranks in efficiency.groups(lines, study).items():
        all_of = efficiency.efficiencies(by_ranks, study)
        colour, name = NET_COLOUR.get(net, style.EXACT_COLOUR), f"{style.NET_NAME.get(net, net)}, {networks:.2g}"
        for what, marker, label in CURVES:
            seen = [(ranks, e[what]) for ranks, e in all_of.items() if e[what]]
            if not seen:
                continue
            ranks = [r for r, _ in seen]
            low, middle, high = np.array([s for _, s in seen]).T
            axis.errorbar(ranks, middle, [middle - low, high - middle], fmt=marker, color=colour, label=f"{name}, {label}")
    axis.axhline(1, color=style.EXACT_COLOUR, linewidth=0.8)
    axis.set_title(f"{study} scaling, networks {'in all' if study == 'strong' else 'a rank'}: measured")
    axis.set_ylim(0, max(1.1, axis.get_ylim()[1]))
    style.power_law_axis(axis, [line["ranks"] for line in lines if line["study"] == study] or [1])


def draw_model(axis, models):
    ranks = np.unique(np.geomspace(1, 1e5, 120).round().astype(int))
    for net, m in models.items():
        colour, name = NET_COLOUR.get(net, style.EXACT_COLOUR), style.NET_NAME.get(net, net)
        for networks, dashes in zip(MODEL_NETWORKS, (":", "-.", "--")):
            axis.plot(ranks, [m.strong(networks, int(p)) for p in ranks], dashes, color=colour,
                      label=f"{name}, {networks:.0e} networks")
        axis.plot(ranks, [m.weak(MODEL_SECONDS / m.network, int(p)) for p in ranks], "-", color=colour, linewidth=0.8,
                  label=f"{name}, weak, {MODEL_SECONDS} s a rank")
    axis.set_xscale("log")
    axis.set_ylim(0, 1.1)
    axis.set_title("MODEL from these runs, not measured")
    axis.set_facecolor("#F6F2EA")


def draw(lines, models, folder):
    """FOLDER/scaling.png and FOLDER/scaling.pdf"""
    figure, axes = plt.subplots(1, 3, figsize=(13, 4.2))
    for axis, study in zip(axes, ("strong", "weak")):
        draw_measured(axis, lines, study)
    draw_model(axes[2], models)
    for axis in axes:
        axis.set_xlabel("ranks")
        axis.set_ylabel("efficiency")
        if axis.get_legend_handles_labels()[0]:
            axis.legend(loc="lower left", fontsize=7.5)
    style.save(figure, folder, "scaling")
