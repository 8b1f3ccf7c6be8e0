"""`jacobian`: by rows or by columns, whichever are fewer for the arguments of a call."""

from __future__ import annotations

from typing import Any

import numpy as np

from tangent.checks import is_inexact
from tangent.objects import attributes, is_record
from tangent.types import PARTS, Num, Type
from tangent.unit import Session


def mode(inputs: int | None, outputs: int | None) -> str:
    """Directions are pushed in one pass, rows are pulled one by one: where nothing is known, forwards."""
    return "jacrev" if inputs is not None and outputs is not None and outputs < inputs else "jacfwd"


def size_of_values(values: list[Any]) -> int:
    """How many floating numbers there are in these arguments."""
    return sum(map(_size, values))


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, (tuple, list)):
        return sum(map(_size, value))
    if is_record(value):
        return sum(map(_size, attributes(value).values()))
    return int(np.size(value)) if is_inexact(value) else 0


def size_of_type(t: Type | None, session: Session) -> int | None:
    """How many floating numbers a value of this type has, with the lengths of this call; None if unknown."""
    if isinstance(t, PARTS):
        sizes = [size_of_type(item, session) for item in t.items]
        return None if None in sizes else sum(n for n in sizes if n is not None)
    if not isinstance(t, Num):
        return 0
    if t.shape is None:
        return None
    total = 1
    for d in t.shape:
        n = None if d is None else session.value(d)
        if n is None:
            return None
        total *= max(0, n)
    return total if t.differentiable else 0
