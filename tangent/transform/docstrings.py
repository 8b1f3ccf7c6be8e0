"""What the emitted functions say about themselves, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gast


def of_gradient(name: str, wrt: Sequence[str], value: bool) -> Any:
    what = "Value and gradient" if value else "Gradient"
    return _docstring(f"{what} of {name} with respect to {_listed(wrt)}.")


def of_forward(name: str) -> Any:
    return _docstring(f"Value of {name}, and what its backward function needs.")


def of_backward(returned: Sequence[str], changed: Sequence[str], given: bool) -> Any:
    """changed: the parameters whose adjoints are changed in place; given: the value has an adjoint."""
    parts = []
    if returned:
        parts.append(_adjoints(returned) + (", given that of the value" if given else ""))
    if changed:
        parts.append(f"{_adjoints(changed)} in place")
    text = "; ".join(parts) or "nothing flows back"
    return _docstring(f"{text[0].upper()}{text[1:]}.")


def of_tangent(name: str, wrt: Sequence[str]) -> Any:
    return _docstring(f"Value of {name}, and its derivative along the tangent of {_listed(wrt)}.")


def _adjoints(names: Sequence[str]) -> str:
    return f"adjoint{'s' if len(names) > 1 else ''} of {_listed(names)}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else "(" + ", ".join(names) + ")"


def _docstring(text: str) -> Any:
    return gast.Expr(gast.Constant(text, None))
