"""Curves through points: what they are made of is kept beside them, and a call of one depends on it.

    s = CubicSpline(x, y)        →    s_x = x; s_y = y
                                      s = undifferentiated(CubicSpline, x, y)

    z = s(q)                     →    t1 = undifferentiated(s, q)
                                      z = joined(t1, steered(t1, s, q, 1), weighted(t1, s_y, ...), ...)

The marks (`runtime/solvers.py`) are gone in emitted code.  What is not linear in its values (`Curve.model`)
moves as a function of NumPy does that says the same.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from tangent.analyse.helpers import Likeness
from tangent.analyse.rewriting import Env
from tangent.analyse.snapshots import snapshot
from tangent.analyse.solvers import Solvers
from tangent.rules.curves import CURVES, Curve
from tangent.rules.libraries import read_rules
from tangent.rules.splines import PIECES
from tangent.runtime import solvers as marks
from tangent.syntax.frames import frame
from tangent.syntax.nodes import assign, at, call, clone, const, is_literal, load, quote, tuple_of
from tangent.syntax.refuse import Refused
from tangent.types import (
    FLOAT,
    Curved,
    ListOf,
    Num,
    Seq,
    Static,
    Type,
    constant,
    differentiable,
)

LINEAR = "linear"
PLACES = "a curve as a function of the places that it goes through"
MOST_ORDER = 2
"""Of derivatives of a curve that is written out."""


class Curves(Solvers):
    """The part of inference that follows curves."""

    def curve_made(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements that keep what a curve is made of; None for other calls."""
        read_rules()
        curve = _looked_up(function)
        if curve is None or not isinstance(s, gast.Assign) or hasattr(s.value, "made"):
            return None
        if self.first_trip and not self.is_bound(s.value, env):
            return None
        key = ("curve", self.types_given(s.value, env))
        return self.once(s, key, lambda: self.points_kept(s, function, curve, env))

    def points_kept(self, s: Any, function: Any, curve: Curve, env: Env) -> list[Any]:
        e, (target,) = s.value, s.targets
        if not isinstance(target, gast.Name):
            raise Refused("argument", e, f"`{function.__name__}` unpacked")
        given = _given(function, e)
        x, y = given.pop(curve.places), given.pop(curve.values)
        options = tuple((n, self.curve_option(function, curve, n, v, env)) for n, v in given.items())
        if not any(differentiable(self.eval(n, env)) for n in (x, y)):
            raise Refused("argument", e, f"`{function.__name__}` of points of unknown type")
        parts = {curve.places: self.result_name(target.id, curve.places, "curve")}
        parts[curve.values] = self.result_name(target.id, curve.values, "curve")
        out: list[Any] = [frame(parts.values())]
        for name, value in ((parts[curve.places], x), (parts[curve.values], y)):
            points = assign(name, self.curve_points(value, out, s, env))
            out.append(at(snapshot(points, curve.shares), s))
        mark = self.name_for("undifferentiated", marks.undifferentiated)
        new = gast.Call(load(mark), [e.func, *e.args], e.keywords)
        new.curve = Curved(
            Static(marks.holding), tuple(parts.values()), tuple(parts), function, options,
            spelling=gast.unparse(e.func),
        )
        return [*out, self.with_value(s, new)]

    def curve_option(self, function: Any, curve: Curve, name: str, value: Any, env: Env) -> Any:
        known = constant(self.eval(value, env))
        if isinstance(value, gast.Constant):
            known = value.value
        plain = is_literal(known) and not (name == "axis" and known not in (0, -1))
        if name == "axis" and plain:
            return known
        if name not in curve.allowed or not plain:
            raise Refused("argument", value, f"`{name}=` of `{function.__name__}`")
        return known

    def curve_points(self, value: Any, out: list[Any], s: Any, env: Env) -> Any:
        """Points in a list become an array."""
        t = self.eval(value, env)
        if isinstance(t, (Seq, ListOf)):
            numpy = load(self.name_for("np", np))
            return call(gast.Attribute(numpy, "array", gast.Load()), value)
        return value

    # -------------------------------------------------------------- calls

    def curve_called(self, s: Any, t: Type, env: Env) -> list[Any] | None:
        """Statements for a call of a curve, or of a method of one; None for other calls."""
        if not isinstance(s, gast.Assign):
            return None
        e = s.value
        if isinstance(t, Curved):
            held = tuple(env.get(n) for n in t.captured)
            key = (t, held, self.types_given(e, env))
            return self.once(s, key, lambda: self.curve_at(s, t, env))
        return None

    def curve_method(self, s: Any, env: Env) -> list[Any] | None:
        """`d = s.derivative()` is a curve through the same points; None for other calls."""
        e = getattr(s, "value", None)
        func = e.func if isinstance(e, gast.Call) else None
        if not isinstance(func, gast.Attribute) or not isinstance(func.value, gast.Name):
            return None
        t = env.get(func.value.id)
        if not isinstance(t, Curved) or func.attr != "derivative" or not isinstance(s, gast.Assign):
            return None
        return self.once(s, t, lambda: self.curve_derived(s, t, env))

    def curve_derived(self, s: Any, t: Curved, env: Env) -> list[Any]:
        e, (target,) = s.value, s.targets
        order = self.curve_order(e.args[0], env) if e.args else 1
        plain = isinstance(target, gast.Name) and len(e.args) < 2 and not e.keywords
        if not plain or CURVES[t.maker].model is not None:
            raise Refused("argument", e, "`derivative` of this curve", "Call it with the order: `s(x, 1)`.")
        parts = [self.result_name(target.id, p, "curve") for p in t.keywords]
        out: list[Any] = [frame(parts)]
        out += [at(assign(n, load(held)), s) for n, held in zip(parts, t.captured, strict=True)]
        name = self.name_for("undifferentiated", marks.undifferentiated)
        new = gast.Call(load(name), [e.func, *e.args], [])
        new.curve = replace(t, captured=tuple(parts), order=t.order + order)
        return [*out, self.with_value(s, new)]

    def curve_of_module(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """The call of a curve that is an object of a module; None for other calls."""
        known = _looked_up(type(function)) is not None or type(function) in PIECES
        if not known or not isinstance(s, gast.Assign):
            return None
        key = ("curve", self.types_given(s.value, env))
        return self.once(s, key, lambda: self.known_curve_at(s, function, env))

    def known_curve_at(self, s: Any, function: Any, env: Env) -> list[Any]:
        e = s.value
        kind = type(function).__name__
        if "nu" not in inspect.signature(function).parameters or np.ndim(function(0.0)):
            raise Refused("argument", e, f"`{kind}` that is made outside", "Make it inside of the function.")
        return self.curve_at(s, Curved(Static(marks.holding), maker=type(function)), env)

    def curve_at(self, s: Any, t: Curved, env: Env) -> list[Any]:
        e, env = s.value, dict(env)
        out: list[Any] = []
        given = dict(zip(("q", "nu", "extrapolate"), e.args, strict=False))
        given |= {"q" if k.arg == "x" else k.arg: k.value for k in e.keywords}
        nu = self.curve_order(given.get("nu", const(0)), env)
        extrapolate = given.get("extrapolate")
        if "q" not in given or len(e.args) > 3 or set(given) - {"q", "nu", "extrapolate"}:
            raise Refused("call", e, "a curve with these arguments")
        if extrapolate is not None:
            hint = "Give it where the curve is made."
            raise Refused("argument", extrapolate, "`extrapolate=` of the call of a curve", hint)

        def put(value: Any) -> Any:
            name = self.temporary()
            stmt = at(assign(name, at(value, e)), s)
            out.append(stmt)
            self.do_Assign(stmt, env)
            return at(load(name), e)

        def mark(function: Any, *args: Any) -> Any:
            return call(self.name_for(function.__name__, function), *map(clone, args))

        q = given["q"]
        if not isinstance(q, gast.Name):
            q = put(q)
        tq = self.eval(q, env)
        if not isinstance(tq, Num):
            q = put(self.curve_points(q, out, s, env))
            tq = self.eval(q, env)
        if not t.captured:
            ty: Any = Num("array", FLOAT, (None,))
        else:
            x, y = (load(n) for n in t.captured)
            ty = env.get(y.id)
        if not isinstance(tq, Num) or not isinstance(ty, Num):
            raise Refused("argument", e, "a curve of which nothing is known")
        name = self.name_for("undifferentiated", marks.undifferentiated)
        value = put(gast.Call(load(name), [e.func, *e.args], e.keywords))
        stands = load(self.name_for("likeness", Likeness(self.curve_value(tq, ty))))
        z = put(mark(marks.found, value, stands))
        curve = CURVES.get(t.maker)
        if curve is None or not t.captured:
            parts = [put(mark(marks.steered, z, e.func, q, const(nu + 1))), z, z]
        elif curve.model is not None:
            parts = [put(self.curve_model(t, curve, q, x, y, t.order + nu, e, ty)), z, z]
        else:
            n = ty.shape[0] if ty.shape else None
            like = load(self.name_for("likeness", Likeness(Num("array", FLOAT, (*(tq.shape or ()), n)))))
            parts = self.curve_parts(t, curve, z, q, x, y, nu, e, put, mark, like)
        out.append(self.with_value(s, mark(marks.joined, z, *parts)))
        return out

    def curve_parts(
        self, t: Curved, curve: Curve, z: Any, q: Any, x: Any, y: Any, nu: int, e: Any, put: Any, mark: Any,
        like: Any,
    ) -> list[Any]:
        given = dict(t.options)
        options = tuple_of(const(given.get(n, default)) for n, default in curve.options)
        while options.elts and _at_default(options.elts[-1], curve, len(options.elts) - 1):
            options.elts.pop()
        make = self.curve_maker(t)
        order = const(t.order + nu)
        return [
            put(mark(marks.steered, z, e.func, q, const(nu + 1))),
            put(mark(marks.weighted, z, y, x, q, order, make, options, like)),
            put(self.curve_placed(t, curve, z, q, x, y, order, put, mark)),
        ]

    def curve_placed(
        self, t: Curved, curve: Curve, z: Any, q: Any, x: Any, y: Any, order: Any, put: Any, mark: Any
    ) -> Any:
        """What moves as the curve does with its places, and with nothing else."""
        given = {**dict(curve.options), **dict(t.options)}
        if given.get("bc_type") not in curve.ends or given.get("k", 3) < 1:
            return mark(marks.fixed, z, x, const(PLACES))
        q, y = (put(mark(marks.still, n)) for n in (q, y))
        name = self.name_for(curve.placed.__name__, curve.placed)
        return at(call(name, q, x, y, *(const(given[n]) for n in curve.passed), order), z)

    def curve_maker(self, t: Curved) -> Any:
        """What makes such curves, by the name that the program has for it."""
        spelled = quote(t.spelling)
        if self.unit.scope.resolve(spelled) is t.maker and t.spelling.split(".")[0] not in self.locals:
            return spelled
        return load(self.name_for(t.maker.__name__, t.maker))

    def curve_model(self, t: Curved, curve: Curve, q: Any, x: Any, y: Any, nu: int, e: Any, ty: Num) -> Any:
        """A call of the function of NumPy that says the same."""
        options = dict(t.options)
        if ty.rank != 1:
            raise Refused("argument", e, f"`{t.maker.__name__}` of values with several axes")
        if nu > MOST_ORDER:
            raise Refused("argument", e, f"a derivative of order {nu} of `{t.maker.__name__}`")
        name = load(self.name_for(curve.model.__name__, curve.model))
        last: Any = const(nu)
        if "kind" in curve.allowed:
            kind, beyond = options.get("kind", LINEAR), options.get("fill_value", "extrapolate")
            if kind != LINEAR:
                if kind not in curve.kinds or beyond != "extrapolate":
                    hint = "Take make_interp_spline in place of it."
                    raise Refused("argument", e, f"`{t.maker.__name__}` of the kind {kind!r}", hint)
                name = load(self.name_for(curve.placed.__name__, curve.placed))
                return gast.Call(name, [clone(q), clone(x), clone(y), const(curve.kinds.index(kind) + 1)], [])
            last = const(options.get("fill_value") == "extrapolate")
        return gast.Call(name, [clone(q), clone(x), clone(y), last], [])

    def curve_value(self, q: Num, y: Num) -> Type:
        """A curve has values of the shape of its places, and then of one of its values."""
        if q.shape is None or y.shape is None:
            return Num("array", FLOAT, None)
        return Num("array", FLOAT, (*q.shape, *y.shape[1:]))

    def curve_order(self, node: Any, env: Env) -> int:
        known = node.value if isinstance(node, gast.Constant) else constant(self.eval(node, env))
        if not isinstance(known, int):
            raise Refused("argument", node, "a derivative of a curve, of an order that is not known")
        return known


def _given(function: Any, e: Any) -> dict[str, Any]:
    try:
        bound = inspect.signature(function).bind(*e.args, **{k.arg: k.value for k in e.keywords})
    except TypeError as problem:
        raise Refused("call", e, f"`{function.__name__}`: {problem}") from None
    return dict(bound.arguments)


def _at_default(node: Any, curve: Curve, place: int) -> bool:
    return isinstance(node, gast.Constant) and node.value == curve.options[place][1]


def _looked_up(function: Any) -> Curve | None:
    try:
        return CURVES.get(function)
    except TypeError:
        return None
