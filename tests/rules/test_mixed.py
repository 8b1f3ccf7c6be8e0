"""Operands of different dtypes: each gradient has the dtype of its own argument."""

import numpy as np
import pytest

from tangent.testing.calls import Checker, check_call
from tangent.testing.structures import compile_source

rng = np.random.default_rng(0)
SINGLE = rng.uniform(0.3, 1.0, 3).astype(np.float32)
DOUBLE = rng.uniform(0.3, 1.0, (3, 3)) + np.eye(3)
REAL = rng.uniform(0.3, 1.0, 3)
COMPLEX = REAL[::-1] + 1j * rng.uniform(0.3, 1.0, 3)

PRECISIONS = """
a * b | b @ a | np.dot(b, a) | np.linalg.solve(b, a) | np.convolve(a, b[0])
np.interp(b[0], np.sort(a), b[1])
np.where(b > 0.5, a, b) | np.concatenate((a, b[0])) | np.stack([a, b[0]]) | np.outer(a, b[0])
np.kron(a, b)
np.cross(a, b) | np.linalg.lstsq(b, a)[0] | np.einsum("i,ij->j", a, b) | np.tensordot(b, a, 1)
np.append(a, b)
np.insert(b[0], 1, a) | np.vecdot(b, a) | np.array([a, b[0]]) | np.polyfit(b[0], a, 1)
np.block([a, b[0]])
"""
FIELDS = """
a * b | b / a | a + b | np.abs(b) * b | np.where(a > 0.5, a, b) | a @ b | np.dot(b, a)
np.sum(a) * b
np.outer(a, b) | b**a | np.concatenate((a, b)) | np.einsum("i,i->", a, b) | np.stack([a, b])
np.convolve(a, b)
np.fft.fft(a) * b | np.polyval(a, b)
"""


def calls(text):
    return [call.strip() for line in text.strip().splitlines() for call in line.split(" | ")]


def program(text):
    return compile_source(f"def mixed(a, b):\n    return {text}\n", "mixed", {"np": np})


@pytest.mark.parametrize("text", calls(PRECISIONS))
def test_precisions(text):
    Checker(program(text), text).first((SINGLE, DOUBLE), differences=False)


@pytest.mark.parametrize("text", calls(FIELDS))
def test_real_and_complex(text):
    check_call(program(text), (REAL, COMPLEX), name=text)
