"""What `jvp` and `vjp` of a function did last: most calls are like the one before.

It hangs on the function, beside its recipes, and looks at the arguments by itself: types, lengths, globals
and the code of the function (`Variant.quick`).  What does not fit takes the long way.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tangent.dispatch import NO_FIT, never
from tangent.recipe import memo_of

_FLOATS = frozenset((float, np.float64, np.float32))


def quick(fun: Any, kind: str) -> Callable[..., Any]:
    """What was kept for `fun`; it gives `NO_FIT` for arguments of another kind."""
    memo = memo_of(fun) if type(fun) is types.FunctionType else None
    return never if memo is None else memo.quick.get(kind, never)


def keep(fun: Any, kind: str, call: Callable[..., Any]) -> None:
    memo = memo_of(fun)
    if memo is not None:
        memo.quick[kind] = call


class Along:
    """A directional derivative, for primals and tangents like those of a call before.

    run: a `Variant.quick`.  moves: for each primal, whether it has a tangent.
    """

    __slots__ = ("moves", "run")

    def __init__(self, run: Callable[..., Any], moves: Sequence[bool]) -> None:
        self.run, self.moves = run, tuple(moves)

    def __call__(self, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
        if not len(primals) == len(tangents) == len(self.moves):
            return NO_FIT
        dots = []
        for p, dot, moves in zip(primals, tangents, self.moves):
            if not moves:
                if dot is not None:
                    return NO_FIT
                continue
            kind = type(p)
            if type(dot) is not kind:
                return NO_FIT
            if kind not in _FLOATS and not (kind is np.ndarray and _alike(p, dot)):
                return NO_FIT
            dots.append(dot)
        return self.run(*primals, *dots)


def _alike(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype and a.dtype.kind in "fc"
