"""Filters of images: along one axis most are matrices, and all others are made of these."""

import numpy as np
from scipy import ndimage

from tangent.rules.kinds import inactive, linear, named, unsupported
from tangent.rules.models import model
from tangent.runtime.scipy import moved_images
from tangent.runtime.scipy import ndimage as models
from tangent.runtime.scipy.ndimage import gaussian_bar


@linear(ndimage.gaussian_filter1d, wrt=("input",))
def _(
    input, sigma, axis=-1, order=0, output=None, mode="reflect", cval=0.0, truncate=4.0, *,
    radius=None, out_bar,
):  # fmt: skip
    if cval != 0.0:
        raise NotImplementedError("ndimage.gaussian_filter1d with `cval=`")
    rows = ndimage.gaussian_filter1d(
        np.eye(input.shape[axis]), sigma, -1, order, None, mode, 0.0, truncate, radius=radius
    )
    return np.moveaxis(np.moveaxis(out_bar, axis, -1) @ rows.T, -1, axis)


@linear(ndimage.gaussian_filter, wrt=("input",))
def _(input, sigma, order=0, output=None, mode="reflect", cval=0.0, truncate=4.0, *, out_bar):
    if np.ndim(sigma) != 0 or np.ndim(order) != 0 or cval != 0.0:
        raise NotImplementedError("ndimage.gaussian_filter with `cval=`, or with a width for each axis")
    return gaussian_bar(out_bar, sigma, order, mode, truncate)


@linear(ndimage.uniform_filter1d, wrt=("input",))
def _(input, size, axis=-1, output=None, mode="reflect", cval=0.0, origin=0, *, out_bar):
    if cval != 0.0:
        raise NotImplementedError("ndimage.uniform_filter1d with `cval=`")
    rows = ndimage.uniform_filter1d(np.eye(input.shape[axis]), size, -1, None, mode, 0.0, origin)
    return np.moveaxis(np.moveaxis(out_bar, axis, -1) @ rows.T, -1, axis)


_MODES = ("reflect", "mirror", "nearest", "wrap", "constant")
for _name in ("correlate1d", "convolve1d"):
    model(getattr(ndimage, _name), getattr(models, _name), output=(None,), mode=_MODES, cval=(0, 0.0))
for _name in ("correlate", "convolve"):
    model(
        getattr(ndimage, _name), getattr(models, _name),
        output=(None,), mode=_MODES, cval=(0, 0.0), origin=(0,),
    )  # fmt: skip
for _name in ("uniform_filter", "sobel", "prewitt", "laplace"):
    model(getattr(ndimage, _name), getattr(models, _name), output=(None,), mode=_MODES)

inactive(
    "labels, places and shapes are integers",
    *named(ndimage, "label find_objects generate_binary_structure iterate_structure maximum_position"),
    *named(ndimage, "minimum_position value_indices watershed_ift histogram binary_closing binary_dilation"),
    *named(ndimage, "binary_erosion binary_fill_holes binary_hit_or_miss binary_opening binary_propagation"),
)
unsupported(
    "it takes elements by their order: say it with `np.max`, `np.sort` or `np.median` of views",
    *named(ndimage, "black_tophat white_tophat grey_closing grey_dilation grey_erosion grey_opening"),
    *named(ndimage, "maximum_filter maximum_filter1d minimum_filter minimum_filter1d median_filter"),
    *named(ndimage, "percentile_filter rank_filter morphological_gradient morphological_laplace"),
    *named(ndimage, "distance_transform_bf distance_transform_cdt distance_transform_edt"),
)
unsupported(
    "of the parts of an image: say it with `np.sum`, `np.mean` ... of the elements that a mask takes",
    *named(ndimage, "center_of_mass extrema labeled_comprehension maximum mean median minimum"),
    *named(ndimage, "standard_deviation sum sum_labels variance"),
)


@linear(ndimage.spline_filter1d, wrt=("input",), neutral=("output",))
def _(input, order=3, axis=-1, output=None, mode="mirror", *, out_bar):
    rows = ndimage.spline_filter1d(np.eye(input.shape[axis]), order, -1, np.float64, mode)
    return np.moveaxis(np.moveaxis(out_bar, axis, -1) @ rows.T, -1, axis)


_BETWEEN = ("constant", "mirror", "reflect", "grid-mirror", "nearest", "grid-wrap")
for _name in ("map_coordinates", "shift", "affine_transform"):
    model(
        getattr(ndimage, _name), getattr(moved_images, _name),
        output=(None,), mode=_BETWEEN, order=(1, 2, 3),
    )  # fmt: skip
model(
    ndimage.rotate, moved_images.rotate, rank=2,
    output=(None,), mode=_BETWEEN, order=(1, 2, 3), axes=((1, 0), (0, 1)),
)  # fmt: skip
unsupported(
    "it moves an image by a function: take `map_coordinates` at the places that it returns",
    *named(ndimage, "geometric_transform"),
)
unsupported("take `affine_transform` with the shape that it is to have", *named(ndimage, "zoom"))
unsupported("take `spline_filter1d` along one axis after the other", *named(ndimage, "spline_filter"))
unsupported(
    "there is no rule yet: write it with the filters that have one",
    *named(ndimage, "fourier_ellipsoid fourier_gaussian fourier_shift fourier_uniform generic_filter"),
    *named(ndimage, "gaussian_gradient_magnitude gaussian_laplace generic_filter1d generic_laplace"),
    *named(ndimage, "generic_gradient_magnitude vectorized_filter"),
)
