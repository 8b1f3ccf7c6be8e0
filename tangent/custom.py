"""Derivatives that the user gives for a whole function: `custom_vjp`, `custom_jvp`, and `implicit` for roots.

Each of them writes a rule (`tangent.rules.kinds.pair`) as text, which calls what was given.  What was given
is source in the language that is accepted, so that it is differentiated again.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tangent.build.compile import compile_source
from tangent.derivative import Derivative
from tangent.errors import error
from tangent.rules.kinds import pair
from tangent.runtime import solve_linear, solve_transposed, zeros


def custom_vjp(fun: Any = None, *, argnums: int | Sequence[int] | None = None) -> Any:
    """Decorator: `fun.defvjp(forward, backward)` then gives the pull-back of `fun`, as in JAX.

    `forward(*args)` returns `(value, saved)`, and `backward(saved, out_bar)` a tuple with one adjoint for
    each of `argnums` (all parameters, if it is left out; the others must not carry a derivative).  It must be
    linear in `out_bar`: forward mode is its transpose, unless `fun.defjvp(rule)` gives that, too.
    """
    return _decorated(fun, argnums)


def custom_jvp(fun: Any = None, *, argnums: int | Sequence[int] | None = None) -> Any:
    """Decorator: `fun.defjvp(rule)` then gives the directional derivative of `fun`, as in JAX.

    `rule(primals, tangents)` returns `(value, tangent of the value)`, which must be linear in the tangents:
    the pull-back is its transpose.  The value is a number or an array.
    """
    return _decorated(fun, argnums)


def implicit(residual: Callable[..., Any], *, argnums: int | Sequence[int] | None = None) -> Any:
    """Decorator for a function that returns a root: `residual(root, *args)` is zero for `root = fun(*args)`.

    The derivative is that of the root (the implicit function theorem), whatever the function does to find it:
    one linear solve with the Jacobian of the residual.  For a fixed point of `step`, the residual is
    `step(x, *args) - x`.
    """

    def decorate(fun: Any) -> Any:
        writer = _Writer(_checked(fun), argnums)
        _register(writer, *writer.of_root(residual))
        return fun

    return decorate


_decorators: tuple[Any, ...] = (custom_vjp, custom_jvp, implicit)
for _decorator in _decorators:
    _decorator._tangent_outside = (
        "A rule belongs to a function of a module: define it there, and give it what it needs as arguments."
    )


def _decorated(fun: Any, argnums: Any) -> Any:
    if fun is None:
        return lambda fun: _decorated(fun, argnums)
    writer = _Writer(_checked(fun), argnums)
    given: dict[str, Any] = {}

    def defvjp(forward: Callable[..., Any], backward: Callable[..., Any]) -> None:
        given["vjp"] = writer.pull_back(forward, backward)
        _register(writer, given["vjp"], given.get("jvp") or writer.pushed(forward, backward))

    def defjvp(rule: Callable[..., Any]) -> Callable[..., Any]:
        given["jvp"] = writer.directional(rule)
        _register(writer, given.get("vjp") or writer.transposed(rule), given["jvp"])
        return rule

    fun.defvjp, fun.defjvp = defvjp, defjvp
    return fun


def _checked(fun: Any) -> types.FunctionType:
    if not isinstance(fun, types.FunctionType):
        raise error("not_python", None, getattr(fun, "__name__", repr(fun)), type(fun).__name__)
    return fun


def _register(writer: _Writer, vjp: Callable[..., Any], jvp: Callable[..., Any]) -> None:
    jvp._tangent_whole = True  # type: ignore[attr-defined]
    pair(writer.function, wrt=tuple(writer.wrt), jvp=jvp, lengths=False)(vjp)


class _Writer:
    """Writes the rules of one function."""

    def __init__(self, function: types.FunctionType, argnums: int | Sequence[int] | None) -> None:
        self.function, self.name = function, function.__name__
        parameters = list(inspect.signature(function).parameters.values())
        stars = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        if not self.name.isidentifier() or any(p.kind in stars for p in parameters):
            hint = "Give a function with a name and with named parameters only."
            raise error("option", None, f"`{self.name}`", "fun", hint=hint)
        self.params = [p.name for p in parameters]
        self.head = ", ".join(
            p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in parameters
        )
        every = range(len(self.params)) if argnums is None else argnums
        chosen = [every] if isinstance(every, int) else list(every)
        self.wrt = [self.params[k] for k in chosen]
        self.all = ", ".join(self.params)
        self.bars = [f"{p}_bar" for p in self.wrt]
        self.dots = [f"{p}_dot" for p in self.wrt]

    def made(self, name: str, head: str, lines: list[str], **names: Any) -> Any:
        text = f"def {name}({head}):\n" + "".join(f"    {line}\n" for line in lines)
        module = {"np": np, "__name__": self.function.__module__, **names}
        return compile_source(text, name, module)[name]

    def rule(self, lines: list[str], **names: Any) -> Any:
        lines = [*lines, f"return {', '.join(self.bars)}"]
        return self.made(f"{self.name}_pull", f"{self.head}, *, out, out_bar", lines, **names)

    def rule_along(self, lines: list[str], **names: Any) -> Any:
        head = f"{self.head}, *, out, {', '.join(self.dots)}"
        return self.made(f"{self.name}_push", head, lines, **names)

    # -------------------------------------------------------------- pull-backs and directional derivatives

    def pull_back(self, forward: Any, backward: Any) -> Any:
        names = {_name(forward, "forward"): forward, _name(backward, "backward"): backward}
        fwd, bwd = names
        lines = [f"_, saved = {fwd}({self.all})", f"{', '.join(self.bars)}, = {bwd}(saved, out_bar)"]
        return self.rule(lines, **names)

    def pushed(self, forward: Any, backward: Any) -> Any:
        """The directional derivative that belongs to a pull-back: linear in `out_bar`, it is transposed."""
        names = {_name(forward, "forward"): forward, _name(backward, "backward"): backward}
        fwd, bwd = names
        lines = [
            f"_, saved = {fwd}({self.all})",
            f"{', '.join(self.bars)}, = {bwd}(saved, out_bar)",
            f"return {' + '.join(f'np.sum({b} * {d})' for b, d in zip(self.bars, self.dots))}",
        ]
        head = ", ".join(["out_bar", *self.params, *self.dots])
        paired = self.made(f"{self.name}_paired", head, lines, **names)
        gradient = Derivative("grad", paired, 0)
        line = f"return {self.name}_transposed(zeros(out), {self.all}, {', '.join(self.dots)})"
        return self.rule_along([line], **{f"{self.name}_transposed": gradient, "zeros": zeros})

    def directional(self, rule: Any) -> Any:
        name = _name(rule, "rule")
        lines = [f"_, out_dot = {name}({self.primals()}, {self.tangents()})", "return out_dot"]
        return self.rule_along(lines, **{name: rule})

    def primals(self) -> str:
        return f"({self.all},)"

    def tangents(self) -> str:
        return f"({', '.join(f'{p}_dot' if p in self.wrt else 'None' for p in self.params)},)"

    def transposed(self, rule: Any) -> Any:
        """The pull-back of a rule that is linear in its tangents: the gradient of `out_bar` times it."""
        name = _name(rule, "rule")
        lines = [
            f"_, out_dot = {name}({self.primals()}, {self.tangents()})",
            "return np.sum(out_bar * out_dot)",
        ]
        head = ", ".join([*self.dots, *self.params, "out_bar"])
        paired = self.made(f"{self.name}_paired", head, lines, **{name: rule})
        gradient = Derivative("grad", paired, tuple(range(len(self.dots))))
        still = ", ".join(f"zeros({p})" for p in self.wrt)
        lines = [f"{', '.join(self.bars)}, = {self.name}_transposed({still}, {self.all}, out_bar)"]
        return self.rule(lines, **{f"{self.name}_transposed": gradient, "zeros": zeros})

    # -------------------------------------------------------------- roots

    def of_root(self, residual: Any) -> tuple[Any, Any]:
        name = _name(residual, "residual")
        slope = Derivative("jacfwd", residual, 0)
        weighted = self.made(
            f"{name}_weighted",
            f"{self.all}, root, weights",
            [f"return -np.sum(weights * {name}(root, {self.all}))"],
            **{name: residual},
        )
        positions = tuple(self.params.index(p) for p in self.wrt)
        pulled = Derivative("grad", weighted, positions)
        pushed = Derivative("jvp", residual, tuple(k + 1 for k in positions))
        names = {
            f"{name}_jacobian": slope,
            f"{name}_pull": pulled,
            f"{name}_push": pushed,
            "solve_transposed": solve_transposed,
            "solve_linear": solve_linear,
        }
        backward = [
            f"weights = solve_transposed({name}_jacobian(out, {self.all}), out_bar)",
            f"{', '.join(self.bars)}, = {name}_pull({self.all}, out, weights)",
        ]
        forward = [
            f"_, residual_dot = {name}_push(out, {self.all}, {', '.join(self.dots)})",
            f"return -solve_linear({name}_jacobian(out, {self.all}), residual_dot)",
        ]
        return self.rule(backward, **names), self.rule_along(forward, **names)


def _name(function: Any, fallback: str) -> str:
    name = getattr(function, "__name__", fallback)
    return name if name.isidentifier() and name != "_" else fallback
