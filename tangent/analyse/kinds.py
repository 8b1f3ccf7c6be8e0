"""Whether one object may have two types, or hold one of a type: this tells names apart in memory."""

from __future__ import annotations

from typing import Any

from tangent.types import (
    CONTAINERS,
    PARTS,
    Dict,
    DictOf,
    ListOf,
    Num,
    Plain,
    Record,
    Seq,
    SetOf,
    Static,
    TupleOf,
    Type,
    Unknown,
    keys_of,
)

# Strings, None and the like: never a container.
FIXED = (Static, Plain)


def alike(a: Type | None, b: Type | None) -> bool:
    """Whether one object may have both types, as far as the kinds of containers tell."""
    if isinstance(a, Num) or isinstance(b, Num):
        return isinstance(a, (Num, Unknown)) and isinstance(b, (Num, Unknown))
    if isinstance(a, FIXED) or isinstance(b, FIXED):
        return not isinstance(a, (*CONTAINERS, SetOf)) and not isinstance(b, (*CONTAINERS, SetOf))
    dicts = (Dict, DictOf)
    if isinstance(a, dicts) or isinstance(b, dicts):
        return isinstance(a, (*dicts, Unknown)) and isinstance(b, (*dicts, Unknown))
    for kind in (Record, SetOf):
        if isinstance(a, kind) or isinstance(b, kind):
            return isinstance(a, (kind, Unknown)) and isinstance(b, (kind, Unknown))
    if isinstance(a, (Seq, ListOf)) and isinstance(b, (Seq, ListOf)):
        if a.kind != b.kind:
            return False
        first, second = items_of(a), items_of(b)
        return not first or not second or any(alike(p, q) for p in first for q in second)
    return True


def holds(a: Type | None, b: Type | None) -> bool:
    """Whether a container of type `a` may have one of type `b` in it."""
    return any(alike(p, b) or holds(p, b) for p in items_of(a) if not isinstance(p, Num))


def same_keys(a: Type | None, b: Type | None) -> bool:
    """Whether containers of two types, and those in them, have the same keys for certain."""
    if isinstance(a, PARTS) and isinstance(b, PARTS):
        return type(a) is type(b) and keys_of(a) == keys_of(b) and all(map(same_keys, a.items, b.items))
    if isinstance(a, ListOf) and isinstance(b, ListOf):
        return same_keys(a.item, b.item)
    return not isinstance(a, (*CONTAINERS, Unknown)) and not isinstance(b, (*CONTAINERS, Unknown))


def keys_may_differ(a: Type | None, b: Type | None) -> bool:
    """Whether two values may be dicts with different keys, or have such at the same place in them."""
    if isinstance(a, (Unknown, DictOf)) or isinstance(b, (Unknown, DictOf)):
        return not isinstance(a, Num) and not isinstance(b, Num)
    if isinstance(a, Dict) and isinstance(b, Dict):
        same = a.keys == b.keys and not a.optional and not b.optional
        return not same or any(map(keys_may_differ, a.items, b.items))
    return any(keys_may_differ(p, q) for p in items_of(a) for q in items_of(b))


def items_of(t: Type | None) -> tuple[Type, ...]:
    """The types of what is in a container, as far as anything is known to be in it."""
    if isinstance(t, PARTS):
        return tuple(t.items)
    return (t.item,) if isinstance(t, (ListOf, DictOf)) and t.item is not None else ()


def is_empty(t: Type | None) -> bool:
    """Whether a list or dict has nothing in it yet."""
    return isinstance(t, (Seq, Dict, ListOf, DictOf)) and not is_tuple(t) and not items_of(t)


def holds_empty(t: Type | None) -> bool:
    """Whether a value is a list or dict with nothing in it yet, or holds one."""
    return is_empty(t) or any(map(holds_empty, items_of(t)))


def is_open(t: Type | None) -> bool:
    """Whether a container is, or holds, a list or dict of which not every item is known."""
    return isinstance(t, (ListOf, DictOf)) or any(map(is_open, items_of(t)))


def is_tuple(t: Type | None) -> bool:
    return isinstance(t, (Seq, ListOf)) and t.kind == "tuple"


def changeable(t: Type | None) -> bool:
    """Whether a value is a list, dict or object, or a tuple of such: a tuple of numbers never changes."""
    if isinstance(t, Seq) and t.kind == "tuple":
        return any(map(changeable, t.items))
    if isinstance(t, TupleOf):
        return changeable(t.item)
    return isinstance(t, (*CONTAINERS, Unknown))


def form(t: Type | None) -> Any:
    """How a list, dict or object is made of others, without what the numbers in it are."""
    if isinstance(t, PARTS):
        return type(t), tuple(map(form, t.items))
    return (type(t), t.item is None) if isinstance(t, (ListOf, DictOf)) else None
