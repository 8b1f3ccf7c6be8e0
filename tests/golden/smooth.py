"""Slices updated in place, linearly: no tape, and the adjoints are arrays that are written in place."""

# mode: grad
# wrt: line

import numpy as np


def smooth(line, rounds):
    other = line.copy()
    for _ in range(rounds):
        line[1:-1] = 0.25 * (other[:-2] + 2.0 * other[1:-1] + other[2:])
        other[1:-1] = 0.25 * (line[:-2] + 2.0 * line[1:-1] + line[2:])
    return np.sum(other**2)


EXAMPLE = (np.array([0.3, -1.2, 0.8, 0.1, 2.0, -0.7]), 3)


# output


import numpy as np


def smooth_grad(line, rounds):
    """Gradient of smooth with respect to line."""
    # forward
    line = line.copy()
    other = line.copy()
    for _ in range(rounds):
        line[1:-1] = 0.25 * (other[:-2] + 2.0 * other[1:-1] + other[2:])
        other[1:-1] = 0.25 * (line[:-2] + 2.0 * line[1:-1] + line[2:])
    # backward: return np.sum(other**2)
    other_bar = 2.0 * other
    line_bar = np.zeros_like(line)
    for _ in reversed(range(rounds)):
        # backward: other[1:-1] = 0.25 * (line[:-2] + 2.0 * line[1:-1] + line[2:])
        t1_bar = 0.25 * other_bar[1:-1]
        line_bar[2:] += t1_bar
        line_bar[1:-1] += 2.0 * t1_bar
        line_bar[:-2] += t1_bar
        # backward: line[1:-1] = 0.25 * (other[:-2] + 2.0 * other[1:-1] + other[2:])
        t2_bar = 0.25 * line_bar[1:-1]
        line_bar[1:-1] = 0.0
        other_bar[1:-1] = 2.0 * t2_bar
        other_bar[2:] += t2_bar
        other_bar[:-2] += t2_bar
    # backward: other = line.copy()
    line_bar += other_bar
    return line_bar
