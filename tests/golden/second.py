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
    y_tape = []
    y_tape_1 = []
    for _ in range(rounds):
        y_tape.append(y)
        y_tape_1.append(y)
        y = math.sin(y) * x
    y_bar = 1.0
    y_1_tape = []
    y_bar_tape = []
    for _ in reversed(range(rounds)):
        y = y_tape.pop()
        y_1_tape.append(y)
        y_bar_tape.append(y_bar)
        y_bar = y_bar * x * math.cos(y)
    # backward: x_bar += y_bar
    x_bar_bar = 1.0
    y_bar_bar = 1.0
    x_bar = 0.0
    y_tape_bar = zeros(y_tape)
    for _ in range(rounds):
        # backward: y_bar = y_bar * x * math.cos(y)
        y = y_1_tape.pop()
        y_bar = y_bar_tape.pop()
        t1_bar = y_bar_bar * math.cos(y)
        y_1_bar = -(y_bar_bar * (y_bar * x) * math.sin(y))
        x_bar += t1_bar * y_bar
        y_bar_bar = t1_bar * x
        # backward: x_bar += y_bar * math.sin(y)
        y_bar_bar += math.sin(y)
        y_1_bar += y_bar * math.cos(y)
        # backward: y = y_tape.pop()
        y_tape_bar.append(y_1_bar)
    # backward: y_bar = 1.0
    y_bar_1 = 0.0
    for _ in reversed(range(rounds)):
        # backward: y = math.sin(y) * x
        y = y_tape_1.pop()
        x_bar += y_bar_1 * math.sin(y)
        y_bar_1 = y_bar_1 * x * math.cos(y)
        # backward: y_tape.append(y)
        y_part_bar = y_tape_bar.pop()
        y_bar_1 += y_part_bar
    # backward: y = x
    x_bar += y_bar_1
    return x_bar
