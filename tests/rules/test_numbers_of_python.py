"""NumPy's functions of numbers of Python: where they give inf or nan, no derivative raises an exception."""

import itertools

import numpy as np
import pytest

import tangent
from tangent.testing.structures import compile_source

POINTS = (0.0, 1.0, -1.0, 1e200, -1e200, 1e-320, np.inf)
UFUNCS = [
    n
    for n in dir(np)
    if isinstance(f := getattr(np, n), np.ufunc)
    and f.nout == 1
    and not f.signature
    and "d->d" in "".join(f.types)
]


@pytest.mark.parametrize("name", UFUNCS)
def test_no_exception_at_poles(name):
    function = getattr(np, name)
    names = ", ".join("xyz"[: function.nin])
    text = f"def program({names}):\n    return np.{name}({names})\n"
    program = compile_source(text, "program", {"np": np})
    for point in itertools.product(POINTS, repeat=function.nin):
        with np.errstate(all="ignore"):
            value = program(*point)
            if not isinstance(value, (float, np.floating)):
                return
            found = tangent.grad(program, tuple(range(function.nin)))(*point)
            _, moved = tangent.jvp(program, point, (1.0,) * function.nin)
        if np.all(np.isfinite(found)):
            assert moved == sum(found)


@pytest.mark.parametrize(
    "program, x, slope",
    [
        (lambda x: np.log(x), 0.0, np.inf),
        (lambda x: 2.0 * np.log10(x), 0.0, np.inf),
        (lambda x: np.log1p(x), -1.0, np.inf),
        (lambda x: np.divide(1.0, x), 0.0, -np.inf),
        (lambda x: np.arctan(x), 1e200, 0.0),
        (lambda x: np.mean(x) * 3.0, 0.4, 3.0),
        (lambda x: np.std(x) + x, 0.4, 1.0),
        (lambda x: np.var(x) + x, 0.4, 1.0),
    ],
)
def test_slopes(program, x, slope):
    with np.errstate(all="ignore"):
        assert tangent.grad(program)(x) == slope
        assert tangent.jvp(program, (x,), (1.0,))[1] == slope
