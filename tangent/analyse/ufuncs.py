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
from tangent.syntax.nodes import as_store, clone, const, load, method, subscript, tuple_of
from tangent.types import Callable_, Num, Seq, Type, differentiable

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
        if not isinstance(ufunc, np.ufunc) or ufunc.nout != 1:
            return None
        given = given_by_name(PARAMETERS.get(function.__name__, ()), s.value)
        if function in RULES and not (given and self.beyond_rule(RULES[function], given)):
            return None
        if given is None and function.__name__ == "outer":
            given = given_by_name(PARAMETERS["outer"], gast.Call(s.value.func, s.value.args, []))
        if given is None:
            return None
        types = [self.eval(a, env) for a in given.values()]
        if ufunc in INACTIVE or not any(map(differentiable, types)):
            return None  # a type by trial is all that is wanted
        if makes_objects(ufunc) and not self.numbers_only(s, function.__name__, types[0], env):
            return None
        into = self.array_for(function, given)
        made = getattr(self, "saying_" + function.__name__)(ufunc, s.value, given, types)
        if made is None:
            return None
        new = [self.with_value(s, made)]
        if into is not None:
            new = [gast.Assign([as_store(subscript(clone(into), const(...)))], made, None)]
            if isinstance(s, gast.Assign):
                new.append(gast.Assign(s.targets, clone(into), None))
        return self.once(s, ("ufunc", *types), lambda: self.core(new, s))

    def beyond_rule(self, rule: Any, given: dict[str, Any]) -> bool:
        """Whether a method with a rule is called with an option that this does not know."""
        options = {k for k, v in given.items() if not is_none(v)} & {"dtype", "out", "where", "initial"}
        return rule.kind != "mutation" and bool(options)

    def array_for(self, function: Any, given: dict[str, Any]) -> Any:
        """The array that a method writes its result into; of one that chooses its own type, that is the same.
        """
        if function.__name__ == "at":
            return given["a"]
        into, array = given.get("out"), given.get("array")
        plain = {"reduce": REDUCTIONS, "accumulate": RUNNING}.get(function.__name__, {})
        if into is None or is_none(into) or function.__self__ in plain:
            return None
        types = self.types[into], self.types[array]
        if not isinstance(into, gast.Name) or not all(isinstance(t, Num) for t in types):
            return None
        if types[0].dtype is None or types[0].dtype != types[1].dtype:
            return None
        return given.pop("out")

    def numbers_only(self, s: Any, method: str, t: Type, env: Env) -> bool:
        """Whether what a method of an `np.frompyfunc` gives is a number, or is converted."""
        if method == "outer" or (method == "reduce" and isinstance(t, Num) and t.rank == 1):
            return True  # a call of the ufunc itself, or a number
        target = s.targets[0] if isinstance(s, gast.Assign) else None
        return isinstance(target, gast.Name) and bool(self.is_converted(target.id, env))

    def saying_reduce(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.plain_or_loop(ufunc, REDUCTIONS.get(ufunc), ufuncs.ufunc_reduce, e, given)

    def saying_accumulate(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.plain_or_loop(ufunc, RUNNING.get(ufunc), ufuncs.ufunc_accumulate, e, given)

    def plain_or_loop(self, ufunc: Any, plain: Any, loop: Any, e: Any, given: dict[str, Any]) -> Any:
        """The function of NumPy that does the same along axis 0 by default, or our loop over the elements."""
        if plain is None:
            return self.by_loop(ufunc, loop, e, given)
        array = given.pop("array")
        given.setdefault("axis", const(0))
        keywords = [gast.keyword(k, v) for k, v in given.items() if not is_none(v)]
        return gast.Call(self.numpy_name(plain.__name__, plain), [array], keywords)

    def by_loop(self, ufunc: Any, loop: Any, e: Any, given: dict[str, Any]) -> Any:
        known = loop.__code__.co_varnames[: loop.__code__.co_argcount]
        given = {k: v for k, v in given.items() if not (k in ("dtype", "out") and is_none(v))}
        if "where" in given and "initial" not in given and "where" in known:
            given["initial"] = const(ufunc.identity)
        if "dtype" in given:
            given["array"] = method(given["array"], "astype", given.pop("dtype"))
        if any(k not in known for k in given):
            return None
        name = self.session.name_of(loop.__name__, loop, self.unit)
        keywords = [gast.keyword(k, v) for k, v in given.items()]
        return gast.Call(load(name), [self.itself(ufunc, e)], keywords)

    def saying_reduceat(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.by_loop(ufunc, ufuncs.ufunc_reduceat, e, given)

    def saying_at(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        return self.by_loop(ufunc, ufuncs.ufunc_at if "b" in given else ufuncs.ufunc_at_alone, e, given)

    def saying_outer(self, ufunc: Any, e: Any, given: dict[str, Any], types: list[Type]) -> Any:
        """The first operand gets as many new axes, at its end, as the second one has."""
        a, b = map(as_vector, types)
        if not isinstance(a, Num) or not isinstance(b, Num) or a.rank is None or b.rank is None:
            return None
        first, second = self.as_array(given["A"], a), self.as_array(given["B"], b)
        if a.rank and b.rank:
            axes = [gast.Slice(None, None, None)] * a.rank + [const(None)] * b.rank
            first = subscript(first, tuple_of([clone(x) for x in axes]))
        return gast.Call(self.itself(ufunc, e), [first, second], e.keywords)

    def itself(self, ufunc: Any, e: Any) -> Any:
        """The ufunc, as the call of its method says it, or by its name."""
        base = getattr(e.func, "value", None)
        held = self.types.get(base) if isinstance(e.func, gast.Attribute) else None
        if isinstance(held, Callable_) and held.function is ufunc:
            return clone(base)
        name = ufunc.__name__
        if getattr(np, name, None) is ufunc:
            return self.numpy_name(name, ufunc)
        return load(self.session.name_of(name if name.isidentifier() else "ufunc", ufunc, self.unit))

    def as_array(self, e: Any, t: Num) -> Any:
        """An operand of `outer`: a list is one, and a number of Python counts as an array for the dtype."""
        is_array = t.kind != "py" and isinstance(self.types.get(e), Num)
        return e if is_array else gast.Call(self.numpy_name("asarray", np.asarray), [e], [])


def as_vector(t: Type) -> Type:
    """The array that NumPy makes of a list of numbers."""
    if isinstance(t, Seq) and all(isinstance(i, Num) and i.rank == 0 for i in t.items):
        return Num("array", None, (None,))
    return t


def makes_objects(ufunc: np.ufunc) -> bool:
    """Whether a ufunc is one of `np.frompyfunc`."""
    return set("".join(ufunc.types)) <= set("O->")


def given_by_name(parameters: tuple[str, ...], e: Any) -> dict[str, Any] | None:
    """Parameter → argument of a call; None for one that they do not know."""
    given = dict(zip(parameters, e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
    return given if len(e.args) <= len(parameters) and set(given) <= set(parameters) else None


def is_none(e: Any) -> bool:
    return isinstance(e, gast.Constant) and e.value is None
