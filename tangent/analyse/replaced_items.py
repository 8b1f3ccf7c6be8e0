"""Loops over lists and dicts whose items are set meanwhile, by places or keys: a trip reads what is there.

    for k, (p, g) in enumerate(zip(params, grads)):      →     for k in range(min(len(params), len(grads))):
        params[k] = p - rate * g                                   p = params[k]
                                                                   g = grads[k]
                                                                   params[k] = p - rate * g

Python reads an item when its trip begins, so both say the same, as long as the lists keep their lengths.  The
backward loop must have the item of before the write, which it gets where reading it is a statement.

    for k, v in d.items():                               →     for k in list(d):
        d[k] = v * 0.5                                             v = d[k]
                                                                   d[k] = v * 0.5

A dict keeps its keys where only the key of the trip is set.  Where a list gets longer or shorter meanwhile,
Python goes on with the next place, as long as there is one:

    for v in todo:                                       →     place = 0
        todo.append(v * 0.5)                                   while place < len(todo):
                                                                   v = todo[place]
                                                                   place = place + 1
                                                                   todo.append(v * 0.5)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast

from tangent.analyse.memory import CHANGING
from tangent.analyse.rewriting import Rewriting
from tangent.syntax.nodes import (
    assign,
    call,
    clone,
    const,
    load,
    same,
    statements_in,
    store,
    stores_in,
    subscript,
    walk,
)
from tangent.types import Deque, Dict, DictOf, ListOf, Num, Seq


@dataclass(frozen=True)
class InTurn:
    """What a loop takes its items from: (list, target) for each; and the variable that counts, or ""."""

    parts: tuple[tuple[Any, Any], ...]
    counter: str


class ReplacedItems(Rewriting):
    """The part of inference that says such loops by places."""

    def items_by_place(self, s: Any) -> list[Any] | None:
        """Statements for one of these; None for all other loops."""
        taken = self.taken_in_turn(s.target, s.iter)
        if taken is None or not all(map(self.has_items_by_place, [e for e, _ in taken.parts])):
            return None
        names = [e.id for e, _ in taken.parts]
        targets = [t.value for t in _items_set_in(s.body)]
        lists = [e for e, _ in taken.parts if isinstance(self.types.get(e), (Seq, ListOf))]
        bound = stores_in(s.body)
        if not any(self.of_one_list(t, e) for t in targets for e in lists):
            return None
        if bound & {*names, taken.counter} or any(self.is_resized(n, lists) for n in walk(s.body)):
            return None
        return self.once(s, "places", lambda: self.core([self.over_places(s, taken)], s))

    def while_resized(self, s: Any) -> list[Any] | None:
        """Statements for a loop over one list that gets longer or shorter meanwhile; None for all others."""
        taken = self.taken_in_turn(s.target, s.iter)
        if taken is None or len(taken.parts) != 1:
            return None
        e = taken.parts[0][0]
        if not isinstance(self.types.get(e), (Seq, ListOf)) or not self.is_resized_in(s.body, e):
            return None
        if e.id in stores_in(s.body):
            return None  # another list has this name from then on
        return self.once(s, "resized", lambda: self.core(self.while_there_is_one(s, taken), s))

    def values_by_key(self, s: Any) -> list[Any] | None:
        """Statements for a loop over a dict in which the value of its key is set; None for all others."""
        e, method = _dict_in(s.iter)
        if not isinstance(e, gast.Name) or not isinstance(self.types.get(e), (Dict, DictOf)):
            return None
        parts = s.target.elts if method == "items" and isinstance(s.target, gast.Tuple) else [s.target]
        if len(parts) != (2 if method == "items" else 1) or not isinstance(parts[0], gast.Name):
            return None
        key = parts[0].id
        keys = [t.slice for t in _items_set_in(s.body) if self.of_one_list(t.value, e)]
        if not keys or any(getattr(k, "id", None) != key for k in keys) or stores_in(s.body) & {key, e.id}:
            return None
        if any(self.is_resized(n, [e]) for n in walk(s.body)):
            return None
        return self.once(s, "keys", lambda: self.core([self.over_keys(s, e, parts)], s))

    def over_keys(self, s: Any, e: Any, parts: list[Any]) -> Any:
        reads = [gast.Assign([clone(t)], subscript(clone(e), load(parts[0].id)), None) for t in parts[1:]]
        keys = call(self.unit_name("list", list), clone(e))
        return gast.For(clone(parts[0]), keys, [*reads, *s.body], s.orelse, None)

    def taken_in_turn(self, target: Any, e: Any) -> InTurn | None:
        if isinstance(e, gast.Name):
            return InTurn(((e, target),), "")
        if not isinstance(e, gast.Call) or e.keywords:
            return None
        kind = self.unit.builtin(e.func)
        if kind == "zip" and isinstance(target, gast.Tuple) and len(target.elts) == len(e.args):
            if all(isinstance(a, gast.Name) for a in e.args):
                return InTurn(tuple(zip(e.args, target.elts, strict=True)), "")
        if kind == "enumerate" and len(e.args) == 1 and isinstance(target, gast.Tuple):
            inner = self.taken_in_turn(target.elts[1], e.args[0])
            if inner is not None and not inner.counter and isinstance(target.elts[0], gast.Name):
                return InTurn(inner.parts, target.elts[0].id)
        return None

    def has_items_by_place(self, e: Any) -> bool:
        t = self.types.get(e)
        return isinstance(t, (Seq, ListOf)) or (isinstance(t, Num) and t.kind == "array")

    def of_one_list(self, a: Any, b: Any) -> bool:
        """Whether two names are of one list: `t = self.params; t[i] = v` writes into `self.params`.

        (Where this is not so after all, a loop by places or keys says the same.)
        """
        return a.id == b.id or same(self.stands_for(a), self.stands_for(b))

    def stands_for(self, e: Any) -> Any:
        """The attribute or item that a temporary stands for, or the name itself."""
        if e.id in self.unit.temporaries:
            for s in statements_in(self.instance.tree.body):
                if isinstance(s, gast.Assign) and getattr(s.targets[0], "id", "") == e.id:
                    return s.value if isinstance(s.value, (gast.Attribute, gast.Subscript)) else e
        return e

    def is_resized(self, n: Any, containers: list[Any]) -> bool:
        if not isinstance(n, gast.Call) or not isinstance(n.func, gast.Attribute):
            return isinstance(n, gast.Delete)
        base = n.func.value
        if n.func.attr not in CHANGING or not isinstance(base, gast.Name):
            return False
        return any(self.of_one_list(base, e) for e in containers)

    def is_resized_in(self, body: list[Any], e: Any) -> bool:
        """Whether the list of a loop gets longer or shorter in its body, under a name that is seen."""
        if isinstance(self.types.get(e), Deque) or self.types[e].kind != "list":
            return False
        deleted = [t.value for n in walk(body) if isinstance(n, gast.Delete) for t in n.targets]
        if any(isinstance(t, gast.Name) and self.of_one_list(t, e) for t in deleted):
            return True
        return any(not isinstance(n, gast.Delete) and self.is_resized(n, [e]) for n in walk(body))

    def while_there_is_one(self, s: Any, taken: InTurn) -> list[Any]:
        ((e, target),) = taken.parts
        place = self.variable("place")
        test = gast.Compare(load(place), [gast.Lt()], [call(self.unit_name("len", len), clone(e))])
        head: list[Any] = [gast.Assign([clone(target)], subscript(clone(e), load(place)), None)]
        if taken.counter:
            head.append(assign(taken.counter, load(place)))
        head.append(assign(place, gast.BinOp(load(place), gast.Add(), const(1))))
        return [assign(place, const(0)), gast.While(test, [*head, *s.body], s.orelse)]

    def over_places(self, s: Any, taken: InTurn) -> Any:
        place = taken.counter or self.variable("place")
        lengths: list[Any] = [call(self.unit_name("len", len), clone(e)) for e, _ in taken.parts]
        count = lengths[0] if len(lengths) == 1 else call(self.unit_name("min", min), *lengths)
        reads: list[Any] = []
        for e, target in taken.parts:
            value = subscript(clone(e), load(place))
            reads.append(gast.Assign([clone(target)], value, None))
        header = call(self.unit_name("range", range), count)
        return gast.For(store(place), header, [*reads, *s.body], s.orelse, None)


def _items_set_in(body: list[Any]) -> list[Any]:
    """`xs[i]`, for each item of a list or dict with a name that is set."""
    items = [n for n in walk(body) if isinstance(n, gast.Subscript) and isinstance(n.ctx, gast.Store)]
    return [n for n in items if isinstance(n.value, gast.Name)]


def _dict_in(e: Any) -> tuple[Any, str]:
    """What a loop over `d`, `d.keys()` or `d.items()` goes through, and which of them is asked for."""
    if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and not e.args:
        return (e.func.value, e.func.attr) if e.func.attr in ("keys", "items") else (None, "")
    return e, "keys"
