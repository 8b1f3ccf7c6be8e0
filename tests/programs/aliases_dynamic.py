"""Arrays that share memory in ways that are decided at run time, or that lists and dicts keep while they are
written."""

import numpy as np

from tests.programs import Case, rand


def alias_or_copy(x, c):
    y = x * 2.0
    z = y if c > 0.0 else y.copy()
    z *= c
    z[0] = y[1] * z[2]
    return np.sum(y * z)


def one_of_three(x, c):
    u, v, w = np.sin(x), np.cos(x), x * x
    if c > 1.0:
        z = u
    elif c > 0.0:
        z = v[::-1]
    else:
        z = w * c
    z[1:] += z[:-1]
    z *= u
    return np.sum(u * v * w) + z[0]


def chosen_in_each_turn(x, k):
    u, v = x.copy(), np.cos(x)
    for i in range(k):
        z = u if x[i % 3] > 0.0 else v
        z *= 1.0 + x[i % 3]
        u[0] += z[1]
    return np.sum(u * v)


def chosen_and_kept(x):
    u, v = x * 1.5, np.cos(x)
    best = u
    for i in range(3):
        best[i] *= x[0]
        if np.sum(u) > np.sum(v) * x[i]:
            best = v
        else:
            best = u[::-1]
    best += 1.0
    return np.sum(u * u) + np.sum(v * best)


def row_or_column(a, c):
    a = a.copy()
    line = a[0] if c else a[:, 1]
    line *= line[::-1]
    part = line[1:]
    part += a[1, 1]
    return np.sum(a * a)


def one_of_two_arguments(x, y, c):
    z = x if c else y
    z *= 2.0
    z[0] = x[1] * y[2]
    return np.sum(x * y)


def argument_or_its_copy(x, c):
    z = x if c else np.array(x)
    z[1:] *= z[:-1].copy()
    return np.sum(x * z)


def buffer_or_argument(x, c):
    z = np.zeros_like(x)
    if c:
        z = x
    z += np.sin(x)
    return np.sum(z * x)


def returned_alias(x, c):
    y = np.exp(x)
    z = y if c else x * 3.0
    z[0] *= 2.0
    return z, y


def early_return(x, c):
    y = x * 2.0
    z = y if c else np.cos(x)
    if x[0] > 10.0:
        return np.sum(z)
    z *= y
    for i in range(3):
        if z[i] > 100.0:
            break
        if z[i] < -100.0:
            continue
        z[i] *= y[0]
    else:
        z += 1.0
    return np.sum(y * z)


def ravel_in_a_loop(a):
    a = a * 1.0
    for k in range(3):
        flat = a.ravel()
        flat[k] *= flat[k + 1]
        a = a.T
    return np.sum(a**2) + flat[0]


def ravel_of_a_part(a):
    b = a * 2.0
    left, top = b[:, :2], b[:2]
    for part in (left.ravel(), top.ravel()):
        part *= 3.0
        part[0] = b[1, 1]
    return np.sum(b * b)


def reshaped_in_other_orders(a):
    b = a * 1.0
    one = b.reshape(-1, order="F")
    two = np.reshape(b.T, -1)
    three = b.T.ravel(order="F")
    one[0] *= 2.0
    two[1] *= three[2]
    three[3] += one[1]
    return np.sum(b * b) + np.sum(one * two * three)


def contiguous_or_not(a):
    b = a.copy()
    same = np.ascontiguousarray(b)
    other = np.asfortranarray(b)
    same[0] *= 2.0
    other[1] *= same[1, 0]
    return np.sum(b * b * other)


def as_array_of_an_argument(x):
    x = np.asarray(x)
    x[0] = x[1] * x[2]
    return np.sum(x * x)


def buffer_of_a_grid(a):
    buf = a.ravel()
    for i in range(1, buf.size):
        buf[i] = 0.5 * buf[i - 1] * buf[i]
    return np.sum(a) + buf[-1]


