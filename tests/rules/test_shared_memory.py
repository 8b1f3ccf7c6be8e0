"""Where a result shares memory with what the function was given, a write of either is seen by the other."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from tangent.rules.spelling import name_of
from tangent.testing.structures import compile_source
from tests.oracle import Api, check_program

from .samples import SAMPLES
from .test_samples import NAMES

WRITES = ("given", "result")
FUNCTIONS = [f for f in SAMPLES if getattr(f, "__module__", "") != "builtins"]


def arrays_in(value: Any) -> list[Any]:
    if isinstance(value, (tuple, list)):
        return [a for item in value for a in arrays_in(item)]
    return [value] if isinstance(value, np.ndarray) else []


def program(sample: Any, name: str, lines: list[str]) -> Any:
    """The sample with its argument `name` as an array of the program, and what is done to it afterwards."""
    *statements, value = sample.text.split("; ")
    text = [f"{name} = {name} * 1.0", *statements, f"value = {value}", *lines]
    head = f"def sampled({', '.join(sample.values)}):\n"
    return compile_source(head + "".join(f"    {line}\n" for line in text), "sampled", dict(NAMES))


def sharing(function: Any) -> list[tuple[Any, str, bool]]:
    """(sample, argument, whether one array is the result) where result and argument share memory."""
    found = []
    for sample in SAMPLES[function]:
        if sample.kind != "d" or "out=" in sample.text:
            continue
        for name, given in zip(sample.values, sample.arguments(), strict=True):
            if not isinstance(given, np.ndarray) or given.dtype != float or given.size == 0:
                continue
            a, value = program(sample, name, [f"return {name}, value"])(*sample.arguments())
            parts = arrays_in(value)
            if any(np.shares_memory(a, part) for part in parts):
                found.append((sample, name, value is parts[0]))
    return found


@pytest.mark.parametrize("function", FUNCTIONS, ids=name_of)
def test_results_that_share_memory(function: Any, quick: bool) -> None:
    """Right, or refused: never the derivative of a copy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sharing(function)
    for sample, name, single in found[:: max(1, len(found) // 3)] if quick else found:
        total = "np.sum(value * value)" if single else "sum(np.sum(v * v) for v in value)"
        for written in WRITES if single else WRITES[:1]:
            target = name if written == "given" else "value"
            result = total if written == "given" else f"np.sum({name} * {name})"
            fun = program(sample, name, [f"{target}[...] = {target} * {target}", f"return {result}"])
            place = list(sample.values).index(name)
            try:
                fun(*sample.arguments())
            except ValueError:
                continue  # a view that is read-only
            try:
                check_program(fun, sample.arguments(), place, order=1, only={"value", "numerical", "modes"})
            except Api().refusal:
                pass
            except AssertionError as error:
                raise AssertionError(f"{sample}, {written}: {error}") from None
