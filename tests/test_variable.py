"""`tangent.Variable`: the small programs of introductions, the corpus, and what is refused."""

from __future__ import annotations

import contextlib
import copy
import importlib
import io
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tangent
from tangent import Variable, nn
from tangent.testing import numerical_grad
from tests.programs import Case, rand, scalar_valued
from tests.programs.limits import LIMITS

# Program, point, gradient: the numbers that introductions to automatic differentiation print.
CLASSICS: list[tuple[Callable[..., Any], tuple[float, ...], tuple[float, ...]]] = [
    (lambda x: x**2, (3.0,), (6.0,)),
    (lambda w, b: (w * 2.0 + b - 10.0) ** 2, (3.0, 1.0), (-12.0, -6.0)),
    (lambda x, y: (x + y) * (x - y), (2.0, 3.0), (4.0, -6.0)),
    (lambda x, y: x**2 + 2 * x * y + y**2, (2.0, 3.0), (10.0, 10.0)),
    (lambda x, y: x * y + x, (2.0, 3.0), (4.0, 2.0)),
    (lambda x: x**2 + 3 * x, (2.0,), (7.0,)),
    (lambda x: x**2 + 2 * x, (3.0,), (8.0,)),
    (lambda x1, x2, x3: (x1 + x2) * x3, (2.0, 3.0, 4.0), (4.0, 4.0, 5.0)),
]


@pytest.mark.parametrize("k", range(len(CLASSICS)))
def test_the_numbers_of_introductions(k: int) -> None:
    program, point, expected = CLASSICS[k]
    positions = tuple(range(len(point)))
    assert tangent.grad(program, positions)(*point) == expected
    value, gradient = tangent.value_and_grad(program, positions)(*point)
    assert value == program(*point) and gradient == expected
    variables = [Variable(v) for v in point]
    out = program(*variables)
    out.backward()
    assert out.data == value and tuple(v.grad for v in variables) == expected
    assert all(type(v.grad) is float for v in variables)


def gradients(function: Callable[..., Any], *points: Any) -> list[Any]:
    variables = [Variable(p) for p in points]
    function(*variables).backward()
    return [v.grad for v in variables]


LAYERS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (lambda w, b: np.sum(np.maximum(rand(5, 3) @ w + b, 0.0)), (rand(3, 2, seed=1), rand(2, seed=2))),
    (
        lambda x, s, t: np.sum(np.sin(nn.layer_norm(x, s, t))),
        (rand(4, 5), rand(5, seed=1), rand(5, seed=2)),
    ),
    (
        lambda q, k, v: np.sum(np.cos(nn.scaled_dot_product_attention(q, k, v, nn.causal_mask(4)))),
        (rand(4, 3), rand(4, 3, seed=1), rand(4, 2, seed=2)),
    ),
    (lambda z: nn.cross_entropy(z, np.array([0, 2, 1])), (rand(3, 4),)),
    (lambda x, w: nn.mse(nn.batch_norm(nn.linear(x, w)), 1.0), (rand(2, 4, 4, 2), rand(2, 3, seed=1))),
]


@pytest.mark.parametrize("k", range(len(LAYERS)))
def test_layers_agree_with_differences(k: int) -> None:
    function, points = LAYERS[k]
    found = gradients(function, *points)
    for position, gradient in enumerate(found):
        expected = numerical_grad(function, points, position)
        assert np.allclose(gradient, expected, rtol=1e-6, atol=1e-9)
        assert gradient.dtype == np.float64 and gradient.shape == points[position].shape
    exact = tangent.grad(function, tuple(range(len(points))))(*points)
    assert all(np.allclose(a, b, rtol=1e-12) for a, b in zip(found, exact, strict=True))


def wrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: wrapped(v) for k, v in value.items()}
    if type(value) in (tuple, list):
        return type(value)(map(wrapped, value))
    return Variable(value) if isinstance(value, (float, complex, np.ndarray, np.generic)) else value


def collected(value: Any) -> list[Any]:
    """What `grad` holds for each variable in a structure."""
    if isinstance(value, dict):
        return [g for v in value.values() for g in collected(v)]
    if type(value) in (tuple, list):
        return [g for v in value for g in collected(v)]
    if type(value) is not Variable or not value.requires_grad:
        return []
    return [np.zeros_like(value.data) if value.grad is None else value.grad]


def flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [g for v in value.values() for g in flat(v)]
    return [g for v in value for g in flat(v)] if isinstance(value, (tuple, list)) else [value]


