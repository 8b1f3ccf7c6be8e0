"""The statements of `tangent.syntax.core` as Python's own `with` and `try`."""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.comments import Comment
from tangent.syntax.core import Attempt, Catch, Caught, Enter, Exit, ends_in_raise, protected
from tangent.syntax.nodes import assign, clone, const, inner_blocks
from tangent.transform.markers import Origin


def as_python(function: Any) -> Any:
    """A copy of a function of the core language, as Python."""
    copy = clone(function)
    copy.body = nested(copy.body)
    return copy


def nested(stmts: list[Any]) -> list[Any]:
    """`stmts` with real `with` and `try` statements; blocks are changed in place."""
    out: list[Any] = []
    outer: list[tuple[Any, list[Any]]] = []
    for s in stmts:
        if isinstance(s, Enter):
            outer.append((s, out))
            out = []
        elif isinstance(s, Exit):
            opened, around = outer.pop()
            around += _with(opened, out)
            out = around
        elif isinstance(s, Attempt):
            out += _try(s)
        else:
            for block in inner_blocks(s):
                block[:] = nested(block)
            out.append(s)
    return out


def _with(s: Enter, body: list[Any]) -> list[Any]:
    item = gast.withitem(s.value, None if s.hidden else s.targets[0])
    if not any(not isinstance(st, (Comment, Origin, gast.Pass)) for st in body) and s.reentered:
        return []
    items = [item]
    if len(body) == 1 and isinstance(body[0], gast.With):
        items, body = [item, *body[0].items], body[0].body
    node = gast.With(items, body or [gast.Pass()], None)
    node.origin = getattr(s, "origin", s)
    return [node]


def _try(s: Attempt) -> list[Any]:
    end = protected(s)
    inside, behind = nested(s.body[:end]) or [gast.Pass()], nested(s.body[end + 1 :])
    handlers: list[Any] = []
    _handlers(s.orelse, _outcome(s, False), handlers)
    return [gast.Try(inside, handlers, [*_outcome(s, True), *behind], [])]


def _outcome(s: Attempt | Caught, value: bool) -> list[Any]:
    """Statements that note which way was taken, where the backward sweep asks for it."""
    return [assign(s.flag, const(value)), *clone(list(s.pushes))] if s.flag is not None else []


def _handlers(block: list[Any], outcome: list[Any], handlers: list[Any]) -> None:
    """Collect the handlers; in each, the flags say which way was taken."""
    first, *rest = block
    if isinstance(first, Caught):
        body = first.body if ends_in_raise(first.body) else [*first.body, *clone(rest)]
        _handlers(body, [*clone(outcome), *_outcome(first, True)], handlers)
        _handlers([*first.orelse, *rest], [*outcome, *_outcome(first, False)], handlers)
        return
    assert isinstance(first, Catch)
    name = None if first.hidden else first.targets[0]
    body = [*([] if ends_in_raise(rest) else outcome), *nested(rest)]
    handlers.append(gast.ExceptHandler(first.value, name, body or [gast.Pass()]))
