"""What can stand in a tree as a constant: keys of dicts, above all."""

import enum
from typing import Any

_LITERALS = (type(None), bool, int, float, complex, str, bytes, type(...))


def is_member(value: Any) -> bool:
    """Whether a value is a member of an `Enum` that can be said by its name."""
    return isinstance(value, enum.Enum) and type(value).__members__.get(value.name) is value


def members(value: Any) -> list[enum.Enum]:
    """The members of an `Enum` in a constant."""
    if isinstance(value, tuple):
        return [m for item in value for m in members(item)]
    return [value] if is_member(value) else []


def can_be_said(key: Any) -> bool:
    """Whether text can say a key of a dict so that it finds the same entry (NaN finds nothing)."""
    if type(key) is tuple:
        return all(map(can_be_said, key))
    return is_member(key) or (type(key) in _LITERALS and key == key)
