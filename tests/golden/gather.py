"""A gather with repeated indices: the contributions of one row add up."""

# mode: grad
# wrt: table, direction

import numpy as np


def bag_of_rows(table, picks, direction):
    return np.sum(np.tanh(table[picks] @ direction))


EXAMPLE = (
    np.array([[0.1, -0.4], [0.7, 0.2], [-0.3, 0.5], [0.9, -0.8]]),
    np.array([0, 2, 2, 3]),
    np.array([0.6, -1.1]),
)


# output


import numpy as np
from tangent.runtime import add_at


def bag_of_rows_grad(table, picks, direction):
    """Gradient of bag_of_rows with respect to (table, direction)."""
    # forward
    t1 = table[picks]
    # backward: return np.sum(np.tanh(table[picks] @ direction))
    t2_bar = 1.0 - np.tanh(t1 @ direction) ** 2
    direction_bar = t1.T @ t2_bar
    table_bar = np.zeros_like(table)
    add_at(table_bar, picks, np.outer(t2_bar, direction))
    return table_bar, direction_bar
