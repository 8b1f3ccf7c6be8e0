"""Neural networks and their training, from scratch in NumPy."""

from dataclasses import dataclass

import numpy as np

from tests.programs import Case, rand


def relu(x):
    return np.maximum(x, 0.0)


def gelu(x):
    return 0.5 * x * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * x**3)))


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


ACTIVATIONS = {"tanh": np.tanh, "relu": relu, "gelu": gelu, "identity": lambda x: x}


class Layer:
    def __call__(self, x):
        return self.forward(x)


class Dense(Layer):
    def __init__(self, weight, bias, activation="tanh"):
        self.weight, self.bias = weight, bias
        self.activation = ACTIVATIONS[activation]

    def forward(self, x):
        return self.activation(x @ self.weight + self.bias)


class LayerNorm(Layer):
    def __init__(self, scale, eps=1e-5):
        self.scale, self.eps = scale, eps

    def forward(self, x):
        mean = x.mean(axis=-1, keepdims=True)
        var = x.var(axis=-1, keepdims=True)
        return self.scale * (x - mean) / np.sqrt(var + self.eps)


class Residual(Layer):
    def __init__(self, inner):
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class Sequential(Layer):
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def residual_network(params, x, y):
    """Objects built from parameters inside the loss."""
    model = Sequential(
        Dense(params["w1"], params["b1"], "gelu"),
        Residual(Dense(params["w2"], params["b2"])),
        LayerNorm(params["scale"]),
        Dense(params["w3"], params["b3"], "identity"),
    )
    return np.mean((model(x) - y) ** 2)


FIXED = Sequential(Dense(rand(3, 4), rand(4)), LayerNorm(rand(4, seed=5)), Dense(rand(4, 2), rand(2), "relu"))


def input_sensitivity(x):
    """The network is a constant, the input is not."""
    return np.sum(FIXED(x) ** 2)


class Perceptron:
    """Keeps what it needs in attributes, as hand-written networks do."""

    def __init__(self, sizes, seed=0):
        rng = np.random.default_rng(seed)
        self.weights = [rng.normal(size=(m, n)) / np.sqrt(m) for m, n in zip(sizes[:-1], sizes[1:])]
        self.h = None
        self.calls = 0

    def forward(self, x, weights=None):
        weights = self.weights if weights is None else weights
        self.calls += 1
        self.h = x
        for w in weights[:-1]:
            self.h = np.tanh(self.h @ w)
        return self.h @ weights[-1]

    def loss(self, weights, x, y):
        out = self.forward(x, weights)
        return np.mean((out - y) ** 2) + 0.01 * np.sum(self.h**2)


NET = Perceptron([3, 4, 2])


def perceptron_loss(weights, x, y):
    return NET.loss(weights, x, y)


