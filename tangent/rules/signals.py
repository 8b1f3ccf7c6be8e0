"""Rules for convolutions, Fourier transforms, interpolation, order statistics and insertions."""

import numpy as np

from tangent.rules.kinds import elementwise, inactive, known, linear, multilinear, pair
from tangent.runtime.either import complex_roots
from tangent.runtime.shapes import unbroadcast
from tangent.runtime.signals import (
    along_places,
    bessel_i1,
    convolve_bar,
    correlate_bar_left,
    correlate_bar_right,
    fitted,
    half_weights,
    insert_bar,
    inserted,
    interp_bar,
    interp_dot,
    order_bar,
    order_dot,
    order_slope,
    order_weights,
    order_weights_slope,
    permutation,
    places_bar,
    ranks,
    roots_bar,
    roots_dot,
    several_ranks,
)

# --------------------------------------------------------------------------- convolutions


@multilinear(np.convolve, wrt=("a", "v"))
def _(a, v, mode="full", *, out_bar):
    return convolve_bar(out_bar, a, v, mode), convolve_bar(out_bar, v, a, mode)


@multilinear(np.correlate, wrt=("a", "v"))
def _(a, v, mode="valid", *, out_bar):
    return correlate_bar_left(out_bar, a, v, mode), correlate_bar_right(out_bar, a, v, mode)


# --------------------------------------------------------------------------- Fourier transforms
# Their matrices are symmetric, and are transposed without conjugation.


@linear(np.fft.fft, wrt=("a",), lengths=False, neutral=("n",))
def _(a, n=None, axis=-1, norm=None, *, out_bar):
    a_bar = fitted(np.fft.fft(out_bar, axis=axis, norm=norm), a.shape[axis], axis)
    if np.iscomplexobj(a):
        return a_bar
    return np.real(a_bar)


@linear(np.fft.ifft, wrt=("a",), lengths=False, neutral=("n",))
def _(a, n=None, axis=-1, norm=None, *, out_bar):
    a_bar = fitted(np.fft.ifft(out_bar, axis=axis, norm=norm), a.shape[axis], axis)
    if np.iscomplexobj(a):
        return a_bar
    return np.real(a_bar)


@linear(np.fft.rfft, wrt=("a",), lengths=False)
def _(a, n=None, axis=-1, norm=None, *, out_bar):
    if n is None:
        return np.real(np.fft.fft(out_bar, a.shape[axis], axis, norm))
    return fitted(np.real(np.fft.fft(out_bar, n, axis, norm)), a.shape[axis], axis)


# Each term of half a spectrum but the first (and the last, for an even length) stands for two.
@linear(np.fft.irfft, wrt=("a",), lengths=False, neutral=("n",))
def _(a, n=None, axis=-1, norm=None, *, out_bar):
    half = np.fft.ifft(out_bar, axis=axis, norm=norm)
    m = out_bar.shape[axis] // 2 + 1
    weights = half_weights(m, out_bar.shape[axis], axis, np.ndim(a))
    a_bar = fitted(fitted(half, m, axis) * weights, a.shape[axis], axis)
    if np.iscomplexobj(a):
        return a_bar
    return np.real(a_bar)


@linear(np.fft.fftshift, wrt=("x",))
def _(x, axes=None, *, out_bar):
    return np.fft.ifftshift(out_bar, axes)


@linear(np.fft.ifftshift, wrt=("x",))
def _(x, axes=None, *, out_bar):
    return np.fft.fftshift(out_bar, axes)


@linear(fitted, wrt=("x",))
def _(x, n, axis, *, out_bar):
    return fitted(out_bar, x.shape[axis], axis)


inactive("weights do not depend on the values", half_weights)

# --------------------------------------------------------------------------- interpolation


def interp_jvp(x, xp, fp, left=None, right=None, *, x_dot, xp_dot, fp_dot):
    moved = x_dot + np.zeros_like(x)
    return interp_dot(x, xp, fp, moved, xp_dot + np.zeros_like(xp), fp_dot + np.zeros_like(fp))


