"""`contextlib.suppress` and `contextlib.ExitStack`, said with the statements that they stand for.

    with suppress(ValueError):           try:
        y = math.log(x)            →         y = math.log(x)
                                         except ValueError:
                                             pass

    with ExitStack() as stack:           with open(path) as file:
        file = stack.enter_context(open(path))   →       try:
        stack.callback(close)                                y = f(file)
        y = f(file)                                      finally:
                                                             close()

A stack that is used in another way (in a loop, by a branch, behind the block) is left, and refused later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.normalise.caches import dotted, imported_in
from tangent.syntax.nodes import at, inner_blocks, loads_in, name_nodes, names_in, stores_in

MEANINGS = {"contextlib.suppress": "suppress", "contextlib.ExitStack": "stack"}


def without_suppress(function: gast.FunctionDef, mark: Callable[[Any], str]) -> None:
    """Rewrite such statements in `function`, in place; mark: see `normalise`."""
    imported = imported_in(function)

    def meaning(e: Any) -> str:
        return MEANINGS.get(dotted(e, imported)) or mark(e)

    function.body = _Managers(function, meaning).block(function.body)


class _Managers:
    def __init__(self, function: gast.FunctionDef, meaning: Callable[[Any], str]) -> None:
        self.meaning = meaning
        self.function = function

    def block(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        for s in stmts:
            for inner in inner_blocks(s):
                inner[:] = self.block(inner)
            out += self.of_with(s) if isinstance(s, gast.With) else [s]
        return out

    def of_with(self, s: Any) -> list[Any]:
        if not any(self.kind_of(i) for i in s.items):
            return [s]
        first, *rest = s.items
        body = self.of_with(at(gast.With(rest, s.body, None), s)) if rest else s.body
        kind = self.kind_of(first)
        if kind == "suppress":
            kinds = first.context_expr.args
            kind = kinds[0] if len(kinds) == 1 else at(gast.Tuple(kinds, gast.Load()), s)
            handler = at(gast.ExceptHandler(kind, None, [at(gast.Pass(), s)]), s)
            return [at(gast.Try(body, [handler], [], []), s)]
        entered = self.entered(body, first.optional_vars.id) if kind else None
        return [at(gast.With([first], body, None), s)] if entered is None else entered

    def kind_of(self, item: Any) -> str:
        """Which of them a header makes, where it has a form that can be said otherwise; "" for all others."""
        e = item.context_expr
        if not isinstance(e, gast.Call) or e.keywords:
            return ""
        kind = self.meaning(e.func)
        if kind == "suppress":
            plain = e.args and not any(isinstance(a, gast.Starred) for a in e.args)
            return kind if plain and item.optional_vars is None else ""
        named = kind == "stack" and not e.args and isinstance(item.optional_vars, gast.Name)
        return kind if named else ""

    def entered(self, stmts: list[Any], stack: str) -> list[Any] | None:
        """The block of a stack; None where it is used in another way than here at the top of the block."""
        here = sum(n.id == stack for n in name_nodes(stmts))
        if sum(n.id == stack for n in name_nodes(self.function.body)) != here + 1:
            return None
        return self.rest(stmts, stack)

    def rest(self, stmts: list[Any], stack: str) -> list[Any] | None:
        for i, s in enumerate(stmts):
            if stack not in names_in(s):
                continue
            e: Any = getattr(s, "value", None)
            asked = isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute)
            if not asked or stack in loads_in([*e.args, *e.keywords]) or e.func.value.id != stack:
                return None
            rest = self.rest(stmts[i + 1 :], stack)
            made = None if rest is None else self.around(s, e, rest or [at(gast.Pass(), s)])
            return None if made is None else [*stmts[:i], *made]
        return list(stmts)

    def around(self, s: Any, e: Any, rest: list[Any]) -> list[Any] | None:
        """What `stack.enter_context(...)` or `stack.callback(...)` makes of the statements behind it."""
        if e.func.attr == "enter_context" and len(e.args) == 1 and not e.keywords:
            target = s.targets[0] if isinstance(s, gast.Assign) and len(s.targets) == 1 else None
            if target is None and not isinstance(s, gast.Expr):
                return None
            return self.of_with(at(gast.With([gast.withitem(e.args[0], target)], rest, None), s))
        if e.func.attr == "callback" and e.args and isinstance(s, gast.Expr):
            # It is called later, with what the names mean now.
            plain = all(isinstance(a, (gast.Name, gast.Constant)) for a in [*e.args[1:], *e.keywords])
            if not plain or loads_in(e.args) & stores_in(rest):
                return None
            last = at(gast.Expr(at(gast.Call(e.args[0], e.args[1:], []), s)), s)
            return [at(gast.Try(rest, [], [], [last]), s)]
        return None
