"""Realistic programs of 10 to 60 lines: numerical recipes, models, simulations."""

import math

import numpy as np

from tests.programs import Case, rand


def newton_sqrt(a, tol):
    x = a
    while True:
        step = (x * x - a) / (2.0 * x)
        x = x - step
        if abs(step) < tol:
            break
    return x


def secant_root(a, b, c):
    """Root of a t**3 + b t - c by the secant method, fixed number of steps."""

    def f(t):
        return a * t**3 + b * t - c

    t0, t1 = 0.5, 1.0
    f0 = f(t0)
    for _ in range(7):
        f1 = f(t1)
        if abs(f1 - f0) < 1e-14:
            break
        t0, t1 = t1, t1 - f1 * (t1 - t0) / (f1 - f0)
        f0 = f1
    return t1


def bisection_then_newton(k):
    lo, hi = 0.0, 4.0
    for _ in range(12):
        mid = 0.5 * (lo + hi)
        if mid * mid * mid - k > 0.0:
            hi = mid
        else:
            lo = mid
    x = 0.5 * (lo + hi)
    for _ in range(3):
        x = x - (x**3 - k) / (3.0 * x**2)
    return x


def rk4_step(rhs, t, y, h, params):
    k1 = rhs(t, y, params)
    k2 = rhs(t + h / 2, y + h / 2 * k1, params)
    k3 = rhs(t + h / 2, y + h / 2 * k2, params)
    k4 = rhs(t + h, y + h * k3, params)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def lotka_volterra(t, y, params):
    prey, predators = y
    a, b, c, d = params
    return np.array([a * prey - b * prey * predators, -c * predators + d * prey * predators])


def fit_lotka_volterra(params, y0, observed, h):
    y = y0
    loss = 0.0
    t = 0.0
    for target in observed:
        for _ in range(2):
            y = rk4_step(lotka_volterra, t, y, h, params)
            t = t + h
        loss = loss + np.sum((y - target) ** 2)
    return loss


def kalman_filter(params, z):
    """Negative log-likelihood of a local linear trend model."""
    q, r = np.exp(params[0]), np.exp(params[1])
    F = np.array([[1.0, 1.0], [0.0, 1.0]])
    H = np.array([1.0, 0.0])
    Q = q * np.eye(2)
    x = np.zeros(2)
    P = np.eye(2) * 10.0
    nll = 0.0
    for k in range(len(z)):
        x = F @ x
        P = F @ P @ F.T + Q
        innovation = z[k] - H @ x
        S = H @ P @ H + r
        K = P @ H / S
        x = x + K * innovation
        P = P - np.outer(K, H @ P)
        nll = nll + 0.5 * (np.log(2.0 * np.pi * S) + innovation**2 / S)
    return nll


def garch(theta, returns):
    """Negative log-likelihood of GARCH(1, 1)."""
    omega, alpha, beta = theta
    n = returns.shape[0]
    sigma2 = np.empty(n)
    sigma2[0] = omega / (1.0 - alpha - beta)
    for t in range(1, n):
        sigma2[t] = omega + alpha * returns[t - 1] ** 2 + beta * sigma2[t - 1]
    return 0.5 * np.sum(np.log(sigma2) + returns**2 / sigma2)


def thomas(lower, diag, upper, rhs):
    """Tridiagonal solve in place."""
    n = len(diag)
    d = diag.copy()
    b = rhs.copy()
    for i in range(1, n):
        w = lower[i - 1] / d[i - 1]
        d[i] -= w * upper[i - 1]
        b[i] -= w * b[i - 1]
    x = np.zeros_like(b)
    x[-1] = b[-1] / d[-1]
    for i in range(n - 2, -1, -1):
        x[i] = (b[i] - upper[i] * x[i + 1]) / d[i]
    return np.sum(x**2)


def lu_determinant(a):
    a = a.copy()
    n = a.shape[0]
    for k in range(n - 1):
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            a[i, k + 1 :] -= a[i, k] * a[k, k + 1 :]
    det = 1.0
    for k in range(n):
        det *= a[k, k]
    return det


def lu_with_pivoting(a, b):
    a = a.copy()
    b = b.copy()
    n = a.shape[0]
    for k in range(n - 1):
        p = k
        for i in range(k + 1, n):
            if abs(a[i, k]) > abs(a[p, k]):
                p = i
        if p != k:
            a[[k, p]] = a[[p, k]]
            b[k], b[p] = b[p], b[k]
        for i in range(k + 1, n):
            f = a[i, k] / a[k, k]
            a[i] -= f * a[k]
            b[i] -= f * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - np.dot(a[i, i + 1 :], x[i + 1 :])) / a[i, i]
    return np.sum(x * x)


