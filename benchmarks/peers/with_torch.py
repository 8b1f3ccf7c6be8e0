"""The workloads with PyTorch on the CPU: tensors of 64 bits, one thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
import torch
from workloads import Workload
from workloads.adbench import gmm_constant

from peers import functional

NAME = f"torch {torch.__version__}"
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class Functions:
    """What `functional` calls by NumPy's names; most functions of torch know NumPy's names of arguments."""

    outer = torch.outer
    diag = torch.diag
    sqrt = torch.sqrt
    zeros = torch.zeros
    matmul = torch.matmul
    dot = torch.matmul
    tanh = torch.tanh

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    def max(self, a, axis, keepdims=False):
        return torch.amax(a, axis, keepdims)

    def expand_dims(self, a, axis):
        return torch.unsqueeze(a, axis)

    def transpose(self, a, axes):
        return a.permute(axes)

    def concatenate(self, arrays, axis=0):
        return torch.cat(arrays, axis)

    def stack(self, arrays, axis=0):
        return torch.stack(arrays, axis)

    def pad(self, a, width, mode):
        return torch.nn.functional.pad(a, [width] * (2 * a.ndim))

    def maximum(self, a, b):
        return torch.clamp(a, min=b)

    def where(self, test, a, b):
        return torch.where(torch.as_tensor(test), a, b)

    def exp(self, a):
        return torch.exp(torch.as_tensor(a))

    def sin(self, a):
        return torch.sin(torch.as_tensor(a))


np = Functions()
PARTS = functional.programs(np)


def jacobi_2d(a, b, steps):
    """Writes into copies: autograd of torch follows them."""
    for _ in range(steps):
        inner = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])
        b = b.clone()
        b[1:-1, 1:-1] = inner
        inner = 0.2 * (b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[2:, 1:-1] + b[:-2, 1:-1])
        a = a.clone()
        a[1:-1, 1:-1] = inner
    return torch.sum(a**2)


def seidel_2d(a, steps):
    rows = list(a)
    for _ in range(steps):
        for i in range(1, len(rows) - 1):
            up, row, down = rows[i - 1], rows[i], rows[i + 1]
            known = row[1:-1] + up[:-2] + up[1:-1] + up[2:] + row[2:] + down[:-2] + down[1:-1] + down[2:]
            new = [row[0]]
            for k in known:
                new.append((k + new[-1]) / 9.0)
            rows[i] = torch.stack([*new, row[-1]])
    return torch.sum(torch.stack(rows) ** 2)


def heat_3d(a, b, steps):
    for _ in range(steps):
        inner = (
            0.125 * (a[2:, 1:-1, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1])
            + 0.125 * (a[1:-1, 2:, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, :-2, 1:-1])
            + 0.125 * (a[1:-1, 1:-1, 2:] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[1:-1, 1:-1, :-2])
            + a[1:-1, 1:-1, 1:-1]
        )
        b = b.clone()
        b[1:-1, 1:-1, 1:-1] = inner
        a, b = b, a
    return torch.sum(a**2)


def gmm(alphas, means, icf, x, gamma, m):
    k, d = means.shape
    n = x.shape[0]
    q_diag = torch.exp(icf[:, :d])
    log_det = torch.sum(icf[:, :d], dim=1)
    padded = torch.cat([torch.zeros((k, 1)), icf], dim=1)
    q = padded[:, functional.triangle(d)] + torch.diag_embed(q_diag)
    y = (x - means[:, None, :]) @ q.transpose(1, 2)
    scores = (alphas + log_det)[:, None] - 0.5 * torch.sum(y**2, dim=2)
    likelihood = torch.sum(torch.logsumexp(scores, 0)) - n * torch.logsumexp(alphas, 0)
    penalty = 0.5 * gamma**2 * (torch.sum(q_diag**2) + torch.sum(icf[:, d:] ** 2)) - m * torch.sum(log_det)
    return likelihood + penalty + gmm_constant(n, d, k, gamma, m)


def vadv(u, wcon, rate):
    levels = u.shape[0]
    above, right = [], []
    none = torch.zeros(u.shape[1:])
    for k in range(levels):
        left_k = none if k == 0 else -0.25 * wcon[k]
        above_k = none if k == levels - 1 else 0.25 * wcon[k + 1]
        middle = rate - left_k - above_k
        known = rate * u[k]
        if k > 0:
            known = known - left_k * (u[k - 1] - u[k])
        if k < levels - 1:
            known = known - above_k * (u[k + 1] - u[k])
        if k > 0:
            pivot = 1.0 / (middle - above[k - 1] * left_k)
            above.append(above_k * pivot)
            right.append((known - left_k * right[k - 1]) * pivot)
        else:
            above.append(above_k / middle)
            right.append(known / middle)
    for k in range(levels - 2, -1, -1):
        right[k] = right[k] - above[k] * right[k + 1]
    return torch.sum(torch.stack(right) ** 2)


def lu(a):
    """By outer products, with writes into copies."""
    for k in range(a.shape[0] - 1):
        factors = a[k + 1 :, k] / a[k, k]
        rest = a[k + 1 :, k + 1 :] - torch.outer(factors, a[k, k + 1 :])
        a = a.clone()
        a[k + 1 :, k] = factors
        a[k + 1 :, k + 1 :] = rest
    return torch.sum(a**2)


OWN = {program.__name__: program for program in (jacobi_2d, seidel_2d, heat_3d, gmm, vadv, lu)}


def tensor(a: Any) -> Any:
    """Arrays become tensors; the indices among them stay of integers."""
    return torch.from_numpy(a.copy()) if isinstance(a, onp.ndarray) else a


def prepare(workload: Workload, args: tuple[Any, ...]) -> Callable[[], Any] | None:
    program = functional.chosen(workload.name, OWN, PARTS)
    if program is None:
        return None
    argnums = workload.argnums if isinstance(workload.argnums, tuple) else (workload.argnums,)
    given = [tensor(a) for a in args]

    def active() -> list[Any]:
        return [torch.as_tensor(args[k], dtype=torch.float64).clone().requires_grad_() for k in argnums]

    def call(leaves: list[Any]) -> Any:
        table = dict(zip(argnums, leaves))
        return program(*[table.get(k, a) for k, a in enumerate(given)])

    if workload.kind == "rows":

        def rows() -> Any:
            leaves = active()
            value = call(leaves)
            found = []
            for j in range(value.shape[1]):
                seed = torch.zeros_like(value)
                seed[:, j] = 1.0
                row = torch.autograd.grad(value, leaves, seed, retain_graph=True)
                found.append(row[0] if isinstance(workload.argnums, int) else row)
            return found

        return rows

    def gradient() -> Any:
        leaves = active()
        found = torch.autograd.grad(call(leaves), leaves)
        return found[0] if isinstance(workload.argnums, int) else found

    return gradient


def arrays(result: Any) -> Any:
    if isinstance(result, (tuple, list)):
        return type(result)(arrays(r) for r in result)
    return result.detach().numpy() if isinstance(result, torch.Tensor) else result
