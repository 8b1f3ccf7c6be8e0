"""Programs whose first derivative is easy, and whose derivative's derivative is not.

What they have in common is the code that is written for them: helpers that return lists, tapes that hold
arrays or containers, saved values of recursive functions, lists that are cut back.
"""

from __future__ import annotations

import numpy as np

from tests.programs import Case, rand


def joins_of_all_kinds(x, y):
    a = np.column_stack((x, y)) @ np.dstack([x, y])[0].T
    b = np.append(x, y * y)
    c = np.concatenate([x[:, None], np.outer(x, y)], axis=-1)
    d = np.concatenate((np.outer(x, y), y), axis=None)
    return np.sum(a**2) + np.sum(b**3) + np.sum(c**2 * c) + np.sum(np.sin(d))


def join_of_nothing(x):
    return np.sum(np.concatenate([x[:0], x, x[5:]]) ** 3)


def array_of_nested_lists(x, y):
    m = np.array([[x * y, 1.0], [np.sin(y), x]])
    return np.sum(m @ m) + m[0, 1] * x


def list_bound_again_with_arrays(x):
    items = [x, 2.0 * x, x * x]
    total = 0.0
    for v in items:
        items = [v * v, v]
        total = total + np.sum(v * items[0])
    return total + np.sum(items[1])


def einsum_batches(a, b):
    c = np.einsum("...ij,...jk->...ik", a, b)
    d = np.einsum("ij...,k->...", a[:, :, 0], a[0, 0])
    return np.sum(np.einsum("bii,bjk->", c @ c, b) ** 2) + np.sum(d)


def einsum_of_three(a, v):
    return np.einsum("i,ij,j->", v, a, np.sin(v)) * np.einsum("ii,i", a, v)


def lists_added_to_lists(x):
    a = [x]
    t = [x * x, x]
    a.extend(t)
    a.append(2.0 * x)
    a.pop()
    t.append(x)
    return a[1] * t[2] * len(t) * len(a)


def list_added_again_and_again(x, n):
    a = [x]
    t = [x * x, x]
    for k in range(n):
        a += t
        t.append(k * x)
    last = a.pop()
    s = 0.0
    for v in a:
        s = s + v * last
    return s


def popped_and_thrown_away(x):
    a = [x, x * x]
    for k in range(3):
        a.append(x * k)
        a.append(np.sin(x))
        a.pop()
    return a[3] * a[0] * a[2]


def buffer_of_each_trip(x, n):
    alpha = x * 2.0
    for _ in range(n):
        new = np.empty_like(alpha)
        for j in range(alpha.shape[0]):
            new[j] = np.sin(alpha[j] * alpha[0])
        alpha = new
    return np.sum(alpha)


def old_and_new_buffer(x):
    cur = x * 1.0
    for _ in range(3):
        old = cur
        cur = np.zeros_like(old)
        old[0] *= x[1]
        cur[1:] = old[:-1] * x[0]
        cur[0] = old[1]
    return np.sum(cur**2)


def view_of_an_array_that_loses_its_name(x):
    cur = x * 1.0
    row = cur[1:]
    cur = np.sin(x)
    row *= x[0]
    cur[1:] += row
    return np.sum(cur**2) + np.sum(row**3)


def tree(x, depth):
    if depth == 0:
        return x * x, x
    a, b = tree(np.sin(x), depth - 1)
    return a * b + x, b * x


def recursive_tuples(x, depth):
    a, b = tree(x, depth)
    return a + b


def uneven_recursion(x, n):
    if n < 2:
        return x
    return uneven_recursion(x, n - 1) * 0.5 + np.cos(uneven_recursion(x * x, n - 2))


def recursion_with_two_ends(x, n):
    if n == 0:
        return np.sum(x)
    if n == 1:
        return np.sum(np.sin(x))
    return recursion_with_two_ends(x * 0.5, n - 1) * recursion_with_two_ends(np.cos(x), n - 2)


def best_so_far(x):
    best = None
    for i in range(3):
        candidate = (x[i] ** 2, x[i])
        if best is None or candidate[0] > best[0]:
            best = candidate
    return best[0] * best[1]


