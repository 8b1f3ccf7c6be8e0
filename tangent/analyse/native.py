"""Functions that are called by others which are not followed, such as the key of `sorted`.

    buf[:] = 2.0 * x                        buf_1[:] = 2.0 * x
    sorted(rows, key=lambda i: buf[i])      keys = [buf_1[i] for i in rows]  # called here, with the copy
                                            ...

A derivative works on copies of workspaces (`analyse.places`): a function that is called unseen would look at
the user's own, which holds what it held before.
"""

from __future__ import annotations

import functools
from types import FunctionType
from typing import Any

import gast
import numpy as np

from tangent.analyse.places import place_of
from tangent.analyse.values import is_object
from tangent.source.scope import Scope, names_read
from tangent.syntax.nodes import walk
from tangent.types import Callable_, Choice, Closure, Method, Partial, Type
from tangent.unit import Instance, Place, Unit, is_users


def read_unseen(t: Type | None, instance: Instance) -> set[Place]:
    """The variables outside of the program that a function, which is a value in `instance`, reads when it is
    called, if they hold something that can be written."""
    if isinstance(t, Choice):
        return set().union(*(read_unseen(f, instance) for f in t.functions))
    if isinstance(t, Partial):
        return read_unseen(t.function, instance)
    found: set[Place] = set()
    if isinstance(t, Closure):
        # Those that are known to be written are variables of the instance by now.
        found |= {instance.places[n] for n in t.captured if n in instance.places}
        _of_unit(t.definition, found, set())
    elif isinstance(t, (Callable_, Method)):
        _of_function(t.function, found, set())
    return found


def _of_unit(unit: Any, found: set[Place], seen: set[int]) -> None:
    if isinstance(unit, Unit) and id(unit) not in seen:
        seen.add(id(unit))
        for n in walk(unit.tree.body):
            if isinstance(n, gast.Name) and n.id not in unit.locals:
                _of_name(unit.scope, n.id, found, seen)


def _of_function(function: Any, found: set[Place], seen: set[int]) -> None:
    while isinstance(function, functools.partial):
        function = function.func
    if isinstance(function, FunctionType) and is_users(function) and id(function) not in seen:
        seen.add(id(function))
        scope, code = Scope(function), function.__code__
        for name in sorted(names_read(code).union(code.co_freevars)):
            _of_name(scope, name, found, seen)


def _of_name(scope: Any, name: str, found: set[Place], seen: set[int]) -> None:
    place = place_of(scope, name)
    if place is None:
        return
    if isinstance(place.value, (np.ndarray, list, dict, set)) or is_object(place.value):
        found.add(place)
    _of_function(place.value, found, seen)


def is_by_place(e: Any) -> bool:
    """Whether a call chooses by a function of ours, which only looks up what was computed before the call
    (see `functional.by_keys`)."""
    return any(k.arg == "key" and getattr(k.value, "inside", False) for k in e.keywords)
