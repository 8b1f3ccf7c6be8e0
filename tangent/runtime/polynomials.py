"""The functions of np.polynomial that are differentiated by their text, and adjoints of the others.

Each gives the same numbers as NumPy, bit for bit (see `compositions.py`).
"""

import numpy as np

# --------------------------------------------------------------------------- values


def for_places(c, x, tensor):
    """Coefficients with as many axes more as the places have."""
    c = np.asarray(c) + 0.0
    return np.reshape(c, c.shape + (1,) * np.ndim(x)) if tensor and np.ndim(x) > 0 else c


def polyval(x, c, tensor=True):
    """np.polynomial.polynomial.polyval"""
    c = for_places(c, x, tensor)
    y = c[-1] + x * 0
    for i in range(2, len(c) + 1):
        y = c[-i] + y * x
    return y


def polyvalfromroots(x, r, tensor=True):
    """np.polynomial.polynomial.polyvalfromroots"""
    return np.prod(x - for_places(r, x, tensor), axis=0)


def last_two(c):
    """The last two coefficients, of which the second one may be missing."""
    if len(c) == 1:
        return c[0], c[0] * 0
    return c[-2], c[-1]


def chebval(x, c, tensor=True):
    """np.polynomial.chebyshev.chebval"""
    c = for_places(c, x, tensor)
    c0, c1 = last_two(c)
    x2 = 2 * x
    for i in range(3, len(c) + 1):
        c0, c1 = c[-i] - c1, c0 + c1 * x2
    return c0 + c1 * x


def legval(x, c, tensor=True):
    """np.polynomial.legendre.legval"""
    c = for_places(c, x, tensor)
    c0, c1 = last_two(c)
    for i in range(3, len(c) + 1):
        n = len(c) - i + 2
        c0, c1 = c[-i] - c1 * ((n - 1) / n), c0 + c1 * x * ((2 * n - 1) / n)
    return c0 + c1 * x


def hermval(x, c, tensor=True):
    """np.polynomial.hermite.hermval"""
    c = for_places(c, x, tensor)
    c0, c1 = last_two(c)
    x2 = x * 2
    for i in range(3, len(c) + 1):
        n = len(c) - i + 2
        c0, c1 = c[-i] - c1 * (2 * (n - 1)), c0 + c1 * x2
    return c0 + c1 * x2


def hermeval(x, c, tensor=True):
    """np.polynomial.hermite_e.hermeval"""
    c = for_places(c, x, tensor)
    c0, c1 = last_two(c)
    for i in range(3, len(c) + 1):
        n = len(c) - i + 2
        c0, c1 = c[-i] - c1 * (n - 1), c0 + c1 * x
    return c0 + c1 * x


def lagval(x, c, tensor=True):
    """np.polynomial.laguerre.lagval"""
    c = for_places(c, x, tensor)
    c0, c1 = last_two(c)
    for i in range(3, len(c) + 1):
        n = len(c) - i + 2
        c0, c1 = c[-i] - (c1 * (n - 1)) / n, c0 + (c1 * ((2 * n - 1) - x)) / n
    return c0 + c1 * (1 - x)


# --------------------------------------------------------------------------- matrices of values


def polyvander(x, deg):
    """np.polynomial.polynomial.polyvander"""
    x = np.atleast_1d(x) + 0.0
    v = [x * 0 + 1, x]
    for _ in range(2, deg + 1):
        v.append(v[-1] * x)
    return np.stack(v[: deg + 1], axis=-1)


def chebvander(x, deg):
    """np.polynomial.chebyshev.chebvander"""
    x = np.atleast_1d(x) + 0.0
    v = [x * 0 + 1, x]
    for _ in range(2, deg + 1):
        v.append(v[-1] * (2 * x) - v[-2])
    return np.stack(v[: deg + 1], axis=-1)


def legvander(x, deg):
    """np.polynomial.legendre.legvander"""
    x = np.atleast_1d(x) + 0.0
    v = [x * 0 + 1, x]
    for i in range(2, deg + 1):
        v.append((v[-1] * x * (2 * i - 1) - v[-2] * (i - 1)) / i)
    return np.stack(v[: deg + 1], axis=-1)


def hermvander(x, deg):
    """np.polynomial.hermite.hermvander"""
    x = np.atleast_1d(x) + 0.0
    v = [x * 0 + 1, x * 2]
    for i in range(2, deg + 1):
        v.append(v[-1] * (x * 2) - v[-2] * (2 * (i - 1)))
    return np.stack(v[: deg + 1], axis=-1)


def hermevander(x, deg):
    """np.polynomial.hermite_e.hermevander"""
    x = np.atleast_1d(x) + 0.0
    v = [x * 0 + 1, x]
    for i in range(2, deg + 1):
        v.append(v[-1] * x - v[-2] * (i - 1))
    return np.stack(v[: deg + 1], axis=-1)


def lagvander(x, deg):
    """np.polynomial.laguerre.lagvander"""
    x = np.atleast_1d(x) + 0.0
    v = [x * 0 + 1, 1 - x]
    for i in range(2, deg + 1):
        v.append((v[-1] * (2 * i - 1 - x) - v[-2] * (i - 1)) / i)
    return np.stack(v[: deg + 1], axis=-1)


# --------------------------------------------------------------------------- sums and products


def trimmed(c):
    """Coefficients without zeros at the end; one stays."""
    nonzero = np.nonzero(c)[0]
    return c[: int(nonzero[-1]) + 1 if len(nonzero) else 1]


def lengthened(c, n):
    """Coefficients with zeros behind them."""
    return np.concatenate((c, np.zeros(n - len(c), c.dtype)))


def series_sum(c1, c2):
    """np.polynomial.polynomial.polyadd and its relatives"""
    c1 = trimmed(np.atleast_1d(c1) + 0.0)
    c2 = trimmed(np.atleast_1d(c2) + 0.0)
    n = max(len(c1), len(c2))
    return trimmed(lengthened(c1, n) + lengthened(c2, n))


def series_difference(c1, c2):
    """np.polynomial.polynomial.polysub and its relatives"""
    c1 = trimmed(np.atleast_1d(c1) + 0.0)
    c2 = trimmed(np.atleast_1d(c2) + 0.0)
    n = max(len(c1), len(c2))
    return trimmed(lengthened(c1, n) - lengthened(c2, n))


def polymul(c1, c2):
    """np.polynomial.polynomial.polymul"""
    return trimmed(np.convolve(trimmed(np.atleast_1d(c1) + 0.0), trimmed(np.atleast_1d(c2) + 0.0)))


def both_sides(c):
    """A series of Chebyshev polynomials as one of powers of z, positive and negative ones."""
    half = trimmed(np.atleast_1d(c) + 0.0) / 2
    return np.concatenate((half[:0:-1], half[:1] + half[:1], half[1:]))


def chebmul(c1, c2):
    """np.polynomial.chebyshev.chebmul"""
    both = np.convolve(both_sides(c1), both_sides(c2))
    n = (len(both) + 1) // 2
    return trimmed(np.concatenate((both[n - 1 : n], both[n:] * 2)))


# --------------------------------------------------------------------------- derivatives and integrals


def map_bar(matrix, g, axis):
    """The adjoint of coefficients along an axis, of which a matrix has made others."""
    return np.moveaxis(np.tensordot(matrix, np.moveaxis(g, axis, 0), axes=([0], [0])), 0, axis)


def map_dot(matrix, c_dot, axis):
    """The tangent of coefficients along an axis that a matrix has made of others."""
    return np.moveaxis(np.tensordot(matrix, np.moveaxis(c_dot, axis, 0), axes=([1], [0])), 0, axis)
