"""Types of calls: what is called, with which arguments, and what it changes."""

from __future__ import annotations

import collections
import dataclasses
import enum
import functools
import inspect
import operator
import types as python_types
from dataclasses import replace
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse import patterns, questions
from tangent.analyse.as_data import fields_of_class
from tangent.analyse.attributes import as_other_objects, leaves
from tangent.analyse.bottom import Bottom, Never, only_raises
from tangent.analyse.calls import is_foreign
from tangent.analyse.defaults import counted
from tangent.analyse.derived import Derived, run_inside
from tangent.analyse.drawn import selection
from tangent.analyse.fields import stands_for_object
from tangent.analyse.helpers import RESULTS as HELPERS
from tangent.analyse.infer.expressions import takes_none_apart
from tangent.analyse.infer.part import Part
from tangent.analyse.infer.reshape import alike, possible_classes, size_of, stacked, unknown_lengths
from tangent.analyse.inline import NeedsInlining, is_partial
from tangent.analyse.lengths import Handed
from tangent.analyse.messages import is_message
from tangent.analyse.objects import OBJECTS, class_attribute
from tangent.analyse.parts import holds_containers
from tangent.analyse.places import place_of
from tangent.analyse.probe import Unprobed, probe
from tangent.analyse.randoms import generator_class
from tangent.analyse.stars import Bound, bind_arguments, has_stars
from tangent.analyse.untried import spline_routine, type_of_call
from tangent.analyse.values import type_of_value
from tangent.normalise.matches import MARKS, PART
from tangent.objects import Registered, is_record_class
from tangent.rules import COMPOSITIONS, EFFECTS, INACTIVE, RULES, Rule
from tangent.rules.libraries import read_rules
from tangent.rules.spelling import name_of
from tangent.runtime.compositions import not_supported
from tangent.syntax.nodes import at, become, const, load
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    NONE,
    NOTHING,
    PARTS,
    UNKNOWN,
    Closure,
    Dict,
    Dim,
    Generating,
    Method,
    Num,
    Plain,
    Record,
    Seq,
    Static,
    Super,
    Type,
    Unknown,
    constant,
    differentiable,
    general,
    holds_variables,
    join,
    recaptured,
)
from tangent.unit import HeldBy, Instance, Place, Unit

Env = dict[str, Type]
DISPATCHING = functools.singledispatch(len).__code__  # type: ignore[attr-defined]
"""The code of all functions that choose another one by the class of their argument."""
INTROSPECTION = (eval, exec, locals, globals, vars, compile, setattr, delattr)
FULL_REDUCTIONS = (np.sum, np.mean, np.prod, np.max, np.min, np.var, np.std, np.linalg.norm, np.linalg.det)

LONGEST_VECTOR = 3
"""The length of what `np.cross` takes."""


