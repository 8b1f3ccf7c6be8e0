"""The state of adjoints at a point of the backward sweep.

A variable without an entry has the adjoint zero and no code (structural zero).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tangent.types import Dim, Num, Type, Unknown
from tangent.unit import Session

Key = Any  # a name, or (name, key, ...) for an element of a container that is known one by one


@dataclass(frozen=True)
class Bar:
    """type: of the expression that the adjoint's name holds; owned: a buffer of ours that nothing else
    shares;
    exact: it has the shape of the variable (a smaller one broadcasts to it)."""

    type: Type
    owned: bool
    exact: bool


def covers(session: Session, bar: Type, variable: Type) -> bool:
    """Whether a bar of this type certainly has the shape of its variable."""
    if not isinstance(variable, Num) or not isinstance(bar, Num):
        return not isinstance(variable, (Num, Unknown))
    if variable.shape is None or bar.shape is None or len(bar.shape) != len(variable.shape):
        return variable.shape == () and bar.shape == ()
    return all(_covers_dim(session, b, v) for b, v in zip(bar.shape, variable.shape, strict=True))


def _covers_dim(session: Session, b: Dim | None, v: Dim | None) -> bool:
    if b is None:
        return False
    # A bar broadcasts to its variable; a length that is not 1 can only be the variable's own.
    return session.agree(b, v) or session.is_one(b) is False
