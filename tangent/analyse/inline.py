"""Functions as values: the variables that they hold, and calls that are written into their caller for them.

A function that is made in another one reads its variables.  It is known by its code and their names
(`Closure`); given to a callee, it brings them as further parameters.  A call that gives such a function back
is written into its caller, where its variables stay:

    def make(k):                            k_1 = 2.0
        def f(v): return v * k
        return f                      →     def f_1(v): return v * k_1
    ...
    f = make(2.0)                           f = f_1
"""

from __future__ import annotations

import copy
import functools
import inspect
import operator
from dataclasses import replace
from typing import Any

import gast

from tangent.analyse.attributes import constructible
from tangent.analyse.calls import partial_layers
from tangent.analyse.either import Either
from tangent.analyse.frompyfunc import FromPyFunc
from tangent.analyse.functional import Functional
from tangent.analyse.opened_calls import OpenedCalls
from tangent.analyse.options import Options
from tangent.analyse.rewriting import Env
from tangent.analyse.stars import Bound, bind_arguments
from tangent.analyse.ufuncs import UfuncMethods
from tangent.analyse.vectorized import Vectorized
from tangent.analyse.writers import Writers
from tangent.errors import TangentError
from tangent.syntax.frames import frame, renamed
from tangent.syntax.nodes import (
    assign,
    at,
    children,
    clone,
    const,
    is_literal,
    load,
    stores_in,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    PARTS,
    UNKNOWN,
    Callable_,
    Choice,
    Closure,
    Dict,
    DictOf,
    Held,
    ListOf,
    Method,
    Partial,
    Record,
    Seq,
    Solved,
    Stale,
    Static,
    Type,
    captures,
    constant,
    general,
    recaptured,
)
from tangent.unit import HeldBy, Unit

MOST_INLINED = 200
MAKERS = (operator.itemgetter, operator.attrgetter, operator.methodcaller)
LRU_CACHE = type(functools.lru_cache(lambda: None))


def _unchanged(function: Any) -> Any:
    """What `functools.wraps(f)` gives, as far as derivatives go."""
    return function


class NeedsInlining(Exception):
    """A call is to be written out: it gives back a function that holds variables of the callee, or writes
    into memory that is not followed through calls."""

    def __init__(self, unit: Unit, bound: Bound) -> None:
        self.unit = unit
        self.bound = bound


def owners_in(t: Type | None) -> set[Any]:
    """The classes of the objects, known by their attributes, of which methods are in a value."""
    if isinstance(t, Method):
        return {t.owner.cls} if isinstance(t.owner, Record) else set()
    parts = t.items if isinstance(t, PARTS) else (t.item,) if isinstance(t, (ListOf, DictOf)) else ()
    return set().union(*map(owners_in, parts))


