"""What marks a value for the way back (`hooked`) has done its work once the way back is written."""

from __future__ import annotations

from typing import Any

from tangent.runtime import hooked
from tangent.syntax.nodes import Rewriter
from tangent.transform.module import Module


def unhook(module: Module) -> None:
    """`hooked(x, ...)` is `x` in emitted code."""
    for f in module.functions:
        assert f.unit is not None
        ours = module.names_of(f.unit)
        names = {n for n, value in ours.items() if value is hooked}
        if names:
            f.tree.body = _Unhook(names).visit(f.tree.body)


class _Unhook(Rewriter):
    def __init__(self, names: set[str]) -> None:
        self.names = names

    def rewrite_Call(self, e: Any) -> Any:
        return e.args[0] if getattr(e.func, "id", None) in self.names else e
