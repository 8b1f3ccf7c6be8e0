"""Functions of sequences and of the module `operator`, said with loops, subscripts and operators.

    y = functools.reduce(f, xs, a)     →    y = a
                                            for v in xs:
                                                y = f(y, v)

    ys = sorted(xs, key=f)             →    keys = [f(v) for v in xs]
                                            order = sorted(range(len(keys)), key=lambda k: keys[k])
                                            ys = [xs[k] for k in order]

    y = max(xs, key=f)                 →    keys = [f(v) for v in xs]
                                            y = xs[max(range(len(keys)), key=lambda k: keys[k])]

    y = sum(objects)                   →    y = 0 + objects[0]
                                            for item in objects[1:]:
                                                y = y + item

    y = heapq.nsmallest(2, xs)         →    y = sorted(xs)[:2]

    y = operator.itemgetter(1)(p)      →    y = p[1]

Only where a derivative flows, or where the key asks objects of the program's own: what has none is left as it
is.  Places in a sequence have no derivative.
"""

from __future__ import annotations

import functools
import heapq
import operator
from typing import Any

import gast
import numpy as np

from tangent.analyse.fields import asks_objects
from tangent.analyse.kinds import items_of
from tangent.analyse.native import is_by_place, read_unseen
from tangent.analyse.objects import OBJECTS
from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.stars import has_stars
from tangent.syntax.nodes import (
    as_store,
    at,
    call,
    clone,
    const,
    load,
    method,
    quote,
    quote_stmts,
    subscript,
    tuple_of,
)
from tangent.syntax.refuse import Refused
from tangent.types import CONTAINERS, Dict, Iter, ListOf, Num, Seq, Type, Unknown, differentiable

BINARY: dict[Any, Any] = {
    operator.add: gast.Add,
    operator.sub: gast.Sub,
    operator.mul: gast.Mult,
    operator.truediv: gast.Div,
    operator.floordiv: gast.FloorDiv,
    operator.mod: gast.Mod,
    operator.pow: gast.Pow,
    operator.matmul: gast.MatMult,
    operator.concat: gast.Add,
}
UNARY: dict[Any, Any] = {operator.neg: gast.USub, operator.pos: gast.UAdd}
IN_PLACE: dict[Any, Any] = {
    operator.iadd: gast.Add,
    operator.isub: gast.Sub,
    operator.imul: gast.Mult,
    operator.itruediv: gast.Div,
    operator.ifloordiv: gast.FloorDiv,
    operator.imod: gast.Mod,
    operator.ipow: gast.Pow,
    operator.imatmul: gast.MatMult,
    operator.iconcat: gast.Add,
}
SMALLEST, LARGEST = heapq.nsmallest, heapq.nlargest
GETTERS = (operator.itemgetter, operator.attrgetter, operator.methodcaller)
MOST_ITEMS = 16


