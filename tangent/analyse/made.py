"""Objects that change, of classes that only store what they are given, made attribute by attribute.

    body = Body(x, v)            body = None              # an object that exists only as variables
                           →     body.x = x
                                 body.v = v

An attribute that some ways set only begins as what the class says, or as None.

The call of a class with an `__init__` of the user's stays a call (`attributes.construct_object`); what
`dataclasses` wrote has no text that could be followed.
"""

from __future__ import annotations

import dataclasses
import inspect
from types import FunctionType, SimpleNamespace
from typing import Any

import gast

import tangent.runtime as runtime
from tangent.analyse.objects import class_has_it
from tangent.analyse.opened_calls import key_of
from tangent.analyse.rewriting import Env, Rewriting
from tangent.objects import begins_empty, has_generated_init, is_plain, is_user_class
from tangent.syntax.nodes import assign, at, call, clone, const, is_literal, load, method, store
from tangent.syntax.refuse import Refused
from tangent.types import Obj, Static, constant


def kept_fields(cls: Any, names: list[str]) -> list[str]:
    """The attributes that an object gets when it is made of parameters with these names."""
    return [f.name for f in dataclasses.fields(cls)] if dataclasses.is_dataclass(cls) else names


def has_post_init(cls: Any) -> bool:
    return dataclasses.is_dataclass(cls) and hasattr(cls, "__post_init__")


