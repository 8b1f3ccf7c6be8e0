"""`out=`: what a call writes into an array is assigned to the array.

    np.multiply(a, b, out=y)      →     t1 = np.multiply(a, b)
                                        y[...] = t1
    np.modf(x, out=(y, w))        →     t1 = np.modf(x)
                                        y[...] = t1[0]
                                        w[...] = t1[1]
    z = np.exp(x, y)              →     t2 = np.exp(x)
                                        y[...] = t2
                                        z = y

Only where this is the same: ufuncs choose their types by their operands and convert the result, reductions
compute in the type of the array.  A result that NumPy would not put into the array stays as it is written.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.flow import function_of, method_of
from tangent.rules import COMPOSITIONS, INACTIVE, RULES
from tangent.syntax.nodes import Namer, assign, at, clone, const, load, subscript, tuple_of
from tangent.types import ListOf, Num, Seq
from tangent.unit import Instance

JOINING = (np.concatenate, np.stack)
"""Functions that compute nothing: what they put into an array is converted element by element."""


def without_out(instance: Instance, s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    """The statements that `s` means, or nothing where it is not a call with `out=`."""
    e = s.value if isinstance(s, (gast.Expr, gast.Assign)) else None
    if not isinstance(e, gast.Call):
        return []
    if isinstance(s, gast.Assign) and not isinstance(s.targets[0], gast.Name):
        return []
    arrays, rest = _taken_out(instance, e)
    if not arrays or not all(_same(instance, e, rest, a) for a in arrays):
        return []
    names = [namer.temporary()]
    out = [at(assign(names[0], at(rest, e)), s)]
    made = at(load(names[0]), e)
    parts = [made]
    if len(arrays) > 1:
        names += [namer.temporary() for _ in arrays]
        parts = [at(load(n), e) for n in names[1:]]
        out += [at(assign(n, at(subscript(clone(made), const(k)), e)), s) for k, n in enumerate(names[1:])]
    temporaries.update(names)
    for array, value in zip(arrays, parts, strict=True):
        place = gast.Subscript(at(load(array.id), array), const(...), gast.Store())
        out.append(at(gast.Assign([at(place, e)], value, None), s))
    if isinstance(s, gast.Assign):
        written = [at(load(a.id), e) for a in arrays]
        value = written[0] if len(written) == 1 else at(tuple_of(written), e)
        out.append(at(gast.Assign(s.targets, value, None), s))
    for new in out:
        new.origin = getattr(s, "origin", s)
    return out


def _taken_out(instance: Instance, e: Any) -> tuple[list[Any], Any]:
    """The arrays that a call writes into, and the call without them."""
    keywords = [k for k in e.keywords if k.arg != "out"]
    found = [k.value for k in e.keywords if k.arg == "out"]
    args = list(e.args)
    function = function_of(instance, e)
    count = function.nout if isinstance(function, np.ufunc) else 1
    if isinstance(function, np.ufunc) and len(args) > function.nin:
        found += args[function.nin :]
        args = args[: function.nin]
    if len(found) == 1 and isinstance(found[0], gast.Tuple):
        found = list(found[0].elts)
    if len(found) != count or not all(isinstance(f, gast.Name) for f in found):
        return [], None
    return found, gast.Call(e.func, args, keywords)


def _same(instance: Instance, e: Any, rest: Any, array: Any) -> bool:
    """Whether the array gets what an assignment of the result to its elements would give."""
    function = function_of(instance, e)
    rule = RULES.get(function)
    into = instance.types.get(array)
    known = rule.kind != "mutation" if rule is not None else function in INACTIVE or function in COMPOSITIONS
    if not known or not isinstance(into, Num) or into.dtype is None or into.kind != "array":
        return False
    options = {k.arg for k in rest.keywords}
    if options & {"casting", "subok"} or (isinstance(function, np.ufunc) and options & {"where", "dtype"}):
        return False
    operands = [e.func.value, *rest.args] if method_of(instance, e) is not None else rest.args
    numbers = [t for a in operands for t in _numbers(instance.types.get(a))]
    if any(t.dtype is None for t in numbers) or not numbers:
        return False
    dtypes = [t.dtype for t in numbers if t.dtype is not None]
    if isinstance(function, np.ufunc) or function in JOINING:
        return into.dtype.kind == "c" or (into.dtype.kind == "f" and all(d.kind != "c" for d in dtypes))
    if getattr(function, "__module__", "") == "numpy.fft":
        return all(_precision(t.dtype) == _precision(into.dtype) for t in numbers if t.kind == "array")
    return all(t.dtype == into.dtype for t in numbers if t.kind == "array")


def _numbers(t: Any) -> list[Num]:
    """The types of the numbers in an argument: of those in a sequence, too."""
    if isinstance(t, Seq):
        return [n for item in t.items for n in _numbers(item)]
    if isinstance(t, ListOf):
        return _numbers(t.item)
    return [t] if isinstance(t, Num) else []


def _precision(dtype: Any) -> Any:
    return dtype.type(0).real.dtype
