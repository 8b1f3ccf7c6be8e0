"""What the tests of random programs have in common: how many there are, and when one is right."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from tests.oracle import Api, check_program

ORDER = int(os.environ.get("TANGENT_FUZZ_ORDER", "1"))
CHUNKS = 4
MOST_REFUSED = 0.1


def total(default: int) -> int:
    """How many programs there are; `TANGENT_FUZZ` asks for more."""
    return int(os.environ.get("TANGENT_FUZZ", str(default)))


def check_few_refused(programs: Iterable[tuple[int, Any]]) -> None:
    """All programs, with their seeds, are right or refused, and few are refused."""
    answers = [accepted(seed, program) for seed, program in programs]
    refused = answers.count(False)
    assert refused <= MOST_REFUSED * len(answers), f"{refused} of {len(answers)} programs are refused"


def accepted(seed: int, program: Any, order: int = ORDER) -> bool:
    """Whether a program is accepted, or gives no number; raises if a derivative is wrong."""
    x = np.random.default_rng(seed).uniform(-1.0, 1.0, 3)
    try:
        with np.errstate(all="ignore"):
            value = program.fun(x.copy())
    except ValueError:
        return True  # it writes into what is read-only (`np.diag`)
    if not np.isfinite(value) or abs(value) > 1e4:
        return True
    try:
        check_program(program.fun, (x,), 0, order=order)
    except Api().refusal:
        return False
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}\n{program.text}") from None
    return True
