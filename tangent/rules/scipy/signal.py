"""Rules for scipy.signal: convolutions and correlations of arrays of any rank, and filters."""

import numpy as np
from scipy import signal

from tangent.rules.kinds import inactive, linear, multilinear, named, pair, unsupported
from tangent.rules.models import model
from tangent.runtime.scipy.signal import (
    convolve_bar,
    filtered_twice,
    lfilter_bar,
    lfilter_dot,
    sections,
    sections_twice,
)


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


# With zeros around the arrays these are the functions above.
@multilinear(signal.convolve2d, wrt=("in1", "in2"))
def _(in1, in2, mode="full", boundary="fill", fillvalue=0, *, out_bar):
    in1_bar = convolve_bar(out_bar, in2, np.shape(in1), mode, True)
    return in1_bar, convolve_bar(out_bar, in1, np.shape(in2), mode, False)


@multilinear(signal.correlate2d, wrt=("in1", "in2"))
def _(in1, in2, mode="full", boundary="fill", fillvalue=0, *, out_bar):
    if np.iscomplexobj(in1) or np.iscomplexobj(in2):
        raise NotImplementedError("signal.correlate2d of complex arrays, which takes a conjugate")
    if mode == "same":
        raise NotImplementedError("signal.correlate2d with the mode 'same' (take the part of 'full')")
    in1_bar = convolve_bar(out_bar, np.flip(in2), np.shape(in1), mode, True)
    return in1_bar, np.flip(convolve_bar(out_bar, in1, np.shape(in2), mode, False))


# -------------------------------------------------- filters


def lfilter_jvp(b, a, x, axis=-1, zi=None, *, out, b_dot, a_dot, x_dot):
    return lfilter_dot(b, a, x, axis, out, b_dot, a_dot, x_dot)


@pair(signal.lfilter, wrt=("b", "a", "x"), jvp=lfilter_jvp)
def _(b, a, x, axis=-1, zi=None, *, out, out_bar):
    b_bar, a_bar, x_bar = lfilter_bar(b, a, x, axis, out, out_bar)
    return b_bar, a_bar, x_bar


model(signal.sosfilt, sections)
model(signal.filtfilt, filtered_twice, method=("pad",), irlen=(None,))
model(signal.sosfiltfilt, sections_twice)

# What is linear in the samples along an axis has a matrix: what it makes of each single sample.


@linear(signal.savgol_filter, wrt=("x",))
def _(x, window_length, polyorder, deriv=0, delta=1.0, axis=-1, mode="interp", cval=0.0, *, out_bar):
    weights = signal.savgol_filter(
        np.eye(x.shape[axis]), window_length, polyorder, deriv, delta, -1, mode, cval
    )
    return np.moveaxis(np.moveaxis(out_bar, axis, -1) @ weights.T, -1, axis)


@linear(signal.resample, wrt=("x",), lengths=False)
def _(x, num, t=None, axis=0, window=None, domain="time", *, out_bar):
    weights = signal.resample(np.eye(x.shape[axis]), num, None, -1, window, domain)
    return np.moveaxis(np.moveaxis(out_bar, axis, -1) @ weights.T, -1, axis)


@linear(signal.resample_poly, wrt=("x",), lengths=False)
def _(x, up, down, axis=0, window=("kaiser", 5.0), padtype="constant", cval=None, *, out_bar):
    weights = signal.resample_poly(np.eye(x.shape[axis]), up, down, -1, window, padtype, cval)
    return np.moveaxis(np.moveaxis(out_bar, axis, -1) @ weights.T, -1, axis)


# A projection.
@linear(signal.detrend, wrt=("data",))
def _(data, axis=-1, type="linear", bp=0, overwrite_data=False, *, out_bar):
    return signal.detrend(out_bar, axis, type, bp)


# One plus i times a matrix that is the negative of its transpose.
@linear(signal.hilbert, wrt=("x",))
def _(x, N=None, axis=-1, *, out_bar):
    return np.real(out_bar) + np.imag(signal.hilbert(np.imag(out_bar), axis=axis))


unsupported(
    "what a filter is designed from (frequencies, ripples) does not move: make it outside of the function",
    *named(signal, "butter cheby1 cheby2 ellip bessel firwin firwin2 firls remez iirfilter iirnotch iirpeak"),
    *named(signal, "savgol_coeffs lfilter_zi sosfilt_zi get_window buttord tf2sos tf2zpk zpk2sos zpk2tf"),
)
unsupported(
    "it takes medians, ranks or peaks: a place in the signal, which a rule would have to follow",
    *named(signal, "medfilt medfilt2d order_filter wiener find_peaks peak_widths peak_prominences argrelmax"),
)
unsupported(
    "there is no rule yet: write it with `np.fft`, of which all functions have rules",
    *named(signal, "stft istft spectrogram welch periodogram csd coherence lombscargle czt zoom_fft"),
)
unsupported(
    "there is no rule yet",
    *named(signal, "decimate upfirdn sepfir2d symiirorder1 symiirorder2 lfiltic deconvolve hilbert2"),
)
unsupported(
    "what a filter or a window is designed from does not move: make it outside of the function",
    *named(signal, "abcd_normalize band_stop_obj besselap bilinear"),
    *named(signal, "bilinear_zpk buttap cheb1ap cheb1ord cheb2ap"),
    *named(signal, "cheb2ord ellipap ellipord firwin_2d"),
    *named(signal, "gammatone iircomb iirdesign kaiser_atten kaiser_beta"),
    *named(signal, "kaiserord lp2bp lp2bp_zpk lp2bs lp2bs_zpk lp2hp lp2hp_zpk lp2lp lp2lp_zpk minimum_phase"),
    *named(signal, "normalize place_poles sos2tf sos2zpk ss2tf ss2zpk tf2ss zpk2ss closest_STFT_dual_window"),
    *named(signal, "invres invresz residue residuez unique_roots"),
)
unsupported(
    "a linear system as an object: write its steps as a loop",
    *named(signal, "StateSpace TransferFunction ZerosPolesGain bode"),
    *named(signal, "cont2discrete dbode dfreqresp dimpulse dlsim"),
    *named(signal, "dlti dstep freqresp impulse lsim lti step"),
)
unsupported(
    "write it with `np.fft`, `np.exp`, `np.sin` and `np.polyval`, which have rules",
    *named(signal, "CZT ZoomFFT ShortTimeFFT chirp czt_points"),
    *named(signal, "envelope findfreqs freqs freqs_zpk freqz freqz_sos"),
    *named(signal, "freqz_zpk gausspulse group_delay sawtooth sosfreqz square sweep_poly vectorstrength"),
)
unsupported(
    "splines on a grid of integers: take `scipy.interpolate.make_interp_spline`",
    *named(signal, "cspline1d cspline1d_eval cspline2d gauss_spline qspline1d qspline1d_eval qspline2d"),
    *named(signal, "spline_filter"),
)
inactive(
    "places, lengths and answers are no numbers that move",
    *named(signal, "argrelextrema argrelmin check_COLA check_NOLA choose_conv_method correlation_lags"),
    *named(signal, "find_peaks_cwt max_len_seq unit_impulse BadCoefficients"),
)
