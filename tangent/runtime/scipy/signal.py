"""Helpers of the rules for scipy.signal: printed with their source into saved modules."""

import numpy as np
from scipy import signal


def convolve_bar(g, other, shape, mode, first):
    """The adjoint of the array of this shape that `signal.convolve` takes first, or second, with `other`."""
    lengths = list(zip(shape, np.shape(other)))
    whole = np.zeros([m + n - 1 for m, n in lengths], g.dtype)
    if mode == "full":
        start = [0 for _ in lengths]
    elif mode == "valid":
        start = [min(m, n) - 1 for m, n in lengths]
    else:
        start = [((n if first else m) - 1) // 2 for m, n in lengths]
    whole[tuple([slice(s, s + n) for s, n in zip(start, g.shape)])] = g
    return signal.convolve(whole, np.flip(other), "valid")


def lagged(g, u, count, axis):
    """For each delay below `count`, the sum of the products of `g` with `u` that is so much later."""
    g, u = np.moveaxis(g, axis, -1), np.moveaxis(u, axis, -1)
    n = g.shape[-1]
    return np.array([np.sum(g[..., k:] * u[..., : n - k]) if k < n else 0.0 for k in range(count)])


def lfilter_bar(b, a, x, axis, out, out_bar):
    """The adjoints of a filter: the signal runs backwards through it, its taps meet what they were given."""
    one = np.ones(1)
    x_bar = np.flip(signal.lfilter(b, a, np.flip(out_bar, axis), axis), axis)
    b_bar = lagged(out_bar, signal.lfilter(one, a, x, axis), len(b), axis)
    return b_bar, -lagged(out_bar, signal.lfilter(one, a, out, axis), len(a), axis), x_bar


def lfilter_dot(b, a, x, axis, out, b_dot, a_dot, x_dot):
    """The tangent of a filter: what its numerator says of the changes, less what its denominator says."""
    out_dot = np.zeros_like(out)
    if not isinstance(x_dot, float):
        out_dot = out_dot + signal.lfilter(b, a, x_dot, axis)
    if not isinstance(b_dot, float):
        out_dot = out_dot + signal.lfilter(b_dot, a, x, axis)
    if not isinstance(a_dot, float):
        out_dot = out_dot - signal.lfilter(a_dot, a, out, axis)
    return out_dot


def sections(sos, x, axis=-1):
    """One filter after the other, as `sosfilt` does."""
    for k in range(len(sos)):
        x = signal.lfilter(sos[k, :3], sos[k, 3:], x, axis)
    return x


def settled(b, a, x):
    """A filter along the last axis that has always seen the first sample."""
    first = x[..., :1]
    return signal.lfilter(b, a, x - first) + first * (np.sum(b) / np.sum(a))


def continued(x, padtype, n):
    """`x` with `n` more samples before its first and behind its last one."""
    first, last = x[..., :1], x[..., -1:]
    before, after = x[..., n:0:-1], x[..., -2 : -n - 2 : -1]
    if padtype == "odd":
        before, after = 2.0 * first - before, 2.0 * last - after
    elif padtype == "constant":
        before, after = first + 0.0 * before, last + 0.0 * after
    return np.concatenate((before, x, after), axis=-1)


def filtered_twice(b, a, x, axis=-1, padtype="odd", padlen=None, method="pad", irlen=None):
    """Forwards and backwards, as `filtfilt` does."""
    x = np.moveaxis(x, axis, -1)
    n = 3 * max(len(a), len(b)) if padlen is None else padlen
    n = 0 if padtype is None else n
    y = x if n == 0 else continued(x, padtype, n)
    y = np.flip(settled(b, a, np.flip(settled(b, a, y), -1)), -1)
    return np.moveaxis(y[..., n : y.shape[-1] - n], -1, axis)


def sections_twice(sos, x, axis=-1, padtype="odd", padlen=None):
    """Forwards and backwards, as `sosfiltfilt` does."""
    x = np.moveaxis(x, axis, -1)
    unused = min(np.count_nonzero(sos[:, 2] == 0), np.count_nonzero(sos[:, 5] == 0))
    n = 3 * (2 * len(sos) + 1 - unused) if padlen is None else padlen
    n = 0 if padtype is None else n
    y = x if n == 0 else continued(x, padtype, n)
    for k in range(len(sos)):
        y = settled(sos[k, :3], sos[k, 3:], y)
    y = np.flip(y, -1)
    for k in range(len(sos)):
        y = settled(sos[k, :3], sos[k, 3:], y)
    y = np.flip(y, -1)
    return np.moveaxis(y[..., n : y.shape[-1] - n], -1, axis)
