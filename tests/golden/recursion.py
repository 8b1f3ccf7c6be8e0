"""A function that calls itself: its pair does so, too."""

# mode: grad
# wrt: x


def horner(x, degree):
    if degree == 0:
        return 1.0
    return horner(x, degree - 1) * x + degree


EXAMPLE = (1.2, 4)


# output


import numpy as np
from tangent.runtime import unbroadcast


def horner_forward(x, degree):
    horner_saved = None
    t2 = None
    t3 = None
    if degree == 0:
        result = 1.0
    else:
        t2, horner_saved = horner_forward(x, degree - 1)
        t3 = t2 * x
        result = t3 + degree
    return result, (degree, horner_saved, result, t2, t3, x)


def horner_backward(saved, out_bar):
    degree, horner_saved, result, t2, t3, x = saved
    # backward: return horner(x, degree - 1) * x + degree
    result_bar = unbroadcast(out_bar, result)
    if degree == 0:
        # backward: return 1.0
        x_bar = 0.0
    else:
        # backward: return horner(x, degree - 1) * x + degree
        t3_bar = unbroadcast(result_bar, t3)
        x_bar = unbroadcast(t3_bar * t2, x)
        x_part_bar = horner_backward(horner_saved, unbroadcast(t3_bar * x, t2))
        x_bar += x_part_bar
    return x_bar


def horner_value_and_grad(x, degree):
    """Value and gradient of horner with respect to x."""
    # forward
    if degree == 0:
        result = 1.0
    else:
        t2, horner_saved = horner_forward(x, degree - 1)
        t3 = t2 * x
        result = t3 + degree
    # backward: return horner(x, degree - 1) * x + degree
    result_bar = unbroadcast(1.0, result)
    if degree == 0:
        # backward: return 1.0
        x_bar = 0.0
    else:
        # backward: return horner(x, degree - 1) * x + degree
        t3_bar = unbroadcast(result_bar, t3)
        x_bar = unbroadcast(t3_bar * t2, x)
        x_part_bar = horner_backward(horner_saved, unbroadcast(t3_bar * x, t2))
        x_bar += x_part_bar
    return result, x_bar


def horner_grad(x, degree):
    """Gradient of horner with respect to x."""
    value, gradient = horner_value_and_grad(x, degree)
    if np.ndim(value) != 0:
        raise TypeError("the result of horner is not a scalar")
    return gradient
