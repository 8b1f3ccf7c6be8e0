"""Loops in which a generator of the user's takes turns with something else.

    for a, b in zip(pairs(x), w):         k = 0
        s = s + a * b                     for a in pairs(x):
                                     →        if k >= len(w):
                                                  break
                                              b = w[k]
                                              k = k + 1
                                              s = s + a * b

One generator is written around the body of the loop, as ever (`analyse/generators.py`).  Where there are two,
the others are read first, into lists.  That is the same only where they do nothing but compute, and read
nothing that the body of the loop changes; all else is refused.
"""

from __future__ import annotations

import types as python_types
from collections.abc import Iterable
from typing import Any

import gast

from tangent.analyse.kinds import items_of
from tangent.analyse.rewriting import Rewriting
from tangent.normalise.comprehensions import READS_ALL
from tangent.syntax.nodes import assign, at, clone, const, load, quote_stmts, subscript, walk
from tangent.syntax.refuse import Refused
from tangent.types import CONTAINERS, Fields, Generating, Num, Obj, Record, Seq, Type, Unknown
from tangent.unit import Unit

COMPUTING = (
    *READS_ALL, "range", "len", "abs", "enumerate", "zip", "reversed", "float", "int", "bool", "pow", "round",
)  # fmt: skip
NUMERIC = ("numpy", "math")
HINT = "Make a list of what one of them gives first: `rest = list(values(x))`."


def refused(s: Any, why: str) -> Refused:
    return Refused("yield", s, f"two generators that take turns, of which one {why},", HINT)


def endless(unit: Unit) -> bool:
    """Whether a generator has a loop that only its reader ends."""
    loops = [n for n in walk(unit.tree.body) if isinstance(n, gast.While)]
    return any(isinstance(n.test, gast.Constant) and n.test.value and not _leaves(n.body) for n in loops)


def _leaves(stmts: list[Any]) -> bool:
    return any(isinstance(n, (gast.Break, gast.Return)) for n in walk(stmts))


def writes(unit: Unit) -> bool:
    """Whether a generator may write into an array that it has: it could give the same one again."""
    return any(isinstance(n, gast.AugAssign) for n in walk(unit.tree.body))


def check_computes(s: Any, unit: Unit, program: Any, seen: frozenset[Any] = frozenset()) -> None:
    """Refuse a generator, or what it calls, that does more than compute."""
    for n in walk(unit.tree.body):
        if isinstance(n, (gast.Raise, gast.Assert)):
            raise refused(s, "may raise")
        targets = n.targets if isinstance(n, (gast.Assign, gast.Delete)) else [getattr(n, "target", None)]
        if any(isinstance(t, (gast.Subscript, gast.Attribute)) for t in targets):
            raise refused(s, "writes into what others may see")
        if isinstance(n, gast.Call):
            _check_call(s, n, unit, program, seen)


def _check_call(s: Any, e: Any, unit: Unit, program: Any, seen: frozenset[Any]) -> None:
    if unit.builtin(e.func) in COMPUTING:
        return
    root = e.func
    while isinstance(root, gast.Attribute):
        root = root.value
    try:
        value = unit.scope.lookup(root.id).value if root.id not in unit.locals else None
    except (KeyError, AttributeError):
        value = None
    if isinstance(value, python_types.ModuleType) and value.__name__ in NUMERIC:
        return
    if not isinstance(value, python_types.FunctionType) or root is not e.func:
        raise refused(s, "calls what may do more than compute")
    if value not in seen:
        check_computes(s, program.unit_of(value), program, seen | {value})


def check_apart(s: Any, given: list[Type], types: dict[Any, Type]) -> None:
    """Refuse a loop whose body may change what a generator reads.

    given: the types of what the generator was given.
    """
    kinds = {kind for t in given for kind in _kinds(t)}
    for n in walk(s.body):
        changed = []
        if isinstance(n, (gast.Assign, gast.AugAssign, gast.Delete)):
            targets = [n.target] if isinstance(n, gast.AugAssign) else n.targets
            parts = (gast.Subscript, gast.Attribute)
            changed = [t.value for t in targets if isinstance(t, parts)]
            changed += [t for t in targets if isinstance(n, gast.AugAssign) and isinstance(t, gast.Name)]
        elif isinstance(n, gast.Expr) and isinstance(n.value, gast.Call):
            call = n.value
            changed = [*call.args, *([call.func.value] if isinstance(call.func, gast.Attribute) else [])]
        for e in changed:
            if kinds & _kinds(types.get(getattr(e, "id", ""), Unknown())):
                raise refused(s, "reads what the loop may change")


def _kind(t: Type) -> str:
    """What of a value can be changed: "" for a number."""
    if isinstance(t, Num):
        return "" if t.is_scalar else "array"
    return "container" if isinstance(t, CONTAINERS) else "unknown" if isinstance(t, Unknown) else ""


def _kinds(t: Type) -> set[str]:
    """The same of an object that is known by its attributes, and of what it holds."""
    if isinstance(t, Record):
        return {"object"}.union(*map(_kinds, t.items))
    return {_kind(t)} - {""}


