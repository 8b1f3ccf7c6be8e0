"""Functions and classes of scipy.interpolate, which have no rules yet."""

from scipy import interpolate

from tangent.rules.kinds import named, unsupported

unsupported(
    "there is no rule yet: of straight lines between points take np.interp",
    *named(interpolate, "interp1d CubicSpline PchipInterpolator"),
    *named(interpolate, "Akima1DInterpolator CubicHermiteSpline BSpline"),
    *named(interpolate, "make_interp_spline make_smoothing_spline"),
    *named(interpolate, "UnivariateSpline InterpolatedUnivariateSpline"),
    *named(interpolate, "RegularGridInterpolator RectBivariateSpline RBFInterpolator"),
    *named(interpolate, "interpn griddata splev splrep"),
    *named(interpolate, "BarycentricInterpolator barycentric_interpolate"),
    *named(interpolate, "krogh_interpolate pchip_interpolate"),
)
