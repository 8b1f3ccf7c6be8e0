"""`try` as a branch: its body is what happens without an exception, the handlers are the other way.

    try:                          if <ran to its end>:
        y = a / b                     y = a / b
    except ZeroDivisionError:   →     ---- Landed ----
        y = 0.0                       z = y * y
    else:                         else:
        z = y * y                     Catch(ZeroDivisionError)
                                      y = 0.0

What `finally` does is done at the end of the body, and in a handler that raises the exception again:

    try:                          try:
        y = f(x)                      y = f(x)
    finally:                →     except BaseException:
        log.append(x)                 log.append(x)
                                      raise
                                  else:
                                      log.append(x)
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.core import Attempt, Caught, Landed, attempt, catch
from tangent.syntax.nodes import Namer, at, clone, inner_blocks, load
from tangent.syntax.refuse import Refused


def as_branches(stmts: list[Any], namer: Namer) -> list[Any]:
    """`stmts` with every `try` in them as an `Attempt`."""
    out: list[Any] = []
    for s in stmts:
        for block in inner_blocks(s):
            block[:] = as_branches(block, namer)
        out.append(_branch(s, namer) if isinstance(s, gast.Try) else s)
    return out


def _branch(s: Any, namer: Namer) -> Attempt:
    if not s.finalbody:
        return _handled(s, namer)
    _check_finally(s.finalbody)
    inner = [_handled(s, namer)] if s.handlers else list(s.body)
    head = catch(namer.fresh("error"), load("BaseException"), True)
    again = [at(head, s), *clone(s.finalbody), at(gast.Raise(None, None), s)]
    outer = at(attempt(namer.fresh("completed"), [*inner, Landed()], again), s)
    outer.always = tuple(s.finalbody)
    return outer


def _handled(s: Any, namer: Namer) -> Attempt:
    flag = namer.fresh("completed")
    return at(attempt(flag, [*s.body, Landed(), *s.orelse], _handlers(s.handlers, namer)), s)


def _handlers(handlers: list[Any], namer: Namer) -> list[Any]:
    first, *rest = handlers
    name = first.name.id if first.name is not None else namer.fresh("error")
    kind = first.type if first.type is not None else load("BaseException")
    body = [at(catch(name, kind, first.name is None), first), *first.body]
    if not rest:
        return body
    return [at(Caught(load(namer.fresh("caught")), body, _handlers(rest, namer)), first)]


def _check_finally(stmts: list[Any], in_loop: bool = False) -> None:
    """A jump out of `finally` swallows the exception: the way that was taken could not be told."""
    for s in stmts:
        if isinstance(s, gast.Return) or (isinstance(s, (gast.Break, gast.Continue)) and not in_loop):
            raise Refused("try", s, "a jump out of `finally`")
        for block in inner_blocks(s):
            _check_finally(block, in_loop or isinstance(s, (gast.For, gast.While)))
