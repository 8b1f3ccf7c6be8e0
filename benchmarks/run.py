"""All benchmarks: what do the derivatives cost that `tangent` writes?

    python benchmarks/run.py [NAME or GROUP ...] [--json FILE] [--docs] [--seconds S]

Each workload runs in a process of its own, on one core, with one thread.  Its contestants are checked against
each other, then timed in turn: the program in NumPy, its derivative written by hand, ours (called through the
interface, and the bare emitted function), and autograd, torch and JAX as far as they are installed.  Figures
are CPU time, best of several; what counts is their ratios within one run.  `--docs` writes
`docs/benchmarks.md` and its pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import timing  # before NumPy: it sets the number of threads

# isort: split
import peers
import report
from workloads import GROUPS, Workload, workloads

RESULTS = Path(__file__).resolve().parent / "results"


def measure(workload: Workload, seconds: float, chosen: list[str]) -> dict[str, Any]:
    """One row: seconds and bytes of each contestant, and how far they are apart."""
    import time

    import contestants

    args = workload.bench()
    before = contestants.copied(args)
    started = time.process_time()
    ours, emitted = contestants.by_tangent(workload, args)
    result = ours()
    first_call = time.process_time() - started
    calls = {
        "primal": contestants.primal(workload, args),
        "hand": contestants.by_hand(workload, args),
        "ours": ours,
        "emitted": emitted,
    }
    row: dict[str, Any] = {"name": workload.name, "group": workload.group, "kind": workload.kind}
    row["first_call"] = {"ours": first_call}
    errors = {}
    for name in ("hand", "emitted"):
        errors[name] = contestants.distance(calls[name](), result)
    tools = {}
    for tool in chosen:
        module = peers.installed(tool)
        call = None if module is None else module.prepare(workload, contestants.copied(args))
        if call is not None:
            started = time.process_time()
            found = call()
            row["first_call"][tool] = time.process_time() - started
            tools[tool] = module.NAME
            errors[tool] = contestants.distance(module.arrays(found), result)
            calls[tool] = call
    if contestants.distance(before, args) != 0.0:
        raise SystemExit(f"{workload.name}: an argument was changed")
    wrong = {name: error for name, error in errors.items() if not error < workload.tolerance}
    if wrong:
        raise SystemExit(f"{workload.name}: the results differ: {wrong}")
    names = list(calls)
    times = timing.best_each([calls[name] for name in names], seconds)
    # Torch and JAX do not tell Python of their memory.
    counted = [name for name in names if name not in ("torch", "jax")]
    return row | {
        "tools": tools,
        "errors": errors,
        "seconds": dict(zip(names, times)),
        "peak_bytes": {name: timing.peak_bytes(calls[name]) for name in counted},
    }


def in_a_process(name: str, seconds: float, tools: str) -> dict[str, Any] | None:
    """`measure`, in a process of its own."""
    command = [sys.executable, os.path.abspath(__file__), "--only", name, "--seconds", str(seconds)]
    command += ["--tools", tools]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: failed\n{done.stderr[-2000:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description="What derivatives cost.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="workloads or groups (default: all)")
    parser.add_argument("--json", metavar="FILE", help="where the figures go (default: results/latest.json)")
    parser.add_argument("--from-json", metavar="FILE", help="measure nothing: take these figures")
    parser.add_argument("--docs", action="store_true", help="write docs/benchmarks.md and its pictures")
    parser.add_argument("--seconds", type=float, default=0.8, help="time for each contestant (default: 0.8)")
    parser.add_argument("--tools", default=" ".join(peers.TOOLS), help="other tools (default: %(default)s)")
    parser.add_argument("--only", metavar="NAME", help=argparse.SUPPRESS)
    options = parser.parse_args()
    known = workloads()
    if options.only:
        timing.quiet()
        print(json.dumps(measure(known[options.only], options.seconds, options.tools.split())))
        return 0
    unknown = set(options.names) - set(known) - set(GROUPS)
    if unknown:
        parser.error(f"no workload is called {', '.join(sorted(unknown))}")
    chosen = [
        name
        for name, workload in known.items()
        if not options.names or name in options.names or workload.group in options.names
    ]
    rows = json.loads(Path(options.from_json).read_text(encoding="utf-8")) if options.from_json else []
    print(report.HEADING)
    for row in rows:
        print(report.line(row))
    for name in [] if options.from_json else chosen:
        row = in_a_process(name, options.seconds, options.tools)
        if row is not None:
            rows.append(row)
            print(report.line(row), flush=True)
    print("\n".join(report.summary(rows)))
    if options.from_json:
        chosen = [row["name"] for row in rows]
    target = Path(options.json) if options.json else RESULTS / "latest.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    if options.docs:
        report.write_docs(rows)
    return 0 if len(rows) == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
