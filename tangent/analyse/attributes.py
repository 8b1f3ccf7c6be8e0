"""Attributes that are written: variables of the function while it runs, threaded through calls.

    def step(self, dt):                       def step(self, dt, x, v):
        self.x = self.x + dt * self.v             x = x + dt * v
        self.calls += 1              →            self.x = x
                                                  ...
                                                  return None, x, calls

An object is known by where it comes from (`Obj.path`): an argument, a global, or the call that made it.
Each of its attributes that is written anywhere is a variable in every function that uses it: a hidden
parameter, and a further result where it is bound anew (`analyse/state.py`).  The assignment to the user's
object stays, as an effect, in the forward sweep.  Objects that the program makes exist only as variables.
"""

from __future__ import annotations

import inspect
import types as python_types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gast

from tangent.analyse.bottom import Never
from tangent.analyse.flow import is_view
from tangent.analyse.memory import Memory, remember_memory
from tangent.analyse.standins import (
    check_flat,
    check_kept,
    check_separate,
    contents_back,
    copy_of,
    deep_contents_back,
    deep_copy,
    holds_written,
)
from tangent.analyse.twins import without_twins
from tangent.analyse.values import part_path, type_of_value
from tangent.normalise.webs import split_block
from tangent.objects import has_generated_init, has_usual_metaclass, is_plain, is_user_class
from tangent.source.variables import Variables, name_of
from tangent.syntax.nodes import (
    Namer,
    at,
    children,
    const,
    effect,
    is_effect,
    load,
    method,
    names_in,
    statements_in,
    store,
    stores_in,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    NONE,
    PARTS,
    UNKNOWN,
    Callable_,
    DictOf,
    Fields,
    ListOf,
    Maybe,
    Method,
    Num,
    Obj,
    Record,
    Seq,
    SetOf,
    Stale,
    Static,
    Type,
    Unknown,
    constant,
    differentiable,
    mutable,
)
from tangent.unit import Instance, Session, is_users

Env = dict[str, Type]
BLOCKS = (gast.If, gast.For, gast.While)
Key = tuple[Any, str]
"""(path of the object, name of the attribute)."""


def is_new(path: Any) -> bool:
    """Whether the program itself makes the object."""
    return isinstance(path, tuple) and path[:1] == ("new",)


def is_module(path: Any) -> bool:
    """Whether an object stands for the global variables of a module."""
    return isinstance(path, tuple) and path[:1] == ("module",)


@dataclass(frozen=True)
class Holder:
    """A class or function of the user's whose attributes are written."""

    value: Any

    def __repr__(self) -> str:
        return f"{self.value.__module__}.{self.value.__qualname__}"


def held_by(t: Type, name: str, writes: bool = False) -> Obj | None:
    """The class, or function, whose attribute `name` is meant if it is one of theirs; as an object.

    t: the type of the class, of the function, or of an object of the class.
    """
    value = constant(t) if isinstance(t, (Static, Callable_)) else None
    if isinstance(value, python_types.FunctionType) and is_users(value):
        return Obj(Variables, ("held", Holder(value)))
    cls = value if isinstance(value, type) else t.cls if isinstance(t, (Obj, Record)) else None
    if not is_user_class(cls) or not has_usual_metaclass(cls) or (writes and cls is not value):
        return None
    owner = next((c for c in cls.__mro__ if name in vars(c)), None)
    if owner is None or (writes and owner is not cls) or hasattr(type(vars(owner)[name]), "__get__"):
        return None
    return Obj(Variables, ("held", Holder(owner)))


def _way_out(base: Type) -> str:
    """What to do where an attribute of an argument is set: nothing that is given is written into."""
    if isinstance(base, Record) and constructible(base.cls) and is_plain(base.cls):
        return "Set it on a copy (`p = copy.copy(p)`): a derivative changes no object that it is given."
    return ""


