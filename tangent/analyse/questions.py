"""Questions about types that a signature answers: `np.ndim(x) == 1`, `np.isscalar(x)`, `len(x) == 0`.

A length that is compared with a number is looked at, and becomes a guard: another length that answers the
question in the other way gets another variant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.analyse.bounds import shape_of
from tangent.types import (
    PY_INT,
    UNKNOWN,
    Dict,
    Dim,
    ListOf,
    Num,
    Plain,
    Seq,
    Static,
    Type,
    constant,
    integer,
)
from tangent.unit import Guard, Session

# Questions about classes and dtypes, which are known or not: never about values.
ABOUT_CLASSES: tuple[Any, ...] = (np.issubdtype, np.can_cast, np.promote_types, np.result_type, issubclass)


def answer(
    session: Session, function: Any, args: list[Type], keywords: dict[str, Type]
) -> Type | None:
    """The value of such a call, as a type; None if the types do not tell it."""
    if keywords or not args:
        return None
    if function is np.shape:
        return shape_of(session, args[0]) if len(args) == 1 and args[0] != UNKNOWN else None
    found = _QUESTIONS.get(function) if isinstance(function, Callable) else None  # type: ignore[arg-type]
    if found is not None:
        return found(args[0]) if len(args) == 1 else None
    if function in ABOUT_CLASSES:
        values = [constant(t) for t in args]
        if not any(v is NotImplemented for v in values):
            try:
                return Static(function(*values))
            except TypeError:
                return None  # Python will say so where the primal asks
    return None


def _ndim(t: Type) -> Type | None:
    return integer(len(t.shape)) if isinstance(t, Num) and t.shape is not None else None


def _isscalar(t: Type) -> Type | None:
    if isinstance(t, Num) and t.kind in ("py", "np", "scalar", "array"):
        return Static(t.kind != "array")
    if isinstance(t, (Seq, ListOf, Dict)):
        return Static(False)
    if isinstance(t, (Static, Plain)):
        return Static(np.isscalar(t.value)) if isinstance(t, Static) else Static(t.cls is str)
    return None


_QUESTIONS: dict[Any, Callable[[Type], Type | None]] = {
    np.ndim: _ndim,
    np.isscalar: _isscalar,
}


def dtype_attribute(dtype: np.dtype[Any], name: str) -> Type:
    """`x.dtype.kind`: what a dtype says of itself."""
    value = getattr(dtype, name, None)
    if isinstance(value, (str, type)) or value is None:
        return Static(value) if value is not None else UNKNOWN
    return integer(value) if type(value) is int else PY_INT if isinstance(value, int) else UNKNOWN


def equal_lengths(session: Session, a: Type, b: Type) -> bool | None:
    """Whether a length equals a number, or shapes are equal; lengths that were looked at become guards."""
    if isinstance(a, Seq) and isinstance(b, Seq) and a.kind == b.kind:
        if len(a.items) != len(b.items):
            return False
        found = [equal_lengths(session, p, q) for p, q in zip(a.items, b.items, strict=True)]
        return False if False in found else None if None in found else True
    x, y = constant(a), constant(b)
    if type(x) is int and type(y) is int:
        return x == y
    for length, other in ((a, y), (b, x)):
        if isinstance(length, Num) and length.sym is not None and type(other) is int:
            return _is(session, length.sym, other)
    return None


def _is(session: Session, length: Dim, number: int) -> bool | None:
    if length.offset or not isinstance(length.base, tuple) or len(length.base) != 2:
        return None
    if length.base[1] is None or length.base not in session.actual:
        return None  # an integer, not a length: it may take any value
    found = session.actual[length.base] == number
    session.guards[Guard("is" if found else "not", length.base, number)] = None
    return found
