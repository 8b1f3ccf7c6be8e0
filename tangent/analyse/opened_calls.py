"""Calls that are written into their callers, where memory cannot be followed through them.

What one function does is told to its callers by a few facts: what it writes, and what its result shares
memory with.  These are not enough where a callee decides at run time which arrays are one, or where its own
derivative hands on a tuple of arrays that are written on the way back.  Written out, it is all one function,
of which every name is seen:

    def scaled(v, c):                       def f(x):
        z = v if c > 0 else v.copy()            z = x if c > 0 else x.copy()
        z *= 3.0                       →        z *= 3.0
    def f(x):                                   return np.sum(x)
        scaled(x, c)
        return np.sum(x)

So it is done only in a second attempt (`Recipe.compile`), and only with functions through which memory goes.
What calls itself stays a function.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Rewriting
from tangent.analyse.stars import Bound
from tangent.types import UNKNOWN, Num, Obj, Record, Static, mutable
from tangent.unit import Instance, Unit

Key = tuple[Any, ...]
MUTABLE_DEFAULTS = (np.ndarray, list, dict)


def key_of(unit: Unit) -> Key:
    """What tells a function from all others of a program, each time that its types are inferred; one that a
    derivative emits is made anew then, with the same text."""
    tree, code = unit.tree, unit.scope.function.__code__
    return (
        code.co_filename,
        code.co_firstlineno,
        unit.name,
        getattr(tree, "lineno", None),
        getattr(tree, "col_offset", None),
    )


def carriers(order: Sequence[Instance], binding: bool = False) -> frozenset[Key]:
    """The functions that do more with memory than to give back a number or a new array; or call such a one.

    order: callees first, and last the function that is differentiated.  binding: also those that bind
    attributes.
    """
    found: set[Key] = set()
    for instance in order[:-1]:
        callees = {key_of(callee.home) for callee, _ in instance.calls.values()}
        if carries(instance) or callees & found or (binding and instance.rebound):
            found.add(key_of(instance.home))
    return frozenset(found - {key_of(i.home) for i in order if i.recursive})


def carries(instance: Instance) -> bool:
    memory, result = instance.memory, instance.result
    several = not isinstance(result, (Num, Static)) and mutable(result or UNKNOWN)
    return bool(memory.writes or memory.result_aliases or several)


class OpenedCalls(Rewriting):
    """The part of inference that decides which calls are written out."""

    def is_opened(self, unit: Unit, bound: Bound) -> bool:
        if unit.kept is not None or unit.rebinds or key_of(unit) not in self.program.opened:
            return False
        if any(p.name not in bound.exprs and isinstance(p.default, MUTABLE_DEFAULTS) for p in unit.params):
            return False  # such a default is one object for all calls
        return not any(
            isinstance(e, gast.Constant) and isinstance(bound.types[p], (Obj, Record))
            for p, e in bound.exprs.items()
        )  # an object that is being made, and has no name yet
