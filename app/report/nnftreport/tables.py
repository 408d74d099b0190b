"""Tables of the page. Each function returns HTML, or "" where the file has nothing for it."""
from html import escape

import numpy as np

from .summary import HEAVY

SUP = "<sup>({0})</sup>"
NAMES = {
    "g2": "G" + SUP.format(2), "g4": "G" + SUP.format(4), "g6": "G" + SUP.format(6),
    "g4_connected": "G" + SUP.format(4) + " connected", "g6_connected": "G" + SUP.format(6) + " connected",
    "m2": "m<sub>2</sub>", "m4": "m<sub>4</sub>", "m6": "m<sub>6</sub>",
}
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value, digits=4):
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, bool) or float(value) == int(value) if np.isfinite(value) else False:
        if abs(value) < 1e6:
            return str(int(value)).replace("-", "−")
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}·10{str(int(exponent)).translate(SUPERSCRIPT)}"
    return text.replace("-", "−")


def with_error(value, error):
    """value ± error, both to the second digit of the error."""
    if value is None:
        return ""
    if error is None or not np.isfinite(error) or error <= 0:
        return number(value)
    if error < 1e-9 * abs(value):
        return f"{number(value, 10)} ± {number(error, 1)}"
    power = int(np.floor(np.log10(max(abs(value), error))))
    digits = max(0, power - int(np.floor(np.log10(error))) + 1)
    if -4 < power < 5:
        decimals = max(0, digits - power)
        return f"{value:.{decimals}f} ± {error:.{decimals}f}".replace("-", "−")
    scale = 10.0**power
    text = f"({value / scale:.{digits}f} ± {error / scale:.{digits}f})·10{str(power).translate(SUPERSCRIPT)}"
    return text.replace("-", "−")


def cell(content, kind=""):
    return f'<td class="{kind}">{content}</td>' if kind else f"<td>{content}</td>"


