"""What a change of a list or dict means for the types of the names that hold it, or something that it is in.

history = state["history"]       history is linked to state under "history"
history.append(x)                the type of history changes, and so does that of state
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gast

from tangent.types import (
    CONTAINERS,
    Dict,
    DictOf,
    ListOf,
    Num,
    Record,
    Seq,
    Static,
    Type,
    constant,
    join,
    widen_list,
)

Env = dict[str, Type]
ITSELF = object()
"""The key of a link between two names of one object."""


class Links:
    """name → (container, key) for each place where its object may be; a key is None where it is computed."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[str, Any]]] = {}
        self.bound: dict[str, set[Any]] = {}
        """name → what it is bound to, in the whole function."""
        self.records: set[Any] = set()
        """Classes of objects that hold something which has changed."""

    def add(self, name: str, base: str, key: Any) -> None:
        places = self.found.setdefault(name, [])
        if name != base and not any(b == base and _same_key(k, key) for b, k in places):
            places.append((base, key))

    # -------------------------------------------------------------- where links come from

    def assigned(self, name: str, value: Any, types: dict[Any, Type]) -> None:
        """`name = value`."""
        self.bound.setdefault(name, set()).add(value)
        if isinstance(value, gast.Name):
            self.add(name, value.id, ITSELF)
        elif isinstance(value, gast.Attribute) and hasattr(value, "variable"):
            self.add(name, value.variable, ITSELF)
        elif isinstance(value, gast.Attribute) and isinstance(value.value, gast.Name):
            self.add(name, value.value.id, value.attr)
        elif isinstance(value, gast.Subscript) and isinstance(value.value, gast.Name):
            if not isinstance(value.slice, gast.Slice):
                self.add(name, value.value.id, _key(types, value.slice))
        elif isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
            base = value.func.value
            if isinstance(base, gast.Name) and value.func.attr in ("get", "setdefault") and value.args:
                self.add(name, base.id, _key(types, value.args[0]))
        elif isinstance(value, (gast.Tuple, gast.List)):
            for k, item in enumerate(value.elts):
                if isinstance(item, gast.Name):
                    self.add(item.id, name, k)
        elif isinstance(value, gast.Dict):
            for key, item in zip(value.keys, value.values, strict=True):
                if isinstance(item, gast.Name):
                    self.add(item.id, name, _key(types, key))

    def put(self, base: str, values: list[Any]) -> None:
        """Values become items of `base`."""
        for value in values:
            if isinstance(value, gast.Name):
                self.add(value.id, base, None)

    def unpacked(self, target: Any, value: Any) -> None:
        """`a, b = pair`."""
        if isinstance(value, gast.Name):
            for k, t in enumerate(target.elts):
                self.add(t.id, value.id, k)

    def looped(self, target: Any, iterable: Any) -> None:
        """`for target in iterable`."""
        if isinstance(iterable, gast.Call) and isinstance(iterable.func, gast.Name):
            parts = target.elts if isinstance(target, (gast.Tuple, gast.List)) else []
            if iterable.func.id == "enumerate" and len(parts) == 2:
                self.looped(parts[1], iterable.args[0])
            elif iterable.func.id == "zip" and len(parts) == len(iterable.args):
                for t, e in zip(parts, iterable.args, strict=True):
                    self.looped(t, e)
            elif iterable.func.id == "reversed":
                self.looped(target, iterable.args[0])
        elif isinstance(iterable, gast.Call) and isinstance(iterable.func, gast.Attribute):
            value = target
            if iterable.func.attr == "items" and isinstance(target, gast.Tuple) and len(target.elts) == 2:
                value = target.elts[1]
            self.looped(value, iterable.func.value)
        elif isinstance(iterable, gast.Name) and isinstance(target, gast.Name):
            self.add(target.id, iterable.id, None)

    # -------------------------------------------------------------- what they mean

    def tells_more(self, name: str, new: Type, env: Env) -> bool:
        """Whether the type of another name of the same object says what need not hold after a change."""
        pairs = [(n, b) for n, places in self.found.items() for b, key in places if key is ITSELF]
        others = {b for n, b in pairs if n == name} | {n for n, b in pairs if b == name}
        return any(isinstance(env.get(n), CONTAINERS) and env[n] != new for n in others)

    def change(self, name: str, new: Type, env: Env) -> None:
        """The object that `name` holds has changed to the type `new`: so have all that hold it."""
        waiting, done = [(name, new)], {name}
        env[name] = new
        while waiting:
            name, new = waiting.pop()
            for base, key in self.found.get(name, []):
                old = env.get(base)
                if base in done or not isinstance(old, CONTAINERS):
                    continue
                alone = self.alone(name)
                if isinstance(old, Record):
                    self.records.add(old.cls)
                if key is ITSELF:
                    env[base] = new if alone else join(old, new)
                else:
                    env[base] = _with_item(old, key, new, alone)
                done.add(base)
                waiting.append((base, env[base]))
            for other, places in self.found.items():
                for base, key in places:
                    if other not in done and base == name and isinstance(env.get(other), CONTAINERS):
                        changed = new if key is ITSELF else _item(new, key, env[other])
                        env[other] = changed if self.alone(other) else join(env[other], changed)
                        done.add(other)
                        waiting.append((other, env[other]))


    def alone(self, name: str) -> bool:
        """Whether a name stands for one object, in one place."""
        return len(self.found[name]) == 1 and len(self.bound.get(name, ())) < 2


def _same_key(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and bool(a == b))


def _key(types: dict[Any, Type], e: Any) -> Any:
    found = constant(types.get(e, Num("any", None)))
    return found if isinstance(found, (str, int)) else None


def _with_item(t: Type, key: Any, new: Type, alone: bool) -> Type:
    if isinstance(t, (Dict, Record)) and t.get(key) is not None:
        items = [
            (new if alone else join(i, new)) if _same_key(k, key) else i
            for k, i in zip(t.keys, t.items, strict=True)
        ]
        return replace(t, items=tuple(items))
    if isinstance(t, Seq) and isinstance(key, int) and -len(t.items) <= key < len(t.items):
        items = list(t.items)
        items[key] = new if alone else join(items[key], new)
        return replace(t, items=tuple(items))
    if isinstance(t, Dict) and key is None:
        return replace(t, items=tuple(_joined(i, new) for i in t.items))
    if isinstance(t, Seq) and t.kind == "tuple":
        return replace(t, items=tuple(_joined(i, new) for i in t.items))
    wide = widen_list(t)
    if isinstance(wide, (ListOf, DictOf)) and wide.item is not None:
        return replace(wide, item=join(wide.item, new))
    return t


def _joined(item: Type, new: Type) -> Type:
    return join(item, new) if isinstance(item, CONTAINERS) else item


def _item(t: Type, key: Any, old: Type) -> Type:
    if isinstance(t, (Dict, Record)):
        return t.get(key) or old
    if isinstance(t, Seq) and isinstance(key, int) and -len(t.items) <= key < len(t.items):
        return t.items[key]
    if isinstance(t, (ListOf, DictOf)) and t.item is not None and not isinstance(t.item, (Num, Static)):
        return t.item
    return old
