"""A return in the middle of a loop."""

# mode: grad
# wrt: x


def until_large(x, bound, rounds):
    total = 0.0
    for k in range(rounds):
        total = total + x * x / (k + 1)
        if total > bound:
            return total * x
    return total - bound


EXAMPLE = (1.3, 2.5, 10)


# output


def until_large_grad(x, bound, rounds):
    """Gradient of until_large with respect to x."""
    # forward
    total = 0.0
    returned = False
    trips = 0
    total_tape = []
    for k in range(rounds):
        trips += 1
        total_tape.append(total)
        total = total + x * x / (k + 1)
        if total > bound:
            returned = True
            break
    # backward: return total - bound
    result_bar = 1.0
    if returned:
        total_bar = 0.0
    else:
        # backward: return total - bound
        total_bar = 1.0
        result_bar = 0.0
    x_bar = 0.0
    for k in reversed(range(rounds)[:trips]):
        if total > bound:
            # backward: return total * x
            x_bar += result_bar * total
            total_bar += result_bar * x
            result_bar = 0.0
        # backward: total = total + x * x / (k + 1)
        total = total_tape.pop()
        x_bar += 2.0 * total_bar / (k + 1) * x
    return x_bar
