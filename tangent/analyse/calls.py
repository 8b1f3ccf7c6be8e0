"""Which function a call means: operators, methods and functions are keys of one table."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from tangent.types import Callable_, Partial, Type

OPERATORS: dict[str, Any] = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mult": np.multiply,
    "Div": np.divide,
    "FloorDiv": np.floor_divide,
    "Mod": np.remainder,
    "Pow": np.power,
    "MatMult": np.matmul,
    "LShift": np.left_shift,
    "RShift": np.right_shift,
    "BitAnd": np.bitwise_and,
    "BitOr": np.bitwise_or,
    "BitXor": np.bitwise_xor,
    "USub": np.negative,
    "UAdd": np.positive,
    "Invert": np.invert,
}

# Methods of arrays whose first argument is the array, under the name of the function.
ARRAY_METHODS: dict[str, Any] = {
    name: getattr(np, name)
    for name in (
        "sum mean prod std var max min cumsum cumprod argmax argmin argsort all any ptp dot reshape ravel "
        "transpose swapaxes squeeze copy clip diagonal trace take repeat round nonzero searchsorted "
        "conj conjugate"
    ).split()
    if hasattr(np, name)
}
PLAIN_METHODS = ("astype", "flatten", "item", "tolist", "view")
ARRAY_ATTRIBUTES: dict[str, Any] = {
    "T": np.transpose,
    "real": np.real,
    "imag": np.imag,
    "mT": np.matrix_transpose,
}


def operator_of(node: Any) -> Any:
    """The NumPy function that a BinOp, UnaryOp or AugAssign means."""
    return OPERATORS[type(node.op).__name__]


def is_foreign(function: Any) -> bool:
    """Whether a Python function belongs to NumPy or SciPy: it is known by a rule, never by its source."""
    if isinstance(getattr(function, "__self__", None), np.ufunc):
        return True  # a method of a ufunc
    module = getattr(function, "__module__", None) or ""
    return module.split(".")[0] in ("numpy", "scipy", "math", "cmath")


def partial_layers(t: Type) -> list[Any]:
    """A partial, and those that it was made of; in Python they are one."""
    found: list[Any] = [t]
    while isinstance(found[-1], Partial):
        inner = found[-1].function
        made_elsewhere = isinstance(inner, Callable_) and isinstance(inner.function, functools.partial)
        if not made_elsewhere and not isinstance(inner, Partial):
            break
        found.append(inner)
    return found


def partial_function(t: Type) -> Type:
    """What a partial calls in the end."""
    last = partial_layers(t)[-1]
    return last.function if isinstance(last, Partial) else Callable_(last.function.func)
