"""Names of the compiler in order of appearance, and `_` for results that nobody reads.

    t4, f_saved = f_forward(x)      →     _, f_saved = f_forward(x)
    t13 = np.sin(x)                       t1 = np.sin(x)
    t13_bar = x_bar_2 * t13               t1_bar = x_bar * t1

The passes before leave gaps.  What belongs together stays together: `t13`, `t13_bar` and `t13_tape` get one
number.
"""

from __future__ import annotations

import re
from typing import Any

import gast

from tangent.optimise.chains import Context, parameters
from tangent.syntax.nodes import names_in, walk

_NUMBERED = re.compile(r"t(\d+)(.*)", re.DOTALL)
_SUFFIXED = re.compile(r"(.+?)(?:_([1-9]\d*))?", re.DOTALL)


def renumber(*contexts: Context) -> bool:
    """The functions of the contexts share their names: what one hands over has the same name in the other."""
    temporaries = frozenset().union(*(c.temporaries for c in contexts))
    given = {p.id for c in contexts for p in parameters(c.function.args)} - temporaries
    kept = given.union(*(c.users for c in contexts))
    found = [_Names(c) for c in contexts]
    changed = False
    for names in found:
        changed |= names.drop_unread(kept)
    order = {n.id: None for names in found for n in names.nodes}
    ours = [n for n in order if n in temporaries and n not in kept]
    table = _numbers(ours, kept | set(order) - set(ours))
    for names in found:
        for n in names.nodes:
            n.id = table.get(n.id, n.id)
    return changed or any(old != new for old, new in table.items())


class _Names:
    """The names of a function, in order of appearance, and those that it reads."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.nodes: list[Any] = []
        self.read: set[str] = set()
        for n in walk([*parameters(context.function.args), *context.function.body]):
            if type(n) is gast.Name:
                self.nodes.append(n)
                if not isinstance(n.ctx, gast.Store):
                    self.read.add(n.id)
            elif isinstance(n, gast.AugAssign):
                self.read |= names_in(n.target)
            elif isinstance(n, (gast.FunctionDef, gast.ClassDef, gast.Global, gast.Nonlocal)):
                self.read |= names_in(n)

    def drop_unread(self, kept: set[str]) -> bool:
        """Parts of tuples that are only bound are called `_`."""
        if "_" in self.read or "_" in self.context.users:
            return False
        parts = [
            e
            for s in walk(self.context.function.body)
            if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Tuple)
            for e in s.targets[0].elts
            if isinstance(e, gast.Name)
        ]
        unread = [
            e
            for e in parts
            if e.id in self.context.temporaries and e.id not in self.read and e.id not in kept
        ]
        for e in unread:
            e.id = "_"
        return bool(unread)


def _numbers(ours: list[str], taken: set[str]) -> dict[str, str]:
    stems: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for n in ours:
        found = _NUMBERED.fullmatch(n)
        if found is not None and f"t{found[1]}" not in taken:
            parts.setdefault(found[1], []).append(found[2])
    number = 0
    for old, rests in parts.items():
        number += 1
        while any(f"t{number}{rest}" in taken for rest in ("", *rests)):
            number += 1
        stems[old] = str(number)
    table: dict[str, str] = {}
    used = set(taken)
    for n in ours:
        found = _NUMBERED.fullmatch(n)
        if found is not None and found[1] in stems:
            table[n] = f"t{stems[found[1]]}{found[2]}"
            used.add(table[n])
    last: dict[str, int] = {}
    # The names that begin a row: `x_bar` is ours in any case, but `list` for `list_1` may mean something.
    plain = {m[1] for n in ours if (m := _SUFFIXED.fullmatch(n)) is not None and m[2] is None}
    for n in ours:
        found = _SUFFIXED.fullmatch(n)
        if n in table or found is None or found[1] == "":
            continue
        base = found[1]
        k = last.get(base, 0 if base in plain or base.endswith(_OURS) else 1)
        new = base if k == 0 else f"{base}_{k}"
        while new in used:
            k += 1
            new = f"{base}_{k}"
        last[base] = k + 1
        used.add(new)
        table[n] = new
    return table


_OURS = ("_bar", "_dot", "_tape", "_saved")
