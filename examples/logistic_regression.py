"""Maximum-likelihood logistic regression on the Wisconsin breast cancer data.

Which biopsies are malignant, given ten measurements of the cell nuclei?  The log-likelihood is three lines of
NumPy; `tangent` writes its gradient, and a quasi-Newton method (BFGS, also in plain NumPy) climbs to the top.

    python examples/logistic_regression.py
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from finite_differences import relative_error

import tangent

DATA = Path(__file__).parent / "data" / "breast_cancer.csv"


def negative_log_likelihood(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    z = x @ w
    # log(1 + exp(z)) without overflow for large z
    log_partition = np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))
    return np.sum(log_partition - y * z)


def load() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Standardised measurements with a column of ones, the diagnoses, and the names of the columns."""
    with open(DATA, encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    table = np.loadtxt(DATA, delimiter=",", skiprows=1)
    y, x = table[:, 0], table[:, 1:]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return np.column_stack([np.ones(len(x)), x]), y, ["(intercept)", *names[1:]]


def bfgs(f: Callable, gradient: Callable, w: np.ndarray, tolerance: float = 1e-6) -> tuple[np.ndarray, int]:
    """Minimise f: Newton's method with an inverse Hessian that is learnt from the gradients on the way."""
    inverse = 1e-3 * np.eye(w.size)
    value, g = f(w), gradient(w)
    for iteration in range(500):
        if np.max(np.abs(g)) < tolerance:
            return w, iteration
        direction = -inverse @ g
        step = 1.0
        while f(w + step * direction) > value + 1e-4 * step * (g @ direction) and step > 1e-10:
            step *= 0.5
        s = step * direction
        new_g = gradient(w + s)
        y = new_g - g
        w, value, g = w + s, f(w + s), new_g
        if s @ y > 0.0:
            update = np.eye(w.size) - np.outer(s, y) / (s @ y)
            inverse = update @ inverse @ update.T + np.outer(s, s) / (s @ y)
    return w, iteration + 1


def main() -> None:
    x, y, names = load()
    start = np.zeros(x.shape[1])

    gradient = tangent.grad(negative_log_likelihood, argnums="w")
    first = gradient(start, x, y)
    print("The derivative that tangent wrote:\n")
    print(gradient.source)

    # The kink of np.maximum and np.abs at 0 cancels, but differences across it would not: check away from 0.
    point = np.random.default_rng(1).normal(size=start.size)
    error = relative_error(lambda w: negative_log_likelihood(w, x, y), point, gradient(point, x, y))
    textbook = x.T @ (1.0 / (1.0 + np.exp(-(x @ point))) - y)
    formula = np.max(np.abs(gradient(point, x, y) - textbook)) / np.max(np.abs(textbook))

    w, iterations = bfgs(
        lambda w: negative_log_likelihood(w, x, y),
        lambda w: gradient(w, x, y),
        start,
    )
    accuracy = np.mean((x @ w > 0.0) == (y == 1.0))

    print(f"{len(y)} biopsies, {iterations} iterations of BFGS")
    print(
        f"gradient norm: {np.linalg.norm(first):.3e} at the start, "
        f"{np.linalg.norm(gradient(w, x, y)):.3e} at the end"
    )
    for name, weight in zip(names, w):
        print(f"    {name:25s} {weight:8.3f}")
    print(
        f"log-likelihood: {-negative_log_likelihood(w, x, y):.4f} (with no knowledge: "
        f"{-negative_log_likelihood(start, x, y):.4f})"
    )
    print(f"accuracy: {accuracy:.4f}")
    print(f"relative difference from the textbook formula: {formula:.2e}")
    print(f"relative gradient error (finite differences): {error:.2e}")


if __name__ == "__main__":
    main()
