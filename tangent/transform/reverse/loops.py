"""Branches and loops, run backwards."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import gast

import tangent.runtime as runtime
from tangent.analyse.contexts import ignored_errors
from tangent.analyse.flow import (
    content_reads,
)
from tangent.analyse.shapes import mentions
from tangent.syntax.core import Exit, ends_in_raise, enter
from tangent.syntax.nodes import (
    as_store,
    assign,
    augment,
    call,
    clone,
    const,
    has_break,
    load,
    loads_in,
    method,
    store,
    stores_in,
    subscript,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import Bar, Key
from tangent.transform.markers import Undo
from tangent.transform.reverse.calls import Calls
from tangent.transform.reverse.sweeps import State
from tangent.transform.reverse.tools import (
    Plan,
    is_buffer,
    loaded,
)
from tangent.types import (
    CONTAINERS,
    PY_INT,
    UNKNOWN,
    Dict,
    DictOf,
    Iter,
    Num,
    Unknown,
    constant,
)


class Loops(Calls):
    """Undoes branches and loops."""

    def do_If(self, s: Any) -> None:
        if ends_in_raise(s.body):
            self.block(s.orelse)
            return
        if ends_in_raise(s.orelse):
            self.block(s.body)
            return
        before = dict(self.bars)
        body, after_body = self.sub_block(s.body, before)
        orelse, after_orelse = self.sub_block(s.orelse, before)
        self.either(s, (body, after_body), (orelse, after_orelse))

    def either(self, s: Any, *sides: tuple[list[Any], State]) -> None:
        """Emit what is done on the way back on the two ways through the branch `s`."""
        (body, after_body), (orelse, after_orelse) = sides
        for key in sorted(set(after_body) | set(after_orelse), key=str):
            self.level(key, s, *sides)
        self.resume(after_body)
        if body or orelse:
            node = gast.If(clone(s.test), body, orelse)
            node.site = s
            self.emit(node)

    do_Attempt = do_Caught = do_If

    def do_Enter(self, s: Any) -> None:
        """Nothing flows through a manager; what floating-point errors it ignores, the way back ignores."""
        (target,) = s.targets
        if self.has_bar(target.id):
            if not self.is_nullcontext(s.value):
                raise Refused("with", s.value, "a value that comes out of a context manager")
            bar = self.value_of(target.id, self.env[target.id], load(target.id))
            self.contribute(s.value.args[0], bar, s)
        self.drop(target.id)
        again = ignored_errors(self.types, s.value)
        if again is not None:
            self.emit(Exit())

    def do_Exit(self, s: Any) -> None:
        again = ignored_errors(self.types, self.entered[id(s)].value)
        if again is not None:
            back = enter(store("_"), again, True)
            back.reentered = True
            self.emit(back)

    def is_nullcontext(self, e: Any) -> bool:
        return isinstance(e, gast.Call) and constant(self.type_of(e.func)) is contextlib.nullcontext

    def sub_block(self, stmts: list[Any], state: State) -> tuple[list[Any], State]:
        saved, self.out = self.out, []
        self.resume(state)
        self.block(stmts)
        out, self.out = self.out, saved
        after = self.bars
        self.resume(state)
        return out, after

    def resume(self, state: State) -> None:
        """Go on with the adjoints of another place: their names have the types that they have there."""
        self.bars = dict(state)
        for key, bar in state.items():
            if key in self.bar_names:
                self.env[self.bar_names[key]] = bar.type

    def level(self, key: Key, s: Any, *sides: tuple[list[Any], State]) -> None:
        """Make both branches end with an adjoint of the same form."""
        a, b = (state.get(key) for _, state in sides)
        if a == b:
            return
        t = self.key_type(key)
        for out, state in sides:
            saved, self.out, bars, self.bars = self.out, out, self.bars, state
            first = len(out)
            if key not in state:
                self.zero_bar(key, t)
            elif not state[key].exact:
                self.make_exact(key, t)
            self.sweeps.levels.append((s, out[first:]))
            self.out, self.bars = saved, bars
        owned = all(state[key].owned for _, state in sides)
        for _, state in sides:
            state[key] = Bar(t, owned, True)
        self.env[self.bar_name(key)] = t

    def do_While(self, s: Any) -> None:
        trips = self.counter(s)
        header = self.builtin("range", load(trips))
        self.loop(s, store("_"), header, [])

    def do_For(self, s: Any) -> None:
        plan = self.loop_plan(s)
        self.loop(s, plan.target, plan.header, plan.items)

    def loop(self, s: Any, target: Any, header: Any, items: list[Any]) -> None:
        self.leave_views(s)
        head = self.head_of(s, items)
        for key in sorted(head, key=str):
            t = self.key_type(key)
            if key not in self.bars:
                self.zero_bar(key, t)
            elif not self.bars[key].exact:
                self.make_exact(key, t)
            if not self.bars[key].owned and (id(s), key) in self.wanted_in_loop and is_buffer(t):
                name = self.bar_name(key)
                self.emit(assign(name, method(load(name), "copy")))
                self.bars[key] = Bar(t, True, True)
        for base in sorted({b for _, _, b in items if b in head and b in self.missing}):
            # What runs through here is a tuple, and the adjoint of an item goes to its place.
            name = self.bar_name(base)
            self.emit(assign(name, self.builtin("list", load(name))))
        at_head = dict(self.bars)
        out, after = self.one_iteration(s, items, at_head)
        saved, self.out = self.out, out
        self.resume(after)
        for key in sorted(head, key=str):
            t = self.key_type(key)
            if key not in self.bars:
                self.zero_bar(key, t)
            elif not self.bars[key].exact:
                self.make_exact(key, t)
            if at_head[key].owned and not self.bars[key].owned and is_buffer(t):
                name = self.bar_name(key)
                self.emit(assign(name, method(load(name), "copy")))
        out, self.out = self.out, saved
        self.resume({k: bar for k, bar in at_head.items() if k in head})
        if out:
            node = gast.For(target, header, out, [], None)
            node.site = s
            self.emit(node)

    def leave_views(self, s: Any) -> None:
        """A view that is made in each trip has an adjoint in each trip: that of the last one ends here."""
        for name in stores_in(s.body) & set(self.bars):
            if self.is_derived(name):
                self.drop(name)

    @property
    def wanted_in_loop(self) -> set[Any]:
        if not hasattr(self, "_wanted"):
            self._wanted: set[Any] = set()
        return self._wanted

    def head_of(self, s: Any, items: list[Any]) -> frozenset[Key]:
        """Which adjoints exist at the start of an iteration of the backward loop: a fixpoint, by trial."""
        entering = frozenset(self.bars)
        cached = self.heads.get((id(s), entering))
        if cached is not None:
            return cached
        head = set(self.bars)
        self.dry += 1
        wants, self.wants_owned = self.wants_owned, set()
        namer_mark = self.namer.mark()
        names_mark = dict(self.bar_names)
        try:
            while True:
                before = set(head)
                state = {k: self.bars.get(k, self.trial_bar(k)) for k in head}
                state = {k: Bar(self.key_type(k), b.owned, True) for k, b in state.items()}
                _, after = self.one_iteration(s, items, state)
                self.emptied[id(s)] = {k for k in head if k not in after}
                head |= set(after)
                if head == before:
                    break
        finally:
            self.dry -= 1
            found, self.wants_owned = self.wants_owned, wants
            self.namer.rewind(namer_mark)
            self.namer.taken |= self.reserved
            for k in [k for k in self.bar_names if k not in names_mark]:
                del self.bar_names[k]
        self.wanted_in_loop.update((id(s), k) for k in found)
        self.wants_owned |= found
        self.heads[(id(s), entering)] = frozenset(head)
        return frozenset(head)

    def trial_bar(self, key: Key) -> Bar:
        return Bar(self.key_type(key), True, True)

    def one_iteration(self, s: Any, items: list[Any], state: State) -> tuple[list[Any], State]:
        saved, self.out = self.out, []
        outer = self.bars
        self.resume(state)
        self.fit_lengths(s)
        self.as_trip_ends(s)
        self.block(s.body)
        if isinstance(s, gast.For):
            self.learn(s.target)
            self.yielded(s, items)
        out, self.out = self.out, saved
        after = self.bars
        self.resume(outer)
        return out, after

    def as_trip_ends(self, s: Any) -> None:
        """Adjoints enter a trip of the backward loop as long as their variables are at the end of the trip.

        What a variable is at all heads and ends of trips says less: its length may change from trip to trip.
        """
        if has_break(s.body):
            return
        for key in sorted(k for k, bar in self.bars.items() if isinstance(k, str) and bar.exact):
            bar, end = self.bars[key], self.bound_last(key, s.body)
            if isinstance(bar.type, Num) and bar.type.kind == "array" and end is not None and end.shape:
                t = replace(bar.type, shape=end.shape)
                self.env[self.bar_name(key)] = t
                self.bars[key] = replace(bar, type=t)

    def bound_last(self, name: str, stmts: list[Any]) -> Num | None:
        """The type of an array as the last statement that binds it leaves it, where that is reached."""
        for s in reversed(stmts):
            if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name) and s.targets[0].id == name:
                t = self.types.get(s.targets[0])
                return t if isinstance(t, Num) and t.kind == "array" else None
            if name in stores_in(s):
                return None
        return None

    def fit_lengths(self, s: Any) -> None:
        """Adjoints of arrays that each trip makes anew, perhaps of another length.

        The zeros that the trip behind (for the backward sweep: the one before) has left for such a variable
        have the length that it had there, and nothing stands in them.
        """
        made = stores_in(s.body)
        emptied = self.emptied.get(id(s), set())
        for key in sorted(k for k in self.bars if isinstance(k, str) and k in made and k in emptied):
            t = self.key_type(key)
            if not isinstance(t, Num) or not is_buffer(t) or self.is_shadowed(key) or self.is_derived(key):
                continue
            if _may_change(t, made, s):
                bar = self.bar_name(key)
                shapes = [gast.Attribute(load(n), "shape", gast.Load()) for n in (bar, key)]
                same = gast.Compare(shapes[0], [gast.Eq()], [shapes[1]])
                self.emit(assign(bar, gast.IfExp(same, load(bar), self.zero_of(t, load(key)))))

    def yielded(self, s: Any, items: list[Any]) -> None:
        """What the loop took from an array or a list goes back to its place."""
        plan = self.loop_plan(s)
        # What the backward loop binds itself, such as the counter of `enumerate`, it has in the whole trip:
        # it says where the items of this trip belong.
        if taken := sorted(stores_in(s.target) - stores_in(plan.target)):
            self.emit(Undo("name", s, tuple(taken)))
        for target, expr, base in plan.groups:
            self.group_yielded(target, expr, base)
        for name, expr, base in items:
            if not self.has_bar(name):
                continue
            t = self.env.get(name, UNKNOWN)
            if base is not None and base in self.varied and not self.is_derived(name):
                base_type = self.env.get(base, UNKNOWN)
                if isinstance(base_type, Num):
                    node = load(base)
                    self.note(node, base_type)
                    buffer = self.scatter_target(node)
                    place = substitute(expr, {base: buffer})
                    self.emit(augment(place, gast.Add(), self.full(name, t)))
                else:
                    self.need_whole(base, load(base))
                    place = self.place_of(expr, base, base_type)
                    g = self.value_of(name, t, load(name))
                    self.add_to_item(base, place, t, g)
            self.drop(name)
        for name in stores_in(s.target):
            self.drop(name)  # a counter: what it was before the loop has no influence through it

    def place_of(self, expr: Any, base: str, t: Any) -> Any:
        """Where in the adjoint of a container an item of it belongs; a computed key gets a name."""
        bar = self.bar_name(base)
        if not isinstance(t, Dict) or not isinstance(expr, gast.Subscript):
            return _owned_by(expr, base, bar)
        key = self.namer.fresh("key")
        self.emit(assign(key, clone(expr.slice)))
        return subscript(load(bar), load(key))

    def group_yielded(self, target: Any, expr: Any, base: str) -> None:
        """`for w, b in layers`: the item of the list gets back a tuple, or list, of adjoints."""
        names = sorted(stores_in(target))
        if base in self.varied and any(self.has_bar(n) for n in names):
            place = _owned_by(expr, base, self.need_whole(base, load(base)))
            old = method(place.value, "get", clone(place.slice)) if self.is_sparse(base) else clone(place)
            value = call(self.ours("add", runtime.add), old, self.taken_apart(target, expr))
            self.emit(gast.Assign([as_store(place)], value, None))
        for n in names:
            self.drop(n)

    def taken_apart(self, target: Any, expr: Any) -> Any:
        if isinstance(target, gast.Tuple):
            parts = [self.taken_apart(t, subscript(clone(expr), const(i))) for i, t in enumerate(target.elts)]
            is_list = getattr(self.typer.type(expr), "kind", "") == "list"
            return (gast.List if is_list else gast.Tuple)(parts, gast.Load())
        t = self.env.get(target.id, UNKNOWN)
        if self.has_bar(target.id):
            return self.value_of(target.id, t, load(target.id))
        return call(self.ours("zeros", runtime.zeros), clone(expr))

    def counter(self, s: Any) -> str:
        name = self.sweeps.counters.get(id(s))
        if name is None:
            name = self.reserve("trips")
            self.env[name] = PY_INT
            self.sweeps.counters[id(s)] = name
        return name

    def loop_plan(self, s: Any) -> Plan:
        """How to run a `for` loop backwards: target and header, and where each variable comes from."""
        plans = self.sweeps.plans
        if id(s) not in plans:
            plans[id(s)] = self.make_plan(s)
        found: Plan = plans[id(s)]
        if found.counted:
            self.sweeps.counters[id(s)] = found.counter
        return replace(found, target=clone(found.target), header=clone(found.header))

    def make_plan(self, s: Any) -> Plan:
        breaks = has_break(s.body)
        counter = self.reserve("trips") if breaks else ""
        if breaks:
            self.env[counter] = PY_INT
        if self.is_range(s.iter) and isinstance(s.target, gast.Name):
            header: Any = clone(s.iter)
            if breaks:
                header = subscript(header, gast.Slice(None, load(counter), None))
            self.keep_stable(s, s.iter)
            return Plan(store(s.target.id), self.builtin("reversed", header), [], breaks, counter)
        forwards = self.reversed_range(s)
        if forwards is not None and not breaks:
            self.keep_stable(s, s.iter)
            return Plan(store(s.target.id), clone(forwards), [], breaks, counter)
        over_dict = self.dict_plan(s, breaks, counter)
        if over_dict is not None:
            return over_dict
        items: list[Any] = []
        lengths: list[Any] = []
        self.groups: list[Any] = []
        index = self.index_name(s)
        self.take_apart(s.target, s.iter, load(index), items, lengths, s)
        if breaks:
            header = self.builtin("range", load(counter))
        elif len(lengths) == 1:
            header = self.builtin("range", lengths[0])
        else:
            header = self.builtin("range", self.builtin("min", *lengths))
        return Plan(store(index), self.builtin("reversed", header), items, breaks, counter, self.groups)

    def is_changed(self, name: str, body: list[Any]) -> bool:
        """Whether statements may change the dict `name`, under whatever name it has there."""
        for s in walk(body):
            for n in self.memory.writes.get(id(s), ()):
                there = self.memory.held.get((id(s), n), frozenset({name}))
                if n == name or (name in there and self.parts.may_be(n, name)):
                    return True
        return False

    def dict_plan(self, s: Any, breaks: bool, counter: str) -> Plan | None:
        """A loop over a dict, or a view of it, goes through the keys backwards."""
        e, view = s.iter, "keys"
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute):
            e, view = e.func.value, e.func.attr
        if not isinstance(e, gast.Name) or not isinstance(self.types.get(e), (Dict, DictOf)):
            return None
        key, value = s.target, None
        if view == "values":
            key, value = store(self.reserve("key")), s.target
        elif view == "items":
            key, value = s.target.elts
        if e.id in stores_in(s.body) or self.is_changed(e.id, s.body):
            raise Refused("loop", s.iter, f"`{e.id}` changes inside the loop that runs over it")
        items: list[Any] = []
        groups: list[Any] = []
        if value is not None:
            item = subscript(clone(e), loaded(key))
            self.take_item(value, item, e.id, items, e)
            if isinstance(value, gast.Tuple):
                groups.append((value, item, e.id))
        keys: Any = clone(e)
        if breaks:
            keys = subscript(self.builtin("list", keys), gast.Slice(None, load(counter), None))
        return Plan(clone(key), self.builtin("reversed", keys), items, breaks, counter, groups)

    def reversed_range(self, s: Any) -> Any:
        """The range of a loop that already runs backwards, as the loops of derivatives do."""
        t = self.types.get(s.iter)
        if isinstance(t, Iter) and t.kind == "reversed" and isinstance(s.target, gast.Name):
            inner = s.iter.args[0]
            return inner if self.is_range(inner) else None
        return None

    def keep_stable(self, s: Any, e: Any) -> None:
        changed = loads_in(e) & stores_in(s.body)
        changed |= {n for n in content_reads(self.instance, e) if self.is_written_in(s.body, n)}
        if changed:
            raise Refused(
                "loop", s.iter, f"`{sorted(changed)[0]}` is changed inside the loop that runs over it"
            )

    def is_written_in(self, stmts: list[Any], name: str) -> bool:
        """Whether a statement writes into what a name stands for.

        A change of a list or dict is one of what holds it, not of all that came out of one tuple with it.
        """
        memory = self.memory
        is_array = not isinstance(self.env.get(name, UNKNOWN), CONTAINERS)
        for n in walk(stmts):
            for w in memory.writes.get(id(n), []):
                if memory.region_of(w) != memory.region_of(name):
                    continue
                itself = w == name or w not in memory.grown
                if is_array or itself or name in memory.held.get((id(n), w), (name,)):
                    return True
        return False

    def keep_dict(self, s: Any, base: Any) -> None:
        """A dict that a loop runs over must stay as it is: itself, and under other names."""
        home = self.memory.region_of(base.id)
        names = [n for w in self.writes_in(s.body) for n in w if self.memory.region_of(n) == home]
        changed = any(isinstance(self.env.get(n, UNKNOWN), (Dict, Unknown)) for n in names)
        if changed or base.id in stores_in(s.body):
            raise Refused("loop", s.iter, f"`{base.id}` is changed inside the loop that runs over it")

    def writes_in(self, stmts: list[Any]) -> list[list[str]]:
        found = []
        for n in walk(stmts):
            if id(n) in self.memory.writes:
                found.append(self.memory.writes[id(n)])
        return found

    def is_range(self, e: Any) -> bool:
        t = self.types.get(e)
        return isinstance(t, Iter) and t.kind == "range"

    def index_name(self, s: Any) -> str:
        """The backward loop's own index; `enumerate` has one already."""
        t = self.types.get(s.iter)
        if isinstance(t, Iter) and t.kind == "enumerate" and isinstance(s.target, gast.Tuple):
            first = s.target.elts[0]
            if isinstance(first, gast.Name) and len(s.iter.args) == 1 and not s.iter.keywords:
                return first.id
        return self.reserve("k")

    def take_apart(self, target: Any, e: Any, k: Any, items: list[Any], lengths: list[Any], s: Any) -> None:
        """Where each variable of a loop comes from at step `k`: entries (name, expression, base name)."""
        t = self.types.get(e)
        if isinstance(t, Iter) and t.kind == "range":
            self.keep_stable(s, e)
            lengths.append(self.builtin("len", clone(e)))
            if isinstance(target, gast.Name):
                items.append((target.id, subscript(clone(e), clone(k)), None))
            return
        if isinstance(t, Iter) and t.kind == "enumerate":
            start = (
                e.args[1]
                if len(e.args) > 1
                else next((x.value for x in e.keywords if x.arg == "start"), None)
            )
            if not isinstance(target, gast.Tuple):
                raise Refused("loop", e, "`enumerate` whose pairs are not unpacked")
            self.take_apart(target.elts[1], e.args[0], k, items, lengths, s)
            first = target.elts[0]
            if isinstance(first, gast.Name) and first.id != k.id:
                value = k if start is None else gast.BinOp(clone(k), gast.Add(), clone(start))
                items.append((first.id, clone(value), None))
            return
        if isinstance(t, Iter) and t.kind == "zip":
            if not isinstance(target, gast.Tuple) or len(target.elts) != len(e.args):
                raise Refused("loop", e, "`zip` whose tuples are not unpacked")
            for sub, a in zip(target.elts, e.args, strict=True):
                self.take_apart(sub, a, k, items, lengths, s)
            return
        if isinstance(t, Iter) and t.kind == "reversed":
            inner: list[Any] = []
            size: list[Any] = []
            placeholder, known = "k_reversed", len(self.groups)
            self.take_apart(target, e.args[0], load(placeholder), inner, size, s)
            lengths += size
            back = gast.BinOp(gast.BinOp(clone(size[0]), gast.Sub(), const(1)), gast.Sub(), clone(k))
            items += [(n, substitute(x, {placeholder: back}), b) for n, x, b in inner]
            groups = self.groups[known:]
            self.groups[known:] = [(t, substitute(x, {placeholder: back}), b) for t, x, b in groups]
            return
        self.take_from(target, e, t, k, items, lengths, s)

    def take_from(
        self, target: Any, e: Any, t: Any, k: Any, items: list[Any], lengths: list[Any], s: Any
    ) -> None:
        if (
            isinstance(e, gast.Call)
            and isinstance(e.func, gast.Attribute)
            and isinstance(e.func.value, gast.Name)
        ):
            base = e.func.value
            keys = subscript(self.builtin("list", clone(base)), clone(k))
            lengths.append(self.builtin("len", clone(base)))
            value = subscript(clone(base), keys)
            kind = e.func.attr
            if kind == "keys" and isinstance(target, gast.Name):
                items.append((target.id, clone(keys), None))
            elif kind == "values":
                self.take_value(target, value, base.id, items, e)
            elif kind == "items" and isinstance(target, gast.Tuple) and len(target.elts) == 2:
                self.take_item(target.elts[0], clone(keys), None, items, e)
                self.take_value(target.elts[1], value, base.id, items, e)
            else:
                raise Refused("loop", e, "a view of a dict used this way")
            self.keep_dict(s, base)
            return
        if not isinstance(e, gast.Name):
            raise Refused("loop", e, "this iterable")
        if isinstance(t, (Dict, DictOf)):
            lengths.append(self.builtin("len", clone(e)))
            self.take_item(target, subscript(self.builtin("list", clone(e)), clone(k)), None, items, e)
            return
        if e.id in stores_in(s.body):
            raise Refused("loop", e, f"`{e.id}` is bound again inside the loop that runs over it")
        if e.id in self.memory.grown and any(e.id in w for w in self.writes_in(s.body)):
            raise Refused("loop", e, f"`{e.id}` changes inside the loop that runs over it")
        lengths.append(self.builtin("len", clone(e)))
        self.take_item(target, subscript(clone(e), clone(k)), e.id, items, e)
        if isinstance(target, gast.Tuple) and not isinstance(t, Num):
            self.groups.append((target, subscript(clone(e), clone(k)), e.id))

    def take_value(self, target: Any, expr: Any, base: str, items: list[Any], node: Any) -> None:
        """A value of a dict: one that is a tuple gets back its adjoints together."""
        self.take_item(target, expr, base, items, node)
        if isinstance(target, gast.Tuple):
            self.groups.append((target, expr, base))

    def take_item(self, target: Any, expr: Any, base: str | None, items: list[Any], node: Any) -> None:
        if isinstance(target, gast.Name):
            items.append((target.id, expr, base))
            return
        for i, t in enumerate(target.elts):
            self.take_item(t, subscript(clone(expr), const(i)), base, items, node)


def _owned_by(place: Any, base: str, owner: Any) -> Any:
    """A place in `base` as one in `owner`; its keys and positions are those of `base` still."""
    if isinstance(place, gast.Subscript):
        return subscript(_owned_by(place.value, base, owner), clone(place.slice))
    return substitute(place, {base: owner})


def _may_change(t: Num, made: set[str], s: Any) -> bool:
    """Whether an array that a loop makes may have another length in another trip."""
    if isinstance(s, gast.For):
        made = made | stores_in(s.target)
    return t.shape is None or any(d is None or mentions(d, made) for d in t.shape)
