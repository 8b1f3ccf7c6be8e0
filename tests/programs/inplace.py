"""Arrays written in place: elements, slices, masks, augmented assignments, hidden writes."""

import numpy as np

from tests.programs import Case, rand


def element_killed(x, a):
    y = x.copy()
    s = y[0] * y[1]
    y[0] = a
    return s * np.sum(y**2)


def needed_before_destruction(x):
    y = x * 1.0
    s = np.sin(y)
    y *= 3.0
    return np.sum(s * y)


def product_before_destruction(x):
    y = x + 1.0
    z = y * y
    y *= z
    y -= x
    return np.sum(z * y)


def shift(x):
    y = x.copy()
    y[1:] = y[:-1]
    y[0] = y[-1] * y[1]
    return np.sum(y**2)


def reversed_product(x):
    y = x.copy()
    y[:] = y[::-1] * y
    return np.sum(np.sin(y))


def overlapping_add(x):
    y = x.copy()
    y[1:] += y[:-1]
    y[:-1] *= y[1:]
    return np.sum(y**2)


def self_operand(x):
    y = x.copy()
    y += y
    y *= y
    y -= 0.5 * y
    return np.sum(np.sin(y))


def duplicate_store(x, v):
    y = x.copy()
    idx = np.array([1, 1, 2])
    y[idx] = v
    return np.sum(y**2)


def duplicate_add(x, v):
    y = x.copy()
    idx = np.array([0, 0, 2])
    y[idx] += v
    return np.sum(y**2)


def add_at(x, v):
    y = x.copy()
    np.add.at(y, np.array([0, 0, 2]), v)
    return np.sum(y**2)


def broadcast_scalar_store(x, a):
    y = x.copy()
    y[1:] = a
    y[0] *= a
    return np.sum(y**2)


def broadcast_row_store(x, row):
    y = x.copy()
    y[:] = row
    y[1:, :2] += row[:2]
    return np.sum(y**2 * x)


def broadcast_column_store(x, column):
    y = x * 2.0
    y[:, 1:] = column
    y[:2] -= column[:2]
    return np.sum(y**3)


def index_changes_after_write(x):
    y = x.copy()
    i = 0
    y[i] = y[i] * y[1]
    i = 2
    y[i] = y[i] ** 2
    i = i - 1
    return np.sum(y) * y[i]


def index_array_changes_after_write(x):
    y = x.copy()
    idx = np.array([0, 1])
    y[idx] = np.sin(y[idx]) * y[2]
    idx += 1
    y[idx] *= 2.0
    idx[:] = 0
    return np.sum(y**2)


def mask_changes_after_write(x):
    y = x.copy()
    mask = y > 0.0
    y[mask] = y[mask] ** 2
    mask[:] = True
    y[mask] *= 1.5
    return np.sum(y)


def scalar_read_copies(x):
    y = x.copy()
    a = y[0]
    y[0] = 5.0 * y[1]
    a = a * 2.0
    return a * np.sum(y)


def row_read_is_a_view(m):
    m = m.copy()
    row = m[0]
    m[0] = m[1] * 2.0
    return np.sum(row * m[1])


def store_into_integers(x):
    counts = np.zeros(3, dtype=np.int64)
    counts[0] = x * 10.0
    counts[1:] = 3
    return np.sum(counts * x) + x


def empty_then_filled(x):
    y = np.empty(4)
    y[0] = x[0]
    for i in range(1, 4):
        y[i] = y[i - 1] * x[i]
    return np.sum(y)


def empty_partly_read(x):
    buffer = np.empty((3, 3))
    buffer[0] = x
    buffer[1, :2] = x[:2] * x[1:]
    return np.sum(buffer[0] ** 2) + buffer[1, 0] * buffer[1, 1]


def out_argument(x, y):
    z = np.empty_like(x)
    np.multiply(x, y, out=z)
    np.sin(z, out=z)
    np.add(z, x, z)
    return np.sum(z * y)


