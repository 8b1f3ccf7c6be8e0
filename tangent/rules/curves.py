"""Curves through points: objects that are made of places and values, and called with other places.

`curve` says how one is made; `analyse/curves.py` writes what carries its derivative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tangent.rules.kinds import EDITION, pair
from tangent.runtime.solvers import fixed, found, joined, steered, weighted


@dataclass(frozen=True)
class Curve:
    """How a curve is made.

    places, values: the parameters for the points it goes through.
    options: the parameters behind these two, in order, with the values that they have where the curve is made
    again for one value at a time; only those in `allowed` may be given.
    model: a function of the new places, the places, the values and the options, which says the same in NumPy
    and is differentiated in the place of the curve; None: the curve is linear in its values, and has
    derivatives itself.
    shares: the curve holds the array of values itself, not what it has computed from it.
    placed: for a curve without a model, a function of NumPy that says the same, by which it moves with its
    places: of the new places, the places, the values, the options `passed`, and the order.
    ends: the values of the option `bc_type` that it knows.
    kinds: of a curve that has a kind, those that are splines (`placed` says what they are), by their degrees.
    """

    places: str
    values: str
    options: tuple[tuple[str, Any], ...]
    allowed: tuple[str, ...]
    model: Any = None
    shares: bool = False
    placed: Any = None
    passed: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ends: tuple[str | None, ...] = (None, "not-a-knot", "natural", "clamped")


CURVES: dict[Any, Curve] = {}
"""Class, or function that makes one → how it is made."""


def curve(description: Curve, *makers: Any) -> None:
    """Register classes of curves, or functions that make them."""
    EDITION.number += 1
    for maker in makers:
        CURVES[maker] = description


def _fixed_jvp(z, x, why, *, x_dot):
    raise NotImplementedError(why)


@pair(fixed, wrt=("x",), jvp=_fixed_jvp)
def _(z, x, why, *, out_bar):
    raise NotImplementedError(why)


def _joined_jvp(z, a, b, c, *, a_dot, b_dot, c_dot):
    if isinstance(z, np.ndarray) and z.ndim == 0:  # a sum of such arrays is a number
        return np.asarray(a_dot + b_dot + c_dot)
    return a_dot + b_dot + c_dot


@pair(joined, wrt=("a", "b", "c"), jvp=_joined_jvp)
def _(z, a, b, c, *, out_bar):
    return out_bar, out_bar, out_bar


def _steered_jvp(z, curve, q, order, *, q_dot):
    slope = found(curve(q, order), z)
    if np.ndim(z) == 0:
        return np.asarray(slope * q_dot)
    if np.ndim(z) == np.ndim(q):
        return slope * q_dot
    return slope * np.reshape(q_dot, np.shape(q) + (1,) * (np.ndim(z) - np.ndim(q)))


@pair(steered, wrt=("q",), jvp=_steered_jvp)
def _(z, curve, q, order, *, out_bar):
    slope = found(curve(q, order), z)
    if np.ndim(z) == np.ndim(q):
        return out_bar * slope
    return np.sum(np.reshape(out_bar * slope, np.shape(q) + (-1,)), axis=-1)


def _weighted_jvp(z, y, x, q, nu, make, options, like, *, y_dot):
    weights = found(make(x, np.eye(len(y)), *options)(q, nu), like)
    if np.ndim(z) == 0:
        return np.asarray(weights @ y_dot)
    if np.ndim(y) == 1:
        return weights @ y_dot
    rows = np.reshape(weights, (-1, len(y)))
    return np.reshape(rows @ np.reshape(y_dot, (len(y), -1)), np.shape(z))


@pair(weighted, wrt=("y",), jvp=_weighted_jvp)
def _(z, y, x, q, nu, make, options, like, *, out_bar):
    weights = found(make(x, np.eye(len(y)), *options)(q, nu), like)
    if np.ndim(z) == 0:
        return out_bar * weights
    if np.ndim(z) == 1 and np.ndim(y) == 1:
        return out_bar @ weights
    rows = np.reshape(weights, (-1, len(y)))
    return np.reshape(rows.T @ np.reshape(out_bar, (len(rows), -1)), np.shape(y))
