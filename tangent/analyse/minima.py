"""Minima: where the gradient is zero, but for what bounds and constraints hold.

    sol = minimize(f, x0, bounds=b)       →   what is at a bound moves with it, the rest as without bounds

    sol = minimize(f, x0, constraints=c)  →   t1 = undifferentiated(minimize, f, x0, constraints=c)
                                              def constraints(x): return np.concatenate((g(x), ...))
                                              def lagrangian(x, m): return f(x) - m @ constraints(x)
                                              t2 = conditions(f_grad(x), constraints_jacfwd(x), ...)
                                              t3 = bordered(lagrangian_hessian(x, m), ...)
                                              x = corrected((x, m), t2, t3)[:n]

The conditions are those of Karush, Kuhn and Tucker: the gradient of the Lagrangian is zero, constraints that
hold are zero, and the others have no multiplier.  Which hold is seen at the solution; bounds are constraints
there like all others.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.pulled import Argument
from tangent.analyse.solving import Solving, call_of
from tangent.runtime import solvers as marks
from tangent.runtime.minima import (
    between,
    bordered,
    conditions,
    held,
    kinds,
    multipliers,
    near,
    slack,
)
from tangent.syntax.nodes import call, clone, const, load, subscript, tuple_of
from tangent.syntax.refuse import Refused
from tangent.types import (
    FLOAT,
    UNKNOWN,
    Curved,
    Dict,
    ListOf,
    Num,
    Seq,
    Static,
    Type,
    constant,
    differentiable,
)

BOUNDS = "a minimum as a function of bounds that are made in this way (take a list of pairs, or `Bounds`)"
EQUALITIES = {"eq": 1, "ineq": 0}


class Minimum(Solving):
    """The statements for one minimum."""

    def root(self, solved: Any) -> None:
        solver = self.solver
        place = solved if not solver.part else self.named(gast.Attribute(solved, solver.part, gast.Load()))
        x = self.named(self.mark(marks.found, place, self.like(self.kind_found())))
        given = x, self.type(x)
        self.x = x
        self.function_of(given)
        f, args, constraints = self.f, [a for a, _ in self.args], self.constraints()
        self.limits = self.moving_bounds()
        best = self.constrained(given, constraints) if constraints else self.moved(given)
        parts = {solver.part: best}
        if solver.value:
            moves = constraints or self.limits is not None  # else the gradient is zero, or the place stays
            parts[solver.value] = self.named(call_of(f, [best if moves else x, *args], self.e))
        bounds = self.given.get("bounds")
        if bounds is not None and differentiable(self.type(bounds)) and self.limits is None:
            bounds = self.operand(bounds)[0]
            parts = {part: self.unmoved(y, bounds, BOUNDS) for part, y in parts.items()}
        self.hand_over(solved, parts)

    # -------------------------------------------------------------- bounds

    def has_bounds(self) -> bool:
        bounds = self.given.get("bounds")
        return bounds is not None and self.type(bounds) != Static(None)

    def in_pairs(self) -> bool:
        """Whether there is one pair for each variable; else the lower bounds, and the upper ones."""
        return self.solver.family == "minimum" and not self.solver.number

    def moving_bounds(self) -> tuple[Any, Any] | None:
        """The lower bounds and the upper ones, where they move and it is known how they are made."""
        if not self.has_bounds():
            return None
        found = self.both_bounds(self.given["bounds"], self.type(self.given["bounds"]))
        if found is None or not any(differentiable(self.type(b)) for b in found):
            return None
        return found

    def both_bounds(self, e: Any, t: Type) -> tuple[Any, Any] | None:
        if isinstance(t, Curved):
            parts = dict(zip(t.keywords, t.captured, strict=True))
            return self.part_or_infinity(parts, "lb", 0), self.part_or_infinity(parts, "ub", 1)
        if isinstance(t, Seq) and not self.in_pairs() and len(t.items) == 2:
            return self.named(_item(e, 0)), self.named(_item(e, 1))
        if isinstance(t, Seq) and all(isinstance(i, Seq) and len(i.items) == 2 for i in t.items):
            return self.of_pairs(e, t, 0), self.of_pairs(e, t, 1)
        if isinstance(t, ListOf) or (isinstance(t, Num) and t.rank == 2):
            array = self.nested(self.with_numpy("array", e))
            row = gast.Slice(None, None, None)
            low, high = (tuple_of([row, const(k)]) if self.in_pairs() else const(k) for k in range(2))
            return self.nested(subscript(clone(array), low)), self.nested(subscript(array, high))
        return None

    def of_pairs(self, e: Any, t: Seq, side: int) -> Any:
        items = []
        for k, pair in enumerate(t.items):
            assert isinstance(pair, Seq)
            item = _item(_item(e, k), side)
            items.append(self.infinity(side) if pair.items[side] == Static(None) else item)
        return self.nested(self.with_numpy("array", gast.List(items, gast.Load())))

    def part_or_infinity(self, parts: dict[str, str], name: str, side: int) -> Any:
        if name not in parts:
            return self.named(self.infinity(side))
        part = load(parts[name])
        listed = isinstance(self.type(part), (Seq, ListOf))
        return self.nested(self.with_numpy("array", part)) if listed else self.named(part)

    def infinity(self, side: int) -> Any:
        infinite = gast.Attribute(load(self.part.name_for("np", np)), "inf", gast.Load())
        return infinite if side else gast.UnaryOp(gast.USub(), infinite)

    def held_back(self, x: Any, residual: Any, jacobian: Any) -> tuple[Any, Any]:
        """The equation of a minimum where it has bounds: a variable that stands at one stays there."""
        if not self.has_bounds():
            return residual, jacobian
        pairs = const(self.in_pairs())
        free = self.named(self.mark(between, x[0], residual, jacobian, self.given["bounds"], pairs))
        away: Any = const(0.0)
        if self.limits is not None:
            low, high = self.limits
            nearer = gast.Compare(minus(x[0], low), [gast.Lt()], [minus(high, x[0])])
            away = self.nested(minus(x[0], self.with_numpy("where", nearer, low, high)))
        residual = self.named(self.with_numpy("where", free, residual, away))
        one: Any = const(1.0)
        if not self.solver.number:
            one = self.named(self.with_numpy("eye", call(self.part.unit_name("len", len), x[0])))
            free = self.named(self.with_numpy("expand_dims", free, const(1)))
        return residual, self.named(self.with_numpy("where", free, jacobian, one))

    # -------------------------------------------------------------- constraints

    def constraints(self) -> list[tuple[Any, Any]]:
        """For each constraint its values as a function of `x`, and of which kind each value is."""
        e = self.given.get("constraints")
        t = None if e is None else self.type(e)
        if e is None or t == Static(None) or (isinstance(t, Seq) and not t.items):
            return []
        if not isinstance(t, Seq):
            return [self.constraint(e, t)]
        items = [self.named(subscript(clone(e), const(k))) for k in range(len(t.items))]
        return [self.constraint(i, self.type(i)) for i in items]

    def constraint(self, e: Any, t: Type | None) -> tuple[Any, Any]:
        if isinstance(t, Curved):
            return self.constraint_object(t)
        known = dict(zip(t.keys, t.items, strict=True)) if isinstance(t, Dict) else {}
        kind = constant(known.get("type", UNKNOWN))
        if kind not in EQUALITIES or "fun" not in known or "args" in known:
            hint = 'Write {"type": "eq" or "ineq", "fun": f}, and let `f` hold what it needs.'
            raise Refused("argument", e, "a constraint that is made in this way", hint)
        f = self.values_of(self.named(subscript(clone(e), const("fun"))))
        size = call(self.part.unit_name("len", len), call_of(f, [self.x], self.e))
        return f, self.nested(self.with_numpy("full", size, const(EQUALITIES[kind])))

    def values_of(self, f: Any) -> Any:
        """The values of a constraint, as an array with one axis."""
        value = self.with_numpy("atleast_1d", call_of(f, [load("x")], self.e))
        return self.define("constraint", ["x"], value)

    def constraint_object(self, t: Curved) -> tuple[Any, Any]:
        """`LinearConstraint` and `NonlinearConstraint`: values between two limits."""
        parts = dict(zip(t.keywords, t.captured, strict=True))
        low, high = (self.part_or_infinity(parts, n, k) for k, n in enumerate(("lb", "ub")))
        if "A" in parts:
            rows = self.nested(self.with_numpy("atleast_2d", load(parts["A"])))
            f = self.define("product", ["x"], gast.BinOp(rows, gast.MatMult(), load("x")))
        else:
            f = self.values_of(load(parts["fun"]))
        return self.between_limits(f, low, high)

    def between_limits(self, f: Any, low: Any, high: Any) -> tuple[Any, Any]:
        body = self.mark(slack, call_of(f, [load("x")], self.e), low, high)
        values = self.named(call_of(f, [self.x], self.e))
        kind = self.named(self.mark(kinds, values, low, high))
        return self.define("slack_of", ["x"], body), kind

    def constrained(self, x: Argument, constraints: list[tuple[Any, Any]]) -> Any:
        """The minimum as a part of a root of the conditions."""
        if self.has_bounds():
            limits = self.both_bounds(self.given["bounds"], self.type(self.given["bounds"]))
            if limits is None:
                raise Refused("argument", self.given["bounds"], "bounds beside constraints, made in this way")
            places = self.define("places", ["x"], load("x"))
            constraints = [*constraints, self.between_limits(places, *limits)]
        slope = self.slope("grad", x)
        f, args, self.args = self.f, [node for node, _ in self.args], []
        parts = [call_of(c, [load("x")], self.e) for c, _ in constraints]
        self.f = joined = self.define("constraints", ["x"], self.with_numpy("concatenate", tuple_of(parts)))
        values = self.named(call_of(joined, [x[0]], self.e))
        rows = self.slope("jacfwd", x)
        kind = self.nested(self.with_numpy("concatenate", tuple_of([k for _, k in constraints])))
        mask = self.named(self.mark(near, values, kind))
        m = self.named(self.mark(multipliers, slope, rows, mask))
        holds = self.named(self.mark(held, mask, kind, m))
        m = self.named(self.mark(marks.still, m))
        weighed = gast.BinOp(load("m"), gast.MatMult(), call_of(joined, [load("x")], self.e))
        right = call_of(f, [load("x"), *args], self.e)
        self.f = self.define("lagrangian", ["x", "m"], gast.BinOp(right, gast.Sub(), weighed))
        hessian = self.slope("hessian", x, (m, self.type(m)))
        both = self.nested(self.with_numpy("concatenate", tuple_of([x[0], m])))
        z = self.named(self.mark(marks.found, both, self.like(Num("array", FLOAT, (None,)))))
        residual = self.named(self.mark(conditions, slope, rows, values, m, holds))
        jacobian = self.named(self.mark(marks.still, self.named(self.mark(bordered, hessian, rows, holds))))
        moved = self.named(self.mark(marks.corrected, z, residual, jacobian))
        count = call(self.part.unit_name("len", len), x[0])
        best = self.nested(subscript(moved, gast.Slice(None, count, None)))
        return self.named(self.mark(marks.joined, x[0], best, clone(x[0]), clone(x[0])))

    def slope(self, kind: str, *x: Argument) -> Any:
        """A derivative of `self.f` in its first variable, at the solution."""
        function, exprs = self.derivative(kind, 0, *x)
        return self.called(function, [node for node, _ in exprs.values()])


def minus(a: Any, b: Any) -> Any:
    return gast.BinOp(clone(a), gast.Sub(), clone(b))


def _item(e: Any, k: int) -> Any:
    """An item of a tuple or list, which may be shown where it is used."""
    shown = isinstance(e, (gast.Tuple, gast.List))
    return clone(e.elts[k]) if shown else subscript(clone(e), const(k))
