"""A loop over array values, forwards, in two directions at once."""

# mode: jvp
# wrt: state, pull

import numpy as np


def heun(state, pull, rounds):
    h = 0.1
    for _ in range(rounds):
        k1 = -pull * np.sin(state)
        k2 = -pull * np.sin(state + h * k1)
        state = state + 0.5 * h * (k1 + k2)
    return np.sum(state**2)


EXAMPLE = (np.array([0.3, 1.1, -0.8]), 1.4, 4)


# output


import numpy as np


def heun_jvp(state, pull, rounds, state_dot, pull_dot):
    """Value of heun, and its derivative along the tangent of (state, pull)."""
    h = 0.1
    for _ in range(rounds):
        t1 = -pull
        t2 = np.sin(state)
        k1 = t1 * t2
        k1_dot = t1 * (state_dot * np.cos(state)) - pull_dot * t2
        t3 = -pull
        t4 = state + h * k1
        t5 = np.sin(t4)
        k2 = t3 * t5
        k2_dot = t3 * ((state_dot + h * k1_dot) * np.cos(t4)) - pull_dot * t5
        t6 = 0.5 * h
        state = state + t6 * (k1 + k2)
        state_dot = state_dot + t6 * (k1_dot + k2_dot)
    return np.sum(state**2), np.sum(2.0 * state_dot * state)
