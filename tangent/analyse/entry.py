"""A function with `*args` and `**kwargs` as it is for one number of arguments.

    def f(x, *rest, **options):             def f(x, rest_0, rest_1, scale):
        return ...                    →         rest = (rest_0, rest_1)
                                                options = {"scale": scale}
                                                return ...

Only the function that is differentiated is written so: its arguments have positions and names of their own.
Functions that it calls take their `*args` as one tuple.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import gast

from tangent.syntax.nodes import assign, clone, const, load, tuple_of
from tangent.unit import Parameter, Unit


@dataclass(frozen=True)
class Group:
    """The arguments that one starred parameter takes: their keys (None for `*args`) and their names."""

    parameter: str
    keys: tuple[Any, ...] | None
    names: tuple[str, ...]

    def display(self) -> Any:
        if self.keys is None:
            return tuple_of(load(n) for n in self.names)
        return gast.Dict([const(k) for k in self.keys], [load(n) for n in self.names])


def names_for(unit: Unit, parameter: str, keys: Sequence[Any], by_key: bool) -> tuple[str, ...]:
    """Names for what a starred parameter takes: its keywords, or the parameter with a number."""
    names: list[str] = []
    for k in keys:
        wish = k if by_key and k.isidentifier() and k not in unit.taken else f"{parameter}_{k}"
        while wish in unit.taken or wish in names or not wish.isidentifier():
            wish = f"{wish}_" if f"{wish}_".isidentifier() else f"{parameter}_{len(names)}"
        names.append(wish)
    return tuple(names)


def spread(unit: Unit, groups: Sequence[Group]) -> Unit:
    """The unit with parameters of their own for what starred parameters take."""
    if not groups:
        return unit
    known = {g.parameter: g for g in groups}
    params: list[Parameter] = []
    for p in unit.params:
        if p.name in known:
            params += [Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in known[p.name].names]
        else:
            params.append(p)
    tree = clone(unit.tree)
    tree.body = [*(assign(g.parameter, g.display()) for g in groups), *tree.body]
    names = frozenset(n for g in groups for n in g.names)
    return replace(
        unit, tree=tree, params=tuple(params), taken=unit.taken | names, locals=unit.locals | names
    )
