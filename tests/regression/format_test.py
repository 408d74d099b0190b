"""mpi/FORMAT.md and what the program writes are the same: every name is documented with its type, and exists."""
import os
import re
import sys

import h5py
import numpy as np

from nnft_run import config, main, nnft, run

FORMAT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../mpi/FORMAT.md")
WILDCARDS = {"q": "(?:g2|g4|g6|g4_connected|g6_connected)", "k": "[246]", "0000": r"\d{4}",
             "m": "(?:m2|m4|m6|g4_connected|g6_connected)", "phase": r"\w+", "x": "(?:/exact)?"}
TYPES = {"text": "O", "float64": "f", "int64": "i", "int32": "i", "uint8": "u"}


def documented():
    """(pattern, type) of every name in the tables."""
    prefix, entries = "", []
    for line in open(FORMAT, encoding="utf-8"):
        if line.startswith("### "):
            heading = re.search(r"`(/[^`]*)`", line)
            prefix = heading.group(1) + "/" if heading else ""
        cells = [c.strip() for c in line.replace(r"\|", "/").split("|")]
        if len(cells) < 5 or not cells[1].startswith("`"):
            continue
        names = re.findall(r"`([^`]+)`", cells[1])
        folder = names[0].rpartition("/")[0]
        for i, name in enumerate(names):
            # further names of a cell share the folder of the first one
            if i and "/" not in name and folder:
                name = f"{folder}/{name}"
            pattern = re.escape((prefix + name).lstrip("/"))
            for wildcard, expression in WILDCARDS.items():
                pattern = pattern.replace(re.escape("{%s}" % wildcard), expression)
            entries.append((pattern, cells[2]))
    return entries


def written(path):
    """name -> value of every dataset and attribute; attributes as group/@name."""
    names = {}

    def add(name, thing):
        prefix = name + "/" if name else ""
        for key, value in thing.attrs.items():
            if not (isinstance(thing, h5py.Dataset) and key == "description"):
                names[f"{prefix}@{key}"] = value
        if isinstance(thing, h5py.Dataset):
            assert thing.attrs["description"], name
            names[name] = thing

    with h5py.File(path) as file:
        add("", file)
        file.visititems(add)
        return {name: (v.dtype if isinstance(v, h5py.Dataset) else np.asarray(v).dtype, type(v))
                for name, v in names.items()}


def kind(dtype_and_type):
    dtype, of = dtype_and_type
    return "O" if of is str or dtype.kind in "OU" else dtype.kind


def files():
    sextic = "[eft]\nsextic = true\n"
    yield run(config(widths=(3, 17), orders=(2, 4, 6), extra=sextic + 'test_points = 0.7\nweights = "full"\n'))
    terms = '[eft]\nquartic = ["constant", "quadratic", "nonlocal"]\n'  # rank one: free directions
    yield run(config("relu", points=((0.2,), (0.7,)), widths=(3, 5), d_out=2, estimator="direct", extra=terms))
    yield run(config("erf", points=((0.2,), (0.7,)), widths=(3,), d_out=2))
    yield run(config("relu", points=((0.2, 0.5), (0.7, 0.1)), orders=(2, 4, 6), extra=sextic), verb="theory")
    yield run(config("erf", points=((0.2, 0.5, 0.3, 0.1),)), verb="theory")  # d_in = 4: randomised cubature
    yield run(config("gauss"), verb="theory")
    analysed = run(config())
    process = nnft("analyze", analysed, "-o", analysed + ".new.h5", "--quiet")
    assert process.returncode == 0, process.stderr
    yield analysed + ".new.h5"
    yield run(config(orders=(2, 4, 6)), verb="theory")
    yield merged_file()
    yield run(config(networks=1000, bins=2, until='{quantity = "g4", relative_error = 0.5, max_networks = 4000}'))
    yield run(config("erf").replace("points = [[-0.5], [0.4], [1.0]]", 'preset = "hms"'))


def merged_file():
    paths = [run(config(networks=100, seed=seed)) for seed in (1, 2)]
    process = nnft("merge", *paths, "-o", paths[0] + ".merged.h5")
    assert process.returncode == 0, process.stderr
    return paths[0] + ".merged.h5"


def test_names_and_types_are_those_of_the_reference_page():
    entries = documented()
    assert len(entries) > 80, len(entries)
    seen = set()
    for path in files():
        for name, what in written(path).items():
            matches = [e for e in entries if re.fullmatch(e[0], name)]
            assert matches, f"{name} is not in FORMAT.md"
            assert any(TYPES[t] == kind(what) for _, t in matches), f"{name}: {what} {matches}"
            seen.update(e[0] for e in matches)
    missing = [p for p, _ in entries if p not in seen]
    assert not missing, f"in FORMAT.md but in no file: {missing}"


def test_the_check_sees_an_undocumented_name():
    assert not [e for e in documented() if re.fullmatch(e[0], "ensembles/0000/measured/g8")]


if __name__ == "__main__":
    main(sys.modules[__name__])
