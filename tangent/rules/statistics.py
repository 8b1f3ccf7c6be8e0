"""Rules for Python's module `statistics`."""

import statistics

from tangent.rules.kinds import linear, pair
from tangent.runtime.numbers import (
    deviations,
    geometric_slopes,
    harmonic_slopes,
    number_weights,
    spread_dot,
)
from tangent.runtime.reductions import scaled


@linear(statistics.mean, wrt=("data",))
def _(data, *, out_bar):
    return scaled(number_weights(data, None), out_bar)


@linear(statistics.fmean, wrt=("data",))
def _(data, weights=None, *, out_bar):
    return scaled(number_weights(data, weights), out_bar)


# --------------------------------------------------------------------------- variances


def variance_jvp(data, xbar=None, *, data_dot, xbar_dot):
    return spread_dot(deviations(data, xbar, 2.0 / (len(data) - 1)), data_dot, xbar_dot)


@pair(statistics.variance, wrt=("data", "xbar"), jvp=variance_jvp)
def _(data, xbar=None, *, out_bar):
    bars = deviations(data, xbar, 2.0 * out_bar / (len(data) - 1))
    return bars, -sum(bars)


def pvariance_jvp(data, mu=None, *, data_dot, mu_dot):
    return spread_dot(deviations(data, mu, 2.0 / len(data)), data_dot, mu_dot)


@pair(statistics.pvariance, wrt=("data", "mu"), jvp=pvariance_jvp)
def _(data, mu=None, *, out_bar):
    bars = deviations(data, mu, 2.0 * out_bar / len(data))
    return bars, -sum(bars)


# Where all numbers are equal the deviation has no derivative, and its slopes are 0.


def stdev_jvp(data, xbar=None, *, out, data_dot, xbar_dot):
    factor = 1.0 / ((len(data) - 1) * (out + (out == 0.0)))
    return spread_dot(deviations(data, xbar, factor), data_dot, xbar_dot)


@pair(statistics.stdev, wrt=("data", "xbar"), jvp=stdev_jvp)
def _(data, xbar=None, *, out, out_bar):
    bars = deviations(data, xbar, out_bar / ((len(data) - 1) * (out + (out == 0.0))))
    return bars, -sum(bars)


def pstdev_jvp(data, mu=None, *, out, data_dot, mu_dot):
    factor = 1.0 / (len(data) * (out + (out == 0.0)))
    return spread_dot(deviations(data, mu, factor), data_dot, mu_dot)


@pair(statistics.pstdev, wrt=("data", "mu"), jvp=pstdev_jvp)
def _(data, mu=None, *, out, out_bar):
    bars = deviations(data, mu, out_bar / (len(data) * (out + (out == 0.0))))
    return bars, -sum(bars)


# --------------------------------------------------------------------------- other means


def geometric_mean_jvp(data, *, out, data_dot):
    return spread_dot(geometric_slopes(data, out), data_dot, 0.0)


@pair(statistics.geometric_mean, wrt=("data",), jvp=geometric_mean_jvp)
def _(data, *, out, out_bar):
    return scaled(geometric_slopes(data, out), out_bar)


def harmonic_mean_jvp(data, weights=None, *, out, data_dot):
    return spread_dot(harmonic_slopes(data, weights, out), data_dot, 0.0)


@pair(statistics.harmonic_mean, wrt=("data",), jvp=harmonic_mean_jvp)
def _(data, weights=None, *, out, out_bar):
    return scaled(harmonic_slopes(data, weights, out), out_bar)
