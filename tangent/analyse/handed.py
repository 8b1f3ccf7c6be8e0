"""Generators that are handed to something else than a loop.

    y = f(pairs(x))                           the body of `f`, in which the generator goes by its own name

    for v in islice(pairs(x), 5):     →       a generator that loops over the other one, written around the
        ...                                   body of this loop (`tangent.runtime.iterators`)

    a, b = pairs(x)                   →       items = []
                                              for item in pairs(x):
                                                  items.append(item)
                                              a, b = items

A generator is read once, in the loop in which it is made; all else is refused.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import math
import statistics
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from tangent.analyse.inline import NeedsInlining
from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.stars import bind_arguments, starred_names
from tangent.analyse.turns import endless
from tangent.runtime import iterators
from tangent.syntax.nodes import assign, at, clone, const, load, method, name_nodes, store, stores_in, walk
from tangent.syntax.refuse import Refused
from tangent.types import UNKNOWN, Generating, constant
from tangent.unit import Unit

READ_ALL = (
    list, tuple, set, frozenset, dict, sum, max, min, sorted, math.fsum, math.prod, functools.reduce,
    heapq.nsmallest, heapq.nlargest, statistics.mean, statistics.fmean, np.fromiter,
    itertools.product, itertools.permutations, itertools.combinations,
    itertools.combinations_with_replacement,
)  # fmt: skip
"""Functions that read all that a generator yields, before they return."""
READ_TOGETHER = (itertools.zip_longest, itertools.groupby)
"""Those that read it bit by bit, of which a list is read as well where only computing is done."""
METHODS = ("extend", "update", "join", "union", "intersection", "difference")
"""Methods of lists, sets, dicts and strings that do the same."""


class MadeGenerator(Exception):
    """A call gives a generator."""

    def __init__(self, unit: Unit, bound: Any) -> None:
        self.made = Generating(unit, bound)


class Handed(Rewriting):
    """The part of inference that follows generators to where they are read."""

    def is_generating(self, e: Any, env: Env) -> bool:
        return isinstance(e, gast.Name) and isinstance(env.get(e.id), Generating)

    def given(self, e: Any, env: Env) -> Any:
        """The type of an argument, which may be a generator where a call is written out."""
        return env[e.id] if self.handing and self.is_generating(e, env) else self.eval(e, env)

    # -------------------------------------------------------------- made and kept

    def of_generator(self, e: Any, unit: Unit, bound: Any) -> Any:
        """A call of a generator function runs nothing yet."""
        if self.whole_call is not e:
            raise Refused("yield", e, f"the generator `{unit.name}`, used in another way than by a loop,")
        raise MadeGenerator(unit, bound)

    def hold_generator(self, s: Any, made: Generating, env: Env) -> list[Any]:
        """`t = pairs(x)`: what it is given is what the names mean now."""
        if not isinstance(s, gast.Assign) or not isinstance(s.targets[0], gast.Name):
            raise Refused("yield", s, f"the generator `{made.unit.name}`, which is never read,")
        if hasattr(s, "taken_apart"):
            self.check_end(s, made)
            return self.once(s, "taken apart", lambda: self.in_list(s))
        name = s.targets[0].id
        out: list[Any] = []
        if name not in self.unit.temporaries:
            out = self.once(s, "kept", lambda: self.arguments_kept(s, made))
            held = {o.value.id: o.targets[0] for o in out}
            for p, e in made.bound.exprs.items():
                if isinstance(e, gast.Name) and e.id in held:
                    made.bound.exprs[p] = at(load(held[e.id].id), s)
        env[name] = replace(made, depth=len(self.breaks))
        self.generators.add(name)
        return out

    def arguments_kept(self, s: Any, made: Generating) -> list[Any]:
        """Variables for the arguments, which may mean something else when the generator is read."""
        stored = stores_in(self.instance.tree.body) - self.unit.temporaries
        given = {e.id: p for p, e in made.bound.exprs.items() if isinstance(e, gast.Name)}
        return [at(assign(self.variable(p), load(n)), s) for n, p in given.items() if n in stored]

    def renamed_generator(self, target: Any, made: Generating, env: Env) -> list[Any]:
        """`rest = t`, of which only the new name is used from then on."""
        if not isinstance(target, gast.Name):
            raise Refused("yield", target, "a generator that is kept")
        env[target.id] = made
        self.generators.add(target.id)
        return []

    def returned(self, e: Any, env: Env) -> Any:
        """What is returned; a generator is made where the function is called, which is written out there."""
        if not self.is_generating(e, env):
            return self.eval(e, env)
        self.instance.gives = e
        self.read_here(e, env)
        return UNKNOWN

    def read_here(self, e: Any, env: Env) -> Generating:
        """The generator that a loop reads: once, and where it was made."""
        t: Generating = env[e.id]  # type: ignore[assignment]
        if t.spent:
            raise Refused("yield", e, "a generator that is read twice")
        if t.depth != len(self.breaks):
            raise Refused("yield", e, "a generator that is made outside of the loop in which it is read,")
        env[e.id] = replace(t, spent=True)
        return t

    # -------------------------------------------------------------- handed on

    def generators_handed(self, s: Any, env: Env) -> list[Any] | None:
        """Statements in the place of one that hands generators to something; None for others."""
        if not self.generators or not isinstance(s, (gast.Assign, gast.Expr)):
            return None
        e = s.value
        if isinstance(e, gast.Name):
            if not isinstance(s, gast.Assign) or not self.is_generating(e, env):
                return None
            if isinstance(s.targets[0], gast.Tuple):
                return self.with_lists(s, [e], env)
            return self.renamed_generator(s.targets[0], self.read_here(e, env), env)
        if isinstance(e, (gast.Call, gast.List, gast.Tuple)):
            if stars := [n for n in starred_names(e) if self.is_generating(n, env)]:
                return self.with_lists(s, stars, env)
        if not isinstance(e, gast.Call):
            return None
        given = [a for a in [*e.args, *(k.value for k in e.keywords)] if self.is_generating(a, env)]
        return self.handed(s, e, given, env) if given else None

    def handed(self, s: Any, e: Any, given: list[Any], env: Env) -> list[Any]:
        if isinstance(e.func, gast.Attribute) and e.func.attr in METHODS:
            return self.with_lists(s, given, env)
        function = constant(self.eval(e.func, env))
        if getattr(e, "early", False):
            for a in given:
                self.check_early(s, env[a.id], [self.instance.tree], env)
        if any(function is f for f in READ_ALL):
            return self.with_lists(s, given, env)
        if any(function is f for f in READ_TOGETHER):
            self.check_pure(s, given, env)
            return self.with_lists(s, given, env)
        if function is next:
            return self.first_yielded(s, e)
        if function is itertools.chain and len(e.args) > 2:
            return self.once(s, "chain", lambda: self.chain_of_two(s, e))
        if (made := self.as_generator(e, function, env)) is not None:
            return self.hold_generator(s, made, env)
        self.handing, self.whole_call = True, e
        try:
            self.eval(e, env)
        except NeedsInlining as needed:
            return self.inlined(s, needed.unit, needed.bound)
        except MadeGenerator as call:
            return self.hold_generator(s, call.made, env)
        finally:
            self.handing = False
        raise Refused("yield", given[0], "a generator, used in another way than by a loop,")

    def with_lists(self, s: Any, given: list[Any], env: Env) -> list[Any]:
        """Lists in the place of generators that are read to their ends, one after the other."""
        for a in given:
            self.check_end(a, env[a.id])
        return self.once(s, "listed", lambda: self.in_lists(s, given))

    def check_end(self, e: Any, made: Any) -> None:
        if endless(made.unit):
            raise Refused("yield", e, f"the generator `{made.unit.name}`, which has no end, read to its end,")

    def in_list(self, s: Any) -> list[Any]:
        """`t = pairs(x)` as a list of what it yields."""
        out: list[Any] = []
        given = self.named(s.value, out, s)
        return [*out, *self.in_lists(self.with_value(s, given), [given])]

    def in_lists(self, s: Any, given: list[Any]) -> list[Any]:
        out: list[Any] = []
        lists = {}
        for a in given:
            items, item = self.temporary(), self.temporary()
            body = [at(gast.Expr(method(load(items), "append", load(item))), s)]
            out.append(at(assign(items, gast.List([], gast.Load())), s))
            out.append(at(gast.For(store(item), load(a.id), body, [], None), s))
            lists[a.id] = items
        value = clone(s.value)
        for n in name_nodes([value]):
            n.id = lists.get(n.id, n.id)
        return [*out, self.with_value(s, value)]

    def check_pure(self, s: Any, given: list[Any], env: Env) -> None:
        """Refuse what would be read later, and may see by then what is changed."""
        name = s.targets[0].id if isinstance(s, gast.Assign) else ""
        loops = [n for n in walk(self.instance.tree.body) if isinstance(n, gast.For)]
        readers = [n for n in loops if any(m.id == name for m in name_nodes([n.iter]))]
        for a in given:
            self.check_early(s, env[a.id], readers, env)

    def first_yielded(self, s: Any, e: Any) -> list[Any]:
        """`y = next(g)` of a generator that is read no further."""
        if not isinstance(s, gast.Assign) or e.keywords:
            raise Refused("yield", e, "`next` of a generator")
        return self.once(s, "next", lambda: self.core(self.first_in_loop(s, e), s))

    def first_in_loop(self, s: Any, e: Any) -> list[Any]:
        before, rest = [], []
        if len(e.args) > 1:
            before = [self.with_value(s, e.args[1])]
        else:
            rest = [gast.Raise(load(self.unit_name("StopIteration", StopIteration)), None)]
        item = self.temporary()
        body = [self.with_value(s, load(item)), gast.Break()]
        return [*before, gast.For(store(item), e.args[0], body, rest, None)]

    def chain_of_two(self, s: Any, e: Any) -> list[Any]:
        """`chain(a, b, c)` as `chain(a, chain(b, c))`."""
        out: list[Any] = []
        rest = self.named(gast.Call(clone(e.func), e.args[1:], []), out, s)
        return [*out, self.with_value(s, gast.Call(e.func, [e.args[0], rest], []))]

    # -------------------------------------------------------------- iterators of iterators

    def as_generator(self, e: Any, function: Any, env: Env) -> Generating | None:
        """An iterator of `itertools`, or `enumerate` or `zip`, over generators; None for others."""
        if function == itertools.chain.from_iterable:
            return self.made_of(e, iterators.chained_rows, e.args, env)
        if not isinstance(function, type):
            return None
        make: Callable[[Any, Env], Generating] | None = getattr(self, f"lazy_{function.__name__}", None)
        of_library = function.__module__ in ("itertools", "builtins")
        return make(e, env) if make is not None and of_library else None

    def made_of(self, e: Any, function: Any, args: list[Any], env: Env) -> Generating:
        """A generator of the runtime with these arguments."""
        unit = self.program.unit_of(function)
        self.handing = True
        try:
            types = [self.given(a, env) for a in args]
        finally:
            self.handing = False
        call = at(gast.Call(e.func, args, []), e)
        return Generating(unit, bind_arguments(unit, call, types, {}))

    def lazy_islice(self, e: Any, env: Env) -> Generating:
        bounds = [const(None), *e.args[1:]] if len(e.args) == 2 else list(e.args[1:])
        bounds += [const(None)] * (3 - len(bounds))
        for k, usual in ((0, 0), (2, 1)):
            if constant(self.eval(at(bounds[k], e), env)) is None:
                bounds[k] = at(const(usual), e)
        return self.made_of(e, iterators.islice, [e.args[0], *bounds], env)

    def lazy_takewhile(self, e: Any, env: Env) -> Generating:
        return self.made_of(e, iterators.takewhile, e.args, env)

    def lazy_dropwhile(self, e: Any, env: Env) -> Generating:
        return self.made_of(e, iterators.dropwhile, e.args, env)

    def lazy_filterfalse(self, e: Any, env: Env) -> Generating:
        if constant(self.eval(e.args[0], env)) is None:
            return self.made_of(e, iterators.false_ones, e.args[1:], env)
        return self.made_of(e, iterators.filterfalse, e.args, env)

    def lazy_starmap(self, e: Any, env: Env) -> Generating:
        return self.made_of(e, iterators.starmap, e.args, env)

    def lazy_pairwise(self, e: Any, env: Env) -> Generating:
        return self.made_of(e, iterators.pairwise, e.args, env)

    def lazy_compress(self, e: Any, env: Env) -> Generating:
        return self.made_of(e, iterators.compress, e.args, env)

    def lazy_enumerate(self, e: Any, env: Env) -> Generating:
        start = [*e.args[1:], *(k.value for k in e.keywords), at(const(0), e)][0]
        return self.made_of(e, iterators.counted, [e.args[0], start], env)

    def lazy_zip(self, e: Any, env: Env) -> Generating:
        if len(e.args) != 2 or e.keywords:
            raise Refused("yield", e, "a generator in a `zip` of this form")
        return self.made_of(e, iterators.paired, e.args, env)

    def lazy_chain(self, e: Any, env: Env) -> Generating:
        args = [*e.args, at(gast.Tuple([], gast.Load()), e)] if len(e.args) == 1 else e.args
        return self.made_of(e, iterators.chain, args, env)

    def lazy_accumulate(self, e: Any, env: Env) -> Generating:
        given = dict(zip(("iterable", "func"), e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
        values, function, initial = (given.get(k) for k in ("iterable", "func", "initial"))
        has_function = function is not None and constant(self.eval(function, env)) is not None
        begins = initial is not None and constant(self.eval(initial, env)) is not None
        args = [function, values] if has_function else [values]
        if begins:
            sums: Any = iterators.accumulate_from if has_function else iterators.sums_from
            return self.made_of(e, sums, [*args, initial], env)
        return self.made_of(e, iterators.accumulate if has_function else iterators.sums, args, env)
