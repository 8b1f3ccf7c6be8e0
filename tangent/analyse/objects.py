"""Objects of the user: attributes, methods, operators; a mixin of the inference.

What Python would call is resolved to a function and its arguments, and noted as a call of that function at
the expression (`instance.calls`), whatever that looks like: `p.norm()`, `p.speed` (a property), `p + q`.
"""

from __future__ import annotations

import dataclasses
import functools
import types as python_types
from typing import TYPE_CHECKING, Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.attributes import constructible, is_new, paths_in
from tangent.analyse.kinds import items_of
from tangent.analyse.values import NOT_OWN, expanded, part_path, type_of_value
from tangent.errors import TangentError
from tangent.objects import (
    attributes,
    begins_empty,
    fields_of,
    is_named_tuple,
    is_plain,
    is_record_class,
    positional_fields,
)
from tangent.syntax.nodes import at, become, clone, const, load, walk
from tangent.syntax.refuse import Refused
from tangent.types import (
    NONE,
    UNKNOWN,
    Callable_,
    Closure,
    Fields,
    Method,
    Num,
    Obj,
    Record,
    Static,
    Super,
    Type,
    constant,
    differentiable,
)

Env = dict[str, Type]
OBJECTS = (Record, Obj, Fields)
NOWHERE = object()
BINARY_METHODS = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv", "Mod": "mod",
    "Pow": "pow", "MatMult": "matmul", "LShift": "lshift", "RShift": "rshift", "BitAnd": "and",
    "BitOr": "or", "BitXor": "xor",
}  # fmt: skip
UNARY_METHODS = {"USub": "__neg__", "UAdd": "__pos__", "Invert": "__invert__"}
BUILTIN_METHODS = {
    abs: "__abs__", float: "__float__", int: "__int__", len: "__len__", round: "__round__",
}  # fmt: skip


def class_attribute(cls: type, name: str) -> Any:
    """What a class holds under a name, descriptors as they are; `NOWHERE` if nothing."""
    for c in cls.__mro__:
        if name in c.__dict__:
            return c.__dict__[name]
    return NOWHERE


def class_has_it(cls: type, name: str) -> bool:
    """Whether a class holds a value for an attribute that its objects may not have (not how it
    is computed)."""
    held = class_attribute(cls, name)
    return held is not NOWHERE and not isinstance(held, functools.cached_property)


def is_hooked(cls: type) -> bool:
    """Whether a class computes its attributes."""
    if cls.__getattribute__ is not object.__getattribute__ and not is_named_tuple(cls):
        return True
    return class_attribute(cls, "__getattr__") is not NOWHERE


def cached(e: Any) -> Refused:
    """It keeps what it was when it was first asked for, whatever changes afterwards."""
    hint = "Compute it in `__init__`, make it a `property`, or give it a name in a statement of its own."
    return Refused("attribute_object", e, f".{e.attr}", hint, "a `cached_property`")


