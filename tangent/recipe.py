"""What is compiled, and where it is kept: variants on the function itself, templates by its code.

A `Recipe` is one derivative of one function (the function and the options): its variants hang on the
function object, so `grad(f)` in a loop finds them again, and they die with it.  Functions are often made anew
(closures, nested definitions): what was compiled for one is a *template* for the next function of the same
code, which needs only its own globals and cells put in.  A template holds no reference to the function that
it came from.
"""

from __future__ import annotations

import threading
import types
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tangent import cheaper, checks
from tangent.build.compile import forget_with, keep_for
from tangent.dispatch import Datum, Dispatcher, Log, Reliance, Same, Variant, key_of, matcher
from tangent.errors import Place, TangentError, error
from tangent.snapshot import arrays_in, copied, fresh, inert, overlap, roots_of
from tangent.source.scope import Scope, builtins_read
from tangent.targets import Target
from tangent.transform.batch import NotInOnePass
from tangent.transform.tangents import tangent_type
from tangent.types import Seq

_LOCK = threading.RLock()
_ATTRIBUTE = "__tangent__"
MOST_TEMPLATES = 16
THROUGH_CALLS = ("TGT401", "TGT405")
"""Refusals of memory that is not followed, which may be due to a call."""


@dataclass(eq=False)
class Recipe:
    """A derivative as it is compiled; nothing here knows the arguments that a partial or a method brings."""

    kind: str
    name: str
    names: tuple[str, ...]
    wrt: tuple[str, ...]
    single: bool
    has_aux: bool
    optimize: bool
    function: Any = None
    inner: Recipe | None = None
    groups: tuple[Any, ...] = ()
    """What the starred parameters of the function take (`analyse.entry`)."""
    check_nans: bool = False
    dispatcher: Dispatcher = field(init=False)
    modes: dict[str, Recipe] = field(init=False, default_factory=dict)
    """Of a Jacobian: the recipes by rows and by columns, of which one is used."""

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(self.build, self.name, self.names)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells this recipe from others of the same function."""
        own = (self.kind, self.wrt, self.single, self.has_aux, self.optimize, self.groups, self.check_nans)
        return _key(*own, self.inner)

    @property
    def along(self) -> bool:
        """Whether directions follow the arguments of a call."""
        return self.kind in ("jvp", "hvp", "jvps")

    @property
    def home(self) -> Any:
        """The function of the user below all derivatives."""
        if self.function is not None:
            return self.function
        assert self.inner is not None
        return self.inner.home

    @property
    def order(self) -> tuple[int, ...] | None:
        """Where the emitted function takes directions between the arguments: the positions of all."""
        if self.kind != "hvp":
            return None
        primals, count = len(self.names), len(self.wrt)
        last = 1 + max(self.names.index(n) for n in self.wrt)
        return (*range(last), *range(primals, primals + count), *range(last, primals))

    # -------------------------------------------------------------- from values to a variant

    def build(self, values: tuple[Any, ...], general: bool) -> Variant:
        if self.kind == "jacobian":
            return self._cheaper_variant(values, general)
        from tangent.pipeline import types_of
        from tangent.unit import Session

        named = dict(zip(self.names, values, strict=False))
        for name, value in named.items():
            checks.value(name, value)
            if name in self.wrt:
                checks.keys(name, value)
        if self.kind != "vjp":
            checks.differentiable(self.wrt, {}, named)
        given = tuple(named.values())
        ready = None if general else self._from_template(given)
        if ready is None:
            session = Session()
            found = types_of(session, named, self.wrt)
            if general:
                session.actual.clear()
                session.contiguous.clear()
            compiled, unknown = self.compile(found, session)
            forget_with(compiled.function, compiled.function.__code__.co_filename)
            reliance = reliance_of(compiled, session)
            ready = Ready(compiled, reliance, unknown)
            fit = matcher(self.names, given, reliance, self.along)
            if not general:
                self._keep_template(given, ready)
        else:
            fit = matcher(self.names, given, ready.reliance, self.along)
        described = ", ".join(f"{n}: {checks.describe(v)}" for n, v in named.items())
        return Variant(ready.compiled, fit, self._runner(ready), f"({described})", ready.reliance)

    def compile(self, found: dict[str, Any], session: Any, watch: Any = None) -> tuple[Any, bool]:
        """The compiled derivative for these types; and whether the result is to be looked at in each call.

        Where memory cannot be followed through calls, those that write into something are written out, and so
        are those that an exception may leave half done; where something is refused under a context manager of
        the user's, that is.
        """
        try:
            return self._compile(found, session, watch)
        except TangentError as e:
            first = e
        attempts: list[tuple[str, ...]] = [("opened",)] if first.code in THROUGH_CALLS else []
        attempts += [("opened", "tries_opened")] if first.code == "TGT116" else []
        attempts += [("enters_opened",), ("enters_opened", "opened")] if session.enters else []
        for switches in attempts:
            if any(getattr(session, switch) for switch in switches):
                continue
            for switch in switches:
                setattr(session, switch, True)
            try:
                return self._compile(found, session, watch)
            except TangentError:
                pass
            finally:
                for switch in switches:
                    setattr(session, switch, False)
        raise first from None

    def _compile(self, found: dict[str, Any], session: Any, watch: Any) -> tuple[Any, bool]:
        if self.kind == "jacobian":
            return self._either(self._cheaper(found, session), lambda r: r.compile(found, session, watch))
        from tangent.optimise import PASSES
        from tangent.pipeline import JACOBIANS, Request, derive

        if self.kind == "jvps":
            return self._in_one_pass(found, session, watch), False
        if self.kind in ("jacfwd", "hessian"):
            try:
                return self._in_one_pass(found, session, watch), False
            except NotInOnePass:
                pass  # one by one, then
        unknown = False

        def check(instance: Any, request: Any) -> Any:
            nonlocal unknown
            if self.kind in ("vjp", "jvp", "hvp"):
                checks.some_result(self.kind, self.name, instance)
                return request
            if self.kind in JACOBIANS:
                checks.floats(self.kind, self.name, instance, self.has_aux, request.wrt)
                return request
            unknown = checks.result(self.name, instance, self.has_aux)
            return replace(request, checked=True) if unknown else request

        off = frozenset() if self.optimize else frozenset(PASSES)
        function = self.emitted(found, session)
        # The parameters of an emitted function may have other names than ours (`x_dot_1`), in the same order.
        emitted = self.names if self.function is not None else _parameters(function)
        theirs = dict(zip(self.names, emitted))
        wrt = tuple([theirs[n] for n in self.wrt])
        request = Request(self.kind, wrt, self.single, self.has_aux, off, check_nans=self.check_nans)
        given = {theirs[n]: t for n, t in found.items()}
        compiled = derive(function, given, request, session, watch, check, self.groups)
        return _renamed(compiled, {t: n for n, t in theirs.items()}), unknown

    # -------------------------------------------------------------- by rows or by columns

    def _cheaper_variant(self, values: tuple[Any, ...], general: bool) -> Variant:
        """By rows or by columns; it fits the calls for which the same is cheaper."""
        from tangent.pipeline import types_of
        from tangent.unit import Session

        session = Session()
        found = types_of(session, dict(zip(self.names, values, strict=True)), self.wrt)
        result = self._result(found, session)
        moving = [self.names.index(n) for n in self.wrt]

        def mode(*values: Any) -> str:
            lengths = Session()
            types_of(lengths, dict(zip(self.names, values, strict=True)), self.wrt)
            outputs = cheaper.size_of_type(result, lengths)
            return cheaper.mode(cheaper.size_of_values([values[k] for k in moving]), outputs)

        first = mode(*values)
        made = self._either(first, lambda r: r.build(values, general))
        made.only_if(lambda *values: mode(*values) == first)
        return made

    def _cheaper(self, found: dict[str, Any], session: Any) -> str:
        lengths = replace(session, guards={})
        inputs = [cheaper.size_of_type(found[n], lengths) for n in self.wrt]
        total = None if None in inputs else sum(n for n in inputs if n is not None)
        return cheaper.mode(total, cheaper.size_of_type(self._result(found, lengths), lengths))

    def _result(self, found: dict[str, Any], session: Any) -> Any:
        """The type of what is differentiated."""
        from tangent.pipeline import analyse

        function = self.emitted(found, session)
        names = self.names if self.function is not None else _parameters(function)
        t = analyse(function, dict(zip(names, found.values())), session, self.groups)[1].result
        return t.items[0] if self.has_aux and isinstance(t, Seq) else t

    def _either(self, first: str, make: Callable[[Recipe], Any]) -> Any:
        """What the recipe for one mode makes; that for the other one, where the first is refused."""
        other = {"jacfwd": "jacrev", "jacrev": "jacfwd"}[first]
        try:
            return make(self._as(first))
        except TangentError as e:
            try:
                return make(self._as(other))
            except TangentError:
                raise e from None

    def _as(self, kind: str) -> Recipe:
        if kind not in self.modes:
            self.modes[kind] = replace(self, kind=kind)
        return self.modes[kind]

    # -------------------------------------------------------------- all directions in one pass

    def _in_one_pass(self, found: dict[str, Any], session: Any, watch: Any) -> Any:
        """The Jacobian by columns, from the directional derivative with all directions at once."""
        from tangent.optimise import PASSES
        from tangent.pipeline import Request, derive

        function = self._as("jvp").lower(found, session, given=True)
        code = function.__code__
        emitted = code.co_varnames[: code.co_argcount]
        ours = dict(zip(self.names, emitted))
        moving = [n for n in self.names if n in self.wrt]
        dots = dict(zip(emitted[len(self.names) :], [tangent_type(found[n]) for n in moving], strict=True))
        given = {ours[n]: found[n] for n in self.names} | dots

        def check(instance: Any, request: Any) -> Any:
            try:
                checks.floats(self.kind, self.name, instance, self.has_aux, request.wrt, along=True)
            except TangentError:
                raise NotInOnePass("a result of unknown type") from None
            return request

        off = frozenset() if self.optimize else frozenset(PASSES)
        wrt = tuple([ours[n] for n in self.wrt])
        request = Request(self.kind, wrt, self.single, self.has_aux, off, along=tuple(dots))
        compiled = derive(function, given, request, session, watch, check)
        return _renamed(compiled, {t: n for n, t in ours.items()})

    def emitted(self, found: dict[str, Any], session: Any) -> Any:
        """The function to be differentiated: the user's, or the one that the inner derivative emits."""
        if self.function is not None:
            return self.function
        assert self.inner is not None
        return self.inner.lower(found, session, given=True)

    def lower(self, found: dict[str, Any], session: Any, given: bool = False) -> Any:
        """The function that this derivative emits for these types, to be differentiated or called.

        given: the arguments are those of the call itself, not values that a program computes.
        """
        inner = {n: found[n] for n in self.names}
        # The recipe itself, not its id: that of one of a function which is gone goes to another one.
        switches = session.opened, session.enters_opened, frozenset(session.apart)
        key = (self, tuple(inner.items()), given, *switches)
        if key not in session.inner:
            known = session.contiguous
            session.contiguous = known if given else set()
            try:
                compiled = self.compile(inner, session)[0]
            finally:
                session.contiguous = known
            forget_with(compiled.function, compiled.function.__code__.co_filename)
            session.inner[key] = compiled
        return session.inner[key].function

    def repeatable(self, values: tuple[Any, ...]) -> bool:
        """Whether the function may run several times for these arguments: it has no effects."""
        from tangent.pipeline import types_of
        from tangent.unit import Session

        session = Session()
        return self.repeats(types_of(session, dict(zip(self.names, values, strict=True))), session)

    def repeats(self, found: dict[str, Any], session: Any) -> bool:
        """The same for arguments of these types."""
        return not self.effect(found, session)

    def effect(self, found: dict[str, Any], session: Any) -> str:
        """What stands in the way of that, in words; empty where nothing does."""
        from tangent.analyse.repeated import effect_of
        from tangent.pipeline import analyse

        program, _ = analyse(self.emitted(found, session), found, session, self.groups)
        return next(filter(None, map(effect_of, program.order)), "")

    # -------------------------------------------------------------- what is called

    def _runner(self, ready: Ready) -> Callable[..., Any]:
        run: Callable[..., Any] = ready.compiled.function
        if self.kind == "grad" and (ready.unknown or self.has_aux):
            run = ready.compiled.namespace[ready.compiled.extra["value_entry"]]
            run = _looked_at(self, run, True, ready.unknown)
        elif ready.unknown:
            run = _looked_at(self, run, False, True)
        if self.kind == "jvp":
            run = _separate(run)
        elif self.kind not in ("grad", "value_and_grad", "vjp") and self.has_aux:
            run = _separate_aux(run)
        elif self.order is not None:
            run = _reordered(run, self.order)
        if ready.compiled.written or ready.compiled.workspaces:
            run = self._guarded(run, ready.compiled)
        return run

    def _guarded(self, run: Callable[..., Any], compiled: Any) -> Callable[..., Any]:
        """For functions that write into arguments: these must share memory with no other one."""
        place = self.place()

        def guarded(*values: Any) -> Any:
            self.refuse_overlaps(values, compiled, place)
            return run(*values)

        return guarded

    def refuse_overlaps(self, values: tuple[Any, ...], compiled: Any, place: Place | None) -> None:
        """Refuse a call whose arguments share memory with something that the function writes."""
        if compiled.written:
            refuse_overlaps(self.names, values, compiled.written, self.wrt, place)
        mine: list[Any] = []
        for name in compiled.workspaces:
            for a in arrays_in(compiled.namespace[name]):
                if any(overlap(a, b) for b in mine):
                    hint = "Make each workspace an array of its own."
                    raise error("written_argument", place, name, name, hint=hint)
                mine.append(a)
                for p, value in zip(self.names, values, strict=False):
                    if any(overlap(a, b) for b in arrays_in(value)):
                        raise error("written_argument", place, name, p)

    def place(self) -> Place | None:
        """Where the function is defined."""
        from tangent.pipeline import unit_of
        from tangent.source.read import place_of

        source = unit_of(self.home).source
        return None if source is None else place_of(source, source.tree)

    # -------------------------------------------------------------- templates

    def _from_template(self, values: tuple[Any, ...]) -> Ready | None:
        if self.function is None:
            return None
        key = (self.key, tuple([key_of(v) for v in values]))
        with _LOCK:
            group = list(_templates.get(self.function.__code__, {}).get(key, ()))
        for template in group:
            ready = template.instantiate(self.function)
            if ready is None:
                continue
            fit = matcher(self.names, values, ready.reliance, self.along)
            if fit.predicate(*values):
                return ready
        return None

    def _keep_template(self, values: tuple[Any, ...], ready: Ready) -> None:
        if self.function is None:
            return
        key = (self.key, tuple([key_of(v) for v in values]))
        if any(_holds(k) for k in key[1]):
            return
        template = template_of(self.function, ready)
        if template is None:
            return
        keep_for(template, template.compiled.text, template.compiled.function.__code__.co_filename)
        with _LOCK:
            groups = _templates.setdefault(self.function.__code__, {})
            groups[key] = (template, *groups.get(key, ()))[:MOST_TEMPLATES]
            while len(groups) > 4 * MOST_TEMPLATES:
                groups.pop(next(iter(groups)))


