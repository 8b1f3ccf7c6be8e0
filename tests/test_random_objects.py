"""Random programs of objects and functions: the derivative is right or refused.

Objects whose attributes, items and properties are written, operators and context managers of the user's,
closures, partials and decorators, dataclasses and named tuples as arguments.  24 programs by default;
`TANGENT_FUZZ=2000` runs more, `TANGENT_FUZZ_ORDER=2` second derivatives of all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.generator_objects import Objects
from tests.oracle import Api, check_program
from tests.random_runs import CHUNKS, ORDER, total

CHECKS = {"value", "numerical", "modes", "arguments", "second"}
# About half of many are refused, as objects go by several names; of the six of a chunk it may be more.
MOST_REFUSED = 0.9


def gives_a_number(program: Objects) -> bool:
    """Whether a program has a value, the same one each time."""
    try:
        with np.errstate(all="ignore"):
            value, again = program.fun(*program.args), program.fun(*program.args)
    except (TypeError, ValueError):
        return False  # operands that do not fit: nobody writes such programs on purpose
    return bool(np.isfinite(value) and value == again)


def accepted(program: Objects, order: int) -> bool:
    """Whether a program is accepted, or gives no number; raises if a derivative is wrong."""
    if not gives_a_number(program):
        return True
    try:
        check_program(program.fun, program.args, (0, 1, 2), order=order, only=CHECKS)
    except Api().refusal:
        return False
    except AssertionError as error:
        raise AssertionError(f"seed {program.seed}: {error}\n{program.text}") from None
    return True


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_objects(chunk: int) -> None:
    answers: list[Any] = [accepted(Objects(seed), ORDER) for seed in range(chunk, total(24), CHUNKS)]
    refused = answers.count(False)
    assert refused <= MOST_REFUSED * len(answers), f"{refused} of {len(answers)} programs are refused"


def test_programs_are_deterministic() -> None:
    assert [Objects(k).text for k in range(20)] == [Objects(k).text for k in range(20)]
    assert sum(gives_a_number(Objects(k)) for k in range(20)) > 15