def copyto_and_fill(x, a):
    y = np.zeros_like(x)
    np.copyto(y, x * 2.0)
    z = np.empty(3)
    z.fill(a)
    y[:3] *= z
    return np.sum(y**2)


def fill_diagonal_put(x, a):
    m = np.outer(x, x)
    np.fill_diagonal(m, a)
    return np.sum(m**2 * 0.5)


def sort_in_place(x):
    y = x * 1.0
    y.sort()
    return np.sum(y * np.array([1.0, 2.0, 3.0, 4.0]))


_calls = []


def _position(i):
    _calls.append(i)
    return i


def target_evaluated_once(x):
    y = x.copy()
    del _calls[:]
    y[_position(1)] += x[0] * x[2]
    return np.sum(y**2) * len(_calls)


def chained_subscripts(m, a):
    m = m.copy()
    m[0][1] = a
    m[1][:2][0] *= a
    m.T[2][1] += a * a
    return np.sum(m**2)


def many_element_writes(x):
    y = np.zeros(12)
    y[0] = x
    for i in range(1, 12):
        y[i] = np.sin(y[i - 1]) + 0.5 * x
    return np.sum(y * y)


def write_in_loop_nonlinear(x, n):
    y = x.copy()
    for _ in range(n):
        y[1:-1] = y[1:-1] * (1.0 + 0.1 * y[2:] * y[:-2])
    return np.sum(y)


def element_recurrence(x):
    y = x.copy()
    for i in range(2, y.shape[0]):
        y[i] += 0.5 * y[i - 1] * y[i - 2]
    return y[-1]


def grid_update(a):
    a = a.copy()
    for i in range(1, a.shape[0] - 1):
        for j in range(1, a.shape[1] - 1):
            a[i, j] = 0.25 * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] * a[i, j + 1])
    return np.sum(a**2)


def argument_written(x, k):
    x[0] = x[1] * k
    x *= k
    return np.sum(x**2)


def argument_written_in_branch(x, flag):
    if flag:
        x[1:] = x[:-1] * x[1:]
    return np.sum(x**2)


def two_arguments_written(x, y):
    x += y
    y *= x
    return np.sum(x * y)


def masked_store(x, v):
    y = x.copy()
    y[y > 0.0] = v
    y[y < -0.5] *= v
    return np.sum(y**2)


def masked_store_of_vector(x):
    y = x.copy()
    positive = x > 0.0
    y[positive] = np.log(y[positive])
    y[~positive] += 1.0
    return np.sum(y * y)


def fancy_pairs(m, v):
    m = m.copy()
    m[[0, 1, 2], [2, 1, 0]] = v
    m[np.ix_([0, 2], [0, 1])] *= 2.0
    return np.sum(m**2)


def augmented_broadcast(m, row, a):
    m = m.copy()
    m += row
    m *= a
    m -= row * a
    m /= 1.0 + a**2
    return np.sum(m**3)


def augmented_power(x):
    y = x * 1.0
    y **= 2
    y[1:] **= 3
    return np.sum(y)


def none_and_ellipsis_store(m, v):
    m = m.copy()
    m[..., 0] = v
    m[None, 1] *= v[0]
    m[-1, ...] += v[-1]
    return np.sum(m**2)


def strided_store(x):
    y = np.zeros(7)
    y[::2] = x
    y[1::2] = x[:3] * x[1:]
    y[::-3] *= 2.0
    return np.sum(y**2)


def whole_store(x):
    y = np.ones_like(x)
    y[...] = x * x
    y[()] = y + x
    return np.sum(y**2)


def zero_dimensional_store(x):
    s = np.zeros(())
    s[...] = x
    s += x * x
    s[()] = s * 2.0
    return s * x


def grown_by_a_callee(p, u, n):
    def steps(u):
        for _ in range(n):
            u += p[0] * u * (1.0 - u / p[1])

    steps(u)
    return np.mean(u**2)