def check_there(target: Any, value: Type) -> None:
    """What an attribute holds is not None, which stands for its absence (see `Program.note_late`)."""
    if value == NONE or isinstance(value, (Maybe, Unknown)) or getattr(value, "optional", False):
        hint = f"Let `__init__` set `{target.attr}`, so that it is always there."
        reason = "it is set on some ways only, and to what may be None"
        raise Refused("attribute_object", target, f".{target.attr}", hint, reason)


def paths_in(t: Type | None) -> set[Any]:
    """The objects that a value holds."""
    if isinstance(t, Obj):
        return {t.path}
    if isinstance(t, Method):
        return paths_in(t.owner)
    parts = t.items if isinstance(t, PARTS) else (t.item,) if isinstance(t, (ListOf, DictOf)) else ()
    return set().union(*(paths_in(p) for p in parts))


class Attributes:
    """Types of attributes that are written; a mixin of the inference."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The inference that this is a part of."""

    def attribute_variable(self, key: Key) -> str:
        known: dict[Key, str] = self.instance.attrs
        if key not in known:
            known[key] = self.unit.attribute_name(key)
            self.namer.taken.add(known[key])
        return known[key]

    def read_attribute(self, base: Type, e: Any, env: Env) -> Type | None:
        """The type of an attribute that is written somewhere; None for all others."""
        e.__dict__.pop("variable", None)
        if not isinstance(base, Obj):
            return None
        key = (base.path, e.attr)
        if key not in self.program.state and not is_new(base.path):
            return None
        variable = self.attribute_variable(key)
        if is_new(base.path):
            self.program.reads.add(key)
        if variable not in env:
            return None
        found: Type = env[variable]
        if self.is_late(base, e.attr) and not hasattr(e, "asks"):
            e.missing = AttributeError(f"'{base.cls.__name__}' object has no attribute '{e.attr}'")
            if found == NONE:
                raise Never(e.missing)
        e.variable = variable
        return found

    def read_held(self, base: Type, e: Any, env: Env) -> Type | None:
        """The type of an attribute of a class or function that is written somewhere; None for all others."""
        function = constant(base) if isinstance(base, (Static, Callable_)) else None
        value = vars(function).get(e.attr) if isinstance(function, python_types.FunctionType) else None
        if type(value) in (int, float):
            if (holder := held_by(base, e.attr)) is not None:
                # A number that a function keeps may be written by it, or by what is called.
                self.program.found.add((holder.path, e.attr))
                self.session.objects[holder.path] = function
                found = self.read_attribute(holder, e, env)
                return found or type_of_value(self.session, value, None)
        if not any(what == e.attr for _, what in self.program.state):
            return None
        holder = held_by(base, e.attr)
        own = isinstance(base, Record) and base.get(e.attr) is not None
        return None if holder is None or own else self.read_attribute(holder, e, env)

    def check_unknown_owner(self, e: Any) -> None:
        """An attribute of an object that is not known, which may be one of those that are variables here."""
        variables = any(attr == e.attr and is_new(path) for path, attr in self.instance.attrs)
        if variables or any(_may_own(owner, what, e.attr) for owner, what in self.program.state):
            raise Refused("attribute_object", e, f".{e.attr}")

    def write_attribute(self, target: Any, value: Type, env: Env) -> None:
        base = self.eval(target.value, env)
        if (holder := held_by(base, target.attr, writes=True)) is not None:
            base = self.session_holder(holder, target)
        if isinstance(base, Fields) and _settable(base.cls, target.attr):
            self.store_field(target, value, env)
            return
        if isinstance(base, Record) and constructible(base.cls):
            # Its objects change: they are made of variables, if the program makes them.
            self.program.found.add(("class", base.cls))
        if not isinstance(base, Obj) or not _settable(base.cls, target.attr):
            raise Refused("attribute", target, f".{target.attr}", _way_out(base))
        if is_module(base.path) and differentiable(value):
            detail = f"`global {target.attr}`, a number that may carry a derivative"
            raise Refused("rebinding", target, detail)
        key = (base.path, target.attr)
        if is_new(base.path):
            self.program.written.add(key)
        else:
            self.program.found.add(key)
        name = self.attribute_variable(key)
        if name in env and self.is_late(base, target.attr):
            check_there(target, value)
        self.forget_lengths(name, env)
        env[name] = value
        target.variable, target.key = name, key

    def session_holder(self, holder: Obj, target: Any) -> Obj:
        """A class or function whose attribute is written: it goes by a name, and its value is no guard."""
        value = holder.path[1].value
        self.session.objects[holder.path] = value
        self.session.owned.pop((id(value), target.attr), None)
        if not isinstance(target.value, gast.Name) or self.unit.scope.resolve(target.value) is not value:
            name = self.session.name_of(value.__name__, value, self.unit)
            target.value = at(load(name), target)
        return holder

    # -------------------------------------------------------------- objects that the program makes

    def construct_object(
        self, e: Any, cls: type, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type | None:
        """`Model(a, b)`: the attributes that `__init__` leaves are variables; None for other classes."""
        init = getattr(cls, "__init__", None)
        if ("class", cls) not in self.program.state or not isinstance(init, python_types.FunctionType):
            return None
        if has_generated_init(cls):
            return None  # inside a test, which is kept whole; others are taken apart
        t = self.new_object(e, cls, env)
        found = self.call_method(e, init, t, self.typed(at(const(None), e), t), args, e.args, keywords, env)
        if getattr(e, "threaded", None) is not None and isinstance(found, Seq):
            return Seq("tuple", (t, *found.items[1:]))
        return t

    def note_changing(self) -> None:
        """Objects that hold a list or dict which changes are made of variables, if the program makes them."""
        self.program.found |= {("class", c) for c in self.links.records if constructible(c)}
        self.links.records.clear()

    def new_object(self, e: Any, cls: Any, env: Env) -> Obj:
        """The object that the expression `e` makes, without attributes yet."""
        path = getattr(e, "made_as", None)
        if path is None or self.constructed.get(path, e) is not e:
            path = e.made_as = ("new", next(self.session.counter))
        self.constructed[path] = e
        self.instance.created.add(path)
        for made in self.made_in_loops:
            made.add(path)
        for key, name in self.instance.attrs.items():
            if key[0] == path:  # the object of the turn before is another one
                env.pop(name, None)
        self.session.objects[path] = cls.__new__(cls)
        return Obj(cls, path)

    def forget_objects(self, env: Env, made: set[Any]) -> None:
        """Objects of the turn before are others than those of this turn, though made at the same place."""
        if not made:
            return
        for name, t in list(env.items()):
            if paths_in(t) & made:
                env[name] = _forgotten(t, made)

    # -------------------------------------------------------------- calls

    def pass_attributes(self, unit: Any, bound: Any, env: Env) -> tuple[dict[Key, str], dict[str, Type]]:
        """All attributes that are variables here are variables of the callee: their names and types there."""
        attrs: dict[Key, str] = {}
        types: dict[str, Type] = {}
        for key, name in self.instance.attrs.items():
            if name in env:
                inner = attrs[key] = unit.attribute_name(key)
                types[inner] = env[name]
                bound.hidden[inner] = name
        return attrs, types

    def take_attributes(self, callee: Instance, bound: Any, renewed: dict[Any, Any]) -> None:
        """What the callee leaves in attributes, and the objects that it has made."""
        keys = {name: (renewed.get(key[0], key[0]), key[1]) for key, name in callee.attrs.items()}
        for name in callee.rebound:
            if name in keys and name not in bound.hidden:
                bound.hidden[name] = self.attribute_variable(keys[name])
        needed = {*callee.arg_types, *callee.rebound}
        for name in [n for n in bound.hidden if n not in needed and callee.done]:
            del bound.hidden[name]
        for path in renewed.values():
            self.instance.created.add(path)
            for made in self.made_in_loops:
                made.add(path)

    def renewed(self, callee: Instance, e: Any) -> dict[Any, Any]:
        """The objects that a call makes → what they are here: each call makes others."""
        found: dict[Any, Any] = {}
        if not callee.escaping:
            return found
        given: dict[int, Any] = getattr(e, "made_objects", {})
        e.made_objects = {}
        for k, path in enumerate(callee.escaping):
            new = given.get(k)
            if new is None or self.constructed.get(new, e) is not e:
                new = ("new", next(self.session.counter))
            found[path] = e.made_objects[k] = new
            self.constructed[new] = e
            self.session.objects[new] = self.session.objects[path]
        return found


def _forgotten(t: Type, made: set[Any]) -> Type:
    if isinstance(t, PARTS):
        return replace(t, items=tuple(_forgotten(i, made) for i in t.items))
    if isinstance(t, ListOf) and t.item is not None:
        return replace(t, item=_forgotten(t.item, made))
    return Stale() if paths_in(t) & made else t


def as_other_objects(t: Type, renewed: dict[Any, Any]) -> Type:
    """A type in which objects go by other paths."""
    if isinstance(t, Obj):
        return replace(t, path=renewed.get(t.path, t.path))
    if isinstance(t, Method):
        return replace(t, owner=as_other_objects(t.owner, renewed))
    if isinstance(t, PARTS):
        return replace(t, items=tuple([as_other_objects(i, renewed) for i in t.items]))
    if isinstance(t, ListOf) and t.item is not None:
        return replace(t, item=as_other_objects(t.item, renewed))
    return t


def leaves(instance: Instance) -> tuple[Any, ...]:
    """What a call binds anew: attributes of the objects that it makes by the order of these."""
    keys = {name: key for key, name in instance.attrs.items()}
    order = {path: k for k, path in enumerate(instance.escaping)}
    found = [keys.get(name, (None, name)) for name in instance.rebound]
    return tuple((order.get(path, path), name) for path, name in found)


def _may_own(owner: Any, what: Any, name: str) -> bool:
    """Whether a `name` of an object that is not known may be one of those that the state is about."""
    if owner == "class":
        return any(name in vars(c) for c in what.__mro__)
    return bool(owner == "dict" or what == name)


def _settable(cls: type, name: str) -> bool:
    """Whether assigning to an attribute just stores it."""
    if cls is python_types.SimpleNamespace:
        return True
    if cls.__setattr__ is not object.__setattr__:
        return False
    for c in cls.__mro__:
        if name in c.__dict__:
            held = c.__dict__[name]
            slot = isinstance(held, python_types.MemberDescriptorType)
            return slot or not hasattr(type(held), "__set__")
    return True


def constructible(cls: Any) -> bool:
    """Whether the objects of a class, where the program makes them, can be made of variables."""
    return cls is python_types.SimpleNamespace or (
        is_user_class(cls)
        and has_usual_metaclass(cls)
        and not inspect.isabstract(cls)
        and cls.__new__ is object.__new__
        and cls.__setattr__ is object.__setattr__
    )


def written_objects(instances: list[Instance]) -> set[Any]:
    """Classes of the program's own objects that hold what is written in place: arrays, lists and dicts."""
    found = set()
    for i in instances:
        for n in walk(i.tree.body):
            if isinstance(n, gast.Name) and (n.id in i.memory.shadowed or n.id in i.memory.grown):
                found |= {t.cls for t in records_in(i.types.get(n)) if constructible(t.cls)}
    return found


def records_in(t: Type | None) -> list[Record]:
    """The objects, known by their attributes, that a value holds, itself among them."""
    parts = t.items if isinstance(t, PARTS) else (t.item,) if isinstance(t, ListOf) else ()
    inner = [r for p in parts for r in records_in(p)]
    return [t, *inner] if isinstance(t, Record) else inner


def handed_out(instance: Instance, env: Env) -> tuple[Any, ...]:
    """The objects that an instance makes and that its caller can reach afterwards."""
    by_path: dict[Any, list[Type | None]] = {}
    for (path, _), name in instance.attrs.items():
        by_path.setdefault(path, []).append(env.get(name))
    seen: set[Any] = set()
    waiting = paths_in(instance.result) | {p for p in by_path if p not in instance.created}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for t in by_path.get(path, []):
            waiting |= (paths_in(t) if t is not None else set()) - seen
    return tuple(sorted(seen & instance.created))


# ---------------------------------------------------------------- the rewrite


def written_attributes(instance: Instance) -> set[str]:
    """The variables of attributes that the instance itself binds."""
    variables = set(instance.attrs.values())
    if not variables:
        return set()
    found = {getattr(n, "variable", "") for n in walk(instance.tree.body) if _is_store(n)}
    for n in walk(instance.tree.body):
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store):
            found.add(n.id)
    return found & variables


