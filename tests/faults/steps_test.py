"""Every step that changes a file, failed or cut short by an injected fault: the old state or the new one is found, never neither."""
import os
import shutil
import sys
import tempfile

from faulty_run import attempt, copy_of
from nnft_run import config, digest, main, nnft, run

MODES = ("fail", "short", "die")

SMALL = config(widths=(3,), networks=2000, experiments=2)
LARGE = config(widths=(3,), networks=45_000, experiments=2)


def state_with(result_text, config_text, stopped=False):
    """A folder with a finished result (or none), a configuration, and perhaps a checkpoint."""
    folder = tempfile.mkdtemp(prefix="nnft-")
    if result_text:
        run(result_text, folder=folder)
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(config_text)
    if stopped:
        for _ in range(2):  # two generations
            stop(folder)
    return folder


def stop(folder):
    process = nnft("run", "c.toml", "-o", "r.h5", "--max-time", "0.001", folder=folder)
    assert process.returncode == 3, process.stderr


def steps_of(state, *words):
    folder = copy_of(state)
    log = folder + ".log"
    process = attempt(folder, *words, log=log)
    with open(log) as file:
        steps = [line.split() for line in file]
    os.remove(log)
    shutil.rmtree(folder)
    return process.returncode, steps


def good_checkpoint(folder):
    """The newest file of the two that is whole, or nothing."""
    for name in ("r.h5.checkpoint", "r.h5.checkpoint.previous"):
        if nnft("check", name, folder=folder).returncode == 0:
            return name
    return None


def every_fault(state, words, judge, kinds):
    status, steps = steps_of(state, *words)
    assert status in (0, 3), status
    calls = {call for _, call, _ in steps}
    assert kinds <= calls, calls
    tried = 0
    for number, call, name in steps:
        for mode in MODES:
            if mode == "short" and "write" not in call:
                continue
            folder = copy_of(state)
            process = attempt(folder, *words, point=int(number), mode=mode)
            where = f"step {number} ({call} {name}), {mode}: status {process.returncode} {process.stderr}"
            expected = (-9,) if mode == "die" else (0, 1, 2, 3)
            assert process.returncode in expected, where
            judge(folder, process, where)
            shutil.rmtree(folder)
            tried += 1
    print(f"{len(steps)} steps, {tried} faults")
    assert tried >= 2 * len(steps)


def goes_on(folder, want, where):
    process = nnft("run", "c.toml", "-o", "r.h5", "--quiet", folder=folder)
    assert process.returncode == 0, where + process.stderr
    assert digest(os.path.join(folder, "r.h5")) == want, where


def test_a_stop_with_its_checkpoint():
    want = digest(run(LARGE))
    state = state_with(None, LARGE, stopped=True)

    def judge(folder, process, where):
        assert good_checkpoint(folder), where
        goes_on(folder, want, where)

    every_fault(state, ("--max-time", "0.001"), judge, {"open", "write", "fsync", "rename"})


def test_a_stop_after_the_newest_checkpoint_was_damaged():
    want = digest(run(LARGE))
    state = state_with(None, LARGE, stopped=True)
    with open(os.path.join(state, "r.h5.checkpoint"), "r+b") as file:
        file.seek(400)
        file.write(b"damaged")

    def judge(folder, process, where):
        assert good_checkpoint(folder), where
        goes_on(folder, want, where)

    every_fault(state, ("--max-time", "0.001"), judge, {"open", "write", "fsync", "rename"})


def test_a_result_that_takes_the_place_of_a_smaller_one():
    old, new = digest(run(SMALL)), digest(run(LARGE))
    state = state_with(SMALL, LARGE, stopped=True)

    def judge(folder, process, where):
        found = digest(os.path.join(folder, "r.h5"))
        assert found in ((new,) if process.returncode == 0 else (old, new)), where
        goes_on(folder, new, where)

    every_fault(state, (), judge, {"open", "pwrite", "fsync", "rename"})


if __name__ == "__main__":
    main(sys.modules[__name__])
