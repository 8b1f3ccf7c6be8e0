"""Bundle adjustment: cameras and points in space from where the points are seen in the pictures.

Every picture of a point depends on one camera and on one point, so that of each row of the Jacobian only 14
entries are not zero, and 14 directions are enough for all of it, however many cameras and points there are.
The cameras are those of the ADBench suite: rotation (as a vector), position, focal length, principal point
and two coefficients of radial distortion (https://github.com/microsoft/ADBench).

    python examples/bundle_adjustment.py
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import scipy.sparse
from finite_differences import relative_error
from scipy.sparse.linalg import spsolve

import tangent

CAMERAS, POINTS = 10, 200
SIZE = 11  # of a camera


def rotated(r: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Each row of x turned about the axis r by the angle |r| (the formula of Rodrigues)."""
    square = np.sum(r**2, axis=1, keepdims=True)
    angle = np.sqrt(square)
    axis = r / angle
    along = np.sum(axis * x, axis=1, keepdims=True)
    return x * np.cos(angle) + np.cross(axis, x) * np.sin(angle) + axis * along * (1.0 - np.cos(angle))


def projected(cameras: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Where each camera sees the point in the same row."""
    x = rotated(cameras[:, :3], points - cameras[:, 3:6])
    plane = x[:, :2] / x[:, 2:]
    square = np.sum(plane**2, axis=1, keepdims=True)
    distortion = 1.0 + cameras[:, 9:10] * square + cameras[:, 10:11] * square**2
    return plane * distortion * cameras[:, 6:7] + cameras[:, 7:9]


def residual(z: np.ndarray, which: np.ndarray, what: np.ndarray, seen: np.ndarray, count: int) -> np.ndarray:
    """How far from where they were seen (`seen`) points are projected; z: the cameras, then the points.

    Picture k shows point `what[k]` to camera `which[k]`; there are `count` cameras.
    """
    cameras = z[: count * SIZE].reshape(-1, SIZE)
    points = z[count * SIZE :].reshape(-1, 3)
    return (projected(cameras[which], points[what]) - seen).ravel()


def pattern(which: np.ndarray, what: np.ndarray, count: int, size: int) -> Any:
    """The entries of the Jacobian that may differ from zero."""
    columns = np.hstack(
        [which[:, None] * SIZE + np.arange(SIZE), count * SIZE + what[:, None] * 3 + np.arange(3)]
    )
    columns = np.repeat(columns, 2, axis=0)  # a picture has two coordinates
    rows = np.repeat(np.arange(len(columns)), columns.shape[1])
    return scipy.sparse.coo_array((np.ones(rows.size), (rows, columns.ravel())), shape=(len(columns), size))


def scene(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cameras around a cloud of points, each of which sees three quarters of them."""
    cameras, points = np.zeros((CAMERAS, SIZE)), rng.uniform(-1.0, 1.0, (POINTS, 3))
    cameras[:, :3] = rng.uniform(-0.4, 0.4, (CAMERAS, 3))
    cameras[:, 3:6] = np.array([0.0, 0.0, -6.0]) + rng.uniform(-1.0, 1.0, (CAMERAS, 3))
    cameras[:, 6:] = np.array([1.0, 0.0, 0.0, -0.05, 0.01])
    which, what = np.nonzero(rng.random((CAMERAS, POINTS)) < 0.75)
    return np.concatenate([cameras.ravel(), points.ravel()]), which, what


def adjusted(jacobian: Any, z: np.ndarray, *args: Any, rounds: int = 30) -> tuple[np.ndarray, int]:
    """Levenberg's and Marquardt's way downhill (Nocedal and Wright, chapter 10.3): the damping also takes
    care of what no picture tells, the place and the scale of the whole scene."""
    damping, r = 1e-3, residual(z, *args)
    for k in range(rounds):
        j = jacobian(z, *args)
        normal, slope = j.T @ j, j.T @ r
        while damping < 1e12:
            step = spsolve((normal + damping * scipy.sparse.diags_array(normal.diagonal())).tocsc(), -slope)
            new = residual(z + step, *args)
            if new @ new < r @ r:
                break
            damping *= 10.0
        else:
            return z, k
        z, r, damping = z + step, new, damping / 10.0
        if r @ r < 1e-20 * r.size:
            return z, k + 1
    return z, rounds


def main() -> None:
    rng = np.random.default_rng(0)
    truth, which, what = scene(rng)
    seen = residual(truth, which, what, np.zeros((which.size, 2)), CAMERAS).reshape(-1, 2)
    z = truth + 0.02 * rng.normal(size=truth.size)
    args = (which, what, seen, CAMERAS)

    jacobian = tangent.jacobian(residual, sparsity=pattern(which, what, CAMERAS, z.size))
    j = jacobian(z, *args)
    print("The derivative that tangent wrote:\n")
    print(jacobian.source)

    start = time.perf_counter()
    jacobian(z, *args)
    sparse = time.perf_counter() - start
    dense_jacobian = tangent.jacfwd(residual)
    dense = dense_jacobian(z, *args)
    start = time.perf_counter()
    dense_jacobian(z, *args)
    whole = time.perf_counter() - start
    print(f"entries: {j.shape[0]} x {j.shape[1]}, of which {100 * j.nnz / dense.size:.1f} % may not be zero")
    print(f"directions: {jacobian.colours} instead of {z.size}")
    print(f"time: {1e3 * sparse:.1f} ms instead of {1e3 * whole:.0f} ms")
    print(f"difference of the two Jacobians: {np.max(np.abs(j.toarray() - dense)):.1e}")
    gradient = j.T @ residual(z, *args)
    error = relative_error(lambda p: 0.5 * np.sum(residual(p, *args) ** 2), z, gradient)
    print(f"relative gradient error (finite differences): {error:.2e}")

    print(f"pictures off before: {np.sqrt(np.mean(residual(z, *args) ** 2)):.1e}")
    z, rounds = adjusted(jacobian, z, *args)
    print(f"pictures off after: {np.sqrt(np.mean(residual(z, *args) ** 2)):.1e}")
    print(f"rounds: {rounds}")


if __name__ == "__main__":
    main()
