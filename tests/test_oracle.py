"""The oracle can fail: right derivatives pass, and each deliberately wrong one is caught by its own check."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tangent.testing import check, numerical_grad, numerical_jvp
from tangent.testing.structures import clone
from tests.numerical_api import NumericalApi, Refusal
from tests.oracle import (
    SECOND,
    Standalone,
    check_program,
    check_raises,
    check_refused,
    difference,
    leaf_mismatch,
)

X = np.array([0.3, -0.7, 1.1])


def cubic(x: np.ndarray) -> float:
    return np.sum(np.sin(x) * x**2) + x[0] * x[1] ** 2


def cubic_grad(x: np.ndarray) -> np.ndarray:
    x_bar = np.cos(x) * x**2 + 2.0 * x * np.sin(x)
    x_bar[0] += x[1] ** 2
    x_bar[1] += 2.0 * x[0] * x[1]
    return x_bar


def cubic_grad_without_a_term(x: np.ndarray) -> np.ndarray:
    x_bar = np.cos(x) * x**2 + 2.0 * x * np.sin(x)
    x_bar[0] += x[1] ** 2
    return x_bar


def cubic_jvp(x: np.ndarray, x_dot: np.ndarray) -> tuple[Any, Any]:
    return cubic(x), np.sum(cubic_grad(x) * x_dot)


def cubic_jvp_frozen(x: np.ndarray, x_dot: np.ndarray) -> tuple[Any, Any]:
    """Right at X, but its own derivative is wrong: as if the tangent had been taken for a constant."""
    return cubic(x), np.sum(cubic_grad(X) * x_dot)


def ramp(x: np.ndarray) -> np.ndarray:
    return np.cumsum(x**2)


def loud(x: np.ndarray) -> float:
    print("once")
    return np.sum(x**2)


def broken(x: np.ndarray) -> float:
    raise ValueError("never")


@pytest.mark.parametrize("fun", [cubic, ramp, loud])
def test_right_derivatives_pass(fun: Callable[..., Any]) -> None:
    check_program(fun, (X,), api=NumericalApi(), order=1)


def test_right_second_derivatives_pass() -> None:
    check_program(cubic, (X,), api=NumericalApi({cubic: cubic_grad}, {cubic: cubic_jvp}))


def test_structures_complex_numbers_and_small_types_pass() -> None:
    tree = ({"w": np.array([[0.5, 2.0]]), "n": 3, "b": [1.5, (0.25,)]}, 2)
    check_program(
        lambda p, n: np.sum(p["w"] ** n) * p["b"][0] + p["b"][1][0], tree, 0, api=NumericalApi(), order=1
    )
    z = np.array([1.0 + 2.0j, 0.5 - 0.25j])
    check_program(lambda z: np.sum(z**2 * np.conj(z)), (z,), api=NumericalApi(), order=1)
    check_program(lambda z: np.sum(np.abs(z) ** 2), (z,), api=NumericalApi(), order=1)
    check_program(lambda x: np.sum(np.sin(x)), (X.astype(np.float32),), api=NumericalApi(), order=1)
    check_program(lambda x: np.sum(x**2), (np.zeros((0, 3)),), api=NumericalApi(), order=1)
    check_program(lambda x: x * x, (1.5,), api=NumericalApi(), order=1)
    check_program(lambda x: x * x, (np.float64(1.5),), api=NumericalApi(), order=1, strict_scalars=True)
    frozen = X[::-1]
    frozen.flags.writeable = False
    check_program(lambda x: np.sum(x[:2] * x[1:]), (frozen,), api=NumericalApi(), order=1)


FAULTS = [
    ("value", cubic, "value: value of value_and_grad"),
    ("sign", cubic, "numerical: the gradient is wrong"),
    ("bias", cubic, "modes: forward and reverse disagree"),
    ("jvp", cubic, "modes: forward and reverse disagree"),
    ("shape", cubic, "structure: "),
    ("float64", cubic, "structure: "),
    ("arguments", cubic, "arguments: the arguments after"),
    ("effects", loud, "effects: "),
    ("nan at zero", cubic, "pullback: pullback(0)"),
    ("consumed", cubic, "pullback: "),
    ("snapshot", cubic, "after the arguments were written"),
    ("read-only", cubic, "is read-only"),
    ("cotangent", ramp, "shares memory with the value or cotangent"),
    ("aliased value", ramp, "shares memory with the arguments"),
    ("passes", cubic, "passes: gradient with the passes off"),
]


@pytest.mark.parametrize(("wrong", "fun", "message"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_each_fault_is_caught(wrong: str, fun: Callable[..., Any], message: str) -> None:
    x = X.astype(np.float32) if wrong == "float64" else X
    with pytest.raises(AssertionError) as caught:
        check_program(fun, (x,), api=NumericalApi(wrong=wrong), order=1)
    assert message in str(caught.value)


SECOND_FAULTS = [
    ({cubic: cubic_grad_without_a_term}, {cubic: cubic_jvp}, "modes: grad against value_and_grad"),
    ({cubic: cubic_grad_without_a_term}, {cubic: cubic_jvp}, "second: reverse over forward"),
    ({cubic: cubic_grad}, {cubic: cubic_jvp_frozen}, "second: reverse over forward"),
    ({cubic: cubic_grad}, {cubic: cubic_jvp_frozen}, "second: forward over forward"),
]


@pytest.mark.parametrize(("grads", "jvps", "message"), SECOND_FAULTS)
def test_wrong_second_derivatives_are_caught(grads: Any, jvps: Any, message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_program(cubic, (X,), api=NumericalApi(grads, jvps))
    assert message in str(caught.value)


@pytest.mark.parametrize("way", SECOND)
def test_one_way_alone_is_compared_with_differences(way: str) -> None:
    check_program(cubic, (X,), api=NumericalApi({cubic: cubic_grad}, {cubic: cubic_jvp}), second=(way,))


WRONG_MODES = [("forward over reverse", "jvp"), ("reverse over reverse", "sign")]


@pytest.mark.parametrize(("way", "wrong"), WRONG_MODES)
def test_one_way_alone_finds_a_wrong_mode(way: str, wrong: str) -> None:
    api = NumericalApi({cubic: cubic_grad}, {cubic: cubic_jvp}, wrong=wrong)
    with pytest.raises(AssertionError, match=f"second: {way}"):
        check_program(cubic, (X,), api=api, only={"second"}, second=(way,))


@pytest.mark.parametrize("way", ["reverse over forward", "forward over forward"])
def test_one_way_alone_finds_a_wrong_derivative(way: str) -> None:
    with pytest.raises(AssertionError, match=f"second: {way}"):
        check_program(
            cubic, (X,), api=NumericalApi({cubic: cubic_grad}, {cubic: cubic_jvp_frozen}), second=(way,)
        )


def test_checks_can_be_left_out() -> None:
    check_program(cubic, (X,), api=NumericalApi(wrong="passes"), order=1, skip={"passes"})
    check_program(cubic, (X,), api=NumericalApi(wrong="sign"), only={"value", "structure"})
    with pytest.raises(ValueError, match="no such check"):
        check_program(cubic, (X,), api=NumericalApi(), only={"values"})


def test_a_refusal_passes_through() -> None:
    class Refusing(NumericalApi):
        def vjp(self, fun: Callable[..., Any], *primals: Any, only: Any = None) -> Any:
            raise Refusal("TGT001 program.py:3: no")

    with pytest.raises(Refusal):
        check_program(cubic, (X,), api=Refusing())
    check_refused(cubic, (X,), 0, "TGT001", api=Refusing())
    with pytest.raises(AssertionError, match="accepted"):
        check_refused(cubic, (X,), api=NumericalApi())
    with pytest.raises(AssertionError, match="TGT002"):
        check_refused(cubic, (X,), 0, "TGT002", api=Refusing())


def test_exceptions_of_the_primal() -> None:
    check_raises(broken, (X,), api=NumericalApi())

    class Swallowing(NumericalApi):
        def vjp(self, fun: Callable[..., Any], *primals: Any, only: Any = None) -> Any:
            return 0.0, lambda cotangent: (np.zeros(3),)

    with pytest.raises(AssertionError, match="does not raise"):
        check_raises(broken, (X,), api=Swallowing())


def test_differences_are_seen() -> None:
    assert not difference([1.0, np.nan, {"a": X}], [1.0, np.nan, {"a": X.copy()}])
    assert difference(1.0, np.float64(1.0))
    assert difference(0.0, -0.0) and not difference(0.0, -0.0, zeros=True)
    assert (
        difference(X, np.nextafter(X, 2.0)) == "[0] is np.float64(0.3), not np.float64(0.30000000000000004)"
    )
    assert difference({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert leaf_mismatch(np.zeros(3), 1.0) and leaf_mismatch(1.0, np.zeros(())) and leaf_mismatch(None, 1.0)
    assert not leaf_mismatch(np.float64(1.0), 1.0) and leaf_mismatch(
        np.float64(1.0), 1.0, strict_scalars=True
    )
    assert leaf_mismatch(1.0, np.float32(1.0)) and leaf_mismatch(1, 1.0)


def test_copies_keep_layout_overlap_and_flags() -> None:
    a = np.arange(12.0).reshape(3, 4)
    frozen = a[1]
    frozen.flags.writeable = False
    args = (a, a[::-1, ::2], a.T, frozen, np.broadcast_to(X, (2, 3)), [a, a], np.zeros((0, 2)), np.array(2.0))
    copied = clone(args)
    assert not difference(copied, args, flags=True)
    assert all(x.strides == y.strides for x, y in zip(copied[:5], args[:5], strict=True))
    copied[0][1, 2] = 99.0
    assert copied[1][1, 1] == copied[2][2, 1] == copied[3][2] == 99.0 and a[1, 2] == 6.0
    assert copied[5][0] is copied[0] and copied[5][1] is copied[0]
    alone = clone(args, independent=True)
    alone[0][1, 2] = 99.0
    assert alone[1][1, 1] == alone[5][0][1, 2] == 6.0


def test_numerical_derivatives() -> None:
    for method, tolerance in [("richardson", 1e-10), ("central", 1e-6), ("complex", 1e-14)]:
        assert np.allclose(numerical_grad(cubic, (X,), 0, method), cubic_grad(X), rtol=0.0, atol=tolerance)
    assert np.isnan(numerical_grad(lambda x: np.sum(np.maximum(x - 3e-6, 0.0)), (np.zeros(1),))[0])
    assert numerical_grad(lambda x: np.sum(np.abs(x)), (np.zeros(1),))[0] == 0.0
    moved = numerical_jvp(lambda x, n: [x**n, n], (X, 2), (X, None))
    assert np.allclose(moved[0], 2 * X**2, rtol=0.0, atol=1e-10) and moved[1] is None
    with pytest.raises(TypeError, match="scalar"):
        numerical_grad(ramp, (X,))


def test_check_grads_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(api: NumericalApi, **options: Any) -> None:
        check._check(api, cubic, (X,), **{"order": 1, "modes": ("fwd", "rev"), **_NO_TOLERANCES, **options})

    run(NumericalApi())
    run(NumericalApi({cubic: cubic_grad}), order=2)
    for modes in [("fwd",), ("rev",)]:
        run(NumericalApi(), modes=modes)
    with pytest.raises(AssertionError, match="forward mode against finite differences"):
        run(NumericalApi(wrong="jvp"))
    with pytest.raises(AssertionError, match=r"reverse mode.*worst is gradient\[0\]\[\d\]: .* against"):
        run(NumericalApi(wrong="sign"), modes=("rev",))
    with pytest.raises(AssertionError, match="reverse mode against forward mode"):
        run(NumericalApi(wrong="bias"))


_NO_TOLERANCES = {"rtol": None, "atol": None, "argnums": None}


def test_standalone_batches(tmp_path: Path) -> None:
    class Saved:
        def __init__(self, text: str, fun: Callable[..., Any]) -> None:
            self.text, self.fun, self.__name__ = text, fun, "cubic_grad"

        def __call__(self, *args: Any) -> Any:
            return self.fun(*args)

        def save(self, path: Path) -> None:
            path.write_text(self.text)

    class Saving(NumericalApi):
        text = ""

        def grad(self, fun: Callable[..., Any], argnums: Any, **options: Any) -> Any:
            return Saved(self.text, lambda x: 2.0 * x)

    for text, message in [
        ("def cubic_grad(x):\n    return 2.0 * x\n", ""),
        ("def cubic_grad(x):\n    return 2.5 * x\n", "other result"),
        ("import tangent\ndef cubic_grad(x):\n    return 2.0 * x\n", "tangent"),
        ("def other(x):\n    return 2.0 * x\n", "none of"),
    ]:
        api = Saving()
        api.text = text
        batch = Standalone(tmp_path, api)
        batch.add("cubic", cubic, (X,), 0)
        if message:
            with pytest.raises(AssertionError, match=message):
                batch.run()
        else:
            batch.run()


def test_the_oracle_works_without_assert_statements() -> None:
    """`python -O` removes assert statements: the oracle and check_grads must not rely on them."""
    for module in ("tests.oracle", "tangent.testing.check", "tangent.testing.numerical"):
        source = Path(sys.modules[module].__file__ or "").read_text()
        assert "\n    assert " not in source and "\n        assert " not in source
