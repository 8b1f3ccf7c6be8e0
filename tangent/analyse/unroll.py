"""Loops over a few objects or functions that are known one by one are written out, so that each is known.

    for layer in layers:              layer = layers[0]
        x = layer.forward(x)     →    x = layer.forward(x)
                                      layer_1 = layers[1]
                                      x_1 = layer_1.forward(x)

A typed rewrite: it asks for the types of what the loop runs over.  Names are split afterwards (webs).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from typing import Any

import gast

from tangent.analyse.inline import settle
from tangent.syntax.constants import can_be_said, is_member, members
from tangent.syntax.core import flags_in
from tangent.syntax.frames import frame_names, renamed
from tangent.syntax.nodes import (
    at,
    clone,
    const,
    has_break,
    load,
    names_in,
    store,
    stores_in,
    subscript,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    MIXED,
    PARTS,
    UNKNOWN,
    Dict,
    Dim,
    Fields,
    Iter,
    Num,
    Obj,
    Plain,
    Record,
    Seq,
    Static,
    TupleOf,
    Type,
    constant,
    is_function,
    join,
)
from tangent.unit import Unit

MOST_TRIPS = 128
MOST_RECORDS = 24

TypeOf = Callable[[Any], Type | None]
Pin = Callable[[Dim], int | None]
"""The value of a length, which becomes a guard; only asked for what runs beside items that must be known."""


def trips(e: Any, type_of: TypeOf, pin: Pin) -> list[Any] | None:
    """What a loop over `e` yields, as one expression for each trip; None where the loop stays a loop."""
    if not _must_be_known(type_of(e)):
        return None
    return all_trips(e, type_of, pin)


def all_trips(e: Any, type_of: TypeOf, pin: Pin) -> list[Any] | None:
    """The same for a loop that need not be written out for what it runs over."""
    found = _items(e, type_of, pin)
    return found if found is not None and len(found) <= MOST_TRIPS else None


def few_trips(e: Any, type_of: TypeOf, pin: Pin) -> list[Any] | None:
    """The same for a loop that makes an object in each trip, if there are few and no length is asked."""
    found = _items(e, type_of, pin) if _is_short(type_of(e)) else None
    return found if found is not None and len(found) <= MOST_RECORDS else None


def _is_short(t: Type | None) -> bool:
    """Whether it is known how many items an iterable yields."""
    if isinstance(t, Iter) and t.kind in ("zip", "enumerate", "reversed"):
        return any(map(_is_short, t.items))
    if isinstance(t, Iter):
        return all(isinstance(constant(i), int) for i in t.items) and t.kind == "range"
    return isinstance(t, (Seq, Dict)) and len(t.items) <= MOST_RECORDS


def is_enum(t: Type | None) -> bool:
    """Whether this is a class of named constants, `for kind in Kind` goes over."""
    return isinstance(t, Static) and isinstance(t.value, enum.EnumMeta)


class OneByOne(Refused):
    """A loop can be followed only trip by trip: a function is used after the trip that made the variables
    that it holds, or an entry of a dict depends on which trip it is.
    """


def _must_be_known(t: Type | None) -> bool:
    """Whether the items of an iterable have to be told apart: functions, objects, items of several kinds."""
    if isinstance(t, Iter):
        return any(_must_be_known(i) for i in t.items)
    if (isinstance(t, Seq) and not t.items) or is_enum(t):
        return True
    if not isinstance(t, (Seq, Dict)) or not t.items:
        return False
    if isinstance(t, Dict) and any(map(members, t.keys)):
        return True
    if any(map(_has_identity, t.items)):
        return True
    if len(t.items) > MOST_RECORDS:
        return False
    return any(map(_has_record, t.items)) or (unlike if isinstance(t, Dict) else differ)(t.items)


def unlike(items: Sequence[Type]) -> bool:
    """Whether the entries of a dict are told apart by their keys: weights and biases, for example."""
    ranks = {None if not isinstance(i, Num) or i.shape is None else len(i.shape) for i in items}
    return len(ranks) > 1 or differ(items)


def differ(items: Sequence[Type]) -> bool:
    """Whether types known one by one have no common one: names of keys, a number and a list."""
    joined = items[0]
    for i in items[1:]:
        joined = join(joined, i)
    if isinstance(joined, TupleOf) and all(isinstance(i, Seq) for i in items):
        return True  # tuples of several lengths
    if joined in (UNKNOWN, MIXED) or isinstance(joined, Plain):
        return not any(i in (UNKNOWN, MIXED) or isinstance(i, Plain) for i in items)
    if isinstance(joined, PARTS):
        return any(differ([i.items[k] for i in items]) for k in range(len(joined.items)))  # type: ignore[attr-defined]
    return False


def _has_identity(t: Type) -> bool:
    if isinstance(t, (Seq, Dict, Record)):
        return any(map(_has_identity, t.items))
    return is_function(t) or isinstance(t, Obj)


def _has_record(t: Type) -> bool:
    return isinstance(t, Record) or (isinstance(t, (Seq, Dict)) and any(map(_has_record, t.items)))


def _items(e: Any, type_of: TypeOf, pin: Pin) -> list[Any] | None:
    t = type_of(e)
    if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and not isinstance(t, Iter):
        return _view_items(e, type_of)
    if isinstance(t, Seq):
        return [_said(i, t.items[k]) for k, i in enumerate(_elements(e, len(t.items)))]
    if isinstance(t, Dict) and all(map(can_be_said, t.keys)):
        return [at(const(k), e) for k in t.keys]
    if isinstance(t, Static) and isinstance(t.value, str):
        return [at(const(c), e) for c in t.value]
    if isinstance(t, Static) and is_enum(t):
        return [at(const(m), e) for m in t.value] if all(map(is_member, t.value)) else None
    if isinstance(t, Num) and t.shape and t.shape[0] is not None:
        n = pin(t.shape[0])
        return None if n is None else _elements(e, n)
    if not isinstance(t, Iter) or not isinstance(e, gast.Call):
        return None
    if t.kind == "range":
        return _range_items(t, e, pin)
    parts = [_items(a, type_of, pin) for a in e.args[: None if t.kind == "zip" else 1]]
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    if t.kind == "enumerate":
        given = [*e.args[1:], *(k.value for k in e.keywords)]
        start = constant(type_of(given[0]) or UNKNOWN) if given else 0
        if not isinstance(start, int):
            return None
        return [_pair([at(const(start + k), e), item], e) for k, item in enumerate(known[0])]
    if t.kind == "reversed":
        return known[0][::-1]
    if e.keywords and len({len(p) for p in known}) > 1:
        return None  # `strict=True`: the loop itself will say so
    return [_pair(list(row), e) for row in zip(*known, strict=False)]


def _elements(e: Any, n: int) -> list[Any]:
    return [at(subscript(clone(e), const(k)), e) for k in range(n)]


def _said(e: Any, t: Type) -> Any:
    """An element that is a name or a number of the program is said as such: entries of a dict are, by it."""
    value = constant(t)
    return at(const(value), e) if type(value) in (str, int, bool) else e


def _pair(items: list[Any], e: Any) -> Any:
    return at(gast.Tuple(items, gast.Load()), e)


def _view_items(e: Any, type_of: TypeOf) -> list[Any] | None:
    """`d.items()`, `d.keys()` and `d.values()` of a dict with known keys."""
    base = e.func.value
    d = type_of(base)
    if not isinstance(d, Dict) or isinstance(d, Fields) or e.args or not all(map(can_be_said, d.keys)):
        return None
    keys = [at(const(k), e) for k in d.keys]
    values = [at(subscript(clone(base), const(k)), e) for k in d.keys]
    if e.func.attr == "items":
        return [_pair([k, v], e) for k, v in zip(keys, values, strict=True)]
    return {"keys": keys, "values": values}.get(e.func.attr)


def _range_items(t: Iter, e: Any, pin: Pin) -> list[Any] | None:
    bounds = [pin(i.sym) if isinstance(i, Num) and i.sym is not None else None for i in t.items]
    if any(b is None for b in bounds) or not all(bounds[2:]):
        return None
    numbers = range(*[b for b in bounds if b is not None])
    return [at(const(k), e) for k in numbers] if len(numbers) <= MOST_TRIPS else None


def unrolled(s: Any, items: list[Any], unit: Unit, fresh: Callable[[str], str]) -> list[Any]:
    """The statements of the loop `s`, once for each item; `fresh` gives new names for temporaries, and for
    what each trip makes anew."""
    out: list[Any] = []
    own = (stores_in(s.body) & unit.passing) | frame_names(s.body) | flags_in(s.body)
    stopped = fresh("stopped") if has_break(s.body) else None
    if stopped is not None:
        out.append(noted(gast.Assign([store(stopped)], const(False), None), s))
    inner = out
    for k, item in enumerate(items):
        table = {n: fresh(n) for n in sorted(own)} if k else {}
        trip = _bound(s.target, item, s, fresh)
        trip += _with_constants(renamed(s.body, table), trip)
        for n in walk(trip):
            if isinstance(n, (gast.FunctionDef, gast.Lambda)):
                settle(n, unit)
        if stopped is not None:
            trip = _without_breaks(trip, stopped, s)
            if k:
                test = gast.UnaryOp(gast.Not(), load(stopped))
                nested = noted(gast.If(test, trip, []), s)
                inner.append(nested)
                continue
        inner += trip
    return out


def _bound(target: Any, item: Any, s: Any, fresh: Callable[[str], str]) -> list[Any]:
    """`target = item`, in parts where the item is written out; what is unpacked has a name."""
    if isinstance(target, gast.Tuple) and isinstance(item, gast.Tuple) and len(target.elts) == len(item.elts):
        return [b for t, i in zip(target.elts, item.elts, strict=True) for b in _bound(t, i, s, fresh)]
    if isinstance(target, gast.Tuple) and not isinstance(item, gast.Name):
        name = fresh("item")
        first = noted(gast.Assign([store(name)], item, None), s)
        return [first, *_bound(target, at(load(name), s), s, fresh)]
    nested = [t for t in getattr(target, "elts", []) if not isinstance(t, gast.Name)]
    if nested:
        # A target is flat in the core language: a part that is taken apart in its turn has a name.
        parts = {id(t): fresh("part") for t in nested}
        flat = clone(target)
        flat.elts = [store(parts[id(t)]) if id(t) in parts else t for t in target.elts]
        inner = [b for t in nested for b in _bound(t, at(load(parts[id(t)]), s), s, fresh)]
        return [*_bound(flat, item, s, fresh), *inner]
    return [noted(gast.Assign([clone(target)], item, None), s)]


def _with_constants(body: list[Any], bindings: list[Any]) -> list[Any]:
    """The body of a trip with what is a number or a name of the program in the place of its variable.

    A function that is made in the trip reads the variable when it is called, perhaps in a later one.
    """
    constants = {b.targets[0].id: b.value for b in bindings if isinstance(b.value, gast.Constant)}
    kept = stores_in(body)
    for n in walk(body):
        if isinstance(n, (gast.FunctionDef, gast.Lambda)):
            kept |= names_in(n)
    table = {n: c for n, c in constants.items() if n not in kept}
    return [substitute(s, table) for s in body] if table else body


def noted(new: Any, s: Any) -> Any:
    """A new statement that stands for what `s` says, to the reader."""
    new = at(new, s)
    new.origin = getattr(s, "origin", s)
    return new


def _without_breaks(stmts: list[Any], flag: str, loop: Any) -> list[Any]:
    """`break` stands at the end of a branch with nothing behind the branch: it only sets the flag."""
    out: list[Any] = []
    for s in stmts:
        if isinstance(s, gast.Break):
            out.append(noted(gast.Assign([store(flag)], const(True), None), loop))
            continue
        if isinstance(s, gast.If):
            s.body = _without_breaks(s.body, flag, loop)
            s.orelse = _without_breaks(s.orelse, flag, loop)
        out.append(s)
    return out
