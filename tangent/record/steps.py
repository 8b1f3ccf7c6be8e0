"""Recorded operations, and their order on the way back."""

from __future__ import annotations

from typing import Any

import numpy as np

from tangent.checks import is_inexact


class Step:
    """A recorded operation: its pull-back, the variables that went in, and the results as they were."""

    __slots__ = ("inputs", "outputs", "pullback", "structure")

    def __init__(self, pullback: Any, inputs: tuple[Any, ...], structure: Any, outputs: int) -> None:
        self.pullback, self.inputs, self.structure, self.outputs = pullback, inputs, structure, outputs

    def adjoints(self, bars: list[Any]) -> tuple[Any, ...]:
        """The adjoints of the inputs, from those of the results (None: no influence)."""
        if not isinstance(self.structure, (tuple, list)):
            return self.pullback(bars[0])
        whole = [zeros(s) if bar is None else bar for s, bar in zip(self.structure, bars, strict=True)]
        return self.pullback(like(self.structure, whole))


def zeros(value: Any) -> Any:
    return np.zeros_like(value)[()] if is_inexact(value) else None


def like(model: Any, items: list[Any]) -> Any:
    """A list, or a tuple of the class of `model`, which may be a named one."""
    return type(model)(*items) if hasattr(model, "_fields") else type(model)(items)


def in_reverse(last: Step | None) -> list[Step]:
    """All steps that led to `last`, each before those that went into it."""
    order: list[Step] = []
    seen: set[Step] = set()
    stack: list[tuple[Step, bool]] = [(last, False)] if last is not None else []
    while stack:
        step, done = stack.pop()
        if done:
            order.append(step)
        elif step not in seen:
            seen.add(step)
            stack.append((step, True))
            before = [v._step for v in step.inputs if v is not None and v._step is not None]
            stack += [(s, False) for s in before if s not in seen]
    return order[::-1]
