"""A helper module with globals of its own (`gain` is another number in `calls`)."""

import numpy

gain = 3.0
scratch = numpy.zeros(3)


def amplify(x):
    return numpy.sin(gain * x)


def settle(row):
    row *= gain
    row[0] = row[1]


def squares_into_scratch(x):
    scratch[:] = x * x
    return numpy.sum(scratch) * gain
