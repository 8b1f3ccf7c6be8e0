"""Find, in a text, the definition that a running code object was compiled from.

The text is compiled as a whole, so that closures, classes and `from __future__` mean what they mean there;
then the code of each definition is compared with the code that runs. Names and line numbers alone would be
wrong after an edit of the file, for two lambdas on one line, and for functions of one name.
"""

from __future__ import annotations
import __future__

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from types import CodeType
from typing import Any

from tangent.source.convert import Definition
from tangent.syntax.quiet import quietly

_TAG = 100_000_000
_FUTURES = 0
for _feature in __future__.all_feature_names:
    _FUTURES |= getattr(__future__, _feature).compiler_flag


@dataclass(frozen=True, eq=False)
class Candidate:
    """A definition in the text. The node is shared: nobody may change it."""

    node: Definition
    name: str
    """Of a lambda, the name that it is bound to."""
    owner: str
    """The class in whose body it stands, or the empty string."""
    index: int

    @property
    def key(self) -> tuple[int, str]:
        """What is known of it in its code: the first line (decorators included) and the name."""
        return _anchor(self.node).lineno, getattr(self.node, "name", "<lambda>")


@dataclass(frozen=True, eq=False)
class _Module:
    candidates: dict[tuple[int, str], list[Candidate]]
    codes: dict[tuple[int, str], list[CodeType]]


class AmbiguousError(Exception):
    """Several definitions fit, and they may differ."""


def find_definition(text: str, running: CodeType) -> Candidate | None:
    """The definition that `running` was compiled from; raises what `compile` raises."""
    same = list(_matches(text, running))
    if _is_rewritten(running):
        # Compared only loosely, so the place must be right too.
        same = [(one, code) for one, code in same if one.key[0] == running.co_firstlineno]
        if len(same) > 1:
            raise AmbiguousError
    return max(same, key=lambda pair: _closeness(pair[0], pair[1], running))[0] if same else None


def _matches(text: str, running: CodeType) -> Iterator[tuple[Candidate, CodeType]]:
    flags = running.co_flags & _FUTURES
    module = _module(text, flags)
    for key, group in module.candidates.items():
        same = [code for code in module.codes.get(key, []) if same_code(code, running)]
        if same and len(group) == 1:
            yield group[0], same[0]
        elif same:
            # The columns tell which ones to try first; they may be missing (`-X no_debug_ranges`).
            likely = [one for one in group if _body_span(one.node) in map(_code_span, same)]
            yield from _in_group(text, flags, likely, running) or _in_group(text, flags, group, running)


def _in_group(
    text: str, flags: int, group: list[Candidate], running: CodeType
) -> list[tuple[Candidate, CodeType]]:
    """Lambdas on one line: which of them compile to the running code?"""
    codes = ((one, _code_of(text, flags, one.index)) for one in group)
    return [(one, code) for one, code in codes if code is not None and same_code(code, running)]


def _body_span(node: Definition) -> tuple[int, int, int, int] | None:
    if not isinstance(node, ast.Lambda):
        return None
    body = node.body
    return body.lineno, body.col_offset, body.end_lineno or 0, body.end_col_offset or 0


def _code_span(code: CodeType) -> tuple[int, int, int, int] | None:
    places = [(a, c, b, d) for a, b, c, d in _places(code) if None not in (a, b, c, d)]
    if not places:
        return None
    return *min(p[:2] for p in places), *max(p[2:] for p in places)


def _closeness(one: Candidate, code: CodeType, running: CodeType) -> tuple[bool, bool, bool]:
    """All that get here mean the same; the closest one gives the best places in messages."""
    here = one.key[0] == running.co_firstlineno
    return here, code.co_qualname == running.co_qualname, _places(code) == _places(running)


def _places(code: CodeType) -> list[tuple[Any, ...]]:
    """Where the instructions stand; those of the entry stand on the first line, which may be a tag."""
    return [place for place in code.co_positions() if place[0] != code.co_firstlineno or place[2:] != (0, 0)]


@lru_cache(maxsize=4)
def _module(text: str, flags: int) -> _Module:
    with quietly():
        tree = ast.parse(text)
        code = _compile(tree, flags)
    module = _Module({}, {})
    for candidate in _definitions(tree):
        module.candidates.setdefault(candidate.key, []).append(candidate)
    for inner in _nested(code):
        module.codes.setdefault((inner.co_firstlineno, inner.co_name), []).append(inner)
    return module


