"""Solvers: functions that are given a function, and find something that depends on what it reads.

`solver` says which family one belongs to; `analyse/solvers.py` writes the statements that carry its
derivative, in terms of the two rules here: a root moves as a step of Newton does, and a value that has known
partial derivatives moves along them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tangent.rules.kinds import EDITION, inactive, pair
from tangent.runtime.linalg import solve_linear, solve_transposed
from tangent.runtime.minima import between, held, kinds, near
from tangent.runtime.solvers import attached, corrected, found, holding, still, undifferentiated
from tangent.types import Num


@dataclass(frozen=True)
class Solver:
    """How a solver is called, and what it returns.

    family: "root" (where the function is zero), "fixed point", "minimum", "squares" (the minimum of half the
    sum of squares), "integral" or "evolution".
    function, start: the parameters for the function, and for where the search begins ("" if the result is a
    number in any case).
    part: the attribute of the result that holds what was found ("": the result is that).
    number: it is a number wherever the search begins; single: its type where that is at a number (None: an
    array with one element).
    value: the attribute with the value of the function there.
    vector: the function that integrates one with values that are arrays.
    refused: option → why it is refused where it is given.
    forward: of a solution, that nothing follows it backwards.
    """

    family: str
    function: str
    start: str = ""
    part: str = ""
    number: bool = False
    single: Num | None = None
    value: str = ""
    vector: Any = None
    refused: tuple[tuple[str, str], ...] = ()
    forward: bool = False


SOLVERS: dict[Any, Solver] = {}
"""Function → how it is called."""


def solver(description: Solver, *functions: Any) -> None:
    """Register functions that solve something."""
    EDITION.number += 1
    for function in functions:
        SOLVERS[function] = description


inactive("what a solver returns gets its derivative by what is written behind it", undifferentiated, found)
inactive("what it holds does not move there", still)
inactive("a variable stands at its bound, or it does not", between)
inactive("a constraint holds, or it does not", held, kinds, near)
inactive("its parts carry the derivative", holding)


def _corrected_jvp(x, residual, jacobian, *, residual_dot):
    if isinstance(x, np.ndarray) and x.ndim == 0:
        return np.asarray(-residual_dot / jacobian)
    if np.ndim(x) == 0:
        return -residual_dot / jacobian
    if np.ndim(x) == 1:
        return -np.linalg.solve(jacobian, residual_dot)
    return -solve_linear(jacobian, residual_dot)


@pair(corrected, wrt=("residual",), jvp=_corrected_jvp)
def _(x, residual, jacobian, *, out_bar):
    if np.ndim(x) == 0:
        return -out_bar / jacobian
    if np.ndim(x) == 1:
        return -np.linalg.solve(jacobian.T, out_bar)
    return -solve_transposed(jacobian, out_bar)


def attached_jvp(y, x, slope, *, y_dot, x_dot):
    if np.ndim(x) == 0:
        return y_dot + slope * x_dot
    if isinstance(x_dot, float):  # of an array: nothing moves
        return y_dot
    if np.ndim(y) == 0:
        return y_dot + np.sum(slope * x_dot)
    if np.ndim(y) == 1 and np.ndim(x) == 1:
        return y_dot + slope @ x_dot
    return y_dot + np.reshape(np.reshape(slope, (np.size(y), np.size(x))) @ np.ravel(x_dot), np.shape(y))


@pair(attached, wrt=("y", "x"), jvp=attached_jvp)
def _(y, x, slope, *, out_bar):
    if np.ndim(y) == 0:
        return out_bar, out_bar * slope
    if np.ndim(x) == 0:
        return out_bar, np.sum(out_bar * slope)
    if np.ndim(y) == 1 and np.ndim(x) == 1:
        return out_bar, out_bar @ slope
    moved = np.ravel(out_bar) @ np.reshape(slope, (np.size(y), np.size(x)))
    return out_bar, np.reshape(moved, np.shape(x))
