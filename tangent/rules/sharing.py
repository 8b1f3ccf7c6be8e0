"""When the result of a function may be its argument, or a view of it.

For most functions that is always so, or never (`Rule.view`); for some an option decides, or the operands do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.types import NONE, Num, Static, Type, constant

Test = Callable[[list[Type], dict[str, Type]], bool]
"""(types of the arguments, types of the options) → whether the result may share memory with an argument."""

TRUE = Static(True)


def _unless_copied(args: list[Type], options: dict[str, Type]) -> bool:
    return constant(options.get("copy", TRUE)) is not True


def _unless_asked(args: list[Type], options: dict[str, Type]) -> bool:
    return constant(options.get("copy", NONE)) is not True


def _of_one_array(args: list[Type], options: dict[str, Type]) -> bool:
    """np.einsum("ii->i", m), or in its other form np.einsum(m, [0, 0], [0]), where nothing is added up."""
    first = constant(args[0])
    if not isinstance(first, str):
        return len(args) == 3
    given, arrow, result = first.replace(" ", "").partition("->")
    kept = result if arrow else [c for c in given if given.count(c) == 1]
    return len(args) == 2 and set(given) <= {*kept, "."}


def _of_no_difference(args: list[Type], options: dict[str, Type]) -> bool:
    n = constant(options.get("n", args[1] if len(args) > 1 else Static(1)))
    return not isinstance(n, int) or n == 0


def _of_a_matrix(args: list[Type], options: dict[str, Type]) -> bool:
    """np.diag(m); of a vector it makes a matrix."""
    return not (args and isinstance(args[0], Num) and args[0].shape is not None and len(args[0].shape) == 1)


SOMETIMES: dict[Any, Test] = {
    np.array: _unless_copied,
    np.meshgrid: _unless_copied,
    np.asarray: _unless_asked,
    np.asanyarray: _unless_asked,
    np.einsum: _of_one_array,
    np.diff: _of_no_difference,
    np.diag: _of_a_matrix,
}


def method_may_share(name: str, args: list[Type], options: dict[str, Type]) -> bool:
    """The same of a method of arrays that has no rule of its own, or is not the function of its name.

    `.conj()` of a real array is the array, `np.conj` gives a new one.
    """
    if name == "astype":
        return _unless_copied(args, options if len(args) < 6 else {"copy": args[5]})
    base = args[0]
    is_complex = isinstance(base, Num) and base.dtype is not None and base.dtype.kind == "c"
    return name == "view" or (name in ("conj", "conjugate") and not is_complex)
