"""One run of nnft, measured from outside and by its own /performance, as one line of the CSV."""
import csv
import os
import re
import resource
import subprocess
import sys
import time

FIELDS = ("study", "net", "ranks", "nodes", "networks", "repetition", "wall_seconds", "startup_seconds",
          "sampling_seconds", "reduction_seconds", "networks_per_second", "imbalance", "cpu_seconds", "load", "members",
          "blocks", "reduced_bytes")
TEXTS = ("study", "net")
WHOLE = ("ranks", "nodes", "networks", "repetition", "members", "blocks", "reduced_bytes")
BANNER = re.compile(r"^nnft \S+ \(.*\), \d+ ranks?, ")  # rank 0 prints it when all ranks are ready to sample


class BadInput(Exception):
    """A file or a command that no measurement can be made of."""


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def timed(command):
    """Runs the command; wall, start-up and CPU seconds. Start-up: until the banner, launcher included."""
    cpu, begin, startup, lines = cpu_of_children(), time.monotonic(), None, []
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               text=True)
    for line in process.stderr:
        if startup is None and BANNER.match(line):
            startup = time.monotonic() - begin
        lines.append(line)
    status = process.wait()
    wall = time.monotonic() - begin
    if status != 0:
        sys.stderr.writelines(lines)
        raise BadInput(f"{' '.join(command)} (status {status}). Run it by hand")
    if startup is None:
        raise BadInput(f"{' '.join(command)} (no banner of nnft on standard error). Leave out --quiet, and use --fresh")
    return {"wall_seconds": wall, "startup_seconds": startup, "cpu_seconds": cpu_of_children() - cpu}


def facts_of(path):
    """What a result says about its own run."""
    import h5py

    with h5py.File(path) as file:
        performance, states = file["performance"], file["state"].values()
        members = file["ensembles"].values()
        return {
            "net": file["ensembles/0000"].attrs["architecture"],
            "ranks": int(performance.attrs["ranks"]),
            "nodes": len(performance.attrs["hosts"]),
            "sampling_seconds": float(performance["seconds_sampling"][2]),
            "reduction_seconds": float(performance["seconds_reduction"][2]),
            "networks_per_second": float(performance.attrs["networks_per_second"]),
            "imbalance": float(performance.attrs["imbalance"]),
            "networks": sum(int(m.attrs["networks"]) * int(m.attrs["experiments"]) for m in members),
            "members": len(members),
            "blocks": sum(int(m.attrs["experiments"]) * -(-int(m.attrs["networks"]) // int(m.attrs["block"]))
                          for m in members),
            "reduced_bytes": sum(8 * (s["limbs"].size + s["networks"].size) for s in states),
        }


def measure(study, repetition, result, command, cpu_is_seen=True):
    """One line of the CSV. \\p cpu_is_seen is false where the ranks are no descendants of this process (srun, other nodes)."""
    line = {"study": study, "repetition": repetition, "load": os.getloadavg()[0], **timed(command), **facts_of(result)}
    if not cpu_is_seen or line["nodes"] > 1:
        line["cpu_seconds"] = None
    return line


def shown(value):
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def append(path, lines):
    """Adds lines to a CSV, with its head if it is new."""
    is_new = not os.path.exists(path) or os.path.getsize(path) == 0
    with open(path, "a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(FIELDS)
        writer.writerows([shown(line[field]) for field in FIELDS] for line in lines)


def number(field, text):
    if field in TEXTS:
        return text
    if text == "":
        return None
    return int(text) if field in WHOLE else float(text)


def read(path):
    """All lines of a CSV."""
    try:
        with open(path, newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != FIELDS:
                raise BadInput(f"{path}:1: {','.join(reader.fieldnames or ())} (not the columns of a scaling study). "
                               "Give a file that the scripts have written")
            return [{field: number(field, line[field]) for field in FIELDS} for line in reader]
    except OSError as error:
        raise BadInput(f"{path} (cannot be read: {error.strerror}). Give a file that the scripts have written") from None
    except (TypeError, ValueError) as error:
        raise BadInput(f"{path}:{reader.line_num}: {error} (damaged). Remove this line") from None
