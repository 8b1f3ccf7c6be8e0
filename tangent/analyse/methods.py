"""Methods that change lists and dicts, said with the few operations that the transforms know.

    y = d.setdefault(k, v)      →     if k not in d:
                                          d[k] = v
                                      y = d[k]

    d.update(e)                 →     for key in e:
                                          d[key] = e[key]

It happens while types are inferred, statement by statement (see `stars`), and only for what can carry a
derivative: other lists and dicts keep their methods.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import gast

from tangent.analyse.defaults import COUNTER
from tangent.analyse.fields import asked_objects
from tangent.analyse.native import read_unseen
from tangent.analyse.rewriting import Rewriting
from tangent.normalise.comprehensions import READS_ALL
from tangent.syntax.constants import can_be_said
from tangent.syntax.nodes import (
    VIEWS,
    as_store,
    assign,
    at,
    call,
    clone,
    const,
    is_effect,
    is_view_called,
    load,
    loads_in,
    method,
    name_nodes,
    quote_stmts,
    store,
    subscript,
    substitute,
    tuple_of,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    UNKNOWN,
    DefaultDict,
    Dict,
    DictOf,
    Fields,
    ListOf,
    Num,
    Obj,
    Record,
    Seq,
    SetOf,
    Type,
    Unknown,
    constant,
    differentiable,
    text,
)

Env = dict[str, Type]


_JOINED = """for key in a:
    n = a[key]
    if key in b:
        n = n {sign} b[key]
    if n > 0:
        made[key] = n
for key in b:
    if key not in a:
        n = {sign}b[key]
        if n > 0:
            made[key] = n
