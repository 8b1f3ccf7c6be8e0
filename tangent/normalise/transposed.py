"""A loop over a display of tuples is one over several displays, where it changes what is in them.

    for d, rate in ((a, 0.1), (b, 0.5)):     →     for d, rate in zip((a, b), (0.1, 0.5)):
        d["w"] *= rate                                 d["w"] *= rate

The list or dict that is changed then goes by the name that it has, and by no tuple that it is in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.syntax.nodes import at, load, statements_in, walk

DISPLAYS = (gast.Tuple, gast.List)


def transpose_displays(function: gast.FunctionDef, builtin: Callable[[Any], str]) -> None:
    """Rewrite such loops of `function` in place; `builtin` tells which builtin a name means."""
    if builtin(load("zip")) != "zip":
        return
    for s in statements_in(function.body):
        if isinstance(s, gast.For) and _is_table(s.iter, s.target) and _changes(s.body, s.target):
            columns = zip(*(row.elts for row in s.iter.elts), strict=True)
            parts = [at(gast.Tuple(list(column), gast.Load()), s.iter) for column in columns]
            s.iter = at(gast.Call(at(load("zip"), s.iter), parts, []), s.iter)


def _is_table(e: Any, target: Any) -> bool:
    """Whether `e` is a display of tuples, each as long as the target, that it does not matter when to ask."""
    if not isinstance(e, DISPLAYS) or not e.elts or not isinstance(target, gast.Tuple):
        return False
    rows = [row.elts for row in e.elts if isinstance(row, gast.Tuple) and len(row.elts) == len(target.elts)]
    plain = (gast.Name, gast.Constant, gast.Attribute, gast.Subscript, gast.UnaryOp, gast.Tuple)
    starred = any(isinstance(t, gast.Starred) for t in target.elts)
    return len(rows) == len(e.elts) and not starred and all(isinstance(i, plain) for row in rows for i in row)


def _changes(body: list[Any], target: Any) -> bool:
    """Whether a loop puts something into what its target names, calls a method of it, or hands it on."""
    names = {t.id for t in target.elts if isinstance(t, gast.Name)}
    return any(not names.isdisjoint(_given_away(n)) for n in walk(body))


def _given_away(n: Any) -> list[str]:
    found = []
    if isinstance(n, (gast.Subscript, gast.Attribute)) and not isinstance(n.ctx, gast.Load):
        found = [n.value]
    elif isinstance(n, gast.Call):
        found = [*n.args, *(k.value for k in n.keywords), getattr(n.func, "value", None)]
    return [e.id for e in found if isinstance(e, gast.Name)]
