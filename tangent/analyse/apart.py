"""Tuples of different objects that calls return, and of which each part gets a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import gast

import tangent.runtime as runtime
from tangent.analyse.flow import function_of
from tangent.syntax.nodes import walk
from tangent.types import Seq
from tangent.unit import Instance


def taken_apart(instance: Instance, remember: Callable[[Instance], None]) -> set[str]:
    """The names of such tuples; remember: finds out about the memory of a callee."""
    made: set[str] = set()
    bound: Counter[str] = Counter()
    reads: Counter[str] = Counter()
    places: dict[str, list[Any]] = {}
    for n in walk(instance.tree.body):
        if isinstance(n, gast.Name):
            (reads if isinstance(n.ctx, gast.Load) else bound)[n.id] += 1
        elif isinstance(n, gast.Assign) and isinstance(n.value, gast.Name):
            if isinstance(n.targets[0], gast.Tuple):
                places.setdefault(n.value.id, []).append(...)
        elif isinstance(n, gast.Assign) and isinstance(n.targets[0], gast.Name):
            if _gives_parts(instance, n.value, remember):
                made.add(n.targets[0].id)
        elif isinstance(n, gast.Subscript) and isinstance(n.value, gast.Name):
            if isinstance(n.slice, gast.Constant):
                places.setdefault(n.value.id, []).append(n.slice.value)
    return {n for n in made if bound[n] == 1 and _each_once(places.get(n, []), reads[n])}


def _gives_parts(instance: Instance, e: Any, remember: Callable[[Instance], None]) -> bool:
    """Whether a call gives a tuple of objects that share nothing with each other."""
    if isinstance(e, gast.Call) and e not in instance.calls:
        return function_of(instance, e) is runtime.zeros
    if e not in instance.calls:
        return False
    callee = instance.calls[e][0]
    if callee.recursive or callee is instance:
        return False
    remember(callee)
    is_tuple = isinstance(callee.result, Seq) and callee.result.kind == "tuple"
    return is_tuple and callee.memory is not None and bool(callee.memory.apart)


def _each_once(places: list[Any], reads: int) -> bool:
    """Whether a tuple is unpacked once, or each part is taken at most once."""
    return len(places) == reads and (len(set(places)) == reads if ... not in places else reads == 1)
