"""A loop over a generator of the user: the generator is written around the body of the loop.

    def pairs(v):                            for i in range(len(x) - 1):
        for i in range(len(v) - 1):              a, b = x[i], x[i + 1]
            yield v[i], v[i + 1]                 s = s + a * b
    ...
    for a, b in pairs(x):            →
        s = s + a * b

That is just what Python does: generator and body take turns.  `break` in the body ends the generator too:
what stands behind a `yield` then goes under a flag.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.chosen import Choosing
from tangent.analyse.handed import Handed
from tangent.analyse.inline import Inlining, settle
from tangent.analyse.rewriting import Env
from tangent.analyse.stars import Bound
from tangent.analyse.turns import Turns, check_read
from tangent.syntax.core import Attempt, Enter, Exit, ends_in_raise, flags_in, protected
from tangent.syntax.frames import frame_names, renamed
from tangent.syntax.nodes import assign, at, const, has_break, inner_blocks, load, stores_in, walk
from tangent.syntax.refuse import Refused
from tangent.types import Generating
from tangent.unit import Unit


class Generators(Inlining, Turns, Choosing, Handed):
    """The part of inference that takes generators apart."""

    def generator_loop(self, s: Any, env: Env) -> list[Any] | None:
        """A loop over a generator, written out; None for other loops."""
        if self.counts(s, env):
            return self.once(s, "counted", lambda: self.core(self.counted(s), s))
        if places := self.takes_turns(s, env):
            return self.once(s, "turns", lambda: self.in_turns(s, places, env))
        check_read(s, env)
        if not self.is_generating(s.iter, env):
            return None
        t = self.read_here(s.iter, env)
        self.instance.unrolled = True
        return self.once(s, ("generator", t), lambda: self.woven(s, t))

    def counts(self, s: Any, env: Env) -> bool:
        """Whether a loop counts what a generator yields: `for k, v in enumerate(pairs(x))`."""
        e = s.iter
        named = isinstance(e, gast.Call) and e.args and isinstance(e.args[0], gast.Name)
        if not named or not isinstance(env.get(e.args[0].id), Generating):
            return False
        two = isinstance(s.target, gast.Tuple) and len(s.target.elts) == 2
        return two and self.unit.builtin(e.func) == "enumerate"

    def counted(self, s: Any) -> list[Any]:
        """With a counter of its own, which is counted on before the body can leave the loop."""
        number, item = s.target.elts
        count = self.variable("count")
        start = [*s.iter.args[1:], *(k.value for k in s.iter.keywords)]
        first = gast.Assign([number], load(count), None)
        then = assign(count, gast.BinOp(load(count), gast.Add(), const(1)))
        loop = gast.For(item, s.iter.args[0], [first, then, *s.body], s.orelse, None)
        return [assign(count, start[0] if start else const(0)), loop]

    def woven(self, s: Any, t: Generating, once: bool = False) -> list[Any]:
        setup, body = self.callee_body(s, t.unit, t.bound, generators_given(t.unit, t.bound))
        if body and isinstance(body[-1], gast.Return):
            body = body[:-1]
        return [*setup, *_Weaver(self, s, once).run(body)]


def generators_given(unit: Unit, bound: Bound) -> dict[str, str]:
    """Parameters that are generators of the caller's, by the names that these have."""
    given = {p: e.id for p, e in bound.exprs.items() if isinstance(bound.types[p], Generating)}
    stored = stores_in(unit.tree.body) if given else ()
    return {p: name for p, name in given.items() if p not in stored}


