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
    Record,
    Seq,
    SetOf,
    TupleOf,
    Type,
    Unknown,
)


def alike(a: Type | None, b: Type | None) -> bool:
    """Whether one object may have both types, as far as the kinds of containers tell."""
    if isinstance(a, Num) or isinstance(b, Num):
        return isinstance(a, (Num, Unknown)) and isinstance(b, (Num, Unknown))
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


def holds(a: Type | None, b: Type) -> bool:
    """Whether a container of type `a` may have one of type `b` in it."""
    return any(alike(p, b) or holds(p, b) for p in items_of(a) if not isinstance(p, Num))


def items_of(t: Type | None) -> tuple[Type, ...]:
    """The types of what is in a container, as far as anything is known to be in it."""
    if isinstance(t, PARTS):
        return tuple(t.items)
    return (t.item,) if isinstance(t, (ListOf, DictOf)) and t.item is not None else ()


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