def recorded_like_compiled(module: str, check: Callable[[Case, Any, Any], bool]) -> tuple[int, int]:
    """How many programs of the corpus were right, and how many were refused."""
    right = refused = 0
    for case in importlib.import_module(f"tests.programs.{module}").CASES:
        if case.refused is not None or case.raises or f"{module}-{case.name}" in LIMITS:
            continue
        if not scalar_valued(case):
            continue
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            out, exact = tangent.value_and_grad(case.fun, case.positions)(*case.arguments())
            try:
                assert check(case, out, exact), case.name
                right += 1
            except tangent.TangentError:
                refused += 1
            except ValueError as e:
                # NumPy says in its own words that an element cannot be a Variable.
                assert isinstance(e.__cause__, tangent.TangentError), case.name
                refused += 1
    return right, refused


def close(found: list[Any], expected: list[Any]) -> bool:
    """Equal within the rounding of the coarsest dtype."""
    coarse = max((np.finfo(np.asarray(g).dtype).eps for g in found), default=1e-16)
    return len(found) == len(expected) and all(
        np.allclose(a, b, rtol=1e5 * coarse, atol=1e5 * coarse, equal_nan=True) and np.shape(a) == np.shape(b)
        for a, b in zip(found, expected, strict=True)
    )


# The number of programs that are recorded; the others write in place, call `math`, or change their arguments.
@pytest.mark.parametrize(
    ("module", "least"), [("scalars", 20), ("branches", 15), ("indexing", 15), ("shapes", 35), ("neural", 60)]
)
def test_the_corpus_is_right_or_refused(module: str, least: int) -> None:
    def check(case: Case, value: Any, exact: Any) -> bool:
        args = [wrapped(a) if k in case.positions else a for k, a in enumerate(case.arguments())]
        out = case.fun(*args)
        if isinstance(out, Variable) and out.requires_grad:
            out.backward()
        data = out.data if isinstance(out, Variable) else out
        same = np.array_equal(data, value, equal_nan=True)
        return same and close([g for k in case.positions for g in collected(args[k])], flat(exact))

    right, _ = recorded_like_compiled(module, check)
    assert right >= least


def test_gradients_add_up() -> None:
    x = Variable(rand(3))
    y = np.sum(x * x) + np.sum(x)
    y.backward()
    once = x.grad.copy()
    assert np.allclose(once, 2.0 * x.data + 1.0)
    y.backward()
    assert np.allclose(x.grad, 2.0 * once)
    np.sum(x).backward()
    assert np.allclose(x.grad, 2.0 * once + 1.0)
    x.zero_grad()
    assert x.grad is None
    (x[0] * x[0]).backward()
    assert np.allclose(x.grad, [2.0 * x.data[0], 0.0, 0.0])


def test_shared_parts_are_passed_once() -> None:
    x = Variable(2.0)
    y = x
    for _ in range(60):  # a path for each of 2**60 ways
        y = (y + y) * 0.5
    y.backward()
    assert x.grad == 1.0


def test_long_chains() -> None:
    x = y = Variable(1.0)
    for _ in range(5000):
        y = y * 1.0001
    y.backward()
    assert x.grad == pytest.approx(1.0001**5000)


def test_gradient_of_an_array() -> None:
    x = Variable(rand(2, 3))
    y = np.exp(x)
    seed = rand(2, 3, seed=1)
    y.backward(seed)
    assert np.allclose(x.grad, seed * np.exp(x.data))
    with pytest.raises(tangent.TangentError) as e:
        y.backward()
    assert e.value.code == "TGT803" and "shape (2, 3)" in str(e.value)
    with pytest.raises(tangent.TangentError) as e:
        y.backward(np.ones(3))
    assert e.value.code == "TGT803"
    with pytest.raises(tangent.TangentError):
        Variable(3).backward()
    with pytest.raises(tangent.TangentError):
        x.detach().backward()


def test_functions_with_several_results() -> None:
    a = rand(3, 3)
    a = a + a.T

    def eigen(a: Any) -> Any:
        w, v = np.linalg.eigh(a + a.T)
        return np.sum(w**3) + np.sum(np.abs(v[0]))

    def parts(a: Any) -> Any:
        _, middle, last = np.split(a, 3)
        sign, log = np.linalg.slogdet(a @ a.T + np.eye(3))
        return np.sum(middle * last) + sign * log

    for function in (
        eigen,
        parts,
        lambda a: np.linalg.slogdet(a @ a.T)[1],
        lambda a: np.sum(np.stack([a, a.T])),
    ):
        assert np.allclose(gradients(function, a)[0], tangent.grad(function)(a), rtol=1e-9)


def test_stop_gradient_reaches_into_containers():
    x = tangent.Variable(np.array([1.0, 2.0]), requires_grad=True)
    constants = tangent.stop_gradient({"a": [x, 2.0 * x], "b": (x, 1.0)})
    total = sum(np.sum(v * x) for v in constants["a"]) + np.sum(constants["b"][0] * x)
    total.backward()
    np.testing.assert_array_equal(x.grad, [4.0, 8.0])
    plain = [np.ones(2), (1.0, 2.0)]
    assert tangent.stop_gradient(plain) is plain


