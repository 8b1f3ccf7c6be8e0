"""Looking at derivatives: `.source`, `.save`, pickles; what importing costs and touches."""

from __future__ import annotations

import copy
import inspect
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest

import tangent
from tests.api import programs as p

ROOT = Path(__file__).resolve().parents[2]
W, X, Y = p.ARGUMENTS


def run(text: str, folder: Path = ROOT) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_alone(text: str, folder: Path) -> str:
    """Run where tangent cannot be imported."""
    return run(f"import sys; sys.modules['tangent'] = None\nimport numpy as np\n{text}", folder)


def test_source_is_that_of_the_last_call():
    derivative = tangent.grad(lambda x: np.sum(x * x))
    derivative(np.ones(2))
    arrays = derivative.source
    derivative(2.0)
    assert derivative.source != "" and inspect.getsource(derivative.compiled_for(2.0)) in derivative.source
    assert derivative.source_for(np.ones(5)) == arrays
    assert "import numpy as np" in tangent.grad(p.helper_heavy).source_for(np.ones(3), np.ones(3))
    namespace: dict[str, object] = {}
    exec(tangent.grad(p.least_squares).source_for(W, X, Y), namespace)
    assert "least_squares_grad" in namespace


def test_source_before_any_call():
    text = tangent.grad(p.typed).source
    assert "def typed_grad(x, n)" in text
    namespace: dict[str, object] = {}
    exec(text, namespace)
    assert namespace["typed_grad"](2.0, 3) == 12.0  # type: ignore[operator]
    with pytest.raises(TypeError):
        tangent.grad(p.typed, "n").source  # noqa: B018


def test_source_before_any_call_of_what_is_gone_through():
    """Nothing is known of the argument, which is taken for an array: it is not listed."""

    def total(x):
        s = 0.0
        for k, v in enumerate(x):
            s = s + k * v * v
        it = iter(x)
        return s * next(it)

    namespace: dict[str, Any] = {}
    exec(tangent.grad(total).source, namespace)
    x = np.array([2.0, 3.0, 4.0])
    found = namespace["total_grad"](x)
    assert isinstance(found, np.ndarray)
    np.testing.assert_allclose(found, tangent.grad(total)(x))


def test_source_before_any_call_of_what_is_taken_twice():
    def taken(x):
        return np.sum(x[[0, 0, 1]] ** 2)

    namespace: dict[str, Any] = {}
    exec(tangent.grad(taken).source, namespace)
    np.testing.assert_allclose(namespace["taken_grad"](np.array([1.0, 2.0])), [4.0, 4.0])


def test_source_calls_the_rules_that_it_names():
    """All rules have one name in their module, so that they cannot be imported by it."""

    def product(w, x):
        return np.sum(np.tanh(x @ w) * np.linalg.det(w))

    namespace: dict[str, Any] = {}
    text = tangent.grad(product).source
    assert "matmul_rule = RULES[" in text and "det_rule = RULES[" in text
    exec(text, namespace)
    w, x = np.array([[1.0, 0.2], [0.3, 0.9]]), np.array([[0.1, 0.2], [0.3, 0.4]])
    np.testing.assert_allclose(namespace["product_grad"](w, x), tangent.grad(product)(w, x))


def test_source_before_any_call_of_a_bound_method():
    class Model:
        def __init__(self):
            self.w = np.array([1.0, 2.0])
            self.power = 3

        def loss(self, x):
            return np.sum(self.w * x**self.power)

    model = Model()
    namespace: dict[str, Any] = {}
    exec(tangent.grad(model.loss).source, namespace)
    np.testing.assert_allclose(namespace["loss_grad"](model, np.ones(2)), [3.0, 6.0])


def test_what_would_be_a_guess_has_no_source_before_a_call():
    def written(x):
        y = x.copy()
        y[0] = 2 * x[1]
        return np.sum(y)

    def indexed(x, k):
        return np.sum(x[k])

    def of_a_list(x):
        items = [x, x * 2]
        items[0] *= 2.0
        return np.sum(items[0] + x)

    for fun, name in ((written, "x"), (indexed, "x"), (of_a_list, "x")):
        with pytest.raises(tangent.TangentError, match=f"TGT501: the type of parameter `{name}`"):
            tangent.grad(fun).source  # noqa: B018
    written.__annotations__ = {"x": Annotated[np.ndarray, "f8[:]"]}
    namespace: dict[str, Any] = {}
    exec(tangent.grad(written).source, namespace)
    np.testing.assert_allclose(namespace["written_grad"](np.ones(2)), [0.0, 3.0])


def test_annotations_as_text():
    def f(x, k):
        return np.sum(x**2) * k

    f.__annotations__ = {"x": Annotated[np.ndarray, "f8[:]"], "k": float}
    namespace: dict[str, object] = {}
    exec(tangent.grad(f).source, namespace)
    assert "np.ndim" not in tangent.grad(f).source  # it is known to be a number
    np.testing.assert_allclose(namespace["f_grad"](np.ones(2), 2.0), [4.0, 4.0])  # type: ignore[operator]


