"""How a program spells a function that the tables of rules know."""

from __future__ import annotations

from typing import Any

import numpy as np


def name_of(function: Any) -> str:
    """A function as a program spells it: `np.linalg.svd`, `np.add.at`, `math.sin`, `abs`."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{name_of(owner)}.{function.__name__}"
    module = getattr(function, "__module__", None)
    name = getattr(function, "__name__", None) or type(function).__name__
    if module in (None, "builtins"):
        return f"np.{name}" if isinstance(function, np.ufunc) else name
    return f"{module}.{name}".replace("numpy.", "np.", 1)
