"""The figures as lines of text, and as the page of the documentation."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import timing
from workloads import GROUPS

PEERS = ("autograd", "torch", "jax")
DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTES = Path(__file__).resolve().parent / "notes.md"
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


PAGE = """# What the derivatives cost

Written by `python benchmarks/run.py --docs`; do not edit. Each workload runs in a process of its own, with
one thread on one core; its contestants are checked against each other, then timed in turn. Times are CPU
time, best of several; what means something is a ratio within one row. *Hand* is the derivative as a careful
programmer writes it, statement by statement (`benchmarks/workloads/`); *bare* is our emitted function called
directly, without the look at the types of the arguments. Memory is the most that NumPy and Python hold at a
time beyond the arguments. Of other tools the ratio of their time to ours is given: above one, ours is faster.

{tools}

![ours against hand-written]({picture})
"""


def table(rows: list[dict[str, Any]]) -> list[str]:
    """The rows of a group as a table in Markdown."""
    peers = [tool for tool in PEERS if any(tool in row["seconds"] for row in rows)]
    head = ["workload", "program", "ours", "ours / program", "ours / hand", "bare / hand", "memory"]
    head += ["memory / hand", *(f"{tool} / ours" for tool in peers)]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for row in rows:
        found, seconds = ratios(row), row["seconds"]
        cells = [row["name"], time_text(seconds["primal"]), time_text(seconds["ours"])]
        cells += [f"{found[k]:.2f}" for k in ("ours/primal", "ours/hand", "emitted/hand")]
        cells += [memory_text(row["peak_bytes"]["ours"]), f"{found['memory/hand']:.2f}"]
        cells += [f"{found[t + '/ours']:.2f}" if t in seconds else "" for t in peers]
        lines.append("| " + " | ".join(cells) + " |")
    mean = means(rows)
    cells = ["*geometric mean*", "", ""]
    cells += [f"{mean[k]:.2f}" for k in ("ours/primal", "ours/hand", "emitted/hand")]
    cells += ["", f"{mean['memory/hand']:.2f}"]
    cells += [f"{mean[t + '/ours']:.2f}" for t in peers]
    return [*lines, "| " + " | ".join(cells) + " |"]


def picture(rows: list[dict[str, Any]]) -> str:
    """A bar for each workload: our time over that of the hand-written derivative, on a logarithmic axis."""
    high, left, width = 16, 190, 420
    scale = width / math.log(8.0)

    def place(ratio: float) -> float:
        return left + scale * (math.log(min(8.0, max(0.5, ratio))) + math.log(2.0)) * 0.75

    height = high * (len(rows) + 2)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 40}" height="{height}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{left + width + 40}" height="{height}" fill="white"/>',
    ]
    for ratio in (0.5, 1.0, 1.2, 2.0, 4.0, 8.0):
        x = place(ratio)
        out.append(f'<line x1="{x:.1f}" y1="{high}" x2="{x:.1f}" y2="{height - 4}" stroke="#bbb"/>')
        out.append(f'<text x="{x:.1f}" y="{high - 4}" text-anchor="middle">{ratio:g}</text>')
    for k, row in enumerate(rows):
        y = high * (k + 1)
        end = place(ratios(row)["ours/hand"])
        start = place(1.0)
        low, wide = min(start, end), abs(end - start)
        colour = "#4477aa" if end <= place(1.2) else "#cc6677"
        out.append(f'<text x="{left - 6}" y="{y + 12}" text-anchor="end">{row["name"]}</text>')
        out.append(f'<rect x="{low:.1f}" y="{y + 3}" width="{wide + 1:.1f}" height="10" fill="{colour}"/>')
    return "\n".join([*out, "</svg>"]) + "\n"


def write_docs(rows: list[dict[str, Any]]) -> None:
    """`docs/benchmarks.md` with its picture and its figures."""
    (DOCS / "benchmarks.svg").write_text(picture(rows), encoding="utf-8")
    (DOCS / "benchmarks.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    named = sorted({name for row in rows for name in row["tools"].values()})
    tools = "Other tools: " + (", ".join(named) if named else "none in this run") + "."
    lines = [PAGE.format(tools=tools, picture="benchmarks.svg")]
    for group, title in GROUPS.items():
        some = [row for row in rows if row["group"] == group]
        if some:
            lines += [f"## {title}", "", *table(some), ""]
    lines += ["## All", "", *table_of_means(rows), "", NOTES.read_text(encoding="utf-8").rstrip("\n")]
    (DOCS / "benchmarks.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def table_of_means(rows: list[dict[str, Any]]) -> list[str]:
    worst = max(rows, key=lambda row: ratios(row)["ours/hand"])
    large = [row for row in rows if row["group"] != "tiny"]
    mean, mean_large = means(rows), means(large or rows)
    return [
        "| what | target | measured |",
        "|---|---|---|",
        f"| ours / hand, geometric mean | 1.05 | {mean['ours/hand']:.2f} |",
        f"| the same, without the tiny ones | 1.05 | {mean_large['ours/hand']:.2f} |",
        f"| bare / hand, geometric mean | 1.05 | {mean['emitted/hand']:.2f} |",
        f"| ours / hand, each | 1.2 | worst: {worst['name']}, {ratios(worst)['ours/hand']:.2f} |",
        f"| ours / program, geometric mean without the tiny ones | 2.5 | {mean_large['ours/primal']:.2f} |",
    ]
