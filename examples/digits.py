"""A small convolutional network, written with plain loops and `@`, learns to read handwritten digits.

No layers, no tensors, no framework: the convolution is a loop over the nine places of the kernel that adds
into an array, the pooling is a maximum over four slices, the parameters are a dict, and their gradient is a
dict with the same keys.

    python examples/digits.py
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
from finite_differences import relative_error

import tangent

DATA = Path(__file__).parent / "data" / "digits.csv.gz"
EPOCHS = 12
BATCH = 32

Params = dict[str, np.ndarray]


def convolve(images: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Images of (n, 8, 8) and kernels of (3, 3, channels) give features of (n, 6, 6, channels)."""
    n, height, width = images.shape
    out = np.zeros((n, height - 2, width - 2, kernels.shape[2]))
    for i in range(3):
        for j in range(3):
            out += images[:, i : i + height - 2, j : j + width - 2, None] * kernels[i, j]
    return out


def pool(a: np.ndarray) -> np.ndarray:
    """The maximum of each block of 2 x 2."""
    rows = np.maximum(a[:, 0::2], a[:, 1::2])
    return np.maximum(rows[:, :, 0::2], rows[:, :, 1::2])


def scores(params: Params, images: np.ndarray) -> np.ndarray:
    a = convolve(images, params["kernels"]) + params["kernel_bias"]
    h = pool(np.maximum(a, 0.0))
    h = h.reshape(len(images), -1)
    h = np.tanh(h @ params["w1"] + params["b1"])
    return h @ params["w2"] + params["b2"]


def loss(params: Params, images: np.ndarray, digits: np.ndarray) -> float:
    """The mean of -log p(digit), and a little weight decay."""
    s = scores(params, images)
    s = s - np.max(s, axis=1, keepdims=True)
    log_p = s - np.log(np.sum(np.exp(s), axis=1, keepdims=True))
    decay = 0.0
    for name in ("kernels", "w1", "w2"):
        decay += np.sum(params[name] ** 2)
    return -np.mean(log_p[np.arange(len(digits)), digits]) + 1e-3 * decay


def load() -> tuple[np.ndarray, np.ndarray]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1, dtype=np.int64)
    return table[:, 1:].reshape(-1, 8, 8) / 16.0, table[:, 0]


def initial(rng: np.random.Generator, channels: int = 8, hidden: int = 48) -> Params:
    flat = 3 * 3 * channels
    return {
        "kernels": rng.normal(size=(3, 3, channels)) / 3.0,
        "kernel_bias": np.full(channels, 0.1),
        "w1": rng.normal(size=(flat, hidden)) / np.sqrt(flat),
        "b1": np.zeros(hidden),
        "w2": rng.normal(size=(hidden, 10)) / np.sqrt(hidden),
        "b2": np.zeros(10),
    }


def accuracy(params: Params, images: np.ndarray, digits: np.ndarray) -> float:
    return float(np.mean(np.argmax(scores(params, images), axis=1) == digits))


def main() -> None:
    images, digits = load()
    train, test = slice(0, 1400), slice(1400, None)  # other people wrote the last digits than the first
    rng = np.random.default_rng(0)
    params = initial(rng)

    step = tangent.value_and_grad(loss, argnums="params")
    _, gradient = step(params, images[:BATCH], digits[:BATCH])
    print("The derivative that tangent wrote:\n")
    print(step.source)
    # A step so small that nothing crosses a kink of the network on the way.
    error = relative_error(lambda p: loss(p, images[:BATCH], digits[:BATCH]), params, gradient, step=1e-5)

    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    for epoch in range(EPOCHS):
        order = rng.permutation(1400)
        rate = 0.08 * (1.0 - epoch / EPOCHS)
        total = 0.0
        for at in range(0, 1400, BATCH):
            batch = order[at : at + BATCH]
            value, gradient = step(params, images[batch], digits[batch])
            total += value * len(batch)
            for name in params:
                velocity[name] = 0.9 * velocity[name] - rate * gradient[name]
                params[name] = params[name] + velocity[name]
        print(
            f"epoch {epoch + 1:2d}: loss {total / 1400:.4f}, test accuracy "
            f"{accuracy(params, images[test], digits[test]):.4f}"
        )

    print(f"train accuracy: {accuracy(params, images[train], digits[train]):.4f}")
    print(f"test accuracy: {accuracy(params, images[test], digits[test]):.4f}")
    print(f"relative gradient error (finite differences): {error:.2e}")


if __name__ == "__main__":
    main()
