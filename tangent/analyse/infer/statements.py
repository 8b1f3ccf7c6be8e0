"""Types through statements: bindings, branches, loops to a fixpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import gast

from tangent.analyse import patterns
from tangent.analyse.bottom import Bottom, Never, raising
from tangent.analyse.bounds import range_of
from tangent.analyse.contexts import entered
from tangent.analyse.displays import fill_displays
from tangent.analyse.fields import is_field
from tangent.analyse.handed import MadeGenerator
from tangent.analyse.infer.expressions import takes_none_apart
from tangent.analyse.infer.part import Part
from tangent.analyse.infer.reshape import (
    dict_with_item,
    dict_without_item,
    join_all,
    may_be_missing,
    without_lengths,
)
from tangent.analyse.inline import NeedsInlining
from tangent.analyse.lengths import has_symbols, named
from tangent.analyse.objects import OBJECTS
from tangent.analyse.probe import BINARY
from tangent.analyse.queues import made_as
from tangent.analyse.stars import has_stars
from tangent.analyse.unroll import MOST_RECORDS, OneByOne, all_trips, few_trips, trips, unrolled
from tangent.normalise.exposed import carried
from tangent.syntax.constants import can_be_said
from tangent.syntax.core import Enter, Exit, Landed, Unresized
from tangent.syntax.nodes import (
    at,
    effect,
    has_break,
    is_effect,
    load,
    loads_in,
    name_nodes,
    same,
    stores_in,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    INT,
    NONE,
    NOTHING,
    PY_INT,
    RAISED,
    UNKNOWN,
    Closure,
    Deque,
    Dict,
    DictOf,
    Dim,
    Fields,
    Iter,
    ListOf,
    Maybe,
    Num,
    Plain,
    Record,
    Seq,
    SetOf,
    TupleOf,
    Type,
    Unknown,
    any_key,
    any_length,
    constant,
    dict_of_both,
    differentiable,
    general,
    join,
    join_some,
    key_type,
    text,
    widen_list,
    with_item,
)

Env = dict[str, Type]
EMPTY = Seq("list", ())


class Statements(Part):
    """Interprets statements; a mixin of the inference."""

    def block(self, stmts: list[Any], env: Env) -> bool:
        """Interpret in order; returns whether the end can be reached.  Decided branches are pruned."""
        i = 0
        while i < len(stmts):
            s = stmts[i]
            around = self.manager_written_out(stmts, i, env) if isinstance(s, Enter) else None
            if around is not None:
                new, end = around
                if not self.pruning:
                    stmts[i:end] = new
                    continue
                if not self.block(list(new), env):
                    return False
                i = end
                continue
            new = self.opened(s, env)
            if new is None and isinstance(s, gast.If):
                new = self.dict_said_plainly(s, env)
            if new is None and isinstance(s, gast.If):
                try:
                    decided = self.decide(s.test, env)
                except Bottom:
                    return False
                except Never as never:
                    return self.end_in_raise(stmts, i, never.error)
                if decided is not None and not self.pruning:
                    stmts[i : i + 1] = s.body if decided else s.orelse
                    continue
                if decided is not None:
                    if not self.block(list(s.body if decided else s.orelse), env):
                        return False
                    i += 1
                    continue
                falls = self.branch(s, env)
                if self.told_apart is not None:
                    new, self.told_apart = self.told_apart, None
                    if not self.pruning:
                        stmts[i : i + 1] = new
                        continue
                    falls = self.block(list(new), env)
                if not falls:
                    return False
                i += 1
                continue
            if isinstance(s, gast.Break):
                self.breaks[-1].append(dict(env))
                return self.end_of_block(stmts, i)
            if new is None and isinstance(s, gast.Raise):
                self.expression_parts(s, env)
                return self.end_of_block(stmts, i)
            try:
                new = self.step(s, env) if new is None else new
            except Bottom:
                return False
            except Never as never:
                return self.end_in_raise(stmts, i, never.error)
            self.note_changing()
            if new is not None and not self.pruning:
                stmts[i : i + 1] = new
                if isinstance(s, gast.For):
                    i = self.with_displays(stmts, i, i + len(new))
                continue
            if new is not None and not self.block(list(new), env):
                return False
            i += 1
        return True

    def step(self, s: Any, env: Env) -> list[Any] | None:
        """Interpret one statement; or give the statements that are to be put in its place."""
        new = self.rewritten(s, env)
        if new is not None:
            return new
        if isinstance(s, gast.For):
            return self.loop_or_trips(s, env)
        self.whole_call = s.value if isinstance(s, (gast.Assign, gast.Expr)) else None
        try:
            self.statement(s, env)
        except NeedsInlining as needed:
            return self.inlined(s, needed.unit, needed.bound)
        except MadeGenerator as call:
            return self.hold_generator(s, call.made, env)
        return None

    def loop_or_trips(self, s: Any, env: Env) -> list[Any] | None:
        """Interpret a loop; its trips one by one where they make functions that are used after their trip."""
        trial, depth, turns = dict(env), len(self.breaks), len(self.made_in_loops)
        around = len(self.loops)
        self.loops.append(s)
        try:
            self.do_For(s, trial)
        except OneByOne:
            items = all_trips(s.iter, lambda e: self.types.get(e), self.session.value)
            if items is None:
                raise
            del self.breaks[depth:], self.lists_begun[depth:], self.made_in_loops[turns:]
            return self.written_out(s, items)
        finally:
            del self.loops[around:]
        env.clear()
        env.update(trial)
        return None

    def is_countable(self, s: Any) -> bool:
        """Whether the numbers or keys that a loop runs over are written in the program."""
        t = self.types.get(s.iter)
        if isinstance(t, Seq) and 0 < len(t.items) <= MOST_RECORDS:
            return NotImplemented not in map(constant, t.items)
        if not isinstance(t, Iter) or t.kind != "range":
            return False
        bounds = [constant(i) for i in t.items]
        return NotImplemented not in bounds and all(bounds[2:]) and len(range(*bounds)) <= MOST_RECORDS

    def end_of_block(self, stmts: list[Any], i: int) -> bool:
        """Nothing behind statement `i` is reached: it has no types, and is left out, but for marks."""
        if not self.pruning:
            stmts[i + 1 :] = [s for s in stmts[i + 1 :] if isinstance(s, (Landed, Exit))]
        return False

    def end_in_raise(self, stmts: list[Any], i: int, error: Exception) -> bool:
        """Statement `i` certainly raises."""
        if not self.pruning:
            cls = type(error)
            stmts[i] = raising(stmts[i], self.unit_name(cls.__name__, cls), error)
        return self.end_of_block(stmts, i)

    def rewritten(self, s: Any, env: Env) -> list[Any] | None:
        """Statements of the core language to be put in the place of `s`; None where it stays."""
        if isinstance(s, Unresized):
            return self.lengths_checked(s, env)
        if (handed := self.generators_handed(s, env)) is not None:
            return handed
        if (flat := self.flat_said_plainly(s, env)) is not None:
            return flat
        if isinstance(s, (gast.Assign, gast.AugAssign)):
            if (set_by_call := self.setter_called(s, env)) is not None:
                return set_by_call
        if (told := self.function_in_variable(s, env)) is not None:
            return told
        if isinstance(s, gast.Expr) and (stored := self.attributes_set(s, env)) is not None:
            return stored
        if isinstance(s, (gast.Assign, gast.Return)) and (guarded := self.guarded_read(s, env)) is not None:
            return guarded
        if (alone := self.implied_calls_named(s, env)) is not None:
            return alone
        if isinstance(s, gast.Assign) and _is_arithmetic(s.value, env):
            return None  # most statements of long programs
        read = self.result_read(s, env)
        read = self.distribution_method(s, env) if read is None else read
        read = self.curve_method(s, env) if read is None else read
        if read is not None:
            return read
        found = self.taken_apart(s, env)
        if found is not None:
            return found
        if isinstance(s, gast.For):
            if called := self.methods_before_loop(s, env):
                return called
            if (walked := self.walk_said_plainly(s, env)) is not None:
                return walked
            if (elements := self.elements_said_plainly(s, env)) is not None:
                return elements
            woven = self.generator_loop(s, env)
            if woven is not None:
                return woven
            if (filled := self.dict_said_plainly(s, env)) is not None:
                return filled
            self.eval(s.iter, env)
            if listed := self.sets_as_lists(s):
                return listed
            if (opened := self.fields_in_header(s)) is not None:
                return opened
            if (resized := self.while_resized(s)) is not None:
                return resized
            known = all_trips if getattr(s, "counted", False) else trips
            if made := self.collected_classes(s, env):
                changing = any(("class", c) in self.program.state for c in made)
                known = all_trips if changing else few_trips
            items = known(s.iter, lambda e: self.types.get(e), self.session.value)
            if items is None:
                return self.items_by_place(s) or self.values_by_key(s)
            return self.written_out(s, items)
        filled = self.dict_said_plainly(s, env)
        if filled is not None:
            return filled
        if not isinstance(s, (gast.Assign, gast.Expr, gast.AugAssign)):
            return None
        if has_stars(s.value):
            return self.without_stars(s, env)
        elements = self.walk_said_plainly(s, env)
        elements = self.elements_said_plainly(s, env) if elements is None else elements
        elements = self.array_said_plainly(s, env) if elements is None else elements
        if elements is not None:
            return elements
        exchanged = self.exchanged(s, env)
        if exchanged is not None:
            return exchanged
        shuffled = self.shuffle_said_plainly(s, env)
        if shuffled is not None:
            return shuffled
        drawn = self.drawn_at_once(s, env)
        if drawn is not None:
            return drawn
        arrays = self.with_arrays(s, env)
        if arrays is not None:
            return arrays
        queued = self.queue_said_plainly(s, env)
        if queued is not None:
            return queued
        if isinstance(s, gast.AugAssign):
            return self.said_plainly(s, env)
        plain = self.said_plainly(s, env)
        if plain is not None:
            return plain
        if isinstance(s, gast.Assign) and isinstance(s.value, gast.Call):
            if self.unit.builtin(s.value.func) == "super":
                self.bind(s.targets[0], self.eval(s.value, env), env)
                return []
        if not isinstance(s.value, gast.Call):
            trick = self.index_trick(s, env)
            trick = self.fields_unpacked(s, env) if trick is None else trick
            return self.pair_unpacked(s) if trick is None else trick
        made = self.object_taken_apart(s, env)
        return self.call_rewritten(s, env) if made is None else made

    def sets_as_lists(self, s: Any) -> list[Any] | None:
        """A loop over a set is one over its items in a list, which has places; so is one over what is not
        known, which may be a set or an iterator, if the loop takes all of it: an iterator may have no end.
        (Before there is a call nothing is known of what is differentiated, either, and that is an array.)"""
        kinds = SetOf if has_break(s.body) or self.session.ahead else (SetOf, Unknown)
        parts = s.iter.args if isinstance(s.iter, gast.Call) else [s.iter]
        # Once is enough, should it not be known yet what `list` gives.
        kept = [isinstance(self.types.get(p), kinds) and not getattr(p, "listed", False) for p in parts]
        if not any(kept):
            return None
        return self.once(s, "sets", lambda: self.core(self.over_lists(s, parts, kept), s))

    def over_lists(self, s: Any, parts: list[Any], kept: list[bool]) -> list[Any]:
        before: list[Any] = []
        listed = []
        for p, is_kept in zip(parts, kept, strict=True):
            items = gast.Call(load(self.unit_name("list", list)), [p], [])
            listed.append(self.named(items, before, s) if is_kept else p)
            if is_kept:
                listed[-1].listed = True
        whole = listed[0]
        if isinstance(s.iter, gast.Call):
            whole = gast.Call(s.iter.func, listed, s.iter.keywords)
        return [*before, at(gast.For(s.target, at(whole, s.iter), s.body, s.orelse, None), s)]

    def written_out(self, s: Any, items: list[Any]) -> list[Any]:
        """A loop over objects or functions that are known one by one, trip by trip."""
        self.instance.unrolled = True
        key = ("trips", self.types[s.iter])
        return self.once(s, key, lambda: [*unrolled(s, items, self.unit, self.fresh), *self.kept_lengths(s)])

    def kept_lengths(self, s: Any) -> list[Any]:
        """What sees to it that a list was not resized, under any name, while its items were gone through."""
        named = [(e, self.types.get(e)) for e in name_nodes([s.iter])]
        mark = Unresized()
        mark.lists = tuple((e, len(t.items)) for e, t in named if isinstance(t, Seq) and t.kind == "list")
        return [at(mark, s)] if mark.lists else []

    def lengths_checked(self, s: Unresized, env: Env) -> list[Any]:
        for e, count in s.lists:
            t = env.get(e.id)
            if t is None:
                continue  # a list of a module, which is only read
            if not isinstance(t, Seq) or len(t.items) != count:
                raise Refused("loop", e, f"`{e.id}` changes inside the loop that runs over it")
        return []

    def with_displays(self, stmts: list[Any], start: int, end: int) -> int:
        """What a loop fills that was written out is said at once; returns where its statements start then."""
        return fill_displays(stmts, start, end, self.instance.tree, self.temporary)

    def fresh(self, wish: str) -> str:
        return self.temporary() if wish in self.unit.temporaries else self.variable(wish)

    def branch(self, s: Any, env: Env) -> bool:
        self.eval(s.test, env)
        self.read_at.clear()
        if not self.pruning:
            s.test = patterns.without_marks(s.test, self.types)
        body, orelse = dict(env), dict(env)
        body_falls = self.block(s.body, body)
        self.read_at.clear()
        orelse_falls = self.block(s.orelse, orelse)
        self.read_at.clear()
        if body_falls and orelse_falls and self.functions_meet(s, body, orelse):
            return True
        env.clear()
        if body_falls and orelse_falls:
            may_be_missing(body, orelse)
            may_be_missing(orelse, body)
            env.update(self.join_env(body, orelse))
            met = [n for n in body if n in orelse and body[n] is not orelse[n]]
            self.name_met(met, env, s, "behind")
            env.update(getattr(s, "told", {}))
        else:
            env.update(body if body_falls else orelse)
        return body_falls or orelse_falls

    def join_env(self, a: Env, b: Env) -> Env:
        if self.instance.attrs:
            here = self.instance.attrs.items()
            either = {**b, **a}
            self.program.sometimes |= {k: either[n] for k, n in here if (n in a) is not (n in b)}
        out = dict(a)
        for name, t in b.items():
            known = out.setdefault(name, t)
            if known is not t:
                out[name] = self.joined(known, t)
        return out

    def joined(self, a: Type, b: Type) -> Type:
        """What holds where two paths meet; an object that meets one that was built here becomes a record."""
        if isinstance(a, Record) is not isinstance(b, Record):
            a, b = self.as_record(a), self.as_record(b)
        self.note_missing(a, b)
        return join(a, b, self.session.can_agree)

    def statement(self, s: Any, env: Env) -> None:
        if is_effect(s):
            self.eval(s.value, env)
            return
        if self.first_trip and isinstance(s, (gast.Assign, gast.AugAssign, gast.Expr)):
            if any(n in self.locals and n not in env for n in loads_in(s)):
                return  # of a later trip
        handler = getattr(self, "do_" + type(s).__name__, None)
        if handler is None:
            raise Refused("statement", s, f"`{type(s).__name__}`")
        handler(s, env)

    def do_Assign(self, s: Any, env: Env) -> None:
        value = made_as(s.value, self.eval(s.value, env))
        if not self.pruning:
            s.value = patterns.value_without_marks(s.value, self.types)
        for target in s.targets:
            self.bind(target, value, env)
            if isinstance(target, gast.Name) and isinstance(value, Num):
                value = self.name_lengths(target, value, s.value, env)
            elif isinstance(target, gast.Name) and isinstance(value, CONTAINERS):
                self.links.assigned(target.id, s.value, self.types)
                if s.value in self.instance.calls:
                    self.links.given_unseen(target.id, self.instance.calls[s.value][1], env)
            elif isinstance(target, gast.Tuple) and isinstance(value, CONTAINERS):
                self.links.unpacked(target, s.value)
            if not isinstance(target, (gast.Name, gast.Tuple)):
                self.links.stored(target, s.value, self.types)

    def name_lengths(self, target: Any, value: Num, e: Any, env: Env) -> Num:
        """Nothing may be known of the lengths of a value, but here is a name to call them by."""
        t = self.with_name(target.id, value, target)
        if t is not value:
            env[target.id] = self.types[target] = self.types[e] = t
        return t

    def with_name(self, name: str, t: Num, place: Any, kind: str = "") -> Num:
        if name in self.rebound_inside:
            return t
        site = self.sites.setdefault((id(place), kind), (len(self.sites), place))[0]
        new = named(t, name, site)
        if new is not t:
            self.symbols.add(name)
        return new

    def name_met(self, names: Iterable[str], env: Env, place: Any, kind: str) -> None:
        """The same for variables that have another value on each way that leads here."""
        for name in names:
            t = env.get(name)
            if isinstance(t, Num):
                env[name] = self.with_name(name, t, place, kind)

    def bind(self, target: Any, value: Type, env: Env) -> None:
        if isinstance(target, gast.Name):
            self.forget_lengths(target.id, env)
            if self.lists_begun and value == EMPTY:
                self.lists_begun[-1].add(target.id)
            if self.read_at:
                self.read_at = [e for e in self.read_at if target.id not in loads_in(e)]
            env[target.id] = value
            self.types[target] = value
        elif isinstance(target, gast.Tuple):
            items = self.elements(value, len(target.elts), target)
            for t, v in zip(target.elts, items, strict=True):
                self.bind(t, v, env)
        elif isinstance(target, gast.Attribute):
            self.write_attribute(target, value, env)
        else:
            self.store_item(target, value, env)

    def forget_lengths(self, name: str, env: Env) -> None:
        """A length computed from the old value of `name` is not one computed from the new value."""
        if name not in env or name not in self.symbols:
            return
        own = env[name]
        self.forget_lengths_everywhere({name}, env)
        env[name] = own

    def elements(self, value: Type, n: int, node: Any) -> list[Type]:
        if isinstance(value, Maybe):
            value = value.held()
        if isinstance(value, Seq):
            if len(value.items) != n:
                raise Refused("unpack", node, f"{len(value.items)} values for {n} names")
            return list(value.items)
        if isinstance(value, ListOf):
            return [value.item or NOTHING] * n
        if isinstance(value, Num) and value.shape:
            return [self.row(value)] * n
        if isinstance(value, Dict):
            raise Refused("container", node, "unpacking the keys of a dict")
        if isinstance(value, OBJECTS) and not issubclass(value.cls, tuple):
            raise Refused("loop", node, f"an object of class `{value.cls.__name__}`, unpacked")
        if value == NONE:
            raise Never
        return [NOTHING if value == NOTHING else UNKNOWN] * n

    def row(self, t: Num) -> Type:
        assert t.shape is not None
        if len(t.shape) == 1:
            return Num("np", t.dtype) if t.dtype is not None else UNKNOWN
        return Num("array", t.dtype, t.shape[1:])

    def store_item(self, target: Any, value: Type, env: Env) -> None:
        base = self.eval(target.value, env)
        self.eval_index(target.slice, env)
        if not isinstance(target.value, gast.Name):
            return
        name = target.value.id
        if isinstance(base, Fields) and not is_field(target):
            raise Refused("container", target, f"an item of an object of class `{base.cls.__name__}`")
        if isinstance(base, (Seq, ListOf)) and base.kind == "list":
            self.links.change(name, self.put_in_list(base, target.slice, value), env)
        elif isinstance(base, (Dict, DictOf)):
            self.links.change(name, self.put_in_dict(base, target, value), env)
        elif isinstance(base, (Seq, ListOf)):
            raise Refused("container", target, "a tuple cannot be written")
        elif isinstance(base, Unknown) and isinstance(constant(self.types.get(target.slice, UNKNOWN)), str):
            if differentiable(value):  # no array: perhaps a dict of a class of the user's
                raise Refused("container", target, f"`{name}`, of which nothing is known, is changed")

    def put_in_dict(self, base: Dict | DictOf, target: Any, value: Type) -> Type:
        """A dict after `d[key] = value`; a key that was read there before is one that it has."""
        key = self.types[target.slice]
        calls = any(isinstance(n, gast.Call) for n in walk(target.slice))
        if isinstance(base, Dict) and constant(key) is NotImplemented and not calls:
            if any(same(target, e) for e in self.read_at):
                return replace(base, items=tuple(join(i, value) for i in base.items))
        return self.dict_with(base, key, value)

    def dict_with(self, base: Dict | DictOf, key: Type, value: Type) -> Type:
        """A dict after `d[key] = value`."""
        known = constant(key)
        if isinstance(base, Dict) and can_be_said(known):
            return dict_with_item(base, known, value)
        return dict_of_both(base, DictOf(any_key(key), general(value)), self.session.can_agree)

    def put_in_slice(self, base: Type, index: Any, value: Type) -> Type:
        """A list after `items[a:b] = value`."""
        parts = [
            None if p is None else constant(self.types[p]) for p in (index.lower, index.upper, index.step)
        ]
        if isinstance(base, Seq) and isinstance(value, Seq) and NotImplemented not in parts:
            items = list(base.items)
            try:
                items[slice(*parts)] = value.items
            except ValueError:
                return UNKNOWN  # an extended slice of another length: Python will say so
            return Seq("list", tuple(items))
        item = self.item_of(value, index)
        if parts != [None, None, None]:
            return with_item(base, item)
        return replace(base, item=item) if isinstance(base, ListOf) else ListOf(item)

    def put_in_list(self, base: Type, index: Any, value: Type) -> Type:
        if isinstance(index, gast.Slice):
            return self.put_in_slice(base, index, value)
        key = constant(self.types.get(index, UNKNOWN))
        if isinstance(base, Seq) and isinstance(key, int) and -len(base.items) <= key < len(base.items):
            items = list(base.items)
            items[key] = value
            return Seq("list", tuple(items))
        if isinstance(base, Seq) and key is NotImplemented and not isinstance(index, gast.Slice):
            return Seq("list", tuple(join(i, value) for i in base.items))  # any of them, and still as many
        return with_item(base, value)

    def do_Delete(self, s: Any, env: Env) -> None:
        (target,) = s.targets
        base = self.eval(target.value, env)
        self.eval_index(target.slice, env)
        known = constant(self.types[target.slice])
        self.types[target] = self.getitem(base, target.slice, env)
        name = target.value.id
        if isinstance(base, (Seq, ListOf)) and base.kind == "list":
            self.links.change(name, self.list_without(base, known), env)
        elif isinstance(base, Dict):
            self.links.change(name, dict_without_item(base, known), env)
        elif not isinstance(base, DictOf):
            raise Refused("delete", target)

    def list_without(self, base: Type, key: Any) -> Type:
        if isinstance(base, Seq) and isinstance(key, int) and -len(base.items) <= key < len(base.items):
            if not self.pruning and not self.breaks:
                key %= len(base.items)
                return Seq("list", base.items[:key] + base.items[key + 1 :])
        return widen_list(base)

    def do_AugAssign(self, s: Any, env: Env) -> None:
        value = self.eval(s.value, env)
        if isinstance(s.target, gast.Name):
            name = s.target.id
            old = env.get(name, UNKNOWN)
            self.types[s.target] = old
            if isinstance(old, (Seq, ListOf)) and isinstance(value, (Seq, ListOf)):
                self.links.extended(name, s.value, self.types)
                self.links.change(name, self.concatenated(old, value), env)
            elif isinstance(old, Num) and old.kind == "array":
                pass
            else:
                function = BINARY[type(s.op).__name__]
                raises = takes_none_apart([old, value])
                env[name] = NOTHING if raises else self.elementwise(function, [old, value], s)
            if env[name] != old:
                self.forget_lengths(name, env)
            return
        base = self.eval(s.target.value, env)
        self.eval_index(s.target.slice, env)
        if isinstance(base, Dict):
            self.read_at.append(s.target)
        item = self.getitem(base, s.target.slice, env)
        self.types[s.target] = item
        if isinstance(base, CONTAINERS):
            self.store_item(s.target, self.elementwise(BINARY[type(s.op).__name__], [item, value], s), env)

    def concatenated(self, a: Type, b: Type) -> Type:
        if isinstance(a, Seq) and isinstance(b, Seq) and a.kind == b.kind:
            return Seq(a.kind, a.items + b.items)
        if isinstance(a, TupleOf) or isinstance(b, TupleOf):
            return join(any_length(a), any_length(b))
        wide = widen_list(b)
        if isinstance(a, Deque) and isinstance(wide, ListOf):
            return replace(a, item=join_some(a.item, wide.item))
        return join(widen_list(a), wide)

    def do_Expr(self, s: Any, env: Env) -> None:
        self.eval(s.value, env)
        if hasattr(s.value, "says"):
            effect(s)

    def do_Assert(self, s: Any, env: Env) -> None:
        self.expression_parts(s, env)

    def expression_parts(self, s: Any, env: Env) -> None:
        for part in (getattr(s, f, None) for f in s._fields):
            if isinstance(part, gast.Call) and not isinstance(s, gast.Assert):
                continue  # the exception of a `raise`: only built if it is raised
            if part is not None and not isinstance(part, gast.Call):
                self.quiet(part, env)

    def quiet(self, e: Any, env: Env) -> Type:
        """The type of an expression that has no derivative; what cannot be typed is unknown."""
        return self.eval(e, env)

    def do_Pass(self, s: Any, env: Env) -> None:
        pass

    do_Landed = do_Exit = do_Pass

    def do_Enter(self, s: Any, env: Env) -> None:
        manager = s.value
        if isinstance(manager, gast.Call):
            for part in (manager.func, *manager.args, *(k.value for k in manager.keywords)):
                self.eval(part, env)
            self.types[manager] = UNKNOWN
        else:
            self.eval(manager, env)
        self.bind(s.targets[0], entered(self.unit, self.types, s), env)

    def do_Catch(self, s: Any, env: Env) -> None:
        self.eval(s.value, env)
        self.bind(s.targets[0], RAISED, env)

    def do_Return(self, s: Any, env: Env) -> None:
        self.returns.append(NONE if s.value is None else self.returned(s.value, env))

    def do_FunctionDef(self, s: Any, env: Env) -> None:
        unit = self.program.nested_unit(self.unit, s)
        self.rebound_inside |= unit.rebinds
        env[s.name] = Closure(unit, unit.captured)

    def do_While(self, s: Any, env: Env) -> None:
        self.loop(s, env, lambda head: self.truth_asked(s.test, self.eval(s.test, head), head))
        # The condition is not pruned: a loop that never runs costs nothing.

    def do_For(self, s: Any, env: Env) -> None:
        iterable = self.eval(s.iter, env)
        self.links.looped(s.target, s.iter)
        between = range_of(iterable) if isinstance(s.target, gast.Name) else None
        if between is not None and between.mentions(stores_in(s)):
            between = None

        def bind(head: Env) -> None:
            # A trip may change what the items are that later ones take.
            later = self.eval(s.iter, head) if isinstance(iterable, (*CONTAINERS, Iter)) else iterable
            self.bind(s.target, self.looped(s.target, self.item_of(later, s.iter)), head)
            if between is not None:
                self.ranges[s.target.id] = between

        self.loop(s, env, bind)

    def looped(self, target: Any, item: Type) -> Type:
        """An integer that counts a loop gets a symbol of its own: `x[i:]` and `y[i:]` are equally long."""
        if (
            isinstance(target, gast.Name)
            and isinstance(item, Num)
            and item.dtype == INT
            and item.kind == "py"
        ):
            self.symbols.add(target.id)
            return replace(item, sym=Dim(("var", target.id)))
        return item

    def loop(self, s: Any, env: Env, enter: Callable[[Env], Any]) -> None:
        assigned = stores_in(s.body) | (stores_in(s.target) if isinstance(s, gast.For) else set())
        self.read_at.clear()
        head = dict(env)
        for name in assigned:
            if name in head:
                head[name] = general(head[name])
        self.forget_lengths_everywhere(assigned, head)
        early = {n for n in carried(s) if n not in head}
        first_trip = self.first_trip
        self.pruning += 1
        try:
            for _ in range(8 + len(early)):
                before = dict(head)
                current = dict(head)
                self.name_met(assigned, current, s, "head")
                self.made_in_loops.append(set())
                self.breaks.append([])
                self.lists_begun.append(set())
                enter(current)
                self.first_trip = first_trip or bool(early)
                falls = self.block(s.body, current)
                self.first_trip = first_trip
                exits = self.breaks.pop()
                self.lists_begun.pop()
                made = self.made_in_loops.pop()
                for end in (current, *exits):
                    self.forget_objects(end, made)
                    self.forget_lengths_everywhere(assigned, end)
                # Bound in the loop only, and read by the next trip: what they are is to be known first.
                if early:
                    found = {n: general(current[n]) for n in early if current.get(n, UNKNOWN) != UNKNOWN}
                    head |= found
                    early = early - found.keys() if found else set()
                    continue
                for end in [*exits, *([current] if falls else [])]:
                    head = self.join_env(head, end)
                for name in assigned:
                    if name in head and name in before:
                        head[name] = general(head[name])
                if head == before:
                    break
            else:
                # Not only what is bound: a list or object may have one more level after each trip.
                for name in head:
                    if name in assigned or head[name] != before.get(name):
                        head[name] = UNKNOWN
        finally:
            self.pruning -= 1
            self.first_trip = first_trip
        # One more time with the final types, now removing branches that they decide.
        current = dict(head)
        self.name_met(assigned, current, s, "head")
        self.breaks.append([])
        self.lists_begun.append(set())
        enter(current)
        self.block(s.body, current)
        self.breaks.pop()
        self.lists_begun.pop()
        self.read_at.clear()
        env.clear()
        env.update(head)
        self.name_met(assigned, env, s, "behind")

    def forget_lengths_everywhere(self, names: set[str], env: Env) -> None:
        gone = names & self.symbols
        if not gone:
            return
        self.ranges = {n: r for n, r in self.ranges.items() if n not in gone and not r.mentions(gone)}
        for k, t in env.items():
            if id(t) in self.plain_types:
                continue  # most are, and there is one for each value of a long function
            if t.__class__ is Num and not has_symbols(t):
                self.plain_types[id(t)] = t
                continue
            new = without_lengths(t, gone)
            if new is not t:
                env[k] = new

    def item_of(self, t: Type, node: Any) -> Type:
        """The type of what a loop over `t` yields."""
        if isinstance(t, Iter):
            if t.kind == "range":
                return PY_INT
            if t.kind == "enumerate":
                return Seq("tuple", (PY_INT, self.item_of(t.items[0], node)))
            if t.kind == "zip":
                return Seq("tuple", tuple(self.item_of(i, node) for i in t.items))
            return self.item_of(t.items[0], node)
        if isinstance(t, Num) and t.shape:
            return self.row(t)
        if isinstance(t, ListOf):
            return t.item or NOTHING
        if isinstance(t, Seq):
            item: Type | None = None
            for i in t.items:
                item = general(i) if item is None else join(item, general(i))
            return item or NOTHING
        if isinstance(t, OBJECTS) and not isinstance(t, Fields):
            raise Refused("loop", node, f"an object of class `{t.cls.__name__}`")
        if isinstance(t, Dict):
            return join_all([any_key(key_type(k)) for k in t.keys])
        if isinstance(t, DictOf):
            return t.key or NOTHING
        if isinstance(t, SetOf):
            return t.item or NOTHING
        return NOTHING if t == NOTHING else Plain(str) if text(t) else UNKNOWN


def _is_arithmetic(e: Any, env: Env) -> bool:
    """Whether an expression is made of numbers and arrays by operators."""
    if isinstance(e, gast.Name):
        return isinstance(env.get(e.id), Num)
    if isinstance(e, gast.BinOp):
        return _is_arithmetic(e.right, env) and _is_arithmetic(e.left, env)
    return isinstance(e, gast.Constant) or (isinstance(e, gast.UnaryOp) and _is_arithmetic(e.operand, env))
