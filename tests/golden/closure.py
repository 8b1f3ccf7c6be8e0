"""A function that is defined inside and handed to another one."""

# mode: grad
# wrt: stiffness

import math


def euler(slope, start, step, rounds):
    y = start
    for _ in range(rounds):
        y = y + step * slope(y)
    return y


def spring_end(stiffness, start):
    def slope(y):
        return -stiffness * math.sin(y)

    return euler(slope, start, 0.1, 5)


EXAMPLE = (0.8, 1.5)


# output


import math


def slope_forward(y, stiffness):
    """Value of slope, and what its backward function needs."""
    t1 = -stiffness
    t2 = math.sin(y)
    return t1 * t2, (y, t1, t2)


def slope_backward(saved, out_bar):
    """Adjoints of (y, stiffness), given that of the value."""
    y, t1, t2 = saved
    # backward: return -stiffness * math.sin(y)
    y_bar = out_bar * t1 * math.cos(y)
    stiffness_bar = -(out_bar * t2)
    return y_bar, stiffness_bar


def euler_forward(slope, start, step, rounds, stiffness):
    """Value of euler, and what its backward function needs."""
    y = start
    slope_saved_tape = []
    for _ in range(rounds):
        t1, slope_saved = slope_forward(y, stiffness)
        slope_saved_tape.append(slope_saved)
        y = y + step * t1
    return y, (step, rounds, slope_saved_tape)


def euler_backward(saved, out_bar):
    """Adjoint of stiffness, given that of the value."""
    step, rounds, slope_saved_tape = saved
    slope_saved_tape = slope_saved_tape.copy()
    # backward: return y
    y_bar = out_bar
    stiffness_bar = 0.0
    for _ in reversed(range(rounds)):
        # backward: y = y + step * slope(y)
        slope_saved = slope_saved_tape.pop()
        y_part_bar, stiffness_part_bar = slope_backward(slope_saved, y_bar * step)
        y_bar += y_part_bar
        stiffness_bar += stiffness_part_bar
    return stiffness_bar


def spring_end_grad(stiffness, start):
    """Gradient of spring_end with respect to stiffness."""

    # forward
    def slope(y):
        return -stiffness * math.sin(y)

    _, euler_saved = euler_forward(slope, start, 0.1, 5, stiffness)
    # backward: return euler(slope, start, 0.1, 5)
    stiffness_bar = euler_backward(euler_saved, 1.0)
    return stiffness_bar
