"""Distributions that are made: what they are made of is kept beside them, and a method takes it again.

    rv = norm(m, s)              →    rv_loc = m; rv_scale = s
                                      rv = undifferentiated(norm, rv_loc, rv_scale)

    rv.logpdf(x)                 →    norm.logpdf(x, rv_loc, rv_scale)

This is what the object does itself.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.models import Models
from tangent.analyse.rewriting import Env
from tangent.analyse.snapshots import snapshot
from tangent.rules.frozen import CALLED, FROZEN
from tangent.rules.libraries import read_rules
from tangent.runtime import solvers as marks
from tangent.syntax.frames import frame
from tangent.syntax.nodes import assign, at, load
from tangent.syntax.refuse import Refused
from tangent.types import Curved, Static


class Frozen(Models):
    """The part of inference that follows distributions."""

    def distribution_made(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements that keep what a distribution is made of; None for other calls."""
        read_rules()
        names = _parameters(function)
        if names is None or not isinstance(s, gast.Assign) or hasattr(s.value, "made"):
            return None
        if self.first_trip and not self.is_bound(s.value, env):
            return None
        key = ("frozen", self.types_given(s.value, env))
        return self.once(s, key, lambda: self.parameters_kept(s, function, names))

    def parameters_kept(self, s: Any, function: Any, names: tuple[str, ...]) -> list[Any]:
        e, (target,) = s.value, s.targets
        if (
            not isinstance(target, gast.Name)
            or len(e.args) > len(names)
            or any(isinstance(a, gast.Starred) for a in e.args)
        ):
            raise Refused("call", e, "a distribution with these arguments")
        given = {**dict(zip(names, e.args, strict=False)), **{k.arg: k.value for k in e.keywords}}
        parts = {n: self.result_name(target.id, n, "held") for n in given}
        out: list[Any] = [frame(parts.values())]
        out += [at(snapshot(assign(parts[n], value), True), s) for n, value in given.items()]
        mark = self.name_for("undifferentiated", marks.undifferentiated)
        kept = [load(parts[n]) for n, _ in zip(names, e.args, strict=False)]
        keywords = [gast.keyword(k.arg, load(parts[k.arg])) for k in e.keywords]
        new = gast.Call(load(mark), [e.func, *kept], keywords)
        new.made = True
        new.curve = Curved(
            Static(marks.holding), tuple(parts.values()), tuple(parts), function,
            tuple((n, k < len(e.args)) for k, n in enumerate(given)), spelling=gast.unparse(e.func),
        )  # fmt: skip
        return [*out, self.with_value(s, new)]

    def distribution_method(self, s: Any, env: Env) -> list[Any] | None:
        """`rv.logpdf(x)` → `norm.logpdf(x, ...)`; None for other calls."""
        e = getattr(s, "value", None)
        func = e.func if isinstance(e, gast.Call) else None
        if not isinstance(func, gast.Attribute) or not isinstance(func.value, gast.Name):
            return None
        t = env.get(func.value.id)
        if not isinstance(t, Curved) or _parameters(t.maker) is None:
            return None
        return self.once(s, t, lambda: [self.with_value(s, self.method_of_maker(e, t))])

    def curve_called(self, s: Any, t: Any, env: Env) -> list[Any] | None:
        """`r(q)` → `interpn(r_points, r_values, q)`; all other curves go their own way."""
        maker = getattr(t, "maker", None)
        if _parameters(maker) is None or not isinstance(s, gast.Assign):
            return super().curve_called(s, t, env)
        return self.once(s, t, lambda: [self.with_value(s, self.called_by_function(s.value, t))])

    def called_by_function(self, e: Any, t: Curved) -> Any:
        function, first = CALLED.get(t.maker, (None, ()))
        if function is None or len(e.args) != 1 or e.keywords:
            raise Refused("unknown_call", e, f"`{t.spelling}`, made with these arguments,")
        held = dict(zip(t.keywords, t.captured, strict=True))
        args = [*(load(held[n]) for n in first), *e.args]
        keywords = [gast.keyword(n, load(v)) for n, v in held.items() if n not in first]
        return at(gast.Call(load(self.name_for(function.__name__, function)), args, keywords), e)

    def method_of_maker(self, e: Any, t: Curved) -> Any:
        if not hasattr(t.maker, e.func.attr):
            raise Refused("unknown_call", e, f"`.{e.func.attr}()` of a distribution")
        first = dict(t.options)
        held = list(zip(t.keywords, t.captured, strict=True))
        args = [load(v) for n, v in held if first[n]]
        keywords = [gast.keyword(n, load(v)) for n, v in held if not first[n]]
        method = gast.Attribute(self.curve_maker(t), e.func.attr, gast.Load())
        return at(gast.Call(method, [*e.args, *args], [*e.keywords, *keywords]), e)


def _parameters(function: Any) -> tuple[str, ...] | None:
    try:
        return FROZEN.get(function)
    except TypeError:
        return None
