"""What marks a value for the way back (`hooked`) has done its work once the way back is written."""

from __future__ import annotations

from typing import Any

import gast

from tangent.runtime import hooked, hooked_contents
from tangent.syntax.nodes import Rewriter
from tangent.transform.module import Module


def unhook(module: Module) -> None:
    """`hooked(x, ...)` is `x` in emitted code."""
    for f in module.functions:
        assert f.unit is not None
        ours = module.names_of(f.unit)
        names = {n for n, value in ours.items() if value is hooked}
        statements = {n for n, value in ours.items() if value is hooked_contents}
        if names or statements:
            f.tree.body = _Unhook(names, statements).visit(f.tree.body)


class _Unhook(Rewriter):
    def __init__(self, names: set[str], statements: set[str]) -> None:
        self.names, self.statements = names, statements

    def rewrite_Call(self, e: Any) -> Any:
        return e.args[0] if getattr(e.func, "id", None) in self.names else e

    def rewrite_Expr(self, s: Any) -> Any:
        if isinstance(s.value, gast.Call) and getattr(s.value.func, "id", None) in self.statements:
            return gast.Pass()
        return s