def test_gradients_with_more_than_a_value(tmp_path):
    derivative = tangent.grad(p.with_aux, has_aux=True)
    derivative(W)
    derivative.save(tmp_path / "aux.py")
    out = run_alone("import aux; print(aux.with_aux_grad(np.ones(2)))", tmp_path)
    assert out.strip() == "(array([2., 2.]), array([2., 2.]))"


def test_saved_modules_stand_alone(tmp_path):
    derivative = tangent.grad(p.helper_heavy)
    args = (np.ones(3), np.arange(3.0), 3)
    expected = derivative(*args)
    path = tmp_path / "saved.py"
    derivative.save(path)
    text = path.read_text()
    assert "tangent" not in "".join(line for line in text.splitlines() if "import" in line)
    assert "def scaled" in text and "SCALE = 2.5" in text and "TABLE = (1.0, 2.0)" in text
    call = "helper_heavy_grad(np.ones(3), np.arange(3.0), 3)"
    out = run_alone(f"import saved; print(saved.{call}.tolist())", tmp_path)
    assert out.strip() == str(expected.tolist())


def test_saved_helpers_of_ours_are_printed(tmp_path):
    def f(x, i):
        return np.sum(x[i] ** 2)

    derivative = tangent.grad(f)
    expected = derivative(np.ones(3), np.array([0, 0, 2]))
    path = tmp_path / "gather.py"
    derivative.save(path)
    out = run_alone("import gather; print(gather.f_grad(np.ones(3), np.array([0, 0, 2])).tolist())", tmp_path)
    assert out.strip() == str(expected.tolist())


def test_names_of_two_modules_do_not_collide(tmp_path):
    from tangent.testing.structures import compile_source

    one: dict[str, object] = {"np": np, "K": 2.0}
    two: dict[str, object] = {"np": np, "K": 3.0}
    compile_source("def first(t):\n    return t * K\n", "first", one)
    compile_source("def second(t):\n    return t * K\n", "second", two)
    first, second = one["first"], two["second"]

    def f(x):
        return x * first(1.0) * second(2.0)

    derivative = tangent.grad(f)
    assert derivative(1.0) == 12.0
    path = tmp_path / "two.py"
    derivative.save(path)
    namespace: dict[str, object] = {}
    exec(path.read_text(), namespace)
    assert namespace["f_grad"](1.0) == 12.0  # type: ignore[operator]


def test_captured_objects_cannot_be_saved(tmp_path):
    data = np.arange(3.0)
    derivative = tangent.grad(lambda x: np.sum(x * data))
    derivative(np.ones(3))
    with pytest.raises(tangent.UnsupportedError) as info:
        derivative.save(tmp_path / "no.py")
    assert info.value.code == "TGT701" and "data" in str(info.value)
    assert not (tmp_path / "no.py").exists()


def test_pickles():
    model = p.Model()
    for derivative, args in [
        (tangent.grad(p.least_squares, ("w", 2)), (W, X, Y)),
        (tangent.value_and_grad(p.decorated, "x"), (2.0, W)),
        (p.decorated.grad, (2.0, W)),
        (p.decorated, (2.0, W)),
        (tangent.grad(np.sin), (1.0,)),
        (tangent.grad(tangent.grad(p.cube)), (2.0,)),
        (tangent.grad(model.loss), (W,)),
        (tangent.grad(p.Model.static), (2.0,)),
        (tangent.differentiate(p.cube).jvp, (2.0, 1.0)),
    ]:
        again = pickle.loads(pickle.dumps(derivative))
        np.testing.assert_equal(again(*args), derivative(*args))
        copy.deepcopy(derivative)
    for hidden in (lambda x: x, make_local()):
        with pytest.raises(tangent.UnsupportedError) as info:
            pickle.dumps(tangent.grad(hidden))
        assert info.value.code == "TGT702"


def make_local():
    def local(x):
        return x

    return local


def test_names_of_the_package():
    for name in tangent.__all__:
        assert getattr(tangent, name) is not None
        assert name in dir(tangent)
    assert issubclass(tangent.MissingRuleError, tangent.TangentError)
    assert callable(tangent.rules.elementwise) and callable(tangent.rules.linear)
    with pytest.raises(AttributeError):
        tangent.no_such_thing  # noqa: B018


def test_importing_is_cheap_and_quiet():
    out = run(
        "import sys, warnings; warnings.simplefilter('error')\n"
        "limit, path = sys.getrecursionlimit(), list(sys.path)\n"
        "import tangent\n"
        "heavy = ('numpy', 'gast', 'astunparse', 'tangent.rules', 'tangent.pipeline')\n"
        "print([m for m in heavy if m in sys.modules])\n"
        "print(limit == sys.getrecursionlimit(), path == sys.path)\n"
        "import numpy as np\n"
        "state = lambda: (np.geterr(), np.random.get_state()[1].tolist())\n"
        "before = state()\n"
        "assert tangent.grad(np.sin)(0.0) == 1.0\n"
        "print(before == state(), limit == sys.getrecursionlimit())\n"
    )
    assert out.splitlines() == ["[]", "True True", "True True"]
