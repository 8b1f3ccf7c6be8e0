"""Curves of scipy.interpolate, written out: what these say is differentiated in their place."""

import numpy as np
from scipy.interpolate import CubicHermiteSpline, splev


def polyline(q, x, y, extended):
    """Straight lines between points; outside nothing moves, unless the last ones are `extended`."""
    order = np.argsort(x)
    x, y = x[order], y[order]
    k = np.clip(np.searchsorted(x, q), 1, len(x) - 1)
    z = y[k - 1] + (q - x[k - 1]) * ((y[k] - y[k - 1]) / (x[k] - x[k - 1]))
    if extended:
        return z
    return np.where((q >= x[0]) & (q <= x[-1]), z, 0.0)


def hermite(q, x, y, slopes, nu):
    """The cubic polynomials with these values and slopes at the places `x`, or a derivative of them."""
    k = np.clip(np.searchsorted(x, q, side="right") - 1, 0, len(x) - 2)
    width = x[k + 1] - x[k]
    rise = (y[k + 1] - y[k]) / width
    bend = (slopes[k] + slopes[k + 1] - 2.0 * rise) / width
    b = (rise - slopes[k]) / width - bend
    c = bend / width
    t = q - x[k]
    if nu == 0:
        return y[k] + t * (slopes[k] + t * (b + t * c))
    if nu == 1:
        return slopes[k] + t * (2.0 * b + 3.0 * t * c)
    return 2.0 * b + 6.0 * t * c


def pchip(q, x, y, nu):
    """Monotone pieces (Fritsch and Butland 1984): slopes are harmonic means of those beside them."""
    h = np.diff(x)
    m = np.diff(y) / h
    if len(x) == 2:
        return hermite(q, x, y, np.concatenate((m, m)), nu)
    before, after = 2.0 * h[1:] + h[:-1], h[1:] + 2.0 * h[:-1]
    turns = m[1:] * m[:-1] <= 0.0
    left, right = np.where(turns, 1.0, m[:-1]), np.where(turns, 1.0, m[1:])
    inner = np.where(turns, 0.0, (before + after) / (before / left + after / right))
    first = pchip_end(h[0], h[1], m[0], m[1])
    last = pchip_end(h[-1], h[-2], m[-1], m[-2])
    return hermite(q, x, y, np.concatenate((np.array([first]), inner, np.array([last]))), nu)


def pchip_end(h, next_h, m, next_m):
    """The slope at an end, which keeps the shape."""
    slope = ((2.0 * h + next_h) * m - h * next_m) / (h + next_h)
    if np.sign(slope) != np.sign(m):
        return 0.0 * m
    if np.sign(m) != np.sign(next_m) and np.abs(slope) > 3.0 * np.abs(m):
        return 3.0 * m
    return slope


def akima(q, x, y, nu):
    """Slopes that follow the nearer of two lines (Akima 1970)."""
    m = np.diff(y) / np.diff(x)
    first, last = 2.0 * m[0] - m[1], 2.0 * m[-1] - m[-2]
    ends = np.array([2.0 * first - m[0], first]), np.array([last, 2.0 * last - m[-1]])
    m = np.concatenate((ends[0], m, ends[1]))
    turn = np.abs(np.diff(m))
    total = turn[2:] + turn[:-2]
    straight = total <= 1e-9 * np.max(total)
    weight = np.where(straight, 0.5, turn[2:] / np.where(straight, 1.0, total))
    slopes = np.where(straight, 0.5 * (m[3:] + m[:-3]), weight * m[1:-2] + (1.0 - weight) * m[2:-1])
    return hermite(q, x, y, slopes, nu)


def basis(q, t, k, nu):
    """All B-splines of the degree `k` with the knots `t` at `q`, or derivatives of them (Cox and de Boor)."""
    place = np.clip(np.searchsorted(t, q, side="right") - 1, k, len(t) - k - 2)
    b = np.where(np.arange(len(t) - 1) == np.expand_dims(place, -1), 1.0, 0.0)
    q = np.expand_dims(q, -1)
    for d in range(1, k + 1):
        width = t[d:] - t[:-d]
        scaled = np.where(width > 0.0, 1.0, 0.0) / np.where(width > 0.0, width, 1.0)
        left, right = b[..., :-1] * scaled[:-1], b[..., 1:] * scaled[1:]
        if d <= k - nu:
            b = (q - t[: -d - 1]) * left + (t[d + 1 :] - q) * right
        else:
            b = d * (left - right)
    return b


