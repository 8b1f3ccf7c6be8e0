"""Derivative objects: callable, inspectable, and compiled once for each signature."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from tangent import checks
from tangent.analyse.solving import MAKERS
from tangent.dispatch import NO_FIT, Variant, never
from tangent.errors import TangentError, error
from tangent.pickles import reference, resolved
from tangent.recipe import recipe_of
from tangent.standalone import imports_of, module_source
from tangent.targets import STARS, Argnums, Target, resolve_argnums, starred_argnums, target_of

ALONG = ("jvp", "hvp", "jvps")
"""Kinds that take directions."""
OF_GRADIENT = ("hessian", "hvp")
"""Kinds that are derivatives of the gradient."""


class Derivative:
    """A derivative of a function: call it like the function.

    kind: "grad", "value_and_grad", "jacfwd", "jacrev", "jacobian" (the cheaper of these two), "hessian",
    "elementwise_grad"; "jvp" (then the tangents of `argnums` follow the arguments) or "hvp" (then they stand
    behind the last of the arguments that they belong to).
    """

    def __init__(
        self, kind: str, fun: Any, argnums: Argnums = 0, has_aux: bool = False, optimize: bool = True,
        check_nans: bool = False,
    ) -> None:
        options = (argnums, has_aux, optimize, check_nans)
        self._init(kind, fun, self._target_for(kind, fun, *options), *options)

    def _target_for(
        self, kind: str, fun: Any, argnums: Argnums, has_aux: bool, optimize: bool, check_nans: bool
    ) -> Target:
        """What is differentiated once: the function, or its gradient."""
        if kind in OF_GRADIENT:
            fun = Derivative("grad", fun, argnums, has_aux, optimize, check_nans)
        return target_of(fun)

    def _init(
        self, kind: str, fun: Any, target: Target, argnums: Argnums, has_aux: bool, optimize: bool,
        check_nans: bool,
    ) -> None:
        self._kind, self._fun, self._target = kind, fun, target
        self._argnums, self._has_aux, self._optimize = argnums, has_aux, optimize
        self._options = (argnums, has_aux, optimize, check_nans)
        self._last: Variant | None = None
        self._quick: Callable[..., Any] = never
        self._fitted: dict[Any, Derivative] = {}
        self._made_for = _parts(target)
        if target.starred:
            self._wrt, self._single = starred_argnums(target, argnums)
        else:
            self._wrt, self._single = resolve_argnums(target, argnums)
            self._recipe = recipe_of(target, kind, self._wrt, self._single, has_aux, optimize, check_nans)
        self._plain = target.plain and not target.lead and kind not in ALONG
        self._arity = len(target.visible)
        self._of = target.name.removesuffix("_grad") if kind in OF_GRADIENT else target.name
        self.__name__ = f"{self._of}_{kind}"
        self.__qualname__ = self.__name__
        self.__module__ = getattr(fun, "__module__", None) or __name__
        self.__doc__ = f"{_TITLES[kind]} of {self._of} with respect to {', '.join(self._wrt)}."
        self.__wrapped__ = fun

    # -------------------------------------------------------------- calls

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not kwargs:
            found = self._quick(*args)  # what the last call ran: most calls are like the one before
            if found is not NO_FIT:
                return found
        return self._looked_up(args, kwargs)

    def _looked_up(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        function, code, defaults, only = self._made_for
        exchanged = function.__code__ is not code or function.__defaults__ is not defaults
        if exchanged or function.__kwdefaults__ is not only:
            self._renew()
        if self._target.starred:
            fitted, values = self.fitted(args, kwargs)
            return fitted.run(values)
        if kwargs or not self._plain or len(args) != self._arity:
            args = self._values(args, kwargs)
        return self.run(args)

    def run(self, args: tuple[Any, ...]) -> Any:
        """Call with all arguments of the emitted function, in its order."""
        last = self._last
        if last is None or not last.matches(*args):
            recorded = next((r for a in args if (r := getattr(type(a), "_tangent_recorded", None))), None)
            if recorded is not None and self._plain:
                return recorded(self, args)
            self._last = last = self._recipe.dispatcher.find(args)
            self._quick = never
        elif self._quick is never and self._plain:
            quick = last.quick(self._made_for[0], functools.partial(note, self._target.name))
            self._quick = quick or never
        return noted(self._target.name, last.run, args)

    def _renew(self) -> None:
        """The function has other code or other defaults than when this was made."""
        if isinstance(self._fun, Derivative):
            self._fun._renew()
        target = self._target_for(self._kind, self._fun, *self._options)
        self._init(self._kind, self._fun, target, *self._options)

    # -------------------------------------------------------------- `*args` and `**kwargs`

    def fitted(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], whole: frozenset[str] = frozenset()
    ) -> tuple[Derivative, tuple[Any, ...]]:
        """This derivative for as many arguments as a call brings, and all that its emitted function takes.

        Directions come last.
        """
        if not self._target.starred:
            return self, self._values(args, kwargs)
        named = [self._argnums] if isinstance(self._argnums, (int, str)) else self._argnums
        whole = whole | {n for n in named if isinstance(n, str)}
        primals, dots = args, ()
        if self._kind in ALONG:
            primals, dots = self._split(args)
        target, values = self._target.spread(primals, kwargs, whole)
        key = (target.names, target.groups)
        if key not in self._fitted:
            found = object.__new__(Derivative)
            found._init(self._kind, self._fun, target, *self._options)
            self._fitted[key] = found
        self._last_fitted = found = self._fitted[key]
        given = dict(zip(target.visible, values[len(target.lead) :], strict=True))
        only = [n for n, p in target.signature.parameters.items() if p.kind is p.KEYWORD_ONLY]
        by_name = {n: given.pop(n) for n in only}
        given_dots = (*given.values(), *dots) if self._kind != "hvp" else found._joined(given, dots)
        return found, found._values(given_dots, by_name)

    def _split(self, args: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """The arguments of a call with starred parameters, and its directions."""
        count, first = len(self._wrt), len(args) - len(self._wrt)
        if self._kind == "hvp":
            first = 1 + max(int(n) if n.lstrip("-").isdigit() else 0 for n in self._wrt)
        return (*args[:first], *args[first + count :]), args[first : first + count]

    def _joined(self, given: dict[str, Any], dots: tuple[Any, ...]) -> tuple[Any, ...]:
        last, values = self._last_moving(), tuple(given.values())
        return (*values[:last], *dots, *values[last:])

    def _last_moving(self) -> int:
        """How many of the visible parameters stand before the directions of a product with the Hessian."""
        return 1 + max(self._target.visible.index(n) for n in self._wrt)

    @property
    def _shown(self) -> Derivative:
        """What there is to look at: for starred parameters, what the last call used."""
        if not self._target.starred:
            return self
        if not self._fitted:
            stars = [str(p) for p in self._target.signature.parameters.values() if p.kind in STARS]
            hint = "Call it, or give `source_for` an example: that says how many arguments there are."
            raise error("starred_call", None, ", ".join(stars), hint=hint)
        return self._last_fitted

    def _values(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """All arguments of the emitted function, in order."""
        if self._kind not in ALONG:
            return self._target.bind(args, kwargs)
        bound = self.__signature__.bind(*args, **kwargs)
        bound.apply_defaults()
        dots = dict(zip(self._wrt, [bound.arguments.pop(n) for n in self._dots()], strict=True))
        values = self._target.bind((), {}) if not bound.arguments else self._primals(bound)
        named = dict(zip(self._target.names, values, strict=True))
        tangents = [checks.tangent(named[p], dots[p], p) for p in self._ordered()]
        return (*values, *tangents)

    def _in_emitted_order(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """All values in the order in which the emitted function takes them."""
        order = self._recipe.order
        return values if order is None else tuple([values[k] for k in order])

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
        if self._kind not in ALONG or self._target.starred:
            return self._target.signature
        parameters = list(self._target.signature.parameters.values())
        position = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
        last = min(self._last_moving(), len(position)) if self._kind == "hvp" else len(position)
        # Directions have no default, and nothing in front of them.
        position = [p.replace(default=p.empty) if k < last else p for k, p in enumerate(position)]
        rest = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        only = all(p.kind is p.POSITIONAL_ONLY for p in position) and position
        kind = inspect.Parameter.POSITIONAL_ONLY if only else inspect.Parameter.POSITIONAL_OR_KEYWORD
        dots = [inspect.Parameter(n, kind) for n in self._dots()]
        if self._kind == "hvp":
            return inspect.Signature([*position[:last], *dots, *position[last:], *rest])
        return inspect.Signature([*position, *dots, *rest])

    def _tangent_callee(self, args: list[Any], keywords: dict[str, Any], session: Any) -> Any:
        """The emitted function for a call of this derivative with these types; None where they do not fit."""
        from tangent.unit import Session

        target = self._target
        if target.lead or target.fixed:
            return None
        if target.starred:
            return self.fitted(tuple(args), keywords)[0]._tangent_callee(args, keywords, session)
        names = self._tangent_target().names
        found = dict(zip(names, args, strict=False)) | keywords
        ahead = checks.types_ahead(target, Session())
        for name in target.names:
            if name not in found:
                parameter = target.signature.parameters[name]
                if parameter.default is parameter.empty:
                    return None
                found[name] = ahead[name]
        return self._recipe.lower({n: found[n] for n in target.names}, session)

    @property
    def _tangent_emits(self) -> bool:
        """Whether what it emits takes the arguments of a call and nothing else."""
        return not (self._target.lead or self._target.fixed or self._target.starred)

    def _tangent_target(self) -> Target:
        """This derivative as the function to be differentiated."""
        below = self._target
        if below.starred:
            signature = self.__signature__
            names = tuple(signature.parameters)
            return Target(self, self.__name__, signature, names, names, None, self, plain=False, starred=True)
        if self._kind not in ALONG:
            return Target(
                self,
                self.__name__,
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
        signature = self.__signature__
        if self._kind == "hvp":
            return _JvpTarget(
                self,
                self.__name__,
                signature,
                tuple(signature.parameters),
                tuple(signature.parameters),
                None,
                self._recipe,
                plain=False,
            )
        ordered = [d for p in self._ordered() for q, d in zip(self._wrt, self._dots(), strict=True) if p == q]
        return _JvpTarget(
            self,
            self.__name__,
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
        shown = self._shown
        if shown._last is not None:
            return text_of(shown._last.compiled)
        return text_of(shown._ahead_of_time())

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """The code that a call with these arguments would run."""
        return text_of(self._variant(args, kwargs).compiled)

    def compiled_for(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """The plain emitted function for arguments like these."""
        return self._variant(args, kwargs).compiled.function

    def _variant(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Variant:
        if self._target.starred:
            fitted, values = self.fitted(args, kwargs)
            return fitted._recipe.dispatcher.find(values)
        if self._kind in ALONG and len(args) + len(kwargs) <= self._arity:
            values = self._target.bind(args, kwargs)
            named = dict(zip(self._target.names, values, strict=True))
            return self._recipe.dispatcher.find((*values, *(named[p] for p in self._ordered())))
        return self._recipe.dispatcher.find(self._values(args, kwargs))

    def _ahead_of_time(self) -> Any:
        return self.compile_ahead({})

    def compile_ahead(self, given: dict[str, Any], watch: Any = None) -> Any:
        """What annotations, defaults and the types in `given` lead to, without a call."""
        from tangent.unit import Session

        if self._target.starred:
            return self._shown.compile_ahead(given, watch)
        session = Session(ahead=True)
        types = checks.types_ahead(self._target, session) | given
        checks.differentiable(self._wrt, types, {})
        return self._recipe.compile(types, session, watch)[0]

    def compile_for(self, values: tuple[Any, ...], watch: Any) -> Any:
        """Compile for these arguments of the emitted function, and show what there is on the way."""
        from tangent.pipeline import types_of
        from tangent.unit import Session

        session = Session()
        named = dict(zip(self._target.names, values, strict=True))
        types = types_of(session, named, self._wrt)
        checks.differentiable(self._wrt, types, named)
        return self._recipe.compile(types, session, watch)[0]

    @property
    def signatures(self) -> list[str]:
        """The types of arguments that there is compiled code for."""
        recipes = [self._recipe] if not self._target.starred else [d._recipe for d in self._fitted.values()]
        return [v.described for r in recipes for v in r.dispatcher.variants()]

    def save(self, path: Any) -> None:
        """Write a module with the code of the last call (or the ahead-of-time form); it needs only NumPy."""
        shown = self._shown
        compiled = shown._last.compiled if shown._last is not None else shown._ahead_of_time()
        text = module_source(compiled, self.__doc__ or "")
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)

    def __repr__(self) -> str:
        return (
            f"<{_TITLES[self._kind].lower()} of {self._of} with respect to {', '.join(self._wrt)}>"
        )

    def _repr_html_(self) -> str:
        return html_of(self.source)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        return _bound(self, instance)

    def __reduce__(self) -> Any:
        return _unpickled, (self._kind, reference(self._fun), self._options)


def _parts(target: Target) -> tuple[Any, Any, Any, Any]:
    """The function below all derivatives, and what it is made of."""
    while target.function is None:
        target = target.fun._target
    function = target.function
    return function, function.__code__, function.__defaults__, function.__kwdefaults__


def _unpickled(kind: str, found: Any, options: tuple[Any, ...]) -> Derivative:
    return Derivative(kind, resolved(found), *options)


class _JvpTarget(Target):
    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        return self.fun._in_emitted_order(self.fun._values(args, kwargs))


_TITLES = {
    "grad": "Gradient",
    "value_and_grad": "Value and gradient",
    "vjp": "Pull-back",
    "jvp": "Directional derivative",
    "jvps": "Directional derivatives",
    "jacfwd": "Jacobian",
    "jacrev": "Jacobian",
    "jacobian": "Jacobian",
    "hessian": "Hessian",
    "hvp": "Product of a direction and the Hessian",
    "elementwise_grad": "Slope",
}


MAKERS.update({kind: functools.partial(Derivative, kind) for kind in _TITLES})


def noted(name: str, run: Callable[..., Any], values: tuple[Any, ...]) -> Any:
    """Call; what the primal raises passes through with a note."""
    try:
        return run(*values)
    except Exception as e:
        note(name, e)
        raise


def note(name: str, e: Exception) -> None:
    """Say of an exception of the primal where it comes from."""
    if not isinstance(e, TangentError):
        e.add_note(f"raised in the derivative of {name}")


def _bound(derivative: Derivative, instance: Any) -> Callable[..., Any]:
    def method(*args: Any, **kwargs: Any) -> Any:
        return derivative(instance, *args, **kwargs)

    return method


def text_of(compiled: Any) -> str:
    """The emitted text with the imports that it needs."""
    head = imports_of(compiled)
    text = str(compiled.text_alone if compiled.ahead else compiled.text)
    return f"{head}\n\n\n{text}" if head else text


def html_of(text: str) -> str:
    import html

    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return f"<pre>{html.escape(text)}</pre>"
    return str(highlight(text, PythonLexer(), HtmlFormatter(noclasses=True)))
