"""The numbers of a report, as they stand in the file, as one tree for summary.json and the page."""
import math

import numpy as np

from .result_file import QUANTITIES, plain, tail_of

DEVIATIONS = ("m2", "m4", "m6")
HEAVY = "heavy tail"


def summary_of(result):
    """One file: provenance, ensembles with comparison, couplings, scan and prediction; falloff."""
    return {
        "file": result.file.name,
        "attributes": {k: v for k, v in result.attributes.items() if k != "config"},
        "config": result.attributes.get("config"),
        "performance": result.performance,
        "until": result.until,
        "points": plain(result.points) if result.points is not None else None,
        "ensembles": [ensemble_summary(e) for e in result.ensembles],
        "falloff": result.falloff,
    }


def ensemble_summary(ensemble):
    parts = {
        "name": ensemble.name,
        "attributes": ensemble.attributes,
        "exact": ensemble["exact"].attributes,
        "comparison": comparison_summary(ensemble),
        "deviation": deviation_summary(ensemble),
        "eft": eft_summary(ensemble["eft"]),
        "g6_prediction": prediction_summary(ensemble),
        "cutoff_scan": scan_summary(ensemble["cutoff_scan"]),
    }
    return {k: v for k, v in parts.items() if v or k in ("name", "attributes")}


def comparison_summary(ensemble):
    comparison = ensemble["comparison"]
    tails = tail_of(comparison)
    found = {}
    for quantity in QUANTITIES:
        entry = {k: v for k, v in comparison.data_attributes.get(f"{quantity}_pull", {}).items() if k != "description"}
        if quantity in tails:
            entry["tail"] = tails[quantity]
        if entry:
            found[quantity] = entry
    return found


def mean_deviation(ensemble, name):
    """Mean of a dataset of deviation/ over the components whose Gaussian process does not vanish; None without it."""
    values = ensemble["deviation"].get(name)
    if values is None:
        return None
    mean = ensemble["deviation"].data_attributes.get(name, {}).get("mean")
    if mean is not None:
        return mean
    wick = ensemble["gp"].get(f"g{name[1]}")
    use = np.ones(len(values), bool) if wick is None else wick != 0
    return float(np.mean(values[use])) if use.any() else None


def deviation_summary(ensemble):
    names = [f"{m}{suffix}" for m in DEVIATIONS for suffix in ("", "_background")]
    means = {name: mean_deviation(ensemble, name) for name in names}
    return {name: mean for name, mean in means.items() if mean is not None}


def eft_summary(node):
    if "couplings" not in node.data:
        return {}
    found = dict(node.attributes)
    found.update({k: v for k, v in node.data_attributes["couplings"].items() if k != "description"})
    names = found.pop("names", [])
    found["names"] = [n.strip() for n in names.split(",")] if isinstance(names, str) else names
    found["couplings"] = plain(np.atleast_1d(node.data["couplings"]))
    if "couplings" in node.exact.data:
        found["exact_couplings"] = plain(np.atleast_1d(node.exact.data["couplings"]))
    if "pull" in node.data:
        found["pulls"] = plain(np.atleast_1d(node.data["pull"]))
    if "covariance" in node.data:
        found["errors"] = plain(np.sqrt(np.clip(np.diag(np.atleast_2d(node.data["covariance"])), 0, None)))
    return found


def prediction_summary(ensemble):
    delta = prediction_ratio(ensemble)
    if delta is None:
        return {}
    mean = ensemble["eft"].attributes.get("delta_mean", float(np.mean(delta)))
    found = {"delta_mean": mean, "delta_spread": float(np.std(delta))}
    ratio = gp_over_g6(ensemble)
    if ratio is not None:
        found["gp_over_g6_mean"] = float(np.mean(ratio))
        found["gp_over_g6_spread"] = float(np.std(ratio))
    return found


def prediction_ratio(ensemble):
    """delta of the components whose G6 does not vanish, or None."""
    delta, used = ensemble["eft"].get("delta"), ensemble["eft"].get("delta_used")
    if delta is None or not np.any(delta):
        return None
    return delta[delta != 0 if used is None else used != 0]


def gp_over_g6(ensemble):
    """Gaussian process over the 6-point function that delta refers to: the measured one where there is one."""
    gp = ensemble["gp"].get("g6")
    full = ensemble["measured"].get("g6")
    if full is None:
        full = ensemble["exact"].get("g6")
    if gp is None or full is None:
        return None
    use = full != 0
    return gp[use] / full[use] if use.any() else None


def scan_summary(node):
    if "cutoff" not in node.data:
        return {}
    found = dict(node.attributes)
    for name, values in node.data.items():
        if np.ndim(values) == 1 and name != "used":
            found[name] = plain(values)
    if "used" in node.data:
        found["components_used"] = int(np.sum(node.data["used"] != 0))
        found["components"] = int(np.size(node.data["used"]))
    return found


def verdict_of(summaries):
    """The page's first lines: how many comparisons, the worst of them, heavy tails."""
    rows = [
        (s["file"], e, quantity, c)
        for s in summaries for e in s["ensembles"] for quantity, c in e.get("comparison", {}).items()
    ]
    trusted = [r for r in rows if r[3].get("tail", {}).get("verdict") != HEAVY and "p_value" in r[3]]
    heavy = {}
    for file, ensemble, quantity, c in rows:
        if c.get("tail", {}).get("verdict") == HEAVY:
            heavy.setdefault((file, quantity), []).append({"width": ensemble["attributes"].get("width"), **c["tail"]})
    return {
        "comparisons": sum("p_value" in r[3] for r in rows),
        "trusted": len(trusted),
        "smallest_p": min((r[3]["p_value"] for r in trusted), default=None),
        "largest_pull": max((abs(r[3]["max_pull"]) for r in trusted if "max_pull" in r[3]), default=None),
        "heavy": heavy,
    }


def json_safe(value):
    """JSON has no infinities and no NaN: they become the strings "inf", "-inf", "nan"."""
    if isinstance(value, dict):
        return {k: json_safe(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_safe(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
