"""Gradients that are kept small: ordinary functions, for any structure of arrays and numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from tangent.objects import attributes, is_record, rebuilt


def clip_by_value(gradient: Any, limit: float) -> Any:
    """Every element between -limit and limit."""
    return _each(gradient, lambda g: np.clip(g, -limit, limit))


def clip_by_norm(gradient: Any, limit: float) -> Any:
    """The whole structure scaled so that its Euclidean norm is at most `limit`."""
    squares: list[Any] = []
    _each(gradient, lambda g: squares.append(np.sum(np.abs(g) ** 2, dtype=np.float64)))
    norm = float(np.sqrt(sum(squares)))
    if norm <= limit:
        return _each(gradient, lambda g: g * 1)
    return _each(gradient, lambda g: g * (limit / norm))


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {k: _each(v, change) for k, v in value.items()}
    if is_record(value):
        return rebuilt(value, {k: _each(v, change) for k, v in attributes(value).items()})
    if isinstance(value, (tuple, list)):
        return type(value)([_each(v, change) for v in value])
    return value if value is None or isinstance(value, (str, bool)) else change(value)
