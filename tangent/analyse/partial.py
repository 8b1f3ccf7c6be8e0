"""What the body of a `try` had done before an exception: refused where it is used afterwards.

    try:
        y = y * 2.0          <- done, or not?
        z = 1.0 / w
    except ZeroDivisionError:
        z = y                <- refused

The backward sweep goes the way that was taken: through the whole body, or through the handler alone.  So
what the handler's way reads may be bound in the body by its last statement only: if that one raises, it has
not been bound.  A handler that raises again has no way behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gast

from tangent.analyse.atomic import is_atomic, kinds_caught, may_raise
from tangent.analyse.live import live_out
from tangent.syntax.core import Attempt, Caught, ends_in_raise, protected
from tangent.syntax.nodes import inner_blocks, stores_in, walk
from tangent.syntax.refuse import Refused
from tangent.types import CONTAINERS, Num, SetOf
from tangent.unit import Instance

AT_ONCE = ("append", "appendleft", "pop", "popleft", "insert", "clear", "add", "discard", "remove")
"""Methods that change a container as a whole or, if they raise, not at all."""


def check_partial(instance: Instance) -> None:
    """Raise `Refused` where a handler's way reads what a part of the body may have bound or written."""
    for s, read in watched(instance):
        if read:
            _check(instance, s, read)


def half_done(instance: Instance, s: Attempt, read: set[str]) -> bool:
    """Whether `check_partial` refuses a `try`."""
    try:
        _check(instance, s, read)
    except Refused:
        return True
    return False


def watched(instance: Instance) -> Iterator[tuple[Attempt, set[str]]]:
    """Each `try`, inner ones first, with the variables of its body that the ways of its handlers read."""
    body, unseen = instance.tree.body, instance.unseen_by

    def live(false: frozenset[str] = frozenset()) -> dict[int, frozenset[str]]:
        return live_out(body, false=false, unseen=unseen)

    yield from _block(body, live, False)


def _block(stmts: list[Any], live: Callable[..., Any], in_loop: bool) -> Iterator[tuple[Attempt, set[str]]]:
    """live: what is read behind each statement, if some names are False."""
    for s in stmts:
        for block in inner_blocks(s):
            yield from _block(block, live, in_loop or isinstance(s, (gast.For, gast.While)))
        if isinstance(s, Attempt):
            ways = _ways(s.orelse)
            heads = [way[0] for way in ways]
            read = _reads(heads, live())
            if read and not in_loop:
                # What is read where a flag says that the body ran to its end is not read on this way.
                read &= _reads(heads, live(_flags(s, ways)))
            elif read:
                simple = [st for st in s.body[: protected(s)] if not any(inner_blocks(st))]
                always = set().union(*map(stores_in, simple))
                read -= always - _reads(heads, live(_flags(s, ways)))
            yield s, read


def _reads(heads: list[Any], after: dict[int, frozenset[str]]) -> set[str]:
    return set().union(*(after.get(id(head), frozenset()) for head in heads))


def _flags(s: Attempt, ways: list[list[Any]]) -> frozenset[str]:
    """Names that are True if the body ran to its end, and False behind each handler."""
    done = _constants(s.body[protected(s) :], True)
    return frozenset(done.intersection(*(_constants(way, False) for way in ways)))


def _ways(block: list[Any]) -> list[list[Any]]:
    """The blocks of the handlers that do not raise again."""
    first = block[0]
    if isinstance(first, Caught):
        return _ways(first.body) + _ways(first.orelse)
    return [block] if not ends_in_raise(block) else []


def _constants(stmts: list[Any], value: bool) -> set[str]:
    return {
        s.targets[0].id
        for s in stmts
        if type(s) is gast.Assign and isinstance(s.value, gast.Constant) and s.value.value is value
        and isinstance(s.targets[0], gast.Name)
    }


def _check(instance: Instance, s: Attempt, read: set[str]) -> None:
    end, caught = protected(s), kinds_caught(instance, s)
    regions = {instance.memory.region_of(n) for n in read | instance.memory.written}
    for i, st in enumerate(s.body[:end]):
        unfinished = any(may_raise(instance, later, caught) for later in s.body[i + 1 : end])
        if unfinished or any(inner_blocks(st)):
            for name in sorted(stores_in(st) & read):
                raise Refused("try_partial", getattr(st, "origin", st), f"`{name}` is bound")
        for n in walk(st):
            _check_state(instance, st, n, read & (stores_in(s.body[:end]) | set(state_of(instance, n))))
            for name in instance.memory.writes.get(id(n), []):
                if name in instance.memory.private - read:
                    continue  # a list that is known by no other name, and not read by this one
                partly = unfinished or n not in (st, getattr(st, "value", None)) or not _at_once(instance, st)
                if partly and instance.memory.region_of(name) in regions:
                    raise Refused("try_partial", getattr(n, "origin", n), f"`{name}` is written")


def state_of(instance: Instance, n: Any) -> list[str]:
    """Variables of the caller that a call binds anew: attributes and variables of enclosing functions."""
    if n not in instance.calls:
        return []
    callee, bound = instance.calls[n]
    return [bound.hidden[p] for p in callee.rebound if p in bound.hidden]


def _check_state(instance: Instance, st: Any, n: Any, read: set[str]) -> None:
    """A callee that raises has perhaps bound them, in Python; here they come out behind its result."""
    if read and state_of(instance, n) and not is_atomic(instance.calls[n][0]):
        raise Refused("try_partial", getattr(st, "origin", st), f"`{min(read)}` is bound")


def _at_once(instance: Instance, s: Any) -> bool:
    """Whether a write happens as a whole or, if it raises, not at all."""
    called = [n for n in walk(s) if n in instance.calls]
    if called and isinstance(s, (gast.Assign, gast.Expr)) and s.value is called[0]:
        return len(called) == 1 and is_atomic(instance.calls[called[0]][0])
    if isinstance(s, gast.AugAssign):
        t = instance.types.get(s.target)
        return isinstance(t, Num) and t.is_scalar
    if isinstance(s, (gast.Assign, gast.Expr)) and isinstance(s.value, gast.Call):
        func = s.value.func
        owner = instance.types.get(func.value) if isinstance(func, gast.Attribute) else None
        return isinstance(owner, (*CONTAINERS, SetOf)) and func.attr in AT_ONCE
    return isinstance(s, gast.Assign)
