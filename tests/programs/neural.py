"""The functions of `tangent.nn` in the programs that they are for."""

from __future__ import annotations

import numpy as np

from tangent import nn
from tests.programs import Case, rand


def weighted(y):
    """A scalar that depends on every element in its own way."""
    return np.sum(np.cos(np.arange(y.size).reshape(y.shape)) * y)


def relu(x):
    return np.sum(nn.relu(x) ** 2)


def leaky_relu(x, slope):
    return np.sum(nn.leaky_relu(x, slope) ** 2)


def sigmoid(x):
    return weighted(nn.sigmoid(x))


def tanh(x):
    return weighted(nn.tanh(x))


def softplus(x):
    return weighted(nn.softplus(x))


def gelu(x):
    return weighted(nn.gelu(x))


def gelu_by_tanh(x):
    return weighted(nn.gelu(x, approximate=True))


def silu(x):
    return weighted(nn.silu(x))


def swish(x, beta):
    return weighted(nn.swish(x, beta))


def erf(x):
    return weighted(nn.erf(x))


def softmax(x):
    return weighted(nn.softmax(x))


def softmax_of_columns(x):
    return weighted(nn.softmax(x, axis=0))


def log_softmax(x):
    return weighted(nn.log_softmax(x))


def logsumexp(x):
    return weighted(nn.logsumexp(x)) + np.sum(nn.logsumexp(x, axis=0, keepdims=True) ** 2)


def layer_norm(x, scale, shift):
    return weighted(nn.layer_norm(x, scale, shift))


def layer_norm_alone(x):
    return weighted(nn.layer_norm(x))


def batch_norm(x, scale, shift):
    return weighted(nn.batch_norm(x, scale, shift))


def batch_norm_at_work(x, mean, variance):
    return weighted(nn.batch_norm(x, mean=mean, variance=variance))


def dropout(x, seed):
    rng = np.random.default_rng(seed)
    return weighted(nn.dropout(x, 0.4, rng) ** 2)


def dense(x, w, b):
    return np.sum(nn.relu(nn.linear(x, w, b)))


def conv2d(x, w, b):
    return weighted(nn.conv2d(x, w, b) ** 2)


def conv2d_strided(x, w):
    return weighted(nn.conv2d(x, w, stride=2, padding=1) ** 2)


def max_pool(x):
    return weighted(nn.max_pool(x))


def max_pool_overlapping(x):
    return weighted(nn.max_pool(x, 3, 1))


def avg_pool(x):
    return weighted(nn.avg_pool(x) ** 2)


def embedding(table, ids):
    return weighted(nn.embedding(table, ids) ** 2)


def attention(q, k, v):
    return weighted(nn.scaled_dot_product_attention(q, k, v))


def masked_attention(q, k, v, mask):
    return weighted(nn.scaled_dot_product_attention(q, k, v, mask))


def multi_head(x, w_q, w_k, w_v, w_o):
    mask = nn.causal_mask(x.shape[-2])
    return weighted(nn.multi_head_attention(x, x, w_q, w_k, w_v, w_o, 2, mask))


def mse(p, t):
    return nn.mse(p, t)


def cross_entropy(z, labels):
    return nn.cross_entropy(z, labels)


def cross_entropy_of_sequences(z, labels):
    return nn.cross_entropy(z, labels)


def binary_cross_entropy(z, t):
    return nn.binary_cross_entropy(z, t)


def clip_by_norm(g, limit):
    return weighted(nn.clip_by_norm(g, limit))


X = rand(3, 4, seed=1)
X32 = X.astype(np.float32)
LARGE = np.array([-1000.0, -50.0, -1.5, 0.7, 40.0, 1000.0])
ROWS = np.array([[-1000.0, 0.0, 3.0], [1000.0, 1.0, -1000.0], [900.0, 899.0, 898.5]])
IMAGES = rand(2, 5, 5, 2, seed=2)
SPREAD = np.random.default_rng(2).permutation(100).reshape(2, 5, 5, 2) / 4.0
MASK = np.array([[True, False, True], [False, False, False], [True, True, True], [False, True, False]])

ELEMENTWISE = (relu, sigmoid, tanh, softplus, gelu, gelu_by_tanh, silu, erf)
ROWWISE = (softmax, log_softmax, logsumexp)

