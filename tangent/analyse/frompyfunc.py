"""`np.frompyfunc` of a function with Python text, whose results are converted to numbers: a loop over them.

    u = np.frompyfunc(lambda t, w: t * w if t > 0.0 else w, 2, 1)

    y = u(x, z).astype(float)    →     t1 = elements_of(<the function of u>, x, z)
                                       y = t1.astype(float)
    y = u(x[0], 2.0)             →     y = element_of(<the function of u>, x[0], 2.0)

The ufunc makes an array of objects.  An array of the same numbers stands for it only where all that is done
with it is a conversion: sums of objects, say, are taken in another order.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Iterator
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.rules import RULES
from tangent.runtime.compositions import element_of, elements_of
from tangent.syntax.nodes import load
from tangent.types import Num, constant, differentiable

SUFFIX = " (vectorized)"
MOST_OPERANDS = 3


class FromPyFunc(Rewriting):
    """The part of inference that calls the function of an `np.frompyfunc`."""

    def frompyfunc_call(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call of such a ufunc, or for one that makes it; None for others."""
        e = s.value
        if e.keywords or not isinstance(s, gast.Assign) or not isinstance(s.targets[0], gast.Name):
            return None
        if function is np.frompyfunc:
            return self.frompyfunc_made(s, env)
        if not isinstance(function, np.ufunc) or function in RULES:
            return None
        inner = function_in(function)
        if inner is None or len(e.args) != function.nin or function.nin > MOST_OPERANDS:
            return None
        types = [self.eval(a, env) for a in e.args]
        if not any(map(differentiable, types)):
            return None
        numbers = all(isinstance(t, Num) and t.rank == 0 for t in types)
        if not numbers and not self.are_converted(s.targets[0].id, function.nout, env):
            return None
        stand_in = element_of if numbers else elements_of
        return self.once(s, ("frompyfunc", *types), lambda: self.frompyfunc_called(s, inner, stand_in))

    def frompyfunc_called(self, s: Any, inner: Any, stand_in: Any) -> list[Any]:
        wish = getattr(inner, "__name__", "")
        name = self.name_for(wish if wish.isidentifier() else "element", inner)
        ours = self.session.name_of(stand_in.__name__, stand_in, self.unit)
        return [self.with_value(s, gast.Call(load(ours), [load(name), *s.value.args], []))]

    def frompyfunc_made(self, s: Any, env: Env) -> list[Any] | None:
        """`u = np.frompyfunc(f, 1, 1)` → `u = partial(elements_of, f)`."""
        e = s.value
        counts = [constant(self.eval(a, env)) for a in e.args[1:]]
        if len(counts) != 2 or counts[0] not in range(1, MOST_OPERANDS + 1) or not isinstance(counts[1], int):
            return None
        calls = self.calls_of(s.targets[0].id)
        if not calls or not all(len(c.value.args) == counts[0] for c in calls):
            return None
        if not all(self.are_converted(c.targets[0].id, counts[1], env) for c in calls):
            return None
        return self.once(s, "frompyfunc", lambda: self.as_partial(s))

    def as_partial(self, s: Any) -> list[Any]:
        made = self.session.name_of("partial", functools.partial, self.unit)
        ours = self.session.name_of(elements_of.__name__, elements_of, self.unit)
        return [self.with_value(s, gast.Call(load(made), [load(ours), s.value.args[0]], []))]

    def calls_of(self, name: str) -> list[Any]:
        """The statements `y = name(...)`; nothing if the name is read anywhere else."""
        calls, reads = [], 0
        for n in nodes_that_see(self.instance.tree, name):
            reads += isinstance(n, gast.Name) and n.id == name and isinstance(n.ctx, gast.Load)
            if isinstance(n, gast.Assign) and isinstance(n.value, gast.Call) and not n.value.keywords:
                func = n.value.func
                if isinstance(func, gast.Name) and func.id == name and isinstance(n.targets[0], gast.Name):
                    calls.append(n)
        return calls if len(calls) == reads else []

    def are_converted(self, name: str, count: int, env: Env) -> bool:
        """Whether all that is done with the results of such a ufunc is a conversion to numbers."""
        if count == 1:
            return self.is_converted(name, env)
        parts, reads = [], 0
        for n in nodes_that_see(self.instance.tree, name):
            reads += isinstance(n, gast.Name) and n.id == name and isinstance(n.ctx, gast.Load)
            if isinstance(n, gast.Assign) and is_named(n.value, name):
                parts += parts_named(n.targets[0])
            elif isinstance(n, gast.Assign) and isinstance(n.value, gast.Subscript):
                if is_named(n.value.value, name) and isinstance(n.targets[0], gast.Name):
                    parts.append(n.targets[0].id)
        return bool(parts) and reads in (1, len(parts)) and all(self.is_converted(p, env) for p in parts)

    def is_converted(self, name: str, env: Env) -> bool:
        """Whether all that is done with a variable is a conversion to numbers."""
        reads = conversions = 0
        for n in nodes_that_see(self.instance.tree, name):
            reads += isinstance(n, gast.Name) and n.id == name and isinstance(n.ctx, gast.Load)
            conversions += isinstance(n, gast.Call) and self.is_conversion(n, name, env)
        return 0 < reads == conversions

    def is_conversion(self, e: Any, name: str, env: Env) -> bool:
        """`float(name)`, `name.astype(t)`, `np.array(name, t)` or `np.asarray(name, t)`."""
        if self.unit.builtin(e.func) in ("float", "complex"):
            return len(e.args) == 1 and is_named(e.args[0], name)
        dtypes = [k.value for k in e.keywords if k.arg == "dtype"]
        if isinstance(e.func, gast.Attribute) and is_named(e.func.value, name):
            return e.func.attr == "astype" and self.are_numbers([*e.args[:1], *dtypes], env)
        if not e.args or not is_named(e.args[0], name) or not isinstance(e.func, gast.Attribute):
            return False
        made = constant(self.eval(e.func, env))
        return made in (np.array, np.asarray) and self.are_numbers([*e.args[1:2], *dtypes], env)

    def are_numbers(self, dtypes: list[Any], env: Env) -> bool:
        """Whether a conversion to this one dtype gives floats or complex numbers."""
        if len(dtypes) != 1:
            return False
        found = constant(self.eval(dtypes[0], env))
        try:
            return found is not NotImplemented and found is not None and np.dtype(found).kind in "fc"
        except TypeError:
            return False