def _is_store(n: Any) -> bool:
    return isinstance(n, gast.Attribute) and isinstance(n.ctx, gast.Store)


def with_variables(instance: Instance) -> bool:
    """Attributes become variables in the tree; returns whether anything changed."""
    if not instance.attrs:
        return False
    unit = instance.unit
    namer = Namer(unit.taken | names_in(instance.tree))
    temporaries = set(unit.temporaries)
    body, changed = _block(instance.tree.body)
    if changed:
        body = without_twins(instance, body)
        instance.tree.body = split_block(body, set(instance.attrs.values()), namer, temporaries)
        unit.learn(temporaries, namer)
    return changed


def _block(stmts: list[Any]) -> tuple[list[Any], bool]:
    out: list[Any] = []
    changed = False
    for s in stmts:
        for field in s._fields:
            value = getattr(s, field, None)
            if field in ("body", "orelse") and isinstance(value, list):
                inner, touched = _block(value)
                setattr(s, field, inner)
            elif field == "targets":
                continue
            elif isinstance(value, (gast.AST, list)):
                new, touched = _expression(value)
                setattr(s, field, new)
            else:
                continue
            changed = changed or touched
        target = s.targets[0] if isinstance(s, gast.Assign) else None
        if isinstance(target, gast.Subscript):
            s.targets[0], touched = _expression(target)
            changed = changed or touched
        if isinstance(target, gast.Attribute):
            out += _stored(s, target)
            changed = True
        else:
            out.append(s)
    return out, changed


