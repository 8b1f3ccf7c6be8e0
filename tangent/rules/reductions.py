"""Rules for functions that reduce or accumulate along axes.

What is the same for all reduced elements is returned small and left to broadcasting.
"""

import numpy as np

from tangent.rules.kinds import known, linear, pair, python_number
from tangent.runtime.reductions import (
    cumprod_bar,
    cumprod_dot,
    expanded,
    extreme_shares,
    median_weights,
    product_of_others,
    product_slope,
    reduced_size,
    selected_size,
    selected_variance_slope,
)

# --------------------------------------------------------------------------- sums and means


@linear(np.sum, wrt=("a", "initial"), neutral=("dtype",), uniform=True)
def _(a, axis=None, dtype=None, out=None, keepdims=False, initial=0, where=True, *, out_bar):
    if where is not True:
        return np.where(where, expanded(out_bar, axis, keepdims), 0.0), np.sum(out_bar)
    if axis is None or keepdims:
        return out_bar, np.sum(out_bar)
    return np.expand_dims(out_bar, axis), np.sum(out_bar)


@linear(np.mean, wrt=("a",), neutral=("dtype",), uniform=True)
def _(a, axis=None, dtype=None, out=None, keepdims=False, where=True, *, out_bar):
    if where is not True:
        return np.where(where, expanded(out_bar, axis, keepdims) / selected_size(a, axis, where), 0.0)
    if python_number(a):
        return out_bar
    if python_number(out_bar):  # of nothing, the mean is nan, and so the quotient must not raise
        if axis is None:
            return out_bar / max(a.size, 1)
        if isinstance(axis, tuple):
            if keepdims:
                return out_bar / max(reduced_size(a, axis), 1)
            return np.expand_dims(out_bar / max(reduced_size(a, axis), 1), axis)
        if keepdims:
            return out_bar / max(a.shape[axis], 1)
        return np.expand_dims(out_bar / max(a.shape[axis], 1), axis)
    if axis is None:
        return out_bar / a.size
    if isinstance(axis, tuple):
        if keepdims:
            return out_bar / reduced_size(a, axis)
        return np.expand_dims(out_bar / reduced_size(a, axis), axis)
    if keepdims:
        return out_bar / a.shape[axis]
    return np.expand_dims(out_bar / a.shape[axis], axis)


def nansum_jvp(
    a, axis=None, dtype=None, out=None, keepdims=False, initial=0, where=True, *, a_dot, initial_dot
):
    moved = np.where(np.isnan(a), 0.0, a_dot)
    return np.sum(moved, axis=axis, keepdims=keepdims, where=where) + initial_dot


@pair(np.nansum, wrt=("a", "initial"), jvp=nansum_jvp, neutral=("dtype",))
def _(a, axis=None, dtype=None, out=None, keepdims=False, initial=0, where=True, *, out_bar):
    if where is not True:
        return np.where(np.isnan(a) | ~where, 0.0, expanded(out_bar, axis, keepdims)), np.sum(out_bar)
    if axis is None or keepdims:
        return np.where(np.isnan(a), 0.0, out_bar), np.sum(out_bar)
    return np.where(np.isnan(a), 0.0, np.expand_dims(out_bar, axis)), np.sum(out_bar)


def nanmean_jvp(a, axis=None, dtype=None, out=None, keepdims=False, where=True, *, a_dot):
    count = np.sum(~np.isnan(a), axis=axis, dtype=a.dtype, keepdims=keepdims, where=where)
    return np.sum(np.where(np.isnan(a), 0.0, a_dot), axis=axis, keepdims=keepdims, where=where) / count


@pair(np.nanmean, wrt=("a",), jvp=nanmean_jvp, neutral=("dtype",))
def _(a, axis=None, dtype=None, out=None, keepdims=False, where=True, *, out_bar):
    count = np.sum(~np.isnan(a), axis=axis, dtype=a.dtype, keepdims=True, where=where)
    if where is not True:
        return np.where(np.isnan(a) | ~where, 0.0, expanded(out_bar, axis, keepdims) / count)
    if axis is None or keepdims:
        return np.where(np.isnan(a), 0.0, out_bar / count)
    return np.where(np.isnan(a), 0.0, np.expand_dims(out_bar, axis) / count)


# --------------------------------------------------------------------------- variances


