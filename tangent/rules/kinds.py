"""The kinds of derivative rules and the table that holds them.

A rule is a plain Python function: assignments, branches on ranks, axes and options, and `return`
with one expression per differentiable argument.  The decorator says what the expressions mean.
Both directions (vjp and jvp) come from the one function.  The compiler pastes the body of the rule,
with the names of the user's program put in, into the code that it emits; a branch whose test it
cannot decide makes it emit the rule once as a helper function and call that.  This is also why a
rule may be called and tested like any other function.

Keyword-only parameters have fixed meanings:

    out        the value that the primal function returned
    out_bar    the adjoint of that value (same shape and dtype as `out`)
    x_bar      the adjoint of the argument `x`: the rule adds to it in place and returns nothing
    x_dot      the tangent of the argument `x` (forward rules; the literal 0.0 where `x` is inactive)
    position   variadic rules (`*args`): the place of the operand whose adjoint alone is returned

A keyword-only parameter *with a default* is one of NumPy's own (`*, dtype=None`) and counts as an
argument.  An argument with a default that the body does not read and that is not declared
`neutral` is not supported: another value than its default must be refused.  So must a path of the
body that ends in `raise NotImplementedError(why)`.

Conventions: transposition without conjugation for complex numbers (as JAX and autograd do), so
that holomorphic rules need no special case.  What a rule returns may be smaller than the argument
as long as it broadcasts to it; for `elementwise` rules broadcasting between arguments is undone by
the compiler.  Never widen a dtype: Python constants are weak, `np.zeros(shape)` is not.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from tangent.rules.form import check_form

Body = Callable[..., Any]
F = TypeVar("F", bound=Body)


@dataclass(frozen=True, eq=False)
class Rule:
    """One differentiable function.

    kind: "elementwise" | "linear" | "multilinear" | "pair" | "mutation"
    wrt: names of the differentiable arguments, in the order of the returned expressions.
    params: all positional-or-keyword arguments in order; `defaults` those that may be left out.
    guarded: the slope may be infinite where the value is finite; a zero adjoint then gives zero.
    variadic: the first parameter takes any number of arguments (`*args`).
    lengths: False if the lengths of the result cannot be found by evaluating on small arrays
        (they depend on values, or on a minimum of lengths).
    view: the result may share memory with the first argument.
    accumulates: the rule adds into `x_bar` itself instead of returning an expression.
    neutral: arguments that the adjoint does not depend on, though the result may (`dtype`, `copy`).
    """

    function: Any
    kind: str
    wrt: tuple[str, ...]
    params: tuple[str, ...]
    defaults: dict[str, Any]
    vjp: Body
    jvp: Body | None = None
    guarded: bool = False
    lengths: bool = True
    view: bool = False
    """What it returns is its argument, or a view of it; of a mutation: it leaves what is in its argument."""
    variadic: bool = False
    accumulates: bool = False
    neutral: tuple[str, ...] = ()
    like: str = ""
    """The argument whose shape the result has, whatever the lengths are."""
    uniform: bool = False
    """A reduction (with the option keepdims) that takes an adjoint as one number for all elements."""


RULES: dict[Any, Rule] = {}
INACTIVE: dict[Any, str] = {}
"""Functions whose derivative is zero or undefined everywhere, with the reason in words."""
COMPOSITIONS: dict[Any, Body] = {}
"""Function → a Python function that does the same with others: it is differentiated in its place."""
SPELLED: dict[Any, tuple[str, ...]] = {}
"""Functions that the analysis says with others (`analyse/writers.py`) → the arguments that may be active."""
LEFT_OUT: dict[Any, tuple[str, ...]] = {}
"""Of these functions, the arguments that are refused."""
UNSUPPORTED: dict[Any, str] = {}
"""Functions that are known to have no rule, with the reason in words."""
EFFECTS: set[Any] = set()
"""Functions that do something besides what they return: they are never called to find out a type."""


class Edition:
    """How often something was registered: what was compiled with one edition of the tables is not used with
    another."""

    number = 0


EDITION = Edition()


def _register(
    kind: str,
    functions: Iterable[Any],
    body: F,
    wrt: tuple[str, ...],
    *,
    jvp: Body | None = None,
    guarded: bool = False,
    lengths: bool = True,
    view: bool = False,
    neutral: tuple[str, ...] = (),
    uniform: bool = False,
    like: str = "",
) -> F:
    parameters = inspect.signature(body).parameters.values()
    ordinary = [p for p in parameters if p.kind is not p.KEYWORD_ONLY or p.default is not p.empty]
    params = tuple(p.name for p in ordinary)
    defaults = {p.name: p.default for p in ordinary if p.default is not p.empty}
    names = {p.name for p in parameters}
    wanted = wrt or tuple(p for p in params if p not in defaults)
    EDITION.number += 1
    for function in functions:
        rule = Rule(
            function,
            kind,
            wanted,
            params,
            defaults,
            body,
            jvp,
            guarded,
            lengths,
            view,
            variadic=any(p.kind is p.VAR_POSITIONAL for p in ordinary),
            accumulates=kind != "mutation" and any(w + "_bar" in names for w in wanted),
            neutral=neutral,
            uniform=uniform,
            like=like,
        )
        if not body.__module__.startswith("tangent.rules."):  # ours are looked at by a test
            check_form(rule)
        RULES[function] = rule
    return body


def elementwise(
    *functions: Any, wrt: tuple[str, ...] = (), guarded: bool = False, neutral: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """The rule returns the partial derivatives d out / d argument; broadcasting is undone by the compiler."""
    return lambda body: _register("elementwise", functions, body, wrt, guarded=guarded, neutral=neutral)


def linear(
    *functions: Any,
    wrt: tuple[str, ...],
    lengths: bool = True,
    view: bool = False,
    neutral: tuple[str, ...] = (),
    uniform: bool = False,
) -> Callable[[F], F]:
    """Linear in the arguments `wrt` taken together: forward mode applies the function to the tangents;
    the rule returns the transposed maps applied to `out_bar`."""
    return lambda body: _register(
        "linear", functions, body, wrt, lengths=lengths, view=view, neutral=neutral, uniform=uniform
    )


def multilinear(*functions: Any, wrt: tuple[str, ...], neutral: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Linear in each argument of `wrt` separately: forward mode is the product rule."""
    return lambda body: _register("multilinear", functions, body, wrt, neutral=neutral)


