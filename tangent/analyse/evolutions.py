"""Solutions of differential equations, and how they move: their sensitivities solve an equation, too.

    y = odeint(f, y0, t, args=(k,))   →   t1 = undifferentiated(odeint, f, y0, t, args=(k,))
                                          def f_k(z, t):
                                              y = z[:n]
                                              s = np.reshape(z[n:], (n, -1))
                                              s_dot = f_jacfwd(y, t, k) @ s + f_jacfwd_1(y, t, k)
                                              return np.concatenate((f(y, t, k), np.ravel(s_dot)))
                                          t2 = undifferentiated(odeint, f_k, (y0, 0), t)
                                          y = attached(t1, k, t2)

One system for each operand that moves, by the same method with the same tolerances (Dickinson and Gelinas
1976, "Sensitivity analysis of ordinary differential equation systems").
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.inline import settle
from tangent.analyse.pulled import Argument
from tangent.analyse.solving import Solving, call_of
from tangent.runtime import solvers as marks
from tangent.runtime.sensitivities import sensitivities
from tangent.syntax.nodes import at, call, clone, const, load, quote_stmts
from tangent.syntax.refuse import Refused
from tangent.types import FLOAT, PY_FLOAT, ListOf, Num, Seq, differentiable

DROPPED = ("args", "Dfun", "col_deriv", "ml", "mu", "jac", "jac_sparsity", "lband", "uband")
"""Options that belong to the equation itself, not to that of its sensitivities."""
TIMES = "a solution as a function of the times at which it is asked for (let the equation have a factor)"
SYSTEM = """
def system(z, t):
    y = z[:n]
    s = reshape(z[n:], (n, -1))
    s_dot = along @ s
    return concatenate((right, ravel(s_dot)))
