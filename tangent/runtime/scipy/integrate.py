"""Functions of scipy.integrate that are made of others: written out, to the same bits."""

import numpy as np
from scipy.integrate import quad
from scipy.special import roots_legendre


def cumulative_trapezoid(y, x=None, dx=1.0, axis=-1, initial=None):
    """The integrals up to each sample, by straight lines between them."""
    y = np.moveaxis(y, axis, -1)
    if x is None:
        step = dx
    elif x.ndim == 1:
        step = np.diff(x)
    else:
        step = np.moveaxis(np.diff(x, axis=axis), axis, -1)
    sums = np.cumsum(step * (y[..., 1:] + y[..., :-1]) / 2.0, axis=-1)
    if initial is not None:
        sums = np.concatenate((np.zeros_like(sums[..., :1]), sums), axis=-1)
    return np.moveaxis(sums, -1, axis)


def fixed_quad(func, a, b, args=(), n=5):
    """The integral by a sum of `n` values, at the nodes of Gauss."""
    x, w = roots_legendre(n)
    y = (b - a) * (x + 1) / 2.0 + a
    return (b - a) / 2.0 * np.sum(w * func(y, *args), axis=-1)


def dblquad(func, a, b, gfun, hfun, args=(), epsabs=1.49e-8, epsrel=1.49e-8):
    """The integral over the strips between two curves, one variable inside the other."""

    def strip(x):
        low = gfun(x) if callable(gfun) else gfun
        high = hfun(x) if callable(hfun) else hfun
        outer = (x, *args)
        return quad(func, low, high, args=outer, epsabs=epsabs, epsrel=epsrel)[0]

    return quad(strip, a, b, epsabs=epsabs, epsrel=epsrel)[0]


def tplquad(func, a, b, gfun, hfun, qfun, rfun, args=(), epsabs=1.49e-8, epsrel=1.49e-8):
    """The same between two surfaces."""

    def sheet(x):
        def strip(y):
            low = qfun(x, y) if callable(qfun) else qfun
            high = rfun(x, y) if callable(rfun) else rfun
            outer = (y, x, *args)
            return quad(func, low, high, args=outer, epsabs=epsabs, epsrel=epsrel)[0]

        low = gfun(x) if callable(gfun) else gfun
        high = hfun(x) if callable(hfun) else hfun
        return quad(strip, low, high, epsabs=epsabs, epsrel=epsrel)[0]

    return quad(sheet, a, b, epsabs=epsabs, epsrel=epsrel)[0]


def nquad(func, ranges, args=()):
    """The integral over a box, or between functions of the variables further out: the last is outermost."""
    low, high = ranges[-1](*args) if callable(ranges[-1]) else ranges[-1]
    if len(ranges) == 1:
        return quad(func, low, high, args=args)[0]

    def layer(x):
        outer = (x, *args)
        return nquad(func, ranges[:-1], outer)

    return quad(layer, low, high)[0]
