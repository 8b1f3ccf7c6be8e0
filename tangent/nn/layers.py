"""Layers as functions of their input and their parameters."""

import numpy as np


def linear(x, w, b=None):
    """x @ w + b, for x of (..., n) and w of (n, m).

    Rosenblatt, The perceptron, Psychological Review 65 (1958).
    """
    y = x @ w
    return y if b is None else y + b


def layer_norm(x, scale=None, shift=None, axis=-1, eps=1e-5):
    """(x - mean) / sqrt(variance + eps) * scale + shift, each with mean and variance along `axis`.

    Ba, Kiros and Hinton, Layer normalization, arXiv:1607.06450, equation 4.
    """
    centred = x - np.mean(x, axis=axis, keepdims=True)
    y = centred / np.sqrt(np.mean(centred * centred, axis=axis, keepdims=True) + eps)
    if scale is not None:
        y = y * scale
    return y if shift is None else y + shift


def batch_norm(x, scale=None, shift=None, mean=None, variance=None, eps=1e-5):
    """(x - mean) / sqrt(variance + eps) * scale + shift, with mean and variance of each channel (last axis).

    Without `mean` and `variance` they are those of the batch, taken over all other axes, and carry a
    derivative (training); with them they are what is given (inference).
    Ioffe and Szegedy, Batch normalization, arXiv:1502.03167, algorithms 1 and 2.
    """
    flat = x.reshape(-1, x.shape[-1])
    if mean is None:
        mean = np.mean(flat, axis=0)
    if variance is None:
        variance = np.mean((flat - mean) ** 2, axis=0)
    y = (x - mean) / np.sqrt(variance + eps)
    if scale is not None:
        y = y * scale
    return y if shift is None else y + shift


def dropout(x, rate, rng):
    """x with each element set to 0 with probability `rate`, the others divided by 1 - rate.

    `rng` is a NumPy generator: one number is drawn for each element, once, also under derivatives.
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout, JMLR 15 (2014), sections 4 and 10.
    """
    if not 0.0 <= rate < 1.0:
        raise ValueError("dropout: the rate has to be at least 0 and less than 1")
    u = np.zeros(x.shape)
    u[...] = rng.random(x.shape)
    return np.where(u >= rate, x / (1.0 - rate), 0.0)


def embedding(table, ids):
    """The rows of `table` that `ids` (integers of any shape) name.

    Bengio, Ducharme, Vincent and Jauvin, A neural probabilistic language model, JMLR 3 (2003), section 2.
    """
    return table[ids]


def conv2d(x, w, b=None, stride=1, padding=0):
    """out[n, i, j, d] = b[d] + sum over p, q, c of x[n, i * stride + p, j * stride + q, c] * w[p, q, c, d].

    x is (images, height, width, channels), w (kernel height, kernel width, channels, new channels); `padding`
    zeros stand around each image.  (The cross-correlation that is called convolution in this field.)
    LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, 1998, section
    II; Dumoulin and Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
    """
    if padding > 0:
        x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    y = np.tensordot(windows(x, w.shape[0], w.shape[1], stride), w, axes=3)
    return y if b is None else y + b


def windows(x, height, width, stride):
    """Every window of the images x: an array (images, rows, columns, height, width, channels)."""
    rows = (x.shape[1] - height) // stride + 1
    columns = (x.shape[2] - width) // stride + 1
    out = np.zeros((x.shape[0], rows, columns, height, width, x.shape[3]), dtype=x.dtype)
    for p in range(height):
        for q in range(width):
            bottom, right = p + (rows - 1) * stride + 1, q + (columns - 1) * stride + 1
            out[:, :, :, p, q] = x[:, p:bottom:stride, q:right:stride]
    return out


def max_pool(x, size=2, stride=None):
    """The largest element of each window of size x size; equal ones share the derivative.

    `stride` is the distance of the windows (None: `size`).
    Scherer, Müller and Behnke, Evaluation of pooling operations in convolutional architectures, ICANN 2010.
    """
    return np.max(windows(x, size, size, size if stride is None else stride), axis=(3, 4))


def avg_pool(x, size=2, stride=None):
    """The mean of each window of size x size.

    LeCun, Bottou, Bengio and Haffner (1998), section II B.
    """
    return np.mean(windows(x, size, size, size if stride is None else stride), axis=(3, 4))
