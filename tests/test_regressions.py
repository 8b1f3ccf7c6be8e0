"""Programs that once gave a wrong number or an exception of the wrong kind: right now, or refused with a
code.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tangent
from tangent.rules.kinds import RULES, linear
from tangent.testing.numerical import numerical_grad

X = np.array([0.3, 0.5, 1.2])


def views_in_a_list(x: Any) -> Any:
    y = x.copy()
    for v in [y[:1], y[1:]]:
        v *= 2.0
    return np.sum(y * y)


def evaluated_text(x: Any) -> Any:
    return eval("x[0]") * 1.0  # noqa: S307


def list_slice_assigned(x: Any) -> Any:
    parts = [x[0], x[1], x[2]]
    parts[1:] = [x[0]]
    return parts[1] * parts[0]


def new_keys(x: Any) -> Any:
    d: dict[str, Any] = {}
    d["a"] = x * 2.0
    d["b"] = x[0]
    return np.sum(d["a"] ** 2) * d["b"]


def _scaled(f: Any, x: Any, times: int = 2) -> Any:
    return times * f(x)


def a_default_before_a_captured_variable(x: Any) -> Any:
    k = x[1] * 3.0
    return _scaled(lambda t: k * t * t, x[0])


def _halves(f: Any, a: Any, b: Any, depth: int) -> Any:
    middle = 0.5 * (a + b)
    if depth <= 0:
        return f(middle) * (b - a)
    return _halves(f, a, middle, depth - 1) + _halves(f, middle, b, depth - 1)


def a_closure_handed_down_a_recursion(x: Any) -> Any:
    k = x[1]
    return _halves(lambda t: np.exp(-k * t), 0.0, x[2], 2)


def an_array_changes_its_name(x: Any) -> Any:
    p = np.zeros(3)
    total = 0.0
    for k in range(3):
        v = p
        p = np.zeros(3)
        p[1] += np.sin(x[k])
        v[0] += x[k] ** 2
        total = total + np.sum(v * v) * x[0]
    return total + p[1]


def scaled(v: Any, c: Any) -> None:
    w = v if c > -10.0 else v.copy()
    w *= 3.0


def scaled_deep(v: Any, c: Any, n: int) -> None:
    scaled(v, c)
    if n > 0:
        scaled_deep(v, c, n - 1)


def a_recursion_writes_into_its_argument_or_a_copy(x: Any) -> Any:
    y = x * 2.0
    scaled_deep(y, x[0], 2)
    return np.sum(y * y)


def one_of_two_arrays_is_written_as_a_whole(x: Any) -> Any:
    y, w = np.sin(x), np.cos(x)
    z = y if x[0] > 10.0 else w
    s = np.sum(z * z * z)
    y[...] = x * x
    w[1] = x[0]
    return s + np.sum(y * w)


def a_view_outlives_its_base(x: Any) -> Any:
    p = x * 2.0
    total = 0.0
    for k in range(3):
        v = p[1:]
        p = x * float(k + 2)
        v[0] += p[2] ** 2
        p[1] *= 3.0
        total = total + np.sum(v * v)
    return total


def a_view_and_its_array_are_put_back(x: Any) -> Any:
    m = np.outer(x, x)
    return _written_twice(m, x)


def _written_twice(m: Any, v: Any) -> Any:
    m[1:, :-1] = np.sin(m[:-1, 1:])
    w = m.T[2]
    w[:1] = np.sin(v[2:] - w[2:])
    return np.sum(np.tanh(w)) + np.sum(m**2)


def overlapping_views(x: Any) -> Any:
    p = x[:2]
    q = x[1:]
    p *= 2.0
    q *= q
    return np.sum(q) + np.sum(p)


def written_while_iterated(x: Any) -> Any:
    x = x.copy()
    for e in x:
        x *= np.sin(e)
    return np.sum(x)


def row_read_in_an_inner_loop(x: Any) -> Any:
    m = np.outer(x, x)
    s = x[0]
    for row in m:
        row[2] += np.cos(s)
        for _ in range(2):
            if s > -0.5:
                s *= np.tanh(np.cos(row[-3]) * np.tanh(np.sum(m[:, 0])))
    return np.sin(s) + np.sum(m**2)


def log_sum_exp(a: Any) -> Any:
    top = np.max(a, axis=-1)
    return top + np.log(np.sum(np.exp(a - top[..., None]), axis=-1))


def range_over_its_own_variable(x: Any) -> Any:
    s = x[0]
    for i in range(1):
        s = s * x[i]
    for i in range(i, 3):
        s = s * x[i]
    return s * i


def printing(x: Any) -> Any:
    y = x * x
    print("seen")
    return np.sum(y)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (a_recursion_writes_into_its_argument_or_a_copy, "TGT401"),
        (evaluated_text, "TGT109"),
    ],
)
def test_refused(program: Any, code: str) -> None:
    with pytest.raises(tangent.TangentError) as caught:
        tangent.grad(program)(X)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "program",
    [
        new_keys,
        views_in_a_list,
        a_view_outlives_its_base,
        one_of_two_arrays_is_written_as_a_whole,
        a_view_and_its_array_are_put_back,
        an_array_changes_its_name,
        overlapping_views,
        written_while_iterated,
        row_read_in_an_inner_loop,
        log_sum_exp,
        a_default_before_a_captured_variable,
        a_closure_handed_down_a_recursion,
        range_over_its_own_variable,
    ],
)
def test_right(program: Any) -> None:
    before = X.copy()
    found = tangent.grad(program)(X)
    (expected,) = numerical_grad(program, (X.copy(),), (0,))
    np.testing.assert_allclose(found, expected, rtol=1e-7)
    np.testing.assert_array_equal(X, before)
    tangent.check_grads(program, (X,), order=1)


def test_effects_happen_once(capsys: pytest.CaptureFixture[str]) -> None:
    tangent.value_and_grad(printing)(X)
    assert capsys.readouterr().out == "seen\n"


def opaque(a: Any, b: Any) -> Any:
    return a * b


def applied(a: Any, b: Any) -> Any:
    return np.sum(opaque(a, b))


def test_a_rule_without_an_active_argument_is_not_a_constant() -> None:
    @linear(opaque, wrt=("b",))
    def _(a: Any, b: Any, *, out_bar: Any) -> Any:
        return a * out_bar

    try:
        with pytest.raises(tangent.TangentError) as caught:
            tangent.grad(applied)(X, X)
        assert caught.value.code == "TGT302"
        with pytest.raises(tangent.TangentError) as caught:
            tangent.jvp(applied, (X, X), (X, X))
        assert caught.value.code == "TGT302"
    finally:
        del RULES[opaque]


def test_a_copy_that_is_made_again_does_not_give_the_old_value_back():
    """`s_bar = t3_bar` and `t3_bar = s_bar`: each was recovered from the other."""

    def times(v, k):
        return v * k

    def program(x):
        s = 0.0
        for i in range(4):
            k = i * x
            s = s + times(x, k) * s + times(2.0, k)
        return s

    gradient = tangent.grad(program)
    expected = tangent.jvp(gradient, (0.7,), (1.0,))[1]
    np.testing.assert_allclose(tangent.grad(gradient)(0.7), expected, rtol=1e-12)


def test_where_an_item_is_put_back_is_known_before():
    """`parts[k] = parts_tape.pop()` stood before `k = idx[k_1]`."""

    def program(x, idx):
        parts = [x[0], x[1], x[2]]
        for k in idx:
            parts[k] = parts[k] * parts[k]
        return parts[1] * parts[2]

    def in_step(x, idx):
        parts = [x[0], x[1], x[2]]
        for k, v in zip(idx, [x[1] * x[0], x[2] * x[2]]):
            parts[k] = parts[k] * v
        return parts[1] * parts[2]

    for idx in ([1, 2], np.array([1, 2])):
        tangent.check_grads(program, (np.array([0.3, 0.4, 0.5]), idx))
        tangent.check_grads(in_step, (np.array([0.3, 0.4, 0.5]), idx))


def test_what_no_trip_has_bound_raises_as_in_the_primal() -> None:
    def program(x):
        for v in x:
            if v > 0.5:
                scale = np.sqrt(v)
        return scale * np.sum(x)

    x = np.array([0.1, 0.2])
    with pytest.raises(UnboundLocalError):
        program(x)
    with pytest.raises(UnboundLocalError):
        tangent.grad(program)(x)
    with pytest.raises(UnboundLocalError):
        tangent.value_and_grad(program)(x)
    with pytest.raises(UnboundLocalError):
        tangent.vjp(program, x)
    with pytest.raises(UnboundLocalError):
        tangent.jvp(program, (x,), (x,))
