"""The gradient of a gradient of a scalar loop."""

# mode: grad of grad
# wrt: x

import math


def iterated_sine(x, rounds):
    y = x
    for _ in range(rounds):
        y = math.sin(y) * x
    return y


EXAMPLE = (1.1, 3)


# output


import math
from tangent.runtime import zeros


def iterated_sine_grad_grad(x, rounds):
    """Gradient of iterated_sine_grad with respect to x."""
    # forward
    y = x
    t1_tape = []
    y_tape = []
    t1_tape_1 = []
    y_tape_1 = []
    for _ in range(rounds):
        t1 = math.sin(y)
        t1_tape_1.append(t1)
        t1_tape.append(t1)
        y_tape.append(y)
        y_tape_1.append(y)
        y = t1 * x
    y_bar = 1.0
    t4_tape = []
    y_1_tape = []
    t1_1_tape = []
    y_bar_tape = []
    for __1 in reversed(range(rounds)):
        t1_1 = t1_tape.pop()
        t1_1_tape.append(t1_1)
        y_1 = y_tape.pop()
        y_1_tape.append(y_1)
        t3 = y_bar * x
        t4 = math.cos(y_1)
        t4_tape.append(t4)
        y_bar_tape.append(y_bar)
        y_bar = t3 * t4
    # backward: x_bar += y_bar
    x_bar_bar = 1.0
    y_bar_bar = 1.0
    t1_tape_bar = zeros(t1_tape)
    x_bar_1 = 0.0
    y_tape_bar = zeros(y_tape)
    for __1 in range(rounds):
        t4 = t4_tape.pop()
        y_1 = y_1_tape.pop()
        t1_1 = t1_1_tape.pop()
        # backward: y_bar = y_bar * x * math.cos(y)
        y_bar = y_bar_tape.pop()
        t3_bar = y_bar_bar * t4
        y_1_bar = -(y_bar_bar * (y_bar * x) * math.sin(y_1))
        x_bar_1 += t3_bar * y_bar
        y_bar_bar = t3_bar * x
        # backward: x_bar += y_bar * t1
        t2_bar = x_bar_bar
        t1_1_bar = t2_bar * y_bar
        y_bar_bar += t2_bar * t1_1
        # backward: y = y_tape.pop()
        y_tape_bar.append(y_1_bar)
        # backward: t1 = t1_tape.pop()
        t1_tape_bar.append(t1_1_bar)
    # backward: y_bar = 1.0
    y_bar_1 = 0.0
    for _ in reversed(range(rounds)):
        t1 = t1_tape_1.pop()
        # backward: y = t1 * x
        y = y_tape_1.pop()
        t1_bar = y_bar_1 * x
        x_bar_1 += y_bar_1 * t1
        # backward: y_tape.append(y)
        y_part_bar = y_tape_bar.pop()
        y_bar_1 = y_part_bar
        # backward: t1_tape.append(t1)
        t1_part_bar = t1_tape_bar.pop()
        t1_bar += t1_part_bar
        # backward: t1 = math.sin(y)
        y_bar_1 += t1_bar * math.cos(y)
    # backward: y = x
    x_bar_1 += y_bar_1
    return x_bar_1
