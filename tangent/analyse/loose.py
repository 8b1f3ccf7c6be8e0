"""Tuples that are only taken apart again: their parts are variables.

    t = (a, b)                t_0 = a; t_1 = b
    y = t[1]            →     y = t_1
    p, q = t                  p, q = t_0, t_1

    t = a               →     b = a
    b = t

    def f(): ...        →                           if nothing is left that calls it

What a call that was written out gives back is mostly such a tuple (`opened_calls.py`), and which memory its
parts share is then no question.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import gast

from tangent.syntax.nodes import (
    Namer,
    Rewriter,
    assign,
    at,
    inner_blocks,
    load,
    name_nodes,
    own_nodes,
    statements_in,
    tuple_of,
)
from tangent.unit import Instance


def loosen_tuples(instance: Instance, namer: Namer, temporaries: set[str]) -> bool:
    """Rewrite the tree in place; returns whether anything changed (types must then be found again)."""
    body = instance.tree.body
    seen = Counter(n.id for n in name_nodes(body))
    changed = _without_definitions(body, seen)
    changed = _shortened(body, {n for n in temporaries if seen[n] == 2} - instance.unseen) or changed
    parts: dict[str, list[str]] = {}
    for name, size in _only_taken_apart(instance).items():
        parts[name] = [namer.fresh(f"{name}_{k}") for k in range(size)]
        if name in temporaries:
            temporaries.update(parts[name])
    if parts:
        instance.tree.body = _Loosened(parts).visit(instance.tree.body)
    return bool(parts) or changed


def _without_definitions(block: list[Any], seen: Counter[str]) -> bool:
    """Functions that nobody reads any more are not defined."""
    kept = [s for s in block if not isinstance(s, gast.FunctionDef) or seen[s.name]]
    inner = [_without_definitions(b, seen) for s in kept for b in inner_blocks(s)]
    changed = any(inner) or len(kept) < len(block)
    block[:] = kept or [gast.Pass()]
    return changed


def _shortened(block: list[Any], once: set[str]) -> bool:
    """Copies by way of a temporary become copies; those of a variable to itself go."""
    changed = False
    out: list[Any] = []
    for s in block:
        for inner in inner_blocks(s):
            changed = _shortened(inner, once) or changed
        if _is_copy(s) and s.value.id in once and out and _binds(out[-1], s.value.id):
            s.value = out.pop().value
            changed = True
        if not (_is_copy(s) and s.value.id == s.targets[0].id):
            out.append(s)
    block[:] = out or [gast.Pass()]
    return changed


def _binds(s: Any, name: str) -> bool:
    """Whether a statement gives a name to a variable, or to a tuple that it shows."""
    return _is_assign(s) and s.targets[0].id == name and isinstance(s.value, (gast.Name, gast.Tuple))


def _is_copy(s: Any) -> bool:
    return _is_assign(s) and isinstance(s.value, gast.Name)


def _is_assign(s: Any) -> bool:
    return isinstance(s, gast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], gast.Name)


def _only_taken_apart(instance: Instance) -> dict[str, int]:
    """The names of such tuples, with their lengths."""
    body = instance.tree.body
    sizes: dict[str, int] = {}
    known: Counter[str] = Counter()
    for s in statements_in(body, nested=False):
        if isinstance(s, gast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], gast.Name):
            name = s.targets[0].id
            if isinstance(s.value, gast.Tuple) and name not in sizes:
                sizes[name] = len(s.value.elts)
                known[name] += 1
    for n in own_nodes(body):
        taken = _taken(n)
        if taken is not None and taken[1] in (*range(-sizes.get(taken[0], 0), sizes.get(taken[0], 0)), None):
            known[taken[0]] += 1
    seen = Counter(n.id for n in name_nodes(body))
    unseen = instance.unseen | set(instance.arg_types)
    return {n: size for n, size in sizes.items() if known[n] == seen[n] and n not in unseen}


def _taken(n: Any) -> tuple[str, int | None] | None:
    """(tuple, index) of `t[1]`; (tuple, None) of `a, b = t`."""
    if isinstance(n, gast.Assign) and isinstance(n.value, gast.Name):
        (target, *more) = n.targets
        return (n.value.id, None) if isinstance(target, gast.Tuple) and not more else None
    if not isinstance(n, gast.Subscript) or not isinstance(n.value, gast.Name):
        return None
    k = n.slice.value if isinstance(n.slice, gast.Constant) else None
    return (n.value.id, k) if isinstance(n.ctx, gast.Load) and type(k) is int else None


class _Loosened(Rewriter):
    def __init__(self, parts: dict[str, list[str]]) -> None:
        self.parts = parts

    def rewrite_Assign(self, s: Any) -> Any:
        (target, *_) = s.targets
        if isinstance(target, gast.Name) and target.id in self.parts:
            new = [at(assign(n, e), s) for n, e in zip(self.parts[target.id], s.value.elts, strict=True)]
            for n in new:
                n.origin = getattr(s, "origin", s)
            return new
        taken = _taken(s)
        if taken is not None and taken[0] in self.parts:
            s.value = at(tuple_of(map(load, self.parts[taken[0]])), s.value)
        return s

    def rewrite_Subscript(self, e: Any) -> Any:
        taken = _taken(e)
        if taken is None or taken[0] not in self.parts:
            return e
        assert taken[1] is not None
        return at(load(self.parts[taken[0]][taken[1]]), e)
