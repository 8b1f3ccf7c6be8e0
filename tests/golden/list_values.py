"""A list that grows and shrinks."""

# mode: grad
# wrt: x

import math


def stack_machine(x, rounds):
    stack = []
    for k in range(rounds):
        stack.append(x * k)
    total = 0.0
    while stack:
        total = total + math.sin(stack.pop()) * total + x
    return total


EXAMPLE = (0.4, 4)


# output


import math
from tangent.runtime import zeros


def stack_machine_grad(x, rounds):
    """Gradient of stack_machine with respect to x."""
    # forward
    stack = []
    for k in range(rounds):
        stack.append(x * k)
    total = 0.0
    t1_tape = []
    total_tape = []
    while stack:
        t1 = stack.pop()
        t1_tape.append(t1)
        total_tape.append(total)
        total = total + math.sin(t1) * total + x
    # backward: return total
    total_bar = 1.0
    stack_bar = zeros(stack)
    x_bar = 0.0
    while t1_tape:
        # backward: total = total + math.sin(stack.pop()) * total + x
        t1 = t1_tape.pop()
        total = total_tape.pop()
        x_bar += total_bar
        t2_bar = total_bar * total
        total_bar += total_bar * math.sin(t1)
        stack_bar.append(t2_bar * math.cos(t1))
    for k in reversed(range(rounds)):
        # backward: stack.append(x * k)
        t3_part_bar = stack_bar.pop()
        x_bar += t3_part_bar * k
    return x_bar
