"""Methods of arrays that NumPy has no function for, and iterators over their elements.

    a, b = x.tolist()                    →     t1 = []
                                               for v in x:
                                                   t1.append(v.item())
                                               a, b = t1
    y = x.item(1)                        →     y = x[1].item()
    y = i.choose([a, b])                 →     y = np.choose(i, [a, b])
    y = x.compress(mask)                 →     y = np.compress(mask, x)
    for v in x.flat:                     →     for v in np.ravel(x):
    for i in np.ndindex(m, n):           →     for i in list(itertools.product(range(m), range(n))):
    for i, v in np.ndenumerate(x):       →     for i, v in [(i, x[i]) for i in list(itertools.product(...))]:
"""

from __future__ import annotations

import itertools
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import clone, const, load, method, store, subscript, walk
from tangent.types import Num, Seq, Type, constant, differentiable

METHODS = ("tolist", "item", "choose", "compress", "take")


class Elements(Rewriting):
    """The part of inference that says them plainly."""

    def elements_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one of these; None for all others."""
        e = s.value
        if isinstance(e, gast.Attribute):
            return self.flat_read(s, e, env)
        if not isinstance(e, gast.Call) or not isinstance(e.func, gast.Attribute):
            return None
        name = e.func.attr
        if name in ("ndindex", "ndenumerate") and isinstance(s, gast.Assign):
            return self.places(s, e, env)
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
        elif e.func.attr == "take" and any(k.arg == "mode" for k in e.keywords):
            new = gast.Call(self.numpy_name("take", np.take), [array, *e.args], e.keywords)
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

    def flat_read(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        """`x.flat`, if nobody writes through it or into its array while it is read: the elements, then."""
        if e.attr != "flat" or not isinstance(e.value, gast.Name):
            return None
        x = env.get(e.value.id)
        if not isinstance(x, Num) or x.kind != "array" or not isinstance(s, gast.Assign):
            return None
        name = s.targets[0].id if isinstance(s.targets[0], gast.Name) else ""
        if not differentiable(x) or self.is_written(name) or self.is_written(e.value.id):
            return None
        new = gast.Call(self.numpy_name("ravel", np.ravel), [e.value], [])
        return self.once(s, "flat", lambda: [self.with_value(s, new)])

    def is_written(self, name: str) -> bool:
        """Whether a statement writes into what this name holds."""
        return any(
            isinstance(n, gast.Subscript)
            and isinstance(n.ctx, gast.Store)
            and isinstance(n.value, gast.Name)
            and n.value.id == name
            for n in walk(self.instance.tree.body)
        )

    def places(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        """The places of an array, in order, or pairs of them and the elements there."""
        function = constant(self.eval(e.func, env))
        if function not in (np.ndindex, np.ndenumerate) or e.keywords or not e.args:
            return None
        t, x = self.eval(e.args[0], env), e.args[0]
        if function is np.ndenumerate:
            if not isinstance(t, Num) or not t.shape or not isinstance(x, gast.Name) or self.is_written(x.id):
                return None
            shape = gast.Attribute(x, "shape", gast.Load())
            lengths = [subscript(clone(shape), const(k)) for k in range(len(t.shape))]
        elif len(e.args) == 1 and isinstance(t, Seq):
            lengths = [subscript(clone(x), const(k)) for k in range(len(t.items))]
        else:
            lengths = list(e.args)
        ranges = [gast.Call(load(self.unit_name("range", range)), [n], []) for n in lengths]
        product = load(self.session.name_of("product", itertools.product, self.unit))
        new = gast.Call(load(self.unit_name("list", list)), [gast.Call(product, ranges, [])], [])
        if function is np.ndenumerate:
            pair = gast.Tuple([load("i"), subscript(clone(x), load("i"))], gast.Load())
            new = gast.ListComp(pair, [gast.comprehension(store("i"), new, [], 0)])
        return self.once(s, t, lambda: self.core([self.with_value(s, new)], s))
