"""`collections.deque`, said with lists: what goes in and comes out at both ends, and what falls off.

    q = deque(maxlen=3)              →     q = []

    q.append(v)                      →     q.append(v)
                                           if len(q) > 3:
                                               q.pop(0)

    y = q.popleft()                  →     y = q.pop(0)

    q.appendleft(v)                  →     q.insert(0, v)

A list can be followed backwards, and has slices.  The type says what the list stands for (`types.Deque`), so
that functions which are given one do the same; its `maxlen` is a part of the type.
"""

from __future__ import annotations

import collections
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gast

from tangent.analyse.attributes import is_new
from tangent.analyse.defaults import default_dict
from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import assign, call, clone, const, load, method, quote_stmts
from tangent.syntax.refuse import Refused
from tangent.types import (
    PARTS,
    DefaultDict,
    Deque,
    Dict,
    DictOf,
    Fields,
    ListOf,
    Num,
    Obj,
    Solved,
    Type,
    constant,
    widen_list,
)
from tangent.unit import Instance

PLAIN = ("pop", "reverse", "clear", "index", "count", "copy", "remove")
"""Methods that lists have, too, and that no limit changes."""


def made_as(e: Any, t: Type) -> Type:
    """The type of a value that stands for an object of another class, which was made here."""
    form = getattr(e, "form", None)
    if isinstance(form, DefaultDict):
        return default_dict(form, t)
    wide = widen_list(t)
    return replace(form, item=wide.item) if isinstance(form, Deque) and isinstance(wide, ListOf) else t


def check_result(instance: Instance, reordered: bool) -> None:
    """The user gets no list where there was a deque; reordered: some dicts stand for an `OrderedDict`."""
    kinds = (Deque, DefaultDict, *((Dict, DictOf) if reordered else ()))
    if instance.result is not None and _holds(instance.result, kinds):
        detail = "a deque, `defaultdict` or `OrderedDict` in the result"
        raise Refused("container", instance.tree, detail, "Return `list(...)` or `dict(...)` of it.")
    if instance.result is not None and _holds(instance.result, (Fields, Obj), is_variables):
        hint = "Return what it holds, or a new object that is made of that."
        reason = "the function gives it to whoever calls it"
        raise Refused("attribute_object", instance.tree, "the result", hint, reason)
    if instance.result is not None and _holds(instance.result, (Solved,)):
        detail = "the result of a solver, or a curve, that is returned as a whole"
        raise Refused("container", instance.tree, detail, "Return the parts that are needed.")


def _holds(t: Type, kinds: tuple[type, ...], meant: Callable[[Any], bool] = lambda t: True) -> bool:
    if isinstance(t, kinds) and meant(t):
        return True
    items = t.items if isinstance(t, PARTS) else (t.item,) if isinstance(t, (ListOf, DictOf)) else ()
    return any(_holds(i, kinds, meant) for i in items if i is not None)


def is_variables(t: Any) -> bool:
    """Whether an object is not there at run time: a dict, or variables, stand for it."""
    return isinstance(t, Fields) or is_new(t.path)


