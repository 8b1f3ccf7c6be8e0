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
    both, left, right, t1, t3, t4 = saved
    # backward: return both / np.sum(both**2)
    both_bar = out_bar / t3
    both_bar += 2.0 * np.sum(-(out_bar * t4 / t3)) * both
    # backward: both = left[:, None] * right
    right_bar = np.sum(both_bar * t1, axis=0)
    left_bar = np.zeros_like(left)
    left_bar[:, None] += np.sum(both_bar * right, axis=1, keepdims=True)
    return left_bar, right_bar


def normalised_product_forward(left, right):
    t1 = left[:, None]
    both = t1 * right
    t3 = np.sum(both**2)
    t4 = both / t3
    return t4, (both, left, right, t1, t3, t4)
