"""Fold a temporary that is read once into the statement that reads it.

    t1 = a * b                      →     y = np.sin(a * b) + c
    t2 = np.sin(t1)
    y = t2 + c

The expression moves down to its reader, so nothing on the way may bind a name that it reads, or write into
an object that it may read.  Calls that are not pure keep their order among themselves and among what they
may influence. In the forward sweep this gives the user's own lines back, however long; in the backward
sweep lines stay short, the adjoints of the user's variables keep their statements, and nothing crosses the
comment that heads a block.
"""

from __future__ import annotations

import ast
from typing import Any

import gast

from tangent.optimise.blocks import remove
from tangent.optimise.chains import Chains, Context, Def, Info, Use
from tangent.optimise.effects import SHAPES, Effects
from tangent.optimise.width import Widths
from tangent.syntax.nodes import names_in, walk


def nest(context: Context) -> bool:
    nester = _Nester(context)
    for info in nester.chains.infos:
        nester.statement(info)
    if nester.gone:
        remove(context.function.body, nester.gone)
    return bool(nester.gone)


class _Nester:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.chains: Chains = context.chains()
        self.widths = Widths()
        self.gone: set[int] = set()
        self.bound: dict[str, int] = {}  # where a name was bound last
        self.written: dict[int, list[int]] = {}  # where objects of a class were written, in order
        self.effects: list[int] = []
        self.latest = -1  # the last of all these, bindings of temporaries aside that are bound only once
        self.still: dict[
            int, list[Info]
        ] = {}  # the statements of a block so far; those at the end may be gone
        self.held = _held_by_functions(context.function.body)
        self.lambdas = any(type(n) is gast.Lambda for n in walk(context.function.body))
        self.count: dict[str, int] = {}
        for d in self.chains.defs:
            self.count[d.name] = self.count.get(d.name, 0) + 1

    def statement(self, info: Info) -> None:
        if len(info.uses) > 1:
            uses = sorted(info.uses, key=_age, reverse=True)
        else:
            uses = list(info.uses)
        for u in uses:
            if u.kind == "read" and self.may_fold(u, info):
                self.fold(u, info)
        self.still.setdefault(id(info.block), []).append(info)
        for d in info.defs:
            self.bound[d.name] = info.index
            if self.count[d.name] > 1:
                self.latest = info.index
        if info.written:
            for key in {id(self.chains.find(d)) for d in info.written}:
                self.written.setdefault(key, []).append(info.index)
            self.latest = info.index
        if info.effect:
            self.effects.append(info.index)
            self.latest = info.index

    def may_fold(self, u: Use, info: Info) -> bool:
        d = u.of
        if d is None or d.value is None or d.info is None or len(d.uses) != 1 or d.leaks:
            return False
        source: Info = d.info
        context = self.context
        if d.name not in context.temporaries or d.name in self.chains.pinned:
            return False
        if context.named(d.name) and not _binds(info.stmt, d.name):
            return False
        if source.loop is not info.loop or source.region != info.region or u.node.id != d.name:
            return False
        if source.backward:
            if source.section != info.section:
                return False
        elif source.block is not info.block:
            return False
        if info.backward and not self.fits(d, u, info):
            return False
        if source.calls:
            return self.may_move_call(u, source, info)
        if self.latest > source.index and self.conflict(d, source):
            return False
        # A call in this statement that runs before the place where the expression would stand.
        return not info.calls or _before(info.stmt, u.node, self.chains.effects) < _CALL

    def fits(self, d: Def, u: Use, info: Info) -> bool:
        assert d.info is not None
        width = self.widths.of(info) + self.widths.value(d.info) + 2 - len(d.name)
        return width + 4 * (info.depth + 1) <= self.context.width

    def may_move_call(self, u: Use, source: Info, info: Info) -> bool:
        """A call that is not pure moves only into the next statement, as the first thing done there."""
        if source.block is not info.block:
            return False
        still = self.still[id(info.block)]
        while id(still[-1].stmt) in self.gone:
            still.pop()
        if still[-1] is not source:
            return False
        return _before(info.stmt, u.node, self.chains.effects) < _READ

    def conflict(self, d: Def, source: Info) -> bool:
        index = source.index
        find = self.chains.find
        if not source.backward and self.effects and self.effects[-1] > index:
            return True
        if self.held_moved(source):
            return True
        bare = type(source.stmt.value) is gast.Name
        for u in source.uses:
            name = u.node.id
            if self.bound.get(name, -1) > index:
                return True
            if bare or (type(u.parent) is gast.Attribute and u.parent.attr in SHAPES):
                continue
            writes = self.written.get(id(find(self.chains.outside if u.of is None else u.of)))
            if writes and writes[-1] > index:
                return True
        return False

    def held_moved(self, source: Info) -> bool:
        """Whether a function that the expression calls, or hands on, holds what has changed since."""
        held: set[str] = set()
        if not self.held and not self.lambdas:
            return False
        for n in walk(source.stmt.value):
            if type(n) is gast.Lambda:
                held |= names_in(n)
            elif type(n) is gast.Name:
                held |= self.held.get(n.id, set())
        if not held:
            return False
        writes = self.written.get(id(self.chains.find(self.chains.outside)))
        if writes and writes[-1] > source.index:
            return True
        return any(self.bound.get(name, -1) > source.index for name in held)

    def fold(self, u: Use, info: Info) -> None:
        d = u.of
        assert d is not None and d.info is not None
        source: Info = d.info
        if info.backward:
            self.widths.grow(info, self.widths.value(source) + 2 - len(d.name))
        u.replace(source.stmt.value)
        info.uses.remove(u)
        for inner in source.uses:
            if inner.parent is source.stmt:
                inner.parent, inner.field, inner.position = u.parent, u.field, u.position
        info.uses += source.uses
        self.gone.add(id(source.stmt))
        if source.calls:
            for key in {id(self.chains.find(w)) for w in source.written}:
                self.written[key].remove(source.index)
            if source.effect:
                self.effects.remove(source.index)
                info.effect = True
            info.written += source.written
            info.calls = True