def test_constants_and_no_grad() -> None:
    x, c = Variable(rand(3)), Variable(rand(3, seed=1), requires_grad=False)
    y = np.sum(x * c + x.detach() * tangent.stop_gradient(x))
    y.backward()
    assert np.allclose(x.grad, c.data) and c.grad is None
    with tangent.no_grad():
        z = x * 2.0
        assert not z.requires_grad and float(np.sum(z)) == float(np.sum(z.data))

    @tangent.no_grad()
    def quiet(v: Any) -> Any:
        return v * v

    assert not quiet(x).requires_grad and (x * x).requires_grad
    assert not (x > 0.0).any() or isinstance(x > 0.0, np.ndarray)
    assert not np.floor(x).requires_grad and np.argmax(x) == np.argmax(x.data)


def test_a_line_is_fitted() -> None:
    x = np.linspace(-1.0, 1.0, 20)
    w, b = Variable(np.zeros(1)), Variable(0.0)
    for _ in range(300):
        loss = np.mean((x * w + b - (3.0 * x + 1.0)) ** 2)
        loss.backward()
        with tangent.no_grad():
            w -= 0.3 * w.grad
            b -= 0.3 * b.grad
        w.zero_grad()
        b.zero_grad()
    assert w.is_leaf and np.allclose(w.data, 3.0, atol=1e-6) and b.data == pytest.approx(1.0, abs=1e-6)


def test_what_was_recorded_stays() -> None:
    data = np.array([1.0, 2.0])
    x = Variable(data)
    y = np.sum(x * x * x)
    data[0] = 100.0
    x.data[1] = 50.0
    y.backward()
    assert np.allclose(x.grad, [3.0, 12.0])
    assert np.array_equal((x * 1.0).data, [100.0, 50.0])
    z = x * 2.0
    with pytest.raises(ValueError):
        z.data[0] = 1.0


def test_writing_is_refused() -> None:
    x, c = Variable(rand(3)), Variable(rand(3), requires_grad=False)
    y = x * 2.0

    def part(v: Any) -> None:
        v[0] = 1.0

    def update(v: Any) -> None:
        v += 1.0

    def data(v: Any) -> None:
        v.data = 1.0

    def moving(v: Any) -> None:
        v[0] = x[0]

    attempts: list[Callable[[], Any]] = [
        lambda: part(x),
        lambda: part(y),
        lambda: update(x),
        lambda: update(y),
        lambda: data(y),
        lambda: moving(c),
        lambda: x.fill(1.0),
        lambda: np.add(x, 1.0, out=np.zeros(3)),
        lambda: np.add.at(c, [0], x[0]),
        lambda: np.copyto(c, x),
        lambda: np.sum(x, out=np.zeros(())),
    ]
    for attempt in attempts:
        with pytest.raises(tangent.TangentError) as e:
            attempt()
        assert e.value.code == "TGT801" and "tangent.no_grad" in str(e.value)
    part(c)
    update(c)
    assert c.data[0] == 2.0


def test_leaving_is_refused() -> None:
    x = Variable(0.5)
    v = Variable(rand(2))
    for attempt in (lambda: math.sin(x), lambda: float(x), lambda: np.asarray(v), lambda: complex(x)):
        with pytest.raises(tangent.TangentError) as e:
            attempt()
        assert e.value.code == "TGT802"
    target = np.zeros(2)
    with pytest.raises(ValueError) as failed:
        target[0] = v[0]
    assert isinstance(failed.value.__cause__, tangent.TangentError)
    assert math.sin(x.data) == math.sin(0.5) and x.item() == 0.5 and f"{x:.2f}" == "0.50"
    assert math.sin(x.detach()) == math.sin(0.5) and int(x) == 0 and bool(x)


def test_second_derivatives_are_had_from_a_trace() -> None:
    def program(v: Any) -> Any:
        return np.sum(np.sin(v) * v**2)

    x = np.array([0.5, 1.2])
    with pytest.raises(tangent.TangentError, match="derivatives of derivatives are not recorded") as info:
        program(Variable(x)).backward(create_graph=True)
    assert info.value.code == "TGT803" and "trace" in str(info.value)
    curvature = (2.0 - x**2) * np.sin(x) + 4.0 * x * np.cos(x)
    np.testing.assert_allclose(tangent.hessian(tangent.trace(program, x))(x), np.diag(curvature))


def penalty(w: Any, x: Any) -> Any:
    """A derivative in the middle of a program."""
    return np.sum(tangent.grad(lambda x, w: np.sum(np.tanh(x * w)))(x, w) ** 2)