CASES = [
    Case(grown_by_a_callee, (np.array([0.3, 1.4]), rand(4), 3), (0, 1)),
    Case(element_killed, (rand(3), 0.7), (0, 1), items="B11"),
    Case(needed_before_destruction, (rand(3),), items="B12"),
    Case(product_before_destruction, (rand(3),), items="B12"),
    Case(shift, (rand(4),), items="B13"),
    Case(reversed_product, (rand(4),), items="B13"),
    Case(overlapping_add, (rand(5),), items="B13"),
    Case(self_operand, (rand(3),), items="B14"),
    Case(duplicate_store, (rand(4), rand(3)), (0, 1), items="B15"),
    Case(duplicate_add, (rand(4), rand(3)), (0, 1), items="B16"),
    Case(add_at, (rand(4), rand(3)), (0, 1), items="B16"),
    Case(broadcast_scalar_store, (rand(3), 0.7), (0, 1), items="B17"),
    Case(broadcast_row_store, (rand(3, 3), rand(3)), (0, 1), items="B17"),
    Case(
        broadcast_row_store, (rand(3, 3), rand(1, 3)[0]), (0, 1), items="B17", name="broadcast_row_store_view"
    ),
    Case(broadcast_column_store, (rand(3, 3), rand(3, 1)), (0, 1), items="B17"),
    Case(index_changes_after_write, (rand(3),), items="B18"),
    Case(index_array_changes_after_write, (rand(4),), items="B18"),
    Case(mask_changes_after_write, (rand(4),), items="B18"),
    Case(scalar_read_copies, (rand(3),), items="B19"),
    Case(row_read_is_a_view, (rand(2, 3),), items="B19"),
    Case(store_into_integers, (0.73,), items="B20"),
    Case(empty_then_filled, (rand(4),), items="B21"),
    Case(empty_partly_read, (rand(3),), items="B21"),
    Case(out_argument, (rand(3), rand(3, seed=1)), (0, 1), items="B22", refused="maybe"),
    Case(copyto_and_fill, (rand(4), 0.7), (0, 1), items="B22", refused="maybe"),
    Case(fill_diagonal_put, (rand(3), 0.7), (0, 1), items="B22", refused="maybe"),
    Case(sort_in_place, (rand(4),), items="B22", refused="maybe"),
    Case(target_evaluated_once, (rand(3),), items="B23", refused="maybe"),
    Case(chained_subscripts, (rand(2, 3), 0.7), (0, 1), items="B24"),
    Case(many_element_writes, (0.7,), items="B25 B26"),
    Case(write_in_loop_nonlinear, (rand(6), 3)),
    Case(element_recurrence, (rand(6),)),
    Case(grid_update, (rand(4, 4),)),
    Case(argument_written, (rand(3), 0.7), (0, 1), items="C38"),
    Case(argument_written_in_branch, (rand(3), True), items="C38"),
    Case(argument_written_in_branch, (rand(3), False), items="C38", name="argument_not_written_in_branch"),
    Case(two_arguments_written, (rand(3), rand(3, seed=1)), (0, 1), items="C38"),
    Case(masked_store, (np.array([0.5, -0.3, -0.8, 0.2]), 0.7), (0, 1)),
    Case(masked_store_of_vector, (np.array([0.5, -0.3, -0.8, 0.2]),)),
    Case(fancy_pairs, (rand(3, 3), rand(3)), (0, 1)),
    Case(augmented_broadcast, (rand(2, 3), rand(3), 0.7), (0, 1, 2)),
    Case(augmented_power, (rand(3),)),
    Case(none_and_ellipsis_store, (rand(3, 3), rand(3)), (0, 1)),
    Case(strided_store, (rand(4),)),
    Case(whole_store, (rand(3),)),
    Case(zero_dimensional_store, (0.7,)),
]
