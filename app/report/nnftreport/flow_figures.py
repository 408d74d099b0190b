"""Figures of one ensemble's flow: sextic coupling, predicted six-point function, dimensionless couplings."""
import matplotlib.pyplot as plt
import numpy as np

from . import style
from .ensemble_figures import along_cutoffs, draw_band, title_of

CUTOFF = r"cutoff $\Lambda$ (units of the inputs)"


def draw_sextic(axis, scan):
    cutoff, kappa = scan.get("cutoff"), along_cutoffs(scan, "sextic")
    error, cubature = along_cutoffs(scan, "sextic_error"), along_cutoffs(scan, "sextic_cubature_error")
    if error is not None and cubature is not None:
        error = np.hypot(error, cubature)
    for sign, face, text in ((-1, style.ORDER_COLOUR[6], "< 0"), (1, "white", "> 0")):
        use = np.sign(kappa) == sign
        if use.any():
            axis.errorbar(cutoff[use], np.abs(kappa[use]), yerr=None if error is None else error[use], linestyle="none",
                          marker="o", markersize=4, color=style.ORDER_COLOUR[6], markerfacecolor=face,
                          label=rf"$\kappa {text}$")
    exact = along_cutoffs(scan.exact, "sextic")
    if exact is not None:
        axis.plot(cutoff, np.abs(exact), color=style.EXACT_COLOUR, linewidth=1, label="exact")
    contact = along_cutoffs(scan, "sextic_contact_only")
    if contact is not None:
        axis.plot(cutoff, np.abs(contact), color=style.CONNECTED_COLOUR[6], linestyle=":", label="without exchange")
    expected = scan.attributes.get("sextic_slope_expected")
    anchor = np.isfinite(cutoff).sum() // 2
    if expected is not None and kappa[anchor] != 0:
        axis.plot(cutoff, np.abs(kappa[anchor]) * (cutoff / cutoff[anchor]) ** expected, color=style.EXACT_COLOUR,
                  linestyle="--", linewidth=1, label=rf"slope ${style.number(expected)}$ (expected)")
    axis.set_yscale("log")
    axis.set_ylabel(r"$|\kappa|$, mean over components")
    axis.legend(loc="best", fontsize=8.5)


def draw_sextic_beta(axis, scan):
    cutoff, kappa, beta = scan.get("cutoff"), along_cutoffs(scan, "sextic"), along_cutoffs(scan, "beta_sextic")
    use = (kappa != 0) & np.isfinite(cutoff)
    ratio = beta[use] / kappa[use]
    axis.plot(cutoff[use], ratio, color=style.ORDER_COLOUR[6], marker="o", markersize=4, linewidth=1,
              label=r"$\beta(\kappa)/\kappa$")
    exact, exact_beta = along_cutoffs(scan.exact, "sextic"), along_cutoffs(scan.exact, "beta_sextic")
    if exact is not None and exact_beta is not None:
        axis.plot(cutoff[use], exact_beta[use] / exact[use], color=style.EXACT_COLOUR, linewidth=1, label="exact")
    if ratio.size:
        middle, reach = np.median(ratio), max(1.0, 4 * np.median(np.abs(ratio - np.median(ratio))))
        axis.set_ylim(middle - reach, middle + reach)
    if "sextic_slope_expected" in scan.attributes:
        expected = scan.attributes["sextic_slope_expected"]
        axis.axhline(expected, color=style.EXACT_COLOUR, linestyle="--", linewidth=1,
                     label=rf"expected ${style.number(expected)}$")
    axis.set_ylabel(r"$\beta(\kappa)/\kappa = d\ln|\kappa| \,/\, d\ln\Lambda$")
    axis.legend(loc="best", fontsize=8.5)


