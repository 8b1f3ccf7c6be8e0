"""Temporaries that are only a second name of a variable that holds a list, an array or the like.

    t1 = window                →      window.append(v)
    t1.append(v)

An attribute that is a variable (`analyse/attributes.py`) leaves such pairs: `self.window.append(v)` was two
operations.  What has one name can be followed; of two names for one object it has to be proved.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import inner_blocks, loads_in, stores_in, substitute, walk
from tangent.types import UNKNOWN, mutable
from tangent.unit import Instance


def without_twins(instance: Instance, body: list[Any]) -> list[Any]:
    """`body` without temporaries that only stand for the variable of an attribute."""
    return _Twins(instance, body).block(body)


class _Twins:
    def __init__(self, instance: Instance, body: list[Any]) -> None:
        self.instance = instance
        self.variables = set(instance.attrs.values())
        self.bound: dict[str, int] = {}
        self.read: dict[str, int] = {}
        for n in walk(body):
            if isinstance(n, gast.Name):
                table = self.read if isinstance(n.ctx, gast.Load) else self.bound
                table[n.id] = table.get(n.id, 0) + 1

    def block(self, stmts: list[Any]) -> list[Any]:
        out = list(stmts)
        i = 0
        while i < len(out):
            for inner in inner_blocks(out[i]):
                inner[:] = self.block(inner)
            rest = self.without(out[i], out[i + 1 :])
            if rest is None:
                i += 1
            else:
                out[i:] = rest
        return out

    def without(self, s: Any, rest: list[Any]) -> list[Any] | None:
        """What follows `s`, where this only gives a variable a second name."""
        if not (isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name)):
            return None
        name, value = s.targets[0].id, s.value
        if not isinstance(value, gast.Name) or value.id not in self.variables:
            return None
        if name not in self.instance.unit.temporaries or self.bound[name] > 1:
            return None
        if not mutable(self.instance.types.get(s.targets[0], UNKNOWN)):
            return None
        last, found = 0, 0
        for k, st in enumerate(rest):
            if name in loads_in(st):
                last, found = k + 1, found + _reads(st, name)
        if found < self.read.get(name, 0) or self.rebinds(rest[:last], value.id):
            return None
        return [*(substitute(st, {name: value.id}) for st in rest[:last]), *rest[last:]]

    def rebinds(self, stmts: list[Any], variable: str) -> bool:
        """Whether statements give the variable another object, before a last plain assignment does."""
        plain = bool(stmts) and isinstance(stmts[-1], gast.Assign)
        if variable in stores_in(stmts[:-1] if plain else stmts):
            return True
        for n in walk(stmts):
            if n in self.instance.calls:
                callee, bound = self.instance.calls[n]
                if variable in {bound.hidden.get(p) for p in callee.rebound}:
                    return True
        return False


def _reads(s: Any, name: str) -> int:
    return sum(isinstance(n, gast.Name) and n.id == name and isinstance(n.ctx, gast.Load) for n in walk(s))
