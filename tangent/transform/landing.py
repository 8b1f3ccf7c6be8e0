"""Saving inside a `try`: a tape holds what complete runs of the body have pushed, and nothing else.

    for ...:                                 for ...:
        try:                                     try:
            t = a / b                                t = a / b
            t_tape.append(t)         →               y = np.log(t)
            y = np.log(t)                        except ZeroDivisionError:
        except ZeroDivisionError:                    y = 0.0
            y = 0.0                              else:
                                                     t_tape.append(t)

A push that stands in a loop inside the body goes to a list of its own, whose items wait:

    t_pushed = []
    try:
        for ...:
            t_pushed.append(t)
    ...
    else:
        t_tape.extend(t_pushed)
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.core import Attempt, Catch, Caught, can_raise, ends_in_raise, protected
from tangent.syntax.nodes import (
    Namer,
    assign,
    clone,
    inner_blocks,
    load,
    loads_in,
    method,
    stores_in,
    walk,
)


def push(tape: str, value: Any) -> Any:
    """`tape.append(value)`, which can be told from what the user appends."""
    node: Any = gast.Expr(method(load(tape), "append", value))
    node.tape = tape
    return node


def push_when_landed(s: Attempt, namer: Namer) -> list[Any]:
    """Move the pushes out of the protected part of `s`; returns what has to stand before the `try`."""
    end = protected(s)
    body, behind = s.body[:end], s.body[end:]
    last = max((i for i, st in enumerate(body) if not _ours(st) and can_raise(st)), default=-1)
    before: list[Any] = []
    inside: list[Any] = []
    rest: list[Any] = []
    if any(_ours(st) for st in body[last + 1 :]):
        # What cannot raise any more may as well stand behind.
        body, rest = body[: last + 1], body[last + 1 :]
    fixed = {p.tape for st in body for block in inner_blocks(st) for p in _pushes(block)}
    waiting: list[Any] = _pushed_apart(body, sorted(fixed), namer, before)
    for i, st in enumerate(body):
        tape = getattr(st, "tape", None)
        if not _ours(st) or _is_apart(st):
            inside.append(st)
            continue
        value = st.value.args[0] if tape is not None else st.value
        early = not loads_in(value) & stores_in(body[:i])
        if tape is None:
            (before if early else inside).append(st)
            continue
        if not isinstance(value, gast.Name) or value.id in stores_in(body[i + 1 :]):
            kept = namer.fresh(f"{tape.removesuffix('_tape')}_kept")
            (before if early and isinstance(value, gast.Name) else inside).append(keep(kept, value))
            value = load(kept)
        waiting.append(push(tape, value))
    s.body = [*inside, behind[0], *waiting, *rest, *behind[1:]]
    return before


def put_back_in_handlers(s: Attempt, names: list[str], namer: Namer) -> list[Any]:
    """Handlers that go on give variables the values from before the `try`; returns what stands before it."""
    before: list[Any] = []
    for n in names:
        kept = namer.fresh(f"{n}_before")
        before.append(keep(kept, load(n)))
        _at_handlers(s.orelse, assign(n, load(kept)))
    return before


def _at_handlers(block: list[Any], s: Any) -> None:
    first = block[0]
    if isinstance(first, Caught):
        _at_handlers(first.body, s)
        _at_handlers(first.orelse, s)
    elif isinstance(first, Catch) and not ends_in_raise(block):
        block.insert(1, clone(s))


def keep(name: str, value: Any) -> Any:
    """`x_old = x`: the only value that the backward sweep needs again."""
    node: Any = assign(name, value)
    node.keeps = True
    return node


def _ours(s: Any) -> bool:
    return hasattr(s, "tape") or hasattr(s, "keeps")


def _is_apart(push: Any) -> bool:
    """Whether what is pushed goes to a list that waits."""
    return hasattr(push, "tape") and push.value.func.value.id != push.tape


def _pushes(stmts: list[Any]) -> list[Any]:
    """The statements that push, in any block, and those that `nested` will put where a `try` has ended."""
    found = [n for n in walk(stmts) if isinstance(n, gast.Expr) and hasattr(n, "tape")]
    attempts = [n for n in walk(stmts) if isinstance(n, (Attempt, Caught))]
    return found + [p for n in attempts for p in n.pushes]


def _pushed_apart(body: list[Any], tapes: list[str], namer: Namer, before: list[Any]) -> list[Any]:
    """Let all that the body pushes on these tapes wait in lists; returns what empties them."""
    behind: list[Any] = []
    for tape in tapes:
        name = namer.fresh(f"{tape.removesuffix('_tape')}_pushed")
        before.append(assign(name, gast.List([], gast.Load())))
        for p in _pushes(body):
            if p.tape == tape:
                p.value.func.value.id = name
        extend: Any = gast.Expr(method(load(tape), "extend", load(name)))
        extend.tape = tape
        behind.append(extend)
    return behind
