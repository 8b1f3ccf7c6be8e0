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


def complex_of(function, *args):
    """What a function without a rule makes of constants, always complex"""
    return as_complex(function(*args))


def as_complex(x):
    """`x`, converted if it is real"""
    return np.asarray(x, np.result_type(x, np.complex64))[()]
