"""The questions that patterns of `match` ask, answered by types (see `tangent.normalise.matches`)."""

from __future__ import annotations

from collections import abc
from typing import Any

import gast

from tangent.analyse.objects import OBJECTS
from tangent.normalise.matches import MAPPING, MARKS
from tangent.syntax.nodes import become, clone, const, walk
from tangent.syntax.refuse import Refused
from tangent.types import (
    UNKNOWN,
    Dict,
    DictOf,
    Iter,
    ListOf,
    Maybe,
    Num,
    Plain,
    Seq,
    Type,
    Unknown,
    constant,
)

# Of these a single positional pattern takes the object itself.
ITSELF = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def answer(e: Any, t: Type) -> bool:
    """Whether an object of this type is what the pattern asks for."""
    if isinstance(t, Num):
        return False  # not an array either
    if isinstance(t, (Unknown, Maybe)) or getattr(t, "optional", False):
        raise Refused("match", e, "a pattern for an object whose type is not known")
    is_mapping = e.func.id == MAPPING
    if isinstance(t, (*OBJECTS, Plain)):
        asked = abc.Mapping if is_mapping else abc.Sequence
        return issubclass(t.cls, asked) and not issubclass(t.cls, (str, bytes, bytearray))
    if is_mapping:
        return isinstance(t, (Dict, DictOf))
    return isinstance(t, (Seq, ListOf)) or (isinstance(t, Iter) and t.kind == "range")


def become_part(e: Any, kind: Any) -> None:
    """`<part>(p, Point, 0)` becomes `p.x`, in place."""
    subject, position = e.args[0], e.args[2].value
    if kind in ITSELF and position == 0:
        new = clone(subject)
    else:
        names = getattr(kind, "__match_args__", ()) if isinstance(kind, type) else ()
        if position >= len(names):
            raise Refused("match", e, "a positional pattern of a class without `__match_args__`")
        new = gast.Attribute(clone(subject), names[position], gast.Load())
    become(e, new)


def without_marks(test: Any, types: dict[Any, Type]) -> Any:
    """A test without the questions that have been answered."""
    if not isinstance(test, gast.BoolOp) or not any(is_mark(n) for n in walk(test)):
        return test
    if isinstance(test.op, gast.And):
        kept = [v for v in test.values if not is_mark(v)]
    else:
        kept = [v for v in test.values if constant(types.get(v, UNKNOWN)) is not False]
    test.values = [without_marks(v, types) for v in kept]
    return test.values[0] if len(test.values) == 1 else test


def value_without_marks(e: Any, types: dict[Any, Type]) -> Any:
    """What a name is bound to, a part of a guard, without the questions that have been answered."""
    if not is_mark(e):
        return without_marks(e, types)
    new = const(constant(types[e]))
    types[new] = types[e]
    return new


def is_mark(e: Any) -> bool:
    """Whether an expression asks something of the subject of a `match`."""
    return isinstance(e, gast.Call) and isinstance(e.func, gast.Name) and e.func.id in MARKS
