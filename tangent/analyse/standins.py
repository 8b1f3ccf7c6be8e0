"""Copies that stand in for what the user holds while the function runs, and how that gets their contents."""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.memory import Memory
from tangent.syntax.nodes import clone, const, load, method
from tangent.syntax.refuse import Refused
from tangent.types import Dict, DictOf, ListOf, Num, Seq, SetOf, Type
from tangent.unit import Instance


def check_flat(instance: Instance, name: str, t: Type) -> None:
    """A copy of a list or dict holds the same objects: these must not be written."""
    if isinstance(t, Num):
        return
    items = t.items if isinstance(t, (Seq, Dict)) else (t.item,) if isinstance(t, (ListOf, DictOf)) else ()
    memory: Memory = instance.memory
    home = memory.region_of(name)
    if any(memory.region_of(n) == home for n in memory.shadowed) or any(
        isinstance(i, (Seq, ListOf, Dict, DictOf)) for i in items
    ):
        raise Refused("container", instance.tree, f"`{name}` holds something that is written in place")


def copy_of(t: Type, place: Any) -> Any:
    """A copy of what a name or an attribute holds."""
    new = method(place, "copy")
    if isinstance(t, Num) and (t.shape is None or len(t.shape) > 1):
        new.keywords = [gast.keyword("order", const("K"))]
    return new


def contents_back(t: Type, place: Any, new: str) -> list[Any]:
    """Statements that give what a name or an attribute holds the contents of `new`."""
    if isinstance(t, (Dict, DictOf, SetOf)):
        return [
            gast.Expr(method(place, "clear")),
            gast.Expr(method(clone(place), "update", load(new))),
        ]
    index = const(...) if isinstance(t, Num) else gast.Slice(None, None, None)
    return [gast.Assign([gast.Subscript(place, index, gast.Store())], load(new), None)]
