"""Solvers that are given a function: their derivative, said with what they have solved.

    r = brentq(f, lo, hi, args=(a,))      →    t1 = undifferentiated(brentq, f, lo, hi, args=(a,))
                                               t2 = found(t1, 0.0)
                                               t3 = f(t2, a)
                                               t4 = f_grad(t2, still(a))
                                               r = corrected(t2, t3, t4)

    y, error = quad(f, lo, hi, args=(a,)) →    t1 = undifferentiated(quad, f, lo, hi, args=(a,))
                                               def f_a(t): return f_grad(t, a)
                                               t2 = undifferentiated(quad, f_a, lo, hi)
                                               t3 = attached(t1[0], a, t2[0])
                                               y, error = t3, t1[1]

The call of the solver stays as the user wrote it, and what its function holds becomes a set of ordinary
operands.  The marks (`runtime/solvers.py`) are gone in emitted code, so that a derivative of it finds the
same call again: no order is special.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import gast

from tangent.analyse.evolutions import Evolution
from tangent.analyse.fitting import Fitting
from tangent.analyse.minima import Minimum
from tangent.analyse.pulled import Pulled
from tangent.analyse.rewriting import Env
from tangent.analyse.solving import Solving
from tangent.rules.libraries import read_rules
from tangent.rules.solvers import SOLVERS, Solver
from tangent.runtime import solvers as marks
from tangent.syntax.frames import frame
from tangent.syntax.nodes import (
    assign,
    at,
    call,
    clone,
    load,
    name_nodes,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    UNKNOWN,
    Curved,
    Plain,
    Solved,
    Static,
    Type,
    captures,
    constant,
)

ABOUT = frozenset(
    "success status message nit nfev njev nlu nhev converged flag iterations function_calls method "
    "optimality active_mask maxcv ".split()
)
"""Attributes of results that describe the search: none has a derivative."""
WRITERS: dict[str, type[Solving]] = {
    "evolution": Evolution,
    "fit": Fitting,
    "minimum": Minimum,
    "squares": Minimum,
}


class Solvers(Pulled):
    """The part of inference that follows the calls of solvers."""

    def solver_called(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for the call of a solver; None for other calls."""
        read_rules()
        solver = _looked_up(function)
        if solver is None or not isinstance(s, gast.Assign):
            return None
        if self.first_trip and not self.is_bound(s.value, env):
            return None
        types = self.types_given(s.value, env)
        held = tuple(env.get(n, UNKNOWN) for t in types for n in captures(t))
        writer = WRITERS.get(solver.family, Solving)
        return self.once(s, ("solver", types, held), lambda: writer(self, s, function, solver, env).written())

    def is_bound(self, e: Any, env: Env) -> bool:
        """Whether all that a call is given has a value, which it may not have on the first trip of a loop."""
        given = [*e.args, *(k.value for k in e.keywords)]
        names = {n.id for a in given if not isinstance(a, gast.Lambda) for n in name_nodes(a)}
        return all(n in env for n in names & self.locals)

    def type_of_mark(self, e: Any, function: Any, args: list[Type]) -> Type | None:
        """The types of what stands around a solver; None for all other functions."""
        if function is marks.undifferentiated:
            return getattr(e, "curve", Plain(object))
        if function is marks.evolved:
            return args[0]
        if function is marks.holding:
            names = tuple(k.value.id for k in e.keywords)
            if hasattr(e, "curve"):
                return replace(e.curve, captured=names)
            return Solved(Static(marks.holding), names, tuple(k.arg for k in e.keywords))
        return None

    def result_name(self, target: str, part: str, owner: str = "") -> str:
        """The variable for an attribute of what `target` holds: one for all results that it gets.

        owner: what it is an attribute of, where the target has no name of the user's.
        """
        names = self.result_names
        if (target, part) not in names:
            owner = owner if target in self.unit.temporaries else target
            wish = f"{owner}_{part}" if owner else part
            names[target, part] = self.variable(wish)
        return names[target, part]

    # -------------------------------------------------------------- attributes of results

    def result_read(self, s: Any, env: Env) -> list[Any] | None:
        """`y = sol.x` → `y = sol_x`; None where a statement reads no result."""
        e = getattr(s, "value", None)
        if isinstance(e, gast.Subscript) and getattr(e.value, "id", None) in self.pairs:
            return self.part_of_pair(s, e)
        if isinstance(e, gast.Name):
            return self.result_renamed(s, e, env.get(e.id))
        if not isinstance(e, (gast.Attribute, gast.Subscript)) or not isinstance(e.value, gast.Name):
            return None
        t = env.get(e.value.id)
        if not isinstance(t, Solved):
            return None
        key = e.attr if isinstance(e, gast.Attribute) else constant(self.eval(e.slice, env))
        if key not in t.keywords:
            return None
        held = t.captured[t.keywords.index(key)]
        new = at(load(held), e)
        return self.once(s, ("result", held), lambda: [at(type(s)(**{**vars_of(s), "value": new}), s)])

    def part_of_pair(self, s: Any, e: Any) -> list[Any] | None:
        """`y = t1[0]` of a pair that was just made (`pair_unpacked` knows both at once)."""
        place = e.slice.value if isinstance(e.slice, gast.Constant) else None
        if place not in (0, 1) or not isinstance(s, gast.Assign):
            return None
        part = self.pairs[e.value.id][place]
        return self.once(s, ("pair", part.id), lambda: [self.with_value(s, clone(part))])

    def result_renamed(self, s: Any, e: Any, t: Type | None) -> list[Any] | None:
        """`best = sol` → `best_x = sol_x`, `best = sol`: each variable has parts of its own."""
        target = getattr(s.targets[0], "id", None) if isinstance(s, gast.Assign) else None
        if not isinstance(t, Solved) or target is None:
            return None
        if target == e.id or target in self.unit.temporaries:
            return None
        return self.once(s, t, lambda: self.held_as(s, e, dict(zip(t.keywords, map(load, t.captured))), t))

    def held_as(self, s: Any, result: Any, parts: dict[str, Any], like: Type | None = None) -> list[Any]:
        """The statement that binds a result, behind those that bind its parts."""
        names = {p: self.result_name(s.targets[0].id, p) for p in parts}
        out = [frame(names.values())]
        out += [at(assign(names[p], value), s) for p, value in parts.items()]
        name = self.name_for("holding", marks.holding)
        new = call(name, result, **{p: load(n) for p, n in names.items()})
        if isinstance(like, Curved):
            new.curve = like
        return [*out, self.with_value(s, new)]

    def part_of_result(self, t: Solved, key: Any, e: Any, env: Env) -> Type:
        """The type of an attribute of a result."""
        if key in t.keywords:
            return env.get(t.captured[t.keywords.index(key)], UNKNOWN)
        if key in ABOUT or self.messages or (isinstance(t, Curved) and key == "derivative"):
            return Plain(object)
        detail = f"`{key}` of what a solver returns"
        raise Refused("argument", e, detail, f"Only {' and '.join(t.keywords)} are differentiated.")


def vars_of(s: Any) -> dict[str, Any]:
    return {f: getattr(s, f) for f in s._fields}


def _looked_up(function: Any) -> Solver | None:
    try:
        return SOLVERS.get(function)
    except TypeError:
        return None
