"""The inference of one instance: an abstract interpretation in program order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from tangent.analyse.array_methods import ArrayMethods
from tangent.analyse.arrays import Arrays
from tangent.analyse.asked import Asked
from tangent.analyse.attributes import (
    Attributes,
    handed_out,
)
from tangent.analyse.defaults import Defaults
from tangent.analyse.drawn import Drawn
from tangent.analyse.elements import Elements
from tangent.analyse.entering import Entering
from tangent.analyse.exchanged import Exchanged
from tangent.analyse.fields import FieldObjects
from tangent.analyse.implied import ImpliedCalls
from tangent.analyse.infer.builtins import Builtins
from tangent.analyse.infer.calls import Calls
from tangent.analyse.infer.containers import ValueMethods
from tangent.analyse.infer.expressions import Expressions
from tangent.analyse.infer.sparse import Matrices
from tangent.analyse.infer.statements import Statements
from tangent.analyse.kinds import is_open
from tangent.analyse.methods import Methods
from tangent.analyse.objects import Objects
from tangent.analyse.queues import Queues
from tangent.analyse.randoms import Shuffles
from tangent.analyse.records import Records
from tangent.analyse.replaced_items import ReplacedItems
from tangent.analyse.series import Series
from tangent.analyse.setters import Setters
from tangent.analyse.splines import Splines
from tangent.analyse.stars import Stars
from tangent.analyse.state import bound_names, rebound
from tangent.analyse.tricks import IndexTricks
from tangent.analyse.walks import Walks
from tangent.analyse.whole import Whole
from tangent.syntax.nodes import stores_in
from tangent.types import (
    CONTAINERS,
    NONE,
    UNKNOWN,
    Type,
    join,
)
from tangent.unit import Instance

if TYPE_CHECKING:
    from tangent.analyse.infer.program import Program

Env = dict[str, Type]


class Inference(
    Statements,
    Expressions,
    Calls,
    Matrices,
    Builtins,
    ValueMethods,
    Methods,
    Stars,
    Entering,
    Setters,
    ImpliedCalls,
    Objects,
    Asked,
    Records,
    FieldObjects,
    Arrays,
    ArrayMethods,
    Series,
    Walks,
    ReplacedItems,
    Drawn,
    Shuffles,
    Elements,
    IndexTricks,
    Defaults,
    Queues,
    Whole,
    Splines,
    Exchanged,
    Attributes,
):
    """Interprets one instance.  `env` maps names to types at the current point of the program."""

    def __init__(self, program: Program, instance: Instance) -> None:
        self.program = program
        self.start(program.session, instance, stores_in(instance.tree.body) | set(instance.arg_types))
        self.start_rewriting()

    def run(self) -> None:
        instance = self.instance
        instance.calls = {}
        instance.types = self.types
        env: Env = instance.settled | instance.arg_types
        body = instance.tree.body
        if self.block(body, env) and not (body and isinstance(body[-1], gast.Return)):
            self.returns.append(NONE)
        instance.unit = self.unit
        result: Type | None = None
        for r in self.returns:
            if result is not None:
                self.note_missing(result, r)
            result = r if result is None else join(result, r)
        if result is not None or not instance.recursive:
            instance.result = result if result is not None else NONE
        instance.escaping = handed_out(instance, env)
        if not instance.threaded:  # afterwards the tree says what is returned
            instance.rebound = rebound(instance)
        instance.exits = tuple(env.get(n, UNKNOWN) for n in instance.rebound)
        bound = bound_names(instance.tree.body)
        changed = self.links.changed
        instance.left = {
            p: env[p]
            for p, t in instance.arg_types.items()
            if isinstance(t, CONTAINERS) and p not in bound and (env[p] != t or (p in changed and is_open(t)))
        }
        instance.met = {p: frozenset(self.links.reached(p) & set(instance.arg_types)) for p in instance.left}
