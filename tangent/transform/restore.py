"""What the backward sweep reads of the forward sweep: saved, or computed again (to be recorded, TBR).

Liveness of primal names and of the contents of written arrays is computed on the backward sweep itself
(Hascoët, Naumann and Pascual, "To be recorded" analysis, 2005).  An `Undo` mark whose old value is read
later becomes a restoring statement, and the forward statement saves that value first; all other marks vanish.

A name that is bound once per iteration is recovered at the start of the iteration's backward block: by
computing it again where that is cheap and its operands still stand, else from a list (`h_tape`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from tangent.analyse.flow import content_reads, is_view
from tangent.analyse.parts import CONTAINERS
from tangent.syntax.core import Attempt, Caught, ends_in_raise
from tangent.syntax.nodes import (
    as_store,
    assign,
    augment,
    call,
    clone,
    const,
    load,
    loads_in,
    method,
    names_in,
    same,
    stores_in,
    substitute,
    walk,
)
from tangent.transform.landing import keep, push, push_when_landed
from tangent.transform.markers import Origin, Undo
from tangent.transform.nested import nested
from tangent.transform.reverse import Sweeps
from tangent.transform.reverse.tools import pops
from tangent.types import UNKNOWN, Dict, Num, Seq, Static, constant

Live = frozenset[Any]
CONTENT = "content of "


@dataclass
class Restored:
    """forward and backward with saving in place; tapes: names of the lists that were made."""

    forward: list[Any]
    backward: list[Any]
    tapes: list[str] = field(default_factory=list)
    live_in: frozenset[str] = frozenset()
    counters: list[str] = field(default_factory=list)
    content_in: frozenset[str] = frozenset()
    written_back: set[str] = field(default_factory=set)


def restore(sweeps: Sweeps, extra_reads: list[Any]) -> Restored:
    """Decide what is saved, and rewrite both sweeps.  `extra_reads` are read after the backward sweep."""
    return _Restore(sweeps, extra_reads).run()


class _Restore:
    def __init__(self, sweeps: Sweeps, extra_reads: list[Any]) -> None:
        self.s = sweeps
        self.memory = sweeps.instance.memory
        self.types = sweeps.instance.types
        self.namer = sweeps.namer
        self.extra_reads = extra_reads
        self.multi = set(sweeps.multi)
        self.primal = (
            names_in(sweeps.instance.tree.body)
            | set(sweeps.instance.arg_types)
            | set(sweeps.counters.values())
            | sweeps.saved_calls
        )
        self.flags: dict[int, str] = {}
        self.needed: dict[int, tuple[Undo, set[str]]] = {}
        self.loop_needed: dict[int, set[str]] = {}
        self.recoveries: dict[int, dict[str, str]] = {}
        self.inserted: dict[int, list[Any]] = {}
        self.parents: dict[int, tuple[list[Any], int, int]] = {}
        self.locals_of: dict[int, dict[str, int]] = {}
        self.around: dict[int, tuple[list[Any], int]] = {}
        self.block_origin: dict[int, list[Any]] = {}
        self.tape_names: dict[Any, str] = {}
        self.pushes: dict[int, list[tuple[str, Any, str]]] = {}
        self.init: dict[str, Any] = {}
        self.in_loop: set[int] = set()
        self.result = Restored([], [])

    def run(self) -> Restored:
        s = self.s
        self.index_forward(s.forward, 0)
        self.inline_elements(s)
        self.choose_tests(s.backward)
        while True:
            self.needed.clear()
            self.loop_needed.clear()
            self.changed = False
            extra = self.reads_of(self.extra_reads)
            live = self.block(s.backward, frozenset(extra), s.forward, 0)
            if not self.changed:
                break
        self.result.live_in = frozenset(n for n in live if not n.startswith(CONTENT))
        self.result.content_in = frozenset(n[len(CONTENT) :] for n in live if n.startswith(CONTENT))
        self.result.backward = self.emit_backward(s.backward)
        self.count_by_tape(self.result.backward)
        self.result.forward = self.emit_forward(s.forward)
        self.initialise()
        self.result.forward = nested(self.result.forward)
        return self.result

    def inline_elements(self, s: Sweeps) -> None:
        """`params["w"]` needs no name of its own to be read again."""
        table: dict[str, Any] = {}
        for st in s.forward:
            if not isinstance(st, gast.Assign) or not isinstance(st.targets[0], gast.Name):
                continue
            name, e = st.targets[0].id, st.value
            if name in s.instance.unit.temporaries and name not in self.multi and self.is_element(e):
                table[name] = substitute(e, table)
        if table:
            s.backward[:] = [self.with_elements(st, table) for st in s.backward]
            self.extra_reads[:] = substitute(self.extra_reads, table)

    def is_element(self, e: Any) -> bool:
        """A part of a container, or one element of an array, that nothing changes."""
        if not isinstance(e, gast.Subscript) or not isinstance(e.value, gast.Name):
            return False
        if not isinstance(e.slice, gast.Constant) or e.value.id in self.multi:
            return False
        return self.memory.region_of(e.value.id) not in self.memory.written_regions

    def with_elements(self, st: Any, table: dict[str, Any]) -> Any:
        if isinstance(st, (gast.If, gast.For)):
            st.body = [self.with_elements(b, table) for b in st.body]
            st.orelse = [self.with_elements(b, table) for b in st.orelse]
            header = "test" if isinstance(st, gast.If) else "iter"
            setattr(st, header, substitute(getattr(st, header), table))
            return st
        if isinstance(st, (Undo, Origin)):
            return st
        new = substitute(st, table)
        for field_ in ("value",):
            old = getattr(st, field_, None)
            if isinstance(old, gast.Call) and hasattr(old, "unread"):
                getattr(new, field_).unread = old.unread
        return new

    # -------------------------------------------------------------- the forward tree

    def index_forward(self, stmts: list[Any], depth: int) -> None:
        """Where each single definition stands: block → name → position."""
        table: dict[str, int] = {}
        for i, st in enumerate(stmts):
            site = getattr(st, "site", st)
            self.parents[id(site)] = (stmts, i, depth)
            if depth:
                self.in_loop.add(id(site))
            for n in self.bound_by(st):
                table[n] = i
            if isinstance(st, (gast.For, gast.While)):
                if id(site) in self.s.counters:
                    table[self.s.counters[id(site)]] = i
                self.index_forward(st.body, depth + 1)
            elif isinstance(st, gast.If):
                self.index_forward(st.body, depth)
                self.index_forward(st.orelse, depth)
                for side, other in ((st.body, st.orelse), (st.orelse, st.body)):
                    if ends_in_raise(other) and not ends_in_raise(side):
                        # There is one way behind it only: its backward block is that of the whole.
                        self.around[id(side)] = (stmts, i)
                        table.update(dict.fromkeys(self.locals_of[id(side)], i))
        self.locals_of[id(stmts)] = table

    def bound_by(self, st: Any) -> set[str]:
        if isinstance(st, gast.Assign):
            found: set[str] = set()
            for t in st.targets:
                if isinstance(t, (gast.Name, gast.Tuple)):
                    found |= stores_in(t)
            return found
        return set()

    # -------------------------------------------------------------- tests of branches

    def choose_tests(self, stmts: list[Any]) -> None:
        """Test again where nothing has changed; otherwise remember the outcome."""
        i = 0
        while i < len(stmts):
            st = stmts[i]
            if isinstance(st, gast.If) and hasattr(st, "site"):
                self.choose_tests(st.body)
                self.choose_tests(st.orelse)
                hoisted = self.choose_test(st)
                stmts[i:i] = hoisted
                i += len(hoisted)
            elif isinstance(st, gast.For):
                self.choose_tests(st.body)
            i += 1

    def choose_test(self, st: Any) -> list[Any]:
        site = st.site
        if isinstance(site, (Attempt, Caught)):
            self.remember(st, site.test.id)
            return []
        changed = stores_in([*site.body, *site.orelse])
        changed |= {
            n.target.id
            for n in walk([*site.body, *site.orelse])
            if isinstance(n, gast.AugAssign) and isinstance(n.target, gast.Name)
        }
        regions = {
            self.memory.region_of(n)
            for w in walk([*site.body, *site.orelse])
            if id(w) in self.memory.writes
            for n in self.memory.writes[id(w)]
        }
        touched = loads_in(site.test) & changed
        read = content_reads(self.s.instance, site.test)
        content = {n for n in read if self.memory.region_of(n) in regions}
        if not self.cheap_test(site.test) or content:
            self.remember(st)
            return []
        if not touched:
            return []
        if touched <= self.multi and all(self.hoistable(st, n) for n in touched):
            for n in sorted(touched):
                self.remove_undo(st.body, n)
                self.remove_undo(st.orelse, n)
            return [Undo("name", site, (n,)) for n in sorted(touched)]
        self.remember(st)
        return []

    def remember(self, st: Any, name: str = "") -> None:
        name = name or self.namer.fresh("taken")
        self.flags[id(st.site)] = name
        self.primal.add(name)
        block, i, _ = self.parents[id(st.site)]
        self.locals_of[id(block)][name] = i
        while id(block) in self.around:
            block, i = self.around[id(block)]
            self.locals_of[id(block)][name] = i
        st.test = load(name)

    def cheap_test(self, test: Any) -> bool:
        for n in walk(test):
            if isinstance(n, gast.Call) and self.s.instance.unit.builtin(n.func) not in (
                "len",
                "abs",
                "isinstance",
            ):
                return False
            if isinstance(n, (gast.JoinedStr, gast.Lambda, gast.ListComp)):
                return False
            if isinstance(n, gast.Name):
                t = self.types.get(id(n))
                if isinstance(t, Num) and t.kind == "array" and not isinstance(test, gast.Name):
                    continue
        return True

    def hoistable(self, st: Any, name: str) -> bool:
        """Whether the old value may come back before the branch: nothing in it reads the new one."""
        if len(loads_in(st.site.test)) > 3:
            return False
        for side in (st.body, st.orelse):
            seen = False
            for inner in side:
                if isinstance(inner, Undo):
                    seen = seen or (inner.kind == "name" and name in inner.names)
                elif isinstance(inner, (gast.If, gast.For)):
                    if name in names_in(inner) or _undoes(inner, name):
                        return False
                elif (
                    not seen
                    and not isinstance(inner, Origin)
                    and name in loads_in(inner)
                    and _undo_in(side, name)
                ):
                    return False
        return True

    def remove_undo(self, stmts: list[Any], name: str) -> None:
        for k, st in enumerate(stmts):
            if isinstance(st, Undo) and st.kind == "name" and name in st.names:
                stmts[k] = Undo("name", st.site, tuple(n for n in st.names if n != name))

    # -------------------------------------------------------------- liveness on the backward sweep

    def reads_of(self, e: Any) -> set[str]:
        names = loads_in(e) & self.primal
        found = content_reads(self.s.instance, e)
        value = getattr(e, "value", None)
        if isinstance(value, gast.Call) and hasattr(value, "unread"):
            found = found - value.unread
        found |= names & self.memory.grown  # the length of a list is part of what changes
        return names | {CONTENT + self.memory.region_of(n) for n in found & self.primal}

    def reads_again(self, e: Any) -> set[str]:
        """What recomputing reads; making a view reads no elements, only its index."""
        t = self.types.get(id(e))
        if (
            isinstance(t, Num)
            and t.kind == "array"
            and isinstance(e, gast.Subscript)
            and is_view(self.s.instance, e)
        ):
            return (loads_in(e) & self.primal) | self.reads_of(e.slice)
        return self.reads_of(e)

    def block(self, stmts: list[Any], live: Live, forward: list[Any], depth: int, site: Any = None) -> Live:
        """Live names at the start of a backward block; recovers what its forward block binds once."""
        self.block_origin[id(stmts)] = forward
        new = self.scan(stmts, live, depth)
        if depth == 0:
            return new
        if self.changed:
            return new  # inner blocks first: what they compute again may read what this block binds
        table = dict(self.locals_of.get(id(forward), {}))
        header = _loop_items(self, site)
        # What was computed later is recovered first: recomputing it may read what was computed before.
        for name in sorted(
            (n for n in new if n in table or n in header), key=lambda n: (-table.get(n, -1), n)
        ):
            if name in self.multi and name not in header:
                continue
            if name not in self.recoveries.setdefault(id(stmts), {}):
                self.decide(stmts, name, table.get(name, -1), header.get(name), new)
                break
        recovered = self.recoveries.get(id(stmts), {})
        if not self.changed:
            new = self.scan(stmts, live, depth)
        return new - {n for n in recovered if recovered[n] == "tape"}

    def scan(self, stmts: list[Any], live: Live, depth: int) -> Live:
        inserted = self.inserted.get(id(stmts), [])
        for k in range(len(stmts) - 1, -1, -1):
            live = self.statement(stmts[k], live, depth)
            for anchor, new in reversed(inserted):
                if anchor is stmts[k]:
                    live = (live - self.bound_by(new)) | self.reads_again(new.value)
        return live

    def statement(self, st: Any, live: Live, depth: int) -> Live:
        if isinstance(st, Origin):
            return live
        if isinstance(st, Undo):
            return self.undo(st, live)
        if isinstance(st, gast.If):
            forward = self.forward_of(st.site)
            body = self.block(st.body, live, forward.body, depth)
            orelse = self.block(st.orelse, live, forward.orelse, depth)
            return body | orelse | self.reads_of(st.test)
        if isinstance(st, gast.For) and hasattr(st, "site"):
            return self.loop(st, live, depth)
        if isinstance(st, gast.For):
            return live | self.reads_of([st.iter, *st.body])
        reads = self.reads_of(st)
        if isinstance(st, gast.Assign):
            live = live - (self.bound_by(st) & self.primal)
        return live | reads

    def forward_of(self, site: Any) -> Any:
        block, i, _ = self.parents[id(site)]
        return block[i]

    def loop(self, st: Any, live: Live, depth: int) -> Live:
        forward = self.forward_of(st.site)
        bound = stores_in(st.target)
        head = live
        while True:
            inside = self.block(st.body, head, forward.body, depth + 1, st.site)
            new = head | (inside - bound)
            if new == head:
                break
            head = new
        for n in bound & self.multi:
            if n in live:
                self.loop_needed.setdefault(id(st.site), set()).add(n)
        for n in sorted(inside & self.primal) if not self.changed else ():
            # Bound inside a nested block of this loop and read outside of it: it must be undone there.
            if n not in self.multi and self.bound_deeper(n, forward) and n not in bound:
                self.multi.add(n)
                self.changed = True
        return head | self.reads_of(st.iter)

    def bound_deeper(self, name: str, loop: Any) -> bool:
        if name in self.locals_of.get(id(loop.body), {}) or name in stores_in(getattr(loop, "target", [])):
            return False
        return any(name in self.bound_by(n) for n in walk(loop.body) if isinstance(n, gast.Assign))

    def undo(self, st: Undo, live: Live) -> Live:
        if st.kind == "name" and _is_permutation(st.site):
            if not set(st.names) & live:
                return live
            self.needed[id(st)] = (st, set(st.names))
            return live | set(st.names)
        if st.kind == "name":
            wanted = {n for n in st.names if n in live and n in self.multi}
            if wanted:
                old = self.needed.get(id(st), (st, set()))[1]
                self.needed[id(st)] = (st, old | wanted)
            # A name that is bound once keeps its value: the adjoint of its own statement may read it.
            return live - (set(st.names) & self.multi)
        root = st.target
        while isinstance(root, gast.Subscript):
            root = root.value
        if not isinstance(root, gast.Name) or CONTENT + self.memory.region_of(root.id) not in live:
            return live
        self.needed[id(st)] = (st, {root.id})
        if self.is_whole(st.target) and st.kind == "content":
            live = live - {CONTENT + self.memory.region_of(root.id)}
        read = (loads_in(st.target) | self.popped(st) | self.added(st)) & self.primal
        read |= {CONTENT + self.memory.region_of(n) for n in self.added(st) & self.memory.grown}
        return live | read | self.index_contents(st.target)

    def popped(self, st: Undo) -> set[str]:
        """The variable whose value goes back into a list."""
        site = st.site
        if (
            st.kind != "list"
            or not isinstance(site, gast.Assign)
            or not isinstance(site.targets[0], gast.Name)
        ):
            return set()
        e = site.value
        is_pop = isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "pop"
        return {site.targets[0].id} if is_pop and not e.args else set()

    def added(self, st: Undo) -> set[str]:
        """What was added to a list, by whose length it is cut back."""
        site = st.site
        e = site.value if isinstance(site, (gast.Expr, gast.AugAssign)) else None
        if st.kind != "list" or e is None:
            return set()
        if isinstance(e, gast.Call):
            e = e.args[0] if isinstance(e.func, gast.Attribute) and e.func.attr == "extend" else None
        return set() if e is None or isinstance(self.types.get(id(e)), (Seq, Dict)) else loads_in(e)

    def is_whole(self, target: Any) -> bool:
        """Whether all elements of a region come back: a whole array that is not a part of another one."""
        root = target
        if isinstance(target, gast.Subscript) and _is_ellipsis(target.slice):
            root = target.value
        if not isinstance(root, gast.Name) or root.id in self.multi:
            return False
        if root.id in self.s.instance.arg_types:
            return True
        sites = self.s.definitions.get(root.id, [])
        return (
            bool(sites) and isinstance(sites[0], gast.Assign) and not is_view(self.s.instance, sites[0].value)
        )

    def index_contents(self, target: Any) -> set[str]:
        found: set[str] = set()
        while isinstance(target, gast.Subscript):
            found |= self.reads_of(target.slice)
            target = target.value
        return found

    # -------------------------------------------------------------- recovering local names

    def decide(self, stmts: list[Any], name: str, position: int, item: Any, live: Live) -> None:
        """Recompute at the first reader, or take from a tape at the start of the block."""
        table = self.recoveries.setdefault(id(stmts), {})
        forward = self.block_origin[id(stmts)]
        self.changed = True
        value = item if position < 0 else self.definition(forward[position], name)
        anchor = self.first_reader(stmts, name)
        if (
            value is not None
            and anchor is not None
            and self.recomputable(stmts, value, position, anchor, live, name)
        ):
            table[name] = "recompute"
            new = assign(name, clone(value))
            self.inserted.setdefault(id(stmts), []).insert(0, (anchor, new))
            self.copy_types(value, new.value)
            return
        table[name] = "tape"
        tape = self.tape(name)
        if position < 0:
            self.pushes.setdefault(id(forward), []).append(("start", load(name), tape))
        else:
            last = forward[self.settled(forward, position, name)]
            self.pushes.setdefault(id(getattr(last, "site", last)), []).append(("after", load(name), tape))

    def settled(self, forward: list[Any], position: int, name: str) -> int:
        """Where a value is complete: a list that grows is kept when it is full, not while it is built."""
        if not isinstance(self.s.typer.env.get(name), CONTAINERS):
            return position
        for k in range(position + 1, len(forward)):
            nodes = list(walk(forward[k]))
            if any(isinstance(n, gast.Break) for n in nodes):
                break
            changed = [self.memory.writes.get(id(getattr(n, "site", n)), []) for n in nodes]
            if any(name in names for names in changed):
                position = k
        return position

    def copy_types(self, old: Any, new: Any) -> None:
        for a, b in zip(walk(old), walk(new), strict=True):
            if id(a) in self.types:
                self.types[id(b)] = self.types[id(a)]

    def definition(self, st: Any, name: str) -> Any:
        if name in self.flags.values():
            return None
        if type(st) is gast.Assign and isinstance(st.targets[0], gast.Name) and not hasattr(st, "site"):
            return st.value
        return None

    def first_reader(self, stmts: list[Any], name: str) -> Any:
        inserted = self.inserted.get(id(stmts), [])
        for st in stmts:
            if isinstance(st, (Origin, Undo)) and not (isinstance(st, Undo) and self.undo_reads(st, name)):
                continue
            if name in self.names_read(st) or any(a is st and name in loads_in(n.value) for a, n in inserted):
                return st
        return None

    def undo_reads(self, st: Undo, name: str) -> bool:
        if id(st) not in self.needed or st.target is None:
            return False
        return name in loads_in(st.target) | self.popped(st) | self.added(st)

    def names_read(self, st: Any) -> set[str]:
        if isinstance(st, Undo):
            return loads_in(st.target) | self.popped(st) | self.added(st)
        found = loads_in(st)
        for n in walk(st):
            for _, new in self.inserted.get(id(getattr(n, "body", None)), []):
                found |= loads_in(new.value)
            for block in (getattr(n, "body", None), getattr(n, "orelse", None)):
                for _, new in self.inserted.get(id(block), []):
                    found |= loads_in(new.value)
            if isinstance(n, (gast.For, gast.If)):
                for b in (n.body, getattr(n, "orelse", [])):
                    for inner in b:
                        if isinstance(inner, Undo) and id(inner) in self.needed and inner.target is not None:
                            found |= loads_in(inner.target) | self.popped(inner) | self.added(inner)
        return found

    def recomputable(
        self, stmts: list[Any], value: Any, position: int, anchor: Any, live: Live, name: str
    ) -> bool:
        if not self.cheap(value):
            return False
        if self.memory.region_of(name) in self.memory.written_regions and not is_view(self.s.instance, value):
            t = self.types.get(id(value))
            if not (isinstance(t, Num) and t.is_scalar):
                return (
                    False  # an array that is written later: computing it again would give its first contents
                )
        if not self.operands_at_hand(value, live, stmts):
            return False
        forward = self.block_origin[id(stmts)]
        stop = self.origin_position(stmts, anchor, forward)
        between = forward[position + 1 : stop]
        if isinstance(anchor, (gast.For, gast.If)) and stop < len(forward):
            between = forward[position + 1 : stop + 1]
        changed = stores_in(between) | {
            n.target.id
            for n in walk(between)
            if isinstance(n, gast.AugAssign) and isinstance(n.target, gast.Name)
        }
        if loads_in(value) & changed:
            return False
        written = {
            self.memory.region_of(n)
            for w in walk(between)
            for n in self.memory.writes.get(id(getattr(w, "site", w)), [])
            if not self.changes_inside(n, name, value)
        }
        content = {n[len(CONTENT) :] for n in self.reads_again(value) if n.startswith(CONTENT)}
        return not content & written

    def changes_inside(self, written: str, name: str, value: Any) -> bool:
        """Whether a write changes only what is in `value`, a part of a container: not which part it is."""
        if not isinstance(self.s.typer.env.get(name), CONTAINERS):
            return False
        parts, env = self.s.parts, self.s.typer.env
        bases = [n for n in sorted(loads_in(value)) if isinstance(env.get(n), CONTAINERS)]
        return bool(bases) and all(n in parts.above(written) and written not in parts.above(n) for n in bases)

    def origin_position(self, stmts: list[Any], anchor: Any, forward: list[Any]) -> int:
        """Position, in the forward block, of the statement whose adjoint `anchor` belongs to."""
        current: Any = None
        for st in stmts:
            if isinstance(st, Origin):
                current = st.stmt
            elif hasattr(st, "site"):
                current = st.site
            if st is anchor:
                break
        for i, f in enumerate(forward):
            if getattr(f, "site", f) is current:
                return i
        return len(forward)

    def operands_at_hand(self, value: Any, live: Live, stmts: list[Any]) -> bool:
        """Whether recomputing asks for nothing that would have to be saved for it alone."""
        forward = self.block_origin[id(stmts)]
        table = self.locals_of.get(id(forward), {})
        missing = 0
        for n in sorted(loads_in(value) & self.primal):
            if n in live or (n not in table and n not in self.multi):
                continue
            if n in self.multi:
                missing += 1
                continue
            inner = self.definition(forward[table[n]], n)
            if inner is None or not self.cheap(inner) or not self.operands_at_hand(inner, live, stmts):
                return False
        # One value is saved either way, and that of a variable serves others too.
        return missing <= 1

    def cheap(self, e: Any) -> bool:
        """Whether computing `e` again costs no more than saving it."""
        t = self.types.get(id(e))
        scalar = isinstance(t, Num) and t.is_scalar
        if isinstance(e, (gast.Name, gast.Constant, gast.Compare, gast.Lambda)):
            return all(not isinstance(n, gast.Call) for n in walk(e)) or isinstance(e, gast.Lambda)
        if isinstance(e, (gast.BinOp, gast.UnaryOp)):
            if isinstance(getattr(e, "op", None), gast.MatMult):
                return False
            if any(isinstance(n, gast.Call) for n in walk(e)):
                return False
            if isinstance(e, gast.BinOp) and isinstance(e.op, gast.Pow):
                return scalar and isinstance(e.right, gast.Constant)
            return scalar or isinstance(t, Num)
        if isinstance(e, gast.Attribute):
            return e.attr in ("T", "real", "imag", "shape", "size", "ndim", "dtype")
        if isinstance(e, gast.Subscript):
            return all(not isinstance(n, gast.Call) for n in walk(e.slice)) and (
                scalar or isinstance(t, (Seq, Static)) or _basic(e) or isinstance(e.value, gast.Call)
            )
        if isinstance(e, gast.Tuple):
            return all(isinstance(i, (gast.Name, gast.Constant)) for i in e.elts)
        return isinstance(e, gast.Call) and self.s.instance.unit.builtin(e.func) in ("len", "range")

    # -------------------------------------------------------------- emission

    def tape(self, what: str, content: bool = False) -> str:
        """The list for the values of a variable, or for the overwritten elements of an array."""
        key = (what, content)
        if key not in self.tape_names:
            self.tape_names[key] = self.namer.fresh(f"{what}_tape")
            self.result.tapes.append(self.tape_names[key])
        return self.tape_names[key]

    def emit_backward(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        recovered = self.recoveries.get(id(stmts), {})
        for name, how in recovered.items():
            if how == "tape":
                out.append(assign(name, method(load(self.tape(name)), "pop")))
        inserted = self.inserted.get(id(stmts), [])
        for st in stmts:
            out += [new for anchor, new in inserted if anchor is st]
            if isinstance(st, Undo):
                out += self.emit_undo(st)
                continue
            if isinstance(st, (gast.If, gast.For)) and hasattr(st, "site"):
                st.body = self.emit_backward(st.body) or [gast.Pass()]
                st.orelse = self.emit_backward(st.orelse)
            out.append(st)
            if isinstance(st, gast.For) and id(getattr(st, "site", None)) in self.loop_needed:
                for n in sorted(self.loop_needed[id(st.site)]):
                    out.append(self.save(st.site, n, load(n), as_store(load(n)), copy=False))
        return out

    def emit_undo(self, st: Undo) -> list[Any]:
        found = self.needed.get(id(st))
        if found is None:
            return []
        if st.kind == "name" and _is_permutation(st.site):
            left, right = st.site.targets[0].elts, st.site.value.elts
            back = gast.Tuple([as_store(e) for e in right], gast.Store())
            return [gast.Assign([back], gast.Tuple([load(e.id) for e in left], gast.Load()), None)]
        if st.kind == "name":
            return [self.save(st.site, n, load(n), as_store(load(n)), copy=False) for n in sorted(found[1])]
        (root,) = found[1]
        self.result.written_back.add(root)
        if st.kind == "list":
            return self.undo_list(st, root)
        place = st.target
        t = self.types.get(id(place))
        scalar = isinstance(t, Num) and t.is_scalar
        target = (
            place if isinstance(place, gast.Subscript) else gast.Subscript(place, const(...), gast.Load())
        )
        return [self.save(st.site, root, clone(place), as_store(clone(target)), copy=not scalar)]

    def save(self, site: Any, name: str, value: Any, target: Any, copy: bool) -> Any:
        """Push before `site`, pop here; outside of loops one name is enough."""
        kept = self.copied(value) if copy else value
        if id(site) in self.in_loop:
            tape = self.tape(name, not isinstance(target, gast.Name))
            self.pushes.setdefault(id(site), []).append(("before", kept, tape))
            return gast.Assign([target], method(load(tape), "pop"), None)
        old = self.namer.fresh(f"{name}_old")
        self.pushes.setdefault(id(site), []).append(("keep", kept, old))
        self.primal.add(old)
        self.result.live_in |= {old}
        return gast.Assign([target], load(old), None)

    def copied(self, value: Any) -> Any:
        base = value.value if isinstance(value, gast.Subscript) and _is_ellipsis(value.slice) else value
        return method(base, "copy")

    def undo_list(self, st: Undo, root: str) -> list[Any]:
        site = st.site
        e = site.value if isinstance(site, (gast.Expr, gast.Assign)) else None
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and same(e.func.value, st.target):
            if e.func.attr == "append":
                return [gast.Expr(method(load(root), "pop"))]
            if e.func.attr == "extend":
                return self.take_off(root, e.args[0])
            if e.func.attr == "pop" and not e.args and isinstance(site, gast.Assign):
                return [gast.Expr(method(load(root), "append", load(site.targets[0].id)))]
        if isinstance(site, gast.Assign) and isinstance(site.targets[0], gast.Subscript):
            target = site.targets[0]
            t = self.types.get(id(target.value))
            if isinstance(t, Dict) and t.get(constant(self.types.get(id(target.slice), UNKNOWN))) is None:
                return [gast.Expr(method(load(root), "pop", clone(target.slice)))]
            place = clone(site.targets[0])
            place.ctx = gast.Load()
            return [self.save(site, root, place, as_store(clone(place)), copy=False)]
        if isinstance(site, gast.AugAssign) and isinstance(site.target, gast.Name):
            return self.take_off(root, site.value)
        whole = gast.Subscript(load(root), gast.Slice(None, None, None), gast.Load())
        kept = call(self.s.ours("list", list), load(root))
        return [self.save(site, root, kept, as_store(whole), copy=False)]

    def take_off(self, root: str, added: Any) -> list[Any]:
        """The items that were added to the end of a list are taken off again."""
        t = self.types.get(id(added))
        if isinstance(t, (Seq, Dict)):
            return [gast.Expr(method(load(root), "pop")) for _ in t.items]
        count = call(self.s.ours("range", range), call(self.s.ours("len", len), clone(added)))
        return [pops(load(root), count, self.namer.fresh("_"))]

    def emit_forward(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        for how, value, tape in self.pushes.get(id(stmts), []):
            if how == "start":
                out.append(push(tape, value))
        for st in stmts:
            site = getattr(st, "site", st)
            pushes = self.pushes.get(id(site), [])
            for how, value, tape in pushes:
                if how == "before":
                    self.insert_early(out, st, push(tape, value))
                elif how == "keep":
                    self.insert_early(out, st, keep(tape, value))
            if isinstance(st, (gast.For, gast.While)):
                self.emit_loop(st, site, out)
            elif isinstance(st, (Attempt, Caught)):
                st.flag = self.flags.get(id(site))
                st.pushes = tuple(push(tape, value) for how, value, tape in pushes if how == "after")
                st.body = self.emit_forward(st.body)
                st.orelse = self.emit_forward(st.orelse)
                if isinstance(st, Attempt):
                    out += push_when_landed(st, self.namer, id(site) in self.in_loop)
                out.append(st)
            elif isinstance(st, gast.If):
                if id(site) in self.flags:
                    flag = self.flags[id(site)]
                    out.append(assign(flag, st.test))
                    for how, value, tape in pushes:
                        if how == "after":
                            out.append(push(tape, value))
                    st.test = load(flag)
                st.body = self.emit_forward(st.body) or [gast.Pass()]
                st.orelse = self.emit_forward(st.orelse)
                out.append(st)
            else:
                out.append(st)
            if id(site) not in self.flags:
                for how, value, tape in pushes:
                    if how == "after":
                        out.append(push(tape, value))
        return out

    def insert_early(self, out: list[Any], st: Any, new: Any) -> None:
        """Save before the user's whole statement, not between its temporaries and the write."""
        k = len(out)
        origin = getattr(st, "origin", None)
        reads = loads_in(new)
        while (
            k
            and self.is_temporary(out[k - 1])
            and not stores_in(out[k - 1]) & reads
            and getattr(out[k - 1], "origin", None) is origin
        ):
            k -= 1
        out.insert(k, new)

    def is_temporary(self, st: Any) -> bool:
        if not isinstance(st, gast.Assign) or not isinstance(st.targets[0], gast.Name) or hasattr(st, "site"):
            return False
        if id(st.value) in self.s.instance.calls or id(st) in self.memory.writes:
            return False
        return st.targets[0].id in self.s.instance.unit.temporaries

    def emit_loop(self, st: Any, site: Any, out: list[Any]) -> None:
        counter = self.s.counters.get(id(site))
        used = counter is not None and (
            counter in self.result.live_in or any(counter in names_in(b) for b in self.result.backward)
        )
        if used:
            assert counter is not None
            out.append(assign(counter, const(0)))
        st.body = self.emit_forward(st.body) or [gast.Pass()]
        if used:
            assert counter is not None
            st.body.insert(0, augment(load(counter), gast.Add(), const(1)))
            self.result.counters.append(counter)
        out.append(st)

    def count_by_tape(self, stmts: list[Any]) -> None:
        """The trips of an outermost `while` are counted by a tape, if each trip pushes once."""
        for i, st in enumerate(stmts):
            if not isinstance(st, gast.For) or not isinstance(getattr(st, "site", None), gast.While):
                continue
            forward = self.forward_of(st.site)
            if id(st.site) in self.in_loop:
                continue
            for inner in forward.body:
                site = getattr(inner, "site", inner)
                found = [
                    t for how, _, t in self.pushes.get(id(site), []) if how != "keep" and self.pushed_once(t)
                ]
                if found:
                    new = gast.While(load(found[0]), st.body, [])
                    new.site = st.site
                    stmts[i] = new
                    break

    def pushed_once(self, tape: str) -> bool:
        return sum(t == tape for entries in self.pushes.values() for _, _, t in entries) == 1

    # -------------------------------------------------------------- names that may be unbound

    def initialise(self) -> None:
        """A name that is saved before its first value is there gets one at the start."""
        saved: set[str] = set()
        for st in walk(self.result.forward):
            if (
                isinstance(st, gast.Expr)
                and isinstance(st.value, gast.Call)
                and isinstance(st.value.func, gast.Attribute)
            ):
                f = st.value.func
                if f.attr == "append" and isinstance(f.value, gast.Name) and f.value.id in self.result.tapes:
                    saved |= {a.id for a in st.value.args if isinstance(a, gast.Name)}
            if (
                isinstance(st, gast.Assign)
                and isinstance(st.value, gast.Name)
                and isinstance(st.targets[0], gast.Name)
            ) and st.targets[0].id.startswith(st.value.id + "_old"):
                saved.add(st.value.id)
        assigned = set(self.s.instance.arg_types)
        missing: set[str] = set()
        before: dict[int, set[str]] = {}
        _definite(self.result.forward, assigned, saved, missing, before)
        bound = stores_in(self.result.forward)
        for branch, made in self.s.levels:
            # The adjoint of a variable that has no value on this way through the program.
            if id(branch) in before:
                missing |= (loads_in(made) & bound) - before[id(branch)]
        for n in sorted(missing, reverse=True):
            self.result.forward.insert(0, assign(n, placeholder(self.s.typer.env.get(n), self.s.ours)))


