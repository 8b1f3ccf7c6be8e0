"""The same loop forwards: the tangent keeps step with the value, and nothing is saved."""

# mode: jvp
# wrt: rate

import numpy as np


def soft_growth(rate, rounds):
    size = rate
    for _ in range(rounds):
        if size > 10.0:
            size = 10.0 + np.log(size - 9.0)
        else:
            size = size * rate
    return size


EXAMPLE = (1.5, 9)


# output


import numpy as np


def soft_growth_jvp(rate, rounds, rate_dot):
    """Value of soft_growth, and its derivative along the tangent of rate."""
    size_dot = rate_dot
    size = rate
    for _ in range(rounds):
        if size > 10.0:
            t1 = size - 9.0
            size = 10.0 + np.log(t1)
            size_dot = size_dot / t1
        else:
            size_dot = size_dot * rate + size * rate_dot
            size = size * rate
    return size, size_dot
