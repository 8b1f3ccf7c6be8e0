"""Where was the heat?  Recover the first state of a 2-D heat equation from its last one.

The solver is written as solvers are written: two buffers, updated in place and swapped after every step.  Its
derivative is a solver too, one that runs backwards; since the updates are linear, it has to remember nothing
of the way.  The method of conjugate gradients does the rest.

    python examples/heat_equation.py
"""

from __future__ import annotations

import numpy as np
from finite_differences import relative_error

import tangent

SIZE = 40
STEPS = 200
RATE = 0.1  # conductivity * time step / (mesh width)**2; stable below 0.25


def simulate(u: np.ndarray, steps: int, rate: float) -> np.ndarray:
    """Explicit Euler steps of u_t = u_xx + u_yy; the edge is kept as it is."""
    u = u.copy()
    new = u.copy()
    for _ in range(steps):
        new[1:-1, 1:-1] = u[1:-1, 1:-1] + rate * (
            u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
        )
        u, new = new, u
    return u


def misfit(start: np.ndarray, observed: np.ndarray, steps: int, rate: float) -> float:
    end = simulate(start, steps, rate)
    return 0.5 * np.sum((end - observed) ** 2)


def two_hot_spots() -> np.ndarray:
    """A plate that is cold but for two spots."""
    i, j = np.meshgrid(np.arange(SIZE), np.arange(SIZE), indexing="ij")
    plate = np.exp(-((i - 13.0) ** 2 + (j - 12.0) ** 2) / 40.0)
    plate += 0.7 * np.exp(-((i - 25.0) ** 2 + (j - 27.0) ** 2) / 50.0)
    plate[0], plate[-1], plate[:, 0], plate[:, -1] = 0.0, 0.0, 0.0, 0.0
    return plate


def main() -> None:
    truth = two_hot_spots()
    observed = simulate(truth, STEPS, RATE)

    gradient = tangent.grad(misfit, argnums="start")
    start = np.zeros_like(truth)
    g = gradient(start, observed, STEPS, RATE)
    print("The derivative that tangent wrote:\n")
    print(gradient.source)

    point = np.random.default_rng(1).normal(size=truth.shape)
    error = relative_error(
        lambda u: misfit(u, observed, STEPS, RATE), point, gradient(point, observed, STEPS, RATE)
    )
    first_misfit = misfit(start, observed, STEPS, RATE)

    # Conjugate gradients.  The edge is known to be cold, so it stays out of the search.
    inside = np.zeros_like(truth)
    inside[1:-1, 1:-1] = 1.0
    g *= inside
    direction = -g
    for _ in range(100):
        pushed = simulate(direction, STEPS, RATE)
        step = -np.sum(g * direction) / np.sum(pushed**2)
        start = start + step * direction
        new_g = inside * gradient(start, observed, STEPS, RATE)
        direction = -new_g + np.sum(new_g**2) / np.sum(g**2) * direction
        g = new_g

    blurred = np.linalg.norm(observed - truth) / np.linalg.norm(truth)
    distance = np.linalg.norm(start - truth) / np.linalg.norm(truth)
    hottest = np.unravel_index(np.argmax(start), start.shape)
    print(
        f"{SIZE} x {SIZE} plate, {STEPS} steps; maximum {truth.max():.3f} at first, then {observed.max():.3f}"
    )
    print(f"misfit: {first_misfit:.3e} at first, {misfit(start, observed, STEPS, RATE):.3e} after 100 steps")
    print(f"hottest point: {tuple(int(k) for k in hottest)} (truth: (13, 12))")
    print(f"distance of the last state from the first: {blurred:.4f}")
    print(f"distance of the recovered state from the first: {distance:.4f}")
    print(f"relative gradient error (finite differences): {error:.2e}")


if __name__ == "__main__":
    main()