class Inlining(Functional, UfuncMethods, Writers, Vectorized, FromPyFunc, Options, Either, OpenedCalls):
    """The part of inference that follows functions as values."""

    # -------------------------------------------------------------- calls

    def with_captured(
        self,
        arg_types: dict[str, Type],
        attributes: dict[str, Type],
        bound: Bound,
        closure: Closure | None,
        unit: Unit,
        e: Any,
        env: Env,
    ) -> dict[str, Type]:
        """The types of all parameters: functions among the arguments (and attributes) bring the variables
        that they hold."""
        out = dict(arg_types)
        names: dict[str, str] = {}

        def bring(variable: str, owner: str) -> str:
            if variable not in names:
                # Its own name where that is free: so it keeps it from one level of a recursion to the next.
                inner = variable if not self.taken(variable, unit, out) else f"{owner}_{variable}"
                while self.taken(inner, unit, out):
                    inner += "_"
                take(variable, inner)
            return names[variable]

        def take(variable: str, inner: str) -> None:
            announce(variable, inner)
            t = general(env[variable]) if variable in self.rebound_inside else env[variable]
            if isinstance(t, Method):
                out[inner] = Method(t.function, t.owner, tuple([bring(n, inner) for n in t.captured]))
            else:
                out[inner] = recaptured(t, lambda n: bring(n, inner))

        def announce(variable: str, inner: str) -> None:
            if variable not in env:
                for t in [*arg_types.values(), *attributes.values()]:
                    # Objects of variables are known by their types: their methods need no name for them.
                    self.program.found |= {("class", c) for c in owners_in(t) if constructible(c)}
                detail = f"`{unit.name}`, which reads `{variable}` of a function that has returned,"
                raise Refused("unknown_call", e, detail)
            names[variable] = inner
            bound.hidden[inner] = variable
            out[inner] = env[variable]

        if closure is not None:
            held = list(zip(unit.outer, closure.captured, strict=False))
            for inner, variable in held:
                announce(variable, inner)
            for inner, variable in held:
                take(variable, inner)
        for name, t in arg_types.items():
            if isinstance(t, Method) and t.captured:
                out[name] = self.with_owner(name, t, bound, out, unit, env)
                continue
            out[name] = recaptured(t, lambda n, name=name: bring(n, name))  # type: ignore[misc]
        for name, t in attributes.items():
            out[name] = recaptured(t, lambda n, name=name: bring(n, name))  # type: ignore[misc]
        return out

    def with_owner(
        self, name: str, t: Method, bound: Bound, out: dict[str, Type], unit: Unit, env: Env
    ) -> Method:
        """A bound method that is passed brings its object."""
        inner = f"{name}_self"
        while self.taken(inner, unit, out):
            inner += "_"
        out[inner] = t.owner
        bound.exprs[inner] = self.owner_expr(t, bound.exprs.get(name, unit.tree), env)
        return Method(t.function, t.owner, (inner,))

    def taken(self, name: str, unit: Unit, parameters: dict[str, Type]) -> bool:
        return name in unit.taken or name in parameters

    def held_defaults(self, bound: Bound, unit: Unit, closure: Closure, e: Any, env: Env) -> None:
        """Parameters that a call leaves out, and whose default a variable of the enclosing function holds."""
        later = [p for p in unit.params if isinstance(p.default, HeldBy)]
        for p, variable in zip(later, closure.captured[len(unit.outer) :], strict=True):
            if p.name not in bound.types:
                if variable not in env:
                    raise Refused("unknown_call", e, f"`{unit.name}`, called without `{p.name}`,")
                bound.make(p.name, env[variable], at(load(variable), e))

    # -------------------------------------------------------------- partials

    def call_rewritten(self, s: Any, env: Env) -> list[Any] | None:
        """A call of a partial, or one that makes a partial, as plainer statements."""
        e = s.value
        if isinstance(e.func, gast.Attribute) and not self.known_attribute(e.func, env):
            if not self.of_known_spline(e.func, env):
                return None
        t = self.eval(e.func, env)
        if isinstance(t, Static) and t.value is functools.partial and e.args and not hasattr(e, "made"):
            return self.once(s, "partial", lambda: self.partial_made(s))
        if isinstance(t, Solved):
            return self.curve_called(s, t, env)
        if is_partial(t):
            return self.once(s, t, lambda: self.partial_called(s, t))
        if isinstance(t, Choice):
            return self.once(s, t, lambda: self.one_of_several(s, t))
        derivative = self.derivative_rewritten(s, t, env)
        if derivative is not None:
            return list(derivative)
        if isinstance(t, Held):
            return self.series_called(s, t.value, env)
        function = constant(t)
        if function is NotImplemented:
            return None
        found = self.solver_called(s, function, env)
        for rewrite in (self.curve_made, self.curve_of_module, self.modelled_call, self.distribution_made,
                        self.spline_evaluated):  # fmt: skip
            found = rewrite(s, function, env) if found is None else found
        found = self.vectorize_call(s, function) if found is None else found
        for rewrite in (
            self.frompyfunc_call, self.ufunc_method, self.written_plainly, self.without_options,
            self.function_of_sequence, self.with_one_type,
        ):  # fmt: skip
            found = rewrite(s, function, env) if found is None else found
        return found

    def known_attribute(self, e: Any, env: Env) -> bool:
        """Whether an attribute is one of a module or a partial; those of other objects are methods."""
        while isinstance(e, gast.Attribute):
            e = e.value
        return isinstance(e, gast.Name) and (e.id not in self.locals or isinstance(env.get(e.id), Partial))

    def partial_made(self, s: Any) -> list[Any]:
        """`g = partial(f, a, k=b)`: what it holds is what the names mean now."""
        e = s.value
        out: list[Any] = []
        wish = s.targets[0].id if isinstance(s, gast.Assign) else ""
        wish = wish if wish not in self.unit.temporaries else "held"
        names = []
        for k, value in [*enumerate(e.args[1:]), *((k.arg, k.value) for k in e.keywords)]:
            names.append(self.variable(f"{wish}_{k}"))
            out.append(at(assign(names[-1], value), s))
        count = len(e.args) - 1
        keywords = [gast.keyword(k.arg, load(n)) for k, n in zip(e.keywords, names[count:])]
        new = gast.Call(e.func, [e.args[0], *map(load, names[:count])], keywords)
        new.made = True
        return [frame(names), *out, self.with_value(s, new)]

    def partial_called(self, s: Any, t: Type) -> list[Any]:
        """`y = g(x)` → `y = g.func(a, x, k=b)`; a partial of a partial is one partial in Python."""
        e = s.value
        out: list[Any] = []
        args: list[Any] = []
        given: dict[str, Any] = {}
        for held in reversed(partial_layers(t)):
            if isinstance(held, Partial):
                count = len(held.captured) - len(held.keywords)
                args += [load(n) for n in held.captured[:count]]
                given.update({k: load(n) for k, n in zip(held.keywords, held.captured[count:])})
            else:
                values, named = held.function.args, held.function.keywords
                args += [self.fixed(e.func, "args", i, v, out, s) for i, v in enumerate(values)]
                given.update({k: self.fixed(e.func, "keywords", k, v, out, s) for k, v in named.items()})
        given.update({k.arg: k.value for k in e.keywords})
        keywords = [gast.keyword(k, v) for k, v in given.items()]
        func = gast.Attribute(e.func, "func", gast.Load())
        return [*out, self.with_value(s, gast.Call(at(func, e), [*args, *e.args], keywords))]

    def one_of_several(self, s: Any, t: Choice) -> list[Any]:
        """`y = f(x)` → `if f is sin: y = sin(x)`, `elif ...`: each branch calls a function that is known."""
        e = s.value
        branches = []
        for c in t.functions:
            wish = getattr(c.function, "__name__", "")
            name = self.name_for(wish if wish.isidentifier() else "choice", c.function)
            call = gast.Call(at(load(name), e), list(e.args), list(e.keywords))
            test = gast.Compare(clone(e.func), [gast.Is()], [load(name)])
            branches.append((at(test, e), clone(self.with_value(s, call))))
        chosen: list[Any] = [branches[-1][1]]
        for test, body in reversed(branches[:-1]):
            chosen = [at(gast.If(test, [body], chosen), s)]
        self.instance.unrolled = True
        return chosen

    def name_for(self, wish: str, function: Any) -> str:
        """A name for a known function in the text: the user's own where it has one."""
        try:
            if wish not in self.locals and self.unit.scope.lookup(wish).value is function:
                return wish
        except KeyError:
            pass
        return str(self.session.name_of(wish, function, self.unit))

    def fixed(self, func: Any, field: str, key: Any, value: Any, out: list[Any], s: Any) -> Any:
        """What a partial that was made elsewhere holds."""
        if value is None or type(value) in (bool, int, str):
            return const(value)  # it is part of what the derivative relies on (`dispatch.key_of`)
        held = self.named(gast.Attribute(func, field, gast.Load()), out, s)
        return self.named(subscript(held, const(key)), out, s)

    def functools_call(
        self, e: Any, function: Any, args: list[Type], keywords: dict[str, Type]
    ) -> Type | None:
        """The type of what the functions of `functools` that make functions give; None for others."""
        if function is functools.partial:
            if not hasattr(e, "made"):
                return UNKNOWN  # in a test, which is kept as it is
            held = [*e.args[1:], *(k.value for k in e.keywords)]
            return Partial(args[0], tuple(n.id for n in held), tuple(k.arg for k in e.keywords))
        if function in MAKERS or getattr(function, "_tangent_maker", False):
            derived: Type | None = self.derived_type(e, function, args, keywords)
            if derived is not None:
                return derived
            return self.made_of_constants(e, function, args, keywords)
        if function is functools.wraps:
            return Callable_(_unchanged)
        if function in (functools.update_wrapper, _unchanged) and args:
            return args[0]
        if isinstance(function, LRU_CACHE):
            return self.cached_call(e, function, args, keywords)
        return None

    def made_of_constants(
        self, e: Any, function: Any, args: list[Type], keywords: dict[str, Type]
    ) -> Type:
        """An object that depends on constants only (`itemgetter(1)`, `tangent.grad(f)`): it is made now."""
        values = [constant(t) for t in [*args, *keywords.values()]]
        if any(v is NotImplemented for v in values):
            return UNKNOWN
        key = (function, tuple(map(id, values)) + tuple(keywords))
        made = self.program.units
        if key not in made:
            named = dict(zip(keywords, values[len(args) :]))
            made[key] = (values, function(*values[: len(args)], **named))
        return Callable_(made[key][1])

    def cached_call(self, e: Any, function: Any, args: list[Type], keywords: dict[str, Type]) -> Type:
        """A call of a function with a cache stays what it is; only its type is asked for."""
        try:
            unit = self.program.unit_of(function.__wrapped__)
            bound = bind_arguments(unit, e, args, keywords)
            found = {p.name: bound.types.get(p.name) or self.default_type(unit, p) for p in unit.params}
            result: Type = self.program.instance(unit, found).result or UNKNOWN
            return result
        except (Refused, TangentError):
            return UNKNOWN

    # -------------------------------------------------------------- calls that are written out

    def inlined(self, s: Any, unit: Unit, bound: Bound) -> list[Any]:
        key = (unit, tuple(bound.types.values()))
        return self.once(s, key, lambda: self.callee_written_out(s, unit, bound))

    def callee_written_out(self, s: Any, unit: Unit, bound: Bound) -> list[Any]:
        """The body of the callee, with variables of its own, in the place of the call."""
        setup, body = self.callee_body(s, unit, bound, passed_on(unit, bound))
        value: Any = const(None)
        if body and isinstance(body[-1], gast.Return):
            value = body.pop().value or value
        dropped = isinstance(s, gast.Expr) and isinstance(value, (gast.Constant, gast.Name))
        return [*setup, *body, *([] if dropped else [self.with_value(s, value)])]

    def callee_body(
        self, s: Any, unit: Unit, bound: Bound, given: dict[str, str] | None = None
    ) -> tuple[list[Any], list[Any]]:
        """Statements that bind the parameters, and the body, with variables of their own.

        given: parameters that go by the names of the caller's variables.
        """
        if len(self._before) > MOST_INLINED:
            raise Refused("recursion", s, unit.name)
        tree = unit.tree
        given = given or {}
        own = sorted((stores_in(tree.body) | {p.name for p in unit.params}) - set(given))
        table = {n: self.variable(n) for n in own}
        self.add_names((), {table[n] for n in own if n in unit.passing})
        table |= bound.hidden | given
        table |= self.names_outside(unit, set(table))
        out: list[Any] = [frame(table[n] for n in own)]
        for p in (p for p in unit.params if p.name not in given):
            out.append(at(assign(table[p.name], self.argument(p, unit, bound)), s))
        body = renamed(tree.body, table)
        for n in body:
            _moved(n, s, unit)
        self.tell_supers(body, unit, table)
        return out, body

    def tell_supers(self, body: list[Any], unit: Unit, table: dict[str, str]) -> None:
        """`super()` in a method that is written out is of that method's class and object."""
        first = unit.params[0].name if unit.params else ""
        if not first or first in stores_in(unit.tree.body):
            return
        for n in walk(body):
            if isinstance(n, gast.Call) and not n.args and unit.builtin(n.func) == "super":
                try:
                    n.method_of = unit.scope.lookup("__class__").value, table[first]
                except KeyError:
                    continue

    def argument(self, p: Any, unit: Unit, bound: Bound) -> Any:
        if p.name in bound.exprs:
            return bound.exprs[p.name]
        if is_literal(p.default):
            return const(p.default)
        assert p.default is not inspect.Parameter.empty
        return load(self.session.name_of(f"{unit.name}_{p.name}", p.default, self.unit))

    def names_outside(self, unit: Unit, known: set[str]) -> dict[str, str]:
        """Names that mean something else here than where the callee was written.

        The others come along, so no variable that is made later may have one of these names.
        """
        table = {}
        read = _loaded(unit.tree.body) - known
        self.reserve(read)
        for name in sorted(read):
            if name in unit.names:
                table[name] = self.session.name_of(name, unit.names[name], self.unit)
                continue
            try:
                found = unit.scope.lookup(name)
            except KeyError:
                continue
            if not self.means_the_same(name, unit, found):
                table[name] = self.borrow(name, unit.scope, name)
        return table

    def means_the_same(self, name: str, unit: Unit, found: Any) -> bool:
        if name in self.locals:
            return False
        try:
            here = self.unit.scope.lookup(name)
        except KeyError:
            return False
        if found.kind == here.kind == "builtin":
            return here.value is found.value
        (mine, a), (theirs, b) = self.unit.scope.origin(name), unit.scope.origin(name)
        same_module = mine.function.__globals__ is theirs.function.__globals__
        same_place = mine is theirs or (found.kind == "global" and same_module)
        return found.kind == here.kind and a == b and same_place

    def do_Frame(self, s: Any, env: Env) -> None:
        """Functions that hold older variables of these names are of no use any more."""
        for name, t in env.items():
            if not s.names.isdisjoint(captures(t)):
                env[name] = _stale(t, s.names)


