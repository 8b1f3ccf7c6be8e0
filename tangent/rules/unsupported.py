"""Functions that have a derivative, or might pass one on, and that have no rule: with the reason in words.

They are refused where an active value flows into them (TGT301).  `tangent ops --missing` lists them.
"""

import cmath
import math

import numpy as np

from tangent.rules.kinds import named, unsupported

unsupported(
    "there is no rule yet",
    *named(np, "apply_along_axis apply_over_axes average block choose compress convolve corrcoef correlate"),
    *named(
        np, "cov cumulative_prod cumulative_sum divmod ediff1d extract frexp geomspace gradient i0 insert"
    ),
    *named(np, "interp intersect1d ldexp logspace modf nancumprod nancumsum nanmedian nanpercentile nanprod"),
    *named(
        np, "nanquantile nanstd nanvar nextafter partition percentile piecewise place poly polyadd polyder"
    ),
    *named(
        np, "polydiv polyfit polyint polymul polysub polyval put_along_axis putmask quantile real_if_close"
    ),
    *named(
        np, "require resize roots select setdiff1d setxor1d sort_complex trapezoid trim_zeros union1d unique"
    ),
    *named(
        np, "unique_all unique_counts unique_inverse unique_values unwrap vander astype asarray_chkfinite"
    ),
    *named(np, "histogram histogram2d histogramdd kaiser row_stack"),
    *named(
        np.linalg, "cond eig eigvals lstsq matrix_norm matrix_power multi_dot pinv qr tensorinv tensorsolve"
    ),
    *named(np.linalg, "vector_norm"),
    *named(np.fft, "fft fft2 fftn fftshift hfft ifft ifft2 ifftn ifftshift ihfft irfft irfft2 irfftn"),
    *named(np.fft, "rfft rfft2 rfftn"),
    *named(math, "dist frexp modf nextafter"),
    *named(
        cmath,
        "acos acosh asin asinh atan atanh cos cosh exp log log10 phase polar rect sin sinh sqrt tan tanh",
    ),
)
unsupported(
    "functions of Python that are called by NumPy: call them in a loop, or with arrays",
    *named(np, "frompyfunc vectorize fromfunction fromiter"),
)
unsupported(
    "np.matrix has operators of its own (`*` is a product of matrices)",
    *named(np, "asmatrix bmat matrix"),
)
unsupported(
    "an object that walks over arrays: write the loop over their indices",
    *named(np, "nditer ndenumerate flatiter nested_iters broadcast"),
)
unsupported(
    "an object with operators of its own: use the functions that work on arrays of coefficients",
    *named(np, "poly1d"),
)
unsupported(
    "memory that something else may change, or another class of arrays",
    *named(np, "memmap recarray record from_dlpack frombuffer"),
)
unsupported("makes an object from its memory, not from values", *named(np, "ndarray ufunc"))
