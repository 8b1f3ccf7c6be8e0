"""`grad_of(x)` of an array that is written in place: its adjoint is written in place, too.

    x = hooked(x, look, ())          →     hooked_contents(x, look, ())

What `look` gives back then takes the place of the adjoint, for whatever shares its memory.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.flow import function_of
from tangent.runtime import hooked, hooked_contents
from tangent.syntax.nodes import Namer, assign, at, inner_blocks, load
from tangent.syntax.refuse import Refused
from tangent.types import Num
from tangent.unit import Instance, Session


def hook_contents(
    instance: Instance, namer: Namer, temporaries: set[str], session: Session
) -> bool:
    """Rewrite the tree in place; returns whether anything changed (types and memory must be found again)."""
    return _block(instance, instance.tree.body, session)


def _block(instance: Instance, stmts: list[Any], session: Session) -> bool:
    changed = False
    for k in reversed(range(len(stmts))):
        s = stmts[k]
        for block in inner_blocks(s):
            changed |= _block(instance, block, session)
        if _looks_at_written(instance, s):
            handed_on = k + 1 < len(stmts) and _hands_on(stmts[k + 1], s)
            stmts[k : k + 1 + handed_on] = _contents(instance, s, session)[: 1 if handed_on else 2]
            changed = True
    return changed


def _looks_at_written(instance: Instance, s: Any) -> bool:
    if not isinstance(s, gast.Assign) or not isinstance(s.value, gast.Call):
        return False
    if function_of(instance, s.value) is not hooked:
        return False
    return instance.memory.region_of(s.value.args[0].id) in instance.memory.written_regions


def _hands_on(after: Any, s: Any) -> bool:
    """Whether `t1 = hooked(x, ...)` is followed by `x = t1`."""
    return (
        isinstance(after, gast.Assign)
        and isinstance(after.targets[0], gast.Name)
        and after.targets[0].id == s.value.args[0].id
        and isinstance(after.value, gast.Name)
        and after.value.id == s.targets[0].id
    )


def _contents(instance: Instance, s: Any, session: Session) -> list[Any]:
    x, target = s.value.args[0], s.targets[0]
    t = instance.types.get(x)
    if not isinstance(t, Num) or t.kind != "array":
        detail = f"`grad_of({x.id})` of what is written in place, and is no array"
        raise Refused("block", s.value, detail, "Look at the arrays in it one by one.")
    name = session.name_of("hooked", hooked_contents, instance.unit)
    look = gast.Expr(gast.Call(load(name), s.value.args, []))
    new = [look] if target.id == x.id else [look, assign(target.id, load(x.id))]
    for n in new:
        at(n, s)
        at(n.value, s.value)
        n.origin = getattr(s, "origin", s)
    return new
