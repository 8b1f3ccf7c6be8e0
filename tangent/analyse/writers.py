"""Functions of NumPy that write into an array, said as assignments to its elements.

    np.place(y, m, v)               →     y[m] = repeated(v, np.count_nonzero(m))
    np.putmask(y, m, v)             →     y[m] = repeated(v, y.size)[np.ravel(m)]
    np.put_along_axis(y, i, v, 1)   →     y[along_axis(i, 1, y.shape)] = v
    np.divide(a, b, out=y, where=m) →     y[m] = np.divide(a[m], b[m])
    np.put(y, i, v, mode="wrap")    →     np.put(y, places_within(i, y.size, "wrap"), v)
    np.fill_diagonal(y, v, True)    →     np.put(y, np.arange(0, y.size, y.shape[1] + 1), v)
    np.copyto(y, v, "unsafe")       →     np.copyto(y, v)
    np.nan_to_num(y, copy=False)    →     y[...] = np.nan_to_num(y)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.ufuncs import given_by_name
from tangent.rules import RULES
from tangent.runtime import selections, shapes
from tangent.syntax.nodes import as_store, clone, load, quote_stmts, subscript
from tangent.types import BOOL, Num, Seq, Static, Type, constant

PARAMETERS: dict[Any, tuple[str, ...]] = {
    np.place: ("arr", "mask", "vals"),
    np.putmask: ("a", "mask", "values"),
    np.put_along_axis: ("arr", "indices", "values", "axis"),
}


@dataclass(frozen=True)
class Option:
    """An option that says how a function writes, and all parameters of that function."""

    name: str
    parameters: tuple[str, ...]


OPTIONS = {
    np.put: Option("mode", ("a", "ind", "v", "mode")),
    np.fill_diagonal: Option("wrap", ("a", "val", "wrap")),
    np.copyto: Option("casting", ("dst", "src", "casting", "where")),
}


class Writers(Rewriting):
    """The part of inference that says such calls plainly."""

    def written_plainly(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call of one of these functions; None where it stays."""
        if isinstance(function, np.ufunc):
            return self.written_somewhere(s, function, env)
        if function is np.nan_to_num:
            return self.numbers_in_place(s, env)
        if isinstance(s, gast.Expr) and callable(function) and (written := self.with_mode(s, function, env)):
            return written
        if not isinstance(s, gast.Expr) or not callable(function) or isinstance(function, type):
            return None
        parameters = _of(function)
        given = None if parameters is None else given_by_name(parameters, s.value)
        if given is None or len(given) < 3:
            return None
        types = [self.eval(a, env) for a in given.values()]
        if not isinstance(types[0], Num) or not isinstance(types[1], Num):
            return None
        if function is not np.put_along_axis and not (is_mask(types[1]) and types[0].rank == types[1].rank):
            return None
        make: Callable[..., list[Any]] = getattr(self, "writing_of_" + function.__name__)
        return self.once(s, ("written", *types), lambda: self.core(make(types, *given.values()), s))

    def writing_of_place(self, types: list[Type], y: Any, mask: Any, values: Any) -> list[Any]:
        count = self.numpy_name("count_nonzero", np.count_nonzero)
        text = "y[mask] = repeated(values, count(mask))"
        return self.quoted_writing(text, y=y, mask=mask, values=values, count=count)

    def writing_of_putmask(self, types: list[Type], y: Any, mask: Any, values: Any) -> list[Any]:
        ravel = self.numpy_name("ravel", np.ravel)
        text = "y[mask] = repeated(values, y.size)[ravel(mask)]"
        return self.quoted_writing(text, y=y, mask=mask, values=values, ravel=ravel)

    def writing_of_put_along_axis(
        self, types: list[Type], y: Any, indices: Any, values: Any, axis: Any = -1
    ) -> list[Any]:
        if isinstance(axis, gast.Constant) and axis.value is None:
            place = self.numpy_name("unravel_index", np.unravel_index)
            text = "y[place(indices, y.shape)] = values"
            return self.quoted_writing(text, y=y, indices=indices, values=values, place=place)
        axis = gast.Constant(-1, None) if axis == -1 else axis
        name = self.session.name_of("along_axis", shapes.along_axis, self.unit)
        text = "y[along_axis(indices, axis, y.shape)] = values"
        return self.quoted_writing(text, y=y, indices=indices, values=values, axis=axis, along_axis=name)

    # -------------------------------------------------------------- how to write

    def with_mode(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for `put`, `fill_diagonal` and `copyto` with the option that says how they write."""
        option = next((o for f, o in OPTIONS.items() if f is function), None)
        given = None if option is None else given_by_name(option.parameters, s.value)
        if given is None or option is None or option.name not in given:
            return None
        types = {k: self.eval(a, env) for k, a in given.items()}
        y = types[option.parameters[0]]
        choice = constant(types[option.name])
        if not isinstance(y, Num) or y.kind != "array" or y.rank is None:
            return None
        make: Callable[..., list[Any] | None] = getattr(self, "modal_" + function.__name__)
        del given[option.name]
        made = make(y, choice, **given)
        return None if made is None else self.once(s, ("mode", *types.values()), lambda: self.core(made, s))

    def modal_put(self, t: Num, mode: Any, a: Any, ind: Any, v: Any) -> list[Any] | None:
        size = gast.Attribute(clone(a), "size", gast.Load())
        if mode in ("wrap", "clip"):
            within = self.session.name_of("places_within", selections.places_within, self.unit)
            ind = gast.Call(load(within), [ind, size, gast.Constant(mode, None)], [])
        elif mode != "raise":
            return None
        return [gast.Expr(gast.Call(self.numpy_name("put", np.put), [a, ind, v], []))]

    def modal_fill_diagonal(self, t: Num, wrap: Any, a: Any, val: Any) -> list[Any] | None:
        if wrap is False or (wrap is True and t.rank != 2):
            fill = self.numpy_name("fill_diagonal", np.fill_diagonal)
            return [gast.Expr(gast.Call(fill, [a, val], []))]
        put, arange = self.numpy_name("put", np.put), self.numpy_name("arange", np.arange)
        text = "put(a, arange(0, a.size, a.shape[1] + 1), val)"
        return quote_stmts(text, put=put, arange=arange, a=a, val=val) if wrap is True else None

    def modal_copyto(self, t: Num, casting: Any, dst: Any, src: Any, where: Any = None) -> list[Any] | None:
        """What NumPy would refuse to cast stays as it is written."""
        found = self.types[src]
        if casting not in ("same_kind", "unsafe") or not fits(t, [found]):
            return None
        copy = self.numpy_name("copyto", np.copyto)
        keywords = [] if where is None else [gast.keyword("where", where)]
        return [gast.Expr(gast.Call(copy, [dst, src], keywords))]

    def numbers_in_place(self, s: Any, env: Env) -> list[Any] | None:
        """`np.nan_to_num(y, copy=False)`: what is written into the array is what it returns."""
        e = s.value
        given = given_by_name(("x", "copy", "nan", "posinf", "neginf"), e)
        if given is None or "copy" not in given or not is_name(given["x"]):
            return None
        types = [self.eval(a, env) for a in given.values()]
        copies = constant(types[list(given).index("copy")])
        if copies not in (True, False) or not isinstance(types[0], Num):
            return None
        x = given.pop("x")
        del given["copy"]
        plain = gast.Call(e.func, [clone(x)], [gast.keyword(k, v) for k, v in given.items()])
        out = [self.with_value(s, plain)]
        if copies is False and types[0].kind == "array":
            out = [gast.Assign([as_store(subscript(clone(x), gast.Constant(..., None)))], plain, None)]
            if isinstance(s, gast.Assign):
                out.append(gast.Assign(s.targets, clone(x), None))
        return self.once(s, ("numbers", *types), lambda: self.core(out, s))

    # -------------------------------------------------------------- out= and where=

    def written_somewhere(self, s: Any, ufunc: np.ufunc, env: Env) -> list[Any] | None:
        """`np.divide(a, b, out=y, where=m)` computes, and writes, only where `m` is true.

        Elsewhere the function may have no value and no slope: so it is not called there.
        """
        e = s.value
        options = {k.arg: k.value for k in e.keywords}
        if len(e.args) == ufunc.nin + 1 and ufunc.nout == 1 and "out" not in options:
            options["out"] = e.args[-1]
        if set(options) != {"out", "where"} or ufunc not in RULES or len(e.args) < ufunc.nin:
            return None
        into, mask = options["out"], options["where"]
        if isinstance(into, gast.Tuple) and len(into.elts) == 1:
            into = into.elts[0]
        if not isinstance(into, gast.Name) or (isinstance(s, gast.Assign) and not is_name(s.targets[0])):
            return None
        types = [self.eval(x, env) for x in (into, mask, *e.args[: ufunc.nin])]
        if not is_mask(types[1]) or not all(map(is_known, types)) or not fits(types[0], types[2:]):
            return None
        return self.once(s, ("where", *types), lambda: self.core(self.at_some(s, into, mask, types), s))

    def at_some(self, s: Any, into: Any, mask: Any, types: list[Any]) -> list[Any]:
        out: list[Any] = []
        mask = self.spread_over(mask, types[1], into, types[0], out, s)
        args = []
        for a, t in zip(s.value.args, types[2:], strict=False):
            if isinstance(t, Num) and t.rank == 0:
                args.append(a)
            else:
                args.append(subscript(self.spread_over(a, t, into, types[0], out, s), clone(mask)))
        place = subscript(clone(into), clone(mask))
        out.append(gast.Assign([as_store(place)], gast.Call(s.value.func, args, []), None))
        if isinstance(s, gast.Assign):
            out.append(gast.Assign(s.targets, clone(into), None))
        return out

    def spread_over(self, e: Any, t: Any, into: Any, whole: Any, out: list[Any], s: Any) -> Any:
        """An operand with the shape of the result, under a name."""
        if isinstance(t, Num) and t.shape is not None and t.shape == whole.shape and None not in t.shape:
            return e if is_name(e) else self.named(e, out, s)
        shape = gast.Attribute(clone(into), "shape", gast.Load())
        return self.named(gast.Call(self.numpy_name("broadcast_to", np.broadcast_to), [e, shape], []), out, s)

    def quoted_writing(self, text: str, **parts: Any) -> list[Any]:
        if "repeated" in text:
            parts["repeated"] = self.session.name_of("repeated", selections.repeated, self.unit)
        return quote_stmts(text, **parts)


def is_name(e: Any) -> bool:
    return isinstance(e, gast.Name)


def is_mask(t: Type) -> bool:
    """Whether a subscript picks elements by truth values: integers would be places."""
    if isinstance(t, Seq):
        return all(isinstance(i, Static) and isinstance(i.value, bool) for i in t.items)
    return isinstance(t, Num) and t.dtype == BOOL


def is_known(t: Type) -> bool:
    """Whether the rank and the dtype are known, so that elements can be picked out."""
    return isinstance(t, Seq) or (isinstance(t, Num) and t.rank is not None and t.dtype is not None)


def fits(into: Any, operands: list[Any]) -> bool:
    """Whether a result of these operands may be put into the array (an assignment is less strict)."""
    if not isinstance(into, Num) or into.kind != "array" or into.dtype is None:
        return False
    complex_ = any(isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c" for t in operands)
    return into.dtype.kind == "c" or (into.dtype.kind == "f" and not complex_)


def _of(function: Any) -> tuple[str, ...] | None:
    try:
        return PARAMETERS.get(function)
    except TypeError:
        return None
