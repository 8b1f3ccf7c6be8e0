"""Dense learning: networks of matrix products."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from workloads import Workload

# ── Multi-layer perceptron ─────────────────────────────────────────────────────────────────────────────────


def mlp(w1, b1, w2, b2, w3, b3, x, labels):
    h1 = np.maximum(x @ w1 + b1, 0.0)
    h2 = np.maximum(h1 @ w2 + b2, 0.0)
    scores = h2 @ w3 + b3
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(labels)), labels])


def mlp_hand(w1, b1, w2, b2, w3, b3, x, labels):
    h1 = np.maximum(x @ w1 + b1, 0.0)
    h2 = np.maximum(h1 @ w2 + b2, 0.0)
    scores = h2 @ w3 + b3
    top = np.max(scores, axis=1, keepdims=True)
    winners = scores == top
    e = np.exp(scores - top)
    log_p_bar = np.zeros(scores.shape)
    log_p_bar[np.arange(len(labels)), labels] = -1.0 / len(labels)
    scores_bar = log_p_bar - np.sum(log_p_bar, axis=1, keepdims=True) / np.sum(e, axis=1, keepdims=True) * e
    top_bar = -np.sum(scores_bar, axis=1, keepdims=True)
    scores_bar += top_bar / np.sum(winners, axis=1, keepdims=True) * winners
    w3_bar = h2.T @ scores_bar
    b3_bar = np.sum(scores_bar, axis=0)
    z_bar = scores_bar @ w3.T * (h2 > 0.0)
    w2_bar = h1.T @ z_bar
    b2_bar = np.sum(z_bar, axis=0)
    z_bar = z_bar @ w2.T * (h1 > 0.0)
    return x.T @ z_bar, np.sum(z_bar, axis=0), w2_bar, b2_bar, w3_bar, b3_bar


# ── Softmax classifier ─────────────────────────────────────────────────────────────────────────────────────


def softmax_classifier(w, b, x, targets, decay):
    """Cross entropy against rows of probabilities, and weight decay."""
    scores = x @ w + b
    top = np.max(scores, axis=1, keepdims=True)
    e = np.exp(scores - top)
    p = e / np.sum(e, axis=1, keepdims=True)
    return -np.mean(np.sum(targets * np.log(p), axis=1)) + 0.5 * decay * np.sum(w**2)


def softmax_classifier_hand(w, b, x, targets, decay):
    scores = x @ w + b
    top = np.max(scores, axis=1, keepdims=True)
    e = np.exp(scores - top)
    total = np.sum(e, axis=1, keepdims=True)
    p = e / total
    w_bar = decay * w
    p_bar = (-1.0 / x.shape[0]) * targets / p
    e_bar = p_bar / total
    e_bar -= np.sum(e_bar * p, axis=1, keepdims=True)
    scores_bar = e_bar * e
    top_bar = -np.sum(scores_bar, axis=1, keepdims=True)
    winners = scores == top
    scores_bar += top_bar / np.sum(winners, axis=1, keepdims=True) * winners
    w_bar += x.T @ scores_bar
    return w_bar, np.sum(scores_bar, axis=0)


# ── Convolution by loops ───────────────────────────────────────────────────────────────────────────────────


def convolution(weights, bias, images):
    """Images (n, h, w, c) and weights (k, k, c, d): one product for each pixel of the kernel."""
    k = weights.shape[0]
    h, w = images.shape[1] - k + 1, images.shape[2] - k + 1
    out = np.zeros((images.shape[0], h, w, weights.shape[3]))
    for i in range(k):
        for j in range(k):
            out += images[:, i : i + h, j : j + w] @ weights[i, j]
    out = np.maximum(out + bias, 0.0)
    return np.mean(out**2)


def convolution_hand(weights, bias, images):
    k = weights.shape[0]
    h, w = images.shape[1] - k + 1, images.shape[2] - k + 1
    out = np.zeros((images.shape[0], h, w, weights.shape[3]))
    for i in range(k):
        for j in range(k):
            out += images[:, i : i + h, j : j + w] @ weights[i, j]
    out = np.maximum(out + bias, 0.0)
    out_bar = 2.0 / out.size * out * (out > 0.0)
    bias_bar = np.sum(out_bar, axis=(0, 1, 2))
    weights_bar = np.zeros(weights.shape)
    c, d = weights.shape[2:]
    flat_bar = out_bar.reshape(-1, d)
    for i in range(k):
        for j in range(k):
            weights_bar[i, j] = images[:, i : i + h, j : j + w].reshape(-1, c).T @ flat_bar
    return weights_bar, bias_bar


# ── Attention block ────────────────────────────────────────────────────────────────────────────────────────


def attention(wq, wk, wv, wo, x):
    """Self-attention of several heads (the first axis of wq, wk, wv), a residual, and a layer norm."""
    q = x @ wq
    k = x @ wk
    v = x @ wv
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(wq.shape[2])
    e = np.exp(scores - np.max(scores, axis=2, keepdims=True))
    p = e / np.sum(e, axis=2, keepdims=True)
    mixed = np.sum(p @ v @ wo, axis=0)
    y = x + mixed
    centred = y - np.mean(y, axis=1, keepdims=True)
    z = centred / np.sqrt(np.mean(centred**2, axis=1, keepdims=True) + 1e-5)
    return np.mean(np.tanh(z))


def attention_hand(wq, wk, wv, wo, x):
    q = x @ wq
    k = x @ wk
    v = x @ wv
    root = np.sqrt(wq.shape[2])
    scores = q @ k.transpose(0, 2, 1) / root
    top = np.max(scores, axis=2, keepdims=True)
    e = np.exp(scores - top)
    total = np.sum(e, axis=2, keepdims=True)
    p = e / total
    heads = p @ v
    y = x + np.sum(heads @ wo, axis=0)
    centred = y - np.mean(y, axis=1, keepdims=True)
    spread = np.sqrt(np.mean(centred**2, axis=1, keepdims=True) + 1e-5)
    z = centred / spread
    n = x.shape[1]
    z_bar = (1.0 - np.tanh(z) ** 2) / z.size
    centred_bar = z_bar / spread
    spread_bar = -np.sum(centred_bar * z, axis=1, keepdims=True)
    centred_bar += spread_bar / (n * spread) * centred
    y_bar = centred_bar - np.sum(centred_bar, axis=1, keepdims=True) / n
    heads_bar = y_bar @ wo.transpose(0, 2, 1)
    wo_bar = heads.transpose(0, 2, 1) @ y_bar
    p_bar = heads_bar @ v.transpose(0, 2, 1)
    v_bar = p.transpose(0, 2, 1) @ heads_bar
    e_bar = p_bar / total
    e_bar -= np.sum(e_bar * p, axis=2, keepdims=True)
    scores_bar = e_bar * e
    top_bar = -np.sum(scores_bar, axis=2, keepdims=True)
    winners = scores == top
    scores_bar += top_bar / np.sum(winners, axis=2, keepdims=True) * winners
    scores_bar /= root
    q_bar = scores_bar @ k
    k_bar = scores_bar.transpose(0, 2, 1) @ q
    return x.T @ q_bar, x.T @ k_bar, x.T @ v_bar, wo_bar


def _layers(n, *widths):
    rng = np.random.default_rng(0)
    made = []
    for a, b in pairwise(widths):
        made += [rng.normal(size=(a, b)) / np.sqrt(a), 0.1 * rng.normal(size=b)]
    return *made, rng.normal(size=(n, widths[0])), rng.integers(0, widths[-1], n)


def _classes(n, d, c):
    rng = np.random.default_rng(1)
    targets = rng.uniform(size=(n, c))
    targets /= np.sum(targets, axis=1, keepdims=True)
    return rng.normal(size=(d, c)) / np.sqrt(d), rng.normal(size=c), rng.normal(size=(n, d)), targets, 0.01


def _images(n, size, k, c, d):
    rng = np.random.default_rng(2)
    return rng.normal(size=(k, k, c, d)), rng.normal(size=d), rng.uniform(size=(n, size, size, c))


def _tokens(heads, n, d, width):
    rng = np.random.default_rng(3)
    into = [rng.normal(size=(heads, d, width)) / np.sqrt(d) for _ in range(3)]
    return *into, rng.normal(size=(heads, width, d)) / np.sqrt(width), rng.normal(size=(n, d))


def _workload(name, primal, hand, argnums, bench, small):
    return Workload(name, "learning", primal, hand, argnums, bench, small)


WORKLOADS = [
    _workload(
        "mlp",
        mlp,
        mlp_hand,
        tuple(range(6)),
        lambda: _layers(256, 128, 256, 128, 10),
        lambda: _layers(3, 4, 5, 4, 3),
    ),
    _workload(
        "softmax_classifier",
        softmax_classifier,
        softmax_classifier_hand,
        (0, 1),
        lambda: _classes(1000, 200, 50),
        lambda: _classes(4, 3, 3),
    ),
    _workload(
        "convolution",
        convolution,
        convolution_hand,
        (0, 1),
        lambda: _images(8, 32, 5, 3, 16),
        lambda: _images(2, 5, 2, 2, 3),
    ),
    _workload(
        "attention",
        attention,
        attention_hand,
        (0, 1, 2, 3),
        lambda: _tokens(4, 128, 64, 16),
        lambda: _tokens(2, 3, 4, 2),
    ),
]