def _parameters(function: Any) -> tuple[str, ...]:
    code = function.__code__
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return names


def _renamed(compiled: Any, ours: dict[str, str]) -> Any:
    """Parameters by our names."""
    pair = compiled.extra.get("pair")
    if pair is not None:
        returned, reads = [ours[n] for n in pair.returned], tuple([ours[n] for n in pair.reads_written])
        compiled.extra["pair"] = replace(pair, returned=returned, reads_written=reads)
    compiled.written = tuple([ours[n] for n in compiled.written])
    return compiled


@dataclass(eq=False)
class Ready:
    """A compiled derivative with all that it relies on."""

    compiled: Any
    reliance: Reliance
    unknown: bool


def recipe_of(
    target: Target,
    kind: str,
    wrt: tuple[str, ...],
    single: bool,
    has_aux: bool,
    optimize: bool,
    check_nans: bool = False,
) -> Recipe:
    """The recipe for a target: the one that hangs on its function, or a new one."""
    function, inner, groups = target.function, target.inner, target.groups
    key = _key(kind, wrt, single, has_aux, optimize, groups, check_nans, inner)
    home = inner.home if function is None else function
    with _LOCK:
        memo = memo_of(home)
        if memo is None or memo.code is not home.__code__:
            memo = _Memo(weakref.ref(home), home.__code__)
            setattr(home, _ATTRIBUTE, memo)
        found = memo.recipes.get(key)
        if found is None:
            options = (wrt, single, has_aux, optimize, function, inner, groups, check_nans)
            found = memo.recipes[key] = Recipe(kind, target.name, target.names, *options)
        return found