CASES = [
    *(Case(f, (X,)) for f in ELEMENTWISE),
    *(Case(f, (X32,), name=f"{f.__name__}_float32") for f in ELEMENTWISE),
    *(Case(f, (LARGE,), name=f"{f.__name__}_large") for f in ELEMENTWISE),
    *(Case(f, (X,)) for f in (*ROWWISE, softmax_of_columns)),
    *(Case(f, (X32,), name=f"{f.__name__}_float32") for f in ROWWISE),
    *(Case(f, (ROWS,), name=f"{f.__name__}_large") for f in ROWWISE),
    Case(leaky_relu, (X, 0.1), (0, 1)),
    Case(swish, (X, 1.3), (0, 1)),
    Case(layer_norm, (X, rand(4, seed=3), rand(4, seed=4)), (0, 1, 2)),
    Case(layer_norm, (X32, X32[0], X32[1]), (0, 1, 2), name="layer_norm_float32"),
    Case(layer_norm, (1000.0 * X, rand(4, seed=3), rand(4, seed=4)), (0, 1, 2), name="layer_norm_large"),
    Case(layer_norm_alone, (X,)),
    Case(batch_norm, (rand(5, 3, seed=5), rand(3, seed=6), rand(3, seed=7)), (0, 1, 2)),
    Case(batch_norm, (IMAGES, rand(2, seed=6), rand(2, seed=7)), (0, 1, 2), name="batch_norm_of_images"),
    Case(batch_norm_at_work, (rand(5, 3, seed=5), rand(3, seed=6), rand(3, seed=7, low=0.5))),
    Case(dropout, (X, 3)),
    Case(dropout, (X32, 3), name="dropout_float32"),
    Case(dense, (X, rand(4, 2, seed=8), rand(2, seed=9)), (0, 1, 2)),
    Case(conv2d, (IMAGES, rand(3, 3, 2, 2, seed=10), rand(2, seed=11)), (0, 1, 2)),
    Case(
        conv2d,
        (IMAGES.astype("f"), rand(3, 3, 2, 2, seed=10).astype("f"), X32[0, :2]),
        (0, 1, 2),
        name="conv2d_float32",
    ),
    Case(conv2d_strided, (IMAGES, rand(2, 2, 2, 3, seed=10)), (0, 1)),
    Case(max_pool, (IMAGES,)),
    Case(max_pool, (SPREAD.astype("f"),), name="max_pool_float32"),
    Case(max_pool_overlapping, (IMAGES,)),
    Case(avg_pool, (IMAGES,)),
    Case(embedding, (X, np.array([[0, 2], [2, 2]]))),
    Case(attention, (rand(4, 3, seed=12), rand(5, 3, seed=13), rand(5, 2, seed=14)), (0, 1, 2)),
    Case(attention, (X32, X32, X32), (0, 1, 2), name="attention_float32"),
    Case(
        attention,
        (300.0 * rand(4, 3, seed=12), 3.0 * rand(5, 3, seed=13), rand(5, 2, seed=14)),
        (0, 1, 2),
        name="attention_large",
    ),
    Case(
        masked_attention,
        (rand(2, 4, 3, seed=12), rand(2, 3, 3, seed=13), rand(2, 3, 2, seed=14), MASK),
        (0, 1, 2),
    ),
    Case(
        multi_head, (rand(2, 3, 4, seed=15), *(rand(4, 4, seed=s) for s in (16, 17, 18, 19))), (0, 1, 2, 3, 4)
    ),
    Case(mse, (X, rand(3, 4, seed=20)), (0, 1)),
    Case(cross_entropy, (X, np.array([0, 3, 1]))),
    Case(cross_entropy, (X32, np.array([0, 3, 1])), name="cross_entropy_float32"),
    Case(cross_entropy, (ROWS, np.array([0, 0, 2])), name="cross_entropy_large"),
    Case(cross_entropy_of_sequences, (rand(2, 3, 4, seed=21), np.array([[0, 1, 3], [2, 2, 0]]))),
    Case(binary_cross_entropy, (X, rand(3, 4, seed=22, low=0.0)), (0, 1)),
    Case(
        binary_cross_entropy,
        (LARGE, np.array([0.0, 1.0, 0.3, 1.0, 1.0, 1.0])),
        name="binary_cross_entropy_large",
    ),
    Case(clip_by_norm, (X, 0.5)),
    Case(clip_by_norm, (X, 50.0), name="clip_by_norm_of_a_short_one"),
]
