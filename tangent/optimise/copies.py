"""Second names for one value.

    t1_bar = y_bar                  →     a_bar = y_bar * b
    a_bar = t1_bar * b

    t2 = np.sin(x)                  →     y = np.sin(x)
    y = t2

    y_bar = 1.0                     →     x_bar = 1.0 * c
    x_bar = y_bar * c

    x_bar = np.zeros_like(x)        →     x_bar_dot = np.zeros_like(x)
    x_bar_dot = np.zeros_like(x_bar)

A copy is the same object, so that writing into it does not matter; what matters is that neither name is
bound anew before the read.  Definitions that nothing reads any more are left to `dead_code`. The adjoint of
a variable of the user keeps its name (`r_bar = r`), unless it is a number.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import remove
from tangent.optimise.chains import Chains, Context, Def, Info, Use
from tangent.optimise.fold import Algebra, foldable
from tangent.syntax.nodes import clone, store

REACH = 50  # how many statements `t = e` and `y = t` may be apart


def copies(context: Context) -> bool:
    chains = context.chains()
    changed = False
    plain = [
        d
        for d in chains.defs
        if d.value is not None and d.name in context.temporaries and d.name not in chains.pinned
    ]
    for d in plain:
        if d.copied is not None:
            changed |= _forward_name(context, chains, d)
    algebra = Algebra.of(context, chains.effects)
    for d in plain:
        if is_number(d.value):
            changed |= _forward_number(context, algebra, d)
    gone: set[int] = set()
    for info in chains.infos:
        if _rename(context, chains, info, gone):
            gone.add(id(info.stmt))
    if gone:
        remove(context.function.body, gone)
    elif not changed:
        context.keep(chains)
    return changed or bool(gone)


def is_number(e: Any) -> bool:
    if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
        e = e.operand
    return isinstance(e, gast.Constant) and type(e.value) in (int, float)


def _forward_name(context: Context, chains: Chains, d: Def) -> bool:
    source, origin = d.copied  # type: ignore[misc]
    if source in chains.pinned or source not in chains.locals:
        return False
    if context.named(d.name) and not d.like and not all(_binds_anew(u, d.name) for u in d.uses):
        return False
    moved = [u for u in d.uses if u.kind != "aug" and u.fresh_copy and (u.asks_for_shape or not d.like)]
    for u in moved:
        u.node.id = source
        u.of = origin
        origin.uses.append(u)
    gone = {id(u) for u in moved}
    d.uses = [u for u in d.uses if id(u) not in gone]
    return bool(moved)


def _binds_anew(u: Use, name: str) -> bool:
    """Whether the name is read only to give it another value: `x_bar = x_bar.copy()`."""
    return isinstance(u.info.stmt, gast.Assign) and [d.name for d in u.info.defs] == [name]


def _forward_number(context: Context, algebra: Algebra, d: Def) -> bool:
    """Write the number that `d` is where it is read; what becomes a number by that has its turn later."""
    changed = False
    for u in d.uses:
        if u.kind == "read" and _takes_number(context, u):
            u.replace(clone(d.value))
            changed = True
            stmt = u.info.stmt
            if isinstance(stmt, gast.Assign) and len(u.info.defs) == 1 and u.info.defs[0].value is not None:
                if foldable(stmt, u.info.backward, context):
                    # Of `s1_bar = 0.5 * s2_bar`, thousands of times, the next one is met later in this walk.
                    stmt.value = algebra.constant(stmt.value)
                u.info.defs[0].value = stmt.value
    return changed


def _takes_number(context: Context, u: Use) -> bool:
    parent = u.parent
    if isinstance(parent, (gast.Attribute, gast.Starred)) or u.field in ("func", "iter"):
        return False
    if isinstance(parent, gast.Subscript) and u.field == "value":
        return False
    return not (context.named(u.node.id) and isinstance(u.info.stmt, gast.Return))


def _rename(context: Context, chains: Chains, info: Info, gone: set[int]) -> bool:
    """`t = e; ...; y = t`, where nothing else reads t: bind y at once."""
    stmt = info.stmt
    if not isinstance(stmt, gast.Assign) or len(stmt.targets) != 1 or len(info.uses) != 1:
        return False
    target, value = stmt.targets[0], stmt.value
    if type(target) is not gast.Name or type(value) is not gast.Name or target.id in chains.pinned:
        return False
    use = info.uses[0]
    d = use.of
    name = value.id
    if name == target.id and name in context.temporaries:
        return True  # what is left of `x_bar = t_bar` in a chain of copies
    if d is None or d.name != name or d.info is None or d.value is None or len(d.uses) != 1 or d.leaks:
        return False
    if name not in context.temporaries or context.named(name) or name in chains.pinned or name == target.id:
        return False
    if d.info.block is not info.block or id(d.info.stmt) in gone or info.index - d.info.index > REACH:
        return False
    if context.adjoint(target.id) != context.adjoint(name) and info.backward != d.info.backward:
        return False
    for i in range(d.info.index + 1, info.index):
        between = chains.infos[i]
        if between.effect or between.place is not info.place or not isinstance(between.stmt, _PLAIN):
            return False
        if any(u.node.id == target.id for u in between.uses) or any(
            b.name == target.id for b in between.defs
        ):
            return False
    if isinstance(d.value, gast.Name):
        return False
    d.info.stmt.targets[0] = store(target.id)
    d.info.defs[0].name = target.id
    return True


_PLAIN = (gast.Assign, gast.AugAssign, gast.Expr)
