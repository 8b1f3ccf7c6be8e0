"""Backward sweeps that put old contents back: a pull-back must leave what was saved as it is."""

from __future__ import annotations

import numpy as np

from tests.programs import Case


def arguments():
    A = np.array([[0.3, 0.5, 1.2], [0.7, 1.1, 0.4], [0.9, 0.2, 0.6]])
    return A, np.array([0, 2, 0, 1])


def scale(v, s):
    v *= s
    return v


def square_all(q):
    for k in range(len(q)):
        q[k] = q[k] * q[k]


def rows_by_indices_that_move_on(A, idx):
    B = A * 2.0
    total = 0.0
    for i in idx:
        j = int(i)
        row = B[j]
        j = j + 1
        total = total + np.sum(row * row) * row[0]
        row *= row[0] + 0.3
    return total * np.sum(B**2) + B[0, 0]


def two_views_that_are_written(A, idx):
    B = A * 2.0
    v = B[1:]
    w = B[:, 0]
    y = np.sum(v * v) * w[0]
    v *= w[1:, None]
    y = y + np.sum(w**3)
    w *= y
    return np.sum(B * B) * y


def a_list_emptied_and_its_copy(A, idx):
    q = [row * 1.0 for row in A]
    r = q[:]
    s = 1.0
    while len(q) > 1:
        u = q.pop()
        s = s + np.sum(u * q[-1]) * s
        r.append(u * s)
    return s * np.sum(r[-1] ** 2) * np.sum(r[0]) + len(q)


def a_table_of_rows(A, idx):
    table = [[A[i, j] * 1.0 for j in range(2)] for i in range(2)]
    y = 1.0
    for i in range(2):
        for j in range(2):
            y = y + table[i][j] ** 2 * y
            table[1 - i][j] = table[i][j] * y
    return y * table[0][0]


def a_dict_of_everything(A, idx):
    state = {"n": 0, "v": A[0] * 1.0, "log": []}
    y = 1.0
    for k in range(3):
        state["v"] = state["v"] * A[k] + y
        y = y + np.sum(state["v"] ** 2) * 0.1
        state["n"] += 1
        state["log"].append(k)
        y = y * state["n"] + len(state["log"])
    return y * np.sum(state["v"])


def a_view_that_a_call_gives_back(A, idx):
    B = A.copy()
    y = 1.0
    for k in range(2):
        v = scale(B[k], B[k, 0] + y)
        y = y + np.sum(v * v) * B[k + 1, 0]
    return y * np.sum(B)


def a_list_that_a_call_changes(A, idx):
    q = [A[0, 0], A[1, 1], A[0, 1]]
    y = q[0] * q[1]
    square_all(q)
    y = y + q[0] * q[2] ** 2
    square_all(q)
    return y * q[1]


def views_of_a_written_argument(A, idx):
    A[0] *= A[1]
    v = A[1:]
    y = np.sum(v[0] * A[0])
    v[...] = v * v * y
    return y * np.sum(A * A)


def buffers_that_are_exchanged(A, idx):
    p = A[0] * 1.0
    q = A[1] * 1.0
    y = 0.0
    for k in range(3):
        p[1:] = q[:-1] * p[0]
        y = y + np.sum(p * q)
        p, q = q, p
    return y * y + p[0]


def parts_that_are_taken_out(A, idx):
    rows = [A[0] * 1.0, A[1] * 1.0]
    parts = []
    y = 1.0
    for r in rows:
        w = r * y
        parts.append(w)
        y = y + np.sum(parts[-1] * parts[0])
    for r in range(2):
        y = y * np.sum(parts.pop() ** 2)
    return y


def a_stack_of_pairs(A, idx):
    stack = [(0, A[0, 0]), (1, A[1, 0])]
    y = 1.0
    seen = []
    while stack:
        d, v = stack.pop()
        seen.append(d)
        y = y + v * v * y * len(seen)
        if d < 2:
            stack.append((d + 1, v * y))
    return y + seen[0]


