"""Make the transformed function read as if it had been written by hand, without changing a value.

Small passes, one per file, each of which can be switched off.  They work on the tree in place; what they
need to know about it is computed afresh by `chains.Chains`, in one walk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import gast

from tangent.optimise.accumulate import accumulate
from tangent.optimise.branches import branches
from tangent.optimise.chains import Context
from tangent.optimise.coalesce import coalesce
from tangent.optimise.copies import copies
from tangent.optimise.dead_code import dead_code
from tangent.optimise.definitions import definitions
from tangent.optimise.exclusive import exclusive
from tangent.optimise.first import first
from tangent.optimise.fold import fold, simplify
from tangent.optimise.nest import nest
from tangent.optimise.operands import operands
from tangent.optimise.prune import prune
from tangent.optimise.release import release
from tangent.optimise.renumber import renumber
from tangent.optimise.sink import sink
from tangent.optimise.zeroing import zeroing

__all__ = ["PASSES", "Context", "optimise", "run_passes", "simplify"]

PASSES: dict[str, Callable[..., bool]] = {
    "copies": copies,
    "fold": fold,
    "dead_code": dead_code,
    "zeroing": zeroing,
    "sink": sink,
    "nest": nest,
    "operands": operands,
    "prune": prune,
    "coalesce": coalesce,
    "exclusive": exclusive,
    "accumulate": accumulate,
    "first": first,
    "branches": branches,
    "release": release,
    "renumber": renumber,
}
_ROUNDS = 4  # a product becomes a copy, the copy a factor


def optimise(
    function: gast.FunctionDef,
    temporaries: Collection[str],
    pure: Callable[[Any], bool],
    *,
    off: Collection[str] = (),
    **options: Any,
) -> None:
    """Run the passes on `function`, in place; `off` are those to leave out, `Context` explains the rest."""
    run_passes([Context(function, frozenset(temporaries), pure, **options)], off)


def run_passes(contexts: Sequence[Context], off: Collection[str] = ()) -> None:
    """All passes on functions that have their names in common: a forward and its backward function, say.

    Every place in a tree must have a node of its own: a pass may change one and not the others.
    """
    unknown = set(off) - set(PASSES)
    if unknown:
        raise ValueError(f"no such pass: {', '.join(sorted(unknown))}; there are {', '.join(PASSES)}")

    def run(name: str, *given: Context) -> bool:
        if name in off:
            return False
        news = PASSES[name](*given)
        if name != "copies":
            for c in contexts:
                c.forget()
        return news

    for c in contexts:
        for _ in range(_ROUNDS):
            run("copies", c)
            if not run("fold", c):
                break
        run("dead_code", c)
        run("zeroing", c)
        run("sink", c)
        if run("nest", c):
            run("zeroing", c)
            if run("fold", c) and run("copies", c):
                run("dead_code", c)
            if "dead_code" not in off and definitions(c):
                run("copies", c)
        run("accumulate", c)
    if run("prune", *contexts):
        run("dead_code", contexts[0])
    if run("coalesce", *contexts):
        for c in contexts:
            if run("copies", c) and run("fold", c):
                run("dead_code", c)
            run("nest", c)
    for c in contexts:
        run("exclusive", c)
        run("operands", c)
        run("accumulate", c)
        run("first", c)
        run("branches", c)
        run("release", c)
    run("renumber", *contexts)
