"""The job scripts under a real SLURM (two nodes on this machine): pieces of a run that are stopped, requeued, lost with their
node or cancelled; the result has the bits of an undisturbed run. Arguments: names of the cases."""
import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from nnft_run import NNFT, config, digest, run

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SKIPPED = 77
LONG = config(widths=(40, 90), points=((-0.5,), (0.4,), (1.0,), (1.4,)), networks="{networks}", seed=9,
              orders=(2, 4, 6), extra='[output]\ncheckpoint_every = 0.3\n')


def skip(why):
    print(f"SKIPPED: no job was run under SLURM: {why}. Install slurm-wlm and munge and run as root.")
    sys.exit(SKIPPED)


def command(*words, check=True, timeout=60):
    process = subprocess.run(words, capture_output=True, text=True, timeout=timeout, env=ENVIRONMENT, cwd=ROOT)
    assert not check or process.returncode == 0, f"{words}: {process.stderr}"
    return process.stdout


def start_slurm():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for name in ("munged", "slurmctld", "slurmd", "sbatch"):
        if shutil.which(name) is None:
            skip(f"{name} is not installed")
    if os.geteuid() != 0:
        skip("slurmd needs root")
    folder = tempfile.mkdtemp(prefix="nnft-slurm-")
    script = os.path.join(HERE, "private_slurm.sh")

    def end():
        subprocess.run(["bash", script, "down", folder], timeout=120)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the daemons end in any case
    up = subprocess.run(["bash", script, "up", folder, "2", "2"], capture_output=True, text=True, timeout=120)
    if up.returncode != 0:
        skip("it does not start: " + " ".join(up.stderr.split()))
    environment = dict(os.environ)
    for line in open(os.path.join(folder, "env.sh")):
        for name, value in re.findall(r"(\w+)=(\S+)", line):
            environment[name] = value
    environment.update(NNFT=NNFT, OMPI_MCA_btl="self,tcp", OMPI_MCA_btl_tcp_if_include="lo")  # two nodes
    return environment


class Job:
    """A run of a configuration under one of the job scripts."""

    def __init__(self, networks, script="nnft-long.sbatch", launcher="srun", options=()):
        self.text = LONG.replace("{networks}", str(networks)).replace("'", "")
        self.folder = tempfile.mkdtemp(prefix="nnft-")
        self.config = os.path.join(self.folder, "c.toml")
        self.result = os.path.join(self.folder, "r.h5")
        self.log = os.path.join(self.folder, "job.log")
        with open(self.config, "w") as file:
            file.write(self.text)
        ENVIRONMENT["NNFT_LAUNCHER"] = launcher
        out = command("sbatch", "--parsable", "-N2", "-n3", "-o", self.log, "--time=10", *options,
                      f"jobs/{script}", self.config, self.result)
        self.id = out.strip()

    def state(self):
        shown = command("scontrol", "show", "job", self.id)
        return re.search(r"JobState=(\w+)", shown).group(1)

    def restarts(self):
        return int(re.search(r"Restarts=(\d+)", command("scontrol", "show", "job", self.id)).group(1))

    def text_of_log(self):
        return open(self.log).read() if os.path.exists(self.log) else ""

    def wait(self, condition, what, seconds=90):
        end = time.time() + seconds
        while not condition():
            if time.time() > end:
                raise AssertionError(f"{what} not within {seconds} s; {self.state()}\n{self.text_of_log()}")
            time.sleep(0.1)

    def wait_until_sampling(self, restart):
        """Until this start of the job has written a checkpoint of its own."""
        checkpoint = self.result + ".checkpoint"
        self.wait(lambda: self.text_of_log().count("of erf-net") > restart, f"start {restart}")
        begin = time.time()
        self.wait(lambda: os.path.exists(checkpoint) and os.path.getmtime(checkpoint) > begin, "checkpoint")

    def finish(self):
        self.wait(lambda: self.state() == "COMPLETED", "end", 240)
        assert digest(self.result) == digest(run(self.text, ranks=2)), "other bits"
        assert sorted(os.listdir(self.folder)) == ["c.toml", "job.log", "r.h5"], os.listdir(self.folder)


def requeue_three_times(launcher="srun", networks=1_500_000):
    job = Job(networks, launcher=launcher)
    for restart in range(3):
        job.wait_until_sampling(restart)
        command("scancel", "--batch", "--signal=USR1", job.id)  # what SLURM sends before the time is over
        job.wait(lambda: job.restarts() > restart, "requeue")
    job.finish()
    log = job.text_of_log()
    assert log.count("stopped (SIGUSR1)") == 3 and log.count("going on") == 3, log
    return f"{job.restarts()} requeues"


def requeue_under_mpirun():
    return requeue_three_times("mpirun")


