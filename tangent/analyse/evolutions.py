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
1976, "Sensitivity analysis of ordinary differential equation systems").  Where an operand holds many numbers,
`evolved(t1, k, t2, ...)` stands in the place of `attached`: in reverse mode its adjoint solves an equation
that runs backwards (`runtime/scipy/evolutions.py`).
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.inline import settle
from tangent.analyse.pulled import Argument
from tangent.analyse.solving import Solving, call_of, item_at
from tangent.runtime import solvers as marks
from tangent.runtime.sensitivities import rates, sensitivities
from tangent.syntax.nodes import at, call, clone, const, load, quote_stmts, subscript
from tangent.syntax.refuse import Refused
from tangent.types import FLOAT, PY_FLOAT, Closure, ListOf, Num, Seq, Static, differentiable

DEFAULTS = {
    "solve_ivp": {"method": "RK45", "rtol": 1e-3, "atol": 1e-6, "max_step": np.inf},
    "odeint": {"method": "LSODA", "rtol": 1.49012e-8, "atol": 1.49012e-8, "max_step": np.inf},
}
"""What a solver does unless it is told; `odeint` is the method LSODA, with limits of its own."""
DROPPED = ("args", "Dfun", "col_deriv", "ml", "mu", "jac", "jac_sparsity", "lband", "uband")
"""Options that belong to the equation itself, not to that of its sensitivities."""
STEPS = "a start that moves, where the solver chooses the times: ask for them by `t_eval`"
MANY = 1000
"""So many sensitivities are not carried along: reverse mode follows the adjoint of the solution backwards."""
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
        self.start = self.y0
        self.inside = {n: self.part.namer.fresh(n) for n in ("y", "t", "z", "s", "s_dot", "a")}
        self.count = self.named(call(self.part.unit_name("len", len), self.y0))
        head = self.variables((self.y0, self.type(self.y0)))
        self.function_of(*head)
        self.energy(head)
        y = self.at_times(y, parts)
        y = self.moving(y, "", (), (self.start, self.type(self.start)), head)
        operands = self.operands(2)
        self.names = self.names_in_energy(operands)
        for name, operand in operands.items():
            for path, given in self.leaves(operand):
                y = self.moving(y, name, path, given, head)
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

    # -------------------------------------------------------------- times

    def at_times(self, y: Any, parts: dict[str, Any]) -> Any:
        """The solution, with its derivative in the times at which it starts and is asked for."""
        if self.solver.part:
            asked = self.given.get("t_eval")
            asked = None if asked is None or self.type(asked) == Static(None) else asked
            self.begin, end = (self.item(self.given["t_span"], k) for k in (0, 1))
        else:
            asked, end = self.given["t"], None
        if asked is not None:
            asked = self.array(asked)
        if not self.solver.part:
            self.times, self.begin = asked, self.item(asked, 0)
        if self.moves(self.begin):
            if asked is None:
                return self.unmoved(y, self.begin, STEPS)
            self.start = self.started()
        moved = asked if asked is not None and self.moves(asked) else None
        if asked is None and self.moves(end):
            moved = self.named(self.mark(marks.ended, self.times, end))
            parts["t"] = moved
        elif moved is not None and self.solver.part:
            parts["t"] = self.named(self.mark(marks.joined, self.times, moved, self.times, self.times))
        if moved is None:
            return y
        by_rows = const(not self.solver.part)
        along = self.named(self.mark(rates, self.right, self.times, y, by_rows, self.held))
        slope = self.named(self.mark(marks.found, along, self.like(self.type(y))))
        return self.named(self.mark(marks.timed, y, moved, slope, by_rows))

    def started(self) -> Any:
        """Where the solution starts, and has been at another time if it starts at another time."""
        zero = self.nested(call(self.of_numpy("zeros_like"), self.y0))
        rate = self.named(call_of(self.right, [self.begin, self.y0, zero, *self.held.elts], self.e))
        rate = self.named(gast.UnaryOp(gast.USub(), rate))
        slope = self.named(self.mark(marks.found, rate, self.like(self.type(self.y0))))
        return self.named(self.mark(marks.attached, self.y0, self.begin, slope))

    def item(self, e: Any, place: int) -> Any:
        if isinstance(e, (gast.Tuple, gast.List)):
            e = e.elts[place]
            return e if isinstance(e, gast.Constant) else self.operand(e)[0]
        return self.named(subscript(e, const(place)))

    def moves(self, e: Any) -> bool:
        return differentiable(self.type(e)) and not isinstance(e, gast.Constant)

    def array(self, e: Any) -> Any:
        """Numbers in a list, or an array, as an array with a name."""
        if isinstance(self.type(e), (Seq, ListOf)):
            return self.nested(call(self.of_numpy("array"), e))
        return self.operand(e)[0]

    def of_numpy(self, function: str) -> Any:
        return gast.Attribute(load(self.part.name_for("np", np)), function, gast.Load())

    # -------------------------------------------------------------- backwards

    def energy(self, head: tuple[Argument, ...]) -> None:
        """`a · f(t, y)` as a function, of which the slope in `a` is `f` (`runtime/scipy/evolutions.py`)."""
        t, y, a = (self.inside[n] for n in ("t", "y", "a"))
        value = self.type(call_of(self.f, [*(n for n, _ in head), *(n for n, _ in self.args)], self.e))
        extra = [f"p{k}" for k in range(len(self.args))]
        right = call_of(self.f, [*map(load, [*self.order(), *extra])], self.e)
        body: Any = gast.BinOp(load(a), gast.MatMult(), right)
        if not isinstance(value, Num) or value.kind != "array" or value.rank != 1:
            body = call(self.of_numpy("sum"), gast.BinOp(load(a), gast.Mult(), right))
        self.h = self.define("energy", [t, y, a, *extra], body)
        given = (self.y0, self.type(self.y0))
        self.head = (gast.Constant(0.5, None), PY_FLOAT), given, given
        self.right, self.held = self.slope_of_energy(a)

    def slope_of_energy(self, wrt: Any) -> tuple[Any, Any]:
        """The function for a slope of the energy, and a tuple of what it takes besides t, y and a."""
        f, self.f = self.f, self.h
        function, exprs = self.derivative("grad", wrt, *self.head)
        self.f = f
        held = gast.Tuple([node for node, _ in list(exprs.values())[3:]], gast.Load())
        return load(self.part.name_for(function.__name__, function)), held

    def names_in_energy(self, operands: dict[str, Argument]) -> dict[str, str]:
        """What the operands are called there: what functions hold that functions hold has longer names."""
        t = self.type(self.h)
        names = {f"p{k}": node for k, (node, _) in enumerate(self.args)}
        if isinstance(t, Closure):
            names |= {n: node for n, (node, _) in self.part.lifted(t, self.e, self.env)[1].items()}
        places = {node.id: n for n, node in reversed(names.items())}
        return {n: places[node.id] for n, (node, _) in operands.items() if node.id in places}

    def backwards(self, y: Any, name: str, path: tuple[Any, ...], given: Argument, slope: Any) -> Any:
        """The solution, which moves with an operand along `slope`, and backwards by an equation."""
        steer, held = self.slope_of_energy((self.inside["y"], self.inside["a"]))
        flow, key = const(None), const(path[0] if path else None)
        if name:
            flow, held = self.slope_of_energy(self.names[name])
        options = dict(DEFAULTS[self.function.__name__])
        settings = [self.given.get(n, const(v)) for n, v in options.items()]
        if "hmax" in self.given:
            settings[-1] = self.given["hmax"]
        if isinstance(settings[-1], gast.Constant) and settings[-1].value == np.inf:
            settings[-1] = self.of_numpy("inf")
        by_rows = const(not self.solver.part)
        more = [self.y0, self.begin, self.times, by_rows, steer, flow, key, held, *settings]
        return self.named(self.mark(marks.evolved, y, given[0], slope, *map(clone, more)))

    # -------------------------------------------------------------- sensitivities

    def moving(
        self, y: Any, name: str, path: tuple[Any, ...], given: Argument, head: tuple[Argument, ...]
    ) -> Any:
        """The solution, with its derivative in a part of an operand, or in where it starts (no name)."""
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
        system = self.system(name, path, count, head)
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
        slope = self.named(self.mark(marks.found, shaped, self.like(self.slope_type(y, kind))))
        sizes = [self.part.session.size_now(t) for t in (kind, self.type(self.y0))]
        if sizes[0] * sizes[1] >= MANY and len(path) < 2 and not self.solver.forward:
            return self.backwards(y, name, path, given, slope)
        return self.named(self.mark(marks.attached, y, node, slope))

    def system(self, name: str, path: tuple[Any, ...], count: Any, head: tuple[Argument, ...]) -> Any:
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
            slope = item_at(self.slope_of(name, head), path)
            more = call(clone(parts["reshape"]), slope, _pair(count, const(-1)))
            slopes = definition.body[2]
            slopes.value = gast.BinOp(slopes.value, gast.Add(), more)
        definition.name = self.part.variable("_".join([self.name(), name or "y0", *map(str, path)]))
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
