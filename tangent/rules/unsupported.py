"""Functions that have a derivative, or might pass one on, and that have no rule: with the reason in words.

They are refused where an active value flows into them (TGT301).  `tangent ops --missing` lists them.
"""

import numpy as np

from tangent.rules.kinds import named, unsupported

unsupported("whether its result is real depends on the values: use np.real", *named(np, "real_if_close"))
unsupported(
    "np.matrix has operators of its own (`*` is a product of matrices)",
    *named(np, "asmatrix bmat matrix"),
)
unsupported(
    "an object that walks over arrays: write the loop over their indices",
    *named(np, "flatiter nested_iters broadcast"),
)
unsupported(
    "an object with operators of its own: use the functions that work on arrays of coefficients",
    *named(np, "poly1d"),
)
unsupported(
    "memory that something else may change, or another class of arrays",
    *named(np, "memmap recarray record from_dlpack frombuffer"),
)
unsupported(
    "an array of places in memory that may lie outside of its array: use sliding_window_view, or indices",
    np.lib.stride_tricks.as_strided,
)
unsupported("makes an object from its memory, not from values", *named(np, "ndarray ufunc"))
