"""What a derivative was made of may change afterwards: it is then made anew, or refused, never stale."""

from __future__ import annotations

import functools
import importlib
import linecache
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tangent

Importer = Callable[..., Any]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importer]:
    """Write a text as a module and import it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names: list[str] = []

    def do(text: str, name: str) -> Any:
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        sys.modules.pop(name, None)
        importlib.invalidate_caches()
        names.append(name)
        return importlib.import_module(name)

    yield do
    for name in names:
        sys.modules.pop(name, None)


# ---------------------------------------------------------------- helpers and what they hold


def helper(v, k=2.0, *, power=2):
    return k * v**power


def calls_helper(x):
    return helper(x)


def test_defaults_of_a_helper_are_replaced(monkeypatch):
    derivative = tangent.grad(calls_helper)
    assert derivative(3.0) == 12.0
    monkeypatch.setattr(helper, "__defaults__", (5.0,))
    assert derivative(3.0) == 30.0
    monkeypatch.setattr(helper, "__kwdefaults__", {"power": 1})
    assert derivative(3.0) == 5.0
    assert tangent.jvp(calls_helper, (3.0,), (1.0,)) == (15.0, 5.0)


def test_defaults_of_the_function_are_replaced():
    def f(x, k=2.0, *, power=2):
        return k * x**power

    derivative = tangent.grad(f)
    assert derivative(3.0) == 12.0
    f.__defaults__ = (5.0,)
    assert derivative(3.0) == 30.0
    f.__kwdefaults__ = {"power": 1}
    assert derivative(3.0) == 5.0


def test_code_of_a_helper_is_replaced():
    def inner(v):
        return v * v

    def f(x):
        return inner(x)

    derivative = tangent.grad(f)
    assert derivative(3.0) == 6.0
    inner.__code__ = (lambda v: v * v * v).__code__
    assert derivative(3.0) == 27.0


def test_code_of_the_function_is_replaced():
    def f(x):
        return x * x

    derivative = tangent.grad(f)
    assert derivative(3.0) == 6.0
    f.__code__ = (lambda x: x * x * x).__code__
    assert derivative(3.0) == 27.0


table: dict[str, Any] = {"f": np.sin, "k": 2.0}
several: list[Any] = [np.sin, helper]


def reads_table(x):
    return table["f"](x) * table["k"]


def reads_list(x):
    for f in several:
        x = f(x)
    return x


def test_functions_in_containers_are_exchanged(monkeypatch):
    derivative = tangent.grad(reads_table)
    assert derivative(0.0) == 2.0
    monkeypatch.setitem(table, "f", np.cos)
    assert derivative(0.0) == 0.0
    monkeypatch.setitem(table, "f", lambda v: v * v)
    monkeypatch.setitem(table, "k", 3.0)
    assert derivative(1.0) == 6.0
    looped = tangent.grad(reads_list)
    assert looped(0.5) == pytest.approx(4.0 * np.sin(0.5) * np.cos(0.5))
    monkeypatch.setitem(globals(), "several", [np.exp, np.exp])
    assert looped(0.0) == pytest.approx(np.exp(1.0))
    several.append(lambda v: 2.0 * v)
    try:
        assert looped(0.0) == pytest.approx(2.0 * np.exp(1.0))
    finally:
        several.pop()


half = functools.partial(helper, k=0.5)


def calls_partial(x):
    return half(x)


def test_partials_are_exchanged_and_changed(monkeypatch):
    derivative = tangent.grad(calls_partial)
    assert derivative(3.0) == 3.0
    monkeypatch.setitem(half.keywords, "k", 2.0)
    assert derivative(3.0) == 12.0
    monkeypatch.setitem(half.keywords, "power", 1)
    assert derivative(3.0) == 2.0
    monkeypatch.setitem(half.keywords, "power", 3)
    assert derivative(3.0) == 54.0
    monkeypatch.setitem(globals(), "half", functools.partial(helper, k=5.0))
    assert derivative(3.0) == 30.0


def test_partials_as_arguments():
    derivative = tangent.grad(lambda x, f: f(x))
    f = functools.partial(helper, power=1)
    assert derivative(3.0, f) == 2.0
    f.keywords["power"] = 3
    assert derivative(3.0, f) == 54.0
    assert derivative(3.0, functools.partial(helper, k=1.0)) == 6.0


def test_functions_that_a_factory_made_are_exchanged():
    def make(g):
        def f(x):
            return g(x) * x

        def exchange(new):
            nonlocal g
            g = new

        return f, exchange

    f, exchange = make(np.sin)
    derivative = tangent.grad(f)
    assert derivative(0.0) == 0.0
    exchange(np.cos)
    assert derivative(0.0) == 1.0


def test_data_that_a_written_out_factory_reads(load):
    other = load(
        """
        SCALE = 2.0

        def make(k):
            def f(v):
                return v * k * SCALE

            return f
        """,
        "factory_of_another_module",
    )

    SCALE = 100.0

    def f(x):
        return other.make(x)(3.0) + SCALE * x

    derivative = tangent.grad(f)
    assert derivative(1.0) == 106.0
    other.SCALE = 4.0
    assert derivative(1.0) == 112.0


def test_a_method_is_exchanged(monkeypatch):
    class Model:
        def energy(self, x):
            return x * x

    model = Model()
    derivative = tangent.grad(lambda x: model.energy(x))
    assert derivative(3.0) == 6.0
    monkeypatch.setattr(Model, "energy", lambda self, x: x * x * x)
    assert derivative(3.0) == 27.0


# ---------------------------------------------------------------- modules and texts


def test_reload(load, tmp_path):
    module = load("def square(x):\n    return x * x\n", "reloaded_module")

    def f(x):
        return module.square(x)

    derivative = tangent.grad(f)
    assert derivative(3.0) == 6.0 and tangent.grad(module.square)(3.0) == 6.0
    (tmp_path / "reloaded_module.py").write_text("def square(x):\n    return x * x * x  # now a cube\n")
    importlib.reload(module)
    assert derivative(3.0) == 27.0 and tangent.grad(module.square)(3.0) == 27.0


def test_edited_after_import_is_refused(load, tmp_path):
    text = "def helper(x):\n    return x * x\n\n\ndef f(x):\n    return helper(x) * x\n"
    module = load(text, "edited_module")
    (tmp_path / "edited_module.py").write_text(text.replace("x * x\n\n", "x * x * x\n\n"))
    with pytest.raises(tangent.TangentError) as info:
        tangent.grad(module.f)(3.0)
    assert info.value.code == "TGT002"
    (tmp_path / "edited_module.py").write_text("# one line more\n" + text)
    assert tangent.grad(module.f)(3.0) == 27.0


def test_odd_texts(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    terms = " + ".join(f"x**{k % 3 + 1}" for k in range(150))
    text = (
        "import numpy as np\r\n\r\n\r\n"
        "def größe(μ, *, Δt=0.5):\r\n"
        "\tif Δt > 0:\r\n"
        "\t\tμ = μ * Δt  # Größe\r\n"
        "\treturn np.sin(μ) * 'ü'.__len__()\r\n\r\n\r\n"
        f"def long_line(x): return {terms}\r\n"
    )
    (tmp_path / "odd_text.py").write_bytes(b"\xef\xbb\xbf" + text.encode())
    importlib.invalidate_caches()
    module = importlib.import_module("odd_text")
    assert tangent.grad(module.größe)(0.3) == pytest.approx(0.5 * np.cos(0.15))
    assert tangent.grad(module.größe, "μ")(0.3, Δt=1.0) == pytest.approx(np.cos(0.3))
    assert tangent.grad(module.long_line)(2.0) == 50.0 * (1.0 + 4.0 + 12.0)
    tangent.check_grads(module.größe, (0.3,))
    del sys.modules["odd_text"]


def test_registered_text_notebook_cells_and_doctests():
    """
    >>> import tangent
    >>> def in_a_doctest(x):
    ...     return x * x * x
    >>> tangent.grad(in_a_doctest)(2.0)
    12.0
    """
    import doctest

    results = doctest.DocTestRunner(verbose=False)
    finder = doctest.DocTestFinder()
    (test,) = finder.find(test_registered_text_notebook_cells_and_doctests, "doc", globs={})
    assert results.run(test).failed == 0
    for name in ("<registered-1>", "/tmp/ipykernel_1/2.py", "<ipython-input-1-abc>"):
        text = "def f(x):\n    return helper(x) * x\n\n\ndef helper(x):\n    return 3.0 * x\n"
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        space: dict[str, Any] = {}
        exec(compile(text, name, "exec"), space)
        assert tangent.grad(space["f"])(2.0) == 12.0
        space["helper"] = np.sin
        assert tangent.grad(space["f"])(2.0) == pytest.approx(np.sin(2.0) + 2.0 * np.cos(2.0))


@pytest.mark.parametrize("way", ["-c", "-i"])
def test_command_line_and_prompt(way):
    """Python 3.13 keeps the text of both; before, it is refused."""
    program = "import tangent\ndef f(x):\n    return x * x\n\nprint(tangent.grad(f)(3.0))\n"
    arguments = [sys.executable, way, program] if way == "-c" else [sys.executable, "-q", way, "-"]
    run = subprocess.run(
        arguments, input=program if way == "-i" else "", capture_output=True, text=True, timeout=120
    )
    if sys.version_info >= (3, 13):
        assert "6.0" in run.stdout
    else:
        assert "TGT001" in run.stderr
