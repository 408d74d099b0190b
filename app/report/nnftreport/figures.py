"""Figures of one combination of ensembles (all widths): falloff, scans of all widths, prediction."""
import matplotlib.pyplot as plt
import numpy as np

from . import style
from .ensemble_figures import along_cutoffs
from .summary import gp_over_g6, mean_deviation, prediction_ratio


def relative_deviation(values, wick):
    """Mean over components of |values|/|wick|, where the Gaussian process does not vanish."""
    use = wick != 0
    return float(np.mean(np.abs(values[use] / wick[use]))) if use.any() else None


def curve(ensembles, value_of):
    """(widths, values) of the ensembles for which value_of gives a number."""
    rows = [(e.width, value_of(e)) for e in ensembles]
    rows = [(w, v) for w, v in rows if v is not None and np.isfinite(v)]
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows])


def exact_deviation(order, connected):
    def value(e):
        wick = e["gp"].get(f"g{order}")
        exact = e["exact"].get(f"g{order}_connected" if connected else f"g{order}")
        if wick is None or exact is None:
            return None
        return relative_deviation(exact if connected else exact - wick, wick)
    return value


def measured_deviation(order, connected):
    def value(e):
        if not connected:
            return mean_deviation(e, f"m{order}")
        wick, measured = e["gp"].get(f"g{order}"), e["measured"].get(f"g{order}_connected")
        return None if wick is None or measured is None else relative_deviation(measured, wick)
    return value


def error_of_deviation(order, connected):
    def value(e):
        name = f"g{order}_connected" if connected else f"g{order}"
        wick, error = e["gp"].get(f"g{order}"), e["measured"].get(f"{name}_error")
        return None if wick is None or error is None else relative_deviation(error, wick)
    return value


def background(order):
    return lambda e: mean_deviation(e, f"m{order}_background")


def exponent_label(symbol, falloff, name):
    if f"{name}_exponent" not in falloff:
        return symbol
    fitted = style.with_error(falloff[f"{name}_exponent"], falloff.get(f"{name}_exponent_error"))
    expected = falloff.get(f"{name}_exponent_expected")
    tail = "" if expected is None else rf", expected ${style.number(expected)}$"
    return rf"{symbol} $\propto N^{{\,p}}$, $p = {fitted}$" + tail


def draw_falloff_order(axis, ensembles, falloff, order):
    axis.set_yscale("log")
    style.power_law_axis(axis, [e.width for e in ensembles])
    widths, spread = curve(ensembles, background(order))
    series = []
    for connected in (False, True) if order > 2 else (False,):
        colour = (style.CONNECTED_COLOUR if connected else style.ORDER_COLOUR)[order]
        name = f"g{order}_connected" if connected else f"m{order}"
        symbol = rf"$|G^{{({order})}}_c| / G^{{({order})}}_{{\rm GP}}$" if connected else rf"$m_{order}$"
        n, exact = curve(ensembles, exact_deviation(order, connected))
        if order == 2:  # the kernel is that of the Gaussian process at every width: exactly zero
            n, exact = n[:0], exact[:0]
        if len(n):
            axis.plot(n, exact, color=style.EXACT_COLOUR, linestyle="--" if connected else "-", linewidth=1.1,
                      marker=style.alone(n), markersize=16, label=None if connected and order == 4 else f"exact, {'connected' if connected else 'full'}")
        n, value = curve(ensembles, measured_deviation(order, connected))
        if len(n):
            _, error = curve(ensembles, error_of_deviation(order, connected))
            axis.errorbar(n, value, yerr=error if len(error) == len(n) else None, linestyle="none", color=colour,
                          marker="s" if connected else "o", markersize=8 if connected else 4.5,
                          markerfacecolor="none" if connected else colour, zorder=3 - connected,
                          label=exponent_label(symbol, falloff, name))
        series.append(exact if len(exact) else value)
    if len(widths):
        bottom = min([s[s > 0].min() for s in series if np.any(s > 0)] + [spread.min()]) / 3
        label = "background: spread of one experiment"
        if len(widths) == 1:
            axis.bar(widths, spread - bottom, width=0.3 * widths, bottom=bottom, color=style.BACKGROUND_COLOUR, alpha=0.45, label=label)
        else:
            axis.fill_between(widths, bottom, spread, color=style.BACKGROUND_COLOUR, alpha=0.45, linewidth=0, label=label)
        axis.set_ylim(bottom=bottom)
    axis.set_xlabel("width $N$")
    axis.set_ylabel(rf"mean $|G^{{({order})}} - G^{{({order})}}_{{\rm GP}}| \,/\, |G^{{({order})}}_{{\rm GP}}|$")
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), fontsize=8.5)


