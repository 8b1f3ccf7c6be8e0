"""Fits of functions to data: the least sum of squares is where its gradient is zero.

    p, cov = curve_fit(f, x, y)    →    t1 = undifferentiated(curve_fit, f, x, y)
                                        def objective(p):
                                            return 0.5 * np.sum((f(x, p[0], p[1]) - y) ** 2)
                                        t2 = found(t1[0], ...)
                                        p = corrected(t2, objective_grad(t2), objective_hessian(t2))

The covariance moves as the inverse of `J.T @ J` does, where J is the Jacobian of the residuals at `p`.
"""

from __future__ import annotations

import inspect
from typing import Any

import gast
import numpy as np

from tangent.analyse.solving import Solving, call_of
from tangent.runtime import solvers as marks
from tangent.syntax.nodes import call, clone, const, load, subscript
from tangent.syntax.refuse import Refused
from tangent.types import FLOAT, Closure, Dim, ListOf, Num, Seq, Static, constant


class Fitting(Solving):
    """The statements for one fit."""

    def written(self) -> list[Any]:
        self.prepare()
        count = self.parameters()
        solved = self.named(self.solved(self.f))
        value = self.part_of(solved, 1, (Dim(None, count), Dim(None, count)))
        x = self.part_of(solved, 0, (Dim(None, count),))
        residuals = self.residuals(count)
        self.f = self.objective(residuals)
        best = self.moved((x, self.type(x)))
        moves = self.covariance(residuals, best, count)
        covariance = self.named(self.mark(marks.joined, value, moves, value, value))
        self.out += self.part.pair(self.s, best, covariance)
        return self.out

    def part_of(self, solved: Any, place: int, shape: tuple[Any, ...]) -> Any:
        part = self.named(subscript(solved, const(place)))
        return self.named(self.mark(marks.found, part, self.like(Num("array", FLOAT, shape))))

    def parameters(self) -> int:
        """How many parameters are fitted."""
        t = self.type(self.f)
        if isinstance(t, Closure):
            return len(self.part.lifted(t, self.e, self.env)[0].unit.params) - 1
        parameters = inspect.signature(constant(t)).parameters.values()
        if any(p.kind is p.VAR_POSITIONAL for p in parameters):
            raise Refused("argument", self.given["f"], "a function with any number of parameters")
        return len(parameters) - 1

    def residuals(self, count: int) -> Any:
        """What is squared, as a function of the parameters."""
        p = self.part.namer.fresh("p")
        data = [self.data(self.given[n]) for n in ("xdata", "ydata")]
        args = [data[0], *(subscript(load(p), const(k)) for k in range(count))]
        body: Any = gast.BinOp(call_of(self.f, args, self.e), gast.Sub(), clone(data[1]))
        sigma = self.given.get("sigma")
        if sigma is not None and self.type(sigma) != Static(None):
            sigma = self.data(sigma)
            if getattr(self.type(sigma), "rank", None) != 1:
                raise Refused("argument", sigma, "`sigma=` that is no array with one axis")
            body = gast.BinOp(body, gast.Div(), clone(sigma))
        return self.define("residuals", [p], body)

    def objective(self, residuals: Any) -> Any:
        """Half the sum of squares."""
        p = self.part.namer.fresh("p")
        square = gast.BinOp(call_of(residuals, [load(p)], self.e), gast.Pow(), const(2))
        body = gast.BinOp(const(0.5), gast.Mult(), self.with_numpy("sum", square))
        return self.define("objective", [p], body)

    def covariance(self, residuals: Any, best: Any, count: int) -> Any:
        """What `curve_fit` estimates from the Jacobian of the residuals."""
        self.f, objective = residuals, self.f
        function, exprs = self.derivative("jacfwd", 0, (best, self.type(best)))
        self.f = objective
        jacobian = self.called(function, [node for node, _ in exprs.values()])
        turned = gast.Attribute(clone(jacobian), "T", gast.Load())
        square = self.nested(gast.BinOp(turned, gast.MatMult(), clone(jacobian)))
        linalg = gast.Attribute(load(self.part.name_for("np", np)), "linalg", gast.Load())
        inverse = self.named(call(gast.Attribute(linalg, "inv", gast.Load()), square))
        if self.is_true("absolute_sigma"):
            return inverse
        size = call(self.part.unit_name("len", len), clone(jacobian))
        free = self.nested(gast.BinOp(size, gast.Sub(), const(count)))
        scale = gast.BinOp(const(2.0), gast.Mult(), call_of(objective, [best], self.e))
        return self.nested(gast.BinOp(inverse, gast.Mult(), gast.BinOp(scale, gast.Div(), free)))

    def data(self, e: Any) -> Any:
        if isinstance(self.type(e), (Seq, ListOf)):
            array = gast.Attribute(load(self.part.name_for("np", np)), "array", gast.Load())
            return self.nested(call(array, e))
        return self.operand(e)[0]