def placeholder(t: Any, ours: Any) -> Any:
    """A value of the type that a variable will have, for where it is saved before it has one: tapes stay of
    one type.
    """
    if isinstance(t, Num) and t.is_scalar and t.dtype is not None:
        return const({"f": 0.0, "c": 0.0, "i": 0, "u": 0, "b": False}.get(t.dtype.kind))
    if isinstance(t, Num) and t.kind == "array" and t.shape is not None and t.dtype is not None:
        np_name = load(ours("np", np))
        shape = gast.Tuple([const(0)] * len(t.shape), gast.Load())
        zeros = call(gast.Attribute(np_name, "zeros", gast.Load()), shape)
        if t.dtype != np.dtype(float):
            zeros.args.append(gast.Attribute(clone(np_name), t.dtype.name, gast.Load()))
        return zeros
    return const(None)


def _definite(
    stmts: list[Any], assigned: set[str], wanted: set[str], missing: set[str], before: dict[int, set[str]]
) -> None:
    """Which names certainly have a value, also before each statement; `missing` are those of `wanted` that
    are read too early."""
    for st in stmts:
        before[id(getattr(st, "site", st))] = set(assigned)
        if isinstance(st, gast.If):
            body, orelse = set(assigned), set(assigned)
            if isinstance(st, (Attempt, Caught)) and st.flag is not None:
                assigned |= {st.flag}
            _definite(st.body, body, wanted, missing, before)
            _definite(st.orelse, orelse, wanted, missing, before)
            if isinstance(st.body[-1], gast.Break) or ends_in_raise(st.body):
                body = orelse | body
                assigned |= orelse
            elif st.orelse and (isinstance(st.orelse[-1], gast.Break) or ends_in_raise(st.orelse)):
                assigned |= body
            else:
                assigned |= body & orelse
        elif isinstance(st, (gast.For, gast.While)):
            inner = set(assigned)
            if isinstance(st, gast.For):
                inner |= stores_in(st.target)
            _definite(st.body, inner, wanted, missing, before)
        else:
            read = loads_in(st)
            missing |= {n for n in wanted & read if n not in assigned}
            assigned |= stores_in(st)


