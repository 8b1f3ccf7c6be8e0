"""What is measured: programs in plain NumPy, and their gradients as a careful person would write them.

The hand-written gradients are the yardstick: one statement backwards for one statement forwards, nothing
computed that the result does not need, nothing saved that is not read; and no algebra across statements,
which only a person would find.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GROUPS = {
    "tiny": "Golden programs and tiny functions",
    "adbench": "ADBench",
    "stencils": "Stencils and solvers with in-place updates",
    "recurrences": "Scalar recurrences",
    "learning": "Dense learning",
}


@dataclass(frozen=True)
class Workload:
    """A program, its arguments, and the hand-written derivative.

    kind: "grad" (hand returns the gradient), "value_and_grad", "jvp" (hand takes the tangents behind the
    arguments), "vjp" (hand returns the value and a pull-back, which is called once), or "rows" (hand returns
    one pull-back of ones for each column of the result: the rows of a Jacobian).
    """

    name: str
    group: str
    primal: Callable[..., Any]
    hand: Callable[..., Any]
    argnums: int | tuple[int, ...]
    bench: Callable[[], tuple[Any, ...]]
    """The arguments that are measured."""
    small: Callable[[], tuple[Any, ...]]
    """Arguments small enough for finite differences."""
    kind: str = "grad"
    tolerance: float = 1e-9
    """How far the contestants may be apart, relative to the largest element."""


MODULES = ["tiny", "adbench", "stencils", "solvers", "recurrences", "learning"]


def workloads() -> dict[str, Workload]:
    """All of them, in the order of the groups."""
    found: dict[str, Workload] = {}
    for name in MODULES:
        for workload in importlib.import_module(f"{__name__}.{name}").WORKLOADS:
            assert workload.group in GROUPS and workload.name not in found
            found[workload.name] = workload
    return found
