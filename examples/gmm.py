"""The Gaussian mixture objective of the ADBench suite, in plain NumPy, on the suite's own data.

A mixture of K Gaussians in d dimensions is described by the logarithms `alphas` of its weights (up to a
constant), by its `means`, and by `icf`, the factors of its inverse covariances: with a lower triangular
matrix Q, whose diagonal is stored as logarithms, the inverse covariance is Q^T Q.  A Wishart prior keeps the
Qs from exploding.

ADBench's objective is the log-likelihood *plus* the negative logarithm of the prior (the sign of the prior is
a slip of the suite, kept by all of its implementations).  It is computed here as it is published, so that
numbers can be compared; what is minimised below has the sign put right.

    python examples/gmm.py
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from finite_differences import relative_error

import tangent

DATA = Path(__file__).parent / "data"


def triangular_factors(icf: np.ndarray, d: int) -> np.ndarray:
    """The lower triangular matrices Q, one for each row of icf: log-diagonal first, then column by column."""
    q = np.zeros((icf.shape[0], d, d))
    start = d
    for j in range(d):
        q[:, j, j] = np.exp(icf[:, j])
        q[:, j + 1 :, j] = icf[:, start : start + d - j - 1]
        start += d - j - 1
    return q


def log_sum_exp(a: np.ndarray) -> np.ndarray:
    """log(sum(exp(a))) over the last axis, without overflow."""
    top = np.max(a, axis=-1)
    return top + np.log(np.sum(np.exp(a - top[..., None]), axis=-1))


def log_likelihood(alphas: np.ndarray, means: np.ndarray, icf: np.ndarray, x: np.ndarray) -> float:
    n, d = x.shape
    q = triangular_factors(icf, d)
    log_det = np.sum(icf[:, :d], axis=1)
    scores = np.empty((n, len(alphas)))
    for k in range(len(alphas)):
        y = (x - means[k]) @ q[k].T
        scores[:, k] = alphas[k] + log_det[k] - 0.5 * np.sum(y**2, axis=1)
    return np.sum(log_sum_exp(scores)) - n * log_sum_exp(alphas) - 0.5 * n * d * math.log(2.0 * math.pi)


def log_gamma_d(a: float, d: int) -> float:
    """The logarithm of the d-dimensional gamma function."""
    value = 0.25 * d * (d - 1) * math.log(math.pi)
    for j in range(d):
        value += math.lgamma(a - 0.5 * j)
    return value


def wishart_penalty(icf: np.ndarray, d: int, gamma: float, m: int) -> float:
    """The negative logarithm of the Wishart prior of all inverse covariances."""
    dof = d + m + 1
    log_det = np.sum(icf[:, :d], axis=1)
    frobenius = np.sum(np.exp(icf[:, :d]) ** 2) + np.sum(icf[:, d:] ** 2)
    constant = dof * d * math.log(gamma / math.sqrt(2.0)) - log_gamma_d(0.5 * dof, d)
    return 0.5 * gamma**2 * frobenius - m * np.sum(log_det) - len(icf) * constant


def adbench_objective(alphas, means, icf, x, gamma, m):
    return log_likelihood(alphas, means, icf, x) + wishart_penalty(icf, x.shape[1], gamma, m)


def negative_log_posterior(alphas, means, icf, x, gamma, m):
    return wishart_penalty(icf, x.shape[1], gamma, m) - log_likelihood(alphas, means, icf, x)


def directly(alphas, means, icf, x, gamma, m):
    """The same objective from the densities in the textbook, with covariance matrices and determinants."""
    n, d = x.shape
    weights = np.exp(alphas) / np.sum(np.exp(alphas))
    densities = np.zeros(n)
    dof, penalty = d + m + 1, 0.0
    for weight, mean, factors in zip(weights, means, icf):
        q = np.zeros((d, d))
        rows, columns = np.triu_indices(d, 1)
        q[columns, rows] = factors[d:]  # the upper triangle row by row is the lower one column by column
        q += np.diag(np.exp(factors[:d]))
        precision = q.T @ q
        covariance = np.linalg.inv(precision)
        r = x - mean
        distance = np.sum(r * np.linalg.solve(covariance, r.T).T, axis=1)
        densities += weight * np.exp(-0.5 * distance) / np.sqrt(np.linalg.det(2.0 * np.pi * covariance))
        log_prior = (
            0.5 * (dof - d - 1) * np.linalg.slogdet(precision)[1]
            - 0.5 * np.trace(gamma**2 * precision)
            - 0.5 * dof * d * np.log(2.0)
            - 0.5 * dof * np.linalg.slogdet(np.eye(d) / gamma**2)[1]
            - log_gamma_d(0.5 * dof, d)
        )
        penalty -= log_prior
    return np.sum(np.log(densities)) + penalty


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float, int]:
    """alphas, means, icf, points, and the two parameters of the prior: see data/README.md."""
    lines = path.read_text(encoding="utf-8").splitlines()
    _, k, n = (int(word) for word in lines[0].split())
    numbers = [np.array([float(word) for word in line.split()]) for line in lines[1:]]
    alphas = np.concatenate(numbers[:k])
    means = np.array(numbers[k : 2 * k])
    icf = np.array(numbers[2 * k : 3 * k])
    x = np.array(numbers[3 * k : 3 * k + n])
    gamma, m = numbers[3 * k + n]
    return alphas, means, icf, x, float(gamma), int(m)


def report(name: str, gradient: Callable) -> None:
    """Value and gradient on one of ADBench's files, against an independent computation and differences."""
    alphas, means, icf, x, gamma, m = read(DATA / f"{name}.txt")

    def objective(parameters: tuple[np.ndarray, np.ndarray, np.ndarray]) -> float:
        return adbench_objective(*parameters, x, gamma, m)

    value = objective((alphas, means, icf))
    direct = directly(alphas, means, icf, x, gamma, m)
    error = relative_error(objective, (alphas, means, icf), gradient(alphas, means, icf, x, gamma, m))
    print(f"{name}: {x.shape[0]} points, {x.shape[1]} dimensions, {len(alphas)} components")
    print(f"    objective: {value:.8f}")
    print(f"    relative difference from the textbook densities: {abs(value - direct) / abs(direct):.2e}")
    print(f"    relative gradient error (finite differences): {error:.2e}")


