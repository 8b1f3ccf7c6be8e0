"""Sample calls of all rules, by subject (`spec.py` says how they are written)."""

import importlib

from .spec import SAMPLES

MODULES = ("elementwise", "reductions", "shapes", "linalg", "scalars", "indexing", "compositions", "signals")

for _name in MODULES:
    importlib.import_module(f"{__name__}.{_name}")

__all__ = ["SAMPLES"]
