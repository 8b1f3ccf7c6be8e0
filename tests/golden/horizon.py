"""Value and gradient of a loop over an array, with an accumulator."""

# mode: value_and_grad
# wrt: rates

import numpy as np


def discounted(rates, payment):
    factor = 1.0
    total = 0.0
    for r in rates:
        factor = factor / (1.0 + r)
        total = total + payment * factor
    return total


EXAMPLE = (np.array([0.02, 0.05, 0.03, 0.04]), 10.0)


# output


import numpy as np


def discounted_value_and_grad(rates, payment):
    """Value and gradient of discounted with respect to rates."""
    # forward
    factor = 1.0
    total = 0.0
    factor_tape = []
    for r in rates:
        factor_tape.append(factor)
        factor = factor / (1.0 + r)
        total = total + payment * factor
    # backward: return total
    factor_bar = 0.0
    rates_bar = np.zeros_like(rates)
    for k in reversed(range(len(rates))):
        # backward: total = total + payment * factor
        factor_bar += payment
        # backward: factor = factor / (1.0 + r)
        factor = factor_tape.pop()
        r = rates[k]
        t1 = 1.0 + r
        factor_bar = factor_bar / t1
        r_bar = -(factor_bar * (factor / t1))
        rates_bar[k] += r_bar
    return total, rates_bar
