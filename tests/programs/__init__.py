"""The corpus: programs as users write them, each with a point at which its derivatives are checked.

Every module here holds plain functions and a list `CASES`.  `tests/test_programs.py` applies the strict
oracle (`tests/oracle.py`) to each; nothing here imports the compiler.
"""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

MODULES = (
    "scalars",
    "branches",
    "loops",
    "inplace",
    "aliasing",
    "indexing",
    "shapes",
    "generations",
    "calls",
    "closures",
    "containers",
    "collections_",
    "everyday",
    "dtypes",
    "methods",
    "names",
    "recipes",
    "numerics",
    "statistics_",
    "mechanics",
    "signals",
    "finance",
    "networks",
    "functions",
    "orders",
    "objects",
    "statements",
    "soundness",
    "state",
    "constructs2",
    "neural",
    "checkpoints",
    "keys",
    "iterators",
    "changing_tests",
    "second_order",
    "put_back",
    "aliases_dynamic",
    "costs",
    "numpy_rest",
    "nesting",
