"""Every sample call of every rule, asked everything (`tangent.testing.calls`)."""

from __future__ import annotations

import cmath
import math
import operator

import numpy as np
import pytest

from tangent.testing.calls import check_call
from tangent.testing.structures import compile_source

from .samples import SAMPLES

NAMES = {"np": np, "math": math, "cmath": cmath, "operator": operator}


def program(sample):
    """The sample as a function that a user could have written."""
    text = f"def sampled({', '.join(sample.values)}):\n    return {sample.text}\n"
    return compile_source(text, "sampled", dict(NAMES))


def ask(sample, order=None, layouts=None):
    return check_call(
        program(sample),
        sample.arguments(),
        order=sample.order if order is None else order,
        single=sample.single,
        layouts=sample.layouts if layouts is None else layouts,
        name=str(sample),
    )


def name_of(function):
    module = (getattr(function, "__module__", None) or "numpy").split(".")[-1]
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", repr(function))
    return name if module in ("numpy", "builtins") else f"{module}.{name}"


@pytest.mark.parametrize("function", SAMPLES, ids=name_of)
def test_samples(function, quick, record_property):
    chosen = SAMPLES[function]
    if quick:
        chosen = chosen[:: max(1, len(chosen) // 3)]
    count = 0
    wrong = []
    for sample in chosen:
        try:
            count += ask(sample)
        except Exception as e:
            wrong.append(f"{sample}: {type(e).__name__}: {str(e)[:300]}")
    record_property("comparisons", count)
    assert not wrong, f"{len(wrong)} of {len(chosen)} samples:\n" + "\n".join(wrong[:10])
