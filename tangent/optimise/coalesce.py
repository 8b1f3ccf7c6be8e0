"""One name for what is handed on from name to name.

    x_bar = out_bar.x               →     x_bar = out_bar.x
    self_x_bar = x_bar                    return x_bar
    x_bar_1 = self_x_bar
    return x_bar_1

    t2, saved = f_forward(x, h)     →     h, saved = f_forward(x, h)
    h = t2

Where `a = b` is a plain copy, and no value of the one is still to be read when the other gets another value,
both are one variable, however often and wherever they are bound (the copies that a register allocator
coalesces).  Only names of the compiler are given up.  The adjoints of two variables of the user keep their
names, and so does what has a name of its own beside a parameter: `y_bar = out_bar` says something.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import gast

from tangent.optimise.blocks import blocks, remove
from tangent.optimise.chains import SIMPLE, Context, is_numbered, parameters, stem
from tangent.optimise.effects import OPAQUE
from tangent.syntax.nodes import inner_blocks, loads_in, name_nodes, names_in, stores_in, walk


def coalesce(*contexts: Context) -> bool:
    """The functions of the contexts share their names."""
    copies = [s for c in contexts for block in blocks(c.function) for s in block if _is_copy(s)]
    locals_ = set().union(*(c.locals() for c in contexts))
    free = frozenset().union(*(c.temporaries for c in contexts), *(c.renamed for c in contexts))
    pairs = []
    for s in copies:
        a, b = s.targets[0].id, s.value.id
        if a != b and b in locals_ and (a in free or b in free) and not _is_object(contexts, a, b):
            pairs.append((a, b))
    pairs += _values_of_one_variable(contexts, locals_)
    names = {n: None for pair in pairs for n in pair}
    pinned = {n for c in contexts for n in _pinned(c.function.body, set(names))}
    webs = _Webs(contexts, free, [n for n in names if n not in pinned])
    for a, b in pairs:
        webs.join(a, b)
    table = webs.table()
    if not table:
        return False
    for c in contexts:
        for n in name_nodes(c.function.body):
            if n.id in table:
                n.id = table[n.id]
    gone = {id(s) for s in copies if s.targets[0].id == s.value.id}
    for c in contexts:
        remove(c.function.body, gone)
    return True


def _is_object(contexts: Collection[Context], *names: str) -> bool:
    """Whether one of the names holds an object of the user.

    `p, saved = move_forward(p)` in a loop, where the old p is a part of what is saved, hides from the next
    derivation that the two are different objects.
    """
    return any(c.is_object(n) for c in contexts for n in names)


def _values_of_one_variable(contexts: Collection[Context], locals_: set[str]) -> list[tuple[str, str]]:
    """`x` and `x_1`, which were told apart to be looked at one by one."""
    rows: dict[str, dict[str, None]] = {}
    for c in contexts:
        for name, base in c.renamed.items():
            if name != base and name in locals_:
                rows.setdefault(base, {base: None} if base in locals_ else {})[name] = None
    return [pair for row in rows.values() for pair in pairwise(row)]


def _is_copy(s: Any) -> bool:
    return (
        type(s) is gast.Assign
        and len(s.targets) == 1
        and type(s.targets[0]) is gast.Name
        and type(s.value) is gast.Name
    )


def _pinned(body: list[Any], names: set[str]) -> set[str]:
    """Names of nested functions, and names that these, comprehensions and statements unknown here mention."""
    found: set[str] = set()
    todo = list(body)
    while todo:
        s = todo.pop()
        if isinstance(s, _KNOWN):
            for block in inner_blocks(s):
                todo += block
        else:
            found |= names_in(s) | stores_in(s)  # the name of a definition is no node
    for n in walk(body):
        if isinstance(n, OPAQUE):
            found |= names_in(n)
        elif isinstance(n, gast.ExceptHandler) and n.name is not None:
            found.add(n.name.id)
    return found & names


_KNOWN = (*SIMPLE, gast.Assign, gast.AugAssign, gast.If, gast.For, gast.While, gast.With, gast.Try)


@dataclass(eq=False)
class _Web:
    """Names that may be one variable, as bits: those in it, and those that must stay apart from it."""

    names: list[str]
    members: int
    apart: int
    fixed: str = ""  # a name that must stay
    stems: frozenset[str] = field(
        default_factory=frozenset
    )  # of adjoints that belong to the user's variables
    floating: bool = False


class _Webs:
    def __init__(self, contexts: Collection[Context], free: frozenset[str], candidates: list[str]) -> None:
        self.contexts = contexts
        self.free = free
        self.own = set().union(*(c.users | c.locals() for c in contexts)) - free
        self.parameters = {p.id for c in contexts for p in parameters(c.function.args)}
        self.lives = [_Lives(c.function, candidates) for c in contexts]
        self.web = {n: self.start(n) for n in candidates}

    def start(self, name: str) -> _Web:
        base = stem(name)
        adjoint = any(c.adjoint(name) for c in self.contexts)
        own = adjoint and (base in self.own or _unnumbered(base) in self.own)
        apart = 0
        for lives in self.lives:
            apart |= lives.apart[name]
        return _Web(
            [name],
            self.lives[0].bit[name],
            apart,
            name if name in self.parameters or name not in self.free else "",
            frozenset({base}) if own else frozenset(),
            any(c.floating(name) for c in self.contexts),
        )

    def join(self, a: str, b: str) -> None:
        one, two = self.web.get(a), self.web.get(b)
        if one is None or two is None or one is two or not self.fit(one, two):
            return
        new = _Web(
            one.names + two.names,
            one.members | two.members,
            one.apart | two.apart,
            one.fixed or two.fixed,
            one.stems | two.stems,
            one.floating,
        )
        for n in new.names:
            self.web[n] = new

    def fit(self, one: _Web, two: _Web) -> bool:
        if one.apart & two.members or two.apart & one.members or (one.fixed and two.fixed):
            return False
        if one.floating != two.floating:
            return False
        for a, b in ((one, two), (two, one)):
            if a.fixed and b.stems and not any(c.adjoint(a.fixed) for c in self.contexts):
                return False
            if a.fixed in self.parameters and (b.stems or any(self.rebound(n) for n in b.names)):
                return False
        stems = sorted(one.stems | two.stems, key=len)
        return all(s == stems[0] or _unnumbered(s) == stems[0] for s in stems)

    def rebound(self, name: str) -> bool:
        """Whether a variable is bound again that the user does not call by this name: a parameter is not."""
        if any(c.renamed.get(name, name) != name for c in self.contexts):
            return False
        return name in self.free and any(lives.bound.get(name, 0) > 1 for lives in self.lives)

    def table(self) -> dict[str, str]:
        """Name → the name that it is given up for; a tape goes by the name of what it keeps."""
        out = {}
        for web in {id(w): w for w in self.web.values()}.values():
            if len(web.names) > 1:
                kept = web.fixed or min(web.names, key=self.rank)
                out.update({n: kept for n in web.names if n != kept})
        used = self.own.union(*(names_in(c.function) for c in self.contexts))
        for old, new in list(out.items()):
            tape = f"{new}_tape"
            own = f"{old}_tape"
            if own in used and own in self.free and tape not in used:
                out[own] = tape
                used.add(tape)
        return out

    def rank(self, name: str) -> tuple[bool, bool, bool, int, str]:
        """The adjoint of a variable of the user is the best name, `t3` the worst."""
        base = stem(name)
        numbered = is_numbered(base.partition("_")[0] or base)
        return base not in self.own, numbered, base.endswith("_part"), len(name), name


def _unnumbered(base: str) -> str:
    head, _, tail = base.rpartition("_")
    return head if head and tail.isdecimal() else base


class _Lives:
    """Which names must stay apart: one is bound while the other still has a value that is read later.

    Sets of names are numbers with a bit for each.  The statements are gone through backwards; what is live
    at the head of a loop is what is live behind it, and what its body reads first.
    """

    def __init__(self, function: gast.FunctionDef, names: list[str]) -> None:
        self.bit = {n: 1 << k for k, n in enumerate(names)}
        self.apart = dict.fromkeys(names, 0)
        self.bound: dict[str, int] = {}
        self._reads: dict[int, int] = {}
        self._firsts: dict[int, int] = {}
        for s in (s for block in blocks(function) for s in block):
            for n in self.stored(s):
                self.bound[n] = self.bound.get(n, 0) + 1
        self.quiet = False  # nothing is noted while a loop is looked at in advance
        self.exits: list[tuple[int, int]] = [(0, 0)]  # what is live after `break`, and after `continue`
        self.caught = 0  # what is live where an exception may lead to
        self.block(function.body, 0)
        self.bind({p.id for p in parameters(function.args)}, 0)

    def mask(self, names: set[str]) -> int:
        return sum(self.bit.get(n, 0) for n in names)

    def reads(self, node: Any) -> int:
        found = self._reads.get(id(node))
        if found is None:
            found = self._reads[id(node)] = self.mask(loads_in(node))
        return found

    def stored(self, s: Any) -> set[str]:
        if type(s) is gast.Assign and len(s.targets) == 1 and type(s.targets[0]) is gast.Name:
            return {s.targets[0].id}
        if isinstance(s, gast.Assign):
            return stores_in(s)
        if isinstance(s, (gast.AugAssign, gast.For)):
            return stores_in(s.target)
        if isinstance(s, gast.With):
            return {n for i in s.items if i.optional_vars is not None for n in stores_in(i.optional_vars)}
        return set()

    def block(self, stmts: list[Any], out: int) -> int:
        for s in reversed(stmts):
            out = self.statement(s, out) | self.caught
        return out

    def bind(self, names: set[str], out: int, copied: int = 0) -> int:
        """What is live before these names get their values."""
        found = 0
        for n in names:
            found |= self.bit.get(n, 0)
        if not self.quiet:
            for n in names:
                if n in self.bit:
                    self.apart[n] |= (out | found) & ~(self.bit[n] | copied)
        return out & ~found

    def statement(self, s: Any, out: int) -> int:
        kind = type(s)
        if kind is gast.Assign:
            copied = self.bit.get(s.value.id, 0) if _is_copy(s) else 0
            return self.bind(self.stored(s), out, copied) | self.reads(s)
        if kind is gast.AugAssign:
            read = self.mask({s.target.id}) if type(s.target) is gast.Name else self.reads(s.target)
            return self.bind(self.stored(s), out) | read | self.reads(s.value)
        if kind is gast.If:
            return self.reads(s.test) | self.block(s.body, out) | self.block(s.orelse, out)
        if kind is gast.For or kind is gast.While:
            return self.loop(s, out)
        if kind is gast.Break:
            return self.exits[-1][0]
        if kind is gast.Continue:
            return self.exits[-1][1]
        if kind is gast.Return or kind is gast.Raise:
            return self.reads(s)
        if kind is gast.With:
            saved, self.caught = self.caught, self.caught | out
            inside = self.bind(self.stored(s), self.block(s.body, out))
            self.caught = saved
            for item in s.items:
                inside |= self.reads(item)
            return inside
        if kind is gast.Try:
            return self.attempt(s, out)
        return out | self.reads(s)

    def loop(self, s: Any, out: int) -> int:
        test = self.reads(s.iter if isinstance(s, gast.For) else s.test)
        end = self.block(s.orelse, out) if s.orelse else out
        head = end | self.first(s, out)
        if isinstance(s, gast.While):
            head |= test
        self.exits.append((out, head))
        inside = self.block(s.body, head)
        self.exits.pop()
        if isinstance(s, gast.For):
            inside = self.bind(self.stored(s), inside)
        return inside | head | test

    def first(self, s: Any, out: int) -> int:
        """What a trip of the loop reads that it has not bound itself."""
        found = self._firsts.get(id(s))
        if found is None:
            quiet, self.quiet = self.quiet, True
            caught, self.caught = self.caught, 0
            self.exits.append((0, 0))
            found = self.block(s.body, 0)
            self.exits.pop()
            self.quiet, self.caught = quiet, caught
            if isinstance(s, gast.For):
                found &= ~self.mask(self.stored(s))
            self._firsts[id(s)] = found
        return found

    def attempt(self, s: Any, out: int) -> int:
        """A handler may start after any statement of the body, and `finally` after any at all."""
        end = self.block(s.finalbody, out)
        saved = self.caught
        if s.finalbody:
            self.caught |= end
        handlers = 0
        for h in s.handlers:
            handlers |= self.block(h.body, end) | (self.reads(h.type) if h.type is not None else 0)
        orelse = self.block(s.orelse, end)
        self.caught |= handlers
        inside = self.block(s.body, orelse) | self.caught
        self.caught = saved
        return inside