def nodes_that_see(tree: Any, name: str) -> Iterator[Any]:
    """The nodes of a function, without those of functions in it that have a parameter of this name."""
    stack = [tree]
    while stack:
        n = stack.pop()
        yield n
        for c in gast.iter_child_nodes(n):
            if not (isinstance(c, (gast.Lambda, gast.FunctionDef)) and name in parameter_names(c)):
                stack.append(c)


def parameter_names(function: Any) -> set[str]:
    return {a.id for a in gast.walk(function.args) if isinstance(a, gast.Name)}


def parts_named(target: Any) -> list[str]:
    """The variables of a target like `a, b`."""
    return [t.id for t in getattr(target, "elts", []) if isinstance(t, gast.Name)]


def is_named(e: Any, name: str) -> bool:
    return isinstance(e, gast.Name) and e.id == name


def function_in(ufunc: np.ufunc) -> Any:
    """The function that `np.frompyfunc` has made a ufunc of: nothing but the collector of garbage sees it."""
    if not ufunc.__name__.endswith(SUFFIX):
        return None
    held = [f for f in gc.get_referents(ufunc) if callable(f)]
    same = [f for f in held if getattr(f, "__name__", "?") + SUFFIX == ufunc.__name__]
    return same[0] if len(held) == len(same) == 1 else None
