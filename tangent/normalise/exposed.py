"""Which names a block may read before it binds them, on the tree as it was written (jumps included)."""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import inner_blocks, loads_in, name_nodes, names_in, statements_in, stores_in

Names = frozenset[str]


def exposed(stmts: list[Any], after: Names, jumps: Names = frozenset()) -> Names:
    """The names that may be read from here on, if `after` may be read behind the block.

    jumps: what may be read after a `break` or a `continue`.
    """
    live = after
    for s in reversed(stmts):
        live = _statement(s, live, jumps)
    return live


def _statement(s: Any, live: Names, jumps: Names) -> Names:
    if isinstance(s, gast.Assign) and all(_whole(t) for t in s.targets):
        return (live - stores_in(s.targets)) | loads_in(s.value)
    if isinstance(s, gast.If):
        ways = exposed(s.body, live, jumps) | exposed(s.orelse, live, jumps)
        return ways - {s.test.id} if hasattr(s, "binds_test") else ways | loads_in(s.test)
    if isinstance(s, (gast.For, gast.While)):
        head = live | exposed(s.orelse, live, jumps)
        while True:
            inner = exposed(s.body, head, head) - (
                stores_in(s.target) if isinstance(s, gast.For) else frozenset()
            )
            if inner <= head:
                return head | loads_in(s.iter if isinstance(s, gast.For) else s.test)
            head |= inner
    if isinstance(s, (gast.Break, gast.Continue)):
        return jumps
    if isinstance(s, (gast.Return, gast.Raise)):
        return frozenset(loads_in(s))
    if inner_blocks(s):
        blocks = [exposed(block, live, jumps) for block in inner_blocks(s)]
        return live.union(names_in(s), *blocks)
    if isinstance(s, gast.AugAssign):
        return live | names_in(s)
    return live | names_in(s)


def _whole(target: Any) -> bool:
    return isinstance(target, gast.Name) or (
        isinstance(target, (gast.Tuple, gast.List)) and all(map(_whole, target.elts))
    )


def carried(s: Any) -> Names:
    """The variables of a loop that a trip may read as the trip before has left them."""
    bound = _bound(s.body)
    if isinstance(s, gast.For):
        bound |= stores_in(s.target)
    head: Names = frozenset()
    while True:
        found = exposed(s.body, head, head)
        if isinstance(s, gast.For):
            found -= stores_in(s.target)
        elif isinstance(s, gast.While):
            found |= loads_in(s.test)
        if found <= head:
            return found & bound
        head |= found


def _bound(stmts: list[Any]) -> set[str]:
    """Names that are bound to other objects: `u += v` may write into an array, which stays the same one."""
    updated = {id(s.target) for s in statements_in(stmts) if isinstance(s, gast.AugAssign)}
    names = [n for n in name_nodes(stmts) if isinstance(n.ctx, gast.Store)]
    return {n.id for n in names if id(n) not in updated} & stores_in(stmts)


def carried_in(stmts: list[Any]) -> Names:
    """The same of all loops below."""
    loops = [s for s in statements_in(stmts, nested=False) if isinstance(s, (gast.For, gast.While))]
    return frozenset().union(*map(carried, loops))
