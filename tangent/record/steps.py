"""Recorded operations, and their order on the way back."""

from __future__ import annotations

from collections.abc import Iterator
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
        models = leaves(self.structure)
        whole = [zeros(s) if bar is None else bar for s, bar in zip(models, bars, strict=True)]
        return self.pullback(with_leaves(self.structure, iter(whole)))


def zeros(value: Any) -> Any:
    return np.zeros_like(value)[()] if is_inexact(value) else None


def leaves(value: Any) -> list[Any]:
    """What stands in nested tuples, lists and dicts."""
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for v in value for leaf in leaves(v)] if isinstance(value, (tuple, list)) else [value]


def with_leaves(model: Any, items: Iterator[Any]) -> Any:
    """The structure of `model` with other leaves."""
    if isinstance(model, dict):
        return {k: with_leaves(v, items) for k, v in model.items()}
    if isinstance(model, (tuple, list)):
        return like(model, [with_leaves(v, items) for v in model])
    return next(items)


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
