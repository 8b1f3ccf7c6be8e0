"""Numerical recipes as people keep them: roots, quadrature, interpolation, linear algebra."""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from tests.programs import Case, rand


def brent_like(f, a, b, tol=1e-12, max_iter=60):
    """Regula falsi with the Illinois modification."""
    fa, fb = f(a), f(b)
    if fa * fb > 0.0:
        raise ValueError("root is not bracketed")
    side = 0
    c = a
    for _ in range(max_iter):
        c = (fa * b - fb * a) / (fa - fb)
        fc = f(c)
        if abs(fc) < tol:
            break
        if fc * fb > 0.0:
            b, fb = c, fc
            if side == -1:
                fa *= 0.5
            side = -1
        else:
            a, fa = c, fc
            if side == 1:
                fb *= 0.5
            side = 1
    return c


def implied_root(p, q):
    return brent_like(lambda t: t**3 + p * t - q, 0.0, 2.0)


def newton_system(params, start, iterations=6):
    """Newton's method for two equations, with the Jacobian written by hand."""
    x, y = start
    a, b = params["a"], params["b"]
    for _ in range(iterations):
        f = np.array([a * x**2 + y - 1.0, x - b * y**2])
        jac = np.array([[2.0 * a * x, 1.0], [1.0, -2.0 * b * y]])
        dx, dy = np.linalg.solve(jac, -f)
        x, y = x + dx, y + dy
    return x * y


GAUSS_NODES = {
    3: ([-math.sqrt(0.6), 0.0, math.sqrt(0.6)], [5.0 / 9.0, 8.0 / 9.0, 5.0 / 9.0]),
    2: ([-1.0 / math.sqrt(3.0), 1.0 / math.sqrt(3.0)], [1.0, 1.0]),
}


def gauss_legendre(f, a, b, order=3):
    nodes, weights = GAUSS_NODES[order]
    half, middle = 0.5 * (b - a), 0.5 * (a + b)
    return half * sum(w * f(middle + half * t) for t, w in zip(nodes, weights))


def arc_length(amplitude, frequency, panels):
    def speed(t):
        slope = amplitude * frequency * math.cos(frequency * t)
        return math.sqrt(1.0 + slope * slope)

    edges = [k / panels for k in range(panels + 1)]
    return sum(gauss_legendre(speed, lo, hi) for lo, hi in zip(edges, edges[1:]))


def adaptive_simpson(f, a, b, fa, fm, fb, tol, depth):
    m = 0.5 * (a + b)
    left, right = f(0.5 * (a + m)), f(0.5 * (m + b))
    whole = (b - a) / 6.0 * (fa + 4.0 * fm + fb)
    halves = (b - a) / 12.0 * (fa + 4.0 * left + 2.0 * fm + 4.0 * right + fb)
    if depth <= 0 or abs(halves - whole) < tol:
        return halves
    return adaptive_simpson(f, a, m, fa, left, fm, tol / 2, depth - 1) + adaptive_simpson(
        f, m, b, fm, right, fb, tol / 2, depth - 1
    )


def adaptive_integral(k, upper):
    def f(t):
        return math.exp(-k * t) * math.sin(3.0 * t)

    return adaptive_simpson(f, 0.0, upper, f(0.0), f(0.5 * upper), f(upper), 1e-4, 4)


def neville(xs, ys, x):
    """Polynomial interpolation; the table is a list that shrinks."""
    p = list(ys)
    n = len(xs)
    for level in range(1, n):
        p = [
            ((x - xs[i + level]) * p[i] + (xs[i] - x) * p[i + 1]) / (xs[i] - xs[i + level])
            for i in range(n - level)
        ]
    return p[0]


def divided_differences(xs, ys, x):
    coef = np.copy(ys)
    n = len(xs)
    for j in range(1, n):
        coef[j:] = (coef[j:] - coef[j - 1 : -1]) / (xs[j:] - xs[: n - j])
    result = coef[-1]
    for k in range(n - 2, -1, -1):
        result = result * (x - xs[k]) + coef[k]
    return result


def bilinear(grid, x, y):
    """Interpolation in a table, with the cell found from the coordinates."""
    i = min(max(int(math.floor(x)), 0), grid.shape[0] - 2)
    j = min(max(int(math.floor(y)), 0), grid.shape[1] - 2)
    u, v = x - i, y - j
    (a, b), (c, d) = grid[i : i + 2, j : j + 2]
    return (1 - u) * ((1 - v) * a + v * b) + u * ((1 - v) * c + v * d)


