"""Functions that move as a function of Python does which says the same, up to rounding.

The value stays that of the function itself; `composition` is for what is the same to the last bit.
`analyse/models.py` writes the statements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tangent.rules.kinds import EDITION


@dataclass(frozen=True)
class Model:
    """body: what is differentiated.  first: of a pair of which it says the first part only.

    only: option → the values that it may have.  rank: that of its first argument, where it knows one only.
    """

    body: Callable[..., Any]
    first: bool = False
    only: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    rank: int | None = None


MODELS: dict[Any, Model] = {}
"""Function → how it moves."""


def model(
    function: Any,
    body: Callable[..., Any],
    first: bool = False,
    rank: int | None = None,
    **only: tuple[Any, ...],
) -> None:
    """Register a function that moves as `body` does."""
    EDITION.number += 1
    MODELS[function] = Model(body, first, tuple(only.items()), rank)