def cholesky_by_loops(m):
    a = m @ m.T + 2.0 * np.eye(m.shape[0])
    n = a.shape[0]
    low = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= low[i, k] * low[j, k]
            if i == j:
                low[i, j] = math.sqrt(s)
            else:
                low[i, j] = s / low[j, j]
    total = 0.0
    for i in range(n):
        total += math.log(low[i, i])
    return total + np.sum(low)


def gauss_seidel(a, b, sweeps):
    n = b.shape[0]
    x = np.zeros(n)
    for _ in range(sweeps):
        for i in range(n):
            s = b[i]
            for j in range(n):
                if j != i:
                    s = s - a[i, j] * x[j]
            x[i] = s / a[i, i]
    return np.sum(x**2)


def heat_1d(u, kappa, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1] += kappa * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u[0] = u[1]
        u[-1] = 0.0
    return np.sum(u**2)


def heat_2d(u, conductivity, target, steps):
    """Variable conductivity, double buffered."""
    new = u.copy()
    for _ in range(steps):
        flux_x = conductivity[1:, 1:-1] * (u[1:, 1:-1] - u[:-1, 1:-1])
        flux_y = conductivity[1:-1, 1:] * (u[1:-1, 1:] - u[1:-1, :-1])
        new[1:-1, 1:-1] = u[1:-1, 1:-1] + 0.1 * (flux_x[1:] - flux_x[:-1] + flux_y[:, 1:] - flux_y[:, :-1])
        u, new = new, u
    return np.sum((u - target) ** 2)


def burgers(u, nu, dt, steps):
    for _ in range(steps):
        un = u.copy()
        u[1:-1] = (
            un[1:-1] - dt * un[1:-1] * (un[1:-1] - un[:-2]) + nu * dt * (un[2:] - 2.0 * un[1:-1] + un[:-2])
        )
        u[0] = u[-2]
        u[-1] = u[1]
    return np.sum(u**2)


def gram_schmidt(a):
    q = a.copy()
    n = q.shape[1]
    for j in range(n):
        for i in range(j):
            q[:, j] -= np.dot(q[:, i], q[:, j]) * q[:, i]
        q[:, j] /= np.sqrt(np.sum(q[:, j] ** 2))
    return np.sum(q[0] * np.arange(1.0, n + 1.0)) + q[1, 0] * q[2, 1]


def accelerations(x, masses, out):
    n = x.shape[0]
    out[:] = 0.0
    for i in range(n):
        for j in range(i):
            d = x[j] - x[i]
            f = d / (np.sum(d * d) + 0.1) ** 1.5
            out[i] += masses[j] * f
            out[j] -= masses[i] * f


def leapfrog(x, v, masses, dt, steps):
    """N bodies; the helper writes the accelerations into a workspace."""
    x = x.copy()
    v = v.copy()
    a = np.zeros_like(x)
    accelerations(x, masses, a)
    for _ in range(steps):
        v += 0.5 * dt * a
        x += dt * v
        accelerations(x, masses, a)
        v += 0.5 * dt * a
    miss = x[0] - x[1]
    return np.sum(miss**2)


def softmax_classifier(params, x, labels):
    scores = x @ params["w"] + params["b"]
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(labels)), labels]) + 0.01 * np.sum(params["w"] ** 2)


def mlp(layers, x, y):
    h = x
    for i, (w, b) in enumerate(layers):
        h = h @ w + b
        if i < len(layers) - 1:
            h = np.maximum(h, 0.0) + 0.01 * np.minimum(h, 0.0)
    return np.mean((h - y) ** 2)


