"""Types of what the helpers of emitted code return, where they follow from the types of the arguments.

A trial on stand-ins finds most of them; it fails for lengths that are not known, and for whole containers.
"""

from __future__ import annotations

import bisect
import copy
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

import tangent.runtime as runtime
import tangent.runtime.queues as queues
import tangent.runtime.solvers as solvers
from tangent.analyse.kinds import items_of
from tangent.objects import derivative_class
from tangent.types import (
    FLOAT,
    NONE,
    PARTS,
    PY_FLOAT,
    PY_INT,
    UNKNOWN,
    Dict,
    DictOf,
    Fields,
    ListOf,
    Maybe,
    Num,
    Record,
    Seq,
    SetOf,
    Static,
    Type,
    constant,
    join,
    join_some,
    keys_of,
    text,
)

Args = list[Type]


def floating(t: Type) -> Type:
    """The type of the adjoint of a value: its structure, with floats for numbers that have no derivative."""
    if isinstance(t, Num):
        return t if t.differentiable else replace(t, dtype=FLOAT, sym=None)
    if isinstance(t, Record):
        return Record(derivative_class(t.cls), t.keys, tuple(map(floating, t.items)))
    if isinstance(t, Fields):
        return Dict(t.keys, tuple(map(floating, t.items)))
    if isinstance(t, PARTS):
        return replace(t, items=tuple(map(floating, t.items)))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=floating(t.item))
    if isinstance(t, Maybe):
        if isinstance(t.key, Type):
            return Maybe(floating(t.key))
        return replace(t, key=(True, t.key[1]), view=floating)
    return NONE if isinstance(t, (Static, SetOf)) or text(t) else t


def _unbroadcast(args: Args) -> Type | None:
    """An adjoint that was summed down to its operand: the operand's shape, its own dtype."""
    g, like = args
    if not isinstance(like, Num):
        return None
    dtype = g.dtype if isinstance(g, Num) else None
    if dtype is None and like.kind != "py":
        dtype = like.dtype  # a Python float does not tell: what is not known may be a float32
    if dtype is not None and dtype.kind == "c" and like.dtype != dtype:
        dtype = None if like.dtype is None or like.dtype.kind == "c" else dtype.type(0).real.dtype
    kind = "scalar" if like.kind == "py" else like.kind
    if like.shape == () and kind in ("np", "array"):
        # A sum over all axes is a scalar; what need not be summed is returned as it is.
        summed = isinstance(g, Num) and g.shape is not None and g.shape != ()
        kind = "np" if summed else g.kind if isinstance(g, Num) and g.shape == () else "any"
    return Num(kind, dtype, like.shape)


def _zeros(args: Args) -> Type | None:
    return floating(args[0])


def _add(args: Args) -> Type | None:
    a, b = args
    if isinstance(a, Num) and isinstance(b, Num):
        # Where both are alike in all but the class; else a trial tells what the sum is.
        return join(a, b) if a.dtype == b.dtype and a.shape == b.shape else None
    if isinstance(a, Num):
        return None
    a, b = floating(a), floating(b)
    if isinstance(a, ListOf) and isinstance(b, ListOf):
        return replace(a, item=join_some(a.item, b.item))  # of the class of the first
    if isinstance(a, Seq) and isinstance(b, Seq):
        b = replace(b, kind=a.kind)  # here, too
    return join(a, b)


def _restricted(args: Args) -> Type | None:
    """What of an adjoint belongs to a value: the structure of that."""
    return _part_of(args[0], args[1])


def _part_of(g: Type | None, x: Type) -> Type:
    own = floating(x)
    if isinstance(own, PARTS):
        given = dict(zip(keys_of(g), g.items, strict=True)) if isinstance(g, PARTS) else {}
        held = g.item if isinstance(g, (ListOf, DictOf)) else None
        items = zip(keys_of(own), own.items, strict=True)
        return replace(own, items=tuple(_part_of(given.get(k, held), i) for k, i in items))
    if isinstance(own, (ListOf, DictOf)):
        for item in items_of(g):
            own = replace(own, item=join_some(own.item, _part_of(item, own.item or item)))
        return own
    return own if g is None else join(own, g) if isinstance(own, Num) and isinstance(g, Num) else g


def _pieces(args: Args) -> Type | None:
    """The adjoints of arrays that were joined: each has the shape of its array, the dtype of the whole."""
    g, arrays = args[:2]
    if not isinstance(g, Num) or not isinstance(arrays, (Seq, ListOf)):
        return None

    def piece(t: Type | None) -> Type:
        if not isinstance(t, Num):
            return UNKNOWN
        return Num("array", g.dtype, t.shape)

    if isinstance(arrays, ListOf):
        return ListOf(piece(arrays.item))
    return Seq(arrays.kind, tuple(map(piece, arrays.items)))


def _joined(args: Args) -> Type | None:
    g = args[1]
    return g if isinstance(g, Num) else None


def _parts(args: Args) -> Type | None:
    """The adjoint of nested lists of numbers (or of arrays) from which an array was made."""
    g, like = args
    return _part(g, like) if isinstance(g, Num) else None


def _part(g: Num, like: Type | None) -> Type:
    if isinstance(like, Seq):
        return replace(like, items=tuple([_part(g, i) for i in like.items]))
    if isinstance(like, ListOf):
        return ListOf(_part(g, like.item))
    if not isinstance(like, Num):
        return UNKNOWN
    return Num("np" if like.is_scalar else like.kind, g.dtype, like.shape)


