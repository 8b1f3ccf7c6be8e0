"""Distributions: objects that make others, of which the methods take what they were made of."""

from __future__ import annotations

from typing import Any

from tangent.rules.kinds import EDITION

FROZEN: dict[Any, tuple[str, ...]] = {}
"""Distribution → the parameters that it takes, in order."""


def frozen(distribution: Any, *parameters: str) -> None:
    """Register a distribution that can be made."""
    EDITION.number += 1
    FROZEN[distribution] = parameters
