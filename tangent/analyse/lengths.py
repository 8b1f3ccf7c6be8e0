"""Symbols for lengths and integers of which nothing is known but whose they are.

    y = x[mask]                     y: float64[n]       n is the length of y, whatever that is
    z = np.tanh(y)                  z: float64[n]       so their adjoints have it, too
    h = np.sum(z * y)

A symbol belongs to one definition of a variable and is forgotten when the variable is bound again.  A called
function knows the lengths of its arguments by symbols of its own, the same ones for all calls that look
alike; what it returns is translated back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tangent.types import INT, PARTS, DictOf, Dim, ListOf, Maybe, Num, Type

Change = Callable[[Dim], Dim | None]


def with_lengths(t: Type, change: Change) -> Type:
    """`t` with each length, and each integer that is known by a symbol, exchanged for what `change` gives."""
    if isinstance(t, Num):
        shape = t.shape
        if shape:
            dims = tuple(None if d is None else change(d) for d in shape)
            shape = dims if any(a is not b for a, b in zip(dims, shape, strict=True)) else shape
        sym = None if t.sym is None else change(t.sym)
        return t if shape is t.shape and sym is t.sym else replace(t, shape=shape, sym=sym)
    if isinstance(t, PARTS):
        items = tuple(with_lengths(i, change) for i in t.items)
        return t if all(a is b for a, b in zip(items, t.items, strict=True)) else replace(t, items=items)
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        item = with_lengths(t.item, change)
        return t if item is t.item else replace(t, item=item)
    if isinstance(t, Maybe) and isinstance(t.key, Type):
        return Maybe(with_lengths(t.key, change))
    return t


def has_symbols(t: Num) -> bool:
    """Whether a length, or the value of an integer, was made from what a variable had."""
    return any(d is not None and d.base is not None and d.variables for d in (*(t.shape or ()), t.sym))


def named(t: Num, name: str, site: Any) -> Num:
    """The type of a variable: what is not known of its lengths, or of its value, gets a symbol."""
    if t.shape and None in t.shape:
        dims = (Dim(("of", ("var", name), site, k)) if d is None else d for k, d in enumerate(t.shape))
        return replace(t, shape=tuple(dims))
    if t.kind == "py" and t.dtype == INT and t.sym is None:
        return replace(t, sym=Dim(("of", ("var", name), site, None)))
    return t


class Handed:
    """What a call hands over, as the function sees it: its symbols are numbers, in order."""

    def __init__(self, types: dict[str, Type]) -> None:
        self.ours: dict[Any, Any] = {}
        self.theirs: dict[Any, Any] = {}
        self.types = {p: self.inside(t) for p, t in types.items()}

    def inside(self, t: Type) -> Type:
        t = with_lengths(t, self.known)
        return self.unknown(t)

    def known(self, d: Dim) -> Dim:
        if not d.variables:
            return d
        if d.base not in self.theirs:
            self.theirs[d.base] = self.fresh()
            self.ours[self.theirs[d.base]] = d.base
        return Dim(self.theirs[d.base], d.offset)

    def unknown(self, t: Type) -> Type:
        """Not of the items of a list, each of which has its own."""
        if isinstance(t, Num):
            if t.shape and None in t.shape:
                t = replace(t, shape=tuple(Dim(self.fresh()) if d is None else d for d in t.shape))
            if t.kind == "py" and t.dtype == INT and t.sym is None:
                t = replace(t, sym=Dim(self.fresh()))
        elif isinstance(t, PARTS):
            items = tuple(map(self.unknown, t.items))
            if any(a is not b for a, b in zip(items, t.items, strict=True)):
                t = replace(t, items=items)
        return t

    def fresh(self) -> Any:
        # No variable of a program has this name: it is forgotten nowhere, and renamed at the next call.
        base = ("var", f"{len(self.ours)}th")
        self.ours[base] = None
        return base

    def outside(self, t: Type) -> Type:
        """The type of what the function gives back, as its caller sees it."""
        return with_lengths(t, self.back)

    def back(self, d: Dim) -> Dim | None:
        if not d.variables:
            return d
        base = self._back(d.base)
        return None if base is None else Dim(base, d.offset)

    def _back(self, base: Any) -> Any:
        """None if a part of it is known inside of the function only."""
        if isinstance(base, tuple) and len(base) == 2 and base[0] == "var":
            return self.ours.get(base)
        if isinstance(base, Dim):
            return self.back(base)
        if isinstance(base, (tuple, frozenset)):
            parts = [self._back(b) if isinstance(b, (Dim, tuple, frozenset)) else b for b in base]
            lost = any(p is None and b is not None for p, b in zip(parts, base, strict=True))
            return None if lost else type(base)(parts)
        return base
