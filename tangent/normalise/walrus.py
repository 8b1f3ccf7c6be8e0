"""`:=` as a statement before the one that it stands in, with everything that Python evaluates before it.

    if (n := len(x)) > 2 and (y := f(n)) < z:        n = len(x)
        ...                                   →      t1 = n > 2
                                                     if t1:
                                                         y = f(n)
                                                         t1 = y < z
                                                     if t1:
                                                         ...

In an operand that is evaluated only sometimes the assignment goes into a branch.  Inside a comprehension it
is left alone until that has become a loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.syntax.nodes import as_load, assign, at, call, children, const, inner_blocks, load, loads_in
from tangent.syntax.refuse import Refused

SCOPES = (gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp, gast.FunctionDef)
Fresh = Callable[[], str]


def has_walrus(e: Any) -> bool:
    """Whether evaluating `e` itself assigns by `:=` (not a lambda or a comprehension in it)."""
    stack = [e]
    while stack:
        n = stack.pop()
        if isinstance(n, gast.NamedExpr):
            return True
        if not isinstance(n, SCOPES):
            stack += children(n)
    return False


def loops_with_test(stmts: list[Any]) -> None:
    """`while (y := f(x)) > 0: ...` → `while True: if (y := f(x)) > 0: ... else: break`, in place."""
    for s in stmts:
        for block in inner_blocks(s):
            loops_with_test(block)
        if isinstance(s, gast.While) and has_walrus(s.test):
            if any(_leaves(o) for o in s.orelse):
                raise Refused("walrus", s.test, "`:=` in a `while` whose `else` jumps")
            branch = at(gast.If(s.test, s.body, [*s.orelse, gast.Break()]), s)
            s.test, s.body, s.orelse = const(True), [branch], []


def _leaves(s: Any) -> bool:
    if isinstance(s, (gast.Break, gast.Continue)):
        return True
    return not isinstance(s, (gast.For, gast.While)) and any(_leaves(i) for b in inner_blocks(s) for i in b)


# The expressions of a statement, in the order in which Python evaluates them.
_PARTS: dict[type, tuple[str, ...]] = {
    gast.Assign: ("value",),
    gast.AnnAssign: ("value",),
    gast.AugAssign: ("value",),
    gast.Expr: ("value",),
    gast.Return: ("value",),
    gast.If: ("test",),
    gast.For: ("iter",),
    gast.Assert: ("test",),
    gast.Raise: ("exc", "cause"),
}


def spelled_out(s: Any, fresh: Fresh, rebound: set[str]) -> list[Any]:
    """`s` without `:=`, and the statements that stand before it; calls may bind the names `rebound` anew."""
    parts = next((p for kind, p in _PARTS.items() if isinstance(s, kind)), ())
    if not any(getattr(s, p) is not None and has_walrus(getattr(s, p)) for p in parts):
        return [s]
    if isinstance(s, gast.AugAssign) and not isinstance(s.target, gast.Name):
        raise Refused("walrus", s.value, "`:=` in an update of a part")
    lifter = _Lifter(fresh, rebound)
    for p in parts:
        if getattr(s, p) is not None:
            e = truth(getattr(s, p)) if p == "test" else getattr(s, p)
            setattr(s, p, lifter.lift(e))
    return [*lifter.out, s]


def truth(e: Any) -> Any:
    """A test whose operands are truth values: no other name is needed for a list that is only tested."""
    if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.Not):
        e.operand = truth(e.operand)
    elif isinstance(e, gast.BoolOp):
        e.values = [at(call("bool", v), v) if _is_value(v) else truth(v) for v in e.values]
    return e


def _is_value(e: Any) -> bool:
    return not isinstance(e, (gast.BoolOp, gast.Compare, gast.Constant, gast.UnaryOp))


class _Lifter:
    def __init__(self, fresh: Fresh, rebound: set[str]) -> None:
        self.fresh = fresh
        self.rebound = rebound
        self.out: list[Any] = []

    def lift(self, e: Any) -> Any:
        """An expression with the value of `e`; what has to happen before it is emitted."""
        if not has_walrus(e):
            return e
        if isinstance(e, gast.NamedExpr):
            self.out.append(at(assign(e.target.id, self.lift(e.value)), e))
            return as_load(e.target)
        if isinstance(e, gast.BoolOp):
            return self.boolean(e)
        if isinstance(e, gast.IfExp):
            return self.conditional(e)
        if isinstance(e, gast.Compare) and any(map(has_walrus, e.comparators[1:])):
            return self.boolean(self.comparison(e))
        return self.operands(e)

    def operands(self, e: Any) -> Any:
        """An expression that evaluates all its parts, from left to right."""
        places = list(_places(e))
        values = [_get(e, p) for p in places]
        last = max(i for i, v in enumerate(values) if has_walrus(v))
        for i, (place, value) in enumerate(zip(places, values, strict=True)):
            if i <= last:
                later = set().union(*(_targets(v) for v in values[i + 1 :])) if i < last else set()
                new = self.lift(value)
                if i < last and isinstance(new, gast.Attribute) and place[0] != "func":
                    new = self.named(new)  # a call that follows may change the attribute
                _set(e, place, new if i == last else self.kept(new, later | self.rebound))
        return e

    def kept(self, e: Any, rebound: set[str]) -> Any:
        """`e` under a name, unless nothing that follows can change its value."""
        if isinstance(e, gast.Constant) or (isinstance(e, gast.Name) and e.id not in rebound):
            return e
        if isinstance(e, (*SCOPES, gast.Starred)) or (_is_path(e) and not loads_in(e) & rebound):
            return e
        return self.named(e)

    def named(self, e: Any) -> Any:
        name = self.fresh()
        self.out.append(at(assign(name, e), e))
        return at(load(name), e)

    def branch(self, name: str, e: Any) -> list[Any]:
        saved, self.out = self.out, []
        self.out.append(at(assign(name, self.lift(e)), e))
        out, self.out = self.out, saved
        return out

    def boolean(self, e: Any) -> Any:
        first = next(i for i, v in enumerate(e.values) if has_walrus(v))
        if first == 0:
            e.values[0] = self.lift(e.values[0])
            return self.lift(e)
        before = e.values[0] if first == 1 else at(gast.BoolOp(e.op, e.values[:first]), e)
        behind = e.values[first] if first == len(e.values) - 1 else at(gast.BoolOp(e.op, e.values[first:]), e)
        result = self.named(before)
        test = result if isinstance(e.op, gast.And) else gast.UnaryOp(gast.Not(), load(result.id))
        self.out.append(at(gast.If(test, self.branch(result.id, behind), []), e))
        return at(load(result.id), e)

    def conditional(self, e: Any) -> Any:
        e.test = self.lift(e.test)
        if not has_walrus(e):
            return e
        name = self.fresh()
        self.out.append(at(gast.If(e.test, self.branch(name, e.body), self.branch(name, e.orelse)), e))
        return at(load(name), e)

    def comparison(self, e: Any) -> Any:
        """`a < b < (c := d)` as `a < b and b < (c := d)`, with `b` evaluated once."""
        middle = self.named(self.lift(e.comparators[0]))
        first = at(gast.Compare(self.lift(e.left), [e.ops[0]], [middle]), e)
        rest = at(gast.Compare(as_load(middle), e.ops[1:], e.comparators[1:]), e)
        return at(gast.BoolOp(gast.And(), [first, rest]), e)


Place = tuple[str, int]


def _places(e: Any) -> list[Place]:
    """Where the parts of an expression stand, in the order of evaluation."""
    fields = e._fields
    if isinstance(e, gast.Dict):
        pairs = [(f, i) for i in range(len(e.values)) for f in ("keys", "values")]
        return [(f, i) for f, i in pairs if getattr(e, f)[i] is not None]
    found: list[Place] = []
    for f in fields:
        value = getattr(e, f, None)
        if isinstance(value, list):
            found += [(f, i) for i, v in enumerate(value) if isinstance(v, (gast.expr, gast.keyword))]
        elif isinstance(value, (gast.expr, gast.slice)):
            found.append((f, -1))
    return found


def _get(e: Any, place: Place) -> Any:
    value = getattr(e, place[0])
    value = value if place[1] < 0 else value[place[1]]
    return value.value if isinstance(value, gast.keyword) else value


def _set(e: Any, place: Place, new: Any) -> None:
    field, i = place
    if i < 0:
        setattr(e, field, new)
    elif isinstance(getattr(e, field)[i], gast.keyword):
        getattr(e, field)[i].value = new
    else:
        getattr(e, field)[i] = new


def _targets(e: Any) -> set[str]:
    return {n.target.id for n in _walk_own(e) if isinstance(n, gast.NamedExpr)}


def _walk_own(e: Any) -> list[Any]:
    found, stack = [], [e]
    while stack:
        n = stack.pop()
        found.append(n)
        if not isinstance(n, SCOPES):
            stack += children(n)
    return found


def _is_path(e: Any) -> bool:
    """`np.sin`: reading it later gives the same."""
    while isinstance(e, gast.Attribute):
        e = e.value
    return isinstance(e, gast.Name)
