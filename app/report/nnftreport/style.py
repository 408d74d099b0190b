"""How every figure looks: one palette, one set of labels, PNG and PDF of each."""
import base64
import io

import matplotlib.pyplot as plt
import numpy as np

# Colours by meaning (Okabe and Ito: told apart with any colour vision).
ORDER_COLOUR = {2: "#009E73", 4: "#0072B2", 6: "#D55E00"}
CONNECTED_COLOUR = {4: "#56B4E9", 6: "#E69F00"}
EXACT_COLOUR = "#222222"
BACKGROUND_COLOUR = "#BBBBBB"
FILE_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#222222")

NET_NAME = {"erf": "Erf-net", "relu": "ReLU-net", "gauss": "Gauss-net", "cos": "Cos-net", "tanh": "Tanh-net"}
SYMBOL = {
    "g2": r"$G^{(2)}$", "g4": r"$G^{(4)}$", "g6": r"$G^{(6)}$",
    "g4_connected": r"$G^{(4)}_c$", "g6_connected": r"$G^{(6)}_c$",
}

plt.rcParams.update({
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.4,
    "lines.markersize": 5,
    "errorbar.capsize": 2,
    "pdf.fonttype": 42,
    "savefig.dpi": 130,
})


def save(figure, folder, name):
    """Writes FOLDER/name.png and FOLDER/name.pdf; returns the PNG in base64, for the page."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    (folder / f"{name}.png").write_bytes(picture.getvalue())
    figure.set_layout_engine("none")  # laid out once is enough
    figure.savefig(folder / f"{name}.pdf", metadata={"CreationDate": None})
    plt.close(figure)
    return base64.b64encode(picture.getvalue()).decode("ascii")


def set_title(figure, text):
    """The figure's title, broken at its commas where it is wider than the figure."""
    title = figure.suptitle("", fontsize=11.5)

    def fits(line):
        title.set_text(line)
        return title.get_window_extent(figure.canvas.get_renderer()).width <= 0.97 * figure.bbox.width

    first, *words = text.split(", ")
    lines = [first]
    for word in words:
        longer = f"{lines[-1]}, {word}"
        if fits(longer):
            lines[-1] = longer
        else:
            lines[-1] += ","
            lines.append(word)
    title.set_text("\n".join(lines))


def describe(attributes):
    """"ReLU-net, d_in = 1, ..." without the width."""
    sigmas = [("sigma_w", r"\sigma_w"), ("sigma_b", r"\sigma_b")]
    words = [NET_NAME.get(attributes.get("architecture"), str(attributes.get("architecture", "?")))]
    words.append(rf"$d_{{\rm in}} = {attributes.get('d_in', '?')}$")
    if attributes.get("d_out", 1) != 1:
        words.append(rf"$d_{{\rm out}} = {attributes['d_out']}$")
    words += [rf"${symbol} = {attributes[key]:g}$" for key, symbol in sigmas if key in attributes]
    for key, symbol in sigmas:
        out = attributes.get(key + "_out")
        if out is not None and out != attributes.get(key):
            words.append(rf"${symbol}^{{\rm out}} = {out:g}$")
    return ", ".join(words)


def number(value, digits=3):
    """A number for a legend, with a power of ten where that is shorter."""
    if value is None:
        return "?"
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        return rf"{mantissa} \times 10^{{{int(exponent)}}}"
    return text


def with_error(value, error):
    """value ± error with two digits of the error."""
    if error is None or not np.isfinite(error) or error <= 0:
        return f"{value:.4f}"
    if error < 5e-7:
        return rf"{value:.6f} \pm {number(error, 1)}"
    decimals = int(np.clip(1 - np.floor(np.log10(error)), 0, 6))
    return rf"{value:.{decimals}f} \pm {error:.{decimals}f}"


def power_law_axis(axis, values):
    """Ticks at the values themselves when they are few: widths are chosen, not continuous."""
    axis.set_xscale("log")
    values = sorted(set(values))
    if len(values) <= 12:
        axis.set_xticks(spread_ticks(values), [f"{v:g}" for v in spread_ticks(values)])
        axis.minorticks_off()


def alone(values):
    """The marker of a line that has but one point and would not be seen."""
    return "_" if len(values) == 1 else None


def spread_ticks(values, gap=1.35):
    """The values that are far enough apart on a logarithmic axis to be read."""
    ticks = []
    for v in values:
        if not ticks or v / ticks[-1] >= gap:
            ticks.append(v)
    return ticks
