"""What all parts of the inference share: the state of one interpretation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tangent.analyse.bounds import Ranges
from tangent.analyse.links import Links
from tangent.types import Type
from tangent.unit import Instance, Session, Unit

Env = dict[str, Type]


class Part:
    """The base of the mixins that the inference is made of."""

    def start(self, session: Session, instance: Instance, locals: set[str]) -> None:
        self.session = session
        self.instance = instance
        self.unit, self.home = instance.unit, instance.home
        self.types: dict[Any, Type] = {}
        self.locals = locals
        self.breaks: list[list[Env]] = []
        self.lists_begun: list[set[str]] = []
        """By loop, the lists that a trip begins: they are known item by item until a loop fills them."""
        self.nested: dict[str, Unit] = {}
        self.loops: list[Any] = []  # that we are in
        self.returns: list[Type] = []
        self.pruning = 0
        self.messages = 0  # inside f-strings, which carry no derivative
        self.constructed: dict[Any, Any] = {}  # by path: the call that makes the object
        self.made_in_loops: list[set[Any]] = []
        self.rebound_inside: set[str] = set()  # by nested functions: another value at each call
        self.symbols: set[str] = set()  # variables whose values occur in lengths
        self.ranges: Ranges = {}  # of the counters of the loops that we are in
        self.sites: dict[Any, tuple[int, Any]] = {}  # numbers of the places where names get values
        self.first_trip = False  # of a loop of which later trips read what is not bound yet
        self.plain_types: dict[int, Type] = {}  # types in which no variable occurs, by their ids
        self.links = Links()
        self.pairs: dict[str, tuple[Any, Any]] = {}  # temporaries: a value, and its pull-back
        self.told_apart: list[Any] | None = None  # in the place of a branch behind which functions meet
        self.read_at: list[Any] = []  # parts of dicts that were read, at keys that are computed

        self.generators: set[str] = set()  # variables that stand for generators
        self.handing = False  # is a call looked at of which arguments are generators?

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The inference that this is a part of."""