def _of_shape(args: Args) -> Type | None:
    """A transpose that is told the shape of its result."""
    g, shape = args[:2]
    if not isinstance(g, Num) or not isinstance(shape, Seq):
        return None
    return Num("array", g.dtype, tuple([i.sym if isinstance(i, Num) else None for i in shape.items]))


def _cut(args: Args) -> Type | None:
    g = args[0]
    return replace(g, shape=(None,) * len(g.shape)) if isinstance(g, Num) and g.shape is not None else None


def _einsum_bar(args: Args) -> Type | None:
    slot, g = constant(args[0]), args[-1]
    return _of_shape([g, args[2 + slot]]) if isinstance(slot, int) else None


def _same(args: Args) -> Type | None:
    return args[0]


def _filled(args: Args) -> Type | None:
    """`np.full_like(x, value)`: what it is filled with says nothing."""
    like = args[0]
    if not isinstance(like, Num) or like.kind != "array" or len(args) != 2:
        return None
    return replace(like, sym=None)


def _shaped_as(k: int) -> Callable[[Args], Type | None]:
    """The adjoint of argument k: its shape, the dtype of the adjoint that comes in first."""

    def result(args: Args) -> Type | None:
        g, like = args[0], args[k]
        if not isinstance(g, Num) or not isinstance(like, Num) or like.kind != "array":
            return None
        return Num("array", g.dtype, like.shape)

    return result


class Likeness:
    """Stands for something of a type."""

    def __init__(self, type: Type) -> None:
        self.type = type

    def __call__(self) -> None:
        """An object that is called is known by what it is."""


def _found(args: Args) -> Type | None:
    """What a solver found: of the type that is told, or that of something else."""
    stands = constant(args[1])
    return stands.type if isinstance(stands, Likeness) else args[1]


def _places(args: Args) -> Type | None:
    return ListOf(PY_INT)


def _place(args: Args) -> Type | None:
    return PY_INT


RESULTS: dict[Any, Callable[[Args], Type | None]] = {
    queues.order_risen: _places,
    queues.order_sunk: _places,
    queues.order_heapified: _places,
    bisect.bisect_left: _place,
    bisect.bisect_right: _place,
    runtime.hooked: lambda args: args[0],
    solvers.found: _found,
    solvers.still: lambda args: args[0],
    solvers.corrected: lambda args: args[0],
    solvers.attached: lambda args: args[0],
    solvers.joined: lambda args: args[0],
    solvers.steered: lambda args: args[0],
    solvers.splined: lambda args: args[0],
    solvers.meshed: lambda args: args[0],
    solvers.fitted: lambda args: args[0],
    solvers.swept_inside: lambda args: args[0],
    solvers.swept: lambda args: args[0],
    solvers.tilted: lambda args: args[0],
    solvers.weighted: lambda args: args[0],
    solvers.fixed: lambda args: args[0],
    runtime.finite: lambda args: args[0],
    runtime.unbroadcast: _unbroadcast,
    runtime.zeros: _zeros,
    runtime.add: _add,
    runtime.restricted: _restricted,
    runtime.split_like: _pieces,
    runtime.join_like: _joined,
    runtime.unarray: _parts,
    runtime.unblock: _parts,
    runtime.undiff: _of_shape,
    runtime.untile: _of_shape,
    runtime.unrepeat: _of_shape,
    runtime.undelete: _of_shape,
    runtime.undiagonal: _of_shape,
    runtime.unreduceat: _of_shape,
    runtime.unpad: _cut,
    runtime.einsum_bar: _einsum_bar,
    np.full_like: _filled,
    **dict.fromkeys((time.time, time.perf_counter, time.monotonic, time.process_time), lambda args: PY_FLOAT),
    copy.deepcopy: _same,
    runtime.apart: _same,
    runtime.kron_bar_left: _shaped_as(1),
    runtime.kron_bar_right: _shaped_as(2),
}
"""Helper → the type of its result from those of its arguments; None where it must be found by a trial."""


def _promoted(k: int) -> Callable[[Args], Type | None]:
    """The shape of argument k, and the dtype that all arrays promote to."""

    def result(args: Args) -> Type | None:
        like = args[k]
        numbers = [t for t in args if isinstance(t, Num) and t.kind == "array"]
        if not isinstance(like, Num) or any(t.dtype is None for t in numbers):
            return None
        dtype = np.result_type(*[t.dtype for t in numbers if t.dtype is not None and t.dtype.kind in "fc"])
        return replace(like, kind="array", dtype=dtype, sym=None)

    return result


def _both(first: Callable[[Args], Type | None], second: Callable[[Args], Type | None]) -> Any:
    return lambda args: Seq("tuple", (first(args) or UNKNOWN, second(args) or UNKNOWN))


def _inserted(args: Args) -> Type | None:
    """The adjoints of an array of which the shape is given, and of the values that are inserted."""
    g, values = args[0], args[3]
    if not isinstance(g, Num) or not isinstance(values, Num):
        return None
    return Seq("tuple", (_of_shape(args) or UNKNOWN, replace(values, kind="array", dtype=g.dtype)))


WITHOUT_TRIAL: dict[Any, Callable[[Args], Type | None]] = {
    runtime.cross_bar: _promoted(2),
    runtime.lstsq_bar: _both(_promoted(0), _promoted(1)),
    runtime.insert_bar: _inserted,
}
"""Helpers without rules for whose types no trial on stand-ins is enough."""
