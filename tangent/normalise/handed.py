"""Iterators that are handed on, instead of being read where they are made, as generator expressions.

    return zip(a, b)         →     return ((p, q) for p, q in zip(a, b))
    total(enumerate(x))      →     total((i, v) for i, v in enumerate(x))

Such a value can be read once, and where it is read is followed like that of a generator (`analyse.handed`).
`return iter(self.items)` of `__iter__` stays, because each loop over the object asks for it anew.
"""

from __future__ import annotations

import builtins
from typing import Any

import gast

from tangent.normalise.meanings import FINITE, Meaning, Meanings
from tangent.syntax.nodes import Namer, at, call, children, inner_blocks, load, store, tuple_of, walk

_MADE = ("zip", "enumerate", "reversed")


def iterators_as_generators(
    function: Any, namer: Namer, builtin: Meaning, around: Meanings, named: bool = False
) -> None:
    """Rewrite the body of a function in place; named: also those that have a name."""
    made = _MADE if function.name == "__iter__" else (*_MADE, "iter")
    handed = _Handed(namer, builtin, around, made, named)
    function.body = handed.block(function.body)


class _Handed:
    def __init__(
        self, namer: Namer, builtin: Meaning, around: Meanings, made: tuple[str, ...], named: bool
    ) -> None:
        self.namer, self.builtin, self.around, self.made, self.named = namer, builtin, around, made, named

    def block(self, stmts: list[Any]) -> list[Any]:
        out: list[Any] = []
        for s in stmts:
            for block in inner_blocks(s):
                block[:] = self.block(block)
            if isinstance(s, gast.Return) and self.is_choice(s.value):
                s = self.in_two(s)
            # `a, b = iter(x), iter(y)` binds names to them, one by one.
            paired = s.value if isinstance(s, gast.Assign) and _is_taken_apart(s) else None
            for n in [s, *walk([c for c in children(s) if not any(c in b for b in inner_blocks(s))])]:
                if n is not paired or not isinstance(n, (gast.Tuple, gast.List)):
                    self.node(n)
            out.append(s)
        return out

    def is_choice(self, e: Any) -> bool:
        """Whether it is one of two iterators, or of an iterator and something else."""
        return isinstance(e, gast.IfExp) and any(map(self.is_made, (e.body, e.orelse)))

    def in_two(self, s: Any) -> Any:
        """`return zip(a, b) if c else zip(a, a)` in two statements."""
        e = s.value
        ways = [[at(gast.Return(self.generator(v)), s)] for v in (e.body, e.orelse)]
        return at(gast.If(e.test, *ways), s)

    def node(self, n: Any) -> None:
        """What a node hands on: a result, what has a name or a place, arguments, items of a display."""
        if isinstance(n, gast.Return) or (isinstance(n, gast.Assign) and self.is_kept(n)):
            n.value = self.one_by_one(n.value)
        elif isinstance(n, gast.Starred) or (isinstance(n, gast.Assign) and _is_taken_apart(n)):
            n.value = self.at_once(n.value)
        elif isinstance(n, (gast.For, gast.comprehension)):
            n.iter = n.iter.args[0] if self.is_made(n.iter) == "iter" else n.iter
        elif isinstance(n, gast.Call) and not self.reads(n.func):
            n.args = [self.one_by_one(a) for a in n.args]
            for k in n.keywords:
                k.value = self.one_by_one(k.value)
        elif isinstance(n, (gast.Tuple, gast.List)):
            n.elts = [self.one_by_one(e) for e in n.elts]
        elif isinstance(n, gast.IfExp) and self.named:
            n.body, n.orelse = self.one_by_one(n.body), self.one_by_one(n.orelse)
        elif isinstance(n, gast.Dict):
            n.values = [self.one_by_one(e) for e in n.values]

    def is_kept(self, s: Any) -> bool:
        """Whether an assignment keeps what it is given as a whole."""
        kinds = (gast.Attribute, gast.Subscript, *((gast.Name,) if self.named else ()))
        return any(isinstance(t, kinds) for t in s.targets)

    def reads(self, func: Any) -> bool:
        """Whether what is called is no function of the user's: what these do with an iterator is known."""
        is_builtin = hasattr(builtins, self.builtin(func))
        return is_builtin or self.around.known(func) or self.around.library(func)

    def is_made(self, e: Any) -> str:
        """Which function, by its name, makes an iterator; "" for other expressions."""
        if not isinstance(e, gast.Call):
            return ""
        name = self.builtin(e.func)
        if self.around.iterator(e.func) == FINITE:
            return FINITE
        return name if name in self.made and (name != "iter" or len(e.args) == 1) else ""

    def at_once(self, e: Any) -> Any:
        """`a, *b = reversed(x)` reads to the end, as `list` does; rows that change places are none."""
        rows = self.is_made(e) == "zip" and any(isinstance(a, gast.Starred) for a in e.args)
        return at(call("list", e), e) if self.is_made(e) and not rows else e

    def one_by_one(self, e: Any) -> Any:
        """`zip(a, b)` as a generator; anything else as it is."""
        return self.generator(e) if self.is_made(e) else e

    def generator(self, e: Any) -> Any:
        name = self.is_made(e)
        args = e.args if name else []
        starred = any(isinstance(a, gast.Starred) for a in args)
        count = 0 if starred else {"zip": len(args), "enumerate": 2}.get(name, 0)
        names = [self.namer.fresh("item") for _ in range(count or 1)]
        target: Any = store(names[0])
        value: Any = load(names[0])
        if count:
            target = gast.Tuple([store(n) for n in names], gast.Store())
            value = tuple_of([load(n) for n in names])
        over = e.args[0] if name == "iter" else e
        loop = gast.comprehension(at(target, e), over, [], 0)
        return at(gast.GeneratorExp(at(value, e), [at(loop, e)]), e)


def _is_taken_apart(s: Any) -> bool:
    return all(isinstance(t, (gast.Tuple, gast.List)) for t in s.targets)
