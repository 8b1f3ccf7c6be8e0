"""Random imperative programs: the derivative is right or refused, never wrong, never another exception.

300 programs by default, a third of them from each generator, and second derivatives of some;
`TANGENT_FUZZ=5000` runs more, and `TANGENT_FUZZ_SEED=17` one of each kind alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.generator import Program, make, shrink, usable
from tests.generator_more import make_more
from tests.generator_wide import make_wide
from tests.numerical_api import NumericalApi
from tests.oracle import Api, check_program

CHECKS = {"value", "structure", "numerical", "modes", "arguments", "again", "pullback", "snapshot", "fresh"}
TOTAL = int(os.environ.get("TANGENT_FUZZ", "180"))
CHUNKS = 10
ALONE = os.environ.get("TANGENT_FUZZ_SEED")
# Of the few programs of one chunk; of all wide ones about a ninth is refused, of the others none.
MOST_REFUSED = {make: 0.1, make_wide: 0.5, make_more: 0.5}


def failure(program: Program, api: Any, order: int = 1) -> str | None:
    """None if all is right, "refused: ..." for a refusal, or what is wrong."""
    try:
        only = CHECKS if order == 1 else {"second"}
        check_program(program.fun, program.args, (0, 1, 2), order=order, only=only, api=api)
    except api.refusal as error:
        return f"refused: {error}"
    except AssertionError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def run(
    seeds: list[int],
    api: Any,
    effort: int = 300,
    making: Callable[[int], Program] = make,
    order: int = 1,
) -> list[str]:
    """Check the programs; returns the refusals, raises at the first wrong one with its source, shrunk."""
    refused = []
    for seed in seeds:
        program = making(seed)
        found = failure(program, api, order)
        if found is None:
            continue
        if found.startswith("refused: "):
            refused.append(f"seed {seed}: {found}")
            continue

        def still_wrong(smaller: Program) -> bool:
            again = failure(smaller, api, order)
            return again is not None and not again.startswith("refused: ")

        small = shrink(program, still_wrong, effort)
        raise AssertionError(
            f"seed {seed}: {found}\n\nprogram(*{small.args!r}), shrunk:\n{small.text}\n"
            f"which fails with: {failure(small, api, order)}\n\nas generated:\n{program.text}"
        )
    return refused


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_right_or_refused(chunk: int, record_property: Any) -> None:
    pytest.importorskip("tangent.api", reason="the compiler is not there yet")
    seeds = list(range(chunk, TOTAL // len(MOST_REFUSED), CHUNKS))
    if ALONE is not None:
        seeds = [int(ALONE)] if chunk == 0 else []
    for making in MOST_REFUSED:
        refused = run(seeds, Api(), making=making)
        rate = len(refused) / max(1, len(seeds))
        record_property(f"refused of {making.__name__}", f"{len(refused)} of {len(seeds)}")
        print(f"refused {len(refused)} of {len(seeds)} programs", *refused, sep="\n")
        if rate > MOST_REFUSED[making] and ALONE is None:
            raise AssertionError("too many are refused:\n" + "\n".join(refused))


@pytest.mark.parametrize("making", list(MOST_REFUSED))
def test_second_derivatives_are_right_or_refused(making: Callable[[int], Program]) -> None:
    pytest.importorskip("tangent.api", reason="the compiler is not there yet")
    seeds = [int(ALONE)] if ALONE is not None else list(range(0, TOTAL, 18))
    refused = run(seeds, Api(), making=making, order=2)
    print(f"refused {len(refused)} of {len(seeds)} second derivatives", *refused, sep="\n")


def test_programs_are_deterministic_and_usable() -> None:
    for making in MOST_REFUSED:
        for seed in range(40):
            one, two = making(seed), making(seed)
            assert one.text == two.text and usable(one)
            assert one.fun(*one.args) == two.fun(*two.args)


def test_programs_pass_with_differences() -> None:
    """The programs are smooth enough: the oracle accepts derivatives made of differences."""
    assert run(list(range(6)), NumericalApi(only=(0, 1, 2))) == []


def test_a_wrong_derivative_is_found_and_shrunk() -> None:
    with pytest.raises(AssertionError) as caught:
        run([3], NumericalApi(only=(0, 1, 2), wrong="sign"), effort=25)
    text = str(caught.value)
    shrunk = text.split("shrunk:\n")[1].split("which fails")[0]
    assert "seed 3" in text and len(shrunk) < len(make(3).text)