class Calls(Part):
    """Resolves calls; a mixin of the inference."""

    def of_Call(self, e: Any, env: Env) -> Type:
        self.instance.calls.pop(e, None)  # it was another function in an earlier trip, perhaps
        func = e.func
        builtin = self.unit.builtin(func)
        if isinstance(func, gast.Name) and func.id in MARKS:
            return self.pattern(e, env)
        if builtin == "print":
            return NONE
        if builtin == "super":
            return self.call_super(e, env)
        if isinstance(func, gast.Attribute):
            base = self.eval(func.value, env)
            if isinstance(base, Super) and self.through_super(e, base, env):
                return self.of_Call(e, env)
            if is_message(func, base, None):
                return self.message(e, env)
            plain = isinstance(base, Static) and isinstance(base.value, (python_types.ModuleType, type))
            if not plain and not is_partial(base):
                return self.method(e, base, env)
        target = self.eval(func, env)
        if is_message(func, None, target):
            return self.message(e, env)
        args = [self.given(a, env) for a in e.args]
        keywords = {k.arg: self.given(k.value, env) for k in e.keywords}
        if has_stars(e):
            return UNKNOWN  # in a test, which is kept as it is
        return self.call_value(e, target, args, keywords, env)

    def message(self, e: Any, env: Env) -> Type:
        for part in (*e.args, *(k.value for k in e.keywords)):
            self.quiet(part, env)
        e.says = True
        return NONE

    def call_value(
        self, e: Any, target: Type, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        """A call of a value of which the type tells what it is."""
        if isinstance(target, Closure):
            if isinstance(target.definition, Derived):
                return UNKNOWN  # in a test, which is kept as it is
            return self.call_unit(e, target.definition, target, args, keywords, env)
        if isinstance(target, Method):
            return self.call_bound(e, target, args, keywords, env)
        if isinstance(target, OBJECTS):
            function = class_attribute(target.cls, "__call__")
            self.session.use_owned(target.cls, "__call__", function)
            return self.leniently(
                target,
                args,
                lambda: self.call_method(e, function, target, e.func, args, e.args, keywords, env),
            )
        function = constant(target)
        if function is NotImplemented or function is None:
            return UNKNOWN
        if isinstance(function, enum.Enum):
            held = class_attribute(type(function), "__call__")
            self.session.use_owned(type(function), "__call__", held)
            return self.call_method(e, held, target, e.func, args, e.args, keywords, env)
        return self.call_object(e, function, args, keywords, env)

    def call_object(
        self, e: Any, function: Any, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        read_rules()
        if function in INTROSPECTION:
            raise Refused("introspection", e, f"`{function.__name__}`")
        if is_record_class(function):
            return self.construct(e, function, args, keywords, env)
        if function is runtime.like and args and isinstance(args[0], OBJECTS):
            return Record(args[0].cls, tuple(keywords), tuple(keywords.values()))
        if isinstance(function, enum.EnumMeta) and len(args) == 1:
            return member_of_value(function, constant(args[0]))
        if function is collections.Counter and not keywords:
            return counted(args, self.item_of, e)
        if function is runtime.make:
            return self.made_object(e, args[0], keywords, env)
        generator = generator_class(function)
        if generator is not None:
            return Plain(generator)
        marked = self.type_of_mark(e, function, args)
        if marked is not None:
            return marked
        self.check_given_functions(e, function, [*args, *keywords.values()], env)
        of_object = self.builtin_method(e, function, args, env)
        if of_object is not None:
            return of_object
        if function in EFFECTS:
            return UNKNOWN
        if function is getattr and not keywords:
            return self.call_getattr(e, args, env)
        if function is dataclasses.fields and len(args) == 1 and (told := fields_of_class(args[0])):
            return told
        special = getattr(self, "call_" + getattr(function, "__name__", ""), None)
        if special is not None and getattr(function, "__module__", None) == "builtins":
            result: Type = special(e, args, keywords)
            self.say_answer(e, result, args)
            return result
        if isinstance(function, type) and (chosen := selection(function, args, keywords, self.item_of, e)):
            return chosen
        known = self.functools_call(e, function, args, keywords) or questions.answer(
            self.session, function, args, keywords
        )
        if known is not None:
            self.say_answer(e, known, args)
            return known
        outside = "" if isinstance(function, type) else getattr(function, "_tangent_outside", "")
        if outside:
            raise Refused("unknown_call", e, f"`{function.__name__}`", outside)
        if run_inside(function):
            return UNKNOWN  # in a test, which is kept as it is
        resolve = None if isinstance(function, type) else getattr(function, "_tangent_callee", None)
        if resolve is not None:  # a derivative: what it emits for these types is called
            function = resolve(args, keywords, self.session)
        if isinstance(function, runtime.Checkpoint):
            if not isinstance(function.function, python_types.FunctionType):
                raise Refused("checkpoint", e, "a function that is not written in Python")
            unit = self.program.kept(self.program.unit_of(function.function))
            return self.call_unit(e, unit, None, args, keywords, env)
        if function is runtime.checkpoint:
            return self.checkpointed(e, args)
        if function is not_supported:
            raise Refused("argument", e, str(constant(args[0])))
        if function in COMPOSITIONS:
            unit = self.program.unit_of(COMPOSITIONS[function])
            unknown = next((k for k in keywords if k not in [p.name for p in unit.params]), None)
            if unknown is not None:
                raise Refused("argument", e, f"`{unknown}=` of `{name_of(function)}`")
            return self.call_unit(e, unit, None, args, keywords, env)
        rule = RULES.get(function)
        if rule is not None and rule.kind == "elementwise" and not keywords:
            certain = len(args) == 1 or isinstance(function, np.ufunc)  # `np.clip` takes None
            if certain and function not in (np.equal, np.not_equal) and takes_none_apart(args):
                return NOTHING
            return self.elementwise(function, args, e)
        if rule is not None and rule.like and (found := self.shaped_like(rule, args, keywords)):
            return found
        if (
            function in (np.iscomplexobj, np.isrealobj)
            and args
            and isinstance(args[0], Num)
            and args[0].dtype is not None
        ):
            self.note_question(args[0], e)
            return Static((args[0].dtype.kind == "c") is (function is np.iscomplexobj))
        if (
            function is np.broadcast_to
            and len(args) == 2
            and isinstance(args[0], (Num, Unknown))
            and isinstance(args[1], (Seq, Unknown))
        ):
            dtype = args[0].dtype if isinstance(args[0], Num) else None
            lengths = args[1].items if isinstance(args[1], Seq) else None
            shape = None if lengths is None else tuple(i.sym if isinstance(i, Num) else None for i in lengths)
            return Num("array", dtype, shape)
        if function is runtime.add and len(args) == 2 and all(isinstance(a, Num) for a in args):
            return self.elementwise(operator.add, args, e)
        if function in HELPERS and not keywords:
            found = HELPERS[function](args)
            if found is not None:
                return found
        if function is np.reshape and len(args) == 2 and isinstance(args[0], Num):
            return self.reshaped(args[0], args[1], e)
        if function is np.ravel and isinstance(args[0], Num) and args[0].kind == "array":
            return replace(args[0], shape=(size_of(args[0]),), sym=None)
        if rule is not None or function in INACTIVE or is_foreign(function) or isinstance(function, np.ufunc):
            return self.probed(function, args, keywords, e, rule is None or rule.lengths)
        if isinstance(function, python_types.FunctionType):
            if function.__code__ is DISPATCHING:
                return self.dispatched(e, function, args, keywords, env)
            value = self.call_unit(e, self.program.unit_of(function), None, args, keywords, env)
            if value is UNKNOWN and (function.__module__ or "").startswith("tangent.runtime"):
                return self.probed(function, args, keywords, e)  # our helpers are pure
            return numbers_of_rule(function, [*args, *keywords.values()], value)
        if isinstance(function, type) and issubclass(function, np.generic):
            return Num("np", np.dtype(function))
        if hasattr(function, "_recipe"):
            return self.call_derivative(e, function, args, keywords, env)
        return UNKNOWN

    def dispatched(
        self, e: Any, function: Any, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        """A call of what `functools.singledispatch` makes."""
        chosen = self.registered(function, args)
        if chosen is not None:
            return self.call_unit(e, self.program.unit_of(chosen), None, args, keywords, env)
        return self.not_registered(e, function.__name__, [*args, *keywords.values()])

    def not_registered(self, e: Any, name: str, args: list[Type]) -> Type:
        """Of what class the first argument is, nobody knows."""
        if args and args[0] == NOTHING:
            return NOTHING
        if any(map(differentiable, args)):
            hint = "Choose with `isinstance`, or give the classes a method of this name."
            raise Refused("unknown_call", e, f"`{name}`, a `singledispatch` function,", hint)
        return UNKNOWN

    def registered(self, function: Any, args: list[Type]) -> Any:
        """What a `singledispatch` function calls for the class of the first argument, if that is known; that
        it still does becomes a condition, since functions may be registered at any time."""
        classes = possible_classes(args[0]) if args else ()
        chosen = {function.dispatch(cls) for cls in classes}
        if len(chosen) != 1 or not isinstance(only := chosen.pop(), python_types.FunctionType):
            return None
        for cls in classes:
            asked = Registered(function, cls)
            self.session.owned.setdefault((id(function), cls), (asked, "chosen", only))
        return only

    def say_answer(self, e: Any, known: Type, args: list[Type]) -> None:
        """`isinstance(o, Body) and o.m > 1`, `callable(o.m)` of an object that is none of its class at run
        time."""
        answer = constant(known)
        asked = [t.owner if isinstance(t, Method) else t for t in args]
        if type(answer) is bool and not self.pruning and any(map(stands_for_object, asked)):
            become(e, const(answer))

    def shaped_like(self, rule: Rule, args: list[Type], keywords: dict[str, Type]) -> Type | None:
        """The type of a result that has the shape of one of the arguments, if all of these hold floats."""
        given = dict(zip(rule.params, args, strict=False)) | keywords
        like = given.get(rule.like)
        dtypes: list[Any] = []
        for t in (given.get(w) for w in rule.wrt):
            parts = t.items if isinstance(t, Seq) else (t,)
            floats = [p.dtype for p in parts if isinstance(p, Num) and p.differentiable]
            if not floats or any(d is None for d in floats):
                return None
            dtypes += floats
        if not isinstance(like, Num) or like.kind != "array":
            return None
        return replace(like, dtype=np.result_type(*dtypes), sym=None)

    def checkpointed(self, e: Any, args: list[Type]) -> Type:
        """`checkpoint(f)` written inside a function."""
        if len(args) == 1 and isinstance(args[0], Closure):
            return replace(args[0], definition=self.program.kept(args[0].definition))
        function = constant(args[0]) if len(args) == 1 else None
        if not isinstance(function, python_types.FunctionType):
            raise Refused("checkpoint", e, "what is not a function of its own")
        return Static(runtime.checkpoint(function))

    def call_derivative(
        self, e: Any, derivative: Any, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        """A derivative object inside a function: what it emits is a function like any other."""
        found = {**dict(zip(derivative._recipe.names, args, strict=False)), **keywords}
        key = (derivative, tuple(found.items()))
        if key not in self.program.units:
            emitted = derivative._recipe.lower(found, self.session)
            self.program.units[key] = self.program.unit_of(emitted)
        return self.call_unit(e, self.program.units[key], None, args, keywords, env)

    def probed(
        self, function: Any, args: list[Type], keywords: dict[str, Type], node: Any, lengths: bool = True
    ) -> Type:
        """The type of a call by evaluation on stand-ins; lengths that must agree are guarded as equal."""
        if (how := spline_routine(function)) is not None:
            return type_of_call(function, how, args, keywords)
        if function is np.squeeze and len(args) == 1 and not keywords:
            return self.squeezed(args[0])
        if function is np.linalg.norm and len(args) > 1 and isinstance(args[1], Num):
            args = [args[0], Static(None), *args[2:]]  # not every order has a norm of stand-ins
        try:
            return probe(function, tuple(args), tuple(sorted(keywords.items())), lengths)
        except Unprobed:
            pass
        unified, changed = self.unify([*args, *keywords.values()])
        if changed:
            new_args, new_values = unified[: len(args)], unified[len(args) :]
            try:
                return probe(
                    function, tuple(new_args), tuple(sorted(zip(keywords, new_values, strict=True))), lengths
                )
            except Unprobed:
                pass
        try:
            # Lengths that are unknown must agree with others in a way that is not known either: all alike.
            given = [t for t in [*args, *keywords.values()] if isinstance(t, Num)]
            # They are multiples of all small numbers of parts, unless that would make much of a trial.
            lengths_of = (12, 24) if all(t.rank is not None and t.rank < 3 for t in given) else (4, 8)
            small, large = (self.of_equal_lengths(function, args, keywords, n) for n in lengths_of)
            # How many parts there are may depend on the lengths, or on an integer that is not known.
            whole = [t for t in given if t.sym is not None and t.sym.base is not None]
            if isinstance(small, Num) or (small == large and not whole):
                return small
        except Unprobed:
            pass
        # Some functions take vectors of certain lengths only (`np.cross`): the present ones, guarded; if it
        # can be, of the short ones only, so that the number of such vectors does not matter.
        for longest in (LONGEST_VECTOR, None):
            try:
                pinned = [self.pinned(t, longest) for t in unified]
                named = tuple(sorted(zip(keywords, pinned[len(args) :], strict=True)))
                return probe(function, tuple(pinned[: len(args)]), named, lengths and longest is not None)
            except Unprobed:
                pass
        if function in FULL_REDUCTIONS and len(args) == 1 and not keywords:
            return Num("np", args[0].dtype if isinstance(args[0], Num) else None)
        if function in (np.array, np.asarray) and len(args) == 1 and not keywords:
            return stacked(args[0]) or UNKNOWN
        return UNKNOWN

    def of_equal_lengths(self, function: Any, args: list[Type], keywords: dict[str, Type], n: int) -> Type:
        """The type of a call where all lengths are n, which then says nothing about lengths."""
        given = tuple(alike(t, n) for t in args)
        named = tuple(sorted((k, alike(t, n)) for k, t in keywords.items()))
        return unknown_lengths(probe(function, given, named, False))

    def squeezed(self, t: Type) -> Type:
        """Which lengths are 1 is not a matter of the rank: it is guarded."""
        if not isinstance(t, Num) or t.shape is None or t.kind != "array":
            return UNKNOWN
        ones = [self.session.is_one(d) for d in t.shape]
        if None in ones:
            return Num("array", t.dtype, None)
        return replace(t, shape=tuple(d for d, one in zip(t.shape, ones, strict=True) if not one))

    def pinned(self, t: Type, longest: int | None) -> Type:
        """`t` with the lengths that it has in this call, up to the longest one."""
        if isinstance(t, (Seq, Dict)):
            return replace(t, items=tuple(self.pinned(i, longest) for i in t.items))
        if not isinstance(t, Num) or not t.shape:
            return t
        return replace(t, shape=tuple(self.pinned_length(d, longest) for d in t.shape))

    def pinned_length(self, d: Dim | None, longest: int | None) -> Dim | None:
        if d is None or d.base is None:
            return d
        now = self.session.now(d.base)
        if longest is not None and (now is None or now + d.offset > longest):
            return d
        n = self.session.value(d)
        return None if n is None else Dim(None, n)

    def unify(self, types: list[Type]) -> tuple[list[Type], bool]:
        """Replace lengths that are equal in this call by one of them (a guard remembers it)."""
        first: dict[int, Any] = {}
        changed = False

        def one(t: Type) -> Type:
            nonlocal changed
            if isinstance(t, PARTS):
                return replace(t, items=tuple(map(one, t.items)))
            if not isinstance(t, Num) or t.shape is None:
                return t
            dims = []
            for d in t.shape:
                if d is not None and d.base in self.session.actual:
                    n = self.session.actual[d.base] + d.offset
                    other = first.setdefault(n, d)
                    if other != d and self.session.actual[other.base] == n == self.session.actual[d.base]:
                        self.session.equal(other.base, d.base)
                        d, changed = other, True
                dims.append(d)
            return replace(t, shape=tuple(dims))

        return [one(t) for t in types], changed

    def call_unit(
        self,
        e: Any,
        unit: Unit,
        closure: Closure | None,
        args: list[Type],
        keywords: dict[str, Type],
        env: Env,
        exprs: list[Any] | None = None,
    ) -> Type:
        """exprs: the expressions of `args`, where these are not the ones that `e` shows."""
        if self.pruning and NOTHING in (*args, *keywords.values()):
            return NOTHING  # not called before a later trip of the loop
        self.read_at.clear()
        if unit.takes is not None:
            args, exprs = self.cotangent(e, unit.takes, args)
        bound = bind_arguments(unit, e, args, keywords, exprs)
        if (rest := getattr(e, "rest", None)) is not None:
            more = next(p.name for p in unit.params if p.kind is p.kind.VAR_POSITIONAL)
            bound.give(more, self.eval(rest, env), rest)
        if closure is not None:
            self.held_defaults(bound, unit, closure, e, env)
        for node, t in bound.made:
            self.types[node] = t
        arg_types: dict[str, Type] = {}
        for p in unit.params:
            if p.name in bound.types:
                arg_types[p.name] = bound.types[p.name]
            elif isinstance(p.default, (np.ndarray, list, dict)):
                arg_types[p.name] = self.mutable_default(unit, p, bound, e)
            elif p.default is not inspect.Parameter.empty and not isinstance(p.default, HeldBy):
                arg_types[p.name] = self.default_type(unit, p)
            else:
                raise Refused("call", e, f"`{unit.name}` needs an argument for `{p.name}`")
        attrs, attributes = self.pass_attributes(unit, bound, env)
        expanded = self.with_captured(arg_types, attributes, bound, closure, unit, e, env)
        if unit.generator:
            return self.of_generator(e, unit, bound)
        if self.whole_call is e and (self.handing or hasattr(e, "rest") or self.is_opened(unit, bound)):
            raise NeedsInlining(unit, bound)
        if self.generators and any(isinstance(t, Generating) for t in expanded.values()):
            raise Refused("yield", e, f"a generator, read by the function `{unit.name}`,")
        handed = Handed(expanded)
        instance = self.program.instance(unit, handed.types, attrs)
        if unit.kept is not None and unit.kept.schedule != "arguments":
            instance = self.from_any_step(instance, unit, handed.types, attrs)
        if instance.done and (error := only_raises(instance)) is not None:
            raise Never(error)
        if instance.gives is not None:
            if self.whole_call is e:
                raise NeedsInlining(unit, bound)
            raise Refused("yield", e, "a call that gives a generator, used in another way than by a loop,")
        renewed = self.renewed(instance, e)
        result = self.known_result(instance, renewed)
        for name, written in instance.places.items():
            bound.hidden[name] = self.variable_of(written)
        self.changed_by(instance, bound, handed, env, renewed)
        self.take_attributes(instance, bound, renewed)
        threaded = getattr(e, "threaded", None)
        if threaded is not None and threaded != leaves(instance):
            raise Refused("state", e, unit.name)
        if instance.rebound and threaded is None:
            result = self.rebind(instance, bound, handed, e, env, renewed)
        value = result
        if instance.rebound and threaded is not None and isinstance(result, Seq):
            value, *left = result.items
            kept = [self.held_outside(t, instance, bound, e) for t in left]
            result = replace(result, items=(value, *kept))
        result = None if result is None else handed.outside(result)
        if value is not None and holds_variables(value):
            # A function that leaves the one whose variables it holds.
            if self.whole_call is e:
                raise NeedsInlining(unit, bound)
            return UNKNOWN
        self.instance.calls[e] = (instance, bound)
        if result is None and not instance.done:
            raise Bottom
        return result if result is not None else UNKNOWN

    def from_any_step(self, instance: Instance, unit: Unit, types: dict[str, Type], attrs: Any) -> Instance:
        """The instance of a loop that is taken up again at any step: its states are what steps leave, too."""
        for _ in range(3):
            exits = dict(zip(instance.rebound, instance.exits, strict=True))
            joined = {p: join(t, exits[p]) if p in exits and exits[p] != t else t for p, t in types.items()}
            if joined == types:
                break
            types = joined
            instance = self.program.instance(unit, types, attrs)
        return instance

    def changed_by(
        self, callee: Instance, bound: Bound, handed: Handed, env: Env, renewed: dict[Any, Any]
    ) -> None:
        """Lists and dicts are left with other items than they had; what was given may be among them."""
        given = {q: e.id for q, e in bound.exprs.items() if isinstance(e, gast.Name)} | bound.hidden
        for p, t in callee.left.items():
            name = given.get(p)
            if name is not None and name in env:
                for q, other in given.items() if holds_containers(t) else ():
                    apart = callee.done and q not in callee.met[p]
                    if other != name and not apart and isinstance(env.get(other), CONTAINERS):
                        self.links.add(other, name, None)
                self.links.change(name, handed.outside(as_other_objects(t, renewed)), env)

    def variable_of(self, place: Place) -> str:
        """The variable under which this function knows a global that something it calls writes."""
        for name, known in [*self.instance.places.items(), *self.instance.borrowed.items()]:
            if known == place:
                return name
        name = place.name
        if place.scope is None or name in self.locals or place_of(self.unit.scope, name) != place:
            # The object itself, which must still be there when the derivative is called again.
            name = self.session.name_of(name, place.value, self.unit)
            self.session.held[name] = place
        self.instance.borrowed[name] = place
        return name

    def held_outside(self, t: Type, callee: Instance, bound: Bound, e: Any) -> Type:
        """The type of what a callee leaves in a variable: functions hold variables of the caller's."""

        def outside(name: str) -> str:
            if name in bound.hidden:
                return bound.hidden[name]
            if self.whole_call is e:
                raise NeedsInlining(callee.unit, bound)
            raise Refused("unknown_call", e, f"a function that `{callee.unit.name}` has made")

        return recaptured(t, outside)

    def known_result(self, callee: Instance, renewed: dict[Any, Any]) -> Type | None:
        """The result of a call, as far as it is known."""
        found: Type | None = self.program.known_result(callee)
        return found if found is None or not renewed else as_other_objects(found, renewed)

    def rebind(
        self,
        callee: Instance,
        bound: Bound,
        handed: Handed,
        e: Any,
        env: Env,
        renewed: dict[Any, Any],
    ) -> Type | None:
        """A call leaves variables bound to other objects; the type of its value."""
        for p, t in zip(callee.rebound, callee.exits, strict=True):
            name = bound.hidden[p]
            self.forget_lengths(name, env)
            t = as_other_objects(t, renewed)
            env[name] = general(handed.outside(self.held_outside(t, callee, bound, e)))
        result = self.known_result(callee, renewed)
        if not callee.done:
            return result
        assert isinstance(result, Seq)
        return result.items[0]

    def default_type(self, unit: Unit, p: Any) -> Type:
        return type_of_value(self.session, p.default, ("default", id(unit), p.name), constants=True)

    def mutable_default(self, unit: Unit, p: Any, bound: Bound, e: Any) -> Type:
        """A default that can be written is one object for all calls, a variable from outside of them."""
        place = Place(id(p.default), f"{unit.name}_{p.name}", None, p.default)
        node = at(load(self.variable_of(place)), e)
        t = self.default_type(unit, p)
        bound.exprs[p.name], bound.types[p.name] = node, t
        bound.made.append((node, t))
        self.types[node] = t
        return t

    def pattern(self, e: Any, env: Env) -> Type:
        """What a pattern of a `match` asks about its subject."""
        subject = self.eval(e.args[0], env)
        if e.func.id == PART:
            patterns.become_part(e, constant(self.eval(e.args[1], env)))
            return self.eval(e, env)
        return Static(patterns.answer(e, subject))


def member_of_value(cls: enum.EnumMeta, value: Any) -> Type:
    """`Kind("relu")`: the member that has this value."""
    members: list[enum.Enum] = list(cls.__members__.values())
    return next((Static(m) for m in members if type(m.value) is type(value) and m.value == value), UNKNOWN)


def numbers_of_rule(function: Any, args: list[Type], result: Type) -> Type:
    """The types of what the function of a rule gives: numbers or arrays, whatever their rank."""
    dtypes = [a.dtype for a in args if isinstance(a, Num) and a.dtype is not None]
    is_rule = (function.__module__ or "").startswith("tangent.rules")
    if not is_rule or not isinstance(result, Seq) or len(dtypes) < len(args):
        return result
    dtype = np.result_type(*dtypes)
    some = Num("any", dtype if dtype.kind in "fc" else np.dtype(float), None)
    return replace(result, items=tuple(some if i is UNKNOWN else i for i in result.items))
