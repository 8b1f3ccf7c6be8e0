"""Random programs in which lists of numbers go by several names: the derivative is right or refused.

40 programs by default; `TANGENT_FUZZ=2000` runs more, `TANGENT_FUZZ_ORDER=2` second derivatives, too.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from tests.generator_lists import Lists
from tests.oracle import Api, check_program

TOTAL = int(os.environ.get("TANGENT_FUZZ", "40"))
ORDER = int(os.environ.get("TANGENT_FUZZ_ORDER", "1"))
CHUNKS = 4
MOST_REFUSED = 0.1


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_lists(chunk: int) -> None:
    seeds = range(chunk, TOTAL, CHUNKS)
    refused = sum(not accepted(seed) for seed in seeds)
    assert refused <= MOST_REFUSED * len(seeds), f"{refused} of {len(seeds)} programs are refused"


def accepted(seed: int) -> bool:
    """Whether the program of a seed is accepted, or gives no number; raises if a derivative is wrong."""
    program = Lists(seed)
    x = np.random.default_rng(seed).uniform(-1.0, 1.0, 3)
    with np.errstate(all="ignore"):
        value = program.fun(x.copy())
    if not np.isfinite(value) or abs(value) > 1e4:
        return True
    try:
        check_program(program.fun, (x,), 0, order=ORDER)
    except Api().refusal:
        return False
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}\n{program.text}") from None
    return True
