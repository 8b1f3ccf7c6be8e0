"""Make the transformed function read as if it had been written by hand, without changing a value.

Small passes, one per file, each of which can be switched off.  They work on the tree in place; what they
need to know about it is computed afresh by `chains.Chains`, in one walk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import gast

from tangent.optimise.accumulate import accumulate
from tangent.optimise.blocks import unshare
from tangent.optimise.branches import branches
from tangent.optimise.chains import Context
from tangent.optimise.copies import copies
from tangent.optimise.dead_code import dead_code
from tangent.optimise.fold import fold, simplify
from tangent.optimise.nest import nest
from tangent.optimise.zeroing import zeroing

__all__ = ["PASSES", "optimise", "simplify"]

PASSES: dict[str, Callable[[Context], bool]] = {
    "copies": copies,
    "fold": fold,
    "dead_code": dead_code,
    "zeroing": zeroing,
    "nest": nest,
    "accumulate": accumulate,
    "branches": branches,
}
_ROUNDS = 4  # a product becomes a copy, the copy a factor


def optimise(
    function: gast.FunctionDef,
    temporaries: Collection[str],
    pure: Callable[[Any], bool],
    *,
    off: Collection[str] = (),
    droppable: Callable[[Any], bool] | None = None,
    owned: Collection[str] = (),
    is_float: Callable[[str], bool] | None = None,
    is_container: Callable[[str], bool] | None = None,
    fresh: Callable[[gast.Call], bool] | None = None,
    width: int = 88,
) -> None:
    """Run the passes on `function`, in place.

    temporaries: names that the compiler made; only these are eliminated, folded or renamed. pure(func):
    calling this function changes nothing (its result may be a view of its arguments). off: names of passes
    to leave out. droppable(stmt): a statement of the forward sweep that nothing reads may go, because it
    cannot raise. owned: names whose arrays nobody else holds, and that `x = x + e` may write into.
    is_float(name): the name holds floats only; adjoints do, unless is_container(name): a list or the like.
    fresh(call): the value of this pure call shares no memory with anything; by default a table of NumPy
    functions.
    """
    unknown = set(off) - set(PASSES)
    if unknown:
        raise ValueError(f"no such pass: {', '.join(sorted(unknown))}; there are {', '.join(PASSES)}")
    unshare(function)
    context = Context(
        function,
        frozenset(temporaries),
        pure,
        droppable or _always,
        frozenset(owned),
        is_float,
        is_container,
        fresh,
        width,
    )

    def run(name: str) -> bool:
        return name not in off and PASSES[name](context)

    for _ in range(_ROUNDS):
        run("copies")
        if not run("fold"):
            break
    run("dead_code")
    run("zeroing")
    if run("nest"):
        run("zeroing")
        if run("fold") and run("copies"):
            run("dead_code")
    run("accumulate")
    run("branches")


def _always(stmt: Any) -> bool:
    return True