def householder_qr(a):
    r = a.copy()
    m, n = r.shape
    q = np.eye(m)
    for k in range(n):
        x = r[k:, k]
        alpha = -np.copysign(1.0, x[0]) * np.linalg.norm(x)
        v = x.copy()
        v[0] -= alpha
        v /= np.linalg.norm(v)
        r[k:, :] -= 2.0 * np.outer(v, v @ r[k:, :])
        q[:, k:] -= 2.0 * np.outer(q[:, k:] @ v, v)
    return np.sum(np.triu(r[:n]) ** 2 * np.arange(1.0, n + 1.0)) + np.sum(q[:, 0])


def givens_least_squares(a, b):
    r, y = a.copy(), b.copy()
    m, n = r.shape
    for j in range(n):
        for i in range(m - 1, j, -1):
            p, q = r[i - 1, j], r[i, j]
            if q == 0.0:
                continue
            h = math.hypot(p, q)
            c, s = p / h, q / h
            upper = c * r[i - 1] + s * r[i]
            lower = -s * r[i - 1] + c * r[i]
            r[i - 1], r[i] = upper, lower
            y[i - 1], y[i] = c * y[i - 1] + s * y[i], -s * y[i - 1] + c * y[i]
    x = np.zeros(n)
    for i in reversed(range(n)):
        x[i] = (y[i] - r[i, i + 1 : n] @ x[i + 1 :]) / r[i, i]
    return x @ x


def jacobi_eigenvalue(m, sweeps):
    """Cyclic Jacobi rotations of a symmetric matrix."""
    a = 0.5 * (m + m.T)
    n = len(a)
    for _ in range(sweeps):
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(a[p, q]) < 1e-15:
                    continue
                theta = (a[q, q] - a[p, p]) / (2.0 * a[p, q])
                t = np.sign(theta) / (abs(theta) + np.sqrt(theta**2 + 1.0))
                c = 1.0 / np.sqrt(t * t + 1.0)
                s = t * c
                rot = np.eye(n)
                rot[p, p] = rot[q, q] = c
                rot[p, q], rot[q, p] = s, -s
                a = rot.T @ a @ rot
    return np.sum(np.diag(a) ** 3)


def sor(a, b, omega, tol=1e-3):
    """Successive over-relaxation until the update is small."""
    x = np.zeros_like(b)
    n = len(b)
    for iteration in range(100):
        biggest = 0.0
        for i in range(n):
            sigma = a[i, :i] @ x[:i] + a[i, i + 1 :] @ x[i + 1 :]
            new = (1.0 - omega) * x[i] + omega * (b[i] - sigma) / a[i, i]
            biggest = max(biggest, abs(float(new - x[i])))
            x[i] = new
        if biggest < tol:
            break
    return np.sum(x) + 0.0 * iteration


def gmres_two_steps(a, b):
    basis = [b / np.linalg.norm(b)]
    h = np.zeros((3, 2))
    for k in range(2):
        w = a @ basis[k]
        for i, v in enumerate(basis):
            h[i, k] = v @ w
            w = w - h[i, k] * v
        h[k + 1, k] = np.linalg.norm(w)
        basis.append(w / h[k + 1, k])
    rhs = np.zeros(3)
    rhs[0] = np.linalg.norm(b)
    y = np.linalg.solve(h.T @ h, h.T @ rhs)
    x = sum(y[i] * basis[i] for i in range(2))
    return np.sum((a @ x - b) ** 2)


@dataclass
class Tableau:
    """Butcher tableau of an explicit Runge-Kutta method."""

    a: tuple
    b: tuple
    c: tuple


HEUN3 = Tableau(((), (1 / 3,), (0.0, 2 / 3)), (0.25, 0.0, 0.75), (0.0, 1 / 3, 2 / 3))


def runge_kutta(rhs, y, t, h, steps, method=HEUN3):
    for _ in range(steps):
        slopes = []
        for row, c in zip(method.a, method.c):
            stage = y
            for coefficient, k in zip(row, slopes):
                stage = stage + h * coefficient * k
            slopes.append(rhs(t + c * h, stage))
        for weight, k in zip(method.b, slopes):
            y = y + h * weight * k
        t += h
    return y


def van_der_pol(mu, t, y):
    return np.array([y[1], mu * (1.0 - y[0] ** 2) * y[1] - y[0]])


def oscillator_energy(mu, y0, h):
    y = runge_kutta(partial(van_der_pol, mu), y0, 0.0, h, 4)
    return 0.5 * y @ y


