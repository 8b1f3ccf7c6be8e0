"""NumPy functions applied to many tangents at once, which stand along a leading axis.

Three tables: functions that stay as they are, functions of which an axis is counted on by one, and templates
for those that become something else.  What is in none of them is not done in one pass.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.runtime import add, apart, copy_like, guarded, quotient, zeros

AS_THEY_ARE: tuple[Any, ...] = (
    np.copy, np.real, np.imag, np.conjugate, np.ascontiguousarray, np.asarray, np.zeros_like, zeros, apart,
    copy.deepcopy,
)  # fmt: skip

ELEMENTWISE: tuple[Any, ...] = (guarded, quotient, add)
"""Helpers that work element by element."""

ALONG: dict[Any, Any] = {
    np.sum: "all", np.mean: "all", np.cumsum: "flat", np.flip: "all", np.roll: "flat", np.diff: -1,
    np.expand_dims: None, np.squeeze: None, np.repeat: "flat", np.take: "flat",
    np.concatenate: 0, np.stack: 0, np.delete: "flat", np.split: 0, np.array_split: 0,
}  # fmt: skip
"""What no `axis` means: an axis; "all" of them; "flat": the first, if it is the only one; None: not done."""

AXES: dict[Any, tuple[str, ...]] = {
    np.swapaxes: ("axis1", "axis2"),
    np.moveaxis: ("source", "destination"),
}
"""Parameters that are axes."""

Template = Callable[[dict[str, bool], dict[str, int]], str | None]
TEMPLATES: dict[Any, Template] = {}


def template(*functions: Any) -> Callable[[Template], Template]:
    """Register: from whether each operand has the leading axis, and its rank without it, to an expression of
    the parameters and of `count`, the number of tangents; None where there is none.
    """

    def register(make: Template) -> Template:
        TEMPLATES.update(dict.fromkeys(functions, make))
        return make

    return register


def aligned(name: str, rank: int, to: int) -> str:
    """An operand with the leading axis, with axes of length 1 behind it, so that it broadcasts as it did."""
    return name if rank == to else f"{name}[:, {', '.join(['None'] * (to - rank))}]"


@template(np.matmul, np.linalg.matmul, operator.matmul)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    a, b = rank["a"], rank["b"]
    if 0 in (a, b) or all(many.values()):
        return None
    if many["a"]:
        if a == 1:
            return "a @ b" if b <= 2 else None
        return f"{aligned('a', a, max(a, b))} @ b"
    if b == 1:
        return {1: "b @ a", 2: "b @ a.T"}.get(a)
    return f"a @ {aligned('b', b, max(a, b))}"


@template(np.dot)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    a, b = rank["a"], rank["b"]
    if 0 in (a, b):
        top = max(a, b)
        return " * ".join(aligned(n, rank[n], top) if many[n] else n for n in "ab")
    return TEMPLATES[np.matmul](many, rank) if max(a, b) <= 2 else None


@template(np.inner, np.vdot)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    return TEMPLATES[np.matmul](many, rank) if rank["a"] == rank["b"] == 1 else None


@template(np.outer)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    if not rank["a"] == rank["b"] == 1 or all(many.values()):
        return None
    return "a[:, :, None] * b" if many["a"] else "a[:, None] * b[:, None, :]"


@template(np.transpose, np.permute_dims)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    n = rank["a"]
    if n < 2:
        return "a"
    return "np.swapaxes(a, 1, 2)" if n == 2 else f"np.transpose(a, {(0, *range(n, 0, -1))})"


@template(np.matrix_transpose, np.linalg.matrix_transpose)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    return "np.swapaxes(x, -1, -2)"


@template(np.ravel)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    lengths = " * ".join(f"a.shape[{k + 1}]" for k in range(rank["a"]))
    return "a" if rank["a"] == 1 else f"np.reshape(a, (count, {lengths or 1}))"


@template(np.cross)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    if set(rank) != {"a", "b"}:
        return None
    top = max(rank["a"], rank["b"])
    return f"np.cross({', '.join(aligned(n, rank[n], top) if many[n] else n for n in 'ab')})"


@template(np.diagonal)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    return "np.diagonal(a, axis1=1, axis2=2)" if rank["a"] == 2 else None


@template(np.trace)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    return "np.trace(a, axis1=1, axis2=2)" if rank["a"] == 2 else None


@template(np.triu)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    if rank["m"] < 2:
        return None
    return "np.triu(m, k)" if "k" in rank else "np.triu(m)"


@template(np.tril)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    if rank["m"] < 2:
        return None
    return "np.tril(m, k)" if "k" in rank else "np.tril(m)"


@template(np.linalg.solve)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    if many["a"] or rank["a"] != 2:
        return None
    return "np.linalg.solve(a, b.T).T" if rank["b"] == 1 else "np.linalg.solve(a, b)"


@template(copy_like)
def _(many: dict[str, bool], rank: dict[str, int]) -> str | None:
    return "x_dot.copy()"