class Functional(Rewriting):
    """The part of inference that says such calls plainly."""

    def function_of_sequence(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call of one of these functions; None where it stays."""
        e = s.value
        if function is operator.setitem and isinstance(s, gast.Expr) and len(e.args) == 3:
            place = subscript(clone(e.args[0]), clone(e.args[1]))
            return self.once(s, "item", lambda: [at(gast.Assign([as_store(place)], e.args[2], None), s)])
        if not isinstance(s, gast.Assign):
            return None
        if _in(function, BINARY) and len(e.args) == 2:
            return self.plainly(s, lambda: gast.BinOp(e.args[0], BINARY[function](), e.args[1]))
        if _in(function, UNARY) and len(e.args) == 1:
            return self.plainly(s, lambda: gast.UnaryOp(UNARY[function](), e.args[0]))
        if _in(function, IN_PLACE) and len(e.args) == 2:
            return self.once(s, "in place", lambda: self.core(self.in_place(s, IN_PLACE[function]()), s))
        if function is operator.abs and len(e.args) == 1:
            return self.plainly(s, lambda: gast.Call(load(self.unit_name("abs", abs)), e.args, []))
        if function is operator.getitem and len(e.args) == 2:
            return self.plainly(s, lambda: subscript(e.args[0], e.args[1]))
        if isinstance(function, GETTERS) and len(e.args) == 1:
            return self.plainly(s, lambda: got(function, e.args[0]))
        if function is functools.reduce and len(e.args) in (2, 3):
            t = self.eval(e.args[1], env)
            return self.once(s, ("reduce", t), lambda: self.core(self.reduced(s, t), s))
        if function is sum and e.args:
            return self.summed(s, env)
        if function in (SMALLEST, LARGEST):
            return self.once(s, "extremes", lambda: self.core(self.first_of_sorted(s, function), s))
        if function in (sorted, min, max) and e.args:
            return self.chosen_items(s, function, env)
        if function is np.fromiter and isinstance(e.func, gast.Attribute) and not has_stars(e):
            t = self.eval(e.args[0], env)
            return self.once(s, ("fromiter", t), lambda: self.core(self.from_iterator(s), s))
        return None

    def plainly(self, s: Any, make: Any) -> list[Any]:
        return self.once(s, "plain", lambda: self.core([self.with_value(s, at(make(), s.value))], s))

    def from_iterator(self, s: Any) -> list[Any]:
        """`np.fromiter(items, dtype, count)` as `np.array(items, dtype)`."""
        e = s.value
        given = dict(zip(("iter", "dtype", "count"), e.args, strict=False))
        given |= {k.arg: k.value for k in e.keywords}
        if not {"iter", "dtype"} <= set(given) <= {"iter", "dtype", "count"}:
            raise Refused("argument", e, "`np.fromiter` with these arguments")
        out: list[Any] = []
        items = given["iter"]
        if "count" in given:
            items = self.named(subscript(items, gast.Slice(None, given["count"], None)), out, s)
        array = gast.Attribute(e.func.value, "array", gast.Load())
        return [*out, self.with_value(s, gast.Call(array, [items], [gast.keyword("dtype", given["dtype"])]))]

    def in_place(self, s: Any, op: Any) -> list[Any]:
        """`y = operator.iadd(a, b)` as `y = a`, which `y += b` changes: an array, or what the name means."""
        out: list[Any] = []
        held = self.named(s.value.args[0], out, s)
        changed = gast.AugAssign(as_store(held), op, s.value.args[1])
        return [*out, changed, self.with_value(s, load(held.id))]

    # -------------------------------------------------------------- sum

    def summed(self, s: Any, env: Env) -> list[Any] | None:
        """`sum` of objects, lists or tuples: what it adds is no number, and each `+` is one of theirs."""
        e = s.value
        given = dict(zip(("iterable", "start"), e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
        types = [self.eval(a, env) for a in given.values()]
        added = [*items_of(types[0]), *types[1:]]
        if not any(isinstance(t, (*OBJECTS, *CONTAINERS)) for t in added):
            return None
        made = functools.partial(self.added_up, s, given, *types)
        return self.once(s, ("sum", *types), lambda: self.core(made(), s))

    def added_up(self, s: Any, given: dict[str, Any], t: Type, start: Type | None = None) -> list[Any]:
        out: list[Any] = []
        xs = self.sequence(given["iterable"], t, False, out, s)
        n = self.known_length(t) if isinstance(t, Seq) else None
        value = given.get("start", const(0))
        if n is not None and n <= MOST_ITEMS:
            total = value
            for k in range(n):
                total = gast.BinOp(total, gast.Add(), subscript(clone(xs), const(k)))
            return [*out, self.with_value(s, total)]
        total, item = self.variable("total"), self.variable("item")
        if start is None or isinstance(start, Num):
            # The sum of none is a number, and that of some is none: two types.
            empty = "the sum of no objects is a number, which has no derivative here"
            raised = "if len(xs) == 0:\n    raise TypeError(empty)\n"
            loop = f"{raised}total = start + xs[0]\nfor item in xs[1:]:\n    total = total + item"
            names = {"total": total, "item": item}
            out += quote_stmts(loop, xs=xs, start=value, empty=const(empty), **names)
        else:
            loop = "total = start\nfor item in xs:\n    total = total + item"
            out += quote_stmts(loop, total=total, item=item, xs=xs, start=value)
        return [*out, self.with_value(s, load(total))]

    # -------------------------------------------------------------- reduce

    def reduced(self, s: Any, t: Type) -> list[Any]:
        function, sequence, *start = s.value.args
        out: list[Any] = []
        if isinstance(function, gast.Lambda):
            function = self.named(function, out, s)
        n = self.known_length(t) if isinstance(t, Seq) else None
        if n is not None and n <= MOST_ITEMS:
            items = [subscript(sequence, const(k)) for k in range(n)]
            values = [*start, *items]
            if not values:
                raise Refused("argument", s.value, "`reduce` of nothing")
            total = values[0]
            for item in values[1:]:
                total = gast.Call(function, [total, item], [])
            return [*out, self.with_value(s, total)]
        total, rest = self.variable("total"), sequence
        if not start:
            start = [subscript(sequence, const(0))]
            rest = subscript(sequence, gast.Slice(const(1), None, None))
        names = {"total": total, "item": self.variable("item"), "f": function}
        loop = "total = start\nfor item in rest:\n    total = f(total, item)"
        out += quote_stmts(loop, start=start[0], rest=rest, **names)
        return [*out, self.with_value(s, load(total))]

    # -------------------------------------------------------------- sorted, min, max

    def chosen_items(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        e = s.value
        given = {k.arg: k.value for k in e.keywords}
        types = [self.eval(a, env) for a in e.args]
        if is_by_place(e):
            return None
        compared = any(isinstance(t, (*OBJECTS, *CONTAINERS)) for t in types)
        if function is not sorted and len(types) > 1 and "key" not in given and not compared:
            return None  # there is a rule
        key = self.eval(given["key"], env) if "key" in given else None
        asked = asks_objects(key, env) or bool(read_unseen(key, self.instance))
        if not asked and not any(map(carries, types)):
            return None
        chosen = (function.__name__, *types)
        return self.once(s, chosen, lambda: self.core(self.by_place(s, function, given, types[0]), s))

    def first_of_sorted(self, s: Any, function: Any) -> list[Any]:
        """`heapq.nsmallest(n, xs, key)` as `sorted(xs, key=key)[:n]`, which it is by its definition."""
        e = s.value
        out: list[Any] = []
        given = dict(zip(("n", "iterable", "key"), e.args, strict=False))
        given |= {k.arg: k.value for k in e.keywords}
        items = gast.Call(load(self.unit_name("sorted", sorted)), [given["iterable"]], [])
        if "key" in given:
            items.keywords.append(gast.keyword("key", given["key"]))
        if function is LARGEST:
            items.keywords.append(gast.keyword("reverse", const(True)))
        n = given["n"]
        if not isinstance(n, gast.Constant):
            n = self.named(gast.Call(load(self.unit_name("max", max)), [n, const(0)], []), out, s)
        elif n.value < 0:
            n = const(0)
        found = self.named(items, out, s)
        return [*out, self.with_value(s, subscript(found, gast.Slice(None, n, None)))]

    def by_place(self, s: Any, function: Any, given: dict[str, Any], t: Type) -> list[Any]:
        e = s.value
        out: list[Any] = []
        several = len(e.args) > 1
        n = len(e.args) if several else self.known_length(t) if isinstance(t, Seq) else None
        sequence = self.sequence(tuple_of(e.args) if several else e.args[0], t, several, out, s)
        key = given.get("key")
        plain = key is None or (isinstance(key, gast.Constant) and key.value is None)
        compared = [self.types.get(a) for a in e.args] if several else getattr(t, "items", ())
        numbers = not any(isinstance(i, (*OBJECTS, *CONTAINERS)) for i in compared)
        if function is not sorted and plain and n is not None and 1 < n <= MOST_ITEMS and numbers:
            items = [subscript(sequence, const(k)) for k in range(n)]
            return [*out, self.with_value(s, gast.Call(e.func, items, []))]
        default = given.get("default")
        found = self.by_keys(s, function, sequence, None if plain else key, given)
        if default is None:
            return out + found
        test = quote("len(xs) == 0", xs=sequence)
        return [*out, gast.If(test, [self.with_value(s, default)], found)]

    def sequence(self, e: Any, t: Type, several: bool, out: list[Any], s: Any) -> Any:
        """What can be subscripted by places."""
        if several:
            return self.named(e, out, s)
        array = isinstance(t, Num) and t.kind == "array" and t.rank
        if array or isinstance(t, (Seq, ListOf)):
            return e
        held = self.variable("items")
        out += quote_stmts("held = [item for item in xs]", held=held, xs=e)
        return load(held)

    def by_keys(self, s: Any, function: Any, xs: Any, key: Any, given: dict[str, Any]) -> list[Any]:
        out: list[Any] = []
        keys = xs
        if key is not None:
            if isinstance(key, gast.Lambda):
                key = self.named(key, out, s)
            keys = load(self.variable("keys"))
            out += quote_stmts("keys = [f(item) for item in xs]", keys=keys.id, f=key, xs=xs)
        places = call("range", call("len", keys))
        by_place = quote("lambda place: keys[place]", keys=keys)
        by_place.inside = True
        place = call(function.__name__, places, key=by_place)
        for name in ("range", "len", function.__name__):
            if self.unit.builtin(load(name)) != name:
                raise Refused("container", s.value, f"`{name}` is not the builtin here, and is needed")
        if function is not sorted:
            k = load(self.variable("place"))
            out += quote_stmts("k = place", k=k.id, place=place)
            return [*out, self.with_value(s, subscript(xs, k))]
        if "reverse" in given:
            place.keywords.append(gast.keyword("reverse", given["reverse"]))
        order = self.variable("order")
        out += quote_stmts("order = place", order=order, place=place)
        return [*out, self.with_value(s, quote("[xs[k] for k in order]", xs=xs, order=order))]


def carries(t: Type) -> bool:
    """Whether what a function chooses from may carry a derivative (places of a range do not)."""
    if isinstance(t, Iter) and t.kind == "range":
        return False
    return differentiable(t) and not (isinstance(t, (Dict, Unknown)))


def got(getter: Any, e: Any) -> Any:
    """What an `itemgetter`, `attrgetter` or `methodcaller` gets from `e`."""
    reduced: Any = getter.__reduce__()
    made, parts = reduced[0], reduced[1]
    if isinstance(getter, operator.methodcaller):
        # With keywords, the name is in a partial of the class.
        given = list(parts) if made is operator.methodcaller else [*made.args, *parts]
        name, args = given[0], given[1:]
        new = method(e, name, *map(const, args))
        new.keywords = [gast.keyword(k, const(v)) for k, v in getattr(made, "keywords", {}).items()]
        return new
    if isinstance(getter, operator.itemgetter):
        items = [subscript(e, const(k)) for k in parts]
    else:
        items = []
        for path in parts:
            item = e
            for name in path.split("."):
                item = gast.Attribute(item, name, gast.Load())
            items.append(item)
    return items[0] if len(items) == 1 else tuple_of(items)


def _in(function: Any, table: dict[Any, Any]) -> bool:
    try:
        return function in table
    except TypeError:
        return False
