"""Defaults of the user's functions in the calls of emitted ones: as text, or the object itself by a name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.syntax.nodes import const, load, tuple_of
from tangent.unit import HeldBy, Instance


def has_literal_default(callee: Instance, p: str) -> bool:
    """Whether an emitted function can have the default itself: a number, a string, None."""
    return _literal(_default(callee, p))


def default_of(ours: Callable[[str, Any], str], callee: Instance, p: str) -> Any:
    """An expression for the default of a parameter that a call leaves out; None where there is none."""
    value = _default(callee, p)
    if value is inspect.Parameter.empty or isinstance(value, HeldBy):
        return None
    if _literal(value):
        return const(value)
    if type(value) is tuple and all(map(_literal, value)):
        return tuple_of(map(const, value))
    return load(ours(f"{callee.unit.name}_{p}", value))


def _default(callee: Instance, p: str) -> Any:
    return next((q.default for q in callee.unit.params if q.name == p), inspect.Parameter.empty)


def _literal(value: Any) -> bool:
    if type(value) is float:
        return bool(np.isfinite(value))
    return value is None or type(value) in (bool, str, int)
