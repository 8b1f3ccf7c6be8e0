"""A `try` whose body is taken apart where an exception may find it half done.

    try:                                failed = False
        for v in xs:                    for v in xs:
            total += math.sqrt(v)           try:
    except ValueError:                          t = math.sqrt(v)
        total = -total          →           except ValueError:
                                                failed = True
                                                break
                                            else:
                                                total += t
                                        if failed:
                                            total = -total

Afterwards each `try` holds what changes nothing that is read behind an exception, but by its last statement.
The way that was taken is then one through branches and loops, as any other.  Where that is not plain (a
`with` inside, or too many steps), the `try` stays as it is.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.atomic import kinds_caught, may_raise
from tangent.analyse.live import live_out
from tangent.analyse.partial import half_done, state_of, watched
from tangent.syntax.core import (
    Attempt,
    Catch,
    Caught,
    Enter,
    Exit,
    Landed,
    attempt,
    catch,
    ends_in_raise,
    protected,
)
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    clone,
    const,
    inner_blocks,
    load,
    loads_in,
    stores_in,
    walk,
)
from tangent.types import CONTAINERS, INT, Iter, Num, Static, Type, constant
from tangent.unit import Instance

DEEPEST = 8
"""So many `try` inside each other are made of one."""


Changes = list[tuple[Any, str, Any]]
"""What was changed in place: nodes, fields and what they held."""


class _Stays(Exception):
    """The `try` cannot be taken apart."""


def take_apart(instance: Instance, namer: Namer, temporaries: set[str]) -> bool:
    """Rewrite the tree of an instance in place; returns whether anything was done."""
    found = list(watched(instance))
    if not any(read and half_done(instance, s, read) for s, read in found):
        return False
    # Behind it the ways meet: what is read there is read on the way of a handler, too, as far as one sees.
    after = live_out(instance.tree.body, unseen=instance.unseen_by)
    reads = {id(s): read | after[id(s)] for s, read in found}
    done: dict[int, list[Any]] = {}
    inside: set[int] = set()
    for s, read in reversed(found):  # those that others stand in come first
        if id(s) in inside or not read or not half_done(instance, s, read):
            continue
        changes: Changes = []
        try:
            done[id(s)] = _Halves(instance, namer, temporaries, s, reads, changes).run()
        except _Stays:
            for node, field, old in reversed(changes):
                setattr(node, field, old)
            continue
        inside |= {id(n) for n in walk(s)}
    if done:
        instance.tree.body = _exchanged(instance.tree.body, done)
    return bool(done)


def _exchanged(stmts: list[Any], done: dict[int, list[Any]]) -> list[Any]:
    out: list[Any] = []
    for s in stmts:
        new = done.get(id(s))
        if new is None:
            for block in inner_blocks(s):
                block[:] = _exchanged(block, done)
        out += [s] if new is None else new
    return out


class _Halves:
    """One `try`; `outer` is the one that it stands in, which is taken apart, too."""

    def __init__(
        self,
        instance: Instance,
        namer: Namer,
        temporaries: set[str],
        s: Attempt,
        reads: dict[int, set[str]],
        done: Changes,
        outer: _Halves | None = None,
    ) -> None:
        self.instance, self.namer, self.temporaries = instance, namer, temporaries
        self.s, self.reads, self.done, self.outer = s, reads, done, outer
        self.read: set[str] = reads[id(s)] | (outer.read if outer is not None else set())
        self.handlers = _handlers(s.orelse)
        # What a handler raises again in a `try` is raised behind its statements, for the outer handlers.
        going = [h for h in self.handlers if outer is not None or not ends_in_raise(h)]
        self.single = len(going) == 1
        self.numbers = {id(h): k + 1 for k, h in enumerate(going)}
        self.held = {id(h): namer.fresh("raised") for h in going if _looks_at_exception(h)}
        self.way = namer.fresh("failed" if self.single else "way")
        self.depth: int = outer.depth if outer is not None else 0
        around: tuple[type, ...] = outer.caught_kinds if outer is not None else ()
        self.caught_kinds: tuple[type, ...] = kinds_caught(instance, s) + around

    def run(self, leave: list[Any] | None = None) -> list[Any]:
        """leave: what ends the block around it where the outer `try` is left."""
        end = protected(self.s)
        if any(isinstance(n, (Enter, Exit)) for n in walk(self.s.body[:end])):
            raise _Stays
        inside = self.block(self.s.body[:end], [])
        behind = [st for st in self.s.body[end + 1 :] if not isinstance(st, gast.Pass)]
        begun = self.noted(assign(self.way, const(False if self.single else 0)))
        return [begun, *inside, *self.outcome(behind, leave or [])]

    def outcome(self, behind: list[Any], leave: list[Any]) -> list[Any]:
        """What is done behind it: on the way through the whole body, and in each handler."""
        out = self.around(behind, leave)
        if self.outer is not None and (out or leave):
            out = [self.noted(gast.If(self.outer.whole(), out or [gast.Pass()], clone(leave)))]
        for h in reversed(self.handlers):
            if id(h) in self.numbers:
                test = load(self.way)
                if not self.single:
                    test = gast.Compare(test, [gast.Eq()], [const(self.numbers[id(h)])])
                body = self.around(self.freed(h), leave)
                out = [self.noted(gast.If(test, body or [gast.Pass()], out))]
        return out

    def around(self, stmts: list[Any], leave: list[Any]) -> list[Any]:
        """Statements that stand in the outer `try`, if there is one."""
        return stmts if self.outer is None else self.outer.block(stmts, leave)

    def freed(self, h: list[Any]) -> list[Any]:
        """The statements of a handler, outside of its `except`."""
        if id(h) not in self.held:
            return h[1:]
        held, name = self.held[id(h)], h[0].targets[0].id
        for n in walk(h[1:]):
            if isinstance(n, gast.Raise) and n.exc is None:
                self.set(n, "exc", at(load(held), n))
            elif isinstance(n, gast.Name) and n.id == name:
                self.set(n, "id", held)
        return h[1:]

    # -------------------------------------------------------------- blocks

    def block(self, stmts: list[Any], leave: list[Any]) -> list[Any]:
        """leave: what ends the block where something was raised."""
        group: list[Any] = []
        for i, st in enumerate(stmts):
            rest = stmts[i + 1 :]
            if any(inner_blocks(st)) and self.raises(st) and self.changes(st):
                self.name_test(st, group)
                if rest:
                    inner = self.compound(st, [])
                    inner.append(self.noted(gast.If(self.whole(), self.block(rest, leave), clone(leave))))
                elif isinstance(st, gast.If):
                    inner = self.compound(st, leave)
                else:
                    inner = self.compound(st, [])
                    if leave:
                        inner.append(self.noted(gast.If(self.whole(), [gast.Pass()], clone(leave))))
                return self.guarded(group, inner, leave)
            group.append(st)
            if self.changes(st) and any(map(self.raises, rest)):
                return self.guarded(group, self.block(rest, leave), leave)
        return self.guarded(group, [], leave)

    def guarded(self, group: list[Any], rest: list[Any], leave: list[Any]) -> list[Any]:
        """`try: group` with the rest behind it; what cannot raise stands outside."""
        raising = [k for k, st in enumerate(group) if self.raises(st)]
        if not raising:
            return [*group, *rest]
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Stays
        first, last = raising[0], raising[-1] + 1
        body = [*group[first:last], Landed(), *group[last:], *rest]
        flag = self.namer.fresh("completed")
        return [*group[:first], self.noted(attempt(flag, body, self.caught(leave)))]

    def caught(self, leave: list[Any]) -> list[Any]:
        """Handlers that tell which way is taken, and leave; those that raise do so here."""
        out: list[Any] = self.outer.caught(leave) if self.outer is not None else []
        for h in reversed(self.handlers):
            body = self.told(h, leave) if id(h) in self.numbers else [clone(n) for n in h]
            flag = load(self.namer.fresh("caught"))
            out = [self.noted(Caught(flag, body, out))] if out else body
        return out

    def told(self, h: list[Any], leave: list[Any]) -> list[Any]:
        held = self.held.get(id(h))
        error = self.namer.fresh("error")
        out = [at(catch(error, clone(h[0].value), held is None), h[0])]
        if held is not None:
            out.append(self.noted(assign(held, load(error))))
        out.append(self.noted(assign(self.way, const(True if self.single else self.numbers[id(h)]))))
        return [*out, *clone(leave)]

    # -------------------------------------------------------------- compound statements

    def name_test(self, st: Any, group: list[Any]) -> None:
        """`if f(x):` with the test in a variable, where it may raise."""
        if isinstance(st, gast.If) and not isinstance(st, (Attempt, Caught)) and self.test_raises(st.test):
            name = self.temporary()
            group.append(self.noted(assign(name, _truth(st.test))))
            self.set(st, "test", at(load(name), st.test))

    def compound(self, st: Any, leave: list[Any]) -> list[Any]:
        if isinstance(st, Attempt):
            if id(st) not in self.reads:
                raise _Stays  # it was made here: a handler with a `try` of its own
            inner = _Halves(self.instance, self.namer, self.temporaries, st, self.reads, self.done, self)
            return inner.run(leave)
        if isinstance(st, gast.If):
            self.set(st, "body", self.block(st.body, leave))
            self.set(st, "orelse", self.block(st.orelse, leave))
            return [st]
        if isinstance(st, gast.For) and not self.header_raises(st.iter):
            self.set(st, "body", self.block(st.body, [gast.Break()]))
            return [st]
        if isinstance(st, gast.While):
            return [self.while_loop(st)]
        raise _Stays

    def while_loop(self, st: Any) -> Any:
        leave: list[Any] = [gast.Break()]
        body = self.block(st.body, leave)
        if self.test_raises(st.test):
            name = self.temporary()
            test = self.noted(assign(name, _truth(st.test)))
            on = self.noted(gast.If(load(name), body, [gast.Break()]))
            flag = self.namer.fresh("completed")
            body = [self.noted(attempt(flag, [test, Landed(), on], self.caught(leave)))]
            self.set(st, "test", at(const(True), st.test))
        self.set(st, "body", body)
        return st

    def header_raises(self, e: Any) -> bool:
        """Whether going through something may raise."""
        t = self.instance.types.get(e)
        if isinstance(e, gast.Call) and isinstance(t, Iter):
            if t.kind == "range":
                steps = [constant(i) for i in t.items[2:]]
                return not all(map(_is_whole, t.items)) or not all(isinstance(k, int) and k for k in steps)
            return bool(e.keywords) or any(self.header_raises(a) for a in e.args)
        return not (isinstance(t, CONTAINERS) or (isinstance(t, Num) and bool(t.rank)))

    # -------------------------------------------------------------- questions

    def raises(self, st: Any) -> bool:
        if isinstance(st, (gast.Break, gast.Pass)):
            return False
        blocks = inner_blocks(st)
        if not any(blocks):
            return may_raise(self.instance, st, self.caught_kinds) or self.overflows(st)
        header = self.header_raises(st.iter) if isinstance(st, gast.For) else self.test_raises(st.test)
        return header or any(self.raises(inner) for block in blocks for inner in block)

    def overflows(self, st: Any) -> bool:
        """Whether NumPy may be told to raise here (`np.errstate`), and that would be caught."""
        caught = any(issubclass(FloatingPointError, c) for c in self.caught_kinds)
        parts = [n for n in walk(st) if isinstance(n, gast.BinOp)] if caught else []
        types = [self.instance.types.get(x) for n in parts for x in (n.left, n.right)]
        return any(not isinstance(t, Num) or t.kind != "py" for t in types)

    def test_raises(self, e: Any) -> bool:
        """Whether a test may raise: one of scalars does not, nor what asks for the identity."""
        if isinstance(e, gast.BoolOp):
            return any(map(self.test_raises, e.values))
        if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.Not):
            return self.test_raises(e.operand)
        parts = [e.left, *e.comparators] if isinstance(e, gast.Compare) else [e]
        parts = [p.operand if isinstance(p, gast.UnaryOp) else p for p in parts]
        if not all(isinstance(p, (gast.Name, gast.Constant)) for p in parts):
            return True
        if isinstance(e, gast.Compare) and all(isinstance(op, (gast.Is, gast.IsNot)) for op in e.ops):
            return False
        types = [self.instance.types.get(p) for p in parts if isinstance(p, gast.Name)]
        return not all(isinstance(t, Static) or (isinstance(t, Num) and t.is_scalar) for t in types)

    def changes(self, st: Any) -> bool:
        """Whether a statement changes what is read behind an exception."""
        if stores_in([st]) & self.read:
            return True
        writes = self.instance.memory.writes
        return any(writes.get(id(n)) or state_of(self.instance, n) for n in walk(st))

    # -------------------------------------------------------------- nodes

    def whole(self) -> Any:
        """A test whether nothing has been raised so far."""
        own: Any = gast.UnaryOp(gast.Not(), load(self.way))
        if not self.single:
            own = gast.Compare(load(self.way), [gast.Eq()], [const(0)])
        return own if self.outer is None else gast.BoolOp(gast.And(), [own, self.outer.whole()])

    def temporary(self) -> str:
        name = self.namer.temporary()
        self.temporaries.add(name)
        return name

    def set(self, node: Any, field: str, value: Any) -> None:
        """Change a node in place: what is known of it is known by its identity."""
        self.done.append((node, field, getattr(node, field)))
        setattr(node, field, value)

    def noted(self, node: Any) -> Any:
        at(node, self.s)
        node.origin = getattr(self.s, "origin", self.s)
        return node


def _handlers(block: list[Any]) -> list[list[Any]]:
    """The handlers, each with its head."""
    first = block[0]
    if isinstance(first, Caught):
        return _handlers(first.body) + _handlers(first.orelse)
    if not isinstance(first, Catch):
        raise _Stays
    return [block]


def _looks_at_exception(h: list[Any]) -> bool:
    """Whether a handler reads the exception that it has caught, or raises it again."""
    again = any(isinstance(n, gast.Raise) and n.exc is None for n in walk(h[1:]))
    return again or h[0].targets[0].id in loads_in(h[1:])


def _is_whole(t: Type) -> bool:
    return isinstance(constant(t), int) or (isinstance(t, Num) and t.dtype == INT)


def _truth(e: Any) -> Any:
    """A test as a truth value, which is asked for where the test stands."""
    plain = isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.Not)
    return e if plain else gast.UnaryOp(gast.Not(), gast.UnaryOp(gast.Not(), e))
