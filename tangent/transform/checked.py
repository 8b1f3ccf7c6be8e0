"""`check_nans=True`: every adjoint is looked at where it has been computed.

    # backward: y = np.sqrt(x)                  # backward: y = np.sqrt(x)
    x_bar = 0.5 * y_bar / y              →      x_bar = finite(0.5 * y_bar / y, "`x_bar`, in line 3 of f")
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.runtime import finite
from tangent.syntax.comments import Comment
from tangent.syntax.nodes import assign, call, const, inner_blocks, load
from tangent.transform.module import Emitted, Module

_HEAD = "backward: "


def check_adjoints(module: Module, entry: str, value: bool) -> None:
    """value: the entry returns the value of the primal before the gradient."""
    for f in module.functions:
        if any(isinstance(s, Comment) and s.text.startswith(_HEAD) for s in f.tree.body):
            _Checked(module, f, value and f.tree.name == entry).run()


class _Checked:
    def __init__(self, module: Module, f: Emitted, value: bool) -> None:
        assert f.unit is not None
        self.tree, self.unit, self.value = f.tree, f.unit, value
        self.finite = module.ours(f.unit)("finite", finite)
        self.where = ""

    def run(self) -> None:
        self.tree.body = self.block(self.tree.body)

    def block(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        for s in stmts:
            if isinstance(s, Comment) and s.text.startswith(_HEAD):
                line = getattr(s, "line", None)
                place = f"in line {line} of {self.unit.name}" if line else f"in {self.unit.name}"
                self.where = f"{place}: {s.text.removeprefix(_HEAD)}"
            for inner in inner_blocks(s):
                inner[:] = self.block(inner)
            if self.where and isinstance(s, gast.Return) and s.value is not None:
                if self.value and isinstance(s.value, gast.Tuple):
                    s.value.elts[1] = self.returned(s.value.elts[1])
                else:
                    s.value = self.returned(s.value)
            out.append(s)
            if self.where and isinstance(s, (gast.Assign, gast.AugAssign)):
                out += self.looked_at(s)
        return out

    def looked_at(self, s: Any) -> list[Any]:
        """The value is looked at on its way to a name; behind a write into an array, the whole array."""
        target = s.targets[0] if isinstance(s, gast.Assign) else s.target
        names = list(dict.fromkeys(_adjoints(target)))
        if isinstance(s, gast.Assign) and isinstance(target, (gast.Name, gast.Tuple)):
            if names:
                s.value = self.look(s.value, f"{', '.join(f'`{n}`' for n in names)}, {self.where}")
            return []
        return [assign(n, self.look(load(n), f"`{n}`, {self.where}")) for n in names]

    def returned(self, e: Any) -> Any:
        if isinstance(e, gast.Name) or not isinstance(e, (gast.Tuple, gast.Call, gast.BinOp, gast.Dict)):
            return e  # a name has been looked at
        if isinstance(e, gast.Tuple):
            return gast.Tuple([self.returned(i) for i in e.elts], gast.Load())
        return self.look(e, f"the gradient, {self.where}")

    def look(self, e: Any, what: str) -> Any:
        return call(self.finite, e, const(what))


def _adjoints(target: Any) -> list[str]:
    """The names of adjoints that an assignment writes."""
    if isinstance(target, (gast.Tuple, gast.List)):
        return [n for t in target.elts for n in _adjoints(t)]
    while isinstance(target, (gast.Subscript, gast.Attribute)):
        target = target.value
    name = getattr(target, "id", "")
    return [name] if name.rstrip("_0123456789").endswith("_bar") else []
