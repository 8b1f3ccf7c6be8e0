"""Nested functions that remember their results: `functools.cache` and `lru_cache` become dicts.

    @functools.cache                        d_memo = {}
    def d(i, j):                            def d(i, j):
        if i == 0:                              if (i, j) in d_memo:
            return c[j]              →              return d_memo[i, j]
        return d(i - 1, j) + c[j]               if i == 0:
                                                    found = c[j]
                                                    d_memo[i, j] = found
                                                    return found
                                                ...

Without the dict a recursion over subproblems would compute each of them again and again.  Nothing is ever
dropped from it: the function would give the same result again, so that costs memory only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.syntax.nodes import Namer, at, inner_blocks, load, own_nodes, quote_stmts

CACHES = ("functools.cache", "functools.lru_cache")
_LOOKED_UP = """
if key in memo:
    return memo[key]
"""
_KEPT = """
found = value
memo[key] = found
return found
"""


def with_caches(function: gast.FunctionDef, namer: Namer, mark: Callable[[Any], str]) -> None:
    """Rewrite the cached functions that are defined in `function`, in place."""
    imported = imported_in(function)

    def marked(e: Any) -> str:
        return "cache" if dotted(e, imported) in CACHES else mark(e)

    _block(function.body, namer, marked)


def imported_in(function: gast.FunctionDef) -> dict[str, str]:
    """What the names mean that the function imports itself."""
    found: dict[str, str] = {}
    for s in own_nodes(function.body):
        if isinstance(s, gast.Import):
            found |= {a.asname or a.name: a.name for a in s.names}
        elif isinstance(s, gast.ImportFrom) and not s.level:
            found |= {a.asname or a.name: f"{s.module}.{a.name}" for a in s.names}
    return found


def dotted(e: Any, imported: dict[str, str]) -> str:
    """What a chain of names means that starts with an import of the function itself."""
    if isinstance(e, gast.Attribute):
        return f"{dotted(e.value, imported)}.{e.attr}"
    return imported.get(e.id, "") if isinstance(e, gast.Name) else ""


def _block(stmts: list[Any], namer: Namer, mark: Callable[[Any], str]) -> None:
    out: list[Any] = []
    for s in stmts:
        if isinstance(s, gast.FunctionDef):
            _block(s.body, namer, mark)
            if _is_cached(s, mark):
                out.append(_remember(s, namer))
        for block in inner_blocks(s):
            _block(block, namer, mark)
        out.append(s)
    stmts[:] = out


def _is_cached(s: gast.FunctionDef, mark: Callable[[Any], str]) -> bool:
    """Whether a function has this decorator alone, and parameters that make a key."""
    if len(s.decorator_list) != 1 or s.args.vararg or s.args.kwarg:
        return False
    (decorator,) = s.decorator_list
    return mark(decorator.func if isinstance(decorator, gast.Call) else decorator) == "cache"


def _remember(s: gast.FunctionDef, namer: Namer) -> Any:
    """Rewrite the function; returns the statement that makes its dict."""
    given = [load(p.id) for p in (*s.args.posonlyargs, *s.args.args, *s.args.kwonlyargs)]
    key = given[0] if len(given) == 1 else gast.Tuple(given, gast.Load())
    names = {"memo": namer.fresh(f"{s.name}_memo"), "found": namer.fresh("found")}
    _keep(s.body, key, names)
    s.body = [*(at(n, s) for n in quote_stmts(_LOOKED_UP, key=key, **names)), *s.body]
    s.decorator_list = []
    return at(quote_stmts("memo = {}", **names)[0], s)


def _keep(stmts: list[Any], key: Any, names: dict[str, str]) -> None:
    out: list[Any] = []
    for s in stmts:
        if isinstance(s, gast.Return) and s.value is not None:
            out += [at(n, s) for n in quote_stmts(_KEPT, key=key, value=s.value, **names)]
            continue
        for block in inner_blocks(s):
            _keep(block, key, names)
        out.append(s)
    stmts[:] = out
