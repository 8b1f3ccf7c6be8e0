"""Read a function: from the object that is called to the text it was compiled from, and its tree.

What is read is the object's own code, never what it wraps: `functools.wraps` would otherwise drop a
decorator without a word. And the text counts only if it compiles to that code (see `match.py`).
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any

import gast

from tangent.errors import Place, TangentError, error
from tangent.source.convert import function_tree
from tangent.source.match import AmbiguousError, Candidate, find_definition
from tangent.source.text import texts


@dataclass(frozen=True, eq=False)
class Source:
    """A function and where it comes from. The tree is the reader's own and may be changed."""

    function: FunctionType
    name: str
    """Name of the definition; for a lambda the variable that it is bound to, or `anonymous`."""
    text: str
    """From `def` (not the decorators) to the end, without indentation; of a lambda the bare expression."""
    file: str
    first_line: int
    column_offset: int
    """How many characters of the first line stand before `text`."""
    tree: gast.FunctionDef
    """Without decorators; lines and columns are those of the file."""
    lines: tuple[str, ...]
    """The lines of the file from `first_line` on, without their ends."""


def read(function: Callable[..., Any], generators: bool = False) -> Source:
    """The source of a Python function, method or lambda; raises `SourceError` or `UnsupportedError`.

    generators: those are read, too.
    """
    plain = _plain_function(function)
    found, lines = _find(plain)
    source = _source(plain, found, lines)
    _refuse_coroutines(source, generators)
    return source


def place_of(source: Source, node: Any) -> Place:
    """Where a node of the tree (or one that has its location) stands; the definition if it has none."""
    if getattr(node, "lineno", None) is None:
        node = source.tree
    index = node.lineno - source.first_line
    text = source.lines[index] if 0 <= index < len(source.lines) else ""
    start = _characters(text, node.col_offset)
    end = _characters(text, node.end_col_offset) if node.end_lineno == node.lineno else len(text)
    word = _KEYWORD.match(text, start) if isinstance(node, _COMPOUND) else None
    return Place(source.file, node.lineno, start + 1, (word.end() if word else end) + 1, text)


# Of these a caret under the first word says more than one under the whole line.
_COMPOUND = (
    gast.For, gast.While, gast.If, gast.With, gast.Try, gast.TryStar, gast.Match, gast.ClassDef,
    gast.AsyncFor, gast.AsyncWith, gast.FunctionDef, gast.AsyncFunctionDef, gast.ExceptHandler,
)  # fmt: skip
_KEYWORD = re.compile(r"((async\s+)?def|class)\s+\w+|async\s+\w+|\w+")


def _plain_function(function: Any) -> FunctionType:
    while isinstance(function, MethodType | staticmethod | classmethod):
        function = function.__func__
    if not isinstance(function, FunctionType):
        name = getattr(function, "__qualname__", None) or type(function).__qualname__
        raise error("TGT004", None, str(name), type(function).__name__)
    return function


def _find(function: FunctionType) -> tuple[Candidate, list[str]]:
    """The definition, and the lines of the text that it stands in."""
    code = "TGT001"
    failure: BaseException | None = None
    try:
        for lines in texts(function):
            found = find_definition("".join(lines), function.__code__)
            if found is not None:
                return found, lines
            # All that `exec` is given without a name goes by this one: the text is that of something else.
            code = "TGT001" if function.__code__.co_filename == "<string>" else "TGT002"
    except AmbiguousError:
        code = "TGT003"
    except RecursionError as problem:
        code, failure = "TGT006", problem
    except (SyntaxError, ValueError, OSError, MemoryError) as problem:  # ValueError: encodings, null bytes
        code, failure = "TGT005", problem
    raise _source_error(code, function) from failure


def _source_error(code: str, function: FunctionType) -> TangentError:
    running = function.__code__
    place = Place(running.co_filename, running.co_firstlineno, 1, 2)
    return error(code, place, function.__qualname__)


def _source(function: FunctionType, found: Candidate, lines: list[str]) -> Source:
    node = found.node
    # Lines as Python counts them: `splitlines` would also split at a form feed.
    own = tuple(line.rstrip("\n") for line in lines[node.lineno - 1 : node.end_lineno])
    column = _characters(own[0], node.col_offset)
    text = _lambda_text(node, own) if isinstance(node, ast.Lambda) else _dedent(node, own, own[0][:column])
    tree = function_tree(node, found.name, found.owner)
    file = function.__code__.co_filename
    return Source(function, found.name, text, file, node.lineno, column, tree, own)


def _lambda_text(node: ast.Lambda, lines: Sequence[str]) -> str:
    last = lines[-1][: _characters(lines[-1], node.end_col_offset or 0)]
    return "\n".join([*lines[:-1], last])[_characters(lines[0], node.col_offset) :]


def _dedent(node: ast.AST, lines: Sequence[str], indent: str) -> str:
    """Without the indentation of the definition; the inside of a string stays as it is."""
    kept = _lines_in_strings(node)
    first = getattr(node, "lineno", 0)
    numbered = enumerate(lines, start=first)
    return "\n".join(line if at in kept else _without(line, indent) for at, line in numbered) + "\n"


def _lines_in_strings(node: ast.AST) -> set[int]:
    strings = (n for n in ast.walk(node) if isinstance(n, ast.Constant | ast.JoinedStr))
    spans = (range(n.lineno + 1, (n.end_lineno or n.lineno) + 1) for n in strings)
    return {line for span in spans for line in span}


def _without(line: str, indent: str) -> str:
    if line.startswith(indent):
        return line[len(indent) :]
    # Blank lines, comments and continuations may be indented less.
    blank = len(line) - len(line.lstrip())
    return line[min(blank, len(indent)) :]


def _characters(line: str, offset: int) -> int:
    """Python counts columns in bytes of UTF-8."""
    if line.isascii():
        return min(offset, len(line))
    return len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))


def _refuse_coroutines(source: Source, generators: bool) -> None:
    flags = source.function.__code__.co_flags
    if flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE):
        raise error("TGT101", place_of(source, source.tree), source.name)
    if flags & inspect.CO_GENERATOR and not generators:
        raise error("TGT102", place_of(source, source.tree), source.name)
