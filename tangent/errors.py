"""What `tangent` raises: an error says what, where, why, and what to write instead.

    raise error("TGT301", place_of(source, node), "scipy.special.mathieu_a")

    TGT301: no derivative rule for `scipy.special.mathieu_a`, which is called on values that carry ...
      model.py:14:9
        14 |     y = mathieu_a(m, q)
           |         ^^^^^^^^^^^^^^^
      Register a rule (see docs/rules.md), or wrap ...

The reasons are the table in `error_codes.py`.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from tangent.error_codes import CODES, GROUPS, Code, find

__all__ = [
    "CODES",
    "ArgumentError",
    "Code",
    "MissingRuleError",
    "Place",
    "SourceError",
    "TangentError",
    "UnsupportedError",
    "VariantWarning",
    "error",
    "explain",
    "find",
    "reference",
]

_LONGEST_LINE = 120


@dataclass(frozen=True)
class Place:
    """A span on one line of a file; line and columns count from 1, `end_column` is the first one after it."""

    file: str
    line: int
    column: int
    end_column: int
    text: str = ""
    """The whole line, without its end; empty where the text is not at hand."""

    def __str__(self) -> str:
        return f"{_visible(self.file)}:{self.line}:{self.column}"


class VariantWarning(UserWarning):
    """A function is compiled again and again, because its calls differ in something that counts."""


class TangentError(Exception):
    """Base of everything that `tangent` raises on purpose."""

    def __init__(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        # `args` holds exactly the parameters: that makes the error picklable and copyable as it is.
        super().__init__(code, message, place, hint)
        self.code = code
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        parts = [f"{self.code}: {self.message}"]
        if self.place is not None:
            parts += [f"  {self.place}", *_drawing(self.place)]
        if self.hint:
            parts.append(f"  {self.hint}")
        return "\n".join(parts)


class UnsupportedError(TangentError):
    """The program does something that is not differentiated."""


class MissingRuleError(TangentError):
    """A function is called for which there is neither a rule nor a source."""


class SourceError(TangentError):
    """There is no source, or it is not the source of the code that runs."""


class ArgumentError(TangentError, TypeError):
    """The interface was called with arguments that do not fit."""


_CLASSES: dict[str, type[TangentError]] = {
    cls.__name__: cls for cls in (UnsupportedError, MissingRuleError, SourceError, ArgumentError)
}


def error(code: str, place: Place | None = None, *details: str | int, hint: str = "") -> TangentError:
    """The error of this code (or key of the table), to be raised by the caller.

    `details` fill the fields of the code's message in order; what is left over is added after a colon. If
    they are too few, the title is the message. Without `hint` the way out of the table is shown.
    """
    entry = find(code)
    fields = entry.fields
    shown = [_visible(str(detail)) for detail in details if detail != ""]
    # Nothing here raises for want of a detail: an error about an error would hide the first one.
    enough = len(shown) >= len(fields)
    values = _Names(zip(fields, shown, strict=False)) if enough else _Names()
    said = [entry.message.format_map(values), *shown[len(fields) :]] if enough else [entry.title, *shown]
    way_out = _visible(hint) or entry.way_out.format_map(values)
    # A detail may come with backticks of its own.
    message = ": ".join(said).replace("``", "`")
    return _CLASSES[entry.error](entry.code, message, place, way_out)


def explain(code: str) -> str:
    """The entry of the table as a person reads it on a terminal; `KeyError` for an unknown code."""
    entry = find(code.upper() if code.upper() in CODES else code)
    body = f"{entry.explanation}\n\nWhat to do: {_plain(entry.way_out)}"
    filled = (textwrap.fill(part, 96) for part in body.split("\n\n"))
    return f"{entry.code} ({entry.error}): {entry.title}\n\n" + "\n\n".join(filled)


def reference() -> str:
    """The whole table as a page of the documentation (Markdown)."""
    return "# Errors\n\n" + "\n".join(_section(digit) for digit in GROUPS)


def _section(digit: str) -> str:
    entries = [entry for entry in CODES.values() if entry.code[3] == digit]
    return "\n".join([f"## {GROUPS[digit]}\n", *map(_paragraph, entries)])


def _paragraph(entry: Code) -> str:
    return (
        f"### {entry.code}: {entry.title}\n\n`{entry.error}`: {_plain(entry.message)}.\n\n"
        f"{entry.explanation}\n\n**What to do.** {_plain(entry.way_out)}\n"
    )


def _plain(template: str) -> str:
    """A message with its fields shown by their names."""
    return template.format_map(_Names())


class _Names(dict[str, str]):
    def __missing__(self, field: str) -> str:
        return field


def _drawing(place: Place) -> list[str]:
    """The source line and the carets under the span; nothing where the text is not at hand."""
    if not place.text.strip():
        return []
    line, start, end = _window(place)
    number = str(place.line)
    margin = " " * len(number)
    before = "".join("\t" if char == "\t" else " " * _width(char) for char in line[:start])
    carets = "^" * max(1, sum(_width(char) for char in line[start:end]))
    return [f"    {number} | {line}", f"    {margin} | {before}{carets}"]


def _window(place: Place) -> tuple[str, int, int]:
    """The printable part of the line, and the span in it counted from 0."""
    line = "".join(char if char == "\t" or char.isprintable() else " " for char in place.text.rstrip())
    start = min(max(place.column - 1, 0), len(line))
    end = max(start, min(place.end_column - 1, len(line)))
    if len(line) <= _LONGEST_LINE:
        return line, start, end
    first = max(0, min(start - 20, len(line) - _LONGEST_LINE))
    last = first + _LONGEST_LINE
    lead, tail = "... " if first else "", " ..." if last < len(line) else ""
    shift = len(lead) - first
    return lead + line[first:last] + tail, start + shift, min(end, last) + shift


def _width(char: str) -> int:
    if char.isascii():
        return 1
    import unicodedata  # only for the rare line that is not ASCII

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _visible(text: str) -> str:
    """Names come from files and objects of others: none may break the line or drive the terminal."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
