"""Constants as text that reads back to the very same value.

`repr` is not good enough: it writes `inf` and `nan`, loses the sign of a complex zero, fails on integers
beyond 4300 digits, and runs whatever `__repr__` a hostile or merely helpful subclass brings.  So only the
exact built-in types are literals here.  Everything else is bound by reference, elsewhere.
"""

import math
import re
from typing import Any

from tangent.syntax.constants import is_member

INFINITY = "1e309"  # the smallest power of ten that a float cannot hold
# Python refuses very large integers in decimal (sys.set_int_max_str_digits), but not in hexadecimal.
DECIMAL_BITS = 2000


def constant(value: Any) -> str:
    """A literal for `value`.  It is an atom, or starts with '-'; an integer wants brackets before a dot."""
    kind = type(value)
    if value is None or kind is bool:
        return str(value)
    if value is Ellipsis:
        return "..."
    if kind is str:
        return string(value)
    if kind is bytes:
        return byte_string(value)
    if kind is int:
        return str(value) if value.bit_length() < DECIMAL_BITS else hex(value)
    if kind is float:
        return real(value)
    if kind is complex:
        return complex_number(value)
    if kind is tuple:
        items = [constant(item) for item in value]
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    if is_member(value):
        return f"{identifier(kind.__name__)}.{identifier(value.name)}"  # who prints it binds the class
    raise TypeError(f"{kind.__module__}.{kind.__qualname__} has no literals: bind the object by reference")


def identifier(name: str) -> str:
    """`name`, if it is one: a name with a line end in it would be code."""
    if name.isidentifier():
        return name
    raise ValueError(f"{name!r} is no identifier")


def dotted(name: str) -> str:
    """The name of a module; it may be `*`, for what is imported from one."""
    return name if name == "*" else ".".join([identifier(part) for part in name.split(".")])


def real(value: float) -> str:
    if math.isnan(value):
        return f"({INFINITY} - {INFINITY})"  # Python has no literal for it
    return repr(value).replace("inf", INFINITY)


def complex_number(value: complex) -> str:
    """The first spelling that has the right bits: `-1j` is -0.0 - 1j, and `-0.0 + 1j` is 0.0 + 1j."""
    if math.isnan(value.imag):
        raise ValueError(f"there is no literal for {value!r}")
    a, b = real(abs(value.real)), imaginary(abs(value.imag))
    spellings = [b, f"-{b}", f"{b}.conjugate()", f"-{b}.conjugate()", f"({a} + {b})", f"(-{a} + {b})"]
    spellings += [f"({a} - {b})", f"(-{a} - {b})"] if value.imag else [f"-({a} + {b})", f"-(-{a} + {b})"]
    for text, candidate in zip(spellings, _complex_candidates(value), strict=True):
        if repr(candidate) == repr(value):
            return text
    raise ValueError(f"there is no literal for {value!r}")


def imaginary(value: float) -> str:
    return repr(complex(0.0, value)).replace("inf", INFINITY)


def _complex_candidates(value: complex) -> list[complex]:
    a, j = abs(value.real), complex(0.0, abs(value.imag))
    candidates = [j, -j, j.conjugate(), -(j.conjugate()), a + j, -a + j]
    # From Python 3.14 on `1.0 - 0j` has the imaginary part -0.0.
    return candidates + ([a - j, -a - j] if value.imag else [-(a + j), -(-a + j)])


def escape(text: str, quote: str) -> str:
    """`text` for a literal in such quotes; lone surrogates and what cannot be seen become escapes."""
    other = "'" if quote == '"' else '"'
    # repr takes the quotes that do not occur; the other kind in front forces its choice, and is then cut off.
    return f"\\{quote}".join(repr(other + part)[2:-1] for part in text.split(quote))


def string(value: str) -> str:
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + escape(value, quote) + quote


def byte_string(value: bytes) -> str:
    if b'"' in value:
        return repr(value)
    return 'b"' + repr(b"'" + value)[3:-1] + '"'


def docstring(value: str) -> str:
    """In three quotes, with real line ends; exactly `value`, so its lines keep the indentation they had."""
    lines = ['"'.join(repr("'" + part)[2:-1] for part in line.split('"')) for line in value.split("\n")]
    body = re.sub(r'"(?=""|\Z)', r"\"", "\n".join(lines))
    return f'"""{body}"""'


def raw_string(value: str, quotes: tuple[str, ...]) -> str | None:
    """A literal without backslashes, in one of the given quotes, if there is one: before Python 3.12, a field
    of an f-string may contain no backslash, and not the quotes around it."""
    for quote in quotes:
        body = value.replace("\n", "") if len(quote) == 3 else value
        if body.isprintable() and "\\" not in body and quote not in value and not value.endswith(quote[0]):
            return quote + value + quote
    return None


# What is a line end to someone (str.splitlines, an editor) or to the tokenizer must not end a comment.
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
_COOKIE = re.compile(r"coding(?=[:=])")


def comment(text: str) -> str:
    """A comment's text on one line, whatever it contained."""
    return _UNPRINTABLE.sub(lambda found: found[0] if found[0].isprintable() else " ", text).rstrip()


def without_cookie(text: str) -> str:
    """A comment for the first two lines of a file, where `coding=` would declare an encoding (PEP 263)."""
    return _COOKIE.sub("coding ", text)
