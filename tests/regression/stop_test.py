"""Runs that stop and go on: signals, --max-time, other numbers of ranks, damaged checkpoints, locks."""
import os
import signal
import subprocess
import sys
import tempfile
import time

from nnft_run import MPIRUN, NNFT, config, digest, main, nnft, run, same_by_h5diff

# some seconds on one core, blocks of a few milliseconds
LONG = config(widths=(40, 90), points=((-0.5,), (0.4,), (1.0,), (1.4,)), networks=600_000, seed=9,
              orders=(2, 4, 6), extra="[output]\ncheckpoint_every = 0.3\n")
STOPPED = 3
_reference = []


def reference():
    if not _reference:
        _reference.append(run(LONG, ranks=2))
    return _reference[0]


def new_folder(text=LONG):
    folder = tempfile.mkdtemp(prefix="nnft-")
    with open(os.path.join(folder, "c.toml"), "w") as file:
        file.write(text)
    return folder


def start(folder, *words, ranks=0):
    launcher = MPIRUN + ["-n", str(ranks)] if ranks else []
    return subprocess.Popen(launcher + [NNFT, "run", "c.toml", "-o", "r.h5", *words], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder)


def path(folder, name="r.h5"):
    return os.path.join(folder, name)


def wait_for(folder, name="r.h5.checkpoint", seconds=60):
    end = time.time() + seconds
    while not os.path.exists(path(folder, name)):
        assert time.time() < end, f"no {name} after {seconds} s"
        time.sleep(0.01)


def finish(folder, ranks=1, words=()):
    process = nnft("run", "c.toml", "-o", "r.h5", *words, ranks=ranks, folder=folder)
    assert process.returncode == 0, process.stderr
    assert sorted(os.listdir(folder)) == ["c.toml", "r.h5"], os.listdir(folder)
    assert digest(path(folder)) == digest(reference())
    assert same_by_h5diff(path(folder), reference())
    return process


def complaint(process, status=2):
    lines = [l for l in process.stderr.splitlines() if l.startswith("nnft:")]
    assert process.returncode == status and len(lines) == 1, (process.returncode, process.stderr)
    return lines[0]


def test_every_signal_stops_in_order_and_the_run_goes_on():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU):
        folder = new_folder()
        process = start(folder)
        wait_for(folder, "r.h5.checkpoint")
        begin = time.time()
        process.send_signal(number)
        output = process.communicate(timeout=30)
        assert process.returncode == STOPPED, (number, process.returncode, output)
        assert time.time() - begin < 2, f"{number}: {time.time() - begin} s"
        assert f"stopped ({number.name})" in output[1], output
        assert not os.path.exists(path(folder)) and not os.path.exists(path(folder, "r.h5.lock"))
        check = nnft("check", "r.h5.checkpoint", folder=folder)
        assert check.returncode == 0 and "whole" in check.stdout, check
    assert "going on" in finish(folder, ranks=2).stderr


def test_a_second_signal_ends_at_once():
    folder = new_folder()
    process = start(folder)
    wait_for(folder, "r.h5.checkpoint")
    process.send_signal(signal.SIGUSR1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode in (128 + signal.SIGTERM, 128 + signal.SIGUSR1), process.returncode
    finish(folder)


def test_ranks_1_3_2_4():
    folder = new_folder()
    for ranks in (1, 3, 2):
        file = path(folder, "r.h5.checkpoint")
        stamp = os.path.getmtime(file) if os.path.exists(file) else 0
        process = start(folder, ranks=ranks)
        wait_for(folder)
        while process.poll() is None and os.path.getmtime(file) <= stamp:
            time.sleep(0.01)
        process.send_signal(signal.SIGUSR1)  # mpirun passes it on to all ranks
        output = process.communicate(timeout=60)
        assert process.returncode == STOPPED, (ranks, process.returncode, output)
    finish(folder, ranks=4)


def test_a_signal_to_one_rank_stops_all():
    folder = new_folder()
    process = start(folder, ranks=3)
    wait_for(folder)
    ranks = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True)
    children = [int(word) for word in ranks.stdout.split()]
    assert len(children) == 3, children
    os.kill(children[-1], signal.SIGTERM)
    output = process.communicate(timeout=60)
    assert process.returncode == STOPPED, (process.returncode, output)
    finish(folder, ranks=2)


def test_max_time_stops_before_it_is_over():
    folder = new_folder()
    begin = time.time()
    process = nnft("run", "c.toml", "-o", "r.h5", "--max-time", "0.8s", folder=folder)
    assert process.returncode == STOPPED, process
    assert time.time() - begin < 2
    assert "the time is over" in process.stderr, process.stderr
    finish(folder)


def test_a_signal_stops_the_analyses_too():
    text = config(widths=range(3, 9), points=((-0.5,), (0.4,), (1.0,), (1.4,)), networks=3000,
                  orders=(2, 4, 6))
    want = digest(run(text))
    for ranks, number in ((0, signal.SIGTERM), (2, signal.SIGUSR1)):
        folder = new_folder(text)
        process = start(folder, ranks=ranks)
        line = process.stderr.readline()
        while not line.startswith("exact theory"):
            assert line, "it ended before"
            line = process.stderr.readline()
        process.send_signal(number)
        output = process.communicate(timeout=30)
        assert process.returncode == STOPPED, (number, process.returncode, output)
        assert f"stopped ({number.name})" in output[1], output
        assert nnft("run", "c.toml", "-o", "r.h5", folder=folder).returncode == 0
        assert digest(path(folder)) == want


