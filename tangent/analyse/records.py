"""What is done to a whole named tuple or dataclass, said attribute by attribute.

    a, b = s               a = s.x; b = s.v
    y = s[0]               y = s.x
    y = s._replace(x=z) →  t1 = s.v; y = State(x=z, v=t1)
    y = tuple(s)           t1 = s.x; t2 = s.v; y = (t1, t2)

A typed rewrite, statement by statement; what is left are attributes, displays and calls of the class.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import inspect
import types
from typing import Any

import gast

from tangent.analyse.as_data import AsData
from tangent.analyse.attributes import is_new
from tangent.analyse.copied import Copies
from tangent.analyse.flow import SHAPE_ATTRIBUTES
from tangent.analyse.objects import BINARY_METHODS, NOWHERE, OBJECTS, class_attribute
from tangent.analyse.rewriting import Env
from tangent.objects import fields_of, has_generated_init, is_named_tuple, is_plain, snake
from tangent.runtime.sequences import each_item, each_item_backwards, each_step, next_or
from tangent.syntax.nodes import (
    assign,
    at,
    call,
    clone,
    const,
    load,
    loads_in,
    method,
    stores_in,
    subscript,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import NONE, Fields, ListOf, Num, Obj, Record, Seq, Static, constant

LOOKS = (isinstance, type, getattr, hasattr, print, repr, id)
"""Builtins for which a named tuple is what it is."""
COPYING = (copy.copy, copy.deepcopy, dataclasses.replace)
READERS = (list, tuple, set, sum, min, max, sorted)
"""Builtins that read all that an object of the user's gives."""


class _Stays(Exception):
    """A statement is left as it is."""


