"""Saving inside a `try`: a tape holds what complete runs of the body have pushed, and nothing else.

    for ...:                                 for ...:
        try:                                     try:
            t = a / b                                t = a / b
            t_tape.append(t)         →               y = np.log(t)
            y = np.log(t)                        except ZeroDivisionError:
        except ZeroDivisionError:                    y = 0.0
            y = 0.0                              else:
                                                     t_tape.append(t)

A push that stands in a loop inside the body cannot wait: a handler takes away again what was pushed since the
`try` began.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.core import Attempt, Catch, Caught, can_raise, ends_in_raise, protected
from tangent.syntax.nodes import (
    Namer,
    assign,
    call,
    clone,
    inner_blocks,
    load,
    loads_in,
    method,
    quote_stmts,
    stores_in,
    walk,
)


def push(tape: str, value: Any) -> Any:
    """`tape.append(value)`, which can be told from what the user appends."""
    node: Any = gast.Expr(method(load(tape), "append", value))
    node.tape = tape
    return node


def push_when_landed(s: Attempt, namer: Namer, in_loop: bool) -> list[Any]:
    """Move the pushes out of the protected part of `s`; returns what has to stand before the `try`."""
    end = protected(s)
    body, behind = s.body[:end], s.body[end:]
    last = max((i for i, st in enumerate(body) if not _ours(st) and can_raise(st)), default=-1)
    fixed = {t for st in body for block in inner_blocks(st) for t in _tapes(block)}
    before: list[Any] = []
    waiting: list[Any] = []
    inside: list[Any] = []
    rest: list[Any] = []
    if any(_ours(st) for st in body[last + 1 :]):
        # What cannot raise any more may as well stand behind.
        body, rest = body[: last + 1], body[last + 1 :]
    for i, st in enumerate(body):
        tape = getattr(st, "tape", None)
        if not _ours(st) or tape in fixed:
            inside.append(st)
            continue
        value = st.value.args[0] if tape is not None else st.value
        early = not loads_in(value) & stores_in(body[:i])
        if tape is None:
            (before if early else inside).append(st)
            continue
        if not isinstance(value, gast.Name) or value.id in stores_in(body[i + 1 :]):
            kept = namer.fresh(f"{tape.removesuffix('_tape')}_kept")
            (before if early and isinstance(value, gast.Name) else inside).append(assign(kept, value))
            value = load(kept)
        waiting.append(push(tape, value))
    s.body = [*inside, behind[0], *waiting, *rest, *behind[1:]]
    return [*before, *(_take_back(s, sorted(fixed), namer) if in_loop else [])]


def keep(name: str, value: Any) -> Any:
    """`x_old = x`: the only value that the backward sweep needs again."""
    node: Any = assign(name, value)
    node.keeps = True
    return node


def _ours(s: Any) -> bool:
    return hasattr(s, "tape") or hasattr(s, "keeps")


def _tapes(stmts: list[Any]) -> set[str]:
    return {n.tape for n in walk(stmts) if isinstance(n, gast.Expr) and hasattr(n, "tape")}


def _take_back(s: Attempt, tapes: list[str], namer: Namer) -> list[Any]:
    """Handlers that go on shorten the tapes to what they were before the `try`."""
    before: list[Any] = []
    for tape in tapes:
        mark = namer.fresh(f"{tape}_mark")
        before.append(assign(mark, call("len", load(tape))))
        _at_handlers(s.orelse, quote_stmts("while len(tape) > mark: tape.pop()", tape=tape, mark=mark))
    return before


def _at_handlers(block: list[Any], stmts: list[Any]) -> None:
    first = block[0]
    if isinstance(first, Caught):
        _at_handlers(first.body, stmts)
        _at_handlers(first.orelse, stmts)
    elif isinstance(first, Catch) and not ends_in_raise(block):
        block[1:1] = clone(stmts)
