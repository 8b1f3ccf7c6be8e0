"""Lists of statements: taking statements out, and the comments that then have nothing to say."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

import gast

from tangent.syntax.comments import Blank, Comment
from tangent.syntax.nodes import inner_blocks

OPTIONAL = ("orelse", "finalbody")


def remove(body: list[Any], gone: Collection[int]) -> None:
    """Take the statements with these ids out of a block and the blocks below it, in place."""
    body[:] = filtered(body, gone)


def filtered(body: list[Any], gone: Collection[int]) -> list[Any]:
    kept = []
    for s in body:
        if id(s) in gone:
            continue
        for block in inner_blocks(s):
            block[:] = filtered(block, gone)
            if not speaks(block):
                # What may be left out goes, the others must not be empty.
                optional = any(block is getattr(s, field, None) for field in OPTIONAL)
                block[:] = [] if optional else [gast.Pass()]
        kept.append(s)
    return tidy(body, kept)


def blocks(function: gast.FunctionDef) -> Iterator[list[Any]]:
    """All lists of statements, outer ones first."""
    todo = [function.body]
    while todo:
        block = todo.pop()
        yield block
        for s in reversed(block):
            todo += [b for b in reversed(inner_blocks(s)) if b]


def speaks(body: list[Any]) -> bool:
    """Whether there is anything but comments, empty lines and `pass`."""
    return any(not isinstance(s, (Comment, Blank, gast.Pass)) for s in body)


def tidy(before: list[Any], after: list[Any]) -> list[Any]:
    """`after` without comments that head nothing; comments in a row in `before` are one comment."""
    if not any(isinstance(s, (Comment, Blank)) for s in after):
        return after
    lines_below = {
        id(a) for a, b in pairwise(before) if isinstance(b, Comment) and not b.text.startswith("backward")
    }
    out: list[Any] = []
    heads = returns = False  # whether a statement follows before the next comment
    for s in reversed(after):
        if isinstance(s, Comment):
            if (
                heads
                or (returns and not s.text.startswith("backward"))
                or (id(s) in lines_below and out and isinstance(out[-1], Comment))
            ):
                out.append(s)
            heads = returns = False
        elif isinstance(s, Blank):
            if out and not isinstance(out[-1], Blank):
                out.append(s)
        else:
            returns = True
            heads = heads or not _returns_names(s)
            out.append(s)
    while out and isinstance(out[-1], Blank):
        out.pop()
    out.reverse()
    return out


def _returns_names(s: Any) -> bool:
    """`return x_bar, y_bar`: no statement that a heading would be about."""
    if not isinstance(s, gast.Return) or s.value is None:
        return False
    value = s.value
    return all(
        isinstance(n, (gast.Name, gast.Constant, gast.Tuple, gast.expr_context)) for n in ast.walk(value)
    )
