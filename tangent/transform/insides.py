"""What is in the containers of a container, where a callee may change it: kept, and put back where it was.

The outermost list or dict gets its own items back first, so that it holds the same objects as before; then
each of those gets its items back, and so on.  The objects stay the same: other names for them see what comes
back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gast

from tangent.analyse.parts import CONTAINERS
from tangent.syntax.nodes import (
    as_store,
    call,
    clone,
    const,
    load,
    method,
    store,
    subscript,
    tuple_of,
)
from tangent.types import Dict, DictOf, ListOf, Record, Seq, SetOf, Type, without_none


@dataclass
class Inside:
    """kept: what is kept of a container, or of all items of one; back: the statements that put it back, given
    an expression for what was kept.
    """

    kept: Any
    back: Callable[[Any], list[Any]]


@dataclass
class Insides:
    """keep_keys: dicts still have the keys that they had; builtin: an expression for a function of Python;
    fresh: a new name.
    """

    keep_keys: bool
    builtin: Callable[[str], Any]
    fresh: Callable[[str], str]

    def within(self, place: Any, t: Type | None) -> list[Inside]:
        """For a container at `place`: all containers in it, the outer ones first, but not itself."""
        if isinstance(t, (Seq, Dict)):
            keys = t.keys if isinstance(t, Dict) else range(len(t.items))
            places = [subscript(clone(place), const(k)) for k in keys]
        elif isinstance(t, Record):
            places = [gast.Attribute(clone(place), k, gast.Load()) for k in t.keys]
        elif isinstance(t, (ListOf, DictOf)):
            return self.of_any(place, t)
        elif (held := without_none(t)) is not t:
            return [self.unless_none(place, inside) for inside in self.within(place, held)]
        else:
            return []
        return [inside for p, item in zip(places, t.items, strict=True) for inside in self.at(p, item)]

    def at(self, place: Any, t: Type | None) -> list[Inside]:
        """For a container at `place`: itself, and all containers in it."""
        found = self.itself(place, t) + self.within(place, t)
        if not found or not getattr(t, "optional", False):
            return found
        return [self.unless_none(place, inside) for inside in found]

    def itself(self, place: Any, t: Type | None) -> list[Inside]:
        if isinstance(t, (Dict, DictOf, SetOf)):
            name = "set" if isinstance(t, SetOf) else "dict"

            def refill(old: Any) -> list[Any]:
                keeps = self.keep_keys and name == "dict"
                clear = [] if keeps else [gast.Expr(method(clone(place), "clear"))]
                return [*clear, gast.Expr(method(clone(place), "update", old))]

            return [Inside(call(self.builtin(name), clone(place)), refill)]
        if not isinstance(t, CONTAINERS) or getattr(t, "kind", "") != "list":
            return []
        whole = subscript(clone(place), gast.Slice(None, None, None))
        kept = call(self.builtin("list"), clone(place))
        return [Inside(kept, lambda old: [gast.Assign([as_store(clone(whole))], old, None)])]

    def unless_none(self, place: Any, inside: Inside) -> Inside:
        kept = gast.IfExp(_is_none(clone(place)), const(None), inside.kept)
        there = gast.Compare(clone(place), [gast.IsNot()], [const(None)])
        return Inside(kept, lambda old: [gast.If(clone(there), inside.back(old), [])])

    def of_any(self, place: Any, t: ListOf | DictOf) -> list[Inside]:
        """Of all items of a list or dict whose number is not known: a list of what is kept of each."""
        item, old = self.fresh("item"), self.fresh("old")
        found = self.at(load(item), t.item)
        if not found:
            return []
        items = method(clone(place), "values") if isinstance(t, DictOf) else clone(place)
        each = found[0].kept if len(found) == 1 else tuple_of(i.kept for i in found)
        kept = gast.ListComp(each, [gast.comprehension(store(item), items, [], 0)])

        def back(kept: Any) -> list[Any]:
            pairs = call(self.builtin("zip"), clone(items), kept)
            parts = (
                [load(old)]
                if len(found) == 1
                else [subscript(load(old), const(k)) for k in range(len(found))]
            )
            body = [s for inside, part in zip(found, parts, strict=True) for s in inside.back(part)]
            return [gast.For(gast.Tuple([store(item), store(old)], gast.Store()), pairs, body, [], None)]

        return [Inside(kept, back)]


def _is_none(e: Any) -> Any:
    return gast.Compare(e, [gast.Is()], [const(None)])
