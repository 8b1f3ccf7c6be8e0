"""Methods of arrays that NumPy has no function for, and iterators over their elements.

    a, b = x.tolist()                    →     t1 = []
                                               for v in x:
                                                   t1.append(v.item())
                                               a, b = t1
    y = x.item(1)                        →     y = x[1].item()
    y = i.choose([a, b])                 →     y = np.choose(i, [a, b])
    y = x.compress(mask)                 →     y = np.compress(mask, x)
    for i in np.ndindex(m, n):           →     for i in list(itertools.product(range(m), range(n))):
    for i, v in np.ndenumerate(x):       →     for i in list(itertools.product(...)):
                                                   v = x[i]
    for v in x.flat:                     →     (the same, without the place)
    for v in np.nditer(x):               →     for i in memory_places(x, "K"):
                                                   v = np.array(x[i])

The iterators take each element when its turn comes: what the loop writes into the array is seen.
"""

from __future__ import annotations

import itertools
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.runtime.shapes import memory_places
from tangent.syntax.nodes import (
    as_store,
    assign,
    at,
    clone,
    const,
    load,
    method,
    statements_in,
    store,
    stores_in,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import Num, Seq, Type, constant, differentiable

METHODS = ("tolist", "item", "choose", "compress")


class Elements(Rewriting):
    """The part of inference that says them plainly."""

    def elements_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one of these; None for all others."""
        if isinstance(s, gast.For):
            return self.loop_over_elements(s)
        e = s.value
        if isinstance(e, gast.Attribute):
            return self.walk_begun(s, e.value, False, env) if e.attr == "flat" else None
        if not isinstance(e, gast.Call) or not isinstance(e.func, gast.Attribute):
            return None
        name = e.func.attr
        if name == "nditer" and isinstance(s, gast.Assign) and e.args:
            return self.nditer_begun(s, e, env) if constant(self.eval(e.func, env)) is np.nditer else None
        if name in ("ndindex", "ndenumerate") and isinstance(s, gast.Assign) and e.args and not e.keywords:
            function = constant(self.eval(e.func, env))
            if function is np.ndenumerate:
                return self.walk_begun(s, e.args[0], True, env)
            return self.places(s, e, env) if function is np.ndindex else None
        if name in METHODS and isinstance(e.func.value, gast.Name):
            x = env.get(e.func.value.id)
            if isinstance(x, Num) and x.kind == "array" and x.shape is not None:
                return self.method_of_array(s, e, x, env)
        return None

    def method_of_array(self, s: Any, e: Any, x: Num, env: Env) -> list[Any] | None:
        types = [self.eval(a, env) for a in [*e.args, *(k.value for k in e.keywords)]]
        if not any(map(differentiable, [x, *types])):
            return None
        array, rank = e.func.value, len(x.shape or ())
        if e.func.attr == "tolist" and rank in (1, 2) and not types:
            return self.once(s, ("tolist", rank), lambda: self.listed(s, array, rank))
        if e.func.attr == "item":
            new = self.item(e, array, rank, types)
        elif e.func.attr == "choose":
            new = gast.Call(self.numpy_name("choose", np.choose), [array, *e.args], e.keywords)
        elif e.func.attr == "compress" and e.args:
            new = gast.Call(
                self.numpy_name("compress", np.compress), [e.args[0], array, *e.args[1:]], e.keywords
            )
        else:
            return None
        if new is None:
            return None
        return self.once(s, ("method", *types), lambda: self.core([self.with_value(s, clone(new))], s))

    def listed(self, s: Any, array: Any, rank: int) -> list[Any]:
        """A list of Python numbers, or of lists of them."""
        item: Any = method(load("v"), "item")
        for name in ("v", "row")[:rank]:
            source = load("row") if name == "v" and rank == 2 else clone(array)
            item = gast.ListComp(item, [gast.comprehension(store(name), source, [], 0)])
        return self.core([self.with_value(s, item)], s)

    def item(self, e: Any, array: Any, rank: int, types: list[Type]) -> Any:
        """`x.item(k)` counts in the order of rows; `x.item(i, j)` and `x.item((i, j))` are places."""
        if e.keywords or not types:
            return None
        places = e.args
        if len(types) == 1 and rank > 1 and not isinstance(types[0], Seq):
            array = gast.Call(self.numpy_name("ravel", np.ravel), [array], [])
        elif len(types) > 1:
            places = [gast.Tuple(list(e.args), gast.Load())]
        return method(subscript(array, clone(places[0])), "item")

    # -------------------------------------------------------------- iterators

    def walk_begun(self, s: Any, x: Any, placed: bool, env: Env) -> list[Any] | None:
        """`t = x.flat` or `t = np.ndenumerate(x)`, where `t` is what a loop runs over and nothing else."""
        t = env.get(x.id) if isinstance(x, gast.Name) else None
        if not isinstance(t, Num) or t.kind != "array" or not t.shape or not isinstance(s, gast.Assign):
            return None
        name = s.targets[0].id if isinstance(s.targets[0], gast.Name) else ""
        reads = sum(isinstance(n, gast.Name) and n.id == name for n in walk(self.instance.tree.body))
        heads = [f for f in statements_in(self.instance.tree.body) if isinstance(f, gast.For)]
        if reads != 2 or not any(isinstance(f.iter, gast.Name) and f.iter.id == name for f in heads):
            return None
        self.walked[name] = x, len(t.shape), placed
        return []

    def nditer_begun(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        """`t = np.nditer(x)`, of one array; `op_flags=["readwrite"]` where the loop writes `v[...] = ...`."""
        options = {k.arg: constant(self.eval(k.value, env)) for k in e.keywords}
        order = options.pop("order", "K")
        flags = options.pop("op_flags", [["readonly"]])
        if len(e.args) != 1 or options or order not in ("K", "C"):
            return None
        if flags not in ([["readonly"]], ["readonly"], [["readwrite"]], ["readwrite"]):
            return None
        begun = self.walk_begun(s, e.args[0], False, env)
        if begun is not None:
            self.orders[s.targets[0].id] = order, "readwrite" in str(flags)
        return begun

    def loop_over_elements(self, s: Any) -> list[Any] | None:
        if not isinstance(s.iter, gast.Name) or s.iter.id not in self.walked:
            return None
        x, rank, placed = self.walked[s.iter.id]
        if x.id in stores_in(s):
            raise Refused("iterator", s.iter, f"the elements of `{x.id}`, which the loop changes as a whole")
        return self.once(s, ("elements", rank), lambda: self.place_by_place(s, x, rank, placed))

    def place_by_place(self, s: Any, x: Any, rank: int, placed: bool) -> list[Any]:
        shape = gast.Attribute(x, "shape", gast.Load())
        places, where = self.temporary(), self.temporary()
        listed = self.product_of_ranges([subscript(clone(shape), const(k)) for k in range(rank)])
        taken = self.temporary()
        body: list[Any] = [assign(taken, subscript(clone(x), load(where)))]
        if s.iter.id in self.orders:
            order, writes = self.orders[s.iter.id]
            ours = load(self.session.name_of("memory_places", memory_places, self.unit))
            listed = gast.Call(ours, [clone(x), const(order)], [])
            body[0].value = gast.Call(self.numpy_name("array", np.array), [body[0].value], [])
            if writes:
                s.body = written_back(s.body, s.target.id, subscript(clone(x), load(where)))
        target, values = s.target, [load(where), load(taken)]
        if not placed:
            body.append(gast.Assign([target], load(taken), None))
        elif isinstance(target, gast.Tuple) and len(target.elts) == 2:
            body += [gast.Assign([t], v, None) for t, v in zip(target.elts, values, strict=True)]
        else:
            body.append(gast.Assign([target], gast.Tuple(values, gast.Load()), None))
        loop = gast.For(store(where), load(places), [*self.core(body, s), *s.body], s.orelse, None)
        return [*self.core([assign(places, listed)], s), at(loop, s)]

    def product_of_ranges(self, lengths: list[Any]) -> Any:
        """`list(itertools.product(range(m), range(n)))`."""
        ranges = [gast.Call(load(self.unit_name("range", range)), [n], []) for n in lengths]
        product = load(self.session.name_of("product", itertools.product, self.unit))
        return gast.Call(load(self.unit_name("list", list)), [gast.Call(product, ranges, [])], [])

    def places(self, s: Any, e: Any, env: Env) -> list[Any]:
        """All places of an array of this shape, in order."""
        t, lengths = self.eval(e.args[0], env), list(e.args)
        if len(e.args) == 1 and isinstance(t, Seq):
            lengths = [subscript(clone(e.args[0]), const(k)) for k in range(len(t.items))]
        new = self.product_of_ranges(lengths)
        return self.once(s, t, lambda: self.core([self.with_value(s, new)], s))


def written_back(stmts: list[Any], name: str, place: Any) -> list[Any]:
    """Statements that write into an element's array, each followed by one that puts it into its place."""
    out: list[Any] = []
    for s in stmts:
        for field in ("body", "orelse"):
            if hasattr(s, field):
                setattr(s, field, written_back(getattr(s, field), name, place))
        out.append(s)
        target = s.targets[0] if isinstance(s, gast.Assign) else getattr(s, "target", None)
        if isinstance(target, gast.Subscript) and getattr(target.value, "id", "") == name:
            out.append(at(gast.Assign([as_store(clone(place))], load(name), None), s))
    return out
