"""Types of the expressions that the transforms write, by the same inference that types the user's."""

from __future__ import annotations

import builtins
import types as python_types
from typing import Any

import gast

from tangent.analyse.helpers import RESULTS as HELPERS
from tangent.analyse.helpers import WITHOUT_TRIAL
from tangent.analyse.infer import Inference
from tangent.analyse.kinds import keys_may_differ
from tangent.analyse.values import type_of_value
from tangent.types import UNKNOWN, Fields, Num, Static, Type, constant
from tangent.unit import Instance, Session, Unit

Env = dict[str, Type]
ASKED = {
    "known": "<known>",
    "python_number": "<python number>",
    "keys_may_differ": "<keys may differ>",
}
"""What rules ask of their arguments, under names that no variable of the user can have."""

_EMPTY = gast.parse("def _(): pass").body[0]


class Typer(Inference):
    """Types expressions in an environment of its own: primal names, adjoints, and the names of `ours`."""

    def __init__(self, session: Session, env: Env, ours: dict[str, Any], unit: Unit) -> None:
        self.start(session, Instance(unit, "", {}, _EMPTY), set())
        self.env = env
        self.ours = ours
        self.emitted: set[Any] = set()  # what derivatives emit that rules call

    def type(self, e: Any) -> Type:
        return self.eval(e, self.env)

    def read_held(self, base: Type, e: Any, env: Env) -> Type | None:
        return None

    def read_attribute(self, base: Type, e: Any, env: Env) -> Type | None:
        return None  # attributes that are written are variables by now

    def check_unknown_owner(self, e: Any) -> None:
        pass

    def decided(self, test: Any) -> bool | None:
        """The outcome of a test in a rule, if types decide it."""
        value = constant(self.eval(test, self.env))
        return None if value is NotImplemented else bool(value)

    def outside(self, e: Any, name: str) -> Type:
        value = self.ours.get(name, NotImplemented)
        if value is NotImplemented:
            value = getattr(builtins, name, NotImplemented)
        if value is NotImplemented:
            return UNKNOWN
        return type_of_value(self.session, value, ("ours", name), constants=True)

    def of_Call(self, e: Any, env: Env) -> Type:
        if isinstance(e.func, gast.Name) and e.func.id == ASKED["known"]:
            return Static(_is_literal(e.args[0]) or constant(self.eval(e.args[0], env)) is not NotImplemented)
        if isinstance(e.func, gast.Name) and e.func.id == ASKED["python_number"]:
            t = self.eval(e.args[0], env)
            return Static(isinstance(t, Num) and t.kind == "py")
        if isinstance(e.func, gast.Name) and e.func.id == ASKED["keys_may_differ"]:
            return Static(keys_may_differ(*(self.eval(a, env) for a in e.args)))
        return super().of_Call(e, env)

    def reads_field(self, base: Type, e: Any) -> bool:
        return isinstance(base, Fields)

    def call_method(self, *args: Any) -> Type:
        return UNKNOWN  # what we write reads attributes, and calls no method of the user

    def of_Compare(self, e: Any, env: Env) -> Type:
        if all(_is_literal(o) for o in [e.left, *e.comparators]) and not isinstance(
            e.ops[0], (gast.In, gast.NotIn)
        ):
            return Static(bool(eval(compile(gast.unparse(e), "<literals>", "eval"), {"__builtins__": {}})))
        found = super().of_Compare(e, env)
        if constant(found) is NotImplemented and isinstance(e.ops[0], (gast.Eq, gast.NotEq)):
            same = self.same_lengths(*(self.type(o) for o in [e.left, *e.comparators]))
            return found if same is None else Static(same is isinstance(e.ops[0], gast.Eq))
        return found

    def same_lengths(self, a: Type, b: Type) -> bool | None:
        """Whether two lengths are equal, where that is known or can be guarded."""
        if not isinstance(a, Num) or not isinstance(b, Num) or a.sym is None or b.sym is None:
            return None
        if self.session.can_agree(a.sym, b.sym):
            return True
        lengths = [self.session.value(d) for d in (a.sym, b.sym)]
        return None if None in lengths else lengths[0] == lengths[1]

    def call_object(
        self, e: Any, function: Any, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        if getattr(function, "_tangent_hook", False):
            return args[0]  # a block of `grad_of`: it may print, and is not tried out
        if hasattr(type(function), "_tangent_callee") or function in self.emitted:
            return UNKNOWN  # a derivative that a rule calls, perhaps with functions of the user's in it
        if isinstance(function, python_types.FunctionType) and function not in HELPERS:
            found = WITHOUT_TRIAL[function](args) if function in WITHOUT_TRIAL else None
            if found is not None:
                return found
            # Helpers are pure: their result is found by a trial, like that of a NumPy function.
            return self.probed(function, args, keywords, e)
        return super().call_object(e, function, args, keywords, env)


def _is_literal(e: Any) -> bool:
    if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
        e = e.operand
    return isinstance(e, gast.Constant) and isinstance(e.value, (int, float))
