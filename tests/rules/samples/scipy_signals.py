"""scipy.signal, and the integrals of samples in scipy.integrate."""

import numpy as np
from scipy import integrate, signal

from .spec import between, calls, computed, each, fixed, real

SECTIONS = signal.butter(3, 0.4, output="sos")

calls(signal.convolve, "signal.convolve(a, v{|, 'same'|, mode='valid'})", a=each(real(5), real(3)), v=real(4))
calls(signal.convolve, "signal.convolve(a, v{|, 'same'|, 'valid', 'direct'})", a=real(3, 4), v=real(2, 3))
calls(signal.convolve, "signal.convolve(a, v)", "D", a=real(4), v=real(3))
calls(signal.fftconvolve, "signal.fftconvolve(a, v{|, 'same'|, 'valid'})", a=real(5), v=real(3))
calls(signal.correlate, "signal.correlate(a, v{|, 'same'|, 'valid'})", a=each(real(5), real(3)), v=real(4))
calls(signal.correlate, "signal.correlate(a, v{|, 'same'})", a=real(3, 4), v=real(2, 3))

rising = computed("rising", lambda rng, kind: np.cumsum(rng.uniform(0.3, 1.0, 5)))
step = between(0.3, 0.9, "py")
calls(integrate.trapezoid, "integrate.trapezoid(y{|, x|, dx=h|, x=x, axis=0})", y=real(5, 5), x=rising, h=step)
calls(integrate.cumulative_trapezoid, "integrate.cumulative_trapezoid(y{|, x, initial=0|, dx=h|, x, axis=0})", y=real(5, 5), x=rising, h=step)
calls(integrate.simpson, "integrate.simpson(y{|, axis=0|, dx=0.3|, x=[0.0, 0.3, 0.5, 0.6, 1.0]})", y=each(real(5, 5), real(5)))
calls(integrate.simpson, "integrate.simpson(y{|, x=np.arange(6) ** 2})", y=each(real(6), real(2, 6)))

calls(integrate.romb, "integrate.romb(y{|, 0.3|, axis=0})", "d", y=real(5, 5))
calls(integrate.cumulative_simpson, "integrate.cumulative_simpson(y{|, dx=0.3|, axis=0})", "d", y=real(5, 5))

calls(signal.convolve2d, "signal.convolve2d(a, v{|, 'same'|, 'valid'})", "d", a=real(4, 5), v=each(real(2, 3), real(3, 2)))
calls(signal.correlate2d, "signal.correlate2d(a, v{|, 'valid'})", "d", a=real(4, 5), v=each(real(2, 3), real(3, 2)))
_taps = {"b": real(3), "a": fixed(np.array([1.3, -0.4, 0.2]))}
calls(signal.lfilter, "signal.lfilter(b, a, x{|, axis=0})", "d", x=each(real(6, 3), real(6, 2)), **_taps)
calls(signal.lfilter, "signal.lfilter(b, [1.0], x)", "d", x=real(2), b=real(3))
calls(signal.sosfilt, "signal.sosfilt(s, x{|, axis=0})", "d", layouts=False, x=real(6, 3), s=fixed(SECTIONS))
calls(signal.sosfiltfilt, "signal.sosfiltfilt(s, x{|, padlen=2}, axis=0)", "d", layouts=False, x=real(14, 2), s=fixed(SECTIONS))
calls(signal.filtfilt, "signal.filtfilt(b, a, x{|, axis=0|, padtype='even'|, padlen=0|, padtype='constant', padlen=3})", "d", x=real(10, 10), **_taps)
calls(signal.savgol_filter, "signal.savgol_filter(x, 5, 2{|, axis=0|, mode='mirror'|, deriv=1})", "d", x=real(7, 7))
calls(signal.resample, "signal.resample(x, 5{|, axis=1})", "d", x=real(8, 6))
calls(signal.resample_poly, "signal.resample_poly(x, 2, 3{|, axis=1})", "d", x=real(8, 6))
calls(signal.detrend, "signal.detrend(x{|, axis=0|, type='constant'|, bp=3})", "d", x=real(7, 6))
calls(signal.hilbert, "signal.hilbert(x{|, axis=0})", "d", x=real(5, 6))