def structured(w: Any) -> Any:
    def f(a: Any, b: Any) -> Any:
        return np.sum(a**3 * b)

    value, (by_a, by_b) = tangent.value_and_grad(f, (0, 1))(w, w * 2.0)
    return value * np.sum(by_a * by_b) + np.sum(tangent.hessian(f)(w, w))


def test_derivatives_are_operations() -> None:
    x = np.array([0.5, 1.2, -0.7])
    w = Variable(x)
    penalty(w, x + 1.0).backward()
    np.testing.assert_allclose(w.grad, tangent.grad(penalty)(x, x + 1.0))
    traced = tangent.trace(penalty, x, x + 1.0)
    np.testing.assert_allclose(tangent.grad(traced)(x, x), tangent.grad(penalty)(x, x))
    w = Variable(x)
    structured(w).backward()
    np.testing.assert_allclose(w.grad, tangent.grad(structured)(x))
    w = Variable(2.0)
    tangent.grad(tangent.grad(np.sin))(w).backward()
    assert np.isclose(w.grad, -np.cos(2.0))


@pytest.mark.parametrize("value", [2.0, np.array([2.0, 1.0])])
def test_variables_that_a_differentiated_function_holds_are_not_lost(value: Any) -> None:
    def program(x: Any) -> Any:
        return np.sum(tangent.grad(lambda z: np.sum(z**2 * x))(x))

    with pytest.raises(tangent.TangentError) as info:
        program(Variable(value))
    assert info.value.code in ("TGT804", "TGT504")
    with pytest.raises(tangent.TangentError):
        tangent.trace(program, value)


def test_no_grad_is_a_decorator_also_in_compiled_code() -> None:
    @tangent.no_grad()
    def scale(x: Any, *, k: float = 1.0) -> Any:
        return np.sum(x**2) * k

    def program(x: Any) -> Any:
        return np.sum(x) * scale(x) * scale(x, k=2.0)

    x = np.array([0.5, 1.2])
    expected = np.full(2, 2.0 * np.sum(x**2) ** 2)
    v = Variable(x)
    program(v).backward()
    np.testing.assert_allclose(v.grad, expected)
    np.testing.assert_allclose(tangent.grad(program)(x), expected)
    context = tangent.no_grad()
    with context, context:
        pass
    assert (v * 2.0).requires_grad, "what a context changed is as it was before"


def test_what_cannot_be_recorded() -> None:
    x = Variable(rand(3))
    with pytest.raises(tangent.TangentError) as e:
        np.real_if_close(x)
    assert e.value.code == "TGT301" and "real_if_close" in str(e.value)
    with pytest.raises(tangent.TangentError) as e:
        x.tofile("nowhere")
    assert e.value.code == "TGT804"
    with pytest.raises(tangent.TangentError):
        Variable("text")
    with pytest.raises(tangent.TangentError):
        Variable(3, requires_grad=True)
    with pytest.raises(tangent.TangentError):
        tangent.grad(lambda p: np.sum(p["w"]))({"w": x})
    with pytest.raises(AttributeError):
        x.nothing  # noqa: B018


def test_it_looks_like_its_data() -> None:
    x = Variable(rand(2, 3))
    assert isinstance(x, np.ndarray) and isinstance(x, Variable) and isinstance(Variable(1.0), float)
    assert (x.shape, x.ndim, x.size, x.dtype, len(x)) == ((2, 3), 2, 6, np.float64, 2)
    assert [row.shape for row in x] == [(3,), (3,)]
    assert repr(Variable(1.0)) == "Variable(1.0, requires_grad=True)"
    assert gradients(lambda v: np.sum(copy.deepcopy(v) * copy.copy(v)), rand(2))[0] == pytest.approx(
        2.0 * rand(2)
    )
    assert gradients(lambda v: np.sum(v.T @ v), rand(2, 2))[0] == pytest.approx(
        tangent.grad(lambda v: np.sum(v.T @ v))(rand(2, 2))
    )


def test_dtypes_are_kept() -> None:
    x = Variable(rand(3).astype(np.float32))
    y = np.sum(np.sin(x) * 2.0)
    y.backward()
    assert y.data.dtype == np.float32 and x.grad.dtype == np.float32
    z = Variable(rand(3) + 1j)
    np.sum(np.abs(z)).backward()
    assert np.allclose(z.grad, tangent.grad(lambda z: np.sum(np.abs(z)))(z.data))


def test_the_same_operation_is_compiled_once() -> None:
    from tangent.record import operation

    x = Variable(rand(30))
    np.sum(x[0] * x[1]).backward()
    before = operation._operation.cache_info().currsize
    s = 0.0
    for k in range(30):
        s = s + x[k] * x[29 - k]
    s.backward()
    assert operation._operation.cache_info().currsize <= before + 2  # a sum of numbers of two classes
