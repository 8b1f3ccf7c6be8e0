"""Derivative objects: callable, inspectable, and compiled once for each signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tangent import checks
from tangent.dispatch import Dispatcher, Variant, matcher
from tangent.errors import TangentError, error
from tangent.snapshot import arrays_in, copied, fresh, overlap, roots_of
from tangent.targets import Argnums, Target, resolve_argnums, target_of

ALL_KINDS = ("grad", "value_and_grad", "vjp", "jvp")


class Derivative:
    """A derivative of a function: call it like the function.

    kind: "grad", "value_and_grad" or "jvp" (then the tangents of `argnums` follow the arguments).
    """

    def __init__(
        self, kind: str, fun: Any, argnums: Argnums = 0, has_aux: bool = False, optimize: bool = True
    ) -> None:
        target = target_of(fun)
        self._init(kind, fun, target, argnums, has_aux, optimize)

    def _init(self, kind: str, fun: Any, target: Target, argnums: Argnums, has_aux: bool, optimize: bool) -> None:
        self._kind, self._fun, self._target = kind, fun, target
        self._argnums, self._has_aux, self._optimize = argnums, has_aux, optimize
        self._wrt, self._single = resolve_argnums(target, argnums)
        self._dispatcher = Dispatcher(self._build)
        self._plain = target.plain and not target.lead and kind != "jvp"
        self._arity = len(target.visible)
        self.__name__ = f"{target.name}_{kind}"
        self.__qualname__ = self.__name__
        self.__module__ = getattr(fun, "__module__", None) or __name__
        self.__doc__ = f"{_TITLES[kind]} of {target.name} with respect to {', '.join(self._wrt)}."
        self.__wrapped__ = fun

    # -------------------------------------------------------------- calls

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs or not self._plain or len(args) != self._arity:
            args = self._values(args, kwargs)
        return self.run(args)

    def run(self, args: tuple[Any, ...]) -> Any:
        """Call with all arguments of the emitted function, in its order."""
        last = self._dispatcher.last
        if last is None or not last.matches(*args):
            last = self._dispatcher.find(args)
        try:
            return last.run(*args)
        except TangentError:
            raise
        except Exception as e:
            e.add_note(f"raised in the derivative of {self._target.name}")
            raise

    def _values(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """All arguments of the emitted function, in order."""
        if self._kind != "jvp":
            return self._target.bind(args, kwargs)
        bound = self.__signature__.bind(*args, **kwargs)
        bound.apply_defaults()
        dots = dict(zip(self._wrt, [bound.arguments.pop(n) for n in self._dots()], strict=True))
        values = self._target.bind((), {}) if not bound.arguments else self._primals(bound)
        named = dict(zip(self._target.names, values, strict=True))
        tangents = [checks.tangent(named[p], dots[p], p) for p in self._ordered()]
        return (*values, *tangents)

    def _primals(self, bound: inspect.BoundArguments) -> tuple[Any, ...]:
        inner = inspect.BoundArguments(self._target.signature, bound.arguments)
        return self._target.bind(inner.args, inner.kwargs)

    def _ordered(self) -> list[str]:
        return [n for n in self._target.names if n in self._wrt]

    def _dots(self) -> list[str]:
        names = []
        for p in self._wrt:
            name = f"{p}_dot"
            while name in self._target.names or name in names:
                name += "_"
            names.append(name)
        return names

    @property
    def __signature__(self) -> inspect.Signature:
        if self._kind != "jvp":
            return self._target.signature
        parameters = list(self._target.signature.parameters.values())
        position = [p.replace(default=p.empty) for p in parameters if p.kind is not p.KEYWORD_ONLY]
        rest = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        only = all(p.kind is p.POSITIONAL_ONLY for p in position) and position
        kind = inspect.Parameter.POSITIONAL_ONLY if only else inspect.Parameter.POSITIONAL_OR_KEYWORD
        dots = [inspect.Parameter(n, kind) for n in self._dots()]
        return inspect.Signature([*position, *dots, *rest])

    # -------------------------------------------------------------- compilation

    def _build(self, values: tuple[Any, ...], general: bool) -> Variant:
        from tangent.pipeline import types_of
        from tangent.unit import Session

        target = self._target
        count = len(target.names)
        for name, value in zip(target.names, values, strict=False):
            checks.value(name, value)
        named = dict(zip(target.names, values[:count], strict=True))
        session = Session()
        types = types_of(session, named)
        if general:
            session.actual.clear()
        checks.differentiable(target, self._wrt, types, named)
        compiled, unknown = self._compile(types, session)
        matches = matcher(target.names, values[:count], compiled, session)
        run = self._runner(compiled, unknown)
        described = ", ".join(f"{n}: {checks.describe(v)}" for n, v in named.items())
        if self._kind == "jvp":
            matches = _ignoring(matches, count)
        return Variant(compiled, matches, run, f"({described})")

    def _compile(self, types: dict[str, Any], session: Any, watch: Any = None) -> tuple[Any, bool]:
        """The compiled derivative for these types; and whether the result has to be looked at in each call."""
        from tangent.optimise import PASSES
        from tangent.pipeline import Request, derive

        function = function_of(self._target, types, session)
        unknown = False

        def check(instance: Any, request: Any) -> Any:
            nonlocal unknown
            if self._kind == "jvp":
                return request
            unknown = checks.result(self._target, instance, self._has_aux)
            return replace(request, kind="value_and_grad") if unknown else request

        off = frozenset() if self._optimize else frozenset(PASSES)
        request = Request(self._kind, self._wrt, self._single, self._has_aux, off)
        compiled = derive(function, types, request, session, watch, check)
        return compiled, unknown

    def _runner(self, compiled: Any, unknown: bool) -> Callable[..., Any]:
        run = compiled.function
        if self._kind == "grad" and (unknown or self._has_aux):
            run = _gradient_only(run, self._target.name, self._has_aux, unknown)
        elif unknown:
            run = _checked(run, self._target.name, self._has_aux)
        if self._kind == "jvp":
            run = _separate(run)
        if compiled.written:
            run = _guarded(run, self._target.names, compiled.written, self._wrt)
        return run  # type: ignore[no-any-return]

    def _lower(self, types: dict[str, Any], session: Any) -> Any:
        """The emitted function for these types, as something to be differentiated or called."""
        count = len(self._target.names)
        inner = dict(list(types.items())[:count])
        compiled, _ = self._compile(inner, session)
        session.inner.append(compiled)
        return compiled.function

    def _tangent_target(self) -> Target:
        """This derivative as the function to be differentiated."""
        below = self._target
        if self._kind != "jvp":
            return Target(
                self, f"{below.name}_{self._kind}", below.signature, below.names, below.visible, None, self,
                below.full, below.lead, below.fixed, below.plain,
            )
        ordered = [d for p in self._ordered() for q, d in zip(self._wrt, self._dots(), strict=True) if p == q]
        signature = self.__signature__
        return _JvpTarget(
            self, f"{below.name}_jvp", signature, (*below.names, *ordered), tuple(signature.parameters), None, self,
            plain=False,
        )

    # -------------------------------------------------------------- looking at it

    @property
    def source(self) -> str:
        """The code that the last call ran; before any call, the form that annotations and defaults give."""
        last = self._dispatcher.last
        if last is not None:
            return text_of(last.compiled)
        return text_of(self._ahead_of_time())

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """The code that a call with these arguments would run."""
        return text_of(self._variant(args, kwargs).compiled)

    def compiled_for(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """The plain emitted function for arguments like these."""
        return self._variant(args, kwargs).compiled.function  # type: ignore[no-any-return]

    def _variant(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Variant:
        if self._kind == "jvp" and len(args) + len(kwargs) <= self._arity:
            values = self._target.bind(args, kwargs)
            named = dict(zip(self._target.names, values, strict=True))
            return self._dispatcher.find((*values, *(named[p] for p in self._ordered())))
        return self._dispatcher.find(self._values(args, kwargs))

    def _ahead_of_time(self) -> Any:
        return self.compile_ahead({})

    def compile_ahead(self, given: dict[str, Any], watch: Any = None) -> Any:
        """What annotations, defaults and the types in `given` lead to, without a call."""
        from tangent.unit import Session

        types = checks.types_ahead(self._target) | given
        checks.differentiable(self._target, self._wrt, types, {})
        return self._compile(types, Session(), watch)[0]

    def compile_for(self, values: tuple[Any, ...], watch: Any) -> Any:
        """Compile for these arguments of the emitted function, and show what there is on the way."""
        from tangent.pipeline import types_of
        from tangent.unit import Session

        session = Session()
        named = dict(zip(self._target.names, values, strict=True))
        types = types_of(session, named)
        checks.differentiable(self._target, self._wrt, types, named)
        return self._compile(types, session, watch)[0]

    @property
    def signatures(self) -> list[str]:
        """The types of arguments that there is compiled code for."""
        return [v.described for v in self._dispatcher.variants()]

    def save(self, path: Any) -> None:
        """Write a module with the code of the last call (or the ahead-of-time form); it needs only NumPy."""
        from tangent.standalone import module_source

        last = self._dispatcher.last
        compiled = last.compiled if last is not None else self._ahead_of_time()
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(module_source(compiled, self.__doc__ or ""))

    def __repr__(self) -> str:
        return f"<{_TITLES[self._kind].lower()} of {self._target.name} with respect to {', '.join(self._wrt)}>"

    def _repr_html_(self) -> str:
        return html_of(self.source)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        return _bound(self, instance)

    def __reduce__(self) -> Any:
        from tangent.pickles import reduced

        return reduced(self._kind, self._fun, self._argnums, self._has_aux, self._optimize)


class _JvpTarget(Target):
    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        return self.inner._values(args, kwargs)  # type: ignore[no-any-return]


_TITLES = {
    "grad": "Gradient",
    "value_and_grad": "Value and gradient",
    "vjp": "Pull-back",
    "jvp": "Directional derivative",
}


def function_of(target: Target, types: dict[str, Any], session: Any) -> Any:
    if target.function is not None:
        return target.function
    return target.inner._lower(types, session)


def _bound(derivative: Derivative, instance: Any) -> Callable[..., Any]:
    def method(*args: Any, **kwargs: Any) -> Any:
        return derivative(instance, *args, **kwargs)

    return method


def _ignoring(matches: Callable[..., bool], count: int) -> Callable[..., bool]:
    return lambda *values: matches(*values[:count])


def _checked(run: Callable[..., Any], name: str, has_aux: bool) -> Callable[..., Any]:
    """For results of unknown type: the value is looked at before anything is returned."""

    def checked(*values: Any) -> Any:
        found = run(*values)
        checks.scalar(found[0], name, has_aux)
        return found

    return checked


def _gradient_only(run: Callable[..., Any], name: str, has_aux: bool, unknown: bool) -> Callable[..., Any]:
    """`grad` from a function that returns the value too: with `has_aux`, (gradient, aux)."""

    def gradient(*values: Any) -> Any:
        value, found = run(*values)
        if unknown:
            checks.scalar(value, name, has_aux)
        return (found, value[1]) if has_aux else found

    return gradient


def _separate(run: Callable[..., Any]) -> Callable[..., Any]:
    """Forward mode hands things through (`return x`): value and tangent share nothing with the arguments."""

    def separate(*values: Any) -> Any:
        held = roots_of(values)
        value, dot = run(*values)
        return copied(value, held), fresh(dot, held | roots_of(value))

    return separate


def _guarded(
    run: Callable[..., Any], names: tuple[str, ...], written: tuple[str, ...], wrt: tuple[str, ...]
) -> Callable[..., Any]:
    """For functions that write into arguments: these must share memory with no other one."""

    def guarded(*values: Any) -> Any:
        refuse_overlaps(names, values, written, wrt)
        return run(*values)

    return guarded


def refuse_overlaps(
    names: tuple[str, ...], values: tuple[Any, ...], written: tuple[str, ...], wrt: tuple[str, ...]
) -> None:
    named = dict(zip(names, values, strict=False))
    for p in written:
        mine = list(arrays_in(named[p]))
        for k, a in enumerate(mine):
            if any(overlap(a, b) for b in mine[k + 1 :]):
                raise error("written_argument", None, p, p, hint=f"Pass copies of the arrays in `{p}`.")
        for q, value in named.items():
            if q == p:
                continue
            if any(overlap(a, b) for a in mine for b in arrays_in(value)):
                if p in wrt and q in wrt:
                    raise error("overlap", None, p, q)
                raise error("written_argument", None, p, q)


def text_of(compiled: Any) -> str:
    """The emitted text with the imports that it needs."""
    from tangent.standalone import imports_of

    head = imports_of(compiled)
    return f"{head}\n\n\n{compiled.text}" if head else str(compiled.text)


def html_of(text: str) -> str:
    import html

    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return f"<pre>{html.escape(text)}</pre>"
    return str(highlight(text, PythonLexer(), HtmlFormatter(noclasses=True)))

