"""The programs of `benchmarks/`: that their derivatives are right. How fast they are is no test."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
try:
    import contestants
    import timing
    from workloads import Workload, workloads

    # A golden program is there in two sizes, which are one here.
    ALL = {name: w for name, w in workloads().items() if not name.endswith("_large")}
finally:
    sys.path.remove(str(BENCHMARKS))


def pulled(workload: Workload, args: tuple[Any, ...]) -> Any:
    """The hand-written derivative, along a fixed cotangent."""
    found = contestants.by_hand(workload, args)()
    return found[1] if workload.kind in ("value_and_grad", "vjp", "jvp") else found


def slope(workload: Workload, args: tuple[Any, ...], directions: list[Any], column: int | None) -> float:
    """The central difference along `directions`, of the value or of the sum of one of its columns."""

    def at(step: float) -> float:
        moved = list(contestants.copied(args))
        for k, direction in zip(positions(workload), directions):
            moved[k] = shifted(moved[k], direction, step)
        value = workload.primal(*moved)
        return float(value if column is None else np.sum(value[:, column]))

    step = 1e-3
    coarse, fine = ((at(h) - at(-h)) / (2.0 * h) for h in (step, step / 2.0))
    return (4.0 * fine - coarse) / 3.0


def shifted(value: Any, direction: Any, step: float) -> Any:
    if isinstance(value, dict):
        return {key: shifted(value[key], direction[key], step) for key in value}
    return value + step * direction


def positions(workload: Workload) -> tuple[int, ...]:
    return workload.argnums if isinstance(workload.argnums, tuple) else (workload.argnums,)


def direction_like(value: Any, rng: np.random.Generator) -> Any:
    if isinstance(value, dict):
        return {key: direction_like(item, rng) for key, item in value.items()}
    size = np.linalg.norm(value) or 1.0
    return 0.1 * size * rng.normal(size=np.shape(value)) if isinstance(value, np.ndarray) else 0.1 * value


@pytest.mark.parametrize("name", ALL)
def test_by_hand(name: str) -> None:
    """The yardstick against finite differences, which know nothing of either derivative."""
    workload = ALL[name]
    args = workload.small()
    rng = np.random.default_rng(5)
    directions = [direction_like(args[k], rng) for k in positions(workload)]
    rows = pulled(workload, args)
    for column, row in enumerate(rows) if workload.kind == "rows" else [(None, rows)]:
        along = sum(
            float(np.sum(bar * dot))
            for bar, dot in zip(contestants.leaves(row), contestants.leaves(tuple(directions)), strict=True)
        )
        if workload.kind == "jvp":
            along = float(row) * directions[0]
        assert along == pytest.approx(slope(workload, args, directions, column), rel=1e-5)


@pytest.mark.parametrize("name", ALL)
def test_ours(name: str) -> None:
    workload = ALL[name]
    args = workload.small()
    before = contestants.copied(args)
    wanted = contestants.by_hand(workload, args)()
    for call in contestants.by_tangent(workload, args):
        assert contestants.distance(call(), wanted) < 1e-12
    assert contestants.distance(before, args) == 0.0


def test_arguments_for_timing() -> None:
    """Those that are measured have the same structure as those that are checked."""
    for workload in ALL.values():
        small, bench = workload.small(), workload.bench()
        assert [type(value) for value in small] == [type(value) for value in bench], workload.name


def test_clock() -> None:
    """Each call is made, and what takes longer is said to take longer."""
    short, long = timing.best_each([lambda: sum(range(10)), lambda: sum(range(100_000))], 0.01)
    assert 0.0 < short < long


def test_peak() -> None:
    assert 8e6 <= timing.peak_bytes(lambda: np.zeros(1_000_000)) < 8.1e6
