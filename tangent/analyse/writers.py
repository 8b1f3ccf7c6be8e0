"""Functions of NumPy that write into an array, said as assignments to its elements.

    np.place(y, m, v)               →     y[m] = repeated(v, np.count_nonzero(m))
    np.putmask(y, m, v)             →     y[m] = repeated(v, y.size)[np.ravel(m)]
    np.put_along_axis(y, i, v, 1)   →     y[along_axis(i, 1, y.shape)] = v
    np.divide(a, b, out=y, where=m) →     y[m] = np.divide(a[m], b[m])
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.ufuncs import given_by_name
from tangent.rules import RULES
from tangent.runtime import selections, shapes
from tangent.syntax.nodes import as_store, clone, quote_stmts, subscript
from tangent.types import BOOL, Num, Seq, Static, Type

PARAMETERS: dict[Any, tuple[str, ...]] = {
    np.place: ("arr", "mask", "vals"),
    np.putmask: ("a", "mask", "values"),
    np.put_along_axis: ("arr", "indices", "values", "axis"),
}


class Writers(Rewriting):
    """The part of inference that says such calls plainly."""

    def written_plainly(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call of one of these functions; None where it stays."""
        if isinstance(function, np.ufunc):
            return self.written_somewhere(s, function, env)
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

    # -------------------------------------------------------------- out= and where=

    def written_somewhere(self, s: Any, ufunc: np.ufunc, env: Env) -> list[Any] | None:
        """`np.divide(a, b, out=y, where=m)` computes, and writes, only where `m` is true.

        Elsewhere the function may have no value and no slope: so it is not called there.
        """
        e = s.value
        options = {k.arg: k.value for k in e.keywords}
        if set(options) != {"out", "where"} or ufunc not in RULES or len(e.args) != ufunc.nin:
            return None
        into, mask = options["out"], options["where"]
        if isinstance(into, gast.Tuple) and len(into.elts) == 1:
            into = into.elts[0]
        if not isinstance(into, gast.Name) or (isinstance(s, gast.Assign) and not is_name(s.targets[0])):
            return None
        types = [self.eval(x, env) for x in (into, mask, *e.args)]
        if not is_mask(types[1]) or not all(map(is_known, types)) or not fits(types[0], types[2:]):
            return None
        return self.once(s, ("where", *types), lambda: self.core(self.at_some(s, into, mask, types), s))

    def at_some(self, s: Any, into: Any, mask: Any, types: list[Any]) -> list[Any]:
        out: list[Any] = []
        mask = self.spread_over(mask, types[1], into, types[0], out, s)
        args = []
        for a, t in zip(s.value.args, types[2:], strict=True):
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
