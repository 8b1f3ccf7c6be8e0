"""`map` and `filter` as generator expressions: both make their items one by one, when they are asked for.

    sum(map(lambda v: v * v, x))      →     sum(v * v for v in x)
    for v in map(f, a, b):            →     for v in (f(p, q) for p, q in zip(a, b)):
    list(filter(f, x))                →     list(v for v in x if f(v))

What `max`, `min` and `sorted` compare by may be looked up, which is said as a function of its own:

    max(d, key=d.get)                 →     max(d, key=lambda item: d.get(item))
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.normalise.meanings import Meaning
from tangent.syntax.nodes import Namer, at, call, children, load, store, substitute, tuple_of


def maps_as_generators(function: Any, namer: Namer, builtin: Meaning) -> None:
    """Rewrite the body of a function in place; functions inside it are rewritten when they are reached."""
    _Maps(namer, builtin).inside(function, skip_arguments=True)


class _Maps:
    def __init__(self, namer: Namer, builtin: Meaning) -> None:
        self.namer = namer
        self.builtin = builtin

    def inside(self, node: Any, skip_arguments: bool = False) -> None:
        """Deep expressions lean to the left: no recursion on the way down."""
        pending = list(node.body) if skip_arguments else [node]
        while pending:
            n = pending.pop()
            if isinstance(n, (gast.FunctionDef, gast.Lambda)):
                continue
            for field in n._fields:
                if field == "test":
                    continue  # kept as it is: a truth value has no derivative
                value = getattr(n, field, None)
                if isinstance(value, list):
                    setattr(n, field, [self.exchanged(v) for v in value])
                elif isinstance(value, gast.Call):
                    setattr(n, field, self.exchanged(value))
            pending += children(n)

    def exchanged(self, e: Any) -> Any:
        if not isinstance(e, gast.Call) or any(isinstance(a, gast.Starred) for a in e.args):
            return e
        name = self.builtin(e.func)
        if name in ("max", "min", "sorted"):
            self.look_up_by_call(e)
        if e.keywords:
            return e
        if name == "map" and len(e.args) > 1:
            return self.mapped(e)
        if name == "filter" and len(e.args) == 2:
            return self.filtered(e)
        return e

    def look_up_by_call(self, e: Any) -> None:
        for k in e.keywords:
            f = k.value
            looks_up = isinstance(f, gast.Attribute) and f.attr in ("get", "__getitem__")
            if k.arg == "key" and looks_up and isinstance(f.value, gast.Name):
                item = self.namer.fresh("item")
                taken = [gast.Name(item, gast.Param(), None, None)]
                parameters = gast.arguments(taken, [], None, [], [], None, [])
                k.value = at(gast.Lambda(parameters, gast.Call(f, [load(item)], [])), f)

    def mapped(self, e: Any) -> Any:
        function, *sequences = e.args
        first, names, value = self.applied(function, len(sequences), e)
        target: Any = store(names[0])
        iterable = sequences[0]
        if len(names) > 1:
            target = gast.Tuple([store(n) for n in names], gast.Store())
            iterable = at(call("zip", *sequences), e)
            if self.builtin(iterable.func) != "zip":
                return e
        return self.generator(value, [*first, gast.comprehension(at(target, e), iterable, [], 0)], e)

    def filtered(self, e: Any) -> Any:
        function, sequence = e.args
        first: list[Any]
        if isinstance(function, gast.Constant) and function.value is None:
            name = self.namer.fresh("item")
            first, test = [], load(name)
        else:
            first, (name,), test = self.applied(function, 1, e)
        over = gast.comprehension(at(store(name), e), sequence, [at(test, e)], 0)
        return self.generator(load(name), [*first, over], e)

    def generator(self, value: Any, generators: list[Any], e: Any) -> Any:
        return at(gast.GeneratorExp(at(value, e), [at(g, e) for g in generators]), e)

    def applied(self, function: Any, count: int, e: Any) -> tuple[list[Any], list[str], Any]:
        """What comes before the loop, its variables, and the function applied to these."""
        if isinstance(function, gast.Lambda) and _plain(function, count):
            params = [p.id for p in function.args.args]
            names = [self.namer.fresh(p) for p in params]
            return [], names, substitute(function.body, dict(zip(params, names)))
        names = [self.namer.fresh("item") for _ in range(count)]
        first = []
        if not isinstance(function, (gast.Name, gast.Attribute)):
            # It is made once, before the first item.
            held = self.namer.fresh("mapped")
            first = [gast.comprehension(at(store(held), e), at(tuple_of([function]), e), [], 0)]
            function = at(load(held), e)
        return first, names, at(gast.Call(function, [at(load(n), e) for n in names], []), e)


def _plain(function: Any, count: int) -> bool:
    """Whether a lambda can be written out: as many parameters, and nothing inside that hides them."""
    a = function.args
    simple = not (a.posonlyargs or a.vararg or a.kwonlyargs or a.kwarg or a.defaults)
    scopes = (gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp, gast.NamedExpr)
    pending, nested = [function.body], False
    while pending:
        n = pending.pop()
        nested = nested or isinstance(n, scopes)
        pending += children(n)
    return simple and len(a.args) == count and not nested
