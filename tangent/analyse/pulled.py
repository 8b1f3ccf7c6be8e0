"""`jvp`, `hvp`, `vjp` and `linearize` inside a program: calls of what they would run.

    y, y_dot = jvp(f, (x,), (v,))   →     y, y_dot = f_jvp(x, v)

    y, pull = vjp(f, x)             →     y, f_saved = f_forward(x)
                                          def f_pull(out_bar): return (f_backward(f_saved, out_bar),)
                                          pull = f_pull

    y, push = linearize(f, x)       →     y = f(x)
                                          def f_push(x_dot): return jvp(f, (x,), (x_dot,))[1]
                                          push = f_push

What they take and give shares no memory with anything.  A name stands for a copy as long as nothing is
written in that memory (`snapshots`).
"""

from __future__ import annotations

import copy
import types
from typing import Any

import gast

import tangent.runtime as runtime
from tangent.analyse.derived import Derivatives, Given
from tangent.analyse.inline import settle
from tangent.analyse.rewriting import Env
from tangent.analyse.snapshots import snapshot
from tangent.syntax.nodes import (
    assign,
    at,
    call,
    clone,
    const,
    load,
    method,
    quote_stmts,
    store,
    subscript,
    tuple_of,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    NONE,
    PY_FLOAT,
    UNKNOWN,
    Closure,
    Dict,
    Num,
    Record,
    Seq,
    Static,
    Type,
    constant,
    differentiable,
    mutable,
)

Argument = tuple[Any, Type]
"""An expression with its type."""


