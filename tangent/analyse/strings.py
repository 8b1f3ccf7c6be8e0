"""Strings: they and what their methods return carry no derivative, whatever is formatted into them."""

from __future__ import annotations

from typing import Any

from tangent.types import PY_BOOL, PY_INT, UNKNOWN, ListOf, Plain, Static, Type

_KINDS: dict[type, Type] = {str: Plain(str), bool: PY_BOOL, int: PY_INT, list: ListOf(Plain(str))}


def is_string(t: Any) -> bool:
    """Whether a value of this type is a string."""
    return (isinstance(t, Plain) and t.cls is str) or (isinstance(t, Static) and isinstance(t.value, str))


def string_method(name: str) -> Type:
    """The type of what a method of a string returns, by a trial."""
    try:
        found = getattr("ab", name)(*_ARGUMENTS.get(name, ()))
    except (AttributeError, TypeError, ValueError):
        return UNKNOWN
    return _KINDS.get(type(found), UNKNOWN)


_ARGUMENTS: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("startswith", "endswith", "removeprefix", "removesuffix"), ("a",)),
    **dict.fromkeys(("count", "find", "index"), ("a",)),
    **dict.fromkeys(("ljust", "rjust", "center", "zfill"), (3,)),
    "join": (["a"],),
    "replace": ("a", "b"),
}