def passed_on(unit: Unit, bound: Bound) -> dict[str, str]:
    """Parameters that are never anything but a variable of the caller: that one."""
    if any(isinstance(n, (gast.FunctionDef, gast.Lambda)) for n in walk(unit.tree.body)):
        return {}  # a function may hold the parameter for longer
    kept = stores_in(unit.tree.body)
    return {p: e.id for p, e in bound.exprs.items() if isinstance(e, gast.Name) and p not in kept}


def is_partial(t: Type) -> bool:
    return isinstance(t, Partial) or (isinstance(t, Callable_) and isinstance(t.function, functools.partial))


def is_stale(t: Type) -> bool:
    if isinstance(t, (Seq, Dict)):
        return any(map(is_stale, t.items))
    return isinstance(t, Stale) or (isinstance(t, ListOf) and isinstance(t.item, Stale))


def _stale(t: Type, names: frozenset[str]) -> Type:
    if isinstance(t, Seq):
        return Seq(t.kind, tuple(_stale(i, names) for i in t.items))
    if isinstance(t, Dict):
        return replace(t, items=tuple(_stale(i, names) for i in t.items))
    if isinstance(t, ListOf) and t.item is not None:
        return replace(t, item=_stale(t.item, names))
    return t if names.isdisjoint(captures(t)) else Stale()


def _loaded(stmts: list[Any]) -> set[str]:
    """All names that are read, also in functions inside."""
    found: set[str] = set()
    stack = list(stmts)
    while stack:
        n = stack.pop()
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load):
            found.add(n.id)
        stack += children(n)
    return found


def _moved(node: Any, s: Any, unit: Unit) -> None:
    """Statements of another function stand where its call stands; definitions stay where they are.

    In comments each is what the user wrote there.
    """
    stack = [node]
    while stack:
        n = stack.pop()
        if isinstance(n, gast.stmt):
            n.origin = getattr(n, "origin", None) or copy.copy(n)
            n.origin.source = getattr(n.origin, "source", unit.source)
        if isinstance(n, (gast.FunctionDef, gast.Lambda)):
            settle(n, unit)
            stack += [*n.args.defaults, *(d for d in n.args.kw_defaults if d is not None)]
            continue
        at(n, s)
        stack += children(n)


class Home:
    """Where a definition stands that was written into another function, or several times; one each time."""

    def __init__(self, source: Any) -> None:
        self.source = source


def settle(definition: Any, unit: Unit) -> None:
    """A copy of a definition is a function of its own."""
    home = getattr(definition, "home", None)
    definition.home = Home(unit.source if home is None else home.source)
