"""Names, views and containers that share memory, and what must not share any."""

import numpy as np

from tests.programs import Case, rand


def alias_written(x):
    y = x * 1.0
    z = y
    z += 1.0
    return np.sum(y * z * x)


def alias_rebound(x):
    y = x * 1.0
    z = y
    z = z + 1.0
    return np.sum(y * z)


def slice_view(x):
    y = x.copy()
    v = y[1:-1]
    v *= x[:-2]
    y[1] *= 3.0
    return np.sum(v**2) + np.sum(y)


def row_view(a):
    a = a.copy()
    for i in range(a.shape[0]):
        row = a[i]
        row += a[0]
        row *= row
    return np.sum(a)


def transpose_view(a):
    a = a.copy()
    t = a.T
    t[0] *= 2.0
    t += 1.0
    a[0, 1] = t[1, 1]
    return np.sum(a**2 * t.T)


def reshape_view(x):
    y = x.copy()
    m = y.reshape(2, 3)
    m[0] *= m[1]
    y[5] = 2.0 * m[0, 0]
    return np.sum(m**2)


def reshape_that_copies(a):
    a = a.copy()
    flat = a.T.reshape(-1)
    flat *= 2.0
    return np.sum(a * flat[0]) + np.sum(flat**2)


def ravel_of_contiguous(a):
    a = a.copy()
    r = a.ravel()
    r[0] = 5.0 * a[0, 1]
    r *= 2.0
    return np.sum(a**2)


def ravel_decided_at_run_time(a):
    b = a * 1.0 if a.shape[0] > 2 else (a * 1.0).T
    r = b.ravel()
    r *= r
    return np.sum(b**2) + np.sum(r)


def ravel_of_argument(a):
    r = a.ravel()
    r[1:] *= 2.0
    r[0] = r[1] * a[0, 0]
    return np.sum(a**2) + r[2]


def newaxis_and_ellipsis_views(x):
    y = x.copy()
    c = y[:, None]
    c *= 2.0
    e = y[...]
    e[0] = y[1] * y[2]
    return np.sum(y**2)


def view_of_view(a):
    a = a.copy()
    v = a[1:]
    w = v[:, ::2]
    u = w.T[0]
    u *= 3.0
    v[0, 0] = u[0] * u[1]
    return np.sum(a**2)


def swapaxes_view(a):
    a = a.copy()
    s = np.swapaxes(a, 0, 1)
    s[1] = s[0] * 2.0
    f = np.flip(a, axis=0)
    f[0] *= 0.5
    return np.sum(a**2)


def copies_do_not_alias(a):
    a = a.copy()
    flat = a.flatten()
    picked = a[[0, 1]]
    made = np.array(a)
    flat *= 2.0
    picked += 1.0
    made -= 1.0
    return np.sum(a**2) + np.sum(flat * 0.5) + np.sum(picked * made)


def asarray_aliases(x):
    y = x * 2.0
    z = np.asarray(y)
    z[0] = z[1] * 3.0
    w = y.reshape(-1)
    w += 1.0
    return np.sum(y**2)


def alias_known_at_run_time(x, c):
    y = x * 2.0
    z = y if c else y.copy()
    z *= 3.0
    z[0] = y[1]
    return np.sum(y * y + z)


def alias_by_branch(x, c):
    y = np.sin(x)
    w = np.cos(x)
    if c > 0.0:
        z = y
    else:
        z = w
    z *= 2.0
    z[1] += z[0]
    return np.sum(y * w)


def same_array_twice_in_list(x):
    y = x * 1.0
    items = [y, y]
    items[0] *= 2.0
    items[1] += items[0]
    return np.sum(items[1] * y)


def repeated_reference(x):
    row = x * 1.0
    rows = [row] * 3
    rows[1] *= 2.0
    return np.sum(rows[0] * rows[2])


def history_of_references(x):
    y = x * 1.0
    history = []
    for _ in range(3):
        y *= 0.9
        history.append(y)
    return np.sum(history[0] * history[2])


def history_of_copies(x):
    y = x * 1.0
    history = []
    for _ in range(3):
        y *= y
        history.append(y.copy())
    return np.sum(history[0] * history[2])


def list_of_views(a):
    a = a.copy()
    views = [a[i] for i in range(a.shape[0])]
    views[0] *= 2.0
    views[1] += views[0]
    return np.sum(a**2)


def appended_views(a):
    a = a.copy()
    views = []
    for i in range(a.shape[0]):
        views.append(a[i, 1:])
    views[2] *= views[0]
    return np.sum(a**2)


def ping_pong(u, steps):
    cur = u.copy()
    nxt = np.zeros_like(u)
    for _ in range(steps):
        nxt[0] = cur[0] * cur[-1]
        nxt[1:] = np.sin(cur[1:]) + 0.5 * cur[:-1]
        cur, nxt = nxt, cur
    return np.sum(cur**2)


def ping_pong_written(u, steps):
    new = u.copy()
    for _ in range(steps):
        new[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2]) * u[1:-1]
        u, new = new, u
    return np.sum(u**3)


def ping_pong_three(u, steps):
    a = u.copy()
    b = u * 0.9
    c = np.empty_like(u)
    for _ in range(steps):
        c[:] = 2.0 * b - a + 0.1 * np.sin(b)
        a, b, c = b, c, a
    return np.sum(b * a)


def smooth(a, steps):
    b = a.copy()
    for _ in range(steps):
        a[1:-1] = 0.25 * (b[:-2] + 2.0 * b[1:-1] + b[2:])
        b[1:-1] = 0.25 * (a[:-2] + 2.0 * a[1:-1] + a[2:])
    return np.sum(b**2)


def sum_of_two(x, y):
    return x + y


