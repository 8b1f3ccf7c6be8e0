"""Broadcasting, reductions, linear algebra, joining and reshaping."""

import numpy as np

from tests.programs import Case, rand


def broadcasts(a, row, column, s):
    return np.sum((a * row + column - s) ** 2 / (1.0 + row**2))


def size_one_axes(x, y):
    return np.sum(x * y) + np.sum(x - y**2)


def number_and_array(s, x):
    return np.sum(s * x + x / (2.0 + s) - s)


def reductions_function(a):
    b = np.sum(a, axis=0) * np.mean(a, axis=-3) + np.sum(a, axis=(0, 1)) * 0.1
    c = np.sum(a**2, axis=1, keepdims=True) + np.mean(a, axis=(0, 2), keepdims=True)
    return np.sum(b * b) + np.sum(c * a)


def reductions_method(a):
    b = a.sum(axis=0) * a.mean(axis=-2)
    c = (a**2).sum(axis=1, keepdims=True) + a.mean()
    return (b * b).sum() + (c * a).sum(0).sum()


def variances(a):
    b = np.var(a, axis=0) + np.std(a, axis=0, ddof=1)
    return np.sum(b * b) + a.var() + a.std(ddof=1) + np.sum(np.var(a, axis=1, keepdims=True) * a)


def products(x):
    return np.prod(x) + x.prod() * 2.0


def products_over_axes(a):
    return np.sum(np.prod(a, axis=0) ** 2) + np.sum(np.prod(a, axis=1, keepdims=True) * a)


def extremes(a):
    b = np.max(a, axis=0) * np.min(a, axis=0)
    return np.sum(b) + np.max(a) * a.min() + np.sum(a.max(axis=1, keepdims=True) * a)


def cumulative(x):
    return np.sum(np.cumsum(x) ** 2 * x)


def cumulative_axis(a):
    return np.sum(np.cumsum(a, axis=1) ** 2) + np.sum(a.cumsum(axis=0)[-1] ** 3)


def products_1d(x, y):
    return (x @ y) * np.dot(x, x) + np.sum(np.outer(x, y) ** 2) + np.inner(y, x)


def matrix_vector(a, x):
    return np.sum(np.tanh(a @ x)) + np.sum((x @ a) ** 2) + np.dot(a, x)[0]


def batched_matmul(a, b):
    return np.sum((a @ b) ** 2)


def inner_dimension_one(a, b):
    return np.sum((a @ b) ** 3)


def empty_matmul(a, b):
    return np.sum(a @ b + 1.0) + np.sum(a**2) + np.sum(b)


def dot_of_three_axes(a, b):
    return np.sum(np.dot(a, b) ** 2)


def contractions(a, b):
    c = np.tensordot(a, b, axes=1)
    d = np.einsum("ij,jk->ik", a, b)
    e = np.einsum("ij,jk->", a, b)
    return np.sum(c * d) + e * np.einsum("ii", a @ b) + np.sum(np.einsum("ij->ji", a) ** 2)


def reshaping(x):
    a = np.reshape(x, (2, 3))
    b = a.reshape(3, -1).T
    c = np.transpose(x.reshape(1, 2, 3), (2, 0, 1))
    return np.sum(a * b) + np.sum(np.ravel(c) ** 2 * x) + np.sum(c[:, 0] ** 3)


def axes(a):
    b = np.expand_dims(a, 1) * np.swapaxes(np.expand_dims(a, 0), 0, 1)
    c = np.moveaxis(b, 0, -1)
    d = np.squeeze(c[:1]) ** 2
    return np.sum(d) + np.sum(np.broadcast_to(a[0], (4, 3)) ** 2)


def joining(x, y):
    a = np.concatenate([x, y, x])
    b = np.stack([x, y], axis=1)
    c = np.vstack([x, y])
    d = np.hstack((x, y))
    return np.sum(a**2) + np.sum(b * c.T) + np.sum(d[::-1] * d)


def joining_axis(a, b):
    return np.sum(np.concatenate((a, b), axis=1) ** 2) + np.sum(np.concatenate([a, a[:1]], axis=0) ** 3)


def rearranging(x):
    a = np.flip(x) * x + np.roll(x, 1) * x
    b = np.tile(x, 2) * np.repeat(x, 2)
    c = np.pad(x, 1) ** 2
    return np.sum(a) + np.sum(b) + np.sum(c) + np.sum(np.diff(x) ** 2)


def from_active_numbers(x, y):
    a = np.array([x, y, x * y])
    m = np.array([[x, 1.0], [y, x]])
    return np.sum(a**2) + np.sum(m @ m)


def from_list_of_arrays(x):
    rows = [x, 2.0 * x, x * x]
    m = np.array(rows)
    return np.sum(m @ m.T)


def rotate(p, theta):
    c = np.cos(theta)
    s = np.sin(theta)
    return np.stack([c * p[0] - s * p[1], s * p[0] + c * p[1]])


def constructors(x):
    n = x.shape[0]
    a = np.zeros(n) + np.ones((n,)) * x + np.full(n, 2.0) * np.arange(n) * x
    b = np.eye(n) @ a + np.linspace(0.0, 1.0, n) * np.ones_like(x) + np.full_like(x, 3.0)
    return np.sum(b * b + np.zeros_like(b))


