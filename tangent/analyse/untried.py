"""Routines that are never called to find out a type: some read beyond arrays that stand for unknown ones."""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import Any

from tangent.rules.splines import MOVED, Moved
from tangent.runtime.solvers import meshed, swept_inside
from tangent.types import FLOAT, Num, Static, Type, constant


def spline_routine(function: Any) -> Moved | None:
    """How a routine of splines moves; None for other functions."""
    try:
        how = MOVED.get(getattr(function, "__func__", function)) or MOVED.get(type(function).__call__)
    except TypeError:
        return None
    plain = isinstance(function, FunctionType)  # a method, of no object
    return None if how is not None and how.subject and plain else how


def type_of_spline(function: Any, how: Moved, places: list[Any], grid: bool) -> Num:
    """The type at a place: integrals are numbers, or arrays without axes, as the class has it."""
    if how.mark is swept_inside:
        return Num("scalar", FLOAT)
    shape, *others = [getattr(place, "shape", None) for place in places]
    for other in others if grid else ():
        shape = None if shape is None or other is None else (*shape, *other)
    return Num("array", FLOAT, shape)


def type_of_call(function: Any, how: Moved, args: list[Type], keywords: dict[str, Type]) -> Type:
    """The same, of a call with arguments of these types."""
    given = inspect.signature(function).bind(*args, **keywords).arguments
    grid = how.mark is meshed and constant(given.get("grid", Static(True))) is not False
    return type_of_spline(function, how, [given[n] for n in how.places], grid)