def lstm(params, inputs, target):
    h = np.zeros(2)
    c = np.zeros(2)
    for x in inputs:
        gates = params["w"] @ np.concatenate([x, h]) + params["b"]
        i, f, o, g = np.split(gates, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return np.sum((h - target) ** 2)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def gru_sequence(params, tokens):
    """Embeddings by index, gates in a dictionary comprehension, cross entropy by hand."""
    h = np.zeros(3)
    loss = 0.0
    for token, following in zip(tokens, tokens[1:]):
        x = params["embed"][token]
        z, r = (sigmoid(params[k][:, :2] @ x + params[k][:, 2:] @ h) for k in ("z", "r"))
        candidate = np.tanh(params["c"][:, :2] @ x + params["c"][:, 2:] @ (r * h))
        h = (1.0 - z) * h + z * candidate
        logits = params["out"] @ h
        loss -= logits[following] - np.log(np.sum(np.exp(logits)))
    return loss / (len(tokens) - 1)


def attention(q, k, v, causal=True):
    scores = q @ k.T / np.sqrt(q.shape[-1])
    if causal:
        scores = np.where(np.tril(np.ones_like(scores)) > 0, scores, -1e9)
    return softmax(scores) @ v


def transformer_block(params, x):
    heads = []
    for wq, wk, wv in params["heads"]:
        heads.append(attention(x @ wq, x @ wk, x @ wv))
    x = x + np.concatenate(heads, axis=-1) @ params["wo"]
    x = x + gelu(x @ params["w1"]) @ params["w2"]
    return np.sum(x**2)


def batch_norm_statistics(x, gamma, beta, running, momentum=0.9):
    """Running averages in a dictionary of the caller's: an effect, no derivative."""
    mean, var = x.mean(axis=0), x.var(axis=0)
    running = dict(running, steps=running["steps"] + 1)
    out = gamma * (x - mean) / np.sqrt(var + 1e-5) + beta
    return np.sum(np.tanh(out) ** 2) * running["steps"]


def dropout_network(w1, w2, x, mask, rate):
    h = relu(x @ w1)
    h = h * mask / (1.0 - rate)
    return np.sum((h @ w2) ** 2)


def convolution_layer(image, kernels, stride=1):
    """Several kernels, patches by slices, maximum pooling."""
    count, kh, kw = kernels.shape
    h = (image.shape[0] - kh) // stride + 1
    w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((count, h, w))
    for i in range(h):
        for j in range(w):
            patch = image[i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, i, j] = np.tensordot(kernels, patch, axes=([1, 2], [0, 1]))
    out = relu(out)
    pooled = out.reshape(count, h // 2, 2, w // 2, 2).max(axis=(2, 4))
    return np.sum(pooled**2)


def im2col_convolution(image, kernel):
    kh, kw = kernel.shape
    rows = []
    for i in range(image.shape[0] - kh + 1):
        for j in range(image.shape[1] - kw + 1):
            rows.append(image[i : i + kh, j : j + kw].ravel())
    return np.sum(np.tanh(np.array(rows) @ kernel.ravel()))


def graph_convolution(weights, features, edges):
    """Messages summed at their targets by index."""
    h = features
    for w in weights:
        messages = h @ w
        gathered = np.zeros_like(messages)
        for source, target in edges:
            gathered[target] += messages[source]
        h = np.tanh(gathered + messages)
    return np.sum(h.mean(axis=0) ** 2)


def contrastive(embeddings, temperature):
    z = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    similarity = z @ z.T / temperature
    n = len(z)
    loss = 0.0
    for i in range(n):
        positive = similarity[i, (i + n // 2) % n]
        others = [similarity[i, j] for j in range(n) if j != i]
        loss += np.log(sum(np.exp(s) for s in others)) - positive
    return loss / n


def autoencoder(params, x, noise):
    *encoder, last = params["encoder"]
    h = x
    for w in encoder:
        h = np.tanh(h @ w)
    mean, log_var = np.split(h @ last, 2, axis=1)
    z = mean + np.exp(0.5 * log_var) * noise
    out = z
    for w in params["decoder"]:
        out = sigmoid(out @ w)
    kl = -0.5 * np.sum(1.0 + log_var - mean**2 - np.exp(log_var))
    return np.sum((out - x) ** 2) + kl


@dataclass
class Adam:
    rate: float = 0.1
    beta1: float = 0.9
    beta2: float = 0.99
    t: int = 0
    m: np.ndarray | float = 0.0
    v: np.ndarray | float = 0.0

    def step(self, w, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m = self.m / (1 - self.beta1**self.t)
        v = self.v / (1 - self.beta2**self.t)
        return w - self.rate * m / (np.sqrt(v) + 1e-8)


def learning_rate_gradient(rate, w, x, y):
    """Meta-learning: through three steps of an optimiser object."""
    optimiser = Adam(rate=rate)
    for _ in range(3):
        g = x.T @ (x @ w - y) / len(y)
        w = optimiser.step(w, g)
    return np.mean((x @ w - y) ** 2)


def policy_gradient(theta, states, actions, rewards, discount=0.9):
    returns = []
    running = 0.0
    for r in reversed(rewards):
        running = r + discount * running
        returns.insert(0, running)
    log_policy = 0.0
    for s, a, value in zip(states, actions, returns):
        logits = theta @ s
        log_policy += value * (logits[a] - np.log(np.exp(logits).sum()))
    return -log_policy


def hopfield(weights, state, steps, beta):
    w = 0.5 * (weights + weights.T)
    w = w - np.diag(np.diag(w))
    for _ in range(steps):
        for i in range(len(state)):
            state[i] = np.tanh(beta * w[i] @ state)
    return -0.5 * state @ w @ state


def spiking(current, threshold, steps):
    """Leaky integrate and fire with a soft reset."""
    v, spikes, trace = 0.0, 0, []
    for k in range(steps):
        v = 0.9 * v + current[k % len(current)]
        if v > threshold:
            v -= threshold
            spikes += 1
        trace.append(v)
    return np.sum(np.array(trace) ** 2) + spikes


def tree_lstm(tree, params):
    """Recursion over nested tuples."""
    if not isinstance(tree, tuple):
        return params["leaf"] * tree
    left, right = tree
    return np.tanh(params["w"] @ np.concatenate([tree_lstm(left, params), tree_lstm(right, params)]))


def tree_score(params):
    return np.sum(tree_lstm(((0.5, -1.0), (0.3, (1.5, 0.2))), params))


_MLP = {
    "w1": rand(3, 4), "b1": rand(4), "w2": rand(4, 4), "b2": rand(4, seed=1),
    "scale": rand(4, seed=2) + 1.0, "w3": rand(4, 2), "b3": rand(2),
}  # fmt: skip
_GRU = {
    "embed": rand(4, 2),
    "z": rand(3, 5),
    "r": rand(3, 5, seed=1),
    "c": rand(3, 5, seed=2),
    "out": rand(4, 3),
}
_BLOCK = {
    "heads": [tuple(rand(4, 2, seed=k) for k in (0, 1, 2)), tuple(rand(4, 2, seed=k) for k in (3, 4, 5))],
    "wo": rand(4, 4), "w1": rand(4, 6), "w2": rand(6, 4),
}  # fmt: skip
_VAE = {"encoder": [rand(4, 3), rand(3, 4)], "decoder": [rand(2, 3), rand(3, 4, seed=1)]}

CASES = [
    Case(residual_network, (_MLP, rand(2, 3), rand(2, 2)), (0, 1)),
    Case(input_sensitivity, (rand(2, 3),), standalone=False),
    Case(perceptron_loss, ([rand(3, 4), rand(4, 2)], rand(2, 3), rand(2, 2)), (0, 1), standalone=False),
    Case(lstm, ({"w": rand(8, 5), "b": rand(8)}, rand(3, 3), rand(2)), (0, 1)),
    Case(gru_sequence, (_GRU, [0, 2, 1, 3])),
    Case(transformer_block, (_BLOCK, rand(3, 4)), (0, 1)),
    Case(batch_norm_statistics, (rand(4, 3), rand(3), rand(3, seed=1), {"steps": 2}), (0, 1, 2)),
    Case(
        dropout_network, (rand(3, 4), rand(4, 2), rand(2, 3), np.array([1.0, 0.0, 1.0, 1.0]), 0.25), (0, 1, 2)
    ),
    Case(convolution_layer, (rand(6, 6), rand(2, 3, 3)), (0, 1)),
    Case(im2col_convolution, (rand(4, 4), rand(2, 2)), (0, 1)),
    Case(graph_convolution, ([rand(2, 3), rand(3, 2)], rand(4, 2), [(0, 1), (1, 2), (3, 2), (2, 0)]), (0, 1)),
    Case(contrastive, (rand(4, 3), 0.5), (0, 1)),
    Case(autoencoder, (_VAE, rand(2, 4), rand(2, 2)), (0, 1)),
    Case(learning_rate_gradient, (0.1, rand(2), rand(4, 2), rand(4)), (0, 1, 2)),
    Case(policy_gradient, (rand(2, 3), rand(3, 3), [0, 1, 1], [1.0, -0.5, 0.3])),
    Case(hopfield, (rand(3, 3), rand(3), 2, 0.8), (0, 1, 3)),
    Case(spiking, ([0.5, 0.8, 0.3], 1.0, 6), (0, 1)),
    Case(tree_score, ({"leaf": rand(2), "w": rand(2, 4)},)),
]
