"""Activity: names that may depend on the chosen arguments through a derivative ("varied")."""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.flow import can_flow, flows, function_of, method_of, unpacked_iterables
from tangent.analyse.kinds import holds_empty
from tangent.rules import RULES
from tangent.syntax.nodes import is_effect, stores_in
from tangent.types import Iter, Num, Plain, Static, Type
from tangent.unit import Instance


def varied(instance: Instance, active: frozenset[str]) -> frozenset[str]:
    """Names of `instance` that may carry a derivative with respect to the parameters `active`."""
    found = set(active)
    regions = instance.memory
    while True:
        before = len(found)
        _block(instance, instance.tree.body, found)
        if regions is not None:
            for names in regions.writes.values():
                for n in names:
                    if n in found:
                        home = regions.region_of(n)
                        found |= {m for m in regions.shadowed | regions.grown if regions.region_of(m) == home}
            found -= regions.keyed
        if len(found) == before:
            return frozenset(found)


def _block(instance: Instance, stmts: list[Any], found: set[str]) -> None:
    for s in stmts:
        if is_effect(s):
            continue
        if isinstance(s, (gast.If, gast.While)):
            _block(instance, s.body, found)
            _block(instance, s.orelse, found)
        elif isinstance(s, gast.For):
            for target, e in unpacked_iterables(instance, s.target, s.iter):
                if e is not None and any(n in found for n in _iterated(instance, e)):
                    _add(instance, target, found)
            _block(instance, s.body, found)
        elif isinstance(s, gast.Assign):
            if any(n.id in found for n in flows(instance, s.value)):
                for t in s.targets:
                    _add(instance, t, found)
            _call(instance, s.value, found)
        elif isinstance(s, gast.AugAssign):
            if any(n.id in found for n in flows(instance, s.value)):
                _add(instance, s.target, found, grows=True)
        elif isinstance(s, gast.Expr):
            _call(instance, s.value, found)


def _iterated(instance: Instance, e: Any) -> list[str]:
    if isinstance(e, gast.Subscript):
        return _iterated(instance, e.value)
    if isinstance(instance.types.get(e), Iter) and isinstance(e, gast.Call):
        return [n for a in e.args for n in _iterated(instance, a)]
    return [n.id for n in flows(instance, e)]


def _takes(t: Type | None) -> bool:
    """Whether something of this type can be given a derivative: a list is not yet what it will hold."""
    return not isinstance(t, (Num, Static, Plain)) or can_flow(t)


def _add(instance: Instance, target: Any, found: set[str], grows: bool = False) -> None:
    if isinstance(target, gast.Subscript):
        if isinstance(target.value, gast.Name) and _takes(instance.types.get(target.value)):
            found.add(target.value.id)
    elif isinstance(target, gast.Name):
        t = instance.types.get(target)
        if can_flow(t) or holds_empty(t) or (grows and _takes(t)):
            found.add(target.id)
    elif isinstance(target, (gast.Tuple, gast.List)):
        for item in target.elts:
            if not isinstance(item, gast.Name) or _takes(instance.types.get(item)):
                found |= stores_in(item)
    else:
        found |= stores_in(target)


def _call(instance: Instance, e: Any, found: set[str]) -> None:
    """A call that writes into its arguments, or a method that changes its object, passes a derivative on."""
    if not isinstance(e, gast.Call) and e not in instance.calls:
        return
    inputs = {n.id for n in flows(instance, e)}
    if not inputs & found:
        return
    call = instance.calls.get(e)
    if call is not None:
        _user_call(instance, call, found)
        return
    method = method_of(instance, e)
    if method is not None and isinstance(e.func.value, gast.Name) and _takes(method[1]):
        if method[0] in ("append", "extend", "insert", "fill", "put", "update", "setdefault"):
            found.add(e.func.value.id)
    if e.args and isinstance(e.args[0], gast.Name):
        function = function_of(instance, e)
        try:
            rule = RULES.get(function)
        except TypeError:
            rule = None
        if rule is not None and rule.kind == "mutation":
            found.add(e.args[0].id)


def _user_call(instance: Instance, call: Any, found: set[str]) -> None:
    callee, bound = call
    for p in callee.memory.written if callee.memory is not None else ():
        if p in bound.exprs:
            found.update(n.id for n in flows(instance, bound.exprs[p]))
        elif p in bound.hidden:
            found.add(bound.hidden[p])
