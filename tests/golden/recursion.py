"""A function that calls itself: its pair does so, too."""

# mode: grad
# wrt: x


def horner(x, degree):
    if degree == 0:
        return 1.0
    return horner(x, degree - 1) * x + degree


EXAMPLE = (1.2, 4)


# output


def horner_forward(x, degree):
    """Value of horner, and what its backward function needs."""
    t1 = 0.0
    horner_saved = None
    if degree == 0:
        result = 1.0
    else:
        t1, horner_saved = horner_forward(x, degree - 1)
        result = t1 * x + degree
    return result, (x, degree, t1, horner_saved)


def horner_backward(saved, out_bar):
    """Adjoint of x, given that of the value."""
    x, degree, t1, horner_saved = saved
    # backward: return horner(x, degree - 1) * x + degree
    if degree == 0:
        # backward: return 1.0
        x_bar = 0.0
    else:
        # backward: return horner(x, degree - 1) * x + degree
        x_bar = out_bar * t1
        x_part_bar = horner_backward(horner_saved, out_bar * x)
        x_bar += x_part_bar
    return x_bar


def horner_grad(x, degree):
    """Gradient of horner with respect to x."""
    # forward
    if not degree == 0:
        x_bar, horner_saved = horner_forward(x, degree - 1)
    # backward: return horner(x, degree - 1) * x + degree
    if degree == 0:
        # backward: return 1.0
        x_bar = 0.0
    else:
        # backward: return horner(x, degree - 1) * x + degree
        x_part_bar = horner_backward(horner_saved, x)
        x_bar += x_part_bar
    return x_bar
