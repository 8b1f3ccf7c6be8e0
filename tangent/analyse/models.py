"""Calls of functions that move as another one does (`rules/models.py`).

    y = filtfilt(b, a, x)        →    t1 = undifferentiated(filtfilt, b, a, x)
                                      t2 = twice_filtered(b, a, x)
                                      t3 = found(t1, t2)
                                      y = joined(t3, t2, t3, t3)

The marks (`runtime/solvers.py`) are gone in emitted code: there, `y` is what the function returned.
"""

from __future__ import annotations

import inspect
from typing import Any

import gast

from tangent.analyse.curves import Curves
from tangent.analyse.helpers import Likeness
from tangent.analyse.rewriting import Env
from tangent.rules.libraries import read_rules
from tangent.rules.models import MODELS, Model
from tangent.runtime import solvers as marks
from tangent.syntax.nodes import assign, at, call, clone, const, load, subscript
from tangent.syntax.refuse import Refused
from tangent.types import FLOAT, UNKNOWN, Num, captures, constant


class Models(Curves):
    """The part of inference that follows functions with a model."""

    def modelled_call(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for the call of a function with a model; None for other calls."""
        read_rules()
        model = _looked_up(function)
        if model is None or not isinstance(s, gast.Assign):
            return None
        if self.first_trip and not self.is_bound(s.value, env):
            return None
        types = self.types_given(s.value, env)
        held = tuple(env.get(n, UNKNOWN) for t in types for n in captures(t))
        return self.once(s, ("model", types, held), lambda: self.as_its_model(s, function, model, dict(env)))

    def as_its_model(self, s: Any, function: Any, model: Model, env: Env) -> list[Any]:
        e = s.value
        out: list[Any] = []
        self.check_only(function, model, e, env)

        def put(value: Any) -> Any:
            name = self.temporary()
            if not isinstance(value, gast.Lambda):  # its place says which one it is
                at(value, e)
            stmt = at(assign(name, value), s)
            out.append(stmt)
            self.do_Assign(stmt, env)
            return at(load(name), e)

        args = [put(a) if isinstance(a, gast.Lambda) else a for a in e.args]
        keywords = [gast.keyword(k.arg, put(k.value) if isinstance(k.value, gast.Lambda) else k.value)
                    for k in e.keywords]  # fmt: skip
        mark = load(self.name_for("undifferentiated", marks.undifferentiated))
        value = put(gast.Call(mark, [e.func, *args], keywords))
        body = load(self.name_for(model.body.__name__, model.body))
        moves = put(gast.Call(body, [*map(clone, args)], [clone(k) for k in keywords]))
        t = self.eval(moves, env)
        if not isinstance(t, Num):
            raise Refused("argument", e, f"`{function.__name__}` of values of unknown type")
        found = load(self.name_for("found", marks.found))
        first = put(subscript(value, const(0))) if model.first else value
        z = put(call(found, clone(first), load(self.name_for("likeness", Likeness(t)))))
        joined = call(self.name_for("joined", marks.joined), clone(z), moves, clone(z), clone(z))
        if not model.first:
            return [*out, self.with_value(s, joined)]
        y = put(joined)
        error = put(subscript(clone(value), const(1)))
        number = load(self.name_for("likeness", Likeness(Num("scalar", FLOAT))))
        error = put(call(self.name_for("found", marks.found), error, number))
        return [*out, *self.pair(s, y, error)]


    def check_only(self, function: Any, model: Model, e: Any, env: Env) -> None:
        """Options that the model does not have, or has for some values only."""
        try:
            keywords = {k.arg: k.value for k in e.keywords}
            given = inspect.signature(function).bind(*e.args, **keywords).arguments
        except TypeError as problem:
            raise Refused("call", e, f"`{function.__name__}`: {problem}") from None
        operand = next(iter(given.values()), e)
        if model.rank is not None and getattr(self.eval(operand, env), "rank", None) != model.rank:
            raise Refused("argument", operand, f"`{function.__name__}` of no array with {model.rank} axes")
        known, only = inspect.signature(model.body).parameters, dict(model.only)
        for name, node in given.items():
            value = node.value if isinstance(node, gast.Constant) else constant(self.eval(node, env))
            if name not in known or (name in only and value not in only[name]):
                raise Refused("argument", node, f"`{name}=` of `{function.__name__}`")


def _looked_up(function: Any) -> Model | None:
    try:
        return MODELS.get(function)
    except TypeError:
        return None