def var_jvp(a, axis=None, dtype=None, _out=None, ddof=0, keepdims=False, where=True, *, a_dot):
    if python_number(a):
        return 0.0 * a_dot
    if where is not True:
        moved = np.real(selected_variance_slope(a, axis, ddof, where) * a_dot)
        return np.sum(moved, axis=axis, keepdims=keepdims)
    centred = a - np.mean(a, axis=axis, keepdims=True)
    if np.iscomplexobj(a):
        products = np.real(np.conj(centred) * a_dot)
    else:
        products = centred * a_dot
    return 2.0 * np.sum(products, axis=axis, keepdims=keepdims) / (reduced_size(a, axis) - ddof)


@pair(np.var, wrt=("a",), jvp=var_jvp, neutral=("dtype",))
def _(a, axis=None, dtype=None, _out=None, ddof=0, keepdims=False, where=True, *, out_bar):
    if python_number(a):
        return 0.0 * out_bar
    if where is not True:
        return expanded(out_bar, axis, keepdims) * selected_variance_slope(a, axis, ddof, where)
    if np.iscomplexobj(a):
        centred = np.conj(a - np.mean(a, axis=axis, keepdims=True))
    else:
        centred = a - np.mean(a, axis=axis, keepdims=True)
    if axis is None:
        return 2.0 * out_bar * centred / (a.size - ddof)
    if keepdims:
        return 2.0 * out_bar * centred / (reduced_size(a, axis) - ddof)
    return 2.0 * np.expand_dims(out_bar, axis) * centred / (reduced_size(a, axis) - ddof)


# Where the deviation is zero, all is equal to the mean and the adjoint is zero; 0 / 0 would be nan.
def std_jvp(a, axis=None, dtype=None, _out=None, ddof=0, keepdims=False, where=True, *, out, a_dot):
    if python_number(a):
        return 0.0 * a_dot
    if where is not True:
        moved = np.real(selected_variance_slope(a, axis, ddof, where) * a_dot)
        return np.sum(moved, axis=axis, keepdims=keepdims) / (2.0 * np.where(out == 0.0, 1.0, out))
    centred = a - np.mean(a, axis=axis, keepdims=True)
    if np.iscomplexobj(a):
        products = np.real(np.conj(centred) * a_dot)
    else:
        products = centred * a_dot
    scale = np.where(out == 0.0, 1.0, out) * (reduced_size(a, axis) - ddof)
    return np.sum(products, axis=axis, keepdims=keepdims) / scale


@pair(np.std, wrt=("a",), jvp=std_jvp, neutral=("dtype",))
def _(a, axis=None, dtype=None, _out=None, ddof=0, keepdims=False, where=True, *, out, out_bar):
    if python_number(a):
        return 0.0 * out_bar
    if where is not True:
        half = out_bar / (2.0 * np.where(out == 0.0, 1.0, out))
        return expanded(half, axis, keepdims) * selected_variance_slope(a, axis, ddof, where)
    if np.iscomplexobj(a):
        centred = np.conj(a - np.mean(a, axis=axis, keepdims=True))
    else:
        centred = a - np.mean(a, axis=axis, keepdims=True)
    slope = out_bar / np.where(out == 0.0, 1.0, out)
    if axis is None:
        return slope * centred / (a.size - ddof)
    if keepdims:
        return slope * centred / (reduced_size(a, axis) - ddof)
    return np.expand_dims(slope, axis) * centred / (reduced_size(a, axis) - ddof)


# --------------------------------------------------------------------------- extremes: ties share evenly
# They are counted in the dtype of the array: a quotient by NumPy integers is always float64.


def extreme_jvp(
    a, axis=None, _out=None, keepdims=False, initial=None, where=True, *, out, a_dot, initial_dot
):
    if initial is not None or where is not True:
        shares = extreme_shares(a, expanded(out, axis, keepdims), axis, initial, where)
        rest = 1.0 - np.sum(shares, axis=axis, keepdims=keepdims)
        return np.sum(a_dot * shares, axis=axis, keepdims=keepdims) + rest * initial_dot
    if axis is None:
        top = a == out
        return np.sum(a_dot * top, keepdims=keepdims) / np.sum(top, dtype=a.dtype)
    if keepdims:
        top = a == out
    else:
        top = a == np.expand_dims(out, axis)
    count = np.sum(top, axis=axis, dtype=a.dtype, keepdims=keepdims)
    return np.sum(a_dot * top, axis=axis, keepdims=keepdims) / count


