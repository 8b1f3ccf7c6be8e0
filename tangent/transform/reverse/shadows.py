"""Arrays that are written in place: adjoints of the same memory structure.

The adjoint of a view is the same view of the adjoint.  What cannot be followed statically is refused.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import gast

from tangent.analyse.flow import (
    basic_index,
    is_view,
    method_of,
    new_container,
)
from tangent.analyse.live import live_out
from tangent.syntax.nodes import (
    assign,
    clone,
    const,
    load,
    names_in,
    subscript,
    substitute,
)
from tangent.syntax.refuse import Untracked
from tangent.transform.bars import Bar, Key
from tangent.transform.reverse.contributions import Contributions
from tangent.transform.reverse.tools import is_permutation
from tangent.types import (
    CONTAINERS,
    HOLDERS,
    UNKNOWN,
    Num,
)

VIEWS = (
    "transpose", "permute_dims", "matrix_transpose", "swapaxes", "moveaxis", "rollaxis", "expand_dims",
    "squeeze", "flip", "flipud", "fliplr", "rot90", "view", "real", "atleast_1d", "atleast_2d", "atleast_3d",
)  # fmt: skip
"""What gives a view of an array for certain, by the name of the function or method.

Not `diagonal`: its views are read-only, and so would be the adjoints."""


class Shadows(Contributions):
    """Keeps the memory structure of written arrays."""

    def is_shadowed(self, key: Key) -> bool:
        return (
            isinstance(key, str)
            and key in self.memory.shadowed
            and not isinstance(self.env.get(key), HOLDERS)
        )

    def is_derived(self, key: Key) -> bool:
        """Whether an array's shadow is a view of another one's: it was made as a view, and both are written.
        """
        return self.view_of(key) is not None

    def view_of(self, key: Key) -> tuple[str, Any] | None:
        """(base, expression of it) for a written array that was made as a view of another written array."""
        if not isinstance(key, str) or not (self.is_shadowed(key) or key in self.parts.tied):
            return None
        if key not in self._views:
            self._views[key] = self.find_view(key)
        return self._views[key]

    @property
    def _views(self) -> dict[str, Any]:
        return self.__dict__.setdefault("_view_table", {})

    def find_view(self, key: str) -> tuple[str, Any] | None:
        if key in self.parts.tied and isinstance(self.type_at_definition(key), CONTAINERS):
            return self.part_of(key)
        names, made = [key], self.made_from(key)
        expr: Any = load(key)
        steps: list[Any] = []
        while made is not None:
            base, step = made
            if any(base in self.memory.detached.get(n, ()) for n in names):
                all_names = isinstance(expr, gast.Name) and isinstance(step, gast.Name)
                if all_names and self.moves(self.definitions[names[-1]][0], base):
                    return None  # the array has changed its name: its adjoint does so, too
                if base in self.memory.shadowed:
                    raise Untracked("alias", self.definitions[key][0], key)
            steps.append(step)
            expr = substitute(expr, {names[-1]: step})
            if base in self.memory.shadowed:
                for view in steps:
                    self.check_view(view, key)
                return base, expr
            names.append(base)
            made = self.made_from(base)
        return None

    def part_of(self, name: str) -> tuple[str, Any] | None:
        """(container, path) of a list or dict that is a part of another one, or another name of it."""
        sites = self.definitions.get(name, [])
        if len(sites) == 1 and isinstance(sites[0], gast.For) and name not in self.instance.arg_types:
            for item, expr, base in self.loop_plan(sites[0]).items:
                if item == name and base is not None:
                    return base, expr
            return None
        return self.parts.part_of(name)

    def made_from(self, name: str) -> tuple[str, Any] | None:
        """The definition of a name that is bound once, if it is a view of one other name."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or name in self.instance.arg_types:
            return None
        s = sites[0]
        if isinstance(s, gast.For):
            return self.row_of(s, name)
        (target,) = s.targets
        value = self.bound_to(s, name)
        if value is not s.value:
            target = next(t for t in target.elts if t.id == name)
        bases = [n.id for n in is_view(self.instance, value)]
        if isinstance(target, gast.Tuple):
            if isinstance(s.value, gast.Name) and isinstance(self.types.get(s.value), Num):
                position = [t.id for t in target.elts].index(name)
                return s.value.id, subscript(clone(s.value), const(position))
            return None
        is_container = isinstance(self.types.get(target), CONTAINERS)
        if len(bases) != 1 or (is_container and new_container(self.instance, value)):
            return None
        return bases[0], value

    def check_view(self, expr: Any, key: str) -> None:
        """Only what is a view for certain can have a view of the adjoint."""
        while not isinstance(expr, gast.Name):
            if (isinstance(expr, gast.Subscript) and basic_index(self.instance, expr)) or (
                # The adjoint of an imaginary part has another sign than its place in the adjoint.
                isinstance(expr, gast.Attribute) and expr.attr in ("T", "real", "mT")
            ):
                expr = expr.value
            elif isinstance(expr, gast.Call):
                expr = self.viewed(expr, key)
            else:
                raise Untracked("alias", self.definitions[key][0], key)

    def viewed(self, e: Any, key: str) -> Any:
        """The array of which a call gives a view; reshaping does so only for arrays known to be contiguous.
        """
        name = e.func.attr if isinstance(e.func, gast.Attribute) else ""
        is_method = method_of(self.instance, e) is not None
        if not is_method and not e.args:
            raise Untracked("alias", self.definitions[key][0], key)
        source = e.func.value if is_method else e.args[0]
        if name in VIEWS:
            return source
        if name in ("asarray", "asanyarray") and len(e.args) == 1 and not e.keywords:
            t = self.type_of(source)
            if isinstance(t, Num) and t.kind == "array":
                return source
        if name in ("reshape", "ravel") and isinstance(source, gast.Name) and self.contiguous(source.id):
            self.reshaped.add(source.id)
            return source
        raise Untracked("alias", self.definitions[key][0], key)

    @property
    def reshaped(self) -> set[str]:
        """Arrays whose adjoint must have their own memory layout, because it is reshaped like them."""
        found: set[str] = self.__dict__.setdefault("_reshaped", set())
        return found

    def contiguous(self, name: str) -> bool:
        """Whether an array certainly lies in memory row by row."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or name in self.instance.arg_types or not isinstance(sites[0], gast.Assign):
            return False
        e = sites[0].value
        if not isinstance(e, gast.Call) or e.keywords or not isinstance(e.func, gast.Attribute):
            return isinstance(e, gast.Name) and self.contiguous(e.id)
        if method_of(self.instance, e) is not None:
            return e.func.attr in ("copy", "flatten") and not e.args
        if e.func.attr in ("zeros_like", "ones_like", "empty_like", "full_like"):
            return isinstance(e.args[0], gast.Name) and self.contiguous(e.args[0].id)
        return e.func.attr in ("zeros", "ones", "empty", "full", "arange", "linspace", "eye")

    def row_of(self, s: Any, key: str) -> tuple[str, Any] | None:
        plan = self.loop_plan(s)
        for name, expr, base in plan.items:
            if name == key and base is not None and base in self.memory.shadowed:
                return base, expr
        return None

    def need_shadow(self, key: str, primal: Any) -> str:
        """The buffer of a written array's adjoint: a view of its base's, or zeros of its own."""
        name = self.bar_name(key)
        if key in self.bars:
            return name
        derived = self.view_of(key)
        if derived is None:
            self.emit(assign(name, self.np("zeros_like", clone(primal))))
            self.bars[key] = Bar(self.env.get(key, UNKNOWN), True, True)
            self.env[name] = self.env.get(key, UNKNOWN)
            return name
        base, expr = derived
        self.need_shadow(base, load(base))
        view = substitute(expr, {base: self.bar_name(base)})
        self.emit(assign(name, view))
        self.bars[key] = Bar(self.env.get(key, UNKNOWN), True, True)
        self.env[name] = self.env.get(key, UNKNOWN)
        return name

    def check_aliases(self) -> None:
        """Refuse what the shadows cannot follow: a written array under a name that is bound in several ways.
        """
        shadowed = self.memory.shadowed & self.varied - self.shadows - set(self.transit)
        for conflict in self.parts.conflicts():
            if conflict.name in self.varied - self.shadows:
                raise Untracked("container", conflict.stmt, conflict.name, conflict.why, conflict.hint)
        for name in sorted(shadowed):
            if isinstance(self.type_at_definition(name), HOLDERS) or name in self.memory.grown:
                raise Untracked(
                    "container",
                    self.first_definition(name),
                    name,
                    f"`{name}` holds an array that is written in place",
                )
            sites = self.definitions.get(name, [])
            if len(sites) + (name in self.instance.arg_types) < 2 and self.is_derived(name):
                continue
            for s in sites:
                if isinstance(s, gast.AugAssign) or is_permutation(s):
                    continue
                value = self.bound_to(s, name)
                for n in is_view(self.instance, value):
                    moved = isinstance(value, gast.Name) and self.moves(s, n.id) and not self.is_derived(n.id)
                    moved = moved and not self.viewed_after(s, n.id, shadowed - {name, n.id})
                    if n.id in shadowed and n.id != name and not moved:
                        raise Untracked("alias", s, name)

    def viewed_after(self, s: Any, source: str, others: set[str]) -> bool:
        """Whether an array is read, or written, under other names once it has changed its own.

        Their adjoints are views of the adjoint of its first name.
        """
        for other in sorted(others & self.live.get(id(s), frozenset())):
            derived = self.view_of(other)
            while derived is not None:
                if derived[0] == source:
                    return True
                derived = self.view_of(derived[0])
        return False

    def bound_to(self, s: Any, name: str) -> Any:
        """What a statement binds a name to, or what that is a part of."""
        if isinstance(s, gast.For):
            return s.iter
        (target,) = s.targets
        if isinstance(target, gast.Tuple) and isinstance(s.value, gast.Tuple):
            return s.value.elts[[t.id for t in target.elts].index(name)]
        return s.value

    def moves(self, s: Any, source: str) -> bool:
        """Whether `y = t` is the last use of t: the array then only changes its name."""
        if source in self.live.get(id(s), frozenset()) or isinstance(s, gast.For):
            return False
        parts = s.value.elts if isinstance(s.value, gast.Tuple) else [s.value]
        return sum(isinstance(e, gast.Name) and e.id == source for e in parts) == 1

    @cached_property
    def live(self) -> dict[int, frozenset[str]]:
        """For each statement (by id) the names that are read after it; the caller reads what it gave to be
        written."""
        held = frozenset(self.sweeps.shadow_params)
        i = self.instance
        return live_out(i.tree.body, i.unseen | held, unseen=i.unseen_by)

    def prebind(self, stmts: list[Any], i: int) -> None:
        """Before a loop or branch that touches a view made outside of it: make the view of the adjoint."""
        s = stmts[i]
        if not isinstance(s, (gast.If, gast.For, gast.While)):
            return
        for name in sorted(names_in(s) & self.memory.shadowed & self.varied):
            found = self.block_of.get(name)
            if found is not None and found[0] is stmts and found[1] < i and name not in self.bars:
                self.learn(s)
                if self.is_derived(name):
                    self.need_shadow(name, load(name))

    def shadow_present(self, name: str) -> bool:
        """Whether a written array has an adjoint here; that of a view is part of its base's."""
        if name in self.bars:
            return True
        derived = self.view_of(name)
        if derived is not None:
            return self.shadow_present(derived[0])
        if name in self.varied and self.is_shadowed(name):
            self.check_alone(name)
        return False

    def check_alone(self, name: str) -> None:
        """A written array without an adjoint of its own must not be part of one that has."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or name in self.instance.arg_types:
            return
        s = sites[0]
        if isinstance(s, gast.For):
            others = self.memory.shadowed & self.varied - {name}
            if any(self.memory.region_of(o) == self.memory.region_of(name) for o in others):
                raise Untracked("alias", s.iter, name)
            return
        bases = {n.id for n in is_view(self.instance, s.value)}
        if len(bases) > 1 or (bases and self.made_from(name) is None):
            raise Untracked("alias", s, name)