def basis_spline(q, t, c, k, nu):
    """What `BSpline(t, c, k)` is at `q`; knots that are at one place move together."""
    if nu > k:
        return 0.0 * (basis(q, t, k, k) @ c[: len(t) - k - 1])
    return basis(q, t, k, nu) @ c[: len(t) - k - 1]


def interp_spline(q, x, y, k, ends, nu):
    """The spline of the degree `k` through points; without conditions at its ends it has fewer knots."""
    if k == 1 or ends == "natural" or ends == "clamped":
        inner = x[1:-1]
    elif k % 2 == 1:
        inner = x[(k + 1) // 2 : len(x) - (k + 1) // 2]
    else:
        inner = (0.5 * (x[1:] + x[:-1]))[k // 2 : len(x) - 1 - k // 2]
    t = np.concatenate((np.repeat(x[:1], k + 1), inner, np.repeat(x[-1:], k + 1)))
    rows = basis(x, t, k, 0)
    if ends == "natural" or ends == "clamped":
        order = 2 if ends == "natural" else 1
        rows = np.concatenate((basis(x[:1], t, k, order), rows, basis(x[-1:], t, k, order)))
        y = np.concatenate((np.zeros_like(y[:1]), y, np.zeros_like(y[:1])))
    return basis_spline(q, t, np.linalg.solve(rows, y), k, nu)


def sorted_spline(q, x, y, k):
    """The spline of the degree `k` through points in any order."""
    order = np.argsort(x)
    return interp_spline(q, x[order], y[order], k, None, 0)


def cubic_spline(q, x, y, ends, nu):
    """The cubic spline through points; through two or three it is a line, or a parabola."""
    if ends == "natural" or ends == "clamped":
        return interp_spline(q, x, y, 3, ends, nu)
    return interp_spline(q, x, y, min(3, len(x) - 1), None, nu)


def on_grid(points, values, xi, method="linear", bounds_error=True, fill_value=0.0):
    """Between the corners of the cell of a grid that a place is in: linear in each variable.

    Outside of the grid the last cells go on (`fill_value` None), or nothing moves.
    """
    total = 0.0 * xi[..., 0]
    inside = total == 0.0
    places, shares = [], []
    for j in range(len(points)):
        p, q = points[j], xi[..., j]
        k = np.clip(np.searchsorted(p, q, side="right") - 1, 0, len(p) - 2)
        places.append(k)
        shares.append((q - p[k]) / (p[k + 1] - p[k]))
        inside = inside & (q >= p[0]) & (q <= p[-1])
    flat = np.reshape(values, (-1,))
    for corner in range(2 ** len(points)):
        place, weight = np.zeros(total.shape, dtype=int), np.ones(total.shape)
        for j in range(len(points)):
            upper = (corner >> j) & 1
            place = place * values.shape[j] + places[j] + upper
            weight = weight * (shares[j] if upper == 1 else 1.0 - shares[j])
        total = total + weight * flat[place]
    if fill_value is None:
        return total
    return np.where(inside, total, 0.0)


def barycentric(xi, yi, x, axis=0):
    """The polynomial through all points, as a sum of those that are 1 at one of them and 0 at the others."""
    same = np.eye(len(xi)) > 0.5
    widths = np.where(same, 1.0, np.expand_dims(xi, 1) - xi)
    factors = np.expand_dims(np.expand_dims(x, -1) - xi, -2) / widths
    return np.prod(np.where(same, 1.0, factors), axis=-1) @ yi


def monotone(xi, yi, x, der=0, axis=0):
    """What `PchipInterpolator` says, by a function."""
    return pchip(x, xi, yi, der)


def hermite_spline(x, y, dydx, q):
    """The cubic polynomials with these values and slopes: what `CubicHermiteSpline` makes."""
    return CubicHermiteSpline(x, y, dydx)(q)


def by_slopes(x, y, dydx, q):
    """The same, written out."""
    return hermite(q, x, y, dydx, 0)


def spline_slope(x, tck, der, ext):
    """What `splev` says of a derivative; of an order above the degree it is zero."""
    if der > (tck.k if hasattr(tck, "k") else tck[2]):
        return np.zeros(np.shape(x))
    return splev(x, tck, der, ext)
