"""Adjoints of overwritten elements, without the copy.

    t_bar = b_bar[1:-1].copy()      →     u_bar = 0.25 * b_bar[1:-1]
    b_bar[1:-1] = 0.0                     b_bar[1:-1] = 0.0
    u_bar = 0.25 * t_bar

    x_bar[i] = 0.0                  →     x_bar[i] = 0.2 * x[i] * t_bar
    x_bar[i] += 0.2 * x[i] * t_bar

In the first the statement that reads the copy moves above the zero, so it must make a new value and read
nothing else of that buffer.  In the second, other additions into the same buffer may stand between: sums
can be reordered.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import remove
from tangent.optimise.chains import Chains, Context, Info
from tangent.optimise.effects import root
from tangent.optimise.fold import numeric
from tangent.syntax.nodes import clone, loads_in, same, statements_in

REACH = 20  # how many statements may stand between

_PLAIN = (gast.Assign, gast.AugAssign)


def zeroing(context: Context) -> bool:
    if not any(_zeroes(s, context) for s in statements_in(context.function.body, nested=False)):
        return False
    changed = _without_copy(context)
    return _zero_then_add(context) or changed


# ---------------------------------------------------------------------- a. copy, zero, use


def _without_copy(context: Context) -> bool:
    chains = context.chains()
    gone: set[int] = set()
    for k in range(len(chains.infos) - 2):
        copy, zero = chains.infos[k], chains.infos[k + 1]
        if (
            zero.block is copy.block
            and _is_copy(copy, context, chains)
            and _is_zero(zero, context)
            and same(copy.stmt.value.func.value, zero.stmt.targets[0])
        ):
            _use_in_place(copy, zero, chains, gone)
    if gone:
        remove(context.function.body, gone)
    return bool(gone)


def _is_copy(info: Info, context: Context, chains: Chains) -> bool:
    s = info.stmt
    if not isinstance(s, gast.Assign) or len(s.targets) != 1 or type(s.targets[0]) is not gast.Name:
        return False
    name, value = s.targets[0].id, s.value
    return (
        name in context.temporaries
        and not context.named(name)
        and name not in chains.pinned
        and isinstance(value, gast.Call)
        and isinstance(value.func, gast.Attribute)
        and value.func.attr == "copy"
        and not value.args
        and not value.keywords
        and isinstance(value.func.value, gast.Subscript)
    )


def _is_zero(info: Info, context: Context) -> bool:
    return not info.calls and _zeroes(info.stmt, context)


def _zeroes(s: Any, context: Context) -> bool:
    """`x_bar[...] = 0.0`."""
    if not isinstance(s, gast.Assign) or len(s.targets) != 1 or not isinstance(s.targets[0], gast.Subscript):
        return False
    base = s.targets[0].value
    return type(base) is gast.Name and context.adjoint(base.id) and numeric(s.value) == 0


def _use_in_place(copy: Info, zero: Info, chains: Chains, gone: set[int]) -> None:
    d = copy.defs[0]
    if len(d.uses) != 1 or d.leaks or d.uses[0].kind != "read":
        return
    use = d.uses[0]
    user = use.info
    if user.block is not zero.block or user.index - zero.index > REACH or id(user.stmt) in gone:
        return
    if not isinstance(user.stmt, _PLAIN) or user.calls or user.effect:
        return
    s = user.stmt
    target = s.target if isinstance(s, gast.AugAssign) else s.targets[0]
    if isinstance(s, gast.Assign) and len(s.targets) != 1:
        return
    if type(target) is gast.Name and isinstance(s, gast.Assign) and not chains.effects.fresh(s.value):
        return
    if not _in_arithmetic(s.value, use.node, chains):
        return
    if not isinstance(target, (gast.Name, gast.Subscript)):
        return
    buffer = zero.written[0]
    place = zero.stmt.targets[0]
    names = loads_in(place)
    for i in range(zero.index + 1, user.index + 1):
        info = chains.infos[i]
        if info.place is not zero.place or not isinstance(info.stmt, _PLAIN) or info.calls or info.effect:
            return
        if any(b.name in names for b in info.defs):
            return
        if any(chains.same_object(w, buffer) for w in info.written):
            return
        if any(chains.same_object(u.of, buffer) for u in info.uses if u is not use):
            return
        # The index must not be an array that is written on the way.
        for u in zero.uses:
            if u.kind == "read" and any(chains.same_object(w, u.of) for w in info.written):
                return
    # The zero moves down to just behind the statement that reads the element.
    use.replace(clone(copy.stmt.value.func.value))
    block = zero.block
    block.remove(zero.stmt)
    block.insert(_position(block, user.stmt) + 1, zero.stmt)
    gone.add(id(copy.stmt))


def _position(block: list[Any], stmt: Any) -> int:
    return next(i for i, s in enumerate(block) if s is stmt)


def _in_arithmetic(e: Any, node: Any, chains: Chains) -> bool:
    """Whether `node` is an operand in `e`, below arithmetic and calls that make new values."""
    path = _path(e, node)
    return path is not None and bool(path) and all(chains.effects.fresh(p) for p in path)


def _path(e: Any, node: Any) -> list[Any] | None:
    if e is node:
        return []
    for field in e._fields:
        value = getattr(e, field, None)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, (gast.expr, gast.keyword)):
                below = _path(child, node)
                if below is not None:
                    return [e, *below] if isinstance(e, gast.expr) else below
    return None


# ---------------------------------------------------------------------- b. zero, then add


def _zero_then_add(context: Context) -> bool:
    chains = context.chains()
    gone: set[int] = set()
    for zero in chains.infos:
        if _is_zero(zero, context) and id(zero.stmt) not in gone:
            add = _addition(zero, chains)
            if add is not None and id(add.stmt) not in gone:
                _assign_at_once(zero, add, chains)
                gone.add(id(add.stmt))
    if gone:
        remove(context.function.body, gone)
    return bool(gone)


def _assign_at_once(zero: Info, add: Info, chains: Chains) -> None:
    """`X = e`, behind what only computes `e`: as far down as nothing has touched the buffer."""
    value = add.stmt.value
    if isinstance(add.stmt.op, gast.Sub):
        value = gast.UnaryOp(gast.USub(), value)
    zero.stmt.value = value
    block = zero.block
    first = next(i for i in range(zero.index + 1, add.index + 1) if _touches(chains.infos[i], zero, chains))
    if first > zero.index + 1:
        block.remove(zero.stmt)
        block.insert(_position(block, chains.infos[first].stmt), zero.stmt)


def _touches(info: Info, zero: Info, chains: Chains) -> bool:
    """Whether a statement reads or writes the buffer, or binds what its place is made of."""
    buffer = zero.written[0]
    if any(chains.same_object(d, buffer) for d in info.written):
        return True
    return any(chains.same_object(u.of, buffer) for u in info.uses)


def _addition(zero: Info, chains: Chains) -> Info | None:
    """The statement `X += e` that may stand where `X = 0.0` stands, or behind it."""
    target = zero.stmt.targets[0]
    name = root(target).id
    if not zero.written:
        return None
    buffer = zero.written[0]
    between: list[Info] = []
    for i in range(zero.index + 1, min(zero.index + 1 + REACH, len(chains.infos))):
        info = chains.infos[i]
        s = info.stmt
        if info.block is not zero.block or info.calls or info.effect or not isinstance(s, _PLAIN):
            return None
        if (
            isinstance(s, gast.AugAssign)
            and isinstance(s.op, (gast.Add, gast.Sub))
            and same(s.target, target)
        ):
            if _reads_only_target(info, buffer, chains) and _may_move_up(info, between, chains):
                return info
            return None
        if any(b.name == name for b in info.defs) or any(b.name in loads_in(target) for b in info.defs):
            return None
        touches = any(chains.same_object(w, buffer) for w in info.written)
        if touches:
            # Another addition into the buffer: the order of the two does not matter.
            if not (isinstance(s, gast.AugAssign) and isinstance(s.op, (gast.Add, gast.Sub))):
                return None
            base = root(s.target)
            if type(base) is not gast.Name or base.id != name or not isinstance(s.target, gast.Subscript):
                return None
            if not _reads_only_target(info, buffer, chains):
                return None
        elif any(chains.same_object(u.of, buffer) for u in info.uses):
            return None
        if touches or between:
            between.append(info)
        elif any(chains.same_object(w, u.of) for w in info.written for u in zero.uses if u.kind == "read"):
            return None  # the index would be another one further down
    return None


def _reads_only_target(info: Info, buffer: Any, chains: Chains) -> bool:
    """Whether `X += e` reads the buffer on its left side only."""
    return not any(u.kind == "read" and chains.same_object(u.of, buffer) for u in info.uses)


def _may_move_up(add: Info, between: list[Info], chains: Chains) -> bool:
    for info in between:
        bound = {b.name for b in info.defs}
        for u in add.uses:
            if u.kind != "read":
                continue
            if u.node.id in bound or any(chains.same_object(u.of, w) for w in info.written):
                return False
    return True