def rows_in_a_list(a):
    a = a.copy()
    rows = [a[0], a[1]]
    rows[0][:] = rows[1] * 2.0
    rows[1] *= rows[0]
    return np.sum(a * a)


def loop_over_rows(a):
    a = a.copy()
    rows = [row for row in a]
    for row in rows:
        row *= row[0]
    for i, row in enumerate(rows):
        row[i] += rows[0][1]
    for row in reversed(rows):
        row += a[0]
    return np.sum(a * a)


def two_lists_at_once(a, b):
    us, vs = [a[0] * 1.0, a[1] * 2.0], [b[0] * 3.0, b[1]]
    for u, v in zip(us, vs):
        u += v * v
        v *= 0.5
    for k, (u, v) in enumerate(zip(us, vs)):
        v[k] = u[0]
    return np.sum(us[0] * vs[1]) + np.sum(vs[0] ** 2)


def layers_of_work_arrays(x, w, n):
    layers = [np.zeros(3) for _ in range(n)]
    layers[0][:] = x
    for _ in range(2):
        for k in range(1, n):
            layers[k][:] = np.tanh(w[k - 1] * layers[k - 1])
            layers[k - 1][0] += layers[k][1]
    return np.sum(layers[-1] ** 2)


def layers_with_saved_states(x, w):
    states = [x]
    for k in range(len(w)):
        h = states[-1] * w[k]
        h[0] += 1.0
        states.append(np.sin(h))
        states[-1][1] *= 2.0
    total = 0.0
    for s in states:
        total = total + np.sum(s * s)
    return total


def buffers_in_a_dict(x, steps):
    d = {"now": x.copy(), "next": np.zeros_like(x)}
    for _ in range(steps):
        d["next"][1:-1] = d["now"][:-2] * d["now"][2:]
        d["next"][0] = d["now"][0]
        d["now"], d["next"] = d["next"], d["now"]
    return np.sum(d["now"] ** 2) + d["next"][1]


def loop_over_a_dict_of_buffers(x):
    d = {"u": x * 2.0, "v": np.cos(x)}
    for v in d.values():
        v *= v
    for name, v in d.items():
        v += x[0]
    return np.sum(d["u"] * d["v"])


def stack_of_arrays(x):
    stack = []
    for k in range(3):
        stack.append(x * (k + 1.0))
    total = 0.0
    while stack:
        top = stack.pop()
        if stack:
            stack[-1][1:] += top[1:] * x[0]
            stack[-1][0] *= 2.0
        top *= 2.0
        total = total + np.sum(top * top)
    return total


def rotated_list(x):
    bufs = [x * 1.0, np.sin(x), np.cos(x)]
    for _ in range(4):
        bufs[2][:] = bufs[0] * bufs[1]
        bufs = bufs[1:] + bufs[:1]
    return np.sum(bufs[0] * bufs[1])


def changed_list_of_arrays(x):
    items = [x * 1.0, x * 2.0]
    items.insert(1, np.sin(x))
    items[0] *= 2.0
    items.reverse()
    items[0] += items[2]
    del items[1]
    items += [items[0]]
    items[2] *= items[1]
    items[1:2] = [np.cos(x), items[0]]
    items[1] *= items[2]
    return np.sum(items[0] * items[1] * items[3])


def exchanged_items(x):
    rows = [x * 1.0, x * x]
    for _ in range(3):
        first = rows[0]
        rows[0], rows[1] = rows[1], rows[0]
        first *= 1.5
        rows[0] += first
    return np.sum(rows[0] * rows[1])


def shallow_copies(x):
    rows = [x * 1.0, x * x]
    other = list(rows)
    third = rows.copy()
    other[0] = np.sin(x)
    other[0] *= 2.0
    other[1] *= 3.0
    third[0] += other[1]
    return np.sum(rows[0] * rows[1]) + np.sum(other[0])


