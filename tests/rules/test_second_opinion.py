"""autograd's derivatives of the same sample calls: somebody else's formulas, where it has the function."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import tangent
from tangent.rules.spelling import name_of
from tangent.testing.structures import random_like

from .samples import SAMPLES
from .test_samples import NAMES, program

autograd = pytest.importorskip("autograd")
MOST = 2
"""Samples of each function: the formulas are the same for all."""
COMPOSED = """_operator.getitem abs pow math.prod np.append np.array np.column_stack np.concatenate
np.fromfunction np.hstack np.linalg.norm np.mean np.select np.stack np.std np.var np.vstack np.where
scipy.integrate.simpson""".split()
"""Functions that it makes of others, or that are written in Python."""
NOT_OF_THESE = "np.broadcast_to np.diagonal np.linspace np.partition np.sort".split()
"""Functions that it has, but not with the arguments of the samples."""
DIFFERS = {
    "np.tile": "it takes one number of repetitions for that of the first axis",
    "np.cross": "it does not undo the broadcasting of the operands",
    "np.linalg.slogdet": "it takes the sign of a complex determinant for a constant",
    "np.linalg.cholesky": "it spreads the adjoint over both triangles, of which NumPy reads one",
    "scipy.linalg.solve_banded": "it takes several right-hand sides for one long one",
}
"""Functions of which autograd says something else; differences and forward mode agree with us."""


def their_names():
    """The names of the samples, with autograd's modules in the place of those that it wraps."""
    from autograd import numpy

    if "special" not in NAMES:
        return {**NAMES, "np": numpy}
    from autograd.scipy import linalg, special

    return {**NAMES, "np": numpy, "special": special, "linalg": linalg}


def is_known(function):
    """Whether it has a derivative of the function."""
    names = name_of(function).replace("scipy.", "").split(".")
    theirs = their_names().get(names[0])
    for name in names[1:]:
        theirs = getattr(theirs, name, None)
    return getattr(theirs, "__hash__", None) is not None and theirs in autograd.core.primitive_vjps


ASKED = [f for f in SAMPLES if name_of(f) in COMPOSED or (name_of(f) not in NOT_OF_THESE and is_known(f))]


def is_number(x):
    return isinstance(x, (float, complex)) or (isinstance(x, np.ndarray) and x.dtype.kind in "fc")


def is_plain(sample):
    """Whether arrays and numbers go in, and one of them comes out."""
    args = sample.arguments()
    if not any(map(is_number, args)) or any(isinstance(a, (list, tuple)) for a in args):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return is_number(program(sample)(*args))


def their_adjoints(sample, args, wanted, g):
    return {k: autograd.make_vjp(program(sample, their_names()), k)(*args)[0](g) for k in wanted}


def opinions(sample, adjoints=their_adjoints):
    """(argument, our adjoint, theirs); none where they do not know the function."""
    args = sample.arguments()
    g = random_like(program(sample)(*args), np.random.default_rng(0))
    wanted = [k for k, a in enumerate(args) if is_number(a)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # autograd says so where it takes a result for a constant
            theirs = adjoints(sample, args, wanted, g)
    except Exception:  # of any kind: there is no such function, or not with these arguments
        return []
    ours = tangent.vjp(program(sample), *args)[1](g)
    return [(k, ours[k], theirs[k]) for k in wanted]


def compare(function, adjoints=their_adjoints):
    """How many adjoints agree; an AssertionError where one does not."""
    count = 0
    for sample in [s for s in SAMPLES[function] if is_plain(s)][:MOST]:
        for k, ours, theirs in opinions(sample, adjoints):
            np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9, err_msg=f"{sample}, argument {k}")
            count += 1
    return count


@pytest.mark.parametrize("function", ASKED, ids=name_of)
def test_second_opinion(function, record_property):
    if name_of(function) in DIFFERS:
        with pytest.raises(AssertionError):
            compare(function)
        return
    count = compare(function)
    record_property("comparisons", count)
    assert count > 0, "autograd has the function: why not for these arguments?"
