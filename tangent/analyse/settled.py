"""A variable that is a container on one way and something else on another has no one adjoint.

    r = 0
    for v in x:
        if v > 0.0:
            r = [v, v * v]       <- its adjoint is a list
    return r[0] * r[1]           <- of which nothing is known: refused

The adjoint of a list is a list; that of what is not known is made by helpers that treat it as an array.  What
is added to the one would be missing in the other.  (None or a container is known: see `types.OPTIONAL`.)
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.flow import is_inactive_call
from tangent.syntax.nodes import loads_in, name_nodes, stores_in, walk
from tangent.syntax.refuse import Refused
from tangent.types import CONTAINERS, Mixed, Unknown, differentiable
from tangent.unit import Instance

Bound = dict[str, bool]
"""Variables → whether they may have been bound to a container that carries a derivative."""


def check_settled(instance: Instance, varied: frozenset[str]) -> None:
    """Raise `Refused` where such a variable is read as something of which nothing is known."""
    types = instance.types
    nodes = [n for n in name_nodes(instance.tree.body) if isinstance(n.ctx, gast.Load)]
    unknown = {n.id for n in nodes if n.id in varied and _is_unknown(types.get(n))}
    if unknown:
        start = {p: _is_container(t) for p, t in instance.arg_types.items() if p in unknown}
        _Reader(instance, unknown, varied).block(instance.tree.body, start)


def _is_unknown(t: Any) -> bool:
    return type(t) in (Unknown, Mixed)


def _is_container(t: Any) -> bool:
    return isinstance(t, CONTAINERS) and differentiable(t)


class _Reader:
    def __init__(self, instance: Instance, names: set[str], varied: frozenset[str]) -> None:
        self.instance, self.types, self.varied = instance, instance.types, varied
        self.names = names

    def block(self, stmts: list[Any], bound: Bound) -> Bound:
        for s in stmts:
            bound = self.statement(s, bound)
        return bound

    def statement(self, s: Any, bound: Bound) -> Bound:
        if isinstance(s, gast.If):
            return _either(self.block(s.body, dict(bound)), self.block(s.orelse, dict(bound)))
        if isinstance(s, (gast.For, gast.While)):
            if isinstance(s, gast.For):
                self.read(s.iter, bound)
            for _ in range(2):  # what a trip leaves is there in the next one
                inner = dict(bound)
                self.bind(s.target if isinstance(s, gast.For) else None, inner)
                bound = _either(bound, self.block(s.body, inner))
            return bound
        if isinstance(s, gast.FunctionDef):
            return bound
        self.read(getattr(s, "value", None), bound)
        value = getattr(s, "value", None)
        inactive = isinstance(value, gast.Call) and is_inactive_call(self.instance, value)  # zeros
        carries = value is not None and not inactive and bool(loads_in(value) & self.varied)
        for target in getattr(s, "targets", []):
            self.bind(target, bound, carries)
        return bound

    def bind(self, target: Any, bound: Bound, carries: bool = True) -> None:
        for n in walk(target) if target is not None else ():
            if isinstance(n, gast.Name) and n.id in self.names & stores_in(target):
                bound[n.id] = carries and _is_container(self.types.get(n))

    def read(self, e: Any, bound: Bound) -> None:
        for n in walk(e) if e is not None else ():
            if isinstance(n, gast.Name) and bound.get(n.id) and _is_unknown(self.types.get(n)):
                raise Refused("container", n, f"`{n.id}`, which is a container or something else")


def _either(a: Bound, b: Bound) -> Bound:
    return {n: a.get(n, False) or b.get(n, False) for n in a.keys() | b.keys()}
