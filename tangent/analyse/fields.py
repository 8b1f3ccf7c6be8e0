"""Objects of which it is not known which one a name holds, as dicts of their attributes.

    body = Body(m, x)            body = {"m": m, "x": x}
    bodies.append(body)          bodies.append(body)
    for b in bodies:        →    for b in bodies:
        b.x = b.x + b.m              b["x"] = b["x"] + b["m"]

Attributes of objects that change are variables, one for each object (`analyse/attributes.py`).  Where the
objects cannot be told apart (a list of which the length is not known, a choice made at run time), those of
the program's own become dicts, which can be anywhere and change anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gast

from tangent.analyse.attributes import called_methods, check_there, constructible, is_new, paths_in
from tangent.analyse.made import MadeObjects, has_post_init, kept_fields
from tangent.analyse.rewriting import Env
from tangent.errors import TangentError
from tangent.objects import begins_empty, has_generated_init, is_named_tuple, is_plain, is_user_class
from tangent.syntax.nodes import assign, at, become, children, const, load, method, store, walk
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    NONE,
    PARTS,
    Choice,
    Closure,
    DictOf,
    Fields,
    ListOf,
    Method,
    Obj,
    Partial,
    Record,
    Seq,
    Type,
    constant,
    differentiable,
)
from tangent.unit import Instance


def is_field(e: Any) -> bool:
    """Whether a subscript stands for an attribute of such an object."""
    return hasattr(e, "field")


def kept_as_dicts(e: Refused, state: set[Any]) -> set[Any]:
    """What a program whose objects cannot be told apart is tried with: its changing objects are dicts."""
    if e.code not in ("attribute_object", "attribute", "recursion"):
        return set()
    return {("dict", cls) for kind, cls in state if kind == "class" and constructible(cls)}


INITIALISERS = ("__init__", "__post_init__")


class FieldObjects(MadeObjects):
    """The part of inference that makes such objects, and reads and writes what they hold."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """What inference itself has."""

    def note_missing(self, a: Type, b: Type) -> None:
        """Where there may be None instead of an object of the program's own, the object is a dict."""
        if NONE not in (a, b):
            return
        t = b if a == NONE else a
        if not isinstance(t, Record) or not differentiable(t):
            return
        if constructible(t.cls) or ((is_user_class(t.cls) or is_named_tuple(t.cls)) and is_plain(t.cls)):
            self.program.found |= {("class", t.cls), ("dict", t.cls)}

    def note_held(self, cls: Any, parts: list[Type]) -> None:
        """What holds objects that are dicts is one, too: they may change in it."""
        if constructible(cls) and any(map(holds_fields, parts)):
            self.program.found |= {("class", cls), ("dict", cls)}

    def kept_as_dict(self, s: Any, cls: Any) -> list[Any] | None:
        """Statements for `y = Body(m, x)`; None where a function makes the object, and stays called."""
        e, name = s.value, s.targets[0].id
        if not is_plain(cls) and self.has_maker(cls):
            return None
        if begins_empty(cls):
            self.arguments_of(e, cls)
            return [self.with_value(s, self.fields(e, cls, {}))]
        if not is_plain(cls) and not has_generated_init(cls):
            me = self.temporary()
            call = method(load(me), "__init__", *e.args)
            call.keywords = e.keywords
            made = [at(assign(me, self.fields(e, cls, {})), s), at(gast.Expr(at(call, e)), s)]
            return [*made, at(gast.Assign([store(name)], at(load(me), s), None), s)]
        out: list[Any] = []
        given, names = self.arguments_of(e, cls)
        parts: dict[str, Any] = {}
        for key in kept_fields(cls, names):
            value = given[key] if key in given else self.left_out(cls, key)
            if value is not None:
                atom = isinstance(value, (gast.Name, gast.Constant))
                parts[key] = value if atom else self.named(value, out, s)
        if not has_post_init(cls):
            return [*out, self.with_value(s, self.fields(e, cls, parts))]
        me = self.temporary()
        more = self.not_kept(cls, given, names)
        begin = at(gast.Expr(at(method(load(me), "__post_init__", *more), e)), s)
        last = at(gast.Assign([store(name)], at(load(me), s), None), s)
        return [*out, at(assign(me, self.fields(e, cls, parts)), s), begin, last]

    def made_as_dict(self, e: Any, cls: Any, env: Env) -> Type:
        """`make(Body, m=self_m)` as a dict, in place."""
        become(e, self.fields(e, cls, {k.arg: k.value for k in e.keywords}))
        found: Type = self.eval(e, env)
        return found

    def has_maker(self, cls: Any) -> bool:
        try:
            return self.program.constructor(cls, frozenset()) is not None
        except TangentError:
            return False

    def fields(self, e: Any, cls: Any, parts: dict[str, Any]) -> Any:
        parts = {name: self.at_first(cls, name) for name in self.late_names(cls)} | parts
        new = at(gast.Dict([const(k) for k in parts], list(parts.values())), e)
        new.made_for = cls
        return new

    def reads_field(self, base: Type, e: Any) -> bool:
        return isinstance(base, Fields) and is_field(e)

    def field_of(self, e: Any, env: Env) -> Type:
        """`b.x` as `b["x"]`, read."""
        if self.program.guarded and self.is_late(self.types[e.value], e.attr):
            hint = f"Let `__init__` set `{e.attr}` to None, and ask whether it `is None`."
            raise Refused("attribute_object", e, f".{e.attr}", hint, "it is set on some ways only")
        self.become_field(e, gast.Load())
        found: Type = self.eval(e, env)
        return found

    def field_at(self, e: Any, env: Env) -> Type:
        """`p[0]` of a named tuple as `p["x"]`; anything else that is asked of its places is not followed."""
        fields = self.types[e.value].cls._fields
        k = constant(self.types[e.slice])
        if type(k) is not int or k not in range(-len(fields), len(fields)):
            raise Refused("attribute_object", e, "an object")
        become(e, gast.Attribute(e.value, fields[k], gast.Load()))
        return self.field_of(e, env)

    def fields_unpacked(self, s: Any, env: Env) -> list[Any] | None:
        """`a, b = p` of a named tuple, attribute by attribute."""
        if not isinstance(s, gast.Assign) or not isinstance(s.targets[0], (gast.Tuple, gast.List)):
            return None
        t = self.eval(s.value, env) if isinstance(s.value, gast.Name) else None
        if not isinstance(t, Fields) or not is_named_tuple(t.cls):
            return None
        targets = s.targets[0].elts
        if len(targets) != len(t.cls._fields) or not all(isinstance(i, gast.Name) for i in targets):
            raise Refused("attribute_object", s.value, s.value.id)

        def made() -> list[Any]:
            me = self.temporary()
            return self.core([assign(me, s.value), *each_field(me, targets, t.cls)], s)

        return self.once(s, "fields", made)

    def fields_in_header(self, s: Any) -> list[Any] | None:
        """`for a, b in pairs` of named tuples: each is taken apart in the loop."""
        item = self.item_of(self.types[s.iter], s.iter)
        if not takes_fields(s.target, item):
            return None

        def made() -> list[Any]:
            first: list[Any] = []
            target = self.without_fields(s.target, item, first)
            return self.core([gast.For(target, s.iter, [*first, *s.body], s.orelse, None)], s)

        return self.once(s, "fields", made)

    def without_fields(self, target: Any, item: Any, first: list[Any]) -> Any:
        if not takes_fields(target, item):
            return target
        if not isinstance(item, Fields):
            parts = zip(target.elts, item.items, strict=True)
            return gast.Tuple([self.without_fields(p, i, first) for p, i in parts], gast.Store())
        me = self.temporary()
        first += each_field(me, target.elts, item.cls)
        return store(me)

    def store_field(self, target: Any, value: Type, env: Env) -> None:
        """`b.x = value` as `b["x"] = value`."""
        base = self.types[target.value]
        self.program.written.add((base.cls, target.attr))
        if base.get(target.attr) is None and self.unit.name not in INITIALISERS:
            # What holds the object meanwhile would not know of it.
            self.program.unset.add((base.cls, target.attr))
        if self.is_late(base, target.attr):
            check_there(target, value)
        self.become_field(target, gast.Store())
        self.store_item(target, value, env)

    def become_field(self, e: Any, ctx: Any) -> None:
        name = e.attr
        become(e, gast.Subscript(e.value, at(const(name), e), ctx))
        e.field = name


