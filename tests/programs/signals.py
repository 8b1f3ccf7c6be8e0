"""Signal processing, images and graphics."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from tests.programs import Case, rand


class Biquad:
    """Direct form II, state kept between samples."""

    def __init__(self, b, a):
        self.b, self.a = b, a
        self.z1 = self.z2 = 0.0

    def __call__(self, x):
        y = self.b[0] * x + self.z1
        self.z1 = self.b[1] * x - self.a[0] * y + self.z2
        self.z2 = self.b[2] * x - self.a[1] * y
        return y


def filter_energy(b, a, signal):
    filt = Biquad(b, a)
    return sum(filt(x) ** 2 for x in signal)


def cascade(coefficients, signal):
    stages = [Biquad(b, a) for b, a in coefficients]
    out = []
    for x in signal:
        for stage in stages:
            x = stage(x)
        out.append(x)
    return float(np.dot(out, out))


def fir_with_delay_line(taps, signal):
    line = deque([0.0] * len(taps), maxlen=len(taps))
    total = 0.0
    for x in signal:
        line.appendleft(x)
        y = sum(t * v for t, v in zip(taps, line))
        total += y * y
    return total


def convolve_full(x, h):
    y = np.zeros(len(x) + len(h) - 1)
    for k, tap in enumerate(h):
        y[k : k + len(x)] += tap * x
    return np.sum(np.abs(y) ** 1.5)


def lms_filter(x, desired, mu):
    """An adaptive filter: the weights move with the data."""
    n = 3
    w = np.zeros(n)
    error_power = 0.0
    for t in range(n, len(x)):
        window = x[t - n : t]
        e = desired[t] - w @ window
        w += mu * e * window
        error_power += e**2
    return error_power


def stft_flatness(signal, size, hop):
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(size) / size)
    frames = [signal[s : s + size] * window for s in range(0, len(signal) - size + 1, hop)]
    flatness = 0.0
    for frame in frames:
        k = np.arange(size // 2 + 1)[:, None] * np.arange(size)[None, :]
        re = (np.cos(2 * np.pi * k / size) * frame).sum(axis=1)
        im = (np.sin(2 * np.pi * k / size) * frame).sum(axis=1)
        power = re**2 + im**2 + 1e-3
        flatness += np.exp(np.mean(np.log(power))) / np.mean(power)
    return flatness


def envelope_follower(signal, attack, release):
    env, peak = 0.0, 0.0
    for x in np.abs(signal):
        coefficient = attack if x > env else release
        env += coefficient * (x - env)
        peak = max(peak, env)
    return peak + env


def compressor(signal, threshold, ratio):
    out = np.empty_like(signal)
    for i, x in enumerate(signal):
        level = abs(float(x))
        match level > threshold:
            case True:
                gain = (threshold + (level - threshold) / ratio) / level
            case False:
                gain = 1.0
        out[i] = gain * x
    return np.sum(out**2)


def phase_locked_loop(gain, frequency, signal):
    phase, integral, log = 0.0, 0.0, []
    for x in signal:
        error = x * math.cos(phase)
        integral += 0.1 * gain * error
        phase = (phase + frequency + gain * error + integral) % (2.0 * math.pi)
        log.append(error)
    return phase + sum(e * e for e in log)


def wavelet_denoise(x, threshold):
    """Haar transform in place, soft threshold of the details."""
    x = x.copy()
    n = len(x)
    details = []
    while n > 1:
        half = n // 2
        average = (x[0:n:2] + x[1:n:2]) / math.sqrt(2.0)
        detail = (x[0:n:2] - x[1:n:2]) / math.sqrt(2.0)
        details.append(np.sign(detail) * np.maximum(np.abs(detail) - threshold, 0.0))
        x[:half] = average
        n = half
    return x[0] ** 2 + sum(np.sum(d**2) for d in details)


def resample_linear(signal, factor):
    out = []
    position = 0.0
    while position < len(signal) - 1:
        k = int(position)
        t = position - k
        out.append((1.0 - t) * signal[k] + t * signal[k + 1])
        position += factor
    return np.sum(np.array(out) ** 2)


def total_variation(image, epsilon=1e-2):
    dx = np.diff(image, axis=0)[:, :-1]
    dy = np.diff(image, axis=1)[:-1, :]
    return np.sum(np.sqrt(dx**2 + dy**2 + epsilon))


def sobel_edges(image):
    gx = np.zeros_like(image)
    gy = np.zeros_like(image)
    for di in (-1, 0, 1):
        for dj in (-1, 1):
            weight = dj * (2 - abs(di))
            gx[1:-1, 1:-1] += (
                weight * image[1 + di : image.shape[0] - 1 + di, 1 + dj : image.shape[1] - 1 + dj]
            )
            gy[1:-1, 1:-1] += (
                weight * image[1 + dj : image.shape[0] - 1 + dj, 1 + di : image.shape[1] - 1 + di]
            )
    return np.sum(np.hypot(gx[1:-1, 1:-1], gy[1:-1, 1:-1]))


def bilateral(image, sigma_space, sigma_value):
    h, w = image.shape
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            rows, cols = slice(max(0, i - 1), min(h, i + 2)), slice(max(0, j - 1), min(w, j + 2))
            patch = image[rows, cols]
            yy, xx = np.mgrid[rows, cols]
            weight = np.exp(
                -((yy - i) ** 2 + (xx - j) ** 2) / sigma_space - (patch - image[i, j]) ** 2 / sigma_value
            )
            out[i, j] = np.sum(weight * patch) / np.sum(weight)
    return np.sum(out**2)


def warp_image(image, theta):
    """Rotation with bilinear sampling."""
    h, w = image.shape
    c, s = math.cos(theta), math.sin(theta)
    total = 0.0
    for i in range(1, h - 1):
        for j in range(1, w - 1):
            y = c * (i - h / 2) - s * (j - w / 2) + h / 2
            x = s * (i - h / 2) + c * (j - w / 2) + w / 2
            i0, j0 = int(np.floor(y)), int(np.floor(x))
            if not (0 <= i0 < h - 1 and 0 <= j0 < w - 1):
                continue
            u, v = y - i0, x - j0
            value = (
                (1 - u) * (1 - v) * image[i0, j0]
                + (1 - u) * v * image[i0, j0 + 1]
                + u * (1 - v) * image[i0 + 1, j0]
                + u * v * image[i0 + 1, j0 + 1]
            )
            total += value * value
    return total


def histogram_match(image, target):
    """Soft histogram against a target."""
    bins = np.linspace(-1.0, 1.0, len(target))
    w = np.exp(-((image.ravel()[:, None] - bins) ** 2) / 0.1)
    w /= w.sum(axis=1, keepdims=True)
    hist = w.mean(axis=0)
    return np.sum((hist - target) ** 2)


@dataclass
class Sphere:
    center: np.ndarray
    radius: float

    def hit(self, origin, direction):
        oc = origin - self.center
        b = oc @ direction
        disc = b * b - (oc @ oc - self.radius**2)
        if disc <= 0.0:
            return None
        t = -b - math.sqrt(disc)
        return t if t > 1e-6 else None


@dataclass
class Plane:
    height: float

    def hit(self, origin, direction):
        if abs(direction[1]) < 1e-9:
            return None
        t = (self.height - origin[1]) / direction[1]
        return t if t > 1e-6 else None


def ray_depth(center, radius, height, directions):
    scene = [Sphere(center, radius), Plane(height)]
    origin = np.array([0.0, 0.5, -3.0])
    total = 0.0
    for d in directions:
        d = d / np.linalg.norm(d)
        nearest = None
        for thing in scene:
            t = thing.hit(origin, d)
            if t is not None and (nearest is None or t < nearest):
                nearest = t
        total += 10.0 if nearest is None else nearest
    return total


def bezier(points, t):
    """De Casteljau, by repeated interpolation of a list of points."""
    layer = list(points)
    while len(layer) > 1:
        layer = [(1.0 - t) * a + t * b for a, b in zip(layer[:-1], layer[1:])]
    return layer[0] @ layer[0]


def polygon_area(vertices):
    area = 0.0
    previous = vertices[-1]
    for vertex in vertices:
        area += previous[0] * vertex[1] - vertex[0] * previous[1]
        previous = vertex
    return 0.5 * abs(area)


def camera_projection(camera, points):
    """Rodrigues rotation and a pinhole with radial distortion."""
    rotation, shift, focal, k1 = camera["rotation"], camera["shift"], camera["focal"], camera["k1"]
    angle = np.sqrt(np.sum(rotation**2))
    axis = rotation / angle
    total = 0.0
    for p in points:
        turned = (
            p * np.cos(angle) + np.cross(axis, p) * np.sin(angle) + axis * (axis @ p) * (1 - np.cos(angle))
        )
        x, y, z = turned + shift
        r2 = (x / z) ** 2 + (y / z) ** 2
        scale = focal * (1.0 + k1 * r2)
        total += (scale * x / z) ** 2 + (scale * y / z - 0.2) ** 2
    return total


def color_transform(rgb, gamma):
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** gamma, rgb / 12.92)
    matrix = np.array([[0.41, 0.36, 0.18], [0.21, 0.72, 0.07], [0.02, 0.12, 0.95]])
    xyz = linear @ matrix.T
    return np.sum(xyz[..., 1] ** (1.0 / 3.0))


def ssim(a, b, c1=0.01, c2=0.03):
    mu_a, mu_b = a.mean(), b.mean()
    var_a, var_b = a.var(), b.var()
    cov = ((a - mu_a) * (b - mu_b)).mean()
    return ((2 * mu_a * mu_b + c1) * (2 * cov + c2)) / ((mu_a**2 + mu_b**2 + c1) * (var_a + var_b + c2))


CASES = [
    Case(filter_energy, ([0.2, 0.3, 0.1], [-0.4, 0.2], rand(5)), (0, 1, 2)),
    Case(cascade, ([([0.5, 0.2, 0.1], [-0.3, 0.1]), ([0.7, 0.0, 0.2], [0.2, -0.1])], rand(4)), (0, 1)),
    Case(fir_with_delay_line, ([0.4, 0.3, -0.2], rand(5)), (0, 1)),
    Case(convolve_full, (rand(5), rand(3, seed=2)), (0, 1)),
    Case(lms_filter, (rand(7), rand(7, seed=1), 0.3), (0, 1, 2)),
    Case(stft_flatness, (rand(10), 4, 3)),
    Case(envelope_follower, (rand(6), 0.6, 0.1), (0, 1, 2)),
    Case(compressor, (rand(5), 0.4, 3.0), (0, 1, 2)),
    Case(phase_locked_loop, (0.3, 0.7, [0.4, -0.2, 0.8]), (0, 1, 2)),
    Case(wavelet_denoise, (rand(8), 0.1), (0, 1)),
    Case(resample_linear, (rand(7), 1.3), (0, 1)),
    Case(total_variation, (rand(4, 5),)),
    Case(sobel_edges, (rand(5, 5),)),
    Case(bilateral, (rand(3, 3), 1.5, 0.7), (0, 1, 2)),
    Case(warp_image, (rand(5, 5), 0.3), (0, 1)),
    Case(histogram_match, (rand(3, 3), np.array([0.2, 0.3, 0.4, 0.1])), (0, 1)),
    Case(
        ray_depth,
        (np.array([0.1, 0.2, 1.0]), 1.2, -1.0, rand(3, 3) * 0.2 + np.array([0.0, -0.2, 1.0])),
        (0, 1, 2),
    ),
    Case(bezier, (rand(4, 2), 0.4), (0, 1)),
    Case(polygon_area, (np.array([[0.0, 0.0], [2.0, 0.1], [2.2, 1.5], [0.3, 1.2]]),)),
    Case(
        camera_projection,
        ({"rotation": rand(3), "shift": np.array([0.1, -0.2, 4.0]), "focal": 1.1, "k1": 0.05}, rand(3, 3)),
        (0, 1),
    ),
    Case(color_transform, (rand(2, 2, 3, low=0.01, high=1.0), 2.4), (0, 1)),
    Case(ssim, (rand(3, 3), rand(3, 3, seed=4)), (0, 1)),
]
