"""`check_rule`: is the rule of this function well-formed, complete and right, for this call?"""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.rules import RULES, Rule
from tangent.rules.form import check_form
from tangent.rules.libraries import read_rules
from tangent.rules.spelling import name_of
from tangent.syntax.nodes import loads_in
from tangent.testing.calls import check_call
from tangent.testing.numerical import numerical_jvp
from tangent.testing.structures import (
    compile_source,
    differentiable_leaves,
    random_like,
)
from tangent.transform.expand import parse_rule


def check_rule(function: Any, *args: Any, order: int = 2, single: bool = True, **options: Any) -> int:
    """Check the rule of `function` for the call `function(*args, **options)`; return how much was compared.

    First the form of the rule, then that no argument was forgotten in `wrt`, then the derivatives with
    respect to all arguments in `wrt` that are given as floats or complex numbers: against finite differences,
    forward against reverse, shapes and dtypes, layouts in memory, single precision, second order.

    `order=1` leaves out the second derivatives, `single=False` single precision (functions that only take
    doubles).  Raises AssertionError where a derivative is wrong, TangentError where the rule is ill-formed.
    """
    read_rules()
    rule = RULES.get(function)
    if rule is None:
        raise LookupError(f"there is no rule for {name_of(function)}")
    check_form(rule)
    _check_globals(rule, rule.vjp)
    if rule.jvp is not None:
        _check_globals(rule, rule.jvp)
    _check_complete(rule, args, options)
    names = _names(rule, args)
    moving = {k: a for k, a in enumerate(args) if names[k] in rule.wrt and differentiable_leaves(a)}
    if not moving:
        wanted = ", ".join(rule.wrt)
        raise TypeError(f"check_rule: no float or array among the differentiable arguments ({wanted})")
    fun = _program(rule, args, options, moving)
    return check_call(fun, tuple(moving.values()), order=order, single=single, name=name_of(function))


def _names(rule: Rule, args: tuple[Any, ...]) -> list[str]:
    """The parameter that each positional argument is for."""
    names = list(rule.params[: len(args)])
    if rule.variadic:
        first = rule.params.index(rule.wrt[0])
        names = [*names[:first], *[rule.wrt[0]] * (len(args) - first)]
    return names


def _check_globals(rule: Rule, body: Callable[..., Any]) -> None:
    local = set(inspect.signature(body).parameters) | set(body.__code__.co_varnames)
    for name in loads_in(parse_rule(body).body) - local:
        if name != "known" and name not in body.__globals__ and not hasattr(builtins, name):
            raise AssertionError(f"the rule for {name_of(rule.function)} uses {name!r}, which is not defined")


def _check_complete(rule: Rule, args: tuple[Any, ...], options: dict[str, Any]) -> None:
    """The result must not depend on a float that the rule takes for a constant."""
    if rule.kind == "mutation":
        return
    rng = np.random.default_rng(0)
    for name, value in [*zip(_names(rule, args), args, strict=True), *options.items()]:
        if name in rule.wrt or name in rule.neutral or not differentiable_leaves(value):
            continue

        def moved(x: Any, name: str = name) -> Any:
            given = [x if n == name else a for n, a in zip(_names(rule, args), args, strict=True)]
            named = {k: x if k == name else v for k, v in options.items()}
            return rule.function(*given, **named)

        slope = numerical_jvp(moved, (value,), (random_like(value, rng),))
        if any(np.any(np.abs(leaf) > 1e-6) for _, leaf in differentiable_leaves(slope)):
            function = name_of(rule.function)
            raise AssertionError(f"{function} depends on {name!r}, which is missing in `wrt` of its rule")


def _program(
    rule: Rule, args: tuple[Any, ...], options: dict[str, Any], moving: dict[int, Any]
) -> Callable[..., Any]:
    """A function of the differentiated arguments alone that makes the call; the others are what they are."""
    known: dict[str, Any] = {"function": rule.function}

    def constant(value: Any) -> str:
        if value is None or type(value) in (bool, int, str):
            return repr(value)
        known[f"constant_{len(known)}"] = value
        return f"constant_{len(known) - 1}"

    parameters = [f"x{k}" for k in moving]
    given = [f"x{k}" if k in moving else constant(a) for k, a in enumerate(args)]
    given += [f"{name}={constant(value)}" for name, value in options.items()]
    if rule.kind == "mutation":
        first = given[0]
        lines = [f"{first} = {first}.copy()", f"function({', '.join(given)})", f"return {first}"]
    else:
        lines = [f"return function({', '.join(given)})"]
    text = f"def called({', '.join(parameters)}):\n" + "".join(f"    {line}\n" for line in lines)
    return compile_source(text, "called", known)
