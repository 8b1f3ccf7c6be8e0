"""Broadcasting, two arguments: the sum over the batch is written out."""

# mode: value_and_grad
# wrt: weight, shift

import numpy as np


def activation_energy(weight, shift, batch):
    inner = batch @ weight + shift
    act = np.tanh(inner)
    return np.mean(act**2)


EXAMPLE = (
    np.array([[0.2, -0.5, 0.1], [0.4, 0.3, -0.7]]),
    np.array([0.1, 0.0, -0.2]),
    np.array([[1.0, 0.5], [-0.3, 0.8], [0.6, -1.1], [0.2, 0.9]]),
)


# output


import numpy as np


def activation_energy_value_and_grad(weight, shift, batch):
    """Value and gradient of activation_energy with respect to (weight, shift)."""
    # forward
    inner = batch @ weight + shift
    act = np.tanh(inner)
    # backward: return np.mean(act**2)
    act_bar = 2.0 * act / act.size
    # backward: act = np.tanh(inner)
    inner_bar = act_bar * (1.0 - act**2)
    # backward: inner = batch @ weight + shift
    shift_bar = np.sum(inner_bar, axis=0)
    weight_bar = batch.T @ inner_bar
    return np.mean(act**2), (weight_bar, shift_bar)