class Records(AsData, Copies):
    """The part of inference that takes records apart."""

    def taken_apart(self, s: Any, env: Env) -> list[Any] | None:
        """Statements to be put in the place of `s`; None where it stays."""
        if isinstance(s, gast.Assign) and isinstance(s.value, gast.Attribute):
            return self.cached_read(s, s.value, env)
        names = [n.id for n in _operands(s) if isinstance(n, gast.Name)]
        types = tuple(env.get(n) for n in names)
        if isinstance(s, gast.For) and any(t is None and n not in self.locals for n, t in zip(names, types)):
            types = tuple(self.eval(n, env) for n in _operands(s) if isinstance(n, gast.Name))
        if not any(isinstance(t, OBJECTS) for t in types) and not _makes_tuple(s):
            return None
        if (said := self.as_data(s, env) or self.getattr_of(s, env)) is not None:
            return said
        try:
            return self.once(s, types, lambda: self.attribute_by_attribute(s, env))
        except _Stays:
            return None

    def attribute_by_attribute(self, s: Any, env: Env) -> list[Any]:
        found = self.said_by_parts(s, env)
        if found is None:
            raise _Stays
        return found

    def said_by_parts(self, s: Any, env: Env) -> list[Any] | None:
        if isinstance(s, gast.For):
            return self.loop_over_record(s, env)
        if isinstance(s, gast.AugAssign):
            return self.augmented_record(s, env)
        e = s.value
        if isinstance(e, gast.Name) and isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Tuple):
            return self.unpacked_record(s, e, env)
        if isinstance(e, gast.Subscript) and isinstance(e.value, gast.Name):
            return self.part_of_tuple(s, e, env)
        if isinstance(e, gast.BinOp):
            return self.operands_of_record(s, e, env)
        if isinstance(e, gast.Call):
            return self.call_of_record(s, e, env)
        return None

    # -------------------------------------------------------------- small tools

    def record_of(self, e: Any, env: Env) -> Record | None:
        t = self.eval(e, env)
        t = self.as_record(t) if isinstance(t, Obj) else t
        return t if isinstance(t, Record) else None

    def tuple_of(self, e: Any, env: Env) -> Record | None:
        t = self.record_of(e, env) if isinstance(e, gast.Name) else None
        return t if t is not None and is_named_tuple(t.cls) else None

    def attribute(self, e: Any, name: str) -> Any:
        return at(gast.Attribute(at(load(e.id), e), name, gast.Load()), e)

    def parts(self, e: Any, t: Record, out: list[Any], s: Any) -> dict[str, Any]:
        """A name for each attribute."""
        return {k: self.named(self.attribute(e, k), out, s) for k in t.keys}

    # -------------------------------------------------------------- named tuples as tuples

    def unpacked_record(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        t = self.tuple_of(e, env)
        targets = s.targets[0].elts
        out: list[Any]
        if t is None and self.has_iterator(e, env):
            out = []
            given = self.iterated(e, out, s, env)
            if self.program.unit_of(iteration_of(self.eval(e, env))).generator:
                items = self.temporary()
                empty = at(assign(items, gast.List([], gast.Load())), s)
                out += self.core([empty, self.appending(items, given)], s)
                given = load(items)
            given = self.named(given, out, s)
            return [*out, self.with_value(s, given)]
        if t is None or len(targets) != len(t.keys):
            return None
        values = [self.attribute(e, k) for k in t.keys]
        if any(target.id == e.id for target in targets):
            out = []
            values = [self.named(v, out, s) for v in values]
            return [*out, *(self.bound_to(target, v, s) for target, v in zip(targets, values, strict=True))]
        return [self.bound_to(target, v, s) for target, v in zip(targets, values, strict=True)]

    def bound_to(self, target: Any, value: Any, s: Any) -> Any:
        return at(gast.Assign([target], value, None), s)

    def part_of_tuple(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        t = self.tuple_of(e.value, env)
        if t is None:
            return None
        self.eval(e.slice, env)
        key = constant(self.types[e.slice])
        if isinstance(key, int) and -len(t.keys) <= key < len(t.keys):
            return [self.with_value(s, self.attribute(e.value, t.keys[key]))]
        out: list[Any] = []
        name = self.as_tuple(e.value, t, out, s)
        return [*out, self.with_value(s, at(gast.Subscript(name, e.slice, gast.Load()), e))]

    def as_tuple(self, e: Any, t: Record, out: list[Any], s: Any) -> Any:
        parts = list(self.parts(e, t, out, s).values())
        return self.named(at(gast.Tuple(parts, gast.Load()), e), out, s)

    def loop_over_record(self, s: Any, env: Env) -> list[Any] | None:
        """`for v in s`, also inside `zip` and `enumerate`."""
        out: list[Any] = []
        iterable = self.with_tuples(s.iter, out, s, env)
        if not out and iterable is s.iter:
            return None
        new = gast.For(s.target, iterable, s.body, s.orelse, None)
        new.counted = getattr(s, "counted", False)
        return [*out, at(new, s)]

    def with_tuples(self, e: Any, out: list[Any], s: Any, env: Env) -> Any:
        if isinstance(e, gast.Name):
            t = self.tuple_of(e, env)
            return self.iterated(e, out, s, env) if t is None else self.as_tuple(e, t, out, s)
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Name):
            if self.unit.builtin(e.func) == "reversed" and (last := self.from_the_end(e, out, s, env)):
                return last
            args = [self.with_tuples(a, out, s, env) for a in e.args]
            changed = any(a is not b for a, b in zip(args, e.args, strict=True))
            return at(gast.Call(e.func, args, e.keywords), e) if changed else e
        return e

    def from_the_end(self, e: Any, out: list[Any], s: Any, env: Env) -> Any:
        """`reversed(p)` of an object that has items by number; None for anything else."""
        t = self.eval(e.args[0], env) if len(e.args) == 1 and isinstance(e.args[0], gast.Name) else None
        if not isinstance(t, OBJECTS) or is_named_tuple(t.cls):
            return None
        if class_attribute(t.cls, "__reversed__") is not NOWHERE:
            return self.named(method(e.args[0], "__reversed__"), out, s)
        if not all(class_attribute(t.cls, n) is not NOWHERE for n in ("__len__", "__getitem__")):
            return None
        ours = load(self.unit_name("each_item_backwards", each_item_backwards))
        return self.named(gast.Call(ours, [e.args[0]], []), out, s)

    def has_iterator(self, e: Any, env: Env) -> bool:
        """Whether `e` is an object, no named tuple, whose class has an `__iter__` of the user's, or a
        `__getitem__` that says what its items are."""
        t = self.eval(e, env) if isinstance(e, gast.Name) else None
        if not isinstance(t, OBJECTS) or is_named_tuple(t.cls):
            return False
        return isinstance(iteration_of(t), types.FunctionType)

    def iterated(self, e: Any, out: list[Any], s: Any, env: Env) -> Any:
        """What `for v in p` runs over if the class of `p` has an `__iter__`, or items by number."""
        t = self.eval(e, env)
        if not isinstance(t, OBJECTS):
            return e
        function = iteration_of(t)
        if not isinstance(function, types.FunctionType):
            raise Refused("loop", e, f"an object of class `{t.cls.__name__}`")
        if function is each_item:
            return self.named(gast.Call(load(self.unit_name("each_item", each_item)), [e], []), out, s)
        unit = self.program.unit_of(function)
        if unit.generator:
            return self.named(method(e, "__iter__"), out, s)
        if gives_itself(unit) and has_steps(t):
            if len(unit.tree.body) > 1:
                out.append(at(gast.Expr(method(e, "__iter__")), s))
            return self.named(gast.Call(load(self.unit_name("each_step", each_step)), [e], []), out, s)
        if makes_steps(unit):
            steps = self.named(method(e, "__iter__"), out, s)
            return self.named(gast.Call(load(self.unit_name("each_step", each_step)), [steps], []), out, s)
        before = unit.tree.body[:-2]
        made = unit.tree.body[-2].value if len(unit.tree.body) > 1 else None
        if not isinstance(made, gast.Call) or unit.builtin(made.func) != "iter":
            raise Refused("loop", e, f"an object of class `{t.cls.__name__}`")
        table = {n: self.temporary() for n in sorted(stores_in(unit.tree.body))}
        table |= {p.name: e.id for p in unit.params}
        if loads_in(before) - set(table):
            raise Refused("loop", e, f"an object of class `{t.cls.__name__}`")
        out += [at(substitute(b, table), s) for b in before]
        return at(substitute(made.args[0], table), e)

    def operands_of_record(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        """`s + (1.0,)`; and `np.float64(2.0) * p`, for which NumPy asks `p` with a Python number."""
        out: list[Any] = []
        sides = []
        for side in (e.left, e.right):
            t = self.tuple_of(side, env)
            has_operator = t is not None and self.has_operator(t, e)
            sides.append(side if t is None or has_operator else self.as_tuple(side, t, out, s))
        left, right = self.eval(e.left, env), self.eval(e.right, env)
        if isinstance(right, (Record, Obj)) and isinstance(left, Num) and left.kind in ("np", "scalar"):
            if left.dtype is not None and left.dtype.kind == "f" and self.leaves_numpy_alone(right.cls):
                name = self.unit_name("float", float)
                sides[0] = self.named(gast.Call(at(load(name), e), [e.left], []), out, s)
        return [*out, self.with_value(s, at(gast.BinOp(sides[0], e.op, sides[1]), e))] if out else None

    def augmented_record(self, s: Any, env: Env) -> list[Any] | None:
        """`p += q` is a new object, `p = p + q`, unless the class has a method of its own for it."""
        old = at(load(s.target.id), s)
        held = self.eval(old, env)
        t = held if isinstance(held, Fields) else self.record_of(old, env)
        if t is None:
            return None
        in_place = f"__i{BINARY_METHODS[type(s.op).__name__]}__"
        if in_place in _own_names(t.cls):
            value: Any = gast.Call(at(gast.Attribute(old, in_place, gast.Load()), s), [s.value], [])
        else:
            value = gast.BinOp(old, s.op, s.value)
        out: list[Any] = []
        name = self.named(value, out, s)
        return [*out, at(gast.Assign([s.target], name, None), s)]

    # -------------------------------------------------------------- calls

    def call_of_record(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        if any(isinstance(a, gast.Starred) for a in e.args) or any(k.arg is None for k in e.keywords):
            return None
        if isinstance(e.func, gast.Attribute):
            held = self.eval(e.func, env) if isinstance(self.eval(e.func.value, env), Record) else None
            if isinstance(held, Record):
                out: list[Any] = []  # `self.inner(x)` of an object that is called
                func = self.named(e.func, out, s)
                return [*out, self.with_value(s, gast.Call(func, e.args, e.keywords))]
            found = self.method_of_record(s, e, env)
            if found is not None:
                return found
        function = constant(self.eval(e.func, env)) if not self.is_method(e, env) else NotImplemented
        if function is NotImplemented or not e.args:
            return None
        first = e.args[0]
        if function is next and has_steps(self.eval(first, env)):
            step = method(first, "__next__")
            if len(e.args) > 1:
                step = gast.Call(load(self.unit_name("next_or", next_or)), e.args, [])
            return [self.with_value(s, step)]
        if function in READERS and self.has_iterator(first, env):
            out = []
            if getattr(e.func, "ahead", False) and has_steps(t := self.eval(first, env)):
                hint = "Give `next` the object itself, which is its own iterator."
                raise Refused("loop", e, f"`iter` of an object of class `{t.cls.__name__}`", hint)
            items = self.iterated(first, out, s, env)
            return [*out, self.with_value(s, gast.Call(e.func, [items, *e.args[1:]], e.keywords))]
        if function in COPYING and self.is_copied_whole(t := self.eval(first, env), function):
            return self.copied_whole(s, e, function, t, env)
        t = self.record_of(first, env) if isinstance(first, gast.Name) else None
        if t is None:
            return None
        if function is dataclasses.replace and dataclasses.is_dataclass(t.cls) and has_generated_init(t.cls):
            return self.replaced_parts(s, first, t.cls, _copied_by_replace(t.cls), e.keywords)
        if function is copy.copy and is_plain(t.cls):
            return self.replaced_parts(s, first, t.cls, list(fields_of(t.cls) | dict.fromkeys(t.keys)), [])
        if is_named_tuple(t.cls) and self.takes_tuples(function):
            out = []
            args = [self.with_tuples(a, out, s, env) for a in e.args]
            return [*out, self.with_value(s, gast.Call(e.func, args, e.keywords))]
        return None

    def is_method(self, e: Any, env: Env) -> bool:
        """Whether a call is of a method of a value."""
        if not isinstance(e.func, gast.Attribute):
            return False
        base = self.eval(e.func.value, env)
        return not isinstance(base, Static)

    def takes_tuples(self, function: Any) -> bool:
        """Whether a function sees a named tuple as a tuple: the builtins and NumPy."""
        home = (getattr(function, "__module__", None) or "").split(".")[0]
        return home in ("builtins", "numpy", "math") and not any(function is f for f in LOOKS)

    def method_of_record(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        """`_replace`, `_asdict` and `_make` of named tuples."""
        base = e.func.value
        if e.func.attr == "_make" and len(e.args) == 1:
            cls = constant(self.eval(base, env))
            items = self.eval(e.args[0], env)
            if is_named_tuple(cls) and isinstance(items, Seq) and isinstance(e.args[0], gast.Name):
                out: list[Any] = []
                items_of = [subscript(e.args[0], const(k)) for k in range(len(items.items))]
                args = [self.named(at(x, e), out, s) for x in items_of]
                return [*out, self.with_value(s, gast.Call(base, args, []))]
            if is_named_tuple(cls) and isinstance(items, (ListOf, Num)) and items.kind in ("list", "array"):
                given = gast.Starred(e.args[0], gast.Load())
                return [self.with_value(s, gast.Call(base, [at(given, e)], []))]
        t = self.tuple_of(base, env)
        if t is None:
            return None
        if e.func.attr == "_replace":
            return self.replaced_parts(s, base, t.cls, list(t.keys), e.keywords)
        return self.as_dict(s, base, t) if e.func.attr == "_asdict" else None

    def replaced_parts(self, s: Any, e: Any, cls: Any, names: list[str], keywords: list[Any]) -> list[Any]:
        """An object like `e`, made by a call of its class: of the attributes `names` of `e` that the keywords
        do not give, and of the keywords."""
        out: list[Any] = []
        given = {k.arg for k in keywords}
        kept = [gast.keyword(n, self.named(self.attribute(e, n), out, s)) for n in names if n not in given]
        made = gast.Call(at(load(self.name_of(cls)), e), [], [*kept, *keywords])
        return [*out, self.with_value(s, made)]

    def copied_whole(self, s: Any, e: Any, function: Any, t: Any, env: Env) -> list[Any] | None:
        """A copy of an object that changes."""
        first, *rest = e.args
        if rest or not isinstance(first, gast.Name):
            return None
        if function is dataclasses.replace:
            if not dataclasses.is_dataclass(t.cls) or not has_generated_init(t.cls):
                return None
            return self.replaced_parts(s, first, t.cls, _copied_by_replace(t.cls), e.keywords)
        seen = {t.cls} if function is copy.deepcopy else None
        made = self.copied_as_object(first, t, seen, env)
        if made is None:
            return None
        return self.once(s, "copy", lambda: self.core([self.with_value(s, made)], s))

    def as_dict(self, s: Any, e: Any, t: Record) -> list[Any]:
        out: list[Any] = []
        parts = self.parts(e, t, out, s)
        made = gast.Dict([at(const(k), e) for k in parts], list(parts.values()))
        return [*out, self.with_value(s, made)]

    def getattr_of(self, s: Any, env: Env) -> list[Any] | None:
        """`getattr(p, "name", default)` with a name that is known."""
        e = s.value if isinstance(s, (gast.Assign, gast.Expr)) else None
        if not isinstance(e, gast.Call) or self.unit.builtin(e.func) != "getattr" or len(e.args) < 2:
            return None
        base, name = self.eval(e.args[0], env), constant(self.eval(e.args[1], env))
        if not isinstance(base, OBJECTS) or not isinstance(name, str):
            return None
        made_here = isinstance(base, Fields) or (isinstance(base, Obj) and is_new(base.path))
        read = self.with_value(s, at(gast.Attribute(e.args[0], name, gast.Load()), e))
        if made_here and self.is_late(base, name):
            if len(e.args) < 3:
                return [read]
            test = self.is_there(e.args[0], name)
            whole = gast.If(test, [read], [self.with_value(s, e.args[2])])
            return self.once(s, ("getattr", name), lambda: self.core([whole], s))
        there = self.attribute_is_set(base, name, env) if made_here else self.has_attribute(base, name)
        if not there and len(e.args) < 3:
            return None
        # A later trip of a loop may find it, where the first one did not.
        new = read if there else self.with_value(s, e.args[2])
        return self.once(s, ("getattr", name, there), lambda: [new])

    def cached_read(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        """`y = o.total`, a `cached_property` of an object of variables: one of them, once it is computed.

        The attribute begins as None, as others that come later do.
        """
        t = env.get(e.value.id) if isinstance(e.value, gast.Name) else None
        if not isinstance(t, Obj) or not is_new(t.path) or e in self.read_again:
            return None
        held = class_attribute(t.cls, e.attr)
        if not isinstance(held, functools.cached_property):
            return None
        self.program.found.add(("late", (t.cls, e.attr)))
        known = env.get(self.instance.attrs.get((t.path, e.attr), ""))
        if not self.is_late(t, e.attr) or not (known == NONE or getattr(known, "optional", False)):
            return None  # it is not made of variables yet; or it is there
        self.session.use_owned(t.cls, e.attr, held)
        return self.once(s, "cached", lambda: self.computed_once(s, e, t.cls, held))

    def computed_once(self, s: Any, e: Any, cls: Any, held: Any) -> list[Any]:
        compute = load(self.session.name_of(f"{snake(cls.__name__)}_{e.attr}", held.func, self.unit))
        value = self.temporary()
        place = gast.Attribute(clone(e.value), e.attr, gast.Store())
        first = [assign(value, call(compute, clone(e.value))), gast.Assign([place], load(value), None)]
        again, new = self.with_value(s, clone(e)), self.with_value(s, load(value))
        found = self.core([gast.If(self.is_there(e.value, e.attr), [again], [*first, new])], s)
        self.read_again |= {n for n in walk(found) if isinstance(n, gast.Attribute)}
        return found

    # -------------------------------------------------------------- facts

    def has_operator(self, t: Record, e: Any) -> bool:
        name = BINARY_METHODS[type(e.op).__name__]
        return f"__{name}__" in _own_names(t.cls)

    def leaves_numpy_alone(self, cls: type) -> bool:
        return getattr(cls, "__array_ufunc__", NotImplemented) is NotImplemented

    def unit_name(self, wish: str, value: Any) -> str:
        """The name of a builtin in the function's text."""
        if self.unit.builtin(load(wish)) == wish:
            return wish
        found: str = self.session.name_of(wish, value, self.unit)
        return found


def iteration_of(t: Any) -> Any:
    """The function that gives the items of an object: the `__iter__` of its class, or what goes through its
    items by number if there is none."""
    found = class_attribute(t.cls, "__iter__")
    by_number = found is NOWHERE and isinstance(class_attribute(t.cls, "__getitem__"), types.FunctionType)
    return each_item if by_number else found


def has_steps(t: Any) -> bool:
    """Whether a value is an object that says by its `__next__` what comes next."""
    return isinstance(t, OBJECTS) and isinstance(class_attribute(t.cls, "__next__"), types.FunctionType)


def gives_itself(unit: Any) -> bool:
    """Whether an `__iter__` returns the object itself, at its end and nowhere else."""
    returned = [s.value for s in walk(unit.tree.body) if isinstance(s, gast.Return)]
    return len(returned) == 1 and getattr(returned[0], "id", "") == unit.params[0].name


def makes_steps(unit: Any) -> bool:
    """Whether an `__iter__` ends by making an object that says by its `__next__` what comes next."""
    *before, last = unit.tree.body
    made = getattr(last, "value", None)
    if isinstance(made, gast.Name) and before and stores_in(before[-1:]) == {made.id}:
        made = before[-1].value
    func = made.func if isinstance(made, gast.Call) else None
    if not isinstance(func, gast.Name) or any(isinstance(n, gast.Return) for n in walk(before)):
        return False
    try:
        cls = unit.scope.lookup(func.id).value
    except KeyError:
        return False
    return isinstance(cls, type) and isinstance(class_attribute(cls, "__next__"), types.FunctionType)


def _copied_by_replace(cls: Any) -> list[str]:
    """What `dataclasses.replace` reads of the old object: all that the `__init__` of the class takes, but an
    `InitVar` without a default, which has to be given (fields with `init=False` are made anew)."""
    fields = {f.name for f in dataclasses.fields(cls)}
    parameters = inspect.signature(cls).parameters.items()
    return [n for n, p in parameters if n in fields or p.default is not p.empty]


def _operands(s: Any) -> list[Any]:
    """What the operation of a statement is about."""
    if isinstance(s, gast.AugAssign):
        return [s.target]
    if isinstance(s, gast.For):
        return [s.iter, *(s.iter.args if isinstance(s.iter, gast.Call) else [])]
    e = s.value if isinstance(s, (gast.Assign, gast.Expr)) else None
    if isinstance(e, gast.Subscript):
        return [e.value]
    if isinstance(e, gast.BinOp):
        found = [e.left, e.right]
    elif isinstance(e, gast.Call):
        found = [*e.args, *([e.func.value] if isinstance(e.func, gast.Attribute) else [])]
    elif isinstance(e, (gast.Tuple, gast.List)):
        found = e.elts
    else:
        found = [e]
    return [n.value if _is_shape(n) else n for n in found]


def _is_shape(e: Any) -> bool:
    """What flattening took for the shape of an array."""
    return isinstance(e, gast.Attribute) and isinstance(e.value, gast.Name) and e.attr in SHAPE_ATTRIBUTES


def _makes_tuple(s: Any) -> bool:
    """Whether a statement calls `State._make(values)`."""
    e = s.value if isinstance(s, (gast.Assign, gast.Expr)) else None
    return isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "_make"


def _own_names(cls: type) -> set[str]:
    """What a class of named tuples adds to tuples."""
    return {n for c in cls.__mro__ if c not in (tuple, object) for n in vars(c)}
