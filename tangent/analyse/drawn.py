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

import functools
import itertools
from collections.abc import Callable
from typing import Any

import gast

from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import (
    assign,
    at,
    call,
    clone,
    const,
    load,
    method,
    name_nodes,
    quote_stmts,
    store,
    subscript,
    tuple_of,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    BOOL,
    INT,
    UNKNOWN,
    Iter,
    ListOf,
    Num,
    Seq,
    Static,
    TupleOf,
    Type,
    constant,
    integer,
    text,
)

SELECTIONS: tuple[Any, ...] = (
    itertools.product,
    itertools.combinations,
    itertools.permutations,
    itertools.combinations_with_replacement,
)
READ_ONCE = ("list", "tuple", "sum", "min", "max", "sorted", "enumerate", "zip")
"""Builtins that read an iterator, where they are given one."""
_GROUPED = """keys = []
starts = []
for place in range(len(items)):
    key = {key}
    if len(keys) == 0 or keys[-1] != key:
        keys.append(key)
        starts.append(place)
starts.append(len(items))
made = []
for k in range(len(keys)):
    group = [items[i] for i in range(starts[k], starts[k + 1])]
    made.append((keys[k], group))
"""
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
        elif function in SELECTIONS:
            make = functools.partial(self.selected, function)
        elif isinstance(function, type) and function.__module__ == "itertools":
            make = getattr(self, "of_" + function.__name__, None)
        else:
            return None
        temporary = isinstance(s, gast.Assign) and s.targets[0].id in self.unit.temporaries
        if make is None or not temporary:
            raise Refused("iterator", e, f"`{gast.unparse(e.func)}`")
        key = ("drawn", *(self.eval(a, env) for a in e.args))
        return self.once(s, key, lambda: make(s, e, env))

    # -------------------------------------------------------------- choices of items

    def selected(self, function: Any, s: Any, e: Any, env: Env) -> list[Any]:
        """function: which of `SELECTIONS` is called."""
        types = [self.eval(a, env) for a in e.args]
        pools = types if function is itertools.product else types[:1]
        if all(map(_counts, pools)):
            # In one piece: an iterator that had a name could be read only once.
            return [self.with_value(s, self.whole(e, e))]
        if not all(isinstance(a, gast.Name) for a in e.args[: len(pools)]):
            return self.of_names(s, e, len(pools))
        numbers = [constant(t) for t in types[len(pools) :]]
        named = {k.arg: constant(self.eval(k.value, env)) for k in e.keywords}
        rows = self.written(function, e, pools, numbers, named)
        if rows is not None:
            return self.core([self.with_value(s, rows)], s)
        # Without a number, permutations are as long as what they are made of.
        given = [n for n in (*numbers, *named.values()) if n is not None]
        default = 1 if function is itertools.product else self.known_length(types[0])
        number = [*given, default][0]
        if isinstance(number, int) and number > 0:
            return self.by_position(s, e, len(pools), number * len(pools))
        if number is None or len(pools) != 1 or function is itertools.product:
            raise Refused("iterator", e, "a choice of items whose number is not written in the program")
        return self.any_number(s, e)

    def of_names(self, s: Any, e: Any, pools: int) -> list[Any]:
        """The same of pools that have names."""
        out: list[Any] = []
        held = [a if isinstance(a, gast.Name) else self.named(a, out, s) for a in e.args[:pools]]
        made = at(gast.Call(e.func, [*held, *e.args[pools:]], e.keywords), e)
        return [*out, self.with_value(s, made)]

    def whole(self, e: Any, call: Any) -> Any:
        """`list(itertools.product(...))`."""
        return at(gast.Call(load(self.unit_name("list", list)), [call], []), e)

    def written(
        self, function: Any, e: Any, pools: list[Type], numbers: list[Any], named: dict[str, Any]
    ) -> Any:
        """`[(xs[0], xs[1]), (xs[0], xs[2]), ...]`; None where that is too long, or a number is not known."""
        lengths = [len(t.items) for t in pools if isinstance(t, Seq)]
        if len(lengths) < len(pools) or NotImplemented in (*numbers, *named.values()):
            return None
        chosen = function(*map(range, lengths), *numbers, **named)
        rows = list(itertools.islice(chosen, MOST_WRITTEN + 1))
        if len(rows) > MOST_WRITTEN:
            return None
        tuples = []
        for row in rows:
            items = [subscript(clone(e.args[k % len(pools)]), const(i)) for k, i in enumerate(row)]
            tuples.append(gast.Tuple(items, gast.Load()))
        return at(gast.List(tuples, gast.Load()), e)

    def by_position(self, s: Any, e: Any, pools: int, width: int) -> list[Any]:
        """The same from the positions of the items, in a loop; width: how many items are in each tuple."""
        owners = e.args[:pools]
        call = clone(e)
        if pools == 1 and not e.args[1:] and not e.keywords:
            call.args.append(const(width))
        for k in range(pools):
            length = gast.Call(load(self.unit_name("len", len)), [clone(owners[k])], [])
            call.args[k] = gast.Call(load(self.unit_name("range", range)), [length], [])
        places = [self.temporary() for _ in range(width)]
        chosen = [subscript(clone(owners[k % pools]), load(p)) for k, p in enumerate(places)]
        target: Any = gast.Tuple([store(p) for p in places], gast.Store())
        positions = self.temporary()
        first = at(assign(positions, self.whole(e, call)), s)
        return [first, *self.collecting(s, target, load(positions), gast.Tuple(chosen, gast.Load()))]

    def any_number(self, s: Any, e: Any) -> list[Any]:
        """The same where it is not known how many items are in each tuple."""
        places, place, (pool, *rest) = self.temporary(), self.temporary(), e.args
        length = gast.Call(load(self.unit_name("len", len)), [clone(pool)], [])
        numbers = gast.Call(load(self.unit_name("range", range)), [length], [])
        source = self.whole(e, gast.Call(e.func, [numbers, *rest], e.keywords))
        one = gast.ListComp(
            subscript(clone(pool), load(place)), [gast.comprehension(store(place), load(places), [], 0)]
        )
        chosen = gast.Call(load(self.unit_name("tuple", tuple)), [one], [])
        return self.collecting(s, store(places), source, chosen)

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


    def of_zip_longest(self, s: Any, e: Any, env: Env) -> list[Any]:
        """`[(a[k] if k < len(a) else fill, ...) for k in range(max(len(a), ...))]`."""
        named = {k.arg: k.value for k in e.keywords}
        fill = named.get("fillvalue", const(None))
        out: list[Any] = []
        rows = [self.sequence(a, self.eval(a, env), False, out, s) for a in e.args]
        lengths = [self.named(call(self.unit_name("len", len), clone(r)), out, s) for r in rows]
        place, items = self.temporary(), [self.variable("item") for _ in rows]
        body = [
            gast.If(
                gast.Compare(load(place), [gast.Lt()], [clone(length)]),
                [assign(item, subscript(clone(row), load(place)))],
                [assign(item, clone(fill))],
            )
            for item, row, length in zip(items, rows, lengths, strict=True)
        ]
        body.append(gast.Expr(method(load(s.targets[0].id), "append", tuple_of(list(map(load, items))))))
        most = call(self.unit_name("max", max), *map(clone, lengths)) if len(rows) > 1 else lengths[0]
        trips = call(self.unit_name("range", range), most)
        return self.core([*out, _empty(s.targets[0].id), gast.For(store(place), trips, body, [], None)], s)

    def of_takewhile(self, s: Any, e: Any, env: Env) -> list[Any]:
        return self.chosen_by_test(s, e, "if f(item):\n        kept.append(item)\n    else:\n        break")

    def of_dropwhile(self, s: Any, e: Any, env: Env) -> list[Any]:
        begun = self.variable("begun")
        start = [assign(begun, const(False))]
        loop = "begun = begun or not f(item)\n    if begun:\n        kept.append(item)"
        return [*self.core(start, s), *self.chosen_by_test(s, e, loop, begun=begun)]

    def of_filterfalse(self, s: Any, e: Any, env: Env) -> list[Any]:
        if constant(self.eval(e.args[0], env)) is None:
            return self.chosen_by_test(s, e, "if not item:\n        kept.append(item)")
        return self.chosen_by_test(s, e, "if not f(item):\n        kept.append(item)")

    def chosen_by_test(self, s: Any, e: Any, body: str, **names: str) -> list[Any]:
        """A loop over what such an iterator is given, with a body in which `f` is its function."""
        function, rows = e.args
        names |= {"kept": s.targets[0].id, "item": self.temporary()}
        out: list[Any] = []
        if isinstance(function, gast.Lambda):
            function = self.named(function, out, s)
        loop = f"kept = []\nfor item in rows:\n    {body}"
        return self.core([*out, *quote_stmts(loop, f=function, rows=rows, **names)], s)

    def of_compress(self, s: Any, e: Any, env: Env) -> list[Any]:
        names = {"kept": s.targets[0].id, "item": self.temporary(), "chosen": self.temporary()}
        loop = "kept = []\nfor item, chosen in zip(rows, which):\n    if chosen:\n        kept.append(item)"
        rows, which = e.args
        return self.core(quote_stmts(loop, rows=rows, which=which, **names), s)

    def of_groupby(self, s: Any, e: Any, env: Env) -> list[Any]:
        """A list of pairs: each key, and the list of its items, which may be read once, as in Python."""
        name = s.targets[0].id
        if not self.read_once(name):
            raise Refused("iterator", e, "`itertools.groupby` whose groups are not read once each, at once,")
        given = dict(zip(("iterable", "key"), e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
        out: list[Any] = []
        f = given.get("key")
        if isinstance(f, gast.Lambda):
            f = self.named(f, out, s)
        items = self.sequence(given["iterable"], self.eval(given["iterable"], env), False, out, s)
        names = {n: self.variable(n) for n in ("keys", "starts", "key", "group")}
        names |= {"place": self.temporary(), "k": self.temporary(), "i": self.temporary(), "made": name}
        key = "items[place]" if f is None else "f(items[place])"
        loop = quote_stmts(_GROUPED.format(key=key), f=f or const(None), items=items, **names)
        return self.core([*out, *loop], s)

    def read_once(self, name: str) -> bool:
        """Whether the groups of `t` are read in the header of a loop, and each is read once in its body."""
        body = self.instance.tree.body
        loops = [n for n in walk(body) if isinstance(n, gast.For) and getattr(n.iter, "id", "") == name]
        if len(loops) != 1 or sum(n.id == name for n in name_nodes(body)) != 2:
            return False
        (loop,) = loops
        two = isinstance(loop.target, gast.Tuple) and len(loop.target.elts) == 2
        group = loop.target.elts[1] if two else None
        if not isinstance(group, gast.Name):
            return False
        uses = [n for n in name_nodes(body) if n.id == group.id]
        if len(uses) == 1:
            return True
        here = [n for n in name_nodes(loop.body) if n.id == group.id and isinstance(n.ctx, gast.Load)]
        if len(uses) != 2 or len(here) != 1:
            return False
        inner = [n for n in walk(loop.body) if isinstance(n, (gast.For, gast.While))]
        again = {id(n) for loop in inner for n in name_nodes(loop.body)}
        reads = [n.iter for n in inner if isinstance(n, gast.For)]
        for n in walk(loop.body):
            if isinstance(n, gast.Call) and self.unit.builtin(n.func) in READ_ONCE:
                reads += n.args
        return id(here[0]) not in again and any(r is here[0] for r in reads)


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
        several = function is itertools.product
        return UNKNOWN if several else Iter("drawn", (ListOf(TupleOf(item_of(pools[0], node))),))
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
