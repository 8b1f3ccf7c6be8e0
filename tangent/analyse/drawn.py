"""Iterators of `itertools`, drawn at once into lists.

    for i, j in product(range(n), repeat=2):    →    t1 = list(product(range(n), repeat=2))
                                                     for i, j in t1:

    list(itertools.accumulate(x, f))            →    t1 = [x[0]]
                                                     for t2 in x[1:]:
                                                         t1.append(f(t1[-1], t2))

An iterator that stands in the header of a loop, or is handed to `list`, `sum` and the like, is read once and
to its end: a list does the same, and a loop over it can be run backwards.  Where the items are numbers that
choose others, `itertools` makes the list itself; where they carry a derivative, their positions are chosen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import gast

from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import assign, at, clone, const, load, method, store, subscript
from tangent.syntax.refuse import Refused
from tangent.types import BOOL, INT, UNKNOWN, Iter, ListOf, Num, Seq, Static, Type, constant, integer, text

SELECTIONS: tuple[Any, ...] = (
    itertools.product,
    itertools.combinations,
    itertools.permutations,
    itertools.combinations_with_replacement,
)
MOST_WRITTEN = 64
"""So many tuples are written out one by one, where their items have to be told apart."""


class Drawn(Rewriting):
    """Rewrites the calls of `itertools`; a mixin of the inference."""

    def drawn_at_once(self, s: Any, env: Env) -> list[Any] | None:
        """Statements that make a list of what an iterator yields; None where `s` makes none."""
        e = s.value
        if not isinstance(e, gast.Call) or (isinstance(e.func, gast.Name) and e.func.id in env):
            return None
        function = constant(self.eval(e.func, env))
        if function == itertools.chain.from_iterable:
            make: Any = self.chained_rows
        elif isinstance(function, type) and function.__module__ == "itertools":
            make = self.selected if function in SELECTIONS else getattr(self, "of_" + function.__name__, None)
        else:
            return None
        temporary = isinstance(s, gast.Assign) and s.targets[0].id in self.unit.temporaries
        if make is None or not temporary:
            raise Refused("iterator", e, f"`{gast.unparse(e.func)}`")
        key = ("drawn", *(self.eval(a, env) for a in e.args))
        return self.once(s, key, lambda: make(s, e, env))

    # -------------------------------------------------------------- choices of items

    def selected(self, s: Any, e: Any, env: Env) -> list[Any]:
        types = [self.eval(a, env) for a in e.args]
        product = constant(self.eval(e.func, env)) is itertools.product
        pools = types if product else types[:1]
        if all(map(_counts, pools)):
            # In one piece: an iterator that had a name could be read only once.
            return [self.with_value(s, self.whole(e, e))]
        if not all(isinstance(a, gast.Name) for a in e.args[: len(pools)]):
            raise Refused("iterator", e, "this choice of items")
        lengths = [len(t.items) if isinstance(t, Seq) else None for t in pools]
        if None not in lengths and (rows := self.written(e, [n for n in lengths if n is not None], env)):
            return self.core([self.with_value(s, rows)], s)
        return self.by_position(s, e, len(pools), env)

    def whole(self, e: Any, call: Any) -> Any:
        """`list(itertools.product(...))`."""
        return at(gast.Call(load(self.unit_name("list", list)), [call], []), e)

    def written(self, e: Any, lengths: list[int], env: Env) -> Any:
        """`[(xs[0], xs[1]), (xs[0], xs[2]), ...]`; None where that is too long, or a number is not known."""
        function = constant(self.eval(e.func, env))
        others = [constant(self.eval(a, env)) for a in e.args[len(lengths) :]]
        named = {k.arg: constant(self.eval(k.value, env)) for k in e.keywords}
        if NotImplemented in (*others, *named.values()):
            return None
        rows = list(itertools.islice(function(*map(range, lengths), *others, **named), MOST_WRITTEN + 1))
        if len(rows) > MOST_WRITTEN:
            return None
        owners = e.args[: len(lengths)] if function is itertools.product else [e.args[0]]
        tuples = []
        for row in rows:
            items = [subscript(clone(owners[k % len(owners)]), const(i)) for k, i in enumerate(row)]
            tuples.append(gast.Tuple(items, gast.Load()))
        return at(gast.List(tuples, gast.Load()), e)

    def by_position(self, s: Any, e: Any, pools: int, env: Env) -> list[Any]:
        """The same from the positions of the items, in a loop."""
        owners = e.args[:pools]
        width = self.width(e, pools, env)
        call = clone(e)
        for k in range(pools):
            length = gast.Call(load(self.unit_name("len", len)), [clone(owners[k])], [])
            call.args[k] = gast.Call(load(self.unit_name("range", range)), [length], [])
        places = [self.temporary() for _ in range(width)]
        chosen = [subscript(clone(owners[k % pools]), load(p)) for k, p in enumerate(places)]
        target: Any = gast.Tuple([store(p) for p in places], gast.Store())
        positions = self.temporary()
        first = at(assign(positions, self.whole(e, call)), s)
        return [first, *self.collecting(s, target, load(positions), gast.Tuple(chosen, gast.Load()))]

    def width(self, e: Any, pools: int, env: Env) -> int:
        """How many items are in each tuple."""
        given = e.args[pools:] or [k.value for k in e.keywords]
        number = constant(self.eval(given[0], env)) if given else 1
        if not isinstance(number, int) or number < 1:
            raise Refused("iterator", e, "a choice of items whose number is not written in the program")
        is_product = constant(self.eval(e.func, env)) is itertools.product
        return number * pools if is_product else number

    def collecting(self, s: Any, target: Any, source: Any, item: Any) -> list[Any]:
        """`t = []`, and a loop that appends to it."""
        name = s.targets[0].id
        body = [gast.Expr(method(load(name), "append", item))]
        return self.core([_empty(name), gast.For(target, source, body, [], None)], s)

    # -------------------------------------------------------------- one after the other

    def of_chain(self, s: Any, e: Any, env: Env) -> list[Any]:
        name = s.targets[0].id
        return self.core([_empty(name), *(self.appending(name, part) for part in e.args)], s)

    def chained_rows(self, s: Any, e: Any, env: Env) -> list[Any]:
        name, row = s.targets[0].id, self.temporary()
        outer = gast.For(store(row), e.args[0], [self.appending(name, load(row))], [], None)
        return self.core([_empty(name), outer], s)

    def appending(self, name: str, source: Any) -> Any:
        item = self.temporary()
        body = [gast.Expr(method(load(name), "append", load(item)))]
        return gast.For(store(item), source, body, [], None)

    def of_pairwise(self, s: Any, e: Any, env: Env) -> list[Any]:
        a, b = self.temporary(), self.temporary()
        pairs = gast.Call(
            load(self.unit_name("zip", zip)), [_part(e.args[0], None, -1), _part(e.args[0], 1, None)], []
        )
        both = gast.Tuple([load(a), load(b)], gast.Load())
        return self.collecting(s, gast.Tuple([store(a), store(b)], gast.Store()), pairs, both)

    def of_islice(self, s: Any, e: Any, env: Env) -> list[Any]:
        bounds = [None, *e.args[1:]] if len(e.args) == 2 else e.args[1:]
        part = subscript(e.args[0], gast.Slice(*bounds, *[None] * (3 - len(bounds))))
        return self.core([self.with_value(s, part)], s)

    def of_repeat(self, s: Any, e: Any, env: Env) -> list[Any]:
        if len(e.args) != 2:
            raise Refused("iterator", e, "`itertools.repeat` without an end")
        trips = gast.Call(load(self.unit_name("range", range)), [e.args[1]], [])
        return self.collecting(s, store(self.temporary()), trips, e.args[0])

    def of_starmap(self, s: Any, e: Any, env: Env) -> list[Any]:
        function, rows = e.args
        row = self.temporary()
        called = gast.Call(function, [gast.Starred(load(row), gast.Load())], [])
        return self.collecting(s, store(row), rows, called)

    def of_accumulate(self, s: Any, e: Any, env: Env) -> list[Any]:
        given = dict(zip(("iterable", "func"), e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
        values, function, initial = (given.get(k) for k in ("iterable", "func", "initial"))
        name, item = s.targets[0].id, self.temporary()
        last = subscript(load(name), const(-1))
        if function is None or constant(self.eval(function, env)) is None:
            new: Any = gast.BinOp(last, gast.Add(), load(item))
        else:
            new = gast.Call(function, [last, load(item)], [])
        if initial is None or constant(self.eval(initial, env)) is None:
            first, rest = subscript(values, const(0)), _part(values, 1, None)
        else:
            first, rest = initial, values
        body = [gast.Expr(method(load(name), "append", new))]
        start = assign(name, gast.List([first], gast.Load()))
        return self.core([start, gast.For(store(item), rest, body, [], None)], s)


def selection(
    function: Any,
    args: list[Type],
    keywords: dict[str, Type],
    item_of: Callable[[Type, Any], Type],
    node: Any,
) -> Type | None:
    """The type of an iterator over choices of items; None for other functions."""
    if function not in SELECTIONS:
        return None
    if function is itertools.product:
        pools, number = args, constant(keywords.get("repeat", Static(1)))
    else:
        pools, number = args[:1], constant([*args[1:], *keywords.values(), *map(_length, args)][0])
    if not isinstance(number, int):
        return UNKNOWN
    return Iter("drawn", (ListOf(Seq("tuple", tuple(item_of(p, node) for p in pools) * number)),))


def _length(t: Type) -> Type:
    """How many items an iterable has, if that is written in the program."""
    if isinstance(t, Seq):
        return integer(len(t.items))
    bounds = [constant(i) for i in t.items] if isinstance(t, Iter) and t.kind == "range" else [NotImplemented]
    return UNKNOWN if NotImplemented in bounds else integer(len(range(*bounds)))


def _empty(name: str) -> Any:
    return assign(name, gast.List([], gast.Load()))


def _part(e: Any, lower: int | None, upper: int | None) -> Any:
    bounds = [None if b is None else const(b) for b in (lower, upper)]
    return subscript(clone(e), gast.Slice(*bounds, None))


def _counts(t: Type) -> bool:
    """Whether an iterable yields integers or strings, which carry no derivative."""
    if isinstance(t, Iter):
        return t.kind == "range"
    items: tuple[Type, ...] = t.items if isinstance(t, Seq) else (t,)
    if isinstance(t, ListOf):
        items = (t.item or UNKNOWN,)
    return all(text(i) or (isinstance(i, Num) and i.dtype in (INT, BOOL)) for i in items)