def falloff_figure(ensembles, falloff):
    """m4, m6 and connected/Wick against width; None if the file has no order above 2."""
    orders = [o for o in (4, 6) if any(exact_deviation(o, False)(e) is not None or
                                      measured_deviation(o, False)(e) is not None for e in ensembles)]
    if any(background(2)(e) is not None for e in ensembles):
        orders.insert(0, 2)  # noise about zero: only where something was measured
    if not orders:
        return None
    figure, axes = plt.subplots(1, len(orders), figsize=(5.2 * len(orders), 5.4), squeeze=False)
    for axis, order in zip(axes[0], orders):
        draw_falloff_order(axis, ensembles, falloff, order)
    style.set_title(figure, "Falloff to the Gaussian process: " + style.describe(ensembles[0].attributes))
    return figure


def scans_figure(ensembles):
    """|lambda| of all widths in one picture."""
    ensembles = [e for e in ensembles if along_cutoffs(e["cutoff_scan"], "quartic") is not None]
    if len(ensembles) < 2:
        return None
    figure, axis = plt.subplots(figsize=(6.4, 4.4))
    colours = plt.cm.viridis(np.linspace(0, 0.9, len(ensembles)))
    for colour, e in zip(colours, ensembles):
        scan = e["cutoff_scan"]
        axis.errorbar(scan.get("cutoff"), np.abs(scan.get("quartic")), yerr=scan.get("quartic_error"), color=colour,
                      marker="o", markersize=3.5, linewidth=1, label=f"$N = {e.width}$")
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xlabel(r"cutoff $\Lambda$ (units of the inputs)")
    axis.set_ylabel(r"$|\lambda|$, weighted mean over components")
    axis.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8.5)
    style.set_title(figure, "Quartic coupling of all widths: " + style.describe(ensembles[0].attributes))
    return figure


def coupling_names(ensembles):
    return [str(n) for n in ensembles[0]["eft"].attributes.get("names", [])]


def fits_figure(ensembles):
    """Width times every fitted coupling (width squared for the sextic one), measured on exact."""
    members = [e for e in ensembles if e["eft"].get("couplings") is not None]
    if len(members) < 2:
        return None
    names = coupling_names(members)
    figure, axes = plt.subplots(1, len(names), figsize=(max(6.0, 4.2 * len(names)), 3.9), squeeze=False)
    for k, (axis, name) in enumerate(zip(axes[0], names)):
        power = 2 if name == "sextic" else 1
        widths = np.array([e.width for e in members], float)
        unit = widths**power
        value = unit * np.array([e["eft"].get("couplings")[k] for e in members])
        error = unit * np.sqrt([max(0.0, e["eft"].get("covariance")[k, k]) for e in members])
        exact = [e["eft"].exact.get("couplings") for e in members]
        colour = style.ORDER_COLOUR[6 if power == 2 else 4]
        if all(x is not None for x in exact):
            axis.plot(widths, unit * np.array([x[k] for x in exact]), color=style.EXACT_COLOUR, label="exact")
            axis.errorbar(widths, value, yerr=error, linestyle="none", marker="o", markersize=4, color=colour,
                          label="measured")
        else:
            axis.plot(widths, value, color=style.EXACT_COLOUR, marker="o", markersize=3.5, label="exact")
        style.power_law_axis(axis, [e.width for e in members])
        axis.set_title(name.replace("_", " "), fontsize=10)
        axis.set_xlabel("width $N$")
        axis.set_ylabel(r"$N^2 \times$ coupling" if power == 2 else r"$N \times$ coupling")
        axis.legend(loc="best", fontsize=8.5)
    cutoff = members[0]["eft"].attributes.get("cutoff")
    style.set_title(figure, f"Couplings at cutoff {cutoff:g}: " + style.describe(members[0].attributes))
    return figure


def outputs_figure(results):
    """What changes with the number of outputs: couplings from labels, the 1/d_out correction, one loop."""
    rows = {}
    for result in results:
        for e in result.ensembles:
            node = e["outputs"]
            if "singlet_correction" in node.attributes:
                rows.setdefault(e.width, {})[int(e.attributes["d_out"])] = e
    widths = [w for w, found in rows.items() if len(found) > 1]
    if not widths:
        return None
    width = max(widths)
    members = [rows[width][d] for d in sorted(rows[width])]
    outputs = [int(e.attributes["d_out"]) for e in members]
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.4))
    for key, label, colour in (("quartic_equal_labels", "labels aaaa", style.ORDER_COLOUR[4]),
                               ("quartic_two_labels", "labels aabb, abab, abba", style.ORDER_COLOUR[2]),
                               ("quartic_singlet", "singlet average", style.ORDER_COLOUR[6])):
        value = np.array([e["outputs"].attributes.get(key, np.nan) for e in members])
        error = np.array([e["outputs"].attributes.get(f"{key}_error", 0.0) for e in members])
        left.errorbar(outputs, width * value, yerr=width * error, color=colour, marker="o", markersize=4, label=label)
        exact = [e["outputs"].exact.attributes.get(key) for e in members]
        if all(x is not None for x in exact):
            left.plot(outputs, width * np.array(exact), color=style.EXACT_COLOUR, linestyle="--", linewidth=1)
    left.set_ylabel(r"$N\lambda$ from one combination of outputs")
    right.plot(outputs, [e["outputs"].attributes["singlet_correction"] for e in members], marker="o",
               color=style.ORDER_COLOUR[6], label=r"$|C_t + C_u| / (d_{\rm out} |C_s|)$")
    right.plot(outputs, [e["outputs"].attributes["local_spread"] for e in members], marker="s",
               color=style.ORDER_COLOUR[4], label=r"relative spread of $C_s, C_t, C_u$")
    right.set_ylabel(r"corrections (0: one local vertex, $d_{\rm out} \to \infty$)")
    for axis in (left, right):
        axis.set_xticks(outputs)
        axis.set_xlabel(r"outputs $d_{\rm out}$")
        axis.legend(loc="best", fontsize=8.5)
    style.set_title(figure, f"Several outputs, width {width}: dashed exact")
    return figure


