"""Slopes of special functions that one expression does not give: it cancels, or has a hole.

Printed with their source into saved modules, and differentiated themselves for second order, except those
that have a rule.  A branch of `np.where` that is not taken is given an argument where it is harmless, so that
its derivative is, too.
"""

import math

import numpy as np
from scipy import special


def rgamma_slope(x):
    """The derivative of 1 / gamma(x), which is not zero where gamma has its poles: reflected there."""
    left = np.where(x < 0.5, x, 0.0)
    right = np.where(x < 0.5, 1.0, x)
    turn = np.cos(math.pi * left) - special.digamma(1.0 - left) * np.sin(math.pi * left) / math.pi
    reflected = special.gamma(1.0 - left) * turn
    return np.where(x < 0.5, reflected, -special.digamma(right) * special.rgamma(right))


def is_pole(x):
    """Whether gamma(x) is infinite."""
    return (x <= 0.0) & (x == np.floor(x))


def poch_slope(z, m, out):
    """The derivative of gamma(z + m) / gamma(z) in z, also where one or both have a pole."""
    pole, above = is_pole(z), is_pole(z + m)
    alone, both = pole & np.logical_not(above), pole & above
    up = np.where(both, 1.0 - z - m, z + m)  # the difference of two is that of their reflections
    down = np.where(both, 1.0 - z, np.where(alone, 1.0, z))
    at_pole = np.where(alone, z, 1.0)
    gamma = special.gamma(np.where(alone, z + m, 1.0))
    slope = gamma * (special.digamma(up) * special.rgamma(at_pole) + rgamma_slope(at_pole))
    return np.where(alone, slope, out * (special.digamma(up) - special.digamma(down)))


def binom_slope_n(n, k, out):
    """The derivative of gamma(n + 1) / (gamma(k + 1) gamma(n - k + 1)) in n."""
    rest = n - k + 1.0
    pole = is_pole(rest)
    up = special.digamma(n + 1.0)
    gamma = special.gamma(np.where(pole, n + 1.0, 1.0)) * special.rgamma(k + 1.0)
    at_pole = np.where(pole, rest, 1.0)
    slope = gamma * (up * special.rgamma(at_pole) + rgamma_slope(at_pole))
    return np.where(pole, slope, out * (up - special.digamma(np.where(pole, 1.0, rest))))


def binom_slope_k(n, k, out):
    """The derivative of gamma(n + 1) / (gamma(k + 1) gamma(n - k + 1)) in k."""
    rest, first = n - k + 1.0, k + 1.0
    pole = is_pole(rest) | is_pole(first)
    usual = special.digamma(np.where(pole, 1.0, rest)) - special.digamma(np.where(pole, 1.0, first))
    rest, first = np.where(pole, rest, 1.0), np.where(pole, first, 1.0)
    slope = rgamma_slope(first) * special.rgamma(rest) - special.rgamma(first) * rgamma_slope(rest)
    return np.where(pole, special.gamma(np.where(pole, n + 1.0, 1.0)) * slope, out * usual)


def erfcx_slope(x):
    """The derivative of erfcx(x): by its asymptotic series where the formula would cancel."""
    near = np.where(x < 50.0, x, 0.0)
    w = 1.0 / np.where(x < 50.0, 50.0, x) ** 2
    series = 1.0 - w * (3.0 / 2.0 - w * (15.0 / 4.0 - w * (105.0 / 8.0 - w * 945.0 / 16.0)))
    exact = 2.0 * near * special.erfcx(near) - 2.0 / math.sqrt(math.pi)
    return np.where(x < 50.0, exact, -w / math.sqrt(math.pi) * series)


def dawsn_slope(x):
    """The derivative of Dawson's integral: by its asymptotic series where the formula would cancel."""
    small = np.abs(x) < 50.0
    near = np.where(small, x, 0.0)
    w = 1.0 / np.where(small, 50.0, x) ** 2
    series = 0.5 * w * (1.0 + w * (3.0 / 2.0 + w * (15.0 / 4.0 + w * (105.0 / 8.0 + w * 945.0 / 16.0))))
    return np.where(small, 1.0 - 2.0 * near * special.dawsn(near), -series)


def log_ndtr_slope(x):
    """The derivative of log_ndtr(x), the density by the distribution, whether x is far left or far right."""
    left = np.where(x < 0.0, x, 0.0)
    right = np.where(x < 0.0, 0.0, x)
    tail = math.sqrt(2.0 / math.pi) / special.erfcx(-left / math.sqrt(2.0))
    return np.where(x < 0.0, tail, np.exp(-0.5 * right**2) / math.sqrt(2.0 * math.pi) / special.ndtr(right))


def exprel_slope(x):
    """The derivative of exprel(x) = (exp(x) - 1) / x, by a series near zero."""
    small = np.abs(x) < 0.5
    near = np.where(small, x, 0.0)
    far = np.where(small, 1.0, x)
    series = 0.0 * near
    for k in range(13, -1, -1):
        series = (k + 1) / math.factorial(k + 2) + near * series
    return np.where(small, series, (np.exp(far) - special.exprel(far)) / far)


def log1prel(x):
    """Return log(1 + x) / x, which is 1 at zero."""
    return np.where(x == 0.0, 1.0, special.log1p(x) / np.where(x == 0.0, 1.0, x))


def log1prel_slope(x):
    """The derivative of log(1 + x) / x, by a series near zero."""
    small = np.abs(x) < 0.05
    near = np.where(small, x, 0.0)
    far = np.where(small, 1.0, x)
    series = 0.0 * near
    for k in range(13, 0, -1):
        series = (-1.0) ** k * k / (k + 1) + near * series
    return np.where(small, series, (far / (1.0 + far) - special.log1p(far)) / far**2)


def expn_slope(n, x):
    """The derivative of expn(n, x) with respect to x; SciPy has no expn(-1, x)."""
    first = (1.0 + x) * np.exp(-x) / x**2
    return -np.where(n == 0, first, special.expn(np.maximum(n - 1, 0), x))


def ellipkm1_slope(p):
    """The derivative of ellipkm1(p), which is ellipk(1 - p)."""
    near = np.where(p < 0.5, p, 0.5)
    far = np.where(p < 0.5, 0.5, p)
    exact = (special.ellipe(1.0 - near) / near - special.ellipkm1(near)) / (2.0 * (1.0 - near))
    return -np.where(p < 0.5, exact, math.pi / 8.0 * special.hyp2f1(1.5, 1.5, 2.0, 1.0 - far))


def boxcox_slope(x, lmbda):
    """The derivative of boxcox(x, lmbda) with respect to lmbda."""
    logarithm = np.log(np.where(x == 0.0, 1.0, x))
    slope = logarithm**2 * exprel_slope(lmbda * logarithm)
    return np.where(x == 0.0, 1.0 / np.where(x == 0.0, lmbda, 1.0) ** 2, slope)


def quotient_density(dfn, dfd, x):
    """How dense the quotient of two variances is (the distribution of Fisher)."""
    a, b = 0.5 * dfn, 0.5 * dfd
    ratio = dfn / dfd
    rising = special.xlogy(a, ratio) + special.xlogy(a - 1.0, x)
    return np.exp(rising - special.xlog1py(a + b, ratio * x) - special.betaln(a, b))