def full_of_active(s):
    return np.sum(np.full((2, 3), s) ** 2) + np.sum(np.ones(3) * s)


def linear_algebra(a, b):
    x = np.linalg.solve(a, b)
    d = np.linalg.det(a)
    sign, logdet = np.linalg.slogdet(a)
    return np.sum(x**2) + d * logdet * sign + np.sum(np.linalg.inv(a) * a.T) + np.linalg.norm(b)


def cholesky(a):
    s = a @ a.T + 2.0 * np.eye(a.shape[0])
    c = np.linalg.cholesky(s)
    return np.sum(np.log(np.diag(c))) + np.sum(c**2)


def solve_matrix(a, b):
    return np.sum(np.linalg.solve(a, b) ** 2) + np.linalg.norm(a)


def vector_valued(x, y):
    return np.outer(x, y) + x[:, None]


def structured_value(x):
    return {"a": np.sin(x), "b": (np.sum(x), [x * 2.0])}


CASES = [
    Case(broadcasts, (rand(2, 3), rand(3), rand(2, 1), 0.5), (0, 1, 2, 3), items="D43"),
    Case(
        broadcasts,
        (rand(2, 3), rand(1, 3), rand(1, 1), np.array(0.5)),
        (0, 1, 2, 3),
        items="D43",
        name="broadcasts_ones",
    ),
    Case(size_one_axes, (rand(1), rand(4)), (0, 1), items="D43"),
    Case(size_one_axes, (rand(3, 1), rand(1, 4)), (0, 1), items="D43", name="size_one_axes_2d"),
    Case(size_one_axes, (rand(3), rand(2, 1, 3)), (0, 1), items="D43", name="leading_axes"),
    Case(size_one_axes, (rand(1), rand(1)), (0, 1), items="D43", name="both_of_length_one"),
    Case(number_and_array, (0.5, rand(3)), (0, 1), items="D43"),
    Case(
        number_and_array, (np.array(0.5), rand(2, 2)), (0, 1), items="D43", name="zero_dimensional_and_array"
    ),
    Case(reductions_function, (rand(2, 3, 2),), items="D44"),
    Case(reductions_method, (rand(2, 3),), items="D44"),
    Case(variances, (rand(3, 2),), items="D44"),
    Case(products, (rand(4),), items="D45"),
    Case(products, (np.array([0.5, 0.0, 2.0]),), items="D45", name="products_one_zero"),
    Case(products, (np.array([0.0, 0.0, 2.0]),), items="D45", name="products_two_zeros"),
    Case(products_over_axes, (np.array([[0.5, 0.0, 2.0], [1.5, 0.3, 0.0]]),), items="D45"),
    Case(extremes, (rand(3, 3),)),
    Case(cumulative, (rand(4),)),
    Case(cumulative_axis, (rand(2, 3),)),
    Case(products_1d, (rand(3), rand(3, seed=1)), (0, 1), items="D46"),
    Case(matrix_vector, (rand(3, 3), rand(3)), (0, 1), items="D46"),
    Case(batched_matmul, (rand(2, 3, 2), rand(2, 4)), (0, 1), items="D46"),
    Case(batched_matmul, (rand(2, 1, 2, 3), rand(2, 3, 1)), (0, 1), items="D46", name="batches_broadcast"),
    Case(batched_matmul, (rand(3), rand(2, 3, 2)), (0, 1), items="D46", name="vector_and_batch"),
    Case(inner_dimension_one, (rand(3, 1), rand(1, 2)), (0, 1), items="D46"),
    Case(empty_matmul, (rand(3, 0), rand(0, 2)), (0, 1), items="D46 D47"),
    Case(empty_matmul, (rand(0, 3), rand(3, 2)), (0, 1), items="D46 D47", name="empty_batch"),
    Case(dot_of_three_axes, (rand(2, 2, 3), rand(2, 3, 2)), (0, 1), items="D46"),
    Case(contractions, (rand(3, 2), rand(2, 3)), (0, 1)),
    Case(reshaping, (rand(6),)),
    Case(axes, (rand(2, 3),)),
    Case(joining, (rand(3), rand(3, seed=1)), (0, 1)),
    Case(joining_axis, (rand(2, 2), rand(2, 3)), (0, 1)),
    Case(rearranging, (rand(3),)),
    Case(from_active_numbers, (0.7, -0.4), (0, 1), items="D48"),
    Case(from_list_of_arrays, (rand(3),), items="D48"),
    Case(rotate, (rand(2), 0.4), (0, 1), items="D48"),
    Case(constructors, (rand(3),)),
    Case(full_of_active, (0.7,)),
    Case(linear_algebra, (rand(3, 3) + 2.0 * np.eye(3), rand(3)), (0, 1)),
    Case(cholesky, (rand(3, 3),)),
    Case(solve_matrix, (rand(3, 3) + 2.0 * np.eye(3), rand(3, 2)), (0, 1)),
    Case(vector_valued, (rand(3), rand(2)), (0, 1)),
    Case(structured_value, (rand(3),)),
]
