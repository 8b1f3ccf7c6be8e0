"""Fits an ODE to observations through 10,000 steps that are taken in place, within a fixed memory budget.

Populations of 500 places grow towards a capacity; rate and capacity are recovered from what is seen at the
end.  Without checkpoints the derivative keeps what each step overwrites; with `checkpoint_loop` it keeps
twenty states, and takes the steps in between again.

    python examples/ode_fit.py
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from finite_differences import relative_error

import tangent
from tangent import checkpoint_loop

PLACES = 500
STEPS = 10_000
SLOTS = 20
DT = 3e-4


def frugal(p: np.ndarray, u: np.ndarray, seen: np.ndarray, steps: int, slots: int) -> float:
    """The mean squared distance of the last state from what was seen; p is (rate, capacity)."""
    for _ in checkpoint_loop(range(steps), schedule="binomial", slots=slots):
        u += DT * p[0] * u * (1.0 - u / p[1])
    return np.mean((u - seen) ** 2)


def lavish(p: np.ndarray, u: np.ndarray, seen: np.ndarray, steps: int) -> float:
    """The same without checkpoints."""
    for _ in range(steps):
        u += DT * p[0] * u * (1.0 - u / p[1])
    return np.mean((u - seen) ** 2)


def measured(function: Callable[..., Any], *args: Any) -> tuple[Any, float, float]:
    """The result, the seconds, and the most memory that was in use at one time, in MB."""
    start = time.perf_counter()
    result = function(*args)
    seconds = time.perf_counter() - start
    tracemalloc.start()
    function(*args)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return result, seconds, peak


def fitted(step: Callable[..., Any], p: np.ndarray, rounds: int) -> tuple[np.ndarray, float]:
    """BFGS without a line search, from a good first guess (Nocedal and Wright, algorithm 6.1)."""
    value, g = step(p)
    inverse = np.eye(len(p)) * 0.1 / np.linalg.norm(g)
    for _ in range(rounds):
        new = p - inverse @ g
        value, g_new = step(new)
        s, y = new - p, g_new - g
        if s @ y > 0.0:
            left = np.eye(len(p)) - np.outer(s, y) / (s @ y)
            inverse = left @ inverse @ left.T + np.outer(s, s) / (s @ y)
        p, g = new, g_new
    return p, value


def main() -> None:
    start = np.linspace(0.05, 0.6, PLACES)
    truth = np.array([1.1, 1.4])
    seen = start.copy()
    for _ in range(STEPS):
        seen += DT * truth[0] * seen * (1.0 - seen / truth[1])

    p = np.array([1.0, 1.2])
    plain = tangent.value_and_grad(lavish, argnums="p")
    thrifty = tangent.value_and_grad(frugal, argnums="p")
    plain(p, start, seen, 3)
    thrifty(p, start, seen, 3, SLOTS)
    print("The derivative that tangent wrote:\n")
    print(thrifty.source)

    (value, gradient), seconds, peak = measured(plain, p, start, seen, STEPS)
    print(f"peak memory without checkpoints: {peak:.2f} MB ({seconds:.1f} s)")
    (_, again), seconds, peak = measured(thrifty, p, start, seen, STEPS, SLOTS)
    print(f"peak memory with {SLOTS} checkpoints: {peak:.2f} MB ({seconds:.1f} s)")
    print(f"difference of the two gradients: {np.max(np.abs(again - gradient)):.1e}")
    error = relative_error(lambda q: lavish(q, start.copy(), seen, STEPS), p, again)
    print(f"relative gradient error (finite differences): {error:.2e}")

    print(f"misfit before: {value:.3e}")
    p, value = fitted(lambda q: thrifty(q, start, seen, STEPS, SLOTS), p, 12)
    print(f"misfit after: {value:.3e}")
    print(f"largest error of the constants: {np.max(np.abs(p - truth)):.1e}")


if __name__ == "__main__":
    main()
