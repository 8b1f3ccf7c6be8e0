"""What is differentiated: one entry for each function that the tables of rules know, and what it says.

The command line prints it (`tangent ops`), the documentation shows it (`docs/functions.md`), and a test
compares it with what NumPy has.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from tangent.analyse.calls import ARRAY_ATTRIBUTES, ARRAY_METHODS
from tangent.analyse.options import OF_UFUNCS, SAID, WITHOUT_EFFECT
from tangent.analyse.ufuncs import REDUCTIONS, RUNNING
from tangent.rules import COMPOSITIONS, INACTIVE, RULES, SPELLED, UNSUPPORTED, Rule
from tangent.rules.curves import CURVES, Curve
from tangent.rules.kinds import LEFT_OUT
from tangent.rules.libraries import read_all_rules
from tangent.rules.models import MODELS, Model
from tangent.rules.solvers import SOLVERS, Solver
from tangent.rules.splines import MOVED, OUTSIDE, Moved
from tangent.runtime import compositions
from tangent.syntax.nodes import loads_in
from tangent.transform.expand import name_of, parse_rule

FORWARD_AND_REVERSE = ("forward", "reverse")
LIBRARIES = ("numpy", "math", "cmath", "builtins", "operator", "_operator", "copy", "statistics", "scipy")
SAYINGS = {
    "elementwise": "element by element, with broadcasting",
    "linear": "linear",
    "multilinear": "linear in each argument",
    "pair": "a rule for each direction",
    "mutation": "writes into its first argument",
    "composition": "made of other functions, whose rules are used",
    "spelled": "said with other functions and assignments",
    "made outside": "in the places where it is called, and in the limits of its integrals",
    "model": "as a function of others does that says the same",
    "curve": "in the places where it is called, in its values, and in their places",
    "solver": "in what its function depends on, by what it has solved",
}


SPACED = {compositions.fftfreq: ["d"], compositions.rfftfreq: ["d"]}
"""Compositions of which the first argument says how many there are."""


@dataclass(frozen=True)
class Entry:
    """status: "differentiable", "no derivative" or "unsupported"."""

    name: str
    status: str
    kind: str = ""
    modes: tuple[str, ...] = ()
    differentiable: tuple[str, ...] = ()
    """The arguments that may carry a derivative."""
    options: tuple[str, ...] = ()
    """The other arguments that may be given."""
    refused: tuple[str, ...] = ()
    """Arguments of the function that are refused unless they are left at their defaults."""
    reason: str = ""
    also: tuple[str, ...] = ()
    """Other spellings: methods and attributes of arrays."""

    def as_dict(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value}


def entries() -> list[Entry]:
    """All entries, by name; of several names for one function the first."""
    read_all_rules()
    found: dict[str, Entry] = {}
    for function, rule in RULES.items():
        if _is_public(function) and rule.vjp.__module__.startswith("tangent.rules."):
            found.setdefault(name_of(function), _of_rule(rule))
    for function, body in COMPOSITIONS.items():
        if _is_public(function):
            found.setdefault(name_of(function), _of_composition(function, body))
    for function, wrt in SPELLED.items():
        found.setdefault(name_of(function), _of_spelled(function, wrt))
    for function, solver in SOLVERS.items():
        if _is_public(function):
            found.setdefault(name_of(function), _of_solver(function, solver))
    for function, model in MODELS.items():
        found.setdefault(name_of(function), _of_model(function, model))
    for function, curve in CURVES.items():
        found.setdefault(name_of(function), _of_curve(function, curve))
    for function, how in MOVED.items():
        if inspect.isfunction(function) and "." not in function.__qualname__ and _is_public(function):
            found.setdefault(name_of(function), _of_spline(function, how))
    for kind in OUTSIDE:
        said = ("differentiable", "made outside", FORWARD_AND_REVERSE)
        found.setdefault(name_of(kind), Entry(name_of(kind), *said))
    for function, reason in INACTIVE.items():
        if _is_public(function):
            found.setdefault(name_of(function), Entry(name_of(function), "no derivative", reason=reason))
    for function, reason in UNSUPPORTED.items():
        found.setdefault(name_of(function), Entry(name_of(function), "unsupported", reason=reason))
    return [found[name] for name in sorted(found, key=lambda n: (n.count("."), n.lower()))]


def find(name: str) -> list[Entry]:
    """The entries that a person may mean: `np.sum`, `numpy.sum`, `sum`, `ndarray.sum`, `.sum`."""
    wanted = name.replace("numpy.", "np.")
    method = wanted.removeprefix("np.").removeprefix("ndarray")
    everything = entries()
    exact = [e for e in everything if wanted in (e.name, *e.also) or (method[:1] == "." and method in e.also)]
    return exact or [e for e in everything if e.name.rpartition(".")[2] == wanted]


def _is_public(function: Any) -> bool:
    """Helpers of emitted code have rules too, and functions of the user may, which are not of this list."""
    module = getattr(function, "__module__", None) or "numpy"
    return module.split(".")[0] in LIBRARIES


def _of_rule(rule: Rule) -> Entry:
    given = [p.lstrip("_") for p in rule.params]
    taken = set(loads_in(parse_rule(rule.vjp).body)) | set(rule.neutral) | set(rule.wrt)
    handled = [p for p in rule.params if p in taken or p not in rule.defaults]
    handled = [p.lstrip("_") for p in handled]
    if "out" in given or isinstance(rule.function, np.ufunc):
        handled.append("out")  # an assignment to the array, see analyse/out.py
    if isinstance(rule.function, np.ufunc):
        handled.append("where")  # with `out`, see analyse/writers.py
        handled += OF_UFUNCS
    handled += SAID.get(rule.function, ())
    optional = parameters(rule.function)
    handled += [p for p in optional if p in WITHOUT_EFFECT]
    return Entry(
        name_of(rule.function),
        "differentiable",
        rule.kind,
        FORWARD_AND_REVERSE,
        rule.wrt,
        tuple(dict.fromkeys(p for p in handled if p not in rule.wrt)),
        tuple(p for p in dict.fromkeys([*given, *optional]) if p not in handled),
        also=tuple(_spellings(rule.function)),
    )


def _of_composition(function: Any, body: Any) -> Entry:
    given = inspect.signature(body).parameters
    wrt = SPACED.get(body) or [p.name for p in given.values() if p.default is p.empty or p.default is None]
    return Entry(
        name_of(function),
        "differentiable",
        "composition",
        FORWARD_AND_REVERSE,
        tuple(wrt),
        tuple(p for p in given if p not in wrt),
        tuple(p for p in parameters(function) if p not in (*given, *WITHOUT_EFFECT)),
        also=tuple(_spellings(function)),
    )


def _of_model(function: Any, model: Model) -> Entry:
    return replace(_of_composition(function, model.body), kind="model")


def _of_spelled(function: Any, wrt: tuple[str, ...]) -> Entry:
    try:
        given = list(inspect.signature(function).parameters)
    except ValueError:  # older versions of NumPy do not say
        given = []
    refused = tuple(p for p in given if p in LEFT_OUT[function])
    others = tuple(p for p in given if p not in wrt and p not in refused)
    return Entry(name_of(function), "differentiable", "spelled", FORWARD_AND_REVERSE, wrt, others, refused)


def _of_solver(function: Any, solver: Solver) -> Entry:
    given = list(inspect.signature(function).parameters)
    limits = ("a", "b") if solver.family == "integral" else ()
    wrt = tuple(p for p in given if p in (solver.function, "args", *limits))
    refused = tuple(name for name, _ in solver.refused)
    others = tuple(p for p in given if p not in wrt and p not in refused)
    return Entry(name_of(function), "differentiable", "solver", FORWARD_AND_REVERSE, wrt, others, refused)


def _of_spline(function: Any, how: Moved) -> Entry:
    others = tuple(name for name, _ in how.rest)
    refused = tuple(p for p in inspect.signature(function).parameters if p not in (*how.places, *others))
    kind = ("differentiable", "model", FORWARD_AND_REVERSE)
    return Entry(name_of(function), *kind, how.places, others, refused)


def _of_curve(function: Any, curve: Curve) -> Entry:
    given = list(inspect.signature(function).parameters)
    wrt = (curve.places, curve.values)
    others = tuple(p for p in given if p in curve.allowed or (p == curve.places and p not in wrt))
    refused = tuple(p for p in given if p not in wrt and p not in others)
    return Entry(name_of(function), "differentiable", "curve", FORWARD_AND_REVERSE, wrt, others, refused)


def parameters(function: Any) -> list[str]:
    """The optional parameters of a function, as far as Python knows them."""
    if isinstance(function, np.ufunc):
        return ["where", *OF_UFUNCS]
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    names = [p.name for p in found if p.default is not p.empty and p.name != "like"]
    return names[1:] if isinstance(function, type) else names  # the first one of a class is the number itself


def _spellings(function: Any) -> Iterable[str]:
    for table in (ARRAY_METHODS, ARRAY_ATTRIBUTES):
        for name, meant in table.items():
            if meant is function:
                yield f".{name}" + ("()" if table is ARRAY_METHODS else "")
    for method, others in (("reduce", REDUCTIONS), ("accumulate", RUNNING)):
        yield from (f"{name_of(ufunc)}.{method}" for ufunc, meant in others.items() if meant is function)


# ---------------------------------------------------------------- as text


def as_lines(chosen: Iterable[Entry]) -> list[str]:
    """One line for each entry."""
    return [
        f"{e.name:32s} {e.kind or e.status:12s} {e.reason or 'in ' + ', '.join(e.differentiable)}"
        for e in chosen
    ]


def as_paragraph(e: Entry) -> str:
    """All that is known of one function."""
    lines = [f"{e.name}: {e.status}" + (f", {SAYINGS.get(e.kind, e.kind)}" if e.kind else "")]
    for title, value in (
        ("modes", ", ".join(e.modes)),
        ("differentiable in", ", ".join(e.differentiable)),
        ("other arguments", ", ".join(e.options)),
        ("refused unless left at the default", ", ".join(e.refused)),
        ("also", ", ".join(e.also)),
        ("reason", e.reason),
    ):
        if value:
            lines.append(f"  {title}: {value}")
    return "\n".join(lines)


def page() -> str:
    """The page of the documentation (Markdown)."""
    found = entries()
    out = [
        "# Functions\n",
        "What is differentiated, in both modes, from the tables of rules; `tangent ops NAME` says the same",
        "on the command line. Arguments in the last column have to be left at their defaults (TGT302);",
        "`out=` is an assignment to the array, and with `where=`, of a ufunc, one to some elements. Of all",
        "differentiable ufuncs of two operands there are the methods `reduce`, `accumulate`, `reduceat`,",
        "`outer` and `at`. Eigenvalues of real matrices, zeros of real polynomials and what `np.emath` gives",
        "are complex here ([decision 0007](decisions/0007-complex-numbers.md)). The arrays of objects that a",
        "ufunc of `np.frompyfunc` gives have to be converted where they are made: `u(x).astype(float)`. A",
        "function that is not here is refused (TGT301).\n",
        "## With a derivative\n",
        "| function | kind | differentiable in | other arguments | refused |",
        "|---|---|---|---|---|",
    ]
    for e in (e for e in found if e.status == "differentiable"):
        name = ", ".join([f"`{e.name}`", *(f"`{a}`" for a in e.also)])
        cells = [name, e.kind, *(", ".join(v) for v in (e.differentiable, e.options, e.refused))]
        out.append("| " + " | ".join(cells) + " |")
    for title, status in (("Without a derivative", "no derivative"), ("Not supported", "unsupported")):
        out += [f"\n## {title}\n", "| why | functions |", "|---|---|"]
        reasons: dict[str, list[str]] = {}
        for e in (e for e in found if e.status == status):
            reasons.setdefault(e.reason, []).append(f"`{e.name}`")
        out += [f"| {reason} | {', '.join(names)} |" for reason, names in sorted(reasons.items())]
    return "\n".join(out) + "\n"