def grid_of_blocks(a):
    a = a.copy()
    blocks = [[a[:2, :2], a[:2, 2:]], [a[2:, :2], a[2:, 2:]]]
    for i in range(2):
        for j in range(2):
            blocks[i][j] *= a[i, j]
            blocks[j][i] += blocks[i][j].T
    return np.sum(a * a)


def linked_pairs(x):
    node = (x * 1.0, np.cos(x))
    for _ in range(2):
        left, right = node
        left *= right
        node = (right, left)
    return np.sum(node[0] * node[1] * x)


def stacked_views(a):
    a = a * 1.0
    rows = [a[0], a[1], a[0]]
    rows[2] *= 2.0
    whole = np.stack(rows)
    rows[0] += whole[1]
    return np.sum(whole * whole) + np.sum(np.concatenate(rows)) + np.sum(sum(rows))


def view_of_an_exchange(u, steps):
    old, new = u.copy(), np.zeros_like(u)
    for _ in range(steps):
        edge = old[:2]
        new[1:] = old[:-1] * old[1:]
        old, new = new, old
        edge *= 0.5
        old[0] = edge[0] + edge[1]
    return np.sum(old * new)


def window_that_moves(x):
    y = np.append(x, x)
    window = y[:2]
    total = 0.0
    for k in range(4):
        window[0] += window[1] * y[-1]
        total = total + window[0]
        window = y[k : k + 2] if x[k % 3] > 0.0 else y[k + 1 : k + 3]
    window *= 2.0
    return total * np.sum(y)


def last_one_wins(a):
    a = a.copy()
    best = a[0]
    for row in a:
        if row[0] > best[0]:
            best = row
        best[1] += 0.5 * row[1]
    best *= 3.0
    return np.sum(a * a)


def nested_loops_of_choices(a):
    a = a.copy()
    for i in range(2):
        row = a[i]
        for j in range(3):
            other = row if a[0, j] > 0.0 else a[1 - i]
            other[j] *= row[0] + 1.0
            row = other
        row += 0.1
    return np.sum(a**3)


def until_it_is_small(x):
    y, z = x.copy(), x * 0.5
    big = y
    n = 0
    while np.sum(big * big) > 0.01 and n < 8:
        big *= 0.5
        big[0] += 0.1 * y[1] * z[2]
        big = z if np.sum(z * z) > np.sum(y * y) else y
        n += 1
    return np.sum(y * y) + np.sum(z)


def scaled(v, k):
    v *= k
    v[0] += 1.0


def callee_writes_into_an_item(x):
    rows = [x * 1.0, x * x]
    for k in range(3):
        scaled(rows[k % 2], x[k])
    return np.sum(rows[0] * rows[1])


def larger(u, v, k):
    z = u if k > 0.0 else v
    z = z * k
    z[0] = u[1]
    return z


def callee_chooses(x):
    return np.sum(larger(x * 2.0, np.cos(x), x[0]) * larger(x, x, x[1]))


def damped(u, k):
    v = u * k
    z = v if k > 0.5 else v.copy()
    z *= v[0]
    return np.sum(v * z)


def callee_chooses_in_a_loop(x):
    total = 0.0
    for i in range(3):
        total = total + damped(x, x[i])
    return total


def part_of_a_vector(x, lowest):
    def rest(v):
        z = v * 1.0
        w = z if lowest else z[::-1].copy()
        w *= w[0]
        return np.sum(z) * w[1]

    return rest(x) * rest(x * x)


def choice_beside_numbers(x):
    n, scale, y = 0, x[0], np.sin(x)
    for k in range(4):
        z = y if k % 2 else y[::-1]
        z *= scale
        scale, n = scale * 0.5 + z[0], n + 1
    return np.sum(y) * scale * n


