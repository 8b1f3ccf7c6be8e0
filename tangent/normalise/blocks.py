"""Blocks that only derivatives know: `with grad_of(x) as x_bar:` and `with no_grad():`.

    with grad_of(x) as x_bar:                   x = hooked(x, grad_of_x, (limit,))
        print(x_bar)                     →
        x_bar = np.clip(x_bar, 0, limit)        # and, beside the function:
                                                def grad_of_x(x_bar, limit):
                                                    print(x_bar)
                                                    x_bar = np.clip(x_bar, 0, limit)
                                                    return x_bar

    with no_grad():                             y = x * x
        y = x * x                        →      y = stop_gradient(y)

The rule of `hooked` calls the new function on the way back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.runtime import hooked, stop_gradient
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    call,
    clone,
    inner_blocks,
    load,
    loads_in,
    own_nodes,
    stores_in,
    tuple_of,
)
from tangent.syntax.refuse import Refused

Make = Callable[[Any], Any]
"""From the definition of a function to the function, with the names of the module around it."""


def without_blocks(
    function: Any, kind_of: Callable[[Any], str], make: Make, namer: Namer, outer: set[str]
) -> dict[str, Any]:
    """Rewrite the blocks in place; the objects that the new text refers to, by name.

    kind_of: "grad_of", "no_grad" or "" for the expression of a `with`.  outer: variables around the function.
    """
    blocks = _Blocks(kind_of, make, namer, outer)
    blocks.function(function)
    return blocks.names


class _Blocks:
    def __init__(self, kind_of: Callable[[Any], str], make: Make, namer: Namer, outer: set[str]) -> None:
        self.kind_of, self.make, self.namer, self.variables = kind_of, make, namer, outer
        self.names: dict[str, Any] = {}

    def function(self, f: Any) -> None:
        before = self.variables
        parameters = {n.id for n in own_nodes([f.args]) if isinstance(n, gast.Name)}
        self.variables = before | stores_in(f.body) | parameters
        f.body = self.block(f.body)
        self.variables = before

    def block(self, stmts: list[Any]) -> list[Any]:
        return [new for s in stmts for new in self.statement(s)]

    def statement(self, s: Any) -> list[Any]:
        if isinstance(s, gast.FunctionDef):
            self.function(s)
        kind = self.kind_of(s.items[0].context_expr) if isinstance(s, gast.With) and len(s.items) == 1 else ""
        if kind == "grad_of":
            return [at(self.hook(s), s.items[0].context_expr)]
        for block in inner_blocks(s):
            block[:] = self.block(block)
        return self.constant(s.body) if kind == "no_grad" else [s]

    def ours(self, wish: str, value: Any) -> str:
        known = next((n for n, v in self.names.items() if v is value), None)
        name = known or self.namer.fresh(wish)
        self.names[name] = value
        return name

    # -------------------------------------------------------------- grad_of

    def hook(self, s: Any) -> Any:
        e, target = s.items[0].context_expr, s.items[0].optional_vars
        if len(e.args) != 1 or e.keywords or not isinstance(e.args[0], gast.Name):
            raise Refused("block", s, "`grad_of` of something else than a variable")
        if target is not None and not isinstance(target, gast.Name):
            raise Refused("block", s, "`grad_of` whose adjoint is unpacked")
        for n in own_nodes(s.body):
            if isinstance(n, (gast.Return, gast.Yield, gast.YieldFrom, gast.Nonlocal, gast.Global)):
                raise Refused("block", n, "a block of `grad_of` that leaves the function")
        variable = e.args[0].id
        bar = target.id if target is not None else self.namer.fresh(f"{variable}_bar")
        local = stores_in(s.body) | {bar}
        read = sorted(loads_in(s.body) & self.variables - {bar})
        if local & set(read):
            changed = sorted(local & set(read))[0]
            raise Refused("block", s, f"`{changed}` is changed in a block that runs on the way back")
        name = self.namer.fresh(f"grad_of_{variable}")
        definition = gast.parse(f"def {name}({', '.join([bar, *read])}): pass").body[0]
        definition.body = [*clone(s.body), gast.Return(load(bar))]
        self.names[name] = self.make(definition)
        values = tuple_of([load(n) for n in read])
        made = at(call(self.ours("hooked", hooked), load(variable), load(name), values), e)
        return assign(variable, made)

    # -------------------------------------------------------------- no_grad

    def constant(self, stmts: list[Any]) -> list[Any]:
        """The statements, with every value that they bind as a constant."""
        return [new for s in stmts for new in self.constant_statement(s)]

    def constant_statement(self, s: Any) -> list[Any]:
        stopped = self.ours("stop_gradient", stop_gradient)
        if isinstance(s, gast.Return) and s.value is not None:
            s.value = at(call(stopped, s.value), s)
        elif isinstance(s, (gast.Assign, gast.AnnAssign)) and s.value is not None:
            targets = s.targets if isinstance(s, gast.Assign) else [s.target]
            if not all(isinstance(t, gast.Name) for t in targets):
                s.value = at(call(stopped, s.value), s)
            return [s, *(self.stopped(n, s) for n in sorted(stores_in(targets)))]
        elif isinstance(s, (gast.For, gast.If, gast.While, gast.With, gast.Try)):
            for block in inner_blocks(s):
                block[:] = self.constant(block)
            if isinstance(s, gast.For):
                s.body[:0] = [self.stopped(n, s) for n in sorted(stores_in(s.target))]
        elif isinstance(s, gast.AugAssign):
            raise Refused("block", s, "an augmented assignment in `no_grad`", "Write `x = x + y`.")
        elif isinstance(s, gast.Expr) and not isinstance(s.value, gast.Constant):
            self.check_call(s.value, s)
        elif isinstance(s, gast.FunctionDef):
            raise Refused("block", s, "a function that is defined in `no_grad`")
        return [s]

    def check_call(self, e: Any, s: Any) -> None:
        """A call for its effect must not write into something that carries a derivative."""
        printed = isinstance(e, gast.Call) and isinstance(e.func, gast.Name) and e.func.id == "print"
        appended = isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "append"
        if appended:
            stopped = self.ours("stop_gradient", stop_gradient)
            e.args = [at(call(stopped, a), a) for a in e.args]
        elif not printed:
            raise Refused("block", s, "a call for its effect in `no_grad`", "Call it outside of the block.")

    def stopped(self, name: str, s: Any) -> Any:
        stopped = self.ours("stop_gradient", stop_gradient)
        return at(assign(name, at(call(stopped, load(name)), s)), s)
