"""Large programs: no recursion limit is met, the time to derive grows about linearly, loops may be long."""

from __future__ import annotations

import gc
import importlib.util
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import tangent


def written(folder: Path, name: str, text: str) -> ModuleType:
    path = folder / f"{name}.py"
    path.write_text("import numpy as np\n\n" + text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def many_terms(n: int) -> str:
    return "def f(x):\n    return " + " + ".join(f"x * np.sin(x * {k}.0)" for k in range(n)) + "\n"


def many_statements(n: int) -> str:
    lines = [f"    y = np.sin(y) * x + {k}.0" for k in range(n - 2)]
    return "def f(x):\n    y = x\n" + "\n".join(lines) + "\n    return y\n"


def parentheses(n: int) -> str:
    return "def f(x):\n    return " + "(0.5 + x * " * n + "x" + ")" * n + "\n"


def nested_calls(n: int) -> str:
    return "def f(x):\n    return " + "np.sin(" * n + "x" + ")" * n + "\n"


def one_of_many(n: int) -> str:
    head = "def f(x):\n    y = x\n    if x < 0.0:\n        y = -x\n"
    cases = "".join(f"    elif x < {k}.0:\n        y = y * {k}.5\n" for k in range(1, n))
    return head + cases + "    return y * x\n"


def deep_branches(n: int) -> str:
    lines = ["def f(x):", "    y = x"]
    for k in range(n):
        lines += ["    " * (k + 1) + f"if x > -{k}.0:", "    " * (k + 2) + f"y = np.sin(y) + {k}.0"]
    return "\n".join([*lines, "    return y", ""])


def long_chain(n: int) -> str:
    """Cheap values of a loop, each made of the two before it."""
    lines = [f"        v{k} = v{k - 1} + v{k - 2}" for k in range(2, n)]
    head = "def f(x):\n    s = 0.0\n    for k in range(2):\n        v0 = x * 0.5\n        v1 = x * 0.25\n"
    return head + "\n".join(lines) + f"\n        s = s + np.sin(v{n - 1} * 1e-9)\n    return s\n"


@pytest.mark.parametrize(
    ("make", "n"),
    [
        (many_terms, 400),
        (many_statements, 1500),
        (parentheses, 80),
        (nested_calls, 80),
        (one_of_many, 100),
        (deep_branches, 18),
        (long_chain, 40),
    ],
)
def test_no_recursion_limit(make: Callable[[int], str], n: int, tmp_path: Path) -> None:
    f = written(tmp_path, f"sizes_{make.__name__}", make(n)).f
    x, h = 0.7, 1e-6
    slope = (f(x + h) - f(x - h)) / (2 * h)
    assert tangent.grad(f)(x) == pytest.approx(slope, rel=1e-5, abs=1e-5)
    assert tangent.jvp(f, (x,), (1.0,))[1] == pytest.approx(tangent.grad(f)(x), rel=1e-12)


def test_many_arguments(tmp_path: Path) -> None:
    names = [f"a{k}" for k in range(300)]
    body = "".join(f"    s = s + {n} * {n}\n" for n in names)
    f = written(
        tmp_path, "sizes_arguments", f"def f({', '.join(names)}):\n    s = 0.0\n{body}    return s\n"
    ).f
    values = [float(k) for k in range(300)]
    assert tangent.grad(f, argnums=tuple(range(300)))(*values) == tuple(2.0 * v for v in values)


def straight(n: int) -> str:
    forms = ["np.tanh(v{a} * w + v{b})", "0.5 * v{a} + np.cos(v{b})", "v{a} / (1.0 + v{b}**2)"]
    lines = [f"    v{k} = " + forms[k % 3].format(a=k - 1, b=k // 2) for k in range(1, n)]
    return "def f(x, w):\n    v0 = np.sin(x)\n" + "\n".join(lines) + f"\n    return np.sum(v{n - 1})\n"


def in_a_loop(n: int) -> str:
    start = "".join(f"    v{k} = x * {k}.5\n" for k in range(20))
    forms = ["np.tanh(v{a} * w + v{b})", "0.5 * v{a} + np.cos(v{b})", "v{a} / (1.0 + v{b}**2)"]
    lines = [
        f"        v{k % 20} = " + forms[k % 3].format(a=(k - 1) % 20, b=k // 2 % 20) for k in range(1, n)
    ]
    return f"def f(x, w):\n{start}    for _ in range(2):\n" + "\n".join(lines) + "\n    return np.sum(v1)\n"


@pytest.mark.parametrize("make", [straight, in_a_loop])
def test_the_time_to_derive_grows_about_linearly(make: Callable[[int], str], tmp_path: Path) -> None:
    args = np.linspace(0.1, 0.9, 3), np.ones(3)

    def seconds(n: int) -> float:
        best = float("inf")
        for k in range(2):
            f = written(tmp_path, f"sizes_{make.__name__}_{n}_{k}", make(n)).f
            start = time.process_time()
            tangent.grad(f)(*args)
            best = min(best, time.process_time() - start)
        return best

    seconds(10)
    assert seconds(320) < 9.0 * seconds(80)  # linear: 4, quadratic: 16


LONG_LOOP = """
import time
import tracemalloc
import numpy as np
import tangent

def f(x):
    y = x
    for k in range(200_000):
        y = y + 1e-6 * np.sin(y) * x
    return y

def written(x):
    a = np.zeros(1000)
    for k in range(200_000):
        a[k % 1000] = a[k % 1000] * 0.5 + x * x
    return np.sum(a)

for function in (f, written):
    start = time.process_time()
    gradient = tangent.grad(function)(0.5)
    assert time.process_time() - start < 60.0
    h = 1e-5
    assert abs(gradient - (function(0.5 + h) - function(0.5 - h)) / (2 * h)) < 1e-4 * abs(gradient)
# `ru_maxrss` of a new process begins with what its parent had.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
assert peak < 600 * 1024
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the size of a process is counted in kilobytes on Linux")
def test_a_long_loop_of_scalars(tmp_path: Path) -> None:
    path = tmp_path / "long_loop.py"
    path.write_text(LONG_LOOP, encoding="utf-8")
    run: Any = subprocess.run([sys.executable, str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def peak(call: Callable[[], Any]) -> int:
    """The most memory that a call holds at a time beyond what there was."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def chain(x: Any) -> Any:
    h1 = np.sin(x)
    h2 = np.sin(h1 * x)
    h3 = np.sin(h2 * h1)
    h4 = np.sin(h3 * h2)
    h5 = np.sin(h4 * h3)
    return np.sum(h5 * h4)


def test_large_arrays_are_let_go_when_they_have_been_read() -> None:
    gradient, x = tangent.grad(chain), np.linspace(0.0, 1.0, 200_000)
    text = gradient.source_for(x)
    assert "    del " in text
    assert "    del " not in tangent.grad(lambda x: chain(x)).source_for(np.ones(3))  # not worth a line
    run = gradient.compiled_for(x)
    space = dict(run.__globals__)
    exec("\n".join(line for line in text.splitlines() if "    del " not in line), space)
    assert np.array_equal(space["chain_grad"](x), gradient(x))
    assert peak(lambda: gradient(x)) < 0.7 * peak(lambda: space["chain_grad"](x))
    # The text is in the language, and what it says of memory has no derivative.
    v = np.cos(x)
    slope = (np.sum(tangent.grad(chain)(x + 1e-6 * v) * v) - np.sum(gradient(x - 1e-6 * v) * v)) / 2e-6
    along = tangent.grad(lambda x: np.sum(gradient(x) * v))
    assert abs(np.sum(along(x) * v) - slope) < 1e-6 * abs(slope)


def forces(place: Any) -> Any:
    apart = place[None, :, :] - place[:, None, :]
    pull = 1.0 / (np.sum(apart**2, axis=2) + 1.0)
    return np.sum(pull[:, :, None] * apart, axis=1)


def pulled(place: Any, steps: int) -> Any:
    for _ in range(steps):
        place = place + 0.1 * forces(place)
    return np.sum(place**2)


def test_a_callee_does_not_keep_what_is_larger_than_what_it_is_made_of() -> None:
    place = np.random.default_rng(0).normal(size=(40, 3))
    gradient = tangent.grad(pulled)
    gradient(place, 1)
    grows = (peak(lambda: gradient(place, 30)) - peak(lambda: gradient(place, 10))) / 20
    assert grows < 8 * (2 * 40 * 40 + 8 * 40 * 3) + 1000  # the distances, not the differences
