"""Comprehensions and generator expressions as loops.

    y = [v * v for v in x if v > 0]   →   y = []
                                          for v in x:
                                              if v > 0:
                                                  y.append(v * v)

    for v in (f(a) for a in x):       →   for a in x:
        s += v                                v = f(a)
                                              s += v

Their variables are theirs alone: where the name means something else, too, they get another one.  A generator
becomes a list only where a function reads all of it; `any` and `all` stop early, and stay as they are.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import gast

from tangent.syntax.nodes import Namer, assign, at, load, method, store, substitute, walk
from tangent.syntax.refuse import Refused

FORMS = (gast.ListComp, gast.SetComp, gast.DictComp)
ALL_FORMS = (*FORMS, gast.GeneratorExp)
READS_ALL = (
    "sum", "max", "min", "list", "tuple", "dict", "set", "frozenset", "sorted", "fsum", "prod", "mean",
    "fmean", "variance", "pvariance", "stdev", "pstdev", "geometric_mean", "harmonic_mean",
    "fromiter", "Counter", "deque", "join", "extend", "update", "chain",
    "combinations", "combinations_with_replacement", "permutations", "product", "pairwise", "accumulate",
    "starmap", "defaultdict", "OrderedDict", "_make",
)  # fmt: skip
"""Functions and methods to which a list is as good as a generator."""
STOPS_EARLY = ("any", "all")


def variables(e: Any) -> list[str]:
    """The variables that a comprehension binds itself, in order."""
    found = [n.id for g in e.generators for n in walk(g.target) if isinstance(n, gast.Name)]
    return list(dict.fromkeys(found))


class Scopes:
    """Which names of a function are variables of comprehensions only: they may keep their names."""

    def __init__(self, function: Any) -> None:
        outside = Counter(n.id for n in walk(function) if isinstance(n, gast.Name))
        for e in walk(function):
            if isinstance(e, ALL_FORMS):
                self.count_inside(e, outside)
        self.only_inside = {n for n, k in outside.items() if k <= 0}

    def count_inside(self, e: Any, outside: Counter[str]) -> None:
        inner = [c for c in walk(e) if c is not e and isinstance(c, ALL_FORMS)]
        nested = {n for c in inner for n in variables(c)}
        for name in set(variables(e)) - nested:
            outside[name] -= sum(isinstance(n, gast.Name) and n.id == name for n in walk(e))

    def renamed(self, e: Any, namer: Namer) -> Any:
        """`e` with variables that no other part of the function knows."""
        inner = {n for c in walk(e) if c is not e and isinstance(c, ALL_FORMS) for n in variables(c)}
        table = {n: namer.fresh(n) for n in variables(e) if n not in self.only_inside or n in inner}
        return renamed(e, table) if table else e


def renamed(e: Any, table: dict[str, str]) -> Any:
    """A comprehension with other variables.  What the first loop runs over is evaluated outside of it."""
    first, *rest = e.generators
    generators = [
        at(
            gast.comprehension(
                substitute(g.target, table),
                g.iter if g is first else inner_renamed(g.iter, table),
                [inner_renamed(c, table) for c in g.ifs],
                g.is_async,
            ),
            g.target,
        )
        for g in [first, *rest]
    ]
    if isinstance(e, gast.DictComp):
        return at(gast.DictComp(inner_renamed(e.key, table), inner_renamed(e.value, table), generators), e)
    return at(type(e)(inner_renamed(e.elt, table), generators), e)


def inner_renamed(e: Any, table: dict[str, str]) -> Any:
    """`e` with names replaced, except where a comprehension or lambda inside binds the same name."""
    if isinstance(e, ALL_FORMS):
        own = {n: v for n, v in table.items() if n not in variables(e)}
        first = e.generators[0]
        new = renamed(e, own)
        new.generators[0].iter = inner_renamed(first.iter, table)
        new.generators[0].target = first.target
        return new
    if isinstance(e, gast.Lambda):
        bound = {a.id for a in walk(e.args) if isinstance(a, gast.Name) and isinstance(a.ctx, gast.Param)}
        table = {n: v for n, v in table.items() if n not in bound}
    if isinstance(e, list):
        return [inner_renamed(i, table) for i in e]
    if isinstance(e, gast.Name):
        return substitute(e, table)
    if not isinstance(e, gast.AST):
        return e
    node: Any = type(e)
    copy = node.__new__(node)
    copy.__dict__.update(e.__dict__)
    for field in e._fields:
        value = getattr(e, field, None)
        if isinstance(value, (list, gast.AST)):
            setattr(copy, field, inner_renamed(value, table))
    return copy


# ---------------------------------------------------------------- loops


def built(name: str, e: Any, origin: Any, namer: Namer) -> list[Any]:
    """`name = <comprehension>` as statements."""
    if isinstance(e, gast.DictComp):
        empty: Any = gast.Dict([], [])
        key = e.key
        body: list[Any] = []
        if not isinstance(key, (gast.Name, gast.Constant)):
            key = load(namer.fresh("key"))  # the key is evaluated before the value
            body.append(at(assign(key.id, e.key), origin))
        place = gast.Subscript(load(name), key, gast.Store())
        body.append(at(gast.Assign([place], e.value, None), origin))
    elif isinstance(e, gast.SetComp):
        empty = gast.Call(load("set"), [], [])
        body = [at(gast.Expr(method(load(name), "add", e.elt)), origin)]
    else:
        empty = gast.List([], gast.Load())
        body = [at(gast.Expr(method(load(name), "append", e.elt)), origin)]
    loop = looped(e.generators, body, origin)
    # How many arguments `f(*[g(v) for v in values])` has must be known.
    loop.counted = getattr(e, "counted", False)
    return [at(assign(name, empty), origin), loop]


def looped(generators: list[Any], body: list[Any], origin: Any) -> Any:
    """The nested loops of a comprehension around `body`."""
    for g in reversed(generators):
        for test in reversed(g.ifs):
            body = [at(gast.If(test, body, []), origin)]
        body = [at(gast.For(g.target, g.iter, body, [], None), origin)]
    return body[0]


def over_generator(s: Any) -> Any:
    """`for v in (elt for a in x if c): body` as a loop over x."""
    e = s.iter
    if len(e.generators) > 1 and any(isinstance(n, gast.Break) for n in walk(s.body)):
        raise Refused("comprehension", e, "a loop that leaves a generator expression of several loops")
    return looped(e.generators, [at(gast.Assign([s.target], e.elt, None), s), *s.body], s)


def first_of(name: str, e: Any, default: Any, origin: Any) -> list[Any]:
    """`name = next((elt for a in x if c), default)`."""
    if len(e.generators) > 1:
        raise Refused("comprehension", e, "`next` of a generator expression of several loops")
    found = [at(assign(name, e.elt), origin), at(gast.Break(), origin)]
    return [at(assign(name, default), origin), looped(e.generators, found, origin)]


def pairs(e: Any) -> Any:
    """`dict((k, v) for ...)` as a dict comprehension, where the pairs are written out."""
    if isinstance(e.elt, gast.Tuple) and len(e.elt.elts) == 2:
        return at(gast.DictComp(e.elt.elts[0], e.elt.elts[1], e.generators), e)
    return at(gast.ListComp(e.elt, e.generators), e)


def is_mapping(e: Any) -> bool:
    """Whether a generator expression makes one item of each that it takes."""
    return len(e.generators) == 1 and not e.generators[0].ifs


def inlined(s: Any, position: int, e: Any) -> Any:
    """`for k, v in enumerate(elt for a in x)` as `for k, a in enumerate(x)`, with `v = elt` in the body."""
    (g,) = e.generators if len(e.generators) == 1 else (None,)
    if g is None or g.ifs:
        raise Refused("comprehension", e, "a generator expression with conditions in the header of a loop")
    call = gast.Call(
        s.iter.func, [g.iter if a is s.iter.args[position] else a for a in s.iter.args], s.iter.keywords
    )
    targets = list(s.target.elts)
    k = 1 if len(s.iter.args) < len(targets) else position
    body = [at(gast.Assign([targets[k]], e.elt, None), s), *s.body]
    targets[k] = g.target
    return at(gast.For(gast.Tuple(targets, gast.Store()), at(call, s.iter), body, [], None), s)


def taken_apart(s: Any, count: int, namer: Namer) -> Any:
    """`for pair in zip(a, b)` with a name for each part, which the pair is then made of."""
    names = [namer.fresh(f"{getattr(s.target, 'id', 'item')}_{k}") for k in range(count)]
    whole = gast.Tuple([load(n) for n in names], gast.Load())
    body = [at(gast.Assign([s.target], at(whole, s), None), s), *s.body]
    target = at(gast.Tuple([store(n) for n in names], gast.Store()), s.target)
    return at(gast.For(target, s.iter, body, [], None), s)


def as_list(e: Any) -> Any:
    """The items of something that is only iterated over, as a list comprehension."""
    g = gast.comprehension(store("item"), e, [], 0)
    return at(gast.ListComp(at(load("item"), e), [at(g, e)]), e)


def in_pairs(e: Any) -> Any:
    """An iterable of pairs as a generator expression that writes them out."""
    target = gast.Tuple([store("key"), store("value")], gast.Store())
    elt = gast.Tuple([load("key"), load("value")], gast.Load())
    return at(gast.GeneratorExp(elt, [at(gast.comprehension(target, e, [], 0), e)]), e)
