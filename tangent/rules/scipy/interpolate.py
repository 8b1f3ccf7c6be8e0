"""Curves of scipy.interpolate: linear in their values, or written out."""

from typing import Any

import numpy as np
from scipy import interpolate

from tangent.rules.curves import Curve, curve
from tangent.rules.frozen import frozen
from tangent.rules.kinds import named, pair, unsupported
from tangent.rules.models import model
from tangent.rules.splines import NEEDED, OUTSIDE, PIECES, moved
from tangent.runtime.scipy.interpolate import (
    akima,
    barycentric,
    basis_spline,
    by_slopes,
    cubic_spline,
    hermite_spline,
    interp_spline,
    monotone,
    on_grid,
    pchip,
    polyline,
    sorted_spline,
    spline_slope,
)
from tangent.runtime.solvers import fitted, meshed, splined, swept, swept_inside, tilted

_SPLINE = (("axis", 0), ("bc_type", "not-a-knot"), ("extrapolate", None))
curve(
    Curve("x", "y", _SPLINE, ("bc_type", "extrapolate"), placed=cubic_spline, passed=("bc_type",)),
    interpolate.CubicSpline,
)
_MADE = (("k", 3), ("t", None), ("bc_type", None))
curve(
    Curve("x", "y", _MADE, ("k", "bc_type", "check_finite"), placed=interp_spline, passed=("k", "bc_type")),
    interpolate.make_interp_spline,
)
_PIECES = (("k", None), ("extrapolate", True))
curve(
    Curve("t", "c", _PIECES, ("k", "extrapolate"), shares=True, placed=basis_spline, passed=("k",)),
    interpolate.BSpline,
)
curve(Curve("x", "y", (), ("extrapolate",), pchip), interpolate.PchipInterpolator)
curve(Curve("x", "y", (), ("extrapolate",), akima), interpolate.Akima1DInterpolator)
curve(
    Curve(
        "x", "y", (), ("kind", "bounds_error", "fill_value", "assume_sorted"), polyline,
        placed=sorted_spline, kinds=("slinear", "quadratic", "cubic"),
    ),
    interpolate.interp1d,
)  # fmt: skip

model(interpolate.interpn, on_grid, method=("linear",))
frozen(
    interpolate.RegularGridInterpolator, "points", "values", "method", "bounds_error", "fill_value",
    called=interpolate.interpn, first=("points", "values"),
)  # fmt: skip

model(interpolate.pchip_interpolate, monotone, der=(0, 1, 2), axis=(0,))
model(interpolate.barycentric_interpolate, barycentric, axis=(0,))
frozen(
    interpolate.BarycentricInterpolator, "xi", "yi",
    called=interpolate.barycentric_interpolate, first=("xi", "yi"),
)  # fmt: skip
model(hermite_spline, by_slopes)
frozen(
    interpolate.CubicHermiteSpline, "x", "y", "dydx", called=hermite_spline, first=("x", "y", "dydx"),
)  # fmt: skip

moved(interpolate.splev, "x", splined, tck=NEEDED, der=0, ext=0)
moved(spline_slope, "x", splined, tck=NEEDED, der=NEEDED, ext=NEEDED)
_class: Any
for _class in (interpolate.UnivariateSpline, interpolate.LSQUnivariateSpline):
    moved(_class.__call__, "x", fitted, "method", nu=0, ext=None)
    moved(_class.integral, "a b", swept_inside, "object")
PIECES.update((interpolate.PPoly, interpolate.BPoly))
for _class in (interpolate.PPoly, interpolate.BPoly, interpolate.BSpline, interpolate.CubicSpline):
    moved(_class.integrate, "a b", swept, "object")
_class = interpolate.BivariateSpline
moved(_class.ev, "xi yi", tilted, "method", dx=0, dy=0)
moved(_class.__call__, "x y", meshed, "method", dx=0, dy=0, grid=True)
OUTSIDE.update(PIECES)
OUTSIDE.update(
    (interpolate.UnivariateSpline, interpolate.InterpolatedUnivariateSpline, interpolate.LSQUnivariateSpline)
)
OUTSIDE.update(
    (interpolate.RectBivariateSpline, interpolate.SmoothBivariateSpline, interpolate.LSQBivariateSpline)
)


def _splined_jvp(z, x, tck, der, ext, *, x_dot):
    beyond = 1 if ext == 3 and der == 0 else ext  # the value at the end stays
    slope = interpolate.splev(x, tck, 1, beyond) if der == 0 else spline_slope(x, tck, der + 1, beyond)
    return np.asarray(slope * x_dot) if np.ndim(z) == 0 else slope * x_dot


@pair(splined, wrt=("x",), jvp=_splined_jvp)
def _(z, x, tck, der, ext, *, out_bar):
    beyond = 1 if ext == 3 and der == 0 else ext
    if der == 0:
        return out_bar * interpolate.splev(x, tck, 1, beyond)
    return out_bar * spline_slope(x, tck, der + 1, beyond)


unsupported(
    "there is no rule yet: take CubicSpline, make_interp_spline, PchipInterpolator or interp1d",
    *named(interpolate, "make_smoothing_spline make_lsq_spline"),
    *named(interpolate, "RBFInterpolator"),
    *named(interpolate, "griddata splrep"),
    *named(interpolate, "krogh_interpolate"),
)
unsupported(
    "a spline that smooths, or one of two variables: its knots depend on the data",
    *named(interpolate, "LSQSphereBivariateSpline RectSphereBivariateSpline"),
    *named(interpolate, "SmoothSphereBivariateSpline bisplev"),
    *named(interpolate, "bisplrep generate_knots interp2d"),
    *named(interpolate, "make_splprep make_splrep splprep"),
)
unsupported(
    "make it outside of the function, where it is known by its slopes, or take CubicSpline",
    *named(interpolate, "UnivariateSpline InterpolatedUnivariateSpline LSQUnivariateSpline PPoly BPoly"),
    *named(interpolate, "BivariateSpline RectBivariateSpline SmoothBivariateSpline LSQBivariateSpline"),
)
unsupported(
    "it finds triangles, or neighbours, among places: write a sum of functions of distances",
    *named(interpolate, "CloughTocher2DInterpolator LinearNDInterpolator NearestNDInterpolator Rbf"),
)
unsupported(
    "pieces of polynomials by their coefficients: evaluate them with `np.polyval`",
    *named(interpolate, "NdBSpline NdPPoly insert spalde splantider splder splint sproot pade"),
    *named(interpolate, "approximate_taylor_polynomial"),
)
unsupported(
    "one polynomial through all points: take make_interp_spline with the degree that it has",
    *named(interpolate, "AAA FloaterHormannInterpolator KroghInterpolator lagrange"),
)