# Without `initial`, nothing flows into it: the second expression is not asked for.
@pair(np.max, np.amax, np.min, np.amin, np.nanmax, np.nanmin, wrt=("a", "initial"), jvp=extreme_jvp)
def _(a, axis=None, _out=None, keepdims=False, initial=None, where=True, *, out, out_bar):
    if initial is not None or where is not True:
        shares = extreme_shares(a, expanded(out, axis, keepdims), axis, initial, where)
        rest = 1.0 - np.sum(shares, axis=axis, keepdims=True)
        return expanded(out_bar, axis, keepdims) * shares, np.sum(expanded(out_bar, axis, keepdims) * rest)
    if axis is None:
        top = a == out
        return out_bar * top / np.sum(top, dtype=a.dtype), 0.0
    if keepdims:
        top = a == out
        return out_bar * top / np.sum(top, axis=axis, dtype=a.dtype, keepdims=True), 0.0
    top = a == np.expand_dims(out, axis)
    return np.expand_dims(out_bar, axis) * top / np.sum(top, axis=axis, dtype=a.dtype, keepdims=True), 0.0


def ptp_jvp(a, axis=None, out=None, keepdims=False, *, a_dot):
    top = a == np.max(a, axis=axis, keepdims=True)
    low = a == np.min(a, axis=axis, keepdims=True)
    highest = top / np.sum(top, axis=axis, dtype=a.dtype, keepdims=True)
    lowest = low / np.sum(low, axis=axis, dtype=a.dtype, keepdims=True)
    return np.sum(a_dot * (highest - lowest), axis=axis, keepdims=keepdims)


@pair(np.ptp, wrt=("a",), jvp=ptp_jvp)
def _(a, axis=None, out=None, keepdims=False, *, out_bar):
    top = a == np.max(a, axis=axis, keepdims=True)
    low = a == np.min(a, axis=axis, keepdims=True)
    highest = top / np.sum(top, axis=axis, dtype=a.dtype, keepdims=True)
    lowest = low / np.sum(low, axis=axis, dtype=a.dtype, keepdims=True)
    if axis is None or keepdims:
        return out_bar * (highest - lowest)
    return np.expand_dims(out_bar, axis) * (highest - lowest)


def median_jvp(a, axis=None, out=None, overwrite_input=False, keepdims=False, *, a_dot):
    return np.sum(a_dot * median_weights(a, axis), axis=axis, keepdims=keepdims)


@pair(np.median, wrt=("a",), jvp=median_jvp)
def _(a, axis=None, out=None, overwrite_input=False, keepdims=False, *, out_bar):
    if axis is None or keepdims:
        return out_bar * median_weights(a, axis)
    return np.expand_dims(out_bar, axis) * median_weights(a, axis)


# --------------------------------------------------------------------------- products


def prod_jvp(
    a, axis=None, dtype=None, out=None, keepdims=False, initial=1, where=True, *, a_dot, initial_dot
):
    if not (known(initial) and initial == 1) or where is not True:
        moved = np.sum(a_dot * product_slope(a, axis, initial, where), axis=axis, keepdims=keepdims)
        return moved + np.prod(a, axis=axis, keepdims=keepdims, where=where) * initial_dot
    return np.sum(a_dot * product_of_others(a, axis), axis=axis, keepdims=keepdims)


@pair(np.prod, wrt=("a", "initial"), jvp=prod_jvp, neutral=("dtype",))
def _(a, axis=None, dtype=None, out=None, keepdims=False, initial=1, where=True, *, out_bar):
    if not (known(initial) and initial == 1) or where is not True:
        product = np.prod(a, axis=axis, keepdims=keepdims, where=where)
        a_bar = expanded(out_bar, axis, keepdims) * product_slope(a, axis, initial, where)
        return a_bar, np.sum(out_bar * product)
    if axis is None or keepdims:
        return out_bar * product_of_others(a, axis), 0.0
    return np.expand_dims(out_bar, axis) * product_of_others(a, axis), 0.0


# --------------------------------------------------------------------------- running sums and products


@linear(np.cumsum, wrt=("a",), neutral=("dtype",))
def _(a, axis=None, dtype=None, out=None, *, out_bar):
    if a.ndim == 1:
        return np.cumsum(out_bar[::-1])[::-1]
    if axis is None:
        return np.reshape(np.cumsum(out_bar[::-1])[::-1], a.shape)
    return np.flip(np.cumsum(np.flip(out_bar, axis), axis=axis), axis)


def cumprod_jvp(a, axis=None, dtype=None, out=None, *, a_dot):
    return cumprod_dot(a, axis, a_dot)


@pair(np.cumprod, wrt=("a",), jvp=cumprod_jvp, neutral=("dtype",))
def _(a, axis=None, dtype=None, out=None, *, out_bar):
    return cumprod_bar(a, axis, out_bar)


# --------------------------------------------------------------------------- sums into bins


@linear(np.bincount, wrt=("weights",), lengths=False, neutral=("minlength",))
def _(x, weights=None, minlength=0, *, out_bar):
    return out_bar[x]