def _loop_items(self: _Restore, site: Any) -> dict[str, Any]:
    """Variables that a loop takes from an array, as expressions of the backward loop's index."""
    if not isinstance(site, gast.For):
        return {}
    plan = self.s.plans.get(id(site))
    return {name: expr for name, expr, _ in plan.items} if plan is not None else {}


def _undoes(st: Any, name: str) -> bool:
    return any(isinstance(n, Undo) and n.kind == "name" and name in n.names for n in walk(st))


def _undo_in(stmts: list[Any], name: str) -> bool:
    return any(isinstance(n, Undo) and n.kind == "name" and name in n.names for n in stmts)


def _is_permutation(s: Any) -> bool:
    """`p, q = q, p`: undone by the inverse, nothing need be saved."""
    if (
        not isinstance(s, gast.Assign)
        or not isinstance(s.targets[0], gast.Tuple)
        or not isinstance(s.value, gast.Tuple)
    ):
        return False
    right = [e.id if isinstance(e, gast.Name) else None for e in s.value.elts]
    return sorted(map(str, right)) == sorted(t.id for t in s.targets[0].elts) and len(set(right)) == len(
        right
    )


def _is_ellipsis(e: Any) -> bool:
    return isinstance(e, gast.Constant) and e.value is ...


def _basic(e: Any) -> bool:
    items = e.slice.elts if isinstance(e.slice, gast.Tuple) else [e.slice]
    return all(isinstance(i, (gast.Slice, gast.Constant, gast.Name, gast.BinOp, gast.UnaryOp)) for i in items)
