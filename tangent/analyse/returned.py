"""`z = f(y)` where `f` returns its argument, or a view of it: `f(y); z = y`.

Which memory the result of a call shares is then written out, and the rest of the compiler need not look into
the callee for it.  Only where it matters: where something is written through the result, or seen through it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import gast

from tangent.analyse.flow import basic_index
from tangent.syntax.nodes import Namer, assign, at, const, load, loads_in, statements_in, substitute, walk
from tangent.types import Num
from tangent.unit import Instance

_LITERALS = (int, float, str, bool, type(None))


Chain = list[tuple[str, Any]]
"""Definitions of views, innermost first; the last one is what is returned."""


def write_out_returned(instance: Instance, namer: Namer, temporaries: set[str]) -> bool:
    """Rewrite the tree in place where memory is concerned; returns whether anything changed (types and memory
    must then be found again).
    """
    body, changed = _block(instance, instance.tree.body, namer, temporaries)
    instance.tree.body = body
    return _parts_in_caller(instance, namer, temporaries) or changed


def _block(
    instance: Instance, stmts: list[Any], namer: Namer, temporaries: set[str]
) -> tuple[list[Any], bool]:
    out: list[Any] = []
    changed = False
    for s in stmts:
        if isinstance(s, (gast.If, gast.For, gast.While)):
            s.body, a = _block(instance, s.body, namer, temporaries)
            s.orelse, b = _block(instance, s.orelse, namer, temporaries)
            changed = changed or a or b
        elif isinstance(s, gast.Assign) and (parts := _in_caller(instance, s, namer, temporaries)):
            for p in parts:
                p.origin = getattr(s, "origin", s)
            out += parts
            changed = True
            continue
        out.append(s)
    return out, changed


def _in_caller(instance: Instance, s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    """The call, and its result as views that the caller makes, if a written array may be seen through it."""
    (target,) = s.targets
    call = instance.calls.get(s.value)
    if call is None or not isinstance(target, gast.Name) or target.id not in instance.memory.shadowed:
        return []
    callee, bound = call
    chain = returned_part(callee)
    table: dict[str, Any] = {}
    for name in loads_in([e for _, e in chain]) & set(callee.arg_types):
        if name in bound.exprs:
            table[name] = bound.exprs[name]
        elif name in bound.hidden:
            table[name] = load(bound.hidden[name])
        else:
            default = next(p.default for p in callee.unit.params if p.name == name)
            table[name] = const(default) if isinstance(default, _LITERALS) else None
    if not chain or not all(_is_atom(e) for e in table.values()):
        return []
    out = [at(gast.Expr(s.value), s)]
    for name, e in chain[:-1]:
        new = namer.temporary()
        temporaries.add(new)
        out.append(at(assign(new, at(substitute(e, table), s)), s))
        table[name] = load(new)
    out.append(at(gast.Assign(s.targets, at(substitute(chain[-1][1], table), s), None), s))
    return out


def _parts_in_caller(instance: Instance, namer: Namer, temporaries: set[str]) -> bool:
    """`t = f(y)` where `f` gives its argument back in a tuple: `t[1]` is what `y` was at the call."""
    once = {s.targets[0].id: s for s in _bound_once_anywhere(instance.tree.body)}
    kept: dict[str, dict[int, str]] = {}
    before: dict[int, list[Any]] = {}
    for name, s in once.items():
        call = instance.calls.get(s.value)
        if call is None or name not in instance.memory.shadowed:
            continue
        callee, bound = call
        for k, p in enumerate(returned_parameters(callee)):
            e = bound.exprs.get(p) or (load(bound.hidden[p]) if p in bound.hidden else None)
            if isinstance(e, gast.Name):
                new = kept.setdefault(name, {})[k] = namer.temporary()
                temporaries.add(new)
                before.setdefault(id(s), []).append(at(assign(new, at(load(e.id), s)), s))
                before[id(s)][-1].origin = getattr(s, "origin", s)
    if kept:
        instance.tree.body = _with_parts(instance.tree.body, kept, before)
    return bool(kept)


def _with_parts(
    stmts: list[Any], kept: dict[str, dict[int, str]], before: dict[int, list[Any]]
) -> list[Any]:
    out: list[Any] = []
    for s in stmts:
        if isinstance(s, (gast.If, gast.For, gast.While)):
            s.body, s.orelse = _with_parts(s.body, kept, before), _with_parts(s.orelse, kept, before)
        e = s.value if isinstance(s, gast.Assign) else None
        if isinstance(e, gast.Subscript) and isinstance(e.value, gast.Name):
            k = e.slice.value if isinstance(e.slice, gast.Constant) else None
            if k in kept.get(e.value.id, {}):
                s.value = at(load(kept[e.value.id][k]), s)
        out += [*before.get(id(s), []), s]
    return out


def _bound_once_anywhere(stmts: list[Any]) -> list[Any]:
    """The assignments to names that are bound nowhere else."""
    bindings = Counter(_bindings(stmts))
    found = [s for s in statements_in(stmts) if isinstance(s, gast.Assign)]
    return [s for s in found if isinstance(s.targets[0], gast.Name) and bindings[s.targets[0].id] == 1]


def returned_parameters(callee: Instance) -> list[str | None]:
    """For each part of the tuple that a function returns the array parameter that it is for certain."""
    body = callee.tree.body
    if not body or not isinstance(body[-1], gast.Return) or not isinstance(body[-1].value, gast.Tuple):
        return []
    arrays = {p for p, t in callee.arg_types.items() if isinstance(t, Num) and t.kind == "array"}
    means: dict[str, str | None] = {p: p for p in arrays}
    for s in body:
        new = {
            t.id: means.get(v.id) if isinstance(v, gast.Name) else None
            for t, v in (_pairs(s) if isinstance(s, gast.Assign) else ())
            if isinstance(t, gast.Name)
        }
        means.update({**dict.fromkeys(_bindings([s])), **new})
    return [means.get(e.id) if isinstance(e, gast.Name) else None for e in body[-1].value.elts]


def _pairs(s: Any) -> list[tuple[Any, Any]]:
    """Targets of an assignment with their values; those of a tuple that is written out one by one."""
    (target,) = s.targets
    both = isinstance(target, gast.Tuple) and isinstance(s.value, gast.Tuple)
    if both and len(target.elts) == len(s.value.elts):
        return list(zip(target.elts, s.value.elts, strict=True))
    return [(target, s.value)]


def _is_atom(e: Any) -> bool:
    if isinstance(e, gast.UnaryOp):  # -1
        e = e.operand
        return isinstance(e, gast.Constant)
    return isinstance(e, (gast.Name, gast.Constant))


def returned_part(callee: Instance) -> Chain:
    """What a function returns, if it is a parameter, or a view of one that is always the same."""
    body = callee.tree.body
    if not body or not isinstance(body[-1], gast.Return) or body[-1].value is None:
        return []
    once = _bound_once(body)
    chain: Chain = [("", body[-1].value)]
    while (root := _root(callee, chain[0][1])) is not None and root.id in once:
        chain.insert(0, (root.id, once[root.id]))
    if root is None or root.id not in callee.arg_types:
        return []
    t = callee.arg_types[root.id]
    lasting = set(callee.arg_types) - set(_bindings(body))
    known = loads_in([e for _, e in chain]) - {name for name, _ in chain}
    return chain if isinstance(t, Num) and t.kind == "array" and known <= lasting else []


def _root(callee: Instance, e: Any) -> Any:
    """The array that an expression is a view of, if it is made of subscripts and transpositions only."""
    while not isinstance(e, gast.Name):
        transposed = isinstance(e, gast.Attribute) and e.attr == "T"
        if not transposed and not (isinstance(e, gast.Subscript) and basic_index(callee, e)):
            return None
        e = e.value
    return e


def _bound_once(body: list[Any]) -> dict[str, Any]:
    """Names that are bound by one statement of the function's own block, with what they are bound to."""
    bindings = _bindings(body)
    found: dict[str, Any] = {}
    for s in body:
        if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name):
            if bindings.count(s.targets[0].id) == 1:
                found[s.targets[0].id] = s.value
    return found


def _bindings(stmts: list[Any]) -> list[str]:
    """Names that are bound, each as often as it is; `a += b` is a write by now (see `lower`)."""
    written = {id(s.target) for s in statements_in(stmts) if isinstance(s, gast.AugAssign)}
    return [
        n.id
        for n in walk(stmts)
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store) and id(n) not in written
    ]
