"""Curves of scipy.interpolate: linear in their values, or written out."""

from scipy import interpolate

from tangent.rules.curves import Curve, curve
from tangent.rules.frozen import frozen
from tangent.rules.kinds import named, unsupported
from tangent.rules.models import model
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
)

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

unsupported(
    "there is no rule yet: take CubicSpline, make_interp_spline, PchipInterpolator or interp1d",
    *named(interpolate, "make_smoothing_spline make_lsq_spline"),
    *named(interpolate, "UnivariateSpline InterpolatedUnivariateSpline LSQUnivariateSpline"),
    *named(interpolate, "RectBivariateSpline RBFInterpolator"),
    *named(interpolate, "griddata splev splrep"),
    *named(interpolate, "krogh_interpolate"),
)
unsupported(
    "a spline that smooths, or one of two variables: its knots depend on the data",
    *named(interpolate, "BivariateSpline LSQBivariateSpline"),
    *named(interpolate, "LSQSphereBivariateSpline RectSphereBivariateSpline"),
    *named(interpolate, "SmoothBivariateSpline SmoothSphereBivariateSpline bisplev"),
    *named(interpolate, "bisplrep generate_knots interp2d"),
    *named(interpolate, "make_splprep make_splrep splprep"),
)
unsupported(
    "it finds triangles, or neighbours, among places: write a sum of functions of distances",
    *named(interpolate, "CloughTocher2DInterpolator LinearNDInterpolator NearestNDInterpolator Rbf"),
)
unsupported(
    "pieces of polynomials by their coefficients: evaluate them with `np.polyval`",
    *named(interpolate, "BPoly NdBSpline NdPPoly PPoly insert spalde splantider splder splint sproot pade"),
    *named(interpolate, "approximate_taylor_polynomial"),
)
unsupported(
    "one polynomial through all points: take make_interp_spline with the degree that it has",
    *named(interpolate, "AAA FloaterHormannInterpolator KroghInterpolator lagrange"),
)
