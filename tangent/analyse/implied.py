"""Calls of the user's that do not look like calls stand alone, like all others.

    y = len(o) * x + o.size    →     t1 = len(o)
                                     t2 = o.size           a property
                                     y = t1 * x + t2

The lengths, shapes and items of arrays and lists stay where they are, as they can be read again for nothing;
a method of the user's is to be called once.  It happens while types are inferred, statement by statement (see
`stars`).
"""

from __future__ import annotations

import copy
from typing import Any

import gast

from tangent.analyse.flow import SHAPE_ATTRIBUTES
from tangent.analyse.objects import OBJECTS
from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import children

# What evaluates all of its parts, in any case.
STRICT = (
    gast.BinOp, gast.UnaryOp, gast.Compare, gast.Call, gast.keyword, gast.Tuple, gast.List, gast.Subscript,
    gast.Return,
)  # fmt: skip


class ImpliedCalls(Rewriting):
    """The part of inference that names what they give."""

    def implied_calls_named(self, s: Any, env: Env) -> list[Any] | None:
        """Statements with names for what the calls in `s` give; None where it has none."""
        if not isinstance(s, (gast.Assign, gast.AugAssign, gast.Expr, gast.Return)):
            return None
        whole = s if isinstance(s, gast.Return) else s.value  # `y = o.size` stands alone
        if not self.has_implied(whole, env):
            return None
        return self.once(s, "implied", lambda: self.with_names(s, env))

    def has_implied(self, e: Any, env: Env) -> bool:
        return any(self.is_implied(c, env) or self.has_implied(c, env) for c in strict_parts(e))

    def is_implied(self, e: Any, env: Env) -> bool:
        """Whether an expression is the length, an item or the shape of an object of the user's."""
        if isinstance(e, gast.Attribute) and e.attr in SHAPE_ATTRIBUTES:
            return isinstance(self.eval(e.value, env), OBJECTS)
        if isinstance(e, gast.Subscript):
            owner = self.eval(e.value, env)
            return isinstance(owner, OBJECTS) and not self.reads_field(owner, e)
        if not isinstance(e, gast.Call) or self.unit.builtin(e.func) != "len" or len(e.args) != 1:
            return False
        return isinstance(self.eval(e.args[0], env), OBJECTS)

    def with_names(self, s: Any, env: Env) -> list[Any]:
        out: list[Any] = []
        new = copy.copy(s)
        exchange = self.or_name if isinstance(s, gast.Return) else self.without_calls
        new.value = exchange(s.value, out, s, env)
        return [*out, new]

    def without_calls(self, e: Any, out: list[Any], s: Any, env: Env) -> Any:
        """A copy of an expression in which names stand for such calls."""
        if not isinstance(e, STRICT):
            return e
        new = copy.copy(e)
        for field in e._fields:
            value = getattr(e, field, None)
            if isinstance(value, list):
                setattr(new, field, [self.or_name(v, out, s, env) for v in value])
            elif isinstance(value, gast.expr):
                setattr(new, field, self.or_name(value, out, s, env))
        return new

    def or_name(self, e: Any, out: list[Any], s: Any, env: Env) -> Any:
        return self.named(e, out, s) if self.is_implied(e, env) else self.without_calls(e, out, s, env)


def strict_parts(e: Any) -> list[Any]:
    return list(children(e)) if isinstance(e, STRICT) else []