def pair(
    *functions: Any,
    wrt: tuple[str, ...],
    jvp: Body,
    lengths: bool = True,
    neutral: tuple[str, ...] = (),
    like: str = "",
) -> Callable[[F], F]:
    """Neither: `jvp` returns the tangent of the result, the rule the adjoints of the arguments."""
    return lambda body: _register(
        "pair", functions, body, wrt, jvp=jvp, lengths=lengths, neutral=neutral, like=like
    )


def mutation(*functions: Any, wrt: tuple[str, ...], jvp: Body) -> Callable[[F], F]:
    """Writes into its first argument; the rule updates `x_bar` in place and returns the other adjoints."""
    return lambda body: _register("mutation", functions, body, wrt, jvp=jvp)


def composition(*functions: Any) -> Callable[[F], F]:
    """The function below does the same as `functions`, bit for bit, and has a text: that is differentiated.

    It is no rule but ordinary Python, in the language that is accepted, and becomes part of the derivative.
    """

    def register(body: F) -> F:
        EDITION.number += 1
        for function in functions:
            COMPOSITIONS[function] = body
        return body

    return register


def inactive(reason: str, *functions: Any, effects: bool = False) -> None:
    """Register functions whose results carry no derivative (integers, booleans, shapes, steps).

    effects: they do something besides (files, settings): only the program itself may call them.
    """
    EDITION.number += 1
    for function in functions:
        INACTIVE[function] = reason
        if effects:
            EFFECTS.add(function)


def spelled(function: Any, *differentiable: str, refused: str = "") -> None:
    """Register a function that the analysis says with other functions and assignments."""
    SPELLED[function] = differentiable
    LEFT_OUT[function] = tuple(refused.split())


def unsupported(reason: str, *functions: Any) -> None:
    """Say why functions have no rule: the reason becomes part of the refusal."""
    for function in functions:
        UNSUPPORTED[function] = reason


def named(module: Any, names: str) -> list[Callable[..., Any]]:
    """The functions of these names; what another version of the module lacks is left out."""
    return [getattr(module, name) for name in names.split() if hasattr(module, name)]


def known(value: Any) -> bool:
    """True where the compiler knows the value of an argument: a literal, or fixed by the signature.

    A rule asks before it tests a value (`if known(y) and y == 2`); where the value is not known the
    test folds to False, and the general branch is taken.  Called as a function: is it a plain number or
    truth value?
    """
    return isinstance(value, (int, float))


def python_number(value: Any) -> bool:
    """True where the compiler knows that a value is a number of Python, whose quotient by zero raises."""
    return type(value) in (int, float, complex)


def keys_may_differ(a: Any, b: Any) -> bool:
    """True where two containers, or such in them, may have different keys, as far as the compiler knows."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() != b.keys() or any(keys_may_differ(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return any(map(keys_may_differ, a, b))
    return False
