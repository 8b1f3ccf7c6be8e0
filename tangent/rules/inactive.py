"""Functions whose results carry no derivative, with the reason in words."""

import builtins
import cmath
import math
import operator
from typing import Any

import numpy as np

from tangent.rules.kinds import inactive, named
from tangent.runtime import snapshot_distance, spaced_like, stop_gradient, uniform_distance

inactive(
    "a comparison is true or false",
    *named(np, "equal not_equal less less_equal greater greater_equal"),
    *named(np, "array_equal array_equiv allclose isclose"),
    *named(operator, "eq ne lt le gt ge is_ is_not contains"),
    *named(math, "isclose"),
    *named(cmath, "isclose"),
)
inactive(
    "a test is true or false",
    *named(np, "isnan isinf isfinite isnat isneginf isposinf isreal iscomplex"),
    *named(np, "isrealobj iscomplexobj isscalar isin iterable isfortran signbit issubdtype isdtype can_cast"),
    *named(np, "shares_memory may_share_memory"),
    *named(math, "isnan isinf isfinite"),
    *named(cmath, "isnan isinf isfinite"),
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
    *named(np.linalg, "matrix_rank"),
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
    spaced_like,
    *named(np, "indices mask_indices diag_indices diag_indices_from"),
    *named(np, "tril_indices tril_indices_from triu_indices triu_indices_from"),
    *named(np, "hamming hanning blackman bartlett"),
)
inactive("the distance to the next floating-point number is a step function", np.spacing, math.ulp)
inactive("a range and a slice are made of integers", range, slice)
inactive(
    "a conversion to integers or truth values is a step function",
    *named(np, "bool int8 int16 int32 int64 intp intc long longlong short byte"),
    *named(np, "uint8 uint16 uint32 uint64 uintp uintc ulong ulonglong ushort ubyte"),
)
inactive(
    "days and dates are no numbers",
    *named(np, "busday_count busday_offset is_busday busdaycalendar datetime_as_string datetime_data"),
    *named(np, "datetime64 timedelta64"),
)
inactive(
    "strings, objects and raw bytes are no numbers",
    *named(np, "str_ bytes_ object_ void character flexible"),
)
inactive(
    "a class that is only asked about, or an error",
    *named(np, "generic number integer signedinteger unsignedinteger inexact floating complexfloating"),
    *named(np.linalg, "LinAlgError"),
)
inactive("a way to compute, found from the shapes", *named(np, "einsum_path"))
inactive("it walks over indices, which are integers", *named(np, "ndindex"))
inactive(
    "files and texts hold numbers, not derivatives",
    *named(np, "save savetxt savez savez_compressed load loadtxt genfromtxt fromfile fromregex fromstring"),
    effects=True,
)
inactive(
    "text has no derivative",
    *named(builtins, "print format str repr ascii chr ord bin hex oct"),
    *named(np, "array2string array_repr array_str format_float_positional format_float_scientific base_repr"),
    *named(np, "binary_repr typename"),
)
inactive(
    "settings of NumPy, not numbers",
    *named(np, "errstate seterr geterr printoptions set_printoptions get_printoptions"),
    *named(np, "seterrcall geterrcall setbufsize getbufsize info test show_config show_runtime get_include"),
    *named(np.linalg, "test"),
    *named(np.fft, "test"),
    effects=True,
)

inactive("a constant on request", stop_gradient)
inactive("a list of the places where snapshots are", snapshot_distance, uniform_distance)

ONLY_REAL: frozenset[Any] = frozenset({np.sign})
"""Inactive for real arguments only: the sign of a complex number is z / |z|, which is no step function."""
