"""Copies that stand in for what the user holds while the function runs, and how that gets their contents."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from tangent.analyse.memory import Memory
from tangent.syntax.constants import can_be_said
from tangent.syntax.nodes import as_store, assign, clone, const, load, method, statements_in, subscript
from tangent.syntax.refuse import Refused
from tangent.types import Dict, DictOf, ListOf, Num, Seq, SetOf, Static, Type
from tangent.unit import Instance


def check_flat(instance: Instance, name: str, t: Type) -> None:
    """A copy of a list or dict holds the same objects: these must not be written."""
    if holds_written(instance, name, t):
        raise Refused("container", instance.tree, f"`{name}` holds something that is written in place")


def holds_written(instance: Instance, name: str, t: Type) -> bool:
    """Whether a list or dict holds arrays that are written, or lists and dicts."""
    if isinstance(t, Num):
        return False
    items = t.items if isinstance(t, (Seq, Dict)) else (t.item,) if isinstance(t, (ListOf, DictOf)) else ()
    memory: Memory = instance.memory
    home = memory.region_of(name)
    return any(memory.region_of(n) == home for n in memory.shadowed) or any(
        isinstance(i, (Seq, ListOf, Dict, DictOf)) for i in items
    )


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


# ---------------------------------------------------------------- workspaces in lists and dicts


def check_kept(instance: Instance, order: list[Instance], name: str, t: Type) -> None:
    """A list or dict of arrays that are written must hold the same arrays all the time, under keys that the
    program can say; numbers in it may be exchanged."""
    left = instance.left.get(name, t)
    exchanged = any(_puts(i, s, t) for i in order for s in statements_in(i.tree.body))
    if not _has_known_parts(t) or _structure(left) != _structure(t) or exchanged:
        raise Refused("container", instance.tree, f"`{name}` holds something that is written in place")


def check_separate(instance: Instance, name: str, value: Any) -> None:
    """No two arrays in a list or dict of workspaces may share memory: the copies would not."""
    for a, b in itertools.combinations(_arrays_in(value), 2):
        if np.may_share_memory(a, b):
            raise Refused("container", instance.tree, f"`{name}` holds arrays that share memory")


def _arrays_in(value: Any) -> list[np.ndarray]:
    if isinstance(value, np.ndarray):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [a for v in items for a in _arrays_in(v)]


def _has_known_parts(t: Type) -> bool:
    if isinstance(t, (Dict, Seq)) and not getattr(t, "optional", False):
        keys = t.keys if isinstance(t, Dict) else ()
        return all(map(can_be_said, keys)) and all(map(_has_known_parts, t.items))
    return isinstance(t, (Num, Static))


def _structure(t: Type) -> Any:
    """What a copy depends on: keys, and where arrays are."""
    if isinstance(t, Dict):
        return t.keys, tuple(map(_structure, t.items))
    if isinstance(t, Seq):
        return t.kind, tuple(map(_structure, t.items))
    return isinstance(t, Num) and not t.is_scalar if isinstance(t, (Num, Static)) else t


def _puts(instance: Instance, s: Any, t: Type) -> bool:
    """Whether a statement puts an array, a list or a dict into something of the structure of `t`."""
    if not isinstance(s, gast.Assign) or not isinstance(s.targets[0], gast.Subscript):
        return False
    into, value = instance.types.get(s.targets[0].value), instance.types.get(s.value)
    if not isinstance(into, (Dict, DictOf, Seq, ListOf)) or isinstance(value, Static):
        return False
    if isinstance(value, Num) and value.is_scalar:
        return False
    return not _has_known_parts(into) or any(_structure(into) == _structure(i) for i in _containers_in(t))


def _containers_in(t: Type) -> list[Type]:
    inner = t.items if isinstance(t, (Dict, Seq)) else ()
    return [t, *(c for i in inner for c in _containers_in(i))] if inner else []


def deep_copy(t: Type, place: Any, temporary: Callable[[], str], out: list[Any]) -> Any:
    """A copy of a list or dict, and of the arrays in it; what it is made of has names."""
    if not isinstance(t, (Dict, Seq)):
        return copy_of(t, place) if isinstance(t, Num) and not t.is_scalar else place
    keys = t.keys if isinstance(t, Dict) else range(len(t.items))
    parts = []
    for k, i in zip(keys, t.items, strict=True):
        old, new = temporary(), temporary()
        out.append(assign(old, subscript(clone(place), const(k))))
        out.append(assign(new, deep_copy(i, load(old), temporary, out)))
        parts.append(load(new))
    if isinstance(t, Dict):
        return gast.Dict([const(k) for k in keys], parts)
    return (gast.List if t.kind == "list" else gast.Tuple)(parts, gast.Load())


def deep_contents_back(t: Type, place: Any, new: Any, changed: bool) -> list[Any]:
    """The same for what is left there; changed: whether numbers in it are exchanged, too."""
    if isinstance(t, (Dict, Seq)):
        keys = t.keys if isinstance(t, Dict) else range(len(t.items))
        changed = changed and getattr(t, "kind", "") != "tuple"
        return [
            s
            for k, i in zip(keys, t.items, strict=True)
            for s in deep_contents_back(
                i, subscript(clone(place), const(k)), subscript(clone(new), const(k)), changed
            )
        ]
    if isinstance(t, Num) and not t.is_scalar:
        return [gast.Assign([gast.Subscript(place, const(...), gast.Store())], new, None)]
    return [gast.Assign([as_store(place)], new, None)] if changed else []
