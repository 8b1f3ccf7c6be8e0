"""Functions that give a view of a dict: `def pairs(d): return d.items()`.

A view is taken for a list of what it shows (see `methods.py`), and in what we write it is one.  But where
nothing of a call carries a derivative, the function of the user is called as it stands, and gives a view,
which has no places: `y = pairs(d)` becomes `t = pairs(d); y = list(t)`.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import Namer, assign, at, call, is_view_called, load, walk
from tangent.types import Dict, DictOf
from tangent.unit import Instance


def view_in_list(instance: Instance, s: Any, namer: Namer, temporaries: set[str]) -> list[Any]:
    """The statements for `s`, if it calls a function that gives a view of a dict; none where it stays."""
    if not isinstance(s, gast.Assign) or not isinstance(s.targets[0], gast.Name):
        return []
    if s.value not in instance.calls or instance.unit.builtin(load("list")) != "list":
        return []
    if hasattr(s.value, "listed") or not _gives_view(instance.calls[s.value][0], set()):
        return []
    s.value.listed = True
    view = namer.temporary()
    temporaries.add(view)
    items = at(call("list", load(view)), s)
    items.of_view = True
    out = [at(assign(view, s.value), s), at(assign(s.targets[0].id, items), s)]
    for new in out:
        new.origin = getattr(s, "origin", s)
    return out


def _gives_view(callee: Instance, asked: set[str]) -> bool:
    """Whether a function gives a view back, on some way."""
    if callee.name in asked:
        return False
    asked.add(callee.name)
    given = [n.value for n in walk(callee.tree.body) if isinstance(n, gast.Return)]
    values: dict[str, list[Any]] = {}
    for n in walk(callee.tree.body):
        if isinstance(n, gast.Assign) and isinstance(n.targets[0], gast.Name):
            values.setdefault(n.targets[0].id, []).append(n.value)
    while given:
        e = given.pop()
        if isinstance(e, gast.Name):
            if e.id in callee.views:
                return True
            given += values.pop(e.id, [])
        elif isinstance(e, gast.Call) and hasattr(e, "of_view"):
            given += e.args
        elif isinstance(e, gast.Call) and _is_view(callee, e, asked):
            return True
    return False


def _is_view(callee: Instance, e: Any, asked: set[str]) -> bool:
    if e in callee.calls:
        return _gives_view(callee.calls[e][0], asked)
    return is_view_called(e) and isinstance(callee.types.get(e.func.value), (Dict, DictOf))