class Queues(Rewriting):
    """Rewrites what is done with a deque; a mixin of the inference."""

    def queue_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one that makes or changes a deque; None for all others."""
        e = s.value
        if isinstance(s, gast.AugAssign):
            t = env.get(s.target.id) if isinstance(s.target, gast.Name) else None
            if not isinstance(t, Deque):
                return None
            if not isinstance(s.op, gast.Add):
                raise Refused("container", s, "a deque in arithmetic")
            return self.changed(s, t, "extend", load(s.target.id), [s.value])
        if not isinstance(e, gast.Call) or hasattr(e, "settled"):
            return None
        if self.makes_deque(e, env):
            return self.deque_made(s, e, env)
        if isinstance(e.func, gast.Attribute) and isinstance(e.func.value, gast.Name):
            t = env.get(e.func.value.id)
            if isinstance(t, Deque) and e.func.attr not in PLAIN:
                return self.changed(s, t, e.func.attr, e.func.value, e.args)
        return None

    def makes_deque(self, e: Any, env: Env) -> bool:
        root = e.func
        while isinstance(root, gast.Attribute):
            root = root.value
        if not isinstance(root, gast.Name) or root.id in self.locals:
            return False
        return constant(self.eval(e.func, env)) is collections.deque

    def deque_made(self, s: Any, e: Any, env: Env) -> list[Any]:
        given = dict(zip(("iterable", "maxlen"), e.args, strict=False)) | {k.arg: k.value for k in e.keywords}
        if not isinstance(s, gast.Assign) or not isinstance(s.targets[0], gast.Name):
            raise Refused("container", e, "a deque that is made and not kept")
        limit = self.limit_of(e, given.get("maxlen"), env)
        items = given.get("iterable")
        types = [self.eval(a, env) for a in given.values()]
        return self.once(s, ("deque", limit, *types), lambda: self.made(s, e, items, limit))

    def made(self, s: Any, e: Any, items: Any, limit: int | None) -> list[Any]:
        value: Any = gast.List([], gast.Load())
        before: list[Any] = []
        if items is not None:
            value = call(self.unit_name("list", list), items)
            if limit is not None:
                name = self.temporary()
                before = [assign(name, value)]
                value = gast.Subscript(load(name), gast.Slice(const(-limit), None, None), gast.Load())
        out = self.core([*before, self.with_value(s, value)], s)
        out[-1].value.form = Deque(None, limit)
        return out

    def limit_of(self, e: Any, maxlen: Any, env: Env) -> int | None:
        """The `maxlen` of a deque: a number that is known, or that becomes known by a guard."""
        if maxlen is None:
            return None
        t = self.eval(maxlen, env)
        limit = constant(t)
        if limit is NotImplemented and isinstance(t, Num) and t.sym is not None:
            limit = self.session.value(t.sym)
        if limit is None and constant(t) is None:
            return None
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
            raise Refused("container", e, "a deque whose `maxlen` is not known, or zero")
        return limit

    # -------------------------------------------------------------- what changes it

    def changed(self, s: Any, t: Deque, name: str, q: Any, args: list[Any]) -> list[Any] | None:
        make = getattr(self, f"deque_{name}", None)
        if make is None:
            raise Refused("container", s, f"`.{name}()` of a deque")
        if make == self.deque_append and t.limit is None:
            return None
        types = tuple(self.types.get(a) for a in args)
        return self.once(s, (name, t, types), lambda: self.settled(make(s, t, q.id, args), s))

    def settled(self, stmts: list[Any], s: Any) -> list[Any]:
        out = self.core(stmts, s)
        pending = list(out)
        while pending:
            n = pending.pop()
            pending += [*getattr(n, "body", []), *getattr(n, "orelse", [])]
            if isinstance(getattr(n, "value", None), gast.Call):
                n.value.settled = True
        return out

    def trimmed(self, t: Deque, q: str, end: str) -> list[Any]:
        """What is too much falls off at an end."""
        if t.limit is None:
            return []
        names = {"q": q, "len": self.unit_name("len", len)}
        return quote_stmts(f"if len(q) > limit:\n    q.pop({end})", limit=const(t.limit), **names)

    def deque_append(self, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        return [gast.Expr(method(load(q), "append", args[0])), *self.trimmed(t, q, "0")]

    def deque_appendleft(self, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        return [gast.Expr(method(load(q), "insert", const(0), args[0])), *self.trimmed(t, q, "")]

    def deque_popleft(self, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        return [self.with_value(s, method(load(q), "pop", const(0)))]

    def deque_extend(self, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        return self.one_by_one(self.deque_append, s, t, q, args)

    def deque_extendleft(self, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        return self.one_by_one(self.deque_appendleft, s, t, q, args)

    def one_by_one(self, put: Any, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        item = self.temporary()
        target = gast.Name(item, gast.Store(), None, None)
        return [gast.For(target, args[0], put(s, t, q, [load(item)]), [], None)]

    def deque_insert(self, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        if t.limit is not None:
            raise Refused("container", s, "`.insert()` into a deque with `maxlen`")
        return [gast.Expr(method(load(q), "insert", *args))]

    def deque_rotate(self, s: Any, t: Deque, q: str, args: list[Any]) -> list[Any]:
        by = clone(args[0]) if args else const(1)
        place = self.temporary()
        text = "if len(q) > 1:\n    place = by % len(q)\n    q[:] = q[-place:] + q[:-place]"
        return quote_stmts(text, q=q, by=by, place=place, len=self.unit_name("len", len))
