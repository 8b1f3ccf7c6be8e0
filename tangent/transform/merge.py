"""Functions of the emitted module that came out alike are written once: the layers of a network, say."""

from __future__ import annotations

from collections.abc import Collection

from tangent.syntax.nodes import load, loads_in, names_in, same, substitute
from tangent.transform.module import Emitted, Module


def merge(module: Module, needed: Collection[str]) -> None:
    """Keep one of each group of equal functions; those with the `needed` names stay."""
    while True:
        table = _twins(module, needed)
        if not table:
            return
        module.functions[:] = [f for f in module.functions if f.tree.name not in table]
        for f in module.functions:
            if names_in(f.tree.body) & set(table):
                f.tree.body = substitute(f.tree.body, {old: load(new) for old, new in table.items()})


def _twins(module: Module, needed: Collection[str]) -> dict[str, str]:
    """Name → name of an equal function, of the same function of the user: its names mean the same."""
    groups: dict[tuple[int, int, int], list[Emitted]] = {}
    for f in module.functions:
        if f.unit is not None:
            key = (id(f.unit.scope.function), len(f.tree.body), len(f.tree.args.args))
            groups.setdefault(key, []).append(f)
    table: dict[str, str] = {}
    for group in groups.values():
        kept: list[Emitted] = []
        for f in group:
            twin = next((g for g in kept if _equal(module, f, g)), None)
            if twin is None or f.tree.name in needed:
                kept.append(f)
            else:
                table[f.tree.name] = twin.tree.name
    return table


def _equal(module: Module, a: Emitted, b: Emitted) -> bool:
    if not (same(a.tree.args, b.tree.args) and same(a.tree.body, b.tree.body)):
        return False
    return all(_meaning(module, a, n) == _meaning(module, b, n) for n in loads_in(a.tree.body))


def _meaning(module: Module, f: Emitted, name: str) -> tuple[int, ...]:
    """What a name stands for that the function does not have from where it was written."""
    assert f.unit is not None
    scope, other = f.unit.scope.origin(name)
    return id(module.names_of(f.unit).get(name)), id(scope.function), hash(other)
