"""What emitted text takes for granted about its arguments, and the check of it in text that stands alone.

A string, a truth value or None among the arguments has chosen branches, and a function has been read: the
text holds for these only.  In memory each call is looked at before (`tangent.dispatch`); a file that was
saved, and the text before any call, must look for themselves.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from typing import Any

import gast

from tangent.emit.printer import to_source
from tangent.types import Callable_, Dict, Obj, Record, Seq, Static, Type
from tangent.unit import Session

MADE_FOR = "this derivative was made for "
INDENT = "    "

Assumption = tuple[str, str, str]
"""A condition that must not be true; the place in the arguments, and what is there, as text."""


def assumptions(arguments: dict[str, Type], session: Session) -> tuple[Assumption, ...]:
    """All of a derivation, by the names of its parameters."""
    return tuple([found for name, t in arguments.items() for found in _in(name, t, session)])


def _in(place: str, t: Type, session: Session) -> Iterator[Assumption]:
    if isinstance(t, Static) and (t.value is None or isinstance(t.value, bool)):
        yield f"{place} is not {t.value}", place, repr(t.value)
    elif isinstance(t, Static) and type(t.value) in (str, bytes):
        yield f"{place} != {t.value!r}", place, repr(t.value)
    elif isinstance(t, Callable_) and isinstance(name := getattr(t.function, "__name__", None), str):
        yield f"{place}.__name__ != {name!r}", place, name
    elif isinstance(t, Seq):
        for k, item in enumerate(t.items):
            yield from _in(f"{place}[{k}]", item, session)
    elif isinstance(t, Dict):
        for key, item in zip(t.keys, t.items, strict=True):
            yield from _in(f"{place}[{key!r}]", item, session)
    elif isinstance(t, Record):
        for key, item in zip(t.keys, t.items, strict=True):
            yield from _in(f"{place}.{key}", item, session)
    elif isinstance(t, Obj):
        for (path, name), value in session.attributes.items():
            owner = _below(path, t.path, place)
            if (
                owner is not None
                and name is not None
                and (value is None or type(value) in (bool, str, bytes))
            ):
                yield from _in(f"{owner}.{name}", Static(value), session)


def _below(path: Any, root: Any, place: str) -> str | None:
    """Where an object is that was reached from that at `place`, whose path is `root`; None if it was not."""
    if path == root:
        return place
    if not (isinstance(path, tuple) and len(path) == 2):
        return None
    owner, part = path
    above = _below(owner, root, place)
    if above is None:
        return None
    return f"{above}{part}" if isinstance(part, str) and part[:1] == "." else f"{above}[{part!r}]"


def checked(text: str, entry: str, found: tuple[Assumption, ...]) -> str:
    """The text of a module in which the function `entry` begins by looking at its arguments."""
    if not found:
        return text
    conditions = " or ".join(condition for condition, _, _ in found)
    said = ", ".join(f"{place}={value}" for _, place, value in found)
    look = to_source(gast.parse(f"if {conditions}:\n    raise ValueError({MADE_FOR + said!r})"))
    function = next(f for f in ast.parse(text).body if isinstance(f, ast.FunctionDef) and f.name == entry)
    first = function.body[0]
    before = first.end_lineno if ast.get_docstring(function) is not None else first.lineno - 1
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:before], textwrap.indent(look, INDENT), *lines[before:]])
