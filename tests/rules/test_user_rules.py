"""Rules of users: proved by `check_rule`, and refused in words where they are ill-formed."""

import numpy as np
import pytest

import tangent
from tangent.rules.kinds import RULES, elementwise, linear, multilinear, mutation, pair
from tangent.testing import check_rule


class Opaque:
    """A function without a text; each is a key of its own."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)


X = np.array([[0.3, -1.2, 0.7], [1.1, 0.4, -0.6]])


def slope_of_softplus(x):
    return 1.0 / (1.0 + np.exp(-x))


def test_a_right_rule():
    softplus = Opaque(lambda x: np.log1p(np.exp(x)))
    elementwise(softplus)(slope_of_softplus)
    assert check_rule(softplus, X) > 25
    assert check_rule(softplus, 0.3) > 10


def test_every_kind():
    scaled = Opaque(lambda a, b: np.sum(a) * b)

    @multilinear(scaled, wrt=("a", "b"))
    def _(a, b, *, out_bar):
        return np.sum(out_bar * b) * np.ones_like(a), np.sum(a) * out_bar

    check_rule(scaled, X, X[0])
    fill = Opaque(lambda x, v: x.fill(v))

    def fill_jvp(x, v, *, x_dot, v_dot):
        x_dot[:] = v_dot

    @mutation(fill, wrt=("x", "v"), jvp=fill_jvp)
    def _(x, v, *, x_bar):
        v_bar = np.sum(x_bar)
        x_bar[:] = 0.0
        return v_bar

    check_rule(fill, X, 1.5)
    weighted = Opaque(lambda *xs: sum((k + 1) * x for k, x in enumerate(xs)))

    @linear(weighted, wrt=("xs",))
    def _(*xs, position, out_bar):
        return (position + 1) * out_bar

    check_rule(weighted, X, X, X)


def test_a_wrong_slope():
    bent = Opaque(np.sin)

    @elementwise(bent)
    def _(x):
        return np.cos(x) + 1e-3

    with pytest.raises(AssertionError, match="differences"):
        check_rule(bent, X)


def test_a_wrong_transpose():
    turned = Opaque(lambda x: x[::-1].copy())

    @linear(turned, wrt=("x",))
    def _(x, *, out_bar):
        return 1.0 * out_bar

    with pytest.raises(AssertionError, match="reverse mode against forward mode"):
        check_rule(turned, X)


def test_a_tangent_of_another_dtype():
    scale = Opaque(lambda x: x * np.float32(2.0))

    def scale_jvp(x, *, x_dot):
        return np.float64(2.0) * np.float64(x_dot)

    @pair(scale, wrt=("x",), jvp=scale_jvp)
    def _(x, *, out_bar):
        return 2.0 * out_bar

    check_rule(scale, 1.5)
    check_rule(scale, np.float32(1.5))


def test_an_argument_that_was_forgotten():
    power = Opaque(lambda x, y: x**y)

    @elementwise(power, wrt=("x",))
    def _(x, y):
        return y * x ** (y - 1.0)

    with pytest.raises(AssertionError, match="depends on 'y', which is missing"):
        check_rule(power, np.abs(X), 1.5)
    check_rule(power, np.abs(X), 2)


def test_a_missing_name():
    f = Opaque(np.sin)

    @elementwise(f)
    def _(x):
        return cosine(x)  # noqa: F821

    with pytest.raises(AssertionError, match="'cosine', which is not defined"):
        check_rule(f, X)


def test_no_rule_and_nothing_to_move():
    with pytest.raises(LookupError, match="no rule"):
        check_rule(Opaque(np.sin), X)
    with pytest.raises(TypeError, match="no float"):
        check_rule(np.sin, 3)


def with_loop(x):
    for _ in range(2):
        pass
    return x


def two(x):
    return x, x


def nothing(x, *, out_bar):
    out_bar  # noqa: B018


def sometimes(x, flag=True):
    if flag:
        return x


def asks(x, *, out_bar):
    return out_bar


def asks_for_more(x, *, outside):
    return outside


def twice(x):
    y = x
    y = y + y
    return y


def inner(x):
    return (lambda t: t)(x)


def with_nothing(x):
    return


ILL = [
    (elementwise, {}, with_loop, "a loop"),
    (elementwise, {}, two, "returns 2 expressions instead of 1 for x"),
    (elementwise, {}, asks, "asks for 'out_bar'"),
    (elementwise, {}, asks_for_more, "may ask for out"),
    (elementwise, {"wrt": ("z",)}, two, "no parameter named 'z'"),
    (elementwise, {"neutral": ("mode",)}, slope_of_softplus, "no parameter named 'mode'"),
    (elementwise, {}, sometimes, "without a `return`"),
    (elementwise, {}, twice, "twice"),
    (elementwise, {}, inner, "a lambda"),
    (elementwise, {}, with_nothing, "returns 0 expressions"),
    (linear, {"wrt": ("x",)}, nothing, "cannot be pasted"),
    (pair, {"wrt": ("x",), "jvp": None}, asks, "needs a `jvp`"),
    (pair, {"wrt": ("x",), "jvp": with_nothing}, asks, "the tangent of the result"),
    (pair, {"wrt": ("x",), "jvp": sometimes}, asks, "its jvp takes"),
]


@pytest.mark.parametrize("kind, options, body, message", ILL)
def test_ill_formed(kind, options, body, message):
    function = Opaque(np.sin)
    with pytest.raises(tangent.TangentError, match="TGT305") as caught:
        kind(function, **options)(body)
    assert message in str(caught.value)
    assert function not in RULES
    assert isinstance(caught.value, TypeError)


def test_a_body_without_text():
    body = eval("lambda x: x")
    with pytest.raises(tangent.TangentError, match="text cannot be found"):
        elementwise(Opaque(np.sin))(body)


def test_a_closure():
    factor = 2.0

    def body(x):
        return factor * np.cos(x)

    with pytest.raises(tangent.TangentError, match="variable of the function around it"):
        elementwise(Opaque(np.sin))(body)


def test_a_function_that_is_no_key():
    class Unhashable(Opaque):
        def __eq__(self, other):
            return self is other

    with pytest.raises(tangent.TangentError, match="cannot be hashed"):
        elementwise(Unhashable(np.sin))(slope_of_softplus)