def time_runs_out():
    """One minute, the shortest time: SLURM sends USR1 by itself; or nobody does, and nnft looks at the clock."""
    job = Job(8_000_000, options=("--time=1", "--signal=B:USR1@40"))
    job.wait(lambda: job.restarts() >= 1, "requeue", 150)
    job.finish()
    assert "stopped (SIGUSR1)" in job.text_of_log()
    silent = Job(8_000_000, options=("--time=1", "--signal=B:CONT@1"))
    silent.wait(lambda: "stopped (the time is over)" in silent.text_of_log(), "stop by the clock", 150)
    silent.finish()
    return f"{job.restarts()} and {silent.restarts()} requeues"


def node_fails():
    """The second node is lost with its daemon, and comes back when the job waits for it."""
    job = Job(1_500_000)
    job.wait_until_sampling(0)
    folder = os.path.dirname(os.path.dirname(ENVIRONMENT["SLURM_CONF"]))
    with open(os.path.join(folder, "slurmd-n2.pid")) as file:
        os.kill(int(file.read()), signal.SIGKILL)
    command("scontrol", "update", "NodeName=n2", "State=DOWN", "Reason=test")
    job.wait(lambda: job.restarts() == 1 and job.state() == "PENDING", "requeue")
    command("slurmd", "-N", "n2", "-f", ENVIRONMENT["SLURM_CONF"])
    time.sleep(0.5)
    with open(os.path.join(folder, "slurmd-n2.pid")) as pid, open(os.path.join(folder, "pids"), "a") as pids:
        pids.write(f"slurmd {pid.read().strip()}\n")  # so that it is ended with the others
    job.finish()
    assert "going on" in job.text_of_log()
    return "gone on after a node was lost"


def cancel():
    job = Job(20_000_000)
    job.wait_until_sampling(0)
    command("scancel", job.id)
    job.wait(lambda: job.state() == "CANCELLED", "end")
    time.sleep(2)
    assert job.state() == "CANCELLED" and not os.path.exists(job.result)
    checked = subprocess.run([NNFT, "check", job.result + ".checkpoint"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    # the same line goes on
    again = subprocess.run([NNFT, "run", job.config, "-o", job.result, "--max-time", "1"], capture_output=True, text=True)
    assert again.returncode == 3 and "going on" in again.stderr, again.stderr
    return "cancelled for good, checkpoint whole"


def array():
    folder = tempfile.mkdtemp(prefix="nnft-")
    configs = []
    for i, width in enumerate((3, 5)):
        configs.append(os.path.join(folder, f"{i}.toml"))
        with open(configs[-1], "w") as file:
            file.write(config(widths=(width,)))
    ENVIRONMENT["NNFT_LAUNCHER"] = "srun"
    job = command("sbatch", "--parsable", "--array=0-1", "-n2", "-o", folder + "/%a.log", "--time=10",
                  "jobs/nnft-array.sbatch", *configs).strip()
    end = time.time() + 60
    while command("squeue", "-h", "-j", job).strip():
        assert time.time() < end, "the array does not end"
        time.sleep(0.2)
    for name in configs:
        assert digest(name.replace(".toml", ".h5")) == digest(run(open(name).read())), name
    return "two members"


def scaling():
    """Arrays of two repetitions on one and on two nodes, and the job that collects them."""
    folder = tempfile.mkdtemp(prefix="nnft-")
    ENVIRONMENT.update(NNFT_LAUNCHER="srun", NETWORKS="4000", NETS="relu", BINS="2 4",
                       SBATCH_OPTIONS=f"--ntasks-per-node=1 --array=0-1%1 --time=10 -o {folder}/%x-%A.log")
    command("bash", "jobs/scaling/submit.sh", "strong", folder, "1", "2")
    end = time.time() + 240
    while command("squeue", "-h").strip():
        assert time.time() < end, "the arrays do not end"
        time.sleep(0.2)
    with open(folder + "/scaling.csv") as file:
        lines = [line.split(",")[:6] for line in file.read().splitlines()[1:]]
    strong = sorted((ranks, nodes, repetition) for study, _, ranks, nodes, _, repetition in lines if study == "strong")
    # the two nodes are one machine with one name: what a result calls a host
    assert strong == [("1", "1", "0"), ("1", "1", "1"), ("2", "1", "0"), ("2", "1", "1")], lines
    assert len(lines) == 12, lines
    assert {"scaling.md", "scaling.png", "scaling.pdf"} <= set(os.listdir(folder)), os.listdir(folder)
    return "four jobs, twelve runs"


if __name__ == "__main__":
    ENVIRONMENT = start_slurm()
    failed = 0
    for name in sys.argv[1:]:
        begin = time.time()
        try:
            print("ok    ", name, globals()[name](), f"{time.time() - begin:.0f} s", flush=True)
        except Exception as problem:  # the next case runs all the same
            failed += 1
            print("FAILED", name, type(problem).__name__, problem, flush=True)
    sys.exit(1 if failed else 0)
