"""Where a block of the backward sweep reads a name, and where one of the forward sweep binds or writes it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any

import gast

from tangent.syntax.nodes import augmented_in, loads_in, stores_in, walk
from tangent.transform.markers import Origin, Undo


class Readers:
    """A block of the backward sweep.

    first: name → position of the first statement that reads it, marks aside.  undos: name → marks that read
    it if they become code, with the positions of their statements.  undone: (the id of) a forward statement →
    position of its last mark.  origins: for each position, (the id of) the forward statement that it
    belongs to.
    """

    def __init__(self, stmts: list[Any], undo_reads: Callable[[Undo], set[str]]) -> None:
        self.first: dict[str, int] = {}
        self.undos: dict[str, list[tuple[int, Undo]]] = {}
        self.origins: list[int] = []
        self.undone: dict[int, int] = {}
        current: Any = None
        for k, st in enumerate(stmts):
            if isinstance(st, Origin):
                current = st.stmt
            elif hasattr(st, "site"):
                current = st.site
            self.origins.append(id(current))
            if isinstance(st, Undo):
                self.undone[id(st.site)] = k
            for mark in marks_in(st):
                for name in undo_reads(mark):
                    self.undos.setdefault(name, []).append((k, mark))
            self.read_at(k, loads_in(st) | augmented_in(st))

    def read_at(self, position: int, names: Iterable[str]) -> None:
        for n in names:
            if self.first.get(n, position) >= position:
                self.first[n] = position


def marks_in(st: Any) -> list[Undo]:
    if isinstance(st, Undo):
        return [st]
    if not isinstance(st, (gast.For, gast.If)):
        return []
    blocks = [b for n in walk(st) if isinstance(n, (gast.For, gast.If)) for b in (n.body, n.orelse)]
    return [inner for b in blocks for inner in b if isinstance(inner, Undo)]


class Writers:
    """A block of the forward sweep; position: (the id of) a statement → where it stands."""

    def __init__(self, stmts: list[Any], memory: Any) -> None:
        self.position: dict[int, int] = {}
        self.bound: dict[str, list[int]] = {}
        self.written: dict[str, list[tuple[int, str]]] = {}
        self.copies: dict[str, list[tuple[int, str]]] = {}
        for k, st in enumerate(stmts):
            self.position.setdefault(id(getattr(st, "site", st)), k)
            below = list(walk(st))
            target = st.targets[0] if isinstance(st, gast.Assign) else None
            if isinstance(target, gast.Name) and isinstance(st.value, gast.Name):
                self.copies.setdefault(st.value.id, []).append((k, target.id))
            for name in stores_in(st) | augmented_in(st):
                self.bound.setdefault(name, []).append(k)
            sites = [id(getattr(n, "site", n)) for n in below]
            for name in sorted({n for site in sites for n in memory.writes.get(site, ())}):
                self.written.setdefault(memory.region_of(name), []).append((k, name))

    def bound_between(self, name: str, after: int, before: int) -> bool:
        """Whether a statement between two positions binds a name."""
        positions = self.bound.get(name, [])
        k = bisect_right(positions, after)
        return k < len(positions) and positions[k] < before

    def last_bound(self, name: str) -> int:
        """The position of the last statement that binds a name."""
        return self.bound[name][-1] if name in self.bound else -1

    def copies_before(self, name: str, before: int) -> list[str]:
        """Names that get the value that `name` has at a position, the last one first: `old = cur`."""
        positions = self.bound.get(name, [])
        k = bisect_left(positions, before)
        after = positions[k - 1] if k else -1
        return [n for i, n in reversed(self.copies.get(name, ())) if after <= i < before]

    def written_between(self, region: str, after: int, before: int) -> set[str]:
        """The names through which statements between two positions write into a region."""
        return {n for k, n in self.written.get(region, ()) if after < k < before}