def _key(*options: Any) -> tuple[Any, ...]:
    *own, inner = options
    return (*own, None if inner is None else inner.key)


def memo_of(home: Any) -> _Memo | None:
    """What hangs on a function; `functools.wraps` copies the attributes of a function to its wrapper."""
    memo = home.__dict__.get(_ATTRIBUTE)
    return memo if type(memo) is _Memo and memo.owner() is home else None


@dataclass(eq=False)
class _Memo:
    owner: Callable[[], Any]
    code: types.CodeType
    recipes: dict[Any, Recipe] = field(default_factory=dict)
    quick: dict[str, Callable[..., Any]] = field(default_factory=dict)
    """What was called last, by its kind (`quick.py`)."""

    def __deepcopy__(self, memo: Any) -> None:
        return None

    def __reduce__(self) -> Any:
        return type(None), ()


def reliance_of(compiled: Any, session: Any) -> Reliance:
    """What the compiled derivative takes for granted about globals and closure variables."""
    stages = [*session.inner.values(), compiled]
    logs = {id(held): Log(type(held)) for held in session.logs}
    data = [
        Datum(("global", id(scope), name), scope, name, logs.get(id(value), value))
        for scope, name, value in session.globals_used.values()
    ]
    bound = [entry for c in stages for entry in c.bound]
    live = [(c.namespace, tuple(c.live)) for c in stages]
    read = [
        (path, name, logs.get(id(value), value), session.objects[path])
        for (path, name), value in session.attributes.items()
    ]
    return Reliance(
        compiled.edition,
        tuple(compiled.guards),
        tuple(bound),
        tuple(data),
        tuple(live),
        tuple(session.actual),
        tuple(read),
        tuple(session.functions.values()),
        tuple(session.owned.values()),
    )


