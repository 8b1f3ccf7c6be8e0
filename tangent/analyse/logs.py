"""Logs: lists and dicts of the user that the program only adds to.

    def loss(self, x):                      def loss_grad(self, x):
        value = np.sum(x**2)                    self.losses.append(np.sum(x**2))
        self.losses.append(value)      →        return 2.0 * x
        return value

Nobody reads what is put in, so no derivative flows through it.  These statements are left as they are: they
act on the user's own object, once, in the forward sweep.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.attributes import is_new
from tangent.syntax.nodes import clone, effect, inner_blocks, position, walk
from tangent.types import CONTAINERS, Obj, SetOf
from tangent.unit import Instance, Place

LOGGING = ("append", "extend", "insert", "update", "add")
Key = tuple[Any, str]
"""(path of an object, attribute)"""


def logs_among(instance: Instance, found: dict[str, Place]) -> dict[str, list[Any]]:
    """Containers that occur in logging statements and nowhere else, with these statements."""
    held = {n for n, p in found.items() if not isinstance(p.value, np.ndarray) and n not in instance.borrowed}
    logs = _only_logged(instance, held, bound=0)
    places = {n: {position(_place(s).value) for s in logs[n]} for n in logs}
    return {n: logs[n] for n in logs if instance.seen.get(n, set()) <= places[n]}


def leave_attribute_logs(instance: Instance, followed: set[Any]) -> None:
    """`losses = self.losses; losses.append(v)`, where nothing else is done with it, acts on the attribute.

    followed: attributes that are read somewhere, so that what is put in counts.
    """
    nodes = list(walk(instance.tree.body))
    keys = {n: key for n in nodes if (key := _container_of_user(instance, n)) is not None}
    taken = {
        s.targets[0].id: s
        for s in nodes
        if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name) and s.value in keys
    }
    logs = _only_logged(instance, {n for n, s in taken.items() if keys[s.value] not in followed}, bound=1)
    places: dict[Key, set[tuple[int, int]]] = {}
    for n in logs:
        places.setdefault(keys[taken[n].value], set()).add(position(taken[n].value))
    instance.read |= {key for key, found in places.items() if not instance.seen.get(key, set()) <= found}
    for name, statements in logs.items():
        attribute = taken[name].value
        instance.logged.add(keys.pop(attribute))
        for s in statements:
            place = _place(s)
            place.value = clone(attribute)
            for new, old in zip(walk(place.value), walk(attribute), strict=True):
                instance.types[new] = instance.types[old]
            effect(s)
    instance.read |= set(keys.values())
    _drop(instance.tree.body, {id(taken[n]) for n in logs})


def _container_of_user(instance: Instance, e: Any) -> Key | None:
    """The key of an attribute that holds a list, dict or set, of an object that the program has not made."""
    if not isinstance(e, gast.Attribute) or hasattr(e, "variable"):
        return None
    owner = instance.types.get(e.value)
    if not isinstance(owner, Obj) or owner.path is None or is_new(owner.path):
        return None
    return (owner.path, e.attr) if isinstance(instance.types.get(e), (*CONTAINERS, SetOf)) else None


def _drop(stmts: list[Any], gone: set[int]) -> None:
    stmts[:] = [s for s in stmts if id(s) not in gone]
    for s in stmts:
        for block in inner_blocks(s):
            _drop(block, gone)


def _only_logged(instance: Instance, names: set[str], bound: int) -> dict[str, list[Any]]:
    """Those of the names that occur in logging statements only, but for the `bound` times they are bound."""
    logs: dict[str, list[Any]] = {}
    mentioned: dict[str, int] = {}
    for n in walk(instance.tree.body):
        if isinstance(n, gast.Name):
            mentioned[n.id] = mentioned.get(n.id, 0) + 1
        name = _logged(n)
        if name in names:
            logs.setdefault(name, []).append(n)
    return {n: s for n, s in logs.items() if len(s) + bound == mentioned[n]}


def _logged(s: Any) -> str:
    """`log` for `log.append(v)`, `log[k] = v` and `log[k] += v`."""
    place = _place(s)
    return place.value.id if place is not None and isinstance(place.value, gast.Name) else ""


def _place(s: Any) -> Any:
    """`log.append` or `log[k]` in a statement that may be a logging one."""
    if isinstance(s, gast.Expr) and isinstance(s.value, gast.Call):
        return s.value.func if getattr(s.value.func, "attr", "") in LOGGING else None
    if not isinstance(s, (gast.Assign, gast.AugAssign)):
        return None
    target = s.targets[0] if isinstance(s, gast.Assign) else s.target
    return target if isinstance(target, gast.Subscript) else None
