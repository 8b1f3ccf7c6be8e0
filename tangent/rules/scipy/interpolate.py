"""Curves of scipy.interpolate: linear in their values, or written out."""

from scipy import interpolate

from tangent.rules.curves import Curve, curve
from tangent.rules.kinds import named, unsupported
from tangent.runtime.scipy.interpolate import (
    akima,
    basis_spline,
    cubic_spline,
    interp_spline,
    pchip,
    polyline,
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
    Curve("x", "y", (), ("kind", "bounds_error", "fill_value", "assume_sorted"), polyline),
    interpolate.interp1d,
)

unsupported(
    "there is no rule yet: take CubicSpline, make_interp_spline, PchipInterpolator or interp1d",
    *named(interpolate, "CubicHermiteSpline make_smoothing_spline make_lsq_spline"),
    *named(interpolate, "UnivariateSpline InterpolatedUnivariateSpline LSQUnivariateSpline"),
    *named(interpolate, "RegularGridInterpolator RectBivariateSpline RBFInterpolator"),
    *named(interpolate, "interpn griddata splev splrep"),
    *named(interpolate, "BarycentricInterpolator barycentric_interpolate"),
    *named(interpolate, "krogh_interpolate pchip_interpolate"),
)
