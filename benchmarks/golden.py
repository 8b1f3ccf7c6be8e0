"""How fast is what `tangent` writes, compared with derivatives written by hand?

    python benchmarks/golden.py [--json FILE] [--limit 1.3] [NAME ...]

For each golden program and each of two sizes: both derivatives are checked against each other (and the
hand-written one against finite differences), then timed in turn in one process on one core.  Two ratios to
the hand-written derivative are printed: of a call to the derivative object, which looks at the types of its
arguments, and of the bare emitted function behind it.  For tiny arguments the first shows the price of the
look-up, the second the quality of the emitted code.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

import timing  # before NumPy: it sets the number of threads

# isort: split
import numpy as np
from hand_written import PROGRAMS, Program

import tangent
from tangent.derivative import Derivative


def leaves(tree: Any) -> list[np.ndarray]:
    """The numbers and arrays of nested tuples and dicts, in order."""
    if isinstance(tree, dict):
        return [leaf for key in sorted(tree) for leaf in leaves(tree[key])]
    if isinstance(tree, (tuple, list)):
        return [leaf for branch in tree for leaf in leaves(branch)]
    return [np.asarray(tree)]


def copied(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    if isinstance(tree, tuple):
        return tuple(copied(value) for value in tree)
    return tree.copy() if isinstance(tree, np.ndarray) else tree


def distance(got: Any, want: Any) -> float:
    """The largest difference of two results, relative to the largest number in each array."""
    got, want = leaves(got), leaves(want)
    if [g.shape for g in got] != [w.shape for w in want]:
        return float("inf")
    return max(float(np.max(np.abs(g - w)) / (1e-300 + np.max(np.abs(w)))) for g, w in zip(got, want))


def by_hand(program: Program, args: tuple[Any, ...]) -> Callable[[], Any]:
    """The hand-written derivative as a function without arguments."""
    hand = program.hand
    if program.kind == "jvp":
        return lambda: hand(*args, 1.0)
    if program.kind == "vjp":

        def sweep() -> Any:
            value, pullback = hand(*args)
            return value, pullback(1.0)

        return sweep
    return lambda: hand(*args)


def by_tangent(program: Program, args: tuple[Any, ...]) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Ours, as functions without arguments: through the interface, and the bare emitted functions."""
    primal, argnums = program.primal, program.argnums
    if program.kind == "jvp":
        dots = (1.0, *(None for _ in args[1:]))
        forwards = tangent.differentiate(primal, argnums=argnums).jvp.compiled_for(*args, 1.0)
        return lambda: tangent.jvp(primal, args, dots), lambda: forwards(*args, 1.0)
    if program.kind == "vjp":

        def sweep() -> Any:
            value, pullback = tangent.vjp(primal, *args)
            return value, pullback(1.0)[0]

        forward = Derivative("vjp", primal, argnums).compiled_for(*args)
        backward = forward.__globals__[forward.__name__.removesuffix("_forward") + "_backward"]

        def emitted_sweep() -> Any:
            value, saved = forward(*args)
            return value, backward(saved, 1.0)

        return sweep, emitted_sweep
    make = tangent.grad if program.kind == "grad" else tangent.value_and_grad
    derivative = make(primal, argnums)
    derivative(*args)
    emitted = derivative.compiled_for(*args)
    return lambda: derivative(*args), lambda: emitted(*args)


def finite_difference_error(program: Program, args: tuple[Any, ...]) -> float:
    """How far the hand-written derivative is from central differences (for small arguments)."""
    got = by_hand(program, args)()
    if program.kind != "grad":
        got = got[1]
    argnums = program.argnums if isinstance(program.argnums, tuple) else (program.argnums,)
    wanted = []
    for k in argnums:
        for key in sorted(args[k]) if isinstance(args[k], dict) else [None]:
            base = np.array(args[k] if key is None else args[k][key], dtype=float)
            slope = np.zeros_like(base)
            for index in np.ndindex(*base.shape):
                sides = []
                for step in (1e-6, -1e-6):
                    moved = list(copied(args))
                    changed = base.copy()
                    changed[index] += step
                    if key is None:
                        moved[k] = changed if changed.ndim else float(changed)
                    else:
                        moved[k][key] = changed
                    sides.append(program.primal(*moved))
                slope[index] = (sides[0] - sides[1]) / 2e-6
            wanted.append(slope)
    return distance(got, tuple(wanted))


