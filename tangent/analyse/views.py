"""Views whose array, or whose place in it, is called otherwise by the time that they are used.

    row = a[i]              row = a[i]
    i += 1                  a = a * 2.0
    row *= 2.0              row *= 2.0

On the way back the adjoint of a view is made from that of its array (`row_bar = a_bar[i]`) where the view was
last used.  There `i` must be what it was: it gets a name of its own (`keep_indices`).  Where the array itself
is bound anew its adjoint is that of another array by then (`Memory.detached`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gast

from tangent.analyse.flow import is_view
from tangent.syntax.nodes import Namer, assign, at, load, loads_in, stores_in, substitute, walk
from tangent.unit import Instance

State = dict[str, frozenset[str]]
"""View → names in its definition that have been bound again since."""


def keep_indices(instance: Instance, namer: Namer, temporaries: set[str]) -> bool:
    """Give names of their own to what tells the place of a view, where that changes while the view is in use;
    returns whether anything changed (types and memory must then be found again).
    """
    found = _Use(instance).run()
    renames: dict[int, dict[str, str]] = {}
    for view, stale in found.stale.items():
        s = found.views[view].site
        for name in sorted(stale - found.views[view].arrays):
            if isinstance(s, gast.Assign):
                new = renames.setdefault(id(s), {}).setdefault(name, namer.temporary())
                temporaries.add(new)
    if renames:
        instance.tree.body = _renamed(instance.tree.body, renames)
    return bool(renames)


def detached_views(instance: Instance) -> dict[str, set[str]]:
    """Views in use after their array has been bound anew, or behind the loop that gave them → its names."""
    found = _Use(instance).run()
    detached = {v: stale & found.views[v].arrays for v, stale in found.stale.items()}
    return {v: names for v, names in detached.items() if names}


def _renamed(stmts: list[Any], renames: dict[int, dict[str, str]]) -> list[Any]:
    out: list[Any] = []
    for s in stmts:
        if isinstance(s, (gast.If, gast.For, gast.While)):
            s.body, s.orelse = _renamed(s.body, renames), _renamed(s.orelse, renames)
        table = renames.get(id(s), {})
        for old, new in table.items():
            out.append(at(assign(new, at(load(old), s)), s))
            out[-1].origin = getattr(s, "origin", s)
        if table:
            s.value = substitute(s.value, table)
        out.append(s)
    return out


@dataclass(frozen=True)
class _View:
    """site: what binds it; arrays: what it is a part of; operands: all names in its definition."""

    site: Any
    arrays: frozenset[str]
    operands: frozenset[str]


@dataclass
class _Use:
    """Follows the program; stale: view → names that were bound again between its definition and a use."""

    instance: Instance
    views: dict[str, _View] = field(default_factory=dict)
    stale: dict[str, set[str]] = field(default_factory=dict)
    exits: list[list[State]] = field(default_factory=list)

    def run(self) -> _Use:
        self.find_views()
        if self.views:
            self.block(self.instance.tree.body, {})
        return self

    def find_views(self) -> None:
        counts: dict[str, int] = {}
        bindings = [s for s in walk(self.instance.tree.body) if isinstance(s, (gast.Assign, gast.For))]
        for s in bindings:
            for name in _bound(s):
                counts[name] = counts.get(name, 0) + 1
        for s in bindings:
            value = s.iter if isinstance(s, gast.For) else s.value
            arrays = frozenset(n.id for n in is_view(self.instance, value))
            for name in _bound(s) - set(self.instance.arg_types):
                if arrays and counts[name] == 1:
                    self.views[name] = _View(s, arrays, frozenset(loads_in(value)))
        wanted = self.parts(self.instance.memory.shadowed)
        self.views = {name: view for name, view in self.views.items() if name in wanted}

    def parts(self, names: set[str]) -> set[str]:
        """Views among `names`, and those that these are views of."""
        found: set[str] = set()
        waiting = [n for n in names if n in self.views]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [n for n in self.views[name].arrays if n in self.views]
        return found

    def use(self, names: set[str], state: State) -> None:
        for v in self.parts(names):
            if state.get(v):
                self.stale.setdefault(v, set()).update(state[v])

    def bind(self, names: set[str], site: Any, state: State) -> None:
        for v, stale in list(state.items()):
            state[v] = stale | (names & self.views[v].operands)
        for name in names:
            if name in self.views and self.views[name].site is site:
                state[name] = frozenset()

    def block(self, stmts: list[Any], state: State) -> bool:
        for s in stmts:
            if isinstance(s, gast.Break):
                self.exits[-1].append(dict(state))
                return False
            if isinstance(s, gast.If):
                if not self.branch(s, state):
                    return False
            elif isinstance(s, (gast.For, gast.While)):
                self.loop(s, state)
            else:
                self.use(_used(s), state)
                self.bind(_bound(s), s, state)
        return True

    def branch(self, s: Any, state: State) -> bool:
        self.use(_used(s.test), state)
        other = dict(state)
        falls, other_falls = self.block(s.body, state), self.block(s.orelse, other)
        if not falls:
            state.clear()
        if other_falls:
            _merge(state, other)
        # The adjoint of a view that is used inside may be made behind the branch, before it is run backwards.
        self.use(_used(s) - stores_in([*s.body, *s.orelse]), state)
        return falls or other_falls

    def loop(self, s: Any, state: State) -> None:
        rows = set(_bound(s)) & set(self.views)
        while True:
            before = dict(state)
            inside = dict(state)
            self.exits.append([])
            self.use(_used(s.iter if isinstance(s, gast.For) else s.test), inside)
            self.bind(_bound(s), s, inside)
            self.block(s.body, inside)
            for end in [inside, *self.exits.pop()]:
                _merge(state, end)
            if state == before:
                break
        for row in rows & set(state):  # behind the loop nothing tells which row it was
            state[row] = self.views[row].arrays
        self.use(_used(s) - stores_in(s.body) - _bound(s), state)


def _used(s: Any) -> set[str]:
    """Names that are read, or whose array is written."""
    found = loads_in(s)
    written = [n.target for n in walk(s) if isinstance(n, gast.AugAssign)]
    return found | {t.id for t in written if isinstance(t, gast.Name)}


def _bound(s: Any) -> set[str]:
    if isinstance(s, gast.For):
        return stores_in(s.target)
    if isinstance(s, gast.Assign):
        return {n for t in s.targets if isinstance(t, (gast.Name, gast.Tuple)) for n in stores_in(t)}
    return set()


def _merge(state: State, other: State) -> None:
    for view, stale in other.items():
        state[view] = state.get(view, frozenset()) | stale
