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
    horner_saved = None
    t2 = 0.0
    if degree == 0:
        result = 1.0
    else:
        t2, horner_saved = horner_forward(x, degree - 1)
        result = t2 * x + degree
    return result, (degree, horner_saved, t2, x)


def horner_backward(saved, out_bar):
    degree, horner_saved, t2, x = saved
    # backward: return horner(x, degree - 1) * x + degree
    result_bar = out_bar
    if degree == 0:
        # backward: return 1.0
        x_bar = 0.0
    else:
        # backward: return horner(x, degree - 1) * x + degree
        x_bar = result_bar * t2
        x_part_bar = horner_backward(horner_saved, result_bar * x)
        x_bar += x_part_bar
    return x_bar


def horner_grad(x, degree):
    """Gradient of horner with respect to x."""
    # forward
    if not degree == 0:
        t2, horner_saved = horner_forward(x, degree - 1)
    # backward: return horner(x, degree - 1) * x + degree
    if degree == 0:
        # backward: return 1.0
        x_bar = 0.0
    else:
        # backward: return horner(x, degree - 1) * x + degree
        x_bar = 1.0 * t2
        x_part_bar = horner_backward(horner_saved, 1.0 * x)
        x_bar += x_part_bar
    return x_bar
