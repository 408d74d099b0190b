"""Input that cannot be used: one line, status 2 on all ranks, nothing changed, no hang."""
import os
import shlex
import subprocess
import sys
import tempfile

from nnft_run import config, main, nnft, run


def judge(name, process, *parts):
    lines = [l for l in process.stderr.splitlines() if l.startswith("nnft:")]
    assert process.returncode == 2, f"{name}: status {process.returncode} {process.stderr}"
    assert len(lines) == 1, f"{name}: {process.stderr}"
    for part in parts:
        assert part in lines[0], f"{name}: {part!r} is not in {lines[0]!r}"


def attempt(text, *words, ranks=2, out="r.h5"):
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text)
    process = nnft("run", "c.toml", "-o", out, *words, ranks=ranks, folder=folder, timeout=60)
    assert sorted(os.listdir(folder)) == ["c.toml"], os.listdir(folder)
    return process


def test_configurations():
    good = config()
    cases = {
        "misspelt key": (good.replace("networks", "netwroks"), "c.toml:", "netwroks", "networks"),
        "width zero": (good.replace("width = [3, 17]", "width = [0]"), "ensemble.width"),
        "width beyond memory": (good.replace("width = [3, 17]", "width = [4e12]"), "4"),
        "NaN point": (good.replace("-0.5", "nan"), "inputs.points"),
        "wrong dimension": (good.replace("[-0.5]", "[-0.5, 1.0]"), "inputs.points"),
        "not TOML": ("[ensemble\n", "c.toml:"),
        "two networks": (good.replace("networks = 1000", "networks = 2"), "sampling.networks"),
        "little memory": (good + '[output]\nmax_memory = "1 MB"\n', "output.max_memory"),
        "cos argument": (config("cos", points=((1e7,), (1.0,))), "cos"),
    }
    for name, (text, *parts) in cases.items():
        judge(name, attempt(text), *parts)


def test_command_lines():
    judge("no verb", nnft(), "verb")
    judge("unknown verb", nnft("rum"))
    judge("unknown option", nnft("run", "c.toml", "--sett", "a=1"))
    judge("bad isa", nnft("run", "c.toml", "--isa", "sse9"), "--isa")
    judge("bad set", attempt(config(), "--set", "ensemble.widht=3"), "--set", "width")
    judge("ensemble out of range", nnft("sample", "nowhere.toml"), "nowhere.toml")
    judge("no name", attempt(config(), out=""), "-o")
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(config(widths=(3,), experiments=2))
    sample = lambda *words: nnft("sample", "c.toml", *words, folder=folder)
    judge("experiment", sample("--experiment", "2"), "--experiment = 2 (the run has 2 experiments). Use 0 to 1.")
    judge("ensemble", sample("--ensemble", "1"), "--ensemble = 1 (the run has 1 ensemble). Use 0.")
    lonely = attempt(config(), "--expect-ranks", "3", ranks=1)
    judge("lonely", lonely, "alone")
    assert "alone" not in attempt(config(), "--expect-ranks", "3", ranks=2).stderr
    judge("launcher", attempt(config(), "--expect-ranks", "3", ranks=2), "--expect-ranks = 3")
    judge("negative count", nnft("sample", "c.toml", "--network", "-5"))


def test_what_one_rank_refuses_all_refuse():  # as where processors differ and --isa fits some of them
    from nnft_run import MPIRUN, NNFT
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(config())
    good = [NNFT, "run", "c.toml", "-o", "r.h5"]
    for first, second in ((good + ["--isa", "sse9"], good), (good, good + ["--isa", "sse9"])):
        process = subprocess.run([*MPIRUN, "-n", "1", *first, ":", "-n", "1", *second], capture_output=True, text=True,
                                 cwd=folder, timeout=60)
        judge("one rank", process, "--isa = sse9")
    assert os.listdir(folder) == ["c.toml"]


