"""Drop what nobody reads.

    t3 = t1 + t2                    →     t1 = a * b
    t1 = a * b                            # backward: y = np.sin(t1)
    y = np.sin(t1)                        t1_bar = np.cos(t1)
    # backward: y = np.sin(t1)            return t1_bar * b
    t1_bar = np.cos(t1)
    c_bar = t1_bar * a
    return t1_bar * b

Marking starts from what must happen (returns, assertions, calls that are not pure, `while`) and follows
reads back to the definitions that they may see.  A write into an array counts as soon as anything reads what
stands in an object of its class. Statements of the forward sweep go only if `droppable` agrees: a user's
statement that may raise has to stay.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import remove, speaks
from tangent.optimise.chains import Chains, Context, Def, Info
from tangent.optimise.definitions import definitions
from tangent.syntax.core import can_raise


def dead_code(context: Context) -> bool:
    dropped = definitions(context)
    chains = context.chains()
    marker = _Marker(chains, context)
    marker.run()
    gone = {id(i.stmt) for i in chains.infos if not i.alive}
    for i in chains.infos:
        if isinstance(i.stmt, gast.Pass) and not speaks(i.block):
            gone.discard(id(i.stmt))
    remove(context.function.body, gone)
    dropped |= definitions(context)  # what has been dropped may have been the last to name one
    return dropped or any(not isinstance(i.stmt, gast.Pass) for i in chains.infos if not i.alive)


class _Marker:
    def __init__(self, chains: Chains, context: Context) -> None:
        self.chains = chains
        self.context = context
        self.todo: list[Info] = []
        self.needed: set[int] = set()
        self.exits: dict[int, list[Info]] = {}
        self.writers: dict[int, list[Info]] = {}
        self.observed: dict[int, set[str]] = {}

    def run(self) -> None:
        chains = self.chains
        find = chains.find
        foreign = {id(find(chains.outside)), id(find(chains.outside_bar))}
        for d in chains.defs:
            if d.name not in self.context.temporaries:
                foreign.add(id(find(d)))
        for d in (chains.outside, chains.outside_bar):
            self.observed[id(find(d))] = {""}
        for info in chains.infos:
            if isinstance(info.stmt, (gast.Break, gast.Continue)):
                self.exits.setdefault(id(info.loop), []).append(info)
            elif self.is_root(info, foreign):
                self.mark(info)
            else:
                for d in info.written:
                    key = id(find(d))
                    self.writers.setdefault(key, []).append(info)
                    for name in self.observed.get(key, ()):
                        self.seen_by(info, name)
        for name in sorted(chains.pinned):
            for d in chains.defs:
                if d.name == name:
                    self.need(d)
        while self.todo:
            self.spread(self.todo.pop())

    def is_root(self, info: Info, foreign: set[int]) -> bool:
        stmt = info.stmt
        if info.calls or info.effect:
            return True
        if info.protected and can_raise(stmt) and not all(d.name in self.context.own for d in info.defs):
            return True  # it may raise, and a handler is waiting for that
        if isinstance(stmt, gast.Assign):
            if self.writes(stmt.targets) and self.writes_foreign(info, foreign):
                return True
        elif isinstance(stmt, gast.AugAssign):
            if self.writes([stmt.target]) and self.writes_foreign(info, foreign):
                return True
        elif isinstance(stmt, gast.Expr):
            if isinstance(stmt.value, gast.Constant):
                return True
        elif isinstance(stmt, gast.Pass):
            return False
        elif not isinstance(stmt, (gast.If, gast.For)):
            return True
        return not info.backward and not self.context.droppable(stmt)

    def writes(self, targets: list[Any]) -> bool:
        return any(isinstance(t, (gast.Subscript, gast.Attribute)) for t in targets) or any(
            isinstance(t, (gast.Tuple, gast.List)) and self.writes(t.elts) for t in targets
        )

    def writes_foreign(self, info: Info, foreign: set[int]) -> bool:
        """Whether objects are written that are more than adjoints and temporaries."""
        return not info.written or any(id(self.chains.find(d)) in foreign for d in info.written)

    def mark(self, info: Info) -> None:
        if not info.alive:
            info.alive = True
            self.todo.append(info)

    def need(self, d: Def | None) -> None:
        stack = [d]
        while stack:
            d = stack.pop()
            if d is None or id(d) in self.needed:
                continue
            self.needed.add(id(d))
            if d.info is not None:
                self.mark(d.info)
            stack += d.sources or ()

    def spread(self, info: Info) -> None:
        """Mark what a statement that stays depends on."""
        if info.place is not None:
            self.mark(info.place)
        if isinstance(info.stmt, (gast.For, gast.While)):
            for e in self.exits.get(id(info.stmt), ()):
                self.mark(e)
        for u in info.uses:
            if u.of is None:
                continue
            self.need(u.of)
            if u.kind == "read" and not u.asks_for_shape:
                self.observe(u.of, u.node.id)

    def observe(self, d: Def, name: str) -> None:
        key = id(self.chains.find(d))
        names = self.observed.setdefault(key, set())
        if name not in names:
            names.add(name)
            for info in self.writers.get(key, ()):
                self.seen_by(info, name)

    def seen_by(self, info: Info, name: str) -> None:
        """The object that `info` writes is read through `name`."""
        target: Any = info.stmt.target if isinstance(info.stmt, gast.AugAssign) else None
        # `x += e` is seen through x only where its own definition is: reads of x before it do not count.
        if not isinstance(target, gast.Name) or target.id != name:
            self.mark(info)