# Beyond the ends the result is constant.
@pair(np.interp, wrt=("x", "xp", "fp"), jvp=interp_jvp)
def _(x, xp, fp, left=None, right=None, *, out_bar):
    x_bar, xp_bar, fp_bar = interp_bar(x, xp, fp, out_bar)
    return x_bar, xp_bar, fp_bar


def unwrap_jvp(p, discont=None, axis=-1, *, period=2.0 * np.pi, out, p_dot, period_dot):
    if known(period_dot):
        return p_dot
    return p_dot + (out - p) / period * period_dot


# What is added are multiples of the period.
@pair(np.unwrap, wrt=("p", "period"), jvp=unwrap_jvp, neutral=("discont", "axis"))
def _(p, discont=None, axis=-1, *, period=2.0 * np.pi, out, out_bar):
    return out_bar, np.sum(out_bar * (out - p)) / period


# --------------------------------------------------------------------------- order statistics
# Ties are broken by the place in the array: the first of equal elements counts as the smallest.
# Weights decide which element it is, in steps.


def quantile_jvp(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    a_dot,
    q_dot,
    weights_dot,
):
    if weights is None:
        place = np.quantile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.quantile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    if known(q_dot):
        return order_dot(a, axis, place, keepdims, a_dot)
    moved = along_places(order_slope(a, axis, place, keepdims, method, 1.0), q_dot)
    return order_dot(a, axis, place, keepdims, a_dot + np.zeros_like(a)) + moved


@pair(np.quantile, wrt=("a", "q", "weights"), jvp=quantile_jvp)
def _(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    out_bar,
):
    if weights is None:
        place = np.quantile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.quantile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    q_bar = places_bar(out_bar * order_slope(a, axis, place, keepdims, method, 1.0), np.ndim(q))
    return order_bar(a, axis, place, keepdims, out_bar), q_bar, 0.0


def percentile_jvp(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    a_dot,
    q_dot,
    weights_dot,
):
    if weights is None:
        place = np.percentile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.percentile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    if known(q_dot):
        return order_dot(a, axis, place, keepdims, a_dot)
    moved = along_places(order_slope(a, axis, place, keepdims, method, 0.01), q_dot)
    return order_dot(a, axis, place, keepdims, a_dot + np.zeros_like(a)) + moved


@pair(np.percentile, wrt=("a", "q", "weights"), jvp=percentile_jvp)
def _(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    out_bar,
):
    if weights is None:
        place = np.percentile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.percentile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    q_bar = places_bar(out_bar * order_slope(a, axis, place, keepdims, method, 0.01), np.ndim(q))
    return order_bar(a, axis, place, keepdims, out_bar), q_bar, 0.0


def nanquantile_jvp(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    a_dot,
    q_dot,
    weights_dot,
):
    if weights is None:
        place = np.nanquantile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.nanquantile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    if known(q_dot):
        return order_dot(a, axis, place, keepdims, a_dot)
    moved = along_places(order_slope(a, axis, place, keepdims, method, 1.0), q_dot)
    return order_dot(a, axis, place, keepdims, a_dot + np.zeros_like(a)) + moved


@pair(np.nanquantile, wrt=("a", "q", "weights"), jvp=nanquantile_jvp)
def _(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    out_bar,
):
    if weights is None:
        place = np.nanquantile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.nanquantile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    q_bar = places_bar(out_bar * order_slope(a, axis, place, keepdims, method, 1.0), np.ndim(q))
    return order_bar(a, axis, place, keepdims, out_bar), q_bar, 0.0


