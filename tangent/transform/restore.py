"""What the backward sweep reads of the forward sweep: saved, or computed again (to be recorded, TBR).

Liveness of primal names and of the contents of written arrays is computed on the backward sweep itself
(Hascoët, Naumann and Pascual, "To be recorded" analysis, 2005).  An `Undo` mark whose old value is read
later becomes a restoring statement, and the forward statement saves that value first; all other marks vanish.

A name that is bound once per iteration is recovered at the start of the iteration's backward block: by
computing it again where that is cheap and its operands still stand, else from a list (`h_tape`).
"""

from __future__ import annotations

import builtins
import copy as copying
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import gast
import numpy as np

from tangent.analyse.flow import content_reads, function_of, is_view
from tangent.analyse.kinds import same_keys
from tangent.analyse.parts import CONTAINERS
from tangent.syntax.core import Attempt, Caught, ends_in_raise
from tangent.syntax.nodes import (
    as_load,
    as_store,
    assign,
    augment,
    augmented_in,
    call,
    certainly_read,
    clone,
    const,
    has_break,
    load,
    loads_in,
    method,
    names_in,
    same,
    statements_in,
    store,
    stores_in,
    substitute,
    walk,
)
from tangent.transform.alone import Alone
from tangent.transform.apart import Apart
from tangent.transform.insides import Inside, Insides
from tangent.transform.landing import keep, push, push_when_landed, put_back_in_handlers
from tangent.transform.liveness import (
    FACTS,
    Changed,
    Liveness,
    is_ellipsis,
    regions,
    root_of,
)
from tangent.transform.markers import Origin, Undo
from tangent.transform.nested import nested
from tangent.transform.positions import Readers, Writers, marks_in
from tangent.transform.reverse import Sweeps
from tangent.transform.reverse.tools import is_permutation, pops
from tangent.transform.unbound import follow, read_next
from tangent.types import (
    UNKNOWN,
    Dict,
    DictOf,
    ListOf,
    Num,
    Record,
    Seq,
    SetOf,
    Static,
    Unknown,
    constant,
    mutable,
    text,
    without_none,
)


@dataclass
class Restored:
    """forward and backward with saving in place; tapes: names of the lists that were made."""

    forward: list[Any]
    backward: list[Any]
    tapes: list[str] = field(default_factory=list)
    live_in: frozenset[str] = frozenset()
    counters: list[str] = field(default_factory=list)
    content_in: frozenset[str] = frozenset()
    content_back: set[str] = field(default_factory=set)
    """Names of arrays into which old elements are put back."""
    items_back: set[str] = field(default_factory=set)
    """Names of lists and dicts that get old items back."""
    insides_back: set[str] = field(default_factory=set)
    """Those of them in which other ones get old items back."""
    copied: set[str] = field(default_factory=set)
    """Those of them that are copies of what was saved."""
    taped: set[str] = field(default_factory=set)
    """Names whose values are on tapes, as they are."""
    unsure: set[str] = field(default_factory=set)
    """Names that the program may read before they have a value: then it raises."""

    @property
    def written_back(self) -> set[str]:
        return self.content_back | self.items_back


def restore(sweeps: Sweeps, extra_reads: list[Any], split: bool = False) -> Restored:
    """Decide what is saved, and rewrite both sweeps.  `extra_reads` are read after the backward sweep.

    split: the sweeps become two functions.
    """
    return _Restore(sweeps, extra_reads, split).run()


