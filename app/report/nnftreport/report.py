"""Makes the whole report: draws the figures on all cores, writes the page and the summary."""
import json
import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

from . import ensemble_figures, figures, flow_figures, style
from .page import page_of
from .result_file import BadFile
from .summary import json_safe, summary_of


@dataclass
class Picture:
    name: str  # of the files
    caption: str
    section: int  # index of the result file, -1: all of them
    draw: object  # makes the figure, or None where the file has nothing to draw
    arguments: tuple
    folded: bool = False  # closed on the page until asked for


def pictures_of(results):
    """Every picture that the files may give, in the order of the page."""
    found = []
    if len(results) > 1:
        found.append(Picture("comparison", "All files: falloff of the four-point function, and the quartic coupling of "
                             "the widest ensemble times its width.", -1, figures.comparison_figure, (results,)))
        found.append(Picture("outputs", "Dependence on the number of outputs: the quartic coupling from different "
                             "combinations of outputs, and the corrections of order 1/d_out.", -1,
                             figures.outputs_figure, (results,)))
    for section, result in enumerate(results):
        prefix = f"{section}-{result.file.stem}-" if len(results) > 1 else ""
        for i, members in enumerate(result.combinations):
            suffix = f"-{i:04}" if len(result.combinations) > 1 else ""
            falloff = result.falloff[i] if i < len(result.falloff) else {}
            found += [
                Picture(f"{prefix}falloff{suffix}", "Mean relative distance from the Gaussian process; error bars are the "
                        "components' mean standard error, the grey band is the spread of a single experiment.",
                        section, figures.falloff_figure, (members, falloff)),
                Picture(f"{prefix}couplings{suffix}", "Quartic coupling against the cutoff, all widths.",
                        section, figures.scans_figure, (members,)),
                Picture(f"{prefix}fits{suffix}", "Fitted couplings of all widths, times the power of the width with which "
                        "they fall.", section, figures.fits_figure, (members,)),
                Picture(f"{prefix}prediction{suffix}", "The six-point function that the quartic coupling predicts, and the "
                        "Gaussian process alone, as ratios to the six-point function.",
                        section, figures.prediction_figure, (members,)),
            ]
        for i, ensemble in enumerate(result.ensembles):
            found += [
                Picture(f"{prefix}agreement-{ensemble.name}", "Connected functions, measured and exact, and their pulls.",
                        section, ensemble_figures.agreement_figure, (ensemble,), i > 0),
                Picture(f"{prefix}scan-{ensemble.name}", "Quartic coupling from every component, and its beta function.",
                        section, ensemble_figures.scan_figure, (ensemble,), i > 0),
                Picture(f"{prefix}scan-six-{ensemble.name}", "Sextic coupling, and the six-point function predicted at "
                        "every cutoff; bands are statistical errors.", section, flow_figures.six_point_flow_figure,
                        (ensemble,), i > 0),
                Picture(f"{prefix}scan-dimensionless-{ensemble.name}", "The quartic coupling in units of the cutoff, for "
                        "two dimensions of the field, and its beta function.", section,
                        flow_figures.dimensionless_figure, (ensemble,), i > 0),
            ]
    return found


def draw(job):
    """One picture in a worker: its PNG in base64, or None."""
    picture, folder = job
    figure = picture.draw(*picture.arguments)
    return None if figure is None else style.save(figure, folder, picture.name)


def draw_all(pictures, folder):
    jobs = [(p, folder) for p in pictures]
    workers = min(len(os.sched_getaffinity(0)), len(jobs))
    if workers < 2:
        return [draw(job) for job in jobs]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return pool.map(draw, jobs, chunksize=1)


def folder_for(name):
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".nnft-report.part"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise BadFile(f"{name}: cannot be written ({error.strerror}). Choose another folder with -o.") from None
    return folder


def replace_file(path, text):
    """The old file or the new one, never half of one."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def write_report(results, output):
    """Everything into the folder; returns the path of the page."""
    folder = folder_for(output)
    pictures = pictures_of(results)
    drawn = [(p, image) for p, image in zip(pictures, draw_all(pictures, folder)) if image is not None]
    summaries = [summary_of(r) for r in results]
    numbers = {"filetype": "nnft-report", "format_version": [1, 0], "files": summaries,
               "figures": [p.name for p, _ in drawn]}
    replace_file(folder / "summary.json", json.dumps(json_safe(numbers), indent=1, allow_nan=False) + "\n")
    page = folder / "index.html"
    replace_file(page, page_of(summaries, drawn))
    return page
