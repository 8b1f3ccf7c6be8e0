"""A while loop with `continue` and `break`."""

# mode: grad
# wrt: x


def collatz_like(x, rounds):
    k = 0
    y = x
    while k < rounds:
        k = k + 1
        if k % 3 == 0:
            continue
        y = y * x - 0.1 * y
        if y > 20.0:
            break
    return y


EXAMPLE = (1.7, 12)


# output


def collatz_like_grad(x, rounds):
    """Gradient of collatz_like with respect to x."""
    # forward
    k = 0
    y = x
    y_tape = []
    k_tape = []
    while k < rounds:
        k_tape.append(k)
        k = k + 1
        if not k % 3 == 0:
            y_tape.append(y)
            y = y * x - 0.1 * y
            if y > 20.0:
                break
    # backward: return y
    y_bar = 1.0
    x_bar = 0.0
    while k_tape:
        if not k % 3 == 0:
            # backward: y = y * x - 0.1 * y
            y = y_tape.pop()
            t1_bar = y_bar
            y_bar = -0.1 * y_bar
            x_bar += t1_bar * y
            y_bar += t1_bar * x
        # backward: k = k + 1
        k = k_tape.pop()
    # backward: y = x
    x_bar += y_bar
    return x_bar
