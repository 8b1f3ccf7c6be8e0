"""The functions of scipy.fft, said with those of numpy.fft: these are what is differentiated."""

import numpy as np
import scipy.fft


def fft(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.fft`."""
    return np.fft.fft(x, n, axis, norm)


def ifft(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.ifft`."""
    return np.fft.ifft(x, n, axis, norm)


def rfft(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.rfft`."""
    return np.fft.rfft(x, n, axis, norm)


def irfft(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.irfft`."""
    return np.fft.irfft(x, n, axis, norm)


def hfft(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.hfft`."""
    return np.fft.hfft(x, n, axis, norm)


def ihfft(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.ihfft`."""
    return np.fft.ihfft(x, n, axis, norm)


def fft2(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.fft2`."""
    return np.fft.fft2(x, s, axes, norm)


def ifft2(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.ifft2`."""
    return np.fft.ifft2(x, s, axes, norm)


def rfft2(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.rfft2`."""
    return np.fft.rfft2(x, s, axes, norm)


def irfft2(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.irfft2`."""
    return np.fft.irfft2(x, s, axes, norm)


def fftn(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.fftn`."""
    return np.fft.fftn(x, s, axes, norm)


def ifftn(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.ifftn`."""
    return np.fft.ifftn(x, s, axes, norm)


def rfftn(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.rfftn`."""
    return np.fft.rfftn(x, s, axes, norm)


def irfftn(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.irfftn`."""
    return np.fft.irfftn(x, s, axes, norm)


def rows_of(name, x, type, n, axis, norm):
    """What a transform makes of the units along an axis."""
    return getattr(scipy.fft, name)(np.eye(x.shape[axis], dtype=x.dtype), type, n, -1, norm)


def dct(x, type=2, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.dct`: a matrix along one axis."""
    rows = rows_of("dct", x, type, n, axis, norm)
    return np.moveaxis(np.moveaxis(x, axis, -1) @ rows, -1, axis)


def idct(x, type=2, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.idct`: a matrix along one axis."""
    rows = rows_of("idct", x, type, n, axis, norm)
    return np.moveaxis(np.moveaxis(x, axis, -1) @ rows, -1, axis)


def dst(x, type=2, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.dst`: a matrix along one axis."""
    rows = rows_of("dst", x, type, n, axis, norm)
    return np.moveaxis(np.moveaxis(x, axis, -1) @ rows, -1, axis)


def idst(x, type=2, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    """As `scipy.fft.idst`: a matrix along one axis."""
    rows = rows_of("idst", x, type, n, axis, norm)
    return np.moveaxis(np.moveaxis(x, axis, -1) @ rows, -1, axis)
