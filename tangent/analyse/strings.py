"""Strings: they and what their methods return carry no derivative, whatever is formatted into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tangent.types import PY_BOOL, PY_INT, UNKNOWN, ListOf, Plain, Static, Type, constant, integer

_KINDS: dict[type, Type] = {str: Plain(str), bool: PY_BOOL, int: PY_INT, list: ListOf(Plain(str))}


def is_string(t: Any) -> bool:
    """Whether a value of this type is a string."""
    return (isinstance(t, Plain) and t.cls is str) or (isinstance(t, Static) and isinstance(t.value, str))


def known(make: Callable[..., Any], *parts: Type) -> Type | None:
    """The type of `make(*parts)` if the values of all parts are known.

    Names that a program puts together (`f"w{i}"`, `name.startswith("w")`, `"b" + name[1:]`) choose entries
    of dicts.
    """
    values = [constant(t) for t in parts]
    if any(v is NotImplemented for v in values):
        return None
    try:
        found = make(*values)
    except Exception:
        return None  # Python will say so where the primal asks
    if isinstance(found, (str, bool)):
        return Static(found)
    return integer(found) if type(found) is int else None


def string_method(name: str, base: Type, args: list[Type]) -> Type:
    """The type of what a method of a string returns: its value where that is known, else by a trial."""
    found = known(lambda s, *rest: getattr(s, name)(*rest), base, *args)
    if found is not None:
        return found
    return _tried(name)


def _tried(name: str) -> Type:
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
