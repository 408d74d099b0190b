"""Reads a result of nnft (mpi/FORMAT.md) into plain Python: attributes and arrays by their paths."""
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

FORMAT_MAJOR = 1
QUANTITIES = ("g2", "g4", "g6", "g4_connected", "g6_connected")
# What the report draws and lists. Covariances and the state stay in the file: they are large.
GROUPS = ("measured", "experiments", "gp", "exact", "comparison", "deviation", "eft", "cutoff_scan", "outputs")


class BadFile(Exception):
    """The user's file or folder is wrong; the text is one line, the file first."""


@dataclass
class Node:
    """A group: attributes, datasets by name, attributes of the datasets by name."""

    attributes: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)
    data_attributes: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)

    def get(self, name):
        return self.data.get(name)

    @property
    def exact(self):
        """The same from exact correlators; a file of theory has it in this node itself."""
        return self.groups.get("exact", Node())


@dataclass
class Ensemble:
    name: str  # "0000"
    attributes: dict
    groups: dict  # "measured", "exact", ... -> Node; an absent group is an empty node

    @property
    def width(self):
        return int(self.attributes["width"])

    @property
    def combination(self):
        """What tells one falloff from another: everything but the width and the amount sampled."""
        varying = ("width", "networks", "experiments", "estimator", "block", "ensemble_id")
        return tuple(sorted((k, str(v)) for k, v in self.attributes.items() if k not in varying))

    def __getitem__(self, group):
        return self.groups.get(group, Node())


@dataclass
class Result:
    file: Path
    attributes: dict
    points: np.ndarray | None
    ensembles: list
    falloff: list  # attributes of /falloff/0000, ...
    performance: dict
    until: dict  # attributes of /until; empty where the amount of sampling was fixed

    @property
    def combinations(self):
        """Lists of ensembles that differ in width alone, in the order of the file."""
        found = {}
        for ensemble in self.ensembles:
            found.setdefault(ensemble.combination, []).append(ensemble)
        return [sorted(members, key=lambda e: e.width) for members in found.values()]


def plain(value):
    """HDF5 attribute values as Python values; bytes become text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    return value


def attributes_of(node):
    return {name: plain(value) for name, value in node.attrs.items()}


def node_of(group):
    node = Node(attributes=attributes_of(group))
    if isinstance(group, h5py.Dataset):
        return node
    for name, child in group.items():
        if isinstance(child, h5py.Group):
            node.groups[name] = node_of(child)
        elif not name.endswith("_covariance"):
            node.data[name] = child[()]
            node.data_attributes[name] = attributes_of(child)
    if "tail_warning" in group and isinstance(group["tail_warning"], h5py.Dataset):
        node.groups["tail_warning"] = node_of(group["tail_warning"])
    return node


def read_result(name):
    """The whole file; throws BadFile if it cannot be read or is no result of this format."""
    try:
        with h5py.File(name, "r") as file:
            return result_of(Path(name), file)
    except BadFile:
        raise
    except FileNotFoundError:
        raise BadFile(f"{name}: cannot be read (there is no such file).") from None
    except Exception as error:  # damaged contents make h5py and NumPy throw all sorts of things
        reason = " ".join(str(error).split()).rstrip(".")
        raise BadFile(f"{name}: cannot be read ({reason}). Try nnft info.") from None


def result_of(path, file):
    attributes = attributes_of(file)
    if attributes.get("filetype") != "nnft-result":
        raise BadFile(f"{path}: filetype = {attributes.get('filetype', 'absent')} "
                      "(a report is made from nnft-result files).")
    version = attributes.get("format_version", [0, 0])
    if version[0] != FORMAT_MAJOR:
        raise BadFile(f"{path}: format_version = {version[0]}.{version[1]} (this program reads {FORMAT_MAJOR}.x). "
                      "Use the release that wrote it.")
    if "ensembles" not in file:
        raise BadFile(f"{path}: ensembles (the group is missing). Try nnft info.")
    ensembles = [
        Ensemble(name, attributes_of(group), {g: node_of(group[g]) for g in GROUPS if g in group})
        for name, group in sorted(file["ensembles"].items())
    ]
    return Result(
        file=path,
        attributes=attributes,
        points=file["inputs/points"][()] if "inputs/points" in file else None,
        ensembles=ensembles,
        falloff=[attributes_of(g) for _, g in sorted(file.get("falloff", {}).items())],
        performance=performance_of(file["performance"]) if "performance" in file else {},
        until=attributes_of(file["until"]) if "until" in file else {},
    )


def performance_of(group):
    """Attributes and small datasets: times, hosts, rates."""
    found = attributes_of(group)
    for name, child in group.items():
        if isinstance(child, h5py.Dataset) and child.size <= 64:
            found[name] = plain(child[()])
    return found


def tail_of(comparison):
    """quantity -> {"verdict": ..., "effective_sample_size": ..., ...} from comparison/tail_warning."""
    node = comparison.groups.get("tail_warning", Node())
    found = {q: dict(child.attributes) for q, child in node.groups.items()}
    for name, value in node.attributes.items():
        for quantity in sorted(QUANTITIES, key=len, reverse=True):
            if name.startswith(quantity + "_"):
                found.setdefault(quantity, {})[name[len(quantity) + 1:]] = value
                break
    return found