def check_read(s: Any, env: dict[str, Type]) -> None:
    """Refuse a loop over what a generator gave that writes into arrays: one may be in the list twice."""
    if any(any(map(holds_arrays, items_of(env.get(n)))) for n in getattr(s, "read", ())):
        raise refused(s, "gives arrays, and writes into such")


def holds_arrays(t: Type | None) -> bool:
    if isinstance(t, Seq):
        return any(map(holds_arrays, t.items))
    return t is not None and _kind(t) != ""


class Turns(Rewriting):
    """The part of inference that writes such loops out."""

    def takes_turns(self, s: Any, env: dict[str, Type]) -> list[int]:
        """The places of the generators that a loop reads by `zip`."""
        e = s.iter
        if not isinstance(e, gast.Call) or self.unit.builtin(e.func) != "zip":
            return []
        found = [isinstance(a, gast.Name) and isinstance(env.get(a.id), Generating) for a in e.args]
        return [k for k, is_generator in enumerate(found) if is_generator]

    def in_turns(self, s: Any, places: list[int], env: dict[str, Type]) -> list[Any]:
        args = list(s.iter.args)
        strict = any(getattr(k.value, "value", True) for k in s.iter.keywords)
        if strict or not isinstance(s.target, gast.Tuple) or len(s.target.elts) != len(args):
            raise Refused("yield", s, "a generator in a `zip` of this form")
        units = {k: env[args[k].id].unit for k in places}  # type: ignore[attr-defined]
        last = next((k for k in places if endless(units[k])), places[-1])
        out: list[Any] = []
        for k in [k for k in places if k != last]:
            if endless(units[k]):
                raise refused(s, "has no end")
            self.check_early(s, env[args[k].id], [s], env)
            items, item = self.temporary(), self.temporary()
            loop = "items = []\nfor item in xs:\n    items.append(item)"
            out += quote_stmts(loop, items=items, item=item, xs=args[k])
            args[k] = load(items)
        if len(places) > 1:
            whole = gast.For(s.target, gast.Call(s.iter.func, args, []), s.body, s.orelse, None)
            done = self.core([*out, at(whole, s)], s)
            done[-1].read = [args[k].id for k in places if k != last and writes(units[k])]
            return done
        return self.core(self.around_one(s, args, last), s)

    def check_early(self, s: Any, t: Any, loops: list[Any], env: dict[str, Type]) -> None:
        """Refuse a generator that cannot be read before these loops, which take its items bit by bit."""
        check_computes(s, t.unit, self.program)
        self.check_items(s, t.bound.types.values())
        hidden = [env[n] for n in t.bound.hidden.values() if n in env]
        for loop in loops:
            check_apart(loop, [*t.bound.types.values(), *hidden], env)
        for inner in t.bound.types.values():
            if isinstance(inner, Generating):
                self.check_early(s, inner, loops, env)

    def check_items(self, s: Any, given: Iterable[Type]) -> None:
        """The same of what gives the items of the objects that a generator is given."""
        for cls in {t.cls for t in given if isinstance(t, (Record, Obj, Fields))}:
            for c in cls.__mro__:
                function = vars(c).get("__getitem__")
                if isinstance(function, python_types.FunctionType):
                    check_computes(s, self.program.unit_of(function), self.program)

    def around_one(self, s: Any, args: list[Any], place: int) -> list[Any]:
        """One generator, and sequences: those in front of it are asked for before it goes on."""
        out: list[Any] = []
        count = self.variable("count")
        others = {
            k: self.sequence(a, self.types.get(a), False, out, s) for k, a in enumerate(args) if k != place
        }
        head = [
            gast.Assign([t], subscript(clone(others[k]), load(count)), None)
            for k, t in enumerate(s.target.elts)
            if k != place
        ]
        on = assign(count, gast.BinOp(load(count), gast.Add(), const(1)))
        before = [others[k] for k in others if k < place]
        behind = [others[k] for k in others if k > place]
        tail = [gast.If(self.ended(count, before), [gast.Break()], [])] if before else []
        body = followed([*head, on, *s.body], tail)
        if behind:
            body = [gast.If(self.ended(count, behind), [gast.Break()], body)]
        loop: Any = gast.For(s.target.elts[place], args[place], body, [], None)
        if before:
            loop = gast.If(gast.UnaryOp(gast.Not(), self.ended(count, before)), [loop], [])
        return [*out, assign(count, const(0)), loop]

    def ended(self, count: str, sequences: list[Any]) -> Any:
        """Whether one of some sequences has been read to its end."""
        lengths = [gast.Call(load(self.unit_name("len", len)), [clone(q)], []) for q in sequences]
        tests = [gast.Compare(load(count), [gast.GtE()], [n]) for n in lengths]
        return tests[0] if len(tests) == 1 else gast.BoolOp(gast.Or(), tests)


def followed(stmts: list[Any], tail: list[Any]) -> list[Any]:
    """The body of a loop with statements behind it, which do not happen where the body leaves the loop."""
    last = stmts[-1] if stmts else None
    if not tail or isinstance(last, gast.Break):
        return stmts
    if isinstance(last, gast.If) and any(isinstance(n, gast.Break) for n in walk([last])):
        last = gast.If(last.test, followed(last.body, tail), followed(last.orelse, tail))
        return [*stmts[:-1], last]
    return [*stmts, *clone(tail)]
