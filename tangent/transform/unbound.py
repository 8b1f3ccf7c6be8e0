"""Variables that may have no value yet where they are saved.

What is saved always is something: a variable without a value is saved as a zero of its type.  Where the
program reads the variable without being sure that it has a value, it must fail as it would have; so there
the zero has a name of its own, which follows the variable:

    y_last = 0.0
    for k in range(n):
        y_tape.append(y_last)
        if k != 1:
            y = x[k]
            y_last = y
    return y
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import assign, certainly_read, inner_blocks, load, stores_in, substitute


def follow(stmts: list[Any], name: str, last: str) -> list[Any]:
    """`stmts`, which save `last` in the place of `name`; blocks are changed in place."""
    out: list[Any] = []
    for st in stmts:
        blocks = inner_blocks(st)
        for block in blocks:
            block[:] = follow(block, name, last)
        if hasattr(st, "tape") or hasattr(st, "keeps"):
            st.value = substitute(st.value, {name: load(last)})
        elif isinstance(st, (gast.For, gast.With)) and name in _bound_by_head(st):
            st.body.insert(0, assign(last, load(name)))
        out.append(st)
        if not blocks and name in stores_in(st):
            out.append(assign(last, load(name)))
    return out


def _bound_by_head(st: Any) -> set[str]:
    return stores_in(st.target) if isinstance(st, gast.For) else stores_in(st.items)


def read_next(stmts: list[Any], program: set[int]) -> set[str]:
    """Names that the program certainly reads in the next of its own statements."""
    found: set[str] = set()
    bound: set[str] = set()
    origin: Any = None
    for st in stmts:
        if id(getattr(st, "site", st)) not in program:
            continue
        mine = getattr(st, "origin", None)
        if origin is not None and mine is not origin:
            break
        if isinstance(st, gast.If):
            found |= certainly_read(st.test) - bound
        elif not inner_blocks(st):
            found |= certainly_read(st) - bound
            bound |= stores_in(st)
        if inner_blocks(st) or mine is None:
            break
        origin = mine
    return found
