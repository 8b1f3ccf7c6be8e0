"""Random programs of what else Python has: the derivative is right or refused.

`match`, all parts of `try`, generators, sets and dicts, matrices, workspaces, early returns, more operators
of user classes, mixed with the programs of objects.  16 programs by default; `TANGENT_FUZZ=2000` runs more,
`TANGENT_FUZZ_ORDER=2` second derivatives of all.
"""

from __future__ import annotations

import pytest

from tests.generator_python import Python
from tests.random_runs import CHUNKS, ORDER, total
from tests.test_random_objects import MOST_REFUSED, accepted, gives_a_number


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_python(chunk: int) -> None:
    answers = [accepted(Python(seed), ORDER) for seed in range(chunk, total(16), CHUNKS)]
    refused = answers.count(False)
    assert refused <= MOST_REFUSED * len(answers), f"{refused} of {len(answers)} programs are refused"


def test_programs_are_deterministic() -> None:
    assert [Python(k).text for k in range(20)] == [Python(k).text for k in range(20)]
    assert sum(gives_a_number(Python(k)) for k in range(20)) > 15
