"""Iterators that have a name: a list of what they yield, and how far it has been read.

    rest = iter(x)               →     rest = list(x)
                                       rest_at = 0
    first = next(rest)           →     if rest_at >= len(rest):
                                           raise StopIteration
                                       first = rest[rest_at]
                                       rest_at += 1
    for v in rest:               →     for v in rest[rest_at:]:
        ...                                rest_at += 1
                                           ...

    for i in itertools.count():  →     i_next = 0
        ...                            while True:
                                           i = i_next
                                           i_next += 1
                                           ...

What is yielded is computed when the iterator is made, so that nothing may change meanwhile of what it is
computed from; a generator expression, which computes one by one, goes to where it is read.  Where that is not
plain, or the iterator is used in another way, it is left as it is, and refused later.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import gast

from tangent.normalise.comprehensions import READS_ALL, STOPS_EARLY, Scopes, is_mapping, variables
from tangent.normalise.meanings import FINITE, Meaning, Meanings
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    augment,
    call,
    children,
    clone,
    const,
    inner_blocks,
    load,
    loads_in,
    quote_stmts,
    stores_in,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused

Loops = tuple[int, ...]
LISTED = ("iter", "zip", "enumerate", "reversed", "map", "filter")
NEEDED = ("len", "list", "enumerate", "StopIteration")
PLAIN = ("abs", "min", "max", "sum", "len", "float", "int", "pow", "round")
"""Builtins that do nothing besides computing."""
INNER = (gast.Lambda, gast.FunctionDef, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
SOMETIMES = (*INNER, gast.IfExp, gast.BoolOp)
# The fields of a statement, in the order in which Python evaluates them.
IN_TURN = {gast.If: ("test",), gast.AugAssign: ("target", "value")}
SIMPLE = (gast.Assign, gast.AugAssign, gast.AnnAssign, gast.Expr, gast.Return, gast.If)


def without_iterators(function: Any, namer: Namer, builtin: Meaning, around: Meanings) -> set[str]:
    """Rewrite the body of `function` in place; returns the temporaries that were made.

    builtin: which builtin an expression means; "" for others.
    """
    rewrite = _Iterators(function, namer, builtin, around)
    if rewrite.concerned:
        function.body = rewrite.block(function.body)
    return rewrite.temporaries


class _Iterators:
    def __init__(self, function: Any, namer: Namer, builtin: Meaning, around: Meanings) -> None:
        self.namer, self.builtin, self.around = namer, builtin, around
        self.temporaries: set[str] = set()
        self.scopes = Scopes(function)
        nodes = list(walk(function.body))
        calls = [n for n in nodes if isinstance(n, gast.Call)]
        self.stores = Counter(n.id for n in nodes if isinstance(n, gast.Name) and _binds(n))
        self.written = {n for s in nodes for n in _written(s)}
        self.kinds: dict[str, str] = {}
        self.moved: dict[str, Any] = {}
        """Generator expressions that go to where they are read."""
        self.each: dict[str, Any] = {}
        """Generator expressions of which an item is made when it is asked for, from one of a list."""
        self.at_once: set[str] = set()
        self.steps: dict[str, Any] = {}
        self.at: dict[str, str] = {}
        self.last: set[str] = set()
        """Iterators that are given at last to something that may read a part of them."""
        if any(self.iterator(c.func) == "tee" for c in calls):
            function.body = self.without_tee(function.body)
            self.stores = Counter(n.id for n in walk(function.body) if isinstance(n, gast.Name) and _binds(n))
        if builtin(load("list")) == "list":
            for n in nodes:
                if isinstance(n, (gast.For, gast.comprehension)) and self.is_choice(n.iter):
                    n.iter = _listed(n.iter)
        made = self.made(function.body, ())
        self.concerned = all(builtin(load(n)) == n for n in NEEDED)
        self.concerned &= bool(made) or any(self.iterator(c.func) or builtin(c.func) == "next" for c in calls)
        params = {n.id for n in walk(function.args) if isinstance(n, gast.Name)}
        for name, found in made.items():
            kinds = {kind for (kind, _, _), _ in found}
            if len(kinds) == 1 and self.stores[name] == len(found) and name not in params:
                self.choose(name, kinds.pop(), found, function.body)

    # -------------------------------------------------------------- which ones

    def iterator(self, e: Any) -> str:
        """Which iterator without an end, or `tee`, an expression means."""
        found = self.around.iterator(e)
        return "" if found == FINITE else found

    def is_choice(self, e: Any) -> bool:
        """Whether it is one of two iterators, or of an iterator and something else, read at once or later."""
        if not isinstance(e, gast.IfExp):
            return False
        ways = (e.body, e.orelse)
        return any(map(self.kind_of, ways)) and all(self.can_be_early(e) for e in ways)

    def listed(self, e: Any) -> bool:
        """Whether it makes an iterator that is as good as a list which is read once."""
        return self.builtin(e) in LISTED or self.around.iterator(e) == FINITE

    def made(self, stmts: list[Any], loops: Loops) -> dict[str, list[tuple[Any, Loops]]]:
        """Names that iterators get: (kind, statement), and the loops around it, for each time."""
        found: dict[str, list[tuple[Any, Loops]]] = {}
        for s in stmts:
            if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name) and len(s.targets) == 1:
                kind = self.kind_of(s.value)
                if kind:
                    found.setdefault(s.targets[0].id, []).append(((kind, s, stmts), loops))
            inside = (*loops, id(s)) if isinstance(s, (gast.For, gast.While)) else loops
            for block in inner_blocks(s):
                for name, more in self.made(block, inside).items():
                    found.setdefault(name, []).extend(more)
        return found

    def kind_of(self, e: Any) -> str:
        if isinstance(e, gast.GeneratorExp):
            return "lazy" if self.can_be_early(e) else ""
        if isinstance(e, gast.IfExp):
            return "list" if self.is_choice(e) else ""
        if not isinstance(e, gast.Call) or any(isinstance(a, gast.Starred) for a in e.args):
            return ""
        if self.iterator(e.func) in ("count", "cycle"):
            return self.iterator(e.func) if self.can_be_early(e) else ""
        if self.iterator(e.func):
            return ""
        listed = self.listed(e.func) and len(e.args) > (self.builtin(e.func) == "map")
        return "list" if listed and self.can_be_early(e) else ""

    def can_be_early(self, e: Any) -> bool:
        """Whether what an iterator yields is the same when it is computed at once."""
        names = loads_in(e)
        if isinstance(e, gast.GeneratorExp):
            names = (names - set(variables(e))) | loads_in(e.generators[0].iter)
        endless = any(isinstance(n, gast.Call) and self.iterator(n.func) for n in walk(e) if n is not e)
        return not endless and not names & self.written and all(self.stores[n] <= 1 for n in names)

    def choose(self, name: str, kind: str, found: list[tuple[Any, Loops]], body: list[Any]) -> None:
        uses: list[tuple[str, Loops]] = []
        if not self.uses(body, name, (), uses):
            return
        reads = [u for u, _ in uses]
        once = len(uses) == len(found) == 1 and reads[0] != "next" and uses[0][1] == found[0][1]
        (_, made, block), _ = found[0]
        if kind == "lazy":
            behind = block[block.index(made) + 1 :]
            source = made.value.generators[0].iter
            if once and any(name in loads_in(s) for s in behind) and not _calls(source):
                self.kinds[name], self.moved[name] = kind, made.value
            elif len(found) == 1 and "part" not in reads and self.is_plain_mapping(made.value):
                self.kinds[name], self.each[name] = kind, self.scopes.renamed(made.value, self.namer)
                self.at[name] = self.namer.fresh(f"{name}_at")
        elif kind == "list" and once:
            self.kinds[name] = "once"
        elif kind == "count":
            step = _step(made.value) if len(found) == 1 else None
            if step is not None and not {"all", "part"} & set(reads):
                self.kinds[name], self.steps[name] = kind, step
        elif "part" not in reads[:-1] and not (kind == "cycle" and {"all", "part"} & set(reads)):
            if "part" in reads and (kind != "list" or len(found) > 1 or uses[-1][1] != found[0][1]):
                return
            if "part" in reads:
                self.last.add(name)
            self.kinds[name] = kind
            self.at[name] = self.namer.fresh(f"{name}_at")

    def is_plain_mapping(self, e: Any) -> bool:
        """Whether a generator expression makes one item of each that it takes, and nobody sees when."""
        calls = [n.func for n in walk(e.elt) if isinstance(n, gast.Call)]
        return is_mapping(e) and all(self.around.known(f) or self.builtin(f) in PLAIN for f in calls)

    def uses(self, stmts: list[Any], name: str, loops: Loops, out: list[tuple[str, Loops]]) -> bool:
        """Adds (how, the loops around it) for each place where a name is read; False if not followed."""
        for s in stmts:
            inside = (*loops, id(s)) if isinstance(s, (gast.For, gast.While)) else loops
            if not all(self.uses(block, name, inside, out) for block in inner_blocks(s)):
                return False
            parts = [c for c in children(s) if not any(c in block for block in inner_blocks(s))]
            if isinstance(s, gast.For) and isinstance(s.iter, gast.Name) and s.iter.id == name:
                out.append(("for", loops))
                parts = [p for p in parts if p is not s.iter]
            for part in parts:
                for how in self.used(s, part, name, True):
                    if not how:
                        return False
                    out.append((how, loops))
        return True

    def used(self, s: Any, e: Any, name: str, always: bool) -> list[str]:
        if isinstance(e, gast.Name):
            return [""] if e.id == name and not _binds(e) else []
        if isinstance(e, gast.Call) and e.args and isinstance(e.args[0], gast.Name) and e.args[0].id == name:
            rest = [h for a in e.args[1:] for h in self.used(s, a, name, always)]
            if self.builtin(e.func) == "next" and not e.keywords:
                return ["next" if always and isinstance(s, SIMPLE) else "", *rest]
            called = getattr(e.func, "id", getattr(e.func, "attr", ""))
            if called in (*READS_ALL, *STOPS_EARLY):
                exact = always and called not in STOPS_EARLY and isinstance(s, SIMPLE)
                return ["all" if exact else "part", *rest]
        if isinstance(s, gast.For) and e is s.iter and self.listed(getattr(e, "func", None)):
            return ["part" if _is(a, name) else h for a in e.args for h in self.used_in(s, a, name)]
        if isinstance(e, INNER):
            first = e.generators[0].iter if hasattr(e, "generators") else None
            if isinstance(first, gast.Call) and self.listed(first.func):
                if all(isinstance(a, gast.Name) for a in first.args):
                    return ["part"] * sum(_is(n, name) for n in walk(e))
            if sum(_is(n, name) for n in walk(e)) > sum(_is(n, name) for n in walk(first or const(0))):
                return [""]  # perhaps read several times
            return ["part"] if _is(first, name) else [] if first is None else self.used(s, first, name, False)
        always = always and not isinstance(e, SOMETIMES)
        return [h for c in children(e) for h in self.used(s, c, name, always)]

    def used_in(self, s: Any, a: Any, name: str) -> list[str]:
        return ["part"] if _is(a, name) else self.used(s, a, name, True)

    def without_tee(self, stmts: list[Any]) -> list[Any]:
        """`a, b = tee(x)` as two iterators over one list."""
        out: list[Any] = []
        for s in stmts:
            for block in inner_blocks(s):
                block[:] = self.without_tee(block)
            e = s.value if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Tuple) else None
            if not isinstance(e, gast.Call) or self.iterator(e.func) != "tee":
                out.append(s)
                continue
            if not self.can_be_early(e.args[0]):
                raise Refused("iterator", e, "`itertools.tee` of what may change meanwhile")
            held = self.namer.fresh("held")
            items = call("list", e.args[0])
            items.early = True
            new = [assign(held, items)]
            new += [gast.Assign([t], call("iter", load(held)), None) for t in s.targets[0].elts]
            out += [at(n, s) for n in new]
        return out

    # -------------------------------------------------------------- statements

    def block(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        for s in stmts:
            for block in inner_blocks(s):
                block[:] = self.block(block)
            for new in self.statement(s):
                out.append(new if new is s else at(new, s))
                for n in walk(new) if new is not s else ():
                    if not hasattr(n, "lineno"):
                        at(n, s)
        return out

    def statement(self, s: Any) -> list[Any]:
        if isinstance(s, gast.Assign) and _is_one_name(s) and s.targets[0].id in self.kinds:
            return [] if s.targets[0].id in self.moved else self.creation(s, s.targets[0].id)
        if not isinstance(s, gast.For) and self.moved:
            _exchange(s, self.moved)
        if isinstance(s, gast.For):
            return self.loop(s)
        if not isinstance(s, SIMPLE):
            return [s]
        before: list[Any] = []
        behind: list[Any] = []
        if isinstance(s, gast.Assign) and _is_one_name(s):
            found = self.taken(s.value, s.targets[0].id)
            if found is not None:
                return found
        # What reads an iterator to its end does so before the next one looks at it.
        reads = Counter(n.id for n in walk(s) if isinstance(n, gast.Name) and not _binds(n))
        self.at_once = {n for n in self.at if reads[n] > 1 or isinstance(s, gast.If)}
        self.parts(s, IN_TURN.get(type(s), ("value", "targets")), before, behind)
        return [*before, s, *behind] if not isinstance(s, (gast.Return, gast.If)) else [*before, s]

    def creation(self, s: Any, name: str) -> list[Any]:
        kind, e = self.kinds[name], s.value
        by_iter = self.builtin(getattr(e, "func", None)) == "iter"
        if kind == "count":
            return [assign(name, _start(e))]
        if kind == "lazy":
            source = self.each[name].generators[0].iter
        else:
            source = e.args[0] if kind == "cycle" or by_iter else e
        value = _listed(source)
        if isinstance(value, gast.Call):
            value.func.ahead = by_iter
        out = [assign(name, value)]
        return [*out, assign(self.at[name], const(0))] if kind != "once" else out

    # -------------------------------------------------------------- loops

    def loop(self, s: Any) -> list[Any]:
        s.iter = _exchanged(s.iter, self.moved)
        if isinstance(s.iter, gast.Name) and s.iter.id in self.at:
            name = s.iter.id
            if self.kinds[name] == "cycle":
                return self.endless(s, self.next_of(name, "", None))
            if any(self.at[name] in stores_in(b) for b in s.body):
                turn = self.next_of(name, "", None)[1:]
                test = gast.Compare(load(self.at[name]), [gast.Lt()], [call("len", load(name))])
                turn[0 if name not in self.each else -1].targets = [s.target]
                return [gast.While(test, [*turn, *s.body], s.orelse)]
            s.iter = self.rest_of(name)
            on: list[Any] = [augment(load(self.at[name]), gast.Add(), const(1))]
            if name in self.each:
                e = clone(self.each[name])
                on.append(gast.Assign([s.target], e.elt, None))
                s.target = e.generators[0].target
            s.body = [*on, *s.body]
            return [s]
        if isinstance(s.iter, gast.Name) and self.kinds.get(s.iter.id) == "count":
            return self.endless(s, self.next_of(s.iter.id, "", None))
        if isinstance(s.iter, gast.Call) and self.iterator(s.iter.func) == "count":
            name = self.namer.fresh(f"{getattr(s.target, 'id', 'count')}_next")
            step = _step(s.iter)
            if step is not None:
                first = assign(name, _start(s.iter))
                turn = [gast.Assign([s.target], load(name), None), augment(load(name), gast.Add(), step)]
                return [first, *self.endless(s, turn)]
        s.iter = self.with_rests(s.iter)
        if isinstance(s.iter, gast.Call) and self.builtin(s.iter.func) == "zip":
            return self.zipped(s)
        return [s]

    def with_rests(self, e: Any) -> Any:
        """The header of a loop over iterators that have been read in part."""
        if isinstance(e, gast.Name):
            return at(self.rest_of(e.id), e) if e.id in self.last else e
        if isinstance(e, gast.Call):
            e.args = [self.with_rests(a) for a in e.args]
        return e

    def endless(self, s: Any, turn: list[Any]) -> list[Any]:
        """turn: `y = ...`, where y stands for what the loop binds, and what moves on."""
        first = gast.Assign([s.target], turn[0].value, None)
        return [gast.While(const(True), [first, *turn[1:], *s.body], [])]

    def zipped(self, s: Any) -> list[Any]:
        """`for v, i in zip(x, count(1))`, `for v, w in zip(x, cycle(ws))` and `zip(x, repeat(c))`."""
        args, target = s.iter.args, s.target
        endless = [k for k, a in enumerate(args) if isinstance(a, gast.Call) and self.iterator(a.func)]
        if len(args) != 2 or len(endless) != 1 or s.iter.keywords or not isinstance(target, gast.Tuple):
            return [s]
        if len(target.elts) != 2:
            return [s]
        k = endless[0]
        e, kind = args[k], self.iterator(args[k].func)
        other, mine = target.elts[1 - k], target.elts[k]
        if self.numbered(s):
            return [s]
        held = self.namer.fresh("cycled" if kind == "cycle" else "repeated")
        if kind == "repeat" and len(e.args) == 1 and not e.keywords:
            s.iter, s.target = args[1 - k], other
            s.body = [gast.Assign([mine], load(held), None), *s.body]
            return [assign(held, e.args[0]), s]
        if kind == "cycle":
            place = self.namer.fresh("turn")
            index = gast.BinOp(load(place), gast.Mod(), call("len", load(held)))
            s.iter = call("enumerate", args[1 - k])
            s.target = gast.Tuple([gast.Name(place, gast.Store(), None, None), other], gast.Store())
            s.body = [gast.Assign([mine], subscript(load(held), index), None), *s.body]
            return [assign(held, call("list", e.args[0])), s]
        return [s]

    def numbered(self, s: Any) -> bool:
        """`for v, i in zip(x, count(1))` as `for i, v in enumerate(x, 1)`, also in comprehensions."""
        e, target = s.iter, s.target
        if not isinstance(e, gast.Call) or self.builtin(e.func) != "zip" or len(e.args) != 2 or e.keywords:
            return False
        if not isinstance(target, gast.Tuple) or len(target.elts) != 2:
            return False
        counts = [isinstance(a, gast.Call) and self.iterator(a.func) == "count" for a in e.args]
        if sum(counts) != 1 or not _is_one(_step(e.args[counts.index(True)])):
            return False
        k = counts.index(True)
        s.iter = at(call("enumerate", e.args[1 - k], _start(e.args[k])), e)
        s.target = at(gast.Tuple([target.elts[k], target.elts[1 - k]], gast.Store()), target)
        return True

    # -------------------------------------------------------------- expressions

    def taken(self, e: Any, y: str) -> list[Any] | None:
        """`y = next(it)` as statements."""
        if not isinstance(e, gast.Call) or self.builtin(e.func) != "next" or e.keywords or not e.args:
            return None
        first = e.args[0]
        default = e.args[1] if len(e.args) > 1 else None
        if isinstance(first, gast.Name) and first.id in self.kinds and self.kinds[first.id] != "once":
            return self.next_of(first.id, y, default)
        if isinstance(first, gast.GeneratorExp) and default is None and len(first.generators) == 1:
            return self.first_of(first, y)
        return None

    def next_of(self, name: str, y: str, default: Any) -> list[Any]:
        kind = self.kinds[name]
        if kind == "count":
            return [assign(y, load(name)), augment(load(name), gast.Add(), clone(self.steps[name]))]
        names = {"it": name, "at": self.at[name]}
        if kind == "cycle":
            index = gast.BinOp(load(self.at[name]), gast.Mod(), call("len", load(name)))
            return [
                assign(y, subscript(load(name), index)),
                augment(load(self.at[name]), gast.Add(), const(1)),
            ]
        text = "if at >= len(it):\n    raise StopIteration\ny = it[at]\nat += 1"
        if default is not None:
            text = "if at < len(it):\n    y = it[at]\n    at += 1\nelse:\n    y = default"
        if name not in self.each:
            return quote_stmts(text, y=y, default=default, **names)
        e = clone(self.each[name])
        out = quote_stmts(text, y="item", default=default, **names)
        taken = out[1:] if default is None else out[0].body
        taken[0].targets = [e.generators[0].target]
        (out if default is None else taken).append(assign(y, e.elt))
        if default is not None:
            out[0].orelse = [assign(y, default)]
        return out

    def rest_of(self, name: str) -> Any:
        return subscript(load(name), gast.Slice(load(self.at[name]), None, None))

    def first_of(self, e: Any, y: str) -> list[Any]:
        """`y = next(f(v) for v in x if c)`."""
        e = self.scopes.renamed(e, self.namer)
        (g,) = e.generators
        body: list[Any] = [assign(y, e.elt), gast.Break()]
        for test in reversed(g.ifs):
            body = [gast.If(test, body, [])]
        stop = quote_stmts("raise StopIteration")
        return [gast.For(g.target, g.iter, body, stop, None)]

    def parts(self, e: Any, fields: tuple[str, ...], before: list[Any], behind: list[Any]) -> None:
        """The same for what stands in these fields, one after the other."""
        for field in fields:
            value = getattr(e, field, None)
            if isinstance(value, list):
                value[:] = [
                    self.expression(v, before, behind) if isinstance(v, gast.AST) else v for v in value
                ]
            elif isinstance(value, gast.AST):
                setattr(e, field, self.expression(value, before, behind))

    def expression(self, e: Any, before: list[Any], behind: list[Any]) -> Any:
        """`e` with what an iterator gives taken out in front of it."""
        if isinstance(e, INNER):
            for g in getattr(e, "generators", ()):
                self.numbered(g)
            if hasattr(e, "generators"):
                e.generators[0].iter = self.with_rests(e.generators[0].iter)
            return e
        self.parts(e, e._fields, before, behind)
        if not isinstance(e, gast.Call):
            return e
        name = e.args[0].id if e.args and isinstance(e.args[0], gast.Name) else ""
        given = e.args[0] if e.args else None
        if self.builtin(e.func) == "next" and isinstance(given, (gast.Name, gast.GeneratorExp)):
            t = self.namer.temporary()
            found = self.taken(e, t)
            if found is not None:
                self.temporaries.add(t)
                before += found
                return at(load(t), e)
        elif name in self.at:
            e.args[0] = self.rest_of(name)
            if name in self.each:
                over = clone(self.each[name])
                over.generators[0].iter, e.args[0] = e.args[0], over
            moved = assign(self.at[name], call("len", load(name)))
            if name not in self.at_once:
                behind.append(moved)
                return e
            t = self.namer.temporary()
            self.temporaries.add(t)
            before += [assign(t, e), moved]
            return at(load(t), e)
        return e


def _is(e: Any, name: str) -> bool:
    return isinstance(e, gast.Name) and e.id == name


def _listed(e: Any) -> Any:
    """A list of what an iterator yields, whichever of two it is."""
    if isinstance(e, gast.IfExp):
        return at(gast.IfExp(e.test, _listed(e.body), _listed(e.orelse)), e)
    return at(call("list", e), e)


def _is_one_name(s: Any) -> bool:
    return len(s.targets) == 1 and isinstance(s.targets[0], gast.Name)


def _binds(n: Any) -> bool:
    return not isinstance(n.ctx, (gast.Load, gast.Param))


def _start(e: Any) -> Any:
    found = [*e.args[:1], *(k.value for k in e.keywords if k.arg == "start")]
    return found[0] if found else const(0)


def _step(e: Any) -> Any:
    """The step of `count(...)`, where it is written there."""
    found = [*e.args[1:2], *(k.value for k in e.keywords if k.arg == "step")]
    return (clone(found[0]) if isinstance(found[0], gast.Constant) else None) if found else const(1)


def _is_one(e: Any) -> bool:
    return isinstance(e, gast.Constant) and e.value == 1


def _written(s: Any) -> list[str]:
    """Names of what a statement or a method writes into."""
    if isinstance(s, gast.AugAssign) or (isinstance(s, gast.Assign) and not _is_one_name(s)):
        targets = [s.target] if isinstance(s, gast.AugAssign) else s.targets
        parts = [n for t in targets if not isinstance(t, gast.Tuple) for n in walk(t)]
        return [n.id for n in parts if isinstance(n, gast.Name)]
    func = s.func if isinstance(s, gast.Call) else None
    if isinstance(func, gast.Attribute) and isinstance(func.value, gast.Name):
        if s.func.attr in ("append", "extend", "insert", "pop", "sort", "reverse", "clear", "update", "fill"):
            return [func.value.id]
    return []


def _calls(e: Any) -> bool:
    return any(isinstance(n, gast.Call) for n in walk(e))


def _exchange(s: Any, moved: dict[str, Any]) -> None:
    """Put generator expressions in the place of the names that they had, in a statement itself."""
    for field in ("value", "test"):
        if isinstance(getattr(s, field, None), gast.AST):
            setattr(s, field, _exchanged(getattr(s, field), moved))


def _exchanged(e: Any, moved: dict[str, Any]) -> Any:
    if isinstance(e, gast.Name):
        return moved.get(e.id, e)
    for field in e._fields:
        value = getattr(e, field, None)
        if isinstance(value, list):
            value[:] = [_exchanged(v, moved) if isinstance(v, gast.AST) else v for v in value]
        elif isinstance(value, gast.AST):
            setattr(e, field, _exchanged(value, moved))
    return e
