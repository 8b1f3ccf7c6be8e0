"""Rules for libraries beside NumPy: read when a program has imported the library, never before."""

from __future__ import annotations

import importlib
import sys
import threading

from tangent.rules.kinds import EDITION

WAITING = {
    "scipy.special": "tangent.rules.scipy.special",
    "scipy.linalg": "tangent.rules.scipy.linalg",
    "scipy.stats": "tangent.rules.scipy.stats",
    "scipy.signal": "tangent.rules.scipy.signal",
    "scipy.integrate": "tangent.rules.scipy.integrate",
    "scipy.optimize": "tangent.rules.scipy.optimize",
    "scipy.fft": "tangent.rules.scipy.fft",
    "scipy.ndimage": "tangent.rules.scipy.ndimage",
    "scipy.interpolate": "tangent.rules.scipy.interpolate",
}
"""Module of a library → the module with its rules, for those that have not been read."""
_KNOWN = tuple(WAITING)
_lock = threading.RLock()


def read_rules() -> None:
    """Read the rules for the modules that are imported by now."""
    if not any(name in sys.modules for name in WAITING):
        return
    with _lock:
        # Of functions that nobody could call before: what was compiled stays right.
        edition = EDITION.number
        for name in [n for n in WAITING if n in sys.modules]:
            importlib.import_module(WAITING[name])
            del WAITING[name]
        EDITION.number = edition


def read_all_rules() -> None:
    """Import all libraries that are installed, and read their rules: for tables of what is known."""
    for name in _KNOWN:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    read_rules()
