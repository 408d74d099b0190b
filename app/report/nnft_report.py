#!/usr/bin/env python3
"""nnft report FILE.h5... -o FOLDER: pictures, one page and the numbers of results of nnft.

Writes into FOLDER, which is made if need be: every figure as PNG and PDF, index.html (self-contained,
pictures included) and summary.json (the numbers of the page, machine readable). Reads the layout of
mpi/FORMAT.md; what a file does not have is left out of the report.

Exit status: 0 done; 2 a file or the command line is wrong; 1 anything else.
"""
import argparse
import os
import sys

sys.dont_write_bytecode = True
SYSTEM_PYTHON = "/usr/bin/python3"


def require_modules():
    """Imports h5py, numpy and matplotlib; goes on with the system's Python if only that one has them."""
    try:
        import h5py  # noqa: F401
        import matplotlib
        import numpy  # noqa: F401
    except ImportError as error:
        here = os.path.realpath(sys.executable)
        if os.path.exists(SYSTEM_PYTHON) and here != os.path.realpath(SYSTEM_PYTHON):
            os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, os.path.abspath(__file__), *sys.argv[1:]])
        raise SystemExit(f"nnft: report: {error} (the pictures need it). "
                         "Install python3-h5py, python3-numpy and python3-matplotlib.") from None
    matplotlib.use("Agg")


class Arguments(argparse.ArgumentParser):
    def error(self, message):
        sys.stderr.write(f"nnft: report: {message}. See nnft report --help.\n")
        raise SystemExit(2)


def arguments():
    parser = Arguments(prog="nnft report", description=__doc__.split("\n\n")[1],
                       formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="+", metavar="FILE.h5", help="results of nnft run, theory, merge or analyze")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="where the report goes")
    return parser.parse_args()


def one_line(error):
    return " ".join(str(error).split()).rstrip(".")


def main():
    options = arguments()
    require_modules()
    from nnftreport.report import write_report
    from nnftreport.result_file import BadFile, read_result

    try:
        results = [read_result(name) for name in options.file]  # all are read before anything is written
        page = write_report(results, options.output)
    except BadFile as error:
        sys.stderr.write(f"nnft: {error}\n")
        return 2
    except OSError as error:  # what was read is right; the disk is full, say
        sys.stderr.write(f"nnft: report: {options.output}: cannot be written ({one_line(error)}). Choose another folder with -o.\n")
        return 1
    except Exception as error:  # contents that no writer of the format makes
        sys.stderr.write(f"nnft: {', '.join(options.file)}: cannot be drawn ({type(error).__name__}: {one_line(error)}). "
                         "Try nnft info.\n")
        return 2
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
