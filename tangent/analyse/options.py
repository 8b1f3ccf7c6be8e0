"""Options of functions of NumPy, said with other functions: rules know the plain calls.

    y = np.pad(a, 1, mode="edge")          →     y = padded(a, 1, "edge")
    y = np.pad(a, 1, constant_values=c)    →     y = padded_by(a, 1, c)
    y = np.diff(a, prepend=p)              →     y = np.diff(with_ends(a, p, None, -1))
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.ufuncs import given_by_name
from tangent.runtime import compositions
from tangent.syntax.nodes import clone, const, load
from tangent.types import constant, differentiable

MODES = ("edge", "reflect", "symmetric", "wrap")
"""Ways to pad that repeat elements."""
SAID: dict[Any, tuple[str, ...]] = {np.pad: ("mode", "constant_values"), np.diff: ("prepend", "append")}
"""Function → the options that are said with other functions."""


class Options(Rewriting):
    """The part of inference that says such calls plainly."""

    def without_options(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call with one of these options; None where it stays."""
        e = s.value
        make = self.plain_pad if function is np.pad else self.plain_diff if function is np.diff else None
        if make is None:
            return None
        types = [self.eval(a, env) for a in [*e.args, *(k.value for k in e.keywords)]]
        made = make(e) if any(map(differentiable, types)) else None
        if made is None:
            return None
        return self.once(s, ("option", *types), lambda: self.core([self.with_value(s, made)], s))

    def plain_pad(self, e: Any) -> Any:
        given = given_by_name(("array", "pad_width", "mode", "constant_values"), e)
        if given is None or "pad_width" not in given:
            return None
        mode = constant(self.types[given["mode"]]) if "mode" in given else "constant"
        where = [given["array"], given["pad_width"]]
        if mode in MODES and "constant_values" not in given:
            return gast.Call(self.of_ours(compositions.padded), [*where, given["mode"]], [])
        if mode == "constant" and "constant_values" in given:
            return gast.Call(self.of_ours(compositions.padded_by), [*where, given["constant_values"]], [])
        return None

    def plain_diff(self, e: Any) -> Any:
        given = given_by_name(("a", "n", "axis", "prepend", "append"), e)
        if given is None or not given.keys() & {"prepend", "append"}:
            return None
        ends = [given.pop(k, const(None)) for k in ("prepend", "append")]
        axis = given.get("axis", const(-1))
        longer = gast.Call(self.of_ours(compositions.with_ends), [given.pop("a"), *ends, clone(axis)], [])
        return gast.Call(e.func, [longer], [gast.keyword(k, v) for k, v in given.items()])

    def of_ours(self, function: Any) -> Any:
        return load(self.session.name_of(function.__name__, function, self.unit))
