"""Imports inside a function: the statements go, and what they bind are modules that the text refers to.

    import numpy as np
    from math import exp as e      →      return math.exp(np.sum(x))
    return e(np.sum(x))

A name from a module becomes an attribute of the module: it is read live, as each run of the statement would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast

from tangent.syntax.nodes import Namer, inner_blocks, load, loads_in, stores_in, substitute, walk
from tangent.syntax.refuse import Refused


@dataclass(frozen=True)
class Imported:
    """A module that the text calls `name`: `module` as in the statement, `whole`: `import a.b` binds `a`."""

    name: str
    module: str
    level: int
    parts: tuple[str, ...]
    whole: bool
    node: Any


def without_imports(function: gast.FunctionDef, namer: Namer) -> tuple[Imported, ...]:
    """Take the imports out of `function`, in place; returns the modules that its text now refers to."""
    if not any(isinstance(n, (gast.Import, gast.ImportFrom)) for n in walk(function.body)):
        return ()
    found: dict[str, Imported] = {}
    table: dict[str, Any] = {}
    function.body = _block(function.body, found, table, namer) or [gast.Pass()]
    params = {n.id for n in walk(function.args) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Param)}
    for name in (stores_in(function.body) | params) & (set(found) | set(table)):
        node = next(i.node for i in found.values())
        raise Refused("import", node, f"an import of `{name}`, which is bound in another way too,")
    if table:
        function.body = substitute(function.body, table)
    return tuple(i for i in found.values() if i.name in loads_in(function.body))


def _block(stmts: list[Any], found: dict[str, Imported], table: dict[str, Any], namer: Namer) -> list[Any]:
    out: list[Any] = []
    for s in stmts:
        if isinstance(s, gast.Import):
            for alias in s.names:
                name = alias.asname or alias.name.partition(".")[0]
                _add(found, Imported(name, alias.name, 0, (), alias.asname is None, s))
        elif isinstance(s, gast.ImportFrom):
            _from(s, found, table, namer)
        else:
            for block in inner_blocks(s):
                block[:] = _block(block, found, table, namer) or (block and [gast.Pass()])
            out.append(s)
    return out


def _from(s: Any, found: dict[str, Imported], table: dict[str, Any], namer: Namer) -> None:
    wish = (s.module or "package").rpartition(".")[2]
    parts = tuple(alias.name for alias in s.names)
    module, level = s.module or "", s.level or 0
    same = [i for i in found.values() if (i.module, i.level, i.whole) == (module, level, False)]
    name = same[0].name if same else namer.fresh(wish)
    _add(found, Imported(name, module, level, parts, False, s))
    for alias in s.names:
        local = alias.asname or alias.name
        new = gast.Attribute(load(name), alias.name, gast.Load())
        if local in table and table[local].value.id != name:
            raise Refused("import", s, f"two imports of `{local}`")
        table[local] = new


def _add(found: dict[str, Imported], new: Imported) -> None:
    old = found.get(new.name)
    if old is not None and (old.module, old.level, old.whole) != (new.module, new.level, new.whole):
        if not (old.whole and new.whole):
            raise Refused("import", new.node, f"two imports of `{new.name}`")
    found[new.name] = new
