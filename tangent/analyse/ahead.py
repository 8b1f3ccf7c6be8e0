"""What the general form of a derivative cannot say, before there is a call that shows the types.

It takes what it knows nothing of for an array that is only read.  What is written may be a view of something
else or no array at all, and an index may mention an element twice: that would be a guess, and is refused.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import walk
from tangent.syntax.refuse import Refused
from tangent.types import UNKNOWN, Unknown
from tangent.unit import Instance


def check_ahead(instance: Instance) -> None:
    """Refuse what depends on types that are not known."""
    for n in walk(instance.tree.body):
        if isinstance(n, (gast.Assign, gast.AugAssign)):
            for target in n.targets if isinstance(n, gast.Assign) else [n.target]:
                if isinstance(target, gast.Subscript):
                    _check_written(instance, n, target)
        elif isinstance(n, gast.Subscript) and isinstance(n.ctx, gast.Load):
            if _unknown(instance, n.value) and any(_unknown(instance, i) for i in _parts(n.slice)):
                raise Refused("type", n, _name(instance, n.slice))


def _check_written(instance: Instance, s: Any, target: gast.Subscript) -> None:
    whole = _unknown(instance, target.value)
    if whole or (isinstance(s, gast.AugAssign) and _unknown(instance, target)):
        raise Refused("type", s, _name(instance, target))


def _parts(index: Any) -> list[Any]:
    items = index.elts if isinstance(index, gast.Tuple) else [index]
    return [i for i in items if not isinstance(i, gast.Slice)]


def _unknown(instance: Instance, e: Any) -> bool:
    return isinstance(instance.types.get(e, UNKNOWN), Unknown)


def _name(instance: Instance, e: Any) -> str:
    """The parameter to be annotated: where all are known, the variable that the expression begins with."""
    for name, t in instance.arg_types.items():
        if isinstance(t, Unknown) and any(p.name == name for p in instance.unit.params):
            return name
    while isinstance(e, (gast.Subscript, gast.Attribute)):
        e = e.value
    return e.id if isinstance(e, gast.Name) else "the index"
