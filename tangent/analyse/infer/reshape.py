"""Types made from types: what survives a join, a store, a level of recursion."""

from __future__ import annotations

import collections
import functools
import types as python_types
from dataclasses import replace
from typing import Any

import numpy as np

from tangent.analyse.defaults import COUNTER
from tangent.analyse.lengths import with_lengths
from tangent.analyse.objects import OBJECTS
from tangent.analyse.probe import BINARY, elementwise_result
from tangent.analyse.shapes import mentions, scaled, sum_of
from tangent.types import (
    FLOAT,
    INT,
    PARTS,
    PY_BOOL,
    UNKNOWN,
    Callable_,
    Closure,
    DefaultDict,
    Deque,
    Dict,
    DictOf,
    Dim,
    Fields,
    ListOf,
    Maybe,
    Num,
    Partial,
    Plain,
    Seq,
    SetOf,
    Static,
    Type,
    integer,
    join,
    widen_dict,
)

Env = dict[str, Type]

def trial(function: Any, operands: list[tuple[str, Any, int]]) -> tuple[str, Any, int] | None:
    """`elementwise_result`, where a scalar of unknown class is tried as a Python number and as a NumPy
    scalar.
    """
    for i, (kind, dtype, rank) in enumerate(operands):
        if kind == "scalar":
            a, b = (
                trial(function, [*operands[:i], (k, dtype, rank), *operands[i + 1 :]]) for k in ("py", "np")
            )
            if a is None or b is None or a[2] != b[2]:
                return None
            if a == b:
                return a
            kind = a[0] if a[0] == b[0] else "scalar" if {a[0], b[0]} <= {"py", "np", "scalar"} else "any"
            return kind, a[1] if a[1] == b[1] else None, a[2]
    return elementwise_result(function, tuple(operands))




def python_class(t: Type) -> Any:
    """The class of a value, where the type tells it."""
    if getattr(t, "optional", False):
        return None
    if isinstance(t, Num) and t.dtype is not None:
        if t.kind == "array":
            return np.ndarray
        if t.kind == "np":
            return t.dtype.type
        if t.kind == "py":
            return {"f": float, "i": int, "b": bool, "c": complex}[t.dtype.kind]
    if isinstance(t, Seq):
        return tuple if t.kind == "tuple" else list
    if isinstance(t, Deque):
        return collections.deque
    if isinstance(t, ListOf):
        return tuple if t.kind == "tuple" else list
    if isinstance(t, DefaultDict):
        return collections.Counter if t.made == COUNTER else collections.defaultdict
    if isinstance(t, (Dict, DictOf)) and not isinstance(t, Fields):
        return dict
    if isinstance(t, SetOf):
        return set
    if isinstance(t, OBJECTS):
        return t.cls
    if isinstance(t, Static):
        return type(t.value)
    if isinstance(t, Plain):
        return t.cls
    if isinstance(t, Callable_):
        return type(t.function)
    if isinstance(t, Partial):
        return functools.partial
    return python_types.FunctionType if isinstance(t, Closure) else None


def possible_classes(t: Type) -> tuple[type, ...]:
    """The classes that a value may have; none if there may be others."""
    if getattr(t, "optional", False):
        some = possible_classes(replace(t, optional=False))  # type: ignore[type-var]
        return (*some, type(None)) if some else ()
    known = python_class(t)
    if known is not None:
        return (known,)
    if not isinstance(t, Num) or t.dtype is None or t.dtype.kind not in "fibc":
        return ()
    kinds = ("py", "np") if t.kind == "scalar" else ("py", "np", "array")
    return tuple(python_class(replace(t, kind=kind)) for kind in kinds)


def join_all(types: list[Type]) -> Type:
    result: Type | None = None
    for t in types:
        result = t if result is None else join(result, t)
    return UNKNOWN if result is None else result


def without_lengths(t: Type, names: set[str]) -> Type:
    """`t` without lengths that were made from these variables."""
    return with_lengths(t, lambda d: None if mentions(d, names) else d)


def may_be_missing(env: Env, other: Env) -> None:
    """A tuple that `env` has and `other` does not have is, where they meet, one that may be missing."""
    for name in env.keys() - other.keys():
        t = env[name]
        if isinstance(t, Seq) and t.kind == "tuple":
            env[name] = Maybe(t)


def levelled(t: Type) -> Type:
    """`t` without what differs from one level of a recursion to the next."""
    if isinstance(t, Num):
        return replace(t, shape=None if t.shape is None else (None,) * len(t.shape), sym=None)
    if isinstance(t, PARTS):
        return replace(t, items=tuple(map(levelled, t.items)))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=levelled(t.item))
    if isinstance(t, Maybe) and isinstance(t.key, Type):
        return Maybe(levelled(t.key))
    return PY_BOOL if isinstance(t, Static) and isinstance(t.value, bool) else t


