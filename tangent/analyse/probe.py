"""The type of a result, found by evaluating a pure function on tiny arrays.

Every symbolic length is given two different small values; a length of the result that follows one symbol
in both runs (up to an offset) is that symbol, one that is the same in both is a constant, and anything
else is unknown.  An integer of which nothing is known is 1, then 2: no length may follow from it.
"""

from __future__ import annotations

import operator
import warnings
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from tangent.types import (
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    UNKNOWN,
    Callable_,
    Dict,
    Dim,
    ListOf,
    Num,
    Seq,
    SliceType,
    Static,
    Type,
    differentiable,
    join_some,
)

# By how much they differ is odd, and less than any sum of three: a length that is twice another one, or the
# sum of some, follows none.  They are small: a product of all is to fit into memory.
LENGTHS = ((3, 10), (4, 13), (5, 16), (6, 19), (7, 22), (8, 25))
SHORTEST = 2
UNKNOWN_LENGTH = (2, 21)
"""A length of which nothing is known: it differs by another number than all of them."""


class Unprobed(Exception):
    """The function could not be evaluated on the stand-ins."""


def probe(
    function: Any, args: tuple[Type, ...], keywords: tuple[tuple[str, Type], ...], lengths: bool = True
) -> Type:
    """The abstract value of `function(*args, **keywords)`; raises `Unprobed` if evaluation fails."""
    if any(map(_of_any_rank, (*args, *(t for _, t in keywords)))):
        return _probe_each(function, args, keywords)
    return _probe(function, args, keywords, lengths)


RANKS: tuple[tuple[str, int], ...] = (("py", 0), ("np", 0), ("array", 1), ("array", 2), ("array", 3))
"""What stands for a value of which it is not known whether it is a number or an array, or of which rank."""


def _of_any_rank(t: Type | None) -> bool:
    if isinstance(t, Num):
        return t.dtype is not None and t.shape is None and t.kind in ("any", "array")
    if isinstance(t, (Seq, Dict)):
        return any(map(_of_any_rank, t.items))
    return isinstance(t, ListOf) and _of_any_rank(t.item)


def _has_axes(t: Type | None) -> bool:
    if isinstance(t, Num):
        return bool(t.shape)
    if isinstance(t, (Seq, Dict)):
        return any(map(_has_axes, t.items))
    return isinstance(t, ListOf) and _has_axes(t.item)


@lru_cache(maxsize=8192)
def _probe_each(function: Any, args: tuple[Type, ...], keywords: tuple[tuple[str, Type], ...]) -> Type:
    """What holds for numbers and for arrays of all ranks that the function takes.

    Beside an array of known axes it has to take all: one may fail here for its lengths only.
    """
    found: Type | None = None
    all_needed = any(map(_has_axes, (*args, *(t for _, t in keywords))))
    for kind, rank in RANKS:
        given = tuple(_at_rank(t, kind, rank) for t in args)
        named = tuple((k, _at_rank(t, kind, rank)) for k, t in keywords)
        try:
            found = join_some(found, _loosened(_probe(function, given, named, lengths=False)))
        except Unprobed:
            if all_needed:
                raise
    if found is None:
        raise Unprobed("unknown argument")
    return found


def _loosened(t: Type) -> Type:
    """An array without axes beside others: what is computed with it is a number."""
    if isinstance(t, Seq):
        return replace(t, items=tuple(map(_loosened, t.items)))
    return replace(t, kind="any") if isinstance(t, Num) and t.kind == "array" and t.shape == () else t


def _at_rank(t: Any, kind: str, rank: int) -> Any:
    """`t` where what is of any rank in it is a number, or an array of this rank."""
    if not _of_any_rank(t):
        return t
    if isinstance(t, (Seq, Dict)):
        return replace(t, items=tuple(_at_rank(i, kind, rank) for i in t.items))
    if isinstance(t, ListOf):
        return replace(t, item=_at_rank(t.item, kind, rank))
    if kind == "py" and t.dtype not in (BOOL, INT, FLOAT, COMPLEX):
        kind = "np"
    return replace(t, kind=kind if t.kind == "any" else "array", shape=(None,) * rank)