class _Weaver:
    """Puts the body of the loop `s` in the place of each `yield` of a generator's body.

    once: `s` stands for a `with`, into which the generator is left by an exception, too.
    """

    def __init__(self, inference: Any, s: Any, once: bool = False) -> None:
        self.inference = inference
        self.s = s
        self.once = once
        self.stops = has_break(s.body)
        self.stopped = inference.variable("stopped") if self.stops else ""
        self.trips = 0

    def run(self, stmts: list[Any]) -> list[Any]:
        out = self.block(stmts, False)
        if self.stops:
            out.insert(0, self.noted(assign(self.stopped, const(False))))
        return out

    def noted(self, node: Any) -> Any:
        at(node, self.s)
        node.origin = getattr(self.s, "origin", self.s)
        return node

    def block(self, stmts: list[Any], ends_loop: bool) -> list[Any]:
        """ends_loop: nothing stands between the end of this block and that of the loop around it."""
        out: list[Any] = []
        for i, st in enumerate(stmts):
            if not _given(st) and not any(map(_yields, inner_blocks(st))):
                out.append(st)
                continue
            last = i == len(stmts) - 1
            if _given(st):
                out += self.trip(st.value.value)
            elif isinstance(st, Attempt) and not self.may_yield_in(st):
                raise Refused("yield", st, "`yield` inside `try`")
            elif self.once and isinstance(st, (gast.For, gast.While)):
                raise Refused("yield", st, "`yield` inside a loop, for a `with`")
            else:
                loop = isinstance(st, (gast.For, gast.While))
                for part in inner_blocks(st):
                    part[:] = self.block(part, loop or (last and ends_loop))
                out.append(st)
                if last and not loop:
                    return out
            return out + self.behind(stmts[i + 1 :], ends_loop)
        return out

    def may_yield_in(self, st: Attempt) -> bool:
        """Whether a `try` takes no exception of the loop's body: the generator yields behind it only."""
        if self.once:
            return ends_in_raise(st.orelse)
        return not _yields(st.body[: protected(st)]) and not _yields(st.orelse)

    def behind(self, rest: list[Any], ends_loop: bool) -> list[Any]:
        """What the generator does after a `yield`: nothing, if the loop has been left."""
        if not self.stops:
            return self.block(rest, ends_loop)
        close = _first_exit(rest)
        if close is not None:
            # A `with` around the `yield` is left in any case.
            inside, outside = rest[:close], rest[close + 1 :]
            return [*self.behind(inside, False), rest[close], *self.behind(outside, ends_loop)]
        new = self.block(rest, ends_loop)
        if ends_loop and not (len(new) == 1 and isinstance(new[0], gast.Break)):
            return [self.noted(gast.If(load(self.stopped), [self.noted(gast.Break())], new))]
        if ends_loop or not new:
            return new
        return [self.noted(gast.If(gast.UnaryOp(gast.Not(), load(self.stopped)), new, []))]

    def trip(self, value: Any) -> list[Any]:
        """The loop's body for one value, with temporaries and functions of its own."""
        unit = self.inference.unit
        own = (stores_in(self.s.body) & unit.passing) | frame_names(self.s.body) | flags_in(self.s.body)
        table = {n: self.inference.fresh(n) for n in sorted(own)} if self.trips else {}
        self.trips += 1
        body = renamed(self.s.body, table)
        for n in walk(body):
            if isinstance(n, (gast.FunctionDef, gast.Lambda)):
                settle(n, unit)
        return [*self.bound(self.s.target, value), *self.without_breaks(body)]

    def bound(self, target: Any, value: Any) -> list[Any]:
        if isinstance(target, gast.Tuple) and isinstance(value, gast.Tuple):
            if len(target.elts) == len(value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                return [b for t, v in pairs for b in self.bound(t, v)]
        return [self.noted(gast.Assign([renamed(target, {})], value or const(None), None))]

    def without_breaks(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        for st in stmts:
            if isinstance(st, gast.Break):
                st = self.noted(assign(self.stopped, const(True)))
            elif isinstance(st, gast.If):
                st.body = self.without_breaks(st.body)
                st.orelse = self.without_breaks(st.orelse)
            out.append(st)
        return out


def _given(s: Any) -> bool:
    return isinstance(s, gast.Expr) and isinstance(s.value, gast.Yield)


def _yields(stmts: list[Any]) -> bool:
    return any(_given(s) or any(map(_yields, inner_blocks(s))) for s in stmts)


def _first_exit(stmts: list[Any]) -> int | None:
    """The end of a `with` that began before these statements."""
    depth = 0
    for i, s in enumerate(stmts):
        depth += isinstance(s, Enter)
        if isinstance(s, Exit):
            if not depth:
                return i
            depth -= 1
    return None