def beside_integers(x):
    index = np.array([2, 0, 1])
    rows = [x * 1.0, x * 2.0]
    taken = rows[0] if x[0] > 0.0 else rows[1]
    taken[index] *= x
    taken[taken > 0.5] *= 2.0
    return np.sum(rows[0] * rows[1])


def zero_dimensional(x):
    y = x * 2.0
    z = y[0, ...] if x[1] > 0.0 else y[1, ...]
    z *= 3.0
    z[...] = z * y[2]
    return np.sum(y * y)


def out_of_a_choice(x, c):
    y = np.sin(x)
    z = y if c else np.empty_like(x)
    np.multiply(x, x, out=z)
    z += y
    return np.sum(z * y)


def filled_and_sorted(x, c):
    y = x * 2.0
    z = y if c else y.copy()
    z.sort()
    w = z[1:] if c else z[:2]
    w.fill(x[0])
    np.copyto(w[:1], y[:1])
    return np.sum(y * z * x)


def squeezed(a):
    b = a[None] * 1.0
    c = b[0] if a[0, 0] > 0.0 else np.squeeze(b, 0)
    d = np.swapaxes(c, 0, 1)
    d[0] *= c[1, 0]
    return np.sum(b * b)


def view_exchanged_once(x):
    a, b = x * 1.0, np.cos(x)
    c = b[::-1]
    a, c = c, a
    b[1:] += 0.3 * c[:-1]
    b = c
    return np.sum(a * a) + np.sum(b * c)


def exchanged_on_one_way(x):
    b = np.cos(x)
    a = b[::-1]
    b *= 0.9
    a, b = b, a
    if a[1] > a[-1]:
        b[1:] += 0.3 * b[:-1]
        b, a = a, b
    else:
        b[1:] += 0.3 * a[:-1]
        a = a * 0.5
    return np.sum(a * a) + np.sum(b * b * b)


class TwoBuffers:
    def __init__(self, x):
        self.u, self.v = x.copy(), np.zeros_like(x)

    def step(self, k):
        self.v[1:] = self.u[:-1] * k
        self.v[0] = self.u[-1]
        self.u, self.v = self.v, self.u


def buffers_of_an_object(x):
    buffers = TwoBuffers(x)
    for i in range(3):
        buffers.step(x[i])
    return np.sum(buffers.u**2) + buffers.v[0]


