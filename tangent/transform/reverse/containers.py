"""Lists, tuples and dicts: adjoints element by element where these are known, else one run-time container."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import gast

import tangent.runtime as runtime
from tangent.analyse.flow import record_display
from tangent.analyse.kinds import form
from tangent.analyse.parts import is_list
from tangent.syntax.nodes import (
    as_load,
    as_store,
    assign,
    augment,
    call,
    clone,
    const,
    load,
    method,
    statements_in,
    store,
    subscript,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import Bar, Key
from tangent.transform.reverse.shadows import Shadows
from tangent.transform.reverse.tools import (
    element_type,
    part_at,
    pops,
    with_computed_keys,
)
from tangent.types import (
    PARTS,
    UNKNOWN,
    Dict,
    DictOf,
    ListOf,
    Maybe,
    Num,
    Seq,
    Type,
    Unknown,
    constant,
    differentiable,
    keys_of,
)

MOST_SUMMED = 24


def _is_short(t: Type | None) -> bool:
    """Whether each item gets a statement of its own, instead of a loop over all."""
    return isinstance(t, Seq) and len(t.items) <= MOST_SUMMED


def _is_one(t: Type | None) -> bool:
    """Whether the parts of a container are not known one by one."""
    return isinstance(t, (ListOf, DictOf)) or (isinstance(t, Dict) and t.optional)


class Containers(Shadows):
    """Adjoints of containers."""

    def find_whole(self) -> set[str]:
        """Containers whose adjoint is one object at run time: changed, or read at computed places."""
        whole = self.memory.grown | self.missing
        forms: dict[str, Any] = {p: form(t) for p, t in self.instance.arg_types.items()}
        for n in walk(self.instance.tree.body):
            for name, t in self.types_at(n):
                # What is in it may have changed meanwhile: adjoints of its parts do not fit together.
                if _is_one(t) or (
                    isinstance(t, (Seq, Dict)) and forms.setdefault(name, form(t)) != form(t)
                ):
                    whole.add(name)
            if isinstance(n, gast.Subscript) and isinstance(n.value, gast.Name):
                t = self.types.get(n.value)
                if isinstance(t, (Seq, Dict)) and not self.known_place(n.slice):
                    whole.add(n.value.id)
            elif isinstance(n, gast.For):
                whole |= {
                    m.id for m in self.loop_sources(n.iter) if isinstance(self.types.get(m), (Seq, Dict))
                }
            elif isinstance(n, gast.Call) and isinstance(n.func, gast.Name) and n.func.id == "sum" and n.args:
                if isinstance(n.args[0], gast.Name) and not _is_short(self.types.get(n.args[0])):
                    whole.add(n.args[0].id)
        for p, t in self.instance.arg_types.items():
            if _is_one(t):
                whole.add(p)
        return whole

    def types_at(self, n: Any) -> list[tuple[str, Type | None]]:
        """The names that a node reads or binds, and what they are there.

        Variables of objects stand in no argument of a call: what a callee takes them for, it alone says.
        """
        if isinstance(n, gast.Name):
            return [(n.id, self.types.get(n))]
        if n not in self.instance.calls:
            return []
        callee, bound = self.instance.calls[n]
        return [(name, callee.arg_types.get(p)) for p, name in bound.hidden.items()]

    def is_sparse(self, key: Key) -> bool:
        """Whether the adjoint of a dict has the keys that something was added to, and no others."""
        if not hasattr(self, "_sparse"):
            self._sparse = with_computed_keys(self.instance)
            self._sparse |= self.names_of_the_same(self._sparse)
        return key in self._sparse

    def names_of_the_same(self, names: set[str]) -> set[str]:
        """Names that these are given on to: of a dict that has a second name, more may be known there."""
        pairs = [
            (s.targets[0].id, s.value.id)
            for s in statements_in(self.instance.tree.body, nested=False)
            if isinstance(s, gast.Assign)
            and isinstance(s.value, gast.Name)
            and isinstance(s.targets[0], gast.Name)
            and isinstance(self.types.get(s.value), Dict)
        ]
        found = set(names)
        while more := {target for target, value in pairs if value in found} - found:
            found |= more
        return found

    def known_place(self, index: Any) -> bool:
        """Whether it is known when the code is written which elements a subscript of a container means."""
        parts = [index]
        if isinstance(index, gast.Slice):
            parts = [p for p in (index.lower, index.upper, index.step) if p is not None]
        return all(constant(self.types.get(p, UNKNOWN)) is not NotImplemented for p in parts)

    def loop_sources(self, e: Any) -> list[Any]:
        if isinstance(e, gast.Name):
            return [e]
        if isinstance(e, gast.Call):
            if isinstance(e.func, gast.Attribute):
                return self.loop_sources(e.func.value)
            return [m for a in e.args for m in self.loop_sources(a)]
        return []

    def is_whole(self, key: Key) -> bool:
        if isinstance(key, str):
            return key in self.whole
        t = self.key_type(key)
        return isinstance(t, Dict) and t.optional  # or None, which has no parts

    def need_whole(self, key: Key, primal: Any) -> str:
        """The run-time container of a container's adjoint, made of zeros if there was none."""
        derived = self.view_of(key)
        if key not in self.bars and derived is not None:
            base, expr = derived
            t = self.env.get(key, UNKNOWN)
            if isinstance(t, (Seq, ListOf)) and t.kind == "tuple":
                # Its adjoint is a tuple in the adjoint of the container, and cannot be written.
                raise Refused("container", primal, f"`{key}`, a tuple inside something that is changed")
            self.need_whole(base, load(base))
            value = substitute(expr, {base: self.bar_name(base)})
            if self.is_sparse(base) and isinstance(expr, gast.Subscript):
                value = method(value.value, "setdefault", value.slice, self.empty_bar(key, primal))
            self.emit(assign(self.bar_name(key), value))
            self.bars[key] = Bar(self.env.get(key, UNKNOWN), True, True)
        if key not in self.bars:
            t = (self.env.get(key) or self.bound_types.get(key, UNKNOWN)) if isinstance(key, str) else UNKNOWN
            value = self.empty_bar(key, primal)
            if isinstance(t, (Seq, ListOf)) and t.kind == "tuple" and key not in self.missing:
                value = self.builtin("list", value)
            self.emit(assign(self.bar_name(key), value))
            self.bars[key] = Bar(t, True, True)
        return self.bar_name(key)

    @cached_property
    def bound_types(self) -> dict[str, Type]:
        """The types with which names are bound: a part may need its container before that is reached."""
        bound = [n for n in walk(self.instance.tree.body) if isinstance(n, gast.Name)]
        return {n.id: self.types[n] for n in bound if n in self.types}

    def empty_bar(self, key: Key, primal: Any) -> Any:
        """The zero adjoint of a container."""
        if self.is_sparse(key):
            return gast.Dict([], [])
        return call(self.ours("zeros", runtime.zeros), clone(primal))

    def display(self, s: Any, e: Any, y: str) -> None:
        for k, item in self.parts_shown(e):
            if not self.is_active(item):
                continue
            if self.is_whole(y):
                self.contribute(item, self.part_of_bar(y, k, item), s)
            elif (y, k) in self.bars:
                self.contribute(item, load(self.bar_name((y, k))), s)
            elif any(isinstance(b, tuple) and b[:2] == (y, k) for b in self.bars):
                t = self.type_of(item)
                self.contribute(item, self.value_of((y, k), t, item), s)

    def part_of_bar(self, y: str, k: Any, item: Any) -> Any:
        """The adjoint of what a display has put under a known key: it may have been exchanged since."""
        bar = load(self.bar_name(y))
        if self.is_sparse(y):
            return method(bar, "get", const(k), self.zero_of(self.type_of(item), clone(item)))
        return part_at(bar, self.env.get(y, UNKNOWN), (k,))

    def parts_shown(self, e: Any) -> list[tuple[Any, Any]]:
        """(key, operand) of each part of a display, or of a record that is made of its attributes."""
        if isinstance(e, gast.Dict):
            keys = [constant(self.types[k]) for k in e.keys]
            return list(zip(keys, e.values, strict=True))
        if isinstance(e, gast.Call):
            return list((record_display(self.instance, e) or {}).items())
        return list(enumerate(e.elts))

    def concatenation(self, s: Any, e: Any, y: str, t: Type) -> None:
        """`y = a + b` of lists or tuples: the adjoint is cut where they were joined."""
        if isinstance(e.op, gast.Mult):
            self.repetition(s, e, y, t)
            return
        bar = load(self.named(self.value_of(y, t, load(y)), "bars"))
        cut = self.builtin("len", e.left)
        self.contribute(e.left, subscript(bar, gast.Slice(None, cut, None)), s)
        self.contribute(e.right, subscript(clone(bar), gast.Slice(clone(cut), None, None)), s)

    def repetition(self, s: Any, e: Any, y: str, t: Type) -> None:
        """`y = items * n`: each item receives the adjoints of all its copies."""
        items = e.left if isinstance(self.type_of(e.left), (Seq, ListOf)) else e.right
        bars = load(self.named(self.value_of(y, t, load(y)), "bars"))
        parts, k = self.namer.fresh("parts_bar"), self.namer.fresh("k")
        self.env[parts] = self.type_of(items)
        zeros = call(self.ours("zeros", runtime.zeros), clone(items))
        self.emit(assign(parts, self.builtin("list", zeros)))
        index = gast.BinOp(load(k), gast.Mod(), self.builtin("len", load(parts)))
        place = subscript(load(parts), index)
        total = call(self.ours("add", runtime.add), clone(place), subscript(clone(bars), load(k)))
        body: Any = gast.Assign([as_store(place)], total, None)
        self.emit(gast.For(store(k), self.builtin("range", self.builtin("len", bars)), [body], [], None))
        self.contribute(items, load(parts), s)

    def container_item(self, s: Any, e: Any, y: str, t: Type) -> None:
        base = e.value.id
        item = self.env.get(y, UNKNOWN)
        k = constant(self.types.get(e.slice, UNKNOWN))
        if not self.is_whole(base) and k is not NotImplemented:
            if isinstance(t, Seq) and isinstance(k, int) and k < 0:
                k += len(t.items)
            if type(t) not in (Seq, Dict) or k in keys_of(t):
                self.known_part(e, y, base, k)
            return  # (what is not there raises)
        if isinstance(e.slice, gast.Slice):
            self.container_slice(s, e, y, t)
            return
        if base in self.missing:
            self.add_parts(e.value, {k: y}, t)
            return
        name = self.need_whole(base, e.value)
        index = clone(e.slice)
        if isinstance(t, Dict) and not isinstance(index, (gast.Name, gast.Constant)):
            key = self.namer.fresh("key")
            self.emit(assign(key, index))
            index = load(key)
        place = subscript(load(name), index)
        g = self.value_of(y, item, load(y))
        if self.is_sparse(base):
            self.add_to_item(base, place, item, g)
        elif isinstance(item, Num) and item.kind in ("py", "np") and not self.may_be_none(t, e):
            self.emit(augment(place, gast.Add(), g))
        elif isinstance(item, Num) and item.kind == "array" and not self.may_be_none(t, e):
            self.emit(gast.Assign([as_store(place)], gast.BinOp(clone(place), gast.Add(), g), None))
        else:
            self.add_to_item(base, place, item, g)

    def add_to_item(self, base: str, place: Any, item: Type, g: Any) -> None:
        """Add to an item of the adjoint of `base`.  A list or dict there may go by a name of its own."""
        if base in self.parts.tied and is_list(item) and not isinstance(item, Unknown):
            if self.is_sparse(base):
                zeros = call(self.ours("zeros", runtime.zeros), g)
                there = method(place.value, "setdefault", clone(place.slice), zeros)
                place = load(self.named(there, "item_bar"))
            self.add_into(place, g, item)
        elif self.is_sparse(base):
            self.add_sparse(place, item, g)
        else:
            total = call(self.ours("add", runtime.add), clone(place), g)
            self.emit(gast.Assign([as_store(place)], total, None))

    def known_part(self, e: Any, y: str, base: str, k: Any) -> None:
        """`y = base[k]` or `y = base.k`, a part that is known."""
        item = self.env.get(y, UNKNOWN)
        if self.is_whole(base):
            raise Refused("container", e, f"`{base}`, an object in something that changes")
        if isinstance(item, PARTS) and not self.is_whole(y) and y not in self.bars:
            for key in [b for b in self.bars if isinstance(b, tuple) and b[0] == y]:
                inner = element_type(item, key[1:])
                self.move(key, (base, k, *key[1:]), inner, part_at(clone(e), item, key[1:]))
        elif isinstance(item, Num) and y in self.bars:
            self.move(y, (base, k), item, clone(e))
        else:
            value = self.value_of(y, item, load(y))
            self.add_to((base, k), value, item, clone(e), whole=self.is_whole(y))

    @cached_property
    def missing(self) -> set[str]:
        """Tuples that may be missing: nobody writes them, and their adjoints are handed on as they are."""
        nodes = [n for n in walk(self.instance.tree.body) if isinstance(n, gast.Name)]
        found = {n.id for n in nodes if isinstance(self.types.get(n), Maybe)}
        return found | {p for p, t in self.instance.arg_types.items() if isinstance(t, Maybe)}

    def add_parts(self, base: Any, names: dict[Any, str], t: Type) -> None:
        """Parts of a tuple that may be missing: their adjoints are added as a tuple."""
        held = t.held() if isinstance(t, Maybe) else t
        if not isinstance(held, Seq) or any(k not in range(len(held.items)) for k in names):
            raise Refused("container", base, "a part of a tuple that may be missing")
        parts = []
        for k, item in enumerate(held.items):
            y = names.get(k, "")
            if y and self.has_bar(y):
                parts.append(self.value_of(y, self.env.get(y, UNKNOWN), load(y)))
            else:
                part = load(y) if y else subscript(clone(base), const(k))
                parts.append(self.zero_of(item, part) if differentiable(item) else const(None))
        self.add_to(base.id, gast.Tuple(parts, gast.Load()), t, base)

    def add_sparse(self, place: Any, item: Type, g: Any) -> None:
        """Add to an item of a dict that may be missing."""
        if isinstance(item, Num) and (item.is_scalar or item.kind == "array"):
            old = method(clone(place.value), "get", clone(place.slice), const(0.0))
            value: Any = gast.BinOp(old, gast.Add(), g)
        else:
            old = method(clone(place.value), "get", clone(place.slice))
            value = call(self.ours("add", runtime.add), old, g)
        self.emit(gast.Assign([as_store(place)], value, None))

    def container_slice(self, s: Any, e: Any, y: str, t: Type) -> None:
        """`y = items[a:b]`: element by element where they are known, else as one list."""
        base = e.value.id
        item = self.env.get(y, UNKNOWN)
        bounds = [
            None if p is None else constant(self.types.get(p, UNKNOWN))
            for p in (e.slice.lower, e.slice.upper, e.slice.step)
        ]
        if (
            isinstance(t, Seq)
            and (isinstance(item, Seq) or self.is_whole(y))
            and NotImplemented not in bounds
            and not self.is_whole(base)
        ):
            for j, i in enumerate(range(len(t.items))[slice(*bounds)]):
                part = subscript(clone(e.value), const(i))
                if self.is_whole(y):
                    self.add_to((base, i), subscript(load(self.bar_name(y)), const(j)), t.items[i], part)
                else:
                    for key in [k for k in self.bars if isinstance(k, tuple) and k[:2] == (y, j)]:
                        inner = element_type(item, key[1:])
                        self.move(key, (base, i, *key[2:]), inner, part)
            return
        if base in self.whole or isinstance(t, ListOf):
            self.add_to_slice(base, e, self.value_of(y, item, load(y)))
            return
        raise Refused("container", e, "a slice of a list")

    def add_to_slice(self, base: str, e: Any, bars: Any) -> None:
        """Each item of a slice gives its adjoint back to the place that it came from."""
        name = self.need_whole(base, e.value)
        k, bar = self.fresh_local("k"), self.fresh_local(f"{base}_part_bar")
        count = self.builtin("len", clone(e.value))
        places = subscript(self.builtin("range", count), clone(e.slice))
        place = subscript(load(name), load(k))
        item = self.typer.item_of(self.env.get(base, UNKNOWN), place)
        before, self.out = self.out, []
        self.add_to_item(base, place, item, load(bar))
        body, self.out = self.out, before
        target = gast.Tuple([store(k), store(bar)], gast.Store())
        self.emit(gast.For(target, self.builtin("zip", places, bars), body, [], None))

    def container_present(self, base: Any) -> bool:
        """Whether a container that is changed has an adjoint here; it then has a name."""
        name = base.id
        if name in self.bars:
            return True
        derived = self.view_of(name)
        if derived is None:
            if name in self.varied and not self.parts.is_root(name):
                site = self.first_definition(name)
                raise Refused("container", site, f"`{name}`, which is changed, is a part of something else")
            return False
        if not self.container_present(load(derived[0])):
            return False
        self.need_whole(name, base)
        return True

    def meet_change(self, base: Any) -> None:
        """In front of what undoes a change: an adjoint that is made of zeros now is as long as the container
        was left.
        """
        if base.id in self.varied:
            self.container_present(base)

    def store_item(self, s: Any, target: Any, t: Type) -> None:
        base = target.value
        if not self.container_present(base):
            return
        name = load(self.bar_name(base.id))
        if self.is_sparse(base.id):
            self.store_sparse(s, name, target.slice)
            return
        if isinstance(target.slice, gast.Slice):
            self.replace_slice(s, target, t, name)
            return
        place = subscript(name, clone(target.slice))
        item = self.type_of(s.value)
        if self.is_active(s.value):
            if isinstance(item, Num):
                self.contribute(s.value, self.put_in_place(place, t, item, s.value), s)
            else:
                self.contribute(s.value, load(self.named(clone(place), "bars")), s)
        if isinstance(t, Dict):
            key = constant(self.types.get(target.slice, UNKNOWN))
            if key is not NotImplemented and t.get(key) is None:
                self.emit(gast.Expr(method(clone(name), "pop", clone(target.slice))))
                return
        # What was there before may have another structure than what came in its place.
        old = self.typer.item_of(t, target)
        alike = isinstance(item, Num) and (item.is_scalar or self.same_shape(old, item))
        model = clone(place) if alike else as_load(target)
        self.emit(gast.Assign([as_store(place)], call(self.ours("zeros", runtime.zeros), model), None))

    def put_in_place(self, place: Any, t: Type, item: Type, value: Any) -> Any:
        """The adjoint of an item; the one of None, which may have followed it there, is None."""
        if not self.may_be_none(t, place):
            return clone(place)
        return call(self.ours("add", runtime.add), clone(place), self.zero_of(item, clone(value)))

    def may_be_none(self, t: Type, e: Any) -> bool:
        """Whether a container holds None where it may hold a number."""
        items = [self.typer.item_of(t, e)]
        if isinstance(t, Dict):
            key = e.slice.value if isinstance(e.slice, gast.Constant) else NotImplemented
            items = list(t.items) if key is NotImplemented else [t.get(key) or UNKNOWN]
        elif isinstance(t, DictOf):
            items = [t.item or UNKNOWN]
        return any(isinstance(i, Num) and i.optional for i in items)

    def store_sparse(self, s: Any, bar: Any, key: Any) -> None:
        """`d[key] = v`: v takes the item of the adjoint away with it."""
        if not self.is_active(s.value):
            self.emit(gast.Expr(method(bar, "pop", clone(key), const(None))))
            return
        t = self.type_of(s.value)
        sparse = isinstance(s.value, gast.Name) and self.is_sparse(s.value.id)
        nothing = gast.Dict([], []) if sparse else self.zero_of(t, clone(s.value))
        taken = method(bar, "pop", clone(key), nothing)
        if isinstance(t, Num):
            self.contribute(s.value, self.part(s.value, taken, t), s)
        else:
            self.contribute(s.value, load(self.named(taken, "bars")), s)

    def part(self, value: Any, taken: Any, t: Type) -> Any:
        """The adjoint of an item, taken out of that of a container, under a name of its own."""
        wish = f"{value.id}_part_bar" if isinstance(value, gast.Name) else "item_bar"
        name = self.namer.fresh(wish)
        self.env[name] = t
        self.emit(assign(name, taken))
        return load(name)

    def keeps_length(self, index: Any, t: Type, value: Type) -> bool:
        """Whether a slice of a list is replaced by as many items, as far as the types tell."""
        bounds = [
            None if p is None else constant(self.types.get(p, UNKNOWN))
            for p in (index.lower, index.upper, index.step)
        ]
        if NotImplemented in bounds or not isinstance(t, Seq) or not isinstance(value, Seq):
            return False
        return len(range(len(t.items))[slice(*bounds)]) == len(value.items)

    def augment_item(self, s: Any, place: Any) -> None:
        raise Refused("container", s, "an element of a container updated in place")

    def extend(self, s: Any, base: Any, value: Any) -> None:
        if not self.container_present(base):
            return
        name = load(self.bar_name(base.id))
        t = self.type_of(value)
        if isinstance(t, (Seq, Dict)):
            self.unextend(s, name, value, t)
            return
        n = self.builtin("len", clone(value))
        if self.is_active(value):
            cut = self.namer.fresh("cut")
            self.emit(assign(cut, gast.BinOp(self.builtin("len", name), gast.Sub(), clone(n))))
            self.contribute(value, subscript(clone(name), gast.Slice(load(cut), None, None)), s)
        self.emit(pops(name, self.builtin("range", n), self.namer.fresh("_")))

    def unextend(self, s: Any, name: Any, value: Any, t: Seq | Dict) -> None:
        """A known number of items was added: each is taken off the adjoint."""
        for k, item in reversed(list(enumerate(t.items))):
            popped = method(clone(name), "pop")
            if not isinstance(t, Seq) or not (self.is_active(value) and differentiable(item)):
                self.emit(gast.Expr(popped))
                continue
            part = self.namer.fresh("item_bar")
            self.env[part] = item
            self.emit(assign(part, popped))
            if self.is_whole(value.id):
                place = subscript(load(self.need_whole(value.id, value)), const(k))
                self.add_to_item(value.id, place, item, load(part))
            else:
                self.add_to((value.id, k), load(part), item, subscript(clone(value), const(k)))

    def container_method(self, s: Any, e: Any, y: str, name: str, t: Type) -> None:
        base = e.func.value
        if name == "copy":
            self.propagate_copy(s, base, y)
        elif name == "get" and isinstance(t, Dict) and e.args:
            key = constant(self.types.get(e.args[0], UNKNOWN))
            if t.get(key) is not None:
                item = gast.Subscript(base, e.args[0], gast.Load())
                self.note(item, self.env.get(y, UNKNOWN))
                self.container_item(s, item, y, t)
            elif key is not NotImplemented and len(e.args) > 1:
                self.contribute(e.args[1], self.value_of(y, self.env.get(y, UNKNOWN), load(y)), s)
        else:
            raise Refused("container", e, f"`.{name}()`")

    def propagate_copy(self, s: Any, base: Any, y: str) -> None:
        t = self.env.get(y, UNKNOWN)
        if (
            isinstance(t, PARTS)
            and not self.is_whole(y)
            and isinstance(base, gast.Name)
            and not self.is_whole(base.id)
        ):
            self.move_elements(y, base.id, t, base)
        else:
            self.contribute(base, self.value_of(y, t, load(y)), s)

    def sum_of(self, s: Any, e: Any, y: str) -> None:
        """The builtin `sum`: every element receives the adjoint of the sum."""
        first = e.args[0]
        t = self.type_of(first)
        g = self.full(y, self.env.get(y, UNKNOWN)) if y in self.bars else None
        if g is None:
            raise Refused("container", e, "`sum` of containers")
        start = (
            e.args[1] if len(e.args) > 1 else next((k.value for k in e.keywords if k.arg == "start"), None)
        )
        if start is not None and self.is_active(start):
            self.contribute(start, clone(g), s)
        if isinstance(t, Num):
            if t.shape is not None and len(t.shape) == 1:
                self.contribute(first, self.np("full_like", clone(first), g), s)
            else:
                self.contribute(
                    first, self.np("broadcast_to", g, gast.Attribute(clone(first), "shape", gast.Load())), s
                )
        elif isinstance(t, Seq) and isinstance(first, gast.Name) and not self.is_whole(first.id):
            for i, item in enumerate(t.items):
                if differentiable(item):
                    self.add_to((first.id, i), clone(g), item, subscript(clone(first), const(i)))
        elif isinstance(t, (Seq, ListOf)) and isinstance(first, gast.Name):
            name = self.need_whole(first.id, first)
            k = self.namer.fresh("k")
            place = subscript(load(name), load(k))
            body: Any = gast.Assign([as_store(place)], gast.BinOp(clone(place), gast.Add(), g), None)
            header = self.builtin("range", self.builtin("len", load(name)))
            self.emit(gast.For(store(k), header, [body], [], None))
        else:
            raise Refused("container", e, "`sum` of this iterable")
