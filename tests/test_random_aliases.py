"""Random programs in which arrays share memory: the derivative is right or refused.

60 programs by default; `TANGENT_FUZZ=2000` runs more, `TANGENT_FUZZ_ORDER=2` second derivatives, too.
"""

from __future__ import annotations

import pytest

from tests.generator_aliases import Aliases
from tests.random_runs import CHUNKS, check_few_refused, total


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_aliases(chunk: int) -> None:
    check_few_refused((seed, Aliases(seed)) for seed in range(chunk, total(60), CHUNKS))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_aliases_in_two_functions(chunk: int) -> None:
    """The second part is a function of its own, to which the first part gives all that it has."""
    seeds = range(chunk, total(60) // 3, CHUNKS)
    check_few_refused((seed, Aliases(seed).cut_in_two()) for seed in seeds)
