"""Liveness of names in the core language: what is read later (Muchnick 14.1.3), on the structured tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gast

from tangent.syntax.nodes import loads_in, stores_in, walk

Table = dict[int, frozenset[str]]
NOBODY: Mapping[Any, frozenset[str]] = {}


def live_out(
    stmts: list[Any],
    after: frozenset[str] = frozenset(),
    *,
    false: frozenset[str] = frozenset(),
    unseen: Mapping[Any, frozenset[str]] = NOBODY,
) -> Table:
    """For every statement, by id, the names that may be read after it.

    after: names that are read after all of it.  false: names that are False; only what is then read counts.
    unseen: the names that calls read without having them in their text.
    """
    live = _Liveness(false, unseen)
    live.block(stmts, after)
    return live.table


class _Liveness:
    def __init__(self, false: frozenset[str], unseen: Mapping[Any, frozenset[str]]) -> None:
        self.table: Table = {}
        self.exits: list[frozenset[str]] = []
        self.false = false
        self.unseen = unseen

    def block(self, stmts: list[Any], live: frozenset[str]) -> frozenset[str]:
        for s in reversed(stmts):
            self.table[id(s)] = self.table.get(id(s), frozenset()) | live
            live = self.statement(s, live)
        return live

    def reads(self, e: Any) -> frozenset[str]:
        found = frozenset(loads_in(e))
        return found.union(*(self.unseen.get(n, ()) for n in walk(e))) if self.unseen else found

    def statement(self, s: Any, live: frozenset[str]) -> frozenset[str]:
        if isinstance(s, gast.If):
            body = self.block(s.body, live)
            orelse = self.block(s.orelse, live)
            if isinstance(s.test, gast.Name) and s.test.id in self.false:
                return orelse | {s.test.id}
            return body | orelse | self.reads(s.test)
        if isinstance(s, (gast.For, gast.While)):
            return self.loop(s, live)
        if isinstance(s, gast.Break):
            return self.exits[-1]
        if isinstance(s, gast.Assign):
            killed = {t.id for t in s.targets if isinstance(t, gast.Name)}
            for t in s.targets:
                if isinstance(t, gast.Tuple):
                    killed |= stores_in(t)
            return (live - killed) | self.reads(s)
        augmented = isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Name)
        return live | self.reads(s) | ({s.target.id} if augmented else set())

    def loop(self, s: Any, live: frozenset[str]) -> frozenset[str]:
        head = live
        header = self.reads(s.test if isinstance(s, gast.While) else s.iter)
        bound = frozenset() if isinstance(s, gast.While) else frozenset(stores_in(s.target))
        head |= header  # a `for` loop goes on reading what it runs over
        while True:
            self.exits.append(live)
            new = head | (self.block(s.body, head) - bound)
            self.exits.pop()
            if new == head:
                return head | header
            head = new