class Pulled(Derivatives):
    """The part of inference that follows directional derivatives and pull-backs."""

    def maker_applied(self, function: Any, t: Type, argnums: Any, e: Any, env: Env) -> tuple[Any, Given]:
        """The derivative that `jvp` and its kin run: of a function defined here, or of any other one."""
        maker = function._tangent_makes
        if isinstance(t, Closure):
            return self.derivative_of(self.derived(maker, t, (argnums,)), e, env)
        fun = constant(t)
        if fun is NotImplemented or not callable(fun):
            raise Refused("unknown_call", e, f"the function that `{function.__name__}` is given")
        key = (maker, id(fun), argnums)
        if key not in self.program.units:
            self.program.units[key] = (fun, maker(fun, argnums))
        return self.program.units[key][1], {}

    # -------------------------------------------------------------- jvp, hvp

    def jvp_inside(self, s: Any, function: Any, env: Env) -> list[Any]:
        out: list[Any] = []
        f, xs, moving = self.along(s, out, env)
        derivative, held = self.maker_applied(function, self.eval(f, env), tuple(moving), s.value, env)
        args = [self.apart(a, out, s) for a in [*xs, *moving.values()]]
        return [*out, self.with_value(s, self.call_of(derivative, s.value, args, held, env))]

    def hvp_inside(self, s: Any, function: Any, env: Env) -> list[Any]:
        """`hvp(f, (x, y), (v, None))` → `f_hvp(x, v, y)`."""
        out: list[Any] = []
        f, xs, moving = self.along(s, out, env)
        if not moving:
            raise Refused("call", s.value, "`hvp` without a direction")
        places = tuple(moving)
        argnums = places[0] if len(places) == 1 else places
        derivative, held = self.maker_applied(function, self.eval(f, env), argnums, s.value, env)
        last = places[-1] + 1
        args = [*xs[:last], *moving.values(), *xs[last:]]
        return [*out, self.with_value(s, self.call_of(derivative, s.value, args, held, env))]

    def along(self, s: Any, out: list[Any], env: Env) -> tuple[Any, list[Argument], dict[int, Argument]]:
        """The function of a call of `jvp`; its primals; by position the tangents of those that move."""
        e = s.value
        f, primals, tangents = self.arguments(e, ("fun", "primals", "tangents"))
        xs, dots = self.items_of(primals, out, s, env), self.items_of(tangents, out, s, env)
        if len(xs) != len(dots):
            raise Refused("call", e, f"{len(xs)} primals and {len(dots)} tangents")
        moving = {}
        for k, (x, dot) in enumerate(zip(xs, dots, strict=True)):
            if dot[1] != NONE and (differentiable(x[1]) or constant(dot[1]) not in (0, 0.0)):
                moving[k] = self.fitted(x[1], dot, e, "tangent")
        return f, xs, moving

    def arguments(self, e: Any, names: tuple[str, ...]) -> list[Any]:
        given = dict(zip(names, e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
        missing = [n for n in names if n not in given]
        if missing:
            raise Refused("call", e, f"an argument for `{missing[0]}` is missing")
        return [given[n] for n in names]

    def items_of(self, e: Any, out: list[Any], s: Any, env: Env) -> list[Argument]:
        """The parts of a tuple or list that is an argument."""
        t = self.eval(e, env)
        if not isinstance(t, Seq):
            raise Refused("call", e, "arguments that are no tuple")
        if isinstance(e, (gast.Tuple, gast.List)):
            return list(zip(e.elts, t.items, strict=True))
        return [(at(subscript(e, const(k)), s), i) for k, i in enumerate(t.items)]

    def apart(self, given: Argument, out: list[Any], s: Any) -> Argument:
        """An argument that shares no memory with what is written."""
        node, t = given
        if not mutable(t):
            return given
        name = self.temporary()
        out.append(at(snapshot(assign(name, node)), s))
        return at(load(name), s), t

    # -------------------------------------------------------------- vjp

    def vjp_inside(self, s: Any, function: Any, env: Env) -> list[Any]:
        e = s.value
        out: list[Any] = []
        primals = e.args
        if isinstance(function, types.MethodType):  # `f.vjp(x)`, of a decorated function
            function, t = function.__func__, Static(function.__self__._tangent_wrapped)
        else:
            t = self.eval(primals[0], env)
            primals = primals[1:]
        xs = [self.apart((a, self.eval(a, env)), out, s) for a in primals]
        moving = tuple(k for k, (_, t) in enumerate(xs) if differentiable(t))
        derivative, held = self.maker_applied(function, t, moving, e, env)
        forward, exprs = self.emitted_for(derivative, e, xs, held, env)
        compiled = next(c for c in self.session.inner.values() if c.function is forward)
        pair = compiled.extra["pair"]
        base = derivative.__name__.removesuffix("_vjp")
        value, saved, pull = self.temporary(), self.variable(f"{base}_saved"), self.variable(f"{base}_pull")
        run = gast.Call(load(self.name_for(pair.forward_name, forward)), list(exprs.values()), [])
        out += self.core(quote_stmts("value, saved = run", value=value, saved=saved, run=run), s)
        kept = [load(saved), *(exprs[n] for n in pair.reads_written)]
        if compiled.extra["restores"]:
            kept = [self.copy_of(k) for k in kept]
        backward = self.name_for(pair.backward_name, compiled.namespace[pair.backward_name])
        seed = self.seed(compiled.result_type)
        pulled = gast.Call(load(backward), [kept[0], seed, *kept[1:]], [])
        visible = dict(zip(derivative.__signature__.parameters, xs, strict=False))
        definition = self.pulling(pull, pair.returned, pulled, visible)
        definition.takes = compiled.result_type
        settle(definition, self.unit)
        result = self.variable(f"{base}_value") if mutable(compiled.result_type) else value
        if result != value:
            out.append(snapshot(assign(result, load(value))))
        return [*out, *self.core([definition], s), *self.pair(s, load(result), load(pull))]

    def pair(self, s: Any, value: Any, function: Any) -> list[Any]:
        """`t1 = value, function`; `y, pull = t1` then means these two (`pair_unpacked`)."""
        (target,) = s.targets
        if isinstance(target, gast.Name) and target.id in self.unit.temporaries:
            self.pairs[target.id] = value, function
        return [self.with_value(s, tuple_of([value, function]))]

    def pair_unpacked(self, s: Any) -> list[Any] | None:
        if not isinstance(s, gast.Assign) or not isinstance(s.value, gast.Name):
            return None
        if s.value.id not in self.pairs:
            return None
        (target,), parts = s.targets, self.pairs[s.value.id]
        if not isinstance(target, gast.Tuple) or len(target.elts) != 2:
            return None
        both = list(zip(target.elts, parts, strict=True))
        key = tuple(p.id for p in parts)
        return self.once(s, key, lambda: [at(gast.Assign([t], clone(v), None), s) for t, v in both])

    def pulling(self, name: str, returned: list[str], pulled: Any, visible: Given) -> Any:
        """`def f_pull(out_bar)`: a tuple with an adjoint for each primal."""
        (definition,) = quote_stmts("def pull(out_bar): pass")
        definition.name = name
        bars = {n: f"{n}_bar" for n in returned}
        zeros = self.name_for("zeros", runtime.zeros)
        entries = [load(bars[n]) if n in bars else call(zeros, x) for n, (x, _) in visible.items()]
        definition.body = [gast.Return(tuple_of(entries))]
        if bars:
            several = gast.Tuple([store(b) for b in bars.values()], gast.Store())
            target = store(*bars.values()) if len(bars) == 1 else several
            definition.body.insert(0, gast.Assign([target], pulled, None))
        return definition

    def seed(self, t: Type) -> Any:
        if isinstance(t, Num) and t.kind == "array":
            return method(load("out_bar"), "copy")
        return self.copy_of(load("out_bar")) if mutable(t) else load("out_bar")

    def copy_of(self, e: Any) -> Any:
        return call(self.name_for("copied", copy.deepcopy), e)

    def cotangent(self, e: Any, takes: Type, args: list[Type]) -> tuple[list[Type], list[Any]]:
        """The one argument of a pull-back, as it fits the value."""
        if len(args) != 1 or e.keywords:
            raise Refused("call", e, "a pull-back takes one cotangent")
        node, t = self.fitted(takes, (e.args[0], args[0]), e, "cotangent")
        return [t], [node]

    # -------------------------------------------------------------- linearize

    def linearize_inside(self, s: Any, function: Any, env: Env) -> list[Any]:
        e = s.value
        out: list[Any] = []
        f, *primals = e.args
        if not isinstance(f, gast.Name):
            f = self.named(f, out, s)
        given = [(a, self.eval(a, env)) for a in primals]
        self.check_repeatable(function, self.eval(e.args[0], env), given, e, env)
        xs = [self.apart(a, out, s)[0] for a in given]  # these are kept
        again = [self.apart(a, out, s)[0] for a in given]
        base = getattr(f, "id", "f")
        value, push = self.temporary(), self.variable(f"{base}_push")
        out.append(at(assign(value, gast.Call(f, again, [])), s))
        (definition,) = quote_stmts("def push(): return run")
        definition.name = push
        dots = [f"tangent_{k}" for k in range(len(xs))]
        definition.args.args = [gast.Name(d, gast.Param(), None, None) for d in dots]
        jvp = load(self.name_for("jvp", function._tangent_jvp))
        run = gast.Call(jvp, [f, tuple_of(xs), tuple_of(map(load, dots))], [])
        definition.body = [gast.Return(subscript(run, const(1)))]
        settle(definition, self.unit)
        return [*out, *self.core([definition], s), *self.pair(s, load(value), load(push))]

    def check_repeatable(self, function: Any, t: Type, given: list[Argument], e: Any, env: Env) -> None:
        """The program is run again for each direction: it must do nothing but compute."""
        moving = tuple(k for k, (_, t) in enumerate(given) if differentiable(t))
        derivative, held = self.maker_applied(function, t, moving, e, env)
        bound = self.given_for(derivative, e, [*given, *(given[k] for k in moving)], held, env)
        names = derivative._recipe.names
        if not derivative._recipe.repeats({n: bound[n][1] for n in names}, self.session):
            detail = "`linearize` inside a program would run a function with effects again for each direction"
            hint = "Call `jvp` in place of it, or take the effect out of the function."
            raise Refused("repeated", e, detail, hint)

    # -------------------------------------------------------------- tangents and cotangents

    def fitted(self, primal: Type, given: Argument, e: Any, what: str) -> Argument:
        """A tangent, of which structure, rank and dtype are those of what it belongs to."""
        node, t = given
        problem = self.misfit(primal, t)
        if problem:
            raise Refused("call", e, f"a {what} {problem}")
        if isinstance(t, Num) and t.is_scalar and t.dtype is not None and t.dtype.kind in "iu":
            value = constant(t)
            new = call("float", node) if value is NotImplemented else const(float(value))
            return at(new, e), PY_FLOAT
        return given

    def misfit(self, primal: Type, t: Type) -> str:
        """What is wrong with the type of a tangent, in words; empty where nothing is known to be."""
        if t is UNKNOWN or primal is UNKNOWN:
            return ""
        if isinstance(primal, (Seq, Dict, Record)):
            if not isinstance(t, type(primal)) or len(primal.items) != len(t.items):
                return "of another structure"
            if not isinstance(primal, Seq) and primal.keys != getattr(t, "keys", ()):
                return "with other keys"
            return next(filter(None, map(self.misfit, primal.items, t.items)), "")
        if not isinstance(primal, Num):
            return ""
        if not primal.differentiable:
            return "" if t == NONE else "for what has no derivative"
        if not isinstance(t, Num) or (primal.is_scalar and t.kind == "array" and t.rank != 0):
            return "of another structure"
        return self.misfit_of_array(primal, t) if primal.kind == "array" else ""

    def misfit_of_array(self, primal: Num, t: Num) -> str:
        if primal.shape is None or t.shape is None:
            return ""
        if t.kind != "array" or len(t.shape) != len(primal.shape):
            return "of another shape"
        for a, b in zip(primal.shape, t.shape, strict=True):
            if a is not None and b is not None and not self.session.can_agree(a, b):
                lengths = self.session.value(a), self.session.value(b)
                if None not in lengths and lengths[0] != lengths[1]:
                    return "of another shape"
        return "of another dtype" if t.dtype != primal.dtype and None not in (t.dtype, primal.dtype) else ""