def test_a_rank_that_is_killed_ends_all_and_the_last_checkpoint_counts():
    folder = new_folder()
    process = start(folder, ranks=3)
    wait_for(folder)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True)
    os.kill(int(children.stdout.split()[1]), signal.SIGKILL)
    begin = time.time()
    process.communicate(timeout=60)
    assert process.returncode != 0 and time.time() - begin < 10
    finish(folder)


def stopped_folder():
    folder = new_folder()
    process = start(folder)
    wait_for(folder)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == STOPPED
    return folder


def damage(file):
    with open(file, "r+b") as f:
        f.seek(1000)
        byte = f.read(1)[0]
        f.seek(1000)
        f.write(bytes([byte ^ 1]))


def test_a_damaged_checkpoint_gives_way_to_the_one_before():
    folder = stopped_folder()
    damage(path(folder, "r.h5.checkpoint"))
    assert "damaged" in complaint(nnft("check", "r.h5.checkpoint", folder=folder))
    process = finish(folder)
    assert "warning: r.h5.checkpoint: is damaged" in process.stderr, process.stderr


def test_two_damaged_checkpoints_are_refused_and_fresh_begins_anew():
    folder = stopped_folder()
    for name in ("r.h5.checkpoint", "r.h5.checkpoint.previous"):
        damage(path(folder, name))
    process = nnft("run", "c.toml", "-o", "r.h5", ranks=2, folder=folder)
    line = complaint(process)
    assert "r.h5.checkpoint" in line and "--fresh" in line, line
    finish(folder, words=("--fresh",))


def test_other_physics_is_refused_field_by_field():
    folder = stopped_folder()
    process = nnft("run", "c.toml", "-o", "r.h5", "--set", "ensemble.sigma_w=1.5", folder=folder)
    line = complaint(process)
    assert "r.h5.checkpoint" in line and "ensemble.sigma_w: 1 in the file, 1.5" in line, line
    for change in ("sampling.seed=8", "sampling.experiments=5", "sampling.networks=2000"):
        complaint(nnft("run", "c.toml", "-o", "r.h5", "--set", change, folder=folder))
    finish(folder, ranks=2)


def test_a_longer_run_goes_on_from_the_checkpoint_of_a_shorter_one():
    folder = stopped_folder()
    longer = LONG.replace("networks = 200000", "networks = 210001")
    whole = run(longer, ranks=2)
    with open(path(folder, "c.toml"), "w") as file:
        file.write(longer)
    process = nnft("run", "c.toml", "-o", "r.h5", folder=folder)
    assert process.returncode == 0 and "going on" in process.stderr, process.stderr
    assert digest(path(folder)) == digest(whole)


def test_an_interrupted_extension_of_a_result_keeps_both():
    folder = new_folder(config(networks=3000, orders=(2, 4)))
    small = config(networks=3000, orders=(2, 4))
    large = config(widths=(3, 17), networks=2_000_000, orders=(2, 4))
    assert nnft("run", "c.toml", "-o", "r.h5", folder=folder).returncode == 0
    before = digest(path(folder))
    with open(path(folder, "c.toml"), "w") as file:
        file.write(large)
    process = nnft("run", "c.toml", "-o", "r.h5", "--max-time", "1", folder=folder)
    assert process.returncode == STOPPED, process.stderr
    assert digest(path(folder)) == before
    with open(path(folder, "c.toml"), "w") as file:
        file.write(small)
    process = nnft("run", "c.toml", "-o", "r.h5", folder=folder)
    assert process.returncode == 0 and "finished" in process.stdout
    assert os.path.exists(path(folder, "r.h5.checkpoint"))  # what it has begun is not lost


def test_an_interrupted_fresh_run_goes_on_without_fresh():
    folder = stopped_folder()
    old = run(config(seed=4), folder=folder, out="old.h5")
    os.remove(path(folder, "r.h5.checkpoint"))
    os.remove(path(folder, "r.h5.checkpoint.previous"))
    os.rename(old, path(folder))
    with open(path(folder, "c.toml"), "w") as file:
        file.write(LONG)
    process = nnft("run", "c.toml", "-o", "r.h5", "--fresh", "--max-time", "0.8", folder=folder)
    assert process.returncode == STOPPED, process.stderr
    finish(folder)


def test_a_second_run_on_the_same_output_is_refused():
    folder = new_folder()
    process = start(folder, "--set", "sampling.networks=1e8")
    wait_for(folder)
    line = complaint(nnft("run", "c.toml", "-o", "r.h5", ranks=2, folder=folder))
    assert "is in use" in line and str(process.pid) in line, line
    process.kill()
    process.communicate()
    assert os.path.exists(path(folder, "r.h5.lock"))  # of the dead one
    process = nnft("run", "c.toml", "-o", "r.h5", "--set", "sampling.networks=1e8", "--max-time", "0.8",
                   folder=folder)
    assert process.returncode == STOPPED and "going on" in process.stderr, process.stderr


def test_a_damaged_result_can_be_replaced_and_nothing_is_no_name():
    folder = new_folder()
    whole = open(run(LONG, folder=folder), "rb").read()
    with open(path(folder), "wb") as file:
        file.write(whole[:5000])
    complaint(nnft("check", "r.h5", folder=folder))
    assert "--fresh" in complaint(nnft("run", "c.toml", "-o", "r.h5", folder=folder))
    finish(folder, words=("--fresh",))
    assert "-o" in complaint(nnft("run", "c.toml", "-o", "", folder=folder))
    assert nnft("check", "r.h5", folder=folder).returncode == 0


if __name__ == "__main__":
    main(sys.modules[__name__])
