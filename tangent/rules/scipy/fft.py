"""The functions of scipy.fft move as those of numpy.fft do, and cosine transforms as matrices."""

import numpy as np
from scipy import fft

from tangent.rules.kinds import composition, inactive, linear, named, unsupported
from tangent.rules.models import model
from tangent.runtime import compositions
from tangent.runtime.scipy import fft as models

for _name in (
    "fft ifft rfft irfft hfft ihfft fft2 ifft2 rfft2 irfft2 fftn ifftn rfftn irfftn dct idct dst idst"
).split():
    model(getattr(fft, _name), getattr(models, _name), overwrite_x=(False,))


# NumPy has functions of the same names: these are the same objects in some versions of SciPy.
if fft.fftshift is not np.fft.fftshift:

    @linear(fft.fftshift, wrt=("x",))
    def _(x, axes=None, *, out_bar):
        return fft.ifftshift(out_bar, axes)

    @linear(fft.ifftshift, wrt=("x",))
    def _(x, axes=None, *, out_bar):
        return fft.fftshift(out_bar, axes)


inactive("a matrix that depends on lengths only", models.rows_of)
# In the spacing of the samples.
for _name in ("fftfreq", "rfftfreq"):
    if getattr(fft, _name) is not getattr(np.fft, _name):
        composition(getattr(fft, _name))(getattr(compositions, _name))
inactive(
    "it only says how long arrays may be, or how they are computed",
    *named(fft, "next_fast_len prev_fast_len"),
)
inactive("it only says how arrays are computed", *named(fft, "get_workers set_workers"), effects=True)
unsupported(
    "take the transform of one axis after the other",
    *named(fft, "dctn idctn dstn idstn hfft2 ihfft2 hfftn ihfftn"),
)
unsupported("there is no rule yet", *named(fft, "fht ifht fhtoffset"))
unsupported(
    "another library in the place of SciPy, of which nothing is known",
    *named(fft, "set_backend skip_backend set_global_backend register_backend"),
)
