"""JAX's derivatives of the same sample calls, for functions of which autograd says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tangent.rules.spelling import name_of

from .samples import SAMPLES
from .test_samples import NAMES, program
from .test_second_opinion import ASKED, compare

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)
ZERO = "it takes what is selected by comparing values for a constant"
TRIANGLES = "it spreads the adjoint over both triangles, of which NumPy reads one"
DIFFERS = {
    "np.arange": "it takes the numbers of a range for constants",
    "np.unique": ZERO,
    "np.unique_values": ZERO,
    "np.unique_counts": ZERO,
    "np.unique_inverse": ZERO,
    "np.unique_all": ZERO,
    "np.union1d": ZERO,
    "np.intersect1d": ZERO,
    "np.setdiff1d": ZERO,
    "np.setxor1d": ZERO,
    "np.linalg.eigvalsh": TRIANGLES,
    "scipy.linalg.eigh": TRIANGLES,
    "scipy.linalg.cholesky": TRIANGLES,
    "scipy.linalg.cho_factor": TRIANGLES,
    "scipy.linalg.cho_solve": TRIANGLES,
    "scipy.stats.multivariate_normal.logpdf": TRIANGLES,
    "scipy.special.spence": "it is nan on one side of 1, from a branch that is not taken",
    "scipy.special.expn": "it is nan below 1, from a branch that is not taken",
}
"""Functions of which JAX says something else; differences and forward mode agree with us."""


def their_names():
    """The names of the samples, with JAX's modules in the place of those that it has."""
    from jax.scipy import integrate, linalg, special, stats

    theirs = {"special": special, "linalg": linalg, "stats": stats, "integrate": integrate}
    return {**NAMES, "np": jax.numpy, **{n: m for n, m in theirs.items() if n in NAMES}}


def is_known(function):
    """Whether it has a function of this name."""
    names = name_of(function).replace("scipy.", "").split(".")
    theirs = their_names().get(names[0]) if len(names) > 1 else None
    for name in names[1:]:
        theirs = getattr(theirs, name, None)
    return theirs is not None and names[0] not in ("math", "cmath", "_operator")


def their_adjoints(sample, args, wanted, g):
    def of_wanted(*values):
        given = dict(zip(wanted, values, strict=True))
        return program(sample, their_names())(*(given.get(k, a) for k, a in enumerate(args)))

    _, pullback = jax.vjp(of_wanted, *(np.asarray(args[k]) for k in wanted))
    return dict(zip(wanted, pullback(jax.numpy.asarray(g)), strict=True))


@pytest.mark.parametrize("function", [f for f in SAMPLES if f not in ASKED and is_known(f)], ids=name_of)
def test_third_opinion(function, record_property):
    if name_of(function) in DIFFERS:
        with pytest.raises(AssertionError):
            compare(function, their_adjoints)
        return
    count = compare(function, their_adjoints)
    record_property("comparisons", count)
    if not count:
        pytest.skip("JAX has the function, but no derivative of it, or not for these arguments")
