"""A call to a helper: its derivative is a pair of functions, called from the two sweeps."""

# mode: grad
# wrt: turns

import numpy as np


def turned(point, angle):
    cosine = np.cos(angle)
    sine = np.sin(angle)
    return np.stack([cosine * point[0] - sine * point[1], sine * point[0] + cosine * point[1]])


def reach(turns, goal):
    tip = np.array([1.0, 0.0])
    for angle in turns:
        tip = turned(tip, angle) + np.array([1.0, 0.0])
    return np.sum((tip - goal) ** 2)


EXAMPLE = (np.array([0.4, -0.9, 1.3]), np.array([0.5, 2.0]))


# output


import numpy as np


def turned_forward(point, angle):
    """Value of turned, and what its backward function needs."""
    cosine = np.cos(angle)
    sine = np.sin(angle)
    return np.stack([cosine * point[0] - sine * point[1], sine * point[0] + cosine * point[1]]), (
        point, angle, cosine, sine
    )


def turned_backward(saved, out_bar):
    """Adjoints of (point, angle), given that of the value."""
    point, angle, cosine, sine = saved
    # backward: return np.stack([cosine * point[0] - sine * point[1], sine * point[0] + cosine ...
    t1_0_bar = out_bar[0]
    t1_1_bar = out_bar[1]
    cosine_bar = t1_1_bar * point[1]
    point_bar = np.zeros_like(point)
    point_bar[1] = t1_1_bar * cosine
    sine_bar = t1_1_bar * point[0]
    point_bar[0] += t1_1_bar * sine
    t2_bar = -t1_0_bar
    sine_bar += t2_bar * point[1]
    point_bar[1] += t2_bar * sine
    cosine_bar += t1_0_bar * point[0]
    point_bar[0] += t1_0_bar * cosine
    # backward: sine = np.sin(angle)
    angle_bar = sine_bar * np.cos(angle)
    # backward: cosine = np.cos(angle)
    angle_bar -= cosine_bar * np.sin(angle)
    return point_bar, angle_bar


def reach_grad(turns, goal):
    """Gradient of reach with respect to turns."""
    # forward
    tip = np.array([1.0, 0.0])
    turned_saved_tape = []
    for angle in turns:
        t1, turned_saved = turned_forward(tip, angle)
        turned_saved_tape.append(turned_saved)
        tip = t1 + np.array([1.0, 0.0])
    # backward: return np.sum((tip - goal) ** 2)
    tip_bar = 2.0 * (tip - goal)
    turns_bar = np.zeros_like(turns)
    for k in reversed(range(len(turns))):
        # backward: tip = turned(tip, angle) + np.array([1.0, 0.0])
        tip_bar, angle_bar = turned_backward(turned_saved_tape.pop(), tip_bar)
        turns_bar[k] += angle_bar
    return turns_bar
