"""Splines that are known outside of a function, at places that move.

    z = splev(x, tck)            →    t1 = undifferentiated(splev, x, tck)
                                      t2 = found(t1, ...)
                                      z = splined(t2, x, tck, 0, 0)

The marks (`runtime/solvers.py`) are gone in emitted code.
"""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import Any

import gast
import numpy as np

from tangent.analyse.frozen import Frozen
from tangent.analyse.helpers import Likeness
from tangent.analyse.rewriting import Env
from tangent.analyse.untried import spline_routine, type_of_spline
from tangent.rules.libraries import read_rules
from tangent.rules.splines import MOVED, NEEDED, Moved
from tangent.runtime import solvers as marks
from tangent.syntax.nodes import assign, at, call, clone, const, is_literal, load
from tangent.syntax.refuse import Refused
from tangent.types import UNKNOWN, Num, Seq, Type, constant

STEEP = "a derivative of a surface of the order of its degree: make it of a higher degree (`kx`, `ky`)"


KNOTS = "a spline as a function of its knots or coefficients: take `BSpline(t, c, k)`, or CubicSpline"


class Splines(Frozen):
    """The part of inference that follows routines of splines."""

    def of_known_spline(self, e: Any, env: Env) -> bool:
        """Whether it is a method of a spline that the function was given."""
        if not isinstance(e.value, gast.Name):
            return False
        known = constant(env.get(e.value.id, UNKNOWN))
        method = getattr(type(known), e.attr, None)
        return isinstance(method, FunctionType) and method in MOVED

    def spline_evaluated(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for the call of a spline; None for other calls."""
        read_rules()
        how = spline_routine(function)
        if how is None or not isinstance(s, gast.Assign):
            return None
        if self.first_trip and not self.is_bound(s.value, env):
            return None
        key = ("spline", self.types_given(s.value, env))
        return self.once(s, key, lambda: self.spline_at(s, function, how, dict(env)))

    def spline_at(self, s: Any, function: Any, how: Moved, env: Env) -> list[Any]:
        e = s.value
        given = self.spline_given(function, how, e, env)
        out: list[Any] = []

        def put(value: Any) -> Any:
            stmt = at(assign(self.temporary(), at(value, e)), s)
            out.append(stmt)
            self.do_Assign(stmt, env)
            return at(load(stmt.targets[0].id), e)

        points = [self.curve_points(given[n], out, s, env) for n in how.places]
        places = [q if isinstance(q, gast.Name) else put(q) for q in points]
        types = [self.eval(q, env) for q in places]
        if not _fit(types, given):
            raise Refused("argument", e, f"`{_name(function)}` of places that are no arrays of one shape")
        value = put(gast.Call(load(self.name_for("undifferentiated", marks.undifferentiated)),
                              [e.func, *e.args], e.keywords))  # fmt: skip
        result = type_of_spline(function, how, types, _on_grid(given))
        stands = load(self.name_for("likeness", Likeness(result)))
        z = put(call(self.name_for("found", marks.found), value, stands))
        if _is_steep(function, given):
            fixed = self.name_for("fixed", marks.fixed)
            still = [put(call(fixed, clone(z), q, const(STEEP))) for q in places]
            joined = call(self.name_for("joined", marks.joined), clone(z), *still, clone(z))
            return [*out, self.with_value(s, joined)]
        if "tck" in given:
            joined = self.of_fixed_knots(z, given, places, put)
            return [*out, self.with_value(s, joined)]
        if how.mark is marks.fitted and self.is_flat(function, given):
            return [*out, self.with_value(s, call(self.name_for("joined", marks.joined), *[clone(z)] * 4))]
        subject = {"method": e.func, "object": getattr(e.func, "value", None)}[how.subject]
        rest = [given[n] for n, _ in how.rest]
        mark = self.name_for(how.mark.__name__, how.mark)
        return [*out, self.with_value(s, call(mark, clone(z), *map(clone, [subject, *places, *rest])))]

    def is_flat(self, spline: Any, given: dict[str, Any]) -> bool:
        """Whether nothing moves, as the order is that of the degree; otherwise, how it moves at its ends."""
        beyond = given["ext"].value if given["ext"].value is not None else spline.ext
        if beyond in (3, "const") and given["nu"].value == 0:
            given["ext"] = const(1)  # the value at the end stays
        degree = len(spline.get_coeffs()) - len(spline.get_knots()) + 1
        return bool(given["nu"].value >= degree)

    def of_fixed_knots(self, z: Any, given: dict[str, Any], places: list[Any], put: Any) -> Any:
        """A spline of which the knots and the coefficients must not move."""
        tck = given["tck"] if isinstance(given["tck"], gast.Name) else put(given["tck"])
        splined = self.name_for("splined", marks.splined)
        moves = put(call(splined, clone(z), *map(clone, [*places, tck, given["der"], given["ext"]])))
        still = put(call(self.name_for("fixed", marks.fixed), clone(z), clone(tck), const(KNOTS)))
        return call(self.name_for("joined", marks.joined), clone(z), moves, still, clone(z))

    def spline_given(self, function: Any, how: Moved, e: Any, env: Env) -> dict[str, Any]:
        """The arguments; other options than those of the mark are refused."""
        try:
            bound = inspect.signature(function).bind(*e.args, **{k.arg: k.value for k in e.keywords})
        except TypeError as problem:
            raise Refused("call", e, f"`{_name(function)}`: {problem}") from None
        given = {n: const(d) for n, d in how.rest if d is not NEEDED} | dict(bound.arguments)
        if how.subject == "object" and not isinstance(e.func, gast.Attribute):
            raise Refused("argument", e, f"`{_name(function)}` by another name", "Call it as a method.")
        if how.subject == "object" and not _is_number(function.__self__):
            raise Refused("argument", e, "the integral of a curve with several values")
        if "tck" in given and not _is_plain(self.eval(given["tck"], env)):
            hint = "Call `splev` for each coordinate, with `(t, c[k], degree)`."
            detail = "`tck` of `splev` for several curves, or of no known type"
            raise Refused("argument", given["tck"], detail, hint)
        for name, node in given.items():
            if name not in how.places and name not in dict(how.rest):
                raise Refused("argument", node, f"`{name}=` of `{_name(function)}`")
            if dict(how.rest).get(name, NEEDED) is not NEEDED and not isinstance(node, gast.Constant):
                known = constant(self.eval(node, env))
                if not is_literal(known):
                    raise Refused("argument", node, f"`{name}=` of `{_name(function)}` that is not known")
                given[name] = at(const(known), node)
        return given


def _name(function: Any) -> str:
    """That of a function, or of the class of an object that is called."""
    return str(getattr(function, "__name__", type(function).__name__))


def _is_number(curve: Any) -> bool:
    return hasattr(curve, "get_knots") or np.ndim(curve(0.0)) == 0


def _on_grid(given: dict[str, Any]) -> bool:
    return "grid" in given and bool(given["grid"].value)


def _fit(types: list[Any], given: dict[str, Any]) -> bool:
    """Whether places are of one shape, or of those that a grid has."""
    if _on_grid(given):
        return all(isinstance(t, Num) and t.rank == 1 for t in types)
    return all(isinstance(t, Num) and t.shape == types[0].shape for t in types)


def _is_plain(t: Type) -> bool:
    """Whether it is one spline: an object, or a tuple whose coefficients are an array with one axis."""
    known = constant(t)
    if known is not NotImplemented:
        return hasattr(known, "k") or (isinstance(known, tuple) and np.ndim(known[1]) == 1)
    c = t.items[1] if isinstance(t, Seq) and len(t.items) == 3 else None
    return isinstance(c, Num) and c.rank == 1


def _is_steep(function: Any, given: dict[str, Any]) -> bool:
    """Whether a surface has no derivative of one order more: the routine stops below its degree."""
    degrees = getattr(getattr(function, "__self__", None), "degrees", None)
    if degrees is None:
        return False
    orders = given["dx"].value, given["dy"].value
    return bool(np.any(np.array(orders) + 1 >= np.array(degrees)))
