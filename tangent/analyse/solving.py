"""The statements for one call of a solver: roots, minima, integrals (`analyse/solvers.py` says which)."""

from __future__ import annotations

import inspect
import types as python_types
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from tangent.analyse.helpers import Likeness
from tangent.analyse.inline import settle
from tangent.analyse.pulled import Argument
from tangent.analyse.rewriting import Env
from tangent.errors import TangentError
from tangent.rules.solvers import Solver
from tangent.runtime import solvers as marks
from tangent.syntax.nodes import (
    assign,
    at,
    call,
    clone,
    const,
    load,
    quote_stmts,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    FLOAT,
    PY_FLOAT,
    Callable_,
    Closure,
    Dict,
    Dim,
    ListOf,
    Num,
    Seq,
    Static,
    Type,
    constant,
    differentiable,
)
from tangent.unit import Unit

MAKERS: dict[str, Callable[..., Any]] = {}
"""Kind of derivative → what makes one of a function (`tangent.derivative` fills it in)."""

NUMBER = Num("scalar", FLOAT)
LIMITS = ("a", "b")
NAMES = {"minimum": "objective", "squares": "objective", "integral": "integrand", "evolution": "system"}
"""What a function is called that is made of the one that a solver of some family is given."""


class Solving:
    """The statements for one call of a solver."""

    def __init__(self, part: Any, s: Any, function: Any, solver: Solver, env: Env) -> None:
        self.part, self.s, self.e, self.solver, self.function = part, s, s.value, solver, function
        self.env = dict(env)
        self.out: list[Any] = []
        self.given = self.arguments()

    def arguments(self) -> dict[str, Any]:
        try:
            bound = inspect.signature(self.function).bind(
                *self.e.args, **{k.arg: k.value for k in self.e.keywords}
            )
        except TypeError as problem:
            raise Refused("call", self.e, f"`{self.function.__name__}`: {problem}") from None
        for name, why in self.solver.refused:
            given = bound.arguments.get(name)
            value = None if given is None else constant(self.part.eval(given, self.env))
            if given is not None and value not in (None, False, 0, "linear"):
                raise Refused("argument", given, f"`{name}=` of `{self.function.__name__}`", why)
        found = dict(bound.arguments)
        return found | found.pop("options", {}) if self.solver.family == "evolution" else found

    # -------------------------------------------------------------- writing

    def add(self, stmts: list[Any]) -> None:
        """Statements, of which the types are known at once."""
        for s in stmts:
            at(s, self.s)
            self.out.append(s)
            getattr(self.part, "do_" + type(s).__name__)(s, self.env)

    def named(self, value: Any) -> Any:
        """A new variable for a value."""
        name = self.part.temporary()
        self.add([assign(name, at(value, self.e))])
        return at(load(name), self.e)

    def nested(self, value: Any) -> Any:
        """A new variable for a value of which the parts get names, too."""
        name = self.part.temporary()
        self.add(self.part.core([assign(name, at(value, self.e))], self.s))
        return at(load(name), self.e)

    def type(self, e: Any) -> Type:
        return self.part.eval(e, self.env)

    def mark(self, function: Any, *args: Any, **keywords: Any) -> Any:
        name = self.part.name_for(function.__name__, function)
        return at(call(name, *args, **keywords), self.e)

    def still(self, given: Argument) -> Any:
        node, t = given
        return self.named(self.mark(marks.still, node)) if differentiable(t) else node

    # -------------------------------------------------------------- the function and its operands

    def prepare(self) -> None:
        """The function, and what it is given besides its variable."""
        f = self.given[self.solver.function]
        if isinstance(f, gast.Lambda):
            f = self.named(f)
        self.f = f
        self.args = self.extra_arguments()
        if self.part.function_changes(self.type(f)):
            raise self.with_effect("changes what is outside of it")

    def extra_arguments(self) -> list[Argument]:
        e = self.given.get("args")
        t = None if e is None else self.type(e)
        if t is None or t == Static(None):
            return []
        if not isinstance(t, Seq) or t.kind != "tuple":
            if not isinstance(t, Num):
                raise Refused("argument", e, "`args=` that is no tuple")
            return [self.operand(e)]
        items = e.elts if isinstance(e, gast.Tuple) else [subscript(e, const(k)) for k in range(len(t.items))]
        return [self.operand(i) for i in items]

    def operand(self, e: Any) -> Argument:
        """An expression as a name, so that a function inside may hold it."""
        if not isinstance(e, gast.Name) or e.id not in self.part.locals:
            e = self.named(e)
        return e, self.type(e)

    def function_of(self, *variables: Argument) -> None:
        """`self.f` as a function defined here or in a module, and of what the family asks for."""
        t = self.type(self.f)
        value = self.type(call_of(self.f, [*(v for v, _ in variables), *(a for a, _ in self.args)], self.e))
        family = self.solver.family
        first = self.is_true("jac") or self.is_true("fprime")
        is_list = isinstance(value, (Seq, ListOf)) and not first
        single = family == "evolution" and isinstance(value, Num) and (value.is_scalar or value.rank == 0)
        plain = isinstance(t, Closure) and isinstance(t.definition, Unit)
        plain |= isinstance(t, Callable_) and isinstance(t.function, python_types.FunctionType)
        if plain and not is_list and not first and not single and family not in ("fixed point", "squares"):
            return
        parameters = [*("x", "y")[: len(variables)], *(f"p{k}" for k in range(len(self.args)))]
        body: Any = call_of(self.f, list(map(load, parameters)), self.e)
        numpy = self.part.name_for("np", np)
        if first:
            body = subscript(body, const(0))
        if is_list or single:
            body = gast.List([body], gast.Load()) if single else body
            body = call(gast.Attribute(load(numpy), "array", gast.Load()), body)
        if family == "fixed point":
            body = gast.BinOp(body, gast.Sub(), load("x"))
        if family == "squares":
            square = gast.BinOp(body, gast.Pow(), const(2))
            total = call(gast.Attribute(load(numpy), "sum", gast.Load()), square)
            body = gast.BinOp(const(0.5), gast.Mult(), total)
        self.f = self.define(NAMES.get(family, "residual"), parameters, body)

    def is_true(self, option: str) -> bool:
        return option in self.given and constant(self.type(self.given[option])) is True

    def define(self, wish: str, parameters: list[str], body: Any) -> Any:
        (definition,) = quote_stmts("def wrapper(): pass")
        definition.name = self.part.variable(wish)
        definition.args.args = [gast.Name(p, gast.Param(), None, None) for p in parameters]
        definition.body = [gast.Return(body)]
        for n in gast.walk(definition):
            at(n, self.e)
        settle(definition, self.part.unit)
        self.add(self.part.core([definition], self.s))
        return at(load(definition.name), self.e)

    def derivative(self, kind: str, argnums: Any, *x: Argument) -> tuple[Any, dict[str, Argument]]:
        """The function that a derivative of `self.f` emits, and its arguments by their names."""
        maker = MAKERS[kind]
        t = self.type(self.f)
        part = self.part
        if isinstance(t, Closure):
            made, held = part.derivative_of(part.derived(maker, t, (argnums,)), self.e, self.env)
        else:
            key = (kind, id(constant(t)), argnums)
            if key not in part.program.units:
                part.program.units[key] = (constant(t), maker(constant(t), argnums))
            made, held = part.program.units[key][1], {}
        given = part.given_for(made, self.e, [*x, *self.args], held, self.env)
        function, exprs = part.emitted_for(made, self.e, [*x, *self.args], held, self.env)
        self.check_effects(made, function, given)
        return function, {n: given[n] for n in exprs}

    def check_effects(self, derivative: Any, function: Any, given: dict[str, Argument]) -> None:
        """What a derivative emits may be called as often as it takes, if its function may."""
        recipe = derivative._recipe
        while recipe.function is None:
            recipe = recipe.inner
        effect = recipe.effect({n: given[n][1] for n in recipe.names}, self.part.session)
        if effect:
            raise self.with_effect(effect)
        function._tangent_pure = True

    def with_effect(self, effect: str) -> Refused:
        detail = f"the derivative of `{self.function.__name__}` calls its function again, and it {effect}"
        return Refused("repeated", self.e, detail, "Take the effect out of the function.")

    def called(self, function: Any, args: list[Any]) -> Any:
        return self.named(call_of(load(self.part.name_for(function.__name__, function)), args, self.e))

    # -------------------------------------------------------------- roots and minima

    def written(self) -> list[Any]:
        self.prepare()
        solved = self.named(self.solved(self.f))
        if self.solver.family == "integral":
            self.integral(solved)
        else:
            self.root(solved)
        return self.out

    def solved(self, f: Any) -> Any:
        """The call as it is written."""
        new = [f if a is self.given[self.solver.function] else a for a in self.e.args]
        keywords = [
            gast.keyword(k.arg, f if k.value is self.given[self.solver.function] else k.value)
            for k in self.e.keywords
        ]
        name = self.part.name_for("undifferentiated", marks.undifferentiated)
        return at(gast.Call(load(name), [self.e.func, *new], keywords), self.e)

    def root(self, solved: Any) -> None:
        solver = self.solver
        place = solved if not solver.part else self.named(gast.Attribute(solved, solver.part, gast.Load()))
        x = self.named(self.mark(marks.found, place, self.like(self.kind_found())))
        given = x, self.type(x)
        self.function_of(given)
        best = self.moved(given)
        self.hand_over(solved, {solver.part: best})

    def like(self, t: Type) -> Any:
        """Something that stands for a value of a type."""
        return at(load(self.part.name_for("likeness", Likeness(t))), self.e)

    def kind_found(self) -> Type:
        """The type of what is found: like where the search begins, if it is no number."""
        if self.solver.number:
            return NUMBER
        start = self.given[self.solver.start]
        t = self.type(start)
        single = isinstance(t, Num) and (t.is_scalar or t.rank == 0)
        if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c":
            raise Refused("argument", start, "a search that begins at a complex number")
        if single and self.solver.single is not None:
            return self.solver.single
        if single:
            return Num("array", FLOAT, (Dim(None, 1),))
        if isinstance(t, Seq) and all(isinstance(i, Num) for i in t.items):
            return Num("array", FLOAT, (Dim(None, len(t.items)),))
        if isinstance(t, Num) and t.rank == 1:
            return Num("array", FLOAT, t.shape)
        detail = "a search that begins at an array of several axes, or at something of unknown type"
        raise Refused("argument", start, detail, "Begin at an array with one axis, or at a number.")

    def moved(self, x: Argument) -> Any:
        """What was found, with its derivative."""
        minimum = self.solver.family in ("minimum", "squares", "fit")
        number = isinstance(x[1], Num) and x[1].is_scalar
        slope = "hessian" if minimum else "grad" if number else "jacfwd"
        function, given = self.derivative(slope, 0, x)
        first, *others = given
        if not any(differentiable(given[n][1]) for n in others):
            return x[0]
        if minimum:
            gradient, exprs = self.derivative("grad", 0, x)
            residual = self.called(gradient, [a for a, _ in exprs.values()])
        else:
            residual = self.named(call_of(self.f, [x[0], *(a for a, _ in self.args)], self.e))
        jacobian = self.called(function, [given[first][0], *(self.still(given[n]) for n in others)])
        if minimum:
            residual, jacobian = self.held_back(x, residual, jacobian)
        return self.named(self.mark(marks.corrected, x[0], residual, jacobian))

    def held_back(self, x: Argument, residual: Any, jacobian: Any) -> tuple[Any, Any]:
        """The equation of a minimum, where something holds it in its place (`analyse/minima.py`)."""
        return residual, jacobian

    def with_numpy(self, function: str, *args: Any) -> Any:
        numpy = load(self.part.name_for("np", np))
        return at(call(gast.Attribute(numpy, function, gast.Load()), *map(clone, args)), self.e)

    def hand_over(self, solved: Any, parts: dict[str, Any]) -> None:
        if not self.solver.part:
            self.out.append(self.part.with_value(self.s, parts[""]))
            return
        if not isinstance(self.s.targets[0], gast.Name):
            raise Refused("argument", self.e, f"the result of `{self.function.__name__}` unpacked")
        self.out += self.part.held_as(self.s, solved, parts)

    # -------------------------------------------------------------- integrals

    def integral(self, solved: Any) -> None:
        t = gast.Constant(0.5, None)
        self.function_of((t, PY_FLOAT))
        value = self.type(call_of(self.f, [t, *(a for a, _ in self.args)], self.e))
        if not isinstance(value, Num):
            raise Refused("argument", self.e, "an integrand that is no number or array of numbers")
        vector = value.kind == "array" and value.rank != 0
        y = self.part_found(solved, 0, value if vector else NUMBER)
        for name, operand in self.operands().items():
            for path, given in self.leaves(operand):
                y = self.along(y, name, path, given, vector, (t, PY_FLOAT))
        for limit in LIMITS:
            y = self.at_limit(y, limit)
        error = self.part_found(solved, 1, NUMBER)
        self.out += self.part.pair(self.s, y, error)

    def part_found(self, solved: Any, place: int, t: Type) -> Any:
        part = self.named(subscript(solved, const(place)))
        return self.named(self.mark(marks.found, part, self.like(t)))

    def operands(self, variables: int = 1) -> dict[str, Argument]:
        """What the function reads besides its first variables, by the names of its parameters."""
        t = self.type(self.f)
        held: dict[str, Argument] = {}
        if isinstance(t, Closure):
            lifted, held = self.part.lifted(t, self.e, self.env)
            names = [p.name for p in lifted.unit.params]
        else:
            names = list(inspect.signature(constant(t)).parameters)
        return dict(zip(names[variables:], self.args, strict=False)) | held

    def leaves(self, given: Argument, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Argument]]:
        """What moves in an operand: itself, or the items of a tuple or dict, each with the keys to it."""
        node, kind = given
        if not differentiable(kind):
            return []
        if not isinstance(kind, (Seq, Dict)):
            return [(path, given)]
        keys = kind.keys if isinstance(kind, Dict) else range(len(kind.items))
        items = [(k, t) for k, t in zip(keys, kind.items, strict=True) if differentiable(t)]
        return [
            leaf for k, t in items
            for leaf in self.leaves((self.named(subscript(node, const(k))), t), (*path, k))
        ]  # fmt: skip

    def along(
        self, y: Any, name: str, path: tuple[Any, ...], given: Argument, vector: bool, t: Argument
    ) -> Any:
        """The integral, with its derivative in one of the operands, or in a part of it."""
        node, kind = given
        if not isinstance(kind, Num):
            why = f"an integrand that reads `{name}`, no number or array: give what it needs a name before"
            return self.unmoved(y, node, why)
        many = vector or (kind.kind == "array" and kind.rank != 0)
        try:
            function, exprs = self.derivative("jacfwd" if vector else "grad", name, t)
        except TangentError as problem:
            return self.unmoved(y, node, str(problem).partition("\n")[0])
        (first, *others) = exprs
        called, held = self.part.name_for(function.__name__, function), [exprs[n][0] for n in others]
        inside = {called, *(n.id for n in held if isinstance(n, gast.Name))}
        variable = first if first not in inside else self.part.namer.fresh(first)
        body = item_at(call_of(load(called), [load(variable), *held], self.e), path)
        slope = self.define("_".join([self.name(), name, *map(str, path)]), [variable], body)
        found = self.named(self.integrated(slope, many))
        slope = self.part_found(found, 0, self.slope_type(y, kind))
        return self.named(self.mark(marks.attached, y, node, slope))

    def unmoved(self, y: Any, node: Any, why: str) -> Any:
        """A value that has no derivative in one of the operands: it is refused where that moves."""
        still = self.named(self.mark(marks.fixed, y, node, const(why)))
        return self.named(self.mark(marks.joined, y, y, still, const(0.0)))

    def slope_type(self, y: Any, kind: Num) -> Type:
        """That of the partial derivatives of `y` in something of a type."""
        both: tuple[Dim | None, ...] = ()
        for t in (self.type(y), kind):
            shape = t.shape if isinstance(t, Num) and t.kind == "array" else ()
            if shape is None:
                return Num("array", FLOAT, None)
            both += shape
        return Num("array", FLOAT, both) if both else NUMBER

    def name(self) -> str:
        """What the function is called, or what it is for where it has no name."""
        name = getattr(self.f, "id", getattr(self.f, "attr", ""))
        return name if name and name not in self.part.unit.temporaries else "integrand"

    def integrated(self, f: Any, many: bool) -> Any:
        """The integral of a function that holds all that it needs."""
        given = {n: e for n, e in self.given.items() if n not in ("args", self.solver.function)}
        func = self.e.func
        if many and self.solver.vector is not None:
            known = inspect.signature(self.solver.vector).parameters
            unknown = [n for n in given if n not in known]
            if unknown:
                detail = f"`{unknown[0]}=` of an integral that depends on an array"
                raise Refused("argument", self.e, detail)
            func = self.sibling(self.solver.vector)
        limits = [given.pop(n) for n in LIMITS]
        keywords = [gast.keyword(n, e) for n, e in given.items()]
        name = self.part.name_for("undifferentiated", marks.undifferentiated)
        return at(gast.Call(load(name), [func, f, *limits], keywords), self.e)

    def sibling(self, function: Any) -> Any:
        """Another function of the module, by the name that the program has for it."""
        func = self.e.func
        if isinstance(func, gast.Attribute):
            there = gast.Attribute(clone(func.value), function.__name__, gast.Load())
            if self.part.unit.scope.resolve(there) is function:
                return there
        return load(self.part.name_for(function.__name__, function))

    def at_limit(self, y: Any, limit: str) -> Any:
        """The integral, with its derivative in one of its limits: the integrand there."""
        node = self.given[limit]
        t = self.type(node)
        if not differentiable(t) or isinstance(node, gast.Constant) or self.is_fixed(node):
            return y
        if "weight" in self.given:
            raise Refused("argument", node, "a limit that moves, of an integral with a weight")
        args = [self.f, node, *(a for a, _ in self.args)]
        value = self.named(self.mark(marks.undifferentiated, *args))
        there = self.named(self.mark(marks.found, value, self.like(self.type(y))))
        slope = there if limit == "b" else self.named(gast.UnaryOp(gast.USub(), there))
        return self.named(self.mark(marks.attached, y, node, slope))

    def is_fixed(self, node: Any) -> bool:
        """Whether a limit is a number of a module, as `np.inf` is."""
        if isinstance(node, gast.Name) and node.id in self.part.unit.temporaries:
            stores = [n.value for n in walk(self.part.instance.tree) if binds(n, node.id)]
            return len(stores) == 1 and self.is_fixed(stores[0])
        if isinstance(node, gast.UnaryOp):
            return self.is_fixed(node.operand) or isinstance(node.operand, gast.Constant)
        return isinstance(node, gast.Attribute) and isinstance(self.part.unit.scope.resolve(node), float)


def binds(s: Any, name: str) -> bool:
    return isinstance(s, gast.Assign) and getattr(s.targets[0], "id", "") == name


def item_at(e: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        e = subscript(e, const(key))
    return e


def call_of(function: Any, args: list[Any], e: Any) -> Any:
    return at(gast.Call(clone(function), [clone(a) for a in args], []), e)