"""
SET_UPDATES = {
    gast.BitOr: "update",
    gast.Sub: "difference_update",
    gast.BitAnd: "intersection_update",
    gast.BitXor: "symmetric_difference_update",
}


def is_get_or_nothing(e: Any) -> bool:
    """`d.get(key, ())`."""
    if e.func.attr != "get" or len(e.args) != 2 or not isinstance(e.args[1], gast.Tuple):
        return False
    return not e.args[1].elts


class Methods(Rewriting):
    """The part of inference that takes methods of containers apart."""

    def said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements of the core language in the place of a method call or operator; None where it stays."""
        if is_effect(s) or not self.is_plain(s, env):
            return None
        key = ("plain", *(env.get(n) for n in sorted(loads_in(s))))
        return self.once(s, key, lambda: self.spelled(s, env)) or None

    def is_plain(self, s: Any, env: Env) -> bool:
        """Whether a statement may be an operation on a list or dict."""
        if isinstance(s, gast.AugAssign) or isinstance(s.value, gast.BinOp):
            op = s.op if isinstance(s, gast.AugAssign) else s.value.op
            return isinstance(op, tuple(SET_UPDATES)) or self.joins_counters(s.value, env)
        if isinstance(s, gast.Assign) and not isinstance(s.targets[0], gast.Name):
            return False
        e = s.value
        if not isinstance(e, gast.Call):
            return False
        known = isinstance(e.func, gast.Attribute) or self.unit.builtin(e.func) == "dict"
        return known or self.copies(e, env)

    def copies(self, e: Any, env: Env) -> bool:
        """Whether `copy.copy(items)`, or `copy.deepcopy` of a flat one, means `items.copy()`."""
        if len(e.args) != 1 or not isinstance(e.args[0], gast.Name) or e.keywords:
            return False
        t = env.get(e.args[0].id)
        if type(t) not in (Seq, ListOf, Dict, DictOf, DefaultDict) or getattr(t, "kind", "") == "tuple":
            return False
        function = constant(self.eval(e.func, env))
        return function is copy.copy or (function is copy.deepcopy and _is_flat(t))

    def spelled(self, s: Any, env: Env) -> list[Any]:
        """The statements for `s`; none where it stays."""
        new = self.in_core_terms(s, env) or []
        for n in walk(new):
            at(n, s)
        return new

    def in_core_terms(self, s: Any, env: Env) -> list[Any] | None:
        if isinstance(s, gast.AugAssign):
            return self.augmented(s, env)
        e = s.value
        y = s.targets[0].id if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name) else None
        if self.joins_counters(e, env) and y is not None:
            return self.counters_joined(y, e)
        if isinstance(e, gast.BinOp) and isinstance(e.op, gast.BitOr) and y is not None:
            return self.merging(y, e, env)
        if isinstance(e, gast.Call) and self.unit.builtin(e.func) == "dict" and y is not None:
            return self.new_dict(y, e, env)
        if isinstance(e, gast.Call) and y is not None and self.copies(e, env):
            return [assign(y, method(e.args[0], "copy"))]
        if not isinstance(e, gast.Call) or not isinstance(e.func, gast.Attribute):
            return None
        base = e.func.value
        t = env.get(base.id) if isinstance(base, gast.Name) else None
        if is_counter(t) and e.func.attr == "elements" and y is not None:
            return self.core(quote_stmts("y = [k for k in d for _ in range(d[k])]", y=y, d=base), e)
        if isinstance(t, (Dict, DictOf)) and y is not None and is_get_or_nothing(e) and self.gone_through(y):
            return [assign(y, method(base, "get", e.args[0], gast.List([], gast.Load())))]
        if y is not None and self.is_kept_view(y, e, env):
            self.instance.views.add(y)
            return self.core([assign(y, call("list", e))], e)
        if not isinstance(t, (Seq, ListOf, Dict, DictOf)) or not self.carries(t, e, env):
            return None
        if isinstance(t, Fields):
            return None  # it has the methods of its class
        kind = "dict" if isinstance(t, (Dict, DictOf)) else "list"
        handler = getattr(self, f"{kind}_{e.func.attr}", None)
        found: list[Any] | None = handler(base, e, y, t) if handler is not None else None
        return found

    def methods_before_loop(self, s: Any, env: Env) -> list[Any]:
        """`for k, v in o.items()` of an object whose class is the user's: no dict, but a method as any other.

        What has a class that is not known gives whatever it wants, too.
        """
        views = [e for e in walk(s.iter) if is_view_called(e)]
        of = {e: self.eval(e.func.value, env) for e in views}
        kinds = (Record, Obj) if self.session.ahead else (Record, Obj, Unknown)
        called = [e for e in views if isinstance(of[e], kinds)]
        if not called:
            return []
        listed = {e for e in called if isinstance(of[e], Unknown)}
        key = ("methods", frozenset(listed))
        return self.once(s, key, lambda: self.with_methods_named(s, called, listed))

    def with_methods_named(self, s: Any, called: list[Any], listed: set[Any]) -> list[Any]:
        before: list[Any] = []

        def named(e: Any) -> Any:
            if e in listed:  # (in two steps: `list(o.items())` would be a loop over the same again)
                return self.named(call(self.unit_name("list", list), self.named(e, before, s)), before, s)
            if e in called:
                return self.named(e, before, s)
            if isinstance(e, gast.Call) and isinstance(e.func, gast.Name):
                return at(gast.Call(e.func, [named(a) for a in e.args], e.keywords), e)
            return e

        header = named(s.iter)
        loop = at(gast.For(s.target, header, s.body, s.orelse, None), s)
        return self.core([*before, loop], s) if listed else [*before, loop]

    def is_kept_view(self, y: str, e: Any, env: Env) -> bool:
        """Whether `d.values()` gets a name, or is handed on, and a list is as good: the dict is only read in
        this function.  A loop over a view of one that changes is refused."""
        if not is_view_called(e) or not isinstance(e.func.value, gast.Name):
            return False
        t = self.eval(e.func.value, env)
        if not isinstance(t, (Dict, DictOf)) or isinstance(t, Fields) or self.gone_through(y):
            return False
        body = self.instance.tree.body
        if not self.only_read(e.func.value.id):
            if any(isinstance(n, gast.For) and y in loads_in(n.iter) for n in walk(body)):
                raise Refused("container", e, "a view of a dict that changes in the same function")
            return False
        sets = [n for n in walk(body) if isinstance(n, (gast.BinOp, gast.Compare)) and y in loads_in(n)]
        return not sets and self.unit.builtin(load("list")) == "list"

    def only_read(self, d: str) -> bool:
        """Whether a dict is only asked for items, views and its length, by this name."""
        reading = 0
        for n in walk(self.instance.tree.body):
            item = isinstance(n, gast.Subscript) and isinstance(n.ctx, gast.Load)
            if item or (isinstance(n, gast.Attribute) and n.attr in (*VIEWS, "get")):
                reading += _is_name(n.value, d)
            elif isinstance(n, gast.Call) and self.unit.builtin(n.func) in ("len", "sorted", "list"):
                reading += sum(_is_name(a, d) for a in n.args)
            elif isinstance(n, gast.For):
                reading += _is_name(n.iter, d)
            elif isinstance(n, gast.Compare):
                reading += sum(_is_name(a, d) for a in n.comparators)
        uses = sum(n.id == d and isinstance(n.ctx, gast.Load) for n in name_nodes(self.instance.tree.body))
        return uses == reading

    def gone_through(self, y: str) -> bool:
        """Whether a temporary is read in the header of a loop only, or by what goes through all of it."""
        if y not in self.unit.temporaries:
            return False
        body = self.instance.tree.body
        read = [n.iter for n in walk(body) if isinstance(n, gast.For)]
        calls = [n for n in walk(body) if isinstance(n, gast.Call) and self.unit.builtin(n.func) in READS_ALL]
        read += [a for n in calls for a in n.args]
        uses = sum(n.id == y and isinstance(n.ctx, gast.Load) for n in name_nodes(body))
        return uses == sum(isinstance(e, gast.Name) and e.id == y for e in read)

    def carries(self, t: Type, e: Any, env: Env) -> bool:
        """Whether a container can carry a derivative, or is given what does or what asks objects."""
        given = [self.eval(a, env) for a in [*e.args, *(k.value for k in e.keywords)]]
        return differentiable(t) or any(
            differentiable(g) or asked_objects(g, env) or read_unseen(g, self.instance) for g in given
        )

    def augmented(self, s: Any, env: Env) -> list[Any] | None:
        """`d |= e`, and for sets also `-=`, `&=`, `^=`."""
        if not isinstance(s.target, gast.Name):
            return None
        if isinstance(env.get(s.target.id), SetOf):
            return [gast.Expr(method(load(s.target.id), SET_UPDATES[type(s.op)], s.value))]
        if not isinstance(s.op, gast.BitOr):
            return None
        if not isinstance(env.get(s.target.id), (Dict, DictOf)):
            return None
        return self.update_from(load(s.target.id), s.value, self.eval(s.value, env))

    def joins_counters(self, e: Any, env: Env) -> bool:
        if not isinstance(e, gast.BinOp) or not isinstance(e.op, (gast.Add, gast.Sub)):
            return False
        return all(isinstance(x, gast.Name) and is_counter(env.get(x.id)) for x in (e.left, e.right))

    def counters_joined(self, y: str, e: Any) -> list[Any]:
        """`y = a + b` and `a - b` of counters: what is positive of the sums."""
        names = {n: self.variable(n) for n in ("made", "key", "n")} | {"a": e.left, "b": e.right}
        sign = "+" if isinstance(e.op, gast.Add) else "-"
        made: Any = gast.Dict([], [])
        made.form = DefaultDict(None, None, COUNTER)
        loops = quote_stmts(_JOINED.format(sign=sign), **names)
        return [at(assign(names["made"], made), e), *self.core([*loops, assign(y, load(names["made"]))], e)]

    def merging(self, y: str, e: Any, env: Env) -> list[Any] | None:
        """`y = d | e`."""
        types = [self.eval(x, env) for x in (e.left, e.right)]
        if not all(isinstance(t, (Dict, DictOf)) for t in types):
            return None
        if any(isinstance(t, DefaultDict) for t in types):
            raise Refused("container", e, "`|` of a `defaultdict` or `Counter`")
        name = self.temporary()
        first = assign(name, method(e.left, "copy"))
        return [first, *self.update_from(load(name), e.right, types[1]), assign(y, load(name))]

    # -------------------------------------------------------------- dicts

    def dict_setdefault(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        key = e.args[0]
        value = e.args[1] if len(e.args) > 1 else const(None)
        test = gast.Compare(clone(key), [gast.NotIn()], [load(d.id)])
        out: list[Any] = [gast.If(test, [item_store(d, key, value)], [])]
        if y is not None:
            out += self.bound_plainly(y, subscript(load(d.id), clone(key)))
        return out

    def dict_get(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        key = e.args[0]
        known = isinstance(t, Dict) and constant(self.types.get(key, UNKNOWN)) is not NotImplemented
        if y is None or (known and len(e.args) < 2):
            return None
        test = gast.Compare(clone(key), [gast.In()], [load(d.id)])
        found = self.bound_plainly(y, subscript(load(d.id), clone(key)))
        return [gast.If(test, found, [assign(y, e.args[1] if len(e.args) > 1 else const(None))])]

    def dict_pop(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        key = e.args[0]
        out = self.bound_plainly(y, subscript(load(d.id), clone(key))) if y is not None else []
        out.append(item_delete(d, key))
        if len(e.args) == 1:
            return out
        test = gast.Compare(clone(key), [gast.In()], [load(d.id)])
        return [gast.If(test, out, [assign(y, e.args[1])] if y is not None else [])]

    def dict_popitem(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        keys, key, value = self.temporary(), self.temporary(), self.temporary()
        self.need_builtins(e, "list", "KeyError")
        raised = gast.parse("raise KeyError('popitem(): dictionary is empty')").body
        out = [
            gast.If(gast.UnaryOp(gast.Not(), load(d.id)), raised, []),
            assign(keys, call("list", load(d.id))),
            assign(key, subscript(load(keys), const(-1))),
            assign(value, subscript(load(d.id), load(key))),
            item_delete(d, load(key)),
        ]
        if y is not None:
            out.append(assign(y, gast.Tuple([load(key), load(value)], gast.Load())))
        return out

    def dict_items(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        """A view that is given on, and read at once, as what it shows."""
        return self.shown(e, y, t, lambda k: tuple_of([clone(k), subscript(load(d.id), k)]))

    def dict_values(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        return self.shown(e, y, t, lambda k: subscript(load(d.id), k))

    def shown(self, e: Any, y: str | None, t: Type, part: Callable[[Any], Any]) -> list[Any] | None:
        if y not in self.unit.passing:
            return None
        if isinstance(t, Dict) and all(map(can_be_said, t.keys)):
            value: Any = tuple_of([part(constant_of(k)) for k in t.keys])
        else:
            item = self.variable("item")
            value = gast.ListComp(load(item), [gast.comprehension(store(item), e, [], 0)])
        return self.core([assign(y, value)], e)

    def dict_update(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        if is_counter(t):
            return self.counted_in(d, e, gast.Add())
        out: list[Any] = []
        if e.args:
            out += self.update_from(d, e.args[0], self.types[e.args[0]])
        for k in e.keywords:
            out.append(item_store(d, const(k.arg), k.value))
        return out

    # -------------------------------------------------------------- what counters have besides

    def dict_subtract(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        return self.counted_in(d, e, gast.Sub()) if is_counter(t) else None

    def counted_in(self, d: Any, e: Any, op: Any) -> list[Any]:
        """`c.update(other)` and `c.subtract(other)` add up: `c[k] += other[k]`, or 1 for each of a list."""
        out: list[Any] = []
        if e.args:
            other, key = e.args[0], self.temporary()
            by_key = isinstance(self.types[other], (Dict, DictOf))
            value = subscript(clone(other), load(key)) if by_key else const(1)
            body: Any = gast.AugAssign(as_store(subscript(load(d.id), load(key))), op, value)
            out.append(gast.For(store(key), other, [body], [], None))
        for k in e.keywords:
            place = as_store(subscript(load(d.id), const(k.arg)))
            out.append(gast.AugAssign(place, op, k.value))
        return self.core(out, e)

    def dict_total(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        if not is_counter(t) or y is None:
            return None
        self.need_builtins(e, "sum")
        return self.core(quote_stmts("y = sum(d.values())", y=y, d=d), e)

    def dict_most_common(self, d: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        if not is_counter(t) or y is None:
            return None
        self.need_builtins(e, "sorted")
        names = {"pairs": self.temporary(), "y": y, "d": d, "n": e.args[0] if e.args else const(None)}
        text = "pairs = sorted(d.items(), key=lambda pair: pair[1], reverse=True)\ny = pairs[:n]"
        return self.core(quote_stmts(text, **names), e)

    def update_from(self, d: Any, other: Any, t: Type) -> list[Any]:
        """`d.update(other)`."""
        if isinstance(other, gast.Dict):
            return [item_store(d, k, v) for k, v in zip(other.keys, other.values, strict=True)]
        if isinstance(t, Dict):
            return [s for k in t.keys for s in self.copied_item(d, other, constant_of(k))]
        if isinstance(t, DictOf):
            key = self.temporary()
            return [gast.For(store(key), load(other.id), self.copied_item(d, other, load(key)), [], None)]
        if isinstance(t, Seq):
            return [s for k in range(len(t.items)) for s in self.stored_pair(d, other, k)]
        if isinstance(t, ListOf):
            key, value = self.temporary(), self.temporary()
            target = gast.Tuple([store(key), store(value)], gast.Store())
            return [gast.For(target, load(other.id), [item_store(d, load(key), load(value))], [], None)]
        raise Refused("container", other, "`.update()` with something that is no dict")

    def stored_pair(self, d: Any, pairs: Any, k: int) -> list[Any]:
        pair, key, value = self.temporary(), self.temporary(), self.temporary()
        return [
            assign(pair, subscript(load(pairs.id), const(k))),
            assign(key, subscript(load(pair), const(0))),
            assign(value, subscript(load(pair), const(1))),
            item_store(d, load(key), load(value)),
        ]

    def copied_item(self, d: Any, other: Any, key: Any) -> list[Any]:
        name = self.temporary()
        return [assign(name, subscript(load(other.id), key)), item_store(d, clone(key), load(name))]

    def new_dict(self, y: str, e: Any, env: Env) -> list[Any] | None:
        """`y = dict(other, key=value)`: keywords alone are a display, pairs are stored one by one."""
        if not e.args:
            keys = [const(k.arg) for k in e.keywords]
            return [assign(y, gast.Dict(keys, [k.value for k in e.keywords]))]
        (other,) = e.args
        t = self.eval(other, env)
        is_dict = isinstance(t, (Dict, DictOf))
        if is_dict and not e.keywords:
            return None
        name = self.temporary()
        out = [assign(name, gast.Call(e.func, [other], []) if is_dict else gast.Dict([], []))]
        if not is_dict:
            out += self.update_from(load(name), other, t)
        out += [item_store(load(name), const(k.arg), k.value) for k in e.keywords]
        return [*out, assign(y, load(name))]

    # -------------------------------------------------------------- lists

    def list_sort(self, items: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        """The order is found first; it has no derivative."""
        order, ordered, k, item = (self.temporary() for _ in range(4))
        self.need_builtins(e, "sorted", "range", "len")
        every = call("range", call("len", load(items.id)))
        found = call("sorted", every, key=self.key_of_place(items, e, k))
        found.keywords += [w for w in e.keywords if w.arg != "key"]
        return quote_stmts(
            "order = found\nordered = []\nfor k in order:\n    item = items[k]\n    ordered.append(item)\n"
            "items[:] = ordered",
            found=found, order=order, ordered=ordered, k=k, item=item, items=items.id,
        )  # fmt: skip

    def key_of_place(self, items: Any, e: Any, k: str) -> Any:
        """The function by which the places of a list are sorted."""
        key = next((w.value for w in e.keywords if w.arg == "key"), const(None))
        item = subscript(load(items.id), load(k))
        if isinstance(key, gast.Constant):
            body = item
        elif isinstance(key, gast.Lambda) and len(key.args.args) == 1:
            body = substitute(key.body, {key.args.args[0].id: item})
        else:
            body = gast.Call(key, [item], [])
        found = gast.parse(f"lambda {k}: 0").body[0].value
        found.body = body
        return found

    def list_remove(self, items: Any, e: Any, y: str | None, t: Type) -> list[Any] | None:
        place = self.temporary()
        found = method(load(items.id), "index", e.args[0])
        return [assign(place, found), item_delete(items, load(place))]

    def need_builtins(self, e: Any, *names: str) -> None:
        for name in names:
            if self.unit.builtin(load(name)) != name:
                raise Refused("container", e, f"`.{e.func.attr}()` where `{name}` is not the builtin")

    # -------------------------------------------------------------- pieces

    def bound_plainly(self, y: str, value: Any) -> list[Any]:
        """`y = value`, where y may be bound in several places: what overwrites is a plain copy."""
        name = self.temporary()
        return [assign(name, value), assign(y, load(name))]


def item_store(d: Any, key: Any, value: Any) -> Any:
    return gast.Assign([gast.Subscript(load(d.id), clone(key), gast.Store())], value, None)


def item_delete(d: Any, key: Any) -> Any:
    return gast.Delete([gast.Subscript(load(d.id), clone(key), gast.Del())])


def is_counter(t: Type | None) -> bool:
    return isinstance(t, DefaultDict) and t.made == COUNTER


def _is_flat(t: Any) -> bool:
    """Whether a list or dict holds numbers and strings only."""
    items = t.items if isinstance(t, (Seq, Dict)) else (t.item,)
    return all(i is None or text(i) or (isinstance(i, Num) and i.is_scalar) for i in items)


def constant_of(key: Any) -> Any:
    if isinstance(key, tuple):
        return gast.Tuple([constant_of(k) for k in key], gast.Load())
    return const(key)


def _is_name(e: Any, name: str) -> bool:
    return isinstance(e, gast.Name) and e.id == name
