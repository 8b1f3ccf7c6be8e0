"""How long a statement will be when it is printed, to within a few characters."""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.chains import Info

_KEYWORDS = {"Add": 3, "Sub": 3, "Mult": 3, "Div": 3, "MatMult": 3, "FloorDiv": 4, "Pow": 2}


class Widths:
    """Widths of statements and expressions; those of statements are kept up to date with `grow`."""

    def __init__(self) -> None:
        self._statements: dict[int, int] = {}

    def of(self, info: Info) -> int:
        known = self._statements.get(info.index)
        if known is None:
            known = self._statements[info.index] = self._statement(info.stmt)
        return known

    def grow(self, info: Info, by: int) -> None:
        if info.index in self._statements:
            self._statements[info.index] += by

    def _statement(self, s: Any) -> int:
        if isinstance(s, gast.Assign):
            return sum(width(t) + 3 for t in s.targets) + width(s.value)
        if isinstance(s, gast.AugAssign):
            return width(s.target) + 4 + width(s.value)
        if isinstance(s, gast.For):
            return 9 + width(s.target) + width(s.iter)
        if isinstance(s, (gast.If, gast.While)):
            return 7 + width(s.test)
        if isinstance(s, gast.Return):
            return 7 + (0 if s.value is None else width(s.value))
        return width(s)

    def value(self, info: Info) -> int:
        """The width of the right-hand side of `name = value`."""
        return self.of(info) - 3 - len(info.stmt.targets[0].id)


def width(node: Any) -> int:
    total = 0
    stack = [node]
    while stack:
        n = stack.pop()
        kind = type(n)
        if kind is gast.Name:
            total += len(n.id)
        elif kind is gast.Constant:
            total += len(repr(n.value))
        elif kind is gast.BinOp:
            total += _KEYWORDS.get(type(n.op).__name__, 3)
            for child in (n.left, n.right):
                stack.append(child)
                if type(child) is gast.BinOp and _looser(child, n, child is n.right):
                    total += 2
        elif kind is gast.Attribute:
            total += 1 + len(n.attr)
            stack.append(n.value)
        else:
            if kind is gast.Call:
                total += 2 + 2 * max(0, len(n.args) + len(n.keywords) - 1)
            elif kind is gast.keyword:
                total += 1 + len(n.arg or "*")
            elif kind is gast.UnaryOp:
                total += 4 if isinstance(n.op, gast.Not) else 1
            elif kind is gast.Subscript:
                total += 2 - (2 if type(n.slice) is gast.Tuple else 0)
            elif kind is gast.Slice:
                total += 1
            elif kind in (gast.Tuple, gast.List):
                total += 2 * max(1, len(n.elts))
            elif kind is gast.Compare:
                total += 4 * len(n.ops)
            else:
                total += 2
            for field in n._fields:
                value = getattr(n, field, None)
                if isinstance(value, list):
                    stack += [v for v in value if isinstance(v, (gast.expr, gast.keyword))]
                elif isinstance(value, gast.expr):
                    stack.append(value)
    return total


_SUMS = (gast.Add, gast.Sub)


def _looser(child: Any, parent: Any, right: bool) -> bool:
    if isinstance(parent.op, _SUMS):
        return right and isinstance(child.op, _SUMS)
    if isinstance(child.op, _SUMS) or isinstance(parent.op, gast.Pow):
        return True
    return right and not isinstance(child.op, gast.Pow)
