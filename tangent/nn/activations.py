"""Functions that are applied element by element, and those that normalise along an axis."""

import math

import numpy as np

from tangent.nn.special import erf
from tangent.runtime.shapes import stop_gradient


def relu(x):
    """max(x, 0).  At 0 the slope is 0.

    Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010.
    """
    return np.where(x > 0.0, x, 0.0)


def leaky_relu(x, slope=0.01):
    """x where x > 0, slope * x elsewhere.

    Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013.
    """
    return np.where(x > 0.0, x, slope * x)


def sigmoid(x):
    """1 / (1 + exp(-x)), as exp(-log(1 + exp(-x))): accurate where it is small, and nothing overflows.

    Bishop, Pattern recognition and machine learning, 2006, equation 4.59.
    """
    return np.exp(-np.logaddexp(0.0, -x))


def tanh(x):
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)).

    LeCun, Bottou, Orr and Müller, Efficient backprop, 1998, section 4.4.
    """
    return np.tanh(x)


def softplus(x):
    """log(1 + exp(x)).

    Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating second-order functional knowledge for better
    option pricing, NIPS 2000.
    """
    return np.logaddexp(0.0, x)


def gelu(x, approximate=False):
    """x * P(Z <= x) for Z of the standard normal distribution: x / 2 * (1 + erf(x / sqrt(2))).

    With `approximate`, erf is replaced: x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))).
    Hendrycks and Gimpel, Gaussian error linear units (GELUs), arXiv:1606.08415, section 2.
    """
    if approximate:
        return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1.0 + erf(math.sqrt(0.5) * x))


def silu(x):
    """x * sigmoid(x), also known as swish.

    Elfwing, Uchibe and Doya, Sigmoid-weighted linear units for neural network function approximation in
    reinforcement learning, arXiv:1702.03118, equation 11.
    """
    return x * sigmoid(x)


def swish(x, beta=1.0):
    """x * sigmoid(beta * x).

    Ramachandran, Zoph and Le, Searching for activation functions, arXiv:1710.05941, section 4.
    """
    return x * sigmoid(beta * x)


def logsumexp(x, axis=-1, keepdims=False):
    """log(sum(exp(x))) along an axis, with the largest element taken out, so that nothing overflows.

    Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, IMA Journal of
    Numerical Analysis 41 (2021), equation 1.4.
    """
    # The result does not depend on what is taken out: a constant makes a short derivative.
    top = stop_gradient(np.max(x, axis=axis, keepdims=True))
    total = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis=axis)


def softmax(x, axis=-1):
    """exp(x) / sum(exp(x)) along an axis.

    Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990, equation 13;
    shifted as in Blanchard, Higham and Higham (2021), equation 1.5.
    """
    e = np.exp(x - stop_gradient(np.max(x, axis=axis, keepdims=True)))
    return e / np.sum(e, axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    """x - log(sum(exp(x))) along an axis, the logarithm of `softmax` where that is too small to be a number.

    Blanchard, Higham and Higham (2021), section 4.
    """
    z = x - stop_gradient(np.max(x, axis=axis, keepdims=True))
    return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))
