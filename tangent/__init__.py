"""Readable derivatives of ordinary NumPy programs, written as ordinary NumPy programs.

import tangent

gradient = tangent.grad(f, argnums="w")
gradient(w, x, y)
print(gradient.source)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from tangent.api import (
        differentiate,
        elementwise_grad,
        grad,
        hessian,
        hvp,
        jacfwd,
        jacobian,
        jacrev,
        jvp,
        stop_gradient,
        value_and_grad,
        vjp,
    )
    from tangent.clipping import clip_by_norm, clip_by_value
    from tangent.custom import custom_jvp, custom_vjp, implicit
    from tangent.errors import (
        ArgumentError,
        MissingRuleError,
        SourceError,
        TangentError,
        UnsupportedError,
        VariantWarning,
    )
    from tangent.linear import linearize
    from tangent.record import Variable, no_grad, trace
    from tangent.runtime import checkpoint, checkpoint_loop, grad_of
    from tangent.testing import check_grads

__all__ = [
    "ArgumentError",
    "MissingRuleError",
    "SourceError",
    "TangentError",
    "UnsupportedError",
    "Variable",
    "VariantWarning",
    "__version__",
    "check_grads",
    "checkpoint",
    "checkpoint_loop",
    "clip_by_norm",
    "clip_by_value",
    "custom_jvp",
    "custom_vjp",
    "differentiate",
    "elementwise_grad",
    "grad",
    "grad_of",
    "hessian",
    "hvp",
    "implicit",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linearize",
    "nn",
    "no_grad",
    "rules",
    "stop_gradient",
    "testing",
    "trace",
    "value_and_grad",
    "vjp",
]

_HOMES = {
    "differentiate": "tangent.api",
    "grad": "tangent.api",
    "value_and_grad": "tangent.api",
    "vjp": "tangent.api",
    "jacfwd": "tangent.api",
    "jacrev": "tangent.api",
    "jacobian": "tangent.api",
    "hessian": "tangent.api",
    "hvp": "tangent.api",
    "elementwise_grad": "tangent.api",
    "jvp": "tangent.api",
    "linearize": "tangent.linear",
    "clip_by_norm": "tangent.clipping",
    "clip_by_value": "tangent.clipping",
    "grad_of": "tangent.runtime",
    "custom_jvp": "tangent.custom",
    "custom_vjp": "tangent.custom",
    "implicit": "tangent.custom",
    "stop_gradient": "tangent.api",
    "checkpoint": "tangent.runtime",
    "checkpoint_loop": "tangent.runtime",
    "check_grads": "tangent.testing",
    "Variable": "tangent.record",
    "no_grad": "tangent.record",
    "trace": "tangent.record",
    "TangentError": "tangent.errors",
    "UnsupportedError": "tangent.errors",
    "MissingRuleError": "tangent.errors",
    "SourceError": "tangent.errors",
    "ArgumentError": "tangent.errors",
    "VariantWarning": "tangent.errors",
}


def __getattr__(name: str) -> Any:
    # The compiler is imported when it is first used: `import tangent` costs next to nothing.
    import importlib

    if name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    if name in ("api", "errors", "nn", "rules", "testing"):
        return importlib.import_module(f"tangent.{name}")
    raise AttributeError(f"module 'tangent' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
