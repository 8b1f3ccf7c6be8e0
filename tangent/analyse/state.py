"""State that calls carry: a variable of an enclosing function that a callee rebinds is passed in and out.

    count = 0                               count = 0
    def step(t):                            def step(t, count):
        nonlocal count                          count = count + 1
        count += 1                    →         return t * count, count
        return t * count
    y = step(x)                             t1 = step(x, count)
                                            y = t1[0]
                                            count = t1[1]

What is passed in is a hidden parameter, as for every variable that a nested function reads; what comes out is
a further result.  Calls and values is all that is left, so both modes need no theory of state.  The rewrite
happens on the typed tree of each instance, as soon as its callees are known; types are then inferred again.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.attributes import leaves, written_attributes
from tangent.normalise.webs import split_block
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    children,
    clone,
    const,
    load,
    names_in,
    statements_in,
    stores_in,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import Num
from tangent.unit import Instance

BLOCKS = (gast.If, gast.For, gast.While)


def hidden_parameters(instance: Instance) -> list[str]:
    """The parameters that stand for variables of enclosing functions, in order."""
    given = {p.name for p in instance.unit.params}
    return [p for p in instance.arg_types if p not in given]


def rebound(instance: Instance) -> tuple[str, ...]:
    """The hidden parameters that the instance, or what it calls, binds to another object.

    All that the function declares `nonlocal` counts, so that it does not depend on which branches are left.
    """
    below: set[str] = set()
    for n in walk(instance.tree.body) if instance.calls else ():
        if n in instance.calls:
            callee, bound = instance.calls[n]
            below |= {bound.hidden[p] for p in callee.rebound if p in bound.hidden}
    changed = below | set(instance.unit.rebinds) | written_attributes(instance)
    hidden = [p for p in hidden_parameters(instance) if p in changed]
    kept = [p for p in hidden if p in below or not keeps(instance, p)]
    gone = instance.created - set(instance.escaping)
    inner = {n for (path, _), n in instance.attrs.items() if path in gone}
    new = [n for n in instance.attrs.values() if n in changed and n not in instance.arg_types]
    return tuple(n for n in [*kept, *new] if n not in inner)


def keeps(instance: Instance, name: str) -> bool:
    """Whether an array is only ever written in place under this name: the object stays the same."""
    t = instance.arg_types[name]
    return isinstance(t, Num) and t.kind == "array" and name not in bound_names(instance.tree.body)


def bound_names(stmts: list[Any]) -> set[str]:
    """Names that are bound to objects, by assignments and loops (`+=` may keep the object)."""
    found: set[str] = set()
    for n in statements_in(stmts):
        for t in n.targets if isinstance(n, gast.Assign) else [n.target] if isinstance(n, gast.For) else []:
            found |= stores_in(t) if isinstance(t, (gast.Name, gast.Tuple)) else set()
    return found


def thread(instance: Instance) -> bool:
    """Rewrite the tree: calls that rebind take the new values, and what is rebound here is returned.

    Returns whether anything changed; types must then be inferred again.
    """
    threader = _Threader(instance)
    body = threader.block(instance.tree.body)
    if not threader.changed and not instance.rebound:
        return False
    if instance.rebound:
        body = threader.returning(body)
    instance.tree.body = split_block(body, threader.overwritten, threader.namer, threader.temporaries)
    instance.unit.learn(threader.temporaries, threader.namer)
    return True


class _Threader:
    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.namer = Namer(instance.unit.taken | names_in(instance.tree))
        self.temporaries = set(instance.unit.temporaries)
        self.overwritten: set[str] = set()
        self.changed = False

    def temporary(self) -> str:
        name = self.namer.temporary()
        self.temporaries.add(name)
        return name

    def returning(self, body: list[Any]) -> list[Any]:
        last = body[-1] if body and isinstance(body[-1], gast.Return) else None
        value = last.value if last is not None and last.value is not None else const(None)
        new = gast.Return(gast.Tuple([value, *map(load, self.instance.rebound)], gast.Load()))
        if last is None:
            return [*body, new]
        new.origin = getattr(last, "origin", last)
        return [*body[:-1], at(new, last)]

    # -------------------------------------------------------------- calls

    def block(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        for s in stmts:
            start = len(out)
            out += self.statement(s)
            for new in out[start:]:
                if not hasattr(new, "origin"):
                    new.origin = getattr(s, "origin", s)
        return out

    def statement(self, s: Any) -> list[Any]:
        calls = self.state_calls(s)
        if isinstance(s, gast.While) and calls:
            return [self.tested_inside(s)]
        before: list[Any] = []
        if calls:
            self.changed = True
            before = self.taken_out(s, calls)
        if isinstance(s, BLOCKS):
            s.body = self.block(s.body)
            s.orelse = self.block(s.orelse)
        return [*before, s] if not isinstance(s, gast.Expr) or not self.is_temporary(s.value) else before

    def is_temporary(self, e: Any) -> bool:
        return isinstance(e, gast.Name) and e.id in self.temporaries

    def state_calls(self, s: Any) -> list[Any]:
        """The calls in a statement (not in the blocks of it) that rebind variables."""
        found = []
        stack = [
            c for c in children(s) if not isinstance(s, BLOCKS) or (c not in s.body and c not in s.orelse)
        ]
        while stack:
            n = stack.pop()
            call = self.instance.calls.get(n)
            if call is not None and call[0].rebound and not getattr(n, "threaded", False):
                found.append(n)
            if not isinstance(n, gast.FunctionDef):
                stack += children(n)
        return found

    def taken_out(self, s: Any, calls: list[Any]) -> list[Any]:
        """The call in front of its statement, which then holds only the value."""
        (field, e) = ("value", getattr(s, "value", None)) if not isinstance(s, gast.If) else ("test", s.test)
        if isinstance(s, gast.Assert):
            field, e = "test", s.test
        if len(calls) > 1 or e is None:
            raise Refused("state", calls[0], self.instance.calls[calls[0]][0].unit.name)
        (found,) = calls
        callee, bound = self.instance.calls[found]
        names = {bound.hidden[p] for p in callee.rebound}
        if not evaluated_first(e, found, names):
            raise Refused("state", found, callee.unit.name)
        whole, value = self.temporary(), self.temporary()
        new = clone(found)  # the arguments stay the same nodes: what is known of them is found by them
        new.__dict__.update(found.__dict__)
        new.threaded = leaves(callee)
        out = [at(assign(whole, new), found)]
        direct = isinstance(s, gast.Assign) and e is found and isinstance(s.targets[0], gast.Name)
        item = subscript(at(load(whole), found), const(0))
        if direct:
            s.value = at(item, found)
        elif not (isinstance(s, gast.Expr) and e is found):
            out.append(at(assign(value, at(item, found)), found))
            setattr(s, field, replaced(e, found, at(load(value), found)))
        for k, p in enumerate(callee.rebound):
            name = bound.hidden[p]
            self.overwritten.add(name)
            out.append(at(assign(name, at(subscript(load(whole), const(k + 1)), found)), found))
        if isinstance(s, gast.Expr) and e is found:
            s.value = at(load(whole), found)
        return out

    def tested_inside(self, s: Any) -> Any:
        """`while step(x) > 0: ...` → `while True: if step(x) > 0: ... else: break`."""
        test = at(gast.If(s.test, s.body, [at(gast.Break(), s)]), s)
        s.test, s.body = at(const(True), s), [test]
        s.body = self.block(s.body)
        self.changed = True
        return s


def replaced(e: Any, old: Any, new: Any) -> Any:
    """`e` with one node exchanged; the others stay themselves."""
    if e is old:
        return new
    for field in e._fields:
        value = getattr(e, field, None)
        if isinstance(value, list):
            setattr(e, field, [replaced(v, old, new) if isinstance(v, gast.AST) else v for v in value])
        elif isinstance(value, gast.AST):
            setattr(e, field, replaced(value, old, new))
    return e


def evaluated_first(e: Any, found: Any, names: set[str]) -> bool:
    """Whether a call can be moved in front of the expression `e`: what is evaluated before it is nothing but
    constants and variables that the call does not rebind, and it is evaluated in any case."""
    if e is found:
        return True
    if isinstance(e, (gast.Lambda, gast.IfExp, gast.ListComp, gast.GeneratorExp, gast.FunctionDef)):
        return False
    parts = children(e)
    if isinstance(e, gast.Call):
        parts = [
            *([e.func] if not isinstance(e.func, gast.Name) else []),
            *e.args,
            *(k.value for k in e.keywords),
        ]
    for i, part in enumerate(parts):
        if any(n is found for n in walk(part)):
            lazy = (isinstance(e, gast.BoolOp) and i > 0) or (isinstance(e, gast.Compare) and i > 1)
            return not lazy and evaluated_first(part, found, names)
        if not isinstance(part, (gast.Constant, gast.Name)) or names & names_in(part):
            return False
    return False
