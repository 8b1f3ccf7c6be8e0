"""What is taken from a tape is taken where it is needed, under the comment of that statement.

    y = y_tape.pop()                →     # backward: z = y * x
    # backward: z = y * x                 y = y_tape.pop()
    y_bar += z_bar * x                    y_bar += z_bar * x
    x_bar += z_bar * y                    x_bar += z_bar * y

Tapes are the compiler's own lists, one for each variable, so that the order in which different ones are read
does not matter.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import blocks
from tangent.optimise.chains import Context
from tangent.syntax.comments import Blank, Comment
from tangent.syntax.nodes import names_in, walk

_LEAVING = (gast.Return, gast.Break, gast.Continue, gast.Raise)


def sink(context: Context) -> bool:
    changed = False
    for block in blocks(context.function):
        pops = [s for s in block if _is_pop(s, context)]
        names: dict[int, frozenset[str] | None] = {}  # of each statement, looked at once only
        for s in reversed(pops):
            changed |= _move(s, block, names)
    return changed


def _is_pop(s: Any, context: Context) -> bool:
    """`name = tape.pop()` for a tape of the compiler."""
    if not isinstance(s, gast.Assign) or len(s.targets) != 1 or type(s.targets[0]) is not gast.Name:
        return False
    e = s.value
    return (
        isinstance(e, gast.Call)
        and not e.args
        and isinstance(e.func, gast.Attribute)
        and e.func.attr == "pop"
        and type(e.func.value) is gast.Name
        and e.func.value.id in context.temporaries
        and "_tape" in e.func.value.id
    )


def _move(pop: Any, block: list[Any], names: dict[int, frozenset[str] | None]) -> bool:
    """Move it down to the comment of the first statement that has to do with the value or the tape."""
    touched = names_in(pop)
    start = next(i for i, s in enumerate(block) if s is pop)
    end = start + 1
    heading = start
    while end < len(block) and not _stops(block[end], touched, names):
        if isinstance(block[end], Comment):
            heading = end
        end += 1
    if end == len(block) or heading == start:
        return False
    block.insert(heading + 1, pop)
    del block[start]
    return True


def _stops(s: Any, touched: set[str], names: dict[int, frozenset[str] | None]) -> bool:
    if isinstance(s, (Comment, Blank)):
        return False
    key = id(s)
    if key not in names:
        leaves = any(isinstance(n, _LEAVING) for n in walk(s))
        names[key] = None if leaves else frozenset(names_in(s))
    found = names[key]
    return found is None or not found.isdisjoint(touched)
