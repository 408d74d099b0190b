"""index.html: one file with its pictures inside, readable by day and by night."""
from html import escape

from . import tables
from .summary import verdict_of

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --line: #d8dee4; --tint: #f3f5f7;
  --good: #1a7f37; --bad: #b00020; --bad-tint: #fdecee; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --paper: #14181d; --line: #323a44;
  --tint: #1e242b; --good: #57c26f; --bad: #ff7b86; --bad-tint: #3b1a1f; } }
body { font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; } h2 { margin-top: 2.6rem; border-bottom: 1px solid var(--line); }
h3 { margin-top: 1.8rem; } .soft, figcaption { color: var(--soft); }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
th { background: var(--tint); } th:first-child, td:first-child, td.text { text-align: left; }
td.text { white-space: normal; overflow-wrap: anywhere; }
figure { margin: 1rem 0; } figure img { max-width: 100%; background: #fff; border-radius: 6px; padding: .4rem; box-sizing: border-box; }
.verdict, .alarm { border-left: 5px solid var(--good); background: var(--tint); padding: .6rem 1rem; margin: 1rem 0; }
.alarm { border-color: var(--bad); background: var(--bad-tint); } .bad { color: var(--bad); font-weight: 700; }
.good { color: var(--good); } pre { background: var(--tint); padding: .8rem; overflow-x: auto; font-size: .85rem; }
summary { cursor: pointer; }
"""


def page_of(summaries, drawn):
    """drawn: pictures with their PNG in base64, in the order of the page."""
    title = summaries[0]["attributes"].get("title") or "nnft: " + ", ".join(s["file"] for s in summaries)
    parts = [f"<h1>{escape(str(title))}</h1>", verdict_html(verdict_of(summaries))]
    parts += [figure_html(p, image) for p, image in drawn if p.section < 0]
    for section, summary in enumerate(summaries):
        mine = [(p, image) for p, image in drawn if p.section == section]
        parts.append(f"<h2>{escape(summary['file'])}</h2>")
        parts += file_html(summary, mine)
    body = "\n".join(parts)
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(str(title))}</title>\n'
            f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n")


def verdict_html(verdict):
    """The page's first lines: the worst comparison, and loudly what did not converge."""
    parts = [heavy_html(file, quantity, tails) for (file, quantity), tails in verdict["heavy"].items()]
    if verdict["trusted"]:
        words = [f"{verdict['trusted']} comparisons of measured with exact correlators"]
        if verdict["smallest_p"] is not None:
            words.append(f"smallest p-value {verdict['smallest_p']:.3g}")
        if verdict["largest_pull"] is not None:
            words.append(f"largest |pull| {verdict['largest_pull']:.2f}")
        parts.append(f'<div class="verdict">{"; ".join(words)}.</div>')
    elif not verdict["comparisons"]:
        parts.append('<p class="soft">Nothing in these files compares measured with exact correlators.</p>')
    return "\n".join(parts)


def heavy_html(file, quantity, tails):
    """One alarm a file and quantity, with the widths where it rings."""
    widths = ", ".join(str(t["width"]) for t in tails)
    sizes = [t["effective_sample_size"] for t in tails if "effective_sample_size" in t]
    size = f" (effective sample size down to {min(sizes):.3g})" if sizes else ""
    return (f'<div class="alarm"><span class="bad">HEAVY TAIL</span>: {escape(file)}, {tables.NAMES[quantity]} has not '
            f"converged at width {widths}{size}. Its values and errors there are not to be trusted, and they are not counted "
            "below.</div>")


def until_html(until):
    """Sampling that ended by its data: what was asked for, what was reached, what that does to errors."""
    return (f'<p><b>Sampled until {tables.NAMES[until["quantity"]]} has relative error {until["relative_error_asked"]:.3g}</b>: '
            f'{escape(until["verdict"])}, {until["relative_error"]:.3g} after {until["networks"]:.3g} networks an experiment. '
            f'{escape(until["note"])}</p>')


def figure_html(picture, image):
    figure = (f'<figure><img alt="{escape(picture.caption)}" src="data:image/png;base64,{image}">'
              f"<figcaption>{escape(picture.caption)} ({escape(picture.name)}.png, .pdf)</figcaption></figure>")
    if picture.folded:
        return f"<details><summary>{escape(picture.name)}</summary>{figure}</details>"
    return figure


def file_html(summary, pictures):
    overview = [figure_html(p, image) for p, image in pictures if "agreement-" not in p.name and "scan-" not in p.name]
    agreement = [figure_html(p, image) for p, image in pictures if "agreement-" in p.name]
    scans = [figure_html(p, image) for p, image in pictures if "scan-" in p.name]
    sections = (
        ("Falloff, couplings and prediction at a glance", overview),
        ("Falloff exponents", [tables.falloff(summary)]),
        ("Measured against exact", [tables.ensembles(summary), *agreement]),
        ("Couplings", [tables.couplings(summary)]),
        ("Cutoff scan", [tables.slopes(summary), *scans]),
        ("Six-point prediction", [tables.prediction(summary)]),
        ("Provenance", [tables.provenance(summary)]),
    )
    parts = [until_html(summary["until"])] if summary["until"] else []
    for title, content in sections:
        content = [c for c in content if c]
        if content:
            parts += [f"<h3>{title}</h3>", *content]
    return parts
