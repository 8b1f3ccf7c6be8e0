"""Sample calls of all rules, by subject (`spec.py` says how they are written)."""

import importlib
from importlib.util import find_spec

from .spec import SAMPLES

MODULES = (
    "elementwise", "reductions", "shapes", "linalg", "scalars", "indexing", "compositions", "signals", "ufuncs",
    "selections", "options", "emath", "polynomials", "statistics_",
)  # fmt: skip
SCIPY = ("scipy_special", "scipy_linalg", "scipy_stats", "scipy_signals", "scipy_images")

for _name in [*MODULES, *(SCIPY if find_spec("scipy") else ())]:
    importlib.import_module(f"{__name__}.{_name}")

__all__ = ["SAMPLES"]
