"""Assignments that call a method of the user's class, said as the call that Python makes.

    o[i] = v        →     o.__setitem__(i, v)

    o.level = v     →     set_level(o, v)             `level` is a property, `set_level` its setter

    o[i] += v       →     t = o[i]; t += v; o.__setitem__(i, t)

and calls that set attributes, said as assignments:

    setattr(o, "w", v)        →     o.w = v

    o.__dict__.update(d)      →     o.w = d["w"]; o.b = d["b"]

It happens while types are inferred, statement by statement (see `stars`).
"""

from __future__ import annotations

import types as python_types
from typing import Any

import gast

from tangent.analyse.objects import OBJECTS, class_attribute
from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import assign, at, call, clone, const, load, subscript
from tangent.types import Dict, constant


class Setters(Rewriting):
    """The part of inference that calls setters by their names."""

    def setter_called(self, s: Any, env: Env) -> list[Any] | None:
        """Statements with a call in the place of an assignment; None where it only stores."""
        target = s.target if isinstance(s, gast.AugAssign) else s.targets[0]
        if not isinstance(target, (gast.Subscript, gast.Attribute)):
            return None
        owner = self.eval(target.value, env)
        if not isinstance(owner, OBJECTS) or self.reads_field(owner, target):
            return None
        setter = self.setter_of(target, owner)
        if setter is None:
            return None
        return self.once(s, ("set", owner.cls), lambda: self.set_by_call(s, target, setter))

    def attributes_set(self, s: Any, env: Env) -> list[Any] | None:
        """Assignments for a call that sets attributes by their names; None for all other statements."""
        e = s.value
        if not isinstance(e, gast.Call):
            return None
        if self.unit.builtin(e.func) == "setattr" and len(e.args) == 3:
            name = constant(self.eval(e.args[1], env))
            if not isinstance(name, str) or not isinstance(self.eval(e.args[0], env), OBJECTS):
                return None
            owner, values = e.args[0], {name: e.args[2]}
            return self.once(s, ("set", name), lambda: self.core(self.stored(owner, values), s))
        owner = _holder_of_attributes(e.func)
        if owner is None or not isinstance(self.eval(owner, env), OBJECTS):
            return None
        values = {}
        for given in e.args:
            t = self.eval(given, env)
            if not isinstance(t, Dict):
                return None
            values |= {str(key): subscript(clone(given), const(key)) for key in t.keys}
        if any(k.arg is None for k in e.keywords):
            return None
        values |= {k.arg: k.value for k in e.keywords}
        return self.once(s, ("set", *values), lambda: self.core(self.stored(owner, values), s))

    def stored(self, owner: Any, values: dict[str, Any]) -> list[Any]:
        return [
            gast.Assign([gast.Attribute(clone(owner), name, gast.Store())], value, None)
            for name, value in values.items()
        ]

    def setter_of(self, target: Any, owner: Any) -> Any:
        """The function that an assignment to a target calls, and its arguments but the last."""
        if isinstance(target, gast.Subscript):
            held = class_attribute(owner.cls, "__setitem__")
            if not isinstance(held, python_types.FunctionType):
                return None
            self.session.use_owned(owner.cls, "__setitem__", held)
            method = gast.Attribute(clone(target.value), "__setitem__", gast.Load())
            return method, [index_value(target.slice)]
        held = class_attribute(owner.cls, target.attr)
        if not isinstance(held, property) or not isinstance(held.fset, python_types.FunctionType):
            return None
        self.session.use_owned(owner.cls, target.attr, held)
        setter = self.session.name_of(f"set_{target.attr}", held.fset, self.unit)
        return load(setter), [clone(target.value)]

    def set_by_call(self, s: Any, target: Any, setter: Any) -> list[Any]:
        function, given = setter
        out: list[Any] = []
        value = s.value
        if isinstance(s, gast.AugAssign):
            name = self.temporary()
            read = clone(target)
            read.ctx = gast.Load()
            out = [assign(name, read), gast.AugAssign(gast.Name(name, gast.Store(), None, None), s.op, value)]
            value = load(name)
        out.append(gast.Expr(gast.Call(function, [*given, value], [])))
        return [at(n, s) for n in out]


def _holder_of_attributes(func: Any) -> Any:
    """`o` of `o.__dict__.update`; None of all other expressions."""
    if not isinstance(func, gast.Attribute) or func.attr != "update":
        return None
    held = func.value
    return held.value if isinstance(held, gast.Attribute) and held.attr == "__dict__" else None


def index_value(e: Any) -> Any:
    """The value between brackets as an expression of its own."""
    if isinstance(e, gast.Slice):
        parts = (e.lower, e.upper, e.step)
        return call("slice", *(const(None) if part is None else clone(part) for part in parts))
    if isinstance(e, gast.Tuple):
        return gast.Tuple([index_value(i) for i in e.elts], gast.Load())
    return clone(e)