def nanpercentile_jvp(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    a_dot,
    q_dot,
    weights_dot,
):
    if weights is None:
        place = np.nanpercentile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.nanpercentile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    if known(q_dot):
        return order_dot(a, axis, place, keepdims, a_dot)
    moved = along_places(order_slope(a, axis, place, keepdims, method, 0.01), q_dot)
    return order_dot(a, axis, place, keepdims, a_dot + np.zeros_like(a)) + moved


@pair(np.nanpercentile, wrt=("a", "q", "weights"), jvp=nanpercentile_jvp)
def _(
    a,
    q,
    axis=None,
    _out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    out_bar,
):
    if weights is None:
        place = np.nanpercentile(several_ranks(a, axis), q, axis=axis, method=method, keepdims=True)
    else:
        place = np.nanpercentile(several_ranks(a, axis), q, axis, None, False, method, True, weights=weights)
    q_bar = places_bar(out_bar * order_slope(a, axis, place, keepdims, method, 0.01), np.ndim(q))
    return order_bar(a, axis, place, keepdims, out_bar), q_bar, 0.0


def nanmedian_jvp(a, axis=None, out=None, overwrite_input=False, keepdims=False, *, a_dot):
    return order_dot(a, axis, np.nanmedian(several_ranks(a, axis), axis=axis, keepdims=True), keepdims, a_dot)


@pair(np.nanmedian, wrt=("a",), jvp=nanmedian_jvp)
def _(a, axis=None, out=None, overwrite_input=False, keepdims=False, *, out_bar):
    place = np.nanmedian(several_ranks(a, axis), axis=axis, keepdims=True)
    return order_bar(a, axis, place, keepdims, out_bar)


inactive("a rank in an order is an integer", ranks, several_ranks)
inactive("weights change where two elements change places, and only there", order_weights_slope)


def _jvp(a, axis, place, *, place_dot):
    return order_weights_slope(a, axis, place) * place_dot


@pair(order_weights, wrt=("place",), jvp=_jvp)
def _(a, axis, place, *, out_bar):
    return unbroadcast(out_bar * order_weights_slope(a, axis, place), place)


def partition_jvp(a, kth, axis=-1, kind="introselect", *, out, a_dot):
    if axis is None:
        return np.ravel(a_dot)[permutation(np.ravel(a), out, -1)]
    return np.take_along_axis(a_dot, permutation(a, out, axis), axis)


@pair(np.partition, wrt=("a",), jvp=partition_jvp, neutral=("kth", "kind"))
def _(a, kth, axis=-1, kind="introselect", *, out, out_bar):
    if axis is None:
        return np.reshape(out_bar[permutation(out, np.ravel(a), -1)], np.shape(a))
    return np.take_along_axis(out_bar, permutation(out, a, axis), axis)


inactive("an order is made of integers", permutation)

# --------------------------------------------------------------------------- insertions


@linear(np.insert, wrt=("arr", "values"))
def _(arr, obj, values, axis=None, *, out_bar):
    arr_bar, values_bar = insert_bar(out_bar, np.shape(arr), obj, values, axis)
    return arr_bar, values_bar


inactive("places in an array are integers", inserted)

# --------------------------------------------------------------------------- special functions


@elementwise(np.i0)
def _(x):
    return bessel_i1(x)


@elementwise(bessel_i1)
def _(x, *, out):
    return np.i0(x) - np.where(x == 0.0, 0.5, out / np.where(x == 0.0, 1.0, x))


# --------------------------------------------------------------------------- zeros of polynomials


def roots_jvp(p, *, out, p_dot):
    return roots_dot(p, out, p_dot)


@pair(np.roots, wrt=("p",), jvp=roots_jvp, lengths=False)
def _(p, *, out, out_bar):
    if not np.iscomplexobj(p):
        raise NotImplementedError("real coefficients, which decide the type of the zeros (say `p + 0j`)")
    return roots_bar(p, out, out_bar)


@pair(complex_roots, wrt=("p",), jvp=roots_jvp, lengths=False)
def _(p, *, out, out_bar):
    return np.real(roots_bar(p, out, out_bar))
