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
    t2_tape = []
    y_1_tape = []
    t1_1_tape = []
    y_bar_tape = []
    for _ in reversed(range(rounds)):
        t1 = t1_tape.pop()
        t1_1_tape.append(t1)
        y = y_tape.pop()
        y_1_tape.append(y)
        t3 = y_bar * x
        t2 = math.cos(y)
        t2_tape.append(t2)
        y_bar_tape.append(y_bar)
        y_bar = t3 * t2
    # backward: x_bar += y_bar
    y_bar_bar = 1.0
    t1_tape_bar = zeros(t1_tape)
    x_bar = 0.0
    y_tape_bar = zeros(y_tape)
    for _ in range(rounds):
        # backward: y_bar = y_bar * x * math.cos(y)
        t2 = t2_tape.pop()
        y = y_1_tape.pop()
        y_bar = y_bar_tape.pop()
        t3_bar = y_bar_bar * t2
        y_1_bar = -(y_bar_bar * (y_bar * x) * math.sin(y))
        x_bar += t3_bar * y_bar
        y_bar_bar = t3_bar * x
        # backward: x_bar += y_bar * t1
        t1 = t1_1_tape.pop()
        t1_1_bar = y_bar
        y_bar_bar += t1
        # backward: y = y_tape.pop()
        y_tape_bar.append(y_1_bar)
        # backward: t1 = t1_tape.pop()
        t1_tape_bar.append(t1_1_bar)
    # backward: y_bar = 1.0
    y_bar_1 = 0.0
    for _ in reversed(range(rounds)):
        # backward: y = t1 * x
        t1 = t1_tape_1.pop()
        t1_bar = y_bar_1 * x
        x_bar += y_bar_1 * t1
        # backward: y_tape.append(y)
        y_bar_1 = y_tape_bar.pop()
        # backward: t1_tape.append(t1)
        t1_part_bar = t1_tape_bar.pop()
        t1_bar += t1_part_bar
        # backward: t1 = math.sin(y)
        y = y_tape_1.pop()
        y_bar_1 += t1_bar * math.cos(y)
    # backward: y = x
    x_bar += y_bar_1
    return x_bar
