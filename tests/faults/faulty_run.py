"""Runs of the program behind the library that makes files fail (faulty_files.cpp)."""
import os
import shutil
import tempfile

from nnft_run import nnft


def attempt(folder, *words, ranks=0, **faults):
    """One run in the folder; point=3, mode="fail" and so on become NNFT_FAULT_POINT=3 ..."""
    before = dict(os.environ)
    os.environ.update(LD_PRELOAD=os.environ["NNFT_FAULTY_FILES"], NNFT_FAULT_FOLDER=folder + "/")
    os.environ.update({f"NNFT_FAULT_{key.upper()}": str(value) for key, value in faults.items()})
    try:
        return nnft("run", "c.toml", "-o", "r.h5", "--quiet", *words, ranks=ranks, folder=folder)
    finally:
        os.environ.clear()
        os.environ.update(before)


def copy_of(state):
    folder = os.path.realpath(tempfile.mkdtemp(prefix="nnft-"))
    shutil.copytree(state, folder, dirs_exist_ok=True)
    return folder
