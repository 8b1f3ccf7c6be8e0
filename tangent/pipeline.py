"""The order of the rooms: the one file that knows them all.

source → normalise → analyse → transform → optimise → emit → build
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import sys
import threading
import types
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from tangent.analyse.ahead import check_ahead
from tangent.analyse.attributes import is_module, written_objects
from tangent.analyse.either import check_either
from tangent.analyse.entry import Group, spread
from tangent.analyse.exchanged import check_exchanged
from tangent.analyse.fields import kept_as_dicts
from tangent.analyse.halves import take_apart
from tangent.analyse.hooks import hook_contents
from tangent.analyse.infer import Program
from tangent.analyse.kept import check_kept
from tangent.analyse.loose import loosen_tuples
from tangent.analyse.lower import lower
from tangent.analyse.managers import check_managers
from tangent.analyse.memory import remember_memory
from tangent.analyse.opened_calls import carriers
from tangent.analyse.partial import check_partial
from tangent.analyse.places import place_of as place_of_name
from tangent.analyse.queues import check_result
from tangent.analyse.repeated import effect_of
from tangent.analyse.returned import write_out_returned
from tangent.analyse.snapshots import take_snapshots
from tangent.analyse.state import hidden_parameters
from tangent.analyse.values import is_object, type_of_value
from tangent.analyse.views import keep_indices
from tangent.around import Around
from tangent.assumed import Assumption, assumptions, checked
from tangent.build.collector import paused
from tangent.build.compile import compile_source
from tangent.emit import to_source
from tangent.errors import TangentError, error
from tangent.normalise import (
    Normal,
    captured_names,
    free_names,
    normalise,
    params_of,
    rebound_outside,
)
from tangent.normalise.blocks import without_blocks
from tangent.normalise.construct import CLASS, MAKE, Maker, after_generated
from tangent.normalise.generators import yields
from tangent.normalise.imports import Imported
from tangent.normalise.webs import split_webs
from tangent.objects import callee_name, has_generated_init, is_frozen, snake
from tangent.optimise import Context, run_passes
from tangent.rules import INACTIVE, RULES
from tangent.rules.frozen import FROZEN
from tangent.rules.kinds import EDITION
from tangent.rules.models import MODELS
from tangent.rules.solvers import SOLVERS
from tangent.runtime import make
from tangent.source.read import place_of, read
from tangent.source.scope import Borrowing, Scope, bound_names
from tangent.source.variables import as_attributes, declared, name_of, variables_of
from tangent.syntax.constants import is_member, members
from tangent.syntax.frames import frame_names, without_frames
from tangent.syntax.nodes import (
    Namer,
    become,
    clone,
    const,
    load,
    loads_in,
    names_in,
    statements_in,
    stores_in,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform import docstrings, plain
from tangent.transform.assemble import Assembler, Pair
from tangent.transform.checked import check_adjoints
from tangent.transform.forward import forward_function
from tangent.transform.hooks import unhook
from tangent.transform.jacobian import Jacobian, product_function, pushed_forward
from tangent.transform.merge import merge
from tangent.transform.module import Emitted, Module
from tangent.transform.nested import as_python
from tangent.types import Type, captures
from tangent.unit import (
    Guard,
    HeldBy,
    Instance,
    Lifted,
    Parameter,
    Place,
    Session,
    Unit,
    is_ours,
    is_users,
)

Watch = Callable[[str, str], None]
Check = Callable[[Instance, "Request"], "Request"]


@dataclass(frozen=True)
class Request:
    """What is asked for.  kind: "grad", "value_and_grad", "vjp", "jvp", "jacrev", "jacfwd", "hessian",
    "hvp" or "elementwise_grad"; wrt: parameter names in order;
    single: one bare gradient instead of a tuple; off: names of optimisation passes that are left out;
    checked: the type of the result is not known, so a gradient looks at the value before it returns;
    along: what is given is `f_jvp`, with these parameters for the tangents, for a Jacobian in one pass."""

    kind: str
    wrt: tuple[str, ...]
    single: bool = True
    has_aux: bool = False
    off: frozenset[str] = frozenset()
    checked: bool = False
    check_nans: bool = False
    along: tuple[str, ...] = ()


@dataclass(eq=False)
class Compiled:
    """A compiled derivative: text, functions by name, and what it relies on.

    written, workspaces: parameters and globals (by their emitted names) that the primal writes into.
    live: (emitted name, scope, name) of data that is read anew before each call.
    bound: (scope, name, object) that must still be the same object.
    """

    text: str
    namespace: dict[str, Any]
    entry: str
    guards: tuple[Guard, ...]
    live: tuple[tuple[str, Any, str], ...]
    bound: tuple[tuple[Any, str, Any], ...]
    extra: dict[str, Any] = field(default_factory=dict)
    result_type: Type | None = None
    written: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    edition: int = 0
    """That of the rules."""
    assumed: tuple[Assumption, ...] = ()
    ahead: bool = False
    """Whether there was no call, the arguments of which would be looked at before."""

    @property
    def text_alone(self) -> str:
        """The text for a place where nobody looks at the arguments of a call before."""
        return checked(self.text, self.entry, self.assumed)

    @property
    def function(self) -> Callable[..., Any]:
        return self.namespace[self.entry]

    def refresh(self) -> None:
        """Read data globals and closure variables as they are now."""
        for emitted, scope, name in self.live:
            self.namespace[emitted] = scope.lookup(name).value

    def valid(self) -> bool:
        """Whether the rules, functions and modules that it was made from are still those of their names."""
        if self.edition != EDITION.number:
            return False
        try:
            return all(scope.lookup(name).value is value for scope, name, value in self.bound)
        except KeyError:
            return False


_normal: weakref.WeakKeyDictionary[Any, _Read] = weakref.WeakKeyDictionary()
_lock = threading.RLock()

# Variables of the functions that we wrote which are none of the user's: a derivative of a derivative may fold
# and drop them, too.  By code object.
_own: weakref.WeakKeyDictionary[Any, frozenset[str]] = weakref.WeakKeyDictionary()


def unit_of(function: Any) -> Unit:
    """The unit of a Python function: read, reduced to the core language; cached by code object."""
    if isinstance(function, Lifted):
        return function.unit
    code = function.__code__
    with _lock:
        found = _normal.get(code)
        if found is None or not found.around.said_of(Scope(function, found.source.tree)):
            found = _normal[code] = _read(function)
    name = callee_name(function) if function.__name__ == "__call__" else function.__name__
    scope = Scope(function, found.source.tree)
    try:
        unit = _make_unit(name, found.normal, found.source, scope, _parameters(function), (), function)
    except Refused as e:
        raise _placed(e, found.source) from None
    unit.names.update(found.names)
    if found.variables:
        unit.names[found.variables] = variables_of(function.__globals__)
    return unit


@dataclass(frozen=True)
class _Read:
    """A function as it was read and reduced, for all functions of its code whose names mean the same.

    names: what its text refers to besides; variables: the name of what its global variables belong to.
    """

    normal: Normal
    source: Any
    names: dict[str, Any]
    variables: str
    around: Around


def _read(function: Any) -> _Read:
    source = read(function, generators=True)
    try:
        scope = Scope(function, source.tree)
        around = Around(scope)
        names, variables = _without_blocks(source.tree, around), _without_globals(source.tree, scope)
        normal = normalise(source.tree, around)
    except Refused as e:
        raise _placed(e, source) from None
    own = normal.temporaries | (_own.get(function.__code__, frozenset()) & stores_in(normal.tree.body))
    normal = dataclasses.replace(normal, temporaries=own, carried=own - normal.temporaries)
    # What is kept for a code object may not keep a function of this code alive.
    around.forget_function()
    return _Read(normal, dataclasses.replace(source, function=None), names, variables, around)  # type: ignore[arg-type]


def _without_globals(tree: Any, scope: Scope) -> str:
    """Global variables that are bound become attributes; the name of what they are attributes of, or ""."""
    names = declared(tree)
    if not names:
        return ""
    wish = name_of(variables_of(scope.function.__globals__))
    name = Namer(names_in(tree) | set(scope.function.__globals__)).fresh(wish)
    as_attributes(tree, names, name)
    return name


def _without_blocks(tree: Any, around: Around) -> dict[str, Any]:
    """Blocks that only derivatives know are rewritten; what their new text refers to, by name."""
    function = around.scope.function

    def make(definition: Any) -> Any:
        text = to_source(definition)
        made = compile_source(text, definition.name, {})[definition.name]
        hook = types.FunctionType(made.__code__, function.__globals__, definition.name)
        hook._tangent_hook = True  # type: ignore[attr-defined]
        return hook

    if not any(isinstance(n, gast.With) for n in statements_in(tree.body)):
        return {}
    outer = set(function.__code__.co_freevars)
    return without_blocks(tree, around.block, make, Namer(names_in(tree) | set(function.__globals__)), outer)


def _make_unit(
    name: str,
    normal: Normal,
    source: Any,
    scope: Any,
    params: tuple[Parameter, ...],
    outer: tuple[str, ...],
    function: Any = None,
) -> Unit:
    clean = name if name.isidentifier() else "function"
    local = stores_in(normal.tree.body) | set(params_of(normal.tree)) | set(outer)
    unit = Unit(
        clean,
        normal.tree,
        scope,
        source,
        normal.temporaries,
        normal.taken,
        params,
        outer,
        function,
        frozenset(local),
    )
    unit.generator, unit.carried = yields(normal.tree.body), normal.carried
    for i in normal.imports:
        unit.names[i.name] = _module(i, scope)
    return unit


def _module(i: Imported, scope: Scope) -> Any:
    """The module that an import inside a function binds, imported now."""
    package = scope.function.__globals__.get("__package__")
    try:
        module = importlib.import_module("." * i.level + i.module, package)
        for part in i.parts:
            if not hasattr(module, part):
                importlib.import_module(f"{module.__name__}.{part}")
    except ImportError as e:
        raise Refused("import", i.node, f"an import that fails ({e})") from None
    name = module.__name__.partition(".")[0] if i.whole else module.__name__
    return sys.modules[name]


def _parameters(function: Any) -> tuple[Parameter, ...]:
    out = []
    for p in inspect.signature(function, follow_wrapped=False).parameters.values():
        out.append(Parameter(p.name, p.kind, p.default))
    return tuple(out)


def constructor_unit(cls: Any, omitted: frozenset[str], session: Session) -> Unit | None:
    """The unit of a function that makes an object of a class, from the `__init__` of the user."""
    init = inspect.getattr_static(cls, "__init__")
    if not isinstance(init, types.FunctionType) or cls.__new__ is not object.__new__:
        return None
    stores = cls.__setattr__ is object.__setattr__ or is_frozen(cls)
    if not stores or type(cls).__call__ is not type.__call__:
        return None
    generated = dataclasses.is_dataclass(cls) and has_generated_init(cls)
    home = getattr(cls, "__post_init__", cls) if generated else init
    if not isinstance(home, types.FunctionType):
        return None
    source = read(home)
    objects: dict[str, Any] = {}
    parameters = [p for p in _parameters(cls if generated else init) if p.name not in omitted]
    if generated:
        tree, objects = after_generated(cls, omitted)
    else:
        tree, parameters = clone(source.tree), parameters[1:]
    maker = Maker(cls, home, tree, lambda f: clone(read(f).tree), generated)
    scope: Any = Scope(home, source.tree)
    try:
        tree = maker.function(tree, init)
        names: dict[str, Any] = {}
        for mark, wish, value in ((MAKE, "make", make), (CLASS, cls.__name__, cls)):
            name = session.free_name(wish, value, names_in(tree))
            tree.body = substitute(tree.body, {mark: name})
            names[name] = value
        if maker.borrowed:
            borrowed = {n: (Scope(f), other) for n, (f, other) in maker.borrowed.items()}
            scope = Borrowing(home, scope.locals, borrowed)
        normal = normalise(tree, Around(scope))
        unit = _make_unit(snake(cls.__name__), normal, source, scope, tuple(parameters), ())
    except Refused as e:
        raise _placed(e, source) from None
    unit.names.update(names | objects)
    return unit


def nested_unit(outer: Unit, definition: Any) -> Unit:
    """The unit of a function or lambda inside another one: what it reads becomes parameters."""
    tree = clone(definition)
    if isinstance(tree, gast.Lambda):
        new = gast.parse("def anonymous(): pass").body[0]
        new.args, new.body = tree.args, [gast.Return(tree.body)]
        for field_ in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            setattr(new, field_, getattr(tree, field_, None))
            setattr(new.body[0], field_, getattr(tree, field_, None))
        tree = new
    name = tree.name
    free = [n for n in free_names(definition) if n in outer.locals and n != name]
    params = _nested_parameters(tree)
    normal = normalise(tree, Around(outer.scope, bound_names(tree), free), nested=True)
    # A definition that was written into another function still stands where the user wrote it.
    home = getattr(definition, "home", None)
    source = outer.source if home is None else home.source
    unit = _make_unit(name, normal, source, outer.scope, params, tuple(free))
    unit.taken = unit.taken | outer.taken
    unit.names = outer.names | unit.names
    unit.outer_name = outer.name
    unit.rebinds = frozenset(rebound_outside(definition))
    unit.kept, unit.takes = getattr(definition, "kept", None), getattr(definition, "takes", None)
    return unit


def _nested_parameters(tree: Any) -> tuple[Parameter, ...]:
    a = tree.args
    kinds = inspect.Parameter
    out = []
    positional = [*a.posonlyargs, *a.args]
    defaults = [None] * (len(positional) - len(a.defaults)) + list(a.defaults)
    for p, d in zip(positional, defaults, strict=True):
        kind = kinds.POSITIONAL_ONLY if p in a.posonlyargs else kinds.POSITIONAL_OR_KEYWORD
        out.append(Parameter(p.id, kind, _literal(d)))
    if a.vararg:
        out.append(Parameter(a.vararg.id, kinds.VAR_POSITIONAL))
    for p, d in zip(a.kwonlyargs, a.kw_defaults, strict=True):
        out.append(Parameter(p.id, kinds.KEYWORD_ONLY, _literal(d)))
    if a.kwarg:
        out.append(Parameter(a.kwarg.id, kinds.VAR_KEYWORD))
    return tuple(out)


def _literal(node: Any) -> Any:
    if node is None:
        return inspect.Parameter.empty
    if isinstance(node, gast.Constant):
        return node.value
    if (
        isinstance(node, gast.UnaryOp)
        and isinstance(node.op, gast.USub)
        and isinstance(node.operand, gast.Constant)
    ):
        return -node.operand.value
    if isinstance(node, gast.Name):
        return HeldBy(node.id)  # `flatten` made this variable
    raise Refused("argument", node, "a default of a nested function that is not a literal")


def _placed(e: Refused, source: Any) -> TangentError:
    place = place_of(source, e.node) if source is not None and e.node is not None else None
    return error(e.code, place, e.detail, e.reason, hint=e.hint)


# ---------------------------------------------------------------- one derivation


def analyse(
    function: Any,
    arg_types: dict[str, Type],
    session: Session,
    groups: tuple[Group, ...] = (),
    before: Program | None = None,
) -> tuple[Program, Instance]:
    """Types and memory of a function for these types of its arguments.

    before: what has been found so far, after which some calls are written into their callers.
    """
    unit = unit_of(function)
    if unit.generator:
        raise error("TGT102", place_of(unit.source, unit.tree), unit.name)
    try:
        program, instance = _settled(unit, session, function, arg_types, groups, before)
        check_result(instance, program.reordered)
        check_either(session, program.order, instance)
        for i in program.order:
            if session.ahead:
                check_ahead(i)
            _lower(program, i)
        for i in program.order:
            i.tree.body = without_frames(i.tree.body)
        settled = not session.tries_opened or _written_out(program)
        for i in program.order:
            remember_memory(i)
            namer, extra = Namer(i.unit.taken | names_in(i.tree)), set(i.unit.temporaries)
            snapshots = functools.partial(take_snapshots, session=session)
            hooks = functools.partial(hook_contents, session=session)
            loosen = (loosen_tuples,) if session.opened else ()
            for rewrite in (*loosen, snapshots, hooks, write_out_returned, keep_indices, take_apart):
                if rewrite(i, namer, extra):
                    i.unit.learn(extra, namer)
                    program.again(i)
                    i.memory = None
                    remember_memory(i)
            if settled:
                check_partial(i)
            check_exchanged(i)
            check_kept(i)
            check_managers(i, session)
            plain.mark(i)
    except Refused as e:
        raise _placed(e, e.unit.source if e.unit is not None else unit.source) from None
    return program, instance


def _settled(
    unit: Unit,
    session: Session,
    function: Any,
    arg_types: dict[str, Type],
    groups: tuple[Group, ...],
    before: Program | None = None,
) -> tuple[Program, Instance]:
    """Types of all functions, inferred again until nothing new is known of the world around them.

    What one function adds to and another one looks at is no log, but a workspace; attributes that are written
    somewhere are variables everywhere.
    """
    opened: frozenset[Any] = frozenset()
    if before is not None:
        opened = before.opened | carriers(before.order, session.tries_opened)
    apart = {("class", cls) for cls in session.apart}
    program = Program(session, unit_of, nested_unit, None, constructor_unit, apart, opened)
    if before is not None:
        program.units = before.units
    program.units[id(function)] = unit
    if is_users(function):
        session.functions[id(function)] = function
    refused: Refused | None = None
    while True:
        try:
            instance = program.entry(spread(unit, groups), arg_types)
            program.note_late()
        except Refused as e:
            program.note_late()
            if program.found <= program.state:
                refused = e if refused is None else refused
                program.found |= kept_as_dicts(e, program.state)
                if program.found <= program.state:
                    raise refused from None
        else:
            told = program.missed() <= program.shared and not program.read_logs()
            if told and program.found <= program.state:
                _check_globals(program, session, unit)
                session.logs += program.logs()
                return program, instance
        followed, state = program.followed | program.read_logs(), program.state | program.found
        units, shared = program.units, program.shared | program.missed()
        program = Program(session, unit_of, nested_unit, followed, constructor_unit, state, opened, shared)
        program.units = units


def _written_out(program: Program) -> bool:
    """Whether the calls that an exception may leave half done are written into their callers by now."""
    for i in program.order:
        remember_memory(i)
    found = carriers(program.order, True)
    for i in program.order:
        i.memory = None
    return found <= program.opened


def _check_globals(program: Program, session: Session, unit: Unit) -> None:
    """A global variable that one function binds is not read as data by another one: that is older."""
    bound = {(id(vars(path[1])), name) for path, name in program.state if is_module(path)}
    for scope, name, _ in session.globals_used.values():
        if (id(scope.function.__globals__), name) in bound:
            raise Refused("rebinding", unit.tree, f"`global {name}`, which another function reads")


def _held(instance: Instance) -> set[str]:
    """Variables that a function may hold which a variable stands for, or is in."""
    types = {id(t): t for t in (*instance.types.values(), *instance.arg_types.values())}
    return {n for t in types.values() for n in captures(t)}


def _lower(program: Program, instance: Instance) -> None:
    """What the types say is rewritten (`s += e` of a number, a loop over functions), and typed again."""
    unit = instance.unit
    namer = Namer(unit.taken | names_in(instance.tree))
    temporaries = set(unit.temporaries)
    if instance.unrolled:
        pinned = captured_names(instance.tree) | (frame_names(instance.tree) & _held(instance))
        # What a call takes unseen is not in the text, which alone is renamed.
        pinned |= {n for _, bound in instance.calls.values() for n in bound.hidden.values()}
        split_webs(instance.tree, namer, temporaries, pinned, set(hidden_parameters(instance)))
        unit.learn(temporaries, namer)
        program.again(instance)
    if lower(instance, namer, temporaries):
        unit.learn(temporaries, namer)
        program.again(instance)


@paused()
def derive(
    function: Any,
    arg_types: dict[str, Type],
    request: Request,
    session: Session,
    watch: Watch | None = None,
    check: Check | None = None,
    groups: tuple[Group, ...] = (),
) -> Compiled:
    """All rooms in order: the compiled derivative of `function` for these types.

    `groups` says what its starred parameters take.
    `check` sees the analysed function before it is transformed; it may refuse, or ask for something else.
    """
    edition = EDITION.number
    program, instance = analyse(function, arg_types, session, groups)
    while session.opened and not carriers(program.order, session.tries_opened) <= program.opened:
        program, instance = analyse(function, arg_types, session, groups, program)
    asked = request
    if check is not None:
        request = check(instance, request)
    if watch is not None:
        watch("normalised", to_source(as_python(instance.tree)))
    module = Module(session, objects=dict(session.names))
    for i in program.order:
        module.namer.taken |= i.unit.taken
    extra: dict[str, Any] = {}
    try:
        entry = transform(module, instance, request, extra)
        if extra.get("repeats"):
            _refuse_effects(program, instance, request)
    except Refused as e:
        refused = _placed(e, e.unit.source if e.unit is not None else instance.unit.source)
        held = written_objects(program.order) if e.code in ("container", "alias") else set()
        if held <= session.apart:
            raise refused from None
        before, session.apart = session.apart, session.apart | held
        try:
            return derive(function, arg_types, asked, session, watch, check, groups)
        except TangentError:
            session.apart = before
            raise refused from None
    plain.complete(module)
    unhook(module)
    if watch is not None:
        watch("differentiated", "\n\n".join(to_source(f.tree) for f in module.functions))
    _optimise(module, request.off)
    if request.check_nans:
        value = request.kind == "value_and_grad" or "value_entry" in extra
        check_adjoints(module, str(extra.get("value_entry", entry)), value)
    pair = extra.get("pair")
    shown = (pair.forward_name, pair.backward_name) if pair is not None else ()
    merge(module, {entry, extra.get("value_entry", entry), *shown})
    compiled = build(module, instance, request, entry, extra)
    compiled.edition = edition
    return compiled


def transform(module: Module, instance: Instance, request: Request, extra: dict[str, Any]) -> str:
    assembler = Assembler(module)
    name = instance.unit.name
    if request.kind == "grad" and (request.has_aux or request.checked):
        return _gradient_by_value(module, assembler, instance, request, extra)
    if request.kind in ("grad", "value_and_grad"):
        entry = module.function_name(f"{name}_{request.kind}")
        assembler.gradient(
            instance,
            list(request.wrt),
            entry,
            request.kind == "value_and_grad" or request.has_aux,
            request.single,
            request.has_aux,
        )
        return entry
    if request.kind == "vjp":
        pair = assembler.pair(instance, frozenset(request.wrt), (), frozenset(), True, True)
        extra["pair"] = pair
        # A pull-back that puts old contents back (or calls one that does) works on a copy of what was saved.
        extra["restores"] = any(isinstance(p, Pair) and p.restores for p in module.cache.values())
        return pair.forward_name
    if request.kind == "jvps":
        return pushed_forward(module, instance, request.along).name
    if request.kind in JACOBIANS:
        return _jacobian(module, assembler, instance, request, extra)
    if request.kind == "hvp":
        return product_function(module, instance, request.wrt)
    return forward_function(module, instance, frozenset(request.wrt))


JACOBIANS = ("jacrev", "jacfwd", "hessian", "elementwise_grad")


def _jacobian(
    module: Module, assembler: Assembler, instance: Instance, request: Request, extra: dict[str, Any]
) -> str:
    name = instance.unit.name
    if request.along:
        name = name.removesuffix("_jvp")
    if request.kind == "hessian":
        name = name.removesuffix("_grad")
    entry = module.function_name(f"{name}_{request.kind}")
    options = request.single, request.has_aux, request.along
    writer = Jacobian(assembler, instance, request.wrt, entry, name, *options)
    if request.along:
        writer.in_one_pass(request.along)
        return entry
    if request.kind == "elementwise_grad":
        writer.summed()
    else:
        extra["repeats"] = writer.by_rows() if request.kind == "jacrev" else writer.by_columns()
    return entry


def _refuse_effects(program: Program, instance: Instance, request: Request) -> None:
    """A primal that would run several times must do nothing to the world, and always the same."""
    found = [text for i in program.order if (text := effect_of(i))]
    if found:
        kind = "jacrev" if request.kind == "jacrev" else "jacfwd"
        detail = f"`{kind}` would run `{instance.unit.name}` several times, and it {found[0]}"
        raise Refused("repeated", instance.tree, detail)


def _gradient_by_value(
    module: Module, assembler: Assembler, instance: Instance, request: Request, extra: dict[str, Any]
) -> str:
    """`f_grad` as a call of `f_value_and_grad`, where the value is looked at or has a second part."""
    name = instance.unit.name
    inner = extra["value_entry"] = module.function_name(f"{name}_value_and_grad")
    assembler.gradient(instance, list(request.wrt), inner, True, request.single, request.has_aux)
    names = ", ".join(instance.arg_types)
    target = "(value, aux), gradient" if request.has_aux else "value, gradient"
    text = f"{target} = {inner}({names})\n"
    if request.checked:
        bound = module.ours(instance.unit)("np", np)
        text += f"if {bound}.ndim(value) != 0:\n    raise TypeError('the result of {name} is not a scalar')\n"
    text += "return gradient, aux\n" if request.has_aux else "return gradient\n"
    body = gast.parse(text).body
    entry = module.function_name(f"{name}_grad")
    head = docstrings.of_gradient(name, request.wrt, False)
    assembler.function(entry, instance, [head, *body], None)
    return entry


def _optimise(module: Module, off: frozenset[str]) -> None:
    """All passes on all functions; those of a pair have their names in common."""
    pairs = {p.backward_name: p.forward_name for p in module.cache.values() if isinstance(p, Pair)}
    groups: dict[str, list[Context]] = {}
    for f in module.functions:
        assert f.unit is not None
        objects = set(module.names_of(f.unit))  # they mean something, and are no variables of ours
        context = Context(
            f.tree,
            frozenset(f.temporaries - objects),
            _purity(f, module),
            is_float=f.is_float,
            is_container=f.is_container,
            is_object=f.is_object,
            is_number=f.is_number,
            is_vector=f.is_vector,
            is_array=f.is_array,
            is_scalar=f.is_scalar,
            is_large=functools.partial(_is_large, module, f),
            users=(f.unit.taken - f.temporaries) | objects,
            renamed=f.unit.renamed(),
            own=f.own,
        )
        groups.setdefault(pairs.get(f.tree.name, f.tree.name), []).append(context)
    for contexts in groups.values():
        run_passes(contexts, off)


WRITING = ("add_at", "add_into", "add_into_object", "add_rows", "fill_diagonal_bar", "put_bar")
"""Functions of our runtime that write into their arguments."""
LARGE = 1 << 15
"""Numbers that are let go as soon as nothing reads them any more: a quarter of a megabyte."""


def _is_large(module: Module, f: Emitted, name: str) -> bool:
    """Whether a name holds many numbers in the call that is compiled for."""
    return module.session.size_now(f.types.get(name)) >= LARGE


def _purity(f: Emitted, module: Module) -> Callable[[Any], bool]:
    """Whether a function expression is known to be pure: NumPy and math functions with rules, helpers,
    constructors.
    """

    def pure(func: Any) -> bool:
        value = _resolve(f, module, func)
        if value is None:
            return False
        if isinstance(value, types.FunctionType) and (value.__module__ or "").startswith("tangent.runtime"):
            return value.__name__ not in WRITING
        if value in (print, input):
            return False
        if getattr(value, "_tangent_maker", False):
            return True  # the derivative that it makes has been written out
        if getattr(value, "_tangent_pure", False) is True:
            return True
        try:
            return (
                (value in RULES and RULES[value].kind != "mutation")
                or value in INACTIVE
                or value in SOLVERS
                or value in MODELS
                or value in FROZEN
                or value
                in (
                    len,
                    range,
                    reversed,
                    enumerate,
                    zip,
                    list,
                    tuple,
                    float,
                    abs,
                    min,
                    max,
                    sum,
                )
            )
        except TypeError:
            return False

    return pure


def _resolve(f: Emitted, module: Module, func: Any) -> Any:
    if isinstance(func, gast.Name):
        if f.unit is None:
            return None
        if func.id in module.names_of(f.unit):
            return module.names_of(f.unit)[func.id]
        if func.id in f.unit.locals:
            return None
        try:
            return f.unit.scope.lookup(func.id).value
        except KeyError:
            return None
    if isinstance(func, gast.Attribute):
        owner = _resolve(f, module, func.value)
        if isinstance(owner, (types.ModuleType, type, np.ufunc)):
            return getattr(owner, func.attr, None)
    return None


# ---------------------------------------------------------------- the emitted module


def build(
    module: Module, instance: Instance, request: Request, entry: str, extra: dict[str, Any]
) -> Compiled:
    """Resolve the global names of the emitted functions, print them, compile them."""
    globals_ = _Globals(module)
    for f in module.functions:
        globals_.bind(f)
    namespace, live, bound = globals_.namespace, globals_.live, globals_.bound
    text = module_text(module, namespace, entry)
    compile_source(text, instance.unit.name, namespace)
    for f in module.functions:
        _own[namespace[f.tree.name].__code__] = frozenset(f.temporaries)
    bound += [(p.scope, p.name, p.value) for p in module.session.held.values() if p.scope is not None]
    for key, (scope, name, value) in module.session.globals_used.items():
        del key
        if isinstance(
            value, (types.FunctionType, types.ModuleType, types.BuiltinFunctionType, type, np.ufunc)
        ):
            bound.append((scope, name, value))
    code = namespace[entry].__code__
    taken = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return Compiled(
        text,
        namespace,
        entry,
        tuple(module.session.guards),
        tuple(dict.fromkeys(live)),
        tuple(bound),
        extra,
        instance.result,
        tuple(p for p in instance.arg_types if p in instance.memory.written),
        tuple(_emitted_as(place, live, module) for place in instance.places.values()),
        assumed=assumptions({n: t for n, t in instance.arg_types.items() if n in taken}, module.session),
        ahead=module.session.ahead,
    )


def _emitted_as(place: Place, live: list[tuple[str, Any, str]], module: Module) -> str:
    """The name of a workspace in the emitted module."""
    held = [name for name, p in module.session.held.items() if p == place]
    found = [e for e, scope, name in live if place_of_name(scope, name) == place]
    return (found or held)[0]


@dataclasses.dataclass
class _Globals:
    """The global names of the emitted module, which takes functions of several modules together.

    owners: emitted name → what it means in the user's functions; where two mean different things by one name,
    the second gets another name, and so does what has the name of an object of ours.
    live: data that is read anew before a call; bound: what must still be the same object.
    """

    module: Module
    namespace: dict[str, Any] = dataclasses.field(default_factory=dict)
    owners: dict[str, Any] = dataclasses.field(default_factory=dict)
    live: list[tuple[str, Any, str]] = dataclasses.field(default_factory=list)
    bound: list[tuple[Any, str, Any]] = dataclasses.field(default_factory=list)

    def bind(self, f: Emitted) -> None:
        """Resolve the names that a function reads from outside, as the user's function does."""
        assert f.unit is not None
        self.name_ours(f)
        self.name_members(f)
        defined = {e.tree.name for e in self.module.functions}
        ours = self.module.names_of(f.unit)
        local = stores_in(f.tree.body) | set(params_of(f.tree))
        renames: dict[str, Any] = {}
        for name in sorted(loads_in(f.tree.body) - local - defined):
            try:
                kind, value = ("builtin", ours[name]) if name in ours else f.unit.scope.lookup(name)
            except KeyError:
                continue
            meaning: Any = id(value)
            if kind in ("closure", "global") and _is_data(value):
                meaning = _variable(*f.unit.scope.origin(name))
            emitted = name
            while emitted in local or not self.means(emitted, meaning, value):
                emitted = self.module.namer.fresh(f"{f.unit.name}_{name}")
            self.owners[emitted] = meaning
            if emitted != name:
                renames[name] = load(emitted)
            if kind != "builtin" or emitted != name or name in ours:
                self.namespace[emitted] = value
            if kind != "builtin":
                scope, outer = f.unit.scope.origin(name)
                self.rely(scope, outer, emitted, value)
        if renames:
            f.tree.body = substitute(f.tree.body, renames)

    def name_ours(self, f: Emitted) -> None:
        """Functions of tangent that the user reaches through a module (`nn.relu`) are called by their names:
        their text can go into a file, the module cannot."""
        assert f.unit is not None
        for node in walk(f.tree):
            if isinstance(node, gast.Attribute) and isinstance(node.ctx, gast.Load):
                value = _resolve(f, self.module, node)
                if isinstance(value, types.FunctionType) and is_ours(value):
                    become(node, load(self.module.ours(f.unit)(value.__name__, value)))

    def name_members(self, f: Emitted) -> None:
        """Members of an `Enum` that we wrote, as keys of a dict, are attributes of their class."""
        assert f.unit is not None
        for node in walk(f.tree):
            if isinstance(node, gast.Constant) and members(node.value):
                become(node, self.said(node.value, self.module.ours(f.unit)))

    def said(self, value: Any, ours: Callable[[str, Any], str]) -> Any:
        if isinstance(value, tuple):
            return gast.Tuple([self.said(item, ours) for item in value], gast.Load())
        if not is_member(value):
            return const(value)
        return gast.Attribute(load(ours(type(value).__name__, type(value))), value.name, gast.Load())

    def means(self, emitted: str, meaning: Any, value: Any) -> bool:
        """Whether a name of the emitted module is free, or has this meaning already."""
        if self.module.objects.get(emitted, value) is not value:
            return False
        return bool(self.owners.get(emitted, meaning) == meaning)

    def rely(self, scope: Scope, name: str, emitted: str, value: Any) -> None:
        if _is_data(value):
            self.live.append((emitted, scope, name))
        else:
            self.bound.append((scope, name, value))


def _variable(scope: Scope, name: str) -> tuple[int, str]:
    """What tells a global or closure variable from others of the same name: it may get another value."""
    function = scope.function
    if name in function.__code__.co_freevars:
        cells = function.__closure__ or ()
        return id(cells[function.__code__.co_freevars.index(name)]), name
    return id(function.__globals__), name


def _is_data(value: Any) -> bool:
    return is_object(value) or not (isinstance(value, (types.ModuleType, type)) or callable(value))


def module_text(module: Module, namespace: dict[str, Any], entry: str) -> str:
    """The emitted functions, callees first; the entry comes last."""
    functions = [f for f in module.functions if f.tree.name != entry]
    functions += [f for f in module.functions if f.tree.name == entry]
    return "\n\n\n".join(to_source(f.tree).rstrip() for f in functions) + "\n"


def types_of(session: Session, values: dict[str, Any], wrt: tuple[str, ...] = ()) -> dict[str, Type]:
    """The types of arguments; objects in those that are differentiated (`wrt`) are known as a whole."""
    return {name: type_of_value(session, value, name, records=name in wrt) for name, value in values.items()}