def _stored(s: Any, target: Any) -> list[Any]:
    new = at(gast.Assign([store(target.variable)], s.value, None), s)
    out = [new]
    if not is_new(target.key[0]):
        place = at(gast.Attribute(target.value, target.attr, gast.Store()), target)
        back = effect(at(gast.Assign([place], at(load(target.variable), s), None), s))
        back.key = target.key
        out.append(back)
    for n in out:
        n.origin = getattr(s, "origin", s)
    return out


def _expression(e: Any) -> tuple[Any, bool]:
    if isinstance(e, list):
        found = [_expression(v) if isinstance(v, gast.AST) else (v, False) for v in e]
        return [n for n, _ in found], any(c for _, c in found)
    if isinstance(e, (gast.FunctionDef, gast.Lambda)):
        return e, False
    if isinstance(e, gast.Attribute) and hasattr(e, "variable"):
        variable = at(load(e.variable), e)
        if hasattr(e, "missing"):
            variable.missing = e.missing
        return variable, True
    changed = False
    for field in e._fields:
        value = getattr(e, field, None)
        if isinstance(value, (gast.AST, list)):
            new, touched = _expression(value)
            setattr(e, field, new)
            changed = changed or touched
    return e, changed


def written_in_place(instance: Instance) -> set[Key]:
    """Attributes of the user's objects whose arrays, lists or dicts are written through another name."""
    made: dict[str, list[Any]] = {}
    for s in statements_in(instance.tree.body):
        if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name):
            made.setdefault(s.targets[0].id, []).append(s.value)
    values = [v for values in made.values() for v in values]
    if not any(_read(instance, v) or any(_of_class(instance, n) for n in walk(v)) for v in values):
        return set()
    remember_memory(instance)
    waiting = [n for names in instance.memory.writes.values() for n in names]
    instance.memory = None
    found: set[Key] = set()
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for value in made.get(name, []):
            found |= _read(instance, value)
            for n in walk(value):
                if _of_class(instance, n):
                    raise Refused("attribute", n, f".{n.attr}", reason="it belongs to a class")
            waiting += [n.id for n in is_view(instance, value)]
    return found


