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
    "displays",
    "elements",
    "everyday",
    "whole",
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
    "found_at_random",
    "found_by_chance",
    "cells",
    "objects_found",
    "object_rest",
    "items_by_number",
    "objects_in_loops",
    "objects_as_data",
    "kept_methods",
    "named_parts",
    "trained",
    "truths",
    "visited",
    "lists_of_objects",
    "set_later",
    "asked_objects",
    "changed_elsewhere",
    "inner_changes",
    "lent",
    "queues_and_keys",
    "empty_at_first",
    "given_back",
    "in_place_more",
    "buffers_handed",
    "kept_slices",
    "changed_by_name",
    "changing_constants",
    "stencils",
    "renamed",
    "views",
    "without_axes",
    "numpy_rest",
    "numpy_options",
    "numpy_more",
    "nesting",
    "opened_calls",
    "made_later",
    "shared_containers",
    "kept_iterators",
    "global_counters",
    "held_arrays",
    "practice",
    "practice_more",
    "solvers",
    "scipy_more",
    "scipy_rest",
    "scipy_splines",
    "fitting",
    "other_elements",
    "python_more",
    "standard_library",
    "small_classes",
    "limits_gone",
    "python_rest",
    "library_rest",
    "objects_taken",
    "daily_work",
    "replaced_items",
    "whole_models",
    "grouped",
    "containers_rest",
    "handed_generators",
    "half_done",
    "resized",
    "held_elsewhere",
    "enumerations",
    "dispatched",
    "stepped",
    "iterators_given",
    "views_given",
    "workspaces_read",
    "copied_objects",
    "algorithms",
    "abstract_classes",
    "ragged",
    "vectors",
)


@dataclass(frozen=True)
class Case:
    """One program and one point.

    args: the arguments, or a function without parameters that makes them.
    argnums: as for `grad`.
    items: the entries of the list of pitfalls that the program covers, such as "A1 B13".
    refused: None: must work.  "maybe": right or refused.  "" or a code ("TGT012"): must be refused.
    raises: the primal raises; the derivative must raise the same.
    second: False, with a reason in `why`, where there is no second derivative to check.
    skip: checks of the oracle that do not apply, with a reason in `why`.
    standalone: False where a saved file cannot be run with the same arguments (captured arrays, callables).
    """

    fun: Callable[..., Any]
    args: Any
    argnums: int | tuple[int, ...] = 0
    items: str = ""
    name: str = ""
    refused: str | None = None
    raises: type[Exception] | None = None
    second: bool = True
    skip: tuple[str, ...] = ()
    standalone: bool = True
    rtol: float | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.fun.__name__)
        if (not self.second or self.skip) and not self.why:
            raise ValueError(f"{self.name}: say why a check does not apply")

    def arguments(self) -> tuple[Any, ...]:
        """Fresh arguments: no run of a program can spoil another's."""
        from tangent.testing.structures import clone

        return self.args() if callable(self.args) else clone(tuple(self.args))

    @property
    def positions(self) -> tuple[int, ...]:
        numbers = (self.argnums,) if isinstance(self.argnums, int) else tuple(self.argnums)
        count = len(self.args() if callable(self.args) else self.args)
        return tuple(k % count for k in numbers)


def scalar_valued(case: Case) -> bool:
    """Whether `grad` applies: the value is one real number."""
    with contextlib.redirect_stdout(io.StringIO()):
        out = case.fun(*case.arguments())
    return (
        isinstance(out, (float, np.floating, np.ndarray)) and np.ndim(out) == 0 and not np.iscomplexobj(out)
    )


def all_cases() -> list[tuple[str, Case]]:
    """Every case with the name of its module."""
    found = []
    for module in MODULES:
        for case in importlib.import_module(f"tests.programs.{module}").CASES:
            found.append((module, case))
    return found


def rand(*shape: int, seed: int = 0, low: float = -1.0, high: float = 1.0) -> np.ndarray:
    """Fixed random numbers for the arguments of the programs."""
    return np.random.default_rng(seed + 7919 * len(shape) + sum(shape)).uniform(low, high, shape)
