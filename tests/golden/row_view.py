"""A helper that writes into a row of its caller's array: it works in place on the same row of the adjoint."""

# mode: grad
# wrt: field, decay

import numpy as np


def fade(strip, decay):
    strip *= np.exp(-decay)


def faded_energy(field, decay):
    for depth in range(field.shape[0]):
        fade(field[depth], decay * depth)
    return np.sum(field**2)


EXAMPLE = (np.array([[0.3, 0.6], [0.2, -0.9], [0.8, 0.5]]), 0.3)


# output


import numpy as np


def fade_forward(strip, decay):
    """Value of fade, and what its backward function needs."""
    strip_old = strip.copy()
    t1 = np.exp(-decay)
    strip *= t1
    return None, (strip_old, t1)


def fade_backward(saved, strip_bar, strip):
    """Adjoint of decay; adjoint of strip in place."""
    strip_old, t1 = saved
    # backward: strip *= np.exp(-decay)
    strip[...] = strip_old
    t1_bar = strip_bar @ strip
    strip_bar *= t1
    decay_bar = -(t1_bar * t1)
    return decay_bar


def faded_energy_grad(field, decay):
    """Gradient of faded_energy with respect to (field, decay)."""
    # forward
    field = field.copy()
    fade_saved_tape = []
    for depth in range(field.shape[0]):
        _, fade_saved = fade_forward(field[depth], decay * depth)
        fade_saved_tape.append(fade_saved)
    # backward: return np.sum(field**2)
    field_bar = 2.0 * field
    decay_bar = 0.0
    for depth in reversed(range(field.shape[0])):
        # backward: fade(field[depth], decay * depth)
        fade_saved = fade_saved_tape.pop()
        t1_bar = fade_backward(fade_saved, field_bar[depth], field[depth])
        decay_bar += t1_bar * depth
    return field_bar, decay_bar
