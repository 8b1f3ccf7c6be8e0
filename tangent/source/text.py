"""Find the text of the file, cell or string in which a function was defined."""

from __future__ import annotations

import linecache
import os
import tokenize
from collections.abc import Iterator
from types import FunctionType


def texts(function: FunctionType) -> Iterator[list[str]]:
    """The texts that may hold the function, as lines with their ends, the likeliest first.

    A file is read afresh each time: `linecache` may hold what it was at the last traceback. Raises
    `SyntaxError` or `UnicodeError` where a file is there but cannot be decoded.
    """
    file = function.__code__.co_filename
    pseudo = file.startswith("<") and file.endswith(">")
    if not pseudo and os.path.isfile(file):
        with tokenize.open(file) as stream:  # knows byte-order marks and coding cookies
            yield stream.readlines()
    lines = _cached(function, file)
    if lines:
        yield lines


def _cached(function: FunctionType, file: str) -> list[str]:
    """What `linecache` has: notebook cells, registered strings, modules whose loader keeps a text (zip)."""
    try:
        linecache.checkcache(file)
        lines = linecache.getlines(file, function.__globals__)
    except Exception:
        # A loader is foreign code; checkcache of Python 3.11 races with other threads (KeyError).
        lines = []
    # Python 3.13 keeps the text of prompts and of `-c` by code object, but does not document it.
    by_code = getattr(linecache, "_getlines_from_code", None)
    return lines or (by_code(function.__code__) if by_code is not None else [])
