"""Memory: which names may share it, which are written in place, and what a call does to its arguments.

May-alias is a relation between names that holds at a point of the program; `p, q = q, p` permutes it, so
double buffers stay apart.  A name is *shadowed* if an array is written through it or through an alias
while it is still in use: its adjoint then has the same memory structure, and is written in place too.
A *region* is a class of names that ever share memory: what a write through one may change for another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import gast
import numpy as np

from tangent.analyse.apart import taken_apart
from tangent.analyse.flow import (
    basic_index,
    can_flow,
    function_of,
    holds_mutable,
    is_view,
    method_of,
    new_container,
    record_display,
    unpacked_iterables,
)
from tangent.analyse.kinds import alike, holds, is_tuple, items_of
from tangent.analyse.live import live_out
from tangent.analyse.owners import owning_lists
from tangent.analyse.views import detached_views
from tangent.rules import RULES
from tangent.syntax.nodes import is_effect, name_nodes, statements_in, stores_in, walk
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    NOTHING,
    PARTS,
    Dict,
    DictOf,
    Iter,
    ListOf,
    Num,
    Record,
    Seq,
    SetOf,
    Type,
    Unknown,
    mutable,
    without_none,
)
from tangent.unit import Instance

WRITING_METHODS = {
    "array": ("fill", "sort", "partition", "put", "itemset", "resize", "setfield", "byteswap"),
    "list": ("append", "extend", "pop", "insert", "clear", "reverse", "sort", "remove"),
    "dict": ("update", "setdefault", "pop", "clear", "popitem"),
    "set": (
        "add", "discard", "remove", "pop", "clear", "update", "difference_update", "intersection_update",
        "symmetric_difference_update",
    ),
}  # fmt: skip
CHANGING = frozenset(WRITING_METHODS["list"]) | frozenset(WRITING_METHODS["dict"])
Alias = dict[str, frozenset[str]]


@dataclass
class Memory:
    """The facts of one instance.

    shadowed: names with adjoints of the same memory structure; grown: lists and dicts that are changed;
    written: parameters whose object is written; inner: those in which another list or dict is changed;
    result_aliases: parameters that the result may share memory with; region: class of each name;
    apart: the result is a tuple of which no part shares memory with another; new_parts: the places in it of
    what shares memory with no parameter;
    writes: for each writing statement (by id) the name written through.
    detached: view in use → the names of its array that have been bound anew since.
    held: for each statement (by id) and list or dict that it changes, the names that may share its memory.
    """

    shadowed: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    inner: frozenset[str] = frozenset()
    result_aliases: tuple[str, ...] = ()
    region: dict[str, str] = field(default_factory=dict)
    writes: dict[int, list[str]] = field(default_factory=dict)
    added: list[Any] = field(default_factory=list)
    """Statements that were entered in `writes` later: kept, or others might get their addresses."""
    grown: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    """Containers in which a function that is called writes arrays."""
    keyed: frozenset[str] = frozenset()
    """Sets that hold no number with a derivative, whatever they are a part of."""
    written_regions: set[str] = field(default_factory=set)
    touched: frozenset[str] = frozenset()
    """Names of what may be written, under whatever name."""
    at_return: Alias = field(default_factory=dict)
    returned_twice: frozenset[str] = frozenset()
    """Names of what two parts of the result may share."""
    near: dict[tuple[int, str], set[str]] = field(default_factory=dict)
    """For each call (by id) and name in it, the names that may share memory with that one there."""
    detached: dict[str, set[str]] = field(default_factory=dict)
    apart: bool = False
    new_parts: frozenset[int] = frozenset()
    held: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    """Lists and dicts that are made once, and known by no other name while they are changed by this one."""
    stored: frozenset[tuple[str, str]] = frozenset()
    """(p, q): the container p was given to the function, and holds what was given as q when it ends."""
    rearranged: frozenset[str] = frozenset()
    """Parameters in which something that was in them is put into a place, perhaps another one."""

    def copied(self) -> Memory:
        """The same facts, to which those of names that a transformation makes can be added."""
        new = replace(self)
        new.region, new.writes, new.grown = dict(self.region), dict(self.writes), set(self.grown)
        return new

    def elements_written(self) -> set[str]:
        """Arrays that are written, and containers in which arrays are."""
        return self.shadowed | self.filled

    def region_of(self, name: str) -> str:
        while self.region.get(name, name) != name:
            name = self.region[name]
        return name


def remember_memory(instance: Instance) -> None:
    """Compute `instance.memory` (callees' first; a recursive call assumes the worst of its arguments)."""
    if instance.memory is not None:
        return
    _Walk(instance).run()


class _Walk:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.memory = Memory()
        # The caller still holds the arguments: what is written through a view of one is written to it.
        held = frozenset(p for p, t in instance.arg_types.items() if mutable(t))
        self.live = live_out(instance.tree.body, held | instance.unseen, unseen=instance.unseen_by)
        self.exits: list[list[Alias]] = []
        self.permutations: list[set[str]] = []
        self._written_names: set[str] = set()
        self._inner: frozenset[str] = frozenset()
        self._rearranged: frozenset[str] = frozenset()
        # For each statement of the user (by id) the names through which calls in it write.
        self.by_calls: dict[int, set[str]] = {}
        # Pairs of containers of which one took the items of the other (a copy, `extend`): they share items,
        # and change apart, unless they are also bound to one object (`direct`).
        self.shallow: set[frozenset[str]] = set()
        self.direct: set[frozenset[str]] = set()
        self.owners = owning_lists(instance)
        names = name_nodes(instance.tree.body)
        self.reads = Counter(n.id for n in names if isinstance(n.ctx, gast.Load))
        assigned = [n for n in statements_in(instance.tree.body) if isinstance(n, gast.Assign)]
        bound = Counter(n.id for n in names if not isinstance(n.ctx, gast.Load))
        # What names that are bound once are bound to.
        self.made_by = {
            n.targets[0].id: n.value
            for n in assigned
            if isinstance(n.targets[0], gast.Name) and bound[n.targets[0].id] == 1
        }
        self.fresh = {n for n, e in self.made_by.items() if _makes_container(instance, e)}
        self.results = {
            s.targets[0].id
            for s in assigned
            if getattr(s.value, "threaded", None) is not None
        }
        self.results |= taken_apart(instance, remember_memory)
        self.containers: dict[str, set[Seq | ListOf | Dict | DictOf | SetOf | Record]] = {}
        for n in names:
            self.note_container(n.id, instance.types.get(n))
        for p, t in instance.arg_types.items():
            self.note_container(p, t)
            self.note_container(_object(p), t)
        kinds: dict[str, set[bool]] = {}
        for n in names:
            kinds.setdefault(n.id, set()).add(isinstance(instance.types.get(n), Num))
        for p, t in instance.arg_types.items():
            kinds.setdefault(p, set()).add(isinstance(t, Num))
        self.numbers = {n for n, known in kinds.items() if known == {True}}
        self.exposed: set[str] = set()
        # (statement, what it puts into a list or dict with this name)
        self.placed: dict[str, set[tuple[int, str]]] = {}
        self.at = 0

    def note_container(self, name: str, t: Type | None) -> None:
        t = without_none(t)
        if isinstance(t, (*CONTAINERS, SetOf)):
            self.containers.setdefault(name, set()).add(t)

    def may_be_same(self, a: str, b: str) -> bool:
        """Whether two names of containers may name one object: a list is not the list that holds it."""
        return any(alike(p, q) for p in self.filled(a) for q in self.filled(b))

    def may_hold(self, a: str, b: str) -> bool:
        return any(holds(p, q) for p in self.filled(a) for q in self.filled(b))

    def is_keyed(self, name: str) -> bool:
        """Whether a name is always one of a set of keys, in which nothing carries a derivative."""
        types = self.containers[name]
        items = [t.item for t in types if isinstance(t, SetOf)]
        return len(items) == len(types) and not any(i not in (None, NOTHING) and can_flow(i) for i in items)

    def filled(self, name: str) -> list[Seq | ListOf | Dict | DictOf | SetOf | Record]:
        """The types of a container, without those of its empty beginnings where it is filled later."""
        types = self.containers[name]
        keyed = (Dict, DictOf, SetOf, Record)
        return [t for t in types if isinstance(t, keyed) or items_of(t)] or list(types)

    def run(self) -> None:
        instance = self.instance
        params = [p for p, t in instance.arg_types.items() if mutable(t)]
        instance.memory = self.memory  # a recursive call sees what is known so far, until nothing is added
        for _ in range(8):
            before = self.found()
            env: Alias = {}
            for p in params:  # the object that came in, under whatever name it goes
                self.connect(env, p, [_object(p)])
            self.block(instance.tree.body, env)
            self.spread()
            self.memory.stored = frozenset(
                (p, q)
                for p in params
                for q in params
                if p != q and p in self.containers and _object(q) in env.get(_object(p), frozenset())
            )
            self.memory.rearranged = frozenset(p for p in params if _object(p) in self._rearranged)
            self.memory.written = {p for p in params if p in self._written_names}
            self.memory.inner = frozenset(p for p in params if {p, _object(p)} & self._inner)
            if self.found() == before:
                break
        regions = {self.memory.region_of(n) for w in self.memory.writes.values() for n in w}
        self.memory.written_regions = regions
        self.memory.keyed = frozenset(filter(self.is_keyed, self.containers))
        self.memory.written |= {p for p in params if _object(p) in self._written_names}
        self.memory.touched = frozenset(self._written_names)
        self.memory.detached = detached_views(instance)
        self.memory.private = (self.fresh & self.memory.grown) - self.exposed

    def found(self) -> Any:
        m = self.memory
        given = (set(m.written), m.inner, m.rearranged)
        return set(m.elements_written()), given, m.result_aliases, set(self.owners)

    # -------------------------------------------------------------- the relation

    def connect(self, env: Alias, name: str, others: list[str], more: Iterable[str] = ()) -> None:
        """`name` stands for, or takes, (a part of) what `others` stand for; it keeps its aliases `more`."""
        self.show(env, name, others)
        # (what it shared memory with before may have come from several objects)
        closure = set(others).union(more, *(env.get(o, frozenset()) for o in others)) - {name}
        for o in closure:
            env[o] = env.get(o, frozenset()) | {name}
            self.unite(name, o)
        env[name] = frozenset(closure)

    def disconnect(self, env: Alias, name: str) -> None:
        for o in env.pop(name, frozenset()):
            env[o] = env.get(o, frozenset()) - {name}
        env.pop(_shown(name), None)

    def show(self, env: Alias, name: str, others: Iterable[str]) -> None:
        """From here on a new list or dict may be known by another name, too.

        It has none until a name, or a container, gets something from an expression in which it stands itself.
        """
        for o in others:
            for n, m in ((name, o), (o, name)):
                if n in self.fresh and self.may_name(m, n):
                    env[_shown(n)] = frozenset()

    def may_name(self, name: str, container: str) -> bool:
        """Whether a name may stand for a container, or for what it is in."""
        name = name.strip("<>")
        if name in self.containers:
            return self.may_be_same(name, container) or self.may_hold(name, container)
        return name not in self.numbers

    def unite(self, a: str, b: str) -> None:
        ra, rb = self.memory.region_of(a), self.memory.region_of(b)
        if ra != rb:
            low, high = sorted((ra, rb))
            self.memory.region[high] = low

    def grow(self, s: Any, name: str, env: Alias, inside: bool = False) -> None:
        """A list or dict is changed itself (not an array in it): also what holds it is changed.

        inside: so is, perhaps, what it holds.
        """
        self.memory.writes.setdefault(id(s), [])
        if name not in self.memory.writes[id(s)]:
            self.memory.writes[id(s)].append(name)
        aliases = self.changed_with(name, env)
        self._inner |= {a for a in (name, *aliases) if inside or self.may_hold_known(a, name)}
        if inside:
            aliases |= {a for a in env.get(name, frozenset()) if self.may_share_inside(a, name)}
        if _shown(name) in env:
            self.exposed.add(name)
        self._written_names = self._written_names | {name} | aliases
        self.memory.grown |= {name} | aliases
        key = (id(s), name)
        self.memory.held[key] = self.memory.held.get(key, frozenset()) | aliases

    def changed_with(self, name: str, env: Alias) -> set[str]:
        """Names of the containers that a change of this one changes, too: they may be it, or hold it."""
        return {
            a
            for a in env.get(name, frozenset())
            if a in self.containers
            and (frozenset((a, name)) not in self.shallow - self.direct)
            and (name not in self.containers or self.may_be_same(a, name) or self.may_hold(a, name))
        }

    def may_hold_known(self, a: str, b: str) -> bool:
        return a in self.containers and b in self.containers and self.may_hold(a, b)

    def may_share_inside(self, a: str, b: str) -> bool:
        """Whether `a` may be, or hold, a list or dict that `b` holds."""
        if a not in self.containers or b not in self.containers:
            return False
        below = [t for q in self.filled(b) for t in _in_it(q)]
        return any(alike(p, t) or holds(p, t) for p in self.filled(a) for t in below)

    def may_hold_arrays(self, name: str) -> bool:
        """Whether a name may stand for an array, or for a container with one in it: not a list of numbers."""
        return name not in self.containers or any(map(_holds_arrays, self.filled(name)))

    def arrays_of(self, name: str, env: Alias) -> frozenset[str]:
        """Other names of the memory that an array, or the arrays in a container, have."""
        return frozenset(a for a in env.get(name, frozenset()) if self.may_hold_arrays(a))

    def write(self, s: Any, name: str, env: Alias) -> None:
        self.memory.writes.setdefault(id(s), [])
        if name not in self.memory.writes[id(s)]:
            self.memory.writes[id(s)].append(name)
        live = self.live.get(id(s), frozenset())
        aliases = self.arrays_of(name, env)
        self._written_names = self._written_names | {name} | set(aliases)
        in_use = {name} | {a for a in aliases if a in live}
        # Several names for one memory need a common base, which may be out of use itself.
        self.memory.shadowed |= in_use | (set(aliases) if len(in_use) > 1 else set())

    def spread(self) -> None:
        """Permutations and rotations of buffers move shadows between names."""
        for group in self.permutations:
            if group & self.memory.shadowed:
                self.memory.shadowed |= group

    # -------------------------------------------------------------- statements

    def block(self, stmts: list[Any], env: Alias) -> bool:
        for s in stmts:
            if isinstance(s, gast.Break):
                self.exits[-1].append(dict(env))
                return False
            if isinstance(s, gast.If):
                other = dict(env)
                falls, other_falls = self.block(s.body, env), self.block(s.orelse, other)
                if falls and other_falls:
                    _merge(env, other)
                elif other_falls:
                    env.clear()
                    env.update(other)
                elif not falls:
                    return False
            elif isinstance(s, (gast.For, gast.While)):
                self.loop(s, env)
            else:
                self.statement(s, env)
        return True

    def loop(self, s: Any, env: Alias) -> None:
        while True:
            before = dict(env)
            head = dict(env)
            self.exits.append([])
            if isinstance(s, gast.For):
                self.bind_target(s.target, s.iter, head)
            self.block(s.body, head)
            for x in [head, *self.exits.pop()]:
                _merge(env, x)
            if env == before:
                return

    def bind_target(self, target: Any, iterable: Any, env: Alias) -> None:
        for part, e in unpacked_iterables(self.instance, target, iterable):
            sources = [] if e is None else [n.id for n in self.iterated(e)]
            for name in stores_in(part):
                self.disconnect(env, name)
                if sources:
                    self.connect(env, name, sources)

    def iterated(self, e: Any) -> list[Any]:
        t = self.instance.types.get(e)
        if isinstance(t, Iter):
            return [n for a in e.args for n in self.iterated(a)] if isinstance(e, gast.Call) else []
        if isinstance(t, Num) and (t.shape is not None and len(t.shape) <= 1):
            return []
        return is_view(self.instance, e)

    def statement(self, s: Any, env: Alias) -> None:
        if is_effect(s):
            return
        self.at = id(s)
        if isinstance(s, gast.Assign):
            self.effects(s, s.value, env)
            for target in s.targets:
                self.assign(s, target, s.value, env)
        elif isinstance(s, gast.AugAssign):
            self.augment(s, env)
        elif isinstance(s, gast.Delete):
            self.grow(s, s.targets[0].value.id, env)
        elif isinstance(s, gast.Expr):
            self.effects(s, s.value, env)
        elif isinstance(s, gast.Return) and s.value is not None:
            shared = {n.id for n in is_view(self.instance, s.value)}
            shared |= set().union(*(env.get(n, frozenset()) for n in shared))
            self.memory.at_return = dict(env)
            self.memory.returned_twice |= self.parts_in_common(s.value, env)
            self.memory.apart = self.are_apart(s.value, env)
            self.memory.new_parts = self.find_new_parts(s.value, env)
            params = tuple(p for p in self.instance.arg_types if _object(p) in shared)
            self.memory.result_aliases = params

    def are_apart(self, e: Any, env: Alias) -> bool:
        """Whether the parts of a tuple that is written out share memory with nothing of each other."""
        whole = {e.id} if isinstance(e, gast.Name) else set()
        e = self.made_by.get(e.id) if isinstance(e, gast.Name) else e
        if not isinstance(e, gast.Tuple):
            return False
        seen: set[str] = set()
        for i in e.elts:
            mine = {n.id for n in is_view(self.instance, i)}
            mine = mine.union(*(env.get(n, frozenset()) for n in mine)) - whole
            if mine & seen:
                return False
            seen |= mine
        return True

    def parts_in_common(self, e: Any, env: Alias) -> frozenset[str]:
        """Names of what two parts of a tuple, list, dict or object that is returned may share."""
        whole = e.id if isinstance(e, gast.Name) else ""
        made = self.made_by.get(whole) if whole else e
        shown = record_display(self.instance, made)
        parts = list(shown.values()) if shown else getattr(made, "elts", None) or getattr(made, "values", [])
        each = [{n.id for n in is_view(self.instance, i)} for i in (parts if isinstance(parts, list) else [])]
        each += [{n} for _, n in sorted(self.placed.get(whole, ()))]
        found: set[str] = set()
        seen: set[str] = set()
        for names in each:
            mine = names.union(*(self.names_for(n, env) for n in names)) - {whole}
            found |= mine & seen
            seen |= mine
        return frozenset(found)

    def names_for(self, name: str, env: Alias) -> set[str]:
        """What shares memory with a name, without the lists and dicts that hold it."""
        known = name in self.containers
        return {
            a
            for a in env.get(name, frozenset())
            if a not in self.containers or (known and not self.may_hold(a, name))
        }

    def find_new_parts(self, e: Any, env: Alias) -> frozenset[int]:
        """The places in a tuple that is written out of what shares memory with no parameter."""
        found = set()
        for k, i in enumerate(e.elts if isinstance(e, gast.Tuple) else []):
            mine = {n.id for n in is_view(self.instance, i)}
            mine = mine.union(*(env.get(n, frozenset()) for n in mine))
            if not any(n.startswith("<") for n in mine):
                found.add(k)
        return frozenset(found)

    def taken_apart(self, e: Any) -> list[str] | None:
        """What the parts of a callee's tuple share memory with, if it is only unpacked: `a, b = f(x)`."""
        made = self.made_by.get(e.id) if isinstance(e, gast.Name) else None
        if made not in self.instance.calls or self.reads[e.id] != 1:
            return None
        callee = self.instance.calls[made][0]
        remember_memory(callee)
        if callee.memory is None or not callee.memory.apart:
            return None
        return [n.id for n in is_view(self.instance, made)]

    def assign(self, s: Any, target: Any, value: Any, env: Alias) -> None:
        if isinstance(target, gast.Name):
            viewed = [n.id for n in is_view(self.instance, value)]
            # `x = x if c else y` may leave the object where it was.
            kept = env.get(target.id, frozenset()) if target.id in viewed else frozenset()
            sources = [n for n in viewed if n != target.id]
            self.disconnect(env, target.id)
            if not (sources or kept) or not mutable(self.instance.types.get(target, _ANY)):
                return
            if self.taken_out(value):
                self.unite(target.id, value.func.value.id)
            elif self.is_result(value) and self.is_apart(value):
                # The tuple of results is only taken apart: it is no other name of what was in it.
                self.unite(target.id, value.value.id)
                shared = env.get(value.value.id, frozenset())
                if self.is_new_part(value):
                    shared = frozenset()
                self.connect(env, target.id, sorted(shared))
            else:
                self.connect(env, target.id, sources, kept)
                # What a call returns is written through its parts (a tape in a tuple): its items stay apart.
                called = value in self.instance.calls
                pairs = {frozenset((target.id, o)) for o in env[target.id]}
                pairs = pairs if called else self.pairs_with(target.id, env[target.id])
                if new_container(self.instance, value):
                    self.shallow |= pairs
                elif not isinstance(value, (gast.Tuple, gast.List, gast.Dict)):
                    self.direct |= pairs
        elif isinstance(target, gast.Tuple):
            self.assign_tuple(target, value, env)
        elif isinstance(target, gast.Subscript):
            name = target.value.id
            if not self.is_container(target.value):
                self.write(s, name, env)
            else:
                self.grow(s, name, env)
                stored = [n.id for n in is_view(self.instance, value) if n.id != name]
                if isinstance(target.slice, gast.Slice):
                    # The items alone: of numbers nothing is left to share.
                    if stored and holds_mutable(self.instance.types.get(value)):
                        self.connect_more(env, name, stored)
                elif stored:
                    self.put_in(env, name, stored)

    def is_result(self, e: Any) -> bool:
        """`t[1]` of the results of a call that binds variables anew (see `analyse/state.py`)."""
        return isinstance(e, gast.Subscript) and isinstance(e.value, gast.Name) and e.value.id in self.results

    def is_apart(self, e: Any) -> bool:
        """Whether a part of the results of a call shares memory with no other part."""
        made = self.made_by.get(e.value.id)
        if made not in self.instance.calls:
            return False
        callee = self.instance.calls[made][0]
        return callee.recursive or callee.memory is None or callee.memory.apart

    def is_new_part(self, e: Any) -> bool:
        """Whether a part of the results of a call shares memory with nothing that the call was given."""
        made = self.made_by.get(e.value.id)
        if made not in self.instance.calls or not isinstance(e.slice, gast.Constant):
            return False
        memory = self.instance.calls[made][0].memory
        return memory is not None and memory.apart and e.slice.value in memory.new_parts

    def connect_more(self, env: Alias, name: str, others: list[str]) -> None:
        """A list takes the items of the others, at its end."""
        taken = set(others).union(*(env.get(o, frozenset()) for o in others))
        self.shallow |= self.pairs_with(name, taken)
        self.put_in(env, name, others)

    def moved_in(self, s: Any, owner: str, stored: list[str], env: Alias) -> bool:
        """Whether a list becomes the only holder of what is appended; otherwise it is no owner."""
        if owner not in self.owners:
            return False
        group = set(stored).union(*(env.get(n, frozenset()) for n in stored)) - {owner}
        live = self.live.get(id(s), frozenset())
        if any(n in live or n.startswith("<") for n in group) or len(set(stored)) < len(stored):
            self.owners = self.owners - {owner}
            return False
        for n in stored:
            self.unite(owner, n)
        return True

    def taken_out(self, e: Any) -> bool:
        """Whether a value comes out of a list that owned it."""
        f = e.func if isinstance(e, gast.Call) else None
        if not isinstance(f, gast.Attribute) or f.attr != "pop" or e.args:
            return False
        return isinstance(f.value, gast.Name) and f.value.id in self.owners

    def pairs_with(self, name: str, others: Iterable[str]) -> set[frozenset[str]]:
        """A name with others, without those of what it may hold, or be in: a copy has the same items."""
        known = [o for o in others if o in self.containers] if name in self.containers else []
        inner = {o for o in known if self.has_inside(name, o) or self.has_inside(o, name)}
        return {frozenset((name, o)) for o in others if o not in inner}

    def has_inside(self, name: str, other: str) -> bool:
        """Whether one list or dict may be in another one."""
        return self.may_hold(name, other) and not any(map(is_tuple, self.filled(name) + self.filled(other)))

    def put_in(self, env: Alias, name: str, others: list[str]) -> None:
        """A container takes the others as its items, under whatever name it goes."""
        there = {name} | env.get(name, frozenset())
        taken = {o for o in others if o in self.containers}
        self._rearranged |= there & taken.union(*(env.get(o, frozenset()) for o in taken))
        for n in (name, *sorted(self.changed_with(name, env))):
            stored = [o for o in others if o != n]
            if stored:
                self.placed.setdefault(n, set()).update((self.at, o) for o in stored)
                self.connect(env, n, stored, env.get(n, frozenset()))

    def assign_tuple(self, target: Any, value: Any, env: Alias) -> None:
        names = [t.id for t in target.elts]
        if isinstance(value, gast.Tuple) and len(value.elts) == len(names):
            old = {
                n: frozenset(m.id for m in is_view(self.instance, v))
                for n, v in zip(names, value.elts, strict=True)
            }
            arrays = {n for n, v in zip(names, value.elts, strict=True) if is_view(self.instance, v)}
            if arrays and arrays == set().union(*(old[n] for n in arrays)):
                self.permutations = [*self.permutations, set(arrays)]
            before = dict(env)
            stand_for = {
                n: set().union(*({o} | before.get(o, frozenset()) for o in old[n])) if old[n] else set()
                for n in names
            }
            moved: dict[str, set[str]] = {}
            for n in names:
                for o in old[n]:
                    moved.setdefault(o, set()).add(n)
            for n in names:
                self.disconnect(env, n)
            for n in names:
                others: set[str] = set()
                for o in stand_for[n]:
                    if o not in names:
                        others.add(o)
                    others |= moved.get(o, set())
                others.discard(n)
                # A name that only exchanged its object with `n` does not share memory with it.
                others = {o for o in others if o not in names or stand_for[o] & stand_for[n]}
                if others:
                    env[n] = env.get(n, frozenset()) | frozenset(others)
                    for o in others:
                        env[o] = env.get(o, frozenset()) | {n}
                self.show(env, n, old[n])
                for o in old[n]:
                    self.unite(n, o)
            return
        apart = self.taken_apart(value)
        sources = [n.id for n in is_view(self.instance, value)] if apart is None else apart
        if isinstance(self.instance.types.get(value), Num):
            sources = (
                sources if any(mutable(self.instance.types.get(t, _ANY)) for t in target.elts) else []
            )
        for n in names:
            self.disconnect(env, n)
        for t in target.elts:
            if sources and mutable(self.instance.types.get(t, _ANY)):
                self.connect(env, t.id, [x for x in sources if x != t.id])

    def is_container(self, e: Any) -> bool:
        return isinstance(self.instance.types.get(e), CONTAINERS)

    def augment(self, s: Any, env: Alias) -> None:
        if isinstance(s.target, gast.Subscript):
            if self.is_container(s.target.value):
                self.grow(s, s.target.value.id, env)
                if _is_array(self.instance.types.get(s.target, _ANY)):
                    self.write(s, s.target.value.id, env)  # `rows[1] *= 2.0` writes into the array
            else:
                self.check_order(s, env)
                self.write(s, s.target.value.id, env)
            return
        t = self.instance.types.get(s.target)
        if isinstance(t, (Seq, ListOf)):
            self.grow(s, s.target.id, env)
            self.connect_more(env, s.target.id, [n.id for n in is_view(self.instance, s.value)])
        elif t is None or mutable(t):
            self.write(s, s.target.id, env)

    def check_order(self, s: Any, env: Alias) -> None:
        """`x[i] += f()`: Python has read `x[i]` before `f` writes into it, the statements here have not."""
        if _is_array(self.instance.types.get(s.target, _ANY)) and basic_index(self.instance, s.target):
            return  # a view, which sees what is written
        name = s.target.value.id
        called = self.by_calls.get(id(getattr(s, "origin", s)), set())
        if called & ({name} | env.get(name, frozenset())):
            raise Refused("alias", s, name, f"Call first, and add then: `value = ...; {name}[...] += value`.")

    def effects(self, s: Any, e: Any, env: Alias) -> None:
        """Writes that a call makes."""
        call = self.instance.calls.get(e)
        if call is not None:
            for name in {n.id for n in walk(e) if isinstance(n, gast.Name)} | set(call[1].hidden.values()):
                near = self.memory.near.setdefault((id(e), name), set())
                near |= {name} | env.get(name, frozenset())
            self.call_effects(s, call, env)
            written = self.memory.writes.get(id(s), [])
            self.by_calls.setdefault(id(getattr(s, "origin", s)), set()).update(written)
            return
        if not isinstance(e, gast.Call):
            return
        if unknown_change(self.instance, e) or set_change(self.instance, e):
            self.grow(s, e.func.value.id, env)
            return
        found = method_of(self.instance, e)
        if found is not None and isinstance(e.func.value, gast.Name):
            name, base = found
            is_dict = isinstance(base, (Dict, DictOf))
            kind = "array" if isinstance(base, Num) else "dict" if is_dict else "list"
            if name in WRITING_METHODS[kind]:
                change = self.write if kind == "array" else self.grow
                change(s, e.func.value.id, env)
                stored = [n.id for a in e.args for n in is_view(self.instance, a)]
                if kind == "list" and stored:
                    take = self.connect_more if name == "extend" else self.put_in
                    if not self.moved_in(s, e.func.value.id, stored, env):
                        take(env, e.func.value.id, stored)
            return
        function = function_of(self.instance, e)
        try:
            rule = RULES.get(function)
        except TypeError:
            rule = None
        if rule is not None and rule.kind == "mutation" and e.args and isinstance(e.args[0], gast.Name):
            self.write(s, e.args[0].id, env)
        outputs = [k.value for k in e.keywords if k.arg == "out"]
        if isinstance(function, np.ufunc):
            outputs += e.args[function.nin :]
        for n in {m.id for o in outputs for m in is_view(self.instance, o)}:
            self.write(s, n, env)


    def store(self, callee: Instance, bound: Any, env: Alias) -> None:
        """A callee has put some of its arguments into containers."""
        for p, q in sorted(callee.memory.stored) if callee.memory is not None else ():
            for n in self.given(bound, p):
                stored = [m for m in self.given(bound, q) if m != n]
                if stored:
                    self.put_in(env, n, stored)
        for p in sorted(callee.memory.rearranged) if callee.memory is not None else ():
            names = {m for n in self.given(bound, p) for m in (n, *env.get(n, frozenset()))}
            self._rearranged |= names

    def given(self, bound: Any, p: str) -> list[str]:
        if p in bound.hidden:
            return [bound.hidden[p]]
        return [n.id for n in is_view(self.instance, bound.exprs[p])] if p in bound.exprs else []


    def call_effects(self, s: Any, call: Any, env: Alias) -> None:
        """What a function of the user writes into its arguments."""
        callee, bound = call
        remember_memory(callee)
        written = callee.memory.written if callee.memory is not None else set(callee.arg_types)
        for param in written:
            for name in self.given(bound, param):
                if name not in self.containers:
                    self.write(s, name, env)
                    continue
                self.grow(s, name, env, callee.memory is None or param in callee.memory.inner)
                if callee.memory is not None and {param, _object(param)} & callee.memory.elements_written():
                    # What is written are arrays in it, which have other names here.
                    self._written_names = self._written_names | self.arrays_of(name, env)
                    self.memory.filled |= {name} | env.get(name, frozenset())
        self.store(callee, bound, env)


def unknown_change(instance: Instance, e: Any) -> bool:
    """Whether a call of a method may change an object of which nothing is known, perhaps a list."""
    func = e.func if isinstance(e, gast.Call) else None
    if not isinstance(func, gast.Attribute) or not isinstance(func.value, gast.Name):
        return False
    return func.attr in CHANGING and isinstance(instance.types.get(func.value), Unknown)


def set_change(instance: Instance, e: Any) -> bool:
    """Whether a call changes a set that has a name."""
    func = e.func if isinstance(e, gast.Call) else None
    if not isinstance(func, gast.Attribute) or not isinstance(func.value, gast.Name):
        return False
    return func.attr in WRITING_METHODS["set"] and isinstance(instance.types.get(func.value), SetOf)


_ANY = Num("any", None, None)


def _holds_arrays(t: Type | None) -> bool:
    if isinstance(t, Num):
        return not t.is_scalar
    if isinstance(t, ListOf):
        return t.item is None or _holds_arrays(t.item)
    if isinstance(t, PARTS):
        return any(map(_holds_arrays, t.items))
    return t is None or mutable(t)


def _in_it(t: Type | None) -> list[Type]:
    """The types of the lists and dicts in a container, at any depth."""
    items = [i for i in items_of(t) if not isinstance(i, Num)]
    return [u for i in items for u in ([i] if isinstance(i, (*CONTAINERS, Unknown)) else []) + _in_it(i)]


def _is_array(t: Any) -> bool:
    return isinstance(t, Num) and not t.is_scalar


def _object(param: str) -> str:
    return f"<{param}>"


def _shown(name: str) -> str:
    """Stands in the relation where the container `name` may be known by other names."""
    return f"!{name}"


def _makes_container(instance: Instance, e: Any) -> bool:
    if not isinstance(instance.types.get(e), CONTAINERS):
        return False
    return isinstance(e, (gast.List, gast.Dict)) or new_container(instance, e)


def _merge(env: Alias, other: Alias) -> None:
    for name, others in other.items():
        env[name] = env.get(name, frozenset()) | others
