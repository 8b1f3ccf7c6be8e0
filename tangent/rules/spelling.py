"""How a program spells a function that the tables of rules know."""

from __future__ import annotations

import sys
import types
from typing import Any

import numpy as np


def home_of(function: Any) -> str:
    """The module in which a program finds a function: the public one, if there are two."""
    name = getattr(function, "__name__", "")
    module = getattr(function, "__module__", None)
    if module is None and isinstance(function, np.ufunc):  # ufuncs do not say where they are from
        homes = ("numpy", "scipy.special")
        return next((h for h in homes if getattr(sys.modules.get(h), name, None) is function), "")
    public = str(module or "").partition("._")[0]
    there = getattr(sys.modules.get(public), name, None) is function if name else _held_as(function, public)
    return public if there else str(module or "")


def held_by_module(value: Any) -> tuple[str, str] | None:
    """Where a program finds an object of a library: `("scipy.stats", "norm")`."""
    public = type(value).__module__.partition("._")[0]
    name = _held_as(value, public)
    return (public, name) if name else None


def _held_as(value: Any, module: str) -> str:
    """The name under which a module holds an object that does not know its name."""
    held = vars(sys.modules[module]) if module in sys.modules else {}
    return next((n for n, other in held.items() if other is value), "")


def name_of(function: Any) -> str:
    """A function as a program spells it: `np.linalg.svd`, `np.add.at`, `math.sin`, `abs`."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{name_of(owner)}.{function.__name__}"
    if isinstance(function, types.MethodType) and (known := held_by_module(owner)):
        return f"{'.'.join(known)}.{function.__name__}"
    module = home_of(function)
    name = getattr(function, "__name__", None) or _held_as(function, module) or type(function).__name__
    if module in ("", "builtins"):
        return name
    return f"{module}.{name}".replace("numpy.", "np.", 1).replace("np.lib.scimath.", "np.emath.")