def _looked_at(recipe: Recipe, run: Callable[..., Any], gradient: bool, unknown: bool) -> Callable[..., Any]:
    """The value is looked at before anything is returned where its type is not known; of `grad` only the
    gradient is returned (with `has_aux`, the pair of gradient and aux)."""
    name, has_aux = recipe.name, recipe.has_aux

    def looked_at(*values: Any) -> Any:
        try:
            value, found = run(*values)
        except Exception:
            # The backward sweep of a result that is no number fails somewhere, if it is one.
            if unknown and recipe.function is not None:
                _refuse_result(recipe.function, values, name, has_aux)
            raise
        if unknown:
            checks.scalar(value, name, has_aux)
        if not gradient:
            return value, found
        return (found, value[1]) if has_aux else found

    return looked_at


def _refuse_result(function: Callable[..., Any], values: tuple[Any, ...], name: str, has_aux: bool) -> None:
    try:
        value = function(*copied(values))
    except Exception:
        return
    checks.scalar(value, name, has_aux)


def _separate(run: Callable[..., Any]) -> Callable[..., Any]:
    """Forward mode hands things through (`return x`): value and tangent share nothing with the arguments."""

    def separate(*values: Any) -> Any:
        value, dot = found = run(*values)
        if inert(found):
            return found
        held = roots_of(values)
        return copied(value, held), fresh(dot, held | roots_of(value))

    return separate