@lru_cache(maxsize=16)
def _code_of(text: str, flags: int, index: int) -> CodeType | None:
    """The code of one definition; None if it is not compiled (`if False`).

    A code object does not say which node it came from, but it says its first line: so this definition gets
    a line of its own. (Not all at once: a tag may change the code around it by a NOP.)
    """
    with quietly():
        tree = ast.parse(text)
        anchor = _anchor(next(one.node for one in _definitions(tree) if one.index == index))
        # Two lines: on one line the last column might precede the first, which Python rejects.
        anchor.lineno, anchor.end_lineno = _TAG, _TAG + 1
        code = _compile(tree, flags)
    return next((inner for inner in _nested(code) if inner.co_firstlineno == _TAG), None)


def _compile(tree: ast.Module, flags: int) -> CodeType:
    # Cells of a notebook may `await` at their top level.
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: CodeType = compile(tree, "<source>", "exec", flags=flags, dont_inherit=True)
    return code


def _definitions(tree: ast.AST) -> Iterator[Candidate]:
    counter = count()
    pending: list[tuple[ast.AST, str, str]] = [(tree, "", "")]
    while pending:
        node, name, owner = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield Candidate(node, getattr(node, "name", name or "anonymous"), owner, next(counter))
        inside = node.name if isinstance(node, ast.ClassDef) else owner
        body = set(node.body) if isinstance(node, ast.ClassDef) else set()
        pending += (
            (child, _bound_name(node, child), inside if child in body else owner)
            for child in ast.iter_child_nodes(node)
        )


def _bound_name(parent: ast.AST, child: ast.AST) -> str:
    match parent:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name if isinstance(child, ast.Lambda) else ""
    return ""


def _anchor(node: Definition) -> Any:
    """The node whose line becomes the first line of the code."""
    decorators = getattr(node, "decorator_list", [])
    return decorators[0] if decorators else node


def _nested(code: CodeType) -> Iterator[CodeType]:
    pending = [code]
    while pending:
        inner = [const for const in pending.pop().co_consts if isinstance(const, CodeType)]
        yield from inner
        pending += inner


_SIGNATURE = (
    "co_name",
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_freevars",
    "co_cellvars",
)
_CONTENT = ("co_code", "co_names", "co_varnames", "co_exceptiontable")


def same_code(found: CodeType, running: CodeType) -> bool:
    """Whether both do the same, wherever they stand."""
    if not _agree(found, running, _SIGNATURE):
        return False
    if _is_rewritten(running):
        return _fits_rewritten(found, running)
    # `types.coroutine` marks the code of a finished generator function.
    if (found.co_flags ^ running.co_flags) & ~inspect.CO_ITERABLE_COROUTINE:
        return False
    if not _agree(found, running, _CONTENT) or len(found.co_consts) != len(running.co_consts):
        return False
    return all(map(_same_const, found.co_consts, running.co_consts))


def _agree(found: CodeType, running: CodeType, fields: tuple[str, ...]) -> bool:
    return all(getattr(found, field) == getattr(running, field) for field in fields)


def _same_const(found: object, running: object) -> bool:
    if isinstance(found, CodeType) and isinstance(running, CodeType):
        return same_code(found, running)
    return _const_key(found) == _const_key(running)


def _const_key(value: object) -> object:
    """Equal only for the same constant: 1, 1.0 and True differ, 0.0 and -0.0 differ, nan is itself."""
    if isinstance(value, tuple):
        return tuple(map(_const_key, value))
    if isinstance(value, frozenset):
        return frozenset, frozenset(map(_const_key, value))
    if isinstance(value, slice):  # Python 3.14 folds constant slices
        return slice, _const_key((value.start, value.stop, value.step))
    return type(value), repr(value) if isinstance(value, float | complex) else value


def _is_rewritten(code: CodeType) -> bool:
    """pytest rewrites each function that has an `assert`, and marks what it adds."""
    return any(name.startswith("@py") for name in (*code.co_names, *code.co_varnames))


def _fits_rewritten(found: CodeType, running: CodeType) -> bool:
    """Everything of the text is there, and no variable of the running code is missing in the text."""
    own = {name for name in running.co_varnames if not name.startswith("@")}
    return (
        set(found.co_varnames) == own
        and set(found.co_names) <= set(running.co_names)
        and _consts(found, _is_number) <= _consts(running, _is_number)
        and all(any(same_code(f, r) for r in _inner(running)) for f in _inner(found))
    )


def _consts(code: CodeType, wanted: Callable[[object], bool]) -> set[object]:
    return {_const_key(const) for const in code.co_consts if wanted(const)}


def _is_number(const: object) -> bool:
    return isinstance(const, int | float | complex)


def _inner(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]
