"""Rewrites that need types: only arrays are written in place, and only by statements that say so.

`s += e` on what is not an array is a new value: `s = s + e`.  `np.add(a, b, out=c)` is a new value, too, and
a write: `c[...] = np.add(a, b)`.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.flow import function_of
from tangent.normalise.webs import split_block
from tangent.rules import INACTIVE, RULES
from tangent.syntax.nodes import Namer, as_load, assign, at, const, load
from tangent.syntax.refuse import Refused
from tangent.types import ListOf, Num, Seq
from tangent.unit import Instance


def lower(instance: Instance, namer: Namer, temporaries: set[str]) -> bool:
    """Rewrite the instance's tree in place; returns whether anything changed (types must then be inferred
    again).
    """
    rebound: set[str] = set()
    body, changed = _block(instance, instance.tree.body, namer, temporaries, rebound)
    instance.tree.body = split_block(body, rebound, namer, temporaries)
    return changed


def _block(
    instance: Instance, stmts: list[Any], namer: Namer, temporaries: set[str], rebound: set[str]
) -> tuple[list[Any], bool]:
    out: list[Any] = []
    changed = False
    for s in stmts:
        if isinstance(s, (gast.If, gast.For, gast.While)):
            s.body, a = _block(instance, s.body, namer, temporaries, rebound)
            s.orelse, b = _block(instance, s.orelse, namer, temporaries, rebound)
            changed = changed or a or b
        elif isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Name):
            t = instance.types.get(id(s.target))
            if not isinstance(t, (Num, Seq, ListOf)) or (
                isinstance(t, Num) and t.shape is None and t.kind == "any"
            ):
                # An array is written in place, a number is bound anew: without the type it cannot be told.
                raise Refused("type", s, s.target.id)
            if (isinstance(t, Num) and (t.is_scalar or (t.kind == "any" and t.shape == ()))) or _is_tuple(t):
                rebound.add(s.target.id)
                out += _rebinding(s, s.target.id, namer, temporaries)
                changed = True
                continue
        elif isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Subscript):
            if isinstance(instance.types.get(id(s.target.value)), (Seq, ListOf)) or _is_dict(instance, s):
                item = instance.types.get(id(s.target))
                if not (isinstance(item, Num) and item.kind == "array"):
                    out += _item(s, namer, temporaries)
                    changed = True
                    continue
        elif (into := _out_argument(instance, s)) is not None:
            out += _written_result(s, into, namer, temporaries)
            changed = True
            continue
        out.append(s)
    return out, changed


def _is_tuple(t: Any) -> bool:
    return isinstance(t, Seq) and t.kind == "tuple"


def _is_dict(instance: Instance, s: Any) -> bool:
    from tangent.types import Dict

    return isinstance(instance.types.get(id(s.target.value)), Dict)


def _rebinding(s: Any, name: str, namer: Namer, temporaries: set[str]) -> list[Any]:
    t = namer.temporary()
    temporaries.add(t)
    first = at(assign(t, at(gast.BinOp(at(load(name), s), s.op, s.value), s)), s)
    second = at(assign(name, at(load(t), s)), s)
    first.origin = second.origin = getattr(s, "origin", s)
    return [first, second]


def _out_argument(instance: Instance, s: Any) -> str | None:
    """The array into which a known function is asked to write its result (`out=`)."""
    if not isinstance(s, (gast.Assign, gast.Expr)) or not isinstance(s.value, gast.Call):
        return None
    e = s.value
    function = function_of(instance, e)
    into = next((k.value for k in e.keywords if k.arg == "out"), None)
    if isinstance(function, np.ufunc) and len(e.args) == function.nin + 1:
        into = e.args[-1]
    if not isinstance(into, gast.Name) or any(k.arg == "where" for k in e.keywords):
        return None
    known = function in INACTIVE or (function in RULES and RULES[function].kind != "mutation")
    if function is None or not known:
        return None
    t = instance.types.get(id(into))
    given = [instance.types.get(id(a)) for a in e.args]
    if isinstance(t, Num) and t.kind == "array" and all(_fits(a, t) for a in given):
        return str(into.id)
    return None


def _fits(t: Any, into: Num) -> bool:
    """Whether NumPy would write a result made of such operands: not a complex number among real ones."""
    kinds = {"f": "biuf", "c": "biufc"}
    if not isinstance(t, Num):
        return True  # an axis or a shape
    return t.dtype is not None and into.dtype is not None and t.dtype.kind in kinds.get(into.dtype.kind, "")


def _written_result(s: Any, into: str, namer: Namer, temporaries: set[str]) -> list[Any]:
    t = namer.temporary()
    temporaries.add(t)
    if any(k.arg == "out" for k in s.value.keywords):
        s.value.keywords = [k for k in s.value.keywords if k.arg != "out"]
    else:
        s.value.args = s.value.args[:-1]
    place = gast.Subscript(load(into), const(...), gast.Store())
    out = [at(assign(t, s.value), s), at(gast.Assign([place], at(load(t), s), None), s)]
    if isinstance(s, gast.Assign):
        out.append(at(gast.Assign(s.targets, at(load(into), s), None), s))
    for n in out:
        n.origin = getattr(s, "origin", s)
    return out


def _item(s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    old, new = namer.temporary(), namer.temporary()
    temporaries |= {old, new}
    out = [
        at(assign(old, as_load(s.target)), s),
        at(assign(new, at(gast.BinOp(at(load(old), s), s.op, s.value), s)), s),
        at(gast.Assign([s.target], at(load(new), s), None), s),
    ]
    for n in out:
        n.origin = getattr(s, "origin", s)
    return out
