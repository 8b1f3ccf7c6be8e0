"""Functions of real arguments whose result is real or complex, as its values decide: here it is complex.

So it has one type.  The numbers are those of NumPy, bit for bit; what is real there has an imaginary part of
zero here.
"""

import numpy as np


def complex_eig(a):
    """np.linalg.eig of real matrices, always complex"""
    found = np.linalg.eig(a)
    return found._replace(eigenvalues=as_complex(found[0]), eigenvectors=as_complex(found[1]))


def complex_eigvals(a):
    """np.linalg.eigvals of real matrices, always complex"""
    return as_complex(np.linalg.eigvals(a))


def complex_roots(p):
    """np.roots of real coefficients, always complex"""
    return as_complex(np.roots(p))


def complex_sqrt(x):
    """np.emath.sqrt of real numbers, always complex"""
    return as_complex(np.emath.sqrt(x))


def complex_log(x):
    """np.emath.log of real numbers, always complex"""
    return as_complex(np.emath.log(x))


def complex_log2(x):
    """np.emath.log2 of real numbers, always complex"""
    return as_complex(np.emath.log2(x))


def complex_log10(x):
    """np.emath.log10 of real numbers, always complex"""
    return as_complex(np.emath.log10(x))


def complex_arccos(x):
    """np.emath.arccos of real numbers, always complex"""
    return as_complex(np.emath.arccos(x))


def complex_arcsin(x):
    """np.emath.arcsin of real numbers, always complex"""
    return as_complex(np.emath.arcsin(x))


def complex_arctanh(x):
    """np.emath.arctanh of real numbers, always complex"""
    return as_complex(np.emath.arctanh(x))


def complex_logn(n, x):
    """np.emath.logn of real numbers, always complex"""
    return as_complex(np.emath.logn(n, x))


def complex_power(x, p):
    """np.emath.power of real numbers, always complex"""
    return as_complex(np.emath.power(x, p))


def as_complex(x):
    """`x`, converted if it is real"""
    return np.asarray(x, np.result_type(x, np.complex64))[()]
