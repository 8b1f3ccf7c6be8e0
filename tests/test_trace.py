"""`tangent.trace`: one run as source; the same value, the same derivative, or an exception."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import tangent
from tangent import nn
from tests.programs import Case, rand
from tests.test_variable import close, flat, recorded_like_compiled


@pytest.mark.parametrize(
    ("module", "least"), [("scalars", 20), ("branches", 15), ("indexing", 15), ("shapes", 35), ("neural", 60)]
)
def test_the_corpus_is_right_or_refused(module: str, least: int) -> None:
    def check(case: Case, value: Any, exact: Any) -> bool:
        traced = tangent.trace(case.fun, *case.arguments())
        same = np.array_equal(traced(*case.arguments()), value, equal_nan=True)
        gradient = tangent.grad(traced, case.positions)(*case.arguments())
        return same and close(flat(gradient), flat(exact))

    right, _ = recorded_like_compiled(module, check)
    assert right >= least


def power(x: Any, n: int) -> Any:
    y = x
    for _ in range(n - 1):
        y = y * x
    return y if y > 0.0 else -y


def test_the_source() -> None:
    traced = tangent.trace(power, 2.0, 3)
    assert traced.source == inspect.getsource(traced)
    assert traced.source == (
        "def power_trace(x, n):\n"
        '    """One run of power."""\n'
        "    if n != 3:\n"
        '        raise ValueError("power was traced with arguments that take another way")\n'
        "    t1 = x * x\n"
        "    t2 = t1 * x\n"
        "    t3 = t2 > 0.0\n"
        "    if not t3:\n"
        '        raise ValueError("power was traced with arguments that take another way")\n'
        "    return t2\n"
    )
    assert traced(3.0, 3) == 27.0 and tangent.grad(traced)(3.0, 3) == 27.0
    assert tangent.grad(tangent.grad(traced))(3.0, 3) == 18.0
    for other in ((-3.0, 3), (3.0, 4)):
        with pytest.raises(ValueError, match="another way"):
            traced(*other)


def test_shapes_that_were_asked_for() -> None:
    def fixed(x: Any) -> Any:
        return sum(v * v for v in x)

    def free(x: Any) -> Any:
        return np.sum(x * x)

    assert tangent.trace(free, rand(3))(rand(5)) == free(rand(5))
    with pytest.raises(ValueError, match="another way"):
        tangent.trace(fixed, rand(3))(rand(5))


class Pair(NamedTuple):
    a: Any
    b: Any


def test_containers_and_constants(tmp_path: Path) -> None:
    scale = np.array([1.0, 2.0, 3.0])
    layers = [lambda x: np.tanh(x), lambda x: x * scale, lambda x: np.where(x > 0.5, x, -x)]

    def model(p: dict[str, Any], pair: Pair, rest: list[Any]) -> Any:
        x = p["x"] * pair.a + pair.b[0]
        for layer in layers:
            x = layer(x)
        return {"out": np.sum(x * rest[0]), "same": (x,)}

    args = ({"x": rand(3)}, Pair(2.0, (0.5, 1.0)), [rand(3, seed=1)])
    traced = tangent.trace(model, *args)
    other = ({"x": rand(3, seed=5)}, Pair(1.5, (0.25, 1.0)), [rand(3, seed=6)])
    assert traced(*other)["out"] == model(*other)["out"]
    gradient = tangent.grad(lambda p: traced(p, *other[1:])["out"])(other[0])
    expected = tangent.testing.numerical_grad(lambda p: model(p, *other[1:])["out"], (other[0],), 0)
    assert np.allclose(gradient["x"], expected["x"], rtol=1e-6)
    scale[0] = 50.0  # what the run saw is what counts
    assert traced(*args)["out"] != model(*args)["out"]


def test_what_a_program_stops_stays_stopped() -> None:
    def half(x: Any) -> Any:
        return np.sum(nn.softmax(x) * tangent.stop_gradient(x))

    x = rand(4)
    traced = tangent.trace(half, x)
    assert "stop_gradient(" in traced.source
    assert np.allclose(tangent.grad(traced)(x), tangent.grad(half)(x))


def test_a_saved_derivative_of_a_trace(tmp_path: Path) -> None:
    traced = tangent.trace(power, 2.0, 3)
    gradient = tangent.grad(traced)
    gradient(2.0, 3)
    gradient.save(tmp_path / "saved.py")
    namespace: dict[str, Any] = {}
    exec((tmp_path / "saved.py").read_text(encoding="utf-8"), namespace)
    assert namespace["power_trace_grad"](3.0, 3) == 27.0


def test_refusals() -> None:
    def leaves(x: Any) -> Any:
        return float(x) * x

    def writes(x: Any) -> Any:
        x[0] = 1.0
        return x

    def nothing(x: Any) -> Any:
        return object()

    for function, arg, code in (
        (leaves, 2.0, "TGT802"),
        (writes, rand(2), "TGT801"),
        (nothing, 1.0, "TGT805"),
    ):
        with pytest.raises(tangent.TangentError) as e:
            tangent.trace(function, arg)
        assert e.value.code == code
    with pytest.raises(tangent.TangentError):
        tangent.trace(nothing, object())