def table(head, rows):
    if not rows:
        return ""
    titles = "".join(f"<th>{h}</th>" for h in head)
    body = "\n".join("<tr>" + "".join(r if r.startswith("<td") else cell(r) for r in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def sigmas(attributes):
    """Standard deviations of an ensemble; the output layer's only where they differ."""
    words = [f"σ<sub>w</sub> = {number(attributes.get('sigma_w'))}", f"σ<sub>b</sub> = {number(attributes.get('sigma_b'))}"]
    for key, symbol in (("sigma_w", "σ<sub>w,out</sub>"), ("sigma_b", "σ<sub>b,out</sub>")):
        out = attributes.get(key + "_out")
        if out is not None and out != attributes.get(key):
            words.append(f"{symbol} = {number(out)}")
    return ", ".join(words)


def label(ensemble):
    a = ensemble["attributes"]
    shape = f"{a.get('d_in', '?')} → {a.get('width', '?')} → {a.get('d_out', '?')}"
    return f"{ensemble['name']} {escape(str(a.get('architecture', '?')))} {shape}"


def verdict_cell(tail):
    verdict = tail.get("verdict")
    if verdict is None:
        return cell("")
    size = tail.get("effective_sample_size")
    size = "" if size is None else f" (n<sub>eff</sub> {number(size, 3)})"
    if verdict == HEAVY:
        return cell(f"HEAVY TAIL{size}", "bad")
    return cell(f"{escape(str(verdict))}{size}", "good")


def ensembles(summary):
    """One row an ensemble and quantity; an ensemble without comparison has one row."""
    rows = []
    for e in summary["ensembles"]:
        a = e["attributes"]
        sampled = "" if "networks" not in a else f"{number(a['networks'], 6)} × {a.get('experiments', '?')}"
        words = f"{sigmas(a)}, {escape(str(a['estimator']))}" if "estimator" in a else sigmas(a)
        place = [f'{label(e)}<br><small class="soft">{words}</small>', sampled]
        for i, (quantity, c) in enumerate(e.get("comparison", {}).items() or {"": {}}.items()):
            p = c.get("p_value")
            first = place if i == 0 else ["", ""]
            rows.append([*first,
                cell(NAMES.get(quantity, ""), "text"),
                "" if "chi2" not in c else f"{number(c['chi2'])} / {number(c.get('dof'))}",
                cell(number(p, 3), "bad" if p is not None and p < 1e-4 else ""),
                number(c.get("max_pull"), 3),
                verdict_cell(c.get("tail", {})),
            ])
    head = ("ensemble", "networks × experiments", "quantity", "χ² / dof", "p-value", "max |pull|", "tail")
    return table(head, rows)


def couplings(summary):
    rows = []
    for e in summary["ensembles"]:
        eft = e.get("eft", {})
        names = eft.get("names", [])
        for i, value in enumerate(eft.get("couplings", [])):
            errors = eft.get("errors", [])
            fit = [number(eft.get("cutoff")), number(eft.get("weights")),
                   "" if "chi2" not in eft else f"{number(eft['chi2'])} / {number(eft.get('dof'))}",
                   number(eft.get("p_value"), 3), number(eft.get("rank")), number(eft.get("condition"), 3),
                   number(eft.get("mape_g4_connected"), 3), number(eft.get("mape_g4"), 3),
                   number(eft.get("mape_g4_connected_test"), 3), number(eft.get("one_loop_ratio"), 3)]
            name = names[i] if i < len(names) else str(i)
            exact, pulls = eft.get("exact_couplings", []), eft.get("pulls", [])
            rows.append([label(e) if i == 0 else "", escape(name), with_error(value, errors[i] if i < len(errors) else None),
                         number(exact[i], 6) if i < len(exact) else "", number(pulls[i], 3) if i < len(pulls) else ""]
                        + (fit if i == 0 else [""] * len(fit)))
    head = ("ensemble", "coupling", "value", "exact", "pull", "cutoff Λ", "weights", "χ² / dof", "p-value", "rank", "condition",
            "MAPE of connected G" + SUP.format(4) + " (%)", "MAPE of G" + SUP.format(4) + " (%)", "MAPE at test points (%)",
            "one loop / tree")
    return table(head, rows)


def slopes(summary):
    rows = [
        [label(e), with_error(s.get("slope"), s.get("slope_error")), number(s.get("slope_expected")),
         number(s.get("r_squared"), 7), number(s.get("slope_of_mean"), 6), number(s.get("slope_last"), 6),
         f"{s.get('components_used', '?')} / {s.get('components', '?')}",
         with_error(s.get("sextic_slope"), s.get("sextic_slope_error")), number(s.get("sextic_slope_expected")), number(s.get("sextic_slope_last"), 6)]
        for e in summary["ensembles"] if (s := e.get("cutoff_scan"))
    ]
    head = ("ensemble", "slope of log |λ|", "expected", "R²", "slope of the mean", "last local slope", "components used",
            "slope of log |κ|", "expected", "last local slope")
    return table(head, rows)


def falloff(summary):
    rows = []
    for i, attributes in enumerate(summary["falloff"]):
        for name in ("m4", "g4_connected", "m6", "g6_connected"):
            if f"{name}_exponent" in attributes:
                value, error = attributes[f"{name}_exponent"], attributes.get(f"{name}_exponent_error")
                expected = attributes.get(f"{name}_exponent_expected")
                pull = (value - expected) / error if error and expected is not None else None
                rows.append([f"{i:04}", NAMES[name], with_error(value, error), number(expected), number(pull, 3)])
    return table(("combination", "quantity", "exponent of the width", "expected", "pull"), rows)


def prediction(summary):
    rows = [
        [label(e), with_error(p.get("delta_mean"), p.get("delta_spread")),
         with_error(p.get("gp_over_g6_mean"), p.get("gp_over_g6_spread"))]
        for e in summary["ensembles"] if (p := e.get("g6_prediction"))
    ]
    head = ("ensemble", "δ = prediction / G" + SUP.format(6) + " (mean ± spread)",
            "Gaussian process / G" + SUP.format(6))
    return table(head, rows)


def provenance(summary):
    def text(value):
        if isinstance(value, list):
            return ", ".join(text(v) for v in value)
        return number(value, 6) if isinstance(value, (int, float)) else escape(str(value))

    rows = [[escape(k), cell(text(v), "text")] for k, v in {**summary["attributes"], **summary["performance"]}.items()]
    parts = [table(("attribute", "value"), rows)]
    if summary["config"]:
        parts.append("<details><summary>resolved configuration</summary>"
                     f"<pre>{escape(str(summary['config']))}</pre></details>")
    return "\n".join(p for p in parts if p)
