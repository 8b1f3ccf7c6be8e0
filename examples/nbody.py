"""Aim a probe past the planets: an N-body simulation and the derivative of where it ends.

Five bodies and a massless probe move under gravity; positions and velocities are arrays that the leapfrog
scheme updates in place, with a helper function for the accelerations.  The gradient of the miss distance with
respect to the start velocity tells how to aim better; three pull-backs give the whole Jacobian of the end
point, and with it Gauss-Newton hits the target in a few shots.

    python examples/nbody.py
"""

from __future__ import annotations

import numpy as np
from finite_differences import relative_error

import tangent

STEPS = 400
DT = 0.005
PROBE = 0  # the probe is body 0; its mass is zero
MASS = np.array([0.0, 1.0, 3e-2, 2e-2, 1e-2])
TARGET = np.array([-1.10, 0.35, 0.12])


def accelerations(pos: np.ndarray, mass: np.ndarray, acc: np.ndarray) -> None:
    """Newton's law of gravitation, slightly softened; the result is written into acc."""
    acc[:] = 0.0
    for i in range(len(mass)):
        for j in range(len(mass)):
            if i != j:
                r = pos[j] - pos[i]
                acc[i] += mass[j] * r / (np.sum(r**2) + 1e-4) ** 1.5


def leapfrog(pos: np.ndarray, vel: np.ndarray, mass: np.ndarray, steps: int, dt: float) -> None:
    """Kick, drift, kick: pos and vel are moved on in place."""
    acc = np.zeros_like(pos)
    accelerations(pos, mass, acc)
    for _ in range(steps):
        vel += 0.5 * dt * acc
        pos += dt * vel
        accelerations(pos, mass, acc)
        vel += 0.5 * dt * acc


def end_point(
    v: np.ndarray, pos: np.ndarray, vel: np.ndarray, mass: np.ndarray, steps: int, dt: float
) -> np.ndarray:
    """Where the probe is after the flight if it starts with the velocity v."""
    pos = pos.copy()
    vel = vel.copy()
    vel[PROBE] = v
    leapfrog(pos, vel, mass, steps, dt)
    return pos[PROBE]


def miss(v, target, pos, vel, mass, steps, dt):
    """The distance from the target at the end of the flight."""
    return np.sqrt(np.sum((end_point(v, pos, vel, mass, steps, dt) - target) ** 2))


def planets() -> tuple[np.ndarray, np.ndarray]:
    """A sun and three planets on circles; the probe waits near the first planet."""
    pos = np.zeros((5, 3))
    vel = np.zeros((5, 3))
    for body, (radius, angle, tilt) in enumerate(
        [(0.7, 0.4, 0.02), (1.2, 2.0, -0.03), (1.9, 4.0, 0.05)], start=2
    ):
        pos[body] = radius * np.array([np.cos(angle), np.sin(angle), tilt])
        vel[body] = np.array([-np.sin(angle), np.cos(angle), 0.0]) / np.sqrt(radius)
    pos[PROBE] = [0.95, 0.05, 0.0]
    return pos, vel


def main() -> None:
    pos, vel = planets()
    v = np.array([-0.1, 1.0, 0.05])

    gradient = tangent.grad(miss, argnums="v")
    slope = gradient(v, TARGET, pos, vel, MASS, STEPS, DT)
    print("The derivative that tangent wrote:\n")
    print(gradient.source)
    error = relative_error(lambda u: miss(u, TARGET, pos, vel, MASS, STEPS, DT), v, slope)
    first = miss(v, TARGET, pos, vel, MASS, STEPS, DT)
    print(f"first shot: misses by {first:.6f}; gradient {slope}")

    # Downhill first: the gradient of the distance says which way, the distance how far.
    for _ in range(2):
        distance = miss(v, TARGET, pos, vel, MASS, STEPS, DT)
        slope = gradient(v, TARGET, pos, vel, MASS, STEPS, DT)
        step = 0.5 * distance / np.sum(slope**2)
        while miss(v - step * slope, TARGET, pos, vel, MASS, STEPS, DT) > distance:
            step *= 0.5
        v = v - step * slope
        print(f"gradient step: misses by {miss(v, TARGET, pos, vel, MASS, STEPS, DT):.6f}")

    # Then Gauss-Newton: one forward sweep, and the pull-back of each coordinate of the end point.
    for _ in range(6):
        end, pullback = tangent.vjp(lambda u: end_point(u, pos, vel, MASS, STEPS, DT), v)
        jacobian = np.array([pullback(row)[0] for row in np.eye(3)])
        v = v - np.linalg.solve(jacobian, end - TARGET)
        print(f"Gauss-Newton step: misses by {miss(v, TARGET, pos, vel, MASS, STEPS, DT):.3e}")

    print(f"start velocity: {v}")
    print(f"final miss distance: {miss(v, TARGET, pos, vel, MASS, STEPS, DT):.3e}")
    print(f"relative gradient error (finite differences): {error:.2e}")


if __name__ == "__main__":
    main()
