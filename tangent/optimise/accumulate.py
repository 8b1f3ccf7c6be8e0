"""Sums that are built up term by term.

    x_bar = x_bar + e               →     x_bar += e          (only for names in `owned`)
    x_bar = x_bar - e               →     x_bar -= e
    x_bar += -e                     →     x_bar -= e
    x_bar[1:] += -2.0 * e           →     x_bar[1:] -= 2.0 * e
    x_bar += 0.0                    →
    x_bar[:i] += e                  →     x_bar[:i] += 2.0 * e
    x_bar[:i] += e
    x_bar[1:] += np.broadcast_to(e, y.shape)    →    x_bar[1:] += e

`+=` writes into an array, so the first two need to know that nobody else holds it.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import blocks, remove
from tangent.optimise.chains import Context
from tangent.optimise.effects import Effects, root
from tangent.optimise.fold import Algebra, numeric
from tangent.syntax.nodes import loads_in, same, store


def accumulate(context: Context) -> bool:
    algebra = Algebra(context.floating, Effects((), context.pure))
    gone: set[int] = set()
    changed = False
    for block in blocks(context.function):
        for k, s in enumerate(block):
            if isinstance(s, gast.Assign):
                new = _augmented(s, context)
                if new is not None:
                    block[k] = s = new
                    changed = True
            if isinstance(s, (gast.Assign, gast.AugAssign)) and _spreads(s, context):
                s.value = s.value.args[0]
                changed = True
            if isinstance(s, gast.AugAssign) and isinstance(s.op, (gast.Add, gast.Sub)):
                base = root(s.target)
                if type(base) is not gast.Name or not context.adjoint(base.id):
                    continue
                if numeric(s.value) == 0:
                    gone.add(id(s))
                elif k and _again(block[k - 1], s, algebra):
                    gone.add(id(block[k - 1]))
                    s.value = algebra.simplify(gast.BinOp(gast.Constant(2.0, None), gast.Mult(), s.value))
                    changed = True
                elif algebra.negative(s.value):
                    s.op = gast.Sub() if isinstance(s.op, gast.Add) else gast.Add()
                    s.value = algebra.negated(s.value)
                    changed = True
    if gone:
        remove(context.function.body, gone)
    return changed or bool(gone)


def _spreads(s: Any, context: Context) -> bool:
    """Whether a value that is spread over a slice of an adjoint would be spread over it in any case."""
    target = s.target if isinstance(s, gast.AugAssign) else s.targets[0]
    if not isinstance(target, gast.Subscript) or (isinstance(s, gast.Assign) and len(s.targets) != 1):
        return False
    base, e = root(target), s.value
    index = target.slice.elts if isinstance(target.slice, gast.Tuple) else [target.slice]
    return (
        type(base) is gast.Name
        and context.adjoint(base.id)
        and not (context.is_container is not None and context.is_container(base.id))
        and any(isinstance(i, gast.Slice) for i in index)
        and isinstance(e, gast.Call)
        and isinstance(e.func, gast.Attribute)
        and e.func.attr == "broadcast_to"
        and len(e.args) == 2
        and not e.keywords
    )


def _again(before: Any, s: Any, algebra: Algebra) -> bool:
    """Whether a statement adds what the one before it has added to the same place, which neither reads."""
    return (
        isinstance(before, gast.AugAssign)
        and isinstance(s.target, gast.Subscript)
        and same(before, s)
        and root(s.target).id not in loads_in(s.value)
        and algebra.floating(s.value)
        and algebra.effects.pure(s.value)
    )


def _augmented(s: gast.Assign, context: Context) -> Any:
    if len(s.targets) != 1 or type(s.targets[0]) is not gast.Name:
        return None
    name = s.targets[0].id
    value = s.value
    if (
        name not in context.owned
        or not isinstance(value, gast.BinOp)
        or not isinstance(value.op, (gast.Add, gast.Sub))
    ):
        return None
    # x_bar + a - b is (x_bar + a) - b; its first term is at the bottom of the left side.
    spine = []
    e: Any = value
    while isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Add, gast.Sub)):
        spine.append(e)
        e = e.left
    if type(e) is gast.Name and e.id == name:
        if len(spine) == 1:
            return gast.AugAssign(store(name), value.op, value.right)
        return None
    last = value.right
    if isinstance(value.op, gast.Add) and type(last) is gast.Name and last.id == name:
        return gast.AugAssign(store(name), gast.Add(), value.left)
    return None