def _separate_aux(run: Callable[..., Any]) -> Callable[..., Any]:
    """What is passed through shares nothing with the arguments."""

    def separate(*values: Any) -> Any:
        found, aux = run(*values)
        return found, copied(aux, roots_of(values))

    return separate


def _reordered(run: Callable[..., Any], order: tuple[int, ...]) -> Callable[..., Any]:
    """The directions stand between the arguments; what is linear may hand one of them through."""

    def reordered(*values: Any) -> Any:
        return fresh(run(*[values[k] for k in order]), roots_of(values))

    return reordered


def refuse_overlaps(
    names: tuple[str, ...],
    values: tuple[Any, ...],
    written: tuple[str, ...],
    wrt: tuple[str, ...],
    place: Place | None,
) -> None:
    """Refuse arguments that share memory with one that the function writes into."""
    named = dict(zip(names, values, strict=False))
    for p in written:
        mine = list(arrays_in(named[p]))
        for k, a in enumerate(mine):
            if any(overlap(a, b) for b in mine[k + 1 :]):
                raise error("written_argument", place, p, p, hint=f"Pass copies of the arrays in `{p}`.")
        for q, value in named.items():
            if q != p and any(overlap(a, b) for a in mine for b in arrays_in(value)):
                if p in wrt and q in wrt:
                    raise error("overlap", place, p, q)
                raise error("written_argument", place, p, q)


