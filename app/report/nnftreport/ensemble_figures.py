"""Figures of one ensemble: measured against exact with pulls, and the cutoff scan."""
import matplotlib.pyplot as plt
import numpy as np

from . import style
from .summary import HEAVY, tail_of


def title_of(ensemble, text):
    return f"{text}: {style.describe(ensemble.attributes)}, $N = {ensemble.width}$"


def counted(ensemble, quantity, pull):
    """Components that carry information: not those that vanish exactly and were measured as exactly zero."""
    error = ensemble["measured"].get(f"{quantity}_error")
    return np.ones(len(pull), bool) if error is None else ~((error == 0) & (pull == 0))


def scale_for(axis, values):
    size = np.abs(values[values != 0])
    if len(size) == 0 or size.max() / size.min() < 30:
        return
    if (values > 0).all():
        axis.set_yscale("log")
    elif size.max() / np.median(size) > 30:
        axis.set_yscale("symlog", linthresh=float(np.median(size)))


def draw_values(axis, exact, measured, error, quantity):
    rank = np.argsort(exact, kind="stable")
    place = np.arange(1, len(exact) + 1)
    axis.errorbar(place, measured[rank], yerr=error[rank], linestyle="none", marker="o", markersize=3, capsize=0,
                  elinewidth=0.9, color=style.ORDER_COLOUR[int(quantity[1])], label="measured")
    axis.plot(place, exact[rank], color=style.BACKGROUND_COLOUR, linewidth=4.5, label="exact", zorder=1)
    scale_for(axis, exact)
    axis.set_ylabel(style.SYMBOL[quantity])
    axis.tick_params(labelbottom=False)
    axis.legend(loc="upper left")
    return rank, place


def draw_histogram(axis, pulls, limit, colour):
    edges = np.linspace(-limit, limit, int(min(41, max(13, 2 * np.sqrt(len(pulls))))) | 1)
    axis.hist(np.clip(pulls, -limit, limit), bins=edges, density=True, orientation="horizontal", color=colour, alpha=0.45)
    z = np.linspace(-limit, limit, 200)
    axis.plot(np.exp(-z**2 / 2) / np.sqrt(2 * np.pi), z, color=style.EXACT_COLOUR, linewidth=1.1)
    axis.tick_params(labelleft=False)
    axis.set_xlabel("density")
    axis.text(0.97, 0.97, "line: unit normal", transform=axis.transAxes, ha="right", va="top", fontsize=8)


def verdict_text(ensemble, quantity):
    numbers = ensemble["comparison"].data_attributes.get(f"{quantity}_pull", {})
    lines = []
    if "chi2" in numbers:
        lines.append(rf"$\chi^2/{{\rm dof}} = {numbers['chi2']:.1f}/{numbers.get('dof', 0):g}$")
    if "p_value" in numbers:
        lines.append(rf"$p = {style.number(numbers['p_value'])}$")
    if "max_pull" in numbers:
        lines.append(rf"max $|z| = {numbers['max_pull']:.2f}$")
    return ", ".join(lines)


def draw_quantity(figure, grid, ensemble, quantity):
    exact, measured = ensemble["exact"].get(quantity), ensemble["measured"].get(quantity)
    error, pull = ensemble["measured"].get(f"{quantity}_error"), ensemble["comparison"].get(f"{quantity}_pull")
    colour = style.ORDER_COLOUR[int(quantity[1])]
    parts = grid.subgridspec(2, 2, width_ratios=(3, 1), height_ratios=(3, 2), hspace=0.04, wspace=0.03)
    upper = figure.add_subplot(parts[0, 0])
    rank, place = draw_values(upper, exact, measured, error, quantity)
    upper.set_title(verdict_text(ensemble, quantity), loc="left", fontsize=9.5)
    if tail_of(ensemble["comparison"]).get(quantity, {}).get("verdict") == HEAVY:
        upper.text(0.5, 0.5, "HEAVY TAIL: not converged", transform=upper.transAxes, ha="center", color="#B00020",
                   fontsize=13, fontweight="bold", bbox={"facecolor": "white", "edgecolor": "#B00020", "alpha": 0.85})
    use = counted(ensemble, quantity, pull)
    limit = float(np.clip(np.abs(pull).max() * 1.1, 4, 12))
    lower = figure.add_subplot(parts[1, 0], sharex=upper)
    lower.axhspan(-1, 1, color=style.BACKGROUND_COLOUR, alpha=0.35, linewidth=0)
    shown = use[rank]
    lower.plot(place[shown], np.clip(pull[rank][shown], -limit, limit), ".", markersize=4, color=colour)
    lower.set_ylim(-limit, limit)
    lower.set_ylabel("pull $z$")
    lower.set_xlabel(f"component, by exact value ({len(exact)}"
                     + (f"; {len(exact) - use.sum()} vanish exactly)" if not use.all() else ")"))
    side = figure.add_subplot(parts[1, 1], sharey=lower)
    draw_histogram(side, pull[use], limit, colour)


def agreement_figure(ensemble):
    """Measured against exact with pulls for the connected functions; None where there is nothing to compare."""
    quantities = [q for q in ("g4_connected", "g6_connected")
                  if ensemble["exact"].get(q) is not None and ensemble["measured"].get(q) is not None
                  and ensemble["comparison"].get(f"{q}_pull") is not None]
    if not quantities:
        return None
    figure = plt.figure(figsize=(6.2 * len(quantities), 4.9))
    grid = figure.add_gridspec(1, len(quantities))
    for i, quantity in enumerate(quantities):
        draw_quantity(figure, grid[0, i], ensemble, quantity)
    style.set_title(figure, title_of(ensemble, "Measured against exact"))
    return figure


