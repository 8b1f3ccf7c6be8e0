"""A class with an `__init__` of the user's, as a function that returns the finished object.

    class Body:                                     def body(m, x):
        def __init__(self, m, x):                       self_m = m
            self.m = m                          →       self_x = np.asarray(x)
            self.x = np.asarray(x)                      return make(Body, m=self_m, x=self_x)

Attributes are variables until the object is returned.  What `super().__init__(...)` and methods that set
attributes do is written in their place.  A method that is kept (`self.act = self._tanh`) sees the finished
object: it is taken from it last.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from typing import Any

import gast

from tangent.normalise import free_names, params_of
from tangent.objects import is_frozen
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    clone,
    load,
    names_in,
    stores_in,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused

MAKE, CLASS = "<make>", "<class>"
"""Names that are exchanged when it is known which are free."""

Read = Callable[[Any], gast.FunctionDef]


class Maker:
    """Writes the function of one class.

    read: a fresh tree of a function.  generated: `tree` was written by `dataclasses`.
    borrowed: name in the new text → (function, name there).
    """

    def __init__(
        self, cls: type, init: Any, tree: gast.FunctionDef, read: Read, generated: bool = False
    ) -> None:
        self.cls = cls
        self.read = read
        self.generated = generated
        self.namer = Namer(names_in(tree))
        self.attributes: dict[str, str] = {}
        self.borrowed: dict[str, tuple[Any, str]] = {}
        self.home = init
        self.open: list[Any] = []
        self.last: list[tuple[Any, str]] = []
        """Statements that keep a method of the object, and the name that it goes by there."""
        self.bound: set[str] = set()
        """Names that are bound anywhere."""
        self.inside = 0
        """In how many branches and loops we are."""
        self.functions = 0
        """In how many functions that are made on the spot."""
        self.taken: list[tuple[Any, Any, int]] = []
        """Where something is taken from the object that may be used later; the method; how many attributes
        had been set by then."""
        self.stored: list[str] = []
        """Attributes in the order in which they are set."""

    def function(self, tree: gast.FunctionDef, init: Any) -> gast.FunctionDef:
        """`tree`, the text of `__init__`, rewritten."""
        arguments = tree.args.posonlyargs or tree.args.args
        self.owner = self.owner_of(init)
        first = arguments.pop(0).id
        self.open.append(init)
        self.bound |= stores_in(tree.body)
        tree.body = self.block(_without_last_return(tree.body), first)
        last, self.last = self.last, []
        for s, me in last:
            tree.body += self.rewritten(s, me)
        self.check_finished()
        tree.body.append(gast.Return(self.made(tree)))
        return tree

    def check_finished(self) -> None:
        """What was taken from the object before it was finished reads nothing that was set afterwards."""
        for node, method, count in self.taken:
            later = set(self.stored[count:])
            read = None if method is None else self.read_by(method, set())
            if later and (read is None or later & read or read & {"getattr", "vars", "__dict__"}):
                raise self.handed_on(node)

    def read_by(self, function: Any, seen: set[Any]) -> set[str]:
        """Names that a method mentions, and those that the methods do that it may call."""
        seen.add(function)
        found = _mentioned(function.__code__)
        for name in sorted(found):
            held = self.looked_up(self.cls.__mro__, name)
            for f in (held, getattr(held, "fget", None), getattr(held, "func", None)):
                if isinstance(f, types.FunctionType) and f not in seen:
                    found = found | self.read_by(f, seen)
        return found

    def handed_on(self, node: Any) -> Refused:
        what = f"`__init__` of `{self.cls.__name__}`, which hands the object on,"
        return Refused("unknown_call", node, what)

    def owner_of(self, function: Any) -> type:
        """The class of the family in which a method is defined."""
        for c in self.cls.__mro__:
            if any(_function_of(v) is function for v in vars(c).values()):
                return c
        return self.cls

    def made(self, node: Any) -> Any:
        """The object with the attributes that it has so far."""
        keywords = [gast.keyword(a, at(load(v), node)) for a, v in self.attributes.items()]
        return at(gast.Call(load(MAKE), [load(CLASS)], keywords), node)

    # -------------------------------------------------------------- statements

    def block(self, stmts: list[Any], me: str) -> list[Any]:
        return [new for s in stmts for new in self.statement(s, me)]

    def statement(self, s: Any, me: str) -> list[Any]:
        if isinstance(s, gast.Return):
            raise Refused("unknown_call", s, f"`__init__` of `{self.cls.__name__}`, which returns early,")
        if isinstance(s, gast.Expr) and isinstance(s.value, gast.Call):
            stored = _stored_past_the_class(s.value, me)
            if stored is not None:
                name, value = stored
                value = self.expression(value, me)
                return [at(gast.Assign([self.variable(name, s)], value, None), s)]
            found = self.part(s.value, me)
            if found is not None:
                return found
        if isinstance(s, (gast.FunctionDef, gast.ClassDef)) and me in free_names(s):
            raise Refused("unknown_call", s, "a function inside `__init__`, which reads the object,")
        if self.keeps_method(s, me):
            self.last.append((s, me))
            return []
        return self.rewritten(s, me)

    def keeps_method(self, s: Any, me: str) -> bool:
        """Whether a statement keeps a method of the object in an attribute, and may stand at the end."""
        if self.inside or not isinstance(s, gast.Assign) or len(s.targets) != 1:
            return False
        called = {id(n.func) for n in walk(s.value) if isinstance(n, gast.Call)}
        called -= {id(n) for f in walk(s.value) if isinstance(f, gast.Lambda) for n in walk(f)}
        kept = any(self.is_method(n, me) and id(n) not in called for n in walk(s.value))
        return kept and _sets(s.targets[0], me) and not names_in(s.value) & self.bound

    def is_method(self, e: Any, me: str) -> bool:
        if not isinstance(e, gast.Attribute) or not isinstance(e.value, gast.Name) or e.value.id != me:
            return False
        held = self.looked_up(self.cls.__mro__, e.attr)
        return e.attr not in self.attributes and isinstance(held, types.FunctionType)

    def rewritten(self, s: Any, me: str) -> list[Any]:
        """A statement with attributes of the object as variables."""
        for field in s._fields:
            value = getattr(s, field, None)
            if isinstance(value, list) and value and isinstance(value[0], gast.stmt):
                self.inside += 1
                setattr(s, field, self.block(value, me))
                self.inside -= 1
            elif isinstance(value, list):
                setattr(s, field, [self.expression(v, me) for v in value])
            elif field not in ("targets", "target"):
                setattr(s, field, self.expression(value, me))
        for field in ("targets", "target"):  # after the value: `self.x = self.x + 1`
            if hasattr(s, field):
                value = getattr(s, field)
                many = isinstance(value, list)
                new = [self.expression(v, me) for v in value] if many else self.expression(value, me)
                setattr(s, field, new)
        return [s]

    def part(self, e: Any, me: str) -> list[Any] | None:
        """A call that goes on making the object: the `__init__` of a base, a method that sets attributes."""
        if not isinstance(e.func, gast.Attribute):
            return None
        found = self.callee(e, me)
        if found is None:
            return None
        function, args = found
        if function is object.__init__:
            return []
        if not isinstance(function, types.FunctionType):
            return None
        if e.func.attr != "__init__" and not self.sets_attributes(function):
            return None
        return self.written_out(function, args, e, me)

    def callee(self, e: Any, me: str) -> tuple[Any, list[Any]] | None:
        """The function that a statement calls with the object, and its other arguments."""
        base, name = e.func.value, e.func.attr
        if isinstance(base, gast.Name) and base.id == me:
            return self.looked_up(self.cls.__mro__, name), list(e.args)
        if isinstance(base, gast.Call) and isinstance(base.func, gast.Name) and base.func.id == "super":
            after = self.cls.__mro__[self.cls.__mro__.index(self.owner) + 1 :]
            return self.looked_up(after, name), list(e.args)
        if e.args and isinstance(e.args[0], gast.Name) and e.args[0].id == me:
            for c in self.cls.__mro__:
                if isinstance(base, gast.Name) and c.__name__ == base.id:
                    return self.looked_up(c.__mro__, name), list(e.args[1:])
        return None

    def looked_up(self, classes: Iterable[type], name: str) -> Any:
        return next((vars(c)[name] for c in classes if name in vars(c)), None)

    def sets_attributes(self, function: Any) -> bool:
        tree = self.read(function)
        names = params_of(tree)
        return bool(names) and any(_sets(n, names[0]) for n in walk(tree.body))

    # -------------------------------------------------------------- other functions in their place

    def written_out(self, function: Any, args: list[Any], e: Any, me: str) -> list[Any]:
        if function in self.open or any(isinstance(a, gast.Starred) for a in args):
            raise Refused("unknown_call", e, f"`{function.__qualname__}`, called this way by `__init__`,")
        tree = self.read(function)
        first, *names = params_of(tree)
        keywords = {k.arg: k.value for k in e.keywords}
        given = dict(zip(names, args, strict=False)) | keywords
        if tree.args.vararg or tree.args.kwarg or len(args) > len(names) or set(given) - set(names):
            raise Refused("unknown_call", e, f"`{function.__qualname__}`, called this way by `__init__`,")
        table = {n: self.namer.fresh(n) for n in sorted({*names, *stores_in(tree.body)} - {first})}
        table |= self.names_from(function, tree, set(table) | {first})
        new_me = self.namer.fresh(first)
        body = substitute(_without_last_return(tree.body), table | {first: new_me})
        self.bound |= stores_in(body)
        for node in walk(body):
            node.lineno = None  # its text stands elsewhere
        defaults = _defaults(tree)
        out = []
        for n in names:
            value = self.expression(given[n], me) if n in given else substitute(defaults.get(n), table)
            if value is None:
                raise Refused("call", e, f"`{function.__qualname__}` needs an argument for `{n}`")
            out.append(at(assign(table[n], value), e))
        owner, self.owner = self.owner, self.owner_of(function)
        self.open.append(function)
        out += self.block(body, new_me)
        self.open.pop()
        self.owner = owner
        return out

    def names_from(self, function: Any, tree: Any, own: set[str]) -> dict[str, str]:
        """Names of another module, under names of their own."""
        if function.__globals__ is self.home.__globals__ and not function.__closure__:
            return {}
        table = {}
        for n in free_names(tree):
            if (
                n not in own
                and (n in function.__globals__ or n in function.__code__.co_freevars)
                and n != "super"
            ):
                table[n] = self.namer.fresh(n)
                self.borrowed[table[n]] = (function, n)
        return table

    # -------------------------------------------------------------- expressions

    def expression(self, e: Any, me: str) -> Any:
        """`e` with attributes of the object as variables."""
        if isinstance(e, list):
            return [self.expression(i, me) for i in e]
        if not isinstance(e, gast.AST):
            return e
        if isinstance(e, gast.Attribute) and isinstance(e.value, gast.Name) and e.value.id == me:
            return self.attribute(e)
        if isinstance(e, gast.Name) and e.id == me:
            raise self.handed_on(e)
        is_lambda = isinstance(e, gast.Lambda)
        self.functions += is_lambda
        if isinstance(e, gast.Call) and not self.functions and self.is_method(e.func, me):
            e.func = at(gast.Attribute(self.made(e), e.func.attr, gast.Load()), e)
        for field in e._fields:
            value = getattr(e, field, None)
            if isinstance(value, (gast.AST, list)):
                setattr(e, field, self.expression(value, me))
        self.functions -= is_lambda
        return e

    def attribute(self, e: Any) -> Any:
        if e.attr == "__dict__":
            raise Refused("unknown_call", e, f"`__dict__` in `__init__` of `{self.cls.__name__}`")
        if isinstance(e.ctx, gast.Load):
            if any(s.targets[0].attr == e.attr for s, _ in self.last):
                raise self.handed_on(e)
            if e.attr in self.attributes:
                return at(load(self.attributes[e.attr]), e)
            held = self.looked_up(self.cls.__mro__, e.attr)
            method = held if isinstance(held, types.FunctionType) else None
            if method is not None or self.functions:
                self.taken.append((e, method, len(self.stored)))
            return at(gast.Attribute(self.made(e), e.attr, gast.Load()), e)
        if is_frozen(self.cls) and not (self.generated and len(self.open) == 1):
            raise Refused("attribute", e, f".{e.attr}")  # Python raises FrozenInstanceError
        return self.variable(e.attr, e)

    def variable(self, attribute: str, node: Any) -> gast.Name:
        """The variable in which an attribute is kept that is set here."""
        held = self.looked_up(self.cls.__mro__, attribute)
        if hasattr(type(held), "__set__") and not isinstance(held, types.MemberDescriptorType):
            raise Refused("attribute", node, f".{attribute}")
        if attribute not in self.attributes:
            self.attributes[attribute] = self.namer.fresh(f"self_{attribute}")
        self.stored.append(attribute)
        ctx = getattr(node, "ctx", gast.Store())
        return at(gast.Name(self.attributes[attribute], ctx, None, None), node)


def _sets(node: Any, me: str) -> bool:
    """Whether a part of a method sets an attribute of the object, which goes by the name `me`."""
    if isinstance(node, gast.Call):
        return _stored_past_the_class(node, me) is not None
    if not isinstance(node, gast.Attribute) or isinstance(node.ctx, gast.Load):
        return False
    return isinstance(node.value, gast.Name) and node.value.id == me


def _stored_past_the_class(e: gast.Call, me: str) -> tuple[str, Any] | None:
    """Attribute and value of `object.__setattr__(self, "x", v)` or `super().__setattr__("x", v)`."""
    f = e.func
    if not isinstance(f, gast.Attribute) or f.attr != "__setattr__" or e.keywords:
        return None
    base, args = f.value, list(e.args)
    if isinstance(base, gast.Name) and base.id == "object":
        if not args or not isinstance(args[0], gast.Name) or args.pop(0).id != me:
            return None
    elif not (isinstance(base, gast.Call) and isinstance(base.func, gast.Name) and base.func.id == "super"):
        return None
    if len(args) != 2 or not isinstance(args[0], gast.Constant) or not isinstance(args[0].value, str):
        return None
    return args[0].value, args[1]


def _mentioned(code: types.CodeType) -> set[str]:
    """The names of globals and attributes in some code, functions inside of it included."""
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    return set(code.co_names).union(*map(_mentioned, inner))


def _function_of(value: Any) -> Any:
    return getattr(value, "__func__", value)


def _without_last_return(body: list[Any]) -> list[Any]:
    last = body[-1]
    if isinstance(last, gast.Return) and (last.value is None or _is_none(last.value)):
        return body[:-1]
    return body


def _is_none(e: Any) -> bool:
    return isinstance(e, gast.Constant) and e.value is None


def _defaults(tree: Any) -> dict[str, Any]:
    a = tree.args
    positional = [*a.posonlyargs, *a.args]
    found = dict(
        zip([p.id for p in positional][len(positional) - len(a.defaults) :], a.defaults, strict=True)
    )
    return found | {p.id: d for p, d in zip(a.kwonlyargs, a.kw_defaults, strict=True) if d is not None}


def after_generated(cls: Any, omitted: frozenset[str]) -> tuple[gast.FunctionDef, dict[str, Any]]:
    """The `__init__` that `dataclasses` wrote, and the factories that it calls by name; omitted: fields that
    a call leaves to their factories."""
    import dataclasses
    import inspect

    fields = {f.name: f for f in dataclasses.fields(cls)}
    names = [n for n in inspect.signature(cls).parameters if n not in omitted]
    lines = [f"def __init__(self, {', '.join(names)}):"]
    objects: dict[str, Any] = {}
    for name, f in fields.items():
        if name in names:
            lines.append(f"    self.{name} = {name}")
        elif f.default_factory is not dataclasses.MISSING:
            objects[f"{name}_factory"] = f.default_factory
            lines.append(f"    self.{name} = {name}_factory()")
        elif f.default is not dataclasses.MISSING:
            objects[f"{name}_default"] = f.default
            lines.append(f"    self.{name} = {name}_default")
    if hasattr(cls, "__post_init__"):
        more = [n for n in names if n not in fields]
        lines.append(f"    self.__post_init__({', '.join(more)})")
    tree = gast.parse("\n".join(lines)).body[0]
    return clone(tree), objects