class Objects:
    """Resolves what is done to objects."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The inference that this is a part of."""

    # -------------------------------------------------------------- attributes

    def object_attribute(self, base: Record | Obj | Fields, e: Any, env: Env) -> Type:
        cls, name = base.cls, e.attr
        if name == "__class__":
            return Static(cls)
        held = class_attribute(cls, name)
        self.session.use_owned(cls, name, held)
        own = self.own_attribute(base, name)
        if isinstance(held, property) or (isinstance(held, functools.cached_property) and own is None):
            function = held.fget if isinstance(held, property) else held.func
            if isinstance(held, property):
                self.rely_on_class(base, name, held)
            elif isinstance(base, Fields) or is_new(getattr(base, "path", None)):
                raise cached(e)
            return self.leniently(
                base, [], lambda: self.call_method(e, function, base, e.value, [], [], {}, env)
            )
        if own is not None:
            return own
        if isinstance(base, Fields):
            self.program.unset.add((cls, name))
        if held is NOWHERE or isinstance(held, functools.singledispatchmethod):
            return UNKNOWN  # what this calls depends on what it is called with
        if isinstance(held, python_types.FunctionType):
            self.rely_on_class(base, name, held)
            # An object of variables is known by its type, under any name.
            return Method(held, base, () if is_new(getattr(base, "path", None)) else self.chain(e.value))
        if isinstance(base, Fields) or is_new(getattr(base, "path", None)):
            # The object itself is not there at run time.
            if isinstance(base, Obj):
                self.program.defaulted.add((base.path, name))
            become(e, gast.Attribute(at(load(self.name_of(cls)), e), name, gast.Load()))
            found: Type = self.eval(e, env)
            return found
        if isinstance(held, staticmethod):
            return type_of_value(self.session, held.__func__, None)
        if isinstance(held, classmethod):
            return Method(held.__func__, Static(cls))
        return self.class_data(base, name, held)

    def check_computed(self, base: Any, e: Any, t: Type) -> None:
        """A `cached_property` that may not have been computed is read in a test, where it cannot be."""
        if (t == NONE or getattr(t, "optional", False)) and e not in self.read_again:
            if isinstance(class_attribute(base.cls, e.attr), functools.cached_property):
                raise cached(e)

    def own_attribute(self, base: Record | Obj | Fields, name: str) -> Type | None:
        """The type of an attribute that the object itself has."""
        if isinstance(base, (Record, Fields)):
            return base.get(name)
        found = self.present(base)
        if name not in found:
            return None
        self.session.attributes.setdefault((base.path, name), found[name])
        return type_of_value(self.session, found[name], part_path(base.path, name))

    def present(self, base: Obj) -> dict[str, Any]:
        """The attributes that an object has now."""
        value = self.session.objects[base.path]
        return attributes(value) | getattr(value, "__dict__", {})

    def class_data(self, base: Record | Obj | Fields, name: str, value: Any) -> Type:
        path = base.path if isinstance(base, Obj) else self.class_path(base.cls)
        self.session.attributes.setdefault((path, name), value)
        return type_of_value(self.session, value, part_path(path, name))

    def rely_on_class(self, base: Record | Obj | Fields, name: str, held: Any) -> None:
        """A method or property is the one that the class has now, and the object has none of its own."""
        if isinstance(held, (python_types.FunctionType, property)):
            self.session.attributes.setdefault((self.class_path(base.cls), name), held)
        if isinstance(base, Obj):
            self.session.attributes.setdefault((base.path, name), NOT_OWN)

    def class_path(self, cls: type) -> Any:
        path = ("class", cls)
        self.session.objects[path] = cls
        return path

    def as_record(self, t: Type) -> Type:
        """An object by all its attributes."""
        return expanded(self.session, self.session.objects[t.path], t.path) if isinstance(t, Obj) else t

    def has_attribute(self, base: Record | Obj | Fields, name: str) -> bool:
        return self.own_attribute(base, name) is not None or class_attribute(base.cls, name) is not NOWHERE

    def attribute_is_set(self, base: Any, name: str, env: Env) -> bool:
        """Whether an object of the program's own has an attribute here (see `Program.note_late`)."""
        if isinstance(base, Fields):
            there = self.has_attribute(base, name)
            self.program.unset |= set() if there else {(base.cls, name)}
            return there
        key = (base.path, name)
        if self.instance.attrs.get(key) not in env:
            return class_attribute(base.cls, name) is not NOWHERE
        self.program.asked.add(key)
        return True

    def is_late(self, base: Any, name: str) -> bool:
        """Whether an attribute that is not there is None (see `Program.note_late`)."""
        return ("late", (base.cls, name)) in self.program.state and not class_has_it(base.cls, name)

    def is_there(self, owner: Any, name: str) -> Any:
        read: Any = gast.Attribute(clone(owner), name, gast.Load())
        read.asks = True
        return gast.Compare(read, [gast.IsNot()], [const(None)])

    def chain(self, e: Any) -> tuple[str, ...]:
        """`model.layer` as its names: how a bound method finds its object again."""
        names: list[str] = []
        while isinstance(e, gast.Attribute):
            names.append(e.attr)
            e = e.value
        return (e.id, *reversed(names)) if isinstance(e, gast.Name) else ()

    # -------------------------------------------------------------- methods

    def object_method(
        self, e: Any, base: Record | Obj | Fields, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        """`base.name(args)`."""
        held = class_attribute(base.cls, e.func.attr)
        self.session.use_owned(base.cls, e.func.attr, held)
        own = self.own_attribute(base, e.func.attr)
        function = held
        if isinstance(held, functools.singledispatchmethod):
            function = self.registered(held.dispatcher, args)
            if function is None:
                found: Type = self.not_registered(e, e.func.attr, [*args, *keywords.values()])
                return found
        if own is None and isinstance(function, (python_types.FunctionType, runtime.Checkpoint)):
            owner = e.func.value
            self.rely_on_class(base, e.func.attr, held)
            return self.leniently(
                base, args, lambda: self.call_method(e, function, base, owner, args, e.args, keywords, env)
            )
        t = self.eval(e.func, env)
        return self.leniently(base, args, lambda: self.call_value(e, t, args, keywords, env))

    def member_method(
        self, e: Any, base: Static, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        """`kind.name(args)`, of a member of an `Enum`."""
        t = self.member_attribute(base, e.func, env)
        if not isinstance(t, Method):
            return self.call_value(e, t, args, keywords, env)
        return self.leniently(
            base,
            args,
            lambda: self.call_method(e, t.function, base, e.func.value, args, e.args, keywords, env),
        )

    def member_attribute(self, base: Static, e: Any, env: Env) -> Type:
        """`kind.name` of a member of an `Enum`: a method, a property, or what it holds."""
        cls, name = type(base.value), e.attr
        held = class_attribute(cls, name)
        if isinstance(held, (python_types.FunctionType, property)):
            self.session.use_owned(cls, name, held)
            self.session.attributes.setdefault((self.class_path(cls), name), held)
            if isinstance(held, python_types.FunctionType):
                return Method(held, base, self.chain(e.value))
            return self.leniently(
                base, [], lambda: self.call_method(e, held.fget, base, e.value, [], [], {}, env)
            )
        return type_of_value(self.session, getattr(base.value, name, None), None, constants=True)

    def call_method(
        self,
        e: Any,
        function: Any,
        owner: Type,
        expr: Any,
        args: list[Type],
        exprs: list[Any],
        keywords: dict[str, Type],
        env: Env,
    ) -> Type:
        """A call of a method's function with its object in front."""
        keeps_less = isinstance(function, runtime.Checkpoint)
        function = function.function if keeps_less else function
        if not isinstance(function, python_types.FunctionType):
            return UNKNOWN
        if is_hooked(getattr(owner, "cls", object)):
            raise Refused("unknown_call", e, f"`{owner.cls.__name__}.{function.__name__}`")  # type: ignore[attr-defined]
        unit = self.program.unit_of(function)
        unit = self.program.kept(unit) if keeps_less else unit
        found: Type = self.call_unit(e, unit, None, [owner, *args], keywords, env, [expr, *exprs])
        if e in self.instance.calls:  # not where an argument comes from a later trip only
            self.instance.calls[e][1].made.append((expr, owner))
        return found

    def leniently(self, base: Type, args: list[Type], call: Any) -> Type:
        """A call that gets nothing with a derivative need not be understood."""
        try:
            found: Type = call()
            return found
        except Refused:
            if differentiable(base) or any(map(differentiable, args)) or self.program.state:
                raise
            return UNKNOWN

    def call_bound(self, e: Any, t: Method, args: list[Type], keywords: dict[str, Type], env: Env) -> Type:
        """A call of a bound method that was kept as a value."""
        if is_new(getattr(t.owner, "path", None)):
            expr = self.typed(at(const(None), e), t.owner)  # nothing but its variables, known by its type
            return self.call_method(e, t.function, t.owner, expr, args, e.args, keywords, env)
        expr = self.owner_expr(t, e, env)
        if isinstance(t.owner, Fields):
            # An object that changes: the text says which one, so that it is seen to be used here.
            name = next(n for n in dir(t.owner.cls) if class_attribute(t.owner.cls, n) is t.function)
            e.func = self.typed(at(gast.Attribute(expr, name, gast.Load()), e.func), t)
        return self.call_method(e, t.function, t.owner, expr, args, e.args, keywords, env)

    def owner_expr(self, t: Method, e: Any, env: Env) -> Any:
        if not t.captured:
            cls = t.owner.value  # type: ignore[attr-defined]
            return self.typed(at(load(self.name_of(cls)), e), t.owner)
        root = t.captured[0]
        if root in self.locals and self.times_bound(root) > 1:
            raise Refused("unknown_call", e, f"a method of `{root}`, which is bound anew,")
        expr = at(load(root), e)
        self.types[expr] = self.eval(expr, env)
        for name in t.captured[1:]:
            expr = at(gast.Attribute(expr, name, gast.Load()), e)
        return self.typed(expr, t.owner)

    def typed(self, node: Any, t: Type) -> Any:
        """A node that we make, with its type."""
        self.types[node] = t
        return node

    def name_of(self, value: Any) -> str:
        """The name of a class in the function's text: the user's own where it has one."""
        wish = value.__name__
        try:
            if wish not in self.locals and self.unit.scope.lookup(wish).value is value:
                return str(wish)
        except KeyError:
            pass
        found: str = self.session.name_of(wish, value, self.unit)
        return found

    def times_bound(self, name: str) -> int:
        stores = [n for n in gast.walk(self.instance.tree) if isinstance(n, gast.Name) and n.id == name]
        return sum(not isinstance(n.ctx, gast.Load) for n in stores)

    # -------------------------------------------------------------- super()

    def call_super(self, e: Any, env: Env) -> Type:
        """`super()` in a method: its class is in the cell `__class__`, its object the first parameter."""
        written_out = getattr(e, "method_of", None)
        if written_out is not None:
            return Super(written_out[0], self.eval(at(load(written_out[1]), e), env), written_out[1])
        first = next(iter(self.instance.arg_types), None)
        if first is None or e.args or self.times_bound(first) > 1:
            raise Refused("unknown_call", e, "`super` with arguments, or of an object that is bound anew,")
        try:
            cls = self.unit.scope.lookup("__class__").value
        except KeyError:
            raise Refused("unknown_call", e, "`super()` outside of a class") from None
        return Super(cls, self.instance.arg_types[first], first)

    def through_super(self, e: Any, base: Super, env: Env) -> bool:
        """`super().m(x)` becomes `Base.m(self, x)` in the tree."""
        cls = base.owner.value if isinstance(base.owner, Static) else getattr(base.owner, "cls", None)
        if not isinstance(cls, type) or base.cls not in cls.__mro__:
            return False
        for c in cls.__mro__[cls.__mro__.index(base.cls) + 1 :]:
            if e.func.attr in c.__dict__:
                held = c.__dict__[e.func.attr]
                if not isinstance(held, (python_types.FunctionType, staticmethod)):
                    return False
                e.func = at(gast.Attribute(at(load(self.name_of(c)), e), e.func.attr, gast.Load()), e)
                if not isinstance(held, staticmethod):
                    e.args.insert(0, at(load(base.captured), e))
                return True
        return False

    # -------------------------------------------------------------- construction

    def collected_classes(self, s: Any, env: Env) -> list[type]:
        """The classes of which a loop makes objects that it keeps: `[Layer(w) for w in ws]`."""
        made: dict[str, type] = {}
        for n in walk(s.body):
            if isinstance(n, gast.Assign) and isinstance(n.value, gast.Call):
                cls = self.class_called(n.value.func, env)
                if cls is not None:
                    made.update({t.id: cls for t in n.targets if isinstance(t, gast.Name)})
        return [made[name] for name in _kept(s.body) if name in made]

    def class_called(self, func: Any, env: Env) -> Any:
        """The class of the user that a call makes an object of."""
        root = func
        while isinstance(root, gast.Attribute):
            root = root.value
        if not isinstance(root, gast.Name) or root.id in self.locals:
            return None
        held = self.eval(func, env)
        return held.value if isinstance(held, Static) and is_record_class(held.value) else None

    def construct(self, e: Any, cls: type, args: list[Type], keywords: dict[str, Type], env: Env) -> Type:
        """`State(x, v=v)`."""
        self.note_held(cls, [*args, *keywords.values()])
        if is_plain(cls):
            return self.construct_plain(cls, args, keywords)
        changing = None if self.is_dict(cls) else self.construct_object(e, cls, args, keywords, env)
        if changing is not None:
            return changing
        if begins_empty(cls) and not args:
            return Record(cls, (), ())
        fields = getattr(cls, "__dataclass_fields__", {})
        made = {n for n, f in fields.items() if f.init and f.default_factory is not dataclasses.MISSING}
        omitted = frozenset(made - set(keywords) - set(positional_fields(cls)[: len(args)]) if made else ())
        return self.leniently(
            NONE, [*args, *keywords.values()], lambda: self.made_by_init(e, cls, omitted, args, keywords, env)
        )

    def made_by_init(
        self,
        e: Any,
        cls: type,
        omitted: frozenset[str],
        args: list[Type],
        keywords: dict[str, Type],
        env: Env,
    ) -> Type:
        self.note_held_variables(cls, [*args, *keywords.values()])
        try:
            unit = self.program.constructor(cls, omitted)
        except TangentError:
            if not constructible(cls) or ("class", cls) in self.program.state:
                raise
            # Its `__init__` does more than to set attributes: it is tried with attributes as variables.
            self.program.found.add(("class", cls))
            return UNKNOWN
        if unit is None:
            return UNKNOWN
        found: Type = self.call_unit(e, unit, None, args, keywords, env)
        return found

    def note_held_variables(self, cls: type, parts: list[Type]) -> None:
        """What holds objects that are made of variables is made of variables, too."""
        if any(is_new(p) for t in parts for p in paths_in(t)) and constructible(cls):
            self.program.found.add(("class", cls))

    def made_object(self, e: Any, cls: Type, keywords: dict[str, Type], env: Env) -> Type:
        """`make(Body, m=self_m)`."""
        self.without_unset(e, env)
        left = {k.arg: keywords[k.arg] for k in e.keywords}
        self.note_held(cls.value, list(left.values()))  # type: ignore[attr-defined]
        self.note_held_variables(cls.value, list(left.values()))  # type: ignore[attr-defined]
        if self.is_dict(cls.value):  # type: ignore[attr-defined]
            return self.made_as_dict(e, cls.value, env)  # type: ignore[attr-defined]
        return Record(cls.value, tuple(left), tuple(left.values()))  # type: ignore[attr-defined]

    def construct_plain(self, cls: type, args: list[Type], keywords: dict[str, Type]) -> Type:
        """An object that only holds what it is given."""
        if cls is python_types.SimpleNamespace:
            return Record(cls, tuple(keywords), tuple(keywords.values())) if not args else UNKNOWN
        found = dict(zip(positional_fields(cls), args, strict=False)) | keywords
        items = []
        for name, p in fields_of(cls).items():
            if name not in found and p.default is p.empty:
                return UNKNOWN  # the call raises
            items.append(found[name] if name in found else self.default_of(cls, name, p.default))
        return Record(cls, tuple(fields_of(cls)), tuple(items))

    def default_of(self, cls: type, name: str, default: Any) -> Type:
        fields = getattr(cls, "__dataclass_fields__", {})
        factory = fields[name].default_factory if name in fields else dataclasses.MISSING
        if factory is dataclasses.MISSING:
            return type_of_value(self.session, default, ("field", cls, name), constants=True)
        if factory in (list, dict):
            return type_of_value(self.session, factory(), None)
        if isinstance(factory, python_types.FunctionType):
            result: Type = self.program.instance(self.program.unit_of(factory), {}).result
            return result
        return UNKNOWN

    # -------------------------------------------------------------- operators

    def special_method(
        self, e: Any, owner: Type, expr: Any, name: str, args: list[Type], exprs: list[Any], env: Env
    ) -> Type | None:
        """`owner.__name__(args)`; None where there is no such method, or it does not know the operand."""
        if not isinstance(owner, OBJECTS):
            return None
        function = class_attribute(owner.cls, name)
        self.session.use_owned(owner.cls, name, function)
        if not isinstance(function, python_types.FunctionType):
            return None
        found = self.leniently(
            owner, args, lambda: self.call_method(e, function, owner, expr, args, exprs, {}, env)
        )
        if isinstance(found, Static) and found.value is NotImplemented:
            self.instance.calls.pop(e, None)
            return None
        return found

    def binary_method(self, e: Any, a: Type, b: Type, env: Env) -> Type:
        name = BINARY_METHODS[type(e.op).__name__]
        if isinstance(a, Num) and a.kind != "py" and getattr(b, "cls", None) is not None:
            # NumPy would look into the object, unless it says that it is none of NumPy's.
            if class_attribute(b.cls, "__array_ufunc__") is not None:  # type: ignore[attr-defined]
                raise Refused("container", e, "an operator between a NumPy value and an object")
        left = (a, e.left, f"__{name}__", b, e.right)
        right = (b, e.right, f"__r{name}__", a, e.left)
        order = [right, left] if self.reflected_first(a, b) else [left, right]
        for owner, expr, method, other, operand in order:
            found = self.special_method(e, owner, expr, method, [other], [operand], env)
            if found is not None:
                return found
        return UNKNOWN

    def reflected_first(self, a: Type, b: Type) -> bool:
        """Whether the right operand is of a class derived from that of the left one."""
        if not isinstance(a, OBJECTS) or not isinstance(b, OBJECTS):
            return False
        return a.cls is not b.cls and issubclass(b.cls, a.cls)

    def builtin_method(self, e: Any, function: Any, args: list[Type], env: Env) -> Type | None:
        """`len(p)`, `abs(p)`, `float(p)` of an object."""
        if any(function is f for f in (min, max, sum, sorted)):
            compared = [p for a in args for p in (a, *items_of(a)) if isinstance(p, OBJECTS)]
            if any(not is_named_tuple(p.cls) and differentiable(p) for p in compared):
                raise Refused("container", e, f"`{function.__name__}` of objects")
        if not args or not isinstance(args[0], OBJECTS):
            return None
        if function is bool:
            args = [self.truth_asked(e.args[0], args[0], env)]
        asked = constant(args[1]) if function is hasattr and len(args) == 2 else None
        if isinstance(asked, str) and (is_new(getattr(args[0], "path", None)) or isinstance(args[0], Fields)):
            if self.is_late(args[0], asked):
                become(e, self.is_there(e.args[0], asked))
                found: Type = self.eval(e, env)
                return found
            return Static(self.attribute_is_set(args[0], asked, env))
        name = next((n for f, n in BUILTIN_METHODS.items() if f is function), None)
        if name is None:
            return None
        return self.special_method(e, args[0], e.args[0], name, args[1:], e.args[1:], env)

    # -------------------------------------------------------------- tests of types

    def truth_of_object(self, t: Type) -> bool | None:
        if isinstance(t, (Callable_, Closure, Method)):
            return True
        if isinstance(t, OBJECTS) and not getattr(t, "optional", False):
            plain = all(class_attribute(t.cls, n) is NOWHERE for n in ("__bool__", "__len__"))
            return True if plain else None
        return None

    def call_getattr(self, e: Any, args: list[Type], env: Env) -> Type:
        """`getattr(x, "ndim", 1)` of an array is `x.ndim`, or the default if there is no such attribute."""
        name = args[1].value if len(args) > 1 and isinstance(args[1], Static) else None
        if isinstance(args[0], OBJECTS) and isinstance(name, str) and not is_hooked(args[0].cls):
            read = gast.Attribute(e.args[0], name, gast.Load())
            if self.has_attribute(args[0], name):
                become(e, read)
                found: Type = self.eval(e, env)
                return found
            if self.changes_here(args[0]) and len(e.args) > 2 and not self.is_late(args[0], name):
                there = self.attribute_is_set(args[0], name, env)
                missing: Type = self.instead(e, read if there else e.args[2], env)
                return missing
        module = constant(args[0])
        if isinstance(module, python_types.ModuleType) and isinstance(name, str) and hasattr(module, name):
            of_module: Type = self.instead(e, gast.Attribute(e.args[0], name, gast.Load()), env)
            return of_module
        if not (isinstance(args[0], Num) and args[0].kind == "array" and isinstance(name, str)):
            return UNKNOWN
        if hasattr(np.ndarray, name):
            become(e, gast.Attribute(e.args[0], name, gast.Load()))
            return self.array_attribute(args[0], e)
        if len(args) < 3:
            return UNKNOWN
        become(e, e.args[2])
        return args[2]

    def call_hasattr(self, e: Any, args: list[Type], keywords: Any) -> Type:
        name = args[1].value if isinstance(args[1], Static) else None
        if isinstance(args[0], OBJECTS) and isinstance(name, str) and not is_hooked(args[0].cls):
            found = self.has_attribute(args[0], name)
            if isinstance(args[0], Obj) and not found:
                self.session.attributes.setdefault((args[0].path, name), NOT_OWN)
            return Static(found)
        if isinstance(args[0], Num) and args[0].kind == "array" and isinstance(name, str):
            return Static(hasattr(np.ndarray, name))
        if isinstance(args[0], Static) and isinstance(name, str):
            return Static(hasattr(args[0].value, name))
        return UNKNOWN


def _kept(stmts: list[Any]) -> list[str]:
    """Names of what is put into lists and dicts."""
    found = []
    for n in walk(stmts):
        if isinstance(n, gast.Assign) and isinstance(n.targets[0], gast.Subscript):
            found += [n.value]
        elif isinstance(n, gast.Call) and isinstance(n.func, gast.Attribute):
            found += n.args if n.func.attr in ("append", "appendleft", "insert", "setdefault") else []
    return [e.id for e in found if isinstance(e, gast.Name)]
