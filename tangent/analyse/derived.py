"""Derivatives that a program makes of functions that it defines itself: what they emit is called.

    def f(z): return z @ w          →     y = f_grad(x, w)
    y = grad(f)(x)

The variables that `f` holds become parameters of its derivative.
"""

from __future__ import annotations

import functools
import inspect
import types
from dataclasses import dataclass
from typing import Any

import gast

from tangent.analyse.inline import settle
from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.stars import Bound
from tangent.syntax.nodes import at, const, is_literal, load, quote_stmts
from tangent.syntax.refuse import Refused
from tangent.types import UNKNOWN, Closure, Method, Partial, Type, constant
from tangent.unit import HeldBy, Lifted, Unit

MOST_ORDERS = 24
MOST_INSIDE = 8
STARS = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
Given = dict[str, tuple[Any, Type]]
"""Expressions with their types, by parameter."""


@dataclass(frozen=True, eq=False)
class Derived:
    """The definition of `maker(f, ...)` for a function `f` that is defined in the program."""

    maker: Any
    of: Unit | Derived
    args: tuple[Any, ...]
    keywords: tuple[tuple[str, Any], ...] = ()

    @property
    def unit(self) -> Unit:
        """The function below all derivatives."""
        return self.of if isinstance(self.of, Unit) else self.of.unit


def _signature_of(t: Type) -> tuple[str, list[inspect.Parameter]] | None:
    """Name and parameters of a bound method or a partial; None for all else."""
    value = constant(t)
    taken, given = 0, set()
    if isinstance(t, Partial):
        value, given, taken = constant(t.function), set(t.keywords), len(t.captured) - len(t.keywords)
    elif isinstance(t, Method):
        value, taken = t.function, int(bool(t.captured))
    elif not isinstance(value, (functools.partial, types.MethodType)):
        return None
    try:
        parameters = list(inspect.signature(value).parameters.values())[taken:]
    except (TypeError, ValueError):
        return None
    parameters = [p for p in parameters if p.name not in given]
    plain = all(p.kind not in STARS and (p.default is p.empty or is_literal(p.default)) for p in parameters)
    while isinstance(value, functools.partial):
        value = value.func
    name = getattr(value, "__name__", "")
    return (name, parameters) if plain and name.isidentifier() else None


def run_inside(function: Any) -> str:
    """Which of `jvp`, `hvp`, `vjp` and `linearize` a function is; "" if none."""
    return "" if isinstance(function, type) else str(getattr(function, "_tangent_inside", ""))