def _read(instance: Instance, e: Any) -> set[Key]:
    """The attributes of objects in an expression, as far as they can be written."""
    found = set()
    for n in walk(e):
        owner = instance.types.get(n.value) if isinstance(n, gast.Attribute) else None
        if isinstance(owner, Obj) and not is_new(owner.path) and mutable(instance.types.get(n, UNKNOWN)):
            found.add((owner.path, n.attr))
    return found


def _of_class(instance: Instance, n: Any) -> bool:
    """Whether an expression is an attribute of a class that can be written."""
    if not isinstance(n, gast.Attribute) or not mutable(instance.types.get(n, UNKNOWN)):
        return False
    owner = instance.types.get(n.value)
    if isinstance(owner, Record):
        return owner.get(n.attr) is None and n not in instance.calls
    return isinstance(owner, Static) and isinstance(owner.value, type) and n in instance.types


def check_uses(instance: Instance) -> None:
    """Objects that the program makes are not there at run time: they may not be looked at as a whole."""
    holders = {n.id for n in walk(instance.tree.body) if isinstance(n, gast.Name) and _holds_new(instance, n)}
    stack = list(instance.tree.body) if holders else []
    called = called_methods(instance) if holders else set()
    while stack:
        n = stack.pop()
        for c in children(n):
            is_read = isinstance(c, gast.Name) and isinstance(c.ctx, gast.Load)
            if is_read and not (_passes_on(instance, n, called) or _asks_whether_empty(instance, n, c)):
                # What is only printed has no type.
                if c.id in holders and (c not in instance.types or _holds_new(instance, c)):
                    raise Refused("attribute_object", c, c.id)
            stack.append(c)