def pair_in_one_branch(x, sign):
    if sign > 0:
        pair = (x * x, np.sin(x))
    if sign > 0:
        a, b = pair
        return a * b
    return x


def product_with_sine(a, b):
    return a * np.sin(b)


def call_in_one_branch(x, n):
    y = x
    for i in range(n):
        if i % 2 == 0:
            y = product_with_sine(y, x)
    return y


def repeated_lists(x, n):
    parts = [x, x * x] * n
    pair = (x, 2.0) * 2
    total = pair[0] * pair[2] * pair[1]
    for p in parts:
        total = total * np.sin(p)
    return total


def slices_of_a_list(x, n):
    items = []
    for k in range(n):
        items.append(x * k)
    total = 0.0
    for p in items[1:]:
        total = total + p * p
    for p in items[:-1]:
        total = total + np.sin(p) * total
    for p in items[::2]:
        total = total + p * total
    for p in items[-3:-1]:
        total = total * p
    for p in items[n // 2 :]:
        total = total + p**3
    return total


def dict_updated_key_by_key(d):
    total = 0.0
    for k in d:
        d[k] = d[k] * 2.0
        total = total + d[k] ** 2
    return total


def halves(f, a, b, depth):
    m = 0.5 * (a + b)
    if depth == 0:
        return f(m) * (b - a)
    return halves(f, a, m, depth - 1) + halves(f, m, b, depth - 1)


def recursion_on_a_closure(k, upper):
    def f(t):
        return np.exp(-k * t) * np.sin(3.0 * t)

    return halves(f, 0.0, upper, 2)


def sums_of_halves(re):
    n = len(re)
    if n == 1:
        return re
    even, odd = sums_of_halves(re[::2]), sums_of_halves(re[1::2])
    turned = np.cos(np.arange(n // 2)) * odd
    return np.concatenate([even + turned, even - turned])


def recursion_that_joins(x):
    return np.sum(sums_of_halves(x) ** 3)


CASES = [
    Case(joins_of_all_kinds, (rand(3), rand(3, seed=1)), (0, 1)),
    Case(join_of_nothing, (rand(3),)),
    Case(array_of_nested_lists, (0.7, 1.3), (0, 1)),
    Case(list_bound_again_with_arrays, (rand(3),)),
    Case(einsum_batches, (rand(2, 3, 3), rand(2, 3, 3, seed=1)), (0, 1)),
    Case(lists_added_to_lists, (1.3,), items="G72"),
    Case(list_added_again_and_again, (1.3, 3), items="G72"),
    Case(popped_and_thrown_away, (1.3,), items="G72"),
    Case(buffer_of_each_trip, (rand(2), 2), items="B21 C33"),
    Case(old_and_new_buffer, (rand(2),), items="C27 C33"),
    Case(view_of_an_array_that_loses_its_name, (rand(2),), items="C28"),
    Case(recursive_tuples, (0.7, 3), items="F60"),
    Case(uneven_recursion, (0.7, 5), items="F60"),
    Case(recursion_with_two_ends, (rand(2), 4), items="F60"),
    Case(best_so_far, (rand(3),), items="A4"),
    Case(pair_in_one_branch, (0.7, 1), items="A4"),
    Case(pair_in_one_branch, (0.7, -1), items="A4", name="pair_in_no_branch"),
    Case(call_in_one_branch, (0.7, 3), items="E49"),
    Case(repeated_lists, (0.7, 2), items="C32"),
    Case(repeated_lists, (0.7, 0), items="C32", name="repeated_never"),
    Case(slices_of_a_list, (0.7, 5), items="G72"),
    Case(dict_updated_key_by_key, ({"a": 0.3, "b": 0.5},), items="G73"),
    Case(recursion_on_a_closure, (0.7, 1.3), (0, 1), items="F60"),
    Case(recursion_that_joins, (rand(4),), items="F60"),
    Case(einsum_of_three, (rand(3, 3), rand(3)), (0, 1)),
]
