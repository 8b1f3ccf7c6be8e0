"""The pull-back of a function with an array as its value."""

# mode: vjp
# wrt: left, right

import numpy as np


def normalised_product(left, right):
    both = left[:, None] * right
    return both / np.sum(both**2)


EXAMPLE = (np.array([0.3, -1.2, 0.8]), np.array([0.5, 1.5]))


# output


import numpy as np


def normalised_product_backward(saved, out_bar):
    """Adjoints of (left, right), given that of the value."""
    left, right, t1, t2 = saved
    # backward: return both / np.sum(both**2)
    both_bar = out_bar / t1
    t3 = left[:, None]
    both = t3 * right
    both_bar -= 2.0 * np.sum(both_bar * t2) * both
    # backward: both = left[:, None] * right
    right_bar = np.sum(both_bar * t3, axis=0)
    left_bar = np.sum(both_bar * right, axis=1)
    return left_bar.copy(), right_bar


def normalised_product_forward(left, right):
    """Value of normalised_product, and what its backward function needs."""
    both = left[:, None] * right
    t1 = np.sum(both**2)
    t2 = both / t1
    return t2, (left, right, t1, t2)
