"""The figures as lines of text."""

from __future__ import annotations

from typing import Any

import timing
from workloads import GROUPS

PEERS = ("autograd", "torch", "jax")
HEADING = (
    f"{'workload':22s} {'primal':>10s} {'ours':>10s}  {'/primal':>7s} {'/hand':>6s} {'bare/hand':>9s}  "
    f"{'autograd':>8s} {'torch':>7s} {'jax':>7s}  {'peak':>8s} {'/hand':>6s}   (tools: their time / ours)"
)


def ratios(row: dict[str, Any]) -> dict[str, float]:
    """All that is said of a workload."""
    seconds, peak = row["seconds"], row["peak_bytes"]
    found = {
        "ours/primal": seconds["ours"] / seconds["primal"],
        "hand/primal": seconds["hand"] / seconds["primal"],
        "ours/hand": seconds["ours"] / seconds["hand"],
        "emitted/hand": seconds["emitted"] / seconds["hand"],
        "memory/hand": peak["ours"] / max(1, peak["hand"]),
    }
    for tool in PEERS:
        if tool in seconds:
            found[f"{tool}/ours"] = seconds[tool] / seconds["ours"]
            found[f"{tool} first/ours"] = row["first_call"][tool] / row["first_call"]["ours"]
    return found


def time_text(seconds: float) -> str:
    return f"{seconds * 1e6:.2f} us" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


def memory_text(size: float) -> str:
    return f"{size / 1e3:.1f} kB" if size < 1e6 else f"{size / 1e6:.1f} MB"


def line(row: dict[str, Any]) -> str:
    found, seconds = ratios(row), row["seconds"]
    peers = [f"{found[t + '/ours']:.2f}" if t in seconds else "-" for t in PEERS]
    return (
        f"{row['name']:22s} {time_text(seconds['primal']):>10s} {time_text(seconds['ours']):>10s}  "
        f"{found['ours/primal']:7.2f} {found['ours/hand']:6.2f} {found['emitted/hand']:9.2f}  "
        f"{peers[0]:>8s} {peers[1]:>7s} {peers[2]:>7s}  "
        f"{memory_text(row['peak_bytes']['ours']):>8s} {found['memory/hand']:6.2f}"
    )


def means(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Geometric means of all ratios that there are."""
    found: dict[str, list[float]] = {}
    for row in rows:
        for name, value in ratios(row).items():
            found.setdefault(name, []).append(value)
    return {name: timing.geometric_mean(values) for name, values in found.items()}


def summary(rows: list[dict[str, Any]]) -> list[str]:
    lines = ["geometric means"]
    groups = [(title, [row for row in rows if row["group"] == group]) for group, title in GROUPS.items()]
    for title, some in [*groups, ("all", rows)]:
        if some:
            shown = ", ".join(f"{name} {value:.2f}" for name, value in means(some).items())
            lines.append(f"  {title}: {shown}")
    return lines
