"""Programs without writes into arrays, for `autograd.numpy` and `jax.numpy` alike: `programs(np)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
from workloads.adbench import gmm_constant


def triangle(d: int) -> onp.ndarray:
    """Where the elements of a lower triangle are, in `icf` with a zero in front."""
    index = onp.zeros((d, d), dtype=int)
    start = d + 1
    for j in range(d):
        index[j + 1 :, j] = onp.arange(start, start + d - j - 1)
        start += d - j - 1
    return index


def programs(np: Any) -> dict[str, Callable[..., Any]]:
    def five_operations(x, y):
        return (x * y + np.sin(x)) * np.exp(-y)

    def vector_of_ten(x, y, z):
        return np.sum(x * y + np.sin(z))

    def log_sum_exp(a, axis):
        top = np.max(a, axis=axis)
        return top + np.log(np.sum(np.exp(a - np.expand_dims(top, axis)), axis=axis))

    def gmm(alphas, means, icf, x, gamma, m):
        k, d = means.shape
        n = x.shape[0]
        q_diag = np.exp(icf[:, :d])
        log_det = np.sum(icf[:, :d], axis=1)
        padded = np.concatenate([np.zeros((k, 1)), icf], axis=1)
        q = padded[:, triangle(d)] + q_diag[:, :, None] * onp.eye(d)
        y = np.matmul(x - means[:, None, :], np.transpose(q, (0, 2, 1)))
        scores = (alphas + log_det)[:, None] - 0.5 * np.sum(y**2, axis=2)
        likelihood = np.sum(log_sum_exp(scores, 0)) - n * log_sum_exp(alphas, 0)
        penalty = 0.5 * gamma**2 * (np.sum(q_diag**2) + np.sum(icf[:, d:] ** 2)) - m * np.sum(log_det)
        return likelihood + penalty + gmm_constant(n, d, k, gamma, m)

    def cross(a, b):
        columns = [a[:, i - 2] * b[:, i - 1] - a[:, i - 1] * b[:, i - 2] for i in range(3)]
        return np.stack(columns, axis=1)

    def project(cam, point):
        theta = np.sqrt(np.sum(cam[:, :3] ** 2, axis=1))
        axis = cam[:, :3] / theta[:, None]
        cos = np.cos(theta)[:, None]
        sin = np.sin(theta)[:, None]
        moved = point - cam[:, 3:6]
        along = np.sum(axis * moved, axis=1)[:, None]
        turned = moved * cos + cross(axis, moved) * sin + axis * along * (1.0 - cos)
        flat = turned[:, :2] / turned[:, 2:]
        r2 = np.sum(flat**2, axis=1)
        stretch = 1.0 + cam[:, 9] * r2 + cam[:, 10] * r2**2
        return flat * stretch[:, None] * cam[:, 6:7] + cam[:, 7:9]

    def bundle(cams, points, w, obs, feats):
        seen = project(cams[obs[:, 0]], points[obs[:, 1]])
        error = w[:, None] * (seen - feats)
        return np.sum(error**2) + np.sum((1.0 - w**2) ** 2)

    def bundle_jacobian(cam, point, w, feats):
        return w[:, None] * (project(cam, point) - feats)

    def hdiff(field, coeff):
        lap = 4.0 * field[1:-1, 1:-1] - (
            field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2]
        )
        flux = lap[1:, 1:-1] - lap[:-1, 1:-1]
        flx = np.where(flux * (field[2:-1, 2:-2] - field[1:-2, 2:-2]) > 0.0, 0.0, flux)
        flux = lap[1:-1, 1:] - lap[1:-1, :-1]
        fly = np.where(flux * (field[2:-2, 2:-1] - field[2:-2, 1:-2]) > 0.0, 0.0, flux)
        out = field[2:-2, 2:-2] - coeff * (flx[1:] - flx[:-1] + fly[:, 1:] - fly[:, :-1])
        return np.sum(out**2)

    def vadv(u, wcon, rate):
        levels = u.shape[0]
        above, right = [], []
        for k in range(levels):
            left_k = onp.zeros(u.shape[1:]) if k == 0 else -0.25 * wcon[k]
            above_k = onp.zeros(u.shape[1:]) if k == levels - 1 else 0.25 * wcon[k + 1]
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
        return np.sum(np.stack(right) ** 2)

    def lu(a):
        """By outer products: without writes, elements cannot be had one by one."""
        n = a.shape[0]
        for k in range(n - 1):
            below = onp.arange(n) > k
            factors = np.where(below, a[:, k] / a[k, k], 0.0)
            a = a - np.outer(factors, a[k] * (onp.arange(n) >= k)) + np.outer(factors, onp.arange(n) == k)
        return np.sum(a**2)

    def cholesky(a):
        n = a.shape[0]
        columns = []
        for k in range(n):
            pivot = np.sqrt(a[k, k])
            column = np.where(onp.arange(n) >= k, a[:, k] / pivot, 0.0)
            columns.append(column)
            a = a - np.outer(column, column)
        factor = np.stack(columns, axis=1)
        return np.sum(factor**2) + np.sum(np.diag(factor))

    def gram_schmidt(a):
        n = a.shape[1]
        columns = [a[:, k] for k in range(n)]
        total = 0.0
        for k in range(n):
            r = np.sqrt(np.sum(columns[k] ** 2))
            q = columns[k] = columns[k] / r
            total = total + r**2
            for j in range(k + 1, n):
                r = np.dot(q, columns[j])
                columns[j] = columns[j] - q * r
                total = total + r**2
        q = np.stack(columns, axis=1)
        return np.sum(q[0] * q[-1]) + total

    def accelerations(place, mass, soft):
        apart = place[None, :, :] - place[:, None, :]
        r2 = np.sum(apart**2, axis=2) + soft
        pull = mass * r2**-1.5
        return np.sum(pull[:, :, None] * apart, axis=1)

    def nbody_step(place, speed, force, mass, soft, dt):
        speed = speed + 0.5 * dt * force
        place = place + dt * speed
        force = accelerations(place, mass, soft)
        return place, speed + 0.5 * dt * force, force

    def nbody(place, speed, mass, soft, dt, steps):
        force = accelerations(place, mass, soft)
        for _ in range(steps):
            place, speed, force = nbody_step(place, speed, force, mass, soft, dt)
        return 0.5 * np.sum(mass[:, None] * speed**2) + np.sum(place**2)

    def cavity_source(u, v, dt, h, rho):
        ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2.0 * h)
        vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2.0 * h)
        uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2.0 * h)
        vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2.0 * h)
        return 0.25 * rho * h**2 * ((ux + vy) / dt - ux**2 - 2.0 * uy * vx - vy**2)

    def cavity_sweep(p, source):
        inner = 0.25 * (p[1:-1, 2:] + p[1:-1, :-2] + p[2:, 1:-1] + p[:-2, 1:-1]) - source
        # The right edge and the top are copied from what is inside, then the left edge, and zero below.
        rows = np.concatenate([inner[:1], inner], axis=0)
        top = np.concatenate([rows[:, :1], rows, rows[:, -1:]], axis=1)
        return np.concatenate([top, np.zeros((1, p.shape[1]))], axis=0)

    def cavity_change(u, v, p, dt, h, rho, nu):
        um = u[1:-1, 1:-1]
        vm = v[1:-1, 1:-1]
        du = (
            -um * (um - u[1:-1, :-2]) / h
            - vm * (um - u[:-2, 1:-1]) / h
            - (p[1:-1, 2:] - p[1:-1, :-2]) / (2.0 * rho * h)
            + nu * (u[1:-1, 2:] + u[1:-1, :-2] + u[2:, 1:-1] + u[:-2, 1:-1] - 4.0 * um) / h**2
        )
        dv = (
            -um * (vm - v[1:-1, :-2]) / h
            - vm * (vm - v[:-2, 1:-1]) / h
            - (p[2:, 1:-1] - p[:-2, 1:-1]) / (2.0 * rho * h)
            + nu * (v[1:-1, 2:] + v[1:-1, :-2] + v[2:, 1:-1] + v[:-2, 1:-1] - 4.0 * vm) / h**2
        )
        return u + dt * np.pad(du, 1, "constant"), v + dt * np.pad(dv, 1, "constant")

    def mlp(w1, b1, w2, b2, w3, b3, x, labels):
        h1 = np.maximum(x @ w1 + b1, 0.0)
        h2 = np.maximum(h1 @ w2 + b2, 0.0)
        scores = h2 @ w3 + b3
        scores = scores - np.max(scores, axis=1, keepdims=True)
        log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
        return -np.mean(log_p[onp.arange(len(labels)), labels])

    def softmax_classifier(w, b, x, targets, decay):
        scores = np.dot(x, w) + b
        e = np.exp(scores - np.max(scores, axis=1, keepdims=True))
        p = e / np.sum(e, axis=1, keepdims=True)
        return -np.mean(np.sum(targets * np.log(p), axis=1)) + 0.5 * decay * np.sum(w**2)

    def convolution(weights, bias, images):
        k = weights.shape[0]
        h, w = images.shape[1] - k + 1, images.shape[2] - k + 1
        out = np.zeros((images.shape[0], h, w, weights.shape[3]))
        for i in range(k):
            for j in range(k):
                out = out + np.matmul(images[:, i : i + h, j : j + w], weights[i, j])
        out = np.maximum(out + bias, 0.0)
        return np.mean(out**2)

    def attention(wq, wk, wv, wo, x):
        q = np.matmul(x, wq)
        k = np.matmul(x, wk)
        v = np.matmul(x, wv)
        scores = np.matmul(q, np.transpose(k, (0, 2, 1))) / onp.sqrt(wq.shape[2])
        e = np.exp(scores - np.max(scores, axis=2, keepdims=True))
        p = e / np.sum(e, axis=2, keepdims=True)
        y = x + np.sum(np.matmul(np.matmul(p, v), wo), axis=0)
        centred = y - np.mean(y, axis=1, keepdims=True)
        z = centred / np.sqrt(np.mean(centred**2, axis=1, keepdims=True) + 1e-5)
        return np.mean(np.tanh(z))

    sigmoid = getattr(np, "sigmoid", None) or (lambda x: 1.0 / (1.0 + np.exp(-x)))

    def jacobi_1d(a, b, steps):
        for _ in range(steps):
            b = np.concatenate([b[:1], 0.33333 * (a[:-2] + a[1:-1] + a[2:]), b[-1:]])
            a = np.concatenate([a[:1], 0.33333 * (b[:-2] + b[1:-1] + b[2:]), a[-1:]])
        return np.sum(a**2)

    def cavity(u, v, p, steps, sweeps, dt, h, rho, nu):
        for _ in range(steps):
            source = cavity_source(u, v, dt, h, rho)
            for _ in range(sweeps):
                p = cavity_sweep(p, source)
            u, v = cavity_change(u, v, p, dt, h, rho, nu)
        return np.sum(u**2) + np.sum(v**2)

    def lstm_cell(weight, bias, hidden, cell, x):
        b = x.shape[0]
        forget = sigmoid(x * weight[:b] + bias[:b])
        ingate = sigmoid(hidden * weight[b : 2 * b] + bias[b : 2 * b])
        outgate = sigmoid(x * weight[2 * b : 3 * b] + bias[2 * b : 3 * b])
        change = np.tanh(hidden * weight[3 * b :] + bias[3 * b :])
        cell = cell * forget + ingate * change
        return outgate * np.tanh(cell), cell

    def lstm(main, extra, state, sequence):
        state = [state[i] for i in range(state.shape[0])]
        loss = 0.0
        for t in range(sequence.shape[0] - 1):
            x = sequence[t] * extra[0]
            for i in range(0, len(state), 2):
                state[i], state[i + 1] = lstm_cell(main[i], main[i + 1], state[i], state[i + 1], x)
                x = state[i]
            predicted = x * extra[1] + extra[2]
            normed = predicted - np.log(np.sum(np.exp(predicted)) + 2.0)
            loss = loss + np.sum(sequence[t + 1] * normed)
        return -loss / ((sequence.shape[0] - 1) * sequence.shape[1])

    def logistic_map(x, r, n):
        total = 0.0
        for _ in range(n):
            if x > 0.7:
                x = x - 0.5 * r * x * (1.0 - x)
            else:
                x = r * x * (1.0 - x)
            total += x
        return total / n

    def euler(x, v, k, drag, dt, n):
        for _ in range(n):
            force = -k * np.sin(x) - drag * v * abs(v)
            v = v + dt * force
            x = x + dt * v
            if x < -0.5:
                x = -1.0 - x
                v = -0.9 * v
        return x**2 + v**2

    def kalman(level, variance, q, r, seen):
        loss = 0.0
        for y in seen:
            variance = variance + q
            if y > -1e9:
                innovation = y - level
                s = variance + r
                gain = variance / s
                level = level + gain * innovation
                variance = (1.0 - gain) * variance
                loss += 0.5 * (np.log(s) + innovation**2 / s)
        return loss

    def garch(omega, alpha, gamma, beta, returns):
        variance = omega / (1.0 - alpha - 0.5 * gamma - beta)
        loss = 0.0
        for e in returns:
            loss += 0.5 * (np.log(variance) + e**2 / variance)
            if e < 0.0:
                variance = omega + (alpha + gamma) * e**2 + beta * variance
            else:
                variance = omega + alpha * e**2 + beta * variance
        return loss

    return dict(locals())


def chosen(name: str, own: dict[str, Callable[..., Any]], others: dict[str, Any]) -> Any:
    """The program of a workload: one that was written for the tool, one of `programs`, or None."""
    name = "gmm" if name.startswith("gmm") else name.removesuffix("_array")
    return own.get(name) or others.get(name)
