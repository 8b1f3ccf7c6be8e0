"""Shapes of element-wise results and of subscripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tangent.types import Dim, Num, Shape, SliceType, Static, Type
from tangent.unit import Session, is_sum


def broadcast(session: Session, shapes: list[Shape | None]) -> Shape | None:
    """The shape of a broadcast of operands, given that it succeeded; None if a rank is unknown."""
    known = [s for s in shapes if s is not None]
    if len(known) != len(shapes):
        return None
    rank = max((len(s) for s in known), default=0)
    out: list[Dim | None] = []
    for axis in range(-rank, 0):
        dims = [s[axis] for s in known if len(s) >= -axis]
        out.append(_broadcast_dims(session, dims))
    return tuple(out)


def _broadcast_dims(session: Session, dims: list[Dim | None]) -> Dim | None:
    first, *rest = dims
    for d in rest:
        first = _broadcast_pair(session, first, d)
    return first


def _broadcast_pair(session: Session, a: Dim | None, b: Dim | None) -> Dim | None:
    if a == b:
        return a
    for one, other in ((a, b), (b, a)):
        if one is not None and one.constant == 1:
            return other
    for one, other in ((a, b), (b, a)):
        if one is not None and one.constant is not None:
            if other is not None and session.is_one(other) is False:
                session.must_agree(one, other)
            return one  # a constant length that is not 1 wins
    for one, other in ((a, b), (b, a)):
        if session.is_one(one) is False:
            if one is not None and other is not None and session.is_one(other) is False:
                session.must_agree(one, other)
            return one
    if session.is_one(a) and session.is_one(b):
        return a
    if session.is_one(a):
        return b
    if session.is_one(b):
        return a
    return None


def length_of_slice(lower: Dim | None, upper: Dim | None, step: int | None, dim: Dim | None) -> Dim | None:
    """Length of `x[lower:upper:step]` for an axis of length `dim`; absent bounds are passed as `ABSENT`."""
    if step == -1 and lower is ABSENT and upper is ABSENT:
        return dim
    if step not in (None, 1):
        return None
    if lower is ABSENT and upper is ABSENT:
        return dim
    if dim is None or lower is None or upper is None:
        return None
    low = Dim(None, 0) if lower is ABSENT else lower
    if dim.base is None and low.base is None and (upper is ABSENT or upper.base is None):
        stop = None if upper is ABSENT else upper.offset
        return Dim(None, len(range(dim.offset)[low.offset : stop]))
    if low.base is None and low.offset >= 0:
        if upper is ABSENT:
            return dim.shifted(-low.offset)
        if upper.base is None and upper.offset < 0:
            return dim.shifted(upper.offset - low.offset)
        # x[:n - 1] with n = len(x); further from the end a negative bound could wrap around
        if upper.base == dim.base and -2 <= upper.offset - dim.offset <= 0:
            return Dim(dim.base, upper.offset - low.offset)
    return Dim(("slice", low, upper, dim)) if _symbolic(low) and _symbolic(upper) else None


def _symbolic(d: Dim | None) -> bool:
    return d is not None


ABSENT: Any = Dim("absent")


def sum_of(a: Dim, b: Dim, sign: int) -> Dim:
    """The integer `a + b`, or `a - b` where `sign` is -1: `n - k + 1` is the same however it is put."""
    terms = terms_of(a)
    for base, count in terms_of(b).items():
        terms[base] = terms.get(base, 0) + sign * count
    return _summed(terms, a.offset + sign * b.offset)


def scaled(d: Dim, by: int) -> Dim:
    """The integer `by * d`."""
    return _summed({base: by * count for base, count in terms_of(d).items()}, by * d.offset)


def _summed(terms: dict[Any, int], offset: int) -> Dim:
    terms = {base: count for base, count in terms.items() if count}
    if not terms:
        return Dim(None, offset)
    if list(terms.values()) == [1]:
        return Dim(next(iter(terms)), offset)
    return Dim(("sum", frozenset(terms.items())), offset)


def terms_of(d: Dim) -> dict[Any, int]:
    """An integer as a sum: what is added, and how many times."""
    if d.base is None:
        return {}
    return dict(d.base[1]) if is_sum(d.base) else {d.base: 1}


def mentions(d: Dim | None, names: set[str]) -> bool:
    """Whether a length was made from a value that one of these variables had."""
    return d is not None and d.base is not None and not names.isdisjoint(d.variables)


def getitem_shape(
    session: Session,
    shape: Shape,
    index: list[Type],
    bounds: list[Any],
    slice_length: Callable[[Any, Dim | None], Dim | None],
) -> tuple[Shape | None, str]:
    """The shape of `x[index]` and what kind of index it is: "basic", "mask" or "advanced".

    `index` are the types of the items; `bounds[k]` is (lower, upper, step) for slices; `slice_length` gives
    the length of such a slice of an axis.
    """
    consumed = sum(_axes(t) for t in index)
    has_ellipsis = any(isinstance(t, Static) and t.value is Ellipsis for t in index)
    if consumed > len(shape):
        return None, "basic"
    if not has_ellipsis:
        index = [*index, Static(Ellipsis)]
        bounds = [*bounds, None]
    kind = "basic"
    out: list[Dim | None] = []
    advanced: list[Shape | None] = []
    places: list[int] = []
    axis = 0
    for position, (t, b) in enumerate(zip(index, bounds, strict=True)):
        if isinstance(t, Static) and t.value is Ellipsis:
            n = len(shape) - consumed
            out += shape[axis : axis + n]
            axis += n
        elif isinstance(t, Static) and t.value is None:
            out.append(Dim(None, 1))
        elif isinstance(t, SliceType):
            out.append(slice_length(b, shape[axis]))
            axis += 1
        elif isinstance(t, Num) and t.shape is not None and (t.kind != "array" or t.shape == ()):
            if t.dtype is not None and t.dtype.kind == "b":
                return None, "advanced"
            advanced.append(())
            places.append(position if not out else len(out))
            axis += 1
        elif isinstance(t, Num) and t.shape is not None and t.dtype is not None:
            if t.dtype.kind == "b":
                kind = "mask" if kind == "basic" else "advanced"
                advanced.append((None,))
                axis += len(t.shape)
            else:
                kind = "advanced"
                advanced.append(t.shape)
                axis += 1
            places.append(len(out))
        else:
            return None, "advanced"
    if kind == "basic":
        return tuple(out), kind
    fancy = broadcast(session, advanced)
    if fancy is None:
        return None, kind
    if len(index) > 2 and any(_separated(index)):
        return (*fancy, *out), kind
    where = places[0]
    return (*out[:where], *fancy, *out[where:]), kind


def _axes(t: Type) -> int:
    if isinstance(t, Static):
        return 0
    if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "b" and t.shape:
        return len(t.shape)
    return 1


def _separated(index: list[Type]) -> list[bool]:
    """Advanced indices with something else between them: their axes go first (NumPy's rule)."""
    marks = [isinstance(t, Num) for t in index]
    if True not in marks:
        return []
    first = marks.index(True)
    last = len(marks) - 1 - marks[::-1].index(True)
    return [not m for m in marks[first:last]]