@lru_cache(maxsize=8192)
def _probe(
    function: Any, args: tuple[Type, ...], keywords: tuple[tuple[str, Type], ...], lengths: bool
) -> Type:
    bases: dict[Any, tuple[int, int]] = {}
    for t in (*args, *(t for _, t in keywords)):
        _collect(t, bases)
    for integers in ((1, 2), (1, 1), (0, 0)):  # perhaps the integer is an axis: of a matrix, of a vector
        bases[_INTEGER] = integers
        try:
            first, second = (_run(function, args, keywords, bases, run) for run in (0, 1))
            break
        except Unprobed:
            lengths = False
            if integers == (0, 0):
                raise
    del bases[_INTEGER]
    found = _abstract(first, second, bases if lengths else None)
    if function not in _OF_SHAPES and any(map(_is_fraction, (*args, *(t for _, t in keywords)))):
        return _uncounted(found)
    return found


_OF_SHAPES = (np.ndim, np.size)


def _is_fraction(t: Type) -> bool:
    """Whether it is a number, of which the stand-in is one of many: `round(x)` is not 0 for all."""
    return isinstance(t, Num) and t.shape == () and t.dtype is not None and t.dtype.kind in "fc"


def _uncounted(t: Type) -> Type:
    """An integer that is made of such numbers has a value that nobody knows."""
    if isinstance(t, Seq):
        return replace(t, items=tuple(map(_uncounted, t.items)))
    return replace(t, sym=None) if isinstance(t, Num) else t


_INTEGER = "integer"


def _run(
    function: Any,
    args: tuple[Type, ...],
    keywords: tuple[tuple[str, Type], ...],
    bases: dict[Any, tuple[int, int]],
    run: int,
) -> Any:
    values = [_stand_in(t, bases, run) for t in args]
    named = {k: _stand_in(t, bases, run) for k, t in keywords}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return function(*values, **named)
    except Exception as e:
        raise Unprobed(str(e)) from None


def _collect(t: Type, bases: dict[Any, tuple[int, int]]) -> None:
    if isinstance(t, Num):
        for d in (*(t.shape or ()), t.sym):
            if d is not None and d.base is not None and d.base not in bases:
                k = len(bases)
                if k >= len(LENGTHS):
                    raise Unprobed("too many lengths")
                bases[d.base] = LENGTHS[k]
            if d is not None and d.base is not None and bases[d.base][0] + d.offset < SHORTEST:
                # `x[2:-2]` of a short one would have no elements at all, and follow nothing.
                low, high = bases[d.base]
                more = SHORTEST - low - d.offset
                bases[d.base] = (low + more, high + more)
    elif isinstance(t, (Seq, Dict)):
        for i in t.items:
            _collect(i, bases)
    elif isinstance(t, ListOf) and t.item is not None:
        _collect(t.item, bases)


def _length(d: Dim | None, bases: dict[Any, tuple[int, int]], run: int) -> int:
    if d is None:
        return UNKNOWN_LENGTH[run]
    if d.base is None:
        return d.offset
    return max(0, bases[d.base][run] + d.offset)


def _stand_in(t: Type, bases: dict[Any, tuple[int, int]], run: int) -> Any:
    if isinstance(t, Static):
        return t.value
    if isinstance(t, Callable_):
        return t.function
    if isinstance(t, Seq):
        items = [_stand_in(i, bases, run) for i in t.items]
        return tuple(items) if t.kind == "tuple" else items
    if isinstance(t, Dict):
        return {k: _stand_in(i, bases, run) for k, i in zip(t.keys, t.items, strict=True)}
    if isinstance(t, ListOf) and t.item is not None and (t.kind == "list" or differentiable(t.item)):
        # A tuple of integers may be a shape: how many axes that has is not known.
        items = [_stand_in(t.item, bases, run)] * UNKNOWN_LENGTH[run]
        return tuple(items) if t.kind == "tuple" else items
    if isinstance(t, SliceType):
        return slice(None)
    if isinstance(t, Num) and t.kind == "scalar" and t.dtype is not None:
        return t.dtype.type(1)
    if isinstance(t, Num) and t.dtype is not None and t.shape is not None and t.kind != "any":
        return _number(t, bases, run)
    raise Unprobed("unknown argument")


