"""Large arrays are let go as soon as nothing reads them any more.

    # backward: h = np.tanh(z)
    z_bar = h_bar * (1.0 - h**2)
    del h, h_bar

By hand one would not write this for a few numbers: only names that hold much (`Context.is_large`) are
deleted, at the end of the block of the last statement that reads them, and not where the function ends
anyway.  What is bound in a branch or a loop only, or read by a function inside, stays.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.chains import Context
from tangent.optimise.effects import OPAQUE
from tangent.syntax.comments import Comment
from tangent.syntax.nodes import names_in, stores_in, walk

_HIDING = (*OPAQUE, gast.FunctionDef)


def release(context: Context) -> bool:
    body = context.function.body
    if not any(isinstance(s, Comment) for s in body):
        return False
    kept = _kept(body)
    last: dict[str, int] = {}
    bound: dict[str, None] = {}
    for k, s in enumerate(body):
        for name in names_in(s):
            last[name] = k
        if isinstance(s, gast.Assign):
            bound |= dict.fromkeys(sorted(stores_in(s.targets)))
    dying: dict[int, list[str]] = {}
    for name in bound:
        if name not in kept and context.is_large(name):
            end = _end_of_block(body, last[name])
            if end < len(body):
                dying.setdefault(end, []).append(name)
    for end in sorted(dying, reverse=True):
        names = [gast.Name(n, gast.Del(), None, None) for n in dying[end]]
        body.insert(end, gast.Delete(names))
    return bool(dying)


def _end_of_block(body: list[Any], k: int) -> int:
    """Where the block ends that a statement belongs to: in front of the next comment."""
    while k < len(body) and not (isinstance(body[k], Comment) and _heads_a_block(body[k])):
        k += 1
    return k


def _heads_a_block(comment: Comment) -> bool:
    return comment.text.startswith("backward")


def _kept(body: list[Any]) -> set[str]:
    """Names that functions inside read, at any time; those that are deleted as it is; and what is only taken
    out of something that stays.
    """
    kept: set[str] = set()
    for n in walk(body):
        if isinstance(n, (*_HIDING, gast.Delete)):
            kept |= names_in(n)
    for s in body:
        if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Tuple):
            if isinstance(s.value, gast.Name):
                kept |= stores_in(s.targets)
    return kept
