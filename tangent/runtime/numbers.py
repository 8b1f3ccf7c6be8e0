"""Slopes of the functions of the module `statistics`, for lists, tuples and arrays of numbers."""

import statistics

from tangent.runtime.reductions import in_kind


def number_weights(data, weights):
    """Return the weight of each number of `data` in their mean."""
    if weights is None:
        return in_kind([1.0 / len(data)] * len(data), data)
    total = sum(weights)
    return in_kind([weight / total for weight in weights], data)


def deviations(data, centre, factor):
    """Return how far each number of `data` is from `centre`, or from their mean, times a factor."""
    if centre is None:
        centre = statistics.mean(data)
    return in_kind([(value - centre) * factor for value in data], data)


def spread_dot(slopes, data_dot, centre_dot):
    """Return the tangent of a spread whose slopes in the numbers are known: it knows only differences."""
    total = 0.0
    for k in range(len(slopes)):
        if not isinstance(data_dot, float):  # 0.0 stands for that of numbers which do not move
            total = total + slopes[k] * data_dot[k]
        total = total - slopes[k] * centre_dot
    return total


def geometric_slopes(data, out):
    """Return the slopes of the geometric mean `out`."""
    return in_kind([out / (len(data) * value) for value in data], data)


def harmonic_slopes(data, weights, out):
    """Return the slopes of the harmonic mean `out`: where one number is 0, it alone moves the mean."""
    slopes = []
    shares = number_weights(data, weights)
    for k in range(len(data)):
        if data[k] == 0.0:
            slopes.append(1.0 / shares[k])
        else:
            slopes.append(shares[k] * (out / data[k]) * (out / data[k]))
    return in_kind(slopes, data)