CASES = [
    Case(alias_or_copy, (rand(3), 0.5), (0, 1)),
    Case(alias_or_copy, (rand(3), -0.5), (0, 1), name="copy_instead"),
    Case(one_of_three, (rand(3), 1.5)),
    Case(one_of_three, (rand(3), 0.5), (0, 1), name="second_of_three"),
    Case(one_of_three, (rand(3), -0.5), (0, 1), name="third_of_three"),
    Case(chosen_in_each_turn, (rand(3), 4)),
    Case(chosen_in_each_turn, (rand(3), 0), name="chosen_in_no_turn"),
    Case(chosen_and_kept, (rand(3),)),
    Case(row_or_column, (rand(3, 3), 1.0)),
    Case(row_or_column, (rand(3, 3), 0.0), name="column_or_row"),
    Case(one_of_two_arguments, (rand(3), rand(3, seed=1), 1.0), (0, 1)),
    Case(one_of_two_arguments, (rand(3), rand(3, seed=1), 0.0), 1, name="other_of_two_arguments"),
    Case(argument_or_its_copy, (rand(3), 1.0)),
    Case(argument_or_its_copy, (rand(3), 0.0), name="copy_of_the_argument"),
    Case(buffer_or_argument, (rand(3), 1.0)),
    Case(buffer_or_argument, (rand(3), 0.0), name="buffer_not_argument"),
    Case(returned_alias, (rand(3), 1.0)),
    Case(returned_alias, (rand(3), 0.0), name="returned_apart"),
    Case(early_return, (rand(3), 1.0)),
    Case(early_return, (rand(3), 0.0), name="early_return_apart"),
    Case(early_return, (rand(3) + 20.0, 0.0), name="early_return_taken"),
    Case(ravel_in_a_loop, (rand(2, 3),)),
    Case(ravel_in_a_loop, (np.asfortranarray(rand(2, 3)),), name="ravel_in_a_loop_fortran"),
    Case(ravel_of_a_part, (rand(3, 3),)),
    Case(reshaped_in_other_orders, (rand(2, 3),)),
    Case(reshaped_in_other_orders, (np.asfortranarray(rand(2, 3)),), name="reshaped_fortran"),
    Case(reshaped_in_other_orders, (rand(4, 6)[::2, ::2],), name="reshaped_part"),
    Case(contiguous_or_not, (rand(2, 3),)),
    Case(contiguous_or_not, (np.asfortranarray(rand(2, 3)),), name="contiguous_fortran"),
    Case(as_array_of_an_argument, (rand(3),)),
    Case(buffer_of_a_grid, (rand(2, 3),)),
    # An array that is pickled for another process has another layout there, which decides the value.
    Case(buffer_of_a_grid, (rand(2, 6)[:, ::2],), name="buffer_of_a_part", standalone=False),
    Case(buffer_of_a_grid, (rand(3, 2)[::-1],), name="buffer_of_a_reversed_grid", standalone=False),
    Case(buffer_of_a_grid, (rand(2, 3).astype(np.float32),), name="buffer_single"),
    Case(rows_in_a_list, (rand(2, 3),)),
    Case(loop_over_rows, (rand(3, 3),)),
    Case(two_lists_at_once, (rand(2, 3), rand(2, 3, seed=1)), (0, 1)),
    Case(layers_of_work_arrays, (rand(3), rand(2), 3), (0, 1)),
    Case(layers_with_saved_states, (rand(3), rand(2)), (0, 1)),
    Case(buffers_in_a_dict, (rand(5), 3)),
    Case(loop_over_a_dict_of_buffers, (rand(3),)),
    Case(stack_of_arrays, (rand(3),)),
    Case(rotated_list, (rand(3),)),
    Case(changed_list_of_arrays, (rand(3),)),
    Case(exchanged_items, (rand(3),)),
    Case(shallow_copies, (rand(3),)),
    Case(grid_of_blocks, (rand(4, 4),)),
    Case(linked_pairs, (rand(3),)),
    Case(stacked_views, (rand(2, 3),)),
    Case(view_of_an_exchange, (rand(4), 3)),
    Case(window_that_moves, (rand(3),)),
    Case(last_one_wins, (rand(4, 2),)),
    Case(nested_loops_of_choices, (rand(2, 3),)),
    Case(until_it_is_small, (rand(3),)),
    Case(callee_writes_into_an_item, (rand(3),)),
    Case(callee_chooses, (rand(3),)),
    Case(callee_chooses_in_a_loop, (rand(3),)),
    Case(part_of_a_vector, (rand(3), 1.0)),
    Case(part_of_a_vector, (rand(3), 0.0), name="part_of_a_reversed_vector"),
    Case(choice_beside_numbers, (rand(3),)),
    Case(beside_integers, (rand(3),)),
    Case(zero_dimensional, (rand(3),)),
    Case(out_of_a_choice, (rand(3), 1.0)),
    Case(out_of_a_choice, (rand(3), 0.0), name="out_of_a_copy"),
    Case(filled_and_sorted, (rand(3), 1.0)),
    Case(filled_and_sorted, (rand(3), 0.0), name="filled_copy"),
    Case(squeezed, (rand(2, 3),)),
    Case(view_exchanged_once, (rand(3),)),
    Case(exchanged_on_one_way, (rand(3),)),
    Case(exchanged_on_one_way, (-rand(3, seed=5),), name="exchanged_on_the_other_way"),
    Case(buffers_of_an_object, (rand(3),)),
]
