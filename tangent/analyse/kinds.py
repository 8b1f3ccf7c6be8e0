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
        if _kind(a) != _kind(b):
            return False
        first, second = items_of(a), items_of(b)
        return not first or not second or any(alike(p, q) for p in first for q in second)
    return True


def holds(a: Type | None, b: Type) -> bool:
    """Whether a container of type `a` may have one of type `b` in it."""
    if isinstance(a, (Seq, ListOf, DictOf)):
        parts: tuple[Type, ...] = items_of(a)
    else:
        parts = a.items if isinstance(a, (Dict, Record)) else ()
    return any(alike(p, b) or holds(p, b) for p in parts if not isinstance(p, Num))


def _kind(t: Seq | ListOf) -> str:
    return t.kind


def items_of(t: Seq | ListOf | DictOf) -> tuple[Type, ...]:
    if isinstance(t, Seq):
        return t.items
    return () if t.item is None else (t.item,)


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
