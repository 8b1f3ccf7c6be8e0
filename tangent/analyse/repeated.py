"""Whether a function may run several times: it changes nothing outside of it, and asks for nothing that
changes."""

from __future__ import annotations

import builtins
import copy
import functools
import types
from typing import Any

import gast
import numpy as np

from tangent.objects import is_plain, is_record_class
from tangent.rules import INACTIVE, RULES
from tangent.rules.solvers import SOLVERS
from tangent.runtime import make
from tangent.syntax.nodes import is_effect, walk
from tangent.types import CONTAINERS, Closure, Num, constant
from tangent.unit import Instance, Unit

_PURE = frozenset(
    "abs all any bool bytes callable chr complex dict divmod enumerate filter float format frozenset getattr "
    "hasattr hash int isinstance issubclass iter len list map max min next ord pow range repr reversed round "
    "set slice sorted str sum super tuple type zip object property".split()
)


def effect_of(instance: Instance) -> str:
    """What stands in the way of running it again, in words; empty where nothing does.

    Calls of functions that have instances of their own are not looked at.
    """
    if instance.places or instance.attrs or instance.logged:
        return "changes what is outside of it"
    for n in walk(instance.tree.body):
        if is_effect(n):
            return "changes what is outside of it"
        if isinstance(n, gast.Call) and n not in instance.calls and not _is_pure(instance, n):
            if getattr(n.func, "id", None) in _defined(instance):
                continue  # by a function inside, which is looked at, too
            if _is_held(instance, n.func):
                continue
            if _solves(instance.unit, n) and all(_is_held(instance, a) for a in _handed(instance, n)):
                continue
            return f"calls `{gast.unparse(n.func)}`"
    return ""


def _is_held(instance: Instance, f: Any) -> bool:
    """Whether a name is that of a function which is given, and only computes (seen without types)."""
    t = instance.arg_types.get(getattr(f, "id", ""))
    unit = t.definition if isinstance(t, Closure) else None
    if not isinstance(unit, Unit) or unit.rebinds or any(is_effect(n) for n in walk(unit.tree.body)):
        return False
    calls = [n for n in walk(unit.tree.body) if isinstance(n, gast.Call)]
    return all(_is_known(unit.scope.resolve(n.func)) or unit.builtin(n.func) in _PURE for n in calls)


def _solves(unit: Unit, e: gast.Call) -> bool:
    """Whether a solver is called, which does what the functions do that are handed to it."""
    value = unit.names.get(getattr(e.func, "id", ""), unit.scope.resolve(e.func))
    return isinstance(value, types.FunctionType) and value in SOLVERS


def _handed(instance: Instance, e: gast.Call) -> list[Any]:
    """The functions that are handed over by the names of parameters."""
    given = [*e.args, *(k.value for k in e.keywords)]
    return [a for a in given if isinstance(instance.arg_types.get(getattr(a, "id", "")), Closure)]


def _defined(instance: Instance) -> set[str]:
    """The names of functions that are defined inside."""
    found = set()
    for n in walk(instance.tree.body):
        if isinstance(n, gast.FunctionDef):
            found.add(n.name)
        elif isinstance(n, gast.Assign) and isinstance(n.value, gast.Lambda):
            found |= {t.id for t in n.targets if isinstance(t, gast.Name)}
    return found


def _is_pure(instance: Instance, e: gast.Call) -> bool:
    """Whether a call does nothing but to compute its value, or to change a value of the program."""
    if isinstance(e.func, gast.Attribute):
        base = instance.types.get(e.func.value)
        if isinstance(base, (Num, *CONTAINERS)):
            return True
    value = instance.unit.scope.resolve(e.func) if e.func not in instance.types else None
    if isinstance(e.func, gast.Name):
        value = instance.unit.names.get(e.func.id, value)
    t = instance.types.get(e.func)
    if t is not None:
        value = constant(t)
    if value is NotImplemented or value is None:
        return bool(instance.unit.builtin(e.func) in _PURE)
    if isinstance(value, type):
        plain = issubclass(value, BaseException) or (is_record_class(value) and is_plain(value))
        return plain or value in (np.errstate, functools.partial) or _is_known(value)
    return value in (copy.deepcopy, make) or _is_known(value)


def _is_known(value: Any) -> bool:
    if value in (print, input):
        return False
    if getattr(value, "_tangent_pure", False) is True:
        return True
    name = getattr(value, "__name__", "")
    if name in _PURE and getattr(builtins, name, None) is value:
        return True
    if isinstance(value, types.FunctionType) and (value.__module__ or "").startswith("tangent.runtime"):
        return True
    try:
        return value in RULES or value in INACTIVE
    except TypeError:
        return False
