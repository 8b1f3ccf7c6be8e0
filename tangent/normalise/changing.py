"""Calls that may change something, in an expression that is kept whole, get a name by `:=`.

    if stack.pop() > 0.0 and bump(x):    →    if (t1 := stack.pop()) > 0.0 and (t2 := bump(x)):

Truth values carry no derivative, so tests and comparisons stay as they are; but what a call in them does to a
list or an array has to be undone on the way back.  `walrus` then makes statements of the assignments, in the
order in which Python evaluates them.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from tangent.normalise.comprehensions import ALL_FORMS, FORMS, STOPS_EARLY
from tangent.normalise.matches import MARKS
from tangent.syntax.nodes import Namer, at, children, const, inner_blocks, load, store

Known = Callable[[Any], bool]

CHANGING_BUILTINS = ("next", "input", "setattr", "delattr", "exec", "eval")
CHANGING_METHODS = ("fill", "sort", "partition", "put", "resize", "setfield", "setflags", "byteswap")
HARMLESS_METHODS = {n for cls in (np.ndarray, str, float, int, frozenset) for n in dir(cls)} | {
    "get",
    "keys",
    "values",
    "items",
}
"""Methods of arrays, numbers, strings and containers that change nothing, but for those above."""


def name_changing_calls(
    function: gast.FunctionDef, namer: Namer, builtin: Callable[[Any], str], known: Known
) -> set[str]:
    """Rewrite the expressions of `function` in place; returns the names that were made.

    builtin: the builtin function that an expression means, or "".  known: whether an expression is a function
    that is known to change nothing.
    """
    naming = _Naming(namer, builtin, known)
    naming.block(function.body)
    return naming.made


class _Naming:
    def __init__(self, namer: Namer, builtin: Callable[[Any], str], known: Known) -> None:
        self.namer = namer
        self.builtin = builtin
        self.known = known
        self.made: set[str] = set()

    def block(self, stmts: list[Any]) -> None:
        for s in stmts:
            for part, kept in (("test", True), ("value", False), ("iter", False)):
                e = getattr(s, part, None)
                if isinstance(e, gast.expr):
                    setattr(s, part, self.expression(e, kept))
            for block in inner_blocks(s):
                self.block(block)

    def expression(self, e: Any, kept: bool) -> Any:
        """`e` with names for the calls in it; kept: it stays whole, as a part of a test."""
        if kept and isinstance(e, FORMS) and self.changes(e):
            return self.named(self.expression(e, False))
        if isinstance(e, gast.Call):
            return self.call(e, kept)
        if isinstance(e, ALL_FORMS):
            self.comprehension(e)
            return e
        if isinstance(e, gast.IfExp):
            e.test = self.expression(e.test, True)
            e.body, e.orelse = self.expression(e.body, kept), self.expression(e.orelse, kept)
            return e
        if isinstance(e, gast.NamedExpr):
            e.value = self.expression(e.value, False)
            return e
        if isinstance(e, gast.Lambda):
            return e
        if isinstance(e, gast.BinOp):
            self.operands(e, kept)
        else:
            self.parts(e, kept or isinstance(e, (gast.Compare, gast.JoinedStr)) or _is_not(e))
        return e

    def operands(self, e: Any, kept: bool) -> None:
        """Long sums lean to the left: no recursion on that side."""
        while True:
            e.right = self.expression(e.right, kept)
            if not isinstance(e.left, gast.BinOp):
                break
            e = e.left
        e.left = self.expression(e.left, kept)

    def parts(self, e: Any, kept: bool) -> None:
        for name in e._fields:
            value = getattr(e, name, None)
            if isinstance(value, gast.expr):
                setattr(e, name, self.expression(value, kept))
            elif isinstance(value, gast.keyword):
                value.value = self.expression(value.value, kept)
            elif isinstance(value, list):
                value[:] = [self.part(v, kept) for v in value]

    def part(self, v: Any, kept: bool) -> Any:
        if isinstance(v, gast.keyword):
            v.value = self.expression(v.value, kept)
        return self.expression(v, kept) if isinstance(v, gast.expr) else v

    def call(self, e: Any, kept: bool) -> Any:
        if self.builtin(e.func) in STOPS_EARLY and self.changes(e.args):
            return self.read_to_a_stop(e, self.builtin(e.func) == "any")
        changes = self.may_change(e)
        self.parts(e, self.builtin(e.func) == "print" or (kept and not changes))
        return self.named(e) if kept and changes else e

    def read_to_a_stop(self, e: Any, any_: bool) -> Any:
        """`any(p(v) for v in items)` as `next((True for v in items if p(v)), False)`."""
        (generator,) = e.args
        if not isinstance(generator, gast.GeneratorExp) or self.builtin(load("next")) != "next":
            self.parts(e, False)
            return self.named(e)
        test = generator.elt if any_ else gast.UnaryOp(gast.Not(), generator.elt)
        generator.generators[-1].ifs.append(at(test, e))
        generator.elt = const(True)
        found = gast.Call(load("next"), [self.expression(generator, False), const(False)], [])
        name = self.named(at(found, e))
        return name if any_ else at(gast.UnaryOp(gast.Not(), name), e)

    def comprehension(self, e: Any) -> None:
        for g in e.generators:
            g.iter = self.expression(g.iter, False)
            g.ifs = [self.expression(test, True) for test in g.ifs]
        for part in ("elt", "key", "value"):
            if hasattr(e, part):
                setattr(e, part, self.expression(getattr(e, part), False))

    def named(self, e: Any) -> Any:
        name = self.namer.temporary()
        self.made.add(name)
        return at(gast.NamedExpr(store(name), e), e)

    def changes(self, e: Any) -> bool:
        """Whether evaluating an expression may change something."""
        stack = list(e) if isinstance(e, list) else [e]
        while stack:
            n = stack.pop()
            if isinstance(n, gast.Call) and self.may_change(n):
                return True
            if not isinstance(n, gast.Lambda):
                stack += children(n)
        return False

    def may_change(self, e: Any) -> bool:
        """Whether a call may change an object, or bind a variable anew."""
        func = e.func
        if self.known(func) or _is_mark(func):
            return False
        if isinstance(func, gast.Attribute):
            return func.attr in CHANGING_METHODS or func.attr not in HARMLESS_METHODS
        builtin = self.builtin(func)
        return builtin in CHANGING_BUILTINS or not hasattr(builtins, builtin)


def _is_mark(func: Any) -> bool:
    """Whether a call is a question about types that a `match` asks."""
    return isinstance(func, gast.Name) and func.id in MARKS


def _is_not(e: Any) -> bool:
    return isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.Not)
