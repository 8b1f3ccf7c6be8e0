"""Statements rewritten while types are inferred: what the parts of inference that do so have in common.

A rewriter gets a statement of the core language and gives others for its place.  They are interpreted at
once, and stay in the tree; in a loop, which is interpreted several times, only when types are the final ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gast

from tangent.normalise.comprehensions import Scopes
from tangent.normalise.flatten import Flattener
from tangent.source.scope import Borrowing
from tangent.syntax.nodes import Namer, assign, at, load, names_in
from tangent.types import Type
from tangent.unit import Instance, Unit

Env = dict[str, Type]


class Rewriting:
    """Names for new variables, and what has been rewritten before."""

    if TYPE_CHECKING:
        locals: set[str]
        unit: Unit
        instance: Instance

        def __getattr__(self, name: str) -> Any:
            """What inference itself has."""

    def start_rewriting(self) -> None:
        self._namer: Namer | None = None
        self._before: dict[Any, list[Any]] = {}
        self.walked: dict[str, tuple[Any, int, bool]] = {}
        """Iterators over the elements of arrays: the array, its rank, whether the places come, too."""
        self.orders: dict[str, tuple[str, bool]] = {}
        """Iterators of np.nditer among them: the order, and whether the loop may write."""
        self.walks: dict[str, Any] = {}
        self.operands_of: dict[str, Any] = {}
        self.displays: dict[str, Any] = {}
        """Iterators over several arrays, names for their operands, and for the lists of these."""
        self.flats: dict[str, Any] = {}
        """Names for the `.flat` of an array, which is what stands here."""
        self.read_again: set[Any] = set()
        """Where a `cached_property` is read that has been computed, or is asked whether it has."""
        self.whole_call: Any = None
        self.result_names: dict[tuple[str, str], str] = {}

    def once(self, s: Any, key: Any, make: Callable[[], list[Any]]) -> list[Any]:
        """What `make` gives, and the same again when a loop comes by once more: new names stay the same."""
        key = (s, key)
        if key not in self._before:
            found = make()
            for n in found:
                if not hasattr(n, "origin"):
                    n.origin = getattr(s, "origin", s)
            self._before[key] = found
        return self._before[key]

    # -------------------------------------------------------------- names

    @property
    def namer(self) -> Namer:
        if self._namer is None:
            # What a nested function holds, and what functions hold that it is given, are parameters, too.
            known = {*self.unit.attribute_names.values(), *self.instance.arg_types}
            self._namer = Namer(self.unit.taken | names_in(self.instance.tree) | known)
        return self._namer

    def temporary(self) -> str:
        name = self.namer.temporary()
        self.add_names([name], [name])
        return name

    def variable(self, wish: str) -> str:
        """A new name for a variable of the user's kind."""
        name = self.namer.fresh(wish)
        self.add_names([name])
        return name

    def add_names(self, names: Iterable[str], temporaries: Iterable[str] = ()) -> None:
        """New variables: the instance has a unit of its own from then on."""
        self.locals |= set(names)
        self.unit = replace(
            self.unit,
            temporaries=self.unit.temporaries | set(temporaries),
            taken=self.unit.taken | set(names),
            locals=self.unit.locals | set(names),
        )

    def reserve(self, names: set[str]) -> None:
        """Names that text from elsewhere reads: no variable may hide them."""
        self.namer.taken |= names
        self.unit = replace(self.unit, taken=self.unit.taken | names)

    def borrow(self, wish: str, scope: Any, name: str) -> str:
        """A name that means what `name` means in another scope."""
        mine = self.unit.scope
        known = mine.borrowed if isinstance(mine, Borrowing) else {}
        for found, meaning in known.items():
            if meaning == (scope, name):
                return str(found)
        new = self.namer.fresh(wish)
        borrowed = Borrowing(mine.function, mine.locals, {**known, new: (scope, name)})
        self.unit = replace(self.unit, scope=borrowed, taken=self.unit.taken | {new})
        return new


    # -------------------------------------------------------------- statements

    def named(self, value: Any, out: list[Any], s: Any) -> Any:
        """A new variable that holds a value."""
        name = self.temporary()
        out.append(at(assign(name, at(value, s)), s))
        return at(load(name), s)

    def core(self, stmts: list[Any], s: Any) -> list[Any]:
        """Statements as a user could write them, in the core language."""
        scopes = Scopes(stmts)
        scopes.only_inside -= self.namer.taken  # the rest of the function knows these
        flattener = Flattener(self.namer, set(self.locals), {}, scopes)
        out = flattener.block([at(n, s) for n in stmts])
        self.add_names(flattener.temporaries | flattener.locals, flattener.temporaries)
        self.instance.unrolled = True  # what is bound more than once gets the form that it needs
        return out

    def with_value(self, s: Any, value: Any) -> Any:
        """The statement `s` with another value."""
        at(value, s.value)
        new = gast.Assign(s.targets, value, None) if isinstance(s, gast.Assign) else gast.Expr(value)
        return at(new, s)
