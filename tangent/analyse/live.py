"""Liveness of names in the core language: what is read later (Muchnick 14.1.3), on the structured tree."""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import loads_in, stores_in

Table = dict[int, frozenset[str]]


def live_out(
    stmts: list[Any], after: frozenset[str] = frozenset(), *, false: frozenset[str] = frozenset()
) -> Table:
    """For every statement, by id, the names that may be read after it.

    after: names that are read after all of it.  false: names that are False; only what is then read counts.
    """
    table: Table = {}
    _block(stmts, after, table, [], false)
    return table


def _block(
    stmts: list[Any],
    live: frozenset[str],
    table: Table,
    exits: list[frozenset[str]],
    false: frozenset[str],
) -> frozenset[str]:
    for s in reversed(stmts):
        table[id(s)] = table.get(id(s), frozenset()) | live
        live = _statement(s, live, table, exits, false)
    return live


def _statement(
    s: Any, live: frozenset[str], table: Table, exits: list[frozenset[str]], false: frozenset[str]
) -> Any:
    if isinstance(s, gast.If):
        body = _block(s.body, live, table, exits, false)
        orelse = _block(s.orelse, live, table, exits, false)
        if isinstance(s.test, gast.Name) and s.test.id in false:
            return orelse | {s.test.id}
        return body | orelse | loads_in(s.test)
    if isinstance(s, (gast.For, gast.While)):
        return _loop(s, live, table, exits, false)
    if isinstance(s, gast.Break):
        return exits[-1]
    if isinstance(s, gast.Assign):
        killed = {t.id for t in s.targets if isinstance(t, gast.Name)}
        for t in s.targets:
            if isinstance(t, gast.Tuple):
                killed |= stores_in(t)
        reads = loads_in(s.value).union(*(loads_in(t) for t in s.targets))
        return (live - killed) | reads
    if isinstance(s, gast.AugAssign):
        return live | loads_in(s) | ({s.target.id} if isinstance(s.target, gast.Name) else set())
    if isinstance(s, gast.Return):
        return live | loads_in(s)
    return live | loads_in(s)


def _loop(
    s: Any, live: frozenset[str], table: Table, exits: list[frozenset[str]], false: frozenset[str]
) -> Any:
    head = live
    header = loads_in(s.test) if isinstance(s, gast.While) else loads_in(s.iter)
    bound = frozenset() if isinstance(s, gast.While) else frozenset(stores_in(s.target))
    head |= header  # a `for` loop goes on reading what it runs over
    while True:
        exits.append(live)
        new = head | (_block(s.body, head, table, exits, false) - bound)
        exits.pop()
        if new == head:
            return head | header
        head = new