def adaptive_heun(rate, y, horizon, tol):
    """Step size control: the accepted path is the one that is differentiated."""
    t, h = 0.0, 0.25
    rejected = 0
    while t < horizon:
        h = min(h, horizon - t)
        k1 = -rate * y + math.sin(t)
        k2 = -rate * (y + h * k1) + math.sin(t + h)
        low, high = y + h * k1, y + 0.5 * h * (k1 + k2)
        error = abs(high - low)
        if error > tol and h > 1e-3:
            h *= 0.5
            rejected += 1
            continue
        t += h
        y = high
        if error < 0.1 * tol:
            h *= 2.0
    return y


def richardson(f, x, h, levels=4):
    table = {}
    for i in range(levels):
        table[i, 0] = (f(x + h) - f(x - h)) / (2.0 * h)
        for j in range(1, i + 1):
            table[i, j] = table[i, j - 1] + (table[i, j - 1] - table[i - 1, j - 1]) / (4.0**j - 1.0)
        h /= 2.0
    return table[levels - 1, levels - 1]


def slope_of_bump(width, x):
    return richardson(lambda t: math.exp(-((t / width) ** 2)), x, 0.3)


def aitken(x0, terms):
    """Accelerated fixed point of cos(a x)."""
    x = x0
    for _ in range(terms):
        x1 = math.cos(x)
        x2 = math.cos(x1)
        denominator = x2 - 2.0 * x1 + x
        if abs(denominator) < 1e-9:
            return x2
        x = x - (x1 - x) ** 2 / denominator
    return x


def continued_fraction(x, terms):
    value = 0.0
    for k in range(terms, 0, -1):
        value = k * k * x * x / (2 * k + 1 + value)
    return x / (1.0 + value)


def bessel_series(x, order):
    term = (0.5 * x) ** order / math.factorial(order)
    total = term
    k = 0
    while abs(term) > 1e-16 * abs(total):
        k += 1
        term = term * -0.25 * x * x / (k * (k + order))
        total += term
    return total


def legendre(coefficients, x):
    p_prev, p = 1.0, x
    total = coefficients[0] * p_prev
    if len(coefficients) > 1:
        total += coefficients[1] * p
    for n, c in enumerate(coefficients[2:], start=2):
        p_prev, p = p, ((2 * n - 1) * x * p - (n - 1) * p_prev) / n
        total += c * p
    return total


def golden_section(c, lo, hi, steps):
    ratio = (math.sqrt(5.0) - 1.0) / 2.0
    f = lambda t: (t - c) ** 2 + 0.1 * t**4  # noqa: E731
    a, b = hi - ratio * (hi - lo), lo + ratio * (hi - lo)
    fa, fb = f(a), f(b)
    for _ in range(steps):
        if fa < fb:
            hi, b, fb = b, a, fa
            a = hi - ratio * (hi - lo)
            fa = f(a)
        else:
            lo, a, fa = a, b, fb
            b = lo + ratio * (hi - lo)
            fb = f(b)
    return f(0.5 * (lo + hi))


def fft_radix2(re, im):
    """Recursive Fourier transform on pairs of real arrays."""
    n = len(re)
    if n == 1:
        return re, im
    even_re, even_im = fft_radix2(re[::2], im[::2])
    odd_re, odd_im = fft_radix2(re[1::2], im[1::2])
    k = np.arange(n // 2)
    c, s = np.cos(2.0 * np.pi * k / n), -np.sin(2.0 * np.pi * k / n)
    t_re, t_im = c * odd_re - s * odd_im, c * odd_im + s * odd_re
    return np.concatenate([even_re + t_re, even_re - t_re]), np.concatenate([even_im + t_im, even_im - t_im])


def spectral_energy(x):
    re, im = fft_radix2(x, np.zeros_like(x))
    power = re**2 + im**2
    return np.sum(power * np.linspace(0.0, 1.0, len(x)))


def merge_sorted_weights(x):
    """Merge sort by recursion on lists, then a weighted sum (an order statistic)."""

    def merge_sort(values):
        if len(values) <= 1:
            return values
        middle = len(values) // 2
        left, right = merge_sort(values[:middle]), merge_sort(values[middle:])
        merged = []
        i = j = 0
        while i < len(left) and j < len(right):
            if left[i] <= right[j]:
                merged.append(left[i])
                i += 1
            else:
                merged.append(right[j])
                j += 1
        return merged + left[i:] + right[j:]

    return sum((k + 1) * v * v for k, v in enumerate(merge_sort(list(x))))


def strassen_like(a, b):
    """Products of matrices, block by block."""
    n = a.shape[0] // 2
    blocks = [(slice(0, n), slice(n, None))[k] for k in (0, 1)]
    c = np.zeros_like(a)
    for i in blocks:
        for j in blocks:
            for k in blocks:
                c[i, j] += a[i, k] @ b[k, j]
    return np.trace(c @ c)


def monotone_cubic(xs, ys, x):
    """Fritsch-Carlson slopes: branches on the data."""
    n = len(xs)
    d = [(ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]) for i in range(n - 1)]
    m = [d[0]]
    for i in range(1, n - 1):
        m.append(0.0 if d[i - 1] * d[i] <= 0.0 else 2.0 * d[i - 1] * d[i] / (d[i - 1] + d[i]))
    m.append(d[-1])
    k = 0
    while k < n - 2 and xs[k + 1] < x:
        k += 1
    h = xs[k + 1] - xs[k]
    t = (x - xs[k]) / h
    h00 = (1 + 2 * t) * (1 - t) ** 2
    h10 = t * (1 - t) ** 2
    h01 = t * t * (3 - 2 * t)
    h11 = t * t * (t - 1)
    return h00 * ys[k] + h10 * h * m[k] + h01 * ys[k + 1] + h11 * h * m[k + 1]


