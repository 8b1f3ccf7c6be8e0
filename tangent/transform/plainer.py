"""What a rule says in general, in the words of the ranks and axes at hand.

    np.expand_dims(g, 1)                            →     g[:, None]
    expanded(g, None, False)                        →     g
    np.moveaxis(g, range(np.ndim(a)), (1, 0, 2))    →     np.transpose(g, (1, 0, 2))
    unbroadcast(g, a)                               →     g

NumPy's functions look at their arguments for longer than they need to turn a small array.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.syntax.nodes import Rewriter, const, subscript
from tangent.types import Num, Type
from tangent.unit import Session


class Plainer(Rewriter):
    """Rewrites expressions; `type_of` tells their types."""

    def __init__(self, type_of: Callable[[Any], Type], session: Session) -> None:
        self.type_of = type_of
        self.session = session

    def rewrite_Call(self, e: Any) -> Any:
        name = e.func.attr if isinstance(e.func, gast.Attribute) else ""
        if name == "expand_dims" and len(e.args) == 2 and not e.keywords:
            return self.new_axes(e)
        if isinstance(e.func, gast.Name) and e.func.id == "expanded":
            return self.expanded(e)
        if isinstance(e.func, gast.Name) and e.func.id == "unbroadcast" and self.is_as_large(*e.args):
            return e.args[0]
        if name == "moveaxis" and len(e.args) == 3:
            return self.transposed(e)
        return e

    def is_as_large(self, g: Any, like: Any) -> bool:
        """Whether nothing was broadcast: no axis is there, or longer, in `g` only."""
        found, t = self.type_of(g), self.type_of(like)
        if not isinstance(found, Num) or not isinstance(t, Num) or not found.shape or not t.shape:
            return False
        return len(found.shape) == len(t.shape) and all(
            self.session.agree(f, v) or self.session.is_one(v) is False
            for f, v in zip(found.shape, t.shape, strict=True)
        )

    def new_axes(self, e: Any) -> Any:
        t = self.type_of(e.args[0])
        axes = numbers(e.args[1])
        if not isinstance(t, Num) or t.kind != "array" or t.shape is None or axes is None:
            return e
        rank = len(t.shape) + len(axes)
        places = {a % rank for a in axes}
        if any(not -rank <= a < rank for a in axes) or len(places) < len(axes):
            return e
        if not axes:
            return e.args[0]
        index = [const(None) if k in places else gast.Slice(None, None, None) for k in range(max(places) + 1)]
        return subscript(e.args[0], gast.Tuple(index, gast.Load()) if len(index) > 1 else index[0])

    def expanded(self, e: Any) -> Any:
        g, axis, keepdims = e.args
        known = [x.value if isinstance(x, gast.Constant) else ... for x in (axis, keepdims)]
        if known[0] is None or known[1] is True:
            return g
        if not isinstance(keepdims, gast.Constant):
            return e
        new = self.new_axes(gast.Call(e.func, [g, axis], []))
        return e if isinstance(new, gast.Call) else new

    def transposed(self, e: Any) -> Any:
        """All axes, moved to given places: the permutation that turns a transposition back."""
        moved, source, destination = e.args
        places = numbers(destination)
        if not isinstance(source, gast.Call) or getattr(source.func, "id", "") != "range" or places is None:
            return e
        rank = len(places)
        places = [a % rank if -rank <= a < rank else rank for a in places]
        if sorted(places) != list(range(rank)):
            return e
        back = [places.index(k) for k in range(len(places))]
        axes = gast.Tuple([const(k) for k in back], gast.Load())
        return gast.Call(gast.Attribute(e.func.value, "transpose", gast.Load()), [moved, axes], [])


def numbers(e: Any) -> list[int] | None:
    """The integers that are written out in a literal or a display."""
    items = e.elts if isinstance(e, (gast.Tuple, gast.List)) else [e]
    found = []
    for i in items:
        sign = 1
        if isinstance(i, gast.UnaryOp) and isinstance(i.op, gast.USub):
            sign, i = -1, i.operand
        if not isinstance(i, gast.Constant) or type(i.value) is not int:
            return None
        found.append(sign * i.value)
    return found
