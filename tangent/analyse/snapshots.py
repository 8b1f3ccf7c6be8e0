"""Names that stand for copies as long as nothing is written in their memory.

`y, pull = vjp(f, x)` keeps what `x` holds now, and hands out a `y` of its own.  Where neither is written,
before or after, by whatever name, there is nothing to copy.
"""

from __future__ import annotations

import copy
from typing import Any

import gast

from tangent.syntax.nodes import Namer, at, call, method, statements_in
from tangent.syntax.refuse import Refused
from tangent.types import Num
from tangent.unit import Instance, Session

SHARED = "shared"


def snapshot(s: Any, shared: bool = False) -> Any:
    """Mark an assignment: its value is to share no memory with what is written.

    shared: an object that cannot be copied shares it, too, so that it must not be written.
    """
    s.snapshot = SHARED if shared else True
    return s


def take_snapshots(instance: Instance, namer: Namer, temporaries: set[str], session: Session) -> bool:
    """Rewrite the tree in place; returns whether anything changed."""
    memory, changed = instance.memory, False
    for s in statements_in(instance.tree.body):
        if isinstance(s, gast.Assign) and getattr(s, "snapshot", False):
            if memory.region_of(s.targets[0].id) not in memory.written_regions:
                continue
            if s.snapshot == SHARED:
                detail = "a curve, or a distribution, that shares its values with an array which is written"
                raise Refused("argument", s, detail, "Give it a copy.")
            t = instance.types.get(s.value)
            if isinstance(t, Num) and t.kind == "array":
                new = method(s.value, "copy")
            else:
                new = call(session.name_of("copied", copy.deepcopy, instance.unit), s.value)
            s.value, s.snapshot, changed = at(new, s), False, True
    return changed
