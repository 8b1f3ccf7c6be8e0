"""Convolutions, transforms, interpolation, order statistics, insertions."""

import numpy as np

from .reductions import AXES, KEEP, holes
from .spec import apart, between, calls, each, fixed, real, unary

calls(np.convolve, "np.convolve(a, v{|, 'same'|, mode='valid'|, 'full'})", "dfD", a=each(real(4), real(1), real(2)), v=each(real(3), real(2)))
calls(np.correlate, "np.correlate(a, v{|, 'same'|, mode='valid'|, 'full'})", "dfD", a=each(real(5), real(1), real(2)), v=each(real(4), real(3), real(2)))
calls(np.fft.fft, "np.fft.fft(a{|, 3|, n=6|, norm='ortho'|, norm='forward'})", "dfD", a=real(4))
calls(np.fft.ifft, "np.fft.ifft(a{|, 3|, n=6|, norm='ortho'|, norm='forward'})", "dfD", a=real(4))
calls(np.fft.rfft, "np.fft.rfft(a{|, 3|, n=6|, n=7|, norm='ortho'|, norm='forward'})", a=each(real(4), real(5)))
calls(np.fft.irfft, "np.fft.irfft(a{|, 3|, n=6|, n=10|, norm='ortho'|, norm='forward'})", "dfD", a=real(4))
for _f in (np.fft.fft, np.fft.ifft, np.fft.irfft):
    calls(_f, f"np.fft.{_f.__name__}(a, axis={{0|-1}})", "dD", a=real(3, 4))
calls(np.fft.rfft, "np.fft.rfft(a, axis={0|-1})", a=real(3, 4))
for _f in (np.fft.fftshift, np.fft.ifftshift):
    calls(_f, f"np.fft.{_f.__name__}(a{{|, 0|, axes=(0, 1)}})", "dfD", a=real(3, 4))
for _f in (np.fft.fft2, np.fft.ifft2, np.fft.irfft2):
    calls(_f, f"np.fft.{_f.__name__}(a{{|, s=(3, 3)|, axes=(0, 1)|, norm='ortho'}})", "dD", a=real(3, 4))
for _f in (np.fft.fftn, np.fft.ifftn, np.fft.irfftn):
    calls(_f, f"np.fft.{_f.__name__}(a{{|, axes=(0, 2)|, s=(2, 3), axes=(0, 1)}})", "dD", a=real(2, 3, 4))
calls(np.fft.rfft2, "np.fft.rfft2(a{|, s=(3, 3)|, norm='ortho'})", a=real(3, 4))
calls(np.fft.rfftn, "np.fft.rfftn(a{|, axes=(0, 2)})", a=real(2, 3, 4))
for _f in (np.fft.fftfreq, np.fft.rfftfreq):
    calls(_f, f"np.fft.{_f.__name__}({{4|5|1}}, d)", d=each(real("py"), real("np")))
calls(np.fft.hfft, "np.fft.hfft(a{|, 5|, norm='ortho'})", "dD", a=real(4))
calls(np.fft.ihfft, "np.fft.ihfft(a{|, 5|, norm='forward'})", a=real(4))

XP = fixed(np.array([-1.7, -0.6, 0.25, 0.9, 1.8]))
calls(np.interp, "np.interp(x, xp, fp)", "d", x=each(real(4), real(2, 2), real("py"), between(2.0, 3.0, 2)), xp=XP, fp=real(5))
unary(np.unwrap, "np.unwrap(np.atleast_1d(3.0 * x))")
calls(np.unwrap, "np.unwrap(a{|, axis=0|, 2.0|, period=3.0})", a=fixed(np.array([[0.3, 2.9, -2.8], [0.5, -1.9, 3.0]])))

for _f, _q in ((np.quantile, "0.3"), (np.percentile, "30")):
    _n = _f.__name__
    calls(_f, f"np.{_n}(a, {_q}{AXES}{KEEP})", a=apart(2, 3, 2))
    calls(_f, f"np.{_n}(a, {_q}, method={{'lower'|'nearest'|'midpoint'|'hazen'|'weibull'|'median_unbiased'}})", a=apart(7))
    calls(_f, f"np.{_n}(a, {{0|1}})", a=apart(4))
for _f, _q in ((np.nanquantile, "0.3"), (np.nanpercentile, "30")):
    calls(_f, f"np.{_f.__name__}(a, {_q}{{|, axis=0|, axis=-1, keepdims=True|, axis=(0, 1)}})", a=holes(3, 4))
for _f, _q in ((np.quantile, "[0.1, 0.5]"), (np.percentile, "np.array([[10, 25], [75, 60]])"), (np.nanquantile, "(0.2, 0.9, 0.4)"), (np.nanpercentile, "[30.0]")):
    calls(_f, f"np.{_f.__name__}(a, {_q}{{|, axis=0|, axis=-1, keepdims=True|, axis=(0, 1)}})", "d", layouts=False, a=apart(3, 4))
# In single precision the type of the result depends on whether there is a NaN.
calls(np.nanquantile, "np.nanquantile(a, [0.2, 0.7], axis={0|(0, 1)})", "d", a=holes(3, 4))
calls(np.nanmedian, "np.nanmedian(a{|, axis=0|, axis=-1, keepdims=True|, axis=(0, 1)})", a=holes(3, 4))
calls(np.partition, "np.partition(a, {2|[0, 2]|-1}{|, axis=0|, axis=None})", a=apart(3, 4))
calls(np.partition, "np.partition(a, 2)", a=apart(9))

calls(np.insert, "np.insert(a, {1|-1|0}, v)", a=real(3), v=each(real("py"), real(2)))
calls(np.insert, "np.insert(a, {[2, 0]|[1, 1]}, v)", a=real(3), v=each(real("py"), real(2)))
calls(np.insert, "np.insert(a, 1, v, axis={0|1|-1})", a=real(3, 3), v=each(real("py"), real(3)))
unary(np.i0, "np.i0(x)")
