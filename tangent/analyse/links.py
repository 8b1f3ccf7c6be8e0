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
    PARTS,
    DictOf,
    ListOf,
    Num,
    Record,
    Seq,
    Static,
    Type,
    Unknown,
    constant,
    join,
    keys_of,
)

Env = dict[str, Type]
ITSELF = object()
"""The key of a link between two names of one object."""


class Links:
    """name → (container, key) for each place where its object may be; a key is None where it is computed."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[str, Any]]] = {}
        self.records: set[Any] = set()
        """Classes of objects that hold something which has changed."""

    def add(self, name: str, base: str, key: Any) -> None:
        places = self.found.setdefault(name, [])
        if name != base and not any(b == base and _same_key(k, key) for b, k in places):
            places.append((base, key))

    # -------------------------------------------------------------- where links come from

    def assigned(self, name: str, value: Any, types: dict[Any, Type]) -> None:
        """`name = value`."""
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
        """The object that `name` holds has changed to the type `new`: so have, perhaps, all that hold it.

        Perhaps: a name may hold an older object, and a place another one than when it was looked at.
        """
        waiting, done = [(name, new)], {name}
        env[name] = new
        while waiting:
            name, new = waiting.pop()
            for base, key in self.found.get(name, []):
                old = env.get(base)
                if base in done or not isinstance(old, CONTAINERS):
                    continue
                env[base] = _either(old, new) if key is ITSELF else _with_item(old, key, new)
                if isinstance(old, Record) and env[base] != old:
                    self.records.add(old.cls)
                done.add(base)
                waiting.append((base, env[base]))
            for other, places in self.found.items():
                for base, key in places:
                    if other not in done and base == name and isinstance(env.get(other), CONTAINERS):
                        part = new if key is ITSELF else _item(new, key, env[other])
                        env[other] = _either(env[other], part)
                        done.add(other)
                        waiting.append((other, env[other]))


def _same_key(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and bool(a == b))


def _key(types: dict[Any, Type], e: Any) -> Any:
    found = constant(types.get(e, Num("any", None)))
    return found if isinstance(found, (str, int)) else None


def _with_item(t: Type, key: Any, new: Type) -> Type:
    """A container of which an item has changed, and so have all that may be the same object."""
    if isinstance(t, PARTS):
        known = [i for k, i in zip(keys_of(t), t.items, strict=True) if _same_key(k, _place(t, key))]
        items = [_joined(i, new) if not known or i == known[0] else i for i in t.items]
        return replace(t, items=tuple(items))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=join(t.item, new))
    return t


def _place(t: Type, key: Any) -> Any:
    """A key, counted from the front."""
    backwards = isinstance(t, Seq) and isinstance(key, int) and key < 0
    return key + len(t.items) if backwards and isinstance(t, Seq) else key


def _joined(item: Type, new: Type) -> Type:
    return _either(item, new) if isinstance(item, CONTAINERS) else item


def _either(old: Type, new: Type) -> Type:
    """The type of what has changed, or has not; what is of another kind has not."""
    both = join(old, new)
    return old if isinstance(both, Unknown) else both


def _item(t: Type, key: Any, old: Type) -> Type:
    if isinstance(t, PARTS):
        for k, item in zip(keys_of(t), t.items, strict=True):
            if _same_key(k, _place(t, key)):
                return item
        for item in t.items:
            old = _either(old, item) if isinstance(item, CONTAINERS) else old
        return old
    if isinstance(t, (ListOf, DictOf)) and t.item is not None and not isinstance(t.item, (Num, Static)):
        return t.item
    return old