def takes_fields(target: Any, item: Type | None) -> bool:
    """Whether a loop takes named tuples apart in its header, which are dicts."""
    if not isinstance(target, (gast.Tuple, gast.List)):
        return False
    if isinstance(item, Fields):
        names = [t for t in target.elts if isinstance(t, gast.Name)]
        return is_named_tuple(item.cls) and len(item.cls._fields) == len(names) == len(target.elts)
    if not isinstance(item, Seq) or len(item.items) != len(target.elts):
        return False
    return any(map(takes_fields, target.elts, item.items))


def each_field(me: str, targets: list[Any], cls: Any) -> list[Any]:
    """`a, b = me`, attribute by attribute."""
    parts = zip(targets, cls._fields, strict=True)
    return [assign(t.id, gast.Attribute(load(me), name, gast.Load())) for t, name in parts]


def check_fields(instance: Instance) -> None:
    """Such an object is none of its class at run time: it may not be looked at as a whole."""
    names = [n for n in walk(instance.tree.body) if isinstance(n, gast.Name)]
    holders = {n.id for n in names if holds_fields(instance.types.get(n))}
    stack = list(instance.tree.body) if holders else []
    called = called_methods(instance) if holders else set()
    while stack:
        n = stack.pop()
        for c in children(n):
            # What is only printed has no type.
            shown = isinstance(c, gast.Name) and c.id in holders and c not in instance.types
            if (shown or holds_fields(instance.types.get(c))) and not _passes_on(instance, n, c, called):
                raise Refused("attribute_object", c, getattr(c, "id", "an object"))
            stack.append(c)


