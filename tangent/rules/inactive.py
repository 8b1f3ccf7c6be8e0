"""Functions whose results carry no derivative, with the reason in words."""

import builtins
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.rules.kinds import inactive
from tangent.runtime import stop_gradient


def named(module: Any, names: str) -> list[Callable[..., Any]]:
    """The functions of these names; what another version of the module lacks is left out."""
    return [getattr(module, name) for name in names.split() if hasattr(module, name)]


inactive(
    "a comparison is true or false",
    *named(np, "equal not_equal less less_equal greater greater_equal"),
    *named(np, "array_equal array_equiv allclose isclose"),
    *named(operator, "eq ne lt le gt ge is_ is_not contains"),
    math.isclose,
)
inactive(
    "a test is true or false",
    *named(np, "isnan isinf isfinite isnat isneginf isposinf isreal iscomplex"),
    *named(np, "isrealobj iscomplexobj isscalar isin iterable isfortran signbit issubdtype isdtype can_cast"),
    *named(np, "shares_memory may_share_memory"),
    *named(math, "isnan isinf isfinite"),
    *named(builtins, "isinstance issubclass callable hasattr bool"),
    *named(operator, "truth not_"),
)
inactive(
    "logic and bits have no derivative",
    *named(np, "logical_and logical_or logical_xor logical_not any all"),
    *named(np, "bitwise_and bitwise_or bitwise_xor invert bitwise_count"),
    *named(np, "left_shift right_shift packbits unpackbits"),
    *named(builtins, "any all"),
)
inactive(
    "a step function: its derivative is zero wherever it has one",
    *named(np, "floor ceil rint trunc fix round around sign floor_divide"),
    *named(math, "floor ceil trunc"),
    *named(builtins, "int round"),
)
inactive(
    "an index or a count is an integer",
    *named(np, "argmax argmin nanargmax nanargmin argsort argpartition lexsort argwhere nonzero flatnonzero"),
    *named(np, "count_nonzero searchsorted digitize unravel_index ravel_multi_index gcd lcm"),
    *named(math, "gcd lcm comb perm factorial isqrt"),
    *named(operator, "index countOf indexOf"),
)
inactive(
    "a shape, a size or a type does not depend on the values",
    *named(np, "shape ndim size broadcast_shapes result_type promote_types min_scalar_type"),
    *named(np, "common_type mintypecode finfo iinfo dtype"),
    *named(builtins, "len type id hash"),
)
inactive(
    "a fresh array that does not depend on the values of its arguments",
    *named(np, "zeros ones empty zeros_like ones_like empty_like eye identity tri"),
    *named(np, "indices ix_ mask_indices diag_indices diag_indices_from"),
    *named(np, "tril_indices tril_indices_from triu_indices triu_indices_from"),
    *named(np, "hamming hanning blackman bartlett"),
)
inactive("the distance to the next floating-point number is a step function", np.spacing, math.ulp)
inactive("a range and a slice are made of integers", range, slice)
inactive(
    "text has no derivative",
    *named(builtins, "print format str repr ascii chr ord bin hex oct"),
    *named(np, "array2string array_repr array_str format_float_positional format_float_scientific base_repr"),
    *named(np, "binary_repr typename"),
)
inactive(
    "settings of NumPy, not numbers",
    *named(np, "errstate seterr geterr printoptions set_printoptions get_printoptions"),
)

inactive("a constant on request", stop_gradient)

ONLY_REAL: frozenset[Any] = frozenset({np.sign})
"""Inactive for real arguments only: the sign of a complex number is z / |z|, which is no step function."""
