"""Forward mode against differences: one program per trap, with the optimising passes on and off."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tangent.errors import TangentError
from tangent.optimise import PASSES
from tangent.pipeline import Compiled, Request, derive, types_of
from tangent.testing.numerical import numerical_jvp
from tangent.testing.structures import at, clone, leaves, random_like
from tangent.unit import Session
from tests.generator import make
from tests.oracle import check_fresh, difference, leaf_mismatch
from tests.programs import rand


def compiled(
    fun: Callable[..., Any], args: tuple, active: tuple[str, ...], off: Any = frozenset()
) -> Compiled:
    session = Session()
    names = list(inspect.signature(fun).parameters)
    types = types_of(session, dict(zip(names, args)))
    found = derive(fun, types, Request("jvp", active, off=off), session)
    found.refresh()
    return found


def check(fun: Callable[..., Any], args: tuple, active: str, rtol: float = 1e-7) -> None:
    """Value bit for bit, tangent by differences, its structure and classes; nothing is written or shared."""
    rng = np.random.default_rng(1)
    names = list(inspect.signature(fun).parameters)
    moving = tuple(active.split())
    tangents = tuple(random_like(a, rng) if n in moving else None for n, a in zip(names, args))
    want = fun(*clone(args))
    want_dot, error = numerical_jvp(fun, args, tangents, return_error=True)
    for off in (frozenset(PASSES), frozenset()):
        derivative = compiled(fun, args, moving, off)
        mine, dots = clone(args), clone(tangents)
        value, dot = derivative.function(*mine, *(t for t in dots if t is not None))
        said = f"\n{derivative.text}"
        assert not difference(value, want), said
        assert not difference(mine, args), said
        assert not difference(dots, tangents), said
        for path, leaf in leaves(want_dot):
            if leaf is None:
                continue
            found = np.asarray(at(dot, path))
            assert not leaf_mismatch(at(dot, path), at(want, path)), said
            assert found.shape == leaf.shape, said
            assert not np.any(np.isnan(leaf)), "the differences are unstable here"
            allowed = rtol * (1.0 + np.abs(leaf)) + 10.0 * np.asarray(at(error, path))
            assert np.all(np.abs(found - leaf) <= allowed), f"{found} instead of {leaf}{said}"
        check_fresh({"dot": dot}, {"args": mine, "tangents": dots, "value": value})


# ---------------------------------------------------------------- overwritten values


def overwritten(x, y):
    x = x * x
    x = np.sin(x) * y
    y = x
    x, y = y * 2.0, x + y
    return x * y


def in_one_branch(x, c):
    y = 3.0
    if c:
        y = x * x
    z = y * x
    if not c:
        y = z
    return y * z


def first_bound_in_loop(x, n):
    y = x
    for i in range(n):
        z = y * i
        y = y + np.sin(z)
    return y * z


def loop_with_break(x, n):
    total = 0.0
    step = x
    for i in range(n):
        step = step * x
        if step > 4.0:
            break
        if i == 1:
            continue
        total = total + step
    else:
        total = total * 2.0
    return total


def early_return(x, n):
    y = x
    while True:
        y = y * 1.5
        if y > 10.0:
            return y * x
        n = n - 1
        if n < 0:
            return y


def zero_trips(x, n):
    y = x
    for _ in range(n):
        y = y * y
    while n > 100:
        y = 0.0
    return y


def integer_start(x):
    total = 0
    for v in x:
        total = total + v
        total += v * v
    return total


def swapped_numbers(a, b, n):
    for _ in range(n):
        a, b = b, a + b * b
    return a - b


def nothing_moves(x, n):
    return n * 2.0


def returned(x):
    return x


def plus_one(x):
    return x + 1.0


def several(x, y):
    z = x + 1.0
    return z, (z, y), [x * y, 2.0], {"a": x, "n": 3}


# ---------------------------------------------------------------- arrays in place


def slices(a, n):
    b = a.copy()
    for _ in range(n):
        a[1:-1] = 0.25 * (b[:-2] + 2.0 * b[1:-1] + b[2:])
        b[1:-1] *= a[1:-1]
    b[0] = a[0] * 3.0
    b[-1] = 1.0
    return b


def overlapping(x):
    y = x * 1.0
    y[1:] = y[:-1]
    y[:] = y[::-1] * y
    y[1:] += y[:-1]
    y *= y
    y /= 1.0 + y
    y **= 2
    y -= y[0]
    return y


def filled_later(x, n):
    out = np.empty(n)
    rest = np.zeros((2, n))
    for i in range(n):
        out[i] = x * i
        rest[1, i] += out[i] * x
    return np.sum(out * rest)


def product_rule(x, v):
    y = x.copy()
    y *= v
    y /= v * v
    y[0] *= v[1]
    y[1:] /= y[:-1]
    return y


def plus_one_then_written(x):
    y = x + 1.0
    z = y + 1.0
    y[0] = 5.0
    return z * x + y


def view_of_row(a, k):
    row = a[k]
    row += a[0]
    row *= 2.0
    column = a.T[1]
    column[0] = row[1]
    return a


def rows_in_loop(a, b):
    for row, v in zip(a, b):
        row *= v
    for i, row in enumerate(a):
        row[i] = b[i]
    return np.sum(a**2)


def alias_then_rebind(x):
    y = x.copy()
    z = y
    z += 1.0
    w = y
    w = w * 2.0
    z[0] = w[1]
    return y * w


def run_time_alias(x, c):
    y = x * 1.0
    z = y if c > 0 else y.copy()
    z *= 3.0
    return y + z


def double_buffer(u, steps):
    new = u.copy()
    for _ in range(steps):
        new[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u, new = new, u
    return u, new


def flattened(a):
    b = a * 1.0
    b.ravel()[1:] *= 2.0
    c = b.reshape(-1)
    c[0] = a[0, 1]
    return b


def hidden_writes(x, v):
    y = x.copy()
    np.add.at(y, np.array([0, 0, 1]), v)
    np.copyto(y[1:], v[1:] * v[1:])
    z = np.zeros((3, 3))
    np.fill_diagonal(z, y)
    w = np.ones(3)
    w.fill(x[0])
    y.sort()
    return z @ y + w


def duplicates(x, v):
    y = x.copy()
    y[np.array([1, 1, 2])] = v
    y[np.array([0, 0])] += v[:2]
    y[y > 0.5] *= v[0]
    return y


def into_integers(x):
    n = np.zeros(2, dtype=int)
    n[0] = x * 3.0
    return n * x


def zero_dimensional(x):
    y = np.zeros(())
    y[...] = x
    y += x * x
    return y * x


# ---------------------------------------------------------------- calls


def damp(row, k):
    row *= np.exp(-k)


def sweep(a, k):
    for i in range(a.shape[0]):
        damp(a[i], k * i)
    return np.sum(a**2)


def fill_in(out, x):
    out[0] = x
    out[1] = x * x


def output_argument(x):
    out = np.zeros(3)
    fill_in(out, x)
    fill_in(out[1:], x + 1.0)
    return out


def give_back(a, k):
    a[1:] *= k
    return a


def aliased_result(x, k):
    y = x.copy()
    z = give_back(y, k)
    z[0] = y[1] * 2.0
    return y * z


def shifted(x):
    return x + 1.0


def fresh_result(x):
    y = shifted(x)
    y[0] = 7.0
    return x * y


def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


def recursion(x, n):
    return power(x, n) + power(2.0, n) * x


def scaled(x, a=2.0, *, b=0.5):
    return a * x + b * x**2


def keywords(x, y):
    return scaled(x) + scaled(y, b=x) * scaled(b=y, x=1.0)


def closure(x, n):
    k = x * 2.0

    def inner(y):
        return y * k + n

    k = k + 1.0
    return inner(x) + inner(1.0)


def apply(f, x):
    return f(f(x))


def function_argument(x, c):
    return apply(lambda y: y * c + x, x) + apply(np.sin, x)


def two_results(x, y):
    return x * y, 3.0


def unpacked_results(x):
    p, q = two_results(x, 2.0)
    r, s = two_results(q, p)
    return p * q + r * s


# ---------------------------------------------------------------- containers


def grown(x, n):
    history = []
    for i in range(n):
        history.append(x * i)
    history.extend([x, 2.0])
    history.insert(0, x * x)
    last = history.pop()
    history[1] = history[0] * last
    history[2] += x
    total = 0.0
    for h in history:
        total = total + h * h
    for k, h in enumerate(reversed(history)):
        total = total + k * h
    return total + sum(history, x) + history[-1]


def list_of_inactive_start(x):
    items = [0, 0]
    items[0] = x
    more = []
    more += [x * x]
    return items[0] * more[0]


def references(x):
    row = np.zeros(2)
    rows = [row] * 2 + [row.copy()]
    rows[0][0] = x
    rows[1] *= 2.0
    first = rows[0]
    first += rows[2]
    return row * x


def swapped_in_list(x):
    items = [x, x * x]
    items[0], items[1] = items[1], items[0]
    a, b = items
    return a - 2.0 * b


def nested(params, x):
    for w, b in params["layers"]:
        x = np.tanh(x @ w + b)
    return np.sum(x) * params["scale"]


def dictionary(x):
    state = {"p": x, "n": 3}
    state["v"] = x * x
    state["p"] += state["v"]
    total = state.get("p") * 2.0
    for name, value in state.items():
        if name != "n":
            total = total + value
    for value in state.values():
        total = total + value * value
    return total, state


def list_argument(items):
    items.append(items[0] * items[1])
    items[0] = 1.0
    return items[-1] * items[0]


# ---------------------------------------------------------------- rules


def broadcasting(x, a, b):
    y = a + x
    z = b - a * 0.0
    w = np.maximum(b, x)
    return np.sum(y), np.sum(z), y + b, np.sum(w), np.where(b > 0.0, x, b), np.mean(np.zeros(4) + x)


def masked(x):
    return np.where(x > 0.0, np.sqrt(np.abs(x)), 0.0) + np.clip(x, -0.5, 0.5)


def linear_algebra(a, b):
    x = np.linalg.solve(a, b)
    y = np.linalg.inv(a) @ x
    return np.linalg.det(a) * y + np.outer(x, y) @ b + np.einsum("ij,j->i", a, b) + np.linalg.norm(x)


def solve_right(b):
    return np.linalg.solve(np.array([[2.0, 1.0], [0.5, 3.0]]), b)


def solve_left(a):
    return np.linalg.solve(a, np.array([1.0, 2.0]))


def joined(x):
    ones = np.ones(2)
    c = np.concatenate([x, ones, x * x])
    s = np.stack((ones, x[:2]))
    a = np.array([x[0], 1.0, x[1] * 2.0])
    return np.sum(c**2) * s, np.append(a, x), np.vstack([x, x * x])


def reductions(x):
    return x.sum(axis=0), np.mean(x), np.max(x, axis=1, keepdims=True), x.std(), np.prod(x), np.cumsum(x)


def of_numbers(x):
    return (
        math.hypot(x, 2.0, x) * max(x, 0.5) + min(x, x * x) + abs(-x) ** 1.5 + math.atan2(x, 2.0) + float(x)
    )


def indexed(x, k):
    t = x[k][:, None] * x[None, -2:]
    return np.take(x, k) @ t


def complex_numbers(z, x):
    w = z * x + 1j
    return np.abs(w), np.sum(np.real(w * w)), np.conj(w), np.angle(w), x + 0j * x


def keeps_float32(x, s):
    y = np.sqrt(x) * 2.0 + s
    y[0] = 0.0
    z = y.astype(np.float64) * 0.5
    m = (y > 0.5) * y + np.maximum(y, s)
    return y, z.astype(np.float32), m, s * 2.0


def division(x, y):
    return x / y + 1.0 / x - y / 3.0 + x % y


def taken_names(x, x_dot, zip, spread):
    _ = x * x_dot
    y_dot = _ * zip
    y = np.array([0.0, 1.0])
    total = y_dot
    for v in y * x:
        total = total + v * spread
    return total * _


def unknown_class(x, c):
    s = 0
    for row in x:
        s = s + row
    s += x[0]
    s *= 2.0
    y = s + c
    y *= x[1]
    return y


def shared_by_list(x, n):
    rows = []
    for i in range(n):
        rows.append(x + i)
    rows[0][0] = 3.0
    return rows[0] * rows[1]


def loop_over_tuples(x, n):
    pairs = [(x * i, i, "name") for i in range(n)]
    total = 0.0
    for k, (value, i, _) in enumerate(pairs, 1):
        total = total + value * i * k
    for (value, i, _), other in zip(reversed(pairs), [x, x * x]):
        total = total + value * other
    return total


def compress(x, n):
    y = x
    for _ in range(n):
        if y > 10.0:
            y = 10.0 + np.log(y - 9.0)
        else:
            y = y * x
    return y


A, B, M = rand(5, seed=1), rand(5, seed=2), rand(3, 3, seed=3) + 2.0 * np.eye(3)
SMALL = rand(3, seed=4, low=0.3)
POSITIVE = rand(4, seed=5, low=0.5, high=1.5)

CASES = [
    (overwritten, (0.7, 1.3), "x y"),
    (overwritten, (0.7, 1.3), "y"),
    (in_one_branch, (0.7, True), "x"),
    (in_one_branch, (0.7, False), "x"),
    (first_bound_in_loop, (0.7, 3), "x"),
    (loop_with_break, (1.5, 6), "x"),
    (loop_with_break, (1.1, 3), "x"),
    (early_return, (1.3, 3), "x"),
    (early_return, (1.3, 30), "x"),
    (zero_trips, (1.3, 0), "x"),
    (zero_trips, (1.3, 2), "x"),
    (integer_start, (SMALL,), "x"),
    (swapped_numbers, (0.5, 0.25, 4), "a b"),
    (swapped_numbers, (0.5, 0.25, 4), "b"),
    (nothing_moves, (0.5, 3), "x"),
    (returned, (A,), "x"),
    (returned, ([A, 1.0],), "x"),
    (plus_one, (A,), "x"),
    (several, (A, 2.0), "x y"),
    (several, (A, 2.0), "y"),
    (slices, (rand(6), 3), "a"),
    (overlapping, (A,), "x"),
    (filled_later, (0.7, 3), "x"),
    (product_rule, (POSITIVE, POSITIVE + 1.0), "x v"),
    (product_rule, (POSITIVE, POSITIVE + 1.0), "v"),
    (plus_one_then_written, (A,), "x"),
    (view_of_row, (M, 2), "a"),
    (view_of_row, (np.asfortranarray(M), 1), "a"),
    (rows_in_loop, (M, SMALL), "a b"),
    (rows_in_loop, (M, SMALL), "b"),
    (alias_then_rebind, (A,), "x"),
    (run_time_alias, (A, 1), "x"),
    (run_time_alias, (A, -1), "x"),
    (double_buffer, (rand(6), 3), "u"),
    (double_buffer, (rand(6), 2), "u"),
    (flattened, (M,), "a"),
    (flattened, (np.asfortranarray(M),), "a"),
    (hidden_writes, (SMALL, A[:3].copy()), "x v"),
    (hidden_writes, (SMALL, A[:3].copy()), "v"),
    (duplicates, (A, SMALL), "x v"),
    (into_integers, (1.5,), "x"),
    (zero_dimensional, (1.5,), "x"),
    (zero_dimensional, (np.array(1.5),), "x"),
    (sweep, (M, 0.3), "a k"),
    (sweep, (M, 0.3), "k"),
    (output_argument, (0.7,), "x"),
    (aliased_result, (A, 2.0), "x k"),
    (fresh_result, (A,), "x"),
    (recursion, (1.3, 4), "x"),
    (keywords, (0.7, 1.5), "x y"),
    (closure, (0.7, 2), "x"),
    (function_argument, (0.7, 1.5), "x c"),
    (unpacked_results, (0.7,), "x"),
    (grown, (0.7, 3), "x"),
    (list_of_inactive_start, (0.7,), "x"),
    (references, (0.7,), "x"),
    (swapped_in_list, (0.7,), "x"),
    (nested, ({"layers": [(M, SMALL), (M, 0.5)], "scale": 2.0}, SMALL), "params"),
    (nested, ({"layers": [(M, SMALL), (M, 0.5)], "scale": 2.0}, SMALL), "params x"),
    (dictionary, (0.7,), "x"),
    (list_argument, ([0.7, 1.5],), "items"),
    (broadcasting, (0.7, 1.5, A), "x"),
    (broadcasting, (0.7, 1.5, A), "a b"),
    (broadcasting, (np.array([0.7]), 1.5, A), "x a"),
    (broadcasting, (np.array(0.7), np.ones((2, 1)), A), "a"),
    (masked, (A,), "x"),
    (linear_algebra, (M, SMALL), "a b"),
    (linear_algebra, (M, SMALL), "b"),
    (solve_right, (SMALL[:2].copy(),), "b"),
    (solve_left, (M[:2, :2].copy(),), "a"),
    (joined, (SMALL,), "x"),
    (reductions, (M,), "x"),
    (of_numbers, (1.3,), "x"),
    (of_numbers, (0.3,), "x"),
    (indexed, (POSITIVE, np.array([0, 2, 2, 1])), "x"),
    (complex_numbers, (np.array([1.0 + 2.0j, 0.5 - 1.0j]), 0.7), "z x"),
    (complex_numbers, (1.0 + 2.0j, 0.7), "x"),
    (division, (2.3, 0.7), "x y"),
    (division, (np.array([2.3, 5.1]), 0.7), "x y"),
    (division, (2.3, np.array([2.2, 5.1])), "x"),
    (reductions, (np.ones((2, 3)) + rand(2, 3),), "x"),
    (taken_names, (0.7, 1.5, 0.5, 0.25), "x x_dot zip spread"),
    (taken_names, (0.7, 1.5, 0.5, 0.25), "x"),
    (shared_by_list, (A, 2), "x"),
    (loop_over_tuples, (0.7, 3), "x"),
    (plus_one, (np.zeros((0, 3)),), "x"),
    (overlapping, (np.zeros(1) + 0.3,), "x"),
]


@pytest.mark.parametrize(("fun", "args", "active"), CASES)
def test_program(fun: Callable[..., Any], args: tuple, active: str) -> None:
    check(fun, args, active)


@pytest.mark.parametrize("active", ["x c", "c"])
def test_a_number_or_an_array_is_right_or_refused(active: str) -> None:
    try:
        check(unknown_class, (M, 0.5), active)
    except TangentError as error:
        assert error.code == "TGT501"


def test_float32_stays_float32() -> None:
    x = np.array([0.5, 1.5, 2.5], np.float32)
    check(keeps_float32, (x, np.float32(0.7)), "x s", rtol=1e-2)
    check(keeps_float32, (x, np.float32(0.7)), "s", rtol=1e-2)
    for a in compiled(keeps_float32, (x, 0.5), ("x",)).function(x, 0.5, np.ones(3, np.float32))[1][:3]:
        assert a.dtype == np.float32


@pytest.mark.parametrize("seed", range(40))
def test_random_program(seed: int) -> None:
    program = make(seed)
    try:
        check(program.fun, program.args, "x v m", rtol=1e-6)
    except TangentError as error:
        pytest.skip(f"refused, which is allowed: {error}")


@pytest.mark.parametrize(
    ("fun", "args", "active"),
    [
        (compress, (1.3, 5), "x"),
        (double_buffer, (rand(6), 3), "u"),
        (sweep, (M, 0.3), "a k"),
        (grown, (0.7, 3), "x"),
        (recursion, (1.3, 4), "x"),
        (overlapping, (A,), "x"),
        (linear_algebra, (M, SMALL), "a b"),
        (nested, ({"layers": [(M, SMALL), (M, 0.5)], "scale": 2.0}, SMALL), "params"),
        (masked, (A,), "x"),
        (rows_in_loop, (M, SMALL), "a b"),
    ],
)
def test_forward_over_forward(fun: Callable[..., Any], args: tuple, active: str) -> None:
    """A derivative is in the language that it was made from."""
    rng = np.random.default_rng(2)
    names = list(inspect.signature(fun).parameters)
    moving = active.split()
    once = compiled(fun, args, tuple(moving)).function
    dots = tuple(random_like(args[names.index(p)], rng) for p in moving)
    parameters = list(inspect.signature(once).parameters)
    check(once, args + dots, " ".join([*moving, *parameters[len(args) :]]), rtol=1e-6)


# ---------------------------------------------------------------- text


def text_of(fun: Callable[..., Any], args: tuple, active: str) -> str:
    return compiled(fun, args, tuple(active.split())).text


def test_the_text_is_the_primal_with_tangents() -> None:
    assert (
        text_of(compress, (1.3, 5), "x")
        == """\