def _held_by_functions(body: list[Any]) -> dict[str, set[str]]:
    """Function that is defined inside → the names that it, and those that it may call, mention."""
    found: dict[str, set[str]] = {}
    for n in walk(body):
        if type(n) is gast.FunctionDef:
            found[n.name] = found.get(n.name, set()) | names_in(n)
        elif type(n) is gast.Assign and type(n.value) is gast.Lambda and type(n.targets[0]) is gast.Name:
            name = n.targets[0].id
            found[name] = found.get(name, set()) | names_in(n.value)
    changed = True
    while changed:
        changed = False
        for name, held in found.items():
            more = set().union(*(found.get(h, set()) for h in held))
            if not more <= held:
                found[name], changed = held | more, True
    return found


def _binds(s: Any, name: str) -> bool:
    """Whether the statement gives the name its next value: `x_bar = np.sum(x_bar)`."""
    return isinstance(s, gast.Assign) and type(s.targets[0]) is gast.Name and s.targets[0].id == name


def _age(u: Use) -> int:
    return -1 if u.of is None or u.of.info is None else u.of.info.index


_NOTHING, _READ, _CALL = range(3)


def _before(stmt: Any, node: Any, effects: Effects) -> int:
    """What is completed before `node` is evaluated: names and constants only, reads of objects, or calls."""
    scan = _Scan(node, effects)
    if isinstance(stmt, gast.Assign):
        parts = [stmt.value, *stmt.targets]
    elif isinstance(stmt, gast.AugAssign):
        parts = [stmt.target, stmt.value]
    elif isinstance(stmt, gast.For):
        parts = [stmt.iter]
    elif isinstance(stmt, gast.If):
        parts = [stmt.test]
    elif isinstance(stmt, (gast.Expr, gast.Return)):
        parts = [stmt.value]
    else:
        return _CALL
    for part in parts:
        if scan.visit(part):
            return scan.done
    return _CALL


class _Scan:
    def __init__(self, node: Any, effects: Effects) -> None:
        self.node = node
        self.effects = effects
        self.done = _NOTHING

    def visit(self, e: Any) -> bool:
        """Whether the node is in `e`; what runs before it is noted in `done`."""
        if e is self.node:
            return True
        kind = type(e)
        if kind is gast.Name or kind is gast.Constant:
            return False
        if kind is gast.BinOp:
            # Long sums lean to the left.
            spine = []
            while type(e) is gast.BinOp and e is not self.node:
                spine.append(e)
                e = e.left
            if self.visit(e):
                return True
            for b in reversed(spine):
                if self.visit(b.right):
                    return True
                self.done = max(self.done, _READ)
            return False
        first = True
        for field in e._fields:
            value = getattr(e, field, None)
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not isinstance(child, gast.expr_context):
                    if self.visit(child):
                        if not first and kind in (gast.BoolOp, gast.IfExp, gast.Compare):
                            self.done = _CALL
                        return True
                    first = False
        if kind is gast.Call and self.effects.kind(e) != "pure":
            self.done = _CALL
        elif isinstance(e, gast.expr) and (kind is not gast.Attribute or self.effects.is_value(e)):
            self.done = max(self.done, _READ)
        return False