def _holds_new(instance: Instance, n: Any) -> bool:
    return any(map(is_new, paths_in(instance.types.get(n))))


def called_methods(instance: Instance) -> set[int]:
    """The methods that are called where they are read, or under a name that they are given for that only."""
    called = {id(e.func) for e in instance.calls if isinstance(e, gast.Call)}
    return called | {id(s.value) for s in named_methods(instance, called)}


def named_methods(instance: Instance, called: set[int]) -> list[Any]:
    """Statements `step = o.step`, where `step` is only called, or its type tells all that there is to it."""
    read = [n for n in walk(instance.tree.body) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load)]
    kept = {n.id for n in read if id(n) not in called}
    found = []
    for s in statements_in(instance.tree.body, nested=False):
        plain = isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name)
        t = instance.types.get(s.value) if plain and isinstance(s.value, gast.Attribute) else None
        if isinstance(t, Method) and (s.targets[0].id not in kept or any(map(is_new, paths_in(t)))):
            found.append(s)
    return found


def forget_methods(instance: Instance) -> None:
    """An object that is made of variables, or a dict, has no methods at run time: their names get None."""
    for s in named_methods(instance, {id(e.func) for e in instance.calls if isinstance(e, gast.Call)}):
        owner = instance.types.get(s.value.value)
        if isinstance(owner, Fields) or any(map(is_new, paths_in(owner))):
            nothing: Any = at(const(None), s.value)
            nothing.stands_for = s.value
            s.value = nothing


def _passes_on(instance: Instance, n: Any, called: set[int]) -> bool:
    """What takes an object and only hands it on, also to a method that an operator means."""
    if n in instance.calls:
        return True
    if isinstance(n, gast.Call):
        name = getattr(n.func, "id", "")
        if isinstance(instance.types.get(n), Record):
            return True
        held = instance.types.get(n.func.value) if isinstance(n.func, gast.Attribute) else None
        if isinstance(held, CONTAINERS):
            return n.func.attr in ("append", "extend", "insert", "pop", "copy", "items", "values", "get")
        return name in ("len", "zip", "enumerate", "reversed", "list", "tuple", "dict")
    if isinstance(n, gast.Attribute):
        return not isinstance(instance.types.get(n), Method) or id(n) in called
    plain = (gast.Assign, gast.Tuple, gast.List, gast.Dict, gast.Subscript, gast.For, gast.Return)
    return isinstance(n, plain)


