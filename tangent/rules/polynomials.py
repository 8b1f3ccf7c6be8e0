"""Rules for np.polynomial: functions of arrays of coefficients."""

import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre, polynomial, polyutils

from tangent.rules.kinds import COMPOSITIONS, RULES, composition, inactive, linear, pair, unsupported
from tangent.runtime import compositions, polynomials
from tangent.runtime.polynomials import map_bar, map_dot

FAMILIES = {
    "poly": polynomial, "cheb": chebyshev, "leg": legendre,
    "herm": hermite, "herme": hermite_e, "lag": laguerre,
}  # fmt: skip

for _prefix, _module in FAMILIES.items():
    for _name in (f"{_prefix}val", f"{_prefix}vander"):
        composition(getattr(_module, _name))(getattr(polynomials, _name))
    composition(getattr(_module, f"{_prefix}add"))(polynomials.series_sum)
    composition(getattr(_module, f"{_prefix}sub"))(polynomials.series_difference)
composition(polyutils.mapparms)(compositions.mapparms)
composition(polyutils.mapdomain)(compositions.mapdomain)
composition(polynomial.polymul)(polynomials.polymul)
composition(polynomial.polyvalfromroots)(polynomials.polyvalfromroots)
composition(chebyshev.chebmul)(polynomials.chebmul)

# --------------------------------------------------------------------------- derivatives
# Linear in the coefficients: what they make of the identity is the matrix.


@linear(polynomial.polyder, wrt=("c",), lengths=False)
def _(c, m=1, scl=1, axis=0, *, out_bar):
    return map_bar(polynomial.polyder(np.eye(c.shape[axis], dtype=c.dtype), m, scl), out_bar, axis)


@linear(chebyshev.chebder, wrt=("c",), lengths=False)
def _(c, m=1, scl=1, axis=0, *, out_bar):
    return map_bar(chebyshev.chebder(np.eye(c.shape[axis], dtype=c.dtype), m, scl), out_bar, axis)


@linear(legendre.legder, wrt=("c",), lengths=False)
def _(c, m=1, scl=1, axis=0, *, out_bar):
    return map_bar(legendre.legder(np.eye(c.shape[axis], dtype=c.dtype), m, scl), out_bar, axis)


@linear(hermite.hermder, wrt=("c",), lengths=False)
def _(c, m=1, scl=1, axis=0, *, out_bar):
    return map_bar(hermite.hermder(np.eye(c.shape[axis], dtype=c.dtype), m, scl), out_bar, axis)


@linear(hermite_e.hermeder, wrt=("c",), lengths=False)
def _(c, m=1, scl=1, axis=0, *, out_bar):
    return map_bar(hermite_e.hermeder(np.eye(c.shape[axis], dtype=c.dtype), m, scl), out_bar, axis)


@linear(laguerre.lagder, wrt=("c",), lengths=False)
def _(c, m=1, scl=1, axis=0, *, out_bar):
    return map_bar(laguerre.lagder(np.eye(c.shape[axis], dtype=c.dtype), m, scl), out_bar, axis)


# --------------------------------------------------------------------------- integrals
# The constants of integration shift the result.


def _jvp(c, m=1, k=(), lbnd=0, scl=1, axis=0, *, c_dot):
    matrix = polynomial.polyint(np.eye(c.shape[axis], dtype=c.dtype), m, [0] * np.size(k), lbnd, scl)
    return map_dot(matrix, c_dot, axis)


@pair(polynomial.polyint, wrt=("c",), jvp=_jvp, lengths=False)
def _(c, m=1, k=(), lbnd=0, scl=1, axis=0, *, out_bar):
    matrix = polynomial.polyint(np.eye(c.shape[axis], dtype=c.dtype), m, [0] * np.size(k), lbnd, scl)
    return map_bar(matrix, out_bar, axis)


def _jvp(c, m=1, k=(), lbnd=0, scl=1, axis=0, *, c_dot):
    matrix = chebyshev.chebint(np.eye(c.shape[axis], dtype=c.dtype), m, [0] * np.size(k), lbnd, scl)
    return map_dot(matrix, c_dot, axis)


@pair(chebyshev.chebint, wrt=("c",), jvp=_jvp, lengths=False)
def _(c, m=1, k=(), lbnd=0, scl=1, axis=0, *, out_bar):
    matrix = chebyshev.chebint(np.eye(c.shape[axis], dtype=c.dtype), m, [0] * np.size(k), lbnd, scl)
    return map_bar(matrix, out_bar, axis)


def _jvp(c, m=1, k=(), lbnd=0, scl=1, axis=0, *, c_dot):
    matrix = legendre.legint(np.eye(c.shape[axis], dtype=c.dtype), m, [0] * np.size(k), lbnd, scl)
    return map_dot(matrix, c_dot, axis)


@pair(legendre.legint, wrt=("c",), jvp=_jvp, lengths=False)
def _(c, m=1, k=(), lbnd=0, scl=1, axis=0, *, out_bar):
    matrix = legendre.legint(np.eye(c.shape[axis], dtype=c.dtype), m, [0] * np.size(k), lbnd, scl)
    return map_bar(matrix, out_bar, axis)


# --------------------------------------------------------------------------- the others

inactive(
    "nodes and weights of a rule of integration are constants",
    *(getattr(_module, f"{_prefix}gauss") for _prefix, _module in FAMILIES.items() if _prefix != "poly"),
)
unsupported(
    "an object with operators of its own: use the functions that work on arrays of coefficients",
    polynomial.Polynomial, chebyshev.Chebyshev, legendre.Legendre, hermite.Hermite, hermite_e.HermiteE,
    laguerre.Laguerre,
)  # fmt: skip
REST = {
    "values in several variables: call the function of one variable for each":
        "val2d val3d grid2d grid3d vander2d vander3d",
    "products of such series: multiply their values": "mul mulx div pow",
    "integrals of such series: their constants are made of values": "int",
    "zeros of such series: use np.roots, of powers": "roots companion",
    "a fit of such series: use np.linalg.lstsq with the matrix of their values": "fit",
    "coefficients made of something else: write them as an array":
        "fromroots line trim weight pts1 pts2 interpolate",
}  # fmt: skip
"""What has no rule → the ends of the names."""

for _prefix, _module in FAMILIES.items():
    for _reason, _ends in REST.items():
        _found = [getattr(_module, _prefix + end, None) for end in _ends.split()]
        unsupported(_reason, *(f for f in _found if f and f not in RULES and f not in COMPOSITIONS))
    for _name in (f"poly2{_prefix}", f"{_prefix}2poly"):
        if hasattr(_module, _name):
            unsupported("a change of basis: multiply by its matrix", getattr(_module, _name))
