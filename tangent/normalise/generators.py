"""Generators: `yield` stands in a statement of its own, and `yield from` is a loop.

Only a loop over a call of a generator can be differentiated: the generator is written around its body
(`tangent.analyse.generators`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.syntax.nodes import Namer, at, inner_blocks, load, store


def yields(stmts: list[Any]) -> bool:
    """Whether a function with this body is a generator."""
    for s in stmts:
        if isinstance(s, gast.Expr) and isinstance(s.value, (gast.Yield, gast.YieldFrom)):
            return True
        if any(yields(b) for b in inner_blocks(s)):
            return True
    return False


_ITERATORS = ("zip", "enumerate", "reversed", "map", "filter")


def iterator_as_generator(function: Any, builtin: Callable[[Any], str]) -> None:
    """`def __iter__(self): return (f(v) for v in self.items)` → `yield from (...)`, in place.

    `return iter(self.items)` stays: what it runs over may be read more than once.
    """
    *before, last = function.body
    documented = all(isinstance(s, gast.Expr) and isinstance(s.value, gast.Constant) for s in before)
    if function.name == "__iter__" and documented and isinstance(last, gast.Return):
        made = builtin(last.value.func) if isinstance(last.value, gast.Call) else ""
        if isinstance(last.value, gast.GeneratorExp) or made in _ITERATORS:
            function.body[-1] = at(gast.Expr(at(gast.YieldFrom(last.value), last)), last)


def without_yield_from(stmts: list[Any], namer: Namer) -> list[Any]:
    """`yield from values` → `for item in values: yield item`."""
    out: list[Any] = []
    for s in stmts:
        for block in inner_blocks(s):
            block[:] = without_yield_from(block, namer)
        if isinstance(s, gast.Expr) and isinstance(s.value, gast.YieldFrom):
            item = namer.fresh("item")
            given = at(gast.Expr(at(gast.Yield(load(item)), s)), s)
            s = at(gast.For(store(item), s.value.value, [given], [], None), s)
        out.append(s)
    return out