# ---------------------------------------------------------------- templates

_templates: weakref.WeakKeyDictionary[types.CodeType, dict[Any, tuple[Template, ...]]] = (
    weakref.WeakKeyDictionary()
)

Address = tuple[Any, ...]
"""How a function is found from the one that is differentiated: names looked up one after the other."""


def _holds(key: Any) -> bool:
    """Whether a key keeps an object alive."""
    if isinstance(key, Same):
        return not isinstance(key.value, (types.ModuleType, type, types.BuiltinFunctionType))
    return isinstance(key, tuple) and any(map(_holds, key))


@dataclass(eq=False)
class Template:
    """A compiled derivative without the function that it was compiled for."""

    compiled: Any
    unknown: bool
    guards: tuple[Any, ...]
    actual: tuple[Any, ...]
    codes: dict[Address, tuple[types.CodeType, Any]]
    bound: list[tuple[Address, str, Any, Address | None]]
    data: list[tuple[Any, Address, str, Any]]
    live: list[tuple[str, Address, str]]
    objects: list[tuple[str, Address]]
    """Names of the emitted module that stand for functions of the user."""
    builtins: dict[Address, set[str]]
    """The builtins that each function reads."""
    owned: tuple[Any, ...] = ()

    def instantiate(self, root: types.FunctionType) -> Ready | None:
        """The same for another function of the same code; None where it does not fit."""
        scopes: dict[Address, Scope] = {}
        found: dict[Address, Any] = {}
        for address, (code, defaults) in self.codes.items():
            function = _walk(root, address, found)
            if type(function) is not types.FunctionType or function.__code__ is not code:
                return None
            if _defaults_key(function) != defaults:
                return None
            if not self.builtins[address].isdisjoint(function.__globals__):
                return None
            found[address] = function
            scopes[address] = Scope(function)
        bound, data = [], []
        for address, name, value, where in self.bound:
            value = found[where] if where is not None else value
            bound.append((scopes[address], name, value))
        for label, address, name, key in self.data:
            try:
                value = scopes[address].lookup(name).value
            except KeyError:
                return None
            if key_of(value, True) != key:
                return None
            data.append(Datum(label, scopes[address], name, value))
        compiled = self._with_namespace(scopes, found)
        keep_for(compiled.function, compiled.text, compiled.function.__code__.co_filename)
        live = ((compiled.namespace, compiled.live),)
        reliance = Reliance(
            compiled.edition,
            self.guards,
            tuple(bound),
            tuple(data),
            live,
            self.actual,
            functions=tuple(found.values()),
            owned=self.owned,
        )
        return Ready(compiled, reliance, self.unknown)

    def _with_namespace(self, scopes: dict[Address, Scope], found: dict[Address, Any]) -> Any:
        old = self.compiled.namespace
        namespace = dict(old)
        for name, value in old.items():
            if isinstance(value, types.FunctionType) and value.__globals__ is old:
                new = types.FunctionType(value.__code__, namespace, value.__name__, value.__defaults__)
                new.__kwdefaults__, new.__doc__ = value.__kwdefaults__, value.__doc__
                namespace[name] = new
        for name, address in self.objects:
            namespace[name] = found[address]
        live = tuple([(emitted, scopes[address], name) for emitted, address, name in self.live])
        bound = tuple([(scopes[a], n, found[w] if w is not None else v) for a, n, v, w in self.bound])
        return replace(self.compiled, namespace=namespace, live=live, bound=bound)