class Derivatives(Rewriting):
    """The part of inference that follows derivatives."""

    def derivative_rewritten(self, s: Any, t: Type, env: Env) -> list[Any] | None:
        """A call of a derivative, or of `jvp` and its kin, as plainer statements; None for all others."""
        if not isinstance(s, gast.Assign):
            return None
        e = s.value
        if isinstance(t, Closure) and isinstance(t.definition, Derived):
            held = tuple(env.get(n) for n in t.captured)
            key: Any = (t, self.types_given(e, env), held)
            return self.once(s, key, lambda: self.derivative_called(s, t, env))
        function = constant(t)
        if getattr(function, "_tangent_emits", False) is True:
            key = ("emitted", self.types_given(e, env))
            return self.once(s, key, lambda: self.known_derivative_called(s, function, env))
        wrapped = self.function_wrapped(s, function, env)
        if wrapped is not None:
            return wrapped
        inside = run_inside(function)
        if not inside or (inside == "hvp" and len(e.args) + len(e.keywords) < 3):
            return None
        key = (inside, self.types_given(e, env))
        return self.once(s, key, lambda: getattr(self, inside + "_inside")(s, function, env))

    def types_given(self, e: Any, env: Env) -> tuple[Type, ...]:
        return tuple(self.eval(a, env) for a in [*e.args, *(k.value for k in e.keywords)])

    # -------------------------------------------------------------- methods and partials

    def function_wrapped(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """`grad(self.loss)` → `def loss(x): return self.loss(x)`; `grad(loss)`: a function like any other."""
        e = s.value
        made = not isinstance(function, type) and getattr(function, "_tangent_maker", False)
        if not e.args or not (made or run_inside(function)):
            return None
        t = self.eval(e.args[0], env)
        signature = _signature_of(t)
        if signature is None:
            return None
        return self.once(s, t, lambda: self.wrapper(s, signature))

    def wrapper(self, s: Any, signature: tuple[str, list[inspect.Parameter]]) -> list[Any]:
        e = s.value
        wish, parameters = signature
        (definition,) = quote_stmts("def wrapper(): pass")
        definition.name = self.variable(wish)
        args, keywords = [], []
        for p in parameters:
            place = gast.Name(p.name, gast.Param(), None, None)
            if p.kind is p.KEYWORD_ONLY:
                definition.args.kwonlyargs.append(place)
                definition.args.kw_defaults.append(None if p.default is p.empty else const(p.default))
                keywords.append(gast.keyword(p.name, load(p.name)))
            else:
                definition.args.args.append(place)
                definition.args.defaults += [] if p.default is p.empty else [const(p.default)]
                args.append(load(p.name))
        definition.body = [gast.Return(gast.Call(e.args[0], args, keywords))]
        settle(definition, self.unit)
        call = gast.Call(e.func, [load(definition.name), *e.args[1:]], e.keywords)
        return [*self.core([definition], s), self.with_value(s, call)]

    # -------------------------------------------------------------- functions that are defined in the program

    def derived_type(self, e: Any, maker: Any, args: list[Type], keywords: dict[str, Type]) -> Type | None:
        """The type of `grad(f)` and its kin for a function that the program defines; None for others."""
        if not args or not isinstance(args[0], Closure):
            if args and constant(args[0]) is not NotImplemented:
                self.check_order(constant(args[0]), e)
            return None
        options = [constant(t) for t in args[1:]]
        named = {k: constant(t) for k, t in keywords.items()}
        if any(v is NotImplemented for v in [*options, *named.values()]):
            return UNKNOWN
        self.check_order(args[0].definition, e)
        return self.derived(maker, args[0], tuple(options), tuple(named.items()))

    def derived(self, maker: Any, t: Closure, args: Any, keywords: Any = ()) -> Closure:
        key = (maker, t.definition, repr(args), repr(keywords))
        if key not in self.program.units:
            self.program.units[key] = Derived(maker, t.definition, args, keywords)
        return Closure(self.program.units[key], t.captured)

    def known_derivative_called(self, s: Any, derivative: Any, env: Env) -> list[Any]:
        """A call of a derivative of a function that is not defined in the program."""
        args = [(a, self.eval(a, env)) for a in s.value.args]
        keywords = {k.arg: (k.value, self.eval(k.value, env)) for k in s.value.keywords}
        return [self.with_value(s, self.call_of(derivative, s.value, args, keywords, env))]

    def check_order(self, of: Any, e: Any) -> None:
        """A recursion that differentiates its function each time has no end that types could tell."""
        order = 0
        while isinstance(of, Derived) or hasattr(type(of), "_tangent_callee"):
            of, order = of.of if isinstance(of, Derived) else of._fun, order + 1
        if order > MOST_ORDERS:
            raise Refused("recursion", e, getattr(of, "name", getattr(of, "__name__", "a function")))

    def derivative_called(self, s: Any, t: Closure, env: Env) -> list[Any]:
        e = s.value
        args = [(a, self.eval(a, env)) for a in e.args]
        keywords = {k.arg: (k.value, self.eval(k.value, env)) for k in e.keywords}
        derivative, held = self.derivative_of(t, e, env)
        return [self.with_value(s, self.call_of(derivative, e, args, {**held, **keywords}, env))]

    def derivative_of(self, t: Type, e: Any, env: Env) -> tuple[Any, Given]:
        """A derivative as an object, and what is given for the variables that its function holds."""
        if not isinstance(t, Closure):
            return constant(t), {}
        lifted, held = self.lifted(t, e, env)
        return self.made_derivative(t.definition, lifted), held

    def made_derivative(self, definition: Any, lifted: Lifted) -> Any:
        if not isinstance(definition, Derived):
            return lifted
        key = (definition, lifted)
        known = self.program.units
        if key not in known:
            inner = self.made_derivative(definition.of, lifted)
            known[key] = definition.maker(inner, *definition.args, **dict(definition.keywords))
        return known[key]

    def lifted(self, t: Closure, e: Any, env: Env) -> tuple[Lifted, Given]:
        """A nested function with its variables as parameters, and what is given for these."""
        unit = t.definition if isinstance(t.definition, Unit) else t.definition.unit
        if unit.generator or unit.rebinds or any(p.kind in STARS for p in unit.params):
            raise Refused("unknown_call", e, f"the derivative of `{unit.name}`")
        bound = Bound()
        held_types = self.with_captured({}, {}, bound, Closure(unit, t.captured), unit, e, env)
        key = ("lifted", unit, tuple(held_types))
        if key not in self.program.units:
            self.program.units[key] = Lifted(unit, tuple(held_types))
        held = {n: (at(load(bound.hidden[n]), e), t) for n, t in held_types.items()}
        later = [p for p in unit.params if isinstance(p.default, HeldBy)]
        for p, variable in zip(later, t.captured[len(unit.outer) :], strict=True):
            held[p.name] = (at(load(variable), e), env[variable])
        return self.program.units[key], held

    def call_of(self, derivative: Any, e: Any, args: list[Any], keywords: Given, env: Env) -> Any:
        """The call of what a derivative emits for these types."""
        function, exprs = self.emitted_for(derivative, e, args, keywords, env)
        return gast.Call(load(self.name_for(function.__name__, function)), list(exprs.values()), [])

    def emitted_for(
        self, derivative: Any, e: Any, args: list[Any], keywords: Given, env: Env
    ) -> tuple[Any, dict[str, Any]]:
        """What a derivative emits for these types, and the expressions for its parameters, in order."""
        given = self.given_for(derivative, e, args, keywords, env)
        if self.session.deriving > MOST_INSIDE:
            raise Refused("recursion", e, derivative.__name__)
        self.session.deriving += 1
        try:
            function = derivative._tangent_callee([], {n: t for n, (_, t) in given.items()}, self.session)
        finally:
            self.session.deriving -= 1
        if function is None:
            raise Refused("unknown_call", e, f"`{derivative.__name__}`")
        return function, {n: given[n][0] for n in derivative._tangent_target().names}

    def given_for(self, derivative: Any, e: Any, args: list[Any], keywords: Given, env: Env) -> Given:
        """Expressions with their types for all parameters of a derivative."""
        signature = derivative.__signature__
        first = {n for n, _ in zip(signature.parameters, args)}
        try:
            bound = signature.bind(*args, **{k: v for k, v in keywords.items() if k not in first})
        except TypeError as problem:
            raise Refused("call", e, f"`{derivative.__name__}`: {problem}") from None
        found: Given = dict(bound.arguments)
        for p in signature.parameters.values():
            if p.name not in found:
                if not is_literal(p.default):
                    raise Refused("call", e, f"`{derivative.__name__}` needs an argument for `{p.name}`")
                node = at(const(p.default), e)
                found[p.name] = (node, self.eval(node, env))
        return found
