"""Marks (`hooked`, and those around solvers) have done their work once a derivative is written."""

from __future__ import annotations

from typing import Any

import gast

from tangent.runtime import hooked, hooked_contents
from tangent.runtime.solvers import (
    attached,
    corrected,
    ended,
    evolved,
    fitted,
    fixed,
    found,
    holding,
    joined,
    meshed,
    splined,
    steered,
    still,
    swept,
    swept_inside,
    tilted,
    timed,
    undifferentiated,
    weighted,
)
from tangent.syntax.nodes import Rewriter
from tangent.transform.module import Module

FIRST = (
    hooked, attached, corrected, ended, evolved, fixed, found, holding, joined, splined, steered, still,
    fitted, meshed, swept, swept_inside, tilted, timed, weighted,
)  # fmt: skip
"""Marks that give back their first argument."""


def unhook(module: Module) -> None:
    """`hooked(x, ...)` is `x` in emitted code, and `undifferentiated(f, x)` is `f(x)`."""
    for f in module.functions:
        assert f.unit is not None
        ours = module.names_of(f.unit)
        names = {n for n, value in ours.items() if any(value is mark for mark in FIRST)}
        statements = {n for n, value in ours.items() if value is hooked_contents}
        calls = {n for n, value in ours.items() if value is undifferentiated}
        if names or statements or calls:
            f.tree.body = _Unhook(names, statements, calls).visit(f.tree.body)


class _Unhook(Rewriter):
    def __init__(self, names: set[str], statements: set[str], calls: set[str]) -> None:
        self.names, self.statements, self.calls = names, statements, calls

    def rewrite_Call(self, e: Any) -> Any:
        name = getattr(e.func, "id", None)
        if name in self.calls:
            return gast.Call(e.args[0], e.args[1:], e.keywords)
        return e.args[0] if name in self.names else e

    def rewrite_Expr(self, s: Any) -> Any:
        if isinstance(s.value, gast.Call) and getattr(s.value.func, "id", None) in self.statements:
            return gast.Pass()
        return s
