"""A transformer block, written with `tangent.nn`, learns to read handwritten digits.

Each image is a sequence of sixteen patches of 2 x 2 pixels.  The block is a function, its parameters are
a dict, and their gradient is a dict with the same keys.

    python examples/transformer.py
"""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import numpy as np
from finite_differences import relative_error

import tangent
from tangent import nn

DATA = Path(__file__).parent / "data" / "digits.csv.gz"
EPOCHS = 12
BATCH = 40
WIDTH = 32
HEADS = 4

Params = dict[str, np.ndarray]


def scores(params: Params, patches: np.ndarray) -> np.ndarray:
    """Patches of (images, 16, 4) give scores of (images, 10)."""
    x = nn.linear(patches, params["embed"], params["position"])
    y = nn.layer_norm(x, params["scale_1"], params["shift_1"])
    x = x + nn.multi_head_attention(y, y, params["q"], params["k"], params["v"], params["o"], HEADS)
    y = nn.layer_norm(x, params["scale_2"], params["shift_2"])
    h = nn.gelu(nn.linear(y, params["up"], params["up_bias"]))
    x = x + nn.linear(h, params["down"], params["down_bias"])
    x = nn.layer_norm(x, params["scale_3"], params["shift_3"])
    return nn.linear(np.mean(x, axis=1), params["out"], params["out_bias"])


def loss(params: Params, patches: np.ndarray, digits: np.ndarray) -> float:
    return nn.cross_entropy(scores(params, patches), digits)


def load() -> tuple[np.ndarray, np.ndarray]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1, dtype=np.int64)
    images = table[:, 1:].reshape(-1, 4, 2, 4, 2) / 16.0
    return images.transpose(0, 1, 3, 2, 4).reshape(-1, 16, 4), table[:, 0]


def initial(rng: np.random.Generator) -> Params:
    def matrix(n: int, m: int) -> np.ndarray:
        return rng.normal(size=(n, m)) / np.sqrt(n)

    params = {"embed": matrix(4, WIDTH), "position": 0.3 * rng.normal(size=(16, WIDTH))}
    for name in ("q", "k", "v", "o"):
        params[name] = matrix(WIDTH, WIDTH)
    for k in (1, 2, 3):
        params |= {f"scale_{k}": np.ones(WIDTH), f"shift_{k}": np.zeros(WIDTH)}
    params |= {"up": matrix(WIDTH, 2 * WIDTH), "up_bias": np.zeros(2 * WIDTH)}
    params |= {"down": matrix(2 * WIDTH, WIDTH), "down_bias": np.zeros(WIDTH)}
    return params | {"out": matrix(WIDTH, 10), "out_bias": np.zeros(10)}


def accuracy(params: Params, patches: np.ndarray, digits: np.ndarray) -> float:
    return float(np.mean(np.argmax(scores(params, patches), axis=1) == digits))


def adam(params: Params, gradient: Params, state: dict[str, Params], t: int, rate: float) -> None:
    """One step of Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1)."""
    for name, g in gradient.items():
        m = state["mean"][name] = 0.9 * state["mean"][name] + 0.1 * g
        v = state["square"][name] = 0.99 * state["square"][name] + 0.01 * g * g
        params[name] = params[name] - rate * (m / (1.0 - 0.9**t)) / (np.sqrt(v / (1.0 - 0.99**t)) + 1e-8)


def main() -> None:
    patches, digits = load()
    train, test = slice(0, 1400), slice(1400, None)  # other people wrote the last digits than the first
    rng = np.random.default_rng(0)
    params = initial(rng)

    step = tangent.value_and_grad(loss, argnums="params")
    _, gradient = step(params, patches[:BATCH], digits[:BATCH])
    print("The derivative that tangent wrote:\n")
    print(step.source)
    error = relative_error(lambda p: loss(p, patches[:BATCH], digits[:BATCH]), params, gradient)

    print(f"loss before: {loss(params, patches[train], digits[train]):.4f}")
    start = time.perf_counter()
    state = {part: {name: np.zeros_like(p) for name, p in params.items()} for part in ("mean", "square")}
    t = 0
    for epoch in range(EPOCHS):
        order = rng.permutation(1400)
        rate = 0.005 * (1.0 - epoch / EPOCHS)
        for at in range(0, 1400, BATCH):
            batch = order[at : at + BATCH]
            _, gradient = step(params, patches[batch], digits[batch])
            t += 1
            adam(params, gradient, state, t, rate)
    seconds = time.perf_counter() - start
    print(f"loss after: {loss(params, patches[train], digits[train]):.4f}")
    print(f"time of {t} steps: {seconds:.1f} s")
    print(f"train accuracy: {accuracy(params, patches[train], digits[train]):.4f}")
    print(f"test accuracy: {accuracy(params, patches[test], digits[test]):.4f}")
    print(f"relative gradient error (finite differences): {error:.2e}")


if __name__ == "__main__":
    main()
