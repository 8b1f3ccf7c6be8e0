"""The command line, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import numpy as np

print("noise")

def loss(w, x, y, n):
    r = x @ w - y
    return 0.5 * np.sum(r**2) * n

def wrong(x):
    with open(x) as f:
        return f

def floor(x):
    return np.sum(np.floor(x) * x)

EXAMPLE = (np.array([1.0, 2.0]), np.ones((3, 2)), np.ones(3), 2)

def example():
    return EXAMPLE

POINT = (np.array([0.5, 1.5]),)
"""
TYPES = "w: f8[:], x: f8[:, :], y: f8[:], n: int"


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "model.py"
    path.write_text(PROGRAM)
    return path


def tangent(*arguments, cwd=ROOT, **environment):
    return subprocess.run(
        [sys.executable, "-m", "tangent", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_show_with_types(program):
    done = tangent("show", f"{program}:loss", "--wrt", "w", "--types", TYPES)
    assert done.returncode == 0, done.stderr
    assert "def loss_grad(w, x, y, n):" in done.stdout
    assert "noise" not in done.stdout and "noise" in done.stderr
    assert "\x1b" not in done.stdout
    compile(done.stdout, "shown", "exec")


def test_show_by_module_and_example(program):
    done = tangent("show", "model:loss", "--example", "example", cwd=program.parent)
    assert done.returncode == 0, done.stderr
    assert "w_bar = x.T @" in done.stdout
    done = tangent("show", "model:loss", "--example", "EXAMPLE", "--value", cwd=program.parent)
    assert "def loss_value_and_grad" in done.stdout
    done = tangent("show", "model:loss", "--example", "EXAMPLE", "--mode", "forward", cwd=program.parent)
    assert "w_dot" in done.stdout
    done = tangent("show", "model:loss", "--example", "EXAMPLE", "--wrt", "w,y", cwd=program.parent)
    assert "return w_bar, y_bar" in done.stdout


def test_stages(program):
    texts = {}
    for stage in ("source", "normalised", "differentiated", "optimised"):
        done = tangent("show", f"{program}:loss", "--types", TYPES, "--stage", stage)
        assert done.returncode == 0, done.stderr
        texts[stage] = done.stdout
    assert texts["source"].startswith("def loss(w, x, y, n):\n    r = x @ w - y")
    assert len(set(texts.values())) == 4


def test_refusals_exit_with_1(program):
    done = tangent("show", f"{program}:wrong", "--types", "x: float")
    assert done.returncode == 1 and done.stdout == ""
    assert "TGT106" in done.stderr and "model.py:11:" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "FILE"],
        ["show", "FILE:"],
        ["show", "FILE:nothing"],
        ["show", "FILE:EXAMPLE"],
        ["show", "FILE:loss", "--wrt", "z"],
        ["show", "FILE:loss", "--wrt", "a b"],
        ["show", "FILE:loss", "--types", "w: f9[:]"],
        ["show", "FILE:loss", "--types", "q: f8[:]"],
        ["show", "FILE:loss", "--types", "w: __import__('os')"],
        ["show", "FILE:loss", "--example", "nothing"],
        ["show", "FILE:loss", "--example", "np"],
        ["show", "FILE:loss", "--stage", "nothing"],
        ["show", "no_such_module:f"],
        ["show", "no_such_file.py:f"],
        ["check", "FILE:loss"],
        ["explain", "TGT999"],
        ["nothing"],
        [],
    ],
)
def test_bad_usage_exits_with_2(program, arguments):
    done = tangent(*[a.replace("FILE", str(program)) for a in arguments])
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == "" and done.stderr and "Traceback" not in done.stderr


def test_check(program):
    done = tangent("check", f"{program}:loss", "--example", "EXAMPLE", "--wrt", "w,y")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "" and "agree" in done.stderr
    done = tangent("check", f"{program}:loss", "--example", "example", "--mode", "forward", "--order", "1")
    assert done.returncode == 0, done.stderr
    done = tangent("check", f"{program}:wrong", "--example", "POINT")
    assert done.returncode in (1, 2) and "Traceback" not in done.stderr


def test_check_finds_a_wrong_derivative(program):
    text = program.read_text() + (
        "\nimport math\n"
        "import tangent.rules\n"
        "@tangent.rules.elementwise(math.cbrt if hasattr(math, 'cbrt') else math.erf)\n"
        "def _(x):\n    return 3.0 * x\n"
        "f = math.cbrt if hasattr(math, 'cbrt') else math.erf\n"
        "def bad(x):\n    return f(x)\n"
        "AT = (2.0,)\n"
    )
    program.write_text(text)
    done = tangent("check", f"{program}:bad", "--example", "AT", "--order", "1")
    assert done.returncode == 1, done.stderr
    assert "bad" in done.stderr and "Traceback" not in done.stderr


def test_explain_ops_sysinfo_version():
    done = tangent("explain", "tgt301")
    assert done.returncode == 0 and "TGT301" in done.stdout
    done = tangent("ops")
    assert done.returncode == 0 and "np.tanh" in done.stdout
    done = tangent("sysinfo")
    assert done.returncode == 0 and "numpy" in done.stdout
    done = tangent("--version")
    assert done.returncode == 0 and done.stdout.startswith("tangent ")
    done = tangent("show", "--help")
    assert done.returncode == 0 and "--types" in done.stdout


def test_a_reader_that_leaves_is_no_error():
    command = f"{sys.executable} -m tangent ops | head -1"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr
