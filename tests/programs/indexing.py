"""Reading with every kind of index."""

import numpy as np

from tests.programs import Case, rand


def gather_duplicates(x):
    idx = np.array([0, 2, 2, 1, 0])
    return np.sum(x[idx] ** 2 * np.arange(1.0, 6.0))


def gather_list(x):
    return np.sum(np.sin(x[[0, 0, 1]]) * x[[2, 1, 1]])


def gather_rows(embed, ids, v):
    return np.sum(np.tanh(embed[ids] @ v))


def gather_pairs(a):
    return np.sum(a[[0, 1, 1], [2, 0, 0]] ** 2)


def mixed_indexing(a):
    b = a[[0, 1, 0], :, 1]
    c = a[0, :, [1, 2]]
    d = a[:, [0, 1], 1:]
    return np.sum(b**2) + np.sum(c[0] * c[1]) + np.sum(d * d)


def broadcast_index_arrays(a):
    i = np.array([[0], [1]])
    j = np.array([0, 2])
    return np.sum(a[i, j] ** 2 * np.array([[1.0, 2.0], [3.0, 4.0]]))


def mask_read(x):
    return np.sum(x[x > 0.0] ** 2)


def all_false_mask(x):
    return np.sum(x[x > 100.0] ** 2) + np.sum(x)


def mask_of_rows(a):
    keep = np.sum(a, axis=1) > 0.0
    return np.sum(a[keep] ** 2) + np.sum(a[keep, 1])


def slices_out_of_range(x):
    return np.sum(x[-100:2] ** 2) + np.sum(x[2:100] ** 3) + np.sum(x[50:]) + x[-1]


def negative_steps(x):
    return np.sum(x[::-1] * x) + np.sum(x[3:0:-2] ** 2) + np.sum(x[::2])


def index_objects(x, a):
    s = slice(1, None, 2)
    t = (0, 1)
    k = np.int64(2)
    z = np.array(1)
    return np.sum(x[s] ** 2) + a[t] * x[k] + x[z] ** 2


def newaxis_and_ellipsis(a):
    return np.sum(a[..., 0] * a[:, None, 1].T) + np.sum(a[None, ..., ::2] ** 2)


def negative_indices(a):
    return a[-1, -2] * a[0][-1] + a[1, 0] ** 2


def rows_and_columns(a):
    return np.sum(a[0] * a[:, 1]) + np.sum(a[1:, :2] ** 2)


def argmax_read(x):
    k = np.argmax(x)
    return x[k] ** 2 + x[np.argmin(x)]


def sorted_read(x):
    order = np.argsort(x)
    y = x[order]
    return np.sum(y * np.arange(1.0, 5.0))


def take_and_where(x):
    return np.sum(np.take(x, np.array([0, 0, 2])) ** 2) + np.sum(np.where(x > 0.0, x, 2.0 * x) ** 2)


def diagonal_parts(a):
    return (
        np.trace(a)
        + np.sum(np.diag(a) ** 2)
        + np.sum(np.triu(a) * np.tril(a, -1).T)
        + np.sum(np.diag(a[0]) ** 2)
    )


def labels(scores, y):
    return np.sum(scores[np.arange(len(y)), y] ** 2)


def empty_slice(x):
    return np.sum(x[1:1]) + np.sum(x[2:1] ** 2) + x[0] ** 2


def index_computed_in_loop(x, order):
    total = 0.0
    for k in order:
        total = total * x[k] + x[k - 1]
    return total


def neighbours(a):
    return np.sum((a[1:, :] - a[:-1, :]) ** 2) + np.sum((a[:, 1:] - a[:, :-1]) ** 2)


CASES = [
    Case(gather_duplicates, (rand(3),), items="D40"),
    Case(gather_list, (rand(3),), items="D40"),
    Case(gather_rows, (rand(5, 3), np.array([0, 2, 2, 4]), rand(3)), (0, 2), items="D40"),
    Case(gather_pairs, (rand(2, 3),), items="D40"),
    Case(mixed_indexing, (rand(2, 2, 3),), items="D41"),
    Case(broadcast_index_arrays, (rand(2, 3),), items="D41"),
    Case(mask_read, (rand(5),), items="D41"),
    Case(all_false_mask, (rand(3),), items="D41"),
    Case(mask_of_rows, (np.array([[0.5, 0.2], [-0.7, 0.1], [0.3, 0.4]]),), items="D41"),
    Case(slices_out_of_range, (rand(4),), items="D42"),
    Case(negative_steps, (rand(4),), items="D42"),
    Case(index_objects, (rand(4), rand(2, 2)), (0, 1), items="D42"),
    Case(newaxis_and_ellipsis, (rand(2, 2),), items="D42"),
    Case(negative_indices, (rand(2, 3),)),
    Case(rows_and_columns, (rand(3, 3),)),
    Case(argmax_read, (rand(4),)),
    Case(sorted_read, (rand(4),)),
    Case(take_and_where, (np.array([0.5, -0.3, 0.8]),), refused="maybe"),
    Case(diagonal_parts, (rand(3, 3),)),
    Case(labels, (rand(3, 4), np.array([1, 3, 0]))),
    Case(empty_slice, (rand(3),), items="D47"),
    Case(index_computed_in_loop, (rand(4), (2, 0, 3, 2))),
    Case(index_computed_in_loop, (rand(4), np.array([2, 0, 3, 2])), name="index_computed_from_array"),
    Case(neighbours, (rand(3, 4),)),
]
