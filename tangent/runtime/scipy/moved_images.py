"""Images between their elements: splines through them, at places that move."""

import numpy as np
from scipy import ndimage, special


def mirrored(places, n, mode):
    """Places beyond the border as places inside."""
    if mode == "reflect" or mode == "grid-mirror":
        places = places % (2 * n)
        return np.minimum(places, 2 * n - 1 - places)
    if mode == "grid-wrap":
        return places % n
    places = places % max(2 * n - 2, 1)
    return np.minimum(places, 2 * n - 2 - places)


def shares(t, order):
    """The B-splines of a degree that are not zero at `t` from the middle one, or from the one before."""
    if order == 1:
        return np.stack((1.0 - t, t), axis=-1)
    if order == 2:
        return np.stack((0.5 * (0.5 - t) ** 2, 0.75 - t * t, 0.5 * (0.5 + t) ** 2), axis=-1)
    first, last = (1.0 - t) ** 3, t**3
    second, third = 4.0 - 6.0 * t * t + 3.0 * last, 1.0 + 3.0 * t + 3.0 * t * t - 3.0 * last
    return np.stack((first, second, third, last), axis=-1) / 6.0


def sampled(image, q, order, mode, cval, prefilter):
    """An image at places `q[0]`, `q[1]` ... along its axes."""
    axes = len(q)
    margin = 0
    if prefilter and order > 1:
        if mode == "nearest":
            margin = 12
            image = np.pad(image, 12, mode="edge")
        for axis in range(axes):
            image = ndimage.spline_filter1d(image, order, axis, np.float64, mode)
    places, weights = np.zeros(q[0].shape + (1,), dtype=int), np.ones(q[0].shape + (1,))
    inside = np.ones(q[0].shape, dtype=bool)
    for j in range(axes):
        n, p = image.shape[j] - 2 * margin, q[j]
        inside = inside & (p >= 0.0) & (p <= n - 1.0)
        n, p = n + 2 * margin, p + margin
        start = np.floor(p) if order % 2 == 1 else np.floor(p + 0.5)
        weight = shares(p - start, order)
        place = np.expand_dims(start, -1).astype(int) + np.arange(-(order // 2), order - order // 2 + 1)
        if mode == "nearest":
            place = np.clip(place, 0, n - 1)
        else:
            place = mirrored(place, n, mode)
        both = np.expand_dims(places, -1) * n + np.expand_dims(place, -2)
        places = np.reshape(both, q[0].shape + (-1,))
        both = np.expand_dims(weights, -1) * np.expand_dims(weight, -2)
        weights = np.reshape(both, q[0].shape + (-1,))
    values = np.sum(weights * np.ravel(image)[places], axis=-1)
    return np.where(inside, values, cval) if mode == "constant" else values


def map_coordinates(input, coordinates, output=None, order=3, mode="constant", cval=0.0, prefilter=True):
    """An image at any places."""
    return sampled(input, coordinates, order, mode, cval, prefilter)


def shift(input, shift, output=None, order=3, mode="constant", cval=0.0, prefilter=True):
    """An image that is moved along its axes."""
    by = shift + np.zeros(input.ndim)
    q = np.indices(input.shape) - np.reshape(by, (-1,) + (1,) * input.ndim)
    return sampled(input, q, order, mode, cval, prefilter)


def affine(matrix, offset, shape):
    """Where the elements of an image come from."""
    n = len(shape)
    places = np.reshape(np.indices(shape), (n, -1))
    if matrix.ndim == 1:
        moved = np.expand_dims(matrix, 1) * places
    elif matrix.shape[1] == n + 1:
        moved = matrix[:n, :n] @ places + matrix[:n, n:]
        return np.reshape(moved, (n,) + shape)
    else:
        moved = matrix @ places
    return np.reshape(moved + np.expand_dims(offset + np.zeros(n), 1), (n,) + shape)


def affine_transform(
    input, matrix, offset=0.0, output_shape=None, output=None, order=3, mode="constant", cval=0.0,
    prefilter=True,
):  # fmt: skip
    """An image that is turned, stretched and moved."""
    q = affine(matrix, offset, input.shape if output_shape is None else tuple(output_shape))
    return sampled(input, q, order, mode, cval, prefilter)


def rotate(
    input, angle, axes=(1, 0), reshape=True, output=None, order=3, mode="constant", cval=0.0, prefilter=True
):
    """An image that is turned, clockwise as its axes are printed; it may need more elements then."""
    c, s = special.cosdg(angle), special.sindg(angle)
    turn = np.array([[c, s], [-s, c]])
    sizes = np.array(input.shape)
    shape = sizes
    if reshape:
        corners = turn @ np.array([[0, 0, sizes[0], sizes[0]], [0, sizes[1], 0, sizes[1]]])
        shape = (np.max(corners, axis=1) - np.min(corners, axis=1) + 0.5).astype(int)
    offset = (sizes - 1) / 2 - turn @ ((shape - 1) / 2)
    q = affine(turn, offset, (int(shape[0]), int(shape[1])))
    return sampled(input, q, order, mode, cval, prefilter)
