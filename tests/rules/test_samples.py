"""Every sample call of every rule, asked everything (`tangent.testing.calls`)."""

from __future__ import annotations

import bisect
import cmath
import heapq
import math
import operator
import statistics
import zlib
from importlib.util import find_spec

import numpy as np
import pytest

from tangent.rules import COMPOSITIONS, RULES, SPELLED
from tangent.rules.libraries import read_all_rules
from tangent.rules.spelling import name_of
from tangent.testing.calls import NESTINGS, check_call
from tangent.testing.structures import compile_source

from .samples import SAMPLES

NAMES = {
    "np": np, "math": math, "cmath": cmath, "operator": operator, "heapq": heapq, "bisect": bisect,
    "statistics": statistics,
}  # fmt: skip
if find_spec("scipy"):
    from scipy import fft, integrate, linalg, ndimage, signal, special, stats

    NAMES |= {"special": special, "linalg": linalg, "stats": stats, "signal": signal, "integrate": integrate}
    NAMES |= {"fft": fft, "ndimage": ndimage}


def program(sample, names=NAMES):
    """The sample as a function that a user could have written; what its names mean."""
    *statements, value = sample.text.split("; ")
    lines = "".join(f"    {line}\n" for line in [*statements, f"return {value}"])
    text = f"def sampled({', '.join(sample.values)}):\n{lines}"
    return compile_source(text, "sampled", dict(names))


def ask(sample, order=None, layouts=None, full=True):
    return check_call(
        program(sample),
        sample.arguments(),
        nestings=NESTINGS if full else (NESTINGS[zlib.crc32(str(sample).encode()) % len(NESTINGS)],),
        order=sample.order if order is None else order,
        single=sample.single,
        layouts=sample.layouts if layouts is None else layouts,
        name=str(sample),
    )


def test_every_rule_has_samples():
    """Rules of one body are one rule; the helpers of the runtime come with second derivatives."""
    read_all_rules()
    bodies = {RULES[f].vjp for f in SAMPLES if f in RULES}
    ours = {f: r for f, r in RULES.items() if r.vjp.__module__.startswith("tangent.rules.")}
    left = [f for f, r in ours.items() if r.vjp not in bodies]
    left += [f for f in [*COMPOSITIONS, *SPELLED] if f not in SAMPLES]
    homes = {f: getattr(f, "__module__", None) or "" for f in left}
    assert [f for f, home in homes.items() if not home.startswith(("tangent.", "copy"))] == []


@pytest.mark.parametrize("function", SAMPLES, ids=name_of)
def test_samples(function, quick, full, record_property):
    chosen = SAMPLES[function]
    if quick:
        chosen = chosen[:: max(1, len(chosen) // 3)]
    count = 0
    wrong = []
    for sample in chosen:
        try:
            count += ask(sample, full=full)
        except Exception as e:
            wrong.append(f"{sample}: {type(e).__name__}: {str(e)[:300]}")
    record_property("comparisons", count)
    assert not wrong, f"{len(wrong)} of {len(chosen)} samples:\n" + "\n".join(wrong[:10])
