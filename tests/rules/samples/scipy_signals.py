"""scipy.signal, and the integrals of samples in scipy.integrate."""

import numpy as np
from scipy import integrate, signal

from .spec import between, calls, computed, each, real

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