def safe_log_ratio(p, q):
    """A ratio that falls back when it is not defined."""
    total = 0.0
    for a, b in zip(p, q):
        try:
            total += math.log(a / b)
        except (ValueError, ZeroDivisionError):
            total += a - b
    return total


_SPD = rand(3, 3) @ rand(3, 3).T + 3.0 * np.eye(3)

CASES = [
    Case(
        implied_root,
        (1.0, 2.0),
        (0, 1),
        second=False,
        why="a root to 1e-12: its slope depends on the last step",
        rtol=1e-4,
    ),
    Case(newton_system, ({"a": 0.8, "b": 1.2}, (0.7, 0.5)), 0),
    Case(arc_length, (0.7, 2.0, 3), (0, 1)),
    Case(adaptive_integral, (0.8, 2.0), (0, 1)),
    Case(neville, ([0.0, 0.5, 1.1, 2.0], [1.0, 0.3, -0.4, 0.8], 0.8), (1, 2)),
    Case(neville, (np.array([0.0, 0.5, 1.1, 2.0]), rand(4), 0.8), (0, 1, 2), name="neville_of_arrays"),
    Case(divided_differences, (np.array([0.0, 0.6, 1.1, 2.0]), rand(4), 0.8), (0, 1, 2)),
    Case(bilinear, (rand(3, 4), 1.3, 2.2), (0, 1, 2)),
    Case(householder_qr, (rand(4, 3),)),
    Case(givens_least_squares, (rand(4, 2), rand(4)), (0, 1)),
    Case(jacobi_eigenvalue, (rand(3, 3) + np.diag([1.0, 2.0, 4.0]), 2)),
    Case(sor, (_SPD, rand(3), 1.1), (0, 1, 2)),
    Case(gmres_two_steps, (rand(3, 3) + 2.0 * np.eye(3), rand(3)), (0, 1)),
    Case(oscillator_energy, (0.7, np.array([1.0, 0.2]), 0.1), (0, 1, 2), standalone=False),
    Case(adaptive_heun, (1.3, 0.5, 1.0, 0.02), (0, 1)),
    Case(slope_of_bump, (0.9, 0.4), (0, 1)),
    Case(aitken, (0.6, 2)),
    Case(continued_fraction, (0.7, 8)),
    Case(bessel_series, (1.7, 2)),
    Case(legendre, ([0.3, -0.2, 0.5, 0.1], 0.4), (0, 1)),
    Case(golden_section, (0.6, 0.0, 2.0, 6), (0, 1, 2)),
    Case(spectral_energy, (rand(8),)),
    Case(merge_sorted_weights, (np.array([0.3, -0.8, 1.4, 0.1, -0.2]),)),
    Case(strassen_like, (rand(4, 4), rand(4, 4, seed=1)), (0, 1)),
    Case(monotone_cubic, ([0.0, 1.0, 2.0, 3.5], [0.1, 0.8, 0.7, 1.5], 1.4), (1, 2)),
    Case(safe_log_ratio, ([0.5, 1.2, -0.3], [0.7, 0.4, 0.2]), (0, 1)),
]
