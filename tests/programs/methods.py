"""Array attributes and methods, and the several spellings of one operation."""

import numpy as np

from tests.programs import Case, rand


def attributes(a):
    n, m = a.shape
    b = a.T * a.size + a.ndim
    return np.sum(b) * len(a) / (n + m) + (1.0 if a.dtype == np.float64 else 2.0) * a[0, 0]


def sums(a):
    return a.sum() * a.mean() + (a.sum(0) * a.sum(axis=0)).sum() + a.mean(axis=1, keepdims=True).sum()


def copies_and_shapes(a):
    b = a.copy().reshape(-1).reshape((a.shape[1], a.shape[0]))
    c = a.ravel() * a.flatten()
    return b.sum() * c.sum() + (a.transpose() @ a).trace()


def dots(a, x):
    return a.dot(x).dot(x) + x.dot(x) + np.dot(a, a).sum()


def extremes_and_clip(x):
    return (
        x.max() * x.min() + (x.clip(-0.5, 0.5) * x).sum() + x.ptp()
        if hasattr(x, "ptp")
        else x.max() * x.min()
    )


def method_of_expression(a):
    return (a * 2.0).sum(axis=1).max() + (a @ a.T).mean()


def cumulative_and_products(x):
    return x.cumsum().sum() * x.prod() + x.std() * x.var()


def swap_and_squeeze(a):
    b = a[:, None].swapaxes(1, 2).squeeze()
    return (b * a).sum() + a.diagonal().sum()


def repeat_take(x):
    return (x.repeat(2) ** 2).sum() + x.take([0, 0, 1]).sum() * x[0]


def float_and_item(x):
    return float(x[0]) * x[1].item() + float(np.sum(x))


def ufunc_spellings(x, y):
    a = np.multiply(x, y) + np.add(x, np.true_divide(y, x)) + x.__mul__(y)
    return np.add.reduce(a) + np.sum(np.power(x, 2))


def tolist_loop(x):
    total = 0.0
    for v in x.tolist():
        total = total + v * v
    return total


def real_method_chain(x):
    return np.asarray(x).reshape(2, -1).T.copy().sum(axis=0).dot(np.array([1.0, 2.0]))


def size_in_formula(x):
    n = x.size
    mu = x.sum() / n
    return ((x - mu) ** 2).sum() / (n - 1) * np.size(x) + len(x.shape)


CASES = [
    Case(attributes, (rand(2, 3),)),
    Case(sums, (rand(2, 3),)),
    Case(copies_and_shapes, (rand(2, 3),)),
    Case(dots, (rand(3, 3), rand(3)), (0, 1)),
    Case(extremes_and_clip, (rand(4),), refused="maybe"),
    Case(method_of_expression, (rand(2, 3),)),
    Case(cumulative_and_products, (rand(4),)),
    Case(swap_and_squeeze, (rand(3, 3),), refused="maybe"),
    Case(repeat_take, (rand(3),), refused="maybe"),
    Case(float_and_item, (rand(3),), refused="maybe"),
    Case(ufunc_spellings, (rand(3, low=0.5, high=2.0), rand(3)), (0, 1), refused="maybe"),
    Case(tolist_loop, (rand(3),), refused="maybe"),
    Case(real_method_chain, (rand(4),)),
    Case(size_in_formula, (rand(4),)),
]