def _asks_whether_empty(instance: Instance, n: Any, c: Any) -> bool:
    """`if self.children:`; a list of objects is as long as what stands for it."""
    asks = c is n.test if isinstance(n, (gast.If, gast.IfExp, gast.While)) else isinstance(n, gast.UnaryOp)
    return asks and isinstance(instance.types.get(c), CONTAINERS)


def unused(instance: Instance) -> list[str]:
    """Hidden parameters for attributes that the instance does not need: it neither reads them nor hands them
    on before it has bound them anew (of the program's own objects; the user's are there in any case)."""
    if not instance.attrs:
        return []
    own = {name for key, name in instance.attrs.items() if is_new(key[0])}
    needed = set(instance.rebound) - own
    read_before_bound(instance, instance.tree.body, set(), needed)
    return [v for v in instance.attrs.values() if v in instance.arg_types and v not in needed]


def read_before_bound(
    instance: Instance, stmts: list[Any], bound: set[str], read: set[str], unseen: bool = False
) -> set[str]:
    """Put into `read` what statements may read of before they bind it; returns what is certainly bound then.

    unseen: only what calls are given without saying so.
    """
    bound = set(bound)
    for s in stmts:
        blocks = [getattr(s, field) for field in ("body", "orelse")] if isinstance(s, BLOCKS) else []
        inside = {id(n) for block in blocks for n in block}
        for c in children(s):
            if id(c) not in inside:
                read |= names_read(instance, c, unseen) - bound
        if isinstance(s, gast.AugAssign) and not unseen:
            read |= stores_in(s) - bound
        ends = [read_before_bound(instance, block, bound, read, unseen) for block in blocks]
        if isinstance(s, gast.If):
            bound = set.intersection(*ends)
        elif type(s) is gast.Assign:
            bound |= stores_in(s)
    return bound


def names_read(instance: Instance, e: Any, unseen: bool) -> set[str]:
    """The names that an expression reads, also those that a call hands on without saying so."""
    found: set[str] = set()
    for n in walk(e):
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load) and not unseen:
            found.add(n.id)
        elif n in instance.calls:
            callee, given = instance.calls[n]
            found |= {v for p, v in given.hidden.items() if p in callee.arg_types}
    return found


def given_by_later_trips(instance: Instance) -> set[Key]:
    """Attributes of the program's own objects that a call in a loop reads, and that the loop itself makes:
    in the first trip there is nothing that the call could be given."""
    own = {name: key for key, name in instance.attrs.items() if is_new(key[0])}
    found: set[str] = set()
    if own and any(isinstance(s, BLOCKS) for s in instance.tree.body):
        _given_later(instance, instance.tree.body, {*instance.arg_types, *instance.settled}, found)
    return {own[name] for name in found if name in own}


def _given_later(instance: Instance, stmts: list[Any], bound: set[str], found: set[str]) -> set[str]:
    """Returns what is bound behind the statements if all of their branches are taken."""
    bound = set(bound)
    for s in stmts:
        if isinstance(s, (gast.For, gast.While)):
            read_before_bound(instance, s.body, bound, found, unseen=True)
        blocks = [s.body, s.orelse] if isinstance(s, BLOCKS) else []
        ends = [_given_later(instance, block, bound, found) for block in blocks]
        bound = bound.union(*ends)
        if type(s) is gast.Assign:
            bound |= stores_in(s)
    return bound


# ---------------------------------------------------------------- the function that is differentiated


