"""Splines and surfaces that are made outside: functions, methods and classes of objects that are called.

Their derivatives are given by the same routine; `analyse/splines.py` writes what says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tangent.rules.kinds import EDITION, pair
from tangent.runtime.solvers import fitted, meshed, swept, swept_inside, tilted


@dataclass(frozen=True)
class Moved:
    """How a function, or a method, moves.

    places: its arguments that move.  mark: what has the rule: a function of the result, of what is called
    (`subject`: "method", "object", or nothing), of the places, and of the other arguments `rest`.
    """

    places: tuple[str, ...]
    mark: Any
    subject: str
    rest: tuple[tuple[str, Any], ...]


MOVED: dict[Any, Moved] = {}
"""Function, or method of a class → how it moves."""

PIECES: set[Any] = set()
"""Classes of curves that have derivatives of all orders, and are known where they are made outside only."""

OUTSIDE: set[Any] = set()
"""All classes of splines and surfaces that are known where they are made outside of functions only."""

NEEDED: Any = object()
"""Of an argument without a default."""


def moved(function: Any, places: str, mark: Any, subject: str = "", **rest: Any) -> None:
    """Register a function, or a method."""
    EDITION.number += 1
    MOVED[function] = Moved(tuple(places.split()), mark, subject, tuple(rest.items()))


def _swept_jvp(z, curve, a, b, *, a_dot, b_dot):
    if isinstance(z, np.ndarray):
        return np.asarray(curve(b) * b_dot - curve(a) * a_dot)
    return curve(b) * b_dot - curve(a) * a_dot


@pair(swept, wrt=("a", "b"), jvp=_swept_jvp)
def _(z, curve, a, b, *, out_bar):
    return -out_bar * curve(a), out_bar * curve(b)


def _swept_inside_jvp(z, curve, a, b, *, a_dot, b_dot):
    return curve(b, 0, 1) * b_dot - curve(a, 0, 1) * a_dot


@pair(swept_inside, wrt=("a", "b"), jvp=_swept_inside_jvp)
def _(z, curve, a, b, *, out_bar):
    return -out_bar * curve(a, 0, 1), out_bar * curve(b, 0, 1)


def _fitted_jvp(z, spline, x, nu, ext, *, x_dot):
    slope = spline(x, nu + 1) if ext is None else spline(x, nu + 1, ext)
    return np.asarray(slope * x_dot) if np.ndim(z) == 0 else slope * x_dot


@pair(fitted, wrt=("x",), jvp=_fitted_jvp)
def _(z, spline, x, nu, ext, *, out_bar):
    if ext is None:
        return out_bar * spline(x, nu + 1)
    return out_bar * spline(x, nu + 1, ext)


def _tilted_jvp(z, surface, x, y, dx, dy, *, x_dot, y_dot):
    if np.ndim(z) == 0:
        return np.asarray(surface(x, y, dx + 1, dy) * x_dot + surface(x, y, dx, dy + 1) * y_dot)
    return surface(x, y, dx + 1, dy) * x_dot + surface(x, y, dx, dy + 1) * y_dot


@pair(tilted, wrt=("x", "y"), jvp=_tilted_jvp)
def _(z, surface, x, y, dx, dy, *, out_bar):
    return out_bar * surface(x, y, dx + 1, dy), out_bar * surface(x, y, dx, dy + 1)


def _meshed_jvp(z, surface, x, y, dx, dy, grid, *, x_dot, y_dot):
    if grid:
        moved_x = surface(x, y, dx + 1, dy) * np.reshape(x_dot, (-1, 1))
        return moved_x + surface(x, y, dx, dy + 1) * y_dot
    moved_x = surface(x, y, dx + 1, dy, False) * x_dot
    moved_y = surface(x, y, dx, dy + 1, False) * y_dot
    return np.asarray(moved_x + moved_y) if np.ndim(z) == 0 else moved_x + moved_y


@pair(meshed, wrt=("x", "y"), jvp=_meshed_jvp)
def _(z, surface, x, y, dx, dy, grid, *, out_bar):
    if grid:
        x_bar = np.sum(out_bar * surface(x, y, dx + 1, dy), axis=1)
        return x_bar, np.sum(out_bar * surface(x, y, dx, dy + 1), axis=0)
    return out_bar * surface(x, y, dx + 1, dy, False), out_bar * surface(x, y, dx, dy + 1, False)
