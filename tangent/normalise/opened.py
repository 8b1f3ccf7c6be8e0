"""Expressions that are otherwise kept whole, taken apart like all others: a call in them changes something.

    ok = x > 0 and f(y) < 1      →     ok = x > 0
                                       if ok:
                                           t1 = f(y)
                                           ok = t1 < 1
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.normalise.comprehensions import STOPS_EARLY, looped
from tangent.normalise.flatten import Flattener
from tangent.syntax.nodes import assign, at, children, const, load
from tangent.syntax.refuse import Refused

WHOLE = (gast.Compare, gast.BoolOp, gast.UnaryOp, gast.JoinedStr)


class Opener(Flattener):
    """Flattens comparisons, truth values, messages, and what `print`, `any` and `all` are given."""

    def inert(self, e: Any) -> bool:
        opened = isinstance(e, WHOLE) or (isinstance(e, gast.Call) and self.builtin(e.func) in STOPS_EARLY)
        return super().inert(e) and not (opened and calls_in(e))

    def logical(self, e: Any) -> bool:
        return super().logical(e) and not calls_in(e)

    def do_Assert(self, s: Any) -> None:
        self.emit(gast.Assert(self.atom(s.test), s.msg), s)

    def do_Raise(self, s: Any) -> None:
        self.emit(gast.Raise(None if s.exc is None else self.raised(s.exc), s.cause), s)

    def raised(self, e: Any) -> Any:
        """The exception is made where it is raised; what it is given, before that."""
        if not isinstance(e, gast.Call):
            return e
        keywords = [gast.keyword(k.arg, self.atom(k.value)) for k in e.keywords]
        return at(gast.Call(e.func, self.elements(e.args), keywords), e)

    def of_Compare(self, e: Any) -> Any:
        operands = [e.left, *e.comparators]
        left = self.kept(self.atom(e.left), operands[1:])
        if len(e.ops) == 1:
            return gast.Compare(left, e.ops, [self.atom(e.comparators[0])])
        right = self.kept(self.atom(e.comparators[0], name_it=True), operands[2:])
        result = self.name_temporary()
        self.emit(assign(result, at(gast.Compare(left, e.ops[:1], [right]), e)), e)
        rest = at(gast.Compare(right, e.ops[1:], e.comparators[1:]), e)
        self.emit(gast.If(load(result), self.branch(result, rest), []), e)
        return load(result)

    def of_UnaryOp(self, e: Any) -> Any:
        if isinstance(e.op, gast.Not):
            return gast.UnaryOp(e.op, self.atom(e.operand))
        return super().of_UnaryOp(e)

    def of_JoinedStr(self, e: Any) -> Any:
        return gast.JoinedStr([self.part_of_message(v) for v in e.values])

    def part_of_message(self, v: Any) -> Any:
        if not isinstance(v, gast.FormattedValue):
            return v
        value = self.atom(v.value)
        form = v.format_spec if v.format_spec is None else at(self.of_JoinedStr(v.format_spec), v)
        return at(gast.FormattedValue(value, v.conversion, form), v)

    def of_Call(self, e: Any) -> Any:
        name = self.builtin(e.func)
        if name == "print":
            keywords = [gast.keyword(k.arg, self.atom(k.value)) for k in e.keywords]
            return gast.Call(e.func, self.elements(e.args), keywords)
        if name in STOPS_EARLY and len(e.args) == 1 and isinstance(e.args[0], gast.GeneratorExp):
            return self.stopping(name, self.own_scope(e.args[0]), e)
        return super().of_Call(e)

    def stopping(self, name: str, e: Any, origin: Any) -> Any:
        """`any` and `all` of a generator expression as a loop that stops early."""
        if len(e.generators) > 1:
            raise Refused("comprehension", origin, f"`{name}` of several loops that change something")
        result = self.name_temporary()
        found = name == "any"
        test = e.elt if found else at(gast.UnaryOp(gast.Not(), e.elt), e.elt)
        end = [at(assign(result, const(found)), origin), at(gast.Break(), origin)]
        loop = looped(e.generators, [at(gast.If(test, end, []), origin)], origin)
        for s in self.block([at(assign(result, const(not found)), origin), loop]):
            self.out.append(s)
        return load(result)


def calls_in(e: Any) -> bool:
    """Whether anything is called below an expression (not in functions that it makes)."""
    stack = [e]
    while stack:
        n = stack.pop()
        if isinstance(n, gast.Call):
            return True
        if not isinstance(n, gast.Lambda):
            stack += children(n)
    return False
