"""Files of every release are read and continued: a result, a checkpoint. Folders of this folder are named by release."""
import os
import shutil
import sys
import tempfile

from nnft_run import digest, main, nnft

HERE = os.path.dirname(os.path.abspath(__file__))
RELEASES = sorted(name for name in os.listdir(HERE) if os.path.isdir(os.path.join(HERE, name)) and name[0].isdigit())
LONGER = ("--set", "sampling.networks=7000")
STOPPED = ("--set", "sampling.networks=1e7")


def copy_of(release):
    folder = tempfile.mkdtemp(prefix="nnft-")
    shutil.copytree(os.path.join(HERE, release), folder, dirs_exist_ok=True)
    shutil.copy(os.path.join(HERE, "small.toml"), os.path.join(folder, "c.toml"))
    return folder


def ok(*words, folder):
    process = nnft(*words, folder=folder)
    assert process.returncode == 0, f"{words}: {process.stderr}"
    return process


def fused():
    if "portable" not in nnft("--version").stdout:
        return True
    print("NOT TESTED: the files come from a processor with fused multiply-adds, this one has none")
    return False


def test_there_is_a_file_of_each_kind():
    assert RELEASES
    for release in RELEASES:
        assert sorted(os.listdir(os.path.join(HERE, release))) == ["result.h5", "stopped.h5.checkpoint"]


def test_they_are_whole():
    for release in RELEASES:
        folder = copy_of(release)
        for name in ("result.h5", "stopped.h5.checkpoint"):
            assert "whole" in ok("check", name, folder=folder).stdout
        ok("info", "result.h5", folder=folder)


def test_results_are_extended_to_the_bits_of_a_new_run():
    for release in RELEASES if fused() else []:
        folder = copy_of(release)
        ok("run", "c.toml", "-o", "result.h5", *LONGER, folder=folder)
        ok("run", "c.toml", "-o", "new.h5", *LONGER, folder=folder)
        assert digest(os.path.join(folder, "result.h5")) == digest(os.path.join(folder, "new.h5")), release


def test_checkpoints_are_continued_to_the_bits_of_a_new_run():
    for release in RELEASES if fused() else []:
        folder = copy_of(release)
        process = ok("run", "c.toml", "-o", "stopped.h5", *STOPPED, folder=folder)
        assert "going on" in process.stderr and "holds 0 of" not in process.stderr, process.stderr
        ok("run", "c.toml", "-o", "new.h5", *STOPPED, folder=folder)
        assert digest(os.path.join(folder, "stopped.h5")) == digest(os.path.join(folder, "new.h5")), release


def test_a_checkpoint_of_format_1_0_is_read_and_of_another_stream_refused():
    folder = tempfile.mkdtemp(prefix="nnft-")
    file = os.path.join(folder, "old.h5.checkpoint")
    shutil.copy(os.path.join(HERE, "checkpoint-1.0.h5.checkpoint"), file)
    shutil.copy(os.path.join(HERE, "small.toml"), os.path.join(folder, "c.toml"))
    assert "whole: a checkpoint of 2 ensembles, 2e+03 of 8e+05 networks" in ok("check", file, folder=folder).stdout
    process = nnft("run", "c.toml", "-o", "old.h5", "--set", "sampling.networks=200000", folder=folder)
    assert process.returncode == 2 and "generator: philox4x32-10/box-muller/2 in the file" in process.stderr, process.stderr
    assert os.listdir(folder).count("old.h5.checkpoint") == 1 and not os.path.exists(os.path.join(folder, "old.h5"))


if __name__ == "__main__":
    main(sys.modules[__name__])