def along_cutoffs(scan, name):
    """A number a cutoff, or None: without components in use there is nothing to average, without finite cutoffs
    nothing to draw it against."""
    cutoff, values = scan.get("cutoff"), scan.get(name)
    if cutoff is None or values is None or len(values) != len(cutoff) or np.isfinite(cutoff).sum() < 2:
        return None
    return values


def draw_band(axis, x, value, error, colour):
    """One standard error about a curve, where there is one."""
    if error is not None and np.any(error > 0):
        axis.fill_between(x, value - error, value + error, color=colour, alpha=0.3, linewidth=0)


def draw_couplings(axis, scan):
    cutoff, mean, weighted = scan.get("cutoff"), along_cutoffs(scan, "quartic_mean"), along_cutoffs(scan, "quartic")
    tensor, used = scan.get("quartic_tensor"), scan.get("used")
    if tensor is not None:
        size = np.abs(tensor if used is None else tensor[:, used != 0])
        if size.size:
            low, high = size.min(axis=1), size.max(axis=1)
            axis.fill_between(cutoff, np.where(low > 0, low, np.nan), high, color=style.ORDER_COLOUR[4], alpha=0.18,
                              linewidth=0, label=f"components, smallest to largest ({size.shape[1]})")
    if mean is not None:
        axis.plot(cutoff, np.abs(mean), color=style.CONNECTED_COLOUR[4], linewidth=2.4, label="mean over components")
        draw_band(axis, cutoff, np.abs(mean), along_cutoffs(scan, "quartic_mean_error"), style.CONNECTED_COLOUR[4])
    exact = along_cutoffs(scan.exact, "quartic_mean")
    if exact is not None:
        axis.plot(cutoff, np.abs(exact), color=style.EXACT_COLOUR, linewidth=1, label="exact mean")
    if weighted is None:
        return
    error = along_cutoffs(scan, "quartic_error")
    for sign, face, text in ((-1, style.ORDER_COLOUR[4], "< 0"), (1, "white", "> 0")):
        use = np.sign(weighted) == sign
        if use.any():
            axis.errorbar(cutoff[use], np.abs(weighted[use]), yerr=None if error is None else error[use], linestyle="none",
                          marker="o", markersize=4, color=style.ORDER_COLOUR[4], markerfacecolor=face,
                          label=rf"weighted mean, $\lambda {text}$")
    expected = scan.attributes.get("slope_expected")
    size = np.abs(weighted)
    cutoff, size = cutoff[np.isfinite(cutoff)], size[np.isfinite(cutoff)]
    anchor = len(cutoff) // 2
    if expected is not None and size[anchor] > 0:
        axis.plot(cutoff, size[anchor] * (cutoff / cutoff[anchor]) ** expected, color=style.EXACT_COLOUR, linestyle="--",
                  linewidth=1, label=rf"slope ${style.number(expected)}$ (expected)")


def draw_beta(axis, scan):
    cutoff, weighted, beta = scan.get("cutoff"), along_cutoffs(scan, "quartic"), along_cutoffs(scan, "beta_quartic")
    attributes = scan.attributes
    if beta is not None and weighted is not None:
        use = (weighted != 0) & np.isfinite(cutoff)
        ratio = beta[use] / weighted[use]
        axis.plot(cutoff[use], ratio, color=style.ORDER_COLOUR[6], marker="o", markersize=4, linewidth=1,
                  label=r"$\beta(\lambda)/\lambda$ of the weighted mean")
        middle, reach = np.median(ratio), max(1.0, 4 * np.median(np.abs(ratio - np.median(ratio))))
        axis.set_ylim(middle - reach, middle + reach)
    if "slope" in attributes:
        text = style.with_error(attributes["slope"], attributes.get("slope_error"))
        axis.axhline(attributes["slope"], color=style.ORDER_COLOUR[4], linewidth=1.2,
                     label=rf"fitted slope ${text}$"
                     + (rf", $R^2 = {attributes['r_squared']:.5f}$" if "r_squared" in attributes else ""))
    if "slope_expected" in attributes:
        axis.axhline(attributes["slope_expected"], color=style.EXACT_COLOUR, linestyle="--", linewidth=1,
                     label=rf"expected ${style.number(attributes['slope_expected'])}$")


def scan_figure(ensemble):
    """Quartic coupling and its beta function against the cutoff; None without a scan over two finite cutoffs."""
    scan = ensemble["cutoff_scan"]
    if along_cutoffs(scan, "quartic") is None:
        return None
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.4))
    draw_couplings(left, scan)
    left.set_yscale("log")
    left.set_ylabel(r"$|\lambda|$")
    left.legend(loc="best", fontsize=8.5)
    draw_beta(right, scan)
    right.set_ylabel(r"$\beta(\lambda)/\lambda = d\ln|\lambda| \,/\, d\ln\Lambda$")
    right.legend(loc="best", fontsize=8.5)
    for axis in (left, right):
        axis.set_xscale("log")
        axis.set_xlabel(r"cutoff $\Lambda$ (units of the inputs)")
    style.set_title(figure, title_of(ensemble, "Cutoff scan of the quartic coupling"))
    return figure
