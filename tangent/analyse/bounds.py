"""Slices that have all of their elements: `x[i : i + h]` is `h` long, where it ends inside of `x`.

    for i in range(k):                      h = n - k + 1
        out += images[i : i + h]            0 <= i, i + h <= n

Lower bound, length and what is left behind are sums of lengths and integers of the call, and of counters,
which lie between the ends of their ranges.  Whether such a sum is negative is looked at in this call; a
`Guard` remembers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tangent.analyse.shapes import ABSENT, length_of_slice, mentions, scaled, sum_of, terms_of
from tangent.types import INT, UNKNOWN, Dim, Iter, Num, Seq, Type
from tangent.unit import Session

_MOST_COUNTERS = 8


@dataclass(frozen=True)
class Range:
    """The least and the greatest value of a counter."""

    least: Dim
    greatest: Dim

    def mentions(self, names: set[str]) -> bool:
        """Whether an end was made from a value that one of these variables had."""
        return mentions(self.least, names) or mentions(self.greatest, names)


Ranges = dict[str, Range]


def range_of(t: Type) -> Range | None:
    """The values that a loop over a `range` yields."""
    if not isinstance(t, Iter) or t.kind != "range" or not t.items:
        return None
    found = [i.sym if isinstance(i, Num) else None for i in t.items]
    start, stop = (Dim(None, 0), found[0]) if len(found) == 1 else found[:2]
    step = found[2] if len(found) == 3 else Dim(None, 1)
    if start is None or stop is None or step is None or not step.constant:
        return None
    if step.constant > 0:
        return Range(start, stop.shifted(-1))
    return Range(stop.shifted(1), start)


def slice_length(session: Session, bounds: Any, dim: Dim | None, ranges: Ranges) -> Dim | None:
    """The length of `x[lower:upper:step]` for an axis of length `dim`."""
    lower, upper, step = bounds
    found = length_of_slice(lower, upper, step, dim)
    known = found is not None and not (isinstance(found.base, tuple) and found.base[0] == "slice")
    if known or step not in (None, 1) or dim is None or lower is None or upper is None:
        return found
    return fitting(session, lower, upper, dim, ranges) or found


def fitting(session: Session, lower: Dim, upper: Dim, dim: Dim, ranges: Ranges) -> Dim | None:
    """The length of `x[lower:upper]` for an axis of length `dim`, if nothing of it is cut off."""
    low = Dim(None, 0) if lower == ABSENT else _from_the_end(lower, dim)
    high = dim if upper == ABSENT else _from_the_end(upper, dim)
    length = sum_of(high, low, -1)
    parts = (low, length, sum_of(dim, high, -1))
    least = [_least(p, ranges) for p in parts]
    if not all(can_be_counted(session, p) for p in least):
        return None
    for p in least:
        keep(session, p)
    return length


def as_integer(session: Session, d: Dim | None) -> Dim | None:
    """A length as an integer: `n - 2` is the length of `x[2:]` only where `x` has so many elements."""
    if d is None or (d.offset >= 0 and all(count > 0 for count in terms_of(d).values())):
        return d
    if not can_be_counted(session, d):
        return None
    keep(session, d)
    return d


def shape_of(session: Session, t: Type) -> Type:
    """The type of `x.shape`."""
    if not isinstance(t, Num) or t.shape is None:
        return UNKNOWN
    return Seq("tuple", tuple(Num("py", INT, (), as_integer(session, d)) for d in t.shape))


def can_be_counted(session: Session, d: Dim) -> bool:
    now = d.offset if d.base is None else session.now(d.base)
    return now is not None and (now if d.base is None else now + d.offset) >= 0


def keep(session: Session, d: Dim) -> None:
    """From now on, an integer that is not negative in this call never is: others get another variant."""
    terms = terms_of(d)
    lengths_only = all(count > 0 and base[1] is not None for base, count in terms.items())
    if not (lengths_only and d.offset >= 0):
        session.keep_least(d.base, -d.offset)


def _from_the_end(bound: Dim, dim: Dim) -> Dim:
    return sum_of(dim, bound, 1) if bound.base is None and bound.offset < 0 else bound


def _least(d: Dim, ranges: Ranges) -> Dim:
    """What an integer is at least, with counters at the ends of their ranges."""
    for _ in range(_MOST_COUNTERS):
        for base, count in terms_of(d).items():
            if base[0] == "var" and base[1] in ranges:
                found = ranges[base[1]]
                end = found.least if count > 0 else found.greatest
                d = sum_of(d, scaled(sum_of(end, Dim(base), -1), count), 1)
                break
        else:
            return d
    return d
