"""Elements that are overwritten, and are not the ones that the backward sweep reads later.

    for i in range(n):                              for i in reversed(range(n)):
        a[i, i] -= a[i, :i] @ a[i, :i]                  t_bar = -a_bar[i, i]
                                                        a_bar[i, :i] += 2.0 * t_bar * a[i, :i]

Where `a[i, i]` is undone, liveness says that elements of `a` are read later on the way back.  Here the
subscripts are compared: in the same trip `a[i, :i]` ends before column `i`, and in the trips that are undone
later the rows are other ones.  So the element need not come back.

Subscripts are sums of counters, of integers that never change and of constants.  What is known of them are
the ranges of the loops, the tests of the branches around, and that a trip that is undone later is an earlier
one.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gast

from tangent.analyse.flow import content_reads, is_view
from tangent.syntax.nodes import loads_in, statements_in, stores_in, walk
from tangent.transform.markers import Origin, Undo
from tangent.transform.positions import marks_in
from tangent.transform.sums import Sum, never_above, unknown
from tangent.types import Num

ANYWHERE = 1 << 30
"""The position in a block of what may be computed again at any place in it."""


@dataclass(frozen=True)
class Step:
    """One step of the way down to a statement: a position in a block, and which block is entered there."""

    position: int
    node: Any = None
    side: str = ""

    def same(self, other: Step) -> bool:
        return self.position == other.position and self.node is other.node and self.side == other.side


_MOST_READS = 60
"""Each mark is compared with each read."""

Way = tuple[Step, ...]
Interval = tuple[Sum | None, Sum | None]
"""Of one axis: the first place, and the one behind the last; None where they are not known."""


_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_OWN_NAMES = (*_COMPREHENSIONS, gast.Lambda, gast.For, gast.FunctionDef)
"""What binds names of its own, which may be those of counters outside."""


@dataclass(frozen=True)
class Read:
    """A place in the backward sweep where elements of a region are read: `base[index]`, or any of them."""

    way: Way
    base: str = ""
    index: Any = None


class Apart:
    """Which marks for elements need no old value, whatever is live.

    restoring: says which values of forward statements are cheap to compute again on the way back.  at_end:
    what is read behind the backward sweep.
    """

    def __init__(self, restoring: Any, at_end: list[Any]) -> None:
        # It owns this object: a reference back would leave both to the collector of cyclic garbage.
        self.live = weakref.proxy(restoring)
        self.instance = restoring.s.instance
        self.reads: dict[str, list[Read]] = {}
        self.ways: dict[int, Way] = {}
        self.views: dict[str, tuple[str, Any, Way]] = {}
        """Names of parts of arrays: array, subscript, and the way to the block where they are bound."""
        self.wanted = self._wanted(at_end)
        self._known: dict[int, bool] = {}
        self._in_block(restoring.s.backward, restoring.s.forward, ())
        self._note(at_end, (Step(ANYWHERE),))

    def __call__(self, mark: Undo) -> bool:
        found = self._known.get(id(mark))
        if found is None:
            found = self._known[id(mark)] = self._is_apart(mark)
        return found

    # -------------------------------------------------------------- where a region is read

    def _in_block(self, stmts: list[Any], forward: list[Any], way: Way) -> None:
        self._find_views(forward, way)
        for k, st in enumerate(stmts):
            here = (*way, Step(k))
            if isinstance(st, Undo):
                self.ways[id(st)] = here
                target = st.target
                while isinstance(target, gast.Subscript):
                    self._note(target.slice, here)
                    target = target.value
            elif isinstance(st, gast.If) and hasattr(st, "site"):
                self._note(st.test, here)
                below = self.live.forward_of(st.site)
                self._in_block(st.body, below.body, (*way, Step(k, st, "body")))
                self._in_block(st.orelse, below.orelse, (*way, Step(k, st, "orelse")))
            elif isinstance(st, gast.For) and hasattr(st, "site"):
                self._note(st.iter, here)
                self._in_block(st.body, self.live.forward_of(st.site).body, (*way, Step(k, st, "body")))
            elif not isinstance(st, Origin):
                self._note(st, here)
        for st in forward:
            if isinstance(st, gast.Assign) and stores_in(st) & self.wanted and self.live.cheap(st.value):
                view = isinstance(st.value, gast.Subscript) and is_view(self.instance, st.value)
                self._note(st.value.slice if view else st.value, (*way, Step(ANYWHERE)))
            elif isinstance(st, gast.For):
                plan = self.live.s.plans.get(id(getattr(st, "site", st)))
                for _, e, _ in plan.items if plan is not None else ():
                    self._note(e, (*way, Step(ANYWHERE)), whole=True)

    def _wanted(self, at_end: list[Any]) -> set[str]:
        """The names that the backward sweep reads, and those that these may be computed again from."""
        marks = [mark for st in self.live.s.backward for mark in marks_in(st)]
        targets = [m.target for m in marks if m.target is not None]
        found = loads_in([*self.live.s.backward, *at_end, *targets])
        made = [st for st in statements_in(self.live.s.forward) if isinstance(st, gast.Assign)]
        while True:
            again = [st.value for st in made if stores_in(st) & found and self.live.cheap(st.value)]
            more = loads_in(again)
            if more <= found:
                return found
            found |= more

    def _find_views(self, forward: list[Any], way: Way) -> None:
        for st in forward:
            e, target = getattr(st, "value", None), st.targets[0] if isinstance(st, gast.Assign) else None
            if not isinstance(e, gast.Subscript) or not isinstance(target, gast.Name):
                continue
            if target.id not in self.live.multi and [n.id for n in is_view(self.instance, e)] == [
                getattr(e.value, "id", "")
            ]:
                self.views[target.id] = e.value.id, e.slice, way

    def _note(self, e: Any, way: Way, whole: bool = False) -> None:
        """Enter what an expression or a statement reads."""
        unseen = self.live.unseen(e)
        names = (content_reads(self.instance, e) | unseen) & self.live.primal
        if not names:
            return
        nodes = list(walk(e))
        whole = whole or any(isinstance(n, _OWN_NAMES) for n in nodes)
        subscripts = [n for n in nodes if isinstance(n, gast.Subscript) and isinstance(n.value, gast.Name)]
        parts = {id(n.value) for n in subscripts}
        for name in sorted(names):
            found = self.reads.setdefault(self.live.memory.region_of(name), [])
            alone = any(isinstance(n, gast.Name) and n.id == name and id(n) not in parts for n in nodes)
            base, index, home = self.views.get(name, ("", None, ()))
            if whole or name in unseen:
                found.append(Read(way))
            elif base and len(home) < len(way) and all(map(Step.same, home, way)):
                found.append(Read(way, base, index))
            elif alone:
                found.append(Read(way))
            else:
                found += [Read(way, name, n.slice) for n in subscripts if n.value.id == name]

    # -------------------------------------------------------------- one mark

    def _is_apart(self, mark: Undo) -> bool:
        target, way = mark.target, self.ways.get(id(mark))
        if mark.kind != "content" or way is None:
            return False
        if not isinstance(target, gast.Subscript) or not isinstance(target.value, gast.Name):
            return False
        name = target.value.id
        reads = self.reads.get(self.live.memory.region_of(name), [])
        if len(reads) > _MOST_READS or not self._is_one_array(name):
            return False
        return all(self._never_meet(target, way, read) for read in reads)

    def _is_one_array(self, name: str) -> bool:
        """Whether a name stands for one array all the time, which is no view of another one."""
        known = self.live.arrays.get(self.live.memory.region_of(name)) == {name}
        return known and self.live.is_constant(name)

    def _never_meet(self, target: Any, way: Way, read: Read) -> bool:
        """Whether what is undone and what is read after it are different elements, in all trips."""
        shared = 0
        while way[shared].same(read.way[shared]):
            if shared + 1 == min(len(way), len(read.way)):
                break
            shared += 1
        loops = sum(isinstance(s.node, gast.For) for s in way[:shared])
        if way[shared].position < read.way[shared].position:
            if not self._differ(target, way, read, loops, carried=False):
                return False
        return all(self._differ(target, way, read, level, carried=True) for level in range(loops))

    def _differ(self, target: Any, way: Way, read: Read, level: int, carried: bool) -> bool:
        """The same where the loops above this level are in the same trips; with `carried`, that at this level
        is in an earlier one for what is read: earlier in the forward sweep, so that it is undone later.
        """
        if read.base != target.value.id:
            return False
        undone, later = Side(self, way, len(way)), Side(self, read.way, level)
        facts = undone.facts + later.facts
        if carried:
            facts += later.loops[level].before(undone.loops[level])
        places = zip(undone.places(target.slice, facts), later.places(read.index, facts), strict=False)
        return any(_disjoint(a, b, facts) for a, b in places)


@dataclass(frozen=True)
class Loop:
    """A loop around a place: the names that it binds, and its counter, where it counts, with its step."""

    names: frozenset[str]
    counter: Sum | None = None
    step: int = 0

    def before(self, other: Loop) -> list[Sum]:
        """What follows from the trip being an earlier one than another one of the same loop."""
        if self.counter is None or other.counter is None:
            return []
        if self.step > 0:
            return [self.counter.minus(other.counter).add(self.step)]
        return [other.counter.minus(self.counter).add(-self.step)]


class Side:
    """What is known at one of two places: of the counters of the loops around it, and of the branches.

    same: how many of the outer loops are in the same trip as at the other place.
    """

    def __init__(self, apart: Apart, way: Way, same: int) -> None:
        self.apart = apart
        self.loops: list[Loop] = []
        self.facts: list[Sum] = []
        for step in way:
            if isinstance(step.node, gast.For):
                self.loops.append(self._loop(step.node, "" if len(self.loops) < same else "'"))
            elif isinstance(step.node, gast.If):
                self.facts += self._follows(step.node.site.test, step.side == "body")

    def _loop(self, loop: Any, mark: str) -> Loop:
        names = frozenset(stores_in(loop.target))
        args = self._range(loop)
        if args is None:
            return Loop(names)
        (name,) = names
        counter = unknown(f"{name} {len(self.loops)}{mark}")
        first, end = (Sum(), self.sum(args[0])) if len(args) == 1 else map(self.sum, args[:2])
        step = _step(args[2]) if len(args) == 3 else 1
        if step > 0:
            bounds = (first, counter), (counter, end and end.add(-1))
        else:
            bounds = (end and end.add(1), counter), (counter, first)
        self.facts += [low.minus(high) for low, high in bounds if low is not None and high is not None]
        return Loop(names, counter, step)

    def _range(self, loop: Any) -> list[Any] | None:
        """The arguments of `range`, where a loop counts with a step that is known, by a name of its own."""
        site = loop.site
        if not isinstance(site, gast.For) or not isinstance(site.target, gast.Name):
            return None
        if not isinstance(loop.target, gast.Name) or loop.target.id != site.target.id:
            return None
        e = site.iter
        if not isinstance(e, gast.Call) or self.apart.instance.unit.builtin(e.func) != "range" or e.keywords:
            return None
        if site.target.id in stores_in(site.body) or (len(e.args) == 3 and not _step(e.args[2])):
            return None
        return list(e.args)

    # -------------------------------------------------------------- sums

    def sum(self, e: Any) -> Sum | None:
        """An integer expression as a sum of what does not change in a trip."""
        if isinstance(e, gast.Constant):
            return Sum().add(e.value) if type(e.value) is int else None
        if isinstance(e, gast.Name):
            return self._name(e)
        if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
            found = self.sum(e.operand)
            return None if found is None else Sum().minus(found)
        if isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Add, gast.Sub)):
            left, right = self.sum(e.left), self.sum(e.right)
            if left is None or right is None:
                return None
            return left.plus(right) if isinstance(e.op, gast.Add) else left.minus(right)
        return self._length(e)

    def _name(self, e: Any) -> Sum | None:
        for loop in reversed(self.loops):
            if e.id in loop.names:
                return loop.counter
        t = self.apart.live.s.typer.env.get(e.id)
        counts = isinstance(t, Num) and t.is_scalar and t.dtype is not None and t.dtype.kind in "iu"
        return unknown(e.id) if counts and self.apart.live.is_constant(e.id) else None

    def _length(self, e: Any) -> Sum | None:
        """`a.shape[0]` of an array that is bound once."""
        if not isinstance(e, gast.Subscript) or not isinstance(e.slice, gast.Constant):
            return None
        if not isinstance(e.value, gast.Attribute) or e.value.attr != "shape":
            return None
        a = e.value.value
        if not isinstance(a, gast.Name) or not self.apart.live.is_constant(a.id):
            return None
        t = self.apart.live.s.typer.env.get(a.id)
        is_array = isinstance(t, Num) and t.kind == "array"
        return unknown(f"{a.id}.shape[{e.slice.value}]") if is_array else None

    def _follows(self, test: Any, holds: bool) -> list[Sum]:
        """What a test says that holds, or does not hold."""
        if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
            return self._follows(test.operand, not holds)
        if isinstance(test, gast.BoolOp):
            every = holds if isinstance(test.op, gast.And) else not holds
            return [fact for t in test.values for fact in self._follows(t, holds)] if every else []
        if not isinstance(test, gast.Compare) or len(test.ops) != 1:
            return []
        left, right = self.sum(test.left), self.sum(test.comparators[0])
        if left is None or right is None:
            return []
        name = type(test.ops[0]).__name__
        name = name if holds else _OTHERWISE.get(name, "")
        less, more = left.minus(right), right.minus(left)
        known = {"Lt": [less.add(1)], "LtE": [less], "Gt": [more.add(1)], "GtE": [more], "Eq": [less, more]}
        return known.get(name, [])

    # -------------------------------------------------------------- subscripts

    def places(self, index: Any, facts: list[Sum]) -> Iterator[Interval]:
        """The places on the first axes, as far as it is clear which axis is meant."""
        for e in index.elts if isinstance(index, gast.Tuple) else [index]:
            if isinstance(e, gast.Slice):
                yield self._slice(e, facts)
                continue
            place = self.sum(e)
            if place is None:
                return
            yield (place, place.add(1)) if never_above(Sum(), place, facts) else (None, None)

    def _slice(self, e: Any, facts: list[Sum]) -> Interval:
        """From `lower` to `upper`, neither of which may count from the end."""
        if e.step is not None and _step(e.step) != 1:
            return None, None
        first = Sum() if e.lower is None else self.sum(e.lower)
        end = None if e.upper is None else self.sum(e.upper)
        known = [s if s is not None and never_above(Sum(), s, facts) else None for s in (first, end)]
        return known[0], known[1]


_OTHERWISE = {"Lt": "GtE", "GtE": "Lt", "Gt": "LtE", "LtE": "Gt", "NotEq": "Eq"}


def _step(e: Any) -> int:
    """A step that is written down; 0 for others."""
    if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
        return -_step(e.operand)
    return e.value if isinstance(e, gast.Constant) and type(e.value) is int else 0


def _disjoint(a: Interval, b: Interval, facts: list[Sum]) -> bool:
    return _ends_before(a, b, facts) or _ends_before(b, a, facts)


def _ends_before(a: Interval, b: Interval, facts: list[Sum]) -> bool:
    return a[1] is not None and b[0] is not None and never_above(a[1], b[0], facts)
