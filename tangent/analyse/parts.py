"""Containers inside containers: which names are a part of which, and where one object has two homes.

The adjoint of a container that is changed is one object at run time, and that of a part of it is the same
part of that object: `row = rows[k]` gives `row_bar = rows_bar[k]`.  This needs a tree: one root for each
container (the name that it was made under), and a path from there that stays the same as long as the part is
in use.  What is no tree is a conflict, which the backward sweep refuses.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import gast

from tangent.analyse.apart import taken_apart
from tangent.analyse.flow import is_view, method_of, new_container
from tangent.analyse.kinds import changeable
from tangent.analyse.live import live_out
from tangent.analyse.memory import remember_memory
from tangent.syntax.nodes import (
    clone,
    loads_in,
    name_nodes,
    names_in,
    same,
    store,
    stores_in,
    subscript,
    walk,
)
from tangent.types import (
    CONTAINERS,
    PARTS,
    UNKNOWN,
    Dict,
    DictOf,
    ListOf,
    Seq,
    Type,
    Unknown,
    constant,
    without_none,
)
from tangent.unit import Instance

PUTS = ("append", "insert", "extend", "setdefault", "update")


@dataclass(frozen=True)
class Conflict:
    """At `stmt` the container `name` has two homes, or the way to it changes."""

    stmt: Any
    name: str
    why: str
    hint: str = ""


def one_name(name: str) -> str:
    return f"Change `{name}` under one name only, or through the one place that it is in."


Place = tuple[str, Any]


@dataclass
class Site:
    """A statement, its position in program order, and the loops around it, outermost first."""

    stmt: Any
    position: int
    loops: tuple[int, ...]

    @property
    def loop(self) -> int | None:
        return self.loops[0] if self.loops else None


@dataclass
class Parts:
    """definitions: name → the statements that bind it; sites: statements in program order; inside: name →
    (container, key) for each place where its object is, or was (key None: not known which);
    same: other names of it; copies: lists that took its items, or gave them; left: containers that it was
    taken out of by `pop`; homes: the statements that put it into a container, or take it from there."""

    instance: Instance
    definitions: dict[str, list[Any]] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    inside: dict[str, set[Place]] = field(default_factory=dict)
    same: dict[str, set[str]] = field(default_factory=dict)
    copies: dict[str, set[str]] = field(default_factory=dict)
    left: dict[str, set[str]] = field(default_factory=dict)
    homes: dict[str, list[tuple[Any, str]]] = field(default_factory=dict)
    loops_of: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def type_of(self, e: Any) -> Type | None:
        return without_none(self.instance.types.get(e))

    def is_container(self, e: Any) -> bool:
        return isinstance(self.type_of(e), CONTAINERS)

    # -------------------------------------------------------------- the tree

    def part_of(self, name: str) -> tuple[str, Any] | None:
        """(container, path from it) where `name` is bound once, to a part of another container or to it."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or name in self.instance.arg_types or not isinstance(sites[0], gast.Assign):
            return None
        (target,), value = sites[0].targets, sites[0].value
        if isinstance(target, gast.Tuple):
            if isinstance(value, gast.Name) and self.is_container(value):
                if value.id in self.taken_apart:
                    return None
                position = [t.id for t in target.elts].index(name)
                return value.id, subscript(clone(value), gast.Constant(position, None))
            return None
        return self.path(value)

    def path(self, e: Any) -> tuple[str, Any] | None:
        """(container, path) of an expression that gives a part of a container."""
        if isinstance(e, gast.Name):
            return e.id, e
        if isinstance(e, gast.Subscript) and isinstance(e.value, gast.Name) and self.is_container(e.value):
            if e.value.id in self.taken_apart:
                return None
            return None if isinstance(e.slice, gast.Slice) else (e.value.id, e)
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "get":
            base = e.func.value
            if e.args and isinstance(base, gast.Name) and self.is_container(base):
                return base.id, subscript(clone(base), clone(e.args[0]))
        return None

    @property
    def taken_apart(self) -> set[str]:
        """Tuples of different objects that calls return, and of which each gets a name of its own."""
        if not hasattr(self, "_taken_apart"):
            self._taken_apart = taken_apart(self.instance, remember_memory)
        return self._taken_apart

    def looped_over(self, name: str) -> str | None:
        """The container that a loop takes `name` from."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or not isinstance(sites[0], gast.For):
            return None
        sources = {base for item, base in self.looped(sites[0].target, sites[0].iter) if item == name}
        return sources.pop() if len(sources) == 1 else None

    def looped(self, target: Any, e: Any) -> list[tuple[str, str]]:
        """(variable, container that it is taken from) of a loop."""
        if isinstance(e, gast.Name):
            return [(n, e.id) for n in sorted(stores_in(target))] if self.is_container(e) else []
        if not isinstance(e, gast.Call):
            return []
        if isinstance(e.func, gast.Attribute):
            return self.looped(target, e.func.value)
        elements = target.elts if isinstance(target, (gast.Tuple, gast.List)) else []
        kind = getattr(self.type_of(e), "kind", "")
        if kind == "enumerate" and len(elements) == 2:
            return self.looped(elements[1], e.args[0])
        if kind == "zip" and len(elements) == len(e.args):
            return [p for t, a in zip(elements, e.args, strict=True) for p in self.looped(t, a)]
        return [p for a in e.args for p in self.looped(target, a)]

    def taken(self, target: Any, e: Any) -> list[tuple[str, Place]]:
        """(name, where its object is) of what a loop binds, and of the tuples on the way there."""
        if isinstance(e, gast.Name):
            return _apart(target, (e.id, None)) if self.is_container(e) else []
        if not isinstance(e, gast.Call):
            return []
        kind = getattr(self.type_of(e), "kind", "")
        if isinstance(e.func, gast.Attribute):
            sources = [e.func.value] if e.func.attr != "items" else [None, e.func.value]
        else:
            sources = [None, e.args[0]] if kind == "enumerate" else e.args
        if len(sources) == 1 and kind != "zip":
            return self.taken(target, sources[0])
        found: list[tuple[str, Place]] = []
        for k, source in enumerate(sources):
            if source is not None and isinstance(target, gast.Name):
                part = store(f"<{target.id}[{k}]>")
                found += [(part.id, (target.id, k)), *self.taken(part, source)]
            elif source is not None and k < len(target.elts):
                found += self.taken(target.elts[k], source)
        return found

    def holder(self, name: str) -> str | None:
        """The container that `name` is a part of (or another name of)."""
        found = self.part_of(name)
        return found[0] if found is not None else self.looped_over(name)

    def root(self, name: str) -> str:
        seen = {name}
        while True:
            above = self.holder(name)
            if above is None or above in seen:
                return name
            name = above
            seen.add(name)

    def chain(self, name: str) -> list[str]:
        """The names from `name` up to its root."""
        out = [name]
        while (above := self.holder(out[-1])) is not None and above not in out:
            out.append(above)
        return out

    def is_root(self, name: str) -> bool:
        """Whether each value of `name` is a container of its own: made here, or given up by another name."""
        live = self.live
        for s in self.definitions.get(name, []):
            if not isinstance(s, gast.Assign):
                return False
            if not isinstance(s.targets[0], gast.Name):
                if isinstance(s.value, gast.Name) and s.value.id in self.taken_apart:
                    continue
                return False
            if isinstance(s.value, gast.Name):
                if s.value.id in live.get(id(s), frozenset()):
                    return False
            elif self.path(s.value) is not None or not self.is_made(s.value):
                return False
        return True

    def is_made(self, e: Any) -> bool:
        """Whether an expression makes a container: its parts may be old, itself it is new."""
        if not isinstance(e, gast.Call):
            return True
        if method_of(self.instance, e) is not None:
            return e.func.attr in ("copy", "pop")
        if isinstance(e.func, gast.Name) and e.func.id in ("list", "dict", "tuple"):
            return True
        return not any(map(self.may_change, is_view(self.instance, e)))

    @property
    def live(self) -> dict[int, frozenset[str]]:
        """What is read later: what a function is given, by its caller."""
        if not hasattr(self, "_live"):
            given = frozenset(p for p, t in self.instance.arg_types.items() if isinstance(t, CONTAINERS))
            body = self.instance.tree.body
            self._live = live_out(body, given | self.instance.unseen, unseen=self.instance.unseen_by)
        return self._live

    # -------------------------------------------------------------- what is in what

    def touches(self, site: Site, name: str, other: str) -> bool:
        """Whether the change of the object `name` at `site` may be one of `other`, or of something in it."""
        if self.changes(name, other):
            return True
        if not self.changed_inside(site.stmt, name):
            return False
        return any(name in self.above(n) and self.changes(n, other) for n in self.inside)

    def changed_inside(self, s: Any, name: str) -> bool:
        """Whether a statement calls a function that may change what is in the container `name`."""
        for callee, given in self.calls_in(s):
            inner = callee.arg_types.keys() if callee.memory is None else callee.memory.inner
            if any(name in given.get(p, ()) for p in inner):
                return True
        return False

    def calls_in(self, s: Any) -> list[tuple[Instance, dict[str, set[str]]]]:
        """(function, parameter → containers in what it is given) of the calls in a statement."""
        found = []
        for e in walk(s.value) if isinstance(s, (gast.Assign, gast.Expr)) else ():
            if e in self.instance.calls:
                callee, bound = self.instance.calls[e]
                exprs = bound.exprs.items()
                given = {p: {n.id for n in name_nodes(a) if self.is_container(n)} for p, a in exprs}
                found.append((callee, given | {p: {n} for p, n in bound.hidden.items()}))
        return found

    def changes(self, name: str, other: str) -> bool:
        """Whether a change of the object `name` itself may be one of `other`, or of something in it."""
        beside = self.beside(name)
        above = set().union(*(self.above(n) for n in beside)) - self.left.get(name, set())
        if other in above:
            return True
        return other in beside and name not in self.above(other)

    def may_be(self, name: str, other: str) -> bool:
        """Whether two names may hold one list or dict."""
        return name == other or other in self.beside(name)

    def above(self, name: str) -> set[str]:
        """What `name` is in."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            places = set().union(*(self.inside.get(n, set()) for n in self.beside(waiting.pop())))
            new = {n for base, _ in places for n in self.family(base)} - found
            found |= new
            waiting += new
        return found

    def beside(self, name: str) -> set[str]:
        """Names that may hold the object `name`: what is taken from, or put into, the same place."""
        return self.classes[0].get(name, {name})

    def family(self, name: str) -> set[str]:
        """All names of the object `name`, and of the lists that have items in common with it."""
        return self.classes[1].get(name, {name})

    @cached_property
    def classes(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Name → names of what may be the same object; name → these, and its copies.

        Two names may hold one object if they have, or had, the same place in a container; and the containers
        may be one for the same reason.
        """
        objects, families = Classes(), Classes()
        for name, others in self.same.items():
            for other in others:
                objects.unite(name, other)
                families.unite(name, other)
        for name, others in self.copies.items():
            for other in others:
                families.unite(name, other)
        while True:
            before = objects.merged
            groups: dict[str, list[tuple[Any, str]]] = {}
            for name, places in self.inside.items():
                for base, key in places:
                    groups.setdefault(families.of(base), []).append((key, name))
            for items in groups.values():
                anywhere = any(key is None for key, _ in items)
                first: dict[Any, str] = {}
                for key, name in items:
                    other = first.setdefault(None if anywhere else (type(key), key), name)
                    objects.unite(other, name)
                    families.unite(other, name)
            if objects.merged == before:
                return objects.members(), families.members()

    def names_of(self, name: str) -> set[str]:
        """All names that are ever bound to the object `name` as a whole."""
        found, waiting = {name}, [name]
        while waiting:
            new = self.same.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found

    def held(self, e: Any) -> list[str]:
        """Containers that may be a part of the value of `e`, or that value."""
        t = self.type_of(e)
        if not isinstance(t, CONTAINERS) or (new_container(self.instance, e) and not holds_containers(t)):
            return []
        return [n.id for n in is_view(self.instance, e) if self.may_change(n)]

    def may_change(self, n: Any) -> bool:
        """Whether a name stands for a container that may change; what a call gets unseen has no node."""
        t = self.type_of(n)
        return n.id in self.changeable if t is None else isinstance(t, CONTAINERS) and changeable(t)

    @cached_property
    def changeable(self) -> frozenset[str]:
        """The names that stand for containers that may change anywhere in the function."""
        typed = [(n.id, self.type_of(n)) for n in name_nodes(self.instance.tree.body)]
        typed += self.instance.arg_types.items()
        return frozenset(n for n, t in typed if isinstance(t, CONTAINERS) and changeable(t))

    # -------------------------------------------------------------- conflicts

    def conflicts(self) -> list[Conflict]:
        found: list[Conflict] = []
        for site in self.sites:
            written = [n for n in self.memory_writes(site.stmt)]
            for n in written:
                found += self.second_homes(site, n) or self.in_an_object(site, n)
            found += self.put_twice(site)
        for name in sorted(self.tied):
            found += self.moved_paths(name)
        return found

    @property
    def tied(self) -> set[str]:
        """Names whose adjoint must be the part of another one's: they are changed, or in use meanwhile."""
        if not hasattr(self, "_tied"):
            names = self.changed_names()
            for site in self.sites:
                for n in self.memory_writes(site.stmt):
                    names |= {o for o in self.in_use(site, n) if self.touches(site, n, o)}
            self._tied = {m for n in names for m in self.chain(n)}
        return self._tied

    def in_use(self, site: Site, name: str) -> set[str]:
        """Names that may share memory with the changed container and are read later."""
        if name in self.instance.memory.private and not self.changed_inside(site.stmt, name):
            return set()
        live = self.live.get(id(site.stmt), frozenset())
        return set(self.instance.memory.held.get((id(site.stmt), name), frozenset()) & live)

    def memory_writes(self, s: Any) -> list[str]:
        memory = self.instance.memory
        return [n for n in memory.writes.get(id(s), []) if n in memory.grown]

    def changed_names(self) -> set[str]:
        return {n for site in self.sites for n in self.memory_writes(site.stmt)}

    def second_homes(self, site: Site, name: str) -> list[Conflict]:
        """A container that is changed under one name is in use under another one that is no part of it."""
        root = self.root(name)
        if self.is_doubled(root) and (name != root or self.changed_inside(site.stmt, name)):
            why = f"two parts of `{root}` may be `{name}`, which is changed"
            return [Conflict(site.stmt, name, why, one_name(name))]
        for other in sorted(self.in_use(site, name)):
            mixed = self.is_mixed(root) and not {name, other} & {root, *self.common(name, other)}
            if mixed or (self.root(other) != root and self.touches(site, name, other)):
                why, hint = f"`{name}`, which is changed, is also `{other}`", one_name(name)
                return [Conflict(site.stmt, name, why, hint)]
        return []

    def in_an_object(self, site: Site, name: str) -> list[Conflict]:
        """A container that is changed is an attribute: its adjoint is in that of the object."""
        for s in self.definitions.get(self.root(name), []):
            value = getattr(s, "value", None)
            if isinstance(value, gast.Attribute) and self.is_container(value.value):
                why = f"`{name}`, which is changed, is `.{value.attr}` of an object"
                return [Conflict(site.stmt, name, why)]
        return []

    def common(self, name: str, other: str) -> set[str]:
        """The one of two names that the other one is a part of, if so."""
        return {n for n, m in ((name, other), (other, name)) if n in self.chain(m)}

    def is_mixed(self, root: str) -> bool:
        """Whether a name is the tuple that a call returns, and two parts of it may be one object."""
        callee = self.maker(root)
        if callee is None or callee.memory is None or callee.recursive:
            return False
        return isinstance(callee.result, Seq) and not callee.memory.apart

    def is_doubled(self, root: str) -> bool:
        """Whether a name is what a call returns, with one object in it twice."""
        callee = self.maker(root)
        if callee is None or callee.memory is None or self.is_threaded(root):
            return False
        return bool(callee.memory.returned_twice)

    def is_threaded(self, name: str) -> bool:
        """Whether a tuple holds the new values of variables behind a result (see `analyse/state.py`)."""
        return getattr(self.definitions[name][0].value, "threaded", None) is not None

    def maker(self, name: str) -> Instance | None:
        """The function of the user whose result a name is bound to, if it is bound once."""
        made = self.definitions.get(name, [])
        value = made[0].value if len(made) == 1 and isinstance(made[0], gast.Assign) else None
        if value not in self.instance.calls:
            return None
        callee: Instance = self.instance.calls[value][0]
        remember_memory(callee)
        return callee

    def later(self, site: Site) -> set[str]:
        """Names through which a container may be changed after a statement."""
        return {
            n
            for other in self.sites
            if other.position > site.position or (site.loop is not None and other.loop == site.loop)
            for n in self.memory_writes(other.stmt)
        }

    def put_twice(self, site: Site) -> list[Conflict]:
        """A container is put into another one more than once, and changed there later."""
        names, into = self.put(site.stmt)
        twice = self.twice(site, names, into)
        root = self.root(into) if into is not None else None
        for w in sorted(self.later(site)) if twice else ():
            if w in twice or (self.holder(w) is not None and self.root(w) == root and w != into):
                why, hint = f"`{twice[0]}`, which is changed, is in two places", one_name(twice[0])
                return [Conflict(site.stmt, twice[0], why, hint)]
        return [c for n in self.doubled(site.stmt) for c in self.doubled_and_changed(site, n)]

    def twice(self, site: Site, names: list[str], into: str | None) -> list[str]:
        """Those of the containers that a statement puts into another one which are in two places of it."""
        if into is None:
            return []
        root = self.root(into)
        often = {n for n in names if names.count(n) > 1 or self.again(site, n)}
        return sorted(often | {n for n in names if self.has_another_home(site, n, root)})

    def doubled(self, s: Any) -> list[str]:
        """The containers which a function that is called may leave with one object in two places."""
        found: set[str] = set()
        for callee, given in self.calls_in(s):
            for p in callee.memory.rearranged if callee.memory is not None else callee.arg_types:
                if callee.memory is None or callee.recursive or parts(callee).doubles(p):
                    found |= {n for n in given.get(p, ()) if n in self.instance.memory.grown}
        return sorted(found)

    def doubles(self, param: str) -> bool:
        """Whether one object may be in two places of what is given as `param` when the function ends."""
        for site in self.sites:
            names, into = self.put(site.stmt)
            if into is not None and self.root(into) == param and self.twice(site, names, into):
                return True
            if any(self.root(n) == param for n in self.doubled(site.stmt)):
                return True
        return False

    def doubled_and_changed(self, site: Site, name: str) -> list[Conflict]:
        """What a function has left in two places of a container is changed later."""
        for other in self.sites:
            if other.position <= site.position and (site.loop is None or other.loop != site.loop):
                continue
            for w in self.memory_writes(other.stmt):
                whole = w == name
                if self.changed_inside(other.stmt, w) if whole else name in self.above(w):
                    why = f"an object in `{name}`, which is changed, is in two places"
                    return [Conflict(site.stmt, name, why, one_name(name))]
        return []

    def has_another_home(self, site: Site, name: str, root: str) -> bool:
        """Whether another statement puts the object into the same tree, or took it from there."""
        others = [
            s
            for n in self.names_of(name)
            for s, base in self.homes.get(n, ())
            if s is not site.stmt and base not in self.left.get(n, ()) and self.root(base) == root
        ]
        return bool(others) and not {*map(id, others)} <= {*map(id, self.exchanged(site.stmt))}

    def exchanged(self, s: Any) -> list[Any]:
        """The parts of `rows[i], rows[j] = rows[j], rows[i]`, of which `s` is one; or `s` alone.

        None of the objects is in two places when the statement is done.
        """
        group = [x.stmt for x in self.sites if written_as(x.stmt) is written_as(s)]
        taken = [t.value for t in group if isinstance(t, gast.Assign) and takes_part(t.value)]
        put = [t.targets[0] for t in group if isinstance(t, gast.Assign) and is_part(t.targets[0])]
        moved = len(taken) == len(put) and all(any(same(p, t) for t in taken) for p in put)
        return group if moved else [s]

    def again(self, site: Site, name: str) -> bool:
        """Whether a statement may run again in a loop while the name still holds the same object."""
        if not site.loops:
            return False
        made = self.definitions.get(name, [])
        return not any(site.loops[-1] in self.loops_of.get(id(s), ()) for s in made)

    def put(self, s: Any) -> tuple[list[str], str | None]:
        """(containers, the one that they become parts of)."""
        if isinstance(s, gast.Assign):
            target, value = s.targets[0], s.value
            if isinstance(target, gast.Subscript) and isinstance(target.value, gast.Name):
                if not self.is_container(target.value):
                    return [], None
                flat = isinstance(target.slice, gast.Slice) and not holds_containers(self.type_of(value))
                return ([], None) if flat else (self.held(value), target.value.id)
            if isinstance(target, gast.Name) and isinstance(value, gast.BinOp):
                names = self.held(value)
                repeats = names * 2 if isinstance(value.op, gast.Mult) else names
                return repeats, target.id
            if isinstance(target, gast.Name) and isinstance(value, (gast.Tuple, gast.List, gast.Dict)):
                return self.held(value), target.id
        e = s.value if isinstance(s, (gast.Expr, gast.Assign)) else None
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr in PUTS:
            base = e.func.value
            if isinstance(base, gast.Name) and self.is_container(base):
                found = [n for a in e.args for n in self.held(a)]
                flat = e.func.attr in ("extend", "update") and not any(
                    holds_containers(self.type_of(a)) for a in e.args
                )
                return ([], None) if flat else (found, base.id)
        return [], None

    def moved_paths(self, name: str) -> list[Conflict]:
        """The container that a changed part was taken from is changed itself while the part is in use."""
        found = self.part_of(name)
        if found is None:
            return []
        base, path = found
        (made,) = self.definitions[name]
        above = self.containing(name)
        steady = (names_in(path) - {base}) | set(self.chain(name)[1:])
        for site in self.between(made, name):
            written = set(self.memory_writes(site.stmt)) & above
            if written or own_stores(site.stmt) & steady:
                return [Conflict(site.stmt, name, f"`{name}` is a part of `{base}`, which changes meanwhile")]
        return []

    @cached_property
    def containers(self) -> list[str]:
        """The names that are bound once, to a container."""
        sole = ((n, s[0]) for n, s in self.definitions.items() if len(s) == 1)
        once = [(n, s) for n, s in sole if isinstance(s, gast.Assign)]
        return [n for n, s in once for t in name_nodes(s.targets) if t.id == n and self.is_container(t)]

    def containing(self, name: str) -> set[str]:
        """Containers on the path to `name`, by any of their names; not `name` itself."""
        found: set[str] = set()
        for n in self.chain(name):
            step = self.part_of(n)
            if step is None or not isinstance(step[1], gast.Name):
                found |= {above for above in self.above(n) if above not in self.beside(name)}
        return found

    def between(self, made: Any, name: str) -> list[Site]:
        """The statements from the binding of a name to the last use of it, or of what was taken from it."""
        (start,) = [x for x in self.sites if x.stmt is made]
        names = {name, *(n for n in self.containers if name in self.chain(n))}
        uses = [x for x in self.sites if x.stmt is not made and not names.isdisjoint(own_names(x.stmt))]
        if not uses:
            return []
        last = max(x.position for x in uses)
        inside = [x for x in self.sites if start.position < x.position <= last]
        # A use in front of the binding is one of the next trip around a loop.
        if any(x.position < start.position for x in uses) or any(
            x.loop != start.loop for x in uses if start.loop is not None
        ):
            inside = [x for x in self.sites if x.stmt is not made]
        return inside


class Classes:
    """Names in classes, which are united step by step."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}
        self.merged = 0

    def of(self, name: str) -> str:
        while self.above.setdefault(name, name) != name:
            name = self.above[name]
        return name

    def unite(self, a: str, b: str) -> None:
        first, second = self.of(a), self.of(b)
        if first != second:
            self.above[second] = first
            self.merged += 1

    def members(self) -> dict[str, set[str]]:
        """Name → all names of its class."""
        found: dict[str, set[str]] = {}
        for name in self.above:
            found.setdefault(self.of(name), set()).add(name)
        return {name: found[self.of(name)] for name in self.above}


def holds_containers(t: Type | None) -> bool:
    """Whether the items of a container are containers that may change."""
    if isinstance(t, (ListOf, DictOf)):
        return changeable(t.item)
    if isinstance(t, PARTS):
        return any(map(changeable, t.items))
    return changeable(t)


def holds_lists(t: Type | None) -> bool:
    """Whether the items of a list or dict are lists or dicts."""
    if isinstance(t, (ListOf, DictOf)):
        return is_list(t.item)
    return any(map(is_list, t.items)) if isinstance(t, PARTS) else is_list(t)


def is_list(t: Type | None) -> bool:
    """Whether a value is a list or dict, as far as is known; what is in a tuple has no adjoint of its own."""
    return isinstance(t, (Seq, ListOf, Dict, DictOf, Unknown)) and getattr(t, "kind", "") != "tuple"


def items_move(t: Type | None) -> bool:
    """Whether a value is a list, of which `reverse`, `insert` and `del` give the items other places."""
    return isinstance(t, Unknown) or (isinstance(t, (Seq, ListOf)) and t.kind == "list")


def _apart(target: Any, place: Place) -> list[tuple[str, Place]]:
    """Where the objects are that the item at `place` is taken apart into."""
    if isinstance(target, gast.Name):
        return [(target.id, place)]
    row = f"<{', '.join(sorted(stores_in(target)))} of {place[0]}>"
    return [(row, place), *(p for k, t in enumerate(target.elts) for p in _apart(t, (row, k)))]


def is_unnamed(name: str) -> bool:
    """Whether a tuple has no name in the program: what a loop takes apart at once."""
    return name.startswith("<")


def own_names(s: Any) -> set[str]:
    """Names that a statement itself reads: not those of the statements in it."""
    if isinstance(s, gast.For):
        return loads_in(s.iter)
    if isinstance(s, (gast.While, gast.If)):
        return loads_in(s.test)
    return loads_in(s) | (names_in(s.target) if isinstance(s, gast.AugAssign) else set())


def own_stores(s: Any) -> set[str]:
    """Names that a statement itself binds."""
    if isinstance(s, gast.For):
        return stores_in(s.target)
    return set() if isinstance(s, (gast.While, gast.If)) else stores_in(s)


def parts(instance: Instance) -> Parts:
    """The facts of one instance, whose memory is known."""
    found = Parts(instance)
    _index(found, instance.tree.body, ())
    for site in found.sites:
        _relate(found, site.stmt)
    return found


def _index(found: Parts, stmts: list[Any], loops: tuple[int, ...]) -> None:
    for s in stmts:
        found.sites.append(Site(s, len(found.sites), loops))
        inner = (*loops, id(s)) if isinstance(s, (gast.For, gast.While)) else loops
        # The variable of a loop is bound in it.
        found.loops_of[id(s)] = inner
        targets = s.targets if isinstance(s, gast.Assign) else [s.target] if isinstance(s, gast.For) else []
        for t in targets:
            for n in stores_in(t) if not isinstance(t, gast.Subscript) else ():
                found.definitions.setdefault(n, []).append(s)
        for block in ("body", "orelse"):
            if isinstance(s, (gast.If, gast.For, gast.While)):
                _index(found, getattr(s, block), inner)


def _relate(found: Parts, s: Any) -> None:
    for callee, given in found.calls_in(s):
        for p, q in callee.memory.stored if callee.memory is not None else ():
            for name, base in itertools.product(given.get(q, ()), given.get(p, ())):
                if name != base:
                    found.inside.setdefault(name, set()).add((base, None))
                    found.homes.setdefault(name, []).append((s, base))
    names, into = found.put(s)
    if into is not None:
        for name, key in zip(names, _keys(found, s, names), strict=True):
            found.inside.setdefault(name, set()).add((into, key))
            found.homes.setdefault(name, []).append((s, into))
    if isinstance(s, gast.For):
        containers = {t.id for t in walk(s.target) if isinstance(t, gast.Name) and found.is_container(t)}
        for name, place in found.taken(s.target, s.iter):
            if name in containers or is_unnamed(name):
                found.inside.setdefault(name, set()).add(place)
    if isinstance(s, gast.Assign) and not isinstance(s.targets[0], gast.Subscript):
        _relate_bound(found, s, s.targets[0])


def _keys(found: Parts, s: Any, names: list[str]) -> list[Any]:
    """Under which keys a statement puts containers into another one; None where it is not known."""
    value = s.value
    if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Subscript):
        key = _key_in(found, s.targets[0]) if isinstance(value, gast.Name) else None
        return [key] * len(names)
    items = dict[str, Any]()
    if isinstance(value, gast.Dict):
        items = {v.id: _key(found, k) for k, v in zip(value.keys, value.values, strict=True) if is_name(v)}
    elif isinstance(value, gast.Tuple):
        items = {v.id: k for k, v in enumerate(value.elts) if is_name(v)}
    return [items.get(n) if names.count(n) == 1 else None for n in names]


def is_name(e: Any) -> bool:
    return isinstance(e, gast.Name)


def _key_in(found: Parts, e: Any) -> Any:
    """The key of a subscript, where what is under it stays there."""
    return None if items_move(found.type_of(e.value)) else _key(found, e.slice)


def _key(found: Parts, e: Any) -> Any:
    known = constant(found.type_of(e) or UNKNOWN)
    return known if isinstance(known, (str, int)) else None


def _relate_bound(found: Parts, s: Any, target: Any) -> None:
    value = s.value
    for position, t in enumerate(target.elts if isinstance(target, gast.Tuple) else [target]):
        if not found.is_container(t):
            continue
        for name in found.held(value):
            if isinstance(target, gast.Tuple):
                key = None if items_move(found.type_of(value)) else position
                found.inside.setdefault(t.id, set()).add((name, key))
                found.homes.setdefault(t.id, []).append((s, name))
            elif takes_part(value):
                found.homes.setdefault(t.id, []).append((s, name))
                key = _key_in(found, value) if isinstance(value, gast.Subscript) else None
                found.inside.setdefault(t.id, set()).add((name, key))
                if isinstance(value, gast.Call) and value.func.attr == "pop":
                    found.left.setdefault(t.id, set()).add(name)
            elif isinstance(value, (gast.Subscript, gast.BinOp)):
                found.copies.setdefault(t.id, set()).add(name)
                found.copies.setdefault(name, set()).add(t.id)
            elif isinstance(value, (gast.Name, gast.Call)):
                found.same.setdefault(t.id, set()).add(name)
                found.same.setdefault(name, set()).add(t.id)


def written_as(s: Any) -> Any:
    """The statement of the user of which a statement is a part."""
    return getattr(s, "origin", s)


def is_part(target: Any) -> bool:
    return isinstance(target, gast.Subscript) and not isinstance(target.slice, gast.Slice)


def takes_part(e: Any) -> bool:
    """Whether an expression gives an item of a container."""
    if isinstance(e, gast.Subscript):
        return not isinstance(e.slice, gast.Slice)
    return (
        isinstance(e, gast.Call)
        and isinstance(e.func, gast.Attribute)
        and e.func.attr in ("pop", "get", "setdefault")
    )
