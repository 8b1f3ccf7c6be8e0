"""A loop with a branch: only what is overwritten and needed again is taped."""

# mode: grad
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


def soft_growth_grad(rate, rounds):
    """Gradient of soft_growth with respect to rate."""
    # forward
    size = rate
    size_tape = []
    for _ in range(rounds):
        size_tape.append(size)
        if size > 10.0:
            size = 10.0 + np.log(size - 9.0)
        else:
            size = size * rate
    # backward: return size
    size_bar = 1.0
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
