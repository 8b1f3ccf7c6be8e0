"""Random programs in which functions, objects and indices hand arrays on: the derivative is right or refused.

24 programs by default; `TANGENT_FUZZ=2000` runs more, `TANGENT_FUZZ_ORDER=2` second derivatives, too.
"""

from __future__ import annotations

import pytest

from tests.generator_lent import Lent
from tests.generator_viewed import Viewed
from tests.random_runs import CHUNKS, accepted, total

# What may be one of two arrays, and is written afterwards, is refused in some places.
MOST_REFUSED = 0.5


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_lent_arrays(chunk: int) -> None:
    answers = [accepted(seed, Lent(seed)) for seed in range(chunk, total(24), CHUNKS)]
    assert answers.count(False) <= MOST_REFUSED * len(answers)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_views(chunk: int) -> None:
    answers = [accepted(seed, Viewed(seed)) for seed in range(chunk, total(24), CHUNKS)]
    assert answers.count(False) <= MOST_REFUSED * len(answers)
