"""`Variable`: an array or a number that remembers the operations that it came from."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tangent import checks
from tangent.checks import is_inexact
from tangent.error_codes import find
from tangent.errors import TangentError, error
from tangent.record.operation import Phrase, call_of, operation
from tangent.record.steps import Step, in_reverse, leaves, with_leaves
from tangent.rules import INACTIVE
from tangent.runtime import stop_gradient


class _State(threading.local):
    recording = True
    tracer: Any = None


STATE = _State()


class no_grad:
    """In this block (or function, as a decorator) nothing is recorded, and leaves may be written in place."""

    _tangent_block = "no_grad"

    def __init__(self) -> None:
        self._before: list[bool] = []

    def __enter__(self) -> None:
        self._before.append(STATE.recording)
        STATE.recording = False

    def __exit__(self, *raised: object) -> None:
        STATE.recording = self._before.pop()

    def __call__(self, fun: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(fun)
        def constant(*args: Any, **kwargs: Any) -> Any:
            with no_grad():
                return fun(*args, **kwargs)

        return constant


def is_variable(value: Any) -> bool:
    return isinstance(value, Variable)


def derivative_recorded(derivative: Any, args: tuple[Any, ...]) -> Any:
    """The call of a derivative with Variables is an operation like any other."""
    phrase = call_of(derivative, args, {}, is_variable)
    try:
        return apply(phrase, derivative)
    except TangentError as e:
        if e.code != find("leaves_record").code:
            raise
        # The derivative got plain values: what it could not make a number of was not among them.
        raise _holds_variables(phrase) from None


def plain_result(phrase: Phrase, out: Any) -> Any:
    """Variables that a function holds, instead of taking them as arguments, would be lost."""
    if any(type(leaf) is Variable for leaf in leaves(out)):
        raise _holds_variables(phrase)
    return out


def _holds_variables(phrase: Phrase) -> TangentError:
    hint = "Make the Variables that the function reads arguments of it, too."
    return error("operation", None, phrase.name, "the function holds other Variables", hint=hint)


class Variable:
    """An array or a number whose operations are recorded, so that `backward` can go through them.

    `requires_grad` is true by default where the data can carry a derivative.  `grad` collects what
    `backward` finds for variables that were made by the user.
    """

    __slots__ = ("__weakref__", "_data", "_place", "_step", "grad", "requires_grad")
    __array_priority__ = 1000.0

    def __init__(self, data: Any, requires_grad: bool | None = None) -> None:
        if isinstance(data, Variable):
            data = data.data
        if isinstance(data, (list, tuple)):
            data = np.array(data)
        if np.asarray(data).dtype.kind not in "biufc":
            raise error("dtype", None, "data", str(np.asarray(data).dtype))
        if not isinstance(data, (np.ndarray, np.generic, int, float, complex)):
            raise error("operation", None, "Variable", f"data of class `{type(data).__qualname__}`")
        checks.value("data", data)
        if requires_grad and not is_inexact(data):
            raise error("integer_argument", None, "data", f"dtype {np.asarray(data).dtype}")
        self._data: Any = data
        self.requires_grad = is_inexact(data) if requires_grad is None else requires_grad
        self.grad: Any = None
        self._step: Step | None = None
        self._place = 0

    # -------------------------------------------------------------- what it is

    @property
    def __class__(self) -> Any:
        """That of the data for `isinstance`: a program that asks for arrays gets the answer for arrays."""
        return type(self._data)

    @__class__.setter
    def __class__(self, value: Any) -> None:
        raise TypeError("the class of a Variable cannot be changed")

    @property
    def data(self) -> Any:
        """The value itself: an array or a number that nothing is recorded of."""
        return self._data

    @data.setter
    def data(self, value: Any) -> None:
        self._refuse_writing("assigning to `data`", always=True)
        self._data = value.data if isinstance(value, Variable) else value

    @property
    def is_leaf(self) -> bool:
        """Whether it was made by the user, not by an operation that was recorded."""
        return self._step is None

    shape = property(lambda self: _shape(self))
    ndim = property(lambda self: len(_shape(self)))
    size = property(lambda self: int(np.prod(_shape(self), dtype=int)))
    dtype = property(lambda self: np.asarray(self._data).dtype)

    def detach(self) -> Variable:
        """The same data, as a constant; `tangent.stop_gradient` of a Variable is this."""
        if STATE.tracer is not None:
            phrase = Phrase("stop_gradient", is_variable, objects={"stop_gradient": stop_gradient})
            detached: Variable = apply(phrase.text("stop_gradient(").gap(self).text(")"))
            return detached
        return Variable(self._data, requires_grad=False)

    def item(self) -> Any:
        """The only element, as a number of Python; a constant."""
        _leaving(self, "item")
        return np.asarray(self._data).item()

    def zero_grad(self) -> None:
        self.grad = None

    def __repr__(self) -> str:
        return f"Variable({self._data!r}{', requires_grad=True' if self.requires_grad else ''})"

    def __format__(self, spec: str) -> str:
        return format(self._data, spec)

    __hash__ = object.__hash__

    # -------------------------------------------------------------- the way back

    def backward(self, gradient: Any = None, *, create_graph: bool = False) -> None:
        """Add the derivative of this value (times `gradient`) to `grad` of the leaves that it depends on.

        What this computes is not recorded in its turn: `create_graph` is refused, and says what to do.
        """
        if create_graph:
            hint = "Differentiate the source of one run: `tangent.hessian(tangent.trace(f, x))(x)`, `hvp` ..."
            raise error("backward", None, "derivatives of derivatives are not recorded", hint=hint)
        if not self.requires_grad:
            raise error("backward", None, "it depends on nothing that requires a gradient")
        if gradient is None:
            if np.ndim(self._data) or np.iscomplexobj(self._data):
                what = (
                    f"it is an array of shape {np.shape(self._data)}"
                    if np.ndim(self._data)
                    else "it is complex"
                )
                raise error("backward", None, f"{what}, so `gradient` has to be given")
            gradient = np.ones_like(self._data)[()]
        elif isinstance(gradient, Variable):
            gradient = gradient.data
        found: dict[Any, list[Any]] = {}
        _add(found, self, _checked(self._data, gradient))
        for step in in_reverse(self._step):
            bars = found.pop(step, None)
            if bars is not None:
                for variable, bar in zip(step.inputs, step.adjoints(bars), strict=True):
                    if variable is not None:
                        _add(found, variable, bar)

    # -------------------------------------------------------------- NumPy's doors

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if kwargs.get("out") is not None:
            raise error("recorded_write", None, f"`out=` of `np.{ufunc.__name__}`")
        if method == "at":
            raise error("recorded_write", None, f"`np.{ufunc.__name__}.at`")
        if ufunc in _SIGNS and len(inputs) == 2 and not kwargs and any(map(_of_numpy, inputs)):
            return binary(_SIGNS[ufunc], *inputs)
        if method == "__call__":
            return apply(call_of(ufunc, inputs, kwargs, is_variable), ufunc)
        phrase = Phrase(f"{ufunc.__name__}_{method}", is_variable)
        return apply(phrase.text(phrase.path(ufunc), f".{method}").arguments(inputs, kwargs))

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        if kwargs.get("out") is not None or function in _WRITING:
            raise error("recorded_write", None, f"`np.{function.__name__}`")
        return apply(call_of(function, args, kwargs, is_variable), function)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        _leaving(self, "NumPy's conversion to an array", differentiable=True)
        return np.array(self._data, dtype=dtype)

    def __getattr__(self, name: str) -> Any:
        if name in _ATTRIBUTES:
            return apply(Phrase(name, is_variable).gap(self).text(f".{name}"))
        if name.startswith("_") or not hasattr(self._data, name):
            raise AttributeError(f"a Variable has no attribute {name!r}")
        if name in _METHODS:
            return functools.partial(_method, self, name)
        if name in _WRITING_METHODS:
            raise error("recorded_write", None, f"the method `{name}`")
        raise error("operation", None, name, "a method that a Variable does not have")

    # -------------------------------------------------------------- subscripts and writing

    def __getitem__(self, key: Any) -> Any:
        return apply(Phrase("item", is_variable).gap(self).text("[").index(key).text("]"))

    def __setitem__(self, key: Any, value: Any) -> None:
        self._refuse_writing("assigning to a part", value)
        self._data[_plain(key)] = _plain(value)

    def __len__(self) -> int:
        if not _shape(self):
            raise TypeError("len() of a Variable without axes")
        return _shape(self)[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[k] for k in range(len(self)))

    def _refuse_writing(self, what: str, value: Any = None, always: bool = False) -> None:
        """What was recorded stays as it is; what is not recorded may be written."""
        taking = STATE.tracer is not None or (STATE.recording and not always)
        moving = self.requires_grad or (isinstance(value, Variable) and value.requires_grad)
        if self._step is not None or (taking and (moving or STATE.tracer is not None)):
            raise error("recorded_write", None, what)

    def _update(self, sign: str, other: Any) -> Any:
        """`x += y`: of a number a new value, as in Python; of an array a write."""
        recorded = STATE.tracer is not None or STATE.recording
        if not isinstance(self._data, np.ndarray) and recorded:
            return binary(sign, self, other)
        self._refuse_writing(f"`{sign}=`", other)
        new = _plain(binary(sign, self.detach(), _plain(other)))
        if isinstance(self._data, np.ndarray):
            np.copyto(self._data, new, casting="same_kind")
        else:
            self._data = new
        return self

    # -------------------------------------------------------------- conversions

    def __copy__(self) -> Any:
        """The copy of an array is recorded; numbers are what they are."""
        return self.copy() if isinstance(self._data, np.ndarray) else self

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__copy__()

    def __bool__(self) -> bool:
        if STATE.tracer is not None:
            return bool(STATE.tracer.decided(self))
        return bool(self._data)

    def __int__(self) -> int:
        _leaving(self, "int")
        return int(self._data)

    def __round__(self, digits: int | None = None) -> Any:
        """A constant: its slope is zero where it has one."""
        _leaving(self, "round")
        return round(self._data, digits) if digits is not None else round(self._data)

    def __index__(self) -> int:
        _leaving(self, "an index")
        return self._data.__index__()

    def __float__(self) -> float:
        _leaving(self, "float", differentiable=True)
        return float(self._data)

    def __complex__(self) -> complex:
        _leaving(self, "complex", differentiable=True)
        return complex(self._data)

    def __neg__(self) -> Any:
        return apply(Phrase("negative", is_variable).text("-").gap(self))

    def __pos__(self) -> Any:
        return apply(Phrase("positive", is_variable).text("+").gap(self))

    def __invert__(self) -> Any:
        return apply(Phrase("invert", is_variable).text("~").gap(self))

    def __abs__(self) -> Any:
        return apply(Phrase("absolute", is_variable).text("abs(").gap(self).text(")"))


Variable._tangent_recorded = staticmethod(derivative_recorded)  # type: ignore[attr-defined]


def _shape(v: Variable) -> tuple[int, ...]:
    if STATE.tracer is not None:
        STATE.tracer.asked_for_shape()
    return np.shape(v._data)


def _of_numpy(value: Any) -> bool:
    return isinstance(value._data if isinstance(value, Variable) else value, (np.ndarray, np.generic))


def _leaving(v: Variable, what: str, differentiable: bool = False) -> None:
    """A value becomes a plain number: refused where a derivative, or the record of a run, would be lost."""
    if STATE.tracer is not None or (differentiable and v.requires_grad and STATE.recording):
        raise error("leaves_record", None, what)


def _plain(value: Any) -> Any:
    if isinstance(value, Variable):
        return value.data
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


# ---------------------------------------------------------------- operators

_NAMES = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "//": "floor_divide",
    "%": "remainder",
    "**": "power",
    "@": "matmul",
    "&": "bitwise_and",
    "|": "bitwise_or",
    "^": "bitwise_xor",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
    "==": "equal",
    "!=": "not_equal",
}
_SIGNS = {getattr(np, name): sign for sign, name in _NAMES.items() if sign != "**"}
"""`np.multiply(x, y)` is written `x * y`, which is the same for everything of NumPy."""
_SPECIAL = {
    **{
        "+": "add",
        "-": "sub",
        "*": "mul",
        "/": "truediv",
        "//": "floordiv",
        "%": "mod",
        "**": "pow",
        "@": "matmul",
    },
    **{"&": "and", "|": "or", "^": "xor"},
}
_COMPARISONS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}


def binary(sign: str, a: Any, b: Any) -> Any:
    a, b = (np.array(v) if isinstance(v, list) else v for v in (a, b))
    if not all(isinstance(v, (Variable, np.ndarray, np.generic, int, float, complex)) for v in (a, b)):
        return NotImplemented
    phrase = Phrase(_NAMES[sign], is_variable)
    if sign == "**" and type(b) is int:  # `x**2` has a derivative of its own
        return apply(phrase.gap(a).text(" ** ", repr(b) if b >= 0 else f"({b})"))
    return apply(phrase.gap(a).text(f" {sign} ").gap(b))


def _operator(sign: str, name: str) -> None:
    setattr(Variable, f"__{name}__", lambda self, other: binary(sign, self, other))
    if sign in _SPECIAL:
        setattr(Variable, f"__r{name}__", lambda self, other: binary(sign, other, self))
        setattr(Variable, f"__i{name}__", lambda self, other: self._update(sign, other))


for _sign, _name in (_SPECIAL | _COMPARISONS).items():
    _operator(_sign, _name)

_CONSTANT = frozenset(
    {*map(_NAMES.get, _COMPARISONS), "all", "any", "argmax", "argmin", "argsort", "nonzero"}
)
_ATTRIBUTES = frozenset({"T", "imag", "mT", "real"})
_METHODS = frozenset(
    "all any argmax argmin argsort astype clip conj conjugate copy cumprod cumsum diagonal dot flatten max "
    "mean min nonzero prod ravel repeat reshape round searchsorted squeeze std sum swapaxes take trace "
    "transpose var".split()
)
_WRITING_METHODS = frozenset("fill itemset partition put resize setfield setflags sort".split())
_WRITING = frozenset({np.copyto, np.put, np.place, np.putmask, np.fill_diagonal, np.put_along_axis})


def _method(v: Variable, name: str, *args: Any, **kwargs: Any) -> Any:
    if kwargs.get("out") is not None:
        raise error("recorded_write", None, f"`out=` of `{name}`")
    return apply(Phrase(name, is_variable).gap(v).text(f".{name}").arguments(args, kwargs))


# ---------------------------------------------------------------- recording


def apply(phrase: Phrase, function: Any = None) -> Any:
    """Run an operation, and record it where something that went in requires a gradient."""
    if STATE.tracer is not None:
        return STATE.tracer.run(phrase)
    values = tuple([v._data if isinstance(v, Variable) else v for v in phrase.values])
    found = operation(phrase, values)
    moving = [k for k, v in enumerate(phrase.values) if isinstance(v, Variable) and v.requires_grad]
    if not moving or not STATE.recording or _constant(phrase, function):
        return _wrapped(plain_result(phrase, found.function(*values)))
    try:
        out, pullback = found.pull(values, tuple(moving))
    except TangentError as e:
        raise e.with_traceback(None) from None
    inputs = tuple([v if isinstance(v, Variable) and v.requires_grad else None for v in phrase.values])
    return _recorded(plain_result(phrase, out), pullback, inputs)


def _constant(phrase: Phrase, function: Any) -> bool:
    """Whether nothing of a derivative can go through."""
    return phrase.name in _CONSTANT or (function is not None and function in INACTIVE)


def _wrapped(out: Any) -> Any:
    """Results that nothing is recorded of: floating ones as constants, the rest as it is."""
    found = [Variable(v, requires_grad=False) if is_inexact(v) else v for v in leaves(out)]
    return with_leaves(out, iter(found))


def _recorded(out: Any, pullback: Any, inputs: tuple[Any, ...]) -> Any:
    items = leaves(out)
    step = Step(pullback, inputs, out, len(items))
    return with_leaves(out, iter([_result(v, step, k) for k, v in enumerate(items)]))


def _result(value: Any, step: Step, place: int) -> Any:
    if not is_inexact(value):
        return value
    if isinstance(value, np.ndarray):
        # A later operation would see what is written into it, this one would not.
        value.flags.writeable = False
    v = Variable(value, requires_grad=True)
    v._step, v._place = step, place
    return v


def _checked(data: Any, gradient: Any) -> Any:
    if np.shape(gradient) != np.shape(data):
        raise error(
            "backward", None, f"`gradient` has shape {np.shape(gradient)}, the value {np.shape(data)}"
        )
    if isinstance(data, (np.ndarray, np.generic)):
        return np.asarray(gradient).astype(data.dtype, casting="same_kind")[()]
    return type(data)(gradient)


def _add(found: dict[Any, list[Any]], variable: Variable, bar: Any) -> None:
    step = variable._step
    if step is None:
        variable.grad = bar if variable.grad is None else variable.grad + bar
        return
    bars = found.setdefault(step, [None] * step.outputs)
    before = bars[variable._place]
    bars[variable._place] = bar if before is None else before + bar