def another_name_and_its_transpose(A, idx):
    B = A * 1.0
    C = B
    y = np.sum(C[0] * B[1])
    C[0] = B[1] * y
    D = C.T
    D[0] *= B[0, 0]
    return np.sum(B * B * y) + D[0, 1]


# The body of a `try` that has gone a part of its way.


def attempts_in_an_attempt(x, limit):
    total = 1.0
    for k in range(3):
        try:
            p = 1.0
            for v in x:
                try:
                    q = 1.0 / (v - 0.5 * k)
                except ZeroDivisionError:
                    q = v
                p = p * q
                if abs(p) > limit:
                    raise ArithmeticError("big")
            r = p * p * total
        except ArithmeticError:
            r = x[k] * 0.5 * total
        total = total + r
    return total


def handler_with_a_loop(x, limit):
    total = 1.0
    for k in range(3):
        y = total
        try:
            for v in x:
                z = y * v
                y = z * z + y
                if y > limit * k:
                    raise ArithmeticError("big")
            y2 = y * y
        except ArithmeticError:
            y2 = x[k] * 0.5 * total
            for v in x:
                w = y2 * v
                y2 = w * w + y2
        total = total + y2 * 0.1
    return total


def while_inside_try(x, limit):
    y = x[0]
    try:
        n = 0
        while n < 5:
            n = n + 1
            y2 = y * y
            y3 = y2 * x[1]
            if y3 > limit:
                raise ArithmeticError("big")
        r = y3 * y
    except ArithmeticError:
        r = x[1] * y
    return r * r


def handler_of_a_handler(x, limit):
    total = 1.0
    for k in range(2):
        try:
            try:
                for v in x:
                    u = v * total
                    total2 = u * u
                    w = total2 / (v - limit)
                s = w * u
            except ZeroDivisionError:
                s = x[1] * total
                for v in x:
                    s = s * v * s
                if k == 1:
                    raise ArithmeticError("second")
            t = s * s
        except ArithmeticError:
            t = x[2] * total
        total = total + t
    return total


def product_that_may_be_small(x, limit):
    total = 0.0
    for k in range(3):
        try:
            inner = 1.0
            for v in x:
                inner = inner * v
                if abs(inner) < limit * k:
                    raise ArithmeticError("too small")
            part = inner * inner
        except ArithmeticError:
            part = x[k] * 0.5
        total = total + part * (k + 1)
    return total


def name_bound_before_it_raises(x, zero):
    a = x[0]
    b = a * a
    c = x[1]
    try:
        a = 2.0 * c
        c = a / zero
    except ZeroDivisionError:
        c = x[1] * b
    return b * c


def name_that_the_handler_binds_too(x, zero):
    a = x[0]
    s = 1.0
    for k in range(3):
        s = s * a * a
        try:
            a = s * x[1]
            s = s + a / (zero - k)
            a = a * s
        except ZeroDivisionError:
            a = x[2] * s
    return s * a


def array_made_before_it_raises(x, zero):
    s = 1.0
    for k in range(3):
        try:
            z = s * np.array(x)
            z[0] = z[1] * s
            if k == zero:
                raise ValueError
            s = s + np.sum(z * z * z)
        except ValueError:
            s = s * x[0]
    return s


def list_made_before_it_raises(x, zero):
    s = 1.0
    for k in range(3):
        try:
            q = []
            for v in x:
                q.append(v * s)
            if k == zero:
                raise ValueError
            s = s + q[-1] ** 2 * q[0]
        except ValueError:
            s = s * x[0]
    return s


def index_bound_before_it_raises(x, zero):
    s = 1.0
    i = 0
    for k in range(3):
        s = s * x[i] + s * s
        try:
            i = (i + 1) % 3
            s = s * x[i] * s
            i = (i + k) % 3
            if k == zero:
                raise ValueError
            s = s + x[i] ** 2 * s
        except ValueError:
            i = 1
    return s