def draw_deltas(axis, scan):
    cutoff = scan.get("cutoff")
    series = (("delta_tensor", r"$\lambda$ of every component", "#666666"),
              ("delta", r"mean $\lambda$", style.ORDER_COLOUR[4]),
              ("delta_sextic", r"mean $\lambda$ and $\kappa$", style.ORDER_COLOUR[6]))
    axis.axhline(1, color="#888888", linewidth=1)
    for name, label, colour in series:
        values = along_cutoffs(scan, name)
        if values is None:
            continue
        axis.plot(cutoff, values, color=colour, marker="o", markersize=3.5, linewidth=1, label=label)
        draw_band(axis, cutoff, values, along_cutoffs(scan, f"{name}_error"), colour)
        exact = along_cutoffs(scan.exact, name)
        if exact is not None:
            axis.plot(cutoff, exact, color=style.EXACT_COLOUR, linewidth=1, linestyle="--")
    if scan.exact.data:
        axis.plot([], [], color=style.EXACT_COLOUR, linewidth=1, linestyle="--", label="exact")
    axis.set_ylabel(r"$\delta$ = predicted $G^{(6)}$ / $G^{(6)}$, mean over components")
    axis.legend(loc="best", fontsize=8.5)


def six_point_flow_figure(ensemble):
    """kappa, its beta function and delta against the cutoff; None where the scan knows no six-point function."""
    scan = ensemble["cutoff_scan"]
    if along_cutoffs(scan, "delta") is None:
        return None
    with_kappa = along_cutoffs(scan, "sextic") is not None
    with_beta = with_kappa and along_cutoffs(scan, "beta_sextic") is not None
    columns = 1 + with_kappa + with_beta
    figure, axes = plt.subplots(1, columns, figsize=(0.5 + 5.25 * columns, 4.4), squeeze=False)
    if with_kappa:
        draw_sextic(axes[0, 0], scan)
    if with_beta:
        draw_sextic_beta(axes[0, 1], scan)
    draw_deltas(axes[0, -1], scan)
    for axis in axes[0]:
        axis.set_xscale("log")
        axis.set_xlabel(CUTOFF)
    style.set_title(figure, title_of(ensemble, "Six-point function and its coupling along the flow"))
    return figure


def dimensionless_figure(ensemble):
    """lambda Lambda^Delta and its beta function; None without a scan over finite cutoffs."""
    scan = ensemble["cutoff_scan"]
    coupling, beta = scan.get("quartic_dimensionless"), scan.get("beta_dimensionless")
    if coupling is None or along_cutoffs(scan, "quartic") is None:
        return None
    cutoff, dimensions = scan.get("cutoff"), scan.attributes["dimensions"]
    exact = scan.exact.get("quartic_dimensionless")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.4))
    for k, (dimension, colour) in enumerate(zip(dimensions, (style.ORDER_COLOUR[4], style.ORDER_COLOUR[2]))):
        label = rf"$\Delta = {dimension:g}$"
        left.plot(cutoff, np.abs(coupling[:, k]), color=colour, marker="o", markersize=3.5, linewidth=1, label=label)
        if exact is not None:
            left.plot(cutoff, np.abs(exact[:, k]), color=style.EXACT_COLOUR, linewidth=0.8, linestyle="--")
        use = coupling[:, k] != 0
        right.plot(cutoff[use], beta[use, k] / coupling[use, k], color=colour, marker="o", markersize=3.5, linewidth=1,
                   label=label)
    uv = scan.attributes.get("quartic_uv")
    if uv:
        left.axhline(abs(uv), color=style.BACKGROUND_COLOUR, linewidth=2, zorder=1,
                     label=r"limit of $\lambda\Lambda^{d}$ for $\Lambda \to 0$")
    ratio = beta[coupling != 0] / coupling[coupling != 0]
    middle, reach = np.median(ratio), max(4.0, 4 * np.median(np.abs(ratio - np.median(ratio))))
    right.set_ylim(middle - reach, middle + reach)
    right.axhline(0, color=style.EXACT_COLOUR, linewidth=1, linestyle="--", label="fixed point")
    left.set_yscale("log")
    left.set_ylabel(r"$|\lambda|\, \Lambda^\Delta$")
    right.set_ylabel(r"$\beta / \lambda\Lambda^\Delta$ of the dimensionless coupling")
    for axis in (left, right):
        axis.set_xscale("log")
        axis.set_xlabel(CUTOFF)
        axis.legend(loc="best", fontsize=8.5)
    style.set_title(figure, title_of(ensemble, "Dimensionless quartic coupling"))
    return figure
