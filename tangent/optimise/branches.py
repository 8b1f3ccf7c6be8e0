"""Plainer `if` statements.

    if c:                           →     if not c:
        pass                                  b()
    else:
        b()

    if c:                           →     if c:
        break                                 break
    else:                                 rest()
        rest()

    try:                            →     try:
        a()                                   a()
    except BaseException:                 finally:
        b()                                   b()
        raise
    else:
        b()

An `else` without statements goes away.  `not a < b` stays as it is: for NaN it is not `a >= b`.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import speaks
from tangent.optimise.chains import Context
from tangent.syntax.nodes import inner_blocks, same

_LEAVING = (gast.Break, gast.Continue, gast.Return, gast.Raise)


def branches(context: Context) -> bool:
    return _block(context.function.body)


def _block(body: list[Any]) -> bool:
    changed = False
    todo = [body]
    while todo:
        block = todo.pop()
        k = 0
        while k < len(block):
            s = block[k]
            k += 1
            if isinstance(s, gast.If):
                changed |= _if(s, block, k)
            if isinstance(s, gast.Try):
                changed |= _try(s, block, k)
            todo += [b for b in inner_blocks(s) if b]
    return changed


def _if(s: gast.If, block: list[Any], after: int) -> bool:
    changed = False
    if s.orelse and not speaks(s.orelse):
        s.orelse = []
        changed = True
    if s.orelse and not speaks(s.body):
        s.test, s.body, s.orelse = negation(s.test), s.orelse, []
        changed = True
    if s.orelse and isinstance(s.body[-1], _LEAVING):
        block[after:after] = s.orelse
        s.orelse = []
        changed = True
    return changed


def _try(s: gast.Try, block: list[Any], after: int) -> bool:
    """What is done whether there was an exception or not, as `finally`."""
    if len(s.handlers) != 1 or s.finalbody or not _raises_again(s.handlers[0]):
        return False
    final = s.handlers[0].body[:-1]
    if not final or not same(final, s.orelse[: len(final)]):
        return False
    block[after:after] = s.orelse[len(final) :]
    s.handlers, s.orelse, s.finalbody = [], [], final
    inner = s.body[0]
    if len(s.body) == 1 and isinstance(inner, gast.Try) and not inner.finalbody:
        s.body, s.handlers, s.orelse = inner.body, inner.handlers, inner.orelse
    return True


def _raises_again(handler: Any) -> bool:
    last = handler.body[-1]
    everything = isinstance(handler.type, gast.Name) and handler.type.id == "BaseException"
    return everything and handler.name is None and isinstance(last, gast.Raise) and last.exc is None


def negation(test: Any) -> Any:
    """`not test`; of `not c`, which is a truth value only here, it is c."""
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    if isinstance(test, gast.Compare) and len(test.ops) == 1:
        opposite = {gast.Is: gast.IsNot, gast.IsNot: gast.Is, gast.In: gast.NotIn, gast.NotIn: gast.In}
        new = opposite.get(type(test.ops[0]))
        if new is not None:
            return gast.Compare(test.left, [new()], test.comparators)
    return gast.UnaryOp(gast.Not(), test)