class MadeObjects(Rewriting):
    """The part of inference that takes the construction of changing objects apart."""

    def is_dict(self, cls: Any) -> bool:
        """Whether objects of a class are dicts in derivatives (see `fields`)."""
        return ("dict", cls) in self.program.state

    def object_taken_apart(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for `y = Body(x, v)`; None for all other statements, and classes made differently.

        A `with` binds a name, too, but to what `__enter__` gives (`entering` writes that out first).
        """
        if type(s) is not gast.Assign or not isinstance(s.value.func, (gast.Name, gast.Attribute)):
            return None
        if not isinstance(s.targets[0], gast.Name):
            return None
        if isinstance(s.value.func, gast.Attribute) and not self.known_attribute(s.value.func, env):
            return None
        t = self.eval(s.value.func, env)
        finished = constant(t) is runtime.make
        t = self.eval(s.value.args[0], env) if finished else t
        cls = t.value if isinstance(t, Static) else None
        if not isinstance(cls, type) or ("class", cls) not in self.program.state:
            return None
        if finished:
            if self.is_dict(cls):
                return None
            self.without_unset(s.value, env)
            return self.once(s, "object", lambda: self.core(self.stored_one_by_one(s, cls, finished), s))
        if self.is_dict(cls):
            return self.once(s, "object", lambda: self.kept_as_dict(s, cls) or []) or None
        if is_plain(cls) or (is_user_class(cls) and has_generated_init(cls)):
            return self.once(s, "object", lambda: self.core(self.stored_one_by_one(s, cls), s))
        if begins_empty(cls):
            return self.once(s, "object", lambda: self.core(self.empty(s, cls), s))
        init = getattr(cls, "__init__", None)
        opened = isinstance(init, FunctionType) and key_of(self.program.unit_of(init)) in self.program.opened
        if opened or self.late_names(cls):
            return self.once(s, "object", lambda: self.core(self.initialised(s, cls), s))
        return None

    def without_unset(self, e: Any, env: Env) -> None:
        """An attribute that was set on no way that leads to `make(Body, x=x)` is none."""
        for k in list(e.keywords):
            if isinstance(k.value, gast.Name) and k.value.id in self.locals and k.value.id not in env:
                e.keywords.remove(k)

    def initialised(self, s: Any, cls: Any) -> list[Any]:
        """The object has a name before `__init__` is called, and that is a call like any other."""
        e, me = s.value, self.temporary()
        begin = gast.Call(gast.Attribute(load(me), "__init__", gast.Load()), e.args, e.keywords)
        named = gast.Assign([store(s.targets[0].id)], load(me), None)
        return [*self.begun(me, e, cls), gast.Expr(begin), named]

    def empty(self, s: Any, cls: Any) -> list[Any]:
        """What methods set comes later."""
        self.arguments_of(s.value, cls)
        me = self.temporary()
        return [*self.begun(me, s.value, cls), gast.Assign([store(s.targets[0].id)], load(me), None)]

    def begun(self, me: str, e: Any, cls: Any) -> list[Any]:
        """`me` as an object without attributes, but for what those hold that may come later."""
        new: Any = at(const(None), e)
        new.makes = cls
        out: list[Any] = [assign(me, new)]
        for name in self.late_names(cls):
            place = gast.Attribute(load(me), name, gast.Store())
            out.append(gast.Assign([place], self.at_first(cls, name), None))
        return out

    def at_first(self, cls: Any, name: str) -> Any:
        """What an attribute begins as that comes later."""
        if not class_has_it(cls, name):
            return const(None)
        return gast.Attribute(load(self.name_of(cls)), name, gast.Load())

    def late_names(self, cls: Any) -> list[str]:
        """The attributes of a class that some ways set only, and that are read."""
        late = [what for kind, what in self.program.state if kind == "late"]
        return sorted(name for owner, name in late if owner is cls)

    def guarded_read(self, s: Any, env: Env) -> list[Any] | None:
        """`y = o.x` where `x` may not be set yet, and somebody catches that: it is asked first."""
        read = s.value
        if not isinstance(read, gast.Attribute) or hasattr(read, "asks") or not self.program.guarded:
            return None
        base = self.eval(read.value, env)
        if not isinstance(base, Obj) or not self.is_late(base, read.attr):
            return None
        if not getattr(self.eval(read, env), "optional", False):
            return None

        def made() -> list[Any]:
            there = self.is_there(read.value, read.attr)
            error = call(self.unit_name("AttributeError", AttributeError), const(str(read.missing)))
            asked = clone(read)
            asked.asks = True
            raised = gast.If(gast.UnaryOp(gast.Not(), there), [gast.Raise(error, None)], [])
            return [at(raised, s), self.with_value(s, asked)]

        return self.once(s, "guarded", made)

    def stored_one_by_one(self, s: Any, cls: Any, finished: bool = False) -> list[Any]:
        """finished: all attributes are given, as `make(Body, x=x, v=v)` in derivatives does."""
        e = s.value
        given, names = self.arguments_of(e, SimpleNamespace if finished else cls)
        me = self.temporary()
        out = self.begun(me, e, cls)
        for name in names if finished else kept_fields(cls, names):
            value = given[name] if name in given else self.left_out(cls, name)
            if value is not None:
                out.append(gast.Assign([gast.Attribute(load(me), name, gast.Store())], value, None))
        if has_post_init(cls) and not finished:
            more = self.not_kept(cls, given, names)
            out.append(gast.Expr(method(load(me), "__post_init__", *more)))
        return [*out, gast.Assign([store(s.targets[0].id)], load(me), None)]

    def not_kept(self, cls: Any, given: dict[str, Any], names: list[str]) -> list[Any]:
        """What `__post_init__` gets: the parameters that are no attributes (`InitVar`)."""
        kept = kept_fields(cls, names)
        return [given[n] if n in given else self.left_out(cls, n) for n in names if n not in kept]

    def arguments_of(self, e: Any, cls: Any) -> tuple[dict[str, Any], list[str]]:
        """What a call gives for which parameters, and the names of all parameters."""
        keywords = {k.arg: k.value for k in e.keywords}
        if cls is SimpleNamespace:
            return keywords, list(keywords)
        signature = inspect.signature(cls)
        try:
            return signature.bind(*e.args, **keywords).arguments, list(signature.parameters)
        except TypeError as problem:
            raise Refused("call", e, f"`{cls.__name__}`: {problem}") from None

    def left_out(self, cls: Any, name: str) -> Any:
        """What an attribute gets that is not given; None if it gets nothing."""
        f = getattr(cls, "__dataclass_fields__", {}).get(name)
        if f is None:
            return self.held_value(cls, name, inspect.signature(cls).parameters[name].default)
        if f.default_factory is not dataclasses.MISSING:
            if f.default_factory in (list, dict):
                return gast.List([], gast.Load()) if f.default_factory is list else gast.Dict([], [])
            return gast.Call(self.held_value(cls, f"{name}_factory", f.default_factory), [], [])
        return None if f.default is dataclasses.MISSING else self.held_value(cls, name, f.default)

    def held_value(self, cls: Any, name: str, value: Any) -> Any:
        if is_literal(value):
            return const(value)
        return load(self.session.name_of(f"{cls.__name__}_{name}", value, self.unit))
