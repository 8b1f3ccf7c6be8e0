"""Derivative objects: callable, inspectable, and compiled once for each signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from tangent import checks
from tangent.dispatch import Variant
from tangent.errors import TangentError
from tangent.pickles import reference, resolved
from tangent.recipe import recipe_of
from tangent.standalone import imports_of, module_source
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

    def _init(
        self, kind: str, fun: Any, target: Target, argnums: Argnums, has_aux: bool, optimize: bool
    ) -> None:
        self._kind, self._fun, self._target = kind, fun, target
        self._argnums, self._has_aux, self._optimize = argnums, has_aux, optimize
        self._wrt, self._single = resolve_argnums(target, argnums)
        self._recipe = recipe_of(target, kind, self._wrt, self._single, has_aux, optimize)
        self._last: Variant | None = None
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
        last = self._last
        if last is None or not last.matches(*args):
            self._last = last = self._recipe.dispatcher.find(args)
        return noted(self._target.name, last.run, args)

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

    def _tangent_callee(self, args: list[Any], keywords: dict[str, Any], session: Any) -> Any:
        """The emitted function for a call of this derivative with these types; None where they do not fit."""
        target = self._target
        if target.lead or target.fixed:
            return None
        names = self._tangent_target().names
        found = dict(zip(names, args, strict=False)) | keywords
        ahead = checks.types_ahead(target)
        for name in target.names:
            if name not in found:
                parameter = target.signature.parameters[name]
                if parameter.default is parameter.empty:
                    return None
                found[name] = ahead[name]
        return self._recipe.lower({n: found[n] for n in target.names}, session)

    def _tangent_target(self) -> Target:
        """This derivative as the function to be differentiated."""
        below = self._target
        if self._kind != "jvp":
            return Target(
                self,
                f"{below.name}_{self._kind}",
                below.signature,
                below.names,
                below.visible,
                None,
                self._recipe,
                below.full,
                below.lead,
                below.fixed,
                below.plain,
            )
        ordered = [d for p in self._ordered() for q, d in zip(self._wrt, self._dots(), strict=True) if p == q]
        signature = self.__signature__
        return _JvpTarget(
            self,
            f"{below.name}_jvp",
            signature,
            (*below.names, *ordered),
            tuple(signature.parameters),
            None,
            self._recipe,
            plain=False,
        )

    # -------------------------------------------------------------- looking at it

    @property
    def source(self) -> str:
        """The code that the last call ran; before any call, the form that annotations and defaults give."""
        last = self._last
        if last is not None:
            return text_of(last.compiled)
        return text_of(self._ahead_of_time())

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """The code that a call with these arguments would run."""
        return text_of(self._variant(args, kwargs).compiled)

    def compiled_for(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """The plain emitted function for arguments like these."""
        return self._variant(args, kwargs).compiled.function

    def _variant(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Variant:
        if self._kind == "jvp" and len(args) + len(kwargs) <= self._arity:
            values = self._target.bind(args, kwargs)
            named = dict(zip(self._target.names, values, strict=True))
            return self._recipe.dispatcher.find((*values, *(named[p] for p in self._ordered())))
        return self._recipe.dispatcher.find(self._values(args, kwargs))

    def _ahead_of_time(self) -> Any:
        return self.compile_ahead({})

    def compile_ahead(self, given: dict[str, Any], watch: Any = None) -> Any:
        """What annotations, defaults and the types in `given` lead to, without a call."""
        from tangent.unit import Session

        types = checks.types_ahead(self._target) | given
        checks.differentiable(self._wrt, types, {})
        return self._recipe.compile(types, Session(), watch)[0]

    def compile_for(self, values: tuple[Any, ...], watch: Any) -> Any:
        """Compile for these arguments of the emitted function, and show what there is on the way."""
        from tangent.pipeline import types_of
        from tangent.unit import Session

        session = Session()
        named = dict(zip(self._target.names, values, strict=True))
        types = types_of(session, named)
        checks.differentiable(self._wrt, types, named)
        return self._recipe.compile(types, session, watch)[0]

    @property
    def signatures(self) -> list[str]:
        """The types of arguments that there is compiled code for."""
        return [v.described for v in self._recipe.dispatcher.variants()]

    def save(self, path: Any) -> None:
        """Write a module with the code of the last call (or the ahead-of-time form); it needs only NumPy."""
        last = self._last
        compiled = last.compiled if last is not None else self._ahead_of_time()
        text = module_source(compiled, self.__doc__ or "")
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)

    def __repr__(self) -> str:
        return (
            f"<{_TITLES[self._kind].lower()} of {self._target.name} with respect to {', '.join(self._wrt)}>"
        )

    def _repr_html_(self) -> str:
        return html_of(self.source)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        return _bound(self, instance)

    def __reduce__(self) -> Any:
        options = (self._argnums, self._has_aux, self._optimize)
        return _unpickled, (self._kind, reference(self._fun), options)


def _unpickled(kind: str, found: Any, options: tuple[Any, ...]) -> Derivative:
    return Derivative(kind, resolved(found), *options)


class _JvpTarget(Target):
    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        return self.fun._values(args, kwargs)


_TITLES = {
    "grad": "Gradient",
    "value_and_grad": "Value and gradient",
    "vjp": "Pull-back",
    "jvp": "Directional derivative",
}


def noted(name: str, run: Callable[..., Any], values: tuple[Any, ...]) -> Any:
    """Call; what the primal raises passes through with a note."""
    try:
        return run(*values)
    except TangentError:
        raise
    except Exception as e:
        e.add_note(f"raised in the derivative of {name}")
        raise


def _bound(derivative: Derivative, instance: Any) -> Callable[..., Any]:
    def method(*args: Any, **kwargs: Any) -> Any:
        return derivative(instance, *args, **kwargs)

    return method


def text_of(compiled: Any) -> str:
    """The emitted text with the imports that it needs."""
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
