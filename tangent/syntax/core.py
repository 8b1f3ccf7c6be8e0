"""`with` and `try` in the core language: forms that every analysis of branches understands.

A `with` is two marks in a straight line, `Enter` and `Exit`: its body always runs to its end, because jumps
out of it have become flags.  A `try` is a branch, `Attempt`: its body is what happens if no exception is
raised, its `orelse` what the handler does.  `transform/nested.py` writes Python's own statements again.

    Attempt                                  try:
        body:   y = a / b                        y = a / b
                Landed                       except ZeroDivisionError as e:
                z = y * y             ↔          z = 0.0
        orelse: e = Catch(ZeroDivisionError) else:
                z = 0.0                          z = y * y
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import store, walk
from tangent.syntax.refuse import Refused


class Enter(gast.Assign):
    """The start of a `with`: `targets[0]` is what `as` names (else a hidden name), `value` the manager."""

    hidden = False
    reentered = False
    """In the backward sweep: it goes away where nothing is left in it."""


class Exit(gast.Pass):
    """The end of a `with`, of the last one that was entered."""


class Attempt(gast.If):
    """A `try`: `test` is a flag that says whether the part before `Landed` ran to its end."""

    binds_test = True
    always: tuple[Any, ...] = ()
    """Statements of `finally`, until exits are structured; they run behind the body, before a jump."""
    flag: str | None = None
    """Set where the backward sweep asks which way the forward sweep went."""
    pushes: tuple[Any, ...] = ()
    """Statements that save the flag."""


class Caught(gast.If):
    """One of several handlers: `body` is this one, `orelse` the handlers behind it."""

    binds_test = True
    flag: str | None = None
    pushes: tuple[Any, ...] = ()


class Landed(gast.Pass):
    """The end of what stands inside `try:` in the body of an `Attempt`."""


class Unresized(gast.Pass):
    """Behind the trips of a loop that were written out: `lists` must have as many items as before."""

    lists: tuple[tuple[Any, int], ...] = ()


class Catch(gast.Assign):
    """The head of a handler: `targets[0]` is the exception (or a hidden name), `value` its class."""

    hidden = False


def enter(target: Any, manager: Any, hidden: bool) -> Enter:
    new = Enter([target], manager, None)
    new.hidden = hidden
    return new


def catch(name: str, kind: Any, hidden: bool) -> Catch:
    new = Catch([store(name)], kind, None)
    new.hidden = hidden
    return new


def attempt(flag: str, body: list[Any], handlers: list[Any]) -> Attempt:
    return Attempt(gast.Name(flag, gast.Load(), None, None), body, handlers)


def entered_by(stmts: list[Any]) -> dict[int, Enter]:
    """For each `Exit` of a block, by id, the `Enter` that it belongs to."""
    found: dict[int, Enter] = {}
    open_: list[Enter] = []
    for s in stmts:
        if isinstance(s, Enter):
            open_.append(s)
        elif isinstance(s, Exit):
            if not open_:
                raise Refused("with", s, "a `with` whose body was taken apart,")
            found[id(s)] = open_.pop()
    return found


def protected(s: Attempt) -> int:
    """How many statements of the body stand inside `try:`."""
    return next(i for i, st in enumerate(s.body) if isinstance(st, Landed))


def flags_in(stmts: list[Any]) -> set[str]:
    """Names that say which way was taken through a `try` below `stmts`."""
    return {n.test.id for n in walk(stmts) if isinstance(n, (Attempt, Caught))}


def ends_in_raise(block: list[Any]) -> bool:
    """Whether the end of a block is never reached, because it raises an exception."""
    return any(
        isinstance(s, gast.Raise) or (isinstance(s, gast.If) and all(map(ends_in_raise, (s.body, s.orelse))))
        for s in block
    )


def can_raise(s: Any) -> bool:
    """Whether a statement of the core language may raise: not the copy of a name or a constant."""
    if isinstance(s, (Landed, gast.Pass)):
        return isinstance(s, Exit)
    if type(s) is gast.Assign and isinstance(s.targets[0], gast.Name):
        return not isinstance(s.value, (gast.Name, gast.Constant))
    return True