def fit(name: str, steps: int = 500) -> None:
    """What a gradient is good for: fit a mixture to the points, by Adam."""
    alphas, means, icf, x, gamma, m = read(DATA / f"{name}.txt")
    descend = tangent.value_and_grad(negative_log_posterior, argnums=(0, 1, 2))
    first, _ = descend(alphas, means, icf, x, gamma, m)
    parameters = [alphas, means, icf]
    average = [np.zeros_like(p) for p in parameters]
    square = [np.zeros_like(p) for p in parameters]
    for t in range(1, steps + 1):
        value, slopes = descend(*parameters, x, gamma, m)
        for p, a, s, g in zip(parameters, average, square, slopes):
            a += 0.1 * (g - a)
            s += 0.001 * (g**2 - s)
            p -= 0.02 * (a / (1.0 - 0.9**t)) / (np.sqrt(s / (1.0 - 0.999**t)) + 1e-8)
    print(f"negative log-posterior: {first:.4f} at the start, {value:.4f} after {steps} steps of Adam")


def main() -> None:
    gradient = tangent.grad(adbench_objective, argnums=("alphas", "means", "icf"))
    gradient(*read(DATA / "gmm_d2_K5.txt"))
    print("The derivative that tangent wrote:\n")
    print(gradient.source)
    report("gmm_d2_K5", gradient)
    report("gmm_d10_K25", gradient)
    fit("gmm_d2_K5")


if __name__ == "__main__":
    main()