def measure(program: Program, size: str, seconds: float) -> dict[str, Any]:
    args = getattr(program, size)(np.random.default_rng(0))
    row: dict[str, Any] = {"program": program.name, "kind": program.kind, "size": size}
    hand = by_hand(program, args)
    if size == "small" and (error := finite_difference_error(program, args)) > 1e-6:
        return row | {"failure": f"the hand-written derivative is wrong: {error:.1e}"}
    before = copied(args)
    try:
        ours, emitted = by_tangent(program, args)
        results = [ours(), emitted()]
    except tangent.TangentError as refusal:
        return row | {"failure": f"refused: {str(refusal).splitlines()[0]}"}
    error = max(distance(result, hand()) for result in results)
    if not error < 1e-9:
        return row | {"failure": f"differs from the hand-written derivative by {error:.1e}"}
    if distance(before, args) != 0.0:
        return row | {"failure": "an argument was changed"}
    times = timing.best_times([hand, ours, emitted], seconds)
    return row | {
        "error": error,
        "hand_us": times[0] * 1e6,
        "call_us": times[1] * 1e6,
        "emitted_us": times[2] * 1e6,
        "call_ratio": times[1] / times[0],
        "emitted_ratio": times[2] / times[0],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Emitted derivatives against hand-written ones.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="golden programs (default: all)")
    parser.add_argument(
        "--json", metavar="FILE", help="write the figures as JSON too ('-': only that, to stdout)"
    )
    parser.add_argument(
        "--limit", type=float, help="exit with 1 if an emitted function is slower than this ratio"
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="time to spend on each row (default: 1)")
    options = parser.parse_args()
    unknown = set(options.names) - {program.name for program in PROGRAMS}
    if unknown:
        parser.error(f"no golden program is called {', '.join(sorted(unknown))}")

    timing.quiet()
    out = sys.stderr if options.json == "-" else sys.stdout
    print(
        f"{'program':15s} {'size':6s} {'by hand':>13s} {'call':>10s} {'emitted':>10s}  ratios: call, emitted",
        file=out,
    )
    rows = []
    for program in PROGRAMS:
        if options.names and program.name not in options.names:
            continue
        for size in ("small", "large"):
            row = measure(program, size, options.seconds)
            rows.append(row)
            if "failure" in row:
                print(f"{program.name:15s} {size:6s} {row['failure']}", file=out)
                continue
            hand, call = f"{row['hand_us']:11.2f}us", f"{row['call_us']:8.2f}us"
            emitted = f"{row['emitted_us']:8.2f}us"
            print(
                f"{program.name:15s} {size:6s} {hand} {call} {emitted}   "
                f"        {row['call_ratio']:6.2f} {row['emitted_ratio']:6.2f}",
                file=out,
            )
    means = {}
    for size in ("small", "large"):
        for what in ("call_ratio", "emitted_ratio"):
            ratios = [row[what] for row in rows if row["size"] == size and what in row]
            if ratios:
                means[f"{size}_{what}"] = timing.geometric_mean(ratios)
    print("geometric means: " + ", ".join(f"{name} {value:.2f}" for name, value in means.items()), file=out)

    if options.json:
        text = json.dumps({"rows": rows, "geometric_means": means}, indent=2)
        if options.json == "-":
            print(text)
        else:
            with open(options.json, "w", encoding="utf-8") as file:
                file.write(text + "\n")
    failed = any("failure" in row for row in rows)
    slow = options.limit is not None and any(row.get("emitted_ratio", 0.0) > options.limit for row in rows)
    return 1 if failed or slow else 0


if __name__ == "__main__":
    sys.exit(main())
