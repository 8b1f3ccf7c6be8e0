"""The second derivative of a straight-line function of a number."""

# mode: grad of grad
# wrt: x

import math


def bump(x):
    return math.exp(-x * x) * x


EXAMPLE = (0.7,)


# output


import math


def bump_grad_grad(x):
    """Gradient of bump_grad with respect to x."""
    # forward
    t1 = -x
    t2 = math.exp(t1 * x)
    x_bar = t2
    t1_bar = x * x_bar
    # backward: x_bar -= t2_bar * x
    t3_bar_bar = -x
    x_bar_1 = -t1_bar
    # backward: x_bar += t2_bar * t1
    x_bar_bar = 1.0
    t3_bar_bar += t1
    # backward: t2_bar = x * x_bar
    x_bar_1 += t3_bar_bar * x_bar
    x_bar_bar += t3_bar_bar * x
    # backward: x_bar = math.exp(t1 * x)
    t3_bar_1 = x_bar_bar * t2
    t1_bar += t3_bar_1 * x
    x_bar_1 += t3_bar_1 * t1
    # backward: t1 = -x
    x_bar_1 -= t1_bar
    return x_bar_1
