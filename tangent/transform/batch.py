"""Many directions in one pass: the tangents of a function get a leading axis, its values stay as they are.

    def f_jvp(x, x_dot):                           def f_jvp(x, x_dot):        # x_dot[k] is one direction
        t = np.sum(x_dot)                 →            t = np.sum(x_dot, axis=1)
        return x * x, 2.0 * x * x_dot + t              return x * x, 2.0 * x * x_dot + t[:, None]

What comes in is a derivative that forward mode has written: it is linear in its tangents, and decides nothing
by them.  A name has the axis wherever it is bound, or nowhere; which names do is found by going over the
function until nothing changes.  What cannot be done in one pass is refused by `NotInOnePass`, and the
directions are then pushed one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.calls import ARRAY_ATTRIBUTES, OPERATORS
from tangent.analyse.flow import function_of, is_shape, method_of, record_display
from tangent.analyse.memory import remember_memory
from tangent.rules import RULES
from tangent.rules.batching import ALONG, AS_THEY_ARE, AXES, ELEMENTWISE, TEMPLATES
from tangent.syntax.core import Enter
from tangent.syntax.nodes import (
    Namer,
    assign,
    call,
    clone,
    const,
    inner_blocks,
    is_effect,
    load,
    loads_in,
    method,
    names_in,
    quote,
    store,
    subscript,
    tuple_of,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.expand import bind_rule
from tangent.transform.module import Emitted, Module
from tangent.transform.nested import nested
from tangent.types import FLOAT, Dict, DictOf, Iter, ListOf, Maybe, Num, Record, Seq, SetOf, Type, constant
from tangent.unit import Instance

Many = Any
"""Which parts of a value have the leading axis: a bool for a number or array; a tuple of these for a tuple, a
dict with known keys or an object; a list of one for a list (or dict) whose items are all alike."""


class NotInOnePass(Exception):
    """Something that is not done to many tangents at once."""


@dataclass(frozen=True)
class Batched:
    """The batched form of an instance: its name, and what has the axis of its parameters and its result."""

    name: str
    parameters: dict[str, Many]
    result: Many


def batched(module: Module, instance: Instance, many: dict[str, Many], name: str | None = None) -> Batched:
    """Write the batched form of `instance` for these parameters, and of all that it calls; once each."""
    key = ("batched", id(instance), tuple(sorted((p, _frozen(m)) for p, m in many.items())))
    found = module.cache.get(key, "")
    if found == "open":
        raise NotInOnePass("a recursive function")
    if not found:
        module.cache[key] = "open"
        remember_memory(instance)
        made = name or module.function_name(instance.unit.name)
        writer = Batch(module, instance, many, made, name is not None)
        found = module.cache[key] = writer.run()
    return found


class Batch:
    """Writes the batched form of one instance."""

    def __init__(
        self, module: Module, instance: Instance, many: dict[str, Many], name: str, entry: bool
    ) -> None:
        self.module, self.instance, self.name = module, instance, name
        self.types = instance.types
        self.ours = module.ours(instance.unit)
        self.np = self.ours("np", np)
        self.namer = Namer(set(instance.unit.taken) | names_in(instance.tree))
        self.given: dict[str, Many] = {p: False for p in instance.arg_types} | many
        self.env = dict(self.given)
        self.entry = entry
        self.count = self.namer.fresh("count")
        self.result: Many = False
        named = [n for n in walk(instance.tree) if isinstance(n, gast.Name)]
        self.computed = {n.id for n in named if isinstance(self.types.get(n), (DictOf, SetOf, Maybe))}
        self.written = {
            instance.memory.region_of(n)
            for names in instance.memory.writes.values()
            for n in names
        }

    def run(self) -> Batched:
        while True:
            before = dict(self.env), self.result
            body = self.block(self.instance.tree.body)
            if (self.env, self.result) == before:
                break
        parameters = {p: self.env[p] for p in self.instance.arg_types}
        if self.entry and any(some(m) and not some(self.given[p]) for p, m in parameters.items()):
            raise NotInOnePass("a tangent that is written into an argument")
        if self.count in loads_in(body):
            body = [assign(self.count, self.how_many(parameters)), *body]
        tree = gast.parse(f"def {self.name}(): pass").body[0]
        tree.args.args = [gast.Name(p, gast.Param(), None, None) for p in parameters]
        tree.body = nested(body)
        unit = self.instance.unit
        made = (self.namer.taken - set(unit.taken)) | set(unit.temporaries)
        self.module.functions.append(Emitted(tree, unit, made, {}))
        return Batched(self.name, parameters, self.result)

    def how_many(self, parameters: dict[str, Many]) -> Any:
        """The number of directions, from the first array that has the axis."""
        for p, m in parameters.items():
            found = _first(load(p), m, self.instance.arg_types[p])
            if found is not None:
                return call(self.ours("len", len), found)
        raise NotInOnePass("a function without tangents")

    # ============================================================== names

    def type_of(self, e: Any) -> Type | None:
        return self.types.get(e)

    def rank(self, e: Any) -> int:
        t = self.type_of(e)
        if isinstance(e, gast.Constant) and isinstance(e.value, (int, float, complex)):
            return 0
        if not isinstance(t, Num) or t.rank is None:
            raise NotInOnePass("something of unknown rank")
        return t.rank

    def bind(self, name: str, many: Many) -> Many:
        """A name is bound to something with these axes; what it has in the end."""
        if some(many) and name in self.computed:
            raise NotInOnePass("a dict with computed keys")
        self.env[name] = joined(self.env.get(name, False), many)
        return self.env[name]

    def wrote(self, name: str, many: Many) -> None:
        """An array is written through a name: all names of this memory have the axis, or none has."""
        if not some(many):
            return
        self.bind(name, True)
        memory = self.instance.memory
        home = memory.region_of(name)
        for n in walk(self.instance.tree):
            if isinstance(n, gast.Name) and n.id != name and memory.region_of(n.id) == home:
                if isinstance(self.type_of(n), Num):
                    self.bind(n.id, True)
                elif self.type_of(n) is not None and not every(self.env.get(n.id, False)):
                    raise NotInOnePass("an array in a container that is written")

    # ============================================================== statements

    def block(self, stmts: list[Any]) -> list[Any]:
        return [new for s in stmts for new in self.statement(s)]

    def statement(self, s: Any) -> list[Any]:
        handler = getattr(self, "do_" + type(s).__name__, None)
        if is_effect(s) or (handler is None and not inner_blocks(s)):
            self.untouched(s)
            return [clone(s)]
        if handler is not None:
            made: list[Any] = handler(s)
            return made
        new = clone(s)
        for field in ("test", "iter", "target", "items", "handlers"):
            part = getattr(s, field, None)
            if part is not None and not isinstance(part, list):
                self.untouched(part)
        for old, fresh in zip(inner_blocks(s), inner_blocks(new), strict=True):
            fresh[:] = self.block(old)
        return [new]

    def untouched(self, e: Any) -> None:
        """Something that decides, or is not known here: no tangent may be in it."""
        for n in walk(e):
            if isinstance(n, gast.Name) and some(self.env.get(n.id, False)):
                raise NotInOnePass(f"`{n.id}` in a statement of this kind")

    def do_Enter(self, s: Enter) -> list[Any]:
        self.untouched(s.value)
        return [clone(s)]

    def do_Return(self, s: Any) -> list[Any]:
        if s.value is None:
            return [clone(s)]
        value, many = self.expr(s.value)
        self.result = joined(self.result, many)
        return [gast.Return(self.fitted(value, many, self.result, s.value))]

    def do_Expr(self, s: Any) -> list[Any]:
        e = s.value
        if isinstance(e, gast.Call) and e not in self.instance.calls:
            written = self.writing_call(e)
            if written is not None:
                return [gast.Expr(written)]
        return [gast.Expr(self.expr(e)[0])]

    def do_Assign(self, s: Any) -> list[Any]:
        (target,) = s.targets
        value, many = self.expr(s.value)
        if isinstance(target, gast.Name):
            wanted = self.bind(target.id, many)
            return [self.like(s, assign(target.id, self.fitted(value, many, wanted, s.value)))]
        if isinstance(target, (gast.Tuple, gast.List)):
            self.unpack(target, many)
            return [self.like(s, gast.Assign([clone(target)], value, None))]
        if isinstance(target, gast.Subscript):
            return [self.like(s, new) for new in self.store_item(target, value, many, s.value, None)]
        self.untouched(s)
        return [clone(s)]

    def do_AugAssign(self, s: Any) -> list[Any]:
        value, many = self.expr(s.value)
        target = s.target
        if isinstance(target, gast.Name):
            t = self.type_of(target)
            if not isinstance(t, Num):
                self.untouched(s)
                return [clone(s)]
            if t.kind == "array":
                self.wrote(target.id, many)
            wanted = self.bind(target.id, many)
            if wanted and many:
                value = self.aligned(value, self.rank(s.value), self.rank(target))
            if wanted and t.kind != "array":
                # A number is bound anew; the array of all tangents would be changed for other names, too.
                return [self.like(s, assign(target.id, gast.BinOp(load(target.id), s.op, value)))]
            return [self.like(s, gast.AugAssign(store(target.id), s.op, value))]
        return [self.like(s, new) for new in self.store_item(target, value, many, s.value, s.op)]

    def like(self, old: Any, new: Any) -> Any:
        new.origin = getattr(old, "origin", old)
        return new

    def unpack(self, target: Any, many: Many) -> None:
        parts: Sequence[Many] = many if isinstance(many, tuple) else [False] * len(target.elts)
        if many is True or isinstance(many, list):
            raise NotInOnePass("a tangent that is unpacked")
        for t, m in zip(target.elts, parts, strict=True):
            if isinstance(t, gast.Name):
                if self.bind(t.id, m) != m:
                    raise NotInOnePass(f"`{t.id}`, with tangents here and without there")
            elif isinstance(t, (gast.Tuple, gast.List)):
                self.unpack(t, m)
            elif some(m):
                raise NotInOnePass("a tangent that is unpacked")

    def store_item(self, target: Any, value: Any, many: Many, e: Any, op: Any) -> list[Any]:
        """`x[i] = e` and `x[i] += e`."""
        base = target.value
        if not isinstance(target, gast.Subscript) or not isinstance(base, gast.Name):
            raise NotInOnePass("a part of a part that is written")
        t = self.type_of(base)
        self.untouched(target.slice)

        def made(left: Any, right: Any) -> list[Any]:
            if op is None:
                return [gast.Assign([left], right, None)]
            return [gast.AugAssign(left, op, right)]

        if isinstance(t, Num):
            self.wrote(base.id, many)
            if not self.env.get(base.id, False):
                return made(clone(target), value)
            if many:
                value = self.aligned(value, self.rank(e), self.rank_of_item(base, target.slice))
            return made(gast.Subscript(load(base.id), self.behind(target.slice), gast.Store()), value)
        held = self.env.get(base.id, False)
        if isinstance(t, ListOf) or (isinstance(t, Seq) and t.kind == "list"):
            wanted = self.bind(base.id, [many] if some(many) else held)
            item = wanted[0] if isinstance(wanted, list) else False
            if op is not None and item != many:
                raise NotInOnePass("an item that is added to")
            return made(clone(target), self.fitted(value, many, item, e))
        if some(many) or some(held):
            raise NotInOnePass("an item of a container that is written")
        return made(clone(target), value)

    # ============================================================== loops

    def do_For(self, s: Any) -> list[Any]:
        iterable, items = self.iterable(s.iter)
        if some(items):
            if isinstance(s.target, gast.Name):
                if self.bind(s.target.id, items) != items:
                    raise NotInOnePass("a loop over tangents")
            else:
                self.unpack(s.target, items)
        elif any(some(self.env.get(n.id, False)) for n in walk(s.target) if isinstance(n, gast.Name)):
            raise NotInOnePass("a loop variable with tangents elsewhere")
        body, orelse = self.block(s.body), self.block(s.orelse)
        return [self.like(s, gast.For(clone(s.target), iterable, body, orelse, None))]

    def iterable(self, e: Any) -> tuple[Any, Many]:
        """What is looped over, and which parts of an item have the axis."""
        t = self.type_of(e)
        if isinstance(t, Iter) and isinstance(e, gast.Call) and t.kind in ("zip", "enumerate", "reversed"):
            found = [self.iterable(a) for a in e.args]
            new = gast.Call(clone(e.func), [f[0] for f in found], clone(e.keywords))
            if t.kind == "zip":
                return new, tuple(f[1] for f in found)
            return new, (False, found[0][1]) if t.kind == "enumerate" else found[0][1]
        value, many = self.expr(e)
        if not some(many):
            return value, False
        if many is True:
            if self.rank(e) < 2 and self.is_written(e):
                raise NotInOnePass("a loop over the numbers of an array that is written")
            return self.np_call("moveaxis", value, const(1), const(0)), True
        if isinstance(many, list):
            return value, many[0]
        if isinstance(t, Seq) and all(m == many[0] for m in many):
            return value, many[0]
        raise NotInOnePass("a loop over a container of different things")

    # ============================================================== expressions

    def expr(self, e: Any) -> tuple[Any, Many]:
        """The expression for all tangents at once, and which parts of its value have the leading axis."""
        if isinstance(e, gast.Name):
            return clone(e), self.env.get(e.id, False)
        if e in self.instance.calls and function_of(self.instance, e) not in ELEMENTWISE:
            return self.call_user(e)
        if not any(some(self.env.get(n, False)) for n in loads_in(e)):
            return clone(e), self.no_axis(e)
        handler = getattr(self, "of_" + type(e).__name__, None)
        if handler is None:
            raise NotInOnePass(f"an expression of the kind {type(e).__name__}")
        found: tuple[Any, Many] = handler(e)
        return found

    def no_axis(self, e: Any) -> Many:
        return [False] if isinstance(e, gast.List) else False

    def of_Tuple(self, e: Any) -> tuple[Any, Many]:
        parts = [self.expr(i) for i in e.elts]
        return tuple_of([p[0] for p in parts]), tuple(p[1] for p in parts)

    def of_List(self, e: Any) -> tuple[Any, Many]:
        parts = [self.expr(i) for i in e.elts]
        item: Many = False
        for _, m in parts:
            item = joined(item, m)
        items = [self.fitted(v, m, item, i) for (v, m), i in zip(parts, e.elts, strict=True)]
        return gast.List(items, gast.Load()), [item]

    def of_Dict(self, e: Any) -> tuple[Any, Many]:
        if not isinstance(self.type_of(e), Dict):
            raise NotInOnePass("a dict with computed keys")
        parts = [self.expr(v) for v in e.values]
        return gast.Dict(clone(e.keys), [p[0] for p in parts]), tuple(p[1] for p in parts)

    def of_UnaryOp(self, e: Any) -> tuple[Any, Many]:
        if not isinstance(e.op, (gast.USub, gast.UAdd)):
            raise NotInOnePass("an operator")
        value, many = self.expr(e.operand)
        return gast.UnaryOp(e.op, value), many

    def of_BinOp(self, e: Any) -> tuple[Any, Many]:
        if not isinstance(self.type_of(e), Num):
            return self.lists_added(e)
        function = OPERATORS[type(e.op).__name__]
        if function is np.matmul:
            return self.from_template(function, {"a": e.left, "b": e.right})
        (left, a), (right, b) = self.expr(e.left), self.expr(e.right)
        top = self.rank(e)
        left = self.aligned(left, self.rank(e.left), top) if a else left
        right = self.aligned(right, self.rank(e.right), top) if b else right
        return gast.BinOp(left, e.op, right), True

    def of_Compare(self, e: Any) -> tuple[Any, Many]:
        """A mask for each tangent; what decides by one is refused where it stands."""
        if len(e.ops) != 1 or isinstance(e.ops[0], (gast.Is, gast.IsNot, gast.In, gast.NotIn)):
            raise NotInOnePass("a comparison")
        top = self.rank(e)
        sides = []
        for side in (e.left, e.comparators[0]):
            value, many = self.expr(side)
            sides.append(self.aligned(value, self.rank(side), top) if many else value)
        return gast.Compare(sides[0], e.ops, [sides[1]]), True

    def lists_added(self, e: Any) -> tuple[Any, Many]:
        (left, a), (right, b) = self.expr(e.left), self.expr(e.right)
        if isinstance(e.op, gast.Add) and isinstance(a, tuple) and isinstance(b, tuple):
            return gast.BinOp(left, e.op, right), a + b
        if isinstance(e.op, gast.Add) and a == b:
            return gast.BinOp(left, e.op, right), a
        raise NotInOnePass("an operator on containers")

    def of_IfExp(self, e: Any) -> tuple[Any, Many]:
        self.untouched(e.test)
        (body, a), (orelse, b) = self.expr(e.body), self.expr(e.orelse)
        many = joined(a, b)
        return gast.IfExp(
            clone(e.test), self.fitted(body, a, many, e.body), self.fitted(orelse, b, many, e.orelse)
        ), many

    def of_Attribute(self, e: Any) -> tuple[Any, Many]:
        value, many = self.expr(e.value)
        t = self.type_of(e.value)
        if isinstance(t, Record) and e.attr in t.keys:
            part = many[t.keys.index(e.attr)] if isinstance(many, tuple) else False
            return gast.Attribute(value, e.attr, gast.Load()), part
        if many is not True:
            raise NotInOnePass(f"the attribute `{e.attr}`")
        if is_shape(self.instance, e):
            return self.of_shape(e, value), False
        function = ARRAY_ATTRIBUTES.get(e.attr)
        if function in AS_THEY_ARE:
            return gast.Attribute(value, e.attr, gast.Load()), True
        if function in TEMPLATES:
            (name,) = RULES[function].wrt
            return self.from_template(function, {name: e.value})
        raise NotInOnePass(f"the attribute `{e.attr}`")

    def of_shape(self, e: Any, value: Any) -> Any:
        shape = gast.Attribute(value, "shape", gast.Load())
        if e.attr == "shape":
            return quote("shape[1:]", shape=shape)
        if e.attr == "dtype":
            return gast.Attribute(value, "dtype", gast.Load())
        if e.attr == "ndim":
            return const(self.rank(e.value))
        raise NotInOnePass("the size of a tangent")

    def of_Subscript(self, e: Any) -> tuple[Any, Many]:
        self.untouched(e.slice)
        t = self.type_of(e.value)
        value, many = self.expr(e.value)
        if isinstance(t, Num):
            return self.apart(subscript(value, self.behind(e.slice)), e, e.value), True
        return gast.Subscript(value, clone(e.slice), gast.Load()), self.item(many, t, e.slice)

    def apart(self, value: Any, e: Any, base: Any) -> Any:
        """A number that is read is a copy; the same of all tangents would be a view."""
        t = self.type_of(e)
        if self.is_written(base) and not (isinstance(t, Num) and t.kind == "array"):
            return method(value, "copy")
        return value

    def item(self, many: Many, t: Type | None, index: Any) -> Many:
        if isinstance(many, list):
            return many if isinstance(index, gast.Slice) else many[0]
        if isinstance(many, tuple) and isinstance(t, (Seq, Dict)):
            known = self.type_of(index)
            key = constant(known) if known is not None else NotImplemented
            if isinstance(index, gast.Constant):
                key = index.value
            if isinstance(index, gast.UnaryOp) and isinstance(index.operand, gast.Constant):
                key = -index.operand.value
            if isinstance(t, Dict) and key in t.keys:
                return many[t.keys.index(key)]
            if isinstance(t, Seq) and type(key) is int:
                return many[key]
            if all(m == many[0] for m in many):
                return many[0] if not isinstance(index, gast.Slice) else _never("a slice of a tuple")
        raise NotInOnePass("an item of a container")

    def behind(self, index: Any) -> Any:
        """An index behind the leading axis."""
        items = list(index.elts) if isinstance(index, gast.Tuple) else [index]
        kinds = [self.kind_of_index(i) for i in items]
        if kinds == ["all"]:
            return gast.Constant(Ellipsis, None)
        if "array" in kinds:
            # NumPy moves the axes of index arrays to the front if something stands between them.
            picked = [k for k, kind in enumerate(kinds) if kind in ("array", "number")]
            if picked != list(range(picked[0], picked[-1] + 1)):
                raise NotInOnePass("index arrays that are apart")
        return gast.Tuple([gast.Slice(None, None, None), *clone(items)], gast.Load())

    def kind_of_index(self, i: Any) -> str:
        if isinstance(i, gast.Slice):
            return "slice"
        if isinstance(i, gast.Constant) and i.value is Ellipsis:
            return "all"
        t = self.type_of(i)
        if isinstance(i, gast.Constant) and i.value is None:
            return "new"
        value = constant(t) if t is not None else NotImplemented
        if value is None or value is Ellipsis:
            return "new" if value is None else "all"
        if isinstance(i, (gast.Constant, gast.UnaryOp)) and not isinstance(t, Num):
            return "number"
        if isinstance(t, Num) and t.dtype is not None and t.dtype.kind in "iub":
            if t.rank is not None and (t.kind == "array" or t.dtype.kind != "b"):
                return "array" if t.kind == "array" else "number"
        raise NotInOnePass("an index of unknown type")

    # ============================================================== calls

    def of_Call(self, e: Any) -> tuple[Any, Many]:
        shown = record_display(self.instance, e)
        if shown is not None:
            return self.record(e, shown)
        found = method_of(self.instance, e)
        if found is not None and not isinstance(found[1], Num):
            return self.container_method(e, found[0], found[1])
        builtin = self.instance.unit.builtin(e.func)
        if builtin == "len":
            return self.length(e), False
        if builtin in ("list", "tuple") and len(e.args) == 1 and isinstance(self.expr(e.args[0])[1], list):
            value, many = self.expr(e.args[0])
            return gast.Call(clone(e.func), [value], []), many
        function = function_of(self.instance, e)
        if function is None:
            raise NotInOnePass("a function that is not known")
        args = list(e.args)
        if found is not None:
            args = [e.func.value, *args]
            if function in (np.reshape, np.transpose) and len(args) > 2:
                args = [args[0], tuple_of(args[1:])]
        return self.numpy_call(e, function, args, {k.arg: k.value for k in e.keywords}, found)

    def numpy_call(
        self, e: Any, function: Any, args: list[Any], keywords: dict[str, Any], found: Any
    ) -> tuple[Any, Many]:
        name = found[0] if found is not None else ""
        if name in ("astype", "copy", "conj", "conjugate") or function in AS_THEY_ARE:
            return self.as_it_is(e)
        if function is np.ravel and self.is_written(args[0]):
            raise NotInOnePass("`ravel` of an array that is written")
        if name in ("flatten",):
            return self.from_template(np.ravel, {"a": args[0]})
        if name == "item" and self.rank(args[0]) == 0:
            return self.apart(self.expr(args[0])[0], e, args[0]), True
        if function in (float, np.float64) and self.rank(args[0]) == 0:
            return self.apart(self.expr(args[0])[0], e, args[0]), True
        try:
            rule = RULES.get(function)
        except TypeError:
            rule = None
        by_element = function in ELEMENTWISE or (rule is not None and rule.kind == "elementwise")
        if by_element or function is np.where:
            return self.elementwise(e, args, keywords)
        if rule is None:
            raise NotInOnePass(f"a call of `{getattr(function, '__name__', function)}`")
        try:
            bound = bind_rule(rule, args, keywords, e)
        except Refused:
            raise NotInOnePass("an argument that no rule knows") from None
        if function in TEMPLATES:
            return self.from_template(function, bound)
        if function in ALONG:
            return self.along(e, function, bound)
        if function in AXES:
            moved = {p: self.shifted(a) if p in AXES[function] else a for p, a in bound.items()}
            return self.rebuilt(function, moved), True
        special = getattr(self, "np_" + getattr(function, "__name__", ""), None)
        if special is None:
            raise NotInOnePass(f"a call of `{function.__name__}`")
        made: tuple[Any, Many] = special(bound)
        return made

    def as_it_is(self, e: Any) -> tuple[Any, Many]:
        if isinstance(e.func, gast.Attribute) and method_of(self.instance, e) is not None:
            value, many = self.expr(e.func.value)
            for a in e.args:
                self.untouched(a)
            new = gast.Call(gast.Attribute(value, e.func.attr, gast.Load()), clone(e.args), clone(e.keywords))
            return new, many
        value, many = self.expr(e.args[0])
        for a in [*e.args[1:], *e.keywords]:
            self.untouched(a)
        return gast.Call(clone(e.func), [value, *clone(e.args[1:])], clone(e.keywords)), many

    def elementwise(self, e: Any, args: list[Any], keywords: dict[str, Any]) -> tuple[Any, Many]:
        for k in keywords.values():
            self.untouched(k)
        top = self.rank(e)
        new = []
        for a in args:
            value, many = self.expr(a)
            new.append(self.aligned(value, self.rank(a), top) if many else value)
        base = method_of(self.instance, e)
        func = clone(e.func) if base is None else gast.Attribute(load(self.np), e.func.attr, gast.Load())
        return gast.Call(func, new, [gast.keyword(k, clone(v)) for k, v in keywords.items()]), True

    def from_template(self, function: Any, bound: dict[str, Any]) -> tuple[Any, Many]:
        many = {p: self.expr(a)[1] for p, a in bound.items() if isinstance(self.type_of(a), Num)}
        if any(p not in many for p in bound) or not all(isinstance(m, bool) for m in many.values()):
            raise NotInOnePass(f"`{function.__name__}` with options")
        text = TEMPLATES[function](many, {p: self.rank(a) for p, a in bound.items()})
        if text is None:
            raise NotInOnePass(f"`{function.__name__}` of these ranks")
        if not set(bound) - {"x"} <= loads_in(quote(text)) and function is not runtime.copy_like:
            raise NotInOnePass(f"`{function.__name__}` with options")
        parts = {p: self.expr(a)[0] for p, a in bound.items()}
        return quote(text, **parts, count=load(self.count), np=load(self.np)), True

    def along(self, e: Any, function: Any, bound: dict[str, Any]) -> tuple[Any, Many]:
        """A function with an `axis`."""
        array = RULES[function].wrt[0]
        rest = {p: a for p, a in bound.items() if p not in (array, "axis")}
        for a in rest.values():
            self.untouched(a)
        operand = bound[array]
        sequence = not isinstance(self.type_of(operand), Num)
        if sequence:
            value, rank = self.sequence(operand)[0], -1
        else:
            value = self.expr(operand)[0]
            rank = self.rank(operand)
        axis = bound.get("axis")
        default = ALONG[function]
        if axis is not None and not (isinstance(axis, gast.Constant) and axis.value is None):
            axis = self.shifted(axis)
        elif default == "all":
            if rank == 0:
                return value, True
            axis = const(1) if rank == 1 else gast.Constant(tuple(range(1, rank + 1)), None)
            if isinstance(axis, gast.Constant) and isinstance(axis.value, tuple):
                axis = tuple_of([const(k) for k in axis.value])
        elif default == "flat" and rank == 1:
            axis = const(1)
        elif isinstance(default, int):
            axis = const(default + 1 if default >= 0 else default)
        else:
            raise NotInOnePass(f"`{function.__name__}` without an axis")
        result: Many = [True] if isinstance(self.type_of(e), (ListOf, Seq)) else True
        return self.rebuilt(function, {array: (value,), **rest, "axis": axis}), result

    def sequence(self, e: Any) -> tuple[Any, Many]:
        """A list or tuple of arrays, each with the axis."""
        if not isinstance(e, (gast.List, gast.Tuple)):
            value, many = self.expr(e)
            if not every(many):
                raise NotInOnePass("a sequence in which some have no tangents")
            return value, many
        parts = [(*self.expr(i), i) for i in e.elts]
        return type(e)([self.fitted(v, m, True, i) for v, m, i in parts], gast.Load()), True

    def shifted(self, axis: Any) -> Any:
        """Axes that are written out, behind one more."""
        if isinstance(axis, gast.Tuple):
            return tuple_of([self.shifted(i) for i in axis.elts])
        if isinstance(axis, gast.Constant) and type(axis.value) is int:
            return const(axis.value + 1)
        if isinstance(axis, gast.UnaryOp) and isinstance(axis.op, gast.USub):
            return clone(axis)
        value = constant(t) if (t := self.type_of(axis)) is not None else NotImplemented
        if type(value) is int:
            return const(value + 1 if value >= 0 else value)
        if isinstance(t, Num) and t.sym is not None and t.sym.constant is not None:
            return const(t.sym.constant + 1 if t.sym.constant >= 0 else t.sym.constant)
        raise NotInOnePass("an axis that is computed")

    def rebuilt(self, function: Any, bound: dict[str, Any]) -> Any:
        """A call with these arguments; those in a tuple of one are written already."""
        rule = RULES[function]
        args, keywords = [], []
        in_order = True
        for p in rule.params:
            if p not in bound:
                in_order = False
                continue
            value = bound[p][0] if isinstance(bound[p], tuple) else self.expr(bound[p])[0]
            if in_order and p != "axis":
                args.append(value)
            else:
                keywords.append(gast.keyword(p, value))
        name = gast.Attribute(load(self.np), function.__name__, gast.Load())
        return gast.Call(name, args, keywords)

    # -------------------------------------------------------------- functions one by one

    def np_reshape(self, bound: dict[str, Any]) -> tuple[Any, Many]:
        if set(bound) != {"a", "shape"} or self.is_written(bound["a"]):
            raise NotInOnePass("`reshape` with options, or of an array that is written")
        value, many = self.expr(bound["a"])
        shape = self.with_count(bound["shape"], value, self.rank(bound["a"]))
        return self.np_call("reshape", value, shape), many

    def length_left(self, value: Any, rank: int, others: list[Any]) -> Any:
        """The length that a shape leaves open (-1), in numbers: there may be no tangents at all."""
        if not isinstance(value, gast.Name) or rank == 0:
            raise NotInOnePass("a length that is left open")
        shape = gast.Attribute(clone(value), "shape", gast.Load())
        total = _product([subscript(clone(shape), const(k + 1)) for k in range(rank)])
        return gast.BinOp(total, gast.FloorDiv(), _product(clone(others))) if others else total

    def is_written(self, e: Any) -> bool:
        return any(
            isinstance(n, gast.Name) and self.instance.memory.region_of(n.id) in self.written for n in walk(e)
        )

    def with_count(self, shape: Any, value: Any = None, rank: int = 0) -> Any:
        """A shape with the number of tangents before it; value, rank: of what gets this shape."""
        new, _ = self.expr(shape)
        count = load(self.count)
        if isinstance(new, gast.Tuple):
            left = [k for k, i in enumerate(new.elts) if isinstance(i, gast.UnaryOp)]
            if left:
                others = [i for k, i in enumerate(new.elts) if k != left[0]]
                new.elts[left[0]] = self.length_left(value, rank, others)
            return tuple_of([count, *new.elts])
        t = self.type_of(shape)
        if isinstance(new, gast.UnaryOp) or (isinstance(new, gast.Constant) and new.value == -1):
            return tuple_of([count, self.length_left(value, rank, [])])
        if isinstance(t, Seq):
            return gast.BinOp(tuple_of([count]), gast.Add(), new)
        if isinstance(t, Num) and t.is_scalar:
            return tuple_of([count, new])
        raise NotInOnePass("a shape of unknown type")

    def np_broadcast_to(self, bound: dict[str, Any]) -> tuple[Any, Many]:
        shape = self.type_of(bound["shape"])
        if set(bound) != {"array", "shape"} or not isinstance(shape, Seq):
            raise NotInOnePass("`broadcast_to` with options")
        value, many = self.expr(bound["array"])
        value = self.aligned(value, self.rank(bound["array"]), len(shape.items))
        return self.np_call("broadcast_to", value, self.with_count(bound["shape"])), many

    def np_full_like(self, bound: dict[str, Any]) -> tuple[Any, Many]:
        if set(bound) != {"a", "fill_value"} or self.expr(bound["a"])[1]:
            raise NotInOnePass("`full_like` with options")
        value, many = self.expr(bound["fill_value"])
        value = self.aligned(value, self.rank(bound["fill_value"]), self.rank(bound["a"]))
        text = "np.broadcast_to(value, (count,) + a.shape).astype(a.dtype)"
        return quote(text, value=value, count=load(self.count), np=load(self.np), a=clone(bound["a"])), many

    def np_spread(self, bound: dict[str, Any]) -> tuple[Any, Many]:
        value, many = self.expr(bound["x_dot"])
        self.untouched(bound["x"])
        value = self.aligned(value, self.rank(bound["x_dot"]), self.rank(bound["x"]))
        text = "np.broadcast_to(value, (count,) + np.shape(x)).copy()"
        return quote(text, value=value, count=load(self.count), np=load(self.np), x=clone(bound["x"])), many

    def np_array(self, bound: dict[str, Any]) -> tuple[Any, Many]:
        """`np.array([a, b])` of numbers or of arrays."""
        if set(bound) != {"object"}:
            raise NotInOnePass("`array` with options")
        if isinstance(self.type_of(bound["object"]), Num):
            value, many = self.expr(bound["object"])
            return self.np_call("array", value), many
        value, many = self.sequence(bound["object"])
        t = self.type_of(bound["object"])
        items = t.items if isinstance(t, Seq) else [t.item] if isinstance(t, ListOf) else []
        if not all(isinstance(i, Num) for i in items):
            raise NotInOnePass("an array of nested lists")
        new = self.np_call("stack", value)
        new.keywords = [gast.keyword("axis", const(1))]
        return new, True

    def np_einsum(self, bound: dict[str, Any]) -> tuple[Any, Many]:
        labels, *operands = bound["operands"].elts
        if set(bound) != {"operands"} or not isinstance(labels, gast.Constant):
            raise NotInOnePass("`einsum` with options")
        text = str(labels.value).replace(" ", "")
        left, arrow, right = text.partition("->")
        parts = [self.expr(o) for o in operands]
        if not arrow or "." in text or sum(bool(m) for _, m in parts) != 1:
            raise NotInOnePass("`einsum` of this form")
        inputs = [f"...{i}" if m else i for i, (_, m) in zip(left.split(","), parts, strict=True)]
        return self.np_call("einsum", const(f"{','.join(inputs)}->...{right}"), *(v for v, _ in parts)), True

    def np_call(self, name: str, *args: Any) -> Any:
        return call(gast.Attribute(load(self.np), name, gast.Load()), *args)

    def length(self, e: Any) -> Any:
        value, many = self.expr(e.args[0])
        if many is True:
            return quote("value.shape[1]", value=value)
        return gast.Call(clone(e.func), [value], [])

    # -------------------------------------------------------------- containers

    def record(self, e: Any, shown: dict[str, Any]) -> tuple[Any, Many]:
        t = self.type_of(e)
        assert isinstance(t, Record)
        parts = {k: self.expr(v) for k, v in shown.items()}
        new = clone(e)
        given = {id(v): parts[k][0] for k, v in shown.items()}
        new.args = [given.get(id(a), clone(a)) for a in e.args]
        new.keywords = [gast.keyword(k.arg, given.get(id(k.value), clone(k.value))) for k in e.keywords]
        return new, tuple(parts[k][1] if k in parts else False for k in t.keys)

    def container_method(self, e: Any, name: str, t: Type) -> tuple[Any, Many]:
        base = e.func.value
        value, many = self.expr(base)
        if name == "copy":
            return method(value, "copy"), many
        if name == "keys":
            return clone(e), False
        if isinstance(many, list) and isinstance(base, gast.Name) and isinstance(t, (ListOf, Seq)):
            if name == "pop":
                return clone(e), many[0]
        raise NotInOnePass(f"the method `{name}` of a container")

    def writing_call(self, e: Any) -> Any:
        """Statements that change something: `items.append(v)`, `np.add.at(x, i, v)`; None for others."""
        found = method_of(self.instance, e)
        if found is not None and isinstance(found[1], (ListOf, Seq)) and isinstance(e.func.value, gast.Name):
            return self.list_changed(e, found[0])
        if found is not None and isinstance(found[1], Num) and found[0] == "fill":
            self.untouched(e)
            return clone(e)
        function = function_of(self.instance, e)
        if function in (np.add.at, runtime.add_at) and isinstance(e.args[0], gast.Name):
            return self.added_at(e)
        return None

    def list_changed(self, e: Any, name: str) -> Any:
        base = e.func.value.id
        plain = {"append": 0, "insert": 1}.get(name)
        if plain is None:
            if name in ("pop", "reverse", "clear"):
                return clone(e)
            if name == "extend" and self.expr(e.args[0])[1] in (False, self.env.get(base, False)):
                return clone(e) if not some(self.env.get(base, False)) else _never("`extend`")
            raise NotInOnePass(f"`{name}` of a list")
        value, many = self.expr(e.args[plain])
        wanted = self.bind(base, [many])
        new = clone(e)
        new.args[plain] = self.fitted(value, many, wanted[0], e.args[plain])
        return new

    def added_at(self, e: Any) -> Any:
        x, index, g = e.args
        self.untouched(index)
        value, many = self.expr(g)
        self.wrote(x.id, many)
        if not self.env.get(x.id, False):
            return clone(e)
        if many:
            indexed = self.rank_of_item(x, index)
            value = self.aligned(value, self.rank(g), indexed)
        at_ = gast.Attribute(gast.Attribute(load(self.np), "add", gast.Load()), "at", gast.Load())
        return gast.Call(at_, [load(x.id), quote_index(self.behind(index)), value], [])

    def rank_of_item(self, x: Any, index: Any) -> int:
        """The rank of `x[index]`."""
        items = list(index.elts) if isinstance(index, gast.Tuple) else [index]
        kinds = [self.kind_of_index(i) for i in items]
        rank, ranks = self.rank(x), []
        for i, kind in zip(items, kinds):
            if kind == "new":
                rank += 1
            elif kind == "number":
                rank -= 1
            elif kind == "array":
                t: Any = self.type_of(i)
                mask = t.dtype.kind == "b"
                rank -= t.rank if mask else 1
                ranks.append(1 if mask else t.rank)
        return rank + max(ranks, default=0)

    # -------------------------------------------------------------- calls of user functions

    def call_user(self, e: Any) -> tuple[Any, Many]:
        callee, bound = self.instance.calls[e]
        given: dict[str, Any] = dict(bound.exprs)
        for p, variable in bound.hidden.items():
            given[p] = load(variable)
        many = {p: self.expr(a)[1] for p, a in given.items()}
        if not any(map(some, many.values())):
            return clone(e), False
        if callee.recursive or callee.places or callee.attrs or bound.made:
            raise NotInOnePass(f"a call of `{callee.unit.name}`")
        made = batched(self.module, callee, {p: m for p, m in many.items() if some(m)})
        args = []
        for p in callee.arg_types:
            if p not in given:
                raise NotInOnePass(f"a call of `{callee.unit.name}` that leaves arguments out")
            value, m = self.expr(given[p])
            wanted = made.parameters[p]
            if wanted != m and isinstance(given[p], gast.Name):
                # What the callee writes into it has the axis.
                self.wrote(given[p].id, wanted) if wanted is True else self.bind(given[p].id, wanted)
            args.append(self.fitted(value, m, wanted, given[p]))
        return call(made.name, *args), made.result

    # ============================================================== axes

    def aligned(self, value: Any, rank: int, to: int) -> Any:
        if rank >= to:
            return value
        nones = [const(None) for _ in range(to - rank)]
        return subscript(value, gast.Tuple([gast.Slice(None, None, None), *nones], gast.Load()))

    def fitted(self, value: Any, many: Many, wanted: Many, e: Any) -> Any:
        """`value`, with the leading axis in the parts where it is wanted."""
        if many == wanted or not some(wanted):
            return value
        if wanted is True:
            return self.repeated(value, e)
        if isinstance(wanted, tuple) and isinstance(e, (gast.Tuple, gast.Dict)) and many is not True:
            parts = e.elts if isinstance(e, gast.Tuple) else e.values
            flags = many if isinstance(many, tuple) else (False,) * len(parts)
            made = value.elts if isinstance(e, gast.Tuple) else value.values
            new = [self.fitted(v, m, w, p) for v, m, w, p in zip(made, flags, wanted, parts, strict=True)]
            return tuple_of(new) if isinstance(e, gast.Tuple) else gast.Dict(value.keys, new)
        if isinstance(wanted, list) and isinstance(e, gast.List):
            item = many[0] if isinstance(many, list) else False
            new = [self.fitted(v, item, wanted[0], p) for v, p in zip(value.elts, e.elts, strict=True)]
            return gast.List(new, gast.Load())
        fresh = isinstance(e, gast.BinOp) or (
            isinstance(e, gast.Call) and function_of(self.instance, e) is runtime.zeros
        )
        if isinstance(wanted, list) and wanted[0] is True and not some(many) and fresh:
            text = "[np.broadcast_to(item, (count,) + np.shape(item)).copy() for item in items]"
            return quote(text, items=value, count=load(self.count), np=load(self.np))
        raise NotInOnePass("a container in which some parts have tangents")

    def repeated(self, value: Any, e: Any) -> Any:
        """Something without tangents, once for each of them."""
        t = self.type_of(e)
        if isinstance(e, gast.Constant):
            t = Num("py", FLOAT) if isinstance(e.value, float) else t
        if not isinstance(t, Num):
            raise NotInOnePass("something that is no number")
        if t.is_scalar and t.dtype == FLOAT and isinstance(e, gast.Constant) and e.value == 0.0:
            return quote("np.zeros(count)", np=load(self.np), count=load(self.count))
        if isinstance(e, gast.Call) and function_of(self.instance, e) is np.zeros_like and len(e.args) == 1:
            dtype = "" if t.dtype == FLOAT else ", x.dtype"
            text = f"np.zeros((count,) + x.shape{dtype})"
            return quote(text, np=load(self.np), count=load(self.count), x=self.expr(e.args[0])[0])
        text = "np.broadcast_to(value, (count,) + value.shape).copy()"
        text = "np.full(count, value)" if t.is_scalar else text
        return quote(text, np=load(self.np), count=load(self.count), value=value)


def quote_index(index: Any) -> Any:
    """An index as an expression: `(slice(None), i)`."""
    if isinstance(index, gast.Tuple):
        return tuple_of([quote_index(i) for i in index.elts])
    if isinstance(index, gast.Slice):
        parts = [index.lower, index.upper, index.step]
        given = [const(None) if p is None else p for p in parts]
        return call("slice", const(None)) if not any(parts) else call("slice", *given)
    return index


def _never(what: str) -> Any:
    raise NotInOnePass(what)


def some(many: Many) -> bool:
    """Whether anything in it has the axis."""
    return any(map(some, many)) if isinstance(many, (tuple, list)) else bool(many)


def every(many: Many) -> bool:
    return all(map(every, many)) if isinstance(many, (tuple, list)) else bool(many)


def joined(a: Many, b: Many) -> Many:
    """What has the axis in one of two values that one name stands for."""
    if a == b or not some(b):
        return b if not some(a) and isinstance(b, (tuple, list)) else a
    if not some(a):
        return b
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(joined(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, list) and isinstance(b, list):
        return [joined(a[0], b[0])]
    raise NotInOnePass("a name that stands for different things")


def _frozen(many: Many) -> Any:
    """The same as a key."""
    if isinstance(many, list):
        return "list", _frozen(many[0])
    return tuple(map(_frozen, many)) if isinstance(many, tuple) else many


def _first(e: Any, many: Many, t: Type | None) -> Any:
    """The first array with the axis in a parameter."""
    if many is True:
        return e
    if isinstance(many, tuple) and isinstance(t, (Seq, Dict, Record)):
        keys = range(len(t.items)) if isinstance(t, Seq) else t.keys
        for k, m, i in zip(keys, many, t.items, strict=True):
            part = gast.Attribute(e, k, gast.Load()) if isinstance(t, Record) else subscript(e, const(k))
            found = _first(part, m, i)
            if found is not None:
                return found
    return None


def _product(factors: list[Any]) -> Any:
    total = factors[0]
    for f in factors[1:]:
        total = gast.BinOp(total, gast.Mult(), f)
    return total