def sums_share_a_cotangent(x, y):
    z = x + y
    w = z + x
    return w, z


def fan_out(x):
    a = x * 1.0
    b = a
    c = a + b
    d = c - a
    return np.sum(a * c) + np.sum(d * d)


def identity(x):
    return x


def view_of_input(x):
    return x[1:]


def transposed_input(x):
    return x.T


def pair_of_inputs(x, y):
    return x, y, x


def same_argument_twice(x, y):
    return np.sum(x * np.sin(y))


def _shared():
    x = rand(3)
    return x, x


def overlapping_arguments_read(x, y):
    return np.sum(x * y**2)


def _overlapping():
    x = rand(4)
    return x[1:], x[:-1]


def overlapping_arguments_written(x, y):
    x *= 2.0
    return np.sum(x * y)


def overwritten_view_of_argument(a):
    v = a[1:]
    v *= 2.0
    w = a.T
    w[0] = 1.0
    return np.sum(a**2)


def loop_carried_view(a):
    a = a.copy()
    cur = a[0]
    for i in range(1, a.shape[0]):
        nxt = a[i]
        nxt += np.sin(cur)
        cur = nxt
    return np.sum(cur * a[0])


def diagonal_blocks(a):
    a = a.copy()
    for k in range(0, a.shape[0], 2):
        block = a[k : k + 2, k : k + 2]
        block *= block
        block -= 0.5
    return np.sum(a**2)


def alias_in_tuple(x):
    y = x * 2.0
    pair = (y, np.cos(x))
    first, second = pair
    first *= second
    pair[1][0] = 3.0 * y[1]
    return np.sum(y * second)


def alias_in_dict(x):
    state = {"u": x * 2.0, "v": np.zeros_like(x)}
    u = state["u"]
    u *= 0.5
    state["v"] += u
    state["u"][0] = 2.0 * state["v"][1]
    return np.sum(u * state["v"])


CASES = [
    Case(alias_written, (rand(3),), items="C27"),
    Case(alias_rebound, (rand(3),), items="C27"),
    Case(alias_rebound, (0.7,), items="C27", name="alias_rebound_number"),
    Case(slice_view, (rand(4),), items="C28"),
    Case(row_view, (rand(3, 2),), items="C28 B19"),
    Case(transpose_view, (rand(2, 3),), items="C28"),
    Case(reshape_view, (rand(6),), items="C28"),
    Case(reshape_that_copies, (rand(2, 3),), items="C28"),
    Case(ravel_of_contiguous, (rand(2, 3),), items="C28 C29"),
    Case(ravel_decided_at_run_time, (rand(2, 3),), items="C28"),
    Case(ravel_decided_at_run_time, (rand(3, 2),), items="C28", name="ravel_decided_to_view"),
    Case(ravel_of_argument, (rand(2, 3),), items="C28"),
    Case(ravel_of_argument, (np.asfortranarray(rand(2, 3)),), items="C28", name="ravel_of_fortran_argument"),
    Case(newaxis_and_ellipsis_views, (rand(3),), items="C28"),
    Case(view_of_view, (rand(3, 4),), items="C28"),
    Case(swapaxes_view, (rand(2, 3),), items="C28"),
    Case(copies_do_not_alias, (rand(2, 3),), items="C29"),
    Case(asarray_aliases, (rand(3),), items="C29"),
    Case(alias_known_at_run_time, (rand(3), True), items="C31"),
    Case(alias_known_at_run_time, (rand(3), False), items="C31", name="copy_known_at_run_time"),
    Case(alias_by_branch, (rand(3), 0.5), items="C31"),
    Case(alias_by_branch, (rand(3), -0.5), items="C31", name="alias_by_other_branch"),
    Case(same_array_twice_in_list, (rand(3),), items="C32"),
    Case(repeated_reference, (rand(3),), items="C32", refused="maybe"),
    Case(history_of_references, (rand(3),), items="C32"),
    Case(history_of_copies, (rand(3),), items="C32"),
    Case(list_of_views, (rand(3, 2),), items="C32 F70", refused="maybe"),
    Case(appended_views, (rand(3, 3),), items="C32", refused="maybe"),
    Case(ping_pong, (rand(4), 3), items="C33"),
    Case(ping_pong, (rand(4), 0), items="C33 E51", name="ping_pong_no_steps"),
    Case(ping_pong_written, (rand(5), 3), items="C33"),
    Case(ping_pong_three, (rand(4), 4), items="C33"),
    Case(smooth, (rand(6), 3), items="B13"),
    Case(sum_of_two, (rand(3), rand(3, seed=1)), (0, 1), items="C34 C35"),
    Case(sums_share_a_cotangent, (rand(3), rand(3, seed=1)), (0, 1), items="C34"),
    Case(fan_out, (rand(3),), items="C34"),
    Case(identity, (rand(3),), items="C35 C37"),
    Case(identity, (0.5,), items="C37", name="identity_number"),
    Case(view_of_input, (rand(3),), items="C37"),
    Case(transposed_input, (rand(2, 3),), items="C37"),
    Case(pair_of_inputs, (rand(3), rand(2)), (0, 1), items="C37 C34"),
    Case(same_argument_twice, _shared, (0, 1), items="C36"),
    Case(overlapping_arguments_read, _overlapping, (0, 1), items="C36"),
    Case(overlapping_arguments_written, _overlapping, (0, 1), refused="", items="C36 C39"),
    Case(overwritten_view_of_argument, (rand(3, 3),), items="C38"),
    Case(loop_carried_view, (rand(3, 2),)),
    Case(diagonal_blocks, (rand(4, 4),)),
    Case(alias_in_tuple, (rand(3),), items="C32"),
    Case(alias_in_dict, (rand(3),), items="C32"),
]
