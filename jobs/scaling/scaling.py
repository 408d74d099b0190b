#!/usr/bin/env python3
"""Scaling studies of nnft: measures runs, collects them, makes tables, a plot and a model.

    scaling.py run CSV --study strong --repetition 0 --result R.h5 -- mpirun -n 2 nnft run C.toml --fresh -o R.h5
    scaling.py collect CSV PIECE.csv...      adds the lines of the pieces that CSV has not yet
    scaling.py report CSV [-o FOLDER]        scaling.md, scaling.png, scaling.pdf

What the columns mean: README.md. Exit status: 0 done; 2 input that cannot be used; 1 anything else.
"""
import argparse
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
SYSTEM_PYTHON = "/usr/bin/python3"
HERE = Path(__file__).resolve().parent


def require(*modules):
    """Imports them; goes on with the system's Python if only that one has them."""
    try:
        for name in modules:
            __import__(name)
    except ImportError as error:
        if os.path.exists(SYSTEM_PYTHON) and os.path.realpath(sys.executable) != os.path.realpath(SYSTEM_PYTHON):
            os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, str(HERE / "scaling.py"), *sys.argv[1:]])
        raise SystemExit(f"nnft: scaling: {error}. Install python3-h5py, python3-numpy and python3-matplotlib.") from None


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="run a command and add one line to CSV")
    run.add_argument("csv")
    run.add_argument("--study", required=True, choices=("strong", "weak", "reduction"))
    run.add_argument("--repetition", required=True, type=int)
    run.add_argument("--result", required=True, help="the file that the command writes")
    run.add_argument("--no-cpu", action="store_true", help="the ranks are not children of the command (srun)")
    run.add_argument("command", nargs="+", help="after --: launcher, nnft run ...")
    collect = verbs.add_parser("collect", help="join CSV files of single runs")
    collect.add_argument("csv")
    collect.add_argument("piece", nargs="+")
    report = verbs.add_parser("report", help="tables, plot and model")
    report.add_argument("csv")
    report.add_argument("-o", "--output", default=".", metavar="FOLDER")
    return parser.parse_args()


def run(options):
    require("h5py")
    from nnftscaling import measure

    line = measure.measure(options.study, options.repetition, options.result, options.command, not options.no_cpu)
    measure.append(options.csv, [line])
    print(f"{line['study']} {line['net']} ranks {line['ranks']} networks {line['networks']:.3g} repetition "
          f"{line['repetition']}: {line['wall_seconds']:.2f} s, start-up {line['startup_seconds']:.2f} s, "
          f"load {line['load']:.1f}", flush=True)


def collect(options):
    from nnftscaling import measure

    there = measure.read(options.csv) if os.path.exists(options.csv) else []
    new = []
    for piece in options.piece:
        new += [line for line in measure.read(piece) if line not in there and line not in new]
    measure.append(options.csv, new)
    print(f"{options.csv}: {len(there) + len(new)} runs, {len(new)} of them new")


def report(options):
    require("numpy", "matplotlib")
    import matplotlib

    matplotlib.use("Agg")
    sys.path.insert(1, str(HERE.parents[1] / "app/report"))
    from nnftscaling import measure, plot, tables

    lines = measure.read(options.csv)
    if not lines:
        raise measure.BadInput(f"{options.csv} (holds no runs). Measure some first")
    folder = Path(options.output)
    folder.mkdir(parents=True, exist_ok=True)
    text = tables.text(lines, os.path.basename(options.csv))
    (folder / "scaling.md").write_text(text)
    plot.draw(lines, tables.models_of(lines), folder)
    print(text)


def main():
    options = arguments()
    from nnftscaling.measure import BadInput

    try:
        {"run": run, "collect": collect, "report": report}[options.verb](options)
    except BadInput as error:
        sys.stderr.write(f"nnft: scaling: {error}.\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"nnft: scaling: {error}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
