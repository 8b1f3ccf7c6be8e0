"""Attention."""

import math

import numpy as np

from tangent.nn.activations import softmax
from tangent.runtime.shapes import stop_gradient


def causal_mask(n):
    """(n, n) booleans: position i may look at positions 0 ... i."""
    return np.tri(n, dtype=bool)


def scaled_dot_product_attention(q, k, v, mask=None):
    """softmax(q @ k.T / sqrt(d)) @ v, for q of (..., n, d), k of (..., m, d), v of (..., m, e).

    Where `mask` (booleans that broadcast to (..., n, m)) is false, the weight is 0; a row without any true
    element gives zeros.
    Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser and Polosukhin, Attention is all you need,
    arXiv:1706.03762, equation 1.
    """
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    if mask is None:
        return softmax(scores) @ v
    scores = np.where(mask, scores, -np.inf)
    top = stop_gradient(np.max(scores, axis=-1, keepdims=True))
    e = np.exp(scores - np.where(top > -np.inf, top, 0.0))
    total = np.sum(e, axis=-1, keepdims=True)
    return e / np.where(total > 0.0, total, 1.0) @ v


def multi_head_attention(x, context, w_q, w_k, w_v, w_o, heads, mask=None):
    """Attention in `heads` subspaces side by side.

    Queries come from x (..., n, d), keys and values from context (..., m, d);
    w_q, w_k and w_v are (d, heads * h), w_o is (heads * h, d).  Self-attention has context = x.
    Vaswani et al., arXiv:1706.03762, section 3.2.2.
    """
    y = scaled_dot_product_attention(
        split(x @ w_q, heads), split(context @ w_k, heads), split(context @ w_v, heads), mask
    )
    y = np.swapaxes(y, -3, -2)
    return y.reshape(y.shape[:-2] + (-1,)) @ w_o


def split(x, heads):
    """(..., n, heads * h) as (..., heads, n, h)."""
    return np.swapaxes(x.reshape(x.shape[:-1] + (heads, -1)), -3, -2)