def compress_jvp(x, n, x_dot):
    \"\"\"Value of compress, and its derivative along the tangent of x.\"\"\"
    y_dot = x_dot
    y = x
    for _ in range(n):
        if y > 10.0:
            t1 = y - 9.0
            y = 10.0 + np.log(t1)
            y_dot = y_dot / t1
        else:
            y_dot = y_dot * x + y * x_dot
            y = y * x
    return y, y_dot
"""
    )


def test_writes_and_swaps_are_mirrored() -> None:
    text = text_of(double_buffer, (rand(6), 3), "u")
    assert "        u_dot, new_dot = new_dot, u_dot\n        u, new = new, u\n" in text
    assert text_of(sweep, (M, 0.3), "a").count("damp_jvp(") == 2
    assert "for row, row_dot, v in zip(a, a_dot, b):" in text_of(rows_in_loop, (M, SMALL), "a")
    assert "        row_dot *= v\n        row *= v\n" in text_of(rows_in_loop, (M, SMALL), "a")
    assert "in enumerate(zip(a, a_dot)):" in text_of(rows_in_loop, (M, SMALL), "a")


def test_what_does_not_move_has_no_tangent() -> None:
    text = text_of(overwritten, (0.7, 1.3), "y")
    assert "x_dot = " not in text.replace("x_1_dot", "").replace("x_2_dot", "")
    assert "x_dot" not in text_of(nothing_moves, (0.7, 3), "x").split(":", 1)[1]


def test_recursion_writes_one_function() -> None:
    assert text_of(recursion, (1.3, 4), "x").count("def power") <= 3


# ---------------------------------------------------------------- refusals


def no_rule(x):
    return np.sum(np.real_if_close(x))


def unread_option(x):
    return np.array(x, ndmax=3)


REFUSED = [
    (no_rule, (A,), "no derivative rule"),
    (unread_option, (SMALL,), "ndmax"),
]


@pytest.mark.parametrize(("fun", "args", "said"), REFUSED)
def test_refused(fun: Callable[..., Any], args: tuple, said: str) -> None:
    with pytest.raises(TangentError) as caught:
        compiled(fun, args, ("x",))
    assert said in str(caught.value)
