"""`out=`: what a call writes into an array is assigned to the array.

    np.multiply(a, b, out=y)      →     t1 = np.multiply(a, b)
                                        y[...] = t1
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
from tangent.rules import INACTIVE, RULES
from tangent.syntax.nodes import Namer, assign, at, const, load
from tangent.types import Num
from tangent.unit import Instance


def without_out(instance: Instance, s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    """The statements that `s` means, or nothing where it is not a call with `out=`."""
    e = s.value if isinstance(s, (gast.Expr, gast.Assign)) else None
    if not isinstance(e, gast.Call):
        return []
    if isinstance(s, gast.Assign) and not isinstance(s.targets[0], gast.Name):
        return []
    array, rest = _taken_out(instance, e)
    if array is None or not _same(instance, e, rest, array):
        return []
    name = namer.temporary()
    temporaries.add(name)
    place = gast.Subscript(at(load(array.id), array), const(...), gast.Store())
    out = [at(assign(name, at(rest, e)), s), at(gast.Assign([at(place, e)], at(load(name), e), None), s)]
    if isinstance(s, gast.Assign):
        out.append(at(gast.Assign(s.targets, at(load(array.id), e), None), s))
    for new in out:
        new.origin = getattr(s, "origin", s)
    return out


def _taken_out(instance: Instance, e: Any) -> tuple[Any, Any]:
    """The array that a call writes into, and the call without it."""
    keywords = [k for k in e.keywords if k.arg != "out"]
    found = [k.value for k in e.keywords if k.arg == "out"]
    args = list(e.args)
    function = function_of(instance, e)
    if isinstance(function, np.ufunc) and function.nout == 1 and len(args) > function.nin:
        found.append(args.pop())
    if found and isinstance(found[0], gast.Tuple) and len(found[0].elts) == 1:
        found = list(found[0].elts)
    if len(found) != 1 or not isinstance(found[0], gast.Name):
        return None, None
    return found[0], gast.Call(e.func, args, keywords)


def _same(instance: Instance, e: Any, rest: Any, array: Any) -> bool:
    function = function_of(instance, e)
    rule = RULES.get(function)
    into = instance.types.get(array)
    known = rule.kind != "mutation" if rule is not None else function in INACTIVE
    if not known or not isinstance(into, Num) or into.dtype is None:
        return False
    if into.kind != "array" or any(k.arg in ("where", "casting", "dtype", "subok") for k in rest.keywords):
        return False
    operands = [e.func.value, *rest.args] if method_of(instance, e) is not None else rest.args
    types = [instance.types.get(a) for a in operands]
    numbers = [t for t in types if isinstance(t, Num)]
    if any(t.dtype is None for t in numbers) or not numbers:
        return False
    if isinstance(function, np.ufunc):
        kinds = {t.dtype.kind for t in numbers if t.dtype is not None}
        return into.dtype.kind == "c" or (into.dtype.kind == "f" and "c" not in kinds)
    return all(t.dtype == into.dtype for t in numbers if t.kind == "array")