def holds_fields(t: Type | None) -> bool:
    """Whether a value is such an object, or holds one."""
    if isinstance(t, Fields):
        return True
    if isinstance(t, PARTS):
        return any(map(holds_fields, t.items))
    return isinstance(t, (ListOf, DictOf)) and holds_fields(t.item)


def stands_for_object(t: Type | None) -> bool:
    """Whether a value is an object of the program's own that is none of its class at run time."""
    return isinstance(t, Fields) or (isinstance(t, Obj) and is_new(t.path))


def asked_objects(t: Type | None, env: Env) -> list[str]:
    """The objects that a function, which is a value, asks and which are none of their class at run time:
    where it is kept whole, as a key of the builtin `max` for example, it would miss their items."""
    if isinstance(t, Choice):
        return [n for f in t.functions for n in asked_objects(f, env)]
    if not isinstance(t, (Closure, Method, Partial)):
        return []
    return [n for n in t.captured if paths_in(env.get(n)) or holds_fields(env.get(n))]


def asks_objects(t: Type | None, env: Env) -> bool:
    """Whether a key asks such objects, or is one with a `__call__`."""
    if isinstance(t, (Obj, Fields)):
        return any("__call__" in vars(c) for c in t.cls.__mro__)
    return bool(asked_objects(t, env))


def _takes_apart(n: Any, c: Any) -> bool:
    """Whether an object, which must be a named tuple then, is gone through."""
    if isinstance(n, gast.Assign):
        return c is n.value and isinstance(n.targets[0], (gast.Tuple, gast.List))
    return isinstance(n, gast.For) and c is n.iter


def _passes_on(instance: Instance, n: Any, c: Any, called: set[int]) -> bool:
    """What takes an object, or a container of some, and only hands it on."""
    plain = (gast.Assign, gast.Expr, gast.Tuple, gast.List, gast.Dict, gast.For, gast.Return)
    if isinstance(instance.types.get(c), Fields) and _takes_apart(n, c):
        return False
    if isinstance(n, plain) or n in instance.calls or isinstance(getattr(c, "ctx", None), gast.Store):
        return True
    whole = isinstance(instance.types.get(c), Fields)
    if isinstance(n, gast.Attribute):
        return id(n) in called or not whole
    if isinstance(n, gast.Subscript):
        return not whole or is_field(n)
    if isinstance(n, gast.Compare):
        return all(isinstance(o, (gast.Is, gast.IsNot)) for o in n.ops)
    if isinstance(n, gast.Call):
        held = instance.types.get(n.func.value) if isinstance(n.func, gast.Attribute) else None
        if isinstance(held, CONTAINERS):
            return not isinstance(held, Fields)
        passing = ("len", "zip", "enumerate", "reversed", "list", "tuple", "dict", "iter")
        return not whole and getattr(n.func, "id", "") in passing
    shown = (gast.JoinedStr, gast.FormattedValue, gast.Raise)
    return not whole and not isinstance(n, shown)  # `while bodies`, `bodies + more`