def size_of(t: Num) -> Dim | None:
    """The number of elements, as a length: a number, or a symbol that is the same for the same shape."""
    if t.shape is None or any(d is None for d in t.shape):
        return None
    if len(t.shape) == 1:
        return t.shape[0]
    constants = [d.constant for d in t.shape if d is not None]
    if all(c is not None for c in constants):
        return Dim(None, int(np.prod([c for c in constants if c is not None], dtype=int)))
    return Dim(("size", t.shape))


def remaining(size: Dim | None, others: tuple[Dim | None, ...]) -> Dim | None:
    if size is None or any(d is None for d in others):
        return None
    if not others:
        return size
    constants = [d.constant for d in others if d is not None]
    if size.constant is not None and all(c for c in constants):
        return Dim(None, size.constant // int(np.prod([c for c in constants if c is not None], dtype=int)))
    return Dim(("part", size, others))


def alike(t: Type, n: int) -> Type:
    """`t` with all lengths replaced by one and the same number; integers are any that fit them."""
    if isinstance(t, Num) and t.kind == "py" and t.sym is not None and t.sym.base is not None:
        return replace(t, sym=None)
    if isinstance(t, Num) and t.shape:
        return replace(t, shape=(Dim(None, n),) * len(t.shape))
    if isinstance(t, PARTS):
        return replace(t, items=tuple(alike(i, n) for i in t.items))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=alike(t.item, n))
    return t


def stacked(t: Type | None) -> Num | None:
    """The array that NumPy makes of a list, where nothing but its rank and dtype is known."""
    if isinstance(t, Num):
        return None if t.rank is None or t.dtype is None or t.kind == "any" else t
    items = t.items if isinstance(t, Seq) else (t.item,) if isinstance(t, ListOf) else ()
    parts = [p for p in map(stacked, items) if p is not None]
    ranks = {p.rank for p in parts}
    if not parts or len(parts) < len(items) or len(ranks) > 1:
        return None
    return Num("array", np.result_type(*(p.dtype for p in parts)), (None,) * (1 + (ranks.pop() or 0)))


def unknown_lengths(t: Type) -> Type:
    if isinstance(t, Num) and t.shape:
        return replace(t, shape=(None,) * len(t.shape))
    if isinstance(t, PARTS):
        return replace(t, items=tuple(map(unknown_lengths, t.items)))
    return t


def dict_with_item(d: Dict, key: Any, value: Type) -> Dict:
    if d.get(key) is not None:
        items = tuple(
            value if type(k) is type(key) and k == key else i for k, i in zip(d.keys, d.items, strict=True)
        )
        return replace(d, items=items)
    return replace(d, keys=(*d.keys, key), items=(*d.items, value))


def dict_without_item(d: Dict, key: Any) -> Type:
    if key is NotImplemented:
        return widen_dict(d)
    kept = [(k, i) for k, i in zip(d.keys, d.items, strict=True) if not (type(k) is type(key) and k == key)]
    return Dict(tuple(k for k, _ in kept), tuple(i for _, i in kept))


def as_real(t: Type) -> Type:
    """Comparisons of complex numbers exist only for equality; their shape is that of real ones."""
    if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c":
        return replace(t, dtype=FLOAT)
    return t


def integer_arithmetic(name: str, a: Type, b: Type) -> Type | None:
    """`n + 1`, `n - 1`, `2 * 3`: integers that stay known."""
    if not (
        isinstance(a, Num) and isinstance(b, Num) and a.kind == b.kind == "py" and a.dtype == b.dtype == INT
    ):
        return None
    if a.sym is None or b.sym is None:
        return None
    if a.sym.base is None and b.sym.base is None:
        x, y = a.sym.offset, b.sym.offset
        if name in ("Add", "Sub", "Mult", "FloorDiv", "Mod") and not (name in ("FloorDiv", "Mod") and y == 0):
            return integer(BINARY[name](x, y))
        if name == "Pow" and 0 <= y < 64 and abs(x) < 1000:
            return integer(x**y)
        return None
    if name == "Mult" and None in (a.sym.base, b.sym.base):
        number, other = (a.sym, b.sym) if a.sym.base is None else (b.sym, a.sym)
        return replace(a, sym=scaled(other, number.offset))
    if name == "Add":
        return replace(a, sym=sum_of(a.sym, b.sym, 1))
    if name == "Sub":
        return replace(a, sym=sum_of(a.sym, b.sym, -1))
    return None
