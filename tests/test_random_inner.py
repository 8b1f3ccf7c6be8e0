"""Random programs that change what is in containers of containers: the derivative is right or refused.

24 programs by default; `TANGENT_FUZZ=2000` runs more, `TANGENT_FUZZ_ORDER=2` second derivatives, too.
"""

from __future__ import annotations

import pytest

from tests.generator_inner import Inner
from tests.random_runs import CHUNKS, accepted, total

# Containers that meet in one place are refused often.
MOST_REFUSED = 0.9


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_inner_changes(chunk: int) -> None:
    answers = [accepted(seed, Inner(seed)) for seed in range(chunk, total(24), CHUNKS)]
    assert answers.count(False) <= MOST_REFUSED * len(answers)
