"""Whether a function may be computed twice: what it does besides computing must happen once."""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.flow import function_of, is_inactive_call, method_of
from tangent.rules import RULES
from tangent.syntax.nodes import is_effect, walk
from tangent.syntax.refuse import Refused
from tangent.unit import Instance


def refuse_effects(instance: Instance, seen: frozenset[int] = frozenset()) -> None:
    """Refuse, at the statement, what an instance or something that it calls does besides computing."""
    if id(instance) in seen:
        return
    if instance.attrs or instance.places or instance.logged:
        raise _refused(instance, instance.tree, "a write into an attribute or a global")
    for s in _nodes(instance):
        if isinstance(s, gast.stmt) and is_effect(s):
            raise _refused(instance, s, "a write into an attribute or a global")
        if not isinstance(s, gast.Call):
            continue
        if s in instance.calls:
            refuse_effects(instance.calls[s][0], seen | {id(instance)})
        elif not _only_computes(instance, s):
            raise _refused(instance, s, "a call that may do more than compute")


def _nodes(instance: Instance) -> list[Any]:
    """All nodes, but for the text of functions that are only called, or differentiated and then called:
    these calls are looked at."""
    nodes = list(walk(instance.tree.body))
    followed: set[int] = set()
    for n in nodes:
        if isinstance(n, gast.Call) and n in instance.calls:
            followed.add(id(n.func))
        elif isinstance(n, gast.Call) and _is_maker(function_of(instance, n)) and n.args:
            followed.add(id(n.args[0]))
    values = {n.id for n in nodes if _is_load(n) and id(n) not in followed}
    inside: set[int] = set()
    for n in nodes:
        definition = n.value if isinstance(n, gast.Assign) and isinstance(n.targets[0], gast.Name) else n
        if isinstance(definition, gast.FunctionDef):
            if definition.name not in values:
                inside |= {id(m) for m in walk(definition.body)}
        elif isinstance(definition, gast.Lambda):
            if id(definition) in followed or (definition is not n and n.targets[0].id not in values):
                inside |= {id(m) for m in walk(definition.body)}
    return [n for n in nodes if id(n) not in inside]


def _is_load(n: Any) -> bool:
    return isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)


def _is_maker(function: Any) -> bool:
    return not isinstance(function, type) and bool(getattr(function, "_tangent_maker", False))


def _only_computes(instance: Instance, e: Any) -> bool:
    name = instance.unit.builtin(e.func)
    if name in ("print", "input", "open", "next"):
        return False
    if name or method_of(instance, e) is not None:
        return True
    function = function_of(instance, e)
    if _is_maker(function):
        return True  # what the derivative that it makes does is looked at where it is called
    if "random" in (getattr(function, "__module__", None) or ""):
        return False
    try:
        return function in RULES or is_inactive_call(instance, e)
    except TypeError:
        return False


def _refused(instance: Instance, node: Any, what: str) -> Refused:
    found = Refused("checkpoint", node, what, reason="it would happen twice")
    found.unit = instance.unit
    return found
