"""What a change of a list or dict means for the types of the names that hold it, or something that it is in.

history = state["history"]       history is linked to state under "history"
history.append(x)                the type of history changes, and so does that of state
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gast

from tangent.analyse.kinds import alike, changeable, form, items_of
from tangent.syntax.nodes import stores_in, walk
from tangent.types import (
    CONTAINERS,
    PARTS,
    UNKNOWN,
    Dict,
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
SHARED = object()
"""The key of a link between two containers that may have items in common."""
ANY = object()
"""The key of a link between two containers of which one may be the other, in it, or have items of it."""
COPYING = ("list", "tuple", "dict", "sorted", "reversed", "deque")
TAKING = ("get", "setdefault", "pop")


class Links:
    """name → (container, key) for each place where its object may be; a key is None where it is computed.

    Places in lists move (`reverse`, `insert`, `del`): a key of a list is as good as none.
    """

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[str, Any]]] = {}
        self.records: set[Any] = set()
        """Classes of objects that hold something which has changed."""
        self.changed: set[str] = set()
        """Names of what has changed, also where its type says nothing of it."""

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
        elif isinstance(value, gast.IfExp):
            self.assigned(name, value.body, types)
            self.assigned(name, value.orelse, types)
        elif isinstance(value, gast.Subscript) and not isinstance(value.slice, gast.Slice):
            if isinstance(value.value, gast.Name):
                self.add(name, value.value.id, _key(types, value.slice))
        elif isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
            base = value.func.value
            if isinstance(base, gast.Name) and value.func.attr in TAKING:
                self.add(name, base.id, _key(types, value.args[0]) if value.args else None)
                self.related(name, value.args, ANY, types)
            else:
                self.related(name, value, SHARED if value.func.attr == "copy" else ANY, types)
        elif isinstance(value, (gast.Tuple, gast.List)):
            for k, item in enumerate(value.elts):
                self.item(name, k, item, types)
        elif isinstance(value, gast.Dict):
            for key, item in zip(value.keys, value.values, strict=True):
                self.item(name, None if key is None else _key(types, key), item, types)
        elif not _ours(value, types):
            self.related(name, value, SHARED if _copies(value) else ANY, types)

    def given_unseen(self, name: str, bound: Any, env: Env) -> None:
        """`name = f()`, which may be a part of the variables that `f` reads."""
        for variable in bound.hidden.values():
            if isinstance(env.get(variable), CONTAINERS):
                self.add(name, variable, ANY)

    def item(self, base: str, key: Any, value: Any, types: dict[Any, Type]) -> None:
        """`value` becomes an item of `base`."""
        if isinstance(value, gast.Name):
            self.add(value.id, base, key)
        else:
            self.related(base, value, SHARED if isinstance(value, gast.Starred) else ANY, types)

    def related(self, name: str, value: Any, how: Any, types: dict[Any, Type]) -> None:
        """`name` is made from what an expression mentions."""
        for n in walk(value):
            if isinstance(n, gast.Name) and isinstance(types.get(n), CONTAINERS):
                self.add(name, n.id, how)

    def stored(self, target: Any, value: Any, types: dict[Any, Type]) -> None:
        """`base[key] = value`, `base.name = value`."""
        if hasattr(target, "variable"):
            self.assigned(target.variable, value, types)
        elif isinstance(target, gast.Subscript) and isinstance(target.value, gast.Name):
            base = target.value.id
            if isinstance(target.slice, gast.Slice):
                self.extended(base, value, types)
            else:
                self.item(base, _key(types, target.slice), value, types)

    def extended(self, base: str, value: Any, types: dict[Any, Type]) -> None:
        """`base` takes the items of `value`."""
        if isinstance(value, (gast.Tuple, gast.List)):
            for item in value.elts:
                self.item(base, None, item, types)
        else:
            copied = isinstance(value, gast.Name) or _copies(value)
            self.related(base, value, SHARED if copied else ANY, types)

    def put(self, base: str, method: str, values: list[Any], types: dict[Any, Type]) -> None:
        """A method of `base` is given values."""
        for value in values:
            if method in ("extend", "update"):
                self.extended(base, value, types)
            else:
                self.item(base, None, value, types)

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
        elif isinstance(iterable, gast.Name):
            for name in sorted(stores_in(target)):
                self.add(name, iterable.id, ANY)

    # -------------------------------------------------------------- what they mean

    def reached(self, name: str) -> set[str]:
        """All names that hold the object `name`, or something that has anything to do with it."""
        beside: dict[str, set[str]] = {}
        for n, places in self.found.items():
            for base, _ in places:
                beside.setdefault(n, set()).add(base)
                beside.setdefault(base, set()).add(n)
        found, waiting = {name}, [name]
        while waiting:
            new = beside.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found

    def linked(self, name: str) -> list[tuple[str, Any, Any]]:
        """(other name, key, what a change means for its type) of all links of a name."""
        below = [(base, key, _seen_below) for base, key in self.found.get(name, [])]
        places = [(n, base, key) for n, found in self.found.items() for base, key in found]
        return below + [(n, key, _seen_above) for n, base, key in places if base == name]

    def change(self, name: str, new: Type, env: Env) -> None:
        """The object that `name` holds has changed to the type `new`: so have, perhaps, all that hold it.

        Perhaps: a name may hold an older object, and a place another one than when it was looked at.
        """
        waiting, done = [(name, new)], {name}
        ways: set[Any] = set()
        env[name] = new
        while waiting:
            one, new = waiting.pop()
            for other, key, seen in self.linked(one):
                old, way = env.get(other), (one, other, key)
                # What holds several things that change is looked at again, for what is under each key.
                again = seen is _seen_below and type(key) in (str, int) and way not in ways and other != name
                if (other in done and not again) or not isinstance(old, (*CONTAINERS, type(None))):
                    continue
                if old is not None and not changeable(old):
                    continue  # a tuple of numbers stays what it is
                done.add(other)
                ways.add(way)
                if old is None and key is ITSELF:
                    # It has no value here, and the object has other names all the same.
                    waiting.append((other, new))
                elif old is not None:
                    env[other] = seen(old, key, new)
                    waiting.append((other, env[other]))
                    if isinstance(old, Record) and form(env[other]) != form(old):
                        self.records.add(old.cls)
        self.changed |= done


def _same_key(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and bool(a == b))


def _key(types: dict[Any, Type], e: Any) -> Any:
    found = constant(types.get(e, Num("any", None)))
    return found if isinstance(found, (str, int)) else None


def _seen_below(base: Type, key: Any, new: Type) -> Type:
    """The type of a container after what is linked to it under a key has become `new`."""
    if key is ITSELF:
        return _either(base, new)
    if key is SHARED or key is ANY:
        return _related(base, key, new)
    return _with_item(base, key, new)


def _seen_above(old: Type, key: Any, base: Type) -> Type:
    """The type of what is linked to a container under a key, after that has become `base`."""
    if key is ITSELF:
        return _either(old, base)
    if key is SHARED or key is ANY:
        return _related(old, key, base)
    return _either(old, _item(base, key, old))


def _related(t: Type, key: Any, other: Type) -> Type:
    """The type of a container that may share items with another one, which has changed; or be (in) it."""
    if key is ANY:
        if _may_become(t, other):
            return _either(t, other)
        if any(_may_become(i, other) for i in items_of(t)):
            return _with_item(t, None, other)
        t = _deeper(t, other)
    for k, item in _news(t, other) if key is SHARED else [(None, i) for i in items_of(other)]:
        if any(_may_become(i, item) for i in items_of(t)):
            t = _with_item(t, k, item)
        elif key is ANY and _may_become(t, item):
            t = _either(t, item)
        elif key is ANY and isinstance(item, CONTAINERS):
            t = _related(t, ANY, item)
    return t


def _news(t: Type, other: Type) -> list[tuple[Any, Type]]:
    """(key, type) of what is in `other` and not in the same place of `t` already, which shares items with it.

    What is in a dict stays under its key in a copy; lists move their items (the key is None then).
    """
    if not isinstance(t, PARTS) or not isinstance(other, PARTS):
        return [(None, i) for i in items_of(other)]
    known = dict(zip(keys_of(t), t.items, strict=True))
    news = [(k, i) for k, i in zip(keys_of(other), other.items, strict=True) if known.get(k) != i]
    both = isinstance(t, Dict) and isinstance(other, Dict)
    return [(k if both and _may_become(known.get(k, UNKNOWN), i) else None, i) for k, i in news]


def _deeper(t: Type, other: Type) -> Type:
    """The type of a container that may have another one, which has changed, in what it holds."""
    if isinstance(t, PARTS):
        items = [_deeper_item(i, other) for i in t.items]
        return replace(t, items=tuple(items)) if items != list(t.items) else t
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=_deeper_item(t.item, other))
    return t


def _deeper_item(t: Type, other: Type) -> Type:
    if any(_may_become(i, other) for i in items_of(t)):
        return _with_item(t, None, other)
    return _deeper(t, other) if isinstance(t, CONTAINERS) else t


def _may_become(old: Type, new: Type) -> bool:
    """Whether a container of one type can be one of the other after some changes: not by its fixed parts."""
    if not isinstance(old, CONTAINERS) or not isinstance(new, CONTAINERS):
        return False
    if isinstance(old, Record) or isinstance(new, Record):
        return isinstance(old, Record) and isinstance(new, Record) and old.cls is new.cls
    if isinstance(old, Seq) and isinstance(new, Seq) and "tuple" in (old.kind, new.kind):
        if old.kind != new.kind or len(old.items) != len(new.items):
            return False
        return all(map(_may_meet, old.items, new.items))
    if not alike(old, new):
        return False
    before, after = items_of(old), items_of(new)
    return not before or not after or any(_may_meet(p, q) for p in before for q in after)


def _may_meet(p: Type, q: Type) -> bool:
    """Whether values of two types may be at one place of a container, now and later."""
    if isinstance(p, Num) and isinstance(q, Num):
        return p.is_scalar == q.is_scalar or "any" in (p.kind, q.kind)
    both = isinstance(p, CONTAINERS) and isinstance(q, CONTAINERS)
    return _may_become(p, q) if both else alike(p, q)


def _ours(e: Any, types: dict[Any, Type]) -> bool:
    """Whether an expression is a call of a function of our run time, which gives new containers."""
    function = constant(types.get(e.func, UNKNOWN)) if isinstance(e, gast.Call) else None
    return str(getattr(function, "__module__", None)).startswith("tangent.runtime")


def _copies(e: Any) -> bool:
    """Whether an expression gives a new container with items of others."""
    if isinstance(e, gast.Call):
        return isinstance(e.func, gast.Name) and e.func.id in COPYING
    return isinstance(e, (gast.BinOp, gast.Subscript, gast.ListComp))


def _wide(t: Type) -> bool:
    return isinstance(t, (ListOf, DictOf))


def _with_item(t: Type, key: Any, new: Type) -> Type:
    """A container of which an item has changed, and so have all that may be the same object."""
    if isinstance(t, PARTS):
        known = [i for k, i in _keyed(t) if _same_key(k, key)]
        if known:
            changed = [i == known[0] or (_wide(i) and _may_become(i, new)) for i in t.items]
        else:
            fits = [_may_become(i, new) for i in t.items]
            changed = fits if any(fits) else [True] * len(fits)  # one of them: of another kind is none
        items = [_joined(i, new) if c else i for i, c in zip(t.items, changed, strict=True)]
        return replace(t, items=tuple(items))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None and alike(t.item, new):
        return replace(t, item=join(t.item, new))
    return t  # what is of another kind is none of its items


def _keyed(t: Type) -> list[tuple[Any, Type]]:
    """The items that stay under their keys: not those of a list."""
    if not isinstance(t, PARTS) or (isinstance(t, Seq) and t.kind == "list"):
        return []
    return list(zip(keys_of(t), t.items, strict=True))


def _joined(item: Type, new: Type) -> Type:
    return _either(item, new) if isinstance(item, CONTAINERS) else item


def _either(old: Type, new: Type) -> Type:
    """The type of what has changed, or has not; what is of another kind has not."""
    both = join(old, new)
    return old if isinstance(both, Unknown) else both


def _item(t: Type, key: Any, old: Type) -> Type:
    if isinstance(t, PARTS):
        for k, item in _keyed(t):
            if _same_key(k, key):
                return item
        for item in t.items:
            old = _either(old, item) if _may_become(old, item) else old
        return old
    if isinstance(t, (ListOf, DictOf)) and t.item is not None and not isinstance(t.item, (Num, Static)):
        return t.item
    return old