"""


class Evolution(Solving):
    """The statements for one solution."""

    def written(self) -> list[Any]:
        self.prepare()
        self.start_at()
        solved = self.named(self.solved(self.f))
        part = self.solver.part
        place = self.named(gast.Attribute(solved, part, gast.Load())) if part else solved
        shape = (self.n, None) if part else (None, self.n)
        y = self.named(self.mark(marks.found, place, self.like(Num("array", FLOAT, shape))))
        parts = {part: y}
        times = self.given["t"] if not part else None
        if part:
            t = self.named(gast.Attribute(solved, "t", gast.Load()))
            times = self.named(self.mark(marks.found, t, self.like(Num("array", FLOAT, (None,)))))
            parts["t"] = times
        self.times = times
        self.inside = {n: self.part.namer.fresh(n) for n in ("y", "t", "z", "s", "s_dot")}
        self.count = self.named(call(self.part.unit_name("len", len), self.y0))
        head = self.variables((self.y0, self.type(self.y0)))
        self.function_of(*head)
        y = self.moving(y, "", (self.y0, self.type(self.y0)), head)
        for name, given in self.operands(2).items():
            y = self.moving(y, name, given, head)
        for name in ("t", "t_span", "t_eval"):
            if name in self.given and differentiable(self.type(self.given[name])):
                y = self.unmoved(y, self.operand(self.given[name])[0], TIMES)
        parts[part] = y
        self.hand_over(solved, parts)
        return self.out

    def variables(self, y: Argument) -> tuple[Argument, ...]:
        """What the function is called with, before `args`."""
        t = gast.Constant(0.5, None), PY_FLOAT
        return (t, y) if self.time_first else (y, t)

    @property
    def time_first(self) -> bool:
        return bool(self.solver.part) or self.is_true("tfirst")

    def start_at(self) -> None:
        """Where the solution starts, as an array with a name."""
        start = self.given["y0"]
        t = self.type(start)
        if isinstance(t, (Seq, ListOf)) or (isinstance(t, Num) and t.is_scalar):
            array = gast.Attribute(load(self.part.name_for("np", np)), "array", gast.Load())
            items = start if isinstance(t, (Seq, ListOf)) else gast.List([start], gast.Load())
            start, t = self.operand(self.nested(call(array, items)))
        else:
            start, t = self.operand(start)
        if not isinstance(t, Num) or t.rank != 1 or t.dtype is None or t.dtype.kind == "c":
            detail = "a solution that does not start at numbers, or at an array with one axis"
            raise Refused("argument", start, detail)
        assert t.shape is not None
        self.y0, self.n = start, t.shape[0]

    # -------------------------------------------------------------- sensitivities

    def moving(self, y: Any, name: str, given: Argument, head: tuple[Argument, ...]) -> Any:
        """The solution, with its derivative in one of the operands, or in where it starts (no name)."""
        node, kind = given
        if not differentiable(kind):
            return y
        if not isinstance(kind, Num):
            why = f"an equation that reads `{name}`, no number or array: give what it needs a name before"
            return self.unmoved(y, node, why)
        numpy = load(self.part.name_for("np", np))

        def of_numpy(function: str, *args: Any) -> Any:
            return call(gast.Attribute(clone(numpy), function, gast.Load()), *args)

        count = self.count
        system = self.system(name, count, head)
        size = of_numpy("size", node)
        start = of_numpy("zeros", gast.BinOp(count, gast.Mult(), size))
        if not name:
            start = of_numpy("ravel", of_numpy("eye", count))
        z0 = self.nested(of_numpy("concatenate", _pair(clone(self.y0), start)))
        found = self.named(self.solved_again(system, z0))
        if self.solver.part:
            found = self.named(gast.Attribute(found, self.solver.part, gast.Load()))
        by_rows = const(not self.solver.part)
        shaped = self.nested(self.mark(sensitivities, found, count, of_numpy("shape", node), by_rows))
        slope = self.mark(marks.found, shaped, self.like(self.slope_type(y, kind)))
        return self.named(self.mark(marks.attached, y, node, self.named(slope)))

    def system(self, name: str, count: Any, head: tuple[Argument, ...]) -> Any:
        """The equation of the solution and of its sensitivities."""
        along = self.slope_of(1 if self.time_first else 0, head)
        parts: dict[str, Any] = {
            **self.inside,
            "n": count,
            "right": call_of(self.f, [*map(load, self.order()), *(a for a, _ in self.args)], self.e),
            "along": along,
        }
        numpy = self.part.name_for("np", np)
        for function in ("reshape", "concatenate", "ravel"):
            parts[function] = gast.Attribute(load(numpy), function, gast.Load())
        (definition,) = quote_stmts(SYSTEM.strip(), **parts)
        if name:
            more = call(clone(parts["reshape"]), self.slope_of(name, head), _pair(count, const(-1)))
            slopes = definition.body[2]
            slopes.value = gast.BinOp(slopes.value, gast.Add(), more)
        definition.name = self.part.variable(f"{self.name()}_{name or 'y0'}")
        if self.time_first:
            definition.args.args.reverse()
        for n in gast.walk(definition):
            at(n, self.e)
        settle(definition, self.part.unit)
        self.add(self.part.core([definition], self.s))
        return at(load(definition.name), self.e)

    def order(self) -> tuple[str, str]:
        y, t = self.inside["y"], self.inside["t"]
        return (t, y) if self.time_first else (y, t)

    def slope_of(self, wrt: Any, head: tuple[Argument, ...]) -> Any:
        """The call of a Jacobian of the right side, inside the system."""
        function, exprs = self.derivative("jacfwd", wrt, *head)
        held = [node for node, _ in list(exprs.values())[2:]]
        name = self.part.name_for(function.__name__, function)
        return call_of(load(name), [*map(load, self.order()), *held], self.e)

    def solved_again(self, system: Any, z0: Any) -> Any:
        """The same call for the larger system."""
        given = {n: e for n, e in self.given.items() if n not in DROPPED}
        given |= {self.solver.function: system, "y0": z0}
        first = [given.pop(n) for n in list(given)[:3]]
        if self.solver.part:
            given["t_eval"] = self.times
        keywords = [gast.keyword(n, e) for n, e in given.items()]
        name = self.part.name_for("undifferentiated", marks.undifferentiated)
        return at(gast.Call(load(name), [self.e.func, *first], keywords), self.e)

    def name(self) -> str:
        name = super().name()
        return "system" if name == "integrand" else name


def _pair(a: Any, b: Any) -> Any:
    return gast.Tuple([a, b], gast.Load())
