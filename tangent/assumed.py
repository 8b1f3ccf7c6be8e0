"""What emitted text takes for granted about its arguments, and the check of it in text that stands alone.

A string, a truth value or None among the arguments has chosen branches, the lengths of lists and of some
arrays have been read, and so have functions: the text holds for these only.  In memory each call is looked
at before (`tangent.dispatch`); a file that was saved, and the text before any call, must look for themselves.
Not looked at are dtypes, and the ranks of arrays inside other arguments, which would hide the derivative
behind a list of conditions.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from typing import Any

import gast

from tangent.emit.layout import INDENT
from tangent.emit.printer import to_source
from tangent.types import Callable_, Dict, Num, Obj, Record, Seq, Static, Type
from tangent.unit import Guard, Session, asked_once, is_sum, parts_of

MADE_FOR = "this derivative was made for "
_OTHERWISE = {"equal": "!=", "is": "!=", "not": "==", "least": "<"}
_SAID = {"equal": "=", "is": "=", "not": " other than ", "least": " of at least "}

Assumption = tuple[str, str]
"""A condition under which the text does not hold, and what it was made for."""


def assumptions(arguments: dict[str, Type], session: Session) -> tuple[Assumption, ...]:
    """All of a derivation, by the names of its parameters."""
    found = [a for name, t in arguments.items() for a in _in(name, t, session)]
    if "len" in arguments:  # which is not the builtin there
        found = [a for a in found if not a[0].startswith("len(")]
    return (*found, *_of_lengths(arguments, session))


def _in(place: str, t: Type, session: Session) -> Iterator[Assumption]:
    if isinstance(t, Static) and (t.value is None or isinstance(t.value, bool)):
        yield f"{place} is not {t.value}", f"{place}={t.value}"
    elif isinstance(t, Static) and type(t.value) in (str, bytes):
        yield f"{place} != {t.value!r}", f"{place}={t.value!r}"
    elif isinstance(t, Callable_) and isinstance(name := getattr(t.function, "__name__", None), str):
        yield f"{place}.__name__ != {name!r}", f"{place}={name}"
    elif isinstance(t, Num) and t.kind == "array" and t.shape and place.isidentifier():
        yield f"{place}.ndim != {len(t.shape)}", f"{place}.ndim={len(t.shape)}"
    elif isinstance(t, Seq):
        yield f"len({place}) != {len(t.items)}", f"len({place})={len(t.items)}"
        for k, item in enumerate(t.items):
            yield from _in(f"{place}[{k}]", item, session)
    elif isinstance(t, Dict) and all(map(_is_literal, t.keys)):
        yield f"[*{place}] != {[*t.keys]!r}", f"the keys {[*t.keys]!r} of {place}"
        for key, item in zip(t.keys, t.items, strict=True):
            yield from _in(f"{place}[{key!r}]", item, session)
    elif isinstance(t, Record):
        for key, item in zip(t.keys, t.items, strict=True):
            yield from _in(f"{place}.{key}", item, session)
    elif isinstance(t, Obj):
        for (path, name), value in session.attributes.items():
            owner = _below(path, t.path, place)
            chooses = value is None or type(value) in (bool, str, bytes)
            if owner is not None and name is not None and chooses:
                yield from _in(f"{owner}.{name}", Static(value), session)


def _of_lengths(arguments: dict[str, Type], session: Session) -> Iterator[Assumption]:
    """Of what the derivation has looked at: the lengths of arrays, integers, and the order in memory."""

    def place_of(path: Any) -> str | None:
        return next((p for name in arguments if (p := _below(path, name, name)) is not None), None)

    def length(base: Any) -> str:
        path, axis = base
        return f"{place_of(path)}" if axis is None else f"{place_of(path)}.shape[{axis}]"

    def left(g: Guard) -> str | None:
        parts = parts_of(g.base) if is_sum(g.base) else [(g.base, 1)]
        if any(place_of(path) is None for (path, _), _ in parts):
            return None
        return " + ".join(
            length(base) if count == 1 else f"{count} * {length(base)}" for base, count in parts
        )

    for g in asked_once(session.guards, lambda path: place_of(path) is not None):
        if g.kind == "contiguous":
            if (place := place_of(g.base)) is not None:
                yield f"not {place}.flags.c_contiguous", f"{place} contiguous in memory"
        elif (found := left(g)) is not None:
            right = length(g.value) if g.kind == "equal" else str(g.value)
            yield f"{found} {_OTHERWISE[g.kind]} {right}", f"{found}{_SAID[g.kind]}{right}"


def _below(path: Any, root: Any, place: str) -> str | None:
    """Where an object is that was reached from that at `place`, whose path is `root`; None if it was not."""
    if path == root:
        return place
    if not (isinstance(path, tuple) and len(path) == 2):
        return None
    owner, part = path
    above = _below(owner, root, place)
    if above is None or not _is_literal(part):
        return None
    return f"{above}{part}" if isinstance(part, str) and part[:1] == "." else f"{above}[{part!r}]"


def _is_literal(key: Any) -> bool:
    """Whether text says what a key is (a member of an enumeration is none)."""
    if type(key) is tuple:
        return all(map(_is_literal, key))
    return key is None or type(key) in (bool, int, str, bytes)


def checked(text: str, entry: str, found: tuple[Assumption, ...]) -> str:
    """The text of a module in which the function `entry` begins by looking at its arguments."""
    if not found:
        return text
    conditions = " or ".join(condition for condition, _ in found)
    said = MADE_FOR + ", ".join(what for _, what in found)
    look = to_source(gast.parse(f"if {conditions}:\n    raise ValueError({said!r})"))
    function = next(f for f in ast.parse(text).body if isinstance(f, ast.FunctionDef) and f.name == entry)
    first = function.body[0]
    before = first.end_lineno if ast.get_docstring(function) is not None else first.lineno - 1
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:before], textwrap.indent(look, " " * INDENT), *lines[before:]])
