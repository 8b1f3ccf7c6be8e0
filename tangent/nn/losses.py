"""Losses, as means over all examples, and the clipping of gradients."""

import numpy as np

from tangent.nn.activations import log_softmax, softplus


def mse(predicted, target):
    """mean((predicted - target)**2).

    Bishop, Pattern recognition and machine learning, 2006, equation 1.2.
    """
    return np.mean((predicted - target) ** 2)


def cross_entropy(logits, labels):
    """The mean of -log softmax(logits)[label]: logits of (..., classes), labels integers of (...).

    Bishop, Pattern recognition and machine learning, 2006, equation 4.108.
    """
    log_p = log_softmax(logits)
    return -np.mean(np.take_along_axis(log_p, labels[..., None], axis=-1))


def binary_cross_entropy(logits, targets):
    """mean(-t * log(p) - (1 - t) * log(1 - p)) with p = sigmoid(logits); targets are numbers from 0 to 1.

    Bishop, Pattern recognition and machine learning, 2006, equation 4.90.
    """
    return np.mean(targets * softplus(-logits) + (1.0 - targets) * softplus(logits))


def clip_by_norm(g, max_norm):
    """g if its Euclidean norm is at most `max_norm`, and else g scaled to that norm.

    Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013,
    algorithm 1.
    """
    square = np.sum(g * g)
    if square > max_norm * max_norm:
        g = g * (max_norm / np.sqrt(square))
    return g
