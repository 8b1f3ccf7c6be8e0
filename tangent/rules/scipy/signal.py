"""Rules for scipy.signal: convolutions and correlations of arrays of any rank."""

import numpy as np
from scipy import signal

from tangent.rules.kinds import multilinear, named, unsupported
from tangent.runtime.scipy.signal import convolve_bar


@multilinear(signal.convolve, wrt=("in1", "in2"), neutral=("method",))
def _(in1, in2, mode="full", method="auto", *, out_bar):
    in1_bar = convolve_bar(out_bar, in2, np.shape(in1), mode, True)
    return in1_bar, convolve_bar(out_bar, in1, np.shape(in2), mode, False)


@multilinear(signal.fftconvolve, signal.oaconvolve, wrt=("in1", "in2"))
def _(in1, in2, mode="full", axes=None, *, out_bar):
    in1_bar = convolve_bar(out_bar, in2, np.shape(in1), mode, True)
    return in1_bar, convolve_bar(out_bar, in1, np.shape(in2), mode, False)


# The convolution with the second array turned around.
@multilinear(signal.correlate, wrt=("in1", "in2"), neutral=("method",))
def _(in1, in2, mode="full", method="auto", *, out_bar):
    if np.iscomplexobj(in1) or np.iscomplexobj(in2):
        raise NotImplementedError("signal.correlate of complex arrays, which takes a conjugate")
    in1_bar = convolve_bar(out_bar, np.flip(in2), np.shape(in1), mode, True)
    return in1_bar, np.flip(convolve_bar(out_bar, in1, np.shape(in2), mode, False))


@multilinear(convolve_bar, wrt=("g", "other"))
def _(g, other, shape, mode, first, *, out_bar):
    if first:
        return signal.convolve(out_bar, other, mode), convolve_bar(g, out_bar, np.shape(other), mode, False)
    return signal.convolve(other, out_bar, mode), convolve_bar(g, out_bar, np.shape(other), mode, True)


unsupported(
    "there is no rule yet",
    *named(signal, "lfilter filtfilt sosfilt sosfiltfilt convolve2d correlate2d detrend resample decimate"),
    *named(signal, "hilbert upfirdn medfilt wiener savgol_filter stft istft spectrogram welch periodogram"),
)
