"""Liveness on the backward sweep: which values of the forward sweep are read later on the way back.

The sweep is followed from its end.  A set of live names is an integer with one bit for each name, and what a
statement reads and binds is looked up once.  Deciding how one value is recovered changes a single block, so
the states before the statements behind the change are kept (`_Trace`) and the next pass starts there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import gast

from tangent.analyse.flow import content_reads, is_view
from tangent.syntax.core import Attempt, ends_in_raise, protected
from tangent.syntax.nodes import augmented_in, is_ellipsis, loads_in, name_nodes, names_in, stores_in, walk
from tangent.transform.markers import Origin, Undo
from tangent.transform.positions import Writers
from tangent.transform.reverse import Sweeps
from tangent.transform.reverse.tools import is_permutation
from tangent.types import Dict, Num, Seq

CONTENT = "content of "
ITEMS = "items of "
"""What is read of arrays, and of lists and dicts: which items these hold, and how many."""
OWN_ITEMS = "own items of "
"""What is read by this name of a list or dict that has no other name while it is changed."""
FACTS = (CONTENT, ITEMS, OWN_ITEMS)
_MOST_TRACES = 8


def regions(facts: Iterable[str]) -> frozenset[str]:
    """The regions of memory of which something is read."""
    return frozenset(n[len(mark) :] for n in facts for mark in (CONTENT, ITEMS) if n.startswith(mark))


class Changed(Exception):
    """Something was decided that changes liveness: the next pass begins."""


class Names:
    """The numbers of names: a set of them is an integer."""

    def __init__(self) -> None:
        self.bits: dict[str, int] = {}
        self.order: list[str] = []

    def bit(self, name: str) -> int:
        found = self.bits.get(name)
        if found is None:
            found = self.bits[name] = 1 << len(self.bits)
            self.order.append(name)
        return found

    def mask(self, names: Iterable[str]) -> int:
        out = 0
        for n in names:
            out |= self.bit(n)
        return out

    def of(self, mask: int) -> list[str]:
        found = []
        while mask:
            lowest = mask & -mask
            found.append(self.order[lowest.bit_length() - 1])
            mask ^= lowest
        return found


@dataclass
class _Trace:
    """A pass over one block: the live names before each statement from `start` on, and what was asked for."""

    lives: list[int]
    start: int
    asked: list[tuple[int, list[tuple[int, int]]]] = field(default_factory=list)

    def cut(self, position: int) -> None:
        """The statement at `position`, and with it what stands before it, has to be looked at again."""
        self.start = max(self.start, position + 1)
        while self.asked and self.asked[-1][0] < self.start:
            self.asked.pop()


class Liveness:
    """The analysis; `settle` is told the live names at the start of each block, and may raise `Changed`."""

    def __init__(self, sweeps: Sweeps, split: bool) -> None:
        self.s = sweeps
        self.split = split
        self.memory = sweeps.memory
        self.types = sweeps.instance.types
        self.multi = set(sweeps.multi)
        self.primal = (
            names_in(sweeps.instance.tree.body)
            | set(sweeps.instance.arg_types)
            | set(sweeps.counters.values())
            | sweeps.saved_calls
            | sweeps.shadows
        )
        self.names = Names()
        self.parents: dict[int, tuple[list[Any], int, int]] = {}
        self.enclosing: dict[int, tuple[list[Any], int]] = {}
        self.locals_of: dict[int, dict[str, int]] = {}
        self.around: dict[int, tuple[list[Any], int]] = {}
        self.in_loop: set[int] = set()
        self.block_origin: dict[int, list[Any]] = {}
        self.inserted: dict[int, dict[int, list[Any]]] = {}
        """Recomputing statements, in order: block → the statement that they stand before → statements."""
        self.taken_back: dict[int, int] = {}
        """Names that the start of a block takes from a tape."""
        self.asked: dict[int, int] = {}
        """What is live at an `Undo` mark, or at the end of a loop, and has to be put back there."""
        self._log: list[tuple[int, int]] = []
        self._traces: dict[int, dict[int, _Trace]] = {}
        self._facts: dict[int, Any] = {}
        self.remade: set[str] = set()
        self._stand_ins: set[str] = set()
        self.within: dict[int, tuple[list[Any], int]] = {}
        self._deeper: dict[int, int] = {}
        self._writers: dict[int, Writers] = {}

    def settle(self, stmts: list[Any], live: int, site: Any, depth: int) -> None:
        raise NotImplementedError

    def is_apart(self, mark: Undo) -> bool:
        """Whether what is read later are other elements than those that are undone here."""
        raise NotImplementedError

    def live_before(self, backward: list[Any], reads: set[str], forward: list[Any]) -> int:
        """Live names at the start of the backward sweep, once nothing more is decided."""
        self.index_backward(backward)
        while True:
            self.asked.clear()
            self._log.clear()
            try:
                return self.block(backward, self.names.mask(reads), forward, 0)
            except Changed:
                continue

    def index_backward(self, stmts: list[Any]) -> None:
        for i, st in enumerate(stmts):
            if isinstance(st, (gast.If, gast.For)) and hasattr(st, "site"):
                for block in (st.body, st.orelse):
                    self.within[id(block)] = (stmts, i)
                    self.index_backward(block)

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
                self.enclosing[id(st.body)] = (stmts, i)
                self.index_forward(st.body, depth + 1)
            elif isinstance(st, gast.If):
                self.enclosing[id(st.body)] = self.enclosing[id(st.orelse)] = (stmts, i)
                self.index_forward(st.body, depth)
                self.index_forward(st.orelse, depth)
                for side, other in ((st.body, st.orelse), (st.orelse, st.body)):
                    if ends_in_raise(other) and not ends_in_raise(side):
                        # There is one way behind it only: its backward block is that of the whole.
                        self.around[id(side)] = (stmts, i)
                        table.update(dict.fromkeys(self.locals_of[id(side)], i))
        self.locals_of[id(stmts)] = table

    def forward_of(self, site: Any) -> Any:
        block, i, _ = self.parents[id(site)]
        return block[i]

    def bound_by(self, st: Any) -> set[str]:
        if isinstance(st, gast.Assign):
            found: set[str] = set()
            for t in st.targets:
                if isinstance(t, (gast.Name, gast.Tuple)):
                    found |= stores_in(t)
            return found
        return set()

    # -------------------------------------------------------------- what a statement reads

    def reads_of(self, e: Any) -> set[str]:
        names = (loads_in(e) | self.unseen(e)) & self.primal
        if self.s.shadows:
            names |= augmented_in(e) & self.s.shadows
        found = content_reads(self.s.instance, e) | (self.unseen(e) & self.primal)
        value = getattr(e, "value", None)
        if isinstance(value, gast.Call) and hasattr(value, "unread"):
            found = found - value.unread
        found |= names & self.memory.grown  # the length of a list is part of what changes
        found &= self.primal
        return names | {CONTENT + self.memory.region_of(n) for n in found} | self.items_read(found)

    def unseen(self, e: Any) -> set[str]:
        """The variables that calls in an expression get without a word: `len(s)` reads what `s` holds."""
        if not self.gives_unseen:
            return set()
        found: set[str] = set()
        for n in walk(e):
            if hasattr(n, "plain"):
                found |= set(n.plain[1].hidden.values())
        return found

    @cached_property
    def gives_unseen(self) -> bool:
        return any(hasattr(n, "plain") for n in walk(self.s.instance.tree.body))

    def items_read(self, names: set[str]) -> set[str]:
        """What is read of the lists and dicts among some names."""
        found = {ITEMS + self.memory.region_of(n) for n in names & self.containers}
        return found | {OWN_ITEMS + n for n in names & self.memory.private}

    @cached_property
    def containers(self) -> set[str]:
        """Names that may hold a list or dict."""
        instance = self.s.instance
        found = {p for p, t in instance.arg_types.items() if not isinstance(t, Num)}
        for n in name_nodes(instance.tree.body):
            if not isinstance(self.types.get(n), Num):
                found.add(n.id)
        return found | {n for n in self.s.shadows if not isinstance(self.s.typer.env.get(n), Num)}

    def reads_again(self, e: Any, name: str) -> set[str]:
        """What recomputing `name` reads; making a view reads no elements, only its index."""
        t = self.types.get(e, self.s.typer.env.get(name))
        if (
            isinstance(t, Num)
            and t.kind == "array"
            and isinstance(e, gast.Subscript)
            and is_view(self.s.instance, e)
        ):
            names = loads_in(e) & self.primal
            return names | self.items_read(names) | self.reads_of(e.slice)
        return self.reads_of(e)

    def facts(self, st: Any) -> Any:
        """What is looked up of a statement; for a plain one, the names that it binds and that it reads."""
        found = self._facts.get(id(st))
        if found is None:
            found = self._facts[id(st)] = self._facts_of(st)
        return found

    def _facts_of(self, st: Any) -> Any:
        mask = self.names.mask
        if isinstance(st, Undo):
            return self._undo_facts(st)
        if isinstance(st, gast.If):
            return mask(self.reads_of(st.test))
        if isinstance(st, gast.For) and hasattr(st, "site"):
            return mask(stores_in(st.target)), mask(self.reads_of(st.iter))
        if isinstance(st, gast.For):
            return 0, mask(self.reads_of([st.iter, *st.body]))
        return mask(self.bound_by(st) & self.primal), mask(self.reads_of(st))

    def _undo_facts(self, st: Undo) -> tuple[int, int, int, int]:
        """(what makes the old value wanted, what is not live before it comes back, what that reads, what is
        not live in front of the statement in any case)."""
        mask = self.names.mask
        if st.kind == "name":
            if is_permutation(st.site):
                return mask(st.names), 0, mask(st.names), 0
            # A name that is bound once keeps its value: the adjoint of its own statement may read it.
            names = mask(n for n in st.names if n in self.multi)
            # A list that is made here was not there before.
            unmade = mask(OWN_ITEMS + n for n in st.names if n in self.memory.private)
            return names, names, mask(self.twins(st)), unmade
        root = root_of(st.target)
        if not isinstance(root, gast.Name):
            return 0, 0, 0, 0
        changed = ITEMS if st.kind == "list" else CONTENT
        content = mask([changed + self.memory.region_of(root.id)])
        if st.kind == "list" and root.id in self.memory.private:
            # (what is in it may have other names)
            content = (content if st.nested else 0) | mask([OWN_ITEMS + root.id])
        whole = content if st.kind == "content" and self.is_whole(st.target) else 0
        read = (loads_in(st.target) | self.popped(st) | self.added(st)) & self.primal
        read |= self.items_read(self.added(st) & self.memory.grown)
        return content, whole, mask(read | self.index_contents(st.target)), 0

    def twin(self, site: Any, name: str) -> str | None:
        """Another name of the value that `name` had before `site`: `old = cur`, and then `cur = ...`."""
        block, i, _ = self.parents[id(site)]
        for target in self.writers_of(block).copies_before(name, i):
            # One that is itself made of `name` again on the way back comes too late.
            known = target not in self.multi and target not in self.remade
            if known and target in self.locals_of[id(block)]:
                return target
        return None

    def writers_of(self, forward: list[Any]) -> Writers:
        found = self._writers.get(id(forward))
        if found is None:
            found = self._writers[id(forward)] = Writers(forward, self.memory)
        return found

    def twins(self, st: Undo) -> set[str]:
        if is_permutation(st.site):
            return set()
        twins = [self.twin(st.site, n) for n in st.names if n in self.multi]
        found = {t for t in twins if t is not None}
        self._stand_ins |= found
        return found

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
        """What was added to a list, by whose length it is cut back; or where an item was put."""
        site = st.site
        target = site.targets[0] if isinstance(site, gast.Assign) else None
        if st.kind == "list" and isinstance(target, gast.Subscript):
            return loads_in(target.slice)
        e = site.value if isinstance(site, (gast.Expr, gast.AugAssign)) else None
        if st.kind != "list" or e is None:
            return set()
        if isinstance(e, gast.Call):
            e = e.args[0] if isinstance(e.func, gast.Attribute) and e.func.attr == "extend" else None
        return set() if e is None or isinstance(self.types.get(e), (Seq, Dict)) else loads_in(e)

    def is_whole(self, target: Any) -> bool:
        """Whether all elements of a region come back: a whole array that is not a part of another one."""
        root = target
        if isinstance(target, gast.Subscript) and is_ellipsis(target.slice):
            root = target.value
        if not isinstance(root, gast.Name) or root.id in self.multi:
            return False
        return self.arrays.get(self.memory.region_of(root.id)) == {root.id}

    @cached_property
    def arrays(self) -> dict[str, set[str]]:
        """Region → the names in it that are no view, each time that they are bound: one for each array there
        may be.
        """
        found: dict[str, set[str]] = {}
        for p in self.s.instance.arg_types:
            found.setdefault(self.memory.region_of(p), set()).add(p)
        for name, sites in self.s.definitions.items():
            for s in sites:
                if isinstance(s, gast.Assign) and not is_view(self.s.instance, s.value):
                    found.setdefault(self.memory.region_of(name), set()).add(name)
        return found

    def is_constant(self, name: str) -> bool:
        """Whether a name is bound once, before all loops."""
        if name in self.multi:
            return False
        sites = self.s.definitions.get(name, ())
        known = bool(sites) or name in self.s.instance.arg_types
        return known and all(isinstance(s, gast.Assign) and id(s) not in self.in_loop for s in sites)

    def index_contents(self, target: Any) -> set[str]:
        found: set[str] = set()
        while isinstance(target, gast.Subscript):
            found |= self.reads_of(target.slice)
            target = target.value
        return found

    # -------------------------------------------------------------- the pass

    def block(self, stmts: list[Any], live: int, forward: list[Any], depth: int, site: Any = None) -> int:
        """Live names at the start of a backward block; recovers what its forward block binds once."""
        self.block_origin[id(stmts)] = forward
        new = self.scan(stmts, live, depth)
        if depth or self.split:
            # Inner blocks first: what they compute again may read what this block binds.
            self.settle(stmts, new, site, depth)
        return new & ~self.taken_back.get(id(stmts), 0)

    def scan(self, stmts: list[Any], live: int, depth: int) -> int:
        traces = self._traces.setdefault(id(stmts), {})
        trace = traces.get(live)
        if trace is None:
            if len(traces) == _MOST_TRACES:
                del traces[next(iter(traces))]
            trace = traces[live] = _Trace([0] * len(stmts), len(stmts))
        for _, asked in trace.asked:
            for mark, which in asked:
                self.ask(mark, which)
        if trace.start < len(stmts):
            live = trace.lives[trace.start]
        inserted = self.inserted.get(id(stmts), {})
        for k in range(trace.start - 1, -1, -1):
            st = stmts[k]
            before = len(self._log)
            live = self.statement(st, live, depth)
            for new in reversed(inserted.get(id(st), ())):
                bound, reads = self.recomputed(new)
                live = live & ~bound | reads
            if len(self._log) > before:
                trace.asked.append((k, list(dict.fromkeys(self._log[before:]))))
            trace.lives[k], trace.start = live, k
        return live

    def recomputed(self, new: Any) -> Any:
        found = self._facts.get(id(new))
        if found is None:
            mask = self.names.mask
            (target,) = new.targets
            reads = self.reads_again(new.value, target.id)
            found = self._facts[id(new)] = mask(self.bound_by(new)), mask(reads)
        return found

    def statement(self, st: Any, live: int, depth: int) -> int:
        if isinstance(st, Origin):
            return live
        facts = self.facts(st)
        if isinstance(st, Undo):
            wanted, back, reads, unmade = facts
            live &= ~unmade
            if not live & wanted or self.is_apart(st):
                return live
            self.ask(id(st), live & wanted)
            return live & ~back | reads
        if isinstance(st, gast.If):
            forward = self.forward_of(st.site)
            if isinstance(forward, Attempt):
                self.keep_bound(forward, st.site, live)
            body = self.block(st.body, live, forward.body, depth)
            orelse = self.block(st.orelse, live, forward.orelse, depth)
            return body | orelse | facts
        if isinstance(st, gast.For) and hasattr(st, "site"):
            return self.loop(st, live, depth, *facts)
        bound, reads = facts
        return live & ~bound | reads

    def keep_bound(self, forward: Any, site: Any, live: int) -> None:
        """What the body of a `try` binds anew has its value from before it again, where a handler takes over:
        statements in front of the `try` read it on the way back.
        """
        bound = stores_in(forward.body[: protected(forward)]) & self.multi
        needed = live & self.names.mask(bound)
        if needed:
            self.ask(id(site), needed)

    def loop(self, st: Any, live: int, depth: int, bound: int, iterated: int) -> int:
        forward = self.forward_of(st.site)
        head = live
        while True:
            inside = self.block(st.body, head, forward.body, depth + 1, st.site)
            new = head | inside & ~bound
            if new == head:
                break
            head = new
        wanted = self.names.mask(n for n in stores_in(st.target) if n in self.multi)
        if live & wanted:
            self.ask(id(st.site), live & wanted)
        # Bound inside a nested block of this loop and read outside of it: it must be undone there.
        nested = inside & self.bound_deeper(forward) & ~bound
        if nested:
            self.multi.update(self.names.of(nested))
            self.forget()
            raise Changed
        return head | iterated

    def bound_deeper(self, loop: Any) -> int:
        """Names (not in `multi`) that statements of nested blocks bind, and the loop's own block does not."""
        found = self._deeper.get(id(loop))
        if found is None:
            names = {n for st in walk(loop.body) if isinstance(st, gast.Assign) for n in self.bound_by(st)}
            names -= self.multi.union(self.locals_of[id(loop.body)], stores_in(getattr(loop, "target", [])))
            found = self._deeper[id(loop)] = self.names.mask(names & self.primal)
        return found

    def forget(self) -> None:
        """What was found out relied on something else than what is known now."""
        for known in (self._traces, self._facts, self._deeper):
            known.clear()

    def remake(self, name: str) -> None:
        """`name` is computed again on the way back, so that it stands in for no other name."""
        self.remade.add(name)
        if name in self._stand_ins:
            self.forget()

    def ask(self, mark: int, names: int) -> None:
        self.asked[mark] = self.asked.get(mark, 0) | names
        self._log.append((mark, names))

    def changed_at(self, stmts: list[Any], position: int) -> None:
        """The block has another effect from `position` on: passes over it, and around it, end there."""
        block: tuple[list[Any], int] | None = (stmts, position)
        while block is not None:
            for trace in self._traces.get(id(block[0]), {}).values():
                trace.cut(block[1])
            block = self.within.get(id(block[0]))


def root_of(target: Any) -> Any:
    while isinstance(target, gast.Subscript):
        target = target.value
    return target
