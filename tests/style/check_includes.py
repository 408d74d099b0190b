#!/usr/bin/env python3
"""Checks the direction of includes: check_includes.py ROOT. Prints each wrong one as file:line; status 1 if any."""
import re
import sys
from pathlib import Path

# What each folder of lib/nnft may include besides itself; transitive where the chain is. A path is a single file.
LIB = {
    "core": set(),
    "random": {"core"},
    "ensemble": {"core", "random"},
    "moments": {"core"},
    "result": {"core"},
    "theory": {"core", "random", "ensemble", "moments"},
    "eft": {"core", "random", "ensemble", "moments", "theory", "config", "result"},
    "config": {"core", "ensemble", "moments", "sampling/block_plan.hpp"},
    "sampling": {"core", "random", "ensemble", "moments", "theory", "config"},
    "analysis": {"core", "random", "ensemble", "moments", "theory", "eft", "config", "result", "sampling/block_plan.hpp"},
}
MPI = {"mpi": set(), "store": {"mpi"}}
# Headers of other projects, by what must not know them.
NOT_IN_LIB = re.compile(r"^(mpi\.h|hdf5\.h|H5\w*\.h|CLI/|spdlog/)")
ONLY_IN_CONFIG = re.compile(r"^toml\+\+/|^toml\.hpp")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
SOURCES = {".hpp", ".cpp", ".h", ".inl", ".ipp"}


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match.group(1)


def sources(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in SOURCES)


def ours(header):
    """("theory", "kernel.hpp") for nnft/theory/kernel.hpp; None if it is not of that form."""
    parts = header.split("/")
    return (parts[1], "/".join(parts[2:])) if parts[0] == "nnft" and len(parts) > 2 else None


def wrong_in_lib(folder, header):
    if NOT_IN_LIB.match(header):
        return "lib knows no MPI, HDF5, command line or logger"
    if ONLY_IN_CONFIG.match(header) and folder != "config":
        return "only config knows TOML"
    target = ours(header)
    if target is None:
        return "not nnft/<folder>/<file>" if header.startswith(("nnft", ".", "app/", "driver/")) else None
    allowed = LIB[folder] | {folder}
    if target[0] in allowed or "/".join(target) in allowed:
        return None
    return f"{folder} may include {', '.join(sorted(allowed))}"


def wrong_in_mpi(folder, header):
    if header.startswith(("app/", "driver/", "CLI/", ".")):
        return "mpi knows nothing of app or of the command line"
    target = ours(header)
    if target is None or target[0] in LIB or target[0] in MPI[folder] | {folder}:
        return None
    return f"{folder} may include lib and {', '.join(sorted(MPI[folder] | {folder}))}"


def wrong_in_support(_, header):
    target = ours(header)
    if NOT_IN_LIB.match(header) or (target and target[0] not in LIB):
        return "tests/support and tests/unit know lib only"
    return None


def check_tree(root, base, rule, folders=None):
    found = []
    for path in sources(root / base):
        folder = path.relative_to(root / base).parts[0]
        if folders is not None and folder not in folders:
            found.append(f"{path.relative_to(root)}:1: folder {folder} has no place in the order of includes")
            continue
        found += [f"{path.relative_to(root)}:{number}: {header} ({reason})"
                  for number, header in includes(path) if (reason := rule(folder, header))]
    return found


def cycles(root):
    """Files of lib that include each other in a circle."""
    graph = {}
    for path in sources(root / "lib"):
        name = str(path.relative_to(root / "lib"))
        graph[name] = [h for _, h in includes(path) if (root / "lib" / h).exists()]
    found, state = [], {}

    def visit(name, trail):
        state[name] = "open"
        for target in graph.get(name, []):
            if state.get(target) == "open":
                found.append("lib/" + " -> ".join(trail[trail.index(target):] + [target]) + " (a circle)")
            elif target not in state:
                visit(target, trail + [target])
        state[name] = "done"

    for name in graph:
        if name not in state:
            visit(name, [name])
    return found


def main():
    root = Path(sys.argv[1])
    found = check_tree(root, "lib/nnft", wrong_in_lib, LIB)
    found += check_tree(root, "mpi/nnft", wrong_in_mpi, MPI)
    found += check_tree(root, "tests/support", wrong_in_support)
    found += check_tree(root, "tests/unit", wrong_in_support)
    found += cycles(root)
    print("\n".join(found) if found else "all includes point the right way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