class _Restore(Liveness):
    def __init__(self, sweeps: Sweeps, extra_reads: list[Any], split: bool) -> None:
        super().__init__(sweeps, split)
        self.namer = sweeps.namer
        self.extra_reads = extra_reads
        self.flags: dict[int, str] = {}
        self.flag_names: set[str] = set()
        self.recoveries: dict[int, dict[str, str]] = {}
        self.hoisted: dict[int, set[str]] = {}
        self.undecided: dict[int, list[tuple[int, str, int, Any]]] = {}
        self.readers: dict[int, Readers] = {}
        self.tape_names: dict[Any, str] = {}
        self.pushes: dict[int, list[tuple[str, Any, str]]] = {}
        self.too_late: Counter[tuple[int, str]] = Counter()
        self.result = Restored([], [])

    def run(self) -> Restored:
        s = self.s
        self.index_forward(s.forward, 0)
        self.inline_elements(s)
        self.choose_tests(s.backward)
        live = self.names.of(self.live_before(s.backward, self.reads_of(self.extra_reads), s.forward))
        self.result.live_in = frozenset(n for n in live if not n.startswith(FACTS))
        self.result.content_in = regions(live)
        self.result.backward = self.emit_backward(s.backward)
        self.count_by_tape(self.result.backward)
        self.result.forward = self.emit_forward(s.forward)
        self.initialise()
        self.result.forward = nested(self.result.forward)
        return self.result

    def is_apart(self, mark: Undo) -> bool:
        return self.apart(mark)

    @cached_property
    def apart(self) -> Apart:
        return Apart(self, self.extra_reads)

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
        if not isinstance(e, (gast.Subscript, gast.Attribute)) or not isinstance(e.value, gast.Name):
            return False
        if self.calls_user(e):
            return False
        if isinstance(e, gast.Attribute) and not self.is_part(e):
            return False
        if isinstance(e, gast.Subscript) and not isinstance(e.slice, gast.Constant):
            return False
        if e.value.id in self.multi:
            return False
        return self.memory.region_of(e.value.id) not in self.memory.written_regions

    def is_part(self, e: Any) -> bool:
        """Whether an attribute is held by an object that is known as a whole (and computed by nobody)."""
        t = self.types.get(e.value)
        return isinstance(t, Record) and e.attr in t.keys and e not in self.s.instance.calls

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
        changed = stores_in([*site.body, *site.orelse]) | augmented_in([*site.body, *site.orelse])
        regions = {
            self.memory.region_of(n)
            for w in walk([*site.body, *site.orelse])
            if id(w) in self.memory.writes
            for n in self.memory.writes[id(w)]
        }
        unseen = self.unseen(site.test)
        touched = (loads_in(site.test) | unseen) & changed
        # The length of a list is a part of what changes.
        read = content_reads(self.s.instance, site.test) | (loads_in(site.test) & self.memory.grown)
        content = {n for n in read | unseen if self.memory.region_of(n) in regions}
        if not self.cheap_test(site.test) or content:
            self.remember(st)
            return []
        if not touched:
            return []
        if touched <= self.multi and all(self.hoistable(st, n) for n in touched):
            for n in sorted(touched):
                self.remove_undo(st.body, n)
                self.remove_undo(st.orelse, n)
            forward = self.forward_of(site)
            for side in (forward.body, forward.orelse):
                self.hoisted.setdefault(id(side), set()).update(touched)
            return [Undo("name", site, (n,)) for n in sorted(touched)]
        self.remember(st)
        return []

    def remember(self, st: Any, name: str = "") -> None:
        name = name or self.namer.fresh("taken")
        self.flags[id(st.site)] = name
        self.flag_names.add(name)
        self.primal.add(name)
        block, i, _ = self.parents[id(st.site)]
        self.locals_of[id(block)][name] = i
        while id(block) in self.around:
            block, i = self.around[id(block)]
            self.locals_of[id(block)][name] = i
        st.test = load(name)

    def calls_user(self, e: Any) -> bool:
        """Whether an expression calls a function of the user's, which may have effects: `o.level`, `o[0]`."""
        calls = self.s.instance.calls
        return bool(calls) and any(n in calls or hasattr(n, "plain") for n in walk(e))

    def cheap_test(self, test: Any) -> bool:
        if self.calls_user(test):
            return False
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
                t = self.types.get(n)
                if isinstance(t, Num) and t.kind == "array" and not isinstance(test, gast.Name):
                    continue
        return True

    def hoistable(self, st: Any, name: str) -> bool:
        """Whether the old value may come back before the branch: nothing in it reads the new one."""
        if len(loads_in(st.site.test)) > 3:
            return False
        for side in (st.body, st.orelse):
            for k, inner in enumerate(side):
                if isinstance(inner, (gast.If, gast.For)):
                    if name in names_in(inner) or _undoes(inner, name):
                        return False
                elif isinstance(inner, Undo) and name in inner.names and is_permutation(inner.site):
                    return False  # `p, q = q, p` is undone as a whole
                elif isinstance(inner, (Undo, Origin)) or name not in loads_in(inner):
                    continue
                elif _undo_in(side[k + 1 :], name):
                    return False
        return True

    def remove_undo(self, stmts: list[Any], name: str) -> None:
        for k, st in enumerate(stmts):
            if isinstance(st, Undo) and st.kind == "name" and name in st.names:
                stmts[k] = Undo("name", st.site, tuple(n for n in st.names if n != name))

    # -------------------------------------------------------------- recovering local names

    def settle(self, stmts: list[Any], live: int, site: Any, depth: int) -> None:
        waiting = self.undecided.get(id(stmts))
        if waiting is None:
            table = self.locals_of[id(self.block_origin[id(stmts)])]
            header = _loop_items(self, site)
            # What was computed later is recovered first: recomputing it may read what was computed before.
            names = sorted({**table, **header}, key=lambda n: (-table.get(n, -1), n))
            if depth == 0:  # the rest is handed over as it is
                names = [n for n in names if self.is_made_again(stmts, n)]
            waiting = [(self.names.bit(n), n, table.get(n, -1), header.get(n)) for n in names]
            self.undecided[id(stmts)] = waiting
        for k, (bit, name, position, item) in enumerate(waiting):
            if live & bit and (item is not None or name not in self.multi):
                del waiting[k]
                self.decide(stmts, name, position, item, live, depth)
                raise Changed
        if self.computed_too_late(stmts, live, site):
            raise Changed

    def computed_too_late(self, stmts: list[Any], live: int, site: Any) -> bool:
        """Whether a name is computed again behind its first reader, and now waits to be decided anew.

        An old element that is put back (`y[k] = ...`) reads its index, but only where that element is read:
        this may have come out after the index had its place.
        """
        for name, how in self.recoveries.get(id(stmts), {}).items():
            if how != "recompute" or not live & self.names.bit(name):
                continue
            place, anchor = self.place_of_remaking(stmts, name)
            reader = self.first_reader(stmts, name)
            if reader is not None and reader < place:
                kept = self.inserted[id(stmts)][id(anchor)]
                for new in [new for new in kept if name in stores_in(new)]:
                    kept.remove(new)
                    self._facts.pop(id(new), None)  # another statement may get its address
                self.changed_at(stmts, place)
                del self.recoveries[id(stmts)][name]
                self.too_late[id(stmts), name] += 1
                position = self.locals_of[id(self.block_origin[id(stmts)])].get(name, -1)
                item = _loop_items(self, site).get(name)
                self.undecided[id(stmts)].append((self.names.bit(name), name, position, item))
                return True
        return False

    def place_of_remaking(self, stmts: list[Any], name: str) -> tuple[int, Any]:
        """The position of the statement in front of which `name` is computed again, and that statement."""
        inserted = self.inserted[id(stmts)]
        return next(
            (k, st)
            for k, st in enumerate(stmts)
            if any(name in stores_in(new) for new in inserted.get(id(st), ()))
        )

    def is_made_again(self, stmts: list[Any], name: str) -> bool:
        """Whether a name is not handed over, because it is made again of what is: what only puts other values
        together, a view, or an array that is larger than what it is computed from in one operation.
        """
        forward = self.block_origin[id(stmts)]
        value = self.definition(forward[self.locals_of[id(forward)][name]], name)
        if isinstance(value, gast.List) and _is_display(value):
            return True
        if value is None:
            return False
        bases = {n.id for n in is_view(self.s.instance, value)}
        if not bases:
            return self.grows(value)
        if bases <= self.memory.written - self.multi:
            return True
        if not isinstance(value, (gast.Subscript, gast.Attribute)):
            return False
        return _is_all_of_it(value) or not any(map(self.s.goes_on_changing, bases))

    def grows(self, value: Any) -> bool:
        """Whether one element-wise operation makes an array of more axes, or longer ones, than its operands
        have: `x[:, None] - x[None, :]`."""
        if not isinstance(value, gast.BinOp) or isinstance(value.op, gast.MatMult):
            return False
        made, *given = (self.types.get(e) for e in (value, value.left, value.right))
        if not isinstance(made, Num) or not made.shape:
            return False
        return all(isinstance(t, Num) and t.shape is not None and _is_larger(made, t) for t in given)

    def decide(
        self, stmts: list[Any], name: str, position: int, item: Any, live: int, depth: int
    ) -> None:
        """Recompute at the first reader, or take from a tape at the start of the block."""
        table = self.recoveries.setdefault(id(stmts), {})
        forward = self.block_origin[id(stmts)]
        if depth and position >= 0 and self.only_shape_counts(name):
            # It has its last value, and the shape of that.
            table[name] = "shape"
            self.taken_back[id(stmts)] = self.taken_back.get(id(stmts), 0) | self.names.bit(name)
            self.changed_at(*self.within[id(stmts)])
            return
        value = item if position < 0 else self.definition(forward[position], name)
        reader = self.first_reader(stmts, name)
        if (
            value is not None
            and reader is not None
            and self.too_late[id(stmts), name] < 2  # its readers change with its place: it is kept
            and self.recomputable(stmts, value, position, reader, live, name)
        ):
            table[name] = "recompute"
            self.remake(name)
            new = assign(name, clone(value))
            self.copy_types(value, new.value)
            self.insert(stmts, reader, new)
            if isinstance(value, gast.Name):
                self.forget_twins(stmts)
            return
        if depth == 0:
            return
        heir = self.heir(forward, name, position)
        if heir is not None and not self.came_back_early({heir}, forward, len(forward)):
            # `alpha = new` was the last that happened to either: on the way back `new` is what `alpha` is.
            table[name] = "heir"
            self.insert(stmts, 0, assign(name, load(heir)))
            return
        table[name] = "tape"
        self.taken_back[id(stmts)] = self.taken_back.get(id(stmts), 0) | self.names.bit(name)
        self.changed_at(*self.within[id(stmts)])
        tape = self.tape(name)
        if position < 0:
            self.pushes.setdefault(id(forward), []).append(("start", self.lasting(name), tape))
        elif self.is_buffer(name) and not has_break(forward):
            # Not before its last write: so nothing else refers to what the tape holds.
            self.pushes.setdefault(id(forward), []).append(("end", load(name), tape))
        else:
            last = self.definite(forward, self.settled(forward, position, name), name)
            pushed = ("after", self.lasting(name), tape)
            self.pushes.setdefault(id(getattr(last, "site", last)), []).append(pushed)

    def only_shape_counts(self, name: str) -> bool:
        """Whether the way back takes only shape and dtype of an array, which are the same in all trips."""
        t = self.s.typer.env.get(name)
        if not isinstance(t, Num) or t.kind != "array" or t.dtype is None or t.shape is None or t.optional:
            return False
        made_of = {n for d in t.shape for n in (("?",) if d is None else d.variables)}
        if not all(self.is_constant(n) for n in made_of):
            return False
        written = self.memory.region_of(name) in self.memory.written_regions
        return not written and name not in self.names_with_content

    @cached_property
    def names_with_content(self) -> set[str]:
        """The names of which the backward sweep may read more than the shape."""
        s, marks = self.s, [mark for st in self.s.backward for mark in marks_in(st)]
        found = {n for mark in marks for n in self.undo_reads(mark)} | s.shadows
        plain = [st for st in statements_in(s.backward) if not isinstance(st, (Undo, Origin))]
        for st in plain:
            heads = [getattr(st, "test", None), getattr(st, "iter", None)]
            compound = isinstance(st, (gast.If, gast.For)) and hasattr(st, "site")
            for e in [h for h in heads if h is not None] if compound else [st]:
                found |= content_reads(s.instance, e) | self.unseen(e) | augmented_in(e)
        found |= content_reads(s.instance, self.extra_reads)
        for st in statements_in(s.forward):
            if isinstance(st, Attempt):  # a handler takes what the body has bound away
                found |= stores_in(st.body)
            elif isinstance(st, gast.Assign) and stores_in(st) & self.apart.wanted:
                found |= content_reads(s.instance, st.value)
        return found

    def forget_twins(self, stmts: list[Any]) -> None:
        """What gives the old values of variables back is to be found again."""
        for st in stmts:
            if isinstance(st, Undo):
                self._facts.pop(id(st), None)
        self.changed_at(stmts, len(stmts) - 1)

    def heir(self, forward: list[Any], name: str, position: int) -> str | None:
        """A variable of the loop that is given the value of `name` at last."""
        if position < 0:
            return None
        writers = self.writers_of(forward)
        for k, target in reversed(writers.copies.get(name, [])):
            if k <= position:
                break
            if target in self.multi:
                return target if k >= max(map(writers.last_bound, (target, name))) else None
        return None

    def is_buffer(self, name: str) -> bool:
        """Whether a name stands for an array, or a part of one, that is written in place."""
        t = self.s.typer.env.get(name)
        written = self.memory.region_of(name) in self.memory.written_regions
        return written and isinstance(t, Num) and not t.is_scalar

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

    def definite(self, forward: list[Any], position: int, name: str) -> Any:
        """The statement that gives a name its value: behind `if ...: raise`, one of the other way.

        A jump on that way would leave out what stands behind the whole branch.
        """
        last = forward[position]
        while isinstance(last, gast.If) and ends_in_raise(last.body) != ends_in_raise(last.orelse):
            side = last.orelse if ends_in_raise(last.body) else last.body
            position = self.locals_of.get(id(side), {}).get(name, -1)
            if position < 0:
                break
            last = side[self.settled(side, position, name)]
        return last

    def insert(self, stmts: list[Any], position: int, new: Any) -> None:
        """`new` is run before the statement at `position` of a backward block."""
        anchor = stmts[position]
        self.inserted.setdefault(id(stmts), {}).setdefault(id(anchor), []).insert(0, new)
        self.changed_at(stmts, position)
        reads = loads_in(new.value)
        place: tuple[list[Any], int] | None = (stmts, position)
        while place is not None:
            self.readers_of(place[0]).read_at(place[1], reads)
            place = self.within.get(id(place[0]))

    def copy_types(self, old: Any, new: Any) -> None:
        for a, b in zip(walk(old), walk(new), strict=True):
            if a in self.types:
                self.types[b] = self.types[a]

    def definition(self, st: Any, name: str) -> Any:
        if name in self.flag_names:
            return None
        if type(st) is gast.Assign and isinstance(st.targets[0], gast.Name) and not hasattr(st, "site"):
            return st.value
        return None

    def readers_of(self, stmts: list[Any]) -> Readers:
        found = self.readers.get(id(stmts))
        if found is None:
            found = self.readers[id(stmts)] = Readers(stmts, self.undo_reads)
        return found

    def undo_reads(self, st: Undo) -> set[str]:
        if st.kind == "name":
            return self.twins(st)
        return loads_in(st.target) | self.popped(st) | self.added(st)

    def undos_that_read(self, stmts: list[Any], name: str) -> list[tuple[int, Undo]]:
        return list(self.readers_of(stmts).undos.get(name, ()))

    def first_reader(self, stmts: list[Any], name: str) -> int | None:
        """The position of the first statement of a backward block that reads `name`."""
        first = self.readers_of(stmts).first.get(name)
        for k, undo in self.undos_that_read(stmts, name):
            if first is not None and k >= first:
                break
            if id(undo) in self.asked:
                return k
        return first

    def recomputable(
        self, stmts: list[Any], value: Any, position: int, reader: int, live: int, name: str
    ) -> bool:
        if not self.cheap(value):
            return False
        if isinstance(value, gast.List) and (name in self.memory.grown or name in self.s.shadows):
            return False
        twin_of = [undo for _, undo in self.undos_that_read(stmts, name) if undo.kind == "name"]
        if isinstance(value, gast.Name) and twin_of:
            return False  # `old = cur`: the older value of `cur` comes from `old`, not the other way round
        if self.memory.region_of(name) in self.memory.written_regions and not is_view(self.s.instance, value):
            t = self.types.get(value)
            if not (isinstance(t, Num) and t.is_scalar):
                return (
                    False  # an array that is written later: computing it again would give its first contents
                )
        forward = self.block_origin[id(stmts)]
        writers = self.writers_of(forward)
        stop = writers.position.get(self.readers_of(stmts).origins[reader], len(forward))
        if stop < len(forward) and not self.is_undone(stmts, reader, forward[stop]):
            stop += 1
        if not self.operands_at_hand(value, live, stmts, stop):
            return False
        if self.came_back_early(loads_in(value), forward, position):
            return False
        return self.still_stands(value, name, writers, position, stop)

    def still_stands(self, value: Any, name: str, writers: Writers, position: int, stop: int) -> bool:
        """Whether nothing that `value` reads changes between two positions of the forward sweep."""
        if any(writers.bound_between(n, position, stop) for n in loads_in(value)):
            return False
        content = regions(self.reads_again(value, name))
        written = {n for r in content for n in writers.written_between(r, position, stop)}
        return all(self.changes_inside(n, name, value) for n in written)

    def is_undone(self, stmts: list[Any], reader: int, done: Any) -> bool:
        """Whether what a forward statement has changed is put back before its reader on the way back."""
        if isinstance(stmts[reader], (gast.For, gast.If)):
            return False
        return self.readers_of(stmts).undone.get(id(getattr(done, "site", done)), -1) < reader

    def came_back_early(self, names: set[str], forward: list[Any], position: int) -> bool:
        """Whether one of `names` had a new value at a place in the forward sweep, and on the way back has its
        old one there already: it was put back before the branch (see `hoistable`).
        """
        block: list[Any] | None = forward
        while block is not None:
            early = names & self.hoisted.get(id(block), set())
            writers = self.writers_of(block)
            if any(writers.bound_between(n, -1, position + 1) for n in early):
                return True
            block, position = self.enclosing.get(id(block), (None, 0))
        return False

    def changes_inside(self, written: str, name: str, value: Any) -> bool:
        """Whether a write changes only what is in `value`, a part of a container: not which part it is."""
        if not isinstance(self.s.typer.env.get(name), CONTAINERS):
            return False
        parts, env = self.s.parts, self.s.typer.env
        bases = [n for n in sorted(loads_in(value)) if isinstance(env.get(n), CONTAINERS)]
        return bool(bases) and all(n in parts.above(written) and written not in parts.above(n) for n in bases)

    def operands_at_hand(self, value: Any, live: int, stmts: list[Any], stop: int) -> bool:
        """Whether recomputing asks for nothing that would have to be saved for it alone.

        stop: the position in the forward sweep of what it is recomputed for.
        """
        forward = self.block_origin[id(stmts)]
        table, writers = self.locals_of[id(forward)], self.writers_of(forward)
        seen: set[str] = set()
        waiting = [value]
        while waiting:
            missing = 0
            for n in (loads_in(waiting.pop()) & self.primal) - seen:
                if live & self.names.bit(n) or (n not in table and n not in self.multi):
                    continue
                if n in self.multi:
                    missing += 1
                    continue
                inner = self.definition(forward[table[n]], n)
                if inner is None or not self.cheap(inner):
                    return False
                if not self.still_stands(inner, n, writers, table[n], stop):
                    return False
                seen.add(n)
                waiting.append(inner)
            if missing > 1:  # one value is saved either way, and that of a variable serves others too
                return False
        return True

    def cheap(self, e: Any) -> bool:
        """Whether computing `e` again costs no more than saving it."""
        if self.calls_user(e):
            return False
        t = self.types.get(e)
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
            return self.is_part(e) or e.attr in ("T", "real", "imag", "shape", "size", "ndim", "dtype")
        if isinstance(e, gast.Subscript) and self.changing_dict(e.value):
            return False  # its old contents would have to be put back
        if isinstance(e, gast.Subscript):
            return all(not isinstance(n, gast.Call) for n in walk(e.slice)) and (
                scalar or isinstance(t, (Seq, Static)) or _basic(e) or isinstance(e.value, gast.Call)
            )
        if isinstance(e, (gast.Tuple, gast.List)):
            return _is_display(e)
        if not isinstance(e, gast.Call):
            return False
        return self.s.instance.unit.builtin(e.func) in ("len", "range") or (scalar and self.is_of_number(e))

    def is_of_number(self, e: Any) -> bool:
        """Whether a call computes a number of Python from one: that takes no longer than to keep it."""
        numbers = [self.types.get(a) for a in (e, *e.args)]
        if e.keywords or not all(isinstance(t, Num) and t.kind == "py" for t in numbers):
            return False
        if any(not isinstance(a, gast.Name) for a in e.args):
            return False
        if self.s.instance.unit.builtin(e.func) == "abs":
            return True
        return getattr(function_of(self.s.instance, e), "__module__", "") == "math"

    def changing_dict(self, e: Any) -> bool:
        t = self.types.get(e)
        written = self.memory.written_regions
        return isinstance(t, DictOf) and any(self.memory.region_of(n) in written for n in loads_in(e))

    # -------------------------------------------------------------- emission

    def tape(self, what: str, kind: str = "value") -> str:
        """The list for the values of a variable, the overwritten elements of an array, or whole lists."""
        key = (what, kind)
        if kind == "value":
            self.result.taped.add(what)
        if key not in self.tape_names:
            self.tape_names[key] = self.namer.fresh(f"{what}_tape")
            self.result.tapes.append(self.tape_names[key])
        return self.tape_names[key]

    def emit_backward(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        recovered = self.recoveries.get(id(stmts), {})
        for name, how in recovered.items():
            if how == "tape":
                out.append(assign(name, self.from_tape(name)))
        inserted = self.inserted.get(id(stmts), {})
        for st in stmts:
            out += inserted.get(id(st), [])
            if isinstance(st, Undo):
                out += self.emit_undo(st)
                continue
            if isinstance(st, (gast.If, gast.For)) and hasattr(st, "site"):
                st.body = self.emit_backward(st.body) or [gast.Pass()]
                st.orelse = self.emit_backward(st.orelse)
            out.append(st)
            if isinstance(st, gast.For) and hasattr(st, "site"):
                for n in sorted(self.names.of(self.asked.get(id(st.site), 0))):
                    out.append(self.save(st.site, n, load(n), as_store(load(n)), copy=False))
        return out

    def from_tape(self, name: str) -> Any:
        """The value of a name; of a list that gets its old items back a copy: the tape stays as it was."""
        value = method(load(self.tape(name)), "pop")
        if name not in self.changed_back or name in self.changed_inside or not self.alone(name):
            return value
        self.result.copied.add(name)
        return method(value, "copy")

    @cached_property
    def alone(self) -> Alone:
        return Alone(self.s)

    @cached_property
    def changed_back(self) -> set[str]:
        """The lists and dicts that get old items back."""
        return {root_of(m.target).id for m in self.changes_back}

    @cached_property
    def changed_inside(self) -> set[str]:
        """Those in which other lists and dicts get old items back."""
        return {root_of(m.target).id for m in self.changes_back if m.nested and self.insides(m)}

    @cached_property
    def changes_back(self) -> list[Undo]:
        marks = [mark for st in self.s.backward for mark in marks_in(st)]
        return [m for m in marks if m.kind == "list" and id(m) in self.asked]

    def insides(self, mark: Undo) -> list[Inside]:
        """What is in the container that a callee has changed."""

        def builtin(name: str) -> Any:
            return self.s.ours(name, getattr(builtins, name))

        inside = Insides(self.keeps_keys(mark.site), builtin, self.namer.fresh)
        return inside.within(mark.target, self.types.get(mark.target))

    def emit_undo(self, st: Undo) -> list[Any]:
        found = self.asked.get(id(st))
        if found is None:
            return []
        if st.kind == "name" and is_permutation(st.site):
            left, right = st.site.targets[0].elts, st.site.value.elts
            back = gast.Tuple([as_store(e) for e in right], gast.Store())
            return [gast.Assign([back], gast.Tuple([load(e.id) for e in left], gast.Load()), None)]
        if st.kind == "name":
            names = sorted(self.names.of(found))
            return [self.former(st.site, n) for n in names]
        root = root_of(st.target).id
        if st.kind == "list":
            self.result.items_back.add(root)
            inside = self.undo_insides(st, root) if st.nested else []
            return [*self.undo_list(st, root), *inside]
        self.result.content_back.add(root)
        place = st.target
        t = self.types.get(place)
        scalar = isinstance(t, Num) and t.is_scalar
        target = (
            place if isinstance(place, gast.Subscript) else gast.Subscript(place, const(...), gast.Load())
        )
        return [self.save(st.site, root, clone(place), as_store(clone(target)), copy=not scalar)]

    def former(self, site: Any, name: str) -> Any:
        """The variable gets its value before `site` back."""
        twin = self.twin(site, name)
        if twin is not None:
            return assign(name, load(twin))
        return self.save(site, name, self.lasting(name), as_store(load(name)), copy=False)

    def lasting(self, name: str) -> Any:
        """What is kept of a value: a copy, where it may be an argument that the caller goes on writing to."""
        t = self.s.typer.env.get(name)
        lasts = not isinstance(t, Num) or t.is_scalar
        if lasts or not self.s.goes_on_changing(name):
            return load(name)
        if t.kind == "any" or t.optional:  # an array, or a number or None
            return call(self.s.ours("copied", copying.deepcopy), load(name))
        return method(load(name), "copy")

    def save(self, site: Any, name: str, value: Any, target: Any, copy: bool, kind: str = "") -> Any:
        """Push before `site`, pop here; outside of loops one name is enough."""
        kind = kind or ("value" if isinstance(target, gast.Name) else "content")
        kept = self.copied(value) if copy else value
        if id(site) in self.in_loop:
            tape = self.tape(name, kind)
            self.pushes.setdefault(id(site), []).append(("before", kept, tape))
            return gast.Assign([target], method(load(tape), "pop"), None)
        old = self.namer.fresh(f"{name}_old")
        self.pushes.setdefault(id(site), []).append(("keep", kept, old))
        self.primal.add(old)
        self.s.typer.env[old] = self.s.typer.type(value)
        self.result.live_in |= {old}
        return gast.Assign([target], load(old), None)

    def copied(self, value: Any) -> Any:
        base = value.value if isinstance(value, gast.Subscript) and is_ellipsis(value.slice) else value
        return method(base, "copy")

    def undo_list(self, st: Undo, root: str) -> list[Any]:
        site = st.site
        if isinstance(self.types.get(st.target), SetOf):
            return self.undo_whole(site, root, set)
        e = site.value if isinstance(site, (gast.Expr, gast.Assign)) else None
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and same(e.func.value, st.target):
            if e.func.attr == "append":
                return [gast.Expr(method(load(root), "pop"))]
            if e.func.attr == "extend":
                return self.take_off(root, e.args[0])
            if e.func.attr == "pop" and not e.args and isinstance(site, gast.Assign):
                return [gast.Expr(method(load(root), "append", load(site.targets[0].id)))]
            if e.func.attr == "reverse":
                return [gast.Expr(method(load(root), "reverse"))]
        item = site.targets[0] if isinstance(site, gast.Assign) else None
        if isinstance(self.types.get(st.target), DictOf):
            single = isinstance(item, gast.Subscript) and id(site) in self.in_loop
            return self.undo_item(site, root) if single else self.undo_whole(site, root, dict)
        if isinstance(item, gast.Subscript) and not isinstance(item.slice, gast.Slice):
            target = site.targets[0]
            t = self.types.get(target.value)
            index = target.slice  # a constant that we wrote has no type
            said = isinstance(index, gast.Constant)
            key = index.value if said else constant(self.types.get(index, UNKNOWN))
            if isinstance(t, Dict) and key is NotImplemented:
                return self.undo_whole(site, root, dict)  # it may have had no such key
            if isinstance(t, Dict) and t.get(key) is None:
                return [gast.Expr(method(load(root), "pop", clone(target.slice)))]
            place = clone(site.targets[0])
            place.ctx = gast.Load()
            return [self.save(site, root, place, as_store(clone(place)), copy=False)]
        if isinstance(site, gast.AugAssign) and isinstance(site.target, gast.Name):
            return self.take_off(root, site.value)
        if isinstance(self.types.get(st.target), (Dict, DictOf)):
            return self.undo_whole(site, root, dict)
        if getattr(without_none(self.types.get(st.target)), "kind", "") == "tuple":
            return []
        whole = gast.Subscript(load(root), gast.Slice(None, None, None), gast.Load())
        kept = call(self.s.ours("list", list), load(root))
        return [self.save(site, root, kept, as_store(whole), copy=False, kind="whole")]

    def undo_insides(self, st: Undo, root: str) -> list[Any]:
        """The containers in the one that a callee has changed get back what was in them."""
        out: list[Any] = []
        for k, inside in enumerate(self.insides(st)):
            self.result.insides_back.add(root)
            old = self.namer.fresh(f"{root}_old")
            kept = self.save(st.site, root, inside.kept, store(old), copy=False, kind=f"inside {k}")
            out += [kept, *inside.back(load(old))]
        return out

    def take_off(self, root: str, added: Any) -> list[Any]:
        """The items that were added to the end of a list are taken off again."""
        t = self.types.get(added)
        if isinstance(t, (Seq, Dict)):
            return [gast.Expr(method(load(root), "pop")) for _ in t.items]
        count = call(self.s.ours("range", range), call(self.s.ours("len", len), clone(added)))
        return [pops(load(root), count, self.namer.fresh("_"))]

    def undo_item(self, site: Any, root: str) -> list[Any]:
        """`d[k] = v` where it was not known whether `d` has the key: it goes, or gets what it had."""
        place = as_load(site.targets[0])
        there = self.namer.fresh("there")
        test = gast.Compare(clone(place.slice), [gast.In()], [load(root)])
        flag = self.save(site, there, test, as_store(load(there)), copy=False)
        tape = self.tape(root, "content")
        pushed = gast.If(clone(test), [push(tape, place)], [])
        self.pushes[id(site)].append(("some", pushed, tape))
        back: Any = gast.Assign([as_store(clone(place))], method(load(tape), "pop"), None)
        gone = gast.Expr(method(load(root), "pop", clone(place.slice)))
        return [flag, gast.If(load(there), [back], [gone])]

    def undo_whole(self, site: Any, root: str, cls: type) -> list[Any]:
        """A dict or set gets all that was in it back."""
        old = self.namer.fresh(f"{root}_old")
        whole = call(self.s.ours(cls.__name__, cls), load(root))
        kept = self.save(site, root, whole, as_store(load(old)), copy=False, kind="whole")
        clear = [] if cls is dict and self.keeps_keys(site) else [gast.Expr(method(load(root), "clear"))]
        return [kept, *clear, gast.Expr(method(load(root), "update", load(old)))]

    def keeps_keys(self, site: Any) -> bool:
        """Whether a call leaves the dicts that it is given with the keys that they had: those of objects."""
        calls = [self.s.instance.calls[e][0] for e in walk(site) if e in self.s.instance.calls]
        return len(calls) == 1 and all(
            same_keys(t, calls[0].left.get(p, t)) for p, t in calls[0].arg_types.items()
        )

    def emit_forward(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        own = self.pushes.get(id(stmts), [])
        out += [push(tape, value) for how, value, tape in own if how == "start"]
        for st in stmts:
            site = getattr(st, "site", st)
            pushes = self.pushes.get(id(site), [])
            for how, value, tape in pushes:
                if how == "before":
                    self.insert_early(out, st, push(tape, value))
                elif how == "keep":
                    self.insert_early(out, st, keep(tape, value))
                elif how == "some":
                    self.insert_early(out, st, value)
            if isinstance(st, (gast.For, gast.While)):
                self.emit_loop(st, site, out)
            elif isinstance(st, (Attempt, Caught)):
                st.flag = self.flags.get(id(site))
                st.pushes = tuple(push(tape, value) for how, value, tape in pushes if how == "after")
                st.body = self.emit_forward(st.body)
                st.orelse = self.emit_forward(st.orelse)
                if isinstance(st, Attempt):
                    names = sorted(self.names.of(self.asked.get(id(site), 0)))
                    out += [*put_back_in_handlers(st, names, self.namer), *push_when_landed(st, self.namer)]
                out.append(st)
            elif isinstance(st, gast.If):
                if id(site) in self.flags:
                    flag = self.flags[id(site)]
                    out.append(assign(flag, self.truth(st.test)))
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
        out += [push(tape, value) for how, value, tape in own if how == "end"]
        return out

    def truth(self, test: Any) -> Any:
        """The outcome of a test: of a list or array that changes, what it says now."""
        held = isinstance(test, (gast.Name, gast.Subscript, gast.Attribute, gast.BoolOp, gast.IfExp))
        changeable = held and mutable(self.types.get(test, UNKNOWN))
        return call(self.s.ours("bool", bool), test) if changeable else test

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
        if st.value in self.s.instance.calls or id(st) in self.memory.writes:
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
                each = [t for how, _, t in self.pushes.get(id(site), []) if how not in ("keep", "some")]
                found = [t for t in each if self.pushed_once(t)]
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
        for st in statements_in(self.result.forward):
            if (
                isinstance(st, gast.Expr)
                and isinstance(st.value, gast.Call)
                and isinstance(st.value.func, gast.Attribute)
            ):
                f = st.value.func
                if f.attr == "append" and hasattr(st, "tape"):
                    saved |= {a.id for a in st.value.args if isinstance(a, gast.Name)}
            if hasattr(st, "keeps") and isinstance(st.value, gast.Name):
                saved.add(st.value.id)
        assigned = set(self.s.instance.arg_types)
        missing: set[str] = set()
        before: dict[int, set[str] | None] = {id(branch): None for branch, _ in self.s.levels}
        bound = stores_in(self.result.forward) if before else set()
        program = {id(st) for st in statements_in(self.s.instance.tree.body)}
        unsure = self.result.unsure
        _definite(self.result.forward, assigned, saved, missing, before, program, unsure)
        unsure |= loads_in(self.s.result) - assigned
        unmade: set[str] = set()
        for branch, made in self.s.levels:
            # The adjoint of a variable that has no value on this way through the program.
            known = before[id(branch)]
            if known is not None:
                unmade |= (loads_in(made) & bound) - known
        for n in sorted(missing | unmade, reverse=True):
            self.begin(n, n in unsure and n not in unmade)

    def begin(self, name: str, apart: bool) -> None:
        """What is saved of `name` starts as a zero; apart: which is not the value of the name itself."""
        start = placeholder(self.s.typer.env.get(name), self.s.ours)
        forward = self.result.forward
        if apart:
            last = self.namer.fresh(f"{name}_last")
            forward[:] = follow(forward, name, last)
            name = last
        forward.insert(0, assign(name, start))


def _is_all_of_it(e: Any) -> bool:
    """Whether a view has all elements of its base: to keep the one costs no more than to keep the other."""
    if isinstance(e, gast.Attribute):
        return e.attr == "T"
    items = e.slice.elts if isinstance(e.slice, gast.Tuple) else [e.slice]
    whole = [i for i in items if isinstance(i, gast.Slice) and not (i.lower or i.upper or i.step)]
    new = [i for i in items if isinstance(i, gast.Constant) and i.value in (None, ...)]
    return len(whole) + len(new) == len(items)


def _is_larger(made: Num, given: Num) -> bool:
    """Whether an array has more axes than an operand, or many places where that has one."""
    assert made.shape is not None and given.shape is not None
    if len(made.shape) > len(given.shape):
        return True
    return any(
        g is not None and g.constant == 1 and (m is None or m.constant != 1)
        for m, g in zip(made.shape, given.shape, strict=True)
    )


def placeholder(t: Any, ours: Any) -> Any:
    """A value of the type that a variable will have, for where it is saved before it has one: tapes stay of
    one type.

    Never None where a number may come later: the adjoint of what was saved is as large as the value.
    """
    if isinstance(t, Unknown) or (isinstance(t, Num) and (t.dtype is None or t.shape is None)):
        return const(0.0)
    if isinstance(t, Num) and (t.is_scalar or (t.kind == "any" and t.shape == ())) and t.dtype is not None:
        return const({"f": 0.0, "c": 0.0, "i": 0, "u": 0, "b": False}.get(t.dtype.kind))
    if isinstance(t, Num) and t.kind == "array" and t.shape is not None and t.dtype is not None:
        np_name = load(ours("np", np))
        shape = gast.Tuple([const(0)] * len(t.shape), gast.Load())
        zeros = call(gast.Attribute(np_name, "zeros", gast.Load()), shape)
        if t.dtype != np.dtype(float):
            zeros.args.append(gast.Attribute(clone(np_name), t.dtype.name, gast.Load()))
        return zeros
    if text(t):
        return const("")
    if isinstance(t, Seq):
        items = [placeholder(i, ours) for i in t.items]
        return gast.Tuple(items, gast.Load()) if t.kind == "tuple" else gast.List(items, gast.Load())
    if isinstance(t, Dict):
        return gast.Dict([const(k) for k in t.keys], [placeholder(i, ours) for i in t.items])
    if isinstance(t, ListOf):
        return (gast.Tuple if t.kind == "tuple" else gast.List)([], gast.Load())
    return gast.Dict([], []) if isinstance(t, DictOf) else const(None)


def _definite(
    stmts: list[Any],
    assigned: set[str],
    wanted: set[str],
    missing: set[str],
    before: dict[int, Any],
    program: set[int],
    unsure: set[str],
) -> None:
    """Which names certainly have a value, also before the statements in `before`; `missing` are those of
    `wanted` that are read too early.  What the program itself reads (the statements in `program`) has a value
    from there on, or has raised; `unsure` are those of which this is not known.
    """
    for k, st in enumerate(stmts):
        if id(getattr(st, "site", st)) in before:
            before[id(getattr(st, "site", st))] = set(assigned)
        if isinstance(st, gast.If):
            unsure |= loads_in(st.test) - assigned
            body, orelse = set(assigned), set(assigned)
            if isinstance(st, (Attempt, Caught)) and st.flag is not None:
                assigned |= {st.flag}
            _definite(st.body, body, wanted, missing, before, program, unsure)
            _definite(st.orelse, orelse, wanted, missing, before, program, unsure)
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
            unsure |= loads_in(st.iter if isinstance(st, gast.For) else st.test) - assigned
            _definite(st.body, inner, wanted, missing, before, program, unsure)
        else:
            if id(getattr(st, "site", st)) in program:
                unsure |= loads_in(st) - assigned
                assigned |= certainly_read(st)
            else:
                early = wanted & loads_in(st) - assigned
                missing |= early - read_next(stmts[k + 1 :], program) if early else set()
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


def _is_display(e: Any) -> bool:
    return all(isinstance(i, (gast.Name, gast.Constant)) for i in e.elts)


def _basic(e: Any) -> bool:
    items = e.slice.elts if isinstance(e.slice, gast.Tuple) else [e.slice]
    return all(isinstance(i, (gast.Slice, gast.Constant, gast.Name, gast.BinOp, gast.UnaryOp)) for i in items)
