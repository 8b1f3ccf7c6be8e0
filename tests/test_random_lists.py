"""Random programs in which lists of numbers go by several names: the derivative is right or refused.

120 programs by default; `TANGENT_FUZZ=2000` runs more, `TANGENT_FUZZ_ORDER=2` second derivatives, too.
"""

from __future__ import annotations

import pytest

from tests.generator_lists import Lists
from tests.random_runs import CHUNKS, check_few_refused, total


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_lists(chunk: int) -> None:
    check_few_refused((seed, Lists(seed)) for seed in range(chunk, total(120), CHUNKS))
