"""The programs of `examples/` run as a user runs them, and do well at what they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
GRADIENT = ("relative gradient error (finite differences): ", 0.0, 1e-6)

# What a line of the output begins with, and between which bounds the number after it has to be.
FIGURES = {
    "logistic_regression": [
        GRADIENT,
        ("accuracy: ", 0.94, 1.0),
        ("log-likelihood: ", -73.07, -73.06),
        ("relative difference from the textbook formula: ", 0.0, 1e-11),
    ],
    "heat_equation": [
        GRADIENT,
        ("distance of the recovered state from the first: ", 0.0, 0.03),
        ("distance of the last state from the first: ", 0.4, 1.0),
    ],
    "gmm": [
        GRADIENT,
        ("objective: ", -25649.66, -5240.59),
        ("relative difference from the textbook densities: ", 0.0, 1e-9),
    ],
    "nbody": [GRADIENT, ("first shot: misses by ", 0.3, 0.5), ("final miss distance: ", 0.0, 1e-8)],
    "digits": [GRADIENT, ("test accuracy: ", 0.92, 1.0), ("train accuracy: ", 0.98, 1.0)],
    "ode_fit": [
        GRADIENT,
        ("peak memory without checkpoints: ", 40.0, 60.0),
        ("peak memory with 20 checkpoints: ", 0.0, 0.3),
        ("difference of the two gradients: ", 0.0, 1e-12),
        ("misfit before: ", 1e-2, 1.0),
        ("misfit after: ", 0.0, 1e-12),
        ("largest error of the constants: ", 0.0, 1e-6),
    ],
    "bundle_adjustment": [
        GRADIENT,
        ("directions: ", 14, 14),
        ("difference of the two Jacobians: ", 0.0, 1e-12),
        ("pictures off before: ", 1e-2, 1e-1),
        ("pictures off after: ", 0.0, 1e-9),
        ("rounds: ", 3, 15),
    ],
    "transformer": [
        GRADIENT,
        ("loss before: ", 2.0, 3.0),
        ("loss after: ", 0.0, 0.1),
        ("test accuracy: ", 0.87, 1.0),
        ("train accuracy: ", 0.97, 1.0),
    ],
}


def run(name: str, folder: Path) -> str:
    """The output of an example, started in another folder; it ends well or the test does not."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    result = subprocess.run(
        [sys.executable, str(EXAMPLES / f"{name}.py")],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def figures(output: str, label: str) -> list[float]:
    """All numbers that follow the label at the beginning of a line."""
    return [float(n) for n in re.findall(rf"^ *{re.escape(label)}{NUMBER}", output, flags=re.MULTILINE)]


def test_every_example_is_tested() -> None:
    programs = {path.stem for path in EXAMPLES.glob("*.py")} - {"finite_differences"}
    assert programs == set(FIGURES)


@pytest.mark.examples
@pytest.mark.parametrize("name", FIGURES)
def test_example(name: str, tmp_path: Path) -> None:
    output = run(name, tmp_path)
    assert "The derivative that tangent wrote:" in output
    assert re.search(r"^def \w+\(", output, flags=re.MULTILINE), "no derivative was printed"
    assert ("_dot" if name == "bundle_adjustment" else "_bar") in output
    for label, low, high in FIGURES[name]:
        found = figures(output, label)
        assert found, f"no line {label!r} in the output"
        assert all(low <= number <= high for number in found), f"{label}{found}"


@pytest.mark.examples
def test_fitting_the_mixture_helps(tmp_path: Path) -> None:
    line = re.search(rf"negative log-posterior: {NUMBER} at the start, {NUMBER} after", run("gmm", tmp_path))
    assert line is not None
    before, after = map(float, line.groups())
    assert after < 0.6 * before