def present(session: Session, keys: set[Key]) -> dict[Key, Type]:
    """The attributes that the objects have now; a guard remembers each."""
    found: dict[Key, Type] = {}
    for path, name in sorted((k for k in keys if k[0] != "class"), key=repr):
        value = session.objects.get(path)
        if value is not None and hasattr(value, name):
            held = getattr(value, name)
            session.attributes.setdefault((path, name), held)
            found[path, name] = type_of_value(session, held, part_path(path, name))
    return found


def taken_in(
    instance: Instance,
    order: list[Instance],
    temporary: Callable[[], str],
    held_at: Callable[[Key], Any],
) -> tuple[list[Any], list[Any], list[str]]:
    """Statements in front of the body and behind it, and the parameters that they make variables."""
    memory: Memory = instance.memory
    kept = {memory.region_of(n) for names in memory.writes.values() for n in names}
    head: list[Any] = []
    tail: list[Any] = []
    local: list[str] = []
    for key, name in instance.attrs.items():
        if is_new(key[0]):
            continue
        t = instance.arg_types.get(name)
        deep = False
        written = memory.region_of(name) in kept
        if t is not None:
            local.append(name)
            place = gast.Attribute(_owner(instance, key[0]), key[1], gast.Load())
            if written and not isinstance(t, (Num, *CONTAINERS, SetOf)):
                raise Refused("attribute", instance.tree, f".{key[1]}")
            copied = written and not (isinstance(t, Num) and t.is_scalar)
            deep = written and name not in instance.rebound and holds_written(instance, name, t)
            if deep:
                check_kept(instance, order, name, t)
                check_separate(instance, name, held_at(key))
                value = deep_copy(t, place, temporary, head)
            else:
                value = copy_of(t, place) if copied else place
            head.append(gast.Assign([store(name)], value, None))
        if written:
            _drop_effects(order, key)
            place = gast.Attribute(_owner(instance, key[0]), key[1], gast.Load())
            if deep and t is not None:
                tail += deep_contents_back(t, place, load(name), name in memory.grown)
                continue
            left = dict(zip(instance.rebound, instance.exits, strict=True)).get(name, t)
            check_flat(instance, name, left or UNKNOWN)
            if name in instance.rebound:
                place.ctx = gast.Store()
                tail.append(gast.Assign([place], method(load(name), "copy"), None))
            else:
                tail += contents_back(t or UNKNOWN, place, name)
    return [at(s, instance.tree) for s in head], [at(effect(s), instance.tree) for s in tail], local


def _drop_effects(order: list[Instance], key: Key) -> None:
    """The object gets a copy at the end instead: the backward sweep puts old values back into the array."""
    for i in order:
        i.tree.body = _without(i.tree.body, key)


def _without(stmts: list[Any], key: Key) -> list[Any]:
    out = []
    for s in stmts:
        if is_effect(s) and getattr(s, "key", None) == key:
            continue
        for field in ("body", "orelse"):
            value = getattr(s, field, None)
            if isinstance(value, list) and not isinstance(s, gast.FunctionDef):
                setattr(s, field, _without(value, key))
        out.append(s)
    return out


def _owner(instance: Instance, path: Any) -> Any:
    """An expression for an object in the function that is differentiated."""
    for name, t in instance.arg_types.items():
        if isinstance(t, Obj) and t.path == path:
            return load(name)
    if isinstance(path, tuple) and path[:1] == ("global",):
        return load(path[2])
    if is_module(path) or (isinstance(path, tuple) and path[:1] == ("held",)):
        value = path[1] if is_module(path) else path[1].value
        wish = name_of(value) if is_module(path) else value.__name__
        known = [name for name, held in instance.unit.names.items() if held is value]
        if instance.unit.scope.resolve(load(wish)) is value:
            known.append(wish)
        name = known[0] if known else Namer(instance.unit.taken).fresh(wish)
        instance.unit.names[name] = value
        return load(name)
    if isinstance(path, tuple) and len(path) == 2 and isinstance(path[1], str) and path[1][:1] == ".":
        return gast.Attribute(_owner(instance, path[0]), path[1][1:], gast.Load())
    raise Refused("attribute_object", instance.tree, "an object that is a part of something else")