def bound_twice_in_a_branch(x, c):
    if x > 1.0:
        pass
    else:
        x = np.cos(x)
        with np.errstate(all="ignore"):
            x *= c / (1.0 + c)
    return np.sin(x)


def bound_twice_in_a_branch_of_a_loop(x, c):
    y = x
    for k in range(3):
        if y < 2.0 + k:
            y = np.cos(y * c) + y
            z = y * y
            y = z * c + y * x
        else:
            y = y * 0.5
    return y


def elements_named_by_an_array_twice(A, idx):
    y = A[0] * 1.0
    for k in range(len(idx)):
        y[idx[k]] = y[idx[k]] * A[1, idx[k] - 1]
    return np.sum(y * y)


def a_product_of_elements_named_by_an_array(A, idx):
    y = A[0] * 1.0
    for k in range(len(idx)):
        y[idx[k]] = y[idx[k]] * A[k % 3, 1] * y[idx[k] - 1]
    return np.sum(y * y)


def rows_named_by_an_array(A, idx):
    y = A * 1.0
    for k in range(len(idx)):
        y[idx[k]] = np.multiply(y[idx[k]], A[k % 3]) * y[idx[k], idx[k]]
    return np.sum(y * y)


def elements_of_a_table_of_indices(A, idx):
    y = A * 1.0
    table = np.array([[0, 1], [1, 2], [0, 1]])
    for k in range(3):
        y[table[k, 0], table[k, 1]] = y[table[k, 0], table[k, 1]] * A[k, k] + y[table[k, 1], table[k, 0]]
    return np.sum(y * y)


def powers_of_rows(v, factors):
    for k in range(3):
        v = v * v * factors[k]
    return v + factors[0]


def powers_of_a_view(A, factors):
    v = np.ravel(A)
    for k in range(3):
        v = v * v * factors[k]
    return np.reshape(v + factors[0], A.shape)


def powers_of_some(A, factors):
    v = A[:2]
    total = np.sum(A, axis=0)
    for k in range(3):
        if total[k] > 1.0:
            total = total * v[0] + v[1]
            v = v[::-1] * factors[k]
    return total


def an_argument_that_is_overwritten_afterwards(A, idx):
    B = A * 1.0
    B[...] = powers_of_rows(B, A[0])
    return np.sum(B * B)


def a_view_of_an_argument_that_is_overwritten(A, idx):
    B = A * 1.0
    B[...] = powers_of_a_view(B, A[0])
    B[1] = powers_of_rows(B[1], A[2])
    return np.sum(B * B)


def parts_of_an_argument_that_is_overwritten(A, idx):
    B = A * 1.0
    for k in range(2):
        B[k:] = powers_of_some(B, A[0]) * 0.3
    return np.sum(B * B)


AT_A_POLE = {
    "refused": "maybe",
    "skip": ("numerical",),
    "second": False,
    "why": "an element is where the program divides by zero: no neighbour of it takes the same way",
}

