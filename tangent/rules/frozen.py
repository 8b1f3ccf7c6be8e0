"""Distributions, and other objects that do nothing but to hold what a function takes."""

from __future__ import annotations

from typing import Any

from tangent.rules.kinds import EDITION

FROZEN: dict[Any, tuple[str, ...]] = {}
"""Distribution → the parameters that it takes, in order."""

CALLED: dict[Any, tuple[Any, tuple[str, ...]]] = {}
"""What makes objects that are called → a function that takes some parameters, then what they are called with,
and then the other parameters by their names; it returns the same."""


def frozen(maker: Any, *parameters: str, called: Any = None, first: tuple[str, ...] = ()) -> None:
    """Register a distribution that can be made, or a class of objects that are called."""
    EDITION.number += 1
    FROZEN[maker] = parameters
    if called is not None:
        CALLED[maker] = called, first