def _number(t: Num, bases: dict[Any, tuple[int, int]], run: int) -> Any:
    assert t.dtype is not None and t.shape is not None
    if t.kind == "py":
        if t.dtype == BOOL:
            return True
        if t.dtype == INT:
            if t.sym is None:
                return bases[_INTEGER][run]
            return _length(t.sym, bases, run) if t.sym.base is not None else t.sym.offset
        return 0.5 if t.dtype == FLOAT else 0.5 + 0.25j
    if t.kind == "np":
        return t.dtype.type(1)
    shape = tuple(_length(d, bases, run) for d in t.shape)
    if t.dtype.kind in "iub":
        return np.zeros(shape, t.dtype)
    array = np.full(shape, 0.25, t.dtype)
    if len(shape) >= 2:
        # Well conditioned, symmetric and positive: what inverses and factorisations ask for.
        k = np.arange(min(shape[-2:]))
        array[..., k, k] += 2
    return array


def _abstract(a: Any, b: Any, bases: dict[Any, tuple[int, int]] | None) -> Type:
    if isinstance(a, np.ndarray):
        if not isinstance(b, np.ndarray) or a.ndim != b.ndim or type(a) is not np.ndarray:
            return UNKNOWN
        dims = tuple(_dim(m, n, bases) for m, n in zip(a.shape, b.shape, strict=True))
        return Num("array", a.dtype, dims)
    if isinstance(a, np.generic):
        return Num("np", a.dtype)
    if isinstance(a, bool):
        return Num("py", BOOL)
    if isinstance(a, int):
        return Num("py", INT, (), _dim(a, b, bases) if bases is not None else None)
    if isinstance(a, float):
        return Num("py", FLOAT)
    if isinstance(a, complex):
        return Num("py", COMPLEX)
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        items = tuple(_abstract(i, j, bases) for i, j in zip(a, b, strict=False))
        if len(a) == len(b):
            fields = getattr(a, "_fields", ())
            return Seq("tuple" if isinstance(a, tuple) else "list", items, fields)
        if isinstance(a, tuple):
            raise Unprobed("a tuple of any length")
        return ListOf(items[0] if items else None)
    if a is None or isinstance(a, (str, np.dtype)):
        return Static(a) if a == b else UNKNOWN
    return UNKNOWN


def _dim(m: int, n: int, bases: dict[Any, tuple[int, int]] | None) -> Dim | None:
    if bases is None:
        return None
    if m == n:
        return Dim(None, m)
    found = [Dim(base, m - low) for base, (low, high) in bases.items() if n - m == high - low]
    return found[0] if len(found) == 1 else None


BINARY = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": operator.pow,
    "MatMult": operator.matmul,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
}
UNARY = {"USub": operator.neg, "UAdd": operator.pos, "Invert": operator.invert}


@lru_cache(maxsize=8192)
def elementwise_result(
    function: Any, operands: tuple[tuple[str, Any, int], ...]
) -> tuple[str, Any, int] | None:
    """(class, dtype, rank) of an element-wise function, from those of its operands; None if it raises."""
    values = [_one(*o) for o in operands]
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = function(*values)
    except Exception:
        return None
    if isinstance(result, np.ndarray):
        return "array", result.dtype, result.ndim
    if isinstance(result, np.generic):
        return "np", result.dtype, 0
    for kind, dtype in ((bool, BOOL), (int, INT), (float, FLOAT), (complex, COMPLEX)):
        if type(result) is kind:
            return "py", dtype, 0
    return None


def _one(kind: str, dtype: Any, rank: int) -> Any:
    if kind == "py":
        return {BOOL: True, INT: 1, FLOAT: 0.5, COMPLEX: 0.5 + 0.25j}.get(dtype, dtype.type(1))
    if kind == "np":
        return dtype.type(1)
    if kind == "array":
        return np.ones((1,) * rank, dtype)
    return kind  # an option such as None