def _walk(root: types.FunctionType, address: Address, found: dict[Address, Any]) -> Any:
    if not address:
        return root
    if isinstance(address[0], types.FunctionType):
        return address[0]
    parent = found.get(address[:-1])
    if parent is None:
        return None
    try:
        return Scope(parent).lookup(address[-1]).value
    except KeyError:
        return None


def _defaults_key(function: types.FunctionType) -> Any:
    keywords = function.__kwdefaults__ or {}
    return tuple([_value_key(v) for v in (function.__defaults__ or (), *keywords.items())])


def _value_key(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple, tuple(map(_value_key, value))
    if isinstance(value, (bool, int, float, complex, str, bytes, type(None))):
        return type(value), repr(value)
    return Same(value)


def template_of(root: types.FunctionType, ready: Ready) -> Template | None:
    """What is compiled, with the user's functions named by the way to them; None where there is no way."""
    compiled, reliance = ready.compiled, ready.reliance
    if len(reliance.live) != 1 or reliance.attributes:
        return None  # a derivative of a derivative, or of a function that reads objects
    addresses = _addresses(root, reliance)
    if addresses is None:
        return None
    if any(id(f) not in addresses for f in reliance.functions):
        return None
    codes = {a: (f.__code__, _defaults_key(f)) for f, a in addresses.values()}
    if any(_holds(d) for _, d in codes.values()):
        return None
    bound: list[tuple[Address, str, Any, Address | None]] = []
    for scope, name, value in reliance.bound:
        where = addresses[id(value)][1] if id(value) in addresses else None
        bound.append((addresses[id(scope.function)][1], name, None if where is not None else value, where))
    data = [
        (d.label, addresses[id(d.scope.function)][1], d.name, key_of(d.value, True))
        for d in reliance.data
        if not any(b[1] == d.name and b[0] == addresses[id(d.scope.function)][1] for b in bound)
    ]
    if any(_holds(key) for _, _, _, key in data):
        return None
    live = [(emitted, addresses[id(scope.function)][1], name) for emitted, scope, name in compiled.live]
    namespace = dict(compiled.namespace)
    objects = []
    for name, value in compiled.namespace.items():
        if id(value) in addresses:
            objects.append((name, addresses[id(value)][1]))
            namespace[name] = None
    for emitted, _, _ in live:
        namespace[emitted] = None
    stripped = replace(compiled, namespace=_moved(namespace, compiled.namespace), live=(), bound=())
    return Template(
        stripped,
        ready.unknown,
        reliance.guards,
        reliance.actual,
        codes,
        bound,
        data,
        live,
        objects,
        {a: builtins_read(f) for f, a in addresses.values()},
        reliance.owned,
    )


def _moved(namespace: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """The emitted functions hold their globals: these are not to be the ones that hold the user's objects."""
    for name, value in list(namespace.items()):
        if isinstance(value, types.FunctionType) and value.__globals__ is old:
            new = types.FunctionType(value.__code__, namespace, value.__name__, value.__defaults__)
            new.__kwdefaults__, new.__doc__ = value.__kwdefaults__, value.__doc__
            namespace[name] = new
    return namespace


def _addresses(
    root: types.FunctionType, reliance: Reliance
) -> dict[int, tuple[types.FunctionType, Address]] | None:
    """For each function whose names are read: the function and how it is found from `root`."""
    found: dict[int, tuple[types.FunctionType, Address]] = {id(root): (root, ())}
    entries = [*reliance.bound, *((d.scope, d.name, d.value) for d in reliance.data)]
    changed = True
    while changed:
        changed = False
        for scope, name, value in entries:
            owner = found.get(id(scope.function))
            if owner is None or type(value) is not types.FunctionType or id(value) in found:
                continue
            found[id(value)] = (value, (*owner[1], name))
            changed = True
    for scope, _, _ in entries:
        function = scope.function
        if id(function) not in found:
            if function.__closure__:
                return None
            found[id(function)] = (function, (function,))  # reached through a module, say: it stays
    return found
