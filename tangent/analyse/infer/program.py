"""A program under inference: its instances, and the fixpoint over what they say of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gast

from tangent.analyse.attributes import (
    check_uses,
    forget_methods,
    given_by_later_trips,
    present,
    unused,
    with_variables,
    written_in_place,
)
from tangent.analyse.fields import check_fields
from tangent.analyse.infer.interpreter import Inference
from tangent.analyse.infer.reshape import levelled
from tangent.analyse.logs import leave_attribute_logs
from tangent.analyse.memory import remember_memory
from tangent.analyse.objects import class_has_it
from tangent.analyse.places import read_elsewhere, with_copies, written_places
from tangent.analyse.state import thread
from tangent.analyse.values import type_of_value
from tangent.normalise.checkpoints import Kept
from tangent.objects import callee_name
from tangent.syntax.core import Attempt, Catch, Caught
from tangent.syntax.nodes import clone, walk
from tangent.syntax.refuse import Refused
from tangent.types import NONE, OPTIONAL, UNKNOWN, Maybe, Num, Seq, Type, Unknown, join
from tangent.unit import Instance, Place, Session, Unit, is_users

GUARDED = ("guarded", "attributes")
"""Says in the state of a program that an `AttributeError` may be caught."""
MOST_LEVELS = 24
"""Of a recursion whose arguments are other ones at each level: other objects, for example."""


class Program:
    """Instances of one session, by unit and types; interprets callees on demand."""

    def __init__(
        self,
        session: Session,
        unit_of: Callable[[Any], Unit],
        nested_unit: Callable[[Unit, Any], Unit],
        followed: set[Any] | None = None,
        constructor: Callable[[Any, frozenset[str], Session], Unit | None] | None = None,
        state: set[Any] | None = None,
        opened: frozenset[Any] = frozenset(),
        shared: set[Place] | None = None,
    ):
        self.session = session
        self._unit_of = unit_of
        self._nested_unit = nested_unit
        self._constructor = constructor
        self.units: dict[Any, Unit] = {}
        self.running: list[Unit] = []
        self.levels: list[dict[str, Type]] = []
        """The types of the arguments of those."""
        self.instances: dict[Any, Instance] = {}
        self.order: list[Instance] = []
        self.followed = followed or set()
        self.shared = shared or set()
        """Workspaces that some functions write and others only read."""
        self.saved: dict[Any, Type] = {}
        self.state = state or set()
        self.found: set[Any] = set()
        self.sometimes: dict[Any, Type] = {}
        """Attributes of the program's own objects that are set on some ways only, and to what."""
        self.reads: set[Any] = set()
        self.written: set[Any] = set()
        self.defaulted: set[Any] = set()
        """Those that are read, that are set, and that were read where only the class has a value."""
        self.unset: set[Any] = set()
        """Class and name of those that were read where objects which are dicts (see `fields`) had none."""
        self.asked: set[Any] = set()
        """Those of which `hasattr` or `getattr` said that they are there."""
        self.opened = opened
        """Functions whose calls are written into their callers (see `opened_calls.py`)."""
        self.reordered = False
        """Whether plain dicts stand for an `OrderedDict`."""

    def unit_of(self, function: Any) -> Unit:
        """The unit of a function, one for each function object of this derivation."""
        if id(function) not in self.units:
            unit = self.units[id(function)] = self._unit_of(function)
            if is_users(function):
                self.session.functions[id(function)] = function
            found = callee_name(function)
            unit.name = found if found.isidentifier() else unit.name
        return self.units[id(function)]

    def kept(self, unit: Unit) -> Unit:
        """The same unit, of which derivatives keep the arguments only; one for each unit."""
        key = ("kept", unit)
        if key not in self.units:
            self.units[key] = replace(unit, kept=Kept("arguments"))
        return self.units[key]

    def constructor(self, cls: Any, omitted: frozenset[str]) -> Unit | None:
        """The unit that makes an object of a class of the user; None where the class is made differently."""
        key = ("new", cls, omitted)
        if key not in self.units:
            found = self._constructor(cls, omitted, self.session) if self._constructor is not None else None
            if found is None:
                return None
            self.units[key] = found
        return self.units[key]

    def nested_unit(self, outer: Unit, definition: Any) -> Unit:
        key = (
            outer.tree,
            getattr(definition, "home", None),
            getattr(definition, "lineno", definition),
            getattr(definition, "col_offset", 0),
            getattr(definition, "name", ""),  # what a rewrite has made may stand at one place
        )
        if key not in self.units:
            self.units[key] = self._nested_unit(outer, definition)
        return self.units[key]

    def instance(
        self, unit: Unit, arg_types: dict[str, Type], attrs: dict[Any, str] | None = None
    ) -> Instance:
        if any(u is unit for u in self.running):
            # A recursive call: lengths and constants that change from level to level are forgotten.
            arg_types = {k: levelled(t) for k, t in arg_types.items()}
            above = self.levels[max(k for k, u in enumerate(self.running) if u is unit)]
            arg_types = {k: self.any_longer(t, above.get(k)) for k, t in arg_types.items()}
        key = (unit, tuple(arg_types.items()))
        found = self.instances.get(key)
        if found is not None:
            if not found.done:
                found.recursive = True
            return found
        same_name = sum(i.unit.name == unit.name for i in self.instances.values())
        name = unit.name if not same_name else f"{unit.name}_{same_name}"
        if len(self.instances) > 400 or self.running.count(unit) > MOST_LEVELS:
            raise Refused("recursion", unit.tree, unit.name)
        new = Instance(unit, name, dict(arg_types), unit.tree, attrs=dict(attrs or {}))
        self.instances[key] = new
        self.running.append(unit)
        self.levels.append(arg_types)
        try:
            self._fixpoint(new)
        except Refused as e:
            e.unit = e.unit or unit
            raise
        finally:
            self.running.pop()
            self.levels.pop()
        self.order.append(new)
        return new

    @staticmethod
    def any_longer(t: Type, above: Type | None) -> Type:
        """The type of an argument of a recursive call: a list that has become longer may become so again."""
        if not isinstance(t, Seq) or not isinstance(above, Seq) or not t.kind == above.kind == "list":
            return t
        return join(above, t) if len(above.items) < len(t.items) else t

    def entry(self, unit: Unit, arg_types: dict[str, Type]) -> Instance:
        """The instance that is differentiated; it is called from outside."""
        there = present(self.session, self.state)
        names = {key: unit.attribute_name(key) for key in there}
        hidden = {names[key]: t for key, t in there.items()}
        instance = self.instance(unit, arg_types | hidden, names)
        if instance.gives is not None:
            raise Refused("yield", instance.gives, "a generator, returned,")
        if not instance.places and not instance.attrs:
            return instance
        for i in self.order:
            remember_memory(i)
        new = with_copies(instance, self.order, self.held_at)
        for i in self.order:
            i.memory = None
        self.again(new)
        new.done = True
        if not instance.recursive:
            self.order.remove(instance)
        self.order.append(new)
        return new

    def note_late(self) -> None:
        """Attributes that are set on some ways only, and read behind a test or asked for, begin as what the
        class says or as None (`late`): a variable needs a value wherever it is handed on."""
        told = {k for k, t in self.sometimes.items() if k in self.reads and _may_be_none(t)}
        told |= (self.asked & self.sometimes.keys()) | (self.defaulted & self.written)
        for path, name in told:
            cls = self.session.objects[path].__class__
            if not class_has_it(cls, name) or (path, name) in self.defaulted | self.asked:
                self.begins_late(cls, name)
        for cls, name in self.unset & self.written:
            self.begins_late(cls, name)

    def begins_late(self, cls: type, name: str) -> None:
        """An attribute of the objects of a class is a variable from the beginning, in the next round."""
        self.found.add(("late", (cls, name)))
        if not class_has_it(cls, name) and self.catches():
            self.found.add(GUARDED)  # reading None raises nothing

    @property
    def guarded(self) -> bool:
        """Whether somebody may catch that an attribute is not there."""
        return GUARDED in self.state

    def catches(self) -> bool:
        """Whether a function of the program may catch an `AttributeError`."""
        return any(_may_catch(n, i.unit) for i in self.instances.values() for n in walk(i.tree.body))

    def read_logs(self) -> set[Any]:
        """Lists and dicts outside of all functions that are added to, and read somewhere, under any name."""
        logged = set().union(*(i.logged for i in self.instances.values()))
        read = set().union(*(i.read for i in self.instances.values())) if logged else set()
        seen = {id(self.held_at(place)) for place in read}
        return {place for place in logged if id(self.held_at(place)) in seen}

    def logs(self) -> list[Any]:
        """Lists and dicts outside of all functions that are only added to."""
        return [self.held_at(place) for i in self.instances.values() for place in sorted(i.logged, key=repr)]

    def held_at(self, place: Any) -> Any:
        """What a variable from outside, or an attribute of an object from outside, holds now."""
        return place.value if isinstance(place, Place) else getattr(self.session.objects[place[0]], place[1])

    def missed(self) -> set[Place]:
        """Workspaces that are written somewhere, and of which a function that reads them does not know."""
        return read_elsewhere(self.instances.values())

    def again(self, instance: Instance) -> None:
        """Infer types once more, after a rewrite of the tree."""
        self.running.append(instance.unit)
        self.levels.append(instance.arg_types)
        try:
            Inference(self, instance).run()
        finally:
            self.running.pop()
            self.levels.pop()

    def _fixpoint(self, instance: Instance) -> None:
        """Recursive functions are interpreted until their result stays the same (bottom at first)."""
        instances, order = dict(self.instances), list(self.order)
        for trial in range(8):
            if trial and instance.recursive:
                # What was found of other functions relied on what was known of this one.
                self.instances, self.order = dict(instances), list(order)
            if trial == 3:
                instance.folded = True
            before = instance.result, instance.rebound, instance.exits, instance.left
            instance.tree = clone(instance.unit.tree)
            Inference(self, instance).run()
            after = instance.result, instance.rebound, instance.exits, instance.left
            if not instance.recursive or (before == after and instance.result is not None):
                break
        else:
            if before[3] != after[3]:
                # What it changes has one more level at each trial: no type says what it is in the end.
                raise Refused("recursion", instance.unit.tree, instance.unit.name)
            instance.result = UNKNOWN
            instance.exits = (UNKNOWN,) * len(instance.rebound)
        if instance.result is None:
            instance.result = UNKNOWN
        if with_variables(instance):
            Inference(self, instance).run()
        check_uses(instance)
        check_fields(instance)
        forget_methods(instance)
        instance.threaded = True
        if thread(instance):
            if instance.rebound:
                instance.result = Seq("tuple", (instance.result, *instance.exits))
            Inference(self, instance).run()
        self._own_places(instance)
        for name in unused(instance):
            instance.settled[name] = instance.arg_types.pop(name)
        self._note_later(instance)
        instance.done = True

    def _note_later(self, instance: Instance) -> None:
        """What a call in a loop reads and no trip has made yet begins as None (see `note_late`)."""
        for path, name in given_by_later_trips(instance):
            cls = self.session.objects[path].__class__
            if not hasattr(cls, name):
                self.begins_late(cls, name)

    def _own_places(self, instance: Instance) -> None:
        """What is written outside of the function becomes a hidden parameter."""
        leave_attribute_logs(instance, self.followed)
        self.found |= written_in_place(instance)
        found = written_places(instance, self.followed, self.shared)
        if not found:
            return
        for name, place in found.items():
            instance.places[name] = place
            instance.arg_types[name] = self.type_of_place(place)
        # A copy: the unit itself may be analysed again in a world where it is not known what is written.
        instance.unit = replace(instance.unit, locals=instance.unit.locals | set(found))
        Inference(self, instance).run()

    def type_of_place(self, place: Place) -> Type:
        """The type of what a global or captured variable holds now; it becomes a guard."""
        if place.scope is None:
            return type_of_value(self.session, place.value, ("default", place.name), constants=True)
        key = (id(place.scope), place.name)
        self.session.globals_used.setdefault(key, (place.scope, place.name, place.value))
        scope, name = place.scope.origin(place.name)
        return type_of_value(self.session, place.value, ("global", id(scope), name), constants=True)


    def known_result(self, instance: Instance) -> Type | None:
        """The result of a function, as far as it is known; a tuple in it that grows with each level of a
        recursion gets a name.
        """
        t = instance.result
        if instance.done or not instance.folded or not isinstance(t, Seq):
            return t
        items: list[Type] = []
        for k, i in enumerate(t.items):
            if isinstance(i, Seq) and i.kind == "tuple":
                name = (id(self), instance.name, k)
                self.saved[name] = levelled(i)
                i = Maybe((False, name), self.saved)
            items.append(i)
        return replace(t, items=tuple(items))


def _may_be_none(t: Type) -> bool:
    """Whether a variable of a type may hold None instead, and is known to (or nothing is known yet)."""
    return isinstance(t, Unknown) or isinstance(join(NONE, t), (Num, *OPTIONAL))


def _may_catch(s: Any, unit: Unit) -> bool:
    """Whether a statement has a handler that may catch an `AttributeError`, and does not raise it again."""
    handler = s.body if isinstance(s, Caught) else s.orelse if isinstance(s, Attempt) else []
    if not handler or not isinstance(handler[0], Catch):
        return False
    last = handler[-1]
    if isinstance(last, gast.Raise) and last.exc is None:
        return False
    kind = handler[0].value
    classes = [unit.scope.resolve(e) for e in (kind.elts if isinstance(kind, gast.Tuple) else [kind])]
    return any(not isinstance(c, type) or issubclass(AttributeError, c) for c in classes)