def conv2d(image, kernel):
    kh, kw = kernel.shape
    h = image.shape[0] - kh + 1
    w = image.shape[1] - kw + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    out = np.tanh(out)
    pooled = np.zeros((h // 2, w // 2))
    for i in range(h // 2):
        for j in range(w // 2):
            pooled[i, j] = np.max(out[2 * i : 2 * i + 2, 2 * j : 2 * j + 2])
    return np.sum(pooled**2)


def logistic_regression(w, x, y, strength):
    z = x @ w
    log_likelihood = np.sum(y * z - np.logaddexp(0.0, z))
    penalty = 0.5 * strength * np.dot(w, w)
    return penalty - log_likelihood


def black_scholes_monte_carlo(spot, strike, rate, vol, maturity, normals):
    steps, paths = normals.shape
    dt = maturity / steps
    s = np.full(paths, spot)
    drift = (rate - 0.5 * vol**2) * dt
    for z in normals:
        s = s * np.exp(drift + vol * np.sqrt(dt) * z)
    payoff = np.maximum(s - strike, 0.0)
    return np.exp(-rate * maturity) * np.mean(payoff)


def soft_min(a, b, c, gamma):
    m = min(a, b, c)
    total = math.exp((m - a) / gamma) + math.exp((m - b) / gamma) + math.exp((m - c) / gamma)
    return m - gamma * math.log(total)


def soft_dtw(x, y, gamma):
    n, m = len(x), len(y)
    r = np.full((n + 1, m + 1), 1e3)
    r[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = (x[i - 1] - y[j - 1]) ** 2
            r[i, j] = cost + soft_min(r[i - 1, j], r[i, j - 1], r[i - 1, j - 1], gamma)
    return r[n, m]


def exponential_smoothing(alpha, beta, series):
    level = series[0]
    trend = series[1] - series[0]
    errors = []
    for value in series[1:]:
        forecast = level + trend
        errors.append(value - forecast)
        previous = level
        level = alpha * value + (1.0 - alpha) * forecast
        trend = beta * (level - previous) + (1.0 - beta) * trend
    total = 0.0
    for e in errors:
        total += e * e
    return total / len(errors)


def horner(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


def clenshaw(c, x):
    b1 = b2 = 0.0
    for k in range(len(c) - 1, 0, -1):
        b1, b2 = c[k] + 2.0 * x * b1 - b2, b1
    return c[0] + x * b1 - b2


def dft_power(x):
    n = len(x)
    power = np.zeros(n)
    for k in range(n):
        re = 0.0
        im = 0.0
        for t in range(n):
            angle = 2.0 * math.pi * k * t / n
            re += x[t] * math.cos(angle)
            im -= x[t] * math.sin(angle)
        power[k] = re * re + im * im
    return np.sum(power * np.arange(n))


def kepler(mean_anomaly, eccentricity):
    e = mean_anomaly
    for iteration in range(50):
        f = e - eccentricity * math.sin(e) - mean_anomaly
        step = f / (1.0 - eccentricity * math.cos(e))
        e -= step
        if abs(step) < 1e-13:
            break
    else:
        raise RuntimeError(f"no convergence in {iteration} steps")
    return 2.0 * math.atan2(
        math.sqrt(1.0 + eccentricity) * math.sin(e / 2.0), math.sqrt(1.0 - eccentricity) * math.cos(e / 2.0)
    )


def cubic_spline(knots, values, x):
    """Natural cubic spline: second derivatives by a tridiagonal solve, then evaluation by search."""
    n = len(knots)
    h = np.diff(knots)
    m = np.zeros(n)
    c = np.zeros(n)
    d = np.zeros(n)
    for i in range(1, n - 1):
        rhs = 6.0 * ((values[i + 1] - values[i]) / h[i] - (values[i] - values[i - 1]) / h[i - 1])
        w = 2.0 * (h[i] + h[i - 1]) - h[i - 1] * c[i - 1]
        c[i] = h[i] / w
        d[i] = (rhs - h[i - 1] * d[i - 1]) / w
    for i in range(n - 2, 0, -1):
        m[i] = d[i] - c[i] * m[i + 1]
    total = 0.0
    for point in x:
        k = 0
        while k < n - 2 and point > knots[k + 1]:
            k += 1
        a = (knots[k + 1] - point) / h[k]
        b = (point - knots[k]) / h[k]
        y = a * values[k] + b * values[k + 1]
        y += ((a**3 - a) * m[k] + (b**3 - b) * m[k + 1]) * h[k] ** 2 / 6.0
        total += y * y
    return total


def gaussian_mixture(alphas, means, log_sigmas, x):
    n, d = x.shape
    k = alphas.shape[0]
    total = 0.0
    for i in range(n):
        terms = np.empty(k)
        for j in range(k):
            z = (x[i] - means[j]) * np.exp(-log_sigmas[j])
            terms[j] = alphas[j] - np.sum(log_sigmas[j]) - 0.5 * np.sum(z * z)
        top = np.max(terms)
        total += top + np.log(np.sum(np.exp(terms - top)))
    top = np.max(alphas)
    return total - n * (top + np.log(np.sum(np.exp(alphas - top)))) - 0.5 * n * d * np.log(2.0 * np.pi)


def hidden_markov(log_transition, log_emission, log_start, observed):
    alpha = log_start + log_emission[:, observed[0]]
    for symbol in observed[1:]:
        new = np.empty_like(alpha)
        for j in range(alpha.shape[0]):
            terms = alpha + log_transition[:, j]
            top = np.max(terms)
            new[j] = top + np.log(np.sum(np.exp(terms - top))) + log_emission[j, symbol]
        alpha = new
    top = np.max(alpha)
    return top + np.log(np.sum(np.exp(alpha - top)))


def recurrent_network(params, inputs, targets):
    h = np.zeros(params["wh"].shape[0])
    loss = 0.0
    states = []
    for x, target in zip(inputs, targets, strict=True):
        h = np.tanh(params["wx"] @ x + params["wh"] @ h + params["b"])
        states.append(h)
        prediction = params["wo"] @ h
        loss += np.sum((prediction - target) ** 2)
    return loss + 0.1 * np.sum(states[0] * states[-1])


def gradient_descent(theta, a, b, rate, steps):
    """An optimiser in the program: the derivative goes through its iterations."""
    theta = theta.copy()
    velocity = np.zeros_like(theta)
    for _ in range(steps):
        residual = a @ theta - b
        gradient = a.T @ residual
        velocity *= 0.9
        velocity -= rate * gradient
        theta += velocity
    return np.sum((a @ theta - b) ** 2)


def power_iteration(a, v, steps):
    m = a @ a.T
    for _ in range(steps):
        v = m @ v
        v = v / np.sqrt(np.sum(v * v))
    return v @ m @ v


def conjugate_gradient(a, b, steps):
    m = a @ a.T + 2.0 * np.eye(len(b))
    x = np.zeros_like(b)
    r = b - m @ x
    p = r.copy()
    rr = r @ r
    for _ in range(steps):
        mp = m @ p
        alpha = rr / (p @ mp)
        x += alpha * p
        r -= alpha * mp
        rr_new = r @ r
        if rr_new < 1e-20:
            break
        p *= rr_new / rr
        p += r
        rr = rr_new
    return np.sum(x**2)


def simpson(a, b, n, k):
    h = (b - a) / n
    total = math.exp(-k * a * a) + math.exp(-k * b * b)
    for i in range(1, n):
        t = a + i * h
        total += (4.0 if i % 2 == 1 else 2.0) * math.exp(-k * t * t)
    return total * h / 3.0


def romberg(a, b, k, levels):
    table = [[0.0] * levels for _ in range(levels)]
    h = b - a
    for i in range(levels):
        n = 2**i
        s = 0.5 * (math.sin(k * a) + math.sin(k * b))
        for j in range(1, n):
            s += math.sin(k * (a + j * h / n))
        table[i][0] = s * h / n
        for m in range(1, i + 1):
            table[i][m] = table[i][m - 1] + (table[i][m - 1] - table[i - 1][m - 1]) / (4.0**m - 1.0)
    return table[levels - 1][levels - 1]


def binomial_tree(spot, strike, rate, vol, maturity, n):
    """American put."""
    dt = maturity / n
    up = math.exp(vol * math.sqrt(dt))
    p = (math.exp(rate * dt) - 1.0 / up) / (up - 1.0 / up)
    discount = math.exp(-rate * dt)
    values = np.zeros(n + 1)
    for j in range(n + 1):
        values[j] = max(strike - spot * up ** (2 * j - n), 0.0)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1):
            hold = discount * (p * values[j + 1] + (1.0 - p) * values[j])
            exercise = strike - spot * up ** (2 * j - i)
            values[j] = max(hold, exercise)
    return values[0]


def bouncing_ball(height, velocity, restitution):
    y, v, t, dt = height, velocity, 0.0, 0.05
    bounces = 0
    while t < 1.5:
        y_new = y + dt * v
        v_new = v - 9.81 * dt
        if y_new < 0.0:
            y_new = -restitution * y_new
            v_new = -restitution * v_new
            bounces += 1
            if bounces > 3:
                return y_new
        y, v = y_new, v_new
        t += dt
    return y + 0.1 * v


def trapezoid_filter(x, window):
    out = np.zeros_like(x)
    running = 0.0
    for i in range(len(x)):
        running += x[i]
        if i >= window:
            running -= x[i - window]
        out[i] = running / min(i + 1, window)
    return np.sum(out**2)


_LAYERS = [(rand(3, 4), rand(4)), (rand(4, 3), rand(3)), (rand(3, 2), rand(2))]
_RNN = {"wx": rand(3, 2), "wh": rand(3, 3), "b": rand(3), "wo": rand(2, 3)}
_KNOTS = np.array([0.0, 0.9, 2.1, 3.0, 4.2])

CASES = [
    Case(newton_sqrt, (7.0, 1e-12)),
    Case(
        secant_root,
        (1.0, 2.0, 4.0),
        (0, 1, 2),
        second=False,
        why="differences of a nearly converged quotient",
        rtol=1e-4,
    ),
    Case(bisection_then_newton, (9.0,)),
    Case(
        fit_lotka_volterra,
        (np.array([1.0, 0.5, 0.8, 0.4]), np.array([1.5, 1.0]), rand(3, 2) + 1.0, 0.1),
        (0, 1),
    ),
    Case(kalman_filter, (np.array([-1.0, 0.3]), rand(6))),
    Case(garch, (np.array([0.1, 0.2, 0.6]), rand(8))),
    Case(garch, ((0.1, 0.2, 0.6), rand(8)), name="garch_of_tuple"),
    Case(thomas, (rand(3), rand(4) + 3.0, rand(3, seed=1), rand(4, seed=2)), (0, 1, 2, 3)),
    Case(lu_determinant, (rand(4, 4) + 3.0 * np.eye(4),)),
    Case(lu_with_pivoting, (rand(3, 3), rand(3)), (0, 1), refused="maybe"),
    Case(cholesky_by_loops, (rand(3, 3),)),
    Case(gauss_seidel, (rand(3, 3) + 3.0 * np.eye(3), rand(3), 4), (0, 1)),
    Case(heat_1d, (rand(7), 0.2, 4), (0, 1)),
    Case(heat_2d, (rand(5, 5), rand(5, 5, seed=1) + 1.5, rand(5, 5, seed=2), 3), (0, 1)),
    Case(burgers, (rand(6), 0.1, 0.05, 3), (0, 1)),
    Case(gram_schmidt, (rand(4, 3),)),
    Case(leapfrog, (rand(3, 2), rand(3, 2, seed=1), rand(3, low=0.5, high=1.5), 0.1, 3), (0, 1, 2)),
    Case(softmax_classifier, ({"w": rand(3, 4), "b": rand(4)}, rand(5, 3), np.array([0, 3, 1, 1, 2]))),
    Case(mlp, (_LAYERS, rand(5, 3), rand(5, 2)), (0,)),
    Case(conv2d, (rand(6, 6), rand(3, 3)), (0, 1)),
    Case(logistic_regression, (rand(3), rand(6, 3), np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0]), 0.1)),
    Case(
        black_scholes_monte_carlo, (1.0, 0.9, 0.05, 0.3, 1.0, rand(3, 6, low=-1.5, high=1.5)), (0, 1, 2, 3, 4)
    ),
    Case(soft_dtw, (rand(4), rand(3), 0.5), (0, 1)),
    Case(exponential_smoothing, (0.4, 0.3, rand(7)), (0, 1, 2)),
    Case(horner, (rand(4), 0.7), (0, 1)),
    Case(horner, ([0.5, -1.0, 0.25], 0.7), (0, 1), name="horner_of_list"),
    Case(clenshaw, (rand(5), 0.4), (0, 1)),
    Case(dft_power, (rand(5),)),
    Case(kepler, (1.2, 0.4), (0, 1)),
    Case(cubic_spline, (_KNOTS, rand(5), np.array([0.4, 1.3, 2.7, 3.9])), (0, 1, 2)),
    Case(gaussian_mixture, (rand(2), rand(2, 3), rand(2, 3, seed=1), rand(4, 3)), (0, 1, 2)),
    Case(hidden_markov, (rand(2, 2), rand(2, 3), rand(2), np.array([0, 2, 1, 1])), (0, 1, 2)),
    Case(recurrent_network, (_RNN, rand(3, 2), rand(3, 2, seed=1)), (0, 1)),
    Case(gradient_descent, (rand(2), rand(4, 2), rand(4), 0.05, 4), (0, 1, 2, 3)),
    Case(power_iteration, (rand(3, 3), rand(3), 4), (0, 1)),
    Case(conjugate_gradient, (rand(3, 3), rand(3), 2), (0, 1)),
    Case(simpson, (0.0, 1.5, 6, 0.8), (0, 1, 3)),
    Case(romberg, (0.1, 1.5, 0.8, 4), (0, 1, 2), refused="maybe"),
    Case(binomial_tree, (1.0, 1.1, 0.05, 0.3, 1.0, 5), (0, 1, 2, 3)),
    Case(bouncing_ball, (1.0, 0.5, 0.8), (0, 1, 2)),
    Case(trapezoid_filter, (rand(6), 3)),
]
