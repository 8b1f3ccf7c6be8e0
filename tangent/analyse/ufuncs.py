"""Methods of ufuncs, said with the functions that they are.

    y = np.add.reduce(x)               →     y = np.sum(x, axis=0)
    y = np.multiply.accumulate(x, 1)   →     y = np.cumprod(x, axis=1)
    y = np.multiply.outer(x, z)        →     y = np.multiply(x[:, None, None], z)
    y = np.hypot.reduce(x)             →     y = ufunc_reduce(np.hypot, x)
    np.multiply.at(y, i, x)            →     y[...] = ufunc_at(np.multiply, y, i, x)

What has a rule of its own (`np.add.at`) stays.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.rules import INACTIVE, RULES
from tangent.runtime import ufuncs
from tangent.syntax.nodes import as_store, clone, const, load, subscript, tuple_of
from tangent.types import Num, Type, differentiable

REDUCTIONS: dict[Any, Any] = {np.add: np.sum, np.multiply: np.prod, np.maximum: np.max, np.minimum: np.min}
RUNNING: dict[Any, Any] = {np.add: np.cumsum, np.multiply: np.cumprod}
PARAMETERS = {
    "reduce": ("array", "axis", "dtype", "out", "keepdims", "initial", "where"),
    "accumulate": ("array", "axis", "dtype", "out"),
    "reduceat": ("array", "indices", "axis", "dtype", "out"),
    "at": ("a", "indices", "b"),
    "outer": ("A", "B"),
}


class UfuncMethods(Rewriting):
    """The part of inference that says methods of ufuncs plainly."""

    def ufunc_method(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call of one of these methods; None where it stays."""
        ufunc = getattr(function, "__self__", None)
        if not isinstance(ufunc, np.ufunc) or function in RULES or ufunc.nout != 1:
            return None
        given = given_by_name(PARAMETERS.get(function.__name__, ()), s.value)
        if given is None:
            return None
        types = [self.eval(a, env) for a in given.values()]
        if ufunc in INACTIVE or not any(map(differentiable, types)):
            return None  # a type by trial is all that is wanted
        if makes_objects(ufunc) and not self.numbers_only(s, function.__name__, types[0], env):
            return None
        made = getattr(self, "saying_" + function.__name__)(ufunc, s.value, given, types)
        if made is None:
            return None
        new = self.with_value(s, made)
        if function.__name__ == "at":
            place = subscript(clone(given["a"]), const(...))
            new = gast.Assign([as_store(place)], made, None)
        return self.once(s, ("ufunc", *types), lambda: self.core([new], s))

    def numbers_only(self, s: Any, method: str, t: Type, env: Env) -> bool:
        """Whether what a method of an `np.frompyfunc` gives is a number, or is converted."""
        if method == "outer" or (method == "reduce" and isinstance(t, Num) and t.rank == 1):
            return True  # a call of the ufunc itself, or a number
        target = s.targets[0] if isinstance(s, gast.Assign) else None
        return isinstance(target, gast.Name) and bool(self.is_converted(target.id, env))

    def saying_reduce(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.plain_or_loop(REDUCTIONS.get(ufunc), ufuncs.ufunc_reduce, e, given)

    def saying_accumulate(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.plain_or_loop(RUNNING.get(ufunc), ufuncs.ufunc_accumulate, e, given)

    def plain_or_loop(self, plain: Any, loop: Any, e: Any, given: dict[str, Any]) -> Any:
        """The function of NumPy that does the same along axis 0 by default, or our loop over the elements."""
        if plain is None:
            return self.by_loop(loop, e, given)
        array = given.pop("array")
        given.setdefault("axis", const(0))
        keywords = [gast.keyword(k, v) for k, v in given.items() if not is_none(v)]
        return gast.Call(self.numpy_name(plain.__name__, plain), [array], keywords)

    def by_loop(self, loop: Any, e: Any, given: dict[str, Any]) -> Any:
        known = loop.__code__.co_varnames[: loop.__code__.co_argcount]
        if any(k not in known for k in given) or is_none(given.get("axis")):
            return None
        name = self.session.name_of(loop.__name__, loop, self.unit)
        keywords = [gast.keyword(k, v) for k, v in given.items()]
        return gast.Call(load(name), [clone(e.func.value)], keywords)

    def saying_reduceat(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.by_loop(ufuncs.ufunc_reduceat, e, given)

    def saying_at(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.by_loop(ufuncs.ufunc_at, e, given) if "b" in given else None

    def saying_outer(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        """The first operand gets as many new axes, at its end, as the second one has."""
        a, b = types
        if not isinstance(a, Num) or not isinstance(b, Num) or a.rank is None or b.rank is None:
            return None
        first, second = self.as_array(given["A"], a), self.as_array(given["B"], b)
        if a.rank and b.rank:
            axes = [gast.Slice(None, None, None)] * a.rank + [const(None)] * b.rank
            first = subscript(first, tuple_of([clone(x) for x in axes]))
        return gast.Call(clone(e.func.value), [first, second], [])

    def as_array(self, e: Any, t: Num) -> Any:
        """An operand of `outer`: a number of Python counts as an array for the dtype."""
        return gast.Call(self.numpy_name("asarray", np.asarray), [e], []) if t.kind == "py" else e


def makes_objects(ufunc: np.ufunc) -> bool:
    """Whether a ufunc is one of `np.frompyfunc`."""
    return set("".join(ufunc.types)) <= set("O->")


def given_by_name(parameters: tuple[str, ...], e: Any) -> dict[str, Any] | None:
    """Parameter → argument of a call; None for one that they do not know."""
    given = dict(zip(parameters, e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
    return given if len(e.args) <= len(parameters) and set(given) <= set(parameters) else None


def is_none(e: Any) -> bool:
    return isinstance(e, gast.Constant) and e.value is None
