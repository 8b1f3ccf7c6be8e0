"""Rewrites that need types: only arrays are written in place, and only by statements that say so.

`s += e` on what is not an array is a new value: `s = s + e`.  `np.add(a, b, out=c)` is a new value, too, and
a write: `c[...] = np.add(a, b)`; so is `a //= b`, of which nothing of the old `a` is left to be scaled.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.dict_views import view_in_list
from tangent.analyse.out import without_out
from tangent.normalise.webs import split_block
from tangent.syntax.nodes import (
    Namer,
    as_load,
    as_store,
    assign,
    at,
    const,
    is_effect,
    load,
    store,
    subscript,
)
from tangent.syntax.refuse import Refused
from tangent.types import Dict, DictOf, ListOf, Num, Seq
from tangent.unit import Instance

REPLACING = (gast.FloorDiv, gast.MatMult)
"""Operators that are not differentiated element by element: in place they are a value, and a write."""


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
        elif is_effect(s):
            pass  # it acts on the user's own object as it stands there
        elif new := without_out(instance, s, namer, temporaries) or view_in_list(
            instance, s, namer, temporaries
        ):
            out += new
            changed = True
            continue
        elif isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Name):
            t = instance.types.get(s.target)
            if not isinstance(t, (Num, Seq, ListOf)) or (
                isinstance(t, Num) and t.shape is None and t.kind == "any"
            ):
                # An array is written in place, a number is bound anew: without the type it cannot be told.
                raise Refused("type", s, s.target.id)
            if (isinstance(t, Num) and (t.is_scalar or (t.kind == "any" and t.shape == ()))) or _is_tuple(t):
                rebound.add(s.target.id)
                out += _in_two_steps(s, load(s.target.id), store(s.target.id), namer, temporaries)
                changed = True
                continue
        elif isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Subscript):
            if isinstance(instance.types.get(s.target.value), (Seq, ListOf)) or _is_dict(instance, s):
                item = instance.types.get(s.target)
                if not (isinstance(item, Num) and item.kind == "array"):
                    out += _item(s, namer, temporaries)
                    changed = True
                    continue
                if not _is_tuple(instance.types.get(s.target.value)):
                    out += _array(s, namer, temporaries)
                    changed = True
                    continue
        if isinstance(s, gast.AugAssign) and isinstance(s.op, REPLACING) and _is_array(instance, s.target):
            out += _written(s, namer, temporaries)
            changed = True
            continue
        out.append(s)
    return out, changed


def _is_array(instance: Instance, target: Any) -> bool:
    array = target if isinstance(target, gast.Name) else target.value
    t = instance.types.get(array)
    return isinstance(t, Num) and t.kind == "array"


def _is_tuple(t: Any) -> bool:
    return isinstance(t, (Seq, ListOf)) and t.kind == "tuple"


def _is_dict(instance: Instance, s: Any) -> bool:
    return isinstance(instance.types.get(s.target.value), (Dict, DictOf))


def _written(s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    """`a //= b` as a value, and a write of it."""
    if isinstance(s.target, gast.Subscript):
        return _in_two_steps(s, as_load(s.target), s.target, namer, temporaries)
    whole = as_store(subscript(load(s.target.id), const(...)))
    return _in_two_steps(s, load(s.target.id), whole, namer, temporaries)


def _in_two_steps(s: Any, old: Any, target: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    """`t = old op value; target = t`."""
    t = namer.temporary()
    temporaries.add(t)
    first = at(assign(t, at(gast.BinOp(at(old, s), s.op, s.value), s)), s)
    second = at(gast.Assign([at(target, s)], at(load(t), s), None), s)
    first.origin = second.origin = getattr(s, "origin", s)
    return [first, second]


def _array(s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    """`rows[k] *= e` writes into the array, and puts it back where it is."""
    row = namer.temporary()
    temporaries.add(row)
    first = at(assign(row, _read(s.target)), s)
    second = at(gast.AugAssign(at(store(row), s), s.op, s.value), s)
    first.origin = second.origin = getattr(s, "origin", s)
    return [first, *(_written(second, namer, temporaries) if isinstance(s.op, REPLACING) else [second])]


def _item(s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    old, new = namer.temporary(), namer.temporary()
    temporaries |= {old, new}
    out = [
        at(assign(old, _read(s.target)), s),
        at(assign(new, at(gast.BinOp(at(load(old), s), s.op, s.value), s)), s),
        at(gast.Assign([s.target], at(load(new), s), None), s),
    ]
    for n in out:
        n.origin = getattr(s, "origin", s)
    return out


def _read(target: Any) -> Any:
    """The item as a value; a key that a `defaultdict` lacked is there by now (see `defaults`)."""
    e = as_load(target)
    if hasattr(target, "filled"):
        e.filled = True
    return e