CASES = [
    Case(an_argument_that_is_overwritten_afterwards, arguments),
    Case(a_view_of_an_argument_that_is_overwritten, arguments),
    Case(parts_of_an_argument_that_is_overwritten, arguments),
    Case(elements_named_by_an_array_twice, arguments),
    Case(a_product_of_elements_named_by_an_array, arguments),
    Case(rows_named_by_an_array, arguments),
    Case(elements_of_a_table_of_indices, arguments),
    Case(rows_by_indices_that_move_on, arguments),
    Case(two_views_that_are_written, arguments),
    Case(a_list_emptied_and_its_copy, arguments),
    Case(a_table_of_rows, arguments),
    Case(a_dict_of_everything, arguments, refused="maybe"),
    Case(a_view_that_a_call_gives_back, arguments),
    Case(a_list_that_a_call_changes, arguments),
    Case(views_of_a_written_argument, arguments),
    Case(buffers_that_are_exchanged, arguments),
    Case(parts_that_are_taken_out, arguments),
    Case(a_stack_of_pairs, arguments),
    Case(another_name_and_its_transpose, arguments),
    Case(attempts_in_an_attempt, ([0.3, 0.5, 1.2], 2.0), name="attempts_in_an_attempt_0", refused="maybe"),
    Case(
        attempts_in_an_attempt,
        ([0.3, 0.5, 1.2], 50.0),
        name="attempts_in_an_attempt_1",
        **AT_A_POLE,
    ),
    Case(handler_with_a_loop, ([0.3, 0.5, 1.2], 0.5), name="handler_with_a_loop_0", refused="maybe"),
    Case(handler_with_a_loop, ([0.3, 0.5, 1.2], 0.9), name="handler_with_a_loop_1", refused="maybe"),
    Case(while_inside_try, ([0.3, 0.5, 1.2], 0.01), name="while_inside_try_0"),
    Case(while_inside_try, ([0.3, 0.5, 1.2], 5.0), name="while_inside_try_1"),
    Case(handler_of_a_handler, ([0.3, 0.5, 1.2], 0.5), name="handler_of_a_handler_0", **AT_A_POLE),
    Case(handler_of_a_handler, ([0.3, 0.5, 1.2], 0.1), name="handler_of_a_handler_1", refused="maybe"),
    Case(product_that_may_be_small, ([0.3, 0.5, 1.2], 0.1), name="product_that_may_be_small_0"),
    Case(product_that_may_be_small, ([0.3, 0.5, 1.2], 0.0), name="product_that_may_be_small_1"),
    Case(product_that_may_be_small, ([0.3, 0.5, 1.2], 1.0), name="product_that_may_be_small_2"),
    Case(name_bound_before_it_raises, ([0.3, 0.5, 1.2], 0.0), name="name_bound_before_it_raises_0"),
    Case(name_bound_before_it_raises, ([0.3, 0.5, 1.2], 1.0), name="name_bound_before_it_raises_1"),
    Case(
        name_that_the_handler_binds_too,
        ([0.3, 0.5, 1.2], 1.0),
        name="name_that_the_handler_binds_too_0",
        refused="maybe",
    ),
    Case(
        name_that_the_handler_binds_too,
        ([0.3, 0.5, 1.2], 5.0),
        name="name_that_the_handler_binds_too_1",
        refused="maybe",
    ),
    Case(
        array_made_before_it_raises,
        ([0.3, 0.5, 1.2], 1.0),
        name="array_made_before_it_raises_0",
        refused="maybe",
    ),
    Case(
        array_made_before_it_raises,
        ([0.1, 0.3, 0.4], 5.0),  # small: the value is cubed again and again
        name="array_made_before_it_raises_1",
        refused="maybe",
    ),
    Case(
        list_made_before_it_raises,
        ([0.3, 0.5, 1.2], 1.0),
        name="list_made_before_it_raises_0",
        refused="maybe",
    ),
    Case(
        list_made_before_it_raises,
        ([0.3, 0.5, 1.2], 5.0),
        name="list_made_before_it_raises_1",
        refused="maybe",
    ),
    Case(
        index_bound_before_it_raises,
        ([0.3, 0.5, 1.2], 1.0),
        name="index_bound_before_it_raises_0",
        refused="maybe",
    ),
    Case(
        index_bound_before_it_raises,
        ([0.3, 0.5, 1.2], 5.0),
        name="index_bound_before_it_raises_1",
        refused="maybe",
    ),
    Case(bound_twice_in_a_branch, (0.5, 0.7), (0, 1), items="E49"),
    Case(bound_twice_in_a_branch_of_a_loop, (0.5, 0.7), (0, 1), items="E49"),
]
