"""Copies that are only looked at.

    x_bar += 0.5 * y_bar.copy()     →     x_bar += 0.5 * y_bar
    x_bar[0] += y[1].copy()         →     x_bar[0] += y[1]
    s_bar = np.sum(y_bar.copy())    →     s_bar = np.sum(y_bar)

An operand of arithmetic, or an argument of a function that makes a new value, is read and let go.  Only lines
of the backward sweep are touched: a copy that the user makes stays.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.chains import Context
from tangent.optimise.effects import Effects
from tangent.syntax.comments import Comment
from tangent.syntax.nodes import statements_in


def operands(context: Context) -> bool:
    reader = _Reader(Effects(context.locals(), context.pure, context.fresh))
    backward = context.function.name.endswith("_backward")
    for s in statements_in(context.function.body, nested=False):
        if isinstance(s, Comment):
            backward = backward or s.text.startswith("backward")
        elif backward and isinstance(s, (gast.Assign, gast.AugAssign)):
            s.value = reader.without(s.value, isinstance(s, gast.AugAssign))
    return reader.changed


class _Reader:
    def __init__(self, effects: Effects) -> None:
        self.effects = effects
        self.changed = False

    def without(self, e: Any, looked_at: bool) -> Any:
        """`e` without copies; looked_at: nobody keeps the value of `e`."""
        if looked_at and self.is_copy(e):
            self.changed = True
            return self.without(e.func.value, False)
        if isinstance(e, gast.Call):
            fresh = self.effects.fresh_call(e)
            e.args = [self.without(a, fresh) for a in e.args]
        elif isinstance(e, gast.BinOp):
            spine = [e]  # long sums lean to the left
            while isinstance(spine[-1].left, gast.BinOp):
                spine.append(spine[-1].left)
            for b in spine:
                b.right = self.without(b.right, True)
            spine[-1].left = self.without(spine[-1].left, True)
        elif isinstance(e, gast.UnaryOp):
            e.operand = self.without(e.operand, True)
        return e

    def is_copy(self, e: Any) -> bool:
        return (
            isinstance(e, gast.Call)
            and isinstance(e.func, gast.Attribute)
            and e.func.attr == "copy"
            and not e.args
            and not e.keywords
            and self.effects.is_value(e.func.value)
            and isinstance(e.func.value, (gast.Name, gast.Subscript))
        )
