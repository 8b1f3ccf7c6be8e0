"""The same loop as a pull-back that may be called again: it consumes a copy of its tape."""

# mode: vjp
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


def soft_growth_backward(saved, out_bar):
    """Adjoint of rate, given that of the value."""
    rate, rounds, size_tape = saved
    size_tape = size_tape.copy()
    # backward: return size
    size_bar = out_bar
    rate_bar = 0.0
    for _ in reversed(range(rounds)):
        size = size_tape.pop()
        if size > 10.0:
            # backward: size = 10.0 + np.log(size - 9.0)
            size_bar = size_bar / (size - 9.0)
        else:
            # backward: size = size * rate
            rate_bar += size_bar * size
            size_bar = size_bar * rate
    # backward: size = rate
    rate_bar += size_bar
    return rate_bar


def soft_growth_forward(rate, rounds):
    """Value of soft_growth, and what its backward function needs."""
    size = rate
    size_tape = []
    for _ in range(rounds):
        size_tape.append(size)
        if size > 10.0:
            size = 10.0 + np.log(size - 9.0)
        else:
            size = size * rate
    return size, (rate, rounds, size_tape)
