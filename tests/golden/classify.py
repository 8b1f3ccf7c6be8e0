"""Parameters in a dict: the gradient is a dict with the same keys."""

# mode: grad
# wrt: net

import numpy as np


def cross_entropy(net, batch, classes):
    hidden = np.maximum(batch @ net["in"] + net["shift"], 0.0)
    votes = hidden @ net["out"]
    votes = votes - np.max(votes, axis=1, keepdims=True)
    log_p = votes - np.log(np.sum(np.exp(votes), axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(classes)), classes])


EXAMPLE = (
    {
        "in": np.array([[0.2, -0.5, 0.1], [0.4, 0.3, -0.7]]),
        "shift": np.array([0.1, 0.3, 0.2]),
        "out": np.array([[0.6, -0.1], [0.2, 0.8], [-0.5, 0.4]]),
    },
    np.array([[1.0, 0.5], [-0.3, 0.8], [0.6, -1.1]]),
    np.array([0, 1, 1]),
)


# output


import numpy as np
from tangent.runtime import add_at


def cross_entropy_grad(net, batch, classes):
    """Gradient of cross_entropy with respect to net."""
    # forward
    t1 = batch @ net["in"] + net["shift"]
    hidden = np.maximum(t1, 0.0)
    votes = hidden @ net["out"]
    t2 = np.max(votes, axis=1, keepdims=True)
    votes_1 = votes - t2
    t3 = np.exp(votes_1)
    t4 = np.sum(t3, axis=1, keepdims=True)
    log_p = votes_1 - np.log(t4)
    t5 = np.arange(len(classes))
    t6 = log_p[t5, classes]
    # backward: return -np.mean(log_p[np.arange(len(classes)), classes])
    log_p_bar = np.zeros_like(log_p)
    add_at(log_p_bar, (t5, classes), np.full_like(t6, -1.0 / max(t6.size, 1)))
    # backward: log_p = votes - np.log(np.sum(np.exp(votes), axis=1, keepdims=True))
    votes_1_bar = log_p_bar - np.sum(log_p_bar, axis=1, keepdims=True) / t4 * t3
    # backward: votes = votes - np.max(votes, axis=1, keepdims=True)
    t2_bar = -np.sum(votes_1_bar, axis=1, keepdims=True)
    top = votes == t2
    votes_bar = votes_1_bar + t2_bar * top / np.sum(top, axis=1, dtype=votes.dtype, keepdims=True)
    # backward: votes = hidden @ net["out"]
    hidden_bar = votes_bar @ net["out"].T
    out_bar = hidden.T @ votes_bar
    # backward: hidden = np.maximum(batch @ net["in"] + net["shift"], 0.0)
    t1_bar = hidden_bar * (t1 > 0.0)
    shift_bar = np.sum(t1_bar, axis=0)
    in_bar = batch.T @ t1_bar
    return {"in": in_bar, "shift": shift_bar, "out": out_bar}