def test_places():
    judge("no folder", attempt(config(), out="/nowhere/at/all/r.h5"), "cannot be written")
    judge("a device", attempt(config(), out="/proc/r.h5"), "cannot be written")


def test_a_folder_in_the_way_of_the_part():
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(config(networks='"1e12"'))  # refused before anything is sampled
    os.mkdir(os.path.join(folder, "r.h5.part"))
    judge("a folder", nnft("run", "c.toml", "-o", "r.h5", ranks=2, folder=folder, timeout=60), "r.h5.part")
    assert sorted(os.listdir(folder)) == ["c.toml", "r.h5.part"]


def test_nothing_that_lies_beside_the_result_is_taken_for_ours():
    for name in ("r.h5.checkpoint", "r.h5.checkpoint.part", "r.h5.checkpoint.previous", "r.h5.lock"):
        for kind in ("folder", "link", "notes"):
            if kind == "notes" and name.endswith(".part"):
                continue  # what a run left when it was killed: nobody else uses such a name
            folder = tempfile.mkdtemp(prefix="nnft-")
            beside = os.path.join(folder, name)
            notes = os.path.join(folder, "notes.txt") if kind == "link" else beside
            if kind == "folder":
                os.makedirs(os.path.join(beside, "inner"))
            else:
                with open(notes, "w") as file:
                    file.write("my notes\n")
            if kind == "link":
                os.symlink("notes.txt", beside)
            with open(os.path.join(folder, "c.toml"), "w") as file:
                file.write(config())
            before = sorted(os.listdir(folder))
            for more in ((), ("--fresh",)):
                judge(f"{name} is a {kind}", nnft("run", "c.toml", "-o", "r.h5", *more, folder=folder, timeout=60),
                      name)
            assert sorted(os.listdir(folder)) == before, os.listdir(folder)
            if kind != "folder":
                assert open(notes).read() == "my notes\n", name


def test_files_of_other_kinds():
    folder = tempfile.mkdtemp(prefix="nnft-")
    text = os.path.join(folder, "text.h5")
    with open(text, "w") as file:
        file.write("no result\n")
    judge("info of a text", nnft("info", text), "text.h5")
    judge("info of nothing", nnft("info", os.path.join(folder, "none.h5")), "none.h5")
    path = run(config(), folder=folder)
    whole = open(path, "rb").read()
    for length in (0, 100, 5000, len(whole) // 2, len(whole) - 1):
        with open(text, "wb") as file:
            file.write(whole[:length])
        judge(f"truncated to {length}", nnft("info", text), "text.h5")
    with open(text, "wb") as file:
        file.write(whole[:3000] + bytes([whole[3000] ^ 1]) + whole[3001:])
    judge("one bit", nnft("info", text), "text.h5")


def test_a_network_that_overflows_is_named_and_can_be_replayed():
    # hidden outputs of order 1e24: their squares are beyond single precision
    text = config("relu", points=((1e12,), (5e11,)), precision='"single"').replace(
        "[inputs]", "sigma_w = 1e12\nsigma_w_out = 1.0\n[inputs]")
    text = text.replace("width = [3, 17]", "width = [3]")
    process = attempt(text, "--set", "ensemble.width=[2, 17]", ranks=3)
    lines = [l for l in process.stderr.splitlines() if l.startswith("nnft:")]
    assert process.returncode == 1 and len(lines) == 1, process.stderr
    assert "network " in lines[0] and "of experiment" in lines[0], lines
    words = shlex.split(lines[0].split("Replay it with nnft ")[1].rstrip("."))
    assert words[:4] == ["sample", "c.toml", "--set", "ensemble.width=[2, 17]"] and "--ensemble" in words, words
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text)
    replay = nnft(*words, folder=folder)
    assert replay.returncode == 0 and "outputs" in replay.stdout, replay.stderr


if __name__ == "__main__":
    main(sys.modules[__name__])
