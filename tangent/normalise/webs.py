"""One name per value wherever that is possible: straight-line overwrites get names of their own.

    x = x * x          x_1 = x * x
    x = np.sin(x)  →   x_2 = np.sin(x_1)
    return x           return x_2

Definitions that reach a common use stay one name (a "web", as in register allocation: Muchnick,
Advanced Compiler Design, 16.2): what a loop carries or two branches define.  Only such names are ever
overwritten afterwards, so only they need saving for the backward sweep.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.normalise.exposed import carried_in
from tangent.syntax.core import Attempt, can_raise, protected
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    children,
    inner_blocks,
    load,
    name_nodes,
    statements_in,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused

Reach = dict[str, frozenset[int]]

# Stands among the definitions that reach a point where `del` has taken the name away.
DELETED = frozenset([-1])


def split_webs(
    function: gast.FunctionDef, namer: Namer, temporaries: set[str], pinned: set[str], outside: set[str]
) -> None:
    """Rename in place.  `pinned` names keep their name everywhere (variables read by nested functions), and
    so do variables `outside`, which belong to an enclosing function."""
    webs = _Webs(pinned | outside)
    params = [a for a in walk(function.args) if isinstance(a, gast.Name) and isinstance(a.ctx, gast.Param)]
    env: Reach = {}
    for p in params:
        env[p.id] = frozenset([webs.define(p)])
    webs.block(function.body, env)
    webs.rename(namer)
    function.body = without_deletions(function.body)
    split_overwrites(function, namer, temporaries, {p.id for p in params} | outside)


class _Webs:
    def __init__(self, pinned: set[str]) -> None:
        self.parent: list[int] = []
        self.nodes: list[Any] = []
        self.by_node: dict[int, int] = {}
        self.uses: list[tuple[Any, int]] = []
        self.use_web: dict[int, int] = {}
        self.pinned = pinned
        self.pin_web: dict[str, int] = {}

    # -------------------------------------------------------------- union-find over definitions

    def define(self, node: Any) -> int:
        key = id(node)
        if key not in self.by_node:
            self.by_node[key] = len(self.parent)
            self.parent.append(len(self.parent))
            self.nodes.append(node)
            if node.id in self.pinned:
                first = self.pin_web.setdefault(node.id, self.by_node[key])
                self.union(first, self.by_node[key])
        return self.by_node[key]

    def find(self, a: int) -> int:
        while self.parent[a] != a:
            self.parent[a] = self.parent[self.parent[a]]
            a = self.parent[a]
        return a

    def union(self, a: int, b: int) -> int:
        ra, rb = self.find(a), self.find(b)
        if ra != rb:
            self.parent[max(ra, rb)] = min(ra, rb)
        return min(ra, rb)

    # -------------------------------------------------------------- reaching definitions

    def use(self, node: Any, env: Reach) -> None:
        reaching = env.get(node.id)
        if not reaching:
            return
        if reaching & DELETED:
            raise Refused("deleted", node, node.id)
        first, *rest = reaching
        for r in rest:
            self.union(first, r)
        if id(node) in self.use_web:
            self.union(self.use_web[id(node)], first)
        else:
            self.use_web[id(node)] = first
            self.uses.append((node, first))

    def read(self, node: Any, env: Reach) -> None:
        """All uses below an expression (own scopes of lambdas and comprehensions shadow their variables)."""
        if isinstance(node, gast.Name):
            if isinstance(node.ctx, gast.Load):
                self.use(node, env)
            return
        if isinstance(node, (gast.Lambda, gast.FunctionDef)):
            bound = {
                a.id for a in walk(node.args) if isinstance(a, gast.Name) and isinstance(a.ctx, gast.Param)
            }
            for d in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
                self.read(d, env)
            inner = {k: v for k, v in env.items() if k not in bound}
            body = node.body if isinstance(node.body, list) else [node.body]
            if isinstance(node, gast.FunctionDef):
                return  # free variables of nested functions are pinned
            for b in body:
                self.read(b, inner)
            return
        if isinstance(node, (gast.ListComp, gast.GeneratorExp, gast.SetComp, gast.DictComp)):
            bound = {n.id for g in node.generators for n in walk(g.target) if isinstance(n, gast.Name)}
            self.read(node.generators[0].iter, env)
            inner = {k: v for k, v in env.items() if k not in bound}
            for c in children(node):
                self.read(c, inner)
            return
        for c in children(node):
            self.read(c, env)

    def write(self, target: Any, env: Reach) -> None:
        if isinstance(target, gast.Name):
            env[target.id] = frozenset([self.define(target)])
        elif isinstance(target, (gast.Tuple, gast.List)):
            for t in target.elts:
                self.write(t, env)
        elif isinstance(target, gast.Subscript):
            self.read(target.value, env)
            self.read(target.slice, env)
        elif isinstance(target, gast.Attribute):
            self.read(target.value, env)

    def block(self, stmts: list[Any], env: Reach) -> None:
        for s in stmts:
            self.statement(s, env)

    def statement(self, s: Any, env: Reach) -> None:
        if isinstance(s, gast.Assign):
            self.read(s.value, env)
            for t in s.targets:
                self.write(t, env)
        elif isinstance(s, gast.AugAssign):
            self.read(s.value, env)
            if isinstance(s.target, gast.Name):
                old = env.get(s.target.id)
                if old and old & DELETED:
                    raise Refused("deleted", s.target, s.target.id)
                new = self.define(s.target)
                for o in old or ():
                    self.union(o, new)
                env[s.target.id] = frozenset([new])
            else:
                self.write(s.target, env)
        elif isinstance(s, Attempt):
            self.attempt(s, env)
        elif isinstance(s, gast.If):
            self.read(s.test, env)
            other = dict(env)
            self.block(s.body, env)
            self.block(s.orelse, other)
            _merge(
                env, other
            )  # a branch that breaks reaches the end of the loop, which is merged with its head
        elif isinstance(s, gast.Delete):
            for t in s.targets:
                if isinstance(t, gast.Name):
                    env[t.id] = DELETED
                else:
                    self.read(t, env)
        elif isinstance(s, (gast.While, gast.For)):
            self.loop(s, env)
        elif isinstance(s, gast.FunctionDef):
            self.read(s, env)
            env[s.name] = frozenset()
        else:
            self.read(s, env)

    def attempt(self, s: Attempt, env: Reach) -> None:
        """A handler sees what the body had bound when a statement of it raised an exception."""
        other = dict(env)
        end = protected(s)
        for i, st in enumerate(s.body[:end]):
            self.statement(st, env)
            if any(can_raise(later) for later in s.body[i + 1 : end]):
                _merge(other, env)
            for block in inner_blocks(st):
                self.merge_bound(other, block)
        self.block(s.body[end:], env)
        self.block(s.orelse, other)
        _merge(env, other)

    def merge_bound(self, env: Reach, stmts: list[Any]) -> None:
        """Any binding inside a compound statement may be the last one before an exception."""
        for n in walk(stmts):
            if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store) and id(n) in self.by_node:
                _merge(env, {n.id: frozenset([self.by_node[id(n)]])})

    def loop(self, s: Any, env: Reach) -> None:
        if isinstance(s, gast.For):
            self.read(s.iter, env)
        while True:
            head = dict(env)
            if isinstance(s, gast.While):
                self.read(s.test, head)
            else:
                self.write(s.target, head)
            self.block(s.body, head)
            before = dict(env)
            _merge(env, head)
            if env == before:
                return

    # -------------------------------------------------------------- renaming

    def rename(self, namer: Namer) -> None:
        first_web: dict[str, int] = {}
        new_name: dict[int, str] = {}
        for i, node in enumerate(self.nodes):
            root = self.find(i)
            if root in new_name:
                continue
            if node.id not in first_web:
                first_web[node.id] = root
                new_name[root] = node.id
            else:
                new_name[root] = namer.fresh(node.id)
        for i, node in enumerate(self.nodes):
            node.id = new_name[self.find(i)]
        for node, web in self.uses:
            node.id = new_name[self.find(web)]


def without_deletions(stmts: list[Any]) -> list[Any]:
    """Forgetting a name has no effect on values, and the backward sweep may need it."""
    for s in stmts:
        for block in inner_blocks(s):
            block[:] = without_deletions(block) or (block and [gast.Pass()])
    return [s for s in stmts if not (isinstance(s, gast.Delete) and isinstance(s.targets[0], gast.Name))]


def _merge(env: Reach, other: Reach) -> None:
    for name, defs in other.items():
        known = env.setdefault(name, defs)
        if known is not defs:
            env[name] = known | defs


def split_overwrites(
    function: gast.FunctionDef, namer: Namer, temporaries: set[str], params: set[str]
) -> None:
    """`y = op(y)` becomes `t = op(y); y = t` for a name that is bound more than once.

    The result of the operation then has a name that is never overwritten, and what overwrites is a plain
    copy.
    """
    count = dict.fromkeys(params, 1)
    updates = {id(n.target) for n in statements_in(function.body) if isinstance(n, gast.AugAssign)}
    for n in name_nodes(function.body):
        if isinstance(n.ctx, gast.Store) and id(n) not in updates:
            count[n.id] = count.get(n.id, 0) + 1
    for name in carried_in(function.body):
        count[name] = count.get(name, 0) + 1  # one trip after the other
    function.body = split_block(function.body, {n for n, c in count.items() if c > 1}, namer, temporaries)


def _split_target(s: gast.For, multi: set[str], namer: Namer) -> None:
    """The variable of a loop over items that has a value from elsewhere, too, gets it by a copy.

    The backward loop takes the header's own variable from the items again; a range counts back by itself.
    """
    names = [n.id for n in walk(s.target) if isinstance(n, gast.Name) and n.id in multi]
    if not names or (isinstance(s.iter, gast.Call) and getattr(s.iter.func, "id", "") == "range"):
        return
    table = {n: namer.fresh(n) for n in names}
    s.target = substitute(s.target, table)
    copies = [at(assign(n, at(load(new), s)), s) for n, new in table.items()]
    for c in copies:
        c.origin = getattr(s, "origin", s)
    s.body[:0] = copies


def split_block(stmts: list[Any], multi: set[str], namer: Namer, temporaries: set[str]) -> list[Any]:
    out: list[Any] = []
    for s in stmts:
        if isinstance(s, gast.For):
            _split_target(s, multi, namer)
        if isinstance(s, (gast.If, gast.For, gast.While)):
            s.body = split_block(s.body, multi, namer, temporaries)
            s.orelse = split_block(s.orelse, multi, namer, temporaries)
        if type(s) is gast.Assign and isinstance(s.targets[0], gast.Name) and s.targets[0].id in multi:
            if not isinstance(s.value, (gast.Name, gast.Constant)):
                name = namer.temporary()
                temporaries.add(name)
                first = at(assign(name, s.value), s)
                first.origin = getattr(s, "origin", s)
                out.append(first)
                s.value = at(load(name), s)
        out.append(s)
    return out
