"""Refuse what the language does not have, with the place and a way out, before anything else happens."""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import own_nodes, walk
from tangent.syntax.refuse import Refused

FENCED: dict[type, tuple[str, str]] = {
    gast.AsyncFunctionDef: ("async", "`async` functions"),
    gast.AsyncFor: ("async", "`async for`"),
    gast.AsyncWith: ("async", "`async with`"),
    gast.Await: ("async", "`await`"),
    gast.ClassDef: ("class", "a class definition"),
}
if hasattr(gast, "TryStar"):
    FENCED[gast.TryStar] = ("try", "`except*`")


def fence(function: gast.FunctionDef, nested: bool = False) -> None:
    """Raise `Refused` at the first construct, in source order, that is outside the language.

    nested: the function stands inside another one, whose variables it may rebind.
    """
    if not nested:
        for node in own_nodes(function.body):
            if isinstance(node, gast.Nonlocal):
                raise Refused("rebinding", node, "`nonlocal`")
    for node in walk(function.body):
        found = FENCED.get(type(node))
        if found is not None:
            raise Refused(found[0], node, found[1])
        if isinstance(node, (gast.Delete,)):
            _fence_delete(node)
        if isinstance(node, gast.comprehension) and node.is_async:
            raise Refused("async", node.target, "an asynchronous comprehension")


def _fence_delete(node: Any) -> None:
    for target in node.targets:
        if not isinstance(target, (gast.Name, gast.Subscript)):
            raise Refused("delete", target)