def delta_of(node):
    return node.attributes.get("delta_mean")


def prediction_figure(ensembles):
    """delta = prediction / G6 next to GP / G6 against width."""
    series = (
        (r"$\delta$ = prediction with $\lambda$ / $G^{(6)}$", style.ORDER_COLOUR[6], "o", prediction_ratio),
        (r"$G^{(6)}_{\rm GP}$ / $G^{(6)}$", style.EXACT_COLOUR, "s", gp_over_g6),
    )
    members = [e for e in ensembles if prediction_ratio(e) is not None]
    if not members:
        return None
    figure, axis = plt.subplots(figsize=(6.4, 4.2))
    axis.axhline(1, color="#888888", linewidth=1)
    for label, colour, marker, value_of in series:
        rows = [(e.width, value_of(e)) for e in members]
        rows = [(w, np.mean(v), np.std(v)) for w, v in rows if v is not None]
        if rows:
            n, mean, spread = np.array(rows).T
            axis.errorbar(n, mean, yerr=spread, color=colour, marker=marker, label=label,
                          markerfacecolor=colour if marker == "o" else "white")
    draw_exact_predictions(axis, members)
    style.power_law_axis(axis, [e.width for e in members])
    axis.set_xlabel("width $N$")
    axis.set_ylabel(r"ratio to $G^{(6)}$ (mean; bar: spread over components)")
    axis.legend(loc="lower right")
    style.set_title(figure, "Six-point function from the quartic coupling: " + style.describe(members[0].attributes))
    return figure


def draw_exact_predictions(axis, members):
    """Exact curves beside what was measured, and the statistical error of the mean as a band."""
    exact = [(e.width, delta_of(e["eft"].exact)) for e in members]
    exact = [(n, d) for n, d in exact if d is not None]
    if exact:
        axis.plot(*zip(*exact), color=style.EXACT_COLOUR, linestyle="--", linewidth=1, label=r"$\delta$, exact")
    found = [(e.width, delta_of(e["eft"]), e["eft"].attributes.get("delta_error")) for e in members]
    found = [row for row in found if None not in row]
    if found:
        n, mean, error = np.array(found).T
        axis.fill_between(n, mean - error, mean + error, color=style.ORDER_COLOUR[6], alpha=0.3, linewidth=0,
                          label="statistical error of the mean")


def comparison_figure(results):
    """Several files in one picture: m4 against width, |lambda| of the widest ensemble against cutoff."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6))
    entries = [(r, members) for r in results for members in r.combinations]
    for i, (result, members) in enumerate(entries):
        colour = style.FILE_COLOURS[i % len(style.FILE_COLOURS)]
        label = f"{result.file.name}: {style.describe(members[0].attributes)}"
        n, exact = curve(members, exact_deviation(4, False))
        left.plot(n, exact, color=colour, linewidth=1)
        n, value = curve(members, measured_deviation(4, False))
        left.plot(n, value, color=colour, marker="o", linestyle="none")
        left.plot([], [], color=colour, marker="o", linewidth=1, label=label)
        scan = members[-1]["cutoff_scan"]
        if along_cutoffs(scan, "quartic") is not None:
            right.errorbar(scan.get("cutoff"), members[-1].width * np.abs(scan.get("quartic")),
                           yerr=members[-1].width * scan.get("quartic_error"), color=colour, marker="o", markersize=3.5,
                           linewidth=1)
    for axis in (left, right):
        axis.set_xscale("log")
        axis.set_yscale("log")
    left.set_xlabel("width $N$")
    left.set_ylabel(r"$m_4$ (points: measured; line: exact)")
    right.set_xlabel(r"cutoff $\Lambda$ (units of the inputs)")
    right.set_ylabel(r"$N\,|\lambda|$ of the widest ensemble")
    left.legend(loc="upper left", bbox_to_anchor=(0, -0.14), fontsize=8.5)
    style.set_title(figure, "The files side by side")
    return figure
