"""Copies of arrays that share memory."""

import numpy as np


def copied_together(*arrays):
    """Copies of `arrays` (any shapes and dtypes) that share memory with each other just as these do.

    Each array is a window on the memory of the one that owns it, which is copied once.

    Raises ValueError for windows on memory that does not belong to a dense array (`as_strided`).
    """
    copies = {}
    windows = []
    for a in arrays:
        owner = a
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        if not owner.flags.forc:
            raise ValueError("an array that is kept lies in memory that no dense array owns: copy it first")
        if id(owner) not in copies:
            copies[id(owner)] = owner.copy("K")
        start = a.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
        windows.append(np.ndarray(a.shape, a.dtype, copies[id(owner)], start, a.strides))
    return tuple(windows)
